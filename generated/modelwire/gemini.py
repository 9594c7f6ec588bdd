# Generated from specs/gemini.yaml. Do not edit: change the spec and run `make generate`.
"""Google Gemini API: chat, embeddings, image generation, speech, token counts, files and more.

https://ai.google.dev/gemini-api/docs
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypedDict, final

from modelwire_runtime.auth import HeaderKey, Secret
from modelwire_runtime.capabilities import Capability
from modelwire_runtime.content import Content
from modelwire_runtime.errors import (
    AuthenticationError,
    BatchCancelledError,
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
from modelwire_runtime.errortable import ErrorTable, Kind, MessagePattern
from modelwire_runtime.options import Option
from modelwire_runtime.parameters import Limit, Parameters, Rule
from modelwire_runtime.protocols import (
    GeminiBatchEmbeddings,
    GeminiBatches,
    GeminiFiles,
    GeminiGenerateContent,
    GeminiImages,
    GeminiSpeech,
    ModelListing,
    TokenCounting,
)
from modelwire_runtime.provider import (
    BatchesProvider,
    ChatProvider,
    CountTokensProvider,
    EmbeddingsProvider,
    FilesProvider,
    ImageGenerationProvider,
    ModelsProvider,
    NoOptions,
    ReplyHeaders,
    SpeechProvider,
    credential,
    setting,
)
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.gemini import GeminiEmbeddingsModel, GeminiImageGenerationModel, GeminiModel


class GeminiSafetySettingsOption(TypedDict, total=False):
    """What the option `safetySettings` may hold."""

    category: str
    """A harm, such as HARM_CATEGORY_HARASSMENT."""
    threshold: Literal["BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"]


class GeminiOptions(TypedDict, total=False):
    """Parameters of Google Gemini API beside the unified ones; given to a call as `options=`.

    >>> options = GeminiOptions(cachedContent="...")
    >>> ChatRequest(model="gemini-4-neon", messages=messages, options=options).options
    {'cachedContent': '...'}
    """

    generationConfig: Mapping[str, Any]
    """Further settings of the generation, such as {mediaResolution: MEDIA_RESOLUTION_LOW} or a thinkingConfig."""
    safetySettings: list[GeminiSafetySettingsOption]
    """Which harms are blocked from which probability on, as {category, threshold}."""
    cachedContent: str
    """Name of cached content to use as the beginning of the prompt; Gemini 4 has none."""
    labels: Mapping[str, Any]
    """Labels by which the bill can be split."""
    continuationToken: str
    """Token of a candidate that ended with CONTINUATION, to go on from there."""


class GeminiImageGenerationOptions(TypedDict, total=False):
    """Parameters of Google Gemini API for image generation beside the unified ones; given to a call as `options=`.

    >>> GeminiImageGenerationOptions(generationConfig={})
    {'generationConfig': {}}
    """

    generationConfig: Mapping[str, Any]
    """More of how the reply is made, such as temperature."""
    safetySettings: list[Mapping[str, Any]]
    """What is blocked, and how soon."""


class GeminiSpeechOptions(TypedDict, total=False):
    """Parameters of Google Gemini API for speech beside the unified ones; given to a call as `options=`.

    >>> GeminiSpeechOptions(generationConfig={})
    {'generationConfig': {}}
    """

    generationConfig: Mapping[str, Any]
    """More of how the sound is made, such as speechConfig.multiSpeakerVoiceConfig."""


class GeminiFilesOptions(TypedDict, total=False):
    """Parameters of Google Gemini API for files beside the unified ones; given to a call as `options=`.

    >>> GeminiFilesOptions(name="...")
    {'name': '...'}
    """

    name: str
    """files/ and an id of your choice, of lower-case letters, digits and dashes; the vendor's, if left out."""
    displayName: str
    """Name that is shown; the file's own, if this is left out."""


class GeminiBatchesBatchOption(TypedDict, total=False):
    """What the option `batch` may hold."""

    displayName: str
    """Name that is shown."""
    priority: str
    """Whole number as text; batches with a higher one are processed earlier."""
    webhookConfig: Mapping[str, Any]
    """Where it is told that the batch is done: {uris: [...]}."""


class GeminiBatchesOptions(TypedDict, total=False):
    """Parameters of Google Gemini API for batches beside the unified ones; given to a call as `options=`.

    >>> GeminiBatchesOptions(batch={'displayName': '...'})
    {'batch': {'displayName': '...'}}
    """

    batch: GeminiBatchesBatchOption
    """More of the batch, such as {displayName: my questions}."""


class GeminiSettings(TypedDict, total=False):
    """What `create_provider("gemini")` and `GeminiProvider()` take.

    >>> settings = GeminiSettings(api_key="sk-1234")
    >>> GeminiProvider(**settings).id
    'gemini'
    """

    api_key: str | Secret | None
    base_url: str
    api_version: Literal["v1", "v1beta", "v1alpha"]


@final
@dataclass(frozen=True, kw_only=True)
class GeminiProvider(
    ChatProvider[GeminiOptions, GeminiModel],
    EmbeddingsProvider[NoOptions, GeminiEmbeddingsModel],
    ImageGenerationProvider[GeminiImageGenerationOptions, GeminiImageGenerationModel],
    SpeechProvider[GeminiSpeechOptions],
    CountTokensProvider,
    FilesProvider[GeminiFilesOptions],
    BatchesProvider[GeminiBatchesOptions],
    ModelsProvider,
):
    """Google Gemini API: chat, embeddings, image generation, speech, token counts, files and more.

    >>> provider = GeminiProvider(api_key="sk-1234")
    >>> model = provider.models["gemini-4-neon"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    3.00 USD
    """

    api_key: str | Secret | None = credential("GOOGLE_API_KEY", "GEMINI_API_KEY")
    """Credential, sent as x-goog-api-key."""
    base_url: str = setting("GOOGLE_GEMINI_BASE_URL", default="https://generativelanguage.googleapis.com")
    """Address that the paths of the endpoints are appended to."""
    api_version: Literal["v1", "v1beta", "v1alpha"] = setting(default="v1", choices=("v1", "v1beta", "v1alpha"))
    """Version of the API; v1beta and v1alpha have what is not in v1 yet."""

    type: ClassVar[Literal[ProviderType.GEMINI]] = ProviderType.GEMINI
    id = "gemini"
    name = "Google Gemini API"
    docs = "https://ai.google.dev/gemini-api/docs"
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
            Capability.LOGPROBS,
            Capability.PROMPT_CACHING,
            Capability.WEB_SEARCH,
            Capability.EMBEDDINGS,
            Capability.IMAGE_GENERATION,
            Capability.SPEECH,
            Capability.COUNT_TOKENS,
            Capability.FILE_STORAGE,
            Capability.BATCHES,
            Capability.LIST_MODELS,
        }
    )
    auth = (HeaderKey("api_key", header="x-goog-api-key"),)
    telemetry_name = "gcp.gemini"
    replies = ReplyHeaders(service_tier="x-gemini-service-tier")
    catalog = "modelwire.catalogues.gemini"

    endpoints = Endpoints(
        chat=(
            Route(
                GeminiGenerateContent(
                    signed_calls=(
                        "gemini-[3-9]*",
                        "gemini-pro-latest",
                        "gemini-flash-latest",
                        "gemini-flash-lite-latest",
                    ),
                    text_results=("gemini-1*", "gemini-2*"),
                ),
                "/{api_version}/models/{model}:generateContent",
                stream_path="/{api_version}/models/{model}:streamGenerateContent",
                stream_query={"alt": "sse"},
                strip_model_prefix=("models/",),
                content=Content(
                    image=("url", "data", "id"),
                    audio=("data",),
                    file=("url", "data", "id"),
                    tool_result=("text", "image", "audio", "file"),
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
                        "modalities",
                        "web_search_options",
                        "store",
                        "service_tier",
                    ),
                    unsupported=(
                        "logit_bias",
                        "verbosity",
                        "audio",
                        "prediction",
                        "user",
                        "safety_identifier",
                        "prompt_cache_key",
                        "metadata",
                    ),
                    values={
                        "service_tier": {"flex": "flex", "standard": "standard", "priority": "priority"},
                    },
                    becomes={
                        "reasoning_effort": {
                            "low": {
                                "generationConfig": {
                                    "thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": True}
                                }
                            },
                            "medium": {
                                "generationConfig": {
                                    "thinkingConfig": {"thinkingLevel": "MEDIUM", "includeThoughts": True}
                                }
                            },
                            "high": {
                                "generationConfig": {
                                    "thinkingConfig": {"thinkingLevel": "HIGH", "includeThoughts": True}
                                }
                            },
                        },
                    },
                    limits={
                        "n": Limit(min=1, max=8),
                        "temperature": Limit(min=0, max=2),
                        "presence_penalty": Limit(min=-2, max=2),
                        "frequency_penalty": Limit(min=-2, max=2),
                        "top_logprobs": Limit(min=0, max=20),
                    },
                    fixed={"parallel_tool_calls": True},
                ),
                rules=(
                    # https://github.com/googleapis/python-genai/issues/867
                    # https://github.com/symfony/ai/issues/1777 (2026-11-27)
                    Rule(
                        why="Before Gemini 3, tools do not go with a format of the reply.",
                        models=("gemini-2*",),
                        when={"tools": ()},
                        values={
                            "response_format": {"text": "text"},
                        },
                    ),
                    # pydantic-ai profiles/google.py (2026-11-23)
                    Rule(
                        why="Gemini 2.0 and Gemma 3 do not think.",
                        models=("gemini-2.0*", "gemma-3*"),
                        unsupported=("reasoning_effort",),
                    ),
                    # https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/call-vertex-using-openai-library
                    # pydantic-ai profiles/google.py (2026-11-23)
                    Rule(
                        why="Gemini 2.5 thinks within a budget of tokens; Flash takes none of it.",
                        models=("gemini-2.5-flash*",),
                        becomes={
                            "reasoning_effort": {
                                "none": {"generationConfig": {"thinkingConfig": {"thinkingBudget": 0}}},
                                "minimal": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": True}
                                    }
                                },
                                "low": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": True}
                                    }
                                },
                                "medium": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingBudget": 8192, "includeThoughts": True}
                                    }
                                },
                                "high": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingBudget": 24_576, "includeThoughts": True}
                                    }
                                },
                            },
                        },
                    ),
                    # https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/call-vertex-using-openai-library
                    # pydantic-ai profiles/google.py (2026-11-23)
                    Rule(
                        why="Gemini 2.5 Pro always thinks.",
                        models=("gemini-2.5-pro*",),
                        becomes={
                            "reasoning_effort": {
                                "minimal": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": True}
                                    }
                                },
                                "low": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": True}
                                    }
                                },
                                "medium": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingBudget": 8192, "includeThoughts": True}
                                    }
                                },
                                "high": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingBudget": 24_576, "includeThoughts": True}
                                    }
                                },
                            },
                        },
                    ),
                    # https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/guides/gemini-3-5-flash
                    # https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/gemini/3-5-flash-lite
                    # litellm 1.106.2 (Gemini 3.6 Flash) (2026-11-23)
                    Rule(
                        why="These models know the level minimal as well.",
                        models=(
                            "gemini-3-flash*",
                            "gemini-3.1-flash-lite*",
                            "gemini-3.5-flash*",
                            "gemini-3.6-flash*",
                            "gemini-flash-lite-latest",
                        ),
                        becomes={
                            "reasoning_effort": {
                                "minimal": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingLevel": "MINIMAL", "includeThoughts": True}
                                    }
                                },
                                "low": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": True}
                                    }
                                },
                                "medium": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingLevel": "MEDIUM", "includeThoughts": True}
                                    }
                                },
                                "high": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingLevel": "HIGH", "includeThoughts": True}
                                    }
                                },
                            },
                        },
                    ),
                    # https://github.com/livekit/agents/pull/7095
                    # https://github.com/earendil-works/pi/issues/2812 (400 on low and medium) (2026-11-26)
                    Rule(
                        why="Gemma 4 knows the levels minimal and high only.",
                        models=("gemma-4-*",),
                        becomes={
                            "reasoning_effort": {
                                "minimal": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingLevel": "MINIMAL", "includeThoughts": True}
                                    }
                                },
                                "high": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingLevel": "HIGH", "includeThoughts": True}
                                    }
                                },
                            },
                        },
                    ),
                    # https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/guides/gemini-4-hydrogen
                    # https://apidog.com/blog/gemini-4-neon-api/ (2026-11-26)
                    Rule(
                        why="These models know the level xhigh as well.",
                        models=("gemini-4-hydrogen*", "gemini-4-neon*"),
                        becomes={
                            "reasoning_effort": {
                                "low": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": True}
                                    }
                                },
                                "medium": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingLevel": "MEDIUM", "includeThoughts": True}
                                    }
                                },
                                "high": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingLevel": "HIGH", "includeThoughts": True}
                                    }
                                },
                                "xhigh": {
                                    "generationConfig": {
                                        "thinkingConfig": {"thinkingLevel": "XHIGH", "includeThoughts": True}
                                    }
                                },
                            },
                        },
                    ),
                    # litellm 1.106.2 (supports_sampling_params)
                    # https://dev.to/aihubmix/moving-gemini-3x-code-to-gemini-4-argon-failure-modes-and-fixes-4h1p
                    # (2026-11-26, medium confidence)
                    Rule(
                        why="These models ignore sampling parameters.",
                        models=(
                            "gemini-3.5-flash-lite*",
                            "gemini-3.6-flash*",
                            "gemini-3.7-flash*",
                            "gemini-3.8-flash*",
                            "gemini-4-*",
                            "gemini-flash-latest",
                            "gemini-flash-lite-latest",
                        ),
                        unsupported=("temperature", "top_p", "top_k"),
                    ),
                    # https://dev.to/aihubmix/gemini-4-neon-migration-default-high-thinking-400-errors-and-the-65k-cap-45gj
                    # (2026-11-26, medium confidence)
                    Rule(
                        why="Gemini 4 refuses penalties and gives one answer.",
                        models=("gemini-4-*",),
                        unsupported=("presence_penalty", "frequency_penalty"),
                        fixed={"n": 1},
                    ),
                ),
                options={
                    "generationConfig": Option("object"),
                    "safetySettings": Option(
                        "array",
                        items=Option(
                            "object",
                            fields={
                                "category": Option("string"),
                                "threshold": Option(
                                    "string",
                                    enum=(
                                        "BLOCK_LOW_AND_ABOVE",
                                        "BLOCK_MEDIUM_AND_ABOVE",
                                        "BLOCK_ONLY_HIGH",
                                        "BLOCK_NONE",
                                        "OFF",
                                    ),
                                ),
                            },
                        ),
                    ),
                    "cachedContent": Option("string"),
                    "labels": Option("object"),
                    "continuationToken": Option("string"),
                },
            ),
        ),
        embeddings=(
            Route(
                GeminiBatchEmbeddings(),
                "/{api_version}/models/{model}:batchEmbedContents",
                strip_model_prefix=("models/",),
                parameters=Parameters(
                    sent=("dimensions", "input_type"),
                    unsupported=("user",),
                    values={
                        "input_type": {
                            "query": "RETRIEVAL_QUERY",
                            "document": "RETRIEVAL_DOCUMENT",
                            "RETRIEVAL_QUERY": "RETRIEVAL_QUERY",
                            "RETRIEVAL_DOCUMENT": "RETRIEVAL_DOCUMENT",
                            "SEMANTIC_SIMILARITY": "SEMANTIC_SIMILARITY",
                            "CLASSIFICATION": "CLASSIFICATION",
                            "CLUSTERING": "CLUSTERING",
                            "QUESTION_ANSWERING": "QUESTION_ANSWERING",
                            "FACT_VERIFICATION": "FACT_VERIFICATION",
                            "CODE_RETRIEVAL_QUERY": "CODE_RETRIEVAL_QUERY",
                        },
                    },
                ),
                rules=(
                    # https://ai.google.dev/gemini-api/docs/embeddings
                    # https://github.com/embeddings-benchmark/mteb/pull/4851 (2026-11-26)
                    Rule(
                        why=(
                            "Gemini Embedding 2 ignores task types; it takes them as words before the "
                            "text, such as 'task: search result | query: ...'."
                        ),
                        models=("gemini-embedding-2*",),
                        unsupported=("input_type",),
                    ),
                ),
            ),
        ),
        image_generation=(
            Route(
                GeminiImages(),
                "/{api_version}/models/{model}:generateContent",
                parameters=Parameters(
                    sent=("size", "aspect_ratio", "response_format", "seed"),
                    unsupported=("n", "quality", "background", "output_format", "user"),
                    fixed={"response_format": "b64_json"},
                ),
                options={
                    "generationConfig": Option("object"),
                    "safetySettings": Option("array", items=Option("object")),
                },
            ),
        ),
        speech=(
            Route(
                GeminiSpeech(),
                "/{api_version}/models/{model}:generateContent",
                parameters=Parameters(
                    sent=("voice", "response_format"),
                    unsupported=("speed", "instructions"),
                    fixed={"response_format": "pcm"},
                ),
                options={"generationConfig": Option("object")},
            ),
        ),
        count_tokens=(
            Route(
                TokenCounting(
                    fields=("contents", "systemInstruction", "tools", "toolConfig", "generationConfig"),
                    total="totalTokens",
                    wrapper="generateContentRequest",
                    bare=("contents",),
                    model_prefix="models/",
                ),
                "/{api_version}/models/{model}:countTokens",
                strip_model_prefix=("models/",),
            ),
        ),
        files=(
            Route(
                GeminiFiles(),
                "/{api_version}/files",
                method="GET",
                parameters=Parameters(
                    unsupported=("purpose",),
                ),
                options={
                    "name": Option("string"),
                    "displayName": Option("string"),
                },
            ),
        ),
        batches=(
            Route(
                GeminiBatches(
                    endpoints={"gemini-generate-content": "/models/{model}:batchGenerateContent"},
                    most_bytes=2_147_483_648,
                ),
                "/{api_version}/batches",
                method="GET",
                parameters=Parameters(
                    unsupported=("metadata",),
                ),
                options={
                    "batch": Option(
                        "object",
                        fields={
                            "displayName": Option("string"),
                            "priority": Option("string"),
                            "webhookConfig": Option("object"),
                        },
                    )
                },
            ),
        ),
        models=(
            Route(
                ModelListing(
                    items="models",
                    id="name",
                    strip_id_prefix="models/",
                    title="displayName",
                    omits_empty=True,
                    next_page={"cursor": "nextPageToken", "parameter": "pageToken"},
                    page={"pageSize": "1000"},
                ),
                "/{api_version}/models",
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        codes={
            "SAFETY": ContentFilteredError,
            "PROHIBITED_CONTENT": ContentFilteredError,
            "BLOCKLIST": ContentFilteredError,
            "SPII": ContentFilteredError,
            "RECITATION": ContentFilteredError,
            "IMAGE_SAFETY": ContentFilteredError,
            "IMAGE_PROHIBITED_CONTENT": ContentFilteredError,
            "IMAGE_RECITATION": ContentFilteredError,
            "API_KEY_INVALID": AuthenticationError,
            "UNAUTHENTICATED": AuthenticationError,
            "PERMISSION_DENIED": PermissionDeniedError,
            "FAILED_PRECONDITION": PermissionDeniedError,
            "ABORTED": Kind(InvalidRequestError, retryable=True),
            "CANCELLED": InvalidRequestError,
            "INTERNAL": ProviderUnavailableError,
            "UNKNOWN": ProviderUnavailableError,
            "UNAVAILABLE": OverloadedError,
            "DEADLINE_EXCEEDED": ProviderUnavailableError,
            "1": BatchCancelledError,
            "2": ProviderUnavailableError,
            "3": InvalidRequestError,
            "4": ProviderUnavailableError,
            "5": NotFoundError,
            "7": PermissionDeniedError,
            "8": RateLimitError,
            "9": PermissionDeniedError,
            "10": Kind(InvalidRequestError, retryable=True),
            "11": InvalidRequestError,
            "12": InvalidRequestError,
            "13": ProviderUnavailableError,
            "14": OverloadedError,
            "16": AuthenticationError,
        },
        statuses={
            401: AuthenticationError,
            402: QuotaExceededError,
            403: PermissionDeniedError,
            404: NotFoundError,
            429: RateLimitError,
            499: InvalidRequestError,
            500: ProviderUnavailableError,
            503: OverloadedError,
            504: ProviderUnavailableError,
        },
        messages=(
            MessagePattern(
                (
                    r"input token count \(?(?P<actual>[0-9]+)\)? exceeds the maximum number of "
                    r"tokens allowed \(?(?P<limit>[0-9]+)"
                ),
                ContextLengthExceededError,
            ),
            MessagePattern("models/.* not found", ModelNotFoundError, statuses=(404,)),
            MessagePattern("limit: 0, model: ", QuotaExceededError, statuses=(429,)),
            MessagePattern("credits are depleted", QuotaExceededError),
        ),
    )
