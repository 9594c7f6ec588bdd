"""How long to wait, how often to try, and what else belongs to one call."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any, Literal

from .errors import ConfigurationError, ProviderError


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
        if not self.attempts >= 1 or not self.base >= 0 or not self.cap >= 0:
            raise ConfigurationError("Retry: attempts must be at least 1, base and cap must not be negative")

    def pause(self, failed: int, error: ProviderError) -> float | None:
        """Seconds to wait after ``failed`` attempts, or None to give up."""
        if failed >= self.attempts or not error.retryable:
            return None
        if (asked := error.retry_delay()) is not None:
            return asked if asked <= self.cap else None
        bound = min(self.cap, self.base * 2.0 ** min(failed - 1, 60))
        return random.uniform(0, bound) if self.jitter == "full" else bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeout:
    """Limits in seconds: to connect, for each read, and in total over all attempts; None is no limit.

    A blocking client checks ``total`` at each read, so it may overshoot by one ``read``.

    >>> patient = client.with_options(timeout=Timeout(connect=5, read=60, total=90))
    >>> patient.chat_completion(model="gpt-5.4", messages=messages).text
    'Hello there!'
    """

    connect: float | None = 5.0
    read: float | None = 600.0
    total: float | None = None

    def __post_init__(self) -> None:
        for limit in fields(self):
            seconds: object = getattr(self, limit.name)
            if seconds is None:
                continue
            if not isinstance(seconds, int | float) or not isfinite(seconds) or seconds <= 0:
                raise ConfigurationError(
                    f"Timeout: {limit.name} must be a positive number of seconds or None, not {seconds!r}"
                )


DEFAULT_RETRY = Retry()
DEFAULT_TIMEOUT = Timeout()


def _nothing() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """What holds for one call only.

    ``timeout`` and ``retry`` replace the client's (a number is a timeout's ``total``); ``extra_headers`` and
    ``extra_query`` are added to the request; ``idempotency_key`` is sent as ``Idempotency-Key``; ``metadata`` is for
    your hooks and is not sent.  ``route`` is the name of the protocol to speak (such as ``openai-chat``), for a model
    or deployment whose name does not tell it.  ``fetch_media`` replaces the client's.

    >>> once = RequestContext(timeout=20, extra_headers={"x-team": "docs"})
    >>> client.chat_completion(model="gpt-5.4", messages=messages, context=once).text
    'Hello there!'
    """

    timeout: Timeout | float | None = None
    retry: Retry | None = None
    extra_headers: Mapping[str, str] = field(default_factory=_nothing)
    extra_query: Mapping[str, str] = field(default_factory=_nothing)
    idempotency_key: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=_nothing)
    route: str | None = None
    fetch_media: bool | None = None

    def __post_init__(self) -> None:
        if self.fetch_media not in (True, False, None):
            raise ConfigurationError(
                f"RequestContext: fetch_media must be True, False or None, not {self.fetch_media!r}"
            )
        mappings = (("extra_headers", Mapping), ("extra_query", Mapping), ("metadata", Mapping))
        for name, kind in (("retry", Retry | None), *mappings):
            given: object = getattr(self, name)
            if not isinstance(given, kind):
                wanted = "a mapping" if kind is Mapping else "a Retry(...) or None"
                raise ConfigurationError(f"RequestContext: {name} must be {wanted}, not {given!r}")
