"""The default transports: replies are read by h11, as httpx reads them."""

from __future__ import annotations

import h11

from .http_transport import AsyncHttpTransport, HttpTransport
from .joined_chunks import ChunkJoiner
from .reply_readers import LONGEST_HEAD, Pieces, ReplyReader
from .transport import TransportError

ASKED = h11.Request(method="POST", target="/", headers=[("host", "x"), ("content-length", "0")])
"""What h11 needs to hear before a reply; what was asked in truth changes nothing in how replies to it are read."""
SENT = h11.EndOfMessage()


class H11Reader(ReplyReader):
    """Reads by h11."""

    def __init__(self) -> None:
        self._joiner = ChunkJoiner()
        self._connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)
        self._connection.send(ASKED)
        self._connection.send(SENT)

    def _parse(self, data: bytes) -> Pieces:
        if data and not (data := self._joiner.feed(data)):
            return ()
        if not data:
            self.persistent = False
        pieces: list[bytes] = []
        try:
            self._connection.receive_data(data)
            while not self.ended:
                event = self._connection.next_event()
                kind = event.__class__
                if kind is h11.Data:
                    assert isinstance(event, h11.Data)
                    pieces.append(bytes(event.data))
                elif isinstance(event, h11.Response):
                    self._begin(event.status_code, event.http_version, event.headers.raw_items())
                    if self.length is not None:
                        rest = self._connection.trailing_data[0]
                        return self._sized(rest) if rest else ()
                elif kind is h11.EndOfMessage:
                    self.ended = True
                    if self._connection.trailing_data[0]:
                        self.persistent = False
                elif kind is not h11.InformationalResponse:
                    break
        except h11.RemoteProtocolError as error:
            raise TransportError(str(error)) from error
        return pieces


class H11Transport(HttpTransport):
    """Sends requests for a ``Client``."""

    _reader = H11Reader


class AsyncH11Transport(AsyncHttpTransport):
    """The same for an ``AsyncClient``."""

    _reader = H11Reader
