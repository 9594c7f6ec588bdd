"""Google access tokens, by google-auth (the extra ``vertex``)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from .auth import TokenSource
from .errors import AuthenticationError, ConfigurationError, ConnectionFailedError

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
MARGIN = 300.0
"""Seconds before its end at which a token is renewed."""


class GoogleTokens(TokenSource):
    """Tokens of a credentials file, or of the application-default credentials; one renewal at a time."""

    def __init__(self, path: str | None = None) -> None:
        self._path = path
        self._credentials: Any = None
        self._lock = threading.Lock()

    def fresh(self) -> str | None:
        """The token at hand, if it holds for some minutes more."""
        credentials = self._credentials
        if credentials is None or not credentials.token or credentials.expiry is None:
            return None
        left = (credentials.expiry.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()
        return str(credentials.token) if left > MARGIN else None

    def renew(self) -> str:
        """A new token; who waits for another's renewal shares it."""
        with self._lock:
            if (token := self.fresh()) is not None:
                return token
            try:
                from google.auth.exceptions import GoogleAuthError, TransportError
                from google.auth.transport.requests import Request
            except ImportError as missing:
                raise ConfigurationError(
                    "Google credentials need google-auth: pip install 'modelwire[vertex]', or pass token_provider="
                ) from missing
            if self._credentials is None:
                try:
                    self._credentials = self._load()
                except (GoogleAuthError, OSError, ValueError) as failure:
                    source = f"in {self._path}" if self._path else "on this machine"
                    raise ConfigurationError(f"no usable Google credentials {source}: {failure}") from failure
            try:
                self._credentials.refresh(Request())
            except TransportError as failure:
                raise ConnectionFailedError(f"no answer from Google's token server: {failure}") from failure
            except (GoogleAuthError, OSError, ValueError) as failure:
                raise AuthenticationError(f"Google refused an access token: {failure}") from failure
            return str(self._credentials.token)

    def _load(self) -> Any:
        google_auth = import_module("google.auth")  # its functions are not annotated
        if self._path is None:
            default: Callable[..., tuple[Any, ...]] = google_auth.default
            return default(scopes=[SCOPE])[0]
        load: Callable[..., tuple[Any, ...]] = google_auth.load_credentials_from_file
        return load(self._path, scopes=[SCOPE])[0]
