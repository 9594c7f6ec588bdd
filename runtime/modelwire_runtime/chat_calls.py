"""Makes a chat into a call: its route, its tools, its media and its options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .bodies import write
from .calls import Manner, Native, attaching, checked, encoded, make_call, native_parameters
from .content import Content, has_parts
from .context import CallContext
from .data import is_mapping
from .exchange import Call
from .message_checks import check_answers
from .parameters import Adjustment, Settled
from .protocols.base import ChatProtocol, Encoding
from .replies import ChatResponse
from .requests import ChatRequest, given
from .timing import RequestContext
from .tools import ABOUT_TOOLS, settle_tools

if TYPE_CHECKING:
    from .content_checks import Part
    from .fetching import Fetches, Media
    from .provider import LLMProvider
    from .routes import Target


def chat_target(
    provider: LLMProvider, request: ChatRequest, context: RequestContext, values: Mapping[str, Any]
) -> Target[ChatProtocol]:
    """Where a chat goes: by its model, and where a route is only for some requests by what it asks."""
    target: Target[ChatProtocol] = provider.target("chat", request.model, context.route)
    return target.chosen(values) if target.before else target


def chat_call(
    provider: LLMProvider,
    request: ChatRequest,
    options: Mapping[str, Any] | None,
    context: RequestContext | None,
    manner: Manner,
    *,
    stream: bool = False,
) -> Call[ChatResponse]:
    """The call that asks for an answer."""
    context = checked(context, provider)
    values = given(request)
    target = chat_target(provider, request, context, values)
    provider.check_model(request.model, manner.unsupported)
    pointless = _settle_tools(provider, request, options, values)
    native = native_parameters(provider, target, request, options)
    settled = target.plan.settle(values, manner.unsupported, *native)
    settled.adjustments.extend(pointless)
    parts: Sequence[Part] = ()
    if target.route.content is not None and has_parts(request.messages):
        request, parts = _admitted(provider, request, target.route.content, context, manner, settled)
    whole, again = request, settled
    if parts:
        from .fetching import with_placeholders

        request, again = with_placeholders(whole, parts), settled.copy()
    encoding = Encoding(provider.id, target.wire_model, settled, stream)
    body, headers = encoded(target, request, encoding, native)
    check_answers(request.messages, provider.id)
    about = CallContext(provider, request.model, encoding.adjustments)
    call = make_call(target, about, body, context, manner, headers, stream)
    call.asked = whole
    call.decode = attaching(target.protocol.decode, about)
    if parts:
        encoding = Encoding(provider.id, target.wire_model, again, stream)
        call.fetches = _fetches(target, whole, parts, encoding, native, about)
    return call


def _settle_tools(
    provider: LLMProvider, request: ChatRequest, options: Mapping[str, Any] | None, values: dict[str, Any]
) -> Sequence[Adjustment]:
    """Bring what ``values`` say of tools into one shape; returns what has no meaning without any."""
    if ABOUT_TOOLS.isdisjoint(values):
        return ()
    own = (request.options, options, request.extra_body)
    elsewhere = any("tools" in mapping for mapping in own if is_mapping(mapping))
    return settle_tools(values, elsewhere, provider.id)


def _admitted(
    provider: LLMProvider,
    request: ChatRequest,
    content: Content,
    context: RequestContext,
    manner: Manner,
    settled: Settled,
) -> tuple[ChatRequest, Sequence[Part]]:
    """The request with what the route takes of its messages, and which parts must be fetched first."""
    from .content_checks import admit

    fetch = manner.fetch_media if context.fetch_media is None else context.fetch_media
    admitted = admit(request, provider, content, manner.unsupported, fetch)
    settled.adjustments[:0] = admitted.adjustments
    return admitted.request, admitted.fetches


def _fetches(
    target: Target[ChatProtocol],
    request: ChatRequest,
    parts: Sequence[Part],
    encoding: Encoding,
    native: Native,
    about: CallContext,
) -> Fetches:
    """What must be fetched before the call, and what then makes its body and tells its adjustments."""
    from .fetching import Fetches, with_media

    def body_of(fetched: Sequence[Media]) -> bytes:
        body, _ = encoded(target, with_media(request, parts, fetched), encoding, native)
        about.adjustments = encoding.adjustments
        return write(body, encoding.provider)

    return Fetches(parts, body_of)
