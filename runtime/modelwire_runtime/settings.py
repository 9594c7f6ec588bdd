"""The settings of a provider: passed in, or read from the environment, or left at their defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .auth import Secret, header_safe
from .data import is_mapping
from .errors import ConfigurationError
from .suggestions import suggest

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What one constructor argument may be and where it is looked for; ``env`` are variables, the first set one wins.

    ``secret`` is for keys, ``credential`` for whatever proves who is asking: where one credential is passed in, no
    other one is looked for in the environment.
    """

    env: tuple[str, ...] = ()
    default: Any = None
    kind: type | tuple[type, ...] = str
    pattern: str | None = None
    choices: tuple[Any, ...] = ()
    required: bool = False
    secret: bool = False
    credential: bool = False
    called: bool = False


PLAIN = Setting()


def setting(
    *env: str,
    default: Any = None,
    kind: type | tuple[type, ...] = str,
    pattern: str | None = None,
    choices: tuple[Any, ...] = (),
    required: bool = False,
) -> Any:
    """A constructor argument: passed in, or read from the first of ``env`` that is set, or ``default``."""
    return _argument(Setting(env=env, default=default, kind=kind, pattern=pattern, choices=choices, required=required))


def credential(*env: str) -> Any:
    """A secret: passed in, or read from the first of ``env`` that is set."""
    return _argument(Setting(env=env, secret=True, credential=True))


def token_source() -> Any:
    """A callable that returns access tokens."""
    return _argument(Setting(credential=True, called=True))


def credentials_file(*env: str) -> Any:
    """The path of a file that holds credentials."""
    return _argument(Setting(env=env, kind=(str, os.PathLike), credential=True))


def _argument(setting: Setting) -> Any:
    return field(default=None, metadata={"setting": setting})


def settings_of(provider: DataclassInstance | type[DataclassInstance]) -> dict[str, Setting]:
    """The settings of a provider, by name."""
    return {item.name: _setting(item) for item in fields(provider)}


def _setting(item: Field[Any]) -> Setting:
    found: Setting = item.metadata.get("setting", PLAIN)
    return found


def check_names(owner: str, provider: str, known: Iterable[str], given: Iterable[str]) -> None:
    """Raise if something is set that is no setting; ``owner`` is what it was given to."""
    names = list(known)
    for name in given:
        if name not in names:
            meant = suggest(name, names, f"known are {', '.join(names)}")
            raise ConfigurationError(f"{owner} got an unexpected keyword argument {name!r}; {meant}", provider=provider)


class Settling:
    """Decides over the settings of one provider; ``owner`` and ``provider`` are its class and id, for errors."""

    def __init__(self, owner: str, provider: str, settings: Mapping[str, Setting]) -> None:
        self._owner = owner
        self._provider = provider
        self._settings = settings

    def settle(self, passed: Mapping[str, Any]) -> dict[str, Any]:
        """Each setting as passed, or from the environment, or its default; checked."""
        own_credential = any(one.credential and passed[name] is not None for name, one in self._settings.items())
        settled: dict[str, Any] = {}
        for name, one in self._settings.items():
            value, origin = passed[name], name
            if value is None and not (own_credential and one.credential):
                value, origin = _from_environment(one, name)
            if value is None:
                value = one.default
            if value is None and one.required:
                raise self.missing(name)
            settled[name] = None if value is None else self._checked(name, origin, value, one)
        return settled

    def missing(self, *names: str) -> ConfigurationError:
        """The error for settings that were neither passed nor found."""
        error = self.error(f"needs {names[0]}: pass {self.described(names, ' and ')}", "")
        error.missing = names
        return error

    def described(self, names: Sequence[str], joint: str) -> str:
        """How settings are given: ``api_key=... (or set OPENAI_API_KEY)``."""
        return joint.join(_described(name, self._settings[name]) for name in names)

    def error(self, what: str, colon: str = ":") -> ConfigurationError:
        """An error of this provider's settings."""
        return ConfigurationError(f"{self._owner}{colon} {what}", provider=self._provider)

    def _checked(self, name: str, origin: str, value: Any, one: Setting) -> Any:
        if one.secret:
            if isinstance(value, Secret):
                value = value.reveal()
            if isinstance(value, str) and not value.strip():
                raise self.error(f"{origin} is empty: pass {name}=...")
            return Secret(header_safe(origin, value, self._provider))
        if one.called:
            if not callable(value):
                raise self.error(f"{origin} must be a function that returns a token, not {type(value).__name__}")
            return value
        if one.credential and isinstance(value, str) and value.lstrip().startswith("{"):
            raise self.error(f"{origin} must be the path of a file that holds credentials, not what it holds")
        if not isinstance(value, one.kind):
            kinds = one.kind if isinstance(one.kind, tuple) else (one.kind,)
            names = " or ".join(kind.__name__ for kind in kinds)
            raise self.error(f"{origin} must be of type {names}, not {type(value).__name__}")
        if one.choices and value not in one.choices:
            raise self.error(f"{origin} must be one of {', '.join(map(repr, one.choices))}, not {value!r}")
        if one.pattern and not re.fullmatch(one.pattern, str(value)):
            raise self.error(f"{origin} is {value!r}, which does not look like one (it must match {one.pattern})")
        return dict(value) if is_mapping(value) else value

    def check_address(self, url: str, name: str = "base_url") -> str:
        """The address without its last slash; refused where requests could not be sent to it as it is."""
        try:
            parts = urlsplit(url)
            well_formed = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            well_formed, parts = False, urlsplit("")
        if parts.username or parts.password:
            raise self.error(f"{name} must not hold a user name or password: pass the key by its own setting")
        shown = url.rpartition("@")[2].partition("?")[0].partition("#")[0]
        if not well_formed or not url.isascii() or not url.isprintable() or " " in url:
            raise self.error(f"{name} {shown!r} must be an http(s) address")
        if parts.query or parts.fragment:
            raise self.error(f"{name} {shown!r} must not hold a query or fragment")
        return url.rstrip("/")


def _from_environment(one: Setting, name: str) -> tuple[Any, str]:
    """What the first variable that is set holds, and which one that is."""
    for variable in one.env:
        if text := os.environ.get(variable):
            return from_text(text, one.kind), variable
    return None, name


def from_text(text: str, kind: Any) -> Any:
    """An environment variable's text as the setting's type; as it is where it can't be that."""
    if kind is bool:
        words = {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }
        return words.get(text.lower(), text)
    if kind is int:
        return int(text) if re.fullmatch("-?[0-9]+", text) else text
    if kind is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _described(name: str, one: Setting) -> str:
    return f"{name}=..." + (f" (or set {' or '.join(one.env)})" if one.env else "")
