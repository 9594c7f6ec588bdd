"""Content in base64 inside of a JSON object, which is taken out as it comes."""

from __future__ import annotations

import re
from base64 import b64decode

from .base import BytesDecoder, Malformed, unexpected

QUOTE = ord('"')


class Base64Decoder(BytesDecoder):
    """Hands on the bytes that a string holds in base64: the first one under this key, wherever it stands."""

    def __init__(self, key: str) -> None:
        self._start = re.compile(rb'"%s"\s*:\s*"' % re.escape(key).encode())
        self._held = b""
        self._state = "before"
        self._came = False

    def feed(self, data: bytes) -> list[bytes]:
        """The bytes of all groups of four characters that have come; what is before and after the string is not."""
        if self._state == "after":
            return []
        self._held += data
        if self._state == "before":
            if (start := self._start.search(self._held)) is None:
                return []
            self._held, self._state = self._held[start.end() :], "within"
        end = self._held.find(QUOTE)
        text = (self._held if end < 0 else self._held[:end]).replace(b"\\/", b"/")
        whole = len(text) if end >= 0 else len(text) - len(text) % 4
        if end < 0 and text.endswith(b"\\"):  # half of an escape
            whole = (len(text) - 1) // 4 * 4
        self._held = text[whole:]
        if end >= 0:
            self._held, self._state = b"", "after"
        if not whole:
            return []
        self._came = True
        try:
            return [b64decode(text[:whole], validate=True)]
        except ValueError as error:
            raise Malformed("content that is no base64") from error

    def end(self) -> list[bytes]:
        """Nothing; raises :class:`Malformed` or :class:`Refusal` if the string did not come, or not to its end."""
        if self._state == "before":
            raise unexpected(self._held)
        if self._state == "within" or not self._came:
            raise Malformed("content that was cut" if self._came else "no content at all")
        return []
