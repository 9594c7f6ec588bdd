# Generated from specs/moonshot.yaml. Do not edit: change the spec and run `make generate`.
"""Models and prices of Moonshot AI.

https://platform.kimi.ai/docs/models
https://platform.kimi.ai/docs/pricing/chat
litellm 1.106.2
genai-prices 0.2.3 (2026-11-23)
"""

from modelwire_runtime.capabilities import Capability
from modelwire_runtime.catalog import Catalog, Model, per_million

MODELS = Catalog(
    Model(
        "kimi-k3.1-pro",
        context_window=1_048_576,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        released="2026-10-24",
        price=per_million(input="2.00", output="10.00", cached_input="0.20", cache_write="2.00", cache_write_1h="4.00"),
        source=("https://docs.apiyi.com/api-capabilities/kimi-k3-1/overview (a reseller, at the vendor's prices)"),
        checked="2026-11-26",
        confidence="medium",
    ),
    Model(
        "kimi-k3.1-pro-highspeed",
        context_window=1_048_576,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        released="2026-10-24",
        price=per_million(input="4.00", output="20.00", cached_input="0.20", cache_write="4.00", cache_write_1h="8.00"),
        source=("https://docs.apiyi.com/api-capabilities/kimi-k3-1/overview (a reseller, at the vendor's prices)"),
        checked="2026-11-26",
        confidence="medium",
    ),
    Model(
        "kimi-k3",
        context_window=1_048_576,
        max_output=1_048_576,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        released="2026-07-16",
        price=per_million(input="3.00", output="15.00", cached_input="0.30", cache_write="3.00", cache_write_1h="6.00"),
        source=(
            "https://platform.kimi.ai/docs/guide/context-caching (after copies of October 2026); genai-prices 0.2.3"
        ),
        checked="2026-11-26",
    ),
    Model(
        "kimi-k2.7-code",
        context_window=262_144,
        max_output=262_144,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        released="2026-06-12",
        retired="2026-12-31",
        successor="kimi-k3",
        price=per_million(input="0.95", output="4.00", cached_input="0.19"),
    ),
    Model(
        "kimi-k2.7-code-highspeed",
        context_window=262_144,
        max_output=262_144,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        released="2026-06-15",
        retired="2026-12-31",
        successor="kimi-k3",
        price=per_million(input="1.90", output="8.00", cached_input="0.38"),
        source=("https://platform.kimi.ai/docs/pricing/chat-k27-code (after two public price tables)"),
        checked="2026-11-26",
        confidence="medium",
    ),
    Model(
        "kimi-k2.6",
        context_window=262_144,
        max_output=262_144,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
            Capability.WEB_SEARCH,
        ),
        released="2026-04-20",
        retired="2026-12-31",
        successor="kimi-k3",
        price=per_million(input="0.95", output="4.00", cached_input="0.16"),
    ),
    Model(
        "kimi-k2.5",
        context_window=262_144,
        max_output=262_144,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        retired="2026-08-31",
        successor="kimi-k2.6",
        price=per_million(input="0.60", output="3.00", cached_input="0.10"),
    ),
    Model(
        "moonshot-v1-128k",
        aliases=("moonshot-v1-128k-vision-preview", "moonshot-v1-auto"),
        context_window=131_072,
        lacks=(Capability.REASONING,),
        retired="2026-08-31",
        successor="kimi-k2.6",
        price=per_million(input="2.00", output="5.00"),
    ),
    Model(
        "moonshot-v1-32k",
        aliases=("moonshot-v1-32k-vision-preview",),
        context_window=32_768,
        lacks=(Capability.REASONING,),
        retired="2026-08-31",
        successor="kimi-k2.6",
        price=per_million(input="1.00", output="3.00"),
    ),
    Model(
        "moonshot-v1-8k",
        aliases=("moonshot-v1-8k-vision-preview",),
        context_window=8192,
        lacks=(Capability.REASONING,),
        retired="2026-08-31",
        successor="kimi-k2.6",
        price=per_million(input="0.20", output="2.00"),
    ),
    Model(
        "kimi-k2-thinking",
        aliases=("kimi-k2-thinking-turbo",),
        retired="2026-05-25",
        successor="kimi-k2.6",
    ),
    Model(
        "kimi-k2-0905-preview",
        aliases=("kimi-k2-0711-preview", "kimi-k2-turbo-preview"),
        retired="2026-05-25",
        successor="kimi-k2.6",
    ),
    Model(
        "kimi-latest",
        retired="2026-08-31",
        successor="kimi-k2.6",
    ),
    source=(
        "https://platform.kimi.ai/docs/models; "
        "https://platform.kimi.ai/docs/pricing/chat; litellm 1.106.2; genai-prices "
        "0.2.3"
    ),
    checked="2026-11-23",
)
