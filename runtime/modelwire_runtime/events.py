"""Server-sent events, decoded from bytes as they arrive."""

from __future__ import annotations

LONGEST_STRAY = 65_536
"""Bytes kept of what stands between the events, where some vendors put an error as bare JSON."""


class EventDecoder:
    """Turns bytes, in any portions, into the data of the events they complete.

    Lines end at CR, LF or CRLF and nothing else (JSON may hold U+2028 raw).  Comments, ids and event names are passed
    over: every protocol here repeats the name in the data.  Vendors' departures that are let through: no space after
    ``data:``, no blank line between two events of one line of JSON each, no blank line after the last event.
    """

    def __init__(self) -> None:
        self._rest: list[bytes] = []
        self._data: list[bytes] = []
        self._after_cr = False
        self._begun = False
        self._stray = bytearray()

    @property
    def stray(self) -> bytes:
        """What stood between the events without being part of one."""
        return bytes(self._stray)

    def feed(self, data: bytes) -> list[bytes]:
        """The data of the events that these bytes complete."""
        if not self._begun and data:
            self._begun = True
            data = data.removeprefix(b"\xef\xbb\xbf")
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
                pending.append(line[6:] if line[5:6] == b" " else line[5:])
            elif not line:
                if pending:
                    events += _joined(pending)
                    pending.clear()
            elif line[:1] == b":" or line.partition(b":")[0] in (b"event", b"id", b"retry", b"data"):
                continue
            elif len(self._stray) < LONGEST_STRAY:
                self._stray += line + b"\n"
        return events


def _joined(lines: list[bytes]) -> list[bytes]:
    """The lines of one event as one; lines that are each a JSON object are events that lost their blank line."""
    if len(lines) == 1:
        return lines[:]
    if all(line[:1] == b"{" and line.rstrip()[-1:] == b"}" for line in lines if line != b"[DONE]"):
        return lines[:]
    return [b"\n".join(lines)]
