# Generated from specs/azure_ai.yaml. Do not edit: change the spec and run `make generate`.
"""Azure AI Foundry: chat, embeddings, image generation, image edit, transcription, speech and more.

https://learn.microsoft.com/en-us/azure/foundry/foundry-models/concepts/endpoints
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Literal, TypedDict, final

from modelwire_runtime.auth import AzureDefault, BearerKey, HeaderKey, Secret, TokenFromProvider, TokenProvider
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
from modelwire_runtime.parameters import Condition, Limit, Parameters, Rule
from modelwire_runtime.protocols import (
    AnthropicFiles,
    AnthropicMessages,
    CohereRerank,
    ModelListing,
    OpenAIChat,
    OpenAIEmbeddings,
    OpenAIFiles,
    OpenAIImageEdits,
    OpenAIImages,
    OpenAIResponses,
    OpenAISpeech,
    OpenAITranscriptions,
    TokenCounting,
)
from modelwire_runtime.provider import (
    BaseURL,
    ChatProvider,
    CountTokensProvider,
    EmbeddingsProvider,
    FilesProvider,
    ImageEditProvider,
    ImageGenerationProvider,
    ModelsProvider,
    NoOptions,
    ReplyHeaders,
    RerankProvider,
    SpeechProvider,
    TranscriptionProvider,
    credential,
    setting,
    token_source,
)
from modelwire_runtime.routes import Endpoints, ExtraFields, Route

from .dispatch import ProviderType
from .model_names.azure_ai import AzureAIEmbeddingsModel, AzureAIModel, AzureAIRerankModel


class AzureAIThinkingOption(TypedDict, total=False):
    """What the option `thinking` may hold."""

    type: Literal["enabled", "adaptive", "disabled", "between_tools"]
    """Which ones a model takes differs."""
    budget_tokens: int
    """Tokens to think with, from 1024 and below max_tokens; with `enabled`."""
    display: Literal["summarized", "omitted"]
    """What is shown of the thinking."""


class AzureAICacheControlOption(TypedDict, total=False):
    """What the option `cache_control` may hold."""

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"]
    """5m if not given."""


class AzureAIUserSecurityContextOption(TypedDict, total=False):
    """What the option `user_security_context` may hold."""

    application_name: str
    """Name of the application that asks."""
    end_user_id: str
    """Id of the user who asks."""
    end_user_tenant_id: str
    """The user's Microsoft 365 tenant, where there may be several."""
    source_ip: str
    """The user's address."""


class AzureAIReasoningOption(TypedDict, total=False):
    """What the option `reasoning` may hold."""

    summary: Literal["auto", "concise", "detailed"]
    """Ask for a summary of the reasoning."""


class AzureAIOptions(TypedDict, total=False):
    """Parameters of Azure AI Foundry beside the unified ones; given to a call as `options=`.

    >>> options = AzureAIOptions(container="...")
    >>> ChatRequest(model="claude-opus-4-5", messages=messages, options=options).options
    {'container': '...'}
    """

    thinking: AzureAIThinkingOption
    """How Claude thinks, such as {type: enabled, budget_tokens: 2048} or {type: adaptive, display: summarized}."""
    cache_control: AzureAICacheControlOption
    """Caches Claude's prompt up to its last block that can be cached, such as {type: ephemeral, ttl: 1h}."""
    context_management: Mapping[str, Any]
    """How earlier turns of Claude's are cleared or compacted (beta)."""
    mcp_servers: list[Mapping[str, Any]]
    """MCP servers that Claude may use (beta)."""
    container: str | Mapping[str, Any]
    """Container of the code-execution tool to use again, by id or by description."""
    user_security_context: AzureAIUserSecurityContextOption
    """Who is asking, for Microsoft Defender for Cloud."""
    previous_response_id: str
    """Id of an earlier response, whose conversation this request goes on with; only what is new is sent then."""
    conversation: str | Mapping[str, Any]
    """Conversation kept at the vendor's that this request belongs to; not together with previous_response_id."""
    instructions: str
    """System message for this request only, where the conversation is kept at the vendor's."""
    include: list[
        Literal[
            "file_search_call.results",
            "web_search_call.results",
            "web_search_call.action.sources",
            "message.input_image.image_url",
            "computer_call_output.output.image_url",
            "code_interpreter_call.outputs",
            "reasoning.encrypted_content",
            "message.output_text.logprobs",
        ]
    ]
    """What the reply is to tell beside the usual."""
    reasoning: AzureAIReasoningOption
    """How the model reasons, beside reasoning_effort."""
    truncation: Literal["auto", "disabled"]
    """Whether the beginning of a conversation that is too long is left out; refused if left out."""
    max_tool_calls: int
    """Most calls of the vendor's own tools."""
    prompt: Mapping[str, Any]
    """Prompt template kept at the vendor's, with its variables."""


class AzureAIImageGenerationOptions(TypedDict, total=False):
    """Parameters of Azure AI Foundry for image generation beside the unified ones; given to a call as `options=`.

    >>> AzureAIImageGenerationOptions(moderation="auto")
    {'moderation': 'auto'}
    """

    moderation: Literal["auto", "low"]
    """How strictly images are filtered."""
    output_compression: int
    """Compression of webp and jpeg, from 0 to 100 percent, which is the default."""
    complexity: Literal["low", "medium", "high"]
    """How much is spent on planning the image."""
    frame_count: int
    """Frames of a gif, from 2 to 16."""
    frame_duration_ms: int
    """Milliseconds between the frames of a gif."""
    safety_identifier: str
    """Stands for the end user, in place of the deprecated user."""


class AzureAIImageEditOptions(TypedDict, total=False):
    """Parameters of Azure AI Foundry for image edit beside the unified ones; given to a call as `options=`.

    >>> AzureAIImageEditOptions(input_fidelity="low")
    {'input_fidelity': 'low'}
    """

    input_fidelity: Literal["low", "high"]
    """How closely the given images are followed; not for gpt-image-1-mini."""
    output_compression: int
    """Compression of webp and jpeg, from 0 to 100 percent, which is the default."""
    complexity: Literal["low", "medium", "high"]
    """How much is spent on planning the image."""
    frame_count: int
    """Frames of a gif, from 2 to 16."""
    frame_duration_ms: int
    """Milliseconds between the frames of a gif."""
    safety_identifier: str
    """Stands for the end user, in place of the deprecated user."""


class AzureAITranscriptionChunkingStrategyOption(TypedDict, total=False):
    """What the option `chunking_strategy` may hold."""

    type: Literal["server_vad"]
    """Cut at silences."""
    prefix_padding_ms: int
    """Sound to take in before what was found to be speech."""
    silence_duration_ms: int
    """Silence that ends a piece."""
    threshold: float
    """How loud speech must be, from 0 to 1."""


class AzureAITranscriptionOptions(TypedDict, total=False):
    """Parameters of Azure AI Foundry for transcription beside the unified ones; given to a call as `options=`.

    >>> AzureAITranscriptionOptions(chunking_strategy="...")
    {'chunking_strategy': '...'}
    """

    chunking_strategy: str | AzureAITranscriptionChunkingStrategyOption
    """How the sound is cut, such as auto; needed by gpt-4o-transcribe-diarize for more than 30 seconds."""
    include: list[Literal["logprobs"]]
    """What the reply is to tell beside the usual, with response_format json."""
    keywords: list[str]
    """Words that are likely to be said, for gpt-transcribe."""
    languages: list[str]
    """Languages that may be spoken, for gpt-transcribe."""
    known_speaker_names: list[str]
    """Up to four speakers, whose voices known_speaker_references hold."""
    known_speaker_references: list[str]
    """A sample of each of their voices, 2 to 10 seconds, as data URIs."""


class AzureAIRerankOptions(TypedDict, total=False):
    """Parameters of Azure AI Foundry for reranking beside the unified ones; given to a call as `options=`.

    >>> AzureAIRerankOptions(priority=1)
    {'priority': 1}
    """

    priority: int
    """Requests of a lower number are handled first; 0, the lowest, if left out."""
    relevant_spans: Mapping[str, Any]
    """Which passages of each document are told as relevant, such as {mode: enabled, max_spans: 3}; they stand in
    raw.
    """


class AzureAIFilesExpiresAfterOption(TypedDict, total=False):
    """What the option `expires_after` may hold."""

    anchor: Literal["created_at"]
    """What the seconds are counted from."""
    seconds: int
    """From 3600, an hour, to 2592000, 30 days."""


class AzureAIFilesOptions(TypedDict, total=False):
    """Parameters of Azure AI Foundry for files beside the unified ones; given to a call as `options=`.

    >>> AzureAIFilesOptions(expires_in_seconds=1)
    {'expires_in_seconds': 1}
    """

    expires_after: AzureAIFilesExpiresAfterOption
    """When the file is deleted; one for a batch is after 30 days, if this is left out."""
    expires_in_seconds: int
    """Seconds until the file expires, from 3600, an hour, to 7776000, 90 days; never, if this is left out."""


class AzureAISettings(TypedDict, total=False):
    """What `create_provider("azure_ai")` and `AzureAIProvider()` take.

    >>> settings = AzureAISettings(endpoint="https://example.com", api_key="sk-1234")
    >>> AzureAIProvider(**settings).id
    'azure_ai'
    """

    api_key: str | Secret | None
    access_token: str | Secret | None
    token_provider: TokenProvider | None
    base_url: str
    endpoint: str | None
    deployments: Mapping[str, str]
    api: Literal["v1", "models"]
    api_version: str
    extra_parameters: Literal["pass-through", "drop", "error"]
    anthropic_version: Literal["2023-06-01", "2026-10-21"]
    betas: tuple[str, ...] | None


@final
@dataclass(frozen=True, kw_only=True)
class AzureAIProvider(
    ChatProvider[AzureAIOptions, AzureAIModel],
    EmbeddingsProvider[NoOptions, AzureAIEmbeddingsModel],
    ImageGenerationProvider[AzureAIImageGenerationOptions],
    ImageEditProvider[AzureAIImageEditOptions],
    TranscriptionProvider[AzureAITranscriptionOptions],
    SpeechProvider[NoOptions],
    RerankProvider[AzureAIRerankOptions, AzureAIRerankModel],
    CountTokensProvider,
    FilesProvider[AzureAIFilesOptions],
    ModelsProvider,
):
    """Azure AI Foundry: chat, embeddings, image generation, image edit, transcription, speech and more.

    >>> provider = AzureAIProvider(endpoint="https://example.com", api_key="sk-1234")
    >>> model = provider.models["claude-opus-4-5"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    5.00 USD
    """

    api_key: str | Secret | None = credential("AZURE_AI_API_KEY", "AZURE_INFERENCE_CREDENTIAL")
    """Credential, sent as api-key."""
    access_token: str | Secret | None = credential()
    """Credential, sent as a bearer token."""
    token_provider: TokenProvider | None = token_source()
    """Function that returns an access token; for an AsyncClient it may be a coroutine function."""
    base_url: str = setting()
    """Address that the paths of the endpoints are appended to."""
    endpoint: str | None = setting("AZURE_AI_ENDPOINT", "AZURE_INFERENCE_ENDPOINT", "AZURE_AI_API_BASE")
    """Address of the resource, such as https://my-resource.services.ai.azure.com."""
    deployments: Mapping[str, str] = setting(kind=Mapping, default={})
    """Which model of the catalogue stands behind a deployment's name."""
    api: Literal["v1", "models"] = setting(default="v1", choices=("v1", "models"))
    """Which API models other than Claude are asked by; `models` is the older Model Inference API."""
    api_version: str = setting(default="2024-05-01-preview", pattern="[A-Za-z0-9.-]+")
    """Version of the Model Inference API; the others have none."""
    extra_parameters: Literal["pass-through", "drop", "error"] = setting(
        default="pass-through", choices=("pass-through", "drop", "error")
    )
    """What the Model Inference API does with parameters that are not its own; drop does it without a word."""
    anthropic_version: Literal["2023-06-01", "2026-10-21"] = setting(
        default="2023-06-01", choices=("2023-06-01", "2026-10-21")
    )
    """Version of Anthropic's API for Claude; with 2026-10-21 no model takes temperature, top_p or top_k."""
    betas: tuple[str, ...] | None = setting(kind=tuple)
    """Beta features of Claude to switch on, such as context-1m-2025-08-07."""

    type: ClassVar[Literal[ProviderType.AZURE_AI]] = ProviderType.AZURE_AI
    id = "azure_ai"
    name = "Azure AI Foundry"
    docs = "https://learn.microsoft.com/en-us/azure/foundry/foundry-models/concepts/endpoints"
    capabilities = frozenset(
        {
            Capability.CHAT,
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.FILES,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.LOGPROBS,
            Capability.PROMPT_CACHING,
            Capability.WEB_SEARCH,
            Capability.EMBEDDINGS,
            Capability.IMAGE_GENERATION,
            Capability.IMAGE_EDIT,
            Capability.TRANSCRIPTION,
            Capability.SPEECH,
            Capability.RERANK,
            Capability.COUNT_TOKENS,
            Capability.FILE_STORAGE,
            Capability.LIST_MODELS,
        }
    )
    auth = (
        HeaderKey("api_key", header="api-key"),
        BearerKey("access_token"),
        TokenFromProvider("token_provider"),
        AzureDefault(scope="https://ai.azure.com/.default"),
    )
    addresses = (BaseURL("{endpoint}"),)
    strip_endings = (
        "/openai/v1/chat/completions",
        "/openai/v1",
        "/openai",
        "/anthropic/v1/messages",
        "/anthropic/v1",
        "/anthropic",
        "/models/chat/completions",
        "/models",
        "/providers/cohere/v2/rerank",
        "/providers/cohere/v2",
        "/providers/cohere",
    )
    free_names = True
    telemetry_name = "azure.ai.inference"
    headers = MappingProxyType({"anthropic-beta": "{betas}"})
    replies = ReplyHeaders(
        request_id=("x-request-id", "apim-request-id", "request-id"),
        should_retry="x-should-retry",
        rate_limit="x-ratelimit",
    )
    catalog = "modelwire.catalogues.azure_ai"

    _openai_images_rules = (
        # openai (PyPI) 3.57.0 types/image_generate_params.py (2026-11-27)
        Rule(
            why="Only gpt-image-2.5 and later render at xhigh and max.",
            models=("gpt-image-1*", "gpt-image-2", "gpt-image-2-*", "chatgpt-image-*"),
            values={
                "quality": {"auto": "auto", "low": "low", "medium": "medium", "high": "high"},
            },
        ),
    )

    endpoints = Endpoints(
        chat=(
            Route(
                AnthropicMessages(search_tool="web_search_20250305"),
                "/anthropic/v1/messages",
                when={"anthropic_version": "2023-06-01"},
                models=("claude-*",),
                auth=(
                    HeaderKey("api_key", header="x-api-key"),
                    BearerKey("access_token"),
                    TokenFromProvider("token_provider"),
                    AzureDefault(scope="https://cognitiveservices.azure.com/.default"),
                ),
                headers={"anthropic-version": "{anthropic_version}"},
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
                        "service_tier",
                    ),
                    values={
                        "response_format": {"text": "text", "json_schema": "json_schema"},
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
                    "context_management": Option("object"),
                    "mcp_servers": Option("array", items=Option("object")),
                    "container": Option(("string", "object")),
                },
            ),
            Route(
                AnthropicMessages(search_tool="web_search_20250305"),
                "/anthropic/v1/messages",
                models=("claude-*",),
                auth=(
                    HeaderKey("api_key", header="x-api-key"),
                    BearerKey("access_token"),
                    TokenFromProvider("token_provider"),
                    AzureDefault(scope="https://cognitiveservices.azure.com/.default"),
                ),
                headers={"anthropic-version": "{anthropic_version}"},
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
                        "service_tier",
                    ),
                    values={
                        "response_format": {"text": "text", "json_schema": "json_schema"},
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
                    # https://platform.claude.com/docs/en/api/versioning (2026-11-26)
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
                    "context_management": Option("object"),
                    "mcp_servers": Option("array", items=Option("object")),
                    "container": Option(("string", "object")),
                },
            ),
            Route(
                OpenAIChat(),
                "/models/chat/completions",
                when={"api": "models"},
                query={"api-version": "{api_version}"},
                auth=(
                    HeaderKey("api_key", header="api-key"),
                    BearerKey("access_token"),
                    TokenFromProvider("token_provider"),
                    AzureDefault(scope="https://cognitiveservices.azure.com/.default"),
                ),
                extra_fields=ExtraFields(
                    known=(
                        "model",
                        "messages",
                        "frequency_penalty",
                        "stream",
                        "presence_penalty",
                        "temperature",
                        "top_p",
                        "max_tokens",
                        "response_format",
                        "stop",
                        "tools",
                        "tool_choice",
                        "seed",
                        "modalities",
                    ),
                    header="extra-parameters",
                    value="{extra_parameters}",
                ),
                content=Content(image=("url", "data"), audio=("data",), tool_result=("text",)),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "top_k",
                        "stop",
                        "seed",
                        "n",
                        "presence_penalty",
                        "frequency_penalty",
                        "logit_bias",
                        "logprobs",
                        "top_logprobs",
                        "response_format",
                        "reasoning_effort",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "modalities",
                        "user",
                    ),
                    unsupported=(
                        "verbosity",
                        "audio",
                        "prediction",
                        "web_search_options",
                        "safety_identifier",
                        "prompt_cache_key",
                        "metadata",
                        "store",
                        "service_tier",
                    ),
                ),
                rules=(
                    # https://learn.microsoft.com/en-us/azure/foundry/openai/how-to/reasoning (2026-11-26)
                    Rule(
                        why="OpenAI's reasoning models refuse max_tokens.",
                        models=("gpt-5*", "gpt-6*", "o1*", "o3*", "o4*", "gpt-chat-latest"),
                        renamed={"max_tokens": "max_completion_tokens"},
                    ),
                ),
            ),
            Route(
                OpenAIChat(message_fields=("audio",), tool_ids="forty-characters", allowed_tools=True),
                "/openai/v1/chat/completions",
                content=Content(image=("url", "data"), audio=("data",), tool_result=("text",)),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "stop",
                        "seed",
                        "n",
                        "presence_penalty",
                        "frequency_penalty",
                        "logit_bias",
                        "logprobs",
                        "top_logprobs",
                        "response_format",
                        "reasoning_effort",
                        "verbosity",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "modalities",
                        "audio",
                        "prediction",
                        "user",
                        "safety_identifier",
                        "prompt_cache_key",
                        "metadata",
                        "store",
                        "service_tier",
                    ),
                    unsupported=("top_k", "web_search_options"),
                    renamed={"max_tokens": "max_completion_tokens"},
                    limits={
                        "temperature": Limit(min=0, max=2),
                        "top_p": Limit(min=0, max=1),
                        "n": Limit(min=1, max=128),
                        "presence_penalty": Limit(min=-2, max=2),
                        "frequency_penalty": Limit(min=-2, max=2),
                        "top_logprobs": Limit(min=0, max=20),
                    },
                ),
                rules=(
                    # pydantic-ai profiles/openai.py (verified live 2026-07) (2026-11-23, medium confidence)
                    Rule(
                        why="Models that do not reason take neither an effort nor a verbosity.",
                        models=("gpt-3.5*", "gpt-4*", "gpt-audio*", "gpt-5-chat*", "ft:gpt-3.5*", "ft:gpt-4*"),
                        unsupported=("reasoning_effort", "verbosity"),
                    ),
                    # https://dev.to/multigrid/structured-outputs-in-gpt-4o-strict-json-schema-end-to-end-4li4
                    # https://reference.langchain.com/javascript/langchain-openai/ChatOpenAI/withStructuredOutput
                    # (2026-11-27, medium confidence)
                    Rule(
                        why=("Structured outputs began with gpt-4o-2024-08-06 and gpt-4o-mini; JSON mode is older."),
                        models=(
                            "gpt-3.5-turbo*",
                            "gpt-4-turbo*",
                            "gpt-4-1106*",
                            "gpt-4-0125*",
                            "gpt-4o-2024-05-13",
                            "ft:gpt-3.5*",
                        ),
                        values={
                            "response_format": {"text": "text", "json_object": "json_object"},
                        },
                    ),
                    # https://v03.api.js.langchain.com/types/_langchain_openai.OpenAIClient.Beta.Threads.AssistantResponseFormatOption.html
                    # (2026-11-27, medium confidence)
                    Rule(
                        why="The first GPT-4 has no format of replies but text.",
                        models=("gpt-4", "gpt-4-0613", "gpt-4-0314", "ft:gpt-4-0613*"),
                        values={
                            "response_format": {"text": "text"},
                        },
                    ),
                    # https://learn.microsoft.com/en-us/javascript/api/@azure/ai-projects/reasoningeffort (2026-11-23,
                    # medium confidence)
                    Rule(
                        why="The o-series takes three efforts, and no verbosity.",
                        models=("o1*", "o3*", "o4*"),
                        unsupported=("verbosity",),
                        values={
                            "reasoning_effort": {"low": "low", "medium": "medium", "high": "high"},
                        },
                    ),
                    # litellm 1.106.2
                    # https://learn.microsoft.com/en-us/javascript/api/@azure/ai-projects/reasoningeffort (2026-11-23)
                    Rule(
                        why="GPT-5 cannot leave reasoning off.",
                        models=("gpt-5", "gpt-5-*"),
                        exclude=("gpt-5-chat*",),
                        values={
                            "reasoning_effort": {
                                "minimal": "minimal",
                                "low": "low",
                                "medium": "medium",
                                "high": "high",
                            },
                        },
                    ),
                    # https://learn.microsoft.com/en-us/javascript/api/@azure/ai-projects/reasoningeffort (2026-11-23)
                    Rule(
                        why="GPT-5.1 reasons when asked to, up to high.",
                        models=("gpt-5.1*",),
                        values={
                            "reasoning_effort": {"none": "none", "low": "low", "medium": "medium", "high": "high"},
                        },
                    ),
                    # litellm 1.106.2
                    # https://learn.microsoft.com/en-us/javascript/api/@azure/ai-projects/reasoningeffort (2026-11-23)
                    Rule(
                        why="GPT-5.2 to 5.5 take efforts from none to xhigh.",
                        models=("gpt-5.2*", "gpt-5.3*", "gpt-5.4*", "gpt-5.5*"),
                        values={
                            "reasoning_effort": {
                                "none": "none",
                                "low": "low",
                                "medium": "medium",
                                "high": "high",
                                "xhigh": "xhigh",
                            },
                        },
                    ),
                    # litellm 1.106.2
                    # https://github.com/anomalyco/opencode/issues/36141
                    # https://docs.litellm.ai/blog/gpt_6_sol_luna (2026-11-23)
                    Rule(
                        why="GPT-5.6, GPT-6 Sol and Luna, and GPT-6.1 Terra take efforts from none to max.",
                        models=("gpt-5.6*", "gpt-6-sol*", "gpt-6-luna*", "gpt-6.1-terra*"),
                        values={
                            "reasoning_effort": {
                                "none": "none",
                                "low": "low",
                                "medium": "medium",
                                "high": "high",
                                "xhigh": "xhigh",
                                "max": "max",
                            },
                        },
                    ),
                    # https://github.com/BerriAI/litellm-docs/pull/1173 (Astra, tried 2026-09-03)
                    # https://docs.laozhang.ai/en/announcements/gpt-6-chat-tools-2026-11 (GPT-6.1 Sol)
                    # https://developers.openai.com/api/docs/models/gpt-6.2-sol
                    # https://github.com/BerriAI/litellm/discussions/52347 (2026-11-26)
                    Rule(
                        why=(
                            "GPT-6 Astra, GPT-6.1 Sol and GPT-6.2 cannot leave reasoning off, and take "
                            "the effort max over the Responses API only."
                        ),
                        models=("gpt-6-astra*", "gpt-6.1-sol*", "gpt-6.2-*"),
                        values={
                            "reasoning_effort": {"low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh"},
                        },
                    ),
                    # litellm 1.106.2; pydantic-ai profiles/openai.py (verified live 2026-07) (2026-11-23)
                    Rule(
                        why="The chat variants since GPT-5.1 always reason at medium.",
                        models=("chat-latest", "gpt-5.?-chat*"),
                        values={
                            "reasoning_effort": {"medium": "medium"},
                        },
                    ),
                    # https://developers.openai.com/api/docs/guides/deployment-checklist
                    # pydantic-ai profiles/openai.py (verified live 2026-07) (2026-11-23)
                    Rule(
                        why="Models that reason unless told not to refuse sampling parameters.",
                        models=(
                            "o1*",
                            "o3*",
                            "o4*",
                            "gpt-5",
                            "gpt-5-*",
                            "gpt-5.?-chat*",
                            "gpt-5.5*",
                            "gpt-5.6*",
                            "gpt-6*",
                            "chat-latest",
                        ),
                        exclude=("gpt-5-chat*",),
                        unless={"reasoning_effort": ("none",)},
                        unsupported=(
                            "temperature",
                            "top_p",
                            "presence_penalty",
                            "frequency_penalty",
                            "logprobs",
                            "top_logprobs",
                            "logit_bias",
                        ),
                    ),
                    # pydantic-ai profiles/openai.py (verified live 2026-07) (2026-11-23)
                    Rule(
                        why="These models reason only when asked to, and refuse sampling parameters then.",
                        models=("gpt-5.1*", "gpt-5.2*", "gpt-5.3*", "gpt-5.4*"),
                        exclude=("gpt-5.?-chat*",),
                        when={"reasoning_effort": ("minimal", "low", "medium", "high", "xhigh", "max")},
                        unsupported=(
                            "temperature",
                            "top_p",
                            "presence_penalty",
                            "frequency_penalty",
                            "logprobs",
                            "top_logprobs",
                            "logit_bias",
                        ),
                    ),
                    # openai/openai-openapi openapi.json 2.3.0 (o3 and o4-mini)
                    # litellm 1.106.2 gpt_5_transformation.py
                    # https://github.com/huggingface/smolagents/pull/1868 (GPT-5.1, 400)
                    # https://github.com/huggingface/smolagents/issues/1893 (GPT-5.2, 400)
                    # https://github.com/bolna-ai/bolna/pull/1019 (GPT-6 Astra, tried 2026-09-05) (2026-11-26, medium
                    # confidence)
                    Rule(
                        why="Stop sequences are not supported by o3, o4-mini, GPT-5 to 5.2 and GPT-6 Astra.",
                        models=("o3*", "o4-mini*", "gpt-5", "gpt-5-*", "gpt-5.1*", "gpt-5.2*", "gpt-6-astra*"),
                        exclude=("gpt-5-chat*",),
                        unsupported=("stop",),
                    ),
                    # litellm 1.106.2 gpt_5_transformation.py
                    # https://developers.openai.com/zh-Hans/api/docs/models/gpt-6.1-terra (2026-11-26, medium
                    # confidence)
                    Rule(
                        why="Only GPT-4o and GPT-4.1 take a prediction.",
                        models=("gpt-5*", "gpt-6*", "chat-latest"),
                        unsupported=("prediction",),
                    ),
                    # https://github.com/run-llama/llama_index/issues/20865 (400, "not supported with this model")
                    # https://learn.microsoft.com/en-us/azure/foundry/openai/how-to/reasoning (2026-11-26)
                    Rule(
                        why="The o-series calls one tool at a time.",
                        models=("o1*", "o3*", "o4*"),
                        unsupported=("parallel_tool_calls",),
                    ),
                    # https://developers.openai.com/api/docs/guides/deployment-checklist
                    # litellm 1.106.2 (GPT-6.2) (2026-11-26)
                    Rule(
                        why="Here these models take tools over the Responses API only.",
                        models=("gpt-6-astra*", "gpt-6.1-sol*", "gpt-6.2-*"),
                        unsupported=("tools", "tool_choice", "parallel_tool_calls"),
                    ),
                    # https://developers.openai.com/api/docs/guides/deployment-checklist
                    # https://github.com/BerriAI/litellm/pull/34569
                    # https://github.com/jeffdafoe/llm-memory-api/pull/178 (GPT-5.5, tried 2026-04-29)
                    # https://github.com/charmbracelet/crush/issues/2913 (GPT-5.5) (2026-11-26)
                    Rule(
                        why=("These models take tools here only with reasoning_effort none, which must be said."),
                        models=("gpt-5.5*", "gpt-5.6*", "gpt-6-sol*", "gpt-6-luna*", "gpt-6.1-terra*"),
                        unless={"reasoning_effort": ("none",)},
                        unsupported=("tools", "tool_choice", "parallel_tool_calls"),
                    ),
                    # https://github.com/openai/openai-openapi/issues/541 (2026-11-23)
                    Rule(
                        why="GPT-5.4 refuses tools together with a reasoning effort.",
                        models=("gpt-5.4*",),
                        when={"reasoning_effort": ("low", "medium", "high", "xhigh")},
                        unsupported=("tools", "tool_choice", "parallel_tool_calls"),
                    ),
                    # pydantic-ai profiles/openai.py (verified live 2026-07) (2026-11-23, medium confidence)
                    Rule(
                        why="Only the search models search the web here.",
                        models=("*-search-*",),
                        sent=("web_search_options",),
                    ),
                    # litellm 1.106.2 gpt_5_transformation.py (2026-11-26, medium confidence)
                    Rule(
                        why=(
                            "The search model takes neither tools nor an effort, and none of what steers the sampling."
                        ),
                        models=("gpt-5-search-*",),
                        unsupported=(
                            "reasoning_effort",
                            "tools",
                            "tool_choice",
                            "parallel_tool_calls",
                            "temperature",
                            "top_p",
                            "stop",
                            "seed",
                            "n",
                            "presence_penalty",
                            "frequency_penalty",
                            "logit_bias",
                            "logprobs",
                            "top_logprobs",
                            "modalities",
                            "audio",
                            "prediction",
                        ),
                    ),
                    # https://github.com/pydantic/pydantic-ai/issues/6593
                    # https://github.com/BerriAI/litellm/issues/26322 (2026-11-26)
                    Rule(
                        why="Mistral's models take max_tokens only.",
                        models=("mistral-*", "Mistral-*", "ministral-*", "Ministral-*", "Codestral-*", "codestral-*"),
                        renamed={"max_tokens": "max_tokens"},
                    ),
                    # litellm 1.106.2 (2026-11-23, medium confidence)
                    Rule(
                        why=("The latest chat variant always reasons at medium, and refuses sampling parameters."),
                        models=("gpt-chat-latest",),
                        unsupported=(
                            "temperature",
                            "top_p",
                            "presence_penalty",
                            "frequency_penalty",
                            "logprobs",
                            "top_logprobs",
                            "logit_bias",
                        ),
                        values={
                            "reasoning_effort": {"medium": "medium"},
                        },
                    ),
                    # litellm 1.106.2 (supports_reasoning) (2026-11-26, medium confidence)
                    Rule(
                        why="Models that do not reason take no effort.",
                        models=(
                            "*-non-reasoning",
                            "Llama-*",
                            "Meta-Llama-*",
                            "Phi-4",
                            "Phi-4-mini-instruct",
                            "Phi-4-multimodal-*",
                            "mistral-large-3*",
                            "Mistral-Large-3*",
                            "mistral-small-25*",
                            "Codestral-*",
                            "codestral-*",
                            "cohere-command-a*",
                        ),
                        unsupported=("reasoning_effort", "verbosity"),
                    ),
                    # litellm 1.106.2 main.py (measured on these hosts) (2026-11-26, medium confidence)
                    Rule(
                        why=("Here GPT-5.4 and 5.5 take tools whatever the effort, and GPT-5.6 if none is asked for."),
                        models=("gpt-5.4*", "gpt-5.5*", "gpt-5.6*"),
                        sent=("tools", "tool_choice", "parallel_tool_calls"),
                    ),
                    # litellm 1.106.2 main.py (measured on these hosts) (2026-11-26, medium confidence)
                    Rule(
                        why="GPT-5.6 refuses tools together with a reasoning effort.",
                        models=("gpt-5.6*",),
                        when={"reasoning_effort": ("low", "medium", "high", "xhigh", "max")},
                        unsupported=("tools", "tool_choice", "parallel_tool_calls"),
                    ),
                ),
                options={
                    "user_security_context": Option(
                        "object",
                        fields={
                            "application_name": Option("string"),
                            "end_user_id": Option("string"),
                            "end_user_tenant_id": Option("string"),
                            "source_ip": Option("string"),
                        },
                    )
                },
            ),
            Route(
                OpenAIResponses(),
                "/openai/v1/responses",
                when={"api": "v1"},
                content=Content(
                    image=("url", "data"), file=("data", "id", "url"), tool_result=("text", "image", "file")
                ),
                only_for=(
                    # These models are served here only.
                    # https://learn.microsoft.com/en-us/azure/foundry/openai/how-to/responses
                    # litellm 1.106.2 (2026-11-27, medium confidence)
                    Condition(
                        models=("gpt-5*-pro*", "o1-pro*", "o3-pro*", "gpt-*-codex*", "codex-*", "*-deep-research*"),
                    ),
                    # Over chat completions these models take tools only without reasoning, or not at all.
                    # litellm 1.106.2 main.py (measured on these hosts)
                    # https://github.com/BerriAI/litellm/pull/34569 (2026-11-26, medium confidence)
                    Condition(
                        models=("gpt-6*",),
                        when={"tools": ()},
                        unless={"reasoning_effort": ("none",)},
                    ),
                    # GPT-5.6 takes tools together with a reasoning effort here only.
                    # litellm 1.106.2 main.py (measured on these hosts) (2026-11-26, medium confidence)
                    Condition(
                        models=("gpt-5.6*",),
                        when={"tools": (), "reasoning_effort": ("low", "medium", "high", "xhigh", "max")},
                    ),
                    # These models take the effort max here only.
                    # https://github.com/BerriAI/litellm-docs/pull/1173 (Astra, tried at OpenAI 2026-09-03) (2026-11-26,
                    # medium confidence)
                    Condition(
                        models=("gpt-6-astra*", "gpt-6.1-sol*"),
                        when={"reasoning_effort": ("max",)},
                    ),
                ),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "logprobs",
                        "top_logprobs",
                        "response_format",
                        "reasoning_effort",
                        "verbosity",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "user",
                        "safety_identifier",
                        "prompt_cache_key",
                        "metadata",
                        "store",
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
                        "modalities",
                        "audio",
                        "prediction",
                        "web_search_options",
                    ),
                    limits={
                        "temperature": Limit(min=0, max=2),
                        "top_p": Limit(min=0, max=1),
                        "top_logprobs": Limit(min=0, max=20),
                        "max_tokens": Limit(min=16),
                    },
                ),
                rules=(
                    # pydantic-ai profiles/openai.py (verified live 2026-07) (2026-11-23, medium confidence)
                    Rule(
                        why="Models that do not reason take neither an effort nor a verbosity.",
                        models=("gpt-3.5*", "gpt-4*", "gpt-audio*", "gpt-5-chat*", "ft:gpt-3.5*", "ft:gpt-4*"),
                        unsupported=("reasoning_effort", "verbosity"),
                    ),
                    # https://dev.to/multigrid/structured-outputs-in-gpt-4o-strict-json-schema-end-to-end-4li4
                    # https://reference.langchain.com/javascript/langchain-openai/ChatOpenAI/withStructuredOutput
                    # (2026-11-27, medium confidence)
                    Rule(
                        why=("Structured outputs began with gpt-4o-2024-08-06 and gpt-4o-mini; JSON mode is older."),
                        models=(
                            "gpt-3.5-turbo*",
                            "gpt-4-turbo*",
                            "gpt-4-1106*",
                            "gpt-4-0125*",
                            "gpt-4o-2024-05-13",
                            "ft:gpt-3.5*",
                        ),
                        values={
                            "response_format": {"text": "text", "json_object": "json_object"},
                        },
                    ),
                    # https://v03.api.js.langchain.com/types/_langchain_openai.OpenAIClient.Beta.Threads.AssistantResponseFormatOption.html
                    # (2026-11-27, medium confidence)
                    Rule(
                        why="The first GPT-4 has no format of replies but text.",
                        models=("gpt-4", "gpt-4-0613", "gpt-4-0314", "ft:gpt-4-0613*"),
                        values={
                            "response_format": {"text": "text"},
                        },
                    ),
                    # https://learn.microsoft.com/en-us/javascript/api/@azure/ai-projects/reasoningeffort (2026-11-23,
                    # medium confidence)
                    Rule(
                        why="The o-series takes three efforts, and no verbosity.",
                        models=("o1*", "o3*", "o4*"),
                        unsupported=("verbosity",),
                        values={
                            "reasoning_effort": {"low": "low", "medium": "medium", "high": "high"},
                        },
                    ),
                    # litellm 1.106.2
                    # https://learn.microsoft.com/en-us/javascript/api/@azure/ai-projects/reasoningeffort (2026-11-23)
                    Rule(
                        why="GPT-5 cannot leave reasoning off.",
                        models=("gpt-5", "gpt-5-*"),
                        exclude=("gpt-5-chat*",),
                        values={
                            "reasoning_effort": {
                                "minimal": "minimal",
                                "low": "low",
                                "medium": "medium",
                                "high": "high",
                            },
                        },
                    ),
                    # https://learn.microsoft.com/en-us/javascript/api/@azure/ai-projects/reasoningeffort (2026-11-23)
                    Rule(
                        why="GPT-5.1 reasons when asked to, up to high.",
                        models=("gpt-5.1*",),
                        values={
                            "reasoning_effort": {"none": "none", "low": "low", "medium": "medium", "high": "high"},
                        },
                    ),
                    # litellm 1.106.2
                    # https://learn.microsoft.com/en-us/javascript/api/@azure/ai-projects/reasoningeffort (2026-11-23)
                    Rule(
                        why="GPT-5.2 to 5.5 take efforts from none to xhigh.",
                        models=("gpt-5.2*", "gpt-5.3*", "gpt-5.4*", "gpt-5.5*"),
                        values={
                            "reasoning_effort": {
                                "none": "none",
                                "low": "low",
                                "medium": "medium",
                                "high": "high",
                                "xhigh": "xhigh",
                            },
                        },
                    ),
                    # litellm 1.106.2
                    # https://github.com/anomalyco/opencode/issues/36141
                    # https://docs.litellm.ai/blog/gpt_6_sol_luna (2026-11-23)
                    Rule(
                        why="GPT-5.6, GPT-6 Sol and Luna, and GPT-6.1 Terra take efforts from none to max.",
                        models=("gpt-5.6*", "gpt-6-sol*", "gpt-6-luna*", "gpt-6.1-terra*"),
                        values={
                            "reasoning_effort": {
                                "none": "none",
                                "low": "low",
                                "medium": "medium",
                                "high": "high",
                                "xhigh": "xhigh",
                                "max": "max",
                            },
                        },
                    ),
                    # https://github.com/BerriAI/litellm-docs/pull/1173 (Astra, tried 2026-09-03)
                    # https://developers.openai.com/api/docs/models/gpt-6.2-sol (2026-11-26, medium confidence)
                    Rule(
                        why="GPT-6 Astra, GPT-6.1 Sol and GPT-6.2 cannot leave reasoning off.",
                        models=("gpt-6-astra*", "gpt-6.1-sol*", "gpt-6.2-*"),
                        values={
                            "reasoning_effort": {
                                "low": "low",
                                "medium": "medium",
                                "high": "high",
                                "xhigh": "xhigh",
                                "max": "max",
                            },
                        },
                    ),
                    # litellm 1.106.2 (2026-11-23, medium confidence)
                    Rule(
                        why="The pro models reason from medium up, the first of them always at high.",
                        models=("gpt-5.2-pro*", "gpt-5.4-pro*", "gpt-5.5-pro*"),
                        values={
                            "reasoning_effort": {"medium": "medium", "high": "high", "xhigh": "xhigh"},
                        },
                    ),
                    # https://developers.openai.com/api/docs/models/gpt-5-pro (2026-11-27, medium confidence)
                    Rule(
                        why="GPT-5 pro always reasons at high.",
                        models=("gpt-5-pro*",),
                        values={
                            "reasoning_effort": {"high": "high"},
                        },
                    ),
                    # litellm 1.106.2; pydantic-ai profiles/openai.py (verified live 2026-07) (2026-11-23)
                    Rule(
                        why="The chat variants since GPT-5.1 always reason at medium.",
                        models=("chat-latest", "gpt-5.?-chat*"),
                        values={
                            "reasoning_effort": {"medium": "medium"},
                        },
                    ),
                    # https://developers.openai.com/api/docs/guides/deployment-checklist
                    # pydantic-ai profiles/openai.py (verified live 2026-07) (2026-11-23)
                    Rule(
                        why="Models that reason unless told not to refuse sampling parameters.",
                        models=(
                            "o1*",
                            "o3*",
                            "o4*",
                            "gpt-5",
                            "gpt-5-*",
                            "gpt-5.?-chat*",
                            "gpt-5.5*",
                            "gpt-5.6*",
                            "gpt-6*",
                            "chat-latest",
                        ),
                        exclude=("gpt-5-chat*",),
                        unless={"reasoning_effort": ("none",)},
                        unsupported=(
                            "temperature",
                            "top_p",
                            "presence_penalty",
                            "frequency_penalty",
                            "logprobs",
                            "top_logprobs",
                            "logit_bias",
                        ),
                    ),
                    # pydantic-ai profiles/openai.py (verified live 2026-07) (2026-11-23)
                    Rule(
                        why="These models reason only when asked to, and refuse sampling parameters then.",
                        models=("gpt-5.1*", "gpt-5.2*", "gpt-5.3*", "gpt-5.4*"),
                        exclude=("gpt-5.?-chat*",),
                        when={"reasoning_effort": ("minimal", "low", "medium", "high", "xhigh", "max")},
                        unsupported=(
                            "temperature",
                            "top_p",
                            "presence_penalty",
                            "frequency_penalty",
                            "logprobs",
                            "top_logprobs",
                            "logit_bias",
                        ),
                    ),
                    # https://github.com/run-llama/llama_index/issues/20865 (400, "not supported with this model")
                    # https://learn.microsoft.com/en-us/azure/foundry/openai/how-to/reasoning (2026-11-26)
                    Rule(
                        why="The o-series calls one tool at a time.",
                        models=("o1*", "o3*", "o4*"),
                        unsupported=("parallel_tool_calls",),
                    ),
                    # litellm 1.106.2 (2026-11-23, medium confidence)
                    Rule(
                        why=(
                            "The models for deep research call tools of the vendor's own only, and answer"
                            " in no given format."
                        ),
                        models=("*-deep-research*",),
                        unsupported=("parallel_tool_calls", "response_format"),
                    ),
                    # litellm 1.106.2 (2026-11-23, medium confidence)
                    Rule(
                        why=("The latest chat variant always reasons at medium, and refuses sampling parameters."),
                        models=("gpt-chat-latest",),
                        unsupported=(
                            "temperature",
                            "top_p",
                            "presence_penalty",
                            "frequency_penalty",
                            "logprobs",
                            "top_logprobs",
                            "logit_bias",
                        ),
                        values={
                            "reasoning_effort": {"medium": "medium"},
                        },
                    ),
                ),
                options={
                    "previous_response_id": Option("string"),
                    "conversation": Option(("string", "object")),
                    "instructions": Option("string"),
                    "include": Option(
                        "array",
                        items=Option(
                            "string",
                            enum=(
                                "file_search_call.results",
                                "web_search_call.results",
                                "web_search_call.action.sources",
                                "message.input_image.image_url",
                                "computer_call_output.output.image_url",
                                "code_interpreter_call.outputs",
                                "reasoning.encrypted_content",
                                "message.output_text.logprobs",
                            ),
                        ),
                    ),
                    "reasoning": Option(
                        "object", fields={"summary": Option("string", enum=("auto", "concise", "detailed"))}
                    ),
                    "truncation": Option("string", enum=("auto", "disabled")),
                    "max_tool_calls": Option("integer"),
                    "prompt": Option("object"),
                    "context_management": Option("array", items=Option("object")),
                },
            ),
        ),
        embeddings=(
            Route(
                OpenAIEmbeddings(encoding="float"),
                "/models/embeddings",
                when={"api": "models"},
                query={"api-version": "{api_version}"},
                auth=(
                    HeaderKey("api_key", header="api-key"),
                    BearerKey("access_token"),
                    TokenFromProvider("token_provider"),
                    AzureDefault(scope="https://cognitiveservices.azure.com/.default"),
                ),
                extra_fields=ExtraFields(
                    known=("model", "input", "dimensions", "encoding_format", "input_type"),
                    header="extra-parameters",
                    value="{extra_parameters}",
                ),
                parameters=Parameters(
                    sent=("dimensions", "input_type", "user"),
                ),
            ),
            Route(
                OpenAIEmbeddings(),
                "/openai/v1/embeddings",
                parameters=Parameters(
                    sent=("dimensions", "user"),
                    unsupported=("input_type",),
                ),
            ),
        ),
        image_generation=(
            Route(
                OpenAIImages(),
                "/openai/v1/images/generations",
                parameters=Parameters(
                    sent=("n", "size", "quality", "background", "output_format", "response_format", "user"),
                    unsupported=("aspect_ratio", "seed"),
                    values={
                        "quality": {
                            "auto": "auto",
                            "low": "low",
                            "medium": "medium",
                            "high": "high",
                            "xhigh": "xhigh",
                            "max": "max",
                        },
                        "background": {"auto": "auto", "transparent": "transparent", "opaque": "opaque"},
                        "output_format": {"png": "png", "jpeg": "jpeg", "webp": "webp", "gif": "gif", "svg": "svg"},
                    },
                    limits={"n": Limit(min=1, max=10)},
                    fixed={"response_format": "b64_json"},
                ),
                rules=_openai_images_rules,
                options={
                    "moderation": Option("string", enum=("auto", "low")),
                    "output_compression": Option("integer"),
                    "complexity": Option("string", enum=("low", "medium", "high")),
                    "frame_count": Option("integer"),
                    "frame_duration_ms": Option("integer"),
                    "safety_identifier": Option("string"),
                },
            ),
        ),
        image_edit=(
            Route(
                OpenAIImageEdits(),
                "/openai/v1/images/edits",
                parameters=Parameters(
                    sent=("mask", "n", "size", "quality", "background", "output_format", "response_format", "user"),
                    values={
                        "quality": {
                            "auto": "auto",
                            "low": "low",
                            "medium": "medium",
                            "high": "high",
                            "xhigh": "xhigh",
                            "max": "max",
                        },
                        "background": {"auto": "auto", "transparent": "transparent", "opaque": "opaque"},
                        "output_format": {"png": "png", "jpeg": "jpeg", "webp": "webp", "gif": "gif", "svg": "svg"},
                    },
                    limits={"n": Limit(min=1, max=10)},
                    fixed={"response_format": "b64_json"},
                ),
                rules=_openai_images_rules,
                options={
                    "input_fidelity": Option("string", enum=("low", "high")),
                    "output_compression": Option("integer"),
                    "complexity": Option("string", enum=("low", "medium", "high")),
                    "frame_count": Option("integer"),
                    "frame_duration_ms": Option("integer"),
                    "safety_identifier": Option("string"),
                },
            ),
        ),
        transcription=(
            Route(
                OpenAITranscriptions(streams=("*",), whole_only=("whisper*",)),
                "/openai/v1/audio/transcriptions",
                parameters=Parameters(
                    sent=("language", "prompt", "temperature", "response_format", "timestamp_granularities"),
                    values={
                        "response_format": {
                            "json": "json",
                            "text": "text",
                            "srt": "srt",
                            "verbose_json": "verbose_json",
                            "vtt": "vtt",
                            "diarized_json": "diarized_json",
                        },
                    },
                    limits={"temperature": Limit(min=0, max=1)},
                ),
                rules=(
                    # openai (PyPI) 3.57.0 types/audio/transcription_create_params.py
                    # https://github.com/openai/openai-dotnet/issues/401 (400, "Use 'json' or 'text' instead")
                    # (2026-11-27)
                    Rule(
                        why="gpt-4o-transcribe and gpt-4o-mini-transcribe answer in JSON or as text.",
                        models=("gpt-4o-transcribe*", "gpt-4o-mini-transcribe*"),
                        exclude=("gpt-4o-transcribe-diarize*",),
                        values={
                            "response_format": {"json": "json", "text": "text"},
                        },
                    ),
                    # openai (PyPI) 3.57.0 types/audio/transcription_create_params.py (2026-11-27)
                    Rule(
                        why="gpt-4o-transcribe-diarize takes no prompt and times nothing but who speaks.",
                        models=("gpt-4o-transcribe-diarize*",),
                        unsupported=("prompt", "timestamp_granularities"),
                        values={
                            "response_format": {"json": "json", "text": "text", "diarized_json": "diarized_json"},
                        },
                    ),
                    # openai (PyPI) 3.57.0 types/audio/transcription_create_params.py (2026-11-27)
                    Rule(
                        why="Whisper does not tell who speaks.",
                        models=("whisper*",),
                        values={
                            "response_format": {
                                "json": "json",
                                "text": "text",
                                "srt": "srt",
                                "verbose_json": "verbose_json",
                                "vtt": "vtt",
                            },
                        },
                    ),
                ),
                options={
                    "chunking_strategy": Option(
                        ("string", "object"),
                        fields={
                            "type": Option("string", enum=("server_vad",)),
                            "prefix_padding_ms": Option("integer"),
                            "silence_duration_ms": Option("integer"),
                            "threshold": Option("number"),
                        },
                    ),
                    "include": Option("array", items=Option("string", enum=("logprobs",))),
                    "keywords": Option("array", items=Option("string")),
                    "languages": Option("array", items=Option("string")),
                    "known_speaker_names": Option("array", items=Option("string")),
                    "known_speaker_references": Option("array", items=Option("string")),
                },
            ),
        ),
        speech=(
            Route(
                OpenAISpeech(),
                "/openai/v1/audio/speech",
                headers={"accept": "application/octet-stream"},
                parameters=Parameters(
                    sent=("voice", "response_format", "speed", "instructions"),
                    values={
                        "response_format": {
                            "mp3": "mp3",
                            "opus": "opus",
                            "aac": "aac",
                            "flac": "flac",
                            "wav": "wav",
                            "pcm": "pcm",
                        },
                    },
                    limits={"speed": Limit(min=0.25, max=4)},
                ),
                rules=(
                    # openai/openai-openapi openapi.json 2.3.0 (CreateSpeechRequest) (2026-11-23)
                    Rule(
                        why="tts-1 and tts-1-hd take no instructions.",
                        models=("tts-1*",),
                        unsupported=("instructions",),
                    ),
                ),
            ),
        ),
        rerank=(
            Route(
                CohereRerank(),
                "/providers/cohere/v2/rerank",
                parameters=Parameters(
                    sent=("top_n", "max_tokens_per_doc"),
                    unsupported=("user",),
                ),
                options={
                    "priority": Option("integer"),
                    "relevant_spans": Option("object"),
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
                "/anthropic/v1/messages/count_tokens",
                models=("claude-*",),
                auth=(
                    HeaderKey("api_key", header="x-api-key"),
                    BearerKey("access_token"),
                    TokenFromProvider("token_provider"),
                    AzureDefault(scope="https://cognitiveservices.azure.com/.default"),
                ),
                headers={"anthropic-version": "{anthropic_version}"},
            ),
        ),
        files=(
            Route(
                OpenAIFiles(),
                "/openai/v1/files",
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
            Route(
                AnthropicFiles(),
                "/anthropic/v1/files",
                method="GET",
                auth=(
                    HeaderKey("api_key", header="x-api-key"),
                    BearerKey("access_token"),
                    TokenFromProvider("token_provider"),
                    AzureDefault(scope="https://cognitiveservices.azure.com/.default"),
                ),
                headers={"anthropic-version": "{anthropic_version}"},
                parameters=Parameters(
                    unsupported=("purpose",),
                ),
                options={"expires_in_seconds": Option("integer")},
            ),
        ),
        models=(
            Route(
                ModelListing(created="created"),
                "/openai/v1/models",
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        codes={
            "content_filter": ContentFilteredError,
            "ResponsibleAIPolicyViolation": ContentFilteredError,
            "invalid_prompt": ContentFilteredError,
            "content_policy_violation": ContentFilteredError,
            "context_length_exceeded": ContextLengthExceededError,
            "tokens_limit_reached": ContextLengthExceededError,
            "invalid_api_key": AuthenticationError,
            "PermissionDenied": PermissionDeniedError,
            "AuthenticationTypeDisabled": PermissionDeniedError,
            "Forbidden": PermissionDeniedError,
            "DeploymentNotFound": ModelNotFoundError,
            "unknown_model": ModelNotFoundError,
            "model_not_found": ModelNotFoundError,
            "OperationNotSupported": InvalidRequestError,
            "parameter_not_supported": InvalidRequestError,
            "RequestTooLarge": RequestTooLargeError,
            "RateLimitReached": RateLimitError,
            "rate_limit_exceeded": RateLimitError,
            "NoCapacity": OverloadedError,
            "insufficient_quota": QuotaExceededError,
            "InternalServerError": ProviderUnavailableError,
            "Timeout": ProviderUnavailableError,
            "ServiceUnavailable": OverloadedError,
            "FailedDependency": Kind(ProviderUnavailableError, retryable=True),
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
        },
        statuses={
            401: AuthenticationError,
            402: QuotaExceededError,
            403: PermissionDeniedError,
            404: NotFoundError,
            408: ProviderUnavailableError,
            413: RequestTooLargeError,
            422: InvalidRequestError,
            424: Kind(ProviderUnavailableError, retryable=True),
            429: RateLimitError,
            503: OverloadedError,
            529: OverloadedError,
        },
        messages=(
            MessagePattern(
                (
                    "maximum context length is (?P<limit>[0-9]+) tokens.*?(?:resulted "
                    "in|requested) (?P<actual>[0-9]+) tokens"
                ),
                ContextLengthExceededError,
            ),
            MessagePattern(
                ("exceed the configured limit of (?P<limit>[0-9]+) tokens.*?resulted in (?P<actual>[0-9]+) tokens"),
                ContextLengthExceededError,
            ),
            MessagePattern(
                "prompt is too long: (?P<actual>[0-9]+) tokens > (?P<limit>[0-9]+) maximum", ContextLengthExceededError
            ),
            MessagePattern("exceed context limit: .*> (?P<limit>[0-9]+)", ContextLengthExceededError),
            MessagePattern("credit balance is too low", QuotaExceededError),
            MessagePattern("reached your specified .*usage limits", QuotaExceededError),
            MessagePattern("^model: ", ModelNotFoundError, statuses=(404,)),
        ),
    )
