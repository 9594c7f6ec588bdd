# Generated from specs/openai_compatible.yaml. Do not edit: change the spec and run `make generate`.
"""OpenAI-compatible server: chat, embeddings, moderation, image generation, image edit and more.

https://docs.vllm.ai/en/latest/serving/openai_compatible_server/
"""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypedDict, final

from modelwire_runtime.auth import BearerKey, NoAuth, Secret
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
from modelwire_runtime.parameters import Parameters
from modelwire_runtime.protocols import (
    CohereRerank,
    FillInTheMiddle,
    ModelListing,
    OpenAIBatches,
    OpenAIChat,
    OpenAIEmbeddings,
    OpenAIFiles,
    OpenAIImageEdits,
    OpenAIImages,
    OpenAIModerations,
    OpenAIResponses,
    OpenAISpeech,
    OpenAITranscriptions,
)
from modelwire_runtime.provider import (
    BatchesProvider,
    ChatProvider,
    EmbeddingsProvider,
    FilesProvider,
    FimProvider,
    ImageEditProvider,
    ImageGenerationProvider,
    ModelsProvider,
    ModerationProvider,
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


class OpenAICompatibleOptions(TypedDict, total=False):
    """Parameters of OpenAI-compatible server beside the unified ones; given to a call as `options=`.

    >>> OpenAICompatibleOptions()
    {}
    """


class OpenAICompatibleBatchesOptions(TypedDict, total=False):
    """Parameters of OpenAI-compatible server for batches beside the unified ones; given to a call as `options=`.

    >>> OpenAICompatibleBatchesOptions(completion_window="...")
    {'completion_window': '...'}
    """

    completion_window: str
    """Time within which the batch is to be processed; 24h, if this is left out."""


class OpenAICompatibleSettings(TypedDict, total=False):
    """What `create_provider("openai_compatible")` and `OpenAICompatibleProvider()` take.

    >>> settings = OpenAICompatibleSettings(base_url="https://example.com")
    >>> OpenAICompatibleProvider(**settings).id
    'openai_compatible'
    """

    api_key: str | Secret | None
    base_url: str


@final
@dataclass(frozen=True, kw_only=True)
class OpenAICompatibleProvider(
    ChatProvider[OpenAICompatibleOptions],
    EmbeddingsProvider[NoOptions],
    ModerationProvider[NoOptions],
    ImageGenerationProvider[NoOptions],
    ImageEditProvider[NoOptions],
    TranscriptionProvider[NoOptions],
    SpeechProvider[NoOptions],
    RerankProvider[NoOptions],
    FimProvider[NoOptions],
    FilesProvider[NoOptions],
    BatchesProvider[OpenAICompatibleBatchesOptions],
    ModelsProvider,
):
    """OpenAI-compatible server: chat, embeddings, moderation, image generation, image edit and more.

    >>> provider = OpenAICompatibleProvider(base_url="https://example.com")
    >>> provider.name
    'OpenAI-compatible server'
    """

    api_key: str | Secret | None = credential("OPENAI_COMPATIBLE_API_KEY")
    """Credential, sent as a bearer token."""
    base_url: str = setting("OPENAI_COMPATIBLE_BASE_URL")
    """Address that the paths of the endpoints are appended to."""

    type: ClassVar[Literal[ProviderType.OPENAI_COMPATIBLE]] = ProviderType.OPENAI_COMPATIBLE
    id = "openai_compatible"
    name = "OpenAI-compatible server"
    docs = "https://docs.vllm.ai/en/latest/serving/openai_compatible_server/"
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
            Capability.EMBEDDINGS,
            Capability.MODERATION,
            Capability.IMAGE_GENERATION,
            Capability.IMAGE_EDIT,
            Capability.TRANSCRIPTION,
            Capability.SPEECH,
            Capability.RERANK,
            Capability.FIM,
            Capability.FILE_STORAGE,
            Capability.BATCHES,
            Capability.LIST_MODELS,
        }
    )
    auth = (BearerKey("api_key"), NoAuth())
    replies = ReplyHeaders(request_id=("x-request-id",), rate_limit="x-ratelimit")
    catalog = "modelwire.catalogues.openai_compatible"

    _openai_chat_parameters = Parameters(
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
            "verbosity",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "modalities",
            "audio",
            "prediction",
            "web_search_options",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "metadata",
            "store",
            "service_tier",
        ),
    )

    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(message_fields=("audio", "images"), reasoning_replay="tool-turns", allowed_tools=True),
                "/chat/completions",
                content=Content(
                    image=("url", "data", "id"),
                    audio=("url", "data"),
                    file=("url", "data", "id"),
                    tool_result=("text", "image", "audio", "file"),
                    native=("*",),
                ),
                parameters=_openai_chat_parameters,
            ),
            Route(
                OpenAIResponses(),
                "/responses",
                content=Content(
                    image=("url", "data", "id"),
                    audio=("url", "data"),
                    file=("url", "data", "id"),
                    tool_result=("text", "image", "audio", "file"),
                    native=("*",),
                ),
                parameters=_openai_chat_parameters,
            ),
        ),
        embeddings=(
            Route(
                OpenAIEmbeddings(encoding="float"),
                "/embeddings",
                parameters=Parameters(
                    sent=("dimensions", "user", "input_type"),
                ),
            ),
        ),
        moderation=(
            Route(
                OpenAIModerations(),
                "/moderations",
            ),
        ),
        image_generation=(
            Route(
                OpenAIImages(),
                "/images/generations",
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
                ),
            ),
        ),
        image_edit=(
            Route(
                OpenAIImageEdits(),
                "/images/edits",
                parameters=Parameters(
                    sent=("mask", "n", "size", "quality", "background", "output_format", "response_format", "user"),
                ),
            ),
        ),
        transcription=(
            Route(
                OpenAITranscriptions(),
                "/audio/transcriptions",
                parameters=Parameters(
                    sent=("language", "prompt", "temperature", "response_format", "timestamp_granularities"),
                ),
            ),
        ),
        speech=(
            Route(
                OpenAISpeech(),
                "/audio/speech",
                headers={"accept": "application/octet-stream"},
                parameters=Parameters(
                    sent=("voice", "response_format", "speed", "instructions"),
                ),
            ),
        ),
        rerank=(
            Route(
                CohereRerank(document_keys=("*",)),
                "/rerank",
                parameters=Parameters(
                    sent=("top_n", "max_tokens_per_doc", "user"),
                ),
            ),
        ),
        fim=(
            Route(
                FillInTheMiddle(choices="texts", stream_usage=True),
                "/completions",
                parameters=Parameters(
                    sent=("max_tokens", "temperature", "top_p", "stop", "seed"),
                ),
            ),
        ),
        files=(
            Route(
                OpenAIFiles(purpose_needed=False),
                "/files",
                method="GET",
                parameters=Parameters(
                    sent=("purpose",),
                ),
            ),
        ),
        batches=(
            Route(
                OpenAIBatches(endpoints={"openai-chat": "/v1/chat/completions"}),
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
            "invalid_api_key": AuthenticationError,
            "model_not_found": ModelNotFoundError,
            "context_length_exceeded": ContextLengthExceededError,
            "content_filter": ContentFilteredError,
            "content_policy_violation": ContentFilteredError,
            "insufficient_quota": QuotaExceededError,
            "exceed_context_size_error": ContextLengthExceededError,
            "unavailable_error": OverloadedError,
        },
        statuses={
            400: InvalidRequestError,
            401: AuthenticationError,
            402: QuotaExceededError,
            403: PermissionDeniedError,
            404: NotFoundError,
            413: RequestTooLargeError,
            422: InvalidRequestError,
            429: RateLimitError,
            500: ProviderUnavailableError,
            502: ProviderUnavailableError,
            503: OverloadedError,
            504: ProviderUnavailableError,
            529: OverloadedError,
        },
        messages=(
            MessagePattern(
                "is too large.*?maximum context length is (?P<limit>[0-9]+) tokens", ContextLengthExceededError
            ),
            MessagePattern(
                (
                    "maximum context length is (?P<limit>[0-9]+) tokens.*?(?:requested|resulted "
                    "in|request has) (?P<actual>[0-9]+)"
                ),
                ContextLengthExceededError,
            ),
            MessagePattern("maximum context length is (?P<limit>[0-9]+)", ContextLengthExceededError),
            MessagePattern(
                ("prompt.*?length (?P<actual>[0-9]+).*?longer than the maximum model length of (?P<limit>[0-9]+)"),
                ContextLengthExceededError,
            ),
            MessagePattern(
                (r"request \(?(?P<actual>[0-9]+) tokens.*?exceeds the available context size " r"\(?(?P<limit>[0-9]+)"),
                ContextLengthExceededError,
            ),
            MessagePattern("exceeds the available context size", ContextLengthExceededError),
            MessagePattern(
                ("keep the first (?P<actual>[0-9]+) tokens.*?context length of only (?P<limit>[0-9]+) tokens"),
                ContextLengthExceededError,
            ),
            MessagePattern("exceeded max context length", ContextLengthExceededError),
            MessagePattern("input length exceeds the (?:context|maximum context) length", ContextLengthExceededError),
            MessagePattern(
                (
                    r"input \(?(?P<actual>[0-9]+) tokens.*?longer than the model's context length "
                    r"\(?(?P<limit>[0-9]+)"
                ),
                ContextLengthExceededError,
            ),
            MessagePattern(
                ("maximum context length of (?P<limit>[0-9]+) tokens.*?total of (?P<actual>[0-9]+) tokens"),
                ContextLengthExceededError,
            ),
            MessagePattern(
                "`inputs` tokens.*?must be <= (?P<limit>[0-9]+).*?Given: (?P<actual>[0-9]+)", ContextLengthExceededError
            ),
            MessagePattern("model .*?(?:does not exist|not found)", ModelNotFoundError, statuses=(404, 400)),
            MessagePattern("No models loaded", ModelNotFoundError),
        ),
    )
