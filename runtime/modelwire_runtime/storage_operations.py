"""What the blocking client can do with files that its provider keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from typing_extensions import Unpack

from .calls import Manner, as_request
from .exchange import Call, streaming
from .provider import FilesProvider, LLMProvider

if TYPE_CHECKING:
    from .client import Driver
    from .content_streams import ContentStream
    from .errands import Errand
    from .exchange import Flow
    from .files import FileList, FileUploadParameters, FileUploadRequest, StoredFile
    from .timing import RequestContext
    from .uploads import FileLike

ProviderT = TypeVar("ProviderT", bound=LLMProvider, covariant=True)
OptionsT = TypeVar("OptionsT")
ReplyT = TypeVar("ReplyT")


class BlockingStorage(Generic[ProviderT]):
    """What a client can do with stored files, where its provider keeps any."""

    _provider: ProviderT
    _manner: Manner

    def _run(self, call: Call[ReplyT]) -> ReplyT:
        raise NotImplementedError

    def _driver(self, call: Call[Any] | Errand, flow: Flow) -> Driver:
        raise NotImplementedError

    @overload
    def upload_file(
        self: BlockingStorage[FilesProvider[OptionsT]],
        request: FileUploadRequest,
        *,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> StoredFile: ...
    @overload
    def upload_file(
        self: BlockingStorage[FilesProvider[OptionsT]],
        *,
        file: FileLike,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
        **parameters: Unpack[FileUploadParameters],
    ) -> StoredFile: ...
    def upload_file(
        self: BlockingStorage[FilesProvider[Any]],
        request: FileUploadRequest | None = None,
        *,
        options: Any = None,
        context: RequestContext | None = None,
        **values: Any,
    ) -> StoredFile:
        """Hand a file to the provider, which keeps it; a file on disk is read as it is sent, and never held whole.

        ``file`` is needed, and with many vendors ``purpose``, their word for what it is for, such as ``batch`` or
        ``user_data``.  One :class:`FileUploadRequest` may stand in their place.  ``options`` are the vendor's own
        parameters, such as when the file expires, ``context`` is as of :meth:`chat_completion`.

        >>> stored = client.upload_file(file=("questions.jsonl", b"{}"), purpose="batch")
        >>> stored.id
        'file-1'
        """
        from .files import FileUploadRequest
        from .resource_calls import upload_call

        request = as_request(FileUploadRequest, request, values, self._provider.id)
        return self._run(upload_call(self._provider, request, options, context, self._manner))

    def list_files(
        self: BlockingStorage[FilesProvider[Any]], *, limit: int | None = None, context: RequestContext | None = None
    ) -> FileList:
        """Ask which files the provider keeps; reads every page, or until there are ``limit`` files.

        >>> listed = client.list_files(limit=10)
        >>> listed.ids
        ['file-1']
        """
        from .errands import Errand, every_page
        from .resource_calls import list_call

        errand = Errand()
        flow = every_page(errand, lambda page: list_call(self._provider, page, limit, context, self._manner), limit)
        listed: FileList = self._driver(errand, flow).run()
        return listed

    def retrieve_file(
        self: BlockingStorage[FilesProvider[Any]], id: str, *, context: RequestContext | None = None
    ) -> StoredFile:
        """Ask what a file is.

        >>> stored = client.retrieve_file("file-1")
        >>> stored.filename
        'questions.jsonl'
        """
        from .resource_calls import file_call

        return self._run(file_call(self._provider, id, context, self._manner))

    def delete_file(
        self: BlockingStorage[FilesProvider[Any]], id: str, *, context: RequestContext | None = None
    ) -> None:
        """Have a file deleted; raises :class:`NotFoundError` if there is none.

        >>> client.delete_file("file-1")
        """
        from .resource_calls import delete_call

        self._run(delete_call(self._provider, id, context, self._manner))

    def file_content(
        self: BlockingStorage[FilesProvider[Any]], id: str, *, context: RequestContext | None = None
    ) -> ContentStream:
        """Fetch the content of a file as it comes, which is a context manager and an iterator of bytes.

        >>> with client.file_content("file-1") as content:
        ...     content.read()
        b'{}'
        """
        from .content_streams import ContentStream
        from .resource_calls import content_call

        call = content_call(self._provider, id, context, self._manner)
        return ContentStream(self._driver(call, streaming(call)), call.context)
