# Generated from specs/meta.yaml. Do not edit: change the spec and run `make generate`.
"""Meta Model API: chat and list of models.

https://dev.meta.ai/docs
"""

from dataclasses import dataclass
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
    RequestTooLargeError,
)
from modelwire_runtime.errortable import ErrorTable, Kind, MessagePattern
from modelwire_runtime.options import Option
from modelwire_runtime.parameters import Limit, Parameters, Rule
from modelwire_runtime.protocols import AnthropicMessages, ModelListing, OpenAIChat
from modelwire_runtime.provider import ChatProvider, ModelsProvider, ReplyHeaders, credential, setting
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.meta import MetaModel


class MetaThinkingOption(TypedDict, total=False):
    """What the option `thinking` may hold."""

    type: str
    display: str


class MetaOptions(TypedDict, total=False):
    """Parameters of Meta Model API beside the unified ones; given to a call as `options=`.

    >>> options = MetaOptions(prompt_cache_retention="in_memory")
    >>> ChatRequest(model="muse-wonder-1.0", messages=messages, options=options).options
    {'prompt_cache_retention': 'in_memory'}
    """

    prompt_cache_retention: Literal["in_memory", "24h"]
    """How long the prompt should stay cached; a hint."""
    thinking: MetaThinkingOption
    """How the model thinks, such as {type: adaptive, display: omitted}; it cannot be switched off."""


class MetaSettings(TypedDict, total=False):
    """What `create_provider("meta")` and `MetaProvider()` take.

    >>> settings = MetaSettings(api_key="sk-1234")
    >>> MetaProvider(**settings).id
    'meta'
    """

    api_key: str | Secret | None
    base_url: str
    api: Literal["chat", "messages"]


@final
@dataclass(frozen=True, kw_only=True)
class MetaProvider(ChatProvider[MetaOptions, MetaModel], ModelsProvider):
    """Meta Model API: chat and list of models.

    >>> provider = MetaProvider(api_key="sk-1234")
    >>> model = provider.models["muse-wonder-1.0"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    4.00 USD
    """

    api_key: str | Secret | None = credential("MODEL_API_KEY", "META_API_KEY")
    """Credential, sent as a bearer token."""
    base_url: str = setting(default="https://api.meta.ai/v1")
    """Address that the paths of the endpoints are appended to."""
    api: Literal["chat", "messages"] = setting(default="chat", choices=("chat", "messages"))
    """Which of the vendor's APIs chats: `chat`, OpenAI's chat completions, or `messages`, in Anthropic's shape,
    which alone of the two takes the model's reasoning back in the next turn.
    """

    type: ClassVar[Literal[ProviderType.META]] = ProviderType.META
    id = "meta"
    name = "Meta Model API"
    docs = "https://dev.meta.ai/docs"
    capabilities = frozenset(
        {
            Capability.CHAT,
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
            Capability.LIST_MODELS,
        }
    )
    auth = (BearerKey("api_key"),)
    replies = ReplyHeaders(rate_limit="x-ratelimit")
    catalog = "modelwire.catalogues.meta"

    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(),
                "/chat/completions",
                when={"api": "chat"},
                content=Content(
                    image=("url", "data"),
                    audio=("data",),
                    file=("data", "id"),
                    tool_result=("text",),
                    native=("video_url",),
                ),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "seed",
                        "n",
                        "presence_penalty",
                        "frequency_penalty",
                        "response_format",
                        "reasoning_effort",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "user",
                        "safety_identifier",
                        "prompt_cache_key",
                    ),
                    unsupported=(
                        "top_k",
                        "stop",
                        "logit_bias",
                        "logprobs",
                        "top_logprobs",
                        "verbosity",
                        "modalities",
                        "audio",
                        "prediction",
                        "web_search_options",
                        "metadata",
                        "store",
                        "service_tier",
                    ),
                    renamed={"max_tokens": "max_completion_tokens"},
                    values={
                        "reasoning_effort": {
                            "minimal": "minimal",
                            "low": "low",
                            "medium": "medium",
                            "high": "high",
                            "xhigh": "xhigh",
                        },
                        "tool_choice": {"auto": "auto"},
                    },
                    limits={
                        "temperature": Limit(min=0, max=2),
                        "top_p": Limit(min=0, max=1),
                        "presence_penalty": Limit(min=-2, max=2),
                        "frequency_penalty": Limit(min=-2, max=2),
                    },
                    fixed={"n": 1},
                ),
                rules=(
                    # https://apidog.com/blog/how-to-use-muse-wonder-api/ (after the vendor's pages, 2026-10-15)
                    # https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/partner-models/meta/muse-ember-1-0
                    # https://github.com/superdurable/dex-connectors-library (Muse Spark 1.3, of the standard tier only)
                    # (2026-11-26, medium confidence)
                    Rule(
                        why="These models take the effort max too.",
                        models=("muse-wonder-*", "muse-ember-*", "muse-spark-1.3"),
                        values={
                            "reasoning_effort": {
                                "minimal": "minimal",
                                "low": "low",
                                "medium": "medium",
                                "high": "high",
                                "xhigh": "xhigh",
                                "max": "max",
                            },
                        },
                    ),
                ),
                options={"prompt_cache_retention": Option("string", enum=("in_memory", "24h"))},
            ),
            Route(
                AnthropicMessages(state_origin="meta"),
                "/messages",
                when={"api": "messages"},
                content=Content(
                    image=("url", "data"),
                    file=("data", "url"),
                    tool_result=("text", "image"),
                    native=("image", "document"),
                ),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "response_format",
                        "reasoning_effort",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "user",
                        "service_tier",
                    ),
                    unsupported=(
                        "top_k",
                        "stop",
                        "seed",
                        "n",
                        "presence_penalty",
                        "frequency_penalty",
                        "logit_bias",
                        "logprobs",
                        "top_logprobs",
                        "verbosity",
                        "modalities",
                        "audio",
                        "prediction",
                        "web_search_options",
                        "safety_identifier",
                        "prompt_cache_key",
                        "metadata",
                        "store",
                    ),
                    values={
                        "response_format": {"text": "text", "json_schema": "json_schema"},
                        "service_tier": {"auto": "auto", "standard_only": "standard_only"},
                        "tool_choice": {"auto": "auto", "required": "required", "none": "none"},
                    },
                    becomes={
                        "reasoning_effort": {
                            "low": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
                            "medium": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}},
                            "high": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
                            "xhigh": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "xhigh"}},
                        },
                    },
                    limits={
                        "temperature": Limit(min=0, max=1),
                        "top_p": Limit(min=0, max=1),
                    },
                    defaults={"max_tokens": 16_384},
                ),
                options={
                    "thinking": Option(
                        "object",
                        fields={
                            "type": Option("string"),
                            "display": Option("string"),
                        },
                    )
                },
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
            "invalid_api_key": AuthenticationError,
            "authentication_error": AuthenticationError,
            "billing_not_configured": QuotaExceededError,
            "billing_error": QuotaExceededError,
            "permission_error": PermissionDeniedError,
            "model_not_found": ModelNotFoundError,
            "file_not_found": NotFoundError,
            "not_found_error": NotFoundError,
            "payload_too_large": RequestTooLargeError,
            "content_policy_violation": ContentFilteredError,
            "rate_limit_exceeded": RateLimitError,
            "rate_limit_error": RateLimitError,
            "service_overloaded": OverloadedError,
            "overloaded_error": OverloadedError,
            "server_shutting_down": ProviderUnavailableError,
            "backend_unavailable": ProviderUnavailableError,
            "gateway_timeout": Kind(ProviderUnavailableError, retryable=False),
        },
        statuses={
            400: InvalidRequestError,
            401: AuthenticationError,
            402: QuotaExceededError,
            403: PermissionDeniedError,
            404: NotFoundError,
            413: RequestTooLargeError,
            429: RateLimitError,
            500: ProviderUnavailableError,
            503: OverloadedError,
            504: Kind(ProviderUnavailableError, retryable=False),
        },
        messages=(
            MessagePattern(
                ("You passed (?P<actual>[0-9]+) input tokens .*?context length is only (?P<limit>[0-9]+) tokens"),
                ContextLengthExceededError,
            ),
        ),
    )
