# Generated from specs/azure.yaml. Do not edit: change the spec and run `make generate`.
"""Azure OpenAI: chat, embeddings, image generation, image edit, transcription, speech, files and more.

https://learn.microsoft.com/en-us/azure/foundry/openai/latest
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypedDict, final

from modelwire_runtime.auth import AzureDefault, BearerKey, HeaderKey, Secret, TokenFromProvider, TokenProvider
from modelwire_runtime.capabilities import Capability
from modelwire_runtime.content import Content
from modelwire_runtime.errors import (
    AuthenticationError,
    BatchCancelledError,
    BatchExpiredError,
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
    ModelListing,
    OpenAIBatches,
    OpenAIChat,
    OpenAIEmbeddings,
    OpenAIFiles,
    OpenAIImageEdits,
    OpenAIImages,
    OpenAIResponses,
    OpenAISpeech,
    OpenAITranscriptions,
)
from modelwire_runtime.provider import (
    BaseURL,
    BatchesProvider,
    ChatProvider,
    EmbeddingsProvider,
    FilesProvider,
    ImageEditProvider,
    ImageGenerationProvider,
    ModelsProvider,
    NoOptions,
    ReplyHeaders,
    SpeechProvider,
    TranscriptionProvider,
    credential,
    setting,
    token_source,
)
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.azure import AzureEmbeddingsModel, AzureModel


class AzureUserSecurityContextOption(TypedDict, total=False):
    """What the option `user_security_context` may hold."""

    application_name: str
    """Name of the application that asks."""
    end_user_id: str
    """Id of the user who asks."""
    end_user_tenant_id: str
    """The user's Microsoft 365 tenant, where there may be several."""
    source_ip: str
    """The user's address."""


class AzureReasoningOption(TypedDict, total=False):
    """What the option `reasoning` may hold."""

    summary: Literal["auto", "concise", "detailed"]
    """Ask for a summary of the reasoning."""


class AzureOptions(TypedDict, total=False):
    """Parameters of Azure OpenAI beside the unified ones; given to a call as `options=`.

    >>> options = AzureOptions(previous_response_id="...")
    >>> ChatRequest(model="gpt-5.5-pro", messages=messages, options=options).options
    {'previous_response_id': '...'}
    """

    data_sources: list[Mapping[str, Any]]
    """Azure's "on your data" sources that the reply is grounded on."""
    user_security_context: AzureUserSecurityContextOption
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
    reasoning: AzureReasoningOption
    """How the model reasons, beside reasoning_effort."""
    truncation: Literal["auto", "disabled"]
    """Whether the beginning of a conversation that is too long is left out; refused if left out."""
    max_tool_calls: int
    """Most calls of the vendor's own tools."""
    prompt: Mapping[str, Any]
    """Prompt template kept at the vendor's, with its variables."""
    context_management: list[Mapping[str, Any]]
    """When the conversation is compacted."""


class AzureImageGenerationOptions(TypedDict, total=False):
    """Parameters of Azure OpenAI for image generation beside the unified ones; given to a call as `options=`.

    >>> AzureImageGenerationOptions(moderation="auto")
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


class AzureImageEditOptions(TypedDict, total=False):
    """Parameters of Azure OpenAI for image edit beside the unified ones; given to a call as `options=`.

    >>> AzureImageEditOptions(input_fidelity="low")
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


class AzureTranscriptionChunkingStrategyOption(TypedDict, total=False):
    """What the option `chunking_strategy` may hold."""

    type: Literal["server_vad"]
    """Cut at silences."""
    prefix_padding_ms: int
    """Sound to take in before what was found to be speech."""
    silence_duration_ms: int
    """Silence that ends a piece."""
    threshold: float
    """How loud speech must be, from 0 to 1."""


class AzureTranscriptionOptions(TypedDict, total=False):
    """Parameters of Azure OpenAI for transcription beside the unified ones; given to a call as `options=`.

    >>> AzureTranscriptionOptions(chunking_strategy="...")
    {'chunking_strategy': '...'}
    """

    chunking_strategy: str | AzureTranscriptionChunkingStrategyOption
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


class AzureFilesExpiresAfterOption(TypedDict, total=False):
    """What the option `expires_after` may hold."""

    anchor: Literal["created_at"]
    """What the seconds are counted from."""
    seconds: int
    """From 3600, an hour, to 2592000, 30 days."""


class AzureFilesOptions(TypedDict, total=False):
    """Parameters of Azure OpenAI for files beside the unified ones; given to a call as `options=`.

    >>> AzureFilesOptions(expires_after={'anchor': 'created_at'})
    {'expires_after': {'anchor': 'created_at'}}
    """

    expires_after: AzureFilesExpiresAfterOption
    """When the file is deleted; one for a batch is after 30 days, if this is left out."""


class AzureBatchesOutputExpiresAfterOption(TypedDict, total=False):
    """What the option `output_expires_after` may hold."""

    anchor: Literal["created_at"]
    """What the seconds count from."""
    seconds: int
    """From 3600 to 2592000."""


class AzureBatchesOptions(TypedDict, total=False):
    """Parameters of Azure OpenAI for batches beside the unified ones; given to a call as `options=`.

    >>> AzureBatchesOptions(completion_window="...")
    {'completion_window': '...'}
    """

    completion_window: str
    """Time within which the batch is to be processed; 24h is the only one so far."""
    output_expires_after: AzureBatchesOutputExpiresAfterOption
    """When the files with the results expire, such as {anchor: created_at, seconds: 86400}."""


class AzureSettings(TypedDict, total=False):
    """What `create_provider("azure")` and `AzureProvider()` take.

    >>> settings = AzureSettings(endpoint="https://example.com", api_key="sk-1234")
    >>> AzureProvider(**settings).id
    'azure'
    """

    access_token: str | Secret | None
    api_key: str | Secret | None
    token_provider: TokenProvider | None
    base_url: str
    endpoint: str | None
    api_version: str | None
    deployments: Mapping[str, str]


@final
@dataclass(frozen=True, kw_only=True)
class AzureProvider(
    ChatProvider[AzureOptions, AzureModel],
    EmbeddingsProvider[NoOptions, AzureEmbeddingsModel],
    ImageGenerationProvider[AzureImageGenerationOptions],
    ImageEditProvider[AzureImageEditOptions],
    TranscriptionProvider[AzureTranscriptionOptions],
    SpeechProvider[NoOptions],
    FilesProvider[AzureFilesOptions],
    BatchesProvider[AzureBatchesOptions],
    ModelsProvider,
):
    """Azure OpenAI: chat, embeddings, image generation, image edit, transcription, speech, files and more.

    >>> provider = AzureProvider(endpoint="https://example.com", api_key="sk-1234")
    >>> model = provider.models["gpt-5.5-pro"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    30.00 USD
    """

    access_token: str | Secret | None = credential("AZURE_OPENAI_AD_TOKEN", "AZURE_AD_TOKEN")
    """Credential, sent as a bearer token."""
    api_key: str | Secret | None = credential("AZURE_OPENAI_API_KEY", "AZURE_API_KEY")
    """Credential, sent as api-key."""
    token_provider: TokenProvider | None = token_source()
    """Function that returns an access token; for an AsyncClient it may be a coroutine function."""
    base_url: str = setting()
    """Address that the paths of the endpoints are appended to."""
    endpoint: str | None = setting("AZURE_OPENAI_ENDPOINT", "AZURE_API_BASE")
    """Address of the resource, such as https://my-resource.openai.azure.com."""
    api_version: str | None = setting("OPENAI_API_VERSION", "AZURE_API_VERSION", pattern="[A-Za-z0-9.-]+")
    """Version of the API, such as 2024-10-21; the v1 API if not given, or if it is v1, preview or latest."""
    deployments: Mapping[str, str] = setting(kind=Mapping, default={})
    """Which model of the catalogue stands behind a deployment's name."""

    type: ClassVar[Literal[ProviderType.AZURE]] = ProviderType.AZURE
    id = "azure"
    name = "Azure OpenAI"
    docs = "https://learn.microsoft.com/en-us/azure/foundry/openai/latest"
    capabilities = frozenset(
        {
            Capability.CHAT,
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.VISION,
            Capability.AUDIO_INPUT,
            Capability.AUDIO_OUTPUT,
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
            Capability.FILE_STORAGE,
            Capability.BATCHES,
            Capability.LIST_MODELS,
        }
    )
    auth = (
        BearerKey("access_token"),
        HeaderKey("api_key", header="api-key"),
        TokenFromProvider("token_provider"),
        AzureDefault(scope="https://cognitiveservices.azure.com/.default"),
    )
    addresses = (BaseURL("{endpoint}"),)
    strip_endings = ("/openai/v1/chat/completions", "/openai/v1", "/openai")
    free_names = True
    telemetry_name = "azure.ai.openai"
    replies = ReplyHeaders(
        request_id=("x-request-id", "apim-request-id"), should_retry="x-should-retry", rate_limit="x-ratelimit"
    )
    catalog = "modelwire.catalogues.azure"

    _openai_chat_parameters = Parameters(
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
    )

    _openai_responses_parameters = Parameters(
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
    )

    _openai_embeddings_parameters = Parameters(
        sent=("dimensions", "user"),
        unsupported=("input_type",),
    )

    _openai_images_parameters = Parameters(
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
    )

    _openai_image_edits_parameters = Parameters(
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
    )

    _openai_transcriptions_parameters = Parameters(
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
    )

    _openai_speech_parameters = Parameters(
        sent=("voice", "response_format", "speed", "instructions"),
        values={
            "response_format": {"mp3": "mp3", "opus": "opus", "aac": "aac", "flac": "flac", "wav": "wav", "pcm": "pcm"},
        },
        limits={"speed": Limit(min=0.25, max=4)},
    )

    _openai_files_parameters = Parameters(
        sent=("purpose",),
    )

    _openai_batches_parameters = Parameters(
        sent=("metadata",),
    )

    _openai_chat_rules = (
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
            models=("gpt-3.5-turbo*", "gpt-4-turbo*", "gpt-4-1106*", "gpt-4-0125*", "gpt-4o-2024-05-13", "ft:gpt-3.5*"),
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
                "reasoning_effort": {"minimal": "minimal", "low": "low", "medium": "medium", "high": "high"},
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
            why=("The search model takes neither tools nor an effort, and none of what steers the sampling."),
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
        # https://learn.microsoft.com/en-us/azure/foundry/openai/how-to/reasoning (2026-11-26)
        Rule(
            why="Models that do not reason take neither an effort nor a verbosity.",
            models=("gpt-35-*",),
            unsupported=("reasoning_effort", "verbosity"),
        ),
        # https://learn.microsoft.com/en-us/azure/foundry/openai/how-to/reasoning (2026-11-26)
        Rule(
            why="With minimal reasoning tools are called one at a time.",
            models=("gpt-5", "gpt-5-*"),
            when={"reasoning_effort": ("minimal",)},
            unsupported=("parallel_tool_calls",),
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
    )

    _openai_responses_rules = (
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
            models=("gpt-3.5-turbo*", "gpt-4-turbo*", "gpt-4-1106*", "gpt-4-0125*", "gpt-4o-2024-05-13", "ft:gpt-3.5*"),
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
                "reasoning_effort": {"minimal": "minimal", "low": "low", "medium": "medium", "high": "high"},
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
                "reasoning_effort": {"low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max"},
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
            why=("The models for deep research call tools of the vendor's own only, and answer in no given format."),
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
        # https://learn.microsoft.com/en-us/azure/foundry/openai/how-to/reasoning (2026-11-26)
        Rule(
            why="With minimal reasoning tools are called one at a time.",
            models=("gpt-5", "gpt-5-*"),
            when={"reasoning_effort": ("minimal",)},
            unsupported=("parallel_tool_calls",),
        ),
    )

    _openai_embeddings_rules = (
        # Azure/azure-rest-api-specs AzureOpenAI/inference/stable/2024-10-21/inference.json (2026-11-26)
        Rule(
            why="Only text-embedding-3 and later shorten their vectors.",
            models=("text-embedding-ada-002*",),
            unsupported=("dimensions",),
        ),
    )

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

    _openai_transcriptions_rules = (
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
    )

    _openai_speech_rules = (
        # openai/openai-openapi openapi.json 2.3.0 (CreateSpeechRequest) (2026-11-23)
        Rule(
            why="tts-1 and tts-1-hd take no instructions.",
            models=("tts-1*",),
            unsupported=("instructions",),
        ),
    )

    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(message_fields=("audio",), tool_ids="forty-characters", allowed_tools=True),
                "/openai/v1/chat/completions",
                when={"api_version": "unset"},
                content=Content(image=("url", "data"), audio=("data",), tool_result=("text",)),
                parameters=_openai_chat_parameters,
                rules=_openai_chat_rules,
                options={
                    "data_sources": Option("array", items=Option("object")),
                    "user_security_context": Option(
                        "object",
                        fields={
                            "application_name": Option("string"),
                            "end_user_id": Option("string"),
                            "end_user_tenant_id": Option("string"),
                            "source_ip": Option("string"),
                        },
                    ),
                },
            ),
            Route(
                OpenAIChat(message_fields=("audio",), tool_ids="forty-characters", allowed_tools=True),
                "/openai/v1/chat/completions",
                when={"api_version": ("v1", "preview", "latest")},
                query={"api-version": "{api_version}"},
                content=Content(image=("url", "data"), audio=("data",), tool_result=("text",)),
                parameters=_openai_chat_parameters,
                rules=_openai_chat_rules,
                options={
                    "data_sources": Option("array", items=Option("object")),
                    "user_security_context": Option(
                        "object",
                        fields={
                            "application_name": Option("string"),
                            "end_user_id": Option("string"),
                            "end_user_tenant_id": Option("string"),
                            "source_ip": Option("string"),
                        },
                    ),
                },
            ),
            Route(
                OpenAIChat(stream_usage=False, tool_ids="forty-characters"),
                "/openai/deployments/{model}/chat/completions",
                when={"api_version": ("2023-05-15", "2024-02-01", "2024-06-01")},
                query={"api-version": "{api_version}"},
                content=Content(image=("url", "data"), tool_result=("text",)),
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
                        "tools",
                        "tool_choice",
                        "user",
                    ),
                    unsupported=(
                        "top_k",
                        "reasoning_effort",
                        "verbosity",
                        "parallel_tool_calls",
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
                    values={
                        "response_format": {"text": "text", "json_object": "json_object"},
                    },
                ),
                options={
                    "data_sources": Option("array", items=Option("object")),
                    "user_security_context": Option(
                        "object",
                        fields={
                            "application_name": Option("string"),
                            "end_user_id": Option("string"),
                            "end_user_tenant_id": Option("string"),
                            "source_ip": Option("string"),
                        },
                    ),
                },
            ),
            Route(
                OpenAIChat(message_fields=("audio",), tool_ids="forty-characters", allowed_tools=True),
                "/openai/deployments/{model}/chat/completions",
                when={"api_version": "set"},
                query={"api-version": "{api_version}"},
                content=Content(image=("url", "data"), audio=("data",), tool_result=("text",)),
                parameters=_openai_chat_parameters,
                rules=_openai_chat_rules,
                options={
                    "data_sources": Option("array", items=Option("object")),
                    "user_security_context": Option(
                        "object",
                        fields={
                            "application_name": Option("string"),
                            "end_user_id": Option("string"),
                            "end_user_tenant_id": Option("string"),
                            "source_ip": Option("string"),
                        },
                    ),
                },
            ),
            Route(
                OpenAIResponses(),
                "/openai/v1/responses",
                when={"api_version": "unset"},
                content=Content(
                    image=("url", "data"), file=("data", "id", "url"), tool_result=("text", "image", "file")
                ),
                only_for=(
                    # These models are served here only.
                    # https://developers.openai.com/api/docs/models
                    # litellm 1.106.2 (2026-11-23)
                    Condition(
                        models=(
                            "gpt-5*-pro*",
                            "o1-pro*",
                            "o3-pro*",
                            "*-codex*",
                            "codex-*",
                            "*-deep-research*",
                            "computer-use-*",
                            "gpt-daybreak-*",
                        ),
                    ),
                    # Over chat completions these models take tools only without reasoning, or not at all.
                    # https://developers.openai.com/api/docs/guides/deployment-checklist
                    # https://github.com/BerriAI/litellm/pull/34569
                    # https://github.com/charmbracelet/crush/issues/2913 (GPT-5.5) (2026-11-26)
                    Condition(
                        models=("gpt-5.5*", "gpt-5.6*", "gpt-6*"),
                        when={"tools": ()},
                        unless={"reasoning_effort": ("none",)},
                    ),
                    # GPT-5.4 takes tools together with a reasoning effort here only.
                    # https://github.com/openai/openai-openapi/issues/541 (2026-11-23)
                    Condition(
                        models=("gpt-5.4*",),
                        when={"tools": (), "reasoning_effort": ("low", "medium", "high", "xhigh")},
                    ),
                    # These models take the effort max here only.
                    # https://github.com/BerriAI/litellm-docs/pull/1173 (Astra, tried 2026-09-03)
                    # https://docs.laozhang.ai/en/announcements/gpt-6-chat-tools-2026-11 (GPT-6.1 Sol) (2026-11-26,
                    # medium confidence)
                    Condition(
                        models=("gpt-6-astra*", "gpt-6.1-sol*", "gpt-6.2-*"),
                        when={"reasoning_effort": ("max",)},
                    ),
                ),
                parameters=_openai_responses_parameters,
                rules=_openai_responses_rules,
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
            Route(
                OpenAIResponses(),
                "/openai/v1/responses",
                when={"api_version": ("v1", "preview", "latest")},
                query={"api-version": "{api_version}"},
                content=Content(
                    image=("url", "data"), file=("data", "id", "url"), tool_result=("text", "image", "file")
                ),
                only_for=(
                    # These models are served here only.
                    # https://developers.openai.com/api/docs/models
                    # litellm 1.106.2 (2026-11-23)
                    Condition(
                        models=(
                            "gpt-5*-pro*",
                            "o1-pro*",
                            "o3-pro*",
                            "*-codex*",
                            "codex-*",
                            "*-deep-research*",
                            "computer-use-*",
                            "gpt-daybreak-*",
                        ),
                    ),
                    # Over chat completions these models take tools only without reasoning, or not at all.
                    # https://developers.openai.com/api/docs/guides/deployment-checklist
                    # https://github.com/BerriAI/litellm/pull/34569
                    # https://github.com/charmbracelet/crush/issues/2913 (GPT-5.5) (2026-11-26)
                    Condition(
                        models=("gpt-5.5*", "gpt-5.6*", "gpt-6*"),
                        when={"tools": ()},
                        unless={"reasoning_effort": ("none",)},
                    ),
                    # GPT-5.4 takes tools together with a reasoning effort here only.
                    # https://github.com/openai/openai-openapi/issues/541 (2026-11-23)
                    Condition(
                        models=("gpt-5.4*",),
                        when={"tools": (), "reasoning_effort": ("low", "medium", "high", "xhigh")},
                    ),
                    # These models take the effort max here only.
                    # https://github.com/BerriAI/litellm-docs/pull/1173 (Astra, tried 2026-09-03)
                    # https://docs.laozhang.ai/en/announcements/gpt-6-chat-tools-2026-11 (GPT-6.1 Sol) (2026-11-26,
                    # medium confidence)
                    Condition(
                        models=("gpt-6-astra*", "gpt-6.1-sol*", "gpt-6.2-*"),
                        when={"reasoning_effort": ("max",)},
                    ),
                ),
                parameters=_openai_responses_parameters,
                rules=_openai_responses_rules,
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
            Route(
                OpenAIResponses(),
                "/openai/responses",
                when={"api_version": "set"},
                query={"api-version": "{api_version}"},
                content=Content(
                    image=("url", "data"), file=("data", "id", "url"), tool_result=("text", "image", "file")
                ),
                only_for=(
                    # These models are served here only.
                    # https://learn.microsoft.com/en-us/azure/foundry/openai/how-to/responses (2026-11-27, medium
                    # confidence)
                    Condition(
                        models=("gpt-5*-pro*", "o1-pro*", "o3-pro*", "gpt-*-codex*", "codex-*", "*-deep-research*"),
                    ),
                ),
                parameters=_openai_responses_parameters,
                rules=_openai_responses_rules,
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
                OpenAIEmbeddings(),
                "/openai/v1/embeddings",
                when={"api_version": "unset"},
                parameters=_openai_embeddings_parameters,
                rules=_openai_embeddings_rules,
            ),
            Route(
                OpenAIEmbeddings(),
                "/openai/v1/embeddings",
                when={"api_version": ("v1", "preview", "latest")},
                query={"api-version": "{api_version}"},
                parameters=_openai_embeddings_parameters,
                rules=_openai_embeddings_rules,
            ),
            Route(
                OpenAIEmbeddings(),
                "/openai/deployments/{model}/embeddings",
                when={"api_version": "set"},
                query={"api-version": "{api_version}"},
                parameters=_openai_embeddings_parameters,
                rules=_openai_embeddings_rules,
            ),
        ),
        image_generation=(
            Route(
                OpenAIImages(),
                "/openai/v1/images/generations",
                when={"api_version": "unset"},
                parameters=_openai_images_parameters,
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
            Route(
                OpenAIImages(),
                "/openai/v1/images/generations",
                when={"api_version": ("v1", "preview", "latest")},
                query={"api-version": "{api_version}"},
                parameters=_openai_images_parameters,
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
            Route(
                OpenAIImages(),
                "/openai/deployments/{model}/images/generations",
                when={"api_version": "set"},
                query={"api-version": "{api_version}"},
                parameters=_openai_images_parameters,
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
                when={"api_version": "unset"},
                parameters=_openai_image_edits_parameters,
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
            Route(
                OpenAIImageEdits(),
                "/openai/v1/images/edits",
                when={"api_version": ("v1", "preview", "latest")},
                query={"api-version": "{api_version}"},
                parameters=_openai_image_edits_parameters,
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
            Route(
                OpenAIImageEdits(),
                "/openai/deployments/{model}/images/edits",
                when={"api_version": "set"},
                query={"api-version": "{api_version}"},
                parameters=_openai_image_edits_parameters,
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
                when={"api_version": "unset"},
                parameters=_openai_transcriptions_parameters,
                rules=_openai_transcriptions_rules,
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
            Route(
                OpenAITranscriptions(streams=("*",), whole_only=("whisper*",)),
                "/openai/v1/audio/transcriptions",
                when={"api_version": ("v1", "preview", "latest")},
                query={"api-version": "{api_version}"},
                parameters=_openai_transcriptions_parameters,
                rules=_openai_transcriptions_rules,
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
            Route(
                OpenAITranscriptions(streams=("*",), whole_only=("whisper*",)),
                "/openai/deployments/{model}/audio/transcriptions",
                when={"api_version": "set"},
                query={"api-version": "{api_version}"},
                parameters=_openai_transcriptions_parameters,
                rules=_openai_transcriptions_rules,
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
                when={"api_version": "unset"},
                headers={"accept": "application/octet-stream"},
                parameters=_openai_speech_parameters,
                rules=_openai_speech_rules,
            ),
            Route(
                OpenAISpeech(),
                "/openai/v1/audio/speech",
                when={"api_version": ("v1", "preview", "latest")},
                query={"api-version": "{api_version}"},
                headers={"accept": "application/octet-stream"},
                parameters=_openai_speech_parameters,
                rules=_openai_speech_rules,
            ),
            Route(
                OpenAISpeech(),
                "/openai/deployments/{model}/audio/speech",
                when={"api_version": "set"},
                query={"api-version": "{api_version}"},
                headers={"accept": "application/octet-stream"},
                parameters=_openai_speech_parameters,
                rules=_openai_speech_rules,
            ),
        ),
        files=(
            Route(
                OpenAIFiles(),
                "/openai/v1/files",
                when={"api_version": "unset"},
                method="GET",
                parameters=_openai_files_parameters,
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
                OpenAIFiles(),
                "/openai/v1/files",
                when={"api_version": ("v1", "preview", "latest")},
                query={"api-version": "{api_version}"},
                method="GET",
                parameters=_openai_files_parameters,
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
                OpenAIFiles(),
                "/openai/files",
                when={"api_version": "set"},
                query={"api-version": "{api_version}"},
                method="GET",
                parameters=_openai_files_parameters,
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
                    endpoints={
                        "openai-chat": "/v1/chat/completions",
                        "openai-responses": "/v1/responses",
                    },
                    most_requests=100_000,
                    most_bytes=209_715_200,
                    one_model=True,
                ),
                "/openai/v1/batches",
                when={"api_version": "unset"},
                method="GET",
                parameters=_openai_batches_parameters,
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
            Route(
                OpenAIBatches(
                    endpoints={
                        "openai-chat": "/v1/chat/completions",
                        "openai-responses": "/v1/responses",
                    },
                    most_requests=100_000,
                    most_bytes=209_715_200,
                    one_model=True,
                ),
                "/openai/v1/batches",
                when={"api_version": ("v1", "preview", "latest")},
                query={"api-version": "{api_version}"},
                method="GET",
                parameters=_openai_batches_parameters,
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
            Route(
                OpenAIBatches(
                    endpoints={"openai-chat": "/chat/completions"},
                    most_requests=100_000,
                    most_bytes=209_715_200,
                    one_model=True,
                ),
                "/openai/batches",
                when={"api_version": "set"},
                query={"api-version": "{api_version}"},
                method="GET",
                parameters=_openai_batches_parameters,
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
                ModelListing(created="created"),
                "/openai/v1/models",
                when={"api_version": "unset"},
                method="GET",
            ),
            Route(
                ModelListing(created="created"),
                "/openai/v1/models",
                when={"api_version": ("v1", "preview", "latest")},
                query={"api-version": "{api_version}"},
                method="GET",
            ),
            Route(
                ModelListing(created="created_at"),
                "/openai/models",
                when={"api_version": "set"},
                query={"api-version": "{api_version}"},
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        codes={
            "batch_expired": BatchExpiredError,
            "batch_cancelled": BatchCancelledError,
            "content_filter": ContentFilteredError,
            "ResponsibleAIPolicyViolation": ContentFilteredError,
            "content_policy_violation": ContentFilteredError,
            "invalid_prompt": ContentFilteredError,
            "context_length_exceeded": ContextLengthExceededError,
            "invalid_api_key": AuthenticationError,
            "PermissionDenied": PermissionDeniedError,
            "AuthenticationTypeDisabled": PermissionDeniedError,
            "DeploymentNotFound": ModelNotFoundError,
            "model_not_found": ModelNotFoundError,
            "OperationNotSupported": InvalidRequestError,
            "RequestTooLarge": RequestTooLargeError,
            "RateLimitReached": RateLimitError,
            "rate_limit_exceeded": RateLimitError,
            "NoCapacity": OverloadedError,
            "insufficient_quota": QuotaExceededError,
            "Timeout": ProviderUnavailableError,
            "ServiceUnavailable": OverloadedError,
            "FailedDependency": Kind(ProviderUnavailableError, retryable=True),
        },
        statuses={
            401: AuthenticationError,
            403: PermissionDeniedError,
            404: NotFoundError,
            408: ProviderUnavailableError,
            413: RequestTooLargeError,
            424: Kind(ProviderUnavailableError, retryable=True),
            429: RateLimitError,
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
            MessagePattern(
                ("exceed the configured limit of (?P<limit>[0-9]+) tokens.*?resulted in (?P<actual>[0-9]+) tokens"),
                ContextLengthExceededError,
            ),
        ),
    )
