"""What users may give as a file, and the body that is made of it: read from disk as it is sent, never held whole."""

from __future__ import annotations

import inspect
import io
import os
import re
import stat
from collections.abc import Callable, Generator
from typing import IO, Any, TypeAlias, cast

from .errors import InvalidRequestError

FileContent: TypeAlias = bytes | bytearray | memoryview | str | os.PathLike[str] | IO[bytes]
"""The content of a file: bytes, a path (a ``str`` is one, too) or a file object opened for reading bytes."""
FileLike: TypeAlias = FileContent | tuple[str, FileContent] | tuple[str, FileContent, str]
"""A file to send: its content, or a tuple of name and content, or of name, content and content type.

>>> note: FileLike = ("note.txt", b"Hello!", "text/plain")
>>> note[0]
'note.txt'
"""

PIECE = 65_536
"""Bytes that are read, and sent, at a time."""
ANY_TYPE = "application/octet-stream"
WAYS = "a path, bytes, a file opened with 'rb', or a tuple of name, content and, if you like, content type"
LONGEST_NAME = 100
"""Characters of a name that an error shows."""
_CONTENT_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;[\x20-\x7e]*)?", re.ASCII)
_Read: TypeAlias = Callable[[int], Any]
_Opened: TypeAlias = tuple[_Read, Callable[[], object]]
"""What reads an opened file, and what is to be called when it is done with."""


class File:
    """A file as users gave it: the whole body of a request, or a part of a form.

    ``what`` is what errors call it.  ``filename`` is empty where nobody told it, ``content_type`` is as told or else
    guessed from the name, ``length`` is None where only reading it shows.
    """

    def __init__(self, given: FileLike, *, what: str = "file", provider: str = "") -> None:
        self.filename = ""
        self.content_type = ""
        self.length: int | None = None
        self._what = what
        self._where = ""
        self._provider = provider
        self._once = self._begun = False
        content = self._unpacked(cast(tuple[object, ...], given)) if isinstance(given, tuple) else given
        self._open = self._opener(content)
        self.content_type = self.content_type or _guessed(self.filename)

    @property
    def replayable(self) -> bool:
        """Whether the file can be sent (again): no more, where it was begun and cannot be rewound."""
        return not (self._once and self._begun)

    def pieces(self) -> Generator[bytes]:
        """The content from its start; raises where it is not as long as it was when the request was made."""
        if not self.replayable:
            raise self._wrong("can be read only once, which was done; give a path, or bytes")
        self._begun = True
        try:
            read, close = self._open()
        except (OSError, ValueError) as error:
            raise self._wrong(f"cannot be opened any more: {_reason(error)}") from error
        try:
            yield from self._read(read)
        finally:
            close()

    def _read(self, read: _Read) -> Generator[bytes]:
        left = self.length
        while True:
            try:  # asks for one byte more than should be left, to learn of growth before the last piece is sent
                piece = read(PIECE if left is None or left > PIECE else left + 1)
            except (OSError, ValueError) as error:
                raise self._wrong(f"cannot be read any more: {_reason(error)}") from error
            if not isinstance(piece, bytes | bytearray):
                raise self._wrong(f"must be read as bytes, but its read() gave {_shown(piece)}")
            if not piece:
                break
            if left is not None:
                left -= len(piece)
                if left < 0:
                    raise self._wrong(f"has grown: it had {self.length} bytes when the request was made")
            yield bytes(piece)
        if left:
            raise self._wrong(f"has shrunk: it had {self.length} bytes when the request was made, {left} more than now")

    def _unpacked(self, parts: tuple[object, ...]) -> object:
        """The content in a tuple, whose name and content type are noted."""
        if len(parts) not in (2, 3):
            raise self._wrong(f"must be {WAYS}, not a tuple of {len(parts)}")
        name, content, *more = parts
        if not isinstance(name, str) or not name:
            raise self._wrong(f"must have its name first in the tuple, not {_shown(name)}")
        if isinstance(content, tuple):
            raise self._wrong("must have its content second in the tuple, not another tuple")
        self.filename, self._where = name, name
        for kind in more:
            if not isinstance(kind, str) or not _CONTENT_TYPE.fullmatch(kind):
                raise self._wrong(f"must have a content type third in the tuple, such as 'audio/mpeg', not {kind!r}")
            self.content_type = kind
        return content

    def _opener(self, content: object) -> Callable[[], _Opened]:
        """What opens the content, of which all that can be known is noted."""
        if isinstance(content, bytes | bytearray | memoryview):
            return self._of_bytes(cast(Any, content))
        if isinstance(content, str | os.PathLike):
            return self._of_path(cast(Any, content))
        if callable(getattr(content, "read", None)):
            return self._of_object(content)
        raise self._wrong(f"must be {WAYS}, not {_shown(content)}")

    def _of_bytes(self, content: Any) -> Callable[[], _Opened]:
        if isinstance(content, memoryview):
            content = content.cast("B") if content.c_contiguous else content.tobytes()
        self.length = len(content)
        return lambda: (_slices(content), _leave)

    def _of_path(self, given: Any) -> Callable[[], _Opened]:
        path = cast(object, os.fspath(given))
        if not isinstance(path, str):
            raise self._wrong(f"must have a path of text, not {_shown(path)}")
        self._where = path
        try:
            facts = os.stat(path)
        except (OSError, ValueError) as error:
            advice = "; a str is a path, content goes as bytes" if isinstance(given, str) else ""
            raise self._wrong(f"cannot be found: {_reason(error)}{advice}") from error
        if stat.S_ISDIR(facts.st_mode):
            raise self._wrong("is a directory")
        if not os.access(path, os.R_OK):
            raise self._wrong("may not be read: permission denied")
        self._once = not stat.S_ISREG(facts.st_mode)
        self.length = None if self._once else facts.st_size
        self.filename = self.filename or os.path.basename(path)

        def opened() -> _Opened:
            file = open(path, "rb", buffering=0)
            return file.read, file.close

        return opened

    def _of_object(self, file: Any) -> Callable[[], _Opened]:
        name = getattr(file, "name", None)
        if isinstance(name, str | bytes) and name and not self.filename:
            name = os.path.basename(os.fsdecode(name))
            self.filename = self._where = "" if name.startswith("<") else name
        if isinstance(file, io.TextIOBase) or isinstance(getattr(file, "encoding", None), str):
            raise self._wrong("is open for text; open it with 'rb'")
        if inspect.iscoroutinefunction(file.read):
            raise self._wrong("is an asynchronous file object; give its path")
        if getattr(file, "closed", False) is True:
            raise self._wrong("is closed")
        if callable(readable := getattr(file, "readable", None)) and not readable():
            raise self._wrong("is not open for reading; open it with 'rb'")
        start = self._measured(file)

        def rewound() -> _Opened:
            if start is not None:
                file.seek(start)
            return file.read, _leave

        return rewound

    def _measured(self, file: Any) -> int | None:
        """Where a file object stands, whose length from there is noted; None if it can be read only once."""
        try:
            if file.seekable():
                start: int = file.tell()
                self.length = max(file.seek(0, os.SEEK_END) - start, 0)
                file.seek(start)
                return start
        except (AttributeError, OSError, TypeError, ValueError):
            self.length = None
        self._once = True
        return None

    def _wrong(self, what: str) -> InvalidRequestError:
        name = self._where if len(self._where) <= LONGEST_NAME else f"{self._where[:LONGEST_NAME]}..."
        return InvalidRequestError(f"the {self._what} {f'{name!r} ' if name else ''}{what}", provider=self._provider)

    def __repr__(self) -> str:
        length = "" if self.length is None else f", {self.length} bytes"
        return f"<File {self.filename or 'without a name'}, {self.content_type}{length}>"


def _slices(content: Any) -> _Read:
    """Reads bytes as if they were a file, without a copy of the whole."""
    place = 0

    def read(size: int) -> bytes:
        nonlocal place
        begin, place = place, place + size
        return bytes(content[begin:place])

    return read


def _leave() -> None:
    """Nothing: who opened it closes it."""


def _guessed(filename: str) -> str:
    import mimetypes

    kind, packed = mimetypes.guess_type(filename)
    return kind if kind and not packed else ANY_TYPE


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _shown(value: object) -> str:
    return repr(value) if value is None or value == "" else type(value).__name__
