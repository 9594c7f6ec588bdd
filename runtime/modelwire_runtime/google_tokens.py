"""Google access tokens, by google-auth (the extra ``vertex``)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC
from importlib import import_module
from typing import Any

from .data import is_object
from .errors import AuthenticationError, ConfigurationError, ConnectionFailedError
from .library_tokens import LibraryTokens, Token

SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class GoogleTokens(LibraryTokens):
    """Tokens of a credentials file, or of the application-default credentials."""

    def __init__(self, path: str | None = None) -> None:
        super().__init__()
        self._path = path
        self._credentials: Any = None

    def _fetch(self) -> Token:
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
        credentials = self._credentials
        try:
            credentials.refresh(Request())
        except TransportError as failure:
            raise ConnectionFailedError(f"no answer from Google's token server: {failure}") from failure
        except (GoogleAuthError, OSError, ValueError) as failure:
            raise AuthenticationError(f"Google refused an access token: {failure}") from failure
        ends = credentials.expiry.replace(tzinfo=UTC).timestamp() if credentials.expiry else 0.0
        return Token(str(credentials.token), ends)

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
