# Generated from specs/moonshot.yaml. Do not edit: change the spec and run `make generate`.
"""Moonshot AI: chat, token counts, files, batches and list of models.

https://platform.kimi.ai/docs/api/chat
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal, TypedDict, final

from modelwire_runtime.auth import BearerKey, Secret
from modelwire_runtime.capabilities import Capability
from modelwire_runtime.content import Content
from modelwire_runtime.errors import (
    AuthenticationError,
    ContentFilteredError,
    ContextLengthExceededError,
    InvalidRequestError,
    ModelNotFoundError,
    NotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderUnavailableError,
    QuotaExceededError,
    RateLimitError,
)
from modelwire_runtime.errortable import ErrorTable, MessagePattern
from modelwire_runtime.options import Option
from modelwire_runtime.parameters import Limit, Parameters, Rule
from modelwire_runtime.protocols import ModelListing, OpenAIBatches, OpenAIChat, OpenAIFiles, TokenCounting
from modelwire_runtime.provider import (
    BaseURL,
    BatchesProvider,
    ChatProvider,
    CountTokensProvider,
    FilesProvider,
    ModelsProvider,
    NoOptions,
    ReplyHeaders,
    credential,
    setting,
)
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.moonshot import MoonshotModel


class MoonshotPromptCacheOptionsOption(TypedDict, total=False):
    """What the option `prompt_cache_options` may hold."""

    mode: Literal["implicit"]
    ttl: Literal["5m", "1h"]


class MoonshotThinkingOption(TypedDict, total=False):
    """What the option `thinking` may hold."""

    type: Literal["enabled", "disabled"]
    keep: Literal["all"]


class MoonshotOptions(TypedDict, total=False):
    """Parameters of Moonshot AI beside the unified ones; given to a call as `options=`.

    >>> options = MoonshotOptions(prompt_cache_options={'mode': 'implicit'})
    >>> ChatRequest(model="kimi-k3", messages=messages, options=options).options
    {'prompt_cache_options': {'mode': 'implicit'}}
    """

    prompt_cache_options: MoonshotPromptCacheOptionsOption
    """How long Kimi K3 keeps the prompt cached: `{mode: implicit, ttl: 5m | 1h}`; 5m if left out."""
    thinking: MoonshotThinkingOption
    """How Kimi K2.6 and K2.7 think: `{type: enabled, keep: all}` lets them see their earlier thoughts again. The
    thinking of K2.5 and K2.6 is switched off by reasoning_effort none as well. Not documented for Kimi K3.
    """


class MoonshotBatchesOptions(TypedDict, total=False):
    """Parameters of Moonshot AI for batches beside the unified ones; given to a call as `options=`.

    >>> MoonshotBatchesOptions(completion_window="...")
    {'completion_window': '...'}
    """

    completion_window: str
    """Time within which the batch is to be processed, from 12h to 7d, such as 3d; 24h, if this is left out."""


class MoonshotSettings(TypedDict, total=False):
    """What `create_provider("moonshot")` and `MoonshotProvider()` take.

    >>> settings = MoonshotSettings(api_key="sk-1234")
    >>> MoonshotProvider(**settings).id
    'moonshot'
    """

    api_key: str | Secret | None
    base_url: str
    region: Literal["international", "china"]


@final
@dataclass(frozen=True, kw_only=True)
class MoonshotProvider(
    ChatProvider[MoonshotOptions, MoonshotModel],
    CountTokensProvider,
    FilesProvider[NoOptions],
    BatchesProvider[MoonshotBatchesOptions],
    ModelsProvider,
):
    """Moonshot AI: chat, token counts, files, batches and list of models.

    >>> provider = MoonshotProvider(api_key="sk-1234")
    >>> model = provider.models["kimi-k3"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    3.00 USD
    """

    api_key: str | Secret | None = credential("MOONSHOT_API_KEY", "MOONSHOTAI_API_KEY")
    """Credential, sent as a bearer token."""
    base_url: str = setting("MOONSHOT_BASE_URL")
    """Address that the paths of the endpoints are appended to."""
    region: Literal["international", "china"] = setting(default="international", choices=("international", "china"))
    """Platform that the key belongs to: `international` (platform.kimi.ai) or `china` (platform.kimi.com, which
    bills in yuan at prices that the catalogue does not have).
    """

    type: ClassVar[Literal[ProviderType.MOONSHOT]] = ProviderType.MOONSHOT
    id = "moonshot"
    name = "Moonshot AI"
    docs = "https://platform.kimi.ai/docs/api/chat"
    capabilities = frozenset(
        {
            Capability.CHAT,
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.LOGPROBS,
            Capability.PROMPT_CACHING,
            Capability.WEB_SEARCH,
            Capability.COUNT_TOKENS,
            Capability.FILE_STORAGE,
            Capability.BATCHES,
            Capability.LIST_MODELS,
        }
    )
    auth = (BearerKey("api_key"),)
    addresses = (BaseURL("https://api.moonshot.cn/v1", when={"region": "china"}), BaseURL("https://api.moonshot.ai/v1"))
    telemetry_name = "moonshot_ai"
    priced_when = MappingProxyType({"region": "international"})
    replies = ReplyHeaders(
        request_id=("msh-request-id", "x-msh-request-id", "x-msh-trace-id"),
        rate_limit="x-ratelimit",
        retry_after=("x-retry-after",),
        cache_write_1h="msh-usage-cache-write-tokens-1h",
    )
    catalog = "modelwire.catalogues.moonshot"

    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(
                    roles={"developer": "system"},
                    reasoning_replay="always",
                    message_fields=("partial",),
                    usage_fields={"prompt_tokens_details.cached_tokens": "cached_tokens"},
                    usage_in_choice=True,
                    search_tool={
                        "type": "builtin_function",
                        "function": {"name": "$web_search"},
                    },
                ),
                "/chat/completions",
                content=Content(image=("data", "id"), tool_result=("text",), native=("video_url",)),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "stop",
                        "n",
                        "presence_penalty",
                        "frequency_penalty",
                        "logprobs",
                        "top_logprobs",
                        "response_format",
                        "reasoning_effort",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "prediction",
                        "web_search_options",
                        "safety_identifier",
                        "prompt_cache_key",
                    ),
                    unsupported=(
                        "top_k",
                        "seed",
                        "logit_bias",
                        "verbosity",
                        "modalities",
                        "audio",
                        "user",
                        "metadata",
                        "store",
                        "service_tier",
                    ),
                    renamed={"max_tokens": "max_completion_tokens"},
                    limits={
                        "temperature": Limit(min=0, max=1),
                        "top_p": Limit(min=0, max=1),
                        "n": Limit(min=1, max=5),
                        "presence_penalty": Limit(min=-2, max=2),
                        "frequency_penalty": Limit(min=-2, max=2),
                        "top_logprobs": Limit(min=0, max=20),
                    },
                    fixed={"parallel_tool_calls": True},
                ),
                rules=(
                    # https://platform.kimi.ai/docs/api/models-overview (copy of 2026-08-13)
                    # dev.to/aihubmix, Kimi K3.1 Pro migration guide (for K3.1) (2026-11-26)
                    Rule(
                        why="The sampling values of Kimi K3 are fixed.",
                        models=("kimi-k3*",),
                        fixed={
                            "temperature": 1.0,
                            "top_p": 0.95,
                            "n": 1,
                            "presence_penalty": 0,
                            "frequency_penalty": 0,
                        },
                    ),
                    # https://platform.kimi.ai/docs/api/models-overview (copy of 2026-08-13)
                    # dev.to/aihubmix, Kimi K3.1 Pro migration guide (for K3.1) (2026-11-26)
                    Rule(
                        why="It always thinks, with one of three efforts.",
                        models=("kimi-k3*",),
                        values={
                            "reasoning_effort": {"low": "low", "high": "high", "max": "max"},
                        },
                    ),
                    # https://platform.kimi.ai/docs/api/models-overview (copy of 2026-08-13)
                    # https://github.com/UKGovernmentBEIS/inspect_ai/pull/5152 (tried by its author) (2026-11-26)
                    Rule(
                        why="While it thinks, which is always, it cannot be made to call a certain tool.",
                        models=("kimi-k3*",),
                        values={
                            "tool_choice": {"auto": "auto", "none": "none", "required": "required"},
                        },
                    ),
                    # https://platform.kimi.ai/docs/api/models-overview (copy of 2026-08-13)
                    # dev.to/aihubmix, Kimi K3.1 Pro migration guide (for K3.1) (2026-11-26)
                    Rule(
                        why="The sampling values of Kimi K2 are fixed.",
                        models=("kimi-k2.5*", "kimi-k2.6*", "kimi-k2.7*"),
                        fixed={
                            "temperature": 1.0,
                            "top_p": 0.95,
                            "n": 1,
                            "presence_penalty": 0,
                            "frequency_penalty": 0,
                        },
                    ),
                    # https://platform.kimi.ai/docs/api/models-overview (copy of 2026-08-13)
                    # dev.to/aihubmix, Kimi K3.1 Pro migration guide (for K3.1) (2026-11-26)
                    Rule(
                        why="Without thinking its temperature is another.",
                        models=("kimi-k2.5*", "kimi-k2.6*"),
                        when={"reasoning_effort": ("none",)},
                        fixed={"temperature": 0.6},
                    ),
                    # https://platform.kimi.ai/docs/api/models-overview (copy of 2026-08-13)
                    # dev.to/aihubmix, Kimi K3.1 Pro migration guide (for K3.1) (2026-11-26)
                    Rule(
                        why="Without thinking its temperature is another.",
                        models=("kimi-k2.5*", "kimi-k2.6*"),
                        when={"options.thinking.type": ("disabled",)},
                        fixed={"temperature": 0.6},
                    ),
                    # https://platform.kimi.ai/docs/api/models-overview (copy of 2026-08-13)
                    # dev.to/aihubmix, Kimi K3.1 Pro migration guide (for K3.1) (2026-11-26)
                    Rule(
                        why="It always thinks, and knows no efforts.",
                        models=("kimi-k2.7*",),
                        unsupported=("reasoning_effort",),
                    ),
                    # https://platform.kimi.ai/docs/api/models-overview (copy of 2026-08-13)
                    # dev.to/aihubmix, Kimi K3.1 Pro migration guide (for K3.1) (2026-11-26)
                    Rule(
                        why="It knows no efforts; its thinking is on unless switched off.",
                        models=("kimi-k2.5*", "kimi-k2.6*"),
                        becomes={
                            "reasoning_effort": {
                                "none": {"thinking": {"type": "disabled"}},
                            },
                        },
                    ),
                    # https://platform.kimi.ai/docs/api/models-overview (copy of 2026-08-13)
                    # https://github.com/UKGovernmentBEIS/inspect_ai/pull/5152 (tried by its author) (2026-11-26)
                    Rule(
                        why="While it thinks, which is always, it cannot be made to call a tool.",
                        models=("kimi-k2.7*",),
                        values={
                            "tool_choice": {"auto": "auto", "none": "none"},
                        },
                    ),
                    # https://platform.kimi.ai/docs/api/models-overview (copy of 2026-08-13)
                    # https://github.com/UKGovernmentBEIS/inspect_ai/pull/5152 (tried by its author) (2026-11-26)
                    Rule(
                        why=(
                            "While it thinks it cannot be made to call a tool; reasoning_effort none "
                            "switches thinking off."
                        ),
                        models=("kimi-k2.5*", "kimi-k2.6*"),
                        values={
                            "tool_choice": {"auto": "auto", "none": "none"},
                        },
                    ),
                    # https://github.com/theopenco/llmgateway/pull/1859 (required, tried with kimi-k2.5)
                    # https://github.com/can1357/oh-my-pi/pull/1078 (a certain tool) (2026-11-26, medium confidence)
                    Rule(
                        why="Without thinking it can be made to call a tool.",
                        models=("kimi-k2.5*", "kimi-k2.6*"),
                        when={"reasoning_effort": ("none",)},
                        values={
                            "tool_choice": {"auto": "auto", "none": "none", "required": "required", "named": "named"},
                        },
                    ),
                    # https://github.com/theopenco/llmgateway/pull/1859 (required, tried with kimi-k2.5)
                    # https://github.com/can1357/oh-my-pi/pull/1078 (a certain tool) (2026-11-26, medium confidence)
                    Rule(
                        why="Without thinking it can be made to call a tool.",
                        models=("kimi-k2.5*", "kimi-k2.6*"),
                        when={"options.thinking.type": ("disabled",)},
                        values={
                            "tool_choice": {"auto": "auto", "none": "none", "required": "required", "named": "named"},
                        },
                    ),
                    # litellm 1.106.2 llms/moonshot (2026-11-23, medium confidence)
                    Rule(
                        why="It does not think, and takes no tool_choice required.",
                        models=("moonshot-v1*",),
                        unsupported=("reasoning_effort",),
                        values={
                            "tool_choice": {"auto": "auto", "none": "none", "named": "named"},
                        },
                    ),
                    # https://platform.kimi.ai/docs/guide/migrating-from-openai-to-kimi
                    # litellm 1.106.2 llms/moonshot (0.3) (2026-11-26, medium confidence)
                    Rule(
                        why="Several answers need a temperature that is not close to 0.",
                        models=("moonshot-v1*",),
                        when={"n": (2, 3, 4, 5)},
                        limits={"temperature": Limit(min=0.3, max=1)},
                    ),
                ),
                options={
                    "prompt_cache_options": Option(
                        "object",
                        fields={
                            "mode": Option("string", enum=("implicit",)),
                            "ttl": Option("string", enum=("5m", "1h")),
                        },
                    ),
                    "thinking": Option(
                        "object",
                        fields={
                            "type": Option("string", enum=("enabled", "disabled")),
                            "keep": Option("string", enum=("all",)),
                        },
                    ),
                },
            ),
        ),
        count_tokens=(
            Route(
                TokenCounting(fields=("model", "messages"), total="data.total_tokens"),
                "/tokenizers/estimate-token-count",
            ),
        ),
        files=(
            Route(
                OpenAIFiles(),
                "/files",
                method="GET",
                parameters=Parameters(
                    sent=("purpose",),
                ),
            ),
        ),
        batches=(
            Route(
                OpenAIBatches(
                    endpoints={"openai-chat": "/v1/chat/completions"}, most_bytes=104_857_600, one_model=True
                ),
                "/batches",
                method="GET",
                parameters=Parameters(
                    sent=("metadata",),
                ),
                options={"completion_window": Option("string")},
            ),
        ),
        models=(
            Route(
                ModelListing(created="created"),
                "/models",
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        codes={
            "content_filter": ContentFilteredError,
            "invalid_authentication_error": AuthenticationError,
            "incorrect_api_key_error": AuthenticationError,
            "permission_denied_error": PermissionDeniedError,
            "exceeded_current_quota_error": QuotaExceededError,
            "rate_limit_reached_error": RateLimitError,
            "engine_overloaded_error": OverloadedError,
            "unexpected_output": ProviderUnavailableError,
        },
        statuses={
            400: InvalidRequestError,
            401: AuthenticationError,
            403: PermissionDeniedError,
            404: NotFoundError,
            429: RateLimitError,
            500: ProviderUnavailableError,
        },
        messages=(
            MessagePattern(
                "exceeded model token limit.*?(?P<limit>[0-9]+).*?requested.*?(?P<actual>[0-9]+)",
                ContextLengthExceededError,
            ),
            MessagePattern("exceeded model token limit.*?(?P<limit>[0-9]+)", ContextLengthExceededError),
            MessagePattern("Input token length too long", ContextLengthExceededError),
            MessagePattern("Not found the model", ModelNotFoundError),
        ),
    )
