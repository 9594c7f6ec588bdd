"""Providers written by hand, as the generator would write them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypedDict, final

from modelwire_runtime.auth import BearerKey, HeaderKey, Secret, TokenFromProvider, TokenProvider
from modelwire_runtime.capabilities import Capability
from modelwire_runtime.catalog import Catalog, Model, per_million
from modelwire_runtime.errors import (
    ContextLengthExceededError,
    InvalidRequestError,
    ModelNotFoundError,
    QuotaExceededError,
)
from modelwire_runtime.errortable import ErrorTable, Kind, MessagePattern
from modelwire_runtime.images import ImageEditRequest, ImageGenerationRequest
from modelwire_runtime.options import Option
from modelwire_runtime.parameters import Limit, Parameters, Rule
from modelwire_runtime.protocols import (
    GeminiImages,
    GeminiSpeech,
    ImagenPredict,
    ModelListing,
    OpenAIChat,
    OpenAIEmbeddings,
    OpenAIImageEdits,
    OpenAIImages,
    OpenAISpeech,
    OpenAITranscriptions,
)
from modelwire_runtime.provider import (
    ChatProvider,
    EmbeddingsProvider,
    ImageEditProvider,
    ImageGenerationProvider,
    LLMProvider,
    ModelsProvider,
    NoOptions,
    ReplyHeaders,
    SpeechProvider,
    TranscriptionProvider,
    credential,
    setting,
    token_source,
)
from modelwire_runtime.requests import ChatRequest
from modelwire_runtime.routes import Endpoints, Route
from modelwire_runtime.speech import SpeechRequest
from modelwire_runtime.transcription import TranscriptionRequest

MODELS = Catalog(
    Model("m-1", aliases=("m-latest",), price=per_million(input="2.00", output="8.00", cached_input="0.50")),
    Model("ear", kind="transcription", price=per_million(per_second="0.0001")),
    Model("token-ear", kind="transcription", price=per_million(input="2.50", audio_input="3.00", output="10.00")),
    Model("brush", kind="image", price=per_million(input="5.00", image_input="8.00", image_output="30.00")),
    Model("imagen", kind="image", price=per_million(per_image="0.04")),
    Model("unpriced", supports=(Capability.VISION,), lacks=(Capability.TOOLS,)),
)


class AcmeOptions(TypedDict, total=False):
    """What only Acme takes."""

    thinking: dict[str, Any]
    beta: str | list[str]
    style: dict[str, Any]


@final
@dataclass(frozen=True, kw_only=True)
class AcmeProvider(
    ImageGenerationProvider[Any],
    ImageEditProvider[Any],
    ChatProvider[AcmeOptions],
    EmbeddingsProvider[Any],
    SpeechProvider[NoOptions],
    TranscriptionProvider[Any],
    ModelsProvider,
):
    """Speaks OpenAI's protocols, with a few quirks."""

    api_key: str | Secret | None = credential("ACME_API_KEY", "ACME_KEY")
    token_provider: TokenProvider | None = token_source()
    base_url: str = setting("ACME_BASE_URL", default="https://acme.invalid/v1")
    organization: str | None = setting("ACME_ORG")

    id = "acme"
    name = "Acme"
    docs = "https://acme.invalid/docs"
    auth = (BearerKey("api_key"), TokenFromProvider("token_provider"))
    headers = {"Acme-Org": "{organization}"}  # noqa: RUF012 (as in a generated class, nobody writes to it)
    replies = ReplyHeaders(
        request_id=("x-request-id",),
        should_retry="x-should-retry",
        rate_limit="x-ratelimit",
        service_tier="x-served-on",
        cache_write_1h="x-written-for-an-hour",
    )
    catalog = "tests.runtime.providers"
    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(),
                "/chat/completions",
                parameters=Parameters(
                    sent=tuple(name for name in ChatRequest.PARAMETERS if name not in ("top_k", "n")),
                    unsupported=("top_k", "n"),
                    renamed={"max_tokens": "limits.output", "user": "end_user"},
                    values={"reasoning_effort": {"none": "off", "low": "low", "high": "deep"}},
                    becomes={"verbosity": {"low": {"text": {"size": "s"}}, "high": {"text": {"size": "l"}}}},
                    limits={"temperature": Limit(min=0, max=1, policy="clamp"), "top_p": Limit(min=0.1, max=1)},
                    fixed={"seed": 7},
                    defaults={"service_tier": "standard"},
                ),
                rules=(
                    Rule(why="Thinkers do not sample.", models=("think-*",), unsupported=("temperature",)),
                    Rule(models=("think-*",), when={"reasoning_effort": ("none",)}, sent=("temperature",)),
                    Rule(models=("m-*",), unless={"logprobs": (True,)}, unsupported=("top_logprobs",)),
                ),
                options={
                    "thinking": Option("object"),
                    "beta": Option(("string", "array"), items=Option("string"), header="acme-beta"),
                    "style": Option(
                        "object",
                        fields={
                            "tone": Option("string", enum=("plain", "warm")),
                            "length": Option("integer"),
                            "bias": Option("number"),
                            "rhyme": Option("boolean"),
                            "steps": Option("array", items=Option("object", fields={"name": Option("string")})),
                        },
                    ),
                },
            ),
        ),
        speech=(
            Route(GeminiSpeech(), "/{model}:generate", models=("gem",), parameters=Parameters(sent=("voice",))),
            Route(
                OpenAISpeech(base64_key="sound"),
                "/audio/wrapped",
                models=("wrapped",),
                parameters=Parameters(sent=SpeechRequest.PARAMETERS),
            ),
            Route(OpenAISpeech(), "/audio/speech", parameters=Parameters(sent=SpeechRequest.PARAMETERS)),
        ),
        image_generation=(
            Route(ImagenPredict(), "/{model}:predict", models=("imagen",), parameters=Parameters(sent=("n", "size"))),
            Route(GeminiImages(), "/{model}:generate", models=("gem",), parameters=Parameters(sent=("size",))),
            Route(OpenAIImages(), "/images", parameters=Parameters(sent=ImageGenerationRequest.PARAMETERS)),
        ),
        image_edit=(Route(OpenAIImageEdits(), "/edits", parameters=Parameters(sent=ImageEditRequest.PARAMETERS)),),
        transcription=(
            Route(
                OpenAITranscriptions(),
                "/audio/transcriptions",
                parameters=Parameters(sent=TranscriptionRequest.PARAMETERS),
                options={"chunking_strategy": Option(("string", "object")), "include": Option("array")},
            ),
        ),
        embeddings=(Route(OpenAIEmbeddings(), "/embeddings", parameters=Parameters(sent=("dimensions",))),),
        models=(
            Route(
                ModelListing(next_page={"cursor": "next", "parameter": "after"}, page={"limit": "2"}),
                "/models",
                method="GET",
            ),
        ),
    )
    errors = ErrorTable(
        codes={
            "context_length_exceeded": ContextLengthExceededError,
            "insufficient_quota": QuotaExceededError,
            "no_model": ModelNotFoundError,
        },
        statuses={409: Kind(InvalidRequestError, retryable=True)},
        messages=(
            MessagePattern(
                "maximum context length is (?P<limit>[0-9,]+) tokens.*resulted in (?P<actual>[0-9,]+)",
                ContextLengthExceededError,
                statuses=(400,),
            ),
        ),
    )


@final
@dataclass(frozen=True, kw_only=True)
class ChatOnlyProvider(ChatProvider[AcmeOptions]):
    """Has nothing but chat, and its key in a header of its own."""

    api_key: str | Secret | None = credential("CHAT_ONLY_KEY")
    base_url: str = setting(required=True)

    id = "chat_only"
    name = "Chat only"
    docs = ""
    auth = (HeaderKey("api_key", header="X-Key"),)
    catalog = "tests.runtime.providers"
    endpoints = Endpoints(
        chat=(Route(OpenAIChat(), "/chat", models=("m-*",), parameters=Parameters(sent=ChatRequest.PARAMETERS)),)
    )


class ProviderType(StrEnum):
    ACME = "acme"
    CHAT_ONLY = "chat_only"


def create_provider(type: str, **settings: Any) -> LLMProvider:
    match ProviderType(type):
        case ProviderType.ACME:
            return AcmeProvider(**settings)
        case ProviderType.CHAT_ONLY:
            return ChatOnlyProvider(**settings)
