"""Makes requests into calls: everything before the first byte is sent, the same for both colours of client."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import urlencode

from .auth import header_name, header_safe
from .bodies import write
from .content import Content, has_parts
from .context import CallContext
from .data import field_names, is_listed, is_mapping
from .errors import ConfigurationError, InvalidRequestError
from .exchange import Call
from .message_checks import check_answers
from .options import check_options, given_options
from .parameters import Adjustment, Settled, Unsupported
from .protocols.base import (
    ChatProtocol,
    EmbeddingsProtocol,
    Encoding,
    ModelsProtocol,
    check_envelope,
    merge,
    parse,
)
from .replies import ChatResponse, EmbeddingsResponse, ModelList, Reply
from .requests import ChatRequest, EmbeddingsRequest, given
from .suggestions import suggest
from .timing import DEFAULT_RETRY, DEFAULT_TIMEOUT, Hooks, RequestContext, Retry, Timeout
from .tools import ABOUT_TOOLS, settle_tools

if TYPE_CHECKING:
    from .content_checks import Part
    from .fetching import Fetches, Media
    from .provider import LLMProvider
    from .routes import Route, Target

RequestT = TypeVar("RequestT", ChatRequest, EmbeddingsRequest)
ReplyT = TypeVar("ReplyT", bound=Reply)
Native: TypeAlias = tuple[Mapping[str, Any], Mapping[str, Any]]
"""A vendor's own parameters: the options, and what goes into the body unseen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a client makes its calls."""

    retry: Retry = DEFAULT_RETRY
    timeout: Timeout = DEFAULT_TIMEOUT
    unsupported: Unsupported = "raise"
    hooks: Hooks | None = None
    fetch_media: bool = False

    def __post_init__(self) -> None:
        if self.unsupported not in ("raise", "warn", "drop"):
            raise ConfigurationError(f"unsupported must be 'raise', 'warn' or 'drop', not {self.unsupported!r}")
        if self.fetch_media not in (True, False):
            raise ConfigurationError(f"fetch_media must be True or False, not {self.fetch_media!r}")
        for name, kind in (("retry", Retry), ("timeout", Timeout), ("hooks", Hooks | None)):
            given: object = getattr(self, name)
            if not isinstance(given, kind):
                example = f"total={given!r}" if kind is Timeout and isinstance(given, int | float) else "..."
                raise ConfigurationError(f"{name} must be a {name.title()}({example}), not {given!r}")


CLIENT_ARGUMENTS = ("provider", "transport", "http_client", *(item.name for item in fields(Manner)))
"""What a client of either colour may be given."""


def check_arguments(client: str, provider: object, names: Iterable[str]) -> None:
    """Raise if a client is given what is none of its arguments: mostly a setting of the provider."""
    for name in names:
        if name not in CLIENT_ARGUMENTS:
            made = f'create_provider("{provider}", {name}=...)' if isinstance(provider, str) else f"...({name}=...)"
            settings = f"a provider's settings go to it: {client}({made})"
            meant = suggest(name, CLIENT_ARGUMENTS, settings, cutoff=0.7)
            raise ConfigurationError(f"{client} got an unexpected keyword argument {name!r}; {meant}")


NO_CONTEXT = RequestContext()
NO_NATIVE: Native = ({}, {})
ELSEWHERE: Mapping[str, str] = {
    "max_completion_tokens": "it is called 'max_tokens' here, whatever the provider calls it",
    "max_output_tokens": "it is called 'max_tokens' here, whatever the provider calls it",
    "functions": "it is called 'tools' here",
    "function_call": "it is called 'tool_choice' here",
    "system": 'put it first in messages: {"role": "system", "content": "..."}',
    "prompt": 'it goes into messages: [{"role": "user", "content": "..."}]',
    "stream": "chat_completion_stream() streams",
    "unsupported": "it is one of the client's: Client(..., unsupported=...) or client.with_options(unsupported=...)",
    **{
        name: f"pass it as context=RequestContext({name}=...)"
        for name in ("timeout", "extra_headers", "extra_query", "idempotency_key", "retry", "fetch_media")
    },
}
"""Where a thing is said that is no parameter of a request."""


def as_request(kind: type[RequestT], request: RequestT | None, values: Mapping[str, Any], provider: str) -> RequestT:
    """The request that was given whole, or as keywords."""
    if request is None:
        try:
            return kind(**values)
        except TypeError:
            raise _wrong_keywords(kind, values, provider) from None
    if values:
        raise InvalidRequestError("give a request object or keywords, not both", provider=provider)
    _check_kind(kind, request, provider)
    return request


def _check_kind(kind: type[object], request: object, provider: str) -> None:
    if not isinstance(request, kind):
        raise InvalidRequestError(
            f"the request must be a {kind.__name__}, not {type(request).__name__}", provider=provider
        )


def _wrong_keywords(
    kind: type[ChatRequest | EmbeddingsRequest], values: Mapping[str, Any], provider: str
) -> InvalidRequestError:
    known = field_names(kind)
    for name in values:
        if name not in known:
            meant = ELSEWHERE.get(name) or suggest(name, known, "a vendor's own parameter goes into options=")
            return InvalidRequestError(f"there is no parameter {name!r}; {meant}", provider=provider)
    missing = " and ".join(f"{name}=" for name in known[:2] if name not in values)
    return InvalidRequestError(f"the request needs {missing}", provider=provider)


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
    context = _checked(context, provider)
    values = given(request)
    target = chat_target(provider, request, context, values)
    provider.check_model(request.model, manner.unsupported)
    pointless = _settle_tools(provider, request, options, values)
    native = _native(provider, target, request, options)
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
    body, headers = _encoded(target, request, encoding, native)
    check_answers(request.messages, provider.id)
    about = CallContext(provider, request.model, encoding.adjustments)
    call = _call(target, about, body, context, manner, headers, stream)
    call.decode = _attaching(target.protocol.decode, about)
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
        body, _ = _encoded(target, with_media(request, parts, fetched), encoding, native)
        about.adjustments = encoding.adjustments
        return write(body, encoding.provider)

    return Fetches(parts, body_of)


def embeddings_call(
    provider: LLMProvider,
    request: EmbeddingsRequest,
    options: Mapping[str, Any] | None,
    context: RequestContext | None,
    manner: Manner,
) -> Call[EmbeddingsResponse]:
    """The call that asks for vectors."""
    given_input: object = request.input
    texts = given_input if is_listed(given_input) else [given_input]
    if not all(isinstance(text, str) for text in texts):
        raise InvalidRequestError("input must be a string or a list of strings", provider=provider.id)
    if not request.input:
        raise InvalidRequestError("input is empty: give at least one text", provider=provider.id)
    target: Target[EmbeddingsProtocol] = provider.target("embeddings", request.model, _checked(context, provider).route)
    provider.check_model(request.model, manner.unsupported)
    native = _native(provider, target, request, options)
    settled = target.plan.settle(given(request), manner.unsupported, *native)
    encoding = Encoding(provider.id, target.wire_model, settled)
    body, headers = _encoded(target, request, encoding, native)
    about = CallContext(provider, request.model, encoding.adjustments)
    call = _call(target, about, body, context, manner, headers)
    call.decode = _attaching(target.protocol.decode, about)
    return call


def health_calls(provider: LLMProvider, context: RequestContext | None, manner: Manner) -> list[Call[Any]]:
    """The calls that show whether address and key are right; the second is for servers that lack the first's path."""
    listing: Call[Any] = models_call(provider, None, context, manner)
    path = listing.target.protocol.health_path
    if not path:
        return [listing]
    asking = _call(listing.target, CallContext(provider, ""), None, context, manner, {})
    asking.url = _with_query(provider.base_url + path, (context or NO_CONTEXT).extra_query)
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

    call: Call[tuple[ModelList, Mapping[str, str] | None]] = _call(target, about, None, context, manner, {})
    call.url = _with_query(call.url, target.protocol.first_query() if query is None else query)
    call.decode = decode
    return call


def _checked(context: object, provider: LLMProvider) -> RequestContext:
    """What holds for one call, if it is said by the right words."""
    if context is None:
        return NO_CONTEXT
    if not isinstance(context, RequestContext):
        raise InvalidRequestError(
            f"context must be a RequestContext(...), not {type(context).__name__}", provider=provider.id
        )
    return context


def _call(
    target: Target[Any],
    about: CallContext,
    body: dict[str, Any] | None,
    context: RequestContext | None,
    manner: Manner,
    headers: Mapping[str, str],
    stream: bool = False,
) -> Call[Any]:
    context = _checked(context, about.provider)
    timeout = manner.timeout if context.timeout is None else context.timeout
    if not isinstance(timeout, Timeout):
        timeout = replace(manner.timeout, total=timeout)
    provider = about.provider.id
    about.metadata = context.metadata
    extra = {**headers, **context.extra_headers}
    if body is not None and target.extra_fields:
        given = {str(name).lower() for name in extra}
        needed = target.extra_fields.headers(body)
        extra |= {name: value for name, value in needed.items() if name not in given}
    if context.idempotency_key:
        extra["idempotency-key"] = context.idempotency_key
    return Call(
        context=about,
        target=target,
        url=_with_query(target.stream_url if stream else target.url, context.extra_query),
        body=b"" if body is None else write(body, provider),
        retry=context.retry or manner.retry,
        timeout=timeout,
        clock=time.monotonic,
        extra_headers=tuple(
            (header_name(name, provider), header_safe(f"the header {name}", value, provider, InvalidRequestError))
            for name, value in extra.items()
        ),
        hooks=manner.hooks,
    )


def _native(
    provider: LLMProvider,
    target: Target[Any],
    request: ChatRequest | EmbeddingsRequest,
    options: Mapping[str, Any] | None,
) -> Native:
    """The vendor's own parameters: the options, which are checked, and what goes into the body unseen."""
    extra = request.extra_body
    if request.options is None and options is None and extra is None:
        return NO_NATIVE
    chosen = given_options(provider, ("options", request.options), ("options", options))
    check_options(provider, target.route, chosen)
    if extra is None:
        return chosen, {}
    if not is_mapping(extra):
        raise InvalidRequestError(f"extra_body must be a mapping, not {type(extra).__name__}", provider=provider.id)
    return chosen, extra


def _encoded(
    target: Target[Any], request: ChatRequest | EmbeddingsRequest, encoding: Encoding, native: Native
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The body of a request, with the vendor's own parameters in it, and those of them that are headers."""
    body: dict[str, Any] = target.protocol.encode(request, encoding)
    return body, {} if native is NO_NATIVE else _add_native(target.route, body, native, encoding)


def _attaching(read: Callable[[bytes], ReplyT], about: CallContext) -> Callable[[bytes], ReplyT]:
    """What reads a reply and tells it of its call."""

    def decode(data: bytes) -> ReplyT:
        reply = read(data)
        reply.attach(about, data)
        return reply

    return decode


def _add_native(route: Route[Any], body: dict[str, Any], native: Native, encoding: Encoding) -> dict[str, str]:
    """Put the vendor's own parameters into the body and tell what they replace; returns those that are headers."""
    options, extra = native
    headers: dict[str, str] = {}
    inside: dict[str, Any] = {}
    for name, value in options.items():
        if header := route.options[name].header:
            headers[header] = ",".join(map(str, value)) if is_listed(value) else str(value)
        else:
            inside[name] = value
    for what, fragment in (("options", inside), ("extra_body", extra)):
        if fragment:
            for path, before, after in _replaced(body, fragment):
                encoding.adjustments.append(Adjustment(path, "replaced", before, after, f"{what} says otherwise"))
            merge(body, fragment)
    return headers


def _replaced(body: Mapping[str, Any], fragment: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any, Any]]:
    """What a fragment lays over: the path, what stood there, and what stands there then."""
    for key, value in fragment.items():
        before = body.get(key)
        if is_mapping(value) and is_mapping(before):
            yield from _replaced(before, value, f"{within}{key}.")
        elif before is not None and before != value:
            yield f"{within}{key}", before, value


def _with_query(url: str, query: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url
