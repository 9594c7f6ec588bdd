"""aiohttp as a transport: the extra ``fast``, whose parser of HTTP is written in C.

It has no HTTP/2, and goes through no SOCKS proxy; it is async only.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .connections import IDLE
from .context import RawHeaders
from .errors import ConfigurationError
from .proxies import proxy_of
from .transport import AsyncWireStream, GarbledBody, TransportError, WireReply, WireRequest

if TYPE_CHECKING:
    import ssl

    import aiohttp
    from yarl import URL

    from .httpcore_transport import AsyncHttpcoreTransport

LARGE = 1_048_576
"""Bytes of a body that are not sent by aiohttp."""
NOT_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""Headers that aiohttp would add by itself."""


class AiohttpTransport:
    """Sends requests by aiohttp, for an ``AsyncClient``, which closes it.

    ``tls`` says which certificates to trust, if not those of the environment, and may hold one of the client's own.

    >>> async with AsyncClient("openai", transport=AiohttpTransport()) as fast:
    ...     print((await fast.chat_completion(model="gpt-5.4", messages=messages)).text)
    Hello there!
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        if find_spec("aiohttp") is None:
            raise ConfigurationError("AiohttpTransport needs aiohttp: pip install 'modelwire[fast]'")
        self._tls = tls
        self._large: AsyncHttpcoreTransport | None = None
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}
        self._closed = False

    async def fetch(self, request: WireRequest) -> WireReply:
        """Send a request and read the whole reply."""
        stream = await self.open(request)
        try:
            parts: list[bytes] = []
            while part := await stream.read():
                parts.append(part)
            return WireReply(stream.status, stream.headers, b"".join(parts))
        finally:
            await stream.close()

    async def open(self, request: WireRequest) -> AsyncWireStream:
        """Send a request and return once the head of the reply has arrived."""
        session = self._session()
        body = request.body
        if not isinstance(body, bytes) or len(body) > LARGE:
            return await self._usual().open(request)
        import aiohttp

        url = _url(request.url)
        timeout = aiohttp.ClientTimeout(
            None, sock_read=request.read_timeout, sock_connect=request.connect_timeout, ceil_threshold=float("inf")
        )
        try:
            response = await session.request(
                request.method,
                url,
                data=body or None,
                headers=request.headers,
                skip_auto_headers=NOT_ADDED,
                allow_redirects=False,
                timeout=timeout,
                proxy=_proxy(url),
                ssl=self._context() if url.scheme == "https" else True,
            )
        except Exception as error:
            if failed := _failure(error):
                raise failed from error
            raise
        return AiohttpStream(response)

    def _usual(self) -> AsyncHttpcoreTransport:
        """What sends large bodies and files: aiohttp sets no time for sending, nor stops when it is answered."""
        if self._large is None:
            from .httpcore_transport import AsyncHttpcoreTransport

            self._large = AsyncHttpcoreTransport(self._tls)
        return self._large

    def _session(self) -> aiohttp.ClientSession:
        """The running event loop's session."""
        if self._closed:
            raise ConfigurationError("this client is closed; create a new one")
        loop = asyncio.get_running_loop()
        if (session := self._sessions.get(loop)) is None:
            import aiohttp

            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE)
            session = self._sessions[loop] = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return session

    def _context(self) -> ssl.SSLContext:
        if self._tls is not None:
            return self._tls
        from .httpcore_transport import tls_context

        return tls_context()

    async def close(self) -> None:
        """Close every connection of the running event loop."""
        self._closed = True
        if session := self._sessions.pop(asyncio.get_running_loop(), None):
            await session.close()
        self._sessions.clear()
        if self._large is not None:
            await self._large.close()


class AiohttpStream:
    """A reply whose body is read as it comes."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.status = response.status
        self.headers: RawHeaders = response.raw_headers
        self._response = response

    async def read(self) -> bytes:
        """The next bytes; empty at the end."""
        try:
            return await self._response.content.readany()
        except Exception as error:
            if failed := _failure(error):
                raise failed from error
            raise

    async def close(self) -> None:
        """Free the connection: it can be used again only if the body was read to its end."""
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()
            await asyncio.sleep(0)  # the event loop closes its socket


@lru_cache(maxsize=1024)
def _url(text: str) -> URL:
    from yarl import URL

    try:
        url = URL(text, encoded=text.isascii())
    except ValueError as error:
        raise ConfigurationError(f"requests cannot be sent to {text.partition('?')[0]!r}: {error}") from error
    if not url.host:
        raise ConfigurationError(f"requests cannot be sent to {text.partition('?')[0]!r}: it names no host")
    return url


def _proxy(url: URL) -> URL | None:
    """The proxy that the environment names for this address, or None."""
    named = proxy_of(url.scheme, url.authority)
    if named is None:
        return None
    from yarl import URL

    try:
        proxy = URL(named)
    except ValueError as error:
        raise ConfigurationError(f"the proxy {named.rpartition('@')[2]} cannot be used: {error}") from error
    if proxy.scheme not in ("http", "https"):
        where = named.rpartition("@")[2].rpartition("/")[2]
        raise ConfigurationError(f"the proxy {where} cannot be used: aiohttp knows no {proxy.scheme} proxies")
    return proxy


def _failure(error: Exception) -> TransportError | None:
    """What went wrong in our terms, or None if it was not the transport."""
    import aiohttp
    from aiohttp.http_exceptions import ContentEncodingError

    if isinstance(error, aiohttp.ClientPayloadError) and isinstance(error.__cause__, ContentEncodingError):
        return GarbledBody(f"the body is not what its content-encoding says: {error}")
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return TransportError("no connection in time", timed_out=True)
    if isinstance(error, aiohttp.ServerTimeoutError):
        return TransportError("no answer in time", timed_out=True)
    if isinstance(error, aiohttp.ClientError | OSError):
        return TransportError(str(error) or type(error).__name__)
    return None
