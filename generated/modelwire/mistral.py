# Generated from specs/mistral.yaml. Do not edit: change the spec and run `make generate`.
"""Mistral AI: chat, embeddings, moderation, transcription, speech, fill in the middle, files and more.

https://docs.mistral.ai/api
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
from modelwire_runtime.errortable import ErrorTable, Kind, MessagePattern
from modelwire_runtime.options import Option
from modelwire_runtime.parameters import Limit, Parameters, Rule
from modelwire_runtime.protocols import (
    FillInTheMiddle,
    MistralBatches,
    MistralFiles,
    ModelListing,
    OpenAIChat,
    OpenAIEmbeddings,
    OpenAIModerations,
    OpenAISpeech,
    OpenAITranscriptions,
)
from modelwire_runtime.provider import (
    BatchesProvider,
    ChatProvider,
    EmbeddingsProvider,
    FilesProvider,
    FimProvider,
    ModelsProvider,
    ModerationProvider,
    ReplyHeaders,
    SpeechProvider,
    TranscriptionProvider,
    credential,
    setting,
)
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.mistral import (
    MistralEmbeddingsModel,
    MistralModel,
    MistralModerationModel,
    MistralSpeechModel,
    MistralTranscriptionModel,
)


class MistralOptions(TypedDict, total=False):
    """Parameters of Mistral AI beside the unified ones; given to a call as `options=`.

    >>> options = MistralOptions(safe_prompt=True)
    >>> ChatRequest(model="mistral-large-4", messages=messages, options=options).options
    {'safe_prompt': True}
    """

    safe_prompt: bool
    """Whether Mistral's safety prompt is put before the conversation."""
    prompt_mode: Literal["reasoning"]
    """Mistral's own system prompt for reasoning, for Magistral only; other models take reasoning_effort."""
    guardrails: list[Mapping[str, Any]]
    """Moderation of the request before a model sees it, as {moderation_llm_v2: {custom_category_thresholds,
    action}}.
    """
    min_tokens: int
    """Least number of tokens to generate."""
    repetition_penalty: float
    """How much repetition is penalized, as a factor."""


class MistralEmbeddingsOptions(TypedDict, total=False):
    """Parameters of Mistral AI for embeddings beside the unified ones; given to a call as `options=`.

    >>> MistralEmbeddingsOptions(output_dtype="float")
    {'output_dtype': 'float'}
    """

    output_dtype: Literal["float", "int8", "uint8", "binary", "ubinary"]
    """Type of the vectors' numbers, for Codestral Embed."""


class MistralModerationOptions(TypedDict, total=False):
    """Parameters of Mistral AI for moderation beside the unified ones; given to a call as `options=`.

    >>> MistralModerationOptions(metadata={})
    {'metadata': {}}
    """

    metadata: Mapping[str, Any]
    """What the request is to be found by."""


class MistralTranscriptionOptions(TypedDict, total=False):
    """Parameters of Mistral AI for transcription beside the unified ones; given to a call as `options=`.

    >>> MistralTranscriptionOptions(diarize=True)
    {'diarize': True}
    """

    diarize: bool
    """Whether segments tell who speaks."""
    context_bias: list[str]
    """Words that are likely to be said."""
    speaker_references: Mapping[str, Any]
    """A sample of the voice of each speaker by name, for diarize."""


class MistralSpeechOptions(TypedDict, total=False):
    """Parameters of Mistral AI for speech beside the unified ones; given to a call as `options=`.

    >>> MistralSpeechOptions(ref_audio="...")
    {'ref_audio': '...'}
    """

    ref_audio: str
    """A sample of a voice to speak with, in base64, in place of one that is known by name."""
    expressiveness: float
    """How lively the voice is, 1 or more."""
    phoneme_hints: Mapping[str, Any]
    """How words are pronounced, each as a list of IPA phones."""
    conversation_history: list[Mapping[str, Any]]
    """What was said before, which sets the tone."""


class MistralFimOptions(TypedDict, total=False):
    """Parameters of Mistral AI for fill in the middle beside the unified ones; given to a call as `options=`.

    >>> MistralFimOptions(min_tokens=1)
    {'min_tokens': 1}
    """

    min_tokens: int
    """Tokens to make at least."""
    metadata: Mapping[str, Any]
    """What the request is to be found by."""
    prompt_cache_key: str
    """Requests of one key find each other's cache more often."""


class MistralFilesOptions(TypedDict, total=False):
    """Parameters of Mistral AI for files beside the unified ones; given to a call as `options=`.

    >>> MistralFilesOptions(visibility="workspace")
    {'visibility': 'workspace'}
    """

    visibility: Literal["workspace", "user"]
    """Who sees the file; the workspace, if this is left out."""
    expiry: int
    """When the file is deleted; the unit is not documented."""


class MistralBatchesOptions(TypedDict, total=False):
    """Parameters of Mistral AI for batches beside the unified ones; given to a call as `options=`.

    >>> MistralBatchesOptions(timeout_hours=1)
    {'timeout_hours': 1}
    """

    timeout_hours: int
    """Hours within which the batch is to be processed; 24, if this is left out."""


class MistralSettings(TypedDict, total=False):
    """What `create_provider("mistral")` and `MistralProvider()` take.

    >>> settings = MistralSettings(api_key="sk-1234")
    >>> MistralProvider(**settings).id
    'mistral'
    """

    api_key: str | Secret | None
    base_url: str


@final
@dataclass(frozen=True, kw_only=True)
class MistralProvider(
    ChatProvider[MistralOptions, MistralModel],
    EmbeddingsProvider[MistralEmbeddingsOptions, MistralEmbeddingsModel],
    ModerationProvider[MistralModerationOptions, MistralModerationModel],
    TranscriptionProvider[MistralTranscriptionOptions, MistralTranscriptionModel],
    SpeechProvider[MistralSpeechOptions, MistralSpeechModel],
    FimProvider[MistralFimOptions],
    FilesProvider[MistralFilesOptions],
    BatchesProvider[MistralBatchesOptions],
    ModelsProvider,
):
    """Mistral AI: chat, embeddings, moderation, transcription, speech, fill in the middle, files and more.

    >>> provider = MistralProvider(api_key="sk-1234")
    >>> model = provider.models["mistral-large-4"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    0.70 USD
    """

    api_key: str | Secret | None = credential("MISTRAL_API_KEY")
    """Credential, sent as a bearer token."""
    base_url: str = setting("MISTRAL_API_BASE", default="https://api.mistral.ai")
    """Address that the paths of the endpoints are appended to."""

    type: ClassVar[Literal[ProviderType.MISTRAL]] = ProviderType.MISTRAL
    id = "mistral"
    name = "Mistral AI"
    docs = "https://docs.mistral.ai/api"
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
            Capability.EMBEDDINGS,
            Capability.MODERATION,
            Capability.TRANSCRIPTION,
            Capability.SPEECH,
            Capability.FIM,
            Capability.FILE_STORAGE,
            Capability.BATCHES,
            Capability.LIST_MODELS,
        }
    )
    auth = (BearerKey("api_key"),)
    strip_endings = ("/v1/chat/completions", "/v1")
    telemetry_name = "mistral_ai"
    replies = ReplyHeaders(request_id=("mistral-correlation-id", "x-kong-request-id"), rate_limit="x-ratelimit")
    catalog = "modelwire.catalogues.mistral"

    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(
                    stream_usage=False,
                    roles={"developer": "system"},
                    reasoning_form="thinking-parts",
                    reasoning_replay="always",
                    tool_ids="nine-alphanumerics",
                    tool_parameters="required",
                    media_parts="flat",
                    message_fields=("prefix",),
                    message_keys={
                        "system": (),
                        "user": (),
                        "assistant": ("tool_calls", "prefix"),
                        "tool": ("tool_call_id", "name"),
                    },
                    empty_turns="left-out",
                    filler_turn="OK.",
                    usage_fields={"prompt_tokens_details.cached_tokens": "num_cached_tokens"},
                    tier_field="usage.service_tier",
                    finish_reasons={"model_length": "length"},
                ),
                "/v1/chat/completions",
                content=Content(
                    image=("url", "data"),
                    audio=("data", "url"),
                    file=("url", "data", "id"),
                    tool_result=("text", "image", "audio", "file"),
                    native=("document_url", "reference", "thinking", "resource", "resource_link"),
                ),
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
                        "prediction",
                        "prompt_cache_key",
                        "metadata",
                        "service_tier",
                    ),
                    unsupported=(
                        "logit_bias",
                        "verbosity",
                        "modalities",
                        "audio",
                        "web_search_options",
                        "user",
                        "safety_identifier",
                        "store",
                    ),
                    renamed={"seed": "random_seed"},
                    values={
                        "tool_choice": {"auto": "auto", "none": "none", "named": "named"},
                        "reasoning_effort": {"none": "none", "high": "high"},
                        "service_tier": {"auto": "auto", "default": "standard_only", "standard_only": "standard_only"},
                    },
                    becomes={
                        "tool_choice": {
                            "required": {"tool_choice": "any"},
                        },
                    },
                    limits={
                        "temperature": Limit(min=0, max=1.5, policy="clamp"),
                        "top_p": Limit(min=0, max=1),
                        "n": Limit(min=1),
                        "seed": Limit(min=0),
                        "presence_penalty": Limit(min=-2, max=2),
                        "frequency_penalty": Limit(min=-2, max=2),
                    },
                ),
                rules=(
                    # https://docs.mistral.ai/inference/conversations/reasoning
                    # https://github.com/dust-tt/dust/pull/27613 (400, "not enabled for this model")
                    # https://github.com/withceleste/celeste-python/pull/311 (tried on every model, 2026-07)
                    # (2026-11-26)
                    Rule(
                        why="These models do not reason.",
                        models=(
                            "mistral-large-2*",
                            "mistral-large-3*",
                            "mistral-large-latest",
                            "mistral-medium-2505*",
                            "mistral-medium-2508*",
                            "mistral-small-25*",
                            "ministral-*",
                            "codestral-*",
                            "mistral-code-*",
                            "devstral-*",
                            "labs-*",
                            "voxtral-*",
                            "pixtral-*",
                            "open-*",
                            "magistral-medium-2*",
                            "magistral-small-2*",
                        ),
                        unsupported=("reasoning_effort",),
                    ),
                    # https://docs.mistral.ai/inference/conversations/reasoning
                    # anomalyco/models.dev mistral-large-4.toml (tried 2026-10-19) (2026-11-26, medium confidence)
                    Rule(
                        why="Mistral Large 4 knows more efforts, and reasons if none is said.",
                        models=("mistral-large-4*",),
                        values={
                            "reasoning_effort": {"none": "none", "low": "low", "medium": "medium", "high": "high"},
                        },
                    ),
                    # anomalyco/models.dev mistral-large-4.toml (tried 2026-10-19) (2026-11-26)
                    Rule(
                        why="Sampling by top_k is not enabled for Mistral Large 4.",
                        models=("mistral-large-4*",),
                        unsupported=("top_k",),
                    ),
                    # https://github.com/mistralai/mistral-vibe/issues/1117 (tried 2026-09-21) (2026-11-26)
                    Rule(
                        why="GLM-5.3 cannot leave reasoning off.",
                        models=("zai-glm-5-3", "zai-glm-5", "zai-glm-latest"),
                        values={
                            "reasoning_effort": {"low": "low", "high": "high", "max": "max"},
                        },
                    ),
                    # litellm 1.106.2 (2026-11-23)
                    Rule(
                        why="GLM-5.2 takes every effort.",
                        models=("zai-glm-5-2", "glm-5-2"),
                        values={
                            "reasoning_effort": {
                                "none": "none",
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
                options={
                    "safe_prompt": Option("boolean"),
                    "prompt_mode": Option("string", enum=("reasoning",)),
                    "guardrails": Option("array", items=Option("object")),
                    "min_tokens": Option("integer"),
                    "repetition_penalty": Option("number"),
                },
            ),
        ),
        embeddings=(
            Route(
                OpenAIEmbeddings(encoding="unsaid"),
                "/v1/embeddings",
                parameters=Parameters(
                    sent=("dimensions",),
                    unsupported=("user", "input_type"),
                    renamed={"dimensions": "output_dimension"},
                ),
                options={"output_dtype": Option("string", enum=("float", "int8", "uint8", "binary", "ubinary"))},
            ),
        ),
        moderation=(
            Route(
                OpenAIModerations(parts=False, model_needed=True),
                "/v1/moderations",
                options={"metadata": Option("object")},
            ),
        ),
        transcription=(
            Route(
                OpenAITranscriptions(fields="plain", streams=("*",)),
                "/v1/audio/transcriptions",
                parameters=Parameters(
                    sent=("language", "temperature", "timestamp_granularities"),
                    unsupported=("prompt", "response_format"),
                ),
                options={
                    "diarize": Option("boolean"),
                    "context_bias": Option("array", items=Option("string")),
                    "speaker_references": Option("object"),
                },
            ),
        ),
        speech=(
            Route(
                OpenAISpeech(base64_key="audio_data"),
                "/v1/audio/speech",
                parameters=Parameters(
                    sent=("voice", "response_format"),
                    unsupported=("speed", "instructions"),
                    renamed={"voice": "voice_id"},
                    values={
                        "response_format": {"pcm": "pcm", "wav": "wav", "mp3": "mp3", "flac": "flac", "opus": "opus"},
                    },
                ),
                options={
                    "ref_audio": Option("string"),
                    "expressiveness": Option("number"),
                    "phoneme_hints": Option("object"),
                    "conversation_history": Option("array", items=Option("object")),
                },
            ),
        ),
        fim=(
            Route(
                FillInTheMiddle(),
                "/v1/fim/completions",
                parameters=Parameters(
                    sent=("max_tokens", "temperature", "top_p", "stop", "seed"),
                    renamed={"seed": "random_seed"},
                ),
                options={
                    "min_tokens": Option("integer"),
                    "metadata": Option("object"),
                    "prompt_cache_key": Option("string"),
                },
            ),
        ),
        files=(
            Route(
                MistralFiles(),
                "/v1/files",
                method="GET",
                parameters=Parameters(
                    sent=("purpose",),
                ),
                options={
                    "visibility": Option("string", enum=("workspace", "user")),
                    "expiry": Option("integer"),
                },
            ),
        ),
        batches=(
            Route(
                MistralBatches(
                    endpoints={"openai-chat": "/v1/chat/completions"}, most_requests=1_000_000, most_bytes=536_870_912
                ),
                "/v1/batch/jobs",
                method="GET",
                parameters=Parameters(
                    sent=("metadata",),
                ),
                options={"timeout_hours": Option("integer")},
            ),
        ),
        models=(
            Route(
                ModelListing(title="name"),
                "/v1/models",
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        codes={
            "1100": OverloadedError,
            "1300": RateLimitError,
            "1500": ModelNotFoundError,
            "3201": Kind(ContentFilteredError, retryable=True),
            "3505": OverloadedError,
            "authentication_error": AuthenticationError,
            "rate_limit_error": RateLimitError,
            "rate_limited": RateLimitError,
            "internal_server_error": ProviderUnavailableError,
            "unreachable_backend": OverloadedError,
            "service_tier_capacity_exceeded": OverloadedError,
            "invalid_model": ModelNotFoundError,
            "unknown_model": ModelNotFoundError,
        },
        statuses={
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
        },
        messages=(
            MessagePattern(
                (
                    "contains (?P<actual>[0-9]+) tokens.*?too large for model with "
                    "(?P<limit>[0-9]+) maximum context length"
                ),
                ContextLengthExceededError,
            ),
            MessagePattern("Content blocked by guardrail", ContentFilteredError),
            MessagePattern("Invalid model", ModelNotFoundError, statuses=(400, 404)),
        ),
    )
