# Generated from specs/openai.yaml. Do not edit: change the spec and run `make generate`.
"""OpenAI: chat, embeddings, moderation, image generation, image edit, transcription, speech and more.

https://platform.openai.com/docs/api-reference
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
    BatchCancelledError,
    BatchExpiredError,
    ContentFilteredError,
    ContextLengthExceededError,
    InvalidRequestError,
    ModelNotFoundError,
    NotFoundError,
    OverloadedError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
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
    OpenAIModerations,
    OpenAIResponses,
    OpenAISpeech,
    OpenAITranscriptions,
    TokenCounting,
)
from modelwire_runtime.provider import (
    BatchesProvider,
    ChatProvider,
    CountTokensProvider,
    EmbeddingsProvider,
    FilesProvider,
    ImageEditProvider,
    ImageGenerationProvider,
    ModelsProvider,
    ModerationProvider,
    NoOptions,
    ReplyHeaders,
    SpeechProvider,
    TranscriptionProvider,
    credential,
    setting,
)
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.openai import (
    OpenAIEmbeddingsModel,
    OpenAIImageEditModel,
    OpenAIImageGenerationModel,
    OpenAIModel,
    OpenAISpeechModel,
    OpenAITranscriptionModel,
)


class OpenAIPromptCacheOptionsOption(TypedDict, total=False):
    """What the option `prompt_cache_options` may hold."""

    mode: Literal["implicit", "explicit"]
    """Whether OpenAI sets a breakpoint of its own; `implicit` if not given."""
    ttl: str
    """Least lifetime of what is cached; 30m is the only one so far."""


class OpenAIModerationOption(TypedDict, total=False):
    """What the option `moderation` may hold."""

    model: str
    """The model that moderates, such as omni-moderation-latest."""


class OpenAIReasoningOption(TypedDict, total=False):
    """What the option `reasoning` may hold."""

    summary: Literal["auto", "concise", "detailed"]
    """Ask for a summary of the reasoning."""


class OpenAIOptions(TypedDict, total=False):
    """Parameters of OpenAI beside the unified ones; given to a call as `options=`.

    >>> options = OpenAIOptions(prompt_cache_retention="in_memory")
    >>> ChatRequest(model="gpt-6.2-astra", messages=messages, options=options).options
    {'prompt_cache_retention': 'in_memory'}
    """

    prompt_cache_options: OpenAIPromptCacheOptionsOption
    """How GPT-5.6 and later cache prompts."""
    prompt_cache_retention: Literal["in_memory", "24h"]
    """How long models before GPT-5.6 keep prompts cached; deprecated for prompt_cache_options."""
    moderation: OpenAIModerationOption
    """Moderation to run beside the request."""
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
    reasoning: OpenAIReasoningOption
    """How the model reasons, beside reasoning_effort."""
    truncation: Literal["auto", "disabled"]
    """Whether the beginning of a conversation that is too long is left out; refused if left out."""
    max_tool_calls: int
    """Most calls of the vendor's own tools."""
    prompt: Mapping[str, Any]
    """Prompt template kept at the vendor's, with its variables."""
    context_management: list[Mapping[str, Any]]
    """When the conversation is compacted."""


class OpenAIImageGenerationOptions(TypedDict, total=False):
    """Parameters of OpenAI for image generation beside the unified ones; given to a call as `options=`.

    >>> OpenAIImageGenerationOptions(moderation="auto")
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


class OpenAIImageEditOptions(TypedDict, total=False):
    """Parameters of OpenAI for image edit beside the unified ones; given to a call as `options=`.

    >>> OpenAIImageEditOptions(input_fidelity="low")
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


class OpenAITranscriptionChunkingStrategyOption(TypedDict, total=False):
    """What the option `chunking_strategy` may hold."""

    type: Literal["server_vad"]
    """Cut at silences."""
    prefix_padding_ms: int
    """Sound to take in before what was found to be speech."""
    silence_duration_ms: int
    """Silence that ends a piece."""
    threshold: float
    """How loud speech must be, from 0 to 1."""


class OpenAITranscriptionOptions(TypedDict, total=False):
    """Parameters of OpenAI for transcription beside the unified ones; given to a call as `options=`.

    >>> OpenAITranscriptionOptions(chunking_strategy="...")
    {'chunking_strategy': '...'}
    """

    chunking_strategy: str | OpenAITranscriptionChunkingStrategyOption
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


class OpenAIFilesExpiresAfterOption(TypedDict, total=False):
    """What the option `expires_after` may hold."""

    anchor: Literal["created_at"]
    """What the seconds are counted from."""
    seconds: int
    """From 3600, an hour, to 2592000, 30 days."""


class OpenAIFilesOptions(TypedDict, total=False):
    """Parameters of OpenAI for files beside the unified ones; given to a call as `options=`.

    >>> OpenAIFilesOptions(expires_after={'anchor': 'created_at'})
    {'expires_after': {'anchor': 'created_at'}}
    """

    expires_after: OpenAIFilesExpiresAfterOption
    """When the file is deleted; one for a batch is after 30 days, if this is left out."""


class OpenAIBatchesOutputExpiresAfterOption(TypedDict, total=False):
    """What the option `output_expires_after` may hold."""

    anchor: Literal["created_at"]
    """What the seconds count from."""
    seconds: int
    """From 3600 to 2592000."""


class OpenAIBatchesOptions(TypedDict, total=False):
    """Parameters of OpenAI for batches beside the unified ones; given to a call as `options=`.

    >>> OpenAIBatchesOptions(completion_window="...")
    {'completion_window': '...'}
    """

    completion_window: str
    """Time within which the batch is to be processed; 24h is the only one so far."""
    output_expires_after: OpenAIBatchesOutputExpiresAfterOption
    """When the files with the results expire, such as {anchor: created_at, seconds: 86400}."""


class OpenAISettings(TypedDict, total=False):
    """What `create_provider("openai")` and `OpenAIProvider()` take.

    >>> settings = OpenAISettings(api_key="sk-1234")
    >>> OpenAIProvider(**settings).id
    'openai'
    """

    api_key: str | Secret | None
    base_url: str
    organization: str | None
    project: str | None


@final
@dataclass(frozen=True, kw_only=True)
class OpenAIProvider(
    ChatProvider[OpenAIOptions, OpenAIModel],
    EmbeddingsProvider[NoOptions, OpenAIEmbeddingsModel],
    ModerationProvider[NoOptions],
    ImageGenerationProvider[OpenAIImageGenerationOptions, OpenAIImageGenerationModel],
    ImageEditProvider[OpenAIImageEditOptions, OpenAIImageEditModel],
    TranscriptionProvider[OpenAITranscriptionOptions, OpenAITranscriptionModel],
    SpeechProvider[NoOptions, OpenAISpeechModel],
    CountTokensProvider,
    FilesProvider[OpenAIFilesOptions],
    BatchesProvider[OpenAIBatchesOptions],
    ModelsProvider,
):
    """OpenAI: chat, embeddings, moderation, image generation, image edit, transcription, speech and more.

    >>> provider = OpenAIProvider(api_key="sk-1234")
    >>> model = provider.models["gpt-6.2-astra"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    8.00 USD
    """

    api_key: str | Secret | None = credential("OPENAI_API_KEY")
    """Credential, sent as a bearer token."""
    base_url: str = setting("OPENAI_BASE_URL", "OPENAI_API_BASE", default="https://api.openai.com/v1")
    """Address that the paths of the endpoints are appended to."""
    organization: str | None = setting("OPENAI_ORG_ID", "OPENAI_ORGANIZATION")
    """Organization to bill, sent as OpenAI-Organization; the key's default one if not given."""
    project: str | None = setting("OPENAI_PROJECT_ID")
    """Project to bill, sent as OpenAI-Project; the key's default one if not given."""

    type: ClassVar[Literal[ProviderType.OPENAI]] = ProviderType.OPENAI
    id = "openai"
    name = "OpenAI"
    docs = "https://platform.openai.com/docs/api-reference"
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
            Capability.MODERATION,
            Capability.IMAGE_GENERATION,
            Capability.IMAGE_EDIT,
            Capability.TRANSCRIPTION,
            Capability.SPEECH,
            Capability.COUNT_TOKENS,
            Capability.FILE_STORAGE,
            Capability.BATCHES,
            Capability.LIST_MODELS,
        }
    )
    auth = (BearerKey("api_key"),)
    headers = MappingProxyType(
        {
            "OpenAI-Organization": "{organization}",
            "OpenAI-Project": "{project}",
        }
    )
    replies = ReplyHeaders(request_id=("x-request-id",), should_retry="x-should-retry", rate_limit="x-ratelimit")
    catalog = "modelwire.catalogues.openai"

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
                OpenAIChat(message_fields=("audio",), tool_ids="forty-characters", allowed_tools=True),
                "/chat/completions",
                content=Content(image=("url", "data"), audio=("data",), file=("data", "id"), tool_result=("text",)),
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
                ),
                options={
                    "prompt_cache_options": Option(
                        "object",
                        fields={
                            "mode": Option("string", enum=("implicit", "explicit")),
                            "ttl": Option("string"),
                        },
                    ),
                    "prompt_cache_retention": Option("string", enum=("in_memory", "24h")),
                    "moderation": Option("object", fields={"model": Option("string")}),
                },
            ),
            Route(
                OpenAIResponses(),
                "/responses",
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
                        "web_search_options",
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
                OpenAIEmbeddings(),
                "/embeddings",
                parameters=Parameters(
                    sent=("dimensions", "user"),
                    unsupported=("input_type",),
                ),
                rules=(
                    # openai/openai-openapi openapi.json 2.3.0 (CreateEmbeddingRequest) (2026-11-23)
                    Rule(
                        why="Only text-embedding-3 and later shorten their vectors.",
                        models=("text-embedding-ada-002*",),
                        unsupported=("dimensions",),
                    ),
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
                "/images/edits",
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
                "/audio/transcriptions",
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
                "/audio/speech",
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
        count_tokens=(
            Route(
                TokenCounting(
                    chat="openai-responses",
                    fields=(
                        "model",
                        "input",
                        "instructions",
                        "tools",
                        "tool_choice",
                        "text",
                        "reasoning",
                        "parallel_tool_calls",
                        "truncation",
                        "previous_response_id",
                        "conversation",
                    ),
                    total="input_tokens",
                ),
                "/responses/input_tokens",
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
                    endpoints={
                        "openai-chat": "/v1/chat/completions",
                        "openai-responses": "/v1/responses",
                    },
                    most_requests=50_000,
                    most_bytes=209_715_200,
                    one_model=True,
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
                ModelListing(created="created"),
                "/models",
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        codes={
            "invalid_api_key": AuthenticationError,
            "unsupported_country_region_territory": PermissionDeniedError,
            "model_not_found": ModelNotFoundError,
            "context_length_exceeded": ContextLengthExceededError,
            "content_policy_violation": ContentFilteredError,
            "moderation_blocked": ContentFilteredError,
            "batch_expired": BatchExpiredError,
            "batch_cancelled": BatchCancelledError,
            "content_filter": ContentFilteredError,
            "invalid_prompt": ContentFilteredError,
            "insufficient_quota": QuotaExceededError,
            "credit_balance_exhausted": QuotaExceededError,
            "organization_spend_limit_exceeded": QuotaExceededError,
            "project_spend_limit_exceeded": QuotaExceededError,
            "organization_usage_limit_exceeded": QuotaExceededError,
            "slow_down": RateLimitError,
            "rate_limit_exceeded": RateLimitError,
            "bio_policy": ContentFilteredError,
            "misalignment_policy_violation": ContentFilteredError,
            "image_content_policy_violation": ContentFilteredError,
            "server_is_overloaded": OverloadedError,
        },
        statuses={
            401: AuthenticationError,
            403: PermissionDeniedError,
            404: NotFoundError,
            409: Kind(InvalidRequestError, retryable=True),
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
                statuses=(400,),
            ),
            MessagePattern(
                ("exceed the configured limit of (?P<limit>[0-9]+) tokens.*?resulted in (?P<actual>[0-9]+) tokens"),
                ContextLengthExceededError,
            ),
            MessagePattern("Request too large for", Kind(RateLimitError, retryable=False), statuses=(429,)),
            MessagePattern("^Rate limit reached for", RateLimitError),
        ),
    )
