# Generated from specs/meta_llama.yaml. Do not edit: change the spec and run `make generate`.
"""Models and prices of Meta Llama API.

anomalyco/models.dev (2026-07-02)
litellm 1.106.2 (2026-11-23, medium confidence)
"""

from modelwire_runtime.capabilities import Capability
from modelwire_runtime.catalog import Catalog, Model

MODELS = Catalog(
    Model(
        "Llama-4-Maverick-17B-128E-Instruct-FP8",
        context_window=128_000,
        supports=(Capability.STREAMING, Capability.TOOLS, Capability.VISION, Capability.JSON_SCHEMA),
        lacks=(Capability.REASONING, Capability.JSON_OBJECT),
        released="2025-04-05",
        retired="2026-07-06",
    ),
    Model(
        "Llama-4-Scout-17B-16E-Instruct-FP8",
        context_window=128_000,
        supports=(Capability.STREAMING, Capability.TOOLS, Capability.VISION, Capability.JSON_SCHEMA),
        lacks=(Capability.REASONING, Capability.JSON_OBJECT),
        released="2025-04-05",
        retired="2026-07-06",
    ),
    Model(
        "Llama-3.3-70B-Instruct",
        context_window=128_000,
        supports=(Capability.STREAMING, Capability.TOOLS, Capability.JSON_SCHEMA),
        lacks=(Capability.VISION, Capability.REASONING, Capability.JSON_OBJECT),
        released="2024-12-06",
        retired="2026-07-06",
    ),
    Model(
        "Llama-3.3-8B-Instruct",
        context_window=128_000,
        supports=(Capability.STREAMING, Capability.TOOLS, Capability.JSON_SCHEMA),
        lacks=(Capability.VISION, Capability.REASONING, Capability.JSON_OBJECT),
        retired="2026-07-06",
    ),
    Model(
        "Cerebras-Llama-4-Maverick-17B-128E-Instruct",
        context_window=128_000,
        supports=(Capability.STREAMING, Capability.TOOLS),
        lacks=(Capability.VISION, Capability.REASONING),
        retired="2026-07-06",
    ),
    Model(
        "Cerebras-Llama-4-Scout-17B-16E-Instruct",
        context_window=128_000,
        supports=(Capability.STREAMING, Capability.TOOLS),
        lacks=(Capability.VISION, Capability.REASONING),
        retired="2026-07-06",
    ),
    Model(
        "Groq-Llama-4-Maverick-17B-128E-Instruct",
        context_window=128_000,
        supports=(Capability.STREAMING, Capability.TOOLS),
        lacks=(Capability.VISION, Capability.REASONING),
        retired="2026-07-06",
    ),
    source="anomalyco/models.dev (2026-07-02); litellm 1.106.2",
    checked="2026-11-23",
)
