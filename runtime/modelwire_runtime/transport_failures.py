"""What goes wrong on the way, in our terms."""

from __future__ import annotations

from .transport import GarbledBody, TransportError

BROKEN = frozenset(["NetworkError", "ProtocolError", "ProxyError", "StreamError", "TransportError"])
"""The families of what goes wrong on the way, as httpx and httpcore name them."""


class WriteFailed(TransportError):
    """The peer takes no more of a request; an answer of its may have come all the same."""


def refused(answer: bytes) -> bool:
    """Whether the head of an answer says that the rest of the request is not wanted: with any status from 300 on."""
    return answer[9:10] not in (b"", b"1", b"2")


def broken(error: Exception) -> TransportError:
    """A connection failed, or there is none to that host."""
    return TransportError(str(error) or type(error).__name__)


def late_connection() -> TransportError:
    """Time ran out before there was a connection."""
    return TransportError("no connection in time", timed_out=True)


def late_answer() -> TransportError:
    """Time ran out while the peer said nothing."""
    return TransportError("no answer in time", timed_out=True)


def failure(error: Exception) -> TransportError | None:
    """What went wrong in an HTTP library, or None if it was not the transport, or said so itself.

    Told by names, as clients of libraries that have httpx's API have exceptions of their own.
    """
    if isinstance(error, TransportError):
        return None
    names = {kind.__name__ for kind in type(error).__mro__}
    if "DecodingError" in names:
        return GarbledBody(f"the body is not what its content-encoding says: {broken(error)}")
    if "TimeoutException" in names:
        return late_connection() if names & {"ConnectTimeout", "PoolTimeout"} else late_answer()
    if names & BROKEN or isinstance(error, OSError):
        return broken(error)
    return None
