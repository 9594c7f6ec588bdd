# Generated from specs/deepinfra.yaml. Do not edit: change the spec and run `make generate`.
"""DeepInfra: chat, embeddings, image generation, image edit, transcription, speech and more.

https://docs.deepinfra.com/chat/overview
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypedDict, final

from modelwire_runtime.auth import BearerKey, Secret
from modelwire_runtime.capabilities import Capability
from modelwire_runtime.content import Content
from modelwire_runtime.errors import (
    AuthenticationError,
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
from modelwire_runtime.protocols import (
    DocumentScores,
    ModelListing,
    OpenAIBatches,
    OpenAIChat,
    OpenAIEmbeddings,
    OpenAIFiles,
    OpenAIImageEdits,
    OpenAIImages,
    OpenAISpeech,
    OpenAITranscriptions,
)
from modelwire_runtime.provider import (
    BatchesProvider,
    ChatProvider,
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
)
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.deepinfra import DeepInfraEmbeddingsModel, DeepInfraModel, DeepInfraRerankModel


class DeepInfraReasoningOption(TypedDict, total=False):
    """What the option `reasoning` may hold."""

    effort: str
    enabled: bool


class DeepInfraOptions(TypedDict, total=False):
    """Parameters of DeepInfra beside the unified ones; given to a call as `options=`.

    >>> options = DeepInfraOptions(min_p=0.5)
    >>> ChatRequest(model="deepseek-ai/DeepSeek-V4.1-Flash", messages=messages, options=options).options
    {'min_p': 0.5}
    """

    reasoning: DeepInfraReasoningOption
    """Another way to set the effort: {effort: low | medium | high} or {enabled: false}."""
    min_p: float
    """Least probability of a token, relative to that of the likeliest (0 to 1)."""
    repetition_penalty: float
    """Penalty for tokens that have occurred (0.01 to 5; 1 is none)."""
    chat_template_kwargs: Mapping[str, Any]
    """Values for the model's chat template."""


class DeepInfraEmbeddingsOptions(TypedDict, total=False):
    """Parameters of DeepInfra for embeddings beside the unified ones; given to a call as `options=`.

    >>> DeepInfraEmbeddingsOptions(service_tier="default")
    {'service_tier': 'default'}
    """

    service_tier: Literal["default", "priority"]
    """`priority` for models that know it."""


class DeepInfraSpeechOptions(TypedDict, total=False):
    """Parameters of DeepInfra for speech beside the unified ones; given to a call as `options=`.

    >>> DeepInfraSpeechOptions(service_tier="default")
    {'service_tier': 'default'}
    """

    service_tier: Literal["default", "priority"]
    """`priority` for models that know it."""


class DeepInfraRerankOptions(TypedDict, total=False):
    """Parameters of DeepInfra for reranking beside the unified ones; given to a call as `options=`.

    >>> DeepInfraRerankOptions(instruction="...")
    {'instruction': '...'}
    """

    instruction: str
    """What the documents are ranked for; by default to find passages that answer a web search."""
    service_tier: Literal["default", "priority"]
    """`priority` for models that know it."""


class DeepInfraFilesExpiresAfterOption(TypedDict, total=False):
    """What the option `expires_after` may hold."""

    anchor: Literal["created_at"]
    """What the seconds are counted from."""
    seconds: int
    """From 3600, an hour, to 2592000, 30 days."""


class DeepInfraFilesOptions(TypedDict, total=False):
    """Parameters of DeepInfra for files beside the unified ones; given to a call as `options=`.

    >>> DeepInfraFilesOptions(expires_after={'anchor': 'created_at'})
    {'expires_after': {'anchor': 'created_at'}}
    """

    expires_after: DeepInfraFilesExpiresAfterOption
    """When the file is deleted, 30 days after it came if this is left out."""


class DeepInfraBatchesOutputExpiresAfterOption(TypedDict, total=False):
    """What the option `output_expires_after` may hold."""

    anchor: Literal["created_at"]
    """What the seconds are counted from."""
    seconds: int
    """From 3600, an hour, to 2592000, 30 days."""


class DeepInfraBatchesOptions(TypedDict, total=False):
    """Parameters of DeepInfra for batches beside the unified ones; given to a call as `options=`.

    >>> DeepInfraBatchesOptions(completion_window="...")
    {'completion_window': '...'}
    """

    completion_window: str
    """Time within which the batch is to be processed; 24h is the only one so far."""
    output_expires_after: DeepInfraBatchesOutputExpiresAfterOption
    """When the files with the results expire, 30 days after they came if this is left out."""


class DeepInfraSettings(TypedDict, total=False):
    """What `create_provider("deepinfra")` and `DeepInfraProvider()` take.

    >>> settings = DeepInfraSettings(api_key="sk-1234")
    >>> DeepInfraProvider(**settings).id
    'deepinfra'
    """

    api_key: str | Secret | None
    base_url: str


@final
@dataclass(frozen=True, kw_only=True)
class DeepInfraProvider(
    ChatProvider[DeepInfraOptions, DeepInfraModel],
    EmbeddingsProvider[DeepInfraEmbeddingsOptions, DeepInfraEmbeddingsModel],
    ImageGenerationProvider[NoOptions],
    ImageEditProvider[NoOptions],
    TranscriptionProvider[NoOptions],
    SpeechProvider[DeepInfraSpeechOptions],
    RerankProvider[DeepInfraRerankOptions, DeepInfraRerankModel],
    FilesProvider[DeepInfraFilesOptions],
    BatchesProvider[DeepInfraBatchesOptions],
    ModelsProvider,
):
    """DeepInfra: chat, embeddings, image generation, image edit, transcription, speech and more.

    >>> provider = DeepInfraProvider(api_key="sk-1234")
    >>> model = provider.models["deepseek-ai/DeepSeek-V4.1-Flash"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    0.14 USD
    """

    api_key: str | Secret | None = credential("DEEPINFRA_API_KEY", "DEEPINFRA_TOKEN", "DEEPINFRA_API_TOKEN")
    """Credential, sent as a bearer token."""
    base_url: str = setting(default="https://api.deepinfra.com/v1/openai")
    """Address that the paths of the endpoints are appended to."""

    type: ClassVar[Literal[ProviderType.DEEPINFRA]] = ProviderType.DEEPINFRA
    id = "deepinfra"
    name = "DeepInfra"
    docs = "https://docs.deepinfra.com/chat/overview"
    capabilities = frozenset(
        {
            Capability.CHAT,
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.AUDIO_INPUT,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.REASONING,
            Capability.LOGPROBS,
            Capability.PROMPT_CACHING,
            Capability.EMBEDDINGS,
            Capability.IMAGE_GENERATION,
            Capability.IMAGE_EDIT,
            Capability.TRANSCRIPTION,
            Capability.SPEECH,
            Capability.RERANK,
            Capability.FILE_STORAGE,
            Capability.BATCHES,
            Capability.LIST_MODELS,
        }
    )
    auth = (BearerKey("api_key"),)
    replies = ReplyHeaders(request_id=("x-deepinfra-request-id",))
    catalog = "modelwire.catalogues.deepinfra"

    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(
                    roles={"developer": "system"},
                    reasoning_replay="tool-turns",
                    tool_content="string",
                    usage_fields={"cost": "estimated_cost"},
                ),
                "/chat/completions",
                content=Content(image=("url", "data"), audio=("data",), tool_result=("text",), native=("video_url",)),
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
                        "logprobs",
                        "top_logprobs",
                        "response_format",
                        "reasoning_effort",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "user",
                        "prompt_cache_key",
                        "service_tier",
                    ),
                    unsupported=(
                        "logit_bias",
                        "verbosity",
                        "modalities",
                        "audio",
                        "prediction",
                        "web_search_options",
                        "safety_identifier",
                        "metadata",
                        "store",
                    ),
                    values={
                        "reasoning_effort": {"none": "none", "low": "low", "medium": "medium", "high": "high"},
                        "service_tier": {"default": "default", "priority": "priority", "flex": "flex"},
                    },
                    limits={
                        "temperature": Limit(min=0, max=2),
                        "top_p": Limit(min=0, max=1),
                        "top_k": Limit(min=0, max=999),
                        "n": Limit(min=1, max=4),
                        "presence_penalty": Limit(min=-2, max=2),
                        "frequency_penalty": Limit(min=-2, max=2),
                        "top_logprobs": Limit(min=1, max=20),
                    },
                    fixed={"parallel_tool_calls": True},
                ),
                rules=(
                    # https://docs.deepinfra.com/chat/reasoning (2026-11-26)
                    Rule(
                        why="These models do not reason, and ignore an effort.",
                        models=(
                            "meta-llama/*",
                            "Qwen/Qwen2.5-*",
                            "mistralai/Mistral-Nemo-*",
                            "mistralai/Mixtral-*",
                            "google/gemma-3-*",
                            "microsoft/phi-4",
                            "NousResearch/*",
                            "Sao10K/*",
                            "Gryphe/*",
                        ),
                        unsupported=("reasoning_effort",),
                    ),
                    # litellm 1.106.2 (supports_sampling_params) (2026-11-23, medium confidence)
                    Rule(
                        why="These models take no sampling parameters.",
                        models=(
                            "anthropic/claude-opus-4-7*",
                            "anthropic/claude-opus-4-8*",
                            "anthropic/claude-opus-5*",
                            "anthropic/claude-sonnet-5*",
                            "anthropic/claude-fable-*",
                            "google/gemini-3.7-flash*",
                        ),
                        unsupported=("temperature", "top_p", "top_k"),
                    ),
                ),
                options={
                    "reasoning": Option(
                        "object",
                        fields={
                            "effort": Option("string"),
                            "enabled": Option("boolean"),
                        },
                    ),
                    "min_p": Option("number"),
                    "repetition_penalty": Option("number"),
                    "chat_template_kwargs": Option("object"),
                },
            ),
        ),
        embeddings=(
            Route(
                OpenAIEmbeddings(encoding="float", usage_fields={"cost": "estimated_cost"}),
                "/embeddings",
                parameters=Parameters(
                    sent=("dimensions",),
                    unsupported=("user", "input_type"),
                    limits={"dimensions": Limit(min=32)},
                ),
                options={"service_tier": Option("string", enum=("default", "priority"))},
            ),
        ),
        image_generation=(
            Route(
                OpenAIImages(),
                "/images/generations",
                parameters=Parameters(
                    sent=("n", "size", "response_format", "user"),
                    unsupported=("aspect_ratio", "quality", "background", "output_format", "seed"),
                    limits={"n": Limit(min=1, max=4)},
                    fixed={"response_format": "b64_json"},
                ),
            ),
        ),
        image_edit=(
            Route(
                OpenAIImageEdits(fields="plain"),
                "/images/edits",
                parameters=Parameters(
                    sent=("mask", "n", "size", "response_format", "user"),
                    unsupported=("quality", "background", "output_format"),
                    limits={"n": Limit(min=1, max=4)},
                    fixed={"response_format": "b64_json"},
                ),
            ),
        ),
        transcription=(
            Route(
                OpenAITranscriptions(fields="plain"),
                "/audio/transcriptions",
                parameters=Parameters(
                    sent=("language", "prompt", "temperature", "response_format", "timestamp_granularities"),
                    values={
                        "response_format": {
                            "json": "json",
                            "verbose_json": "verbose_json",
                            "text": "text",
                            "srt": "srt",
                            "vtt": "vtt",
                        },
                    },
                ),
            ),
        ),
        speech=(
            Route(
                OpenAISpeech(),
                "/audio/speech",
                parameters=Parameters(
                    sent=("voice", "response_format", "speed"),
                    unsupported=("instructions",),
                    values={
                        "response_format": {"mp3": "mp3", "opus": "opus", "flac": "flac", "wav": "wav", "pcm": "pcm"},
                    },
                    limits={"speed": Limit(min=0.25, max=4)},
                ),
                options={"service_tier": Option("string", enum=("default", "priority"))},
            ),
        ),
        rerank=(
            Route(
                DocumentScores(),
                "/inference/{+model}",
                base_url="https://api.deepinfra.com/v1",
                parameters=Parameters(
                    sent=("top_n",),
                    unsupported=("max_tokens_per_doc", "user"),
                ),
                options={
                    "instruction": Option("string"),
                    "service_tier": Option("string", enum=("default", "priority")),
                },
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
        batches=(
            Route(
                OpenAIBatches(
                    endpoints={"openai-chat": "/v1/chat/completions"}, most_bytes=209_715_200, one_model=True
                ),
                "/batches",
                method="GET",
                parameters=Parameters(
                    sent=("metadata",),
                ),
                options={
                    "completion_window": Option("string"),
                    "output_expires_after": Option(
                        "object",
                        fields={
                            "anchor": Option("string", enum=("created_at",)),
                            "seconds": Option("integer"),
                        },
                    ),
                },
            ),
        ),
        models=(
            Route(
                ModelListing(created="created", health_path="/files"),
                "/models",
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        codes={
            "model_not_found": ModelNotFoundError,
        },
        statuses={
            401: AuthenticationError,
            402: QuotaExceededError,
            403: PermissionDeniedError,
            404: NotFoundError,
            422: InvalidRequestError,
            429: RateLimitError,
            500: ProviderUnavailableError,
            503: OverloadedError,
        },
        messages=(
            MessagePattern(
                (
                    "maximum context length is (?P<limit>[0-9]+) tokens.*?(?:requested|resulted "
                    "in) (?P<actual>[0-9]+) tokens"
                ),
                ContextLengthExceededError,
            ),
            MessagePattern("maximum context length is (?P<limit>[0-9]+) tokens", ContextLengthExceededError),
            MessagePattern("Model is not available", ModelNotFoundError, statuses=(404,)),
        ),
    )
