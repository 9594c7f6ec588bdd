"""Joins the HTTP chunks that came together into one.

A streamed reply has a chunk for each event, and h11 takes some six microseconds for each.  When many have come by the
time one reads, as from a fast model or to a busy process, they may as well be one.
"""

from __future__ import annotations

import re

SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})\r\n")
"""The line before a chunk's data; one with extensions is left to h11, as is the last, after which trailers may come."""
PART_OF_SIZE = re.compile(rb"[0-9A-Fa-f]{0,15}\r?")
CHUNKED = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked[ \t]*\r\n", re.IGNORECASE)
NO_SIZE = b"\r\n"
"""A line that begins no chunk, as h11 finds at once."""


class ChunkJoiner:
    """Rewrites what is read of one connection; what is no plain chunked reply goes through as it came.

    Only the borders of chunks change.  What of a chunk has come is handed on at once; faults stay for h11 to find.
    """

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Expect the head of a reply: a request is being written."""
        self._at_head = True
        self._joins = False
        self._left = 0
        """Bytes of the open chunk that are still to come."""
        self._line_end = b""
        """What is still to come after them."""
        self._rest = b""
        """The beginning of a line with a size."""

    def feed(self, data: bytes) -> bytes:
        """What to hand on of the bytes that were read; it may be nothing as yet."""
        if self._joins:
            return self._join(self._rest + data if self._rest else data)
        if self._at_head:
            self._at_head = False
            return self._after_head(data)
        return data

    def _after_head(self, data: bytes) -> bytes:
        """The head of a reply as it is, if all of it came at once, and then its chunks."""
        start, end = 0, data.find(b"\r\n\r\n") + 4
        while data.startswith(b"HTTP/1.1 1", start) and end >= 4:  # an interim reply, after which the real one comes
            if end == len(data):
                self._at_head = True
                return data
            start, end = end, data.find(b"\r\n\r\n", end) + 4
        if end < 4 or not data.startswith(b"HTTP/1.1 ", start) or not CHUNKED.search(data, start, end):
            return data
        if data.count(b"\n", start, end) != data.count(b"\r\n", start, end):
            return data  # with bare ends of lines the head may have ended earlier
        self._joins = True
        return data if end == len(data) else data[:end] + self._join(data[end:])

    def _join(self, data: bytes) -> bytes:
        """All that came of chunks as one."""
        parts: list[bytes] = []
        place, size = 0, len(data)
        self._rest = b""
        while place < size:
            if not self._left and not self._line_end:
                found = SIZE.match(data, place)
                if found is None and PART_OF_SIZE.fullmatch(data, place):
                    self._rest = data[place:]
                    break
                if found is None or not (length := int(found[1], 16)):
                    return self._give_up(parts, data[place:])
                place, self._left, self._line_end = found.end(), length, b"\r\n"
            part = data[place : place + self._left]
            parts.append(part)
            place += len(part)
            self._left -= len(part)
            if not self._left:
                end = data[place : place + len(self._line_end)]
                if not self._line_end.startswith(end):
                    return self._give_up(parts, NO_SIZE + data[place:])
                place += len(end)
                self._line_end = self._line_end[len(end) :]
        return _chunk(parts)

    def _give_up(self, parts: list[bytes], rest: bytes) -> bytes:
        """What was joined, and the rest as it is from now on."""
        self._joins = False
        return _chunk(parts) + rest


def _chunk(parts: list[bytes]) -> bytes:
    joined = b"".join(parts)
    return b"%x\r\n%b\r\n" % (len(joined), joined) if joined else b""
