"""Secrets, and how they travel."""

from __future__ import annotations

import hmac
import inspect
import os
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias, cast

from .errors import ConfigurationError


class Secret:
    """A key that is not shown by accident.

    ``repr``, ``str`` and ``format`` show stars, comparison takes constant time, pickling is refused by leaving the
    key behind.  :meth:`reveal` is the only way to the text.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('***')"

    def __str__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return format("***", spec)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _lost_secret, ()


def _lost_secret() -> None:
    """What a pickled secret comes back as: nothing."""


class TokenSource(ABC):
    """Gives access tokens, each for as long as it holds."""

    @abstractmethod
    def fresh(self) -> str | None:
        """A token that is at hand and still holds, or None; never blocks."""

    @abstractmethod
    def renew(self) -> str:
        """A new token; may block."""

    async def renew_async(self) -> str:
        """A new token, got without blocking the event loop."""
        import asyncio

        return await asyncio.to_thread(self.renew)


class CalledTokens(TokenSource):
    """Asks a callable for a token at each request."""

    def __init__(self, provider: TokenProvider) -> None:
        self._provider = provider

    def fresh(self) -> str | None:
        """None: only the callable knows how long its tokens hold."""
        return None

    def renew(self) -> str:
        """What the callable returns."""
        token = self._provider()
        if isinstance(token, str):
            return token
        if isinstance(token, Coroutine):
            token.close()
        raise ConfigurationError("token_provider is asynchronous: use AsyncClient, or give a plain function")

    async def renew_async(self) -> str:
        """What the callable returns; a plain function runs in a thread of its own."""
        if not inspect.iscoroutinefunction(self._provider):
            return await super().renew_async()
        return cast(str, await self._provider())


TokenProvider: TypeAlias = Callable[[], str] | Callable[[], Awaitable[str]]
"""Returns a fresh access token whenever it is called; it may be a coroutine function for an ``AsyncClient``."""


@dataclass(frozen=True)
class Auth:
    """One way to authenticate: which setting holds the credential, and when this way applies."""

    setting: str = ""
    when: Mapping[str, Any] | None = None
    dynamic: ClassVar[bool] = False
    """Whether the credential is a token to be asked for at each request."""

    def present(self, settings: Mapping[str, Any]) -> bool:
        """Whether the credential was given."""
        return settings.get(self.setting) is not None

    def headers(self, credential: str) -> dict[str, str]:
        """The headers that carry the credential."""
        return {"authorization": f"Bearer {credential}"}

    def source(self, settings: Mapping[str, Any]) -> Any:
        """The credential itself, or for a dynamic one what gives tokens."""
        value = settings[self.setting]
        return value.reveal() if isinstance(value, Secret) else value


@dataclass(frozen=True)
class BearerKey(Auth):
    """Sends ``Authorization: Bearer <key>``."""


@dataclass(frozen=True)
class HeaderKey(Auth):
    """Sends ``<header>: <key>``."""

    header: str = ""

    def headers(self, credential: str) -> dict[str, str]:
        """The header that carries the key."""
        return {self.header: credential}


@dataclass(frozen=True)
class TokenFromProvider(Auth):
    """Asks a callable for a token at each request, and sends it as a bearer token."""

    dynamic: ClassVar[bool] = True

    def source(self, settings: Mapping[str, Any]) -> TokenSource:
        """The callable as a source of tokens."""
        return CalledTokens(settings[self.setting])


@dataclass(frozen=True)
class GoogleCredentialsFile(Auth):
    """Tokens for a service account or an authorized user, by google-auth (the extra ``vertex``)."""

    dynamic: ClassVar[bool] = True

    def source(self, settings: Mapping[str, Any]) -> Any:
        """A source of tokens that refreshes them before they expire."""
        from .google_tokens import GoogleTokens

        return GoogleTokens.from_file(os.fspath(settings[self.setting]))


@dataclass(frozen=True)
class GoogleDefault(Auth):
    """Tokens of Google's application-default credentials, by google-auth (the extra ``vertex``)."""

    dynamic: ClassVar[bool] = True

    def present(self, settings: Mapping[str, Any]) -> bool:
        """Whether google-auth is installed; whether credentials exist is only known when asked for."""
        from importlib.util import find_spec

        try:
            return find_spec("google.auth") is not None
        except ModuleNotFoundError:
            return False

    def source(self, settings: Mapping[str, Any]) -> Any:
        """A source of tokens that refreshes them before they expire."""
        from .google_tokens import GoogleTokens

        return GoogleTokens()


@dataclass(frozen=True)
class NoAuth(Auth):
    """Sends no credential."""

    def present(self, settings: Mapping[str, Any]) -> bool:
        """Always: nothing is needed."""
        return True

    def headers(self, credential: str) -> dict[str, str]:
        """No header."""
        return {}

    def source(self, settings: Mapping[str, Any]) -> Any:
        """An empty credential."""
        return ""


def header_safe(name: str, value: str, provider: str) -> str:
    """``value`` if it may travel in a header; whitespace around a pasted key is taken off."""
    value = value.strip()
    if not value.isascii() or not value.isprintable():
        raise ConfigurationError(f"{name} holds a character that no HTTP header can carry", provider=provider)
    return value
