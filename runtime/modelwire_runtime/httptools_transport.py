"""httptools as what reads replies: the extra ``fast``, whose parser of HTTP, Node's llhttp, is written in C.

Everything else is as in the default transports.
"""

from __future__ import annotations

import ssl
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .context import header
from .errors import ConfigurationError
from .http_transport import AsyncHttpTransport, HttpTransport
from .reply_readers import LONGEST_HEAD, Pieces, ReplyReader
from .transport import TransportError

if TYPE_CHECKING:
    from httptools import HttpResponseParser

SWITCHING = 101


class LlhttpReader(ReplyReader):
    """Reads by llhttp."""

    def __init__(self) -> None:
        from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpResponseParser

        self._raised = HttpParserCallbackError
        self._faults = (HttpParserError, HttpParserUpgrade)
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        self._found: list[tuple[bytes, bytes]] = []
        self._pieces: list[bytes] = []
        self._overhead = 0
        """Bytes since the last piece of a body."""

    def _parse(self, data: bytes) -> Pieces:
        if not data:
            return self._cut()
        assert self._parser is not None
        self._overhead += len(data)
        try:
            self._parser.feed_data(data)
        except self._raised as error:
            self._refuse(error, error.__context__)
        except self._faults as error:
            self._refuse(error, None)
        pieces, self._pieces = self._pieces, []
        if pieces or not self.headed:
            self._overhead = 0
        elif self._overhead > LONGEST_HEAD and not self.ended:
            raise TransportError("what frames the reply's body is too long")
        if self.length is not None:
            self._left -= sum(map(len, pieces))
        if self.length is not None or self.ended:
            self._parser = None
        return pieces

    def _refuse(self, error: Exception, reason: BaseException | None) -> None:
        """Let nothing more be read; ``reason`` is what was raised by what llhttp calls, such as a KeyboardInterrupt."""
        self.persistent = False
        if reason is not None and not isinstance(reason, Exception):
            raise reason from None
        if not self.ended:
            raise TransportError(str(reason or error)) from error

    def _cut(self) -> Pieces:
        """The end of the connection is that of a body which has no other."""
        if header(self.headers, "transfer-encoding"):
            raise TransportError(
                "peer closed connection without sending complete message body (incomplete chunked read)"
            )
        self.ended, self.persistent = True, False
        return ()

    def close(self) -> None:
        """Read no more; without this, reader and parser would hold each other."""
        super().close()
        self._parser = None

    # What llhttp calls.

    def on_message_begin(self) -> None:
        """Refuse what nobody has asked for."""
        if self.ended:
            raise ValueError("a second reply")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header; those that follow a body are passed over."""
        if not self.headed:
            self._found.append((name, value.rstrip()))

    def on_headers_complete(self) -> None:
        """Note the head, if it is not one that only says that the real one comes."""
        assert self._parser is not None
        status = self._parser.get_status_code()
        if status == SWITCHING:
            raise ValueError("another protocol, for which nobody has asked")
        if status >= 200:
            self._begin(status, self._parser.get_http_version().encode(), self._found)
        else:
            self._found = []

    def on_body(self, piece: bytes) -> None:
        """Note a piece of the body."""
        self._pieces.append(piece)

    def on_message_complete(self) -> None:
        """Note the end."""
        self.ended = self.headed


class HttptoolsTransport(HttpTransport):
    """Sends requests for a ``Client``, which closes it; replies are read by httptools.

    ``tls`` says which certificates to trust, if not those of the environment, and may hold one of the client's own.

    >>> with Client("openai", transport=HttptoolsTransport()) as fast:
    ...     print(fast.chat_completion(model="gpt-5.4", messages=messages).text)
    Hello there!
    """

    _reader = LlhttpReader

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(tls)
        check_installed(type(self).__name__)


class AsyncHttptoolsTransport(AsyncHttpTransport):
    """The same for an ``AsyncClient``.

    >>> async with AsyncClient("openai", transport=AsyncHttptoolsTransport()) as fast:
    ...     print((await fast.chat_completion(model="gpt-5.4", messages=messages)).text)
    Hello there!
    """

    _reader = LlhttpReader

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(tls)
        check_installed(type(self).__name__)


def check_installed(wanted: str) -> None:
    """Raise if httptools is missing."""
    if find_spec("httptools") is None:
        raise ConfigurationError(f"{wanted} needs httptools: pip install 'modelwire[fast]'")
