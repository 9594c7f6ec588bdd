"""Google access tokens, by google-auth (the extra ``vertex``)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from .auth import TokenSource
from .data import is_object
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
        if self._path is None:
            default: Callable[..., tuple[Any, ...]] = import_module("google.auth").default
            return default(scopes=[SCOPE])[0]
        with open(self._path, encoding="utf-8") as file:
            account: Any = json.load(file)
        kind = account.get("type") if is_object(account) else None
        if kind == "service_account":
            service_account: Any = import_module("google.oauth2.service_account")
            return service_account.Credentials.from_service_account_info(account, scopes=[SCOPE])
        if kind == "authorized_user":
            user: Any = import_module("google.oauth2.credentials")
            return user.Credentials.from_authorized_user_info(account, scopes=[SCOPE])
        raise ValueError(f"its type is {kind!r}; it must be 'service_account' or 'authorized_user'")
