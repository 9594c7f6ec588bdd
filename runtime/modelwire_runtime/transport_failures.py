"""What goes wrong in an HTTP library, in our terms."""

from __future__ import annotations

from .transport import GarbledBody, TransportError

BROKEN = frozenset(["NetworkError", "ProtocolError", "ProxyError", "StreamError", "TransportError"])
"""The families of what goes wrong on the way, as httpx and httpcore name them."""


def failure(error: Exception) -> TransportError | None:
    """What went wrong in our terms, or None if it was not the transport, or said so itself.

    Told by names, as clients of libraries that have httpx's API have exceptions of their own.
    """
    if isinstance(error, TransportError):
        return None
    names = {kind.__name__ for kind in type(error).__mro__}
    what = str(error) or type(error).__name__
    if "DecodingError" in names:
        return GarbledBody(f"the body is not what its content-encoding says: {what}")
    if "TimeoutException" in names:
        what = "no connection in time" if names & {"ConnectTimeout", "PoolTimeout"} else "no answer in time"
        return TransportError(what, timed_out=True)
    if names & BROKEN or isinstance(error, OSError):
        return TransportError(what)
    return None
