# Generated from specs/deepseek.yaml. Do not edit: change the spec and run `make generate`.
"""Models and prices of DeepSeek.

https://api-docs.deepseek.com/quick_start/pricing
genai-prices 0.2.3
litellm 1.106.2 (2026-11-23)
"""

from modelwire_runtime.capabilities import Capability
from modelwire_runtime.catalog import Catalog, Hours, Model, per_million, rates

MODELS = Catalog(
    Model(
        "deepseek-flash",
        aliases=("deepseek-v4-flash", "deepseek-v4-flash-vision-exp"),
        context_window=1_000_000,
        max_output=384_000,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.JSON_OBJECT,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        lacks=(Capability.JSON_SCHEMA,),
        price=per_million(
            input="0.15",
            output="0.60",
            cached_input="0.003",
            hours=(
                Hours(
                    ("mon", "tue", "wed", "thu", "fri"),
                    ("01:00-04:00", "06:00-10:00"),
                    rates(input="0.30", output="1.20", cached_input="0.006"),
                ),
            ),
        ),
    ),
    Model(
        "deepseek-v4-pro",
        context_window=1_000_000,
        max_output=384_000,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.JSON_OBJECT,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        lacks=(Capability.VISION, Capability.JSON_SCHEMA),
        price=per_million(
            input="0.66",
            output="1.98",
            cached_input="0.022",
            hours=(
                Hours(
                    ("mon", "tue", "wed", "thu", "fri"),
                    ("01:00-04:00", "06:00-10:00"),
                    rates(input="1.32", output="3.96", cached_input="0.044"),
                ),
            ),
        ),
    ),
    Model(
        "deepseek-chat",
        retired="2026-07-24",
        successor="deepseek-flash",
    ),
    Model(
        "deepseek-reasoner",
        supports=(Capability.REASONING,),
        retired="2026-07-24",
        successor="deepseek-flash",
    ),
    enforced=True,
    source=("https://api-docs.deepseek.com/quick_start/pricing; genai-prices 0.2.3; litellm 1.106.2"),
    checked="2026-11-23",
)
