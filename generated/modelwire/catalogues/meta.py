# Generated from specs/meta.yaml. Do not edit: change the spec and run `make generate`.
"""Models and prices of Meta Model API.

https://dev.meta.ai/docs/models
https://dev.meta.ai/docs/pricing-rate-limits (2026-11-26)
"""

from modelwire_runtime.capabilities import Capability
from modelwire_runtime.catalog import Catalog, Model, per_million

MODELS = Catalog(
    Model(
        "muse-wonder-1.0",
        context_window=1_048_576,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.FILES,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        lacks=(Capability.LOGPROBS,),
        price=per_million(input="4.00", output="20.00", cached_input="0.20"),
        source="litellm 1.106.2; https://apidog.com/blog/how-to-use-muse-wonder-api/",
        checked="2026-11-26",
    ),
    Model(
        "muse-ember-1.0",
        context_window=1_048_576,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.VISION,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        lacks=(Capability.LOGPROBS,),
        released="2026-11-09",
        source=(
            "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/partne"
            "r-models/meta/muse-ember-1-0; "
            "https://ai-sdk.dev/providers/openai-compatible-providers/meta"
        ),
        checked="2026-11-26",
        confidence="medium",
    ),
    Model(
        "muse-spark-1.3",
        context_window=1_048_576,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.FILES,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        lacks=(Capability.LOGPROBS,),
        released="2026-09-02",
        price=per_million(input="1.25", output="4.25", cached_input="0.15"),
    ),
    Model(
        "muse-spark-1.3-contributor",
        context_window=1_048_576,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.FILES,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        lacks=(Capability.LOGPROBS,),
        released="2026-09-02",
        price=per_million(input="0.10", output="0.20", cached_input="0.002"),
    ),
    Model(
        "muse-spark-1.2",
        context_window=1_048_576,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.AUDIO_INPUT,
            Capability.FILES,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        lacks=(Capability.LOGPROBS,),
        released="2026-08-06",
        price=per_million(input="1.25", output="4.25", cached_input="0.15"),
    ),
    Model(
        "muse-spark-1.2-contributor",
        context_window=1_048_576,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.AUDIO_INPUT,
            Capability.FILES,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        lacks=(Capability.LOGPROBS,),
        released="2026-08-06",
        price=per_million(input="0.10", output="0.20", cached_input="0.002"),
    ),
    Model(
        "muse-spark-1.1",
        context_window=1_048_576,
        supports=(
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.AUDIO_INPUT,
            Capability.FILES,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
        ),
        lacks=(Capability.LOGPROBS,),
        released="2026-07-09",
        price=per_million(input="1.25", output="4.25", cached_input="0.15"),
    ),
    source="https://dev.meta.ai/docs/models; https://dev.meta.ai/docs/pricing-rate-limits",
    checked="2026-11-26",
)
