"""Bodies with files in them: forms, as RFC 7578 and browsers write them, and multipart/related (RFC 2387)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic_core import to_json

from .bodies import write
from .data import is_listed, is_mapping
from .errors import InvalidRequestError
from .uploads import File, FileLike

if TYPE_CHECKING:
    from .protocols.base import FormFields

UNNAMED = "upload"
"""What a file without a name is called: a part without one would be no file to a server."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\]')
_Part: TypeAlias = bytes | File


class Parts:
    """The body of a request in several parts, some of which are files; they are read as they are sent."""

    content_type: str

    def __init__(self, parts: list[_Part]) -> None:
        self._parts = parts
        lengths = [len(part) if isinstance(part, bytes) else part.length for part in parts]
        known = [length for length in lengths if length is not None]
        self.length = sum(known) if len(known) == len(lengths) else None

    @property
    def replayable(self) -> bool:
        """Whether the body can be sent (again)."""
        return all(isinstance(part, bytes) or part.replayable for part in self._parts)

    def pieces(self) -> Generator[bytes]:
        """The body from its start."""
        for part in self._parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from part.pieces()


class Form(Parts):
    """The body of a request: fields of text, then files, each in the order given; names may come more than once."""

    def __init__(
        self,
        fields: Iterable[tuple[str, str]] = (),
        files: Iterable[tuple[str, FileLike | File]] = (),
        *,
        provider: str = "",
    ) -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        parts: list[_Part] = []
        text = b""
        for name, value in fields:
            text += _head(boundary, name) + b"\r\n" + _encoded(name, value, provider) + b"\r\n"
        for name, given in files:
            file = given if isinstance(given, File) else File(given, what=name, provider=provider)
            text += _head(boundary, name, file.filename or UNNAMED)
            text += f"Content-Type: {file.content_type}\r\n\r\n".encode()
            parts += [text, file]
            text = b"\r\n"
        super().__init__([*parts, text + f"--{boundary}--\r\n".encode()])


class Related(Parts):
    """The body of a request: JSON that tells of a file, then the file."""

    def __init__(self, told: bytes, file: File) -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/related; boundary={boundary}"
        between = f"\r\n--{boundary}\r\nContent-Type: {file.content_type}\r\n\r\n".encode()
        before = f"--{boundary}\r\nContent-Type: application/json; charset=utf-8\r\n\r\n".encode()
        super().__init__([before + told + between, file, f"\r\n--{boundary}--\r\n".encode()])


def form_of(body: Mapping[str, Any], provider: str, style: FormFields = "bracketed") -> Parts:
    """A body as a form: files as they are, the rest as text.

    ``bracketed``, a list becomes fields called ``name[]``, a mapping a field ``name[key]`` for each key; ``plain``, a
    list becomes fields of its name, a mapping one with its JSON; ``related``, the rest is JSON under the name of the
    file that follows; ``related-flat``, it is JSON under no name.
    """
    if style in ("related", "related-flat"):
        ((name, file),) = ((name, value) for name, value in body.items() if isinstance(value, File))
        rest = {key: value for key, value in body.items() if key != name}
        return Related(write({name: rest} if style == "related" else rest, provider), file)
    bracketed = style == "bracketed"
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, File]] = []
    for name, value in body.items():
        several = is_listed(value)
        listed = f"{name}[]" if several and bracketed else name
        for item in value if several else (value,):
            if isinstance(item, File):
                files.append((listed if several and len(value) > 1 else name, item))
            elif bracketed:
                fields += _bracketed(listed, item)
            else:
                fields.append((listed, _text(item)))
    return Form(fields, files, provider=provider)


def _bracketed(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """A value as the fields of a form: the keys of mappings in brackets."""
    if is_mapping(value):
        for key, inner in value.items():
            yield from _bracketed(f"{name}[{key}]", inner)
    else:
        yield name, _text(value)


def _text(value: Any) -> str:
    """A value as the text of a field: as JSON has it, but for text, which goes without quotes."""
    return value if isinstance(value, str) else to_json(value).decode()


def _head(boundary: str, name: str, filename: str | None = None) -> bytes:
    told = f"; filename={_quoted(filename)}" if filename is not None else ""
    return f"--{boundary}\r\nContent-Disposition: form-data; name={_quoted(name)}{told}\r\n".encode()


def _quoted(name: str) -> str:
    """A name in quotes that it cannot leave: as httpx writes it, and browsers but for the backslash."""
    safe = _UNSAFE.sub(lambda found: r"\\" if found[0] == "\\" else f"%{ord(found[0]):02X}", name)
    return f'"{safe.encode(errors="replace").decode()}"'


def _encoded(name: str, value: object, provider: str) -> bytes:
    if not isinstance(value, str):
        raise InvalidRequestError(f"{name} must be text, not {type(value).__name__}", provider=provider)
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise InvalidRequestError(f"{name} holds half a character (a lone surrogate)", provider=provider) from None
