"""How long to wait, how often to try, and what else belongs to one call."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .errors import ProviderError
    from .replies import ChatChunk
    from .transport import WireRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How often and after what pause a request is tried again.

    ``attempts`` counts the first one.  The pause before attempt *n* is drawn from 0 to ``base * 2 ** (n - 2)`` seconds
    (full jitter; with ``jitter="none"``, that bound itself), at most ``cap``; a pause that the provider asks for wins.
    Only errors with ``retryable`` are tried again, and a stream only before its first chunk.

    >>> Retry(attempts=1).attempts  # never tries again
    1
    """

    attempts: int = 3
    base: float = 0.5
    cap: float = 60.0
    jitter: Literal["full", "none"] = "full"

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.base < 0 or self.cap < 0:
            raise ValueError("Retry: attempts must be at least 1, base and cap must not be negative")

    def pause(self, failed: int, error: ProviderError) -> float | None:
        """Seconds to wait after ``failed`` attempts, or None to give up."""
        if failed >= self.attempts or not error.retryable:
            return None
        if (asked := error.retry_delay()) is not None:
            return asked if asked <= self.cap else None
        bound = min(self.cap, self.base * 2 ** (failed - 1))
        return random.uniform(0, bound) if self.jitter == "full" else bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeout:
    """Limits in seconds: to connect, for each read, and in total over all attempts; None is no limit.

    A blocking client checks ``total`` at each read, so it may overshoot by one ``read``.
    """

    connect: float | None = 5.0
    read: float | None = 600.0
    total: float | None = None


DEFAULT_RETRY = Retry()
DEFAULT_TIMEOUT = Timeout()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Functions that are told what happens; they must not block and what they raise reaches the caller.

    ``on_request(request, attempt)`` before each attempt, ``on_response(status, headers, seconds)`` when a head has
    arrived, ``on_retry(error, pause)`` before a pause, ``on_chunk(chunk)`` for each chunk of a stream.
    """

    on_request: Callable[[WireRequest, int], None] | None = None
    on_response: Callable[[int, Mapping[str, str], float], None] | None = None
    on_retry: Callable[[ProviderError, float], None] | None = None
    on_chunk: Callable[[ChatChunk], None] | None = None


def _strings() -> dict[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """What holds for one call only.

    ``timeout`` and ``retry`` replace the client's; ``extra_headers`` and ``extra_query`` are added to the request;
    ``idempotency_key`` is sent as ``Idempotency-Key``; ``metadata`` is for your hooks and is not sent.
    """

    timeout: Timeout | float | None = None
    retry: Retry | None = None
    extra_headers: Mapping[str, str] = field(default_factory=_strings)
    extra_query: Mapping[str, str] = field(default_factory=_strings)
    idempotency_key: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=_strings)
