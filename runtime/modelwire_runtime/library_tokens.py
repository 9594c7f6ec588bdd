"""Access tokens that a vendor's own library gets."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from dataclasses import dataclass, field

from .auth import TokenSource

MARGIN = 300.0
"""Seconds before its end at which a token is renewed."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and the time at which it ends, in seconds of the epoch."""

    text: str = field(repr=False)
    ends: float


class LibraryTokens(TokenSource):
    """Keeps a token while it holds, and renews it a little before its end; one renewal at a time."""

    def __init__(self) -> None:
        self._token: Token | None = None
        self._lock = threading.Lock()

    def fresh(self) -> str | None:
        """The token at hand, if it holds for some minutes more."""
        token = self._token
        return token.text if token is not None and token.ends - time.time() > MARGIN else None

    def renew(self) -> str:
        """A new token; who waits for another's renewal shares it."""
        with self._lock:
            if (text := self.fresh()) is not None:
                return text
            self._token = self._fetch()
            return self._token.text

    @abstractmethod
    def _fetch(self) -> Token:
        """Get a token from the library; raises a :class:`ProviderError`."""
