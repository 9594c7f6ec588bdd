# Generated from specs/vertex_ai.yaml. Do not edit: change the spec and run `make generate`.
"""Google Vertex AI: chat, embeddings, image generation, speech, reranking, token counts and more.

https://docs.cloud.google.com/gemini-enterprise-agent-platform
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Literal, TypedDict, final

from modelwire_runtime.auth import (
    BearerKey,
    GoogleCredentialsFile,
    GoogleDefault,
    HeaderKey,
    Secret,
    TokenFromProvider,
    TokenProvider,
)
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
    AnthropicMessages,
    BatchPredictionJobs,
    CloudStorageFiles,
    DiscoveryEngineRank,
    GeminiBatchEmbeddings,
    GeminiGenerateContent,
    GeminiImages,
    GeminiPredictEmbeddings,
    GeminiSpeech,
    ImagenPredict,
    ModelListing,
    OpenAIChat,
    TokenCounting,
)
from modelwire_runtime.provider import (
    BaseURL,
    BatchesProvider,
    ChatProvider,
    CountTokensProvider,
    EmbeddingsProvider,
    FilesProvider,
    ImageGenerationProvider,
    ModelsProvider,
    NoOptions,
    ReplyHeaders,
    RerankProvider,
    SpeechProvider,
    credential,
    setting,
    token_source,
)
from modelwire_runtime.provider import credentials_file as credentials_path
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.vertex_ai import VertexAIEmbeddingsModel, VertexAIModel, VertexAIRerankModel


class VertexAISafetySettingsOption(TypedDict, total=False):
    """What the option `safetySettings` may hold."""

    category: str
    """A harm, such as HARM_CATEGORY_HARASSMENT."""
    threshold: Literal["BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"]
    method: Literal["SEVERITY", "PROBABILITY"]
    """What the threshold is about."""


class VertexAIThinkingOption(TypedDict, total=False):
    """What the option `thinking` may hold."""

    type: Literal["enabled", "adaptive", "disabled", "between_tools"]
    """Which ones a model takes differs."""
    budget_tokens: int
    """Tokens to think with, from 1024 and below max_tokens; with `enabled`."""
    display: Literal["summarized", "omitted"]
    """What is shown of the thinking."""


class VertexAICacheControlOption(TypedDict, total=False):
    """What the option `cache_control` may hold."""

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"]
    """5m if not given."""


class VertexAIOptions(TypedDict, total=False):
    """Parameters of Google Vertex AI beside the unified ones; given to a call as `options=`.

    >>> options = VertexAIOptions(cachedContent="...")
    >>> ChatRequest(model="gemini-4-hydrogen", messages=messages, options=options).options
    {'cachedContent': '...'}
    """

    safetySettings: list[VertexAISafetySettingsOption]
    """Which harms are blocked from which probability on, as {category, threshold}."""
    generationConfig: Mapping[str, Any]
    """Further settings of Gemini's generation, such as {mediaResolution: MEDIA_RESOLUTION_LOW} or a
    thinkingConfig.
    """
    cachedContent: str
    """Name of cached content to use as the beginning of the prompt; Gemini 4 has none."""
    labels: Mapping[str, Any]
    """Labels by which the bill can be split."""
    modelArmorConfig: Mapping[str, Any]
    """Model Armor templates that screen the prompt and the reply."""
    continuationToken: str
    """Token of a candidate that ended with CONTINUATION, to go on from there."""
    thinking: VertexAIThinkingOption
    """How Claude thinks, such as {type: enabled, budget_tokens: 2048} or {type: adaptive, display: summarized}."""
    cache_control: VertexAICacheControlOption
    """Caches Claude's prompt up to its last block that can be cached, such as {type: ephemeral}."""
    context_management: Mapping[str, Any]
    """How earlier turns of Claude's are cleared or compacted (beta)."""
    anthropic_beta: str
    """Beta features of Claude to switch on, with commas between."""
    min_tokens: int
    """Least number of tokens to generate, for Mistral's models."""
    repetition_penalty: float
    """How much Mistral's models penalize repetition, as a factor."""


class VertexAIImageGenerationParametersOutputOptionsOption(TypedDict, total=False):
    """What the option `parameters.outputOptions` may hold."""

    mimeType: str
    compressionQuality: int


class VertexAIImageGenerationParametersOption(TypedDict, total=False):
    """What the option `parameters` may hold."""

    negativePrompt: str
    """What must not be in the image."""
    storageUri: str
    """Where in Cloud Storage the images are to go."""
    guidanceScale: float
    """How closely the prompt is followed."""
    safetySetting: str
    """How soon an image is withheld."""
    personGeneration: str
    """Whether people may be shown."""
    includeRaiReason: bool
    """Whether it is told why an image is withheld."""
    includeSafetyAttributes: bool
    """Whether it is told how unsafe an image is."""
    language: str
    """Language of the prompt."""
    addWatermark: bool
    """Whether the image is watermarked; a seed needs false."""
    enhancePrompt: bool
    """Whether the prompt may be rewritten."""
    outputOptions: VertexAIImageGenerationParametersOutputOptionsOption
    """The file."""


class VertexAIImageGenerationOptions(TypedDict, total=False):
    """Parameters of Google Vertex AI for image generation beside the unified ones; given to a call as `options=`.

    >>> VertexAIImageGenerationOptions(parameters={'negativePrompt': '...'})
    {'parameters': {'negativePrompt': '...'}}
    """

    parameters: VertexAIImageGenerationParametersOption
    """More parameters of Imagen."""
    generationConfig: Mapping[str, Any]
    """More of how the reply is made, such as temperature."""
    safetySettings: list[Mapping[str, Any]]
    """What is blocked, and how soon."""


class VertexAISpeechOptions(TypedDict, total=False):
    """Parameters of Google Vertex AI for speech beside the unified ones; given to a call as `options=`.

    >>> VertexAISpeechOptions(generationConfig={})
    {'generationConfig': {}}
    """

    generationConfig: Mapping[str, Any]
    """More of how the sound is made, such as speechConfig.multiSpeakerVoiceConfig."""


class VertexAIRerankOptions(TypedDict, total=False):
    """Parameters of Google Vertex AI for reranking beside the unified ones; given to a call as `options=`.

    >>> VertexAIRerankOptions(userLabels={})
    {'userLabels': {}}
    """

    userLabels: Mapping[str, Any]
    """Labels of the request, in lower case."""


class VertexAIFilesOptions(TypedDict, total=False):
    """Parameters of Google Vertex AI for files beside the unified ones; given to a call as `options=`.

    >>> VertexAIFilesOptions(name="...")
    {'name': '...'}
    """

    name: str
    """Name of the object, which replaces one of this name; a new one that ends in the file's own, if left out."""
    metadata: Mapping[str, Any]
    """Texts of your own by their names, kept with the object."""
    storageClass: str
    """How the object is stored, such as NEARLINE; as the bucket says, if left out."""


class VertexAIBatchesOptions(TypedDict, total=False):
    """Parameters of Google Vertex AI for batches beside the unified ones; given to a call as `options=`.

    >>> VertexAIBatchesOptions(displayName="...")
    {'displayName': '...'}
    """

    displayName: str
    """Name that is shown; that of the file of requests, if this is left out."""


class VertexAISettings(TypedDict, total=False):
    """What `create_provider("vertex_ai")` and `VertexAIProvider()` take.

    >>> settings = VertexAISettings(project="my-project", access_token="sk-1234")
    >>> VertexAIProvider(**settings).id
    'vertex_ai'
    """

    access_token: str | Secret | None
    token_provider: TokenProvider | None
    credentials_file: str | os.PathLike[str] | None
    api_key: str | Secret | None
    base_url: str
    project: str | None
    location: str
    deployments: Mapping[str, str] | None
    bucket: str | None
    quota_project: str | None


@final
@dataclass(frozen=True, kw_only=True)
class VertexAIProvider(
    ChatProvider[VertexAIOptions, VertexAIModel],
    EmbeddingsProvider[NoOptions, VertexAIEmbeddingsModel],
    ImageGenerationProvider[VertexAIImageGenerationOptions],
    SpeechProvider[VertexAISpeechOptions],
    RerankProvider[VertexAIRerankOptions, VertexAIRerankModel],
    CountTokensProvider,
    FilesProvider[VertexAIFilesOptions],
    BatchesProvider[VertexAIBatchesOptions],
    ModelsProvider,
):
    """Google Vertex AI: chat, embeddings, image generation, speech, reranking, token counts and more.

    >>> provider = VertexAIProvider(project="my-project", access_token="sk-1234")
    >>> model = provider.models["gemini-4-hydrogen"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    1.50 USD
    """

    access_token: str | Secret | None = credential()
    """Credential, sent as a bearer token."""
    token_provider: TokenProvider | None = token_source()
    """Function that returns an access token; for an AsyncClient it may be a coroutine function."""
    credentials_file: str | os.PathLike[str] | None = credentials_path()
    """Path of the credentials of a service account or a user, a JSON file of Google's."""
    api_key: str | Secret | None = credential()
    """Credential, sent as x-goog-api-key."""
    base_url: str = setting("GOOGLE_VERTEX_BASE_URL")
    """Address that the paths of the endpoints are appended to."""
    project: str | None = setting("GOOGLE_CLOUD_PROJECT", "VERTEXAI_PROJECT")
    """Project that is used and billed; not needed with an api_key."""
    location: str = setting("GOOGLE_CLOUD_LOCATION", "VERTEXAI_LOCATION", default="global", pattern="[a-z0-9-]+")
    """Region (such as us-central1), multi-region (us, eu) or global."""
    deployments: Mapping[str, str] | None = setting(kind=Mapping)
    """Which model of the catalogue stands behind an endpoint's name, such as endpoints/123."""
    bucket: str | None = setting(pattern="[a-z0-9][a-z0-9._-]+")
    """Name of the bucket in Cloud Storage where files and batches are kept, without gs://."""
    quota_project: str | None = setting("GOOGLE_CLOUD_QUOTA_PROJECT")
    """Project whose quota is used, if another; sent as x-goog-user-project."""

    type: ClassVar[Literal[ProviderType.VERTEX_AI]] = ProviderType.VERTEX_AI
    id = "vertex_ai"
    name = "Google Vertex AI"
    docs = "https://docs.cloud.google.com/gemini-enterprise-agent-platform"
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
            Capability.RERANK,
            Capability.COUNT_TOKENS,
            Capability.FILE_STORAGE,
            Capability.BATCHES,
            Capability.LIST_MODELS,
        }
    )
    auth = (
        BearerKey("access_token"),
        TokenFromProvider("token_provider"),
        GoogleCredentialsFile("credentials_file"),
        HeaderKey("api_key", header="x-goog-api-key"),
        GoogleDefault(),
    )
    addresses = (
        BaseURL("https://aiplatform.googleapis.com", when={"location": "global"}),
        BaseURL("https://aiplatform.{location}.rep.googleapis.com", when={"location": ("us", "eu")}),
        BaseURL("https://{location}-aiplatform.googleapis.com"),
    )
    telemetry_name = "gcp.vertex_ai"
    headers = MappingProxyType({"x-goog-user-project": "{quota_project}"})
    replies = ReplyHeaders(request_id=("request-id",), rate_limit="anthropic-ratelimit")
    catalog = "modelwire.catalogues.vertex_ai"

    _gemini_generate_content_parameters = Parameters(
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
            "store",
        ),
        values={
            "service_tier": {"flex": "flex", "standard": "standard", "priority": "priority"},
        },
        becomes={
            "reasoning_effort": {
                "low": {"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": True}}},
                "medium": {
                    "generationConfig": {"thinkingConfig": {"thinkingLevel": "MEDIUM", "includeThoughts": True}}
                },
                "high": {"generationConfig": {"thinkingConfig": {"thinkingLevel": "HIGH", "includeThoughts": True}}},
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
    )

    _gemini_images_parameters = Parameters(
        sent=("size", "aspect_ratio", "response_format", "seed"),
        unsupported=("n", "quality", "background", "output_format", "user"),
        fixed={"response_format": "b64_json"},
    )

    _gemini_speech_parameters = Parameters(
        sent=("voice", "response_format"),
        unsupported=("speed", "instructions"),
        fixed={"response_format": "pcm"},
    )

    _gemini_generate_content_rules = (
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
                        "generationConfig": {"thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": True}}
                    },
                    "low": {"generationConfig": {"thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": True}}},
                    "medium": {
                        "generationConfig": {"thinkingConfig": {"thinkingBudget": 8192, "includeThoughts": True}}
                    },
                    "high": {
                        "generationConfig": {"thinkingConfig": {"thinkingBudget": 24_576, "includeThoughts": True}}
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
                        "generationConfig": {"thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": True}}
                    },
                    "low": {"generationConfig": {"thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": True}}},
                    "medium": {
                        "generationConfig": {"thinkingConfig": {"thinkingBudget": 8192, "includeThoughts": True}}
                    },
                    "high": {
                        "generationConfig": {"thinkingConfig": {"thinkingBudget": 24_576, "includeThoughts": True}}
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
                        "generationConfig": {"thinkingConfig": {"thinkingLevel": "MINIMAL", "includeThoughts": True}}
                    },
                    "low": {"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": True}}},
                    "medium": {
                        "generationConfig": {"thinkingConfig": {"thinkingLevel": "MEDIUM", "includeThoughts": True}}
                    },
                    "high": {
                        "generationConfig": {"thinkingConfig": {"thinkingLevel": "HIGH", "includeThoughts": True}}
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
                        "generationConfig": {"thinkingConfig": {"thinkingLevel": "MINIMAL", "includeThoughts": True}}
                    },
                    "high": {
                        "generationConfig": {"thinkingConfig": {"thinkingLevel": "HIGH", "includeThoughts": True}}
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
                    "low": {"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": True}}},
                    "medium": {
                        "generationConfig": {"thinkingConfig": {"thinkingLevel": "MEDIUM", "includeThoughts": True}}
                    },
                    "high": {
                        "generationConfig": {"thinkingConfig": {"thinkingLevel": "HIGH", "includeThoughts": True}}
                    },
                    "xhigh": {
                        "generationConfig": {"thinkingConfig": {"thinkingLevel": "XHIGH", "includeThoughts": True}}
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
    )

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
                "/v1beta1/projects/{project}/locations/{location}/{+model}:generateContent",
                when={"project": "set"},
                models=("endpoints/*",),
                stream_path="/v1beta1/projects/{project}/locations/{location}/{+model}:streamGenerateContent",
                stream_query={"alt": "sse"},
                content=Content(
                    image=("url", "data", "id"),
                    audio=("data",),
                    file=("url", "data", "id"),
                    tool_result=("text", "image", "audio", "file"),
                ),
                parameters=_gemini_generate_content_parameters,
                rules=_gemini_generate_content_rules,
                options={
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
                                "method": Option("string", enum=("SEVERITY", "PROBABILITY")),
                            },
                        ),
                    ),
                    "generationConfig": Option("object"),
                    "cachedContent": Option("string"),
                    "labels": Option("object"),
                    "modelArmorConfig": Option("object"),
                    "continuationToken": Option("string"),
                },
            ),
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
                "/v1beta1/{+model}:generateContent",
                when={"project": "set"},
                models=("projects/*",),
                stream_path="/v1beta1/{+model}:streamGenerateContent",
                stream_query={"alt": "sse"},
                content=Content(
                    image=("url", "data", "id"),
                    audio=("data",),
                    file=("url", "data", "id"),
                    tool_result=("text", "image", "audio", "file"),
                ),
                parameters=_gemini_generate_content_parameters,
                rules=_gemini_generate_content_rules,
                options={
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
                                "method": Option("string", enum=("SEVERITY", "PROBABILITY")),
                            },
                        ),
                    ),
                    "generationConfig": Option("object"),
                    "cachedContent": Option("string"),
                    "labels": Option("object"),
                    "modelArmorConfig": Option("object"),
                    "continuationToken": Option("string"),
                },
            ),
            Route(
                AnthropicMessages(
                    search_tool="web_search_20250305", version_in_body="vertex-2023-10-16", model_in_body=False
                ),
                ("/v1/projects/{project}/locations/{location}/publishers/anthropic/models/{model}:rawPredict"),
                when={"project": "set"},
                models=("claude-*", "anthropic/claude-*", "publishers/anthropic/*"),
                stream_path=(
                    "/v1/projects/{project}/locations/{location}/publishers/anthropic/models/{model}:streamRawPredict"
                ),
                strip_model_prefix=("publishers/anthropic/models/", "anthropic/"),
                content=Content(
                    image=("data",),
                    file=("data",),
                    tool_result=("text", "image", "file"),
                    native=("image", "document", "search_result"),
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
                    # https://documentation.s3ns.fr/gemini-enterprise-agent-platform/models/partner-models/claude/structured-outputs
                    # (2026-11-27, medium confidence)
                    Rule(
                        why="Here Claude's replies have a format from 4.5 on.",
                        models=("claude-opus-4-1*", "claude-opus-4@*", "claude-sonnet-4@*"),
                        values={
                            "response_format": {"text": "text"},
                        },
                    ),
                    # https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting (2026-11-23)
                    Rule(
                        why=(
                            "Claude 4.1 and 4 think within a budget of tokens, which must be smaller than max_tokens."
                        ),
                        models=("claude-opus-4-1*", "claude-opus-4@*", "claude-sonnet-4@*"),
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
                    # pydantic-ai profiles/anthropic.py
                    # https://github.com/dotCipher/opencode-claude-bridge/pull/1 (2026-11-23, medium confidence)
                    Rule(
                        why=(
                            "Thinking within a budget goes with neither a forced call of a tool nor "
                            "temperature or top_k."
                        ),
                        models=("claude-opus-4-1*", "claude-opus-4@*", "claude-sonnet-4@*"),
                        when={"reasoning_effort": ("minimal", "low", "medium", "high")},
                        unsupported=("temperature", "top_k"),
                        values={
                            "tool_choice": {"auto": "auto", "none": "none"},
                        },
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
                    "anthropic_beta": Option("string", header="anthropic-beta"),
                },
            ),
            Route(
                OpenAIChat(
                    stream_usage=False,
                    roles={"developer": "system"},
                    reasoning_form="thinking-parts",
                    reasoning_replay="never",
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
                ("/v1/projects/{project}/locations/{location}/publishers/mistralai/models/{model}:rawPredict"),
                when={"project": "set"},
                models=("mistral-*", "codestral*", "ministral-*", "mistralai/*", "publishers/mistralai/*"),
                stream_path=(
                    "/v1/projects/{project}/locations/{location}/publishers/mistralai/models/{model}:streamRawPredict"
                ),
                strip_model_prefix=("publishers/mistralai/models/", "mistralai/"),
                content=Content(image=("url", "data"), tool_result=("text",), native=("reference",)),
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
                        "response_format",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "prediction",
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
                        "top_k",
                        "logprobs",
                        "top_logprobs",
                        "reasoning_effort",
                        "prompt_cache_key",
                        "metadata",
                        "service_tier",
                    ),
                    renamed={"seed": "random_seed"},
                    values={
                        "tool_choice": {"auto": "auto", "none": "none", "named": "named"},
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
                options={
                    "min_tokens": Option("integer"),
                    "repetition_penalty": Option("number"),
                },
            ),
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
                "/v1beta1/publishers/google/models/{model}:generateContent",
                when={"api_key": "set"},
                models=("gemini-*", "google/gemini-*", "publishers/google/*"),
                stream_path="/v1beta1/publishers/google/models/{model}:streamGenerateContent",
                stream_query={"alt": "sse"},
                strip_model_prefix=("publishers/google/models/", "google/"),
                content=Content(
                    image=("url", "data", "id"),
                    audio=("data",),
                    file=("url", "data", "id"),
                    tool_result=("text", "image", "audio", "file"),
                ),
                parameters=_gemini_generate_content_parameters,
                rules=_gemini_generate_content_rules,
                options={
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
                                "method": Option("string", enum=("SEVERITY", "PROBABILITY")),
                            },
                        ),
                    ),
                    "generationConfig": Option("object"),
                    "cachedContent": Option("string"),
                    "labels": Option("object"),
                    "modelArmorConfig": Option("object"),
                    "continuationToken": Option("string"),
                },
            ),
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
                ("/v1beta1/projects/{project}/locations/{location}/publishers/google/models/{model}:generateContent"),
                when={"api_key": "unset"},
                models=("gemini-*", "google/gemini-*", "publishers/google/*"),
                stream_path=(
                    "/v1beta1/projects/{project}/locations/{location}/publishers/google/models/{m"
                    "odel}:streamGenerateContent"
                ),
                stream_query={"alt": "sse"},
                strip_model_prefix=("publishers/google/models/", "google/"),
                content=Content(
                    image=("url", "data", "id"),
                    audio=("data",),
                    file=("url", "data", "id"),
                    tool_result=("text", "image", "audio", "file"),
                ),
                parameters=_gemini_generate_content_parameters,
                rules=_gemini_generate_content_rules,
                options={
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
                                "method": Option("string", enum=("SEVERITY", "PROBABILITY")),
                            },
                        ),
                    ),
                    "generationConfig": Option("object"),
                    "cachedContent": Option("string"),
                    "labels": Option("object"),
                    "modelArmorConfig": Option("object"),
                    "continuationToken": Option("string"),
                },
            ),
            Route(
                OpenAIChat(),
                "/v1/projects/{project}/locations/{location}/endpoints/openapi/chat/completions",
                when={"project": "set"},
                models=("*/*",),
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
                ),
                rules=(
                    # https://github.com/anomalyco/models.dev/pull/2223 (2026-11-26, medium confidence)
                    Rule(
                        why="These models think, if at all, as they do; there is no effort to ask for.",
                        models=(
                            "meta/*",
                            "google/gemma-*",
                            "qwen/*",
                            "moonshotai/*",
                            "minimaxai/*",
                            "zai-org/glm-4*",
                            "zai-org/glm-5-maas",
                            "deepseek-ai/deepseek-r1*",
                            "deepseek-ai/deepseek-v3*",
                        ),
                        unsupported=("reasoning_effort",),
                    ),
                    # https://github.com/anomalyco/models.dev/pull/2223 (2026-11-26)
                    Rule(
                        why="gpt-oss knows three efforts.",
                        models=("openai/gpt-oss*",),
                        values={
                            "reasoning_effort": {"low": "low", "medium": "medium", "high": "high"},
                        },
                    ),
                ),
            ),
        ),
        embeddings=(
            Route(
                GeminiPredictEmbeddings(),
                ("/v1beta1/projects/{project}/locations/{location}/publishers/google/models/{model}:predict"),
                when={"project": "set"},
                models=("text-*embedding-*", "google/text-*embedding-*", "publishers/google/models/text-*embedding-*"),
                strip_model_prefix=("publishers/google/models/", "google/"),
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
            ),
            Route(
                GeminiBatchEmbeddings(model_in_body=False),
                (
                    "/v1beta1/projects/{project}/locations/{location}/publishers/google/models/{m"
                    "odel}:batchEmbedContents"
                ),
                when={"project": "set"},
                models=(
                    "gemini-embedding-*",
                    "google/gemini-embedding-*",
                    "publishers/google/models/gemini-embedding-*",
                ),
                strip_model_prefix=("publishers/google/models/", "google/"),
                parameters=Parameters(
                    sent=("dimensions", "input_type"),
                    unsupported=("user",),
                    renamed={
                        "dimensions": "embedContentConfig.outputDimensionality",
                        "input_type": "embedContentConfig.taskType",
                    },
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
                        models=("*gemini-embedding-2*",),
                        unsupported=("input_type",),
                    ),
                ),
            ),
        ),
        image_generation=(
            Route(
                ImagenPredict(),
                ("/v1beta1/projects/{project}/locations/{location}/publishers/google/models/{model}:predict"),
                when={"project": "set"},
                models=("imagen-*", "google/imagen-*", "publishers/google/models/imagen-*"),
                strip_model_prefix=("publishers/google/models/", "google/"),
                parameters=Parameters(
                    sent=("n", "size", "aspect_ratio", "output_format", "response_format", "seed"),
                    unsupported=("quality", "background", "user"),
                    values={
                        "output_format": {"png": "image/png", "jpeg": "image/jpeg"},
                    },
                    fixed={"response_format": "b64_json"},
                ),
                options={
                    "parameters": Option(
                        "object",
                        fields={
                            "negativePrompt": Option("string"),
                            "storageUri": Option("string"),
                            "guidanceScale": Option("number"),
                            "safetySetting": Option("string"),
                            "personGeneration": Option("string"),
                            "includeRaiReason": Option("boolean"),
                            "includeSafetyAttributes": Option("boolean"),
                            "language": Option("string"),
                            "addWatermark": Option("boolean"),
                            "enhancePrompt": Option("boolean"),
                            "outputOptions": Option(
                                "object",
                                fields={
                                    "mimeType": Option("string"),
                                    "compressionQuality": Option("integer"),
                                },
                            ),
                        },
                    )
                },
            ),
            Route(
                GeminiImages(),
                "/v1beta1/publishers/google/models/{model}:generateContent",
                when={"api_key": "set"},
                strip_model_prefix=("publishers/google/models/", "google/"),
                parameters=_gemini_images_parameters,
                options={
                    "generationConfig": Option("object"),
                    "safetySettings": Option("array", items=Option("object")),
                },
            ),
            Route(
                GeminiImages(),
                ("/v1beta1/projects/{project}/locations/{location}/publishers/google/models/{model}:generateContent"),
                when={"api_key": "unset"},
                strip_model_prefix=("publishers/google/models/", "google/"),
                parameters=_gemini_images_parameters,
                options={
                    "generationConfig": Option("object"),
                    "safetySettings": Option("array", items=Option("object")),
                },
            ),
        ),
        speech=(
            Route(
                GeminiSpeech(),
                "/v1beta1/publishers/google/models/{model}:generateContent",
                when={"api_key": "set"},
                strip_model_prefix=("publishers/google/models/", "google/"),
                parameters=_gemini_speech_parameters,
                options={"generationConfig": Option("object")},
            ),
            Route(
                GeminiSpeech(),
                ("/v1beta1/projects/{project}/locations/{location}/publishers/google/models/{model}:generateContent"),
                when={"api_key": "unset"},
                strip_model_prefix=("publishers/google/models/", "google/"),
                parameters=_gemini_speech_parameters,
                options={"generationConfig": Option("object")},
            ),
        ),
        rerank=(
            Route(
                DiscoveryEngineRank(one_search=100),
                ("/v1/projects/{project}/locations/global/rankingConfigs/default_ranking_config:rank"),
                when={"project": "set", "api_key": "unset"},
                base_url="https://discoveryengine.googleapis.com",
                parameters=Parameters(
                    sent=("top_n",),
                    unsupported=("max_tokens_per_doc", "user"),
                ),
                options={"userLabels": Option("object")},
            ),
        ),
        count_tokens=(
            Route(
                TokenCounting(
                    fields=(
                        "anthropic_version",
                        "messages",
                        "system",
                        "tools",
                        "tool_choice",
                        "thinking",
                        "output_config",
                        "cache_control",
                    ),
                    total="input_tokens",
                    model_in_body=True,
                ),
                ("/v1/projects/{project}/locations/{location}/publishers/anthropic/models/count-tokens:rawPredict"),
                when={"project": "set"},
                models=("claude-*", "anthropic/claude-*", "publishers/anthropic/*"),
                strip_model_prefix=("publishers/anthropic/models/", "anthropic/"),
            ),
            Route(
                TokenCounting(
                    fields=("contents", "systemInstruction", "tools", "generationConfig"), total="totalTokens"
                ),
                "/v1beta1/publishers/google/models/{model}:countTokens",
                when={"api_key": "set"},
                models=("gemini-*", "google/gemini-*", "publishers/google/*"),
                strip_model_prefix=("publishers/google/models/", "google/"),
            ),
            Route(
                TokenCounting(
                    fields=("contents", "systemInstruction", "tools", "generationConfig"), total="totalTokens"
                ),
                ("/v1beta1/projects/{project}/locations/{location}/publishers/google/models/{model}:countTokens"),
                when={"api_key": "unset"},
                models=("gemini-*", "google/gemini-*", "publishers/google/*"),
                strip_model_prefix=("publishers/google/models/", "google/"),
            ),
        ),
        files=(
            Route(
                CloudStorageFiles(),
                "/storage/v1/b/{bucket}/o",
                when={"bucket": "set", "api_key": "unset"},
                base_url="https://storage.googleapis.com",
                method="GET",
                parameters=Parameters(
                    unsupported=("purpose",),
                ),
                options={
                    "name": Option("string"),
                    "metadata": Option("object"),
                    "storageClass": Option("string"),
                },
            ),
        ),
        batches=(
            Route(
                BatchPredictionJobs(
                    endpoints={"gemini-generate-content": "/publishers/google/models/{model}"},
                    id_pattern="[a-z0-9_-]{1,63}",
                ),
                "/v1beta1/projects/{project}/locations/{location}/batchPredictionJobs",
                when={"project": "set", "bucket": "set", "api_key": "unset"},
                method="GET",
                parameters=Parameters(
                    sent=("metadata",),
                    renamed={"metadata": "labels"},
                ),
                options={"displayName": Option("string")},
            ),
        ),
        models=(
            Route(
                ModelListing(
                    items="publisherModels",
                    id="name",
                    strip_id_prefix="publishers/google/models/",
                    omits_empty=True,
                    next_page={"cursor": "nextPageToken", "parameter": "pageToken"},
                    page={"pageSize": "100"},
                ),
                "/v1beta1/publishers/google/models",
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
            "RAI_FILTERED": ContentFilteredError,
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
            "authentication_error": AuthenticationError,
            "billing_error": QuotaExceededError,
            "permission_error": PermissionDeniedError,
            "request_too_large": RequestTooLargeError,
            "conflict_error": Kind(InvalidRequestError, retryable=True),
            "rate_limit_error": RateLimitError,
            "enforced_spend_limit_reached": QuotaExceededError,
            "contract_spend_limit_reached": QuotaExceededError,
            "overloaded_error": OverloadedError,
            "1100": OverloadedError,
            "1300": RateLimitError,
            "1500": ModelNotFoundError,
            "3505": OverloadedError,
            "invalid_model": ModelNotFoundError,
            "service_tier_capacity_exceeded": OverloadedError,
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
            MessagePattern(
                "prompt is too long: (?P<actual>[0-9]+) tokens > (?P<limit>[0-9]+) maximum", ContextLengthExceededError
            ),
            MessagePattern("exceed context limit: .*> (?P<limit>[0-9]+)", ContextLengthExceededError),
            MessagePattern(
                (
                    "contains (?P<actual>[0-9]+) tokens.*?too large for model with "
                    "(?P<limit>[0-9]+) maximum context length"
                ),
                ContextLengthExceededError,
            ),
            MessagePattern("maximum context length is (?P<limit>[0-9]+) tokens", ContextLengthExceededError),
            MessagePattern("Publisher Model .* not found", ModelNotFoundError, statuses=(404,)),
            MessagePattern("^model: ", ModelNotFoundError, statuses=(404,)),
            MessagePattern("credit balance is too low", QuotaExceededError),
        ),
    )
