"""What all calls are made by: everything before the first byte is sent, the same for both colours of client."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import urlencode

from .auth import header_name, header_safe
from .bodies import write
from .context import CallContext
from .data import field_names, is_listed, is_mapping
from .errors import ConfigurationError, InvalidRequestError
from .exchange import Call
from .hooks import EVERYWHERE, Hooks
from .options import check_options, given_options
from .parameters import Adjustment, Unsupported
from .protocols.base import (
    Encoding,
    merge,
)
from .replies import Reply
from .requests import Request
from .suggestions import suggest
from .timing import DEFAULT_RETRY, DEFAULT_TIMEOUT, RequestContext, Retry, Timeout

if TYPE_CHECKING:
    from .provider import LLMProvider
    from .routes import Target
    from .transport import Upload

RequestT = TypeVar("RequestT", bound=Request)
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
    "return_documents": "leave it out: the results have the documents as they were given",
    "stream_options": "leave it out: the last chunk has the usage, wherever the provider tells it",
    "output_type": "chat_completion_parsed() takes it",
    "max_retries": "pass it as context=RequestContext(retry=Retry(attempts=...)), which counts the first attempt, too",
    **{
        name: f"it is a setting of the provider: Client(create_provider(..., {name}=...))"
        for name in ("api_key", "base_url")
    },
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
    _check_kind(kind, request, provider)
    if values:
        raise InvalidRequestError("give a request object or keywords, not both", provider=provider)
    return request


def _check_kind(kind: type[Request], request: object, provider: str) -> None:
    if not isinstance(request, kind):
        first = field_names(kind)[0]
        raise InvalidRequestError(
            f"the request must be a {kind.__name__}, not {_shown(request)}; all else is given by its name: {first}=...",
            provider=provider,
        )


def _shown(value: object) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _wrong_keywords(kind: type[Request], values: Mapping[str, Any], provider: str) -> InvalidRequestError:
    known = field_names(kind)
    for name in values:
        if name not in known:
            meant = ELSEWHERE.get(name) or suggest(name, known, "a vendor's own parameter goes into options=")
            return InvalidRequestError(f"there is no parameter {name!r}; {meant}", provider=provider)
    needed = (item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING)
    missing = " and ".join(f"{name}=" for name in needed if name not in values)
    return InvalidRequestError(f"the request needs {missing}", provider=provider)


def checked(context: object, provider: LLMProvider) -> RequestContext:
    """What holds for one call, if it is said by the right words."""
    if context is None:
        return NO_CONTEXT
    if not isinstance(context, RequestContext):
        raise InvalidRequestError(
            f"context must be a RequestContext(...), not {type(context).__name__}", provider=provider.id
        )
    return context


def make_call(
    target: Target[Any],
    about: CallContext,
    body: dict[str, Any] | None,
    context: RequestContext | None,
    manner: Manner,
    headers: Mapping[str, str],
    stream: bool = False,
) -> Call[Any]:
    """The call that sends a body, or none, to a target; it has yet to be told how to decode the reply."""
    context = checked(context, about.provider)
    timeout = manner.timeout if context.timeout is None else context.timeout
    if not isinstance(timeout, Timeout):
        timeout = replace(manner.timeout, total=timeout)
    provider = about.provider.id
    about.metadata, about.operation = context.metadata, target.endpoint
    extra = {**headers, **context.extra_headers}
    if body is not None and target.extra_fields:
        given = {str(name).lower() for name in extra}
        needed = target.extra_fields.headers(body)
        extra |= {name: value for name, value in needed.items() if name not in given}
    if context.idempotency_key:
        extra["idempotency-key"] = context.idempotency_key
    payload: bytes | Upload = b""
    if body is not None and target.protocol.is_form:
        from .forms import form_of

        payload = form_of(body, provider, target.protocol.form_fields)
        extra["content-type"] = payload.content_type
    elif body is not None:
        payload = write(body, provider)
    return Call(
        context=about,
        target=target,
        method=target.route.method,
        url=with_query(target.stream_url if stream else target.url, context.extra_query),
        body=payload,
        retry=context.retry or manner.retry,
        timeout=timeout,
        clock=time.monotonic,
        extra_headers=tuple(
            (header_name(name, provider), header_safe(f"the header {name}", value, provider, InvalidRequestError))
            for name, value in extra.items()
        ),
        hooks=manner.hooks or EVERYWHERE.hooks,
    )


def native_parameters(
    provider: LLMProvider,
    target: Target[Any],
    request: Request,
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


def encoded(
    target: Target[Any], request: Request, encoding: Encoding, native: Native
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The body of a request, with the vendor's own parameters in it, and those of them that are headers."""
    body: dict[str, Any] = target.protocol.encode(request, encoding)
    return body, {} if native is NO_NATIVE else add_native(target, body, native, encoding)


def attaching(read: Callable[[bytes], ReplyT], about: CallContext) -> Callable[[bytes], ReplyT]:
    """What reads a reply and tells it of its call."""

    def decode(data: bytes) -> ReplyT:
        reply = read(data)
        reply.attach(about, data)
        return reply

    return decode


def add_native(target: Target[Any], body: dict[str, Any], native: Native, encoding: Encoding) -> dict[str, str]:
    """Put the vendor's own parameters into the body and tell what they replace; returns those that are headers."""
    options, extra = native
    headers: dict[str, str] = {}
    inside: dict[str, Any] = {}
    for name, value in options.items():
        if header := target.route.options[name].header:
            headers[header] = ",".join(map(str, value)) if is_listed(value) else str(value)
        elif name in target.protocol.united and is_listed(value) and is_listed(before := body.get(name)):
            body[name] = _united(before, value)
        else:
            inside[name] = value
    for what, fragment in (("options", inside), ("extra_body", extra)):
        if fragment:
            for path, before, after in _replaced(body, fragment):
                encoding.adjustments.append(Adjustment(path, "replaced", before, after, f"{what} says otherwise"))
            merge(body, fragment)
    return headers


def _united(*lists: Iterable[Any]) -> list[Any]:
    """What stands in any of the lists, each thing once."""
    found: list[Any] = []
    for item in chain.from_iterable(lists):
        if item not in found:
            found.append(item)
    return found


def _replaced(body: Mapping[str, Any], fragment: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any, Any]]:
    """What a fragment lays over: the path, what stood there, and what stands there then."""
    for key, value in fragment.items():
        before = body.get(key)
        if is_mapping(value) and is_mapping(before):
            yield from _replaced(before, value, f"{within}{key}.")
        elif before is not None and before != value:
            yield f"{within}{key}", before, value


def with_query(url: str, query: Mapping[str, str]) -> str:
    """An address with a query added."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url
