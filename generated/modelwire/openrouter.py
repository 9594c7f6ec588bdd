# Generated from specs/openrouter.yaml. Do not edit: change the spec and run `make generate`.
"""OpenRouter: chat, embeddings, image generation, transcription, speech, reranking, files and more.

https://openrouter.ai/docs/api/reference/overview
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Literal, TypedDict, final

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
from modelwire_runtime.errortable import ErrorTable, MessagePattern
from modelwire_runtime.options import Option
from modelwire_runtime.parameters import Limit, Parameters, Rule
from modelwire_runtime.protocols import (
    AnthropicFiles,
    CohereRerank,
    ModelListing,
    OpenAIChat,
    OpenAIEmbeddings,
    OpenAIImages,
    OpenAIResponses,
    OpenAISpeech,
    OpenAITranscriptions,
)
from modelwire_runtime.provider import (
    ChatProvider,
    EmbeddingsProvider,
    FilesProvider,
    ImageGenerationProvider,
    ModelsProvider,
    NoOptions,
    ReplyHeaders,
    RerankProvider,
    SpeechProvider,
    TranscriptionProvider,
    credential,
    setting,
)
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.openrouter import OpenRouterEmbeddingsModel, OpenRouterModel


class OpenRouterProviderOption(TypedDict, total=False):
    """What the option `provider` may hold."""

    order: list[str]
    """Hosts to try, in this order."""
    only: list[str]
    """Hosts that may answer."""
    ignore: list[str]
    """Hosts that may not."""
    allow_fallbacks: bool
    """Whether others may answer if those fail; true if not given."""
    require_parameters: bool
    """Whether a host must know every parameter that is given."""
    data_collection: Literal["allow", "deny"]
    """Whether the host may keep what it is sent."""
    zdr: bool
    """Whether the host must retain nothing."""
    enforce_distillable_text: bool
    """Whether the model's author must allow distillation."""
    quantizations: list[
        Literal["int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32", "unknown"]
    ]
    sort: str | Mapping[str, Any]
    """`price`, `throughput` or `latency`, or how: {by, partition}."""
    max_price: Mapping[str, Any]
    """Most to pay: prompt and completion by the million tokens, request, image, audio."""
    preferred_min_throughput: float | Mapping[str, Any]
    """Tokens a second, or by percentile: {p50, p75, p90, p99}."""
    preferred_max_latency: float | Mapping[str, Any]
    """Seconds, or by percentile: {p50, p75, p90, p99}."""
    options: Mapping[str, Any]
    """Options of certain hosts."""


class OpenRouterReasoningOption(TypedDict, total=False):
    """What the option `reasoning` may hold."""

    effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
    """As reasoning_effort."""
    max_tokens: int
    """Tokens to reason with."""
    enabled: bool
    exclude: bool
    """Whether the reasoning is left out of the reply."""
    summary: str


class OpenRouterCacheControlOption(TypedDict, total=False):
    """What the option `cache_control` may hold."""

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"]


class OpenRouterPromptCacheOptionsOption(TypedDict, total=False):
    """What the option `prompt_cache_options` may hold."""

    mode: Literal["implicit", "explicit"]
    ttl: str


class OpenRouterDebugOption(TypedDict, total=False):
    """What the option `debug` may hold."""

    echo_upstream_body: bool


class OpenRouterOptions(TypedDict, total=False):
    """Parameters of OpenRouter beside the unified ones; given to a call as `options=`.

    >>> options = OpenRouterOptions(min_p=0.5)
    >>> ChatRequest(model="anthropic/claude-fable-5.1", messages=messages, options=options).options
    {'min_p': 0.5}
    """

    models: list[str]
    """Models to fall back on, in this order, if `model` cannot answer."""
    provider: OpenRouterProviderOption
    """Which hosts may answer and in which order: order, only, ignore, allow_fallbacks, require_parameters,
    data_collection, zdr, quantizations, sort, max_price and more.
    """
    plugins: list[Mapping[str, Any]]
    """Plugins to switch on, each with its settings, such as {id: web}, {id: file-parser} or {id:
    context-compression}.
    """
    reasoning: OpenRouterReasoningOption
    """How the model reasons, beside reasoning_effort: max_tokens, enabled, exclude, summary."""
    min_p: float
    """Least probability of a token, relative to that of the likeliest (0 to 1)."""
    top_a: float
    """Leaves out tokens whose probability is low beside that of the likeliest (0 to 1)."""
    repetition_penalty: float
    """Penalty for tokens that have occurred (0 to 2; 1 is none)."""
    cache_control: OpenRouterCacheControlOption
    """Caches the prompt up to its last block that can be cached, such as {type: ephemeral}."""
    prompt_cache_options: OpenRouterPromptCacheOptionsOption
    """How OpenAI's models cache prompts (mode, ttl)."""
    session_id: str
    """Groups calls; those of one session go to the same host, for its cache."""
    trace: Mapping[str, Any]
    """What is told of the call to observability services (trace_id, trace_name, span_name and more)."""
    image_config: Mapping[str, Any]
    """How images are made, by models that make some."""
    stop_server_tools_when: list[Mapping[str, Any]]
    """When the loop of OpenRouter's own tools ends."""
    debug: OpenRouterDebugOption
    """Debugging of streams: {echo_upstream_body: true} sends back what the host was asked."""


class OpenRouterEmbeddingsOptions(TypedDict, total=False):
    """Parameters of OpenRouter for embeddings beside the unified ones; given to a call as `options=`.

    >>> OpenRouterEmbeddingsOptions(session_id="...")
    {'session_id': '...'}
    """

    provider: OpenRouterProviderOption
    """Which hosts may answer and in which order: order, only, ignore, allow_fallbacks, require_parameters,
    data_collection, zdr, quantizations, sort, max_price and more.
    """
    session_id: str
    """Groups calls; those of one session go to the same host, for its cache."""
    trace: Mapping[str, Any]
    """What is told of the call to observability services (trace_id, trace_name, span_name and more)."""


class OpenRouterImageGenerationOptions(TypedDict, total=False):
    """Parameters of OpenRouter for image generation beside the unified ones; given to a call as `options=`.

    >>> OpenRouterImageGenerationOptions(resolution="512")
    {'resolution': '512'}
    """

    resolution: Literal["512", "768", "1K", "1.5K", "2K", "4K"]
    """How large the image is, by tier."""
    output_compression: int
    """Compression of webp and jpeg, from 0 to 100."""
    input_references: list[Mapping[str, Any]]
    """Images to go by, as content parts: {type: image_url, image_url: {url: ...}}."""
    provider: Mapping[str, Any]
    """Which hosts may answer, and options of theirs."""
    session_id: str
    """Groups calls."""
    trace: Mapping[str, Any]
    """What is told of the call to observability services."""


class OpenRouterSpeechOptions(TypedDict, total=False):
    """Parameters of OpenRouter for speech beside the unified ones; given to a call as `options=`.

    >>> OpenRouterSpeechOptions(session_id="...")
    {'session_id': '...'}
    """

    input_references: list[Mapping[str, Any]]
    """A voice to speak with, as content parts."""
    provider: Mapping[str, Any]
    """Which hosts may answer, and options of theirs."""
    session_id: str
    """Groups calls."""
    trace: Mapping[str, Any]
    """What is told of the call to observability services."""
    user: str
    """Stands for the end user."""


class OpenRouterRerankOptions(TypedDict, total=False):
    """Parameters of OpenRouter for reranking beside the unified ones; given to a call as `options=`.

    >>> OpenRouterRerankOptions(session_id="...")
    {'session_id': '...'}
    """

    provider: Mapping[str, Any]
    """Which hosts may answer, and options of theirs."""
    session_id: str
    """Groups calls."""
    trace: Mapping[str, Any]
    """What is told of the call to observability services."""


class OpenRouterSettings(TypedDict, total=False):
    """What `create_provider("openrouter")` and `OpenRouterProvider()` take.

    >>> settings = OpenRouterSettings(api_key="sk-1234")
    >>> OpenRouterProvider(**settings).id
    'openrouter'
    """

    api_key: str | Secret | None
    base_url: str
    app_url: str | None
    app_title: str | None
    app_categories: tuple[str, ...] | None


@final
@dataclass(frozen=True, kw_only=True)
class OpenRouterProvider(
    ChatProvider[OpenRouterOptions, OpenRouterModel],
    EmbeddingsProvider[OpenRouterEmbeddingsOptions, OpenRouterEmbeddingsModel],
    ImageGenerationProvider[OpenRouterImageGenerationOptions],
    TranscriptionProvider[NoOptions],
    SpeechProvider[OpenRouterSpeechOptions],
    RerankProvider[OpenRouterRerankOptions],
    FilesProvider[NoOptions],
    ModelsProvider,
):
    """OpenRouter: chat, embeddings, image generation, transcription, speech, reranking, files and more.

    >>> provider = OpenRouterProvider(api_key="sk-1234")
    >>> model = provider.models["anthropic/claude-fable-5.1"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    10.00 USD
    """

    api_key: str | Secret | None = credential("OPENROUTER_API_KEY")
    """Credential, sent as a bearer token."""
    base_url: str = setting("OPENROUTER_API_BASE", default="https://openrouter.ai/api/v1")
    """Address that the paths of the endpoints are appended to."""
    app_url: str | None = setting("OPENROUTER_HTTP_REFERER", "OR_SITE_URL")
    """Address of your app, by which OpenRouter's rankings know it; sent as HTTP-Referer."""
    app_title: str | None = setting("OPENROUTER_X_OPEN_ROUTER_TITLE", "OR_APP_NAME")
    """Name of your app in OpenRouter's rankings; counts together with app_url only."""
    app_categories: tuple[str, ...] | None = setting(kind=tuple)
    """Categories of your app in OpenRouter's marketplace, such as cli-agent."""

    type: ClassVar[Literal[ProviderType.OPENROUTER]] = ProviderType.OPENROUTER
    id = "openrouter"
    name = "OpenRouter"
    docs = "https://openrouter.ai/docs/api/reference/overview"
    capabilities = frozenset(
        {
            Capability.CHAT,
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.AUDIO_INPUT,
            Capability.AUDIO_OUTPUT,
            Capability.FILES,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.LOGPROBS,
            Capability.PROMPT_CACHING,
            Capability.WEB_SEARCH,
            Capability.EMBEDDINGS,
            Capability.IMAGE_GENERATION,
            Capability.TRANSCRIPTION,
            Capability.SPEECH,
            Capability.RERANK,
            Capability.FILE_STORAGE,
            Capability.LIST_MODELS,
        }
    )
    auth = (BearerKey("api_key"),)
    headers = MappingProxyType(
        {
            "HTTP-Referer": "{app_url}",
            "X-OpenRouter-Title": "{app_title}",
            "X-OpenRouter-Categories": "{app_categories}",
        }
    )
    replies = ReplyHeaders(request_id=("x-generation-id",))
    catalog = "modelwire.catalogues.openrouter"

    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(
                    reasoning_replay="tool-turns",
                    opaque_fields=("reasoning_details",),
                    message_fields=("annotations", "audio", "images", "reasoning"),
                    cache_control=True,
                    usage_fields={"cost": "cost"},
                ),
                "/chat/completions",
                content=Content(
                    image=("url", "data"),
                    audio=("data",),
                    file=("url", "data", "id"),
                    tool_result=("text", "image", "audio", "file"),
                    native=("video_url", "input_video"),
                ),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "top_k",
                        "stop",
                        "seed",
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
                        "web_search_options",
                        "user",
                        "prompt_cache_key",
                        "metadata",
                        "service_tier",
                    ),
                    unsupported=("n", "safety_identifier", "store"),
                    renamed={"reasoning_effort": "reasoning.effort"},
                    limits={
                        "temperature": Limit(min=0, max=2),
                        "top_p": Limit(min=0, max=1),
                        "top_k": Limit(min=0),
                        "presence_penalty": Limit(min=-2, max=2),
                        "frequency_penalty": Limit(min=-2, max=2),
                        "top_logprobs": Limit(min=0, max=20),
                    },
                ),
                rules=(
                    # https://openrouter.ai/docs/api/reference/overview (2026-11-26)
                    Rule(
                        why="Models of OpenAI's own ignore top_k.",
                        models=("*openai/*",),
                        exclude=("*openai/gpt-oss-*",),
                        unsupported=("top_k",),
                    ),
                    # https://openrouter.ai/api/v1/models (supported_parameters; copies of July to September 2026)
                    # https://openrouter.ai/docs/api/reference/overview (what a model does not know is ignored)
                    # (2026-11-26, medium confidence)
                    Rule(
                        why=(
                            "GPT since 5.3 ignores sampling parameters and stop sequences, and tells no "
                            "log probabilities."
                        ),
                        models=(
                            "*openai/gpt-5.3*",
                            "*openai/gpt-5.4*",
                            "*openai/gpt-5.5*",
                            "*openai/gpt-5.6*",
                            "*openai/gpt-6*",
                            "*openai/gpt-latest",
                            "*openai/gpt-*-latest",
                        ),
                        exclude=("*-chat*",),
                        unsupported=(
                            "temperature",
                            "top_p",
                            "stop",
                            "presence_penalty",
                            "frequency_penalty",
                            "logit_bias",
                            "logprobs",
                            "top_logprobs",
                        ),
                    ),
                    # https://openrouter.ai/api/v1/models (supported_parameters; copies of July to September 2026)
                    # https://openrouter.ai/docs/api/reference/overview (what a model does not know is ignored)
                    # (2026-11-26)
                    Rule(
                        why="Gemini 3 ignores top_k, penalties and biases, and tells no log probabilities.",
                        models=("*google/gemini-3*",),
                        unsupported=(
                            "top_k",
                            "presence_penalty",
                            "frequency_penalty",
                            "logit_bias",
                            "logprobs",
                            "top_logprobs",
                        ),
                    ),
                    # https://openrouter.ai/docs/api/reference/overview (what a model does not know is ignored)
                    # anthropic (PyPI) 0.125.0 types/message_create_params.py (2026-11-26)
                    Rule(
                        why="Seeds, penalties, biases and log probabilities are ignored by Claude.",
                        models=("*anthropic/*",),
                        unsupported=(
                            "seed",
                            "presence_penalty",
                            "frequency_penalty",
                            "logit_bias",
                            "logprobs",
                            "top_logprobs",
                        ),
                    ),
                    # https://platform.claude.com/docs/en/models/sonnet-5/overview
                    # litellm 1.106.2 (2026-11-23)
                    Rule(
                        why="These models ignore sampling parameters.",
                        models=(
                            "*anthropic/claude-opus-4.7*",
                            "*anthropic/claude-4.7-opus*",
                            "*anthropic/claude-opus-4.8*",
                            "*anthropic/claude-4.8-opus*",
                            "*anthropic/claude-opus-5*",
                            "*anthropic/claude-sonnet-5*",
                            "*anthropic/claude-haiku-5*",
                            "*anthropic/claude-fable-*",
                            "*anthropic/claude-*-latest",
                        ),
                        unsupported=("temperature", "top_p", "top_k"),
                    ),
                ),
                options={
                    "models": Option("array", items=Option("string")),
                    "provider": Option(
                        "object",
                        fields={
                            "order": Option("array", items=Option("string")),
                            "only": Option("array", items=Option("string")),
                            "ignore": Option("array", items=Option("string")),
                            "allow_fallbacks": Option("boolean"),
                            "require_parameters": Option("boolean"),
                            "data_collection": Option("string", enum=("allow", "deny")),
                            "zdr": Option("boolean"),
                            "enforce_distillable_text": Option("boolean"),
                            "quantizations": Option(
                                "array",
                                items=Option(
                                    "string",
                                    enum=(
                                        "int4",
                                        "int8",
                                        "fp4",
                                        "mxfp4",
                                        "nvfp4",
                                        "fp6",
                                        "fp8",
                                        "mxfp8",
                                        "fp16",
                                        "bf16",
                                        "fp32",
                                        "unknown",
                                    ),
                                ),
                            ),
                            "sort": Option(("string", "object")),
                            "max_price": Option("object"),
                            "preferred_min_throughput": Option(("number", "object")),
                            "preferred_max_latency": Option(("number", "object")),
                            "options": Option("object"),
                        },
                    ),
                    "plugins": Option("array", items=Option("object")),
                    "reasoning": Option(
                        "object",
                        fields={
                            "effort": Option(
                                "string", enum=("none", "minimal", "low", "medium", "high", "xhigh", "max")
                            ),
                            "max_tokens": Option("integer"),
                            "enabled": Option("boolean"),
                            "exclude": Option("boolean"),
                            "summary": Option("string"),
                        },
                    ),
                    "min_p": Option("number"),
                    "top_a": Option("number"),
                    "repetition_penalty": Option("number"),
                    "cache_control": Option(
                        "object",
                        fields={
                            "type": Option("string", enum=("ephemeral",)),
                            "ttl": Option("string", enum=("5m", "1h")),
                        },
                    ),
                    "prompt_cache_options": Option(
                        "object",
                        fields={
                            "mode": Option("string", enum=("implicit", "explicit")),
                            "ttl": Option("string"),
                        },
                    ),
                    "session_id": Option("string"),
                    "trace": Option("object"),
                    "image_config": Option("object"),
                    "stop_server_tools_when": Option("array", items=Option("object")),
                    "debug": Option("object", fields={"echo_upstream_body": Option("boolean")}),
                },
            ),
            Route(
                OpenAIResponses(cost_field="cost"),
                "/responses",
                content=Content(
                    image=("url", "data"),
                    audio=("data",),
                    file=("url", "data", "id"),
                    tool_result=("text", "image", "file"),
                ),
                parameters=Parameters(
                    sent=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "top_k",
                        "stop",
                        "presence_penalty",
                        "frequency_penalty",
                        "logprobs",
                        "top_logprobs",
                        "response_format",
                        "reasoning_effort",
                        "verbosity",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "modalities",
                        "web_search_options",
                        "user",
                        "safety_identifier",
                        "prompt_cache_key",
                        "metadata",
                        "store",
                        "service_tier",
                    ),
                    unsupported=("seed", "n", "logit_bias", "audio", "prediction"),
                    fixed={"store": False},
                ),
            ),
        ),
        embeddings=(
            Route(
                OpenAIEmbeddings(encoding="float", usage_fields={"cost": "cost"}),
                "/embeddings",
                parameters=Parameters(
                    sent=("dimensions", "user", "input_type"),
                    values={
                        "input_type": {
                            "query": "search_query",
                            "document": "search_document",
                            "search_query": "search_query",
                            "search_document": "search_document",
                            "classification": "classification",
                            "clustering": "clustering",
                        },
                    },
                ),
                options={
                    "provider": Option(
                        "object",
                        fields={
                            "order": Option("array", items=Option("string")),
                            "only": Option("array", items=Option("string")),
                            "ignore": Option("array", items=Option("string")),
                            "allow_fallbacks": Option("boolean"),
                            "require_parameters": Option("boolean"),
                            "data_collection": Option("string", enum=("allow", "deny")),
                            "zdr": Option("boolean"),
                            "enforce_distillable_text": Option("boolean"),
                            "quantizations": Option(
                                "array",
                                items=Option(
                                    "string",
                                    enum=(
                                        "int4",
                                        "int8",
                                        "fp4",
                                        "mxfp4",
                                        "nvfp4",
                                        "fp6",
                                        "fp8",
                                        "mxfp8",
                                        "fp16",
                                        "bf16",
                                        "fp32",
                                        "unknown",
                                    ),
                                ),
                            ),
                            "sort": Option(("string", "object")),
                            "max_price": Option("object"),
                            "preferred_min_throughput": Option(("number", "object")),
                            "preferred_max_latency": Option(("number", "object")),
                            "options": Option("object"),
                        },
                    ),
                    "session_id": Option("string"),
                    "trace": Option("object"),
                },
            ),
        ),
        image_generation=(
            Route(
                OpenAIImages(),
                "/images",
                parameters=Parameters(
                    sent=(
                        "n",
                        "size",
                        "aspect_ratio",
                        "quality",
                        "background",
                        "output_format",
                        "response_format",
                        "seed",
                        "user",
                    ),
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
                        "output_format": {"png": "png", "jpeg": "jpeg", "webp": "webp", "svg": "svg"},
                    },
                    limits={"n": Limit(min=1, max=10)},
                    fixed={"response_format": "b64_json"},
                ),
                options={
                    "resolution": Option("string", enum=("512", "768", "1K", "1.5K", "2K", "4K")),
                    "output_compression": Option("integer"),
                    "input_references": Option("array", items=Option("object")),
                    "provider": Option("object"),
                    "session_id": Option("string"),
                    "trace": Option("object"),
                },
            ),
        ),
        transcription=(
            Route(
                OpenAITranscriptions(),
                "/audio/transcriptions",
                parameters=Parameters(
                    sent=("language", "temperature", "response_format", "timestamp_granularities"),
                    unsupported=("prompt",),
                    values={
                        "response_format": {"json": "json", "verbose_json": "verbose_json"},
                    },
                ),
            ),
        ),
        speech=(
            Route(
                OpenAISpeech(),
                "/audio/speech",
                headers={"accept": "audio/*"},
                parameters=Parameters(
                    sent=("voice", "response_format", "speed", "instructions"),
                    values={
                        "response_format": {"mp3": "mp3", "pcm": "pcm"},
                    },
                ),
                options={
                    "input_references": Option("array", items=Option("object")),
                    "provider": Option("object"),
                    "session_id": Option("string"),
                    "trace": Option("object"),
                    "user": Option("string"),
                },
            ),
        ),
        rerank=(
            Route(
                CohereRerank(document_keys=("text", "image")),
                "/rerank",
                parameters=Parameters(
                    sent=("top_n", "user"),
                    unsupported=("max_tokens_per_doc",),
                ),
                options={
                    "provider": Option("object"),
                    "session_id": Option("string"),
                    "trace": Option("object"),
                },
            ),
        ),
        files=(
            Route(
                AnthropicFiles(cursor="cursor", cursor_parameter="cursor"),
                "/files",
                method="GET",
                parameters=Parameters(
                    unsupported=("purpose",),
                ),
            ),
        ),
        models=(
            Route(
                ModelListing(created="created", title="name", health_path="/key"),
                "/models",
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        codes={
            "context_length_exceeded": ContextLengthExceededError,
            "authentication": AuthenticationError,
            "payment_required": QuotaExceededError,
            "openrouter_credits": QuotaExceededError,
            "openrouter_key_limit": QuotaExceededError,
            "openrouter_guardrail_budget": QuotaExceededError,
            "openrouter_workspace_budget": QuotaExceededError,
            "openrouter_in_flight_budget": RateLimitError,
            "rate_limit_exceeded": RateLimitError,
            "provider_overloaded": OverloadedError,
            "provider_unavailable": ProviderUnavailableError,
            "payload_too_large": RequestTooLargeError,
            "content_policy_violation": ContentFilteredError,
            "refusal": ContentFilteredError,
            "server": ProviderUnavailableError,
            "timeout": ProviderUnavailableError,
            "unmapped": ProviderUnavailableError,
            "model_not_found": ModelNotFoundError,
            "no_endpoints": ModelNotFoundError,
            "model_deprecated": ModelNotFoundError,
            "model_unavailable_upstream": ModelNotFoundError,
            "free_variant_ended": ModelNotFoundError,
            "privacy_restricted": NotFoundError,
            "constraint_filtered": NotFoundError,
            "region_restricted": PermissionDeniedError,
            "wrong_endpoint": InvalidRequestError,
            "capacity_exhausted": RateLimitError,
            "temporarily_unavailable": OverloadedError,
        },
        statuses={
            401: AuthenticationError,
            402: QuotaExceededError,
            403: PermissionDeniedError,
            404: NotFoundError,
            408: ProviderUnavailableError,
            413: RequestTooLargeError,
            422: InvalidRequestError,
            429: RateLimitError,
            500: ProviderUnavailableError,
            502: ProviderUnavailableError,
            503: OverloadedError,
            524: ProviderUnavailableError,
            529: OverloadedError,
        },
        messages=(
            MessagePattern(
                (
                    "maximum context length is (?P<limit>[0-9]+) tokens.*?(?:requested "
                    "about|requested|resulted in) (?P<actual>[0-9]+) tokens"
                ),
                ContextLengthExceededError,
            ),
            MessagePattern("maximum context length is (?P<limit>[0-9]+) tokens", ContextLengthExceededError),
            MessagePattern("is not a valid model ID", ModelNotFoundError, statuses=(400,)),
            MessagePattern("No endpoints found for", ModelNotFoundError, statuses=(404,)),
            MessagePattern("Key limit exceeded", QuotaExceededError, statuses=(403,)),
            MessagePattern("flagged", ContentFilteredError, statuses=(403,)),
            MessagePattern("Request blocked", ContentFilteredError, statuses=(403,)),
        ),
    )
