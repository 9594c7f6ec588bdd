# Generated from specs/anthropic.yaml. Do not edit: change the spec and run `make generate`.
"""Anthropic: chat, token counts, files, batches and list of models.

https://platform.claude.com/docs/en/api/overview
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Literal, TypedDict, final

from modelwire_runtime.auth import BearerKey, HeaderKey, Secret
from modelwire_runtime.capabilities import Capability
from modelwire_runtime.content import Content
from modelwire_runtime.errors import (
    AuthenticationError,
    BatchCancelledError,
    BatchExpiredError,
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
from modelwire_runtime.protocols import AnthropicBatches, AnthropicFiles, AnthropicMessages, ModelListing, TokenCounting
from modelwire_runtime.provider import (
    BatchesProvider,
    ChatProvider,
    CountTokensProvider,
    FilesProvider,
    ModelsProvider,
    ReplyHeaders,
    credential,
    setting,
)
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.anthropic import AnthropicModel


class AnthropicThinkingOption(TypedDict, total=False):
    """What the option `thinking` may hold."""

    type: Literal["enabled", "adaptive", "disabled", "between_tools"]
    """Which ones a model takes differs."""
    budget_tokens: int
    """Tokens to think with, from 1024 and below max_tokens; with `enabled`."""
    display: Literal["summarized", "omitted"]
    """What is shown of the thinking."""


class AnthropicCacheControlOption(TypedDict, total=False):
    """What the option `cache_control` may hold."""

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"]
    """5m if not given."""


class AnthropicOptions(TypedDict, total=False):
    """Parameters of Anthropic beside the unified ones; given to a call as `options=`.

    >>> options = AnthropicOptions(speed="standard")
    >>> ChatRequest(model="claude-fable-5-1", messages=messages, options=options).options
    {'speed': 'standard'}
    """

    thinking: AnthropicThinkingOption
    """How the model thinks, such as {type: enabled, budget_tokens: 2048} or {type: adaptive, display: summarized}."""
    cache_control: AnthropicCacheControlOption
    """Caches the prompt up to its last block that can be cached, such as {type: ephemeral, ttl: 1h}."""
    speed: Literal["standard", "fast"]
    """Speed of the reply; some models want the beta fast-mode-2026-02-01 for it."""
    inference_geo: str
    """Region that the model runs in; the workspace's default if not given."""
    container: str | Mapping[str, Any]
    """Container of the code-execution tool to use again, by id or by description."""
    diagnostics: Mapping[str, Any]
    """What to tell about the request, such as {previous_message_id: msg_...} for why its cache was missed."""
    context_management: Mapping[str, Any]
    """How earlier turns are cleared or compacted (beta)."""
    compaction: Mapping[str, Any]
    """How a long conversation is summed up (beta)."""
    mcp_servers: list[Mapping[str, Any]]
    """MCP servers that the model may use (beta)."""
    fallbacks: Any
    """Models to try if this one declines, or "default" (beta)."""
    user_profile_id: str
    """User profile that the request is made for, if not for your own organization."""


class AnthropicFilesOptions(TypedDict, total=False):
    """Parameters of Anthropic for files beside the unified ones; given to a call as `options=`.

    >>> AnthropicFilesOptions(expires_in_seconds=1)
    {'expires_in_seconds': 1}
    """

    expires_in_seconds: int
    """Seconds until the file expires, from 3600, an hour, to 7776000, 90 days; never, if this is left out."""


class AnthropicBatchesOptions(TypedDict, total=False):
    """Parameters of Anthropic for batches beside the unified ones; given to a call as `options=`.

    >>> AnthropicBatchesOptions(user_profile_id="...")
    {'user_profile_id': '...'}
    """

    user_profile_id: str
    """User profile that all requests of the batch are made for, if not for your own organization."""


class AnthropicSettings(TypedDict, total=False):
    """What `create_provider("anthropic")` and `AnthropicProvider()` take.

    >>> settings = AnthropicSettings(api_key="sk-1234")
    >>> AnthropicProvider(**settings).id
    'anthropic'
    """

    api_key: str | Secret | None
    auth_token: str | Secret | None
    base_url: str
    api_version: Literal["2023-06-01", "2026-10-21"]
    betas: tuple[str, ...] | None
    workspace_id: str | None


@final
@dataclass(frozen=True, kw_only=True)
class AnthropicProvider(
    ChatProvider[AnthropicOptions, AnthropicModel],
    CountTokensProvider,
    FilesProvider[AnthropicFilesOptions],
    BatchesProvider[AnthropicBatchesOptions],
    ModelsProvider,
):
    """Anthropic: chat, token counts, files, batches and list of models.

    >>> provider = AnthropicProvider(api_key="sk-1234")
    >>> model = provider.models["claude-fable-5-1"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    10.00 USD
    """

    api_key: str | Secret | None = credential("ANTHROPIC_API_KEY")
    """Credential, sent as x-api-key."""
    auth_token: str | Secret | None = credential("ANTHROPIC_AUTH_TOKEN")
    """Credential, sent as a bearer token."""
    base_url: str = setting("ANTHROPIC_BASE_URL", "ANTHROPIC_API_BASE", default="https://api.anthropic.com")
    """Address that the paths of the endpoints are appended to."""
    api_version: Literal["2023-06-01", "2026-10-21"] = setting(
        default="2023-06-01", choices=("2023-06-01", "2026-10-21")
    )
    """Version of the API; with 2026-10-21 no model takes temperature, top_p or top_k, document parts of an
    assistant's, or citations in a user's text.
    """
    betas: tuple[str, ...] | None = setting(kind=tuple)
    """Beta features to switch on, such as context-1m-2025-08-07."""
    workspace_id: str | None = setting()
    """Workspace to use, if the credential may act on several."""

    type: ClassVar[Literal[ProviderType.ANTHROPIC]] = ProviderType.ANTHROPIC
    id = "anthropic"
    name = "Anthropic"
    docs = "https://platform.claude.com/docs/en/api/overview"
    capabilities = frozenset(
        {
            Capability.CHAT,
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.FILES,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.PROMPT_CACHING,
            Capability.WEB_SEARCH,
            Capability.COUNT_TOKENS,
            Capability.FILE_STORAGE,
            Capability.BATCHES,
            Capability.LIST_MODELS,
        }
    )
    auth = (HeaderKey("api_key", header="x-api-key"), BearerKey("auth_token"))
    headers = MappingProxyType(
        {
            "anthropic-version": "{api_version}",
            "anthropic-beta": "{betas}",
            "anthropic-workspace-id": "{workspace_id}",
        }
    )
    replies = ReplyHeaders(request_id=("request-id",), should_retry="x-should-retry", rate_limit="anthropic-ratelimit")
    catalog = "modelwire.catalogues.anthropic"

    endpoints = Endpoints(
        chat=(
            Route(
                AnthropicMessages(search_tool="web_search_20250305"),
                "/v1/messages",
                when={"api_version": "2023-06-01"},
                content=Content(
                    image=("url", "data"),
                    file=("data", "id", "url"),
                    tool_result=("text", "image", "file"),
                    native=("image", "document", "search_result", "container_upload"),
                ),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "top_k",
                        "stop",
                        "response_format",
                        "reasoning_effort",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "web_search_options",
                        "user",
                        "service_tier",
                    ),
                    unsupported=(
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
                        "safety_identifier",
                        "prompt_cache_key",
                        "metadata",
                        "store",
                    ),
                    values={
                        "response_format": {"text": "text", "json_schema": "json_schema"},
                        "service_tier": {"auto": "auto", "standard_only": "standard_only"},
                    },
                    becomes={
                        "reasoning_effort": {
                            "low": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
                            "medium": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}},
                            "high": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
                            "xhigh": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "xhigh"}},
                            "max": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
                        },
                    },
                    limits={
                        "temperature": Limit(min=0, max=1, policy="clamp"),
                        "top_p": Limit(min=0, max=1),
                        "top_k": Limit(min=0),
                    },
                    defaults={"max_tokens": 16_384},
                ),
                rules=(
                    # https://platform.claude.com/docs/en/models/sonnet-5/overview
                    # litellm 1.106.2 (2026-11-23)
                    Rule(
                        why="These models refuse sampling parameters, whatever the version of the API.",
                        models=(
                            "claude-opus-4-7*",
                            "claude-opus-4-8*",
                            "claude-opus-5*",
                            "claude-sonnet-5*",
                            "claude-haiku-5*",
                            "claude-fable-*",
                            "claude-mythos-*",
                        ),
                        unsupported=("temperature", "top_p", "top_k"),
                    ),
                    # https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting (2026-11-23)
                    Rule(
                        why=("Claude 4.5 thinks within a budget of tokens, which must be smaller than max_tokens."),
                        models=("claude-haiku-4-5*", "claude-sonnet-4-5*", "claude-opus-4-5*"),
                        becomes={
                            "reasoning_effort": {
                                "none": {"thinking": {"type": "disabled"}},
                                "minimal": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
                                "low": {"thinking": {"type": "enabled", "budget_tokens": 2048}},
                                "medium": {"thinking": {"type": "enabled", "budget_tokens": 4096}},
                                "high": {"thinking": {"type": "enabled", "budget_tokens": 8192}},
                            },
                        },
                    ),
                    # https://platform.claude.com/docs/en/build-with-claude/effort (2026-11-23)
                    Rule(
                        why="Claude 4.6 has no effort xhigh.",
                        models=("claude-opus-4-6*", "claude-sonnet-4-6*"),
                        becomes={
                            "reasoning_effort": {
                                "none": {"thinking": {"type": "disabled"}},
                                "low": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
                                "medium": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}},
                                "high": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
                                "max": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
                            },
                        },
                    ),
                    # https://platform.claude.com/docs/models/opus-5/migration-guide
                    # https://docs.apiyi.com/en/live/2026-11/claude-thinking-guide-refresh (2026-11-23)
                    Rule(
                        why="In these models thinking can be switched off.",
                        models=(
                            "claude-opus-4-7*",
                            "claude-opus-4-8*",
                            "claude-opus-5*",
                            "claude-sonnet-5*",
                            "claude-haiku-5-5*",
                        ),
                        exclude=("claude-opus-5-5*", "claude-sonnet-5-5*"),
                        becomes={
                            "reasoning_effort": {
                                "none": {"thinking": {"type": "disabled"}},
                                "low": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
                                "medium": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}},
                                "high": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
                                "xhigh": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "xhigh"}},
                                "max": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
                            },
                        },
                    ),
                    # https://platform.claude.com/docs/en/models/sonnet-5-5/whats-new-sonnet-5-5 (2026-11-23)
                    Rule(
                        why="Claude Sonnet 5.5 calls it between_tools when thinking is off.",
                        models=("claude-sonnet-5-5*",),
                        becomes={
                            "reasoning_effort": {
                                "none": {"thinking": {"type": "between_tools"}},
                                "low": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
                                "medium": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}},
                                "high": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
                                "xhigh": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "xhigh"}},
                                "max": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
                            },
                        },
                    ),
                    # https://platform.claude.com/docs/en/models/opus-5-5/migration-guide
                    # litellm 1.106.2 (2026-11-23)
                    Rule(
                        why="These models refuse to be forced to call a tool.",
                        models=("claude-opus-5-5*", "claude-sonnet-5-5*", "claude-fable-5-1*", "claude-mythos-5-1*"),
                        values={
                            "tool_choice": {"auto": "auto", "none": "none"},
                        },
                    ),
                    # pydantic-ai profiles/anthropic.py (2026-11-23, medium confidence)
                    Rule(
                        why="Thinking within a budget does not go with a forced call of a tool.",
                        models=("claude-haiku-4-5*", "claude-sonnet-4-5*", "claude-opus-4-5*"),
                        when={"reasoning_effort": ("minimal", "low", "medium", "high")},
                        values={
                            "tool_choice": {"auto": "auto", "none": "none"},
                        },
                    ),
                    # pydantic-ai profiles/anthropic.py (2026-11-27, medium confidence)
                    Rule(
                        why="Thinking does not go with a forced call of a tool.",
                        models=("claude-*-4-5*", "claude-*-4-6*"),
                        when={"options.thinking.type": ("enabled",)},
                        values={
                            "tool_choice": {"auto": "auto", "none": "none"},
                        },
                    ),
                    # https://github.com/dotCipher/opencode-claude-bridge/pull/1
                    # https://docs.memberjunction.org/v6.2/api/functions/_memberjunction_ai-anthropic.ResolveSamplingParams.html
                    # (2026-11-26, medium confidence)
                    Rule(
                        why="Thinking does not go with temperature or top_k, nor with a top_p below 0.95.",
                        models=("claude-*-4-5*", "claude-*-4-6*"),
                        when={"reasoning_effort": ("minimal", "low", "medium", "high", "max")},
                        unsupported=("temperature", "top_k"),
                        limits={"top_p": Limit(min=0.95, max=1)},
                    ),
                    # https://github.com/dotCipher/opencode-claude-bridge/pull/1 (2026-11-26, medium confidence)
                    Rule(
                        why="Thinking does not go with temperature or top_k, nor with a top_p below 0.95.",
                        models=("claude-*-4-5*", "claude-*-4-6*"),
                        when={"options.thinking.type": ("enabled", "adaptive")},
                        unsupported=("temperature", "top_k"),
                        limits={"top_p": Limit(min=0.95, max=1)},
                    ),
                    # https://github.com/BerriAI/litellm/issues/15097
                    # https://github.com/Vali-98/ChatterUI/issues/564 (2026-11-26)
                    Rule(
                        why="Claude 4.1 to 4.6 take temperature or top_p, not both.",
                        models=("claude-opus-4-1*", "claude-*-4-5*", "claude-*-4-6*"),
                        when={"temperature": ()},
                        unsupported=("top_p",),
                    ),
                ),
                options={
                    "thinking": Option(
                        "object",
                        fields={
                            "type": Option("string", enum=("enabled", "adaptive", "disabled", "between_tools")),
                            "budget_tokens": Option("integer"),
                            "display": Option("string", enum=("summarized", "omitted")),
                        },
                    ),
                    "cache_control": Option(
                        "object",
                        fields={
                            "type": Option("string", enum=("ephemeral",)),
                            "ttl": Option("string", enum=("5m", "1h")),
                        },
                    ),
                    "speed": Option("string", enum=("standard", "fast")),
                    "inference_geo": Option("string"),
                    "container": Option(("string", "object")),
                    "diagnostics": Option("object"),
                    "context_management": Option("object"),
                    "compaction": Option("object"),
                    "mcp_servers": Option("array", items=Option("object")),
                    "fallbacks": Option("any"),
                    "user_profile_id": Option("string", header="anthropic-user-profile-id"),
                },
            ),
            Route(
                AnthropicMessages(search_tool="web_search_20250305"),
                "/v1/messages",
                content=Content(
                    image=("url", "data"),
                    file=("data", "id", "url"),
                    tool_result=("text", "image", "file"),
                    native=("image", "document", "search_result", "container_upload"),
                ),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "stop",
                        "response_format",
                        "reasoning_effort",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "web_search_options",
                        "user",
                        "service_tier",
                    ),
                    unsupported=(
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
                        "safety_identifier",
                        "prompt_cache_key",
                        "metadata",
                        "store",
                        "temperature",
                        "top_p",
                        "top_k",
                    ),
                    values={
                        "response_format": {"text": "text", "json_schema": "json_schema"},
                        "service_tier": {"auto": "auto", "standard_only": "standard_only"},
                    },
                    becomes={
                        "reasoning_effort": {
                            "low": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
                            "medium": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}},
                            "high": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
                            "xhigh": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "xhigh"}},
                            "max": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
                        },
                    },
                    defaults={"max_tokens": 16_384},
                ),
                rules=(
                    # https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting (2026-11-23)
                    Rule(
                        why=("Claude 4.5 thinks within a budget of tokens, which must be smaller than max_tokens."),
                        models=("claude-haiku-4-5*", "claude-sonnet-4-5*", "claude-opus-4-5*"),
                        becomes={
                            "reasoning_effort": {
                                "none": {"thinking": {"type": "disabled"}},
                                "minimal": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
                                "low": {"thinking": {"type": "enabled", "budget_tokens": 2048}},
                                "medium": {"thinking": {"type": "enabled", "budget_tokens": 4096}},
                                "high": {"thinking": {"type": "enabled", "budget_tokens": 8192}},
                            },
                        },
                    ),
                    # https://platform.claude.com/docs/en/build-with-claude/effort (2026-11-23)
                    Rule(
                        why="Claude 4.6 has no effort xhigh.",
                        models=("claude-opus-4-6*", "claude-sonnet-4-6*"),
                        becomes={
                            "reasoning_effort": {
                                "none": {"thinking": {"type": "disabled"}},
                                "low": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
                                "medium": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}},
                                "high": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
                                "max": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
                            },
                        },
                    ),
                    # https://platform.claude.com/docs/models/opus-5/migration-guide
                    # https://docs.apiyi.com/en/live/2026-11/claude-thinking-guide-refresh (2026-11-23)
                    Rule(
                        why="In these models thinking can be switched off.",
                        models=(
                            "claude-opus-4-7*",
                            "claude-opus-4-8*",
                            "claude-opus-5*",
                            "claude-sonnet-5*",
                            "claude-haiku-5-5*",
                        ),
                        exclude=("claude-opus-5-5*", "claude-sonnet-5-5*"),
                        becomes={
                            "reasoning_effort": {
                                "none": {"thinking": {"type": "disabled"}},
                                "low": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
                                "medium": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}},
                                "high": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
                                "xhigh": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "xhigh"}},
                                "max": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
                            },
                        },
                    ),
                    # https://platform.claude.com/docs/en/models/sonnet-5-5/whats-new-sonnet-5-5 (2026-11-23)
                    Rule(
                        why="Claude Sonnet 5.5 calls it between_tools when thinking is off.",
                        models=("claude-sonnet-5-5*",),
                        becomes={
                            "reasoning_effort": {
                                "none": {"thinking": {"type": "between_tools"}},
                                "low": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
                                "medium": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}},
                                "high": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
                                "xhigh": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "xhigh"}},
                                "max": {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
                            },
                        },
                    ),
                    # https://platform.claude.com/docs/en/models/opus-5-5/migration-guide
                    # litellm 1.106.2 (2026-11-23)
                    Rule(
                        why="These models refuse to be forced to call a tool.",
                        models=("claude-opus-5-5*", "claude-sonnet-5-5*", "claude-fable-5-1*", "claude-mythos-5-1*"),
                        values={
                            "tool_choice": {"auto": "auto", "none": "none"},
                        },
                    ),
                    # pydantic-ai profiles/anthropic.py (2026-11-23, medium confidence)
                    Rule(
                        why="Thinking within a budget does not go with a forced call of a tool.",
                        models=("claude-haiku-4-5*", "claude-sonnet-4-5*", "claude-opus-4-5*"),
                        when={"reasoning_effort": ("minimal", "low", "medium", "high")},
                        values={
                            "tool_choice": {"auto": "auto", "none": "none"},
                        },
                    ),
                    # pydantic-ai profiles/anthropic.py (2026-11-27, medium confidence)
                    Rule(
                        why="Thinking does not go with a forced call of a tool.",
                        models=("claude-*-4-5*", "claude-*-4-6*"),
                        when={"options.thinking.type": ("enabled",)},
                        values={
                            "tool_choice": {"auto": "auto", "none": "none"},
                        },
                    ),
                    # https://platform.claude.com/docs/en/api/versioning
                    # https://developersdigest.tech/blog/claude-api-version-2026-10-21-sdk-migration (2026-11-26)
                    Rule(
                        why=("Version 2026-10-21 of the API takes no sampling parameters, not even their defaults."),
                        models=("*",),
                        unsupported=("temperature", "top_p", "top_k"),
                    ),
                ),
                options={
                    "thinking": Option(
                        "object",
                        fields={
                            "type": Option("string", enum=("enabled", "adaptive", "disabled", "between_tools")),
                            "budget_tokens": Option("integer"),
                            "display": Option("string", enum=("summarized", "omitted")),
                        },
                    ),
                    "cache_control": Option(
                        "object",
                        fields={
                            "type": Option("string", enum=("ephemeral",)),
                            "ttl": Option("string", enum=("5m", "1h")),
                        },
                    ),
                    "speed": Option("string", enum=("standard", "fast")),
                    "inference_geo": Option("string"),
                    "container": Option(("string", "object")),
                    "diagnostics": Option("object"),
                    "context_management": Option("object"),
                    "compaction": Option("object"),
                    "mcp_servers": Option("array", items=Option("object")),
                    "fallbacks": Option("any"),
                    "user_profile_id": Option("string", header="anthropic-user-profile-id"),
                },
            ),
        ),
        count_tokens=(
            Route(
                TokenCounting(
                    fields=(
                        "model",
                        "messages",
                        "system",
                        "tools",
                        "tool_choice",
                        "thinking",
                        "output_config",
                        "cache_control",
                    ),
                    total="input_tokens",
                ),
                "/v1/messages/count_tokens",
            ),
        ),
        files=(
            Route(
                AnthropicFiles(),
                "/v1/files",
                method="GET",
                parameters=Parameters(
                    unsupported=("purpose",),
                ),
                options={"expires_in_seconds": Option("integer")},
            ),
        ),
        batches=(
            Route(
                AnthropicBatches(
                    endpoints={"anthropic-messages": "/v1/messages"},
                    most_requests=100_000,
                    most_bytes=268_435_456,
                    id_pattern="[a-zA-Z0-9_-]{1,64}",
                ),
                "/v1/messages/batches",
                method="GET",
                parameters=Parameters(
                    unsupported=("metadata",),
                ),
                options={"user_profile_id": Option("string", header="anthropic-user-profile-id")},
            ),
        ),
        models=(
            Route(
                ModelListing(
                    created="created_at",
                    title="display_name",
                    next_page={"cursor": "last_id", "parameter": "after_id"},
                    page={"limit": "1000"},
                ),
                "/v1/models",
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        codes={
            "authentication_error": AuthenticationError,
            "billing_error": QuotaExceededError,
            "permission_error": PermissionDeniedError,
            "request_too_large": RequestTooLargeError,
            "conflict_error": Kind(InvalidRequestError, retryable=True),
            "rate_limit_error": RateLimitError,
            "ramp_limit_exceeded": RateLimitError,
            "enforced_spend_limit_reached": QuotaExceededError,
            "contract_spend_limit_reached": QuotaExceededError,
            "linked_organization_spend_limit_reached": QuotaExceededError,
            "linked_organization_billing_unavailable": QuotaExceededError,
            "overloaded_error": OverloadedError,
            "cmek_key_disabled": Kind(ProviderUnavailableError, retryable=False),
            "cmek_key_network_blocked": Kind(ProviderUnavailableError, retryable=False),
            "expired": BatchExpiredError,
            "canceled": BatchCancelledError,
        },
        statuses={
            401: AuthenticationError,
            402: QuotaExceededError,
            403: PermissionDeniedError,
            404: NotFoundError,
            409: Kind(InvalidRequestError, retryable=True),
            413: RequestTooLargeError,
            429: RateLimitError,
            500: ProviderUnavailableError,
            504: ProviderUnavailableError,
            529: OverloadedError,
        },
        messages=(
            MessagePattern(
                "prompt is too long: (?P<actual>[0-9]+) tokens > (?P<limit>[0-9]+) maximum", ContextLengthExceededError
            ),
            MessagePattern("exceed context limit: .*> (?P<limit>[0-9]+)", ContextLengthExceededError),
            MessagePattern("credit balance is too low", QuotaExceededError),
            MessagePattern("reached your specified .*usage limits", QuotaExceededError),
            MessagePattern("^model: ", ModelNotFoundError, statuses=(404,)),
        ),
    )
