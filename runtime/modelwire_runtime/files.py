"""Files that a provider keeps: what is told of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from .replies import TOLD, Reply


@dataclass(slots=True, repr=False)
class StoredFile(Reply):
    """One file that the provider keeps; ``bytes`` is its length, times are in Unix seconds, where told.

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
