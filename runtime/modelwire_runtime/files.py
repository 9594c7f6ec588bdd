"""Files that a provider keeps: what is asked, and what is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from .errors import InvalidRequestError
from .messages import FilePart
from .replies import TOLD, Reply
from .requests import Request, unify
from .uploads import FileLike


class FileUploadParameters(TypedDict, total=False):
    """What may be said of a file beside its content; ``purpose`` is a unified parameter."""

    purpose: str | None
    extra_body: Mapping[str, Any] | None


@dataclass(slots=True, repr=False, kw_only=True)
class FileUploadRequest(Request):
    """A file to keep; ``purpose`` is the vendor's word for what it is for, such as ``batch`` or ``user_data``.

    >>> FileUploadRequest(file=("questions.jsonl", b"{}"), purpose="batch").purpose
    'batch'
    """

    file: FileLike
    purpose: str | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    model = ""  # files are kept for no model

    def check(self, provider: str) -> None:
        """Raise if the purpose is empty; what is wrong with the file is told when it is looked at."""
        purpose: object = self.purpose
        if isinstance(purpose, str) and not purpose.strip():
            raise InvalidRequestError("purpose is empty: say what the file is for, such as 'batch'", provider=provider)


@dataclass(slots=True, repr=False)
class StoredFile(Reply):
    """One file that the provider keeps.

    What else is told of it: ``bytes`` is its length, times are in Unix seconds, ``status`` is the vendor's word for
    whether it can be used yet, ``uri`` the address by which messages name it, where that is not its id, and
    ``downloadable`` whether its content can be fetched.

    >>> stored = client.upload_file(file=("questions.jsonl", b"{}"), purpose="batch")
    >>> stored.id, stored.filename
    ('file-1', 'questions.jsonl')
    """

    id: str
    filename: str = ""
    bytes: int | None = None
    purpose: str | None = None
    created_at: int | None = field(default=None, metadata=TOLD)
    expires_at: int | None = field(default=None, metadata=TOLD)
    content_type: str | None = field(default=None, metadata=TOLD)
    status: str | None = field(default=None, metadata=TOLD)
    uri: str | None = field(default=None, metadata=TOLD)
    downloadable: bool | None = field(default=None, metadata=TOLD)

    def as_part(self) -> FilePart:
        """The file as a part of a message, where the provider's messages may hold stored files.

        >>> stored = client.retrieve_file("file-1")
        >>> stored.as_part()
        {'type': 'file', 'file': {'file_id': 'file-1'}}
        """
        part: FilePart = {"type": "file", "file": {"file_id": self.uri or self.id}}
        if self.uri or (self.content_type or "").startswith("image/"):
            # An address tells no media type, and some vendors tell images from other files; a name says it.
            part["file"]["filename"] = self.filename
        return part


@dataclass(slots=True, repr=False)
class FileList(Reply):
    """The files that the provider keeps for this key.

    >>> client.list_files().ids
    ['file-1']
    """

    data: list[StoredFile] = field(default_factory=list[StoredFile])

    @property
    def ids(self) -> list[str]:
        """The files' ids."""
        return [file.id for file in self.data]


unify(FileUploadRequest, "file")
