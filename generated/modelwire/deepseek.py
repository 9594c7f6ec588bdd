# Generated from specs/deepseek.yaml. Do not edit: change the spec and run `make generate`.
"""DeepSeek: chat, fill in the middle, files and list of models.

https://api-docs.deepseek.com
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
    OverloadedError,
    ProviderUnavailableError,
    QuotaExceededError,
    RateLimitError,
)
from modelwire_runtime.errortable import ErrorTable, MessagePattern
from modelwire_runtime.options import Option
from modelwire_runtime.parameters import Limit, Parameters, Rule
from modelwire_runtime.protocols import FillInTheMiddle, ModelListing, OpenAIChat, OpenAIFiles
from modelwire_runtime.provider import (
    ChatProvider,
    FilesProvider,
    FimProvider,
    ModelsProvider,
    ReplyHeaders,
    credential,
    setting,
)
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.deepseek import DeepSeekModel


class DeepSeekThinkingOption(TypedDict, total=False):
    """What the option `thinking` may hold."""

    type: Literal["enabled", "disabled"]


class DeepSeekOptions(TypedDict, total=False):
    """Parameters of DeepSeek beside the unified ones; given to a call as `options=`.

    >>> options = DeepSeekOptions(thinking={'type': 'enabled'})
    >>> ChatRequest(model="deepseek-flash", messages=messages, options=options).options
    {'thinking': {'type': 'enabled'}}
    """

    thinking: DeepSeekThinkingOption
    """Switches thinking, which is on by default: `{type: enabled | disabled}`; reasoning_effort none does the
    same.
    """


class DeepSeekFimOptions(TypedDict, total=False):
    """Parameters of DeepSeek for fill in the middle beside the unified ones; given to a call as `options=`.

    >>> DeepSeekFimOptions(echo=True)
    {'echo': True}
    """

    echo: bool
    """Whether the prompt is repeated before what fills the gap."""


class DeepSeekFilesExpiresAfterOption(TypedDict, total=False):
    """What the option `expires_after` may hold."""

    anchor: Literal["created_at"]
    """What the seconds are counted from."""
    seconds: int
    """From 3600, an hour, to 2592000, 30 days."""


class DeepSeekFilesOptions(TypedDict, total=False):
    """Parameters of DeepSeek for files beside the unified ones; given to a call as `options=`.

    >>> DeepSeekFilesOptions(expires_after={'anchor': 'created_at'})
    {'expires_after': {'anchor': 'created_at'}}
    """

    expires_after: DeepSeekFilesExpiresAfterOption
    """When the file is deleted; never, if this is left out."""


class DeepSeekSettings(TypedDict, total=False):
    """What `create_provider("deepseek")` and `DeepSeekProvider()` take.

    >>> settings = DeepSeekSettings(api_key="sk-1234")
    >>> DeepSeekProvider(**settings).id
    'deepseek'
    """

    api_key: str | Secret | None
    base_url: str


@final
@dataclass(frozen=True, kw_only=True)
class DeepSeekProvider(
    ChatProvider[DeepSeekOptions, DeepSeekModel],
    FimProvider[DeepSeekFimOptions],
    FilesProvider[DeepSeekFilesOptions],
    ModelsProvider,
):
    """DeepSeek: chat, fill in the middle, files and list of models.

    >>> provider = DeepSeekProvider(api_key="sk-1234")
    >>> model = provider.models["deepseek-flash"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    0.15 USD
    """

    api_key: str | Secret | None = credential("DEEPSEEK_API_KEY")
    """Credential, sent as a bearer token."""
    base_url: str = setting("DEEPSEEK_API_BASE", default="https://api.deepseek.com")
    """Address that the paths of the endpoints are appended to."""

    type: ClassVar[Literal[ProviderType.DEEPSEEK]] = ProviderType.DEEPSEEK
    id = "deepseek"
    name = "DeepSeek"
    docs = "https://api-docs.deepseek.com"
    capabilities = frozenset(
        {
            Capability.CHAT,
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.JSON_OBJECT,
            Capability.REASONING,
            Capability.LOGPROBS,
            Capability.PROMPT_CACHING,
            Capability.FIM,
            Capability.FILE_STORAGE,
            Capability.LIST_MODELS,
        }
    )
    auth = (BearerKey("api_key"),)
    replies = ReplyHeaders(request_id=("x-ds-trace-id",))
    catalog = "modelwire.catalogues.deepseek"

    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(
                    roles={"developer": "system"},
                    reasoning_replay="tool-turns",
                    structured_output="json-object",
                    message_fields=("prefix",),
                    usage_fields={"prompt_tokens_details.cached_tokens": "prompt_cache_hit_tokens"},
                    finish_reasons={"insufficient_system_resource": "error"},
                ),
                "/chat/completions",
                content=Content(image=("url", "data"), tool_result=("text",)),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "stop",
                        "logprobs",
                        "top_logprobs",
                        "response_format",
                        "reasoning_effort",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "user",
                    ),
                    unsupported=(
                        "top_k",
                        "seed",
                        "n",
                        "presence_penalty",
                        "frequency_penalty",
                        "logit_bias",
                        "verbosity",
                        "modalities",
                        "audio",
                        "prediction",
                        "web_search_options",
                        "safety_identifier",
                        "prompt_cache_key",
                        "metadata",
                        "store",
                        "service_tier",
                    ),
                    renamed={"user": "user_id"},
                    values={
                        "response_format": {"text": "text", "json_object": "json_object"},
                        "reasoning_effort": {
                            "minimal": "low",
                            "low": "low",
                            "medium": "high",
                            "high": "high",
                            "xhigh": "high",
                            "max": "max",
                        },
                    },
                    becomes={
                        "reasoning_effort": {
                            "none": {"thinking": {"type": "disabled"}},
                        },
                    },
                    limits={
                        "temperature": Limit(min=0, max=2),
                        "top_p": Limit(min=0, max=1),
                        "top_logprobs": Limit(min=0, max=20),
                    },
                    fixed={"parallel_tool_calls": True},
                ),
                rules=(
                    # https://api-docs.deepseek.com/guides/thinking_mode.md (2026-11-23)
                    Rule(
                        why="Thinking ignores the temperature.",
                        models=("*",),
                        when={"reasoning_effort": ("minimal", "low", "medium", "high", "xhigh", "max")},
                        unsupported=("temperature",),
                    ),
                    # @ai-sdk/deepseek 2.0.69 src/chat (2026-11-23, medium confidence)
                    Rule(
                        why="Log probabilities are given without thinking only.",
                        models=("*",),
                        when={"reasoning_effort": ("minimal", "low", "medium", "high", "xhigh", "max")},
                        unsupported=("logprobs", "top_logprobs"),
                    ),
                    # https://wwsun.github.io/notes/deepseek-thinking-mode (after the vendor's page) (2026-11-23, medium
                    # confidence)
                    Rule(
                        why="DeepSeek V4 Pro ignores top_p while thinking.",
                        models=("deepseek-v4-pro*",),
                        when={"reasoning_effort": ("minimal", "low", "medium", "high", "xhigh", "max")},
                        unsupported=("top_p",),
                    ),
                    # https://wwsun.github.io/notes/deepseek-thinking-mode (after the vendor's page) (2026-11-23, medium
                    # confidence)
                    Rule(
                        why="DeepSeek Flash ignores top_p unless it thinks.",
                        models=("deepseek-flash*", "deepseek-v4-flash*"),
                        when={"reasoning_effort": ("none",)},
                        unsupported=("top_p",),
                    ),
                    # https://wwsun.github.io/notes/deepseek-thinking-mode (after the vendor's page) (2026-11-26, medium
                    # confidence)
                    Rule(
                        why="DeepSeek Flash brings top_p to at least 0.95 while it thinks.",
                        models=("deepseek-flash*", "deepseek-v4-flash*"),
                        when={"reasoning_effort": ("minimal", "low", "medium", "high", "xhigh", "max")},
                        limits={"top_p": Limit(min=0.95, max=1, policy="clamp")},
                    ),
                    # https://github.com/deepseek-ai/DeepSeek-V3/issues/1376
                    # https://github.com/tickernelz/opencode-mem/issues/253
                    # https://github.com/osaurus-ai/osaurus/pull/1940 (on by default, so without an effort too)
                    # (2026-11-27)
                    Rule(
                        why="Thinking takes no forced call of a tool.",
                        models=("*",),
                        exclude=("deepseek-chat",),
                        unless={"reasoning_effort": ("none",), "options.thinking.type": ("disabled",)},
                        values={
                            "tool_choice": {"auto": "auto", "none": "none"},
                        },
                    ),
                ),
                options={"thinking": Option("object", fields={"type": Option("string", enum=("enabled", "disabled"))})},
            ),
        ),
        fim=(
            Route(
                FillInTheMiddle(choices="texts", stream_usage=True),
                "/beta/completions",
                parameters=Parameters(
                    sent=("max_tokens", "temperature", "top_p", "stop"),
                    unsupported=("seed",),
                ),
                options={"echo": Option("boolean")},
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
                options={
                    "expires_after": Option(
                        "object",
                        fields={
                            "anchor": Option("string", enum=("created_at",)),
                            "seconds": Option("integer"),
                        },
                    )
                },
            ),
        ),
        models=(
            Route(
                ModelListing(),
                "/models",
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        statuses={
            401: AuthenticationError,
            402: QuotaExceededError,
            422: InvalidRequestError,
            429: RateLimitError,
            500: ProviderUnavailableError,
            503: OverloadedError,
        },
        messages=(
            MessagePattern(
                (
                    "maximum context length is (?P<limit>[0-9]+) tokens.*?(?:resulted "
                    "in|requested) (?P<actual>[0-9]+) tokens"
                ),
                ContextLengthExceededError,
            ),
            MessagePattern("Model Not Exist", ModelNotFoundError),
            MessagePattern("Content Exists Risk", ContentFilteredError),
            MessagePattern("Insufficient Balance", QuotaExceededError),
        ),
    )
