"""Server-sent events, decoded from bytes as they arrive."""

from __future__ import annotations

MARK = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8, which some servers begin with."""
LONGEST_STRAY = 65_536
"""Bytes kept of what stands between the events, where some vendors put an error as bare JSON."""


class EventDecoder:
    """Turns bytes, in any portions, into the data of the events they complete.

    Lines end at CR, LF or CRLF and nothing else (JSON may hold U+2028 raw).  Comments, ids and event names are passed
    over: every protocol here repeats the name in the data.  Vendors' departures that are let through: no space after
    ``data:``, no blank line between two events that are JSON objects, no blank line after the last event.
    """

    def __init__(self) -> None:
        self._rest: list[bytes] = []
        self._data: list[bytes] = []
        self._after_cr = False
        self._mark = 0
        self._stray = bytearray()

    @property
    def stray(self) -> bytes:
        """What stood between the events without being part of one."""
        return bytes(self._stray)

    def feed(self, data: bytes) -> list[bytes]:
        """The data of the events that these bytes complete."""
        if self._mark < len(MARK):
            data = self._after_mark(data)
        if self._after_cr and data:
            self._after_cr = False
            data = data.removeprefix(b"\n")
        if b"\r" in data:
            self._after_cr = data.endswith(b"\r")
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = data.split(b"\n")
        if len(lines) == 1:
            if data:
                self._rest.append(data)
            return []
        if self._rest:
            self._rest.append(lines[0])
            lines[0] = b"".join(self._rest)
            self._rest.clear()
        if last := lines.pop():
            self._rest.append(last)
        return self._read(lines)

    def _after_mark(self, data: bytes) -> bytes:
        """The bytes without what belongs to a byte order mark, which may come in portions."""
        while data and self._mark < len(MARK):
            if data[0] != MARK[self._mark]:
                data = MARK[: self._mark] + data
                self._mark = len(MARK)
                break
            self._mark += 1
            data = data[1:]
        return data

    def end(self) -> list[bytes]:
        """The data of what the end of the stream completes."""
        lines = [b"".join(self._rest), b""]
        self._rest.clear()
        return self._read(lines)

    def _read(self, lines: list[bytes]) -> list[bytes]:
        events: list[bytes] = []
        pending = self._data
        for line in lines:
            if line[:5] == b"data:":
                text = line[6:] if line[5:6] == b" " else line[5:]
                if pending and _lost_blank_line(pending, text):
                    events.append(b"\n".join(pending))
                    pending.clear()
                pending.append(text)
            elif not line:
                if pending:
                    events.append(b"\n".join(pending))
                    pending.clear()
            elif line[:1] == b":" or line.partition(b":")[0] in (b"event", b"id", b"retry", b"data"):
                continue
            elif (room := LONGEST_STRAY - len(self._stray)) > 0:
                self._stray += line[:room] + b"\n"
        return events


def _lost_blank_line(pending: list[bytes], following: bytes) -> bool:
    """Whether a line begins an event of its own: no JSON has an object and then, without a comma, another value."""
    return pending[0][:1] == b"{" and pending[-1].rstrip()[-1:] == b"}" and following[:1] in (b"{", b"[")
