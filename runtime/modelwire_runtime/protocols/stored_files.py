"""What a protocol of stored files must be able to do, and what their protocols have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from ..data import is_array, is_object
from .base import BytesDecoder, Encoding, Malformed, RequestProtocol, parse_object

if TYPE_CHECKING:
    from ..files import FileUploadRequest, StoredFile

Query: TypeAlias = Mapping[str, str]


class FilesProtocol(RequestProtocol["FileUploadRequest", "StoredFile"]):
    """A protocol of files at a path, each of them below it."""

    is_form: ClassVar[bool] = True
    content_accept: ClassVar[str] = "application/binary"
    """What is accepted as the content of a file."""
    upload_before: ClassVar[str] = ""
    """What stands before the path of an upload."""
    upload_headers: ClassVar[Mapping[str, str]] = {}
    upload_query: ClassVar[Query] = {}
    content_after: ClassVar[str] = "/content"
    """What stands after a file's own path for its content."""
    content_query: ClassVar[Query] = {}

    def encode(self, request: FileUploadRequest, encoding: Encoding) -> dict[str, Any]:
        """The fields of the form: what is said of the file, and then the file, so that it can be judged as it comes."""
        from ..uploads import File

        body: dict[str, Any] = {}
        self.place(body, encoding.settled)
        return {**body, "file": File(request.file, what="file", provider=encoding.provider)}

    def decode(self, data: bytes) -> StoredFile:
        """The file in the answer to an upload."""
        return self.file(parse_object(data))

    def name_of(self, id: str, url: str) -> str:
        """What stands for a file of this id below the address of all; raises ``ValueError`` if it cannot be there."""
        return id

    def within(self, directory: str, url: str) -> Query:
        """The query for the files of a directory only; raises ``ValueError`` if it cannot be there."""
        raise ValueError("these files lie in no directories")

    @abstractmethod
    def file(self, item: Any) -> StoredFile:
        """The file that is told of."""

    @abstractmethod
    def page_query(self, limit: int | None) -> Query:
        """The query of the first page, if no more than a limit are wanted in all."""

    @abstractmethod
    def decode_page(self, data: bytes, asked: Query) -> tuple[list[StoredFile], Query | None]:
        """The files in the answer to a query, and what is changed in it for the next page if there is one."""

    @abstractmethod
    def decode_deleted(self, data: bytes) -> None:
        """Nothing, if the body says that the file is gone."""

    def decoder(self) -> BytesDecoder:
        """What decodes the content of a file, of whatever type."""
        return BytesDecoder()


def items_at(body: Mapping[str, Any], name: str) -> list[Any]:
    """The list of files in a body."""
    items = body.get(name)
    if not is_array(items):
        raise Malformed(f"no list of files at {name!r}")
    return items


def id_of(item: Any, name: str = "id") -> str:
    """The id of what is told of a file."""
    if not is_object(item) or not isinstance(id_ := item.get(name), str) or not id_:
        raise Malformed(f"a file without {'an id' if name == 'id' else repr(name)}")
    return id_
