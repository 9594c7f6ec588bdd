"""Secrets, and how they travel."""

from __future__ import annotations

import inspect
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from .data import is_array, is_object
from .errors import ConfigurationError, InvalidRequestError, ProviderError

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A name of a header (RFC 9110, section 5.6.2)."""
FRAMING = ("connection", "content-length", "host", "transfer-encoding")
"""Headers that say where a message begins and ends and where it goes."""
SHORT = 8


class Secret:
    """A key that is not shown by accident.

    ``repr``, ``str`` and ``format`` show stars, comparison takes constant time, pickling leaves the key behind.
    :meth:`reveal` is the only way to the text.

    >>> key = Secret("sk-1234")
    >>> key, str(key), key.reveal()
    (Secret('***'), '***', 'sk-1234')
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
        from hmac import compare_digest

        return compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __copy__(self) -> Secret:
        return self

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
        if inspect.isawaitable(token):
            if isinstance(token, Coroutine):
                token.close()
            raise ConfigurationError("token_provider is asynchronous: use AsyncClient, or give a plain function")
        return _checked_token(token)

    async def renew_async(self) -> str:
        """What the callable returns; a plain function runs in a thread of its own."""
        import asyncio

        is_async = inspect.iscoroutinefunction(self._provider) or inspect.iscoroutinefunction(
            getattr(self._provider, "__call__", None)  # noqa: B004 (the method, not whether there is one)
        )
        token = self._provider() if is_async else await asyncio.to_thread(self._provider)
        return _checked_token(await token if inspect.isawaitable(token) else token)


def _checked_token(token: object) -> str:
    if not isinstance(token, str) or not token.strip():
        kind = "an empty string" if isinstance(token, str) else type(token).__name__
        raise ConfigurationError(f"token_provider must return a token as a string; it returned {kind}")
    return token.strip()


TokenProvider: TypeAlias = Callable[[], str] | Callable[[], Awaitable[str]]
"""Returns a fresh access token whenever it is called; it may be a coroutine function for an ``AsyncClient``.

>>> tokens: TokenProvider = lambda: "a-fresh-token"
>>> VertexAIProvider(project="my-project", token_provider=tokens).project
'my-project'
"""


@dataclass(frozen=True)
class Auth:
    """One way to authenticate: which setting holds the credential, and when this way applies."""

    setting: str = ""
    when: Mapping[str, Any] | None = None
    extra: ClassVar[str] = ""
    """The extra that brings what finds a credential of itself."""

    def present(self, settings: Mapping[str, Any]) -> bool:
        """Whether the credential was given."""
        return settings.get(self.setting) is not None

    def headers(self, credential: str) -> dict[str, str]:
        """The headers that carry the credential."""
        return {"authorization": f"Bearer {credential}"}

    def credential(self, settings: Mapping[str, Any]) -> str:
        """The credential, if it is the same for every request."""
        value = settings[self.setting]
        return value.reveal() if isinstance(value, Secret) else str(value)

    def tokens(self, settings: Mapping[str, Any]) -> TokenSource | None:
        """What gives the credential of each request, if it is not always the same."""
        return None


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

    def tokens(self, settings: Mapping[str, Any]) -> TokenSource:
        """The callable as a source of tokens."""
        return CalledTokens(settings[self.setting])


@dataclass(frozen=True)
class GoogleCredentialsFile(Auth):
    """Tokens for a service account or an authorized user, by google-auth (the extra ``vertex``)."""

    def tokens(self, settings: Mapping[str, Any]) -> TokenSource:
        """A source of tokens that refreshes them before they expire."""
        from .google_tokens import GoogleTokens

        return GoogleTokens(os.path.abspath(settings[self.setting]))


@dataclass(frozen=True)
class GoogleDefault(Auth):
    """Tokens of Google's application-default credentials, by google-auth (the extra ``vertex``)."""

    extra: ClassVar[str] = "vertex"

    def present(self, settings: Mapping[str, Any]) -> bool:
        """Whether google-auth is installed; whether credentials exist is only known when asked for."""
        return _installed("google.auth")

    def tokens(self, settings: Mapping[str, Any]) -> TokenSource:
        """A source of tokens that refreshes them before they expire."""
        from .google_tokens import GoogleTokens

        return GoogleTokens()


@dataclass(frozen=True)
class AzureDefault(Auth):
    """Entra tokens for a scope, of azure-identity's DefaultAzureCredential (the extra ``azure``)."""

    scope: str = ""
    extra: ClassVar[str] = "azure"

    def present(self, settings: Mapping[str, Any]) -> bool:
        """Whether azure-identity is installed; whether credentials exist is only known when asked for."""
        return _installed("azure.identity")

    def tokens(self, settings: Mapping[str, Any]) -> TokenSource:
        """A source of tokens that refreshes them before they expire."""
        from .azure_tokens import AzureTokens

        return AzureTokens(self.scope)


@dataclass(frozen=True)
class NoAuth(Auth):
    """Sends no credential."""

    def present(self, settings: Mapping[str, Any]) -> bool:
        """Always: nothing is needed."""
        return True

    def headers(self, credential: str) -> dict[str, str]:
        """No header."""
        return {}

    def credential(self, settings: Mapping[str, Any]) -> str:
        """An empty one."""
        return ""


def _installed(module: str) -> bool:
    from importlib.util import find_spec

    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def header_safe(name: str, value: object, provider: str, error: type[ProviderError] = ConfigurationError) -> str:
    """``value`` if it may travel in a header; whitespace around a pasted key is taken off."""
    if not isinstance(value, str):
        raise error(f"{name} must be a string, not {type(value).__name__}", provider=provider)
    value = value.strip()
    if not value.isascii() or not value.isprintable():
        raise error(f"{name} holds a character that no HTTP header can carry", provider=provider)
    return value


def header_name(name: object, provider: str) -> str:
    """The name of a header that a caller may set, in lower case."""
    if not isinstance(name, str) or not TOKEN.fullmatch(name):
        raise InvalidRequestError(f"{name!r} is no name of an HTTP header", provider=provider)
    lower = name.lower()
    if lower in FRAMING:
        raise InvalidRequestError(f"the header {lower} is set by the HTTP library: leave it out", provider=provider)
    return lower


def redacted(value: Any, secrets: Iterable[str]) -> Any:
    """Plain data with every secret in it replaced by stars."""
    patterns = [_secret_pattern(secret) for secret in sorted(secrets, key=len, reverse=True) if secret]
    return _redacted(value, re.compile("|".join(patterns))) if patterns else value


def _redacted(value: Any, secret: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return secret.sub("***", value)
    if is_array(value):
        return [_redacted(item, secret) for item in value]
    if is_object(value):
        return {_redacted(key, secret): _redacted(item, secret) for key, item in value.items()}
    return value


def _secret_pattern(secret: str) -> str:
    """What finds a secret in a text; a short one, mostly a stand-in such as ``test``, as a word of its own only."""
    quoted = re.escape(secret)
    return quoted if len(secret) >= SHORT else rf"(?<![\w-]){quoted}(?![\w-])"
