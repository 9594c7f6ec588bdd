"""Makes calls about what a provider keeps, each at a place below the operation's path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote

from .calls import Manner, attaching, make_call, with_query
from .context import CallContext
from .errors import InvalidRequestError
from .files import FileList, StoredFile
from .replies import Reply
from .uploads import File, FileLike

if TYPE_CHECKING:
    from .exchange import Call
    from .protocols.openai_files import OpenAIFiles
    from .provider import Endpoint, LLMProvider
    from .routes import Target
    from .timing import RequestContext

Method: TypeAlias = Literal["GET", "POST", "DELETE"]
LONGEST_PAGE = 1000
"""Files that are asked for at a time."""


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
    target: Target[Any] = provider.target(endpoint, "")
    call = make_call(target, CallContext(provider, ""), body, context, manner, headers or {})
    path, mark, asked = call.url.partition("?")
    call.method, call.url = method, with_query(f"{path}{below}{mark}{asked}", query or {})
    return call


def upload_call(
    provider: LLMProvider, file: FileLike, purpose: object, context: RequestContext | None, manner: Manner
) -> Call[StoredFile]:
    """The call that hands a file to the provider, which is read as it is sent."""
    if not isinstance(purpose, str) or not purpose.strip():
        raise InvalidRequestError(f"purpose must say what the file is for, not {purpose!r}", provider=provider.id)
    body = {"purpose": purpose, "file": File(file, what="file", provider=provider.id)}
    call = resource_call(provider, "files", "POST", "", context, manner, body=body)
    call.decode = attaching(_protocol(call).decode, call.context)
    return call


def list_call(
    provider: LLMProvider,
    following: Mapping[str, str] | None,
    limit: Any,
    context: RequestContext | None,
    manner: Manner,
) -> Call[tuple[FileList, Mapping[str, str] | None]]:
    """The call that asks for one page of the files, of which no more than a limit are wanted in all."""
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        raise InvalidRequestError(f"limit must be a whole number from 1, not {limit!r}", provider=provider.id)
    query = {"limit": str(min(limit, LONGEST_PAGE))} if limit else {}
    call = resource_call(provider, "files", "GET", "", context, manner, query={**query, **(following or {})})
    protocol = _protocol(call)

    def decode(data: bytes) -> tuple[FileList, Mapping[str, str] | None]:
        files, after = protocol.decode_page(data)
        page = FileList(files)
        _attach(call, data, page, *files)
        return page, after

    call.decode = decode
    return call


def file_call(provider: LLMProvider, id: str, context: RequestContext | None, manner: Manner) -> Call[StoredFile]:
    """The call that asks what a file is."""
    call = resource_call(provider, "files", "GET", _below(id, provider), context, manner)
    call.decode = attaching(_protocol(call).decode, call.context)
    return call


def delete_call(provider: LLMProvider, id: str, context: RequestContext | None, manner: Manner) -> Call[None]:
    """The call that has a file deleted."""
    call = resource_call(provider, "files", "DELETE", _below(id, provider), context, manner)
    call.decode = _protocol(call).decode_deleted
    return call


def content_call(provider: LLMProvider, id: str, context: RequestContext | None, manner: Manner) -> Call[bytes]:
    """The call that fetches the content of a file."""
    accepted: Target[OpenAIFiles] = provider.target("files", "")
    headers = {"accept": accepted.protocol.content_accept}
    call = resource_call(provider, "files", "GET", f"{_below(id, provider)}/content", context, manner, headers=headers)
    call.content = _protocol(call).decoder
    return call


def _protocol(call: Call[Any]) -> OpenAIFiles:
    protocol: OpenAIFiles = call.target.protocol
    return protocol


def _attach(call: Call[Any], data: bytes, page: Reply, *items: Reply) -> None:
    page.attach(call.context, data)
    for item in items:
        item.attach(call.context, None)


def _below(id: object, provider: LLMProvider) -> str:
    """An id as the segment of a path that it cannot leave."""
    if not isinstance(id, str):
        raise InvalidRequestError(f"the id of a file must be text, not {type(id).__name__}", provider=provider.id)
    if not id.strip() or id in (".", "..") or not id.isprintable():
        raise InvalidRequestError(f"{id!r} is not the id of a file", provider=provider.id)
    return f"/{quote(id, safe='')}"
