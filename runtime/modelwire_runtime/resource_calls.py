"""Makes calls about what a provider keeps, each at a place below the operation's path."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote

from .calls import Manner, attaching, checked, make_call, with_query
from .context import CallContext
from .errors import InvalidRequestError
from .files import FileList, FileUploadRequest, StoredFile
from .protocols.base import parse_object
from .replies import Reply
from .request_calls import request_call

if TYPE_CHECKING:
    from .exchange import Call
    from .protocols.stored_files import FilesProtocol
    from .provider import Endpoint, LLMProvider
    from .routes import Target
    from .timing import RequestContext

Method: TypeAlias = Literal["GET", "POST", "DELETE"]


def resource_call(
    provider: LLMProvider,
    endpoint: Endpoint,
    method: Method,
    below: str,
    context: RequestContext | None,
    manner: Manner,
    *,
    query: Mapping[str, str] | None = None,
    body: dict[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Call[Any]:
    """The call with a method to a place below an operation's path; it has yet to be told how to decode the reply."""
    target: Target[Any] = provider.target(endpoint, "", checked(context, provider).route)
    call = make_call(target, CallContext(provider, ""), body, context, manner, headers or {})
    path, mark, asked = call.url.partition("?")
    call.method, call.url = method, with_query(f"{path}{below}{mark}{asked}", query or {})
    return call


def upload_call(
    provider: LLMProvider,
    request: FileUploadRequest,
    options: Mapping[str, Any] | None,
    context: RequestContext | None,
    manner: Manner,
) -> Call[StoredFile]:
    """The call that hands a file to the provider, which is read as it is sent."""
    call: Call[StoredFile] = request_call(provider, "files", request, options, context, manner)
    protocol: FilesProtocol = call.target.protocol
    call.method = "POST"
    path, mark, query = call.url.partition("?")
    base, *segments = path.rsplit("/", call.target.route.path.count("/"))
    path = "/".join([base + protocol.upload_before, *segments])
    call.url = with_query(f"{path}{mark}{query}", protocol.upload_query)
    call.extra_headers = (*protocol.upload_headers.items(), *call.extra_headers)
    return call


def list_call(
    provider: LLMProvider,
    following: Mapping[str, str] | None,
    limit: Any,
    context: RequestContext | None,
    manner: Manner,
    directory: str = "",
) -> Call[tuple[FileList, Mapping[str, str] | None]]:
    """The call that asks for one page of the files, of which no more than a limit are wanted in all."""
    check_limit(limit, provider)
    target = _target(provider, context)
    protocol = target.protocol
    within: Mapping[str, str] = {}
    if directory:
        with _telling(provider):
            within = protocol.within(directory, target.url)
    query = {**protocol.page_query(limit), **within, **(following or {})}
    call = resource_call(provider, "files", "GET", "", context, manner, query=query)

    def decode(data: bytes) -> tuple[FileList, Mapping[str, str] | None]:
        files, after = protocol.decode_page(data, query)
        page = FileList(files)
        _attach(call, data, page, *files)
        return page, after

    call.decode = decode
    return call


def file_call(provider: LLMProvider, id: str, context: RequestContext | None, manner: Manner) -> Call[StoredFile]:
    """The call that asks what a file is."""
    protocol = _files(provider, context)
    call = resource_call(provider, "files", "GET", _below(id, provider, context), context, manner)
    call.decode = attaching(lambda data: protocol.file(parse_object(data)), call.context)
    return call


def delete_call(provider: LLMProvider, id: str, context: RequestContext | None, manner: Manner) -> Call[None]:
    """The call that has a file deleted."""
    protocol = _files(provider, context)
    call = resource_call(provider, "files", "DELETE", _below(id, provider, context), context, manner)
    call.decode = protocol.decode_deleted
    return call


def content_call(provider: LLMProvider, id: str, context: RequestContext | None, manner: Manner) -> Call[bytes]:
    """The call that fetches the content of a file."""
    protocol = _files(provider, context)
    place = _below(id, provider, context) + protocol.content_after
    headers, query = {"accept": protocol.content_accept}, protocol.content_query
    call = resource_call(provider, "files", "GET", place, context, manner, query=query, headers=headers)
    call.content = protocol.decoder
    return call


def check_limit(limit: object, provider: LLMProvider) -> None:
    """Raise if this is no number of what is wanted at most."""
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        raise InvalidRequestError(f"limit must be a whole number from 1, not {limit!r}", provider=provider.id)


def below(id: object, what: str, provider: LLMProvider) -> str:
    """An id as the segment of a path that it cannot leave; ``what`` is what it is of."""
    if not isinstance(id, str):
        raise InvalidRequestError(f"the id of a {what} must be text, not {type(id).__name__}", provider=provider.id)
    if not id.strip() or id in (".", "..") or not id.isprintable():
        raise InvalidRequestError(f"{id!r} is not the id of a {what}", provider=provider.id)
    return f"/{quote(id, safe='')}"


def _below(id: object, provider: LLMProvider, context: RequestContext | None) -> str:
    target = _target(provider, context)
    with _telling(provider):
        name = target.protocol.name_of(id, target.url) if isinstance(id, str) else id
    return below(name, "file", provider)


@contextmanager
def _telling(provider: LLMProvider) -> Generator[None]:
    """Tells what a protocol finds wrong with where a file is said to be."""
    try:
        yield
    except ValueError as problem:
        raise InvalidRequestError(str(problem), provider=provider.id) from None


def _files(provider: LLMProvider, context: RequestContext | None) -> FilesProtocol:
    return _target(provider, context).protocol


def _target(provider: LLMProvider, context: RequestContext | None) -> Target[FilesProtocol]:
    return provider.target("files", "", checked(context, provider).route)


def _attach(call: Call[Any], data: bytes, page: Reply, *items: Reply) -> None:
    page.attach(call.context, data)
    for item in items:
        item.attach(call.context, None)
