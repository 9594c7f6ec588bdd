"""Makes the requests of the operations beside chat into calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .calls import (
    NO_CONTEXT,
    Manner,
    attaching,
    checked,
    encoded,
    make_call,
    native_parameters,
    with_query,
)
from .context import CallContext
from .errors import NotSupportedError
from .exchange import Call
from .parameters import matches
from .protocols.base import (
    BytesDecoder,
    ContentProtocol,
    Encoding,
    ModelsProtocol,
    NotContent,
    RequestProtocol,
    check_envelope,
    parse,
    unexpected,
)
from .replies import ModelList
from .requests import Request, given
from .timing import RequestContext

if TYPE_CHECKING:
    from .protocols.openai_transcriptions import OpenAITranscriptions
    from .provider import Endpoint, LLMProvider
    from .rerank import RerankRequest, RerankResponse
    from .routes import Target
    from .speech import SpeechRequest, SpeechResponse
    from .transcription import Transcription, TranscriptionRequest


def request_call(
    provider: LLMProvider,
    endpoint: Endpoint,
    request: Request,
    options: Mapping[str, Any] | None,
    context: RequestContext | None,
    manner: Manner,
    *,
    stream: bool = False,
) -> Call[Any]:
    """The call that makes a request; what it decodes is a reply of the endpoint, or its content."""
    request.check(provider.id)
    target: Target[Any] = provider.target(endpoint, request.model, checked(context, provider).route)
    if request.model:
        provider.check_model(request.model, manner.unsupported)
    native = native_parameters(provider, target, request, options)
    settled = target.plan.settle(given(request), manner.unsupported, *native)
    encoding = Encoding(provider.id, target.wire_model, settled, stream)
    body, headers = encoded(target, request, encoding, native)
    about = CallContext(provider, request.model, encoding.adjustments)
    call = make_call(target, about, body, context, manner, headers, stream)
    call.asked = request
    protocol: RequestProtocol | ContentProtocol = target.protocol
    if isinstance(protocol, ContentProtocol):
        decoder = _decoder(protocol, about, body)
        call.content, call.decode = decoder, _reading(decoder)
    else:
        call.decode = attaching(protocol.reader(body), about)
    return call


def speech_call(
    provider: LLMProvider,
    request: SpeechRequest,
    options: Mapping[str, Any] | None,
    context: RequestContext | None,
    manner: Manner,
) -> Call[SpeechResponse]:
    """The call that asks for a text to be read aloud."""
    from .speech import SpeechResponse

    call = request_call(provider, "speech", request, options, context, manner)
    read: Callable[[bytes], bytes] | None = call.decode
    about = call.context
    assert read is not None

    def decode(data: bytes) -> SpeechResponse:
        reply = SpeechResponse(read(data), about.media_type or about.content_type, len(request.input))
        reply.attach(about, None)
        return reply

    call.decode = decode
    return call


def rerank_call(
    provider: LLMProvider,
    request: RerankRequest,
    options: Mapping[str, Any] | None,
    context: RequestContext | None,
    manner: Manner,
) -> Call[RerankResponse]:
    """The call that asks for documents to be put in order; the reply has them as they were given."""
    from .protocols.rankings import ranked

    call = request_call(provider, "rerank", request, options, context, manner)
    read: Callable[[bytes], RerankResponse] | None = call.decode
    assert read is not None
    call.decode = lambda data: ranked(read(data), request)
    return call


def transcription_call(
    provider: LLMProvider,
    request: TranscriptionRequest,
    options: Mapping[str, Any] | None,
    context: RequestContext | None,
    manner: Manner,
) -> Call[Transcription]:
    """The call that asks for speech to be written down, piece by piece."""
    from .transcription import gathered

    route = checked(context, provider).route
    target: Target[OpenAITranscriptions] = provider.target("transcription", request.model, route)
    known, protocol = provider.known_model(request.model), target.protocol
    if not matches(known, protocol.streams) or matches(known, protocol.whole_only):
        raise NotSupportedError(
            f"{provider.name} streams no transcription by model {request.model!r}; transcription() brings it whole",
            provider=provider.id,
        )
    call = request_call(provider, "transcription", request, options, context, manner, stream=True)
    call.gather = gathered
    return call


def _decoder(protocol: ContentProtocol, about: CallContext, body: Mapping[str, Any]) -> Callable[[], BytesDecoder]:
    """What makes the decoder of content, when the head of the reply has told what it is."""

    def make() -> BytesDecoder:
        if about.content_type == "application/json":
            about.media_type = protocol.media_type(body)
        return protocol.decoder(about.content_type)

    return make


def _reading(decoder: Callable[[], BytesDecoder]) -> Callable[[bytes], bytes]:
    """What reads content that came as a whole."""

    def read(data: bytes) -> bytes:
        try:
            reader = decoder()
        except NotContent:
            raise unexpected(data) from None
        return b"".join([*(reader.feed(data) if data else ()), *reader.end()])

    return read


def health_calls(provider: LLMProvider, context: RequestContext | None, manner: Manner) -> list[Call[Any]]:
    """The calls that show whether address and key are right; the second is for servers that lack the first's path."""
    listing: Call[Any] = models_call(provider, None, context, manner)
    path = listing.target.protocol.health_path
    if not path:
        return [listing]
    asking = make_call(listing.target, CallContext(provider, ""), None, context, manner, {})
    asking.url = with_query(provider.base_url + path, (context or NO_CONTEXT).extra_query)
    asking.decode = lambda data: check_envelope(parse(data))
    return [asking, listing]


def models_call(
    provider: LLMProvider, query: Mapping[str, str] | None, context: RequestContext | None, manner: Manner
) -> Call[tuple[ModelList, Mapping[str, str] | None]]:
    """The call that asks for one page of the provider's models."""
    target: Target[ModelsProtocol] = provider.target("models", "")
    about = CallContext(provider, "")

    def decode(data: bytes) -> tuple[ModelList, Mapping[str, str] | None]:
        page, following = target.protocol.decode(data)
        page.attach(about, data)
        return page, following

    call: Call[tuple[ModelList, Mapping[str, str] | None]] = make_call(target, about, None, context, manner, {})
    call.url = with_query(call.url, target.protocol.first_query() if query is None else query)
    call.decode = decode
    return call
