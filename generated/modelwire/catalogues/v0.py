# Generated from specs/v0.yaml. Do not edit: change the spec and run `make generate`.
"""Models and prices of v0.

https://v0.app/docs/v0-model-api (sizes)
litellm 1.106.2 (prices)
https://www.lava.so/docs/gateway/providers/vercel (2026-11-26, medium confidence)
"""

from modelwire_runtime.capabilities import Capability
from modelwire_runtime.catalog import Catalog, Model, per_million

MODELS = Catalog(
    Model(
        "v0-1.5-md",
        context_window=128_000,
        max_output=64_000,
        supports=(Capability.STREAMING, Capability.TOOLS, Capability.VISION),
        released="2025-06-09",
        price=per_million(input="3.00", output="15.00"),
    ),
    Model(
        "v0-1.5-lg",
        context_window=512_000,
        max_output=64_000,
        supports=(Capability.STREAMING, Capability.TOOLS, Capability.VISION),
        released="2025-06-09",
        price=per_million(input="15.00", output="75.00"),
    ),
    Model(
        "v0-1.0-md",
        context_window=128_000,
        max_output=32_000,
        supports=(Capability.STREAMING, Capability.TOOLS, Capability.VISION),
        released="2025-05-22",
        price=per_million(input="3.00", output="15.00"),
    ),
    source=(
        "https://v0.app/docs/v0-model-api (sizes); litellm 1.106.2 (prices); "
        "https://www.lava.so/docs/gateway/providers/vercel"
    ),
    checked="2026-11-26",
)
