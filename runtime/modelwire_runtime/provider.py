"""What every provider is: settings, endpoints and some tables, and no I/O.

The classes are generated from ``specs/``; clients do the talking.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from .auth import Auth, Secret, header_safe
from .capabilities import Capability
from .catalog import Catalog, Cost, Model, cost
from .errors import ConfigurationError, NotSupportedError
from .errortable import ErrorTable
from .parameters import Plan
from .routes import PLACEHOLDER, Endpoints, Route, Target, check_model, fill, holds

if TYPE_CHECKING:
    from .replies import Usage

OptionsT = TypeVar("OptionsT", covariant=True)


@dataclass(frozen=True)
class Status:
    """Whether a provider is in service, since or until when, and what follows it."""

    state: Literal["active", "deprecated", "retired"]
    date: str | None = None
    successor: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReplyHeaders:
    """The headers in which a provider tells about a reply."""

    request_id: tuple[str, ...] = ()
    should_retry: str = ""
    rate_limit: str = ""
    retry_after: tuple[str, ...] = ()


@dataclass(frozen=True)
class BaseURL:
    """An address that holds for some settings."""

    url: str
    when: Mapping[str, Any] | None = None


def setting(
    *env: str,
    default: Any = None,
    kind: type | tuple[type, ...] = str,
    pattern: str | None = None,
    choices: tuple[Any, ...] = (),
    required: bool = False,
) -> Any:
    """A constructor argument: passed in, or read from the first of ``env`` that is set, or ``default``."""
    meta = {
        "env": env,
        "default": default,
        "kind": kind,
        "pattern": pattern,
        "choices": choices,
        "required": required,
    }
    return field(default=None, metadata=meta)


def credential(*env: str) -> Any:
    """A secret: passed in, or read from the first of ``env`` that is set."""
    return field(default=None, metadata={"env": env, "secret": True, "credential": True})


def token_source() -> Any:
    """A callable that returns access tokens."""
    return field(default=None, metadata={"env": (), "kind": "callable", "credential": True})


def credentials_file(*env: str) -> Any:
    """The path of a file that holds credentials."""
    return field(default=None, metadata={"env": env, "kind": (str, os.PathLike), "credential": True})


class _Models:
    """The provider's catalogue, imported when first asked for; works on the class as well."""

    def __get__(self, instance: LLMProvider | None, owner: type[LLMProvider]) -> Catalog:
        return cast(Catalog, import_module(owner.catalog).MODELS)


@dataclass(frozen=True, kw_only=True)
class LLMProvider:
    """One vendor, with its settings; subclasses are generated from ``specs/``.

    A provider does no I/O and can be shared between threads and clients.  It raises :class:`ConfigurationError` when
    it is created with a setting that is missing or wrong.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    docs: ClassVar[str]
    status: ClassVar[Status] = Status("active")
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    auth: ClassVar[tuple[Auth, ...]]
    addresses: ClassVar[tuple[BaseURL, ...]] = ()
    headers: ClassVar[Mapping[str, str]] = {}
    replies: ClassVar[ReplyHeaders] = ReplyHeaders()
    endpoints: ClassVar[Endpoints]
    errors: ClassVar[ErrorTable] = ErrorTable()
    catalog: ClassVar[str]
    models: ClassVar[_Models] = _Models()

    base_url: str

    def __post_init__(self) -> None:
        passed = {item.name: getattr(self, item.name) for item in fields(self)}
        settings = _settle(self, passed)
        for name, value in settings.items():
            object.__setattr__(self, name, value)
        settings["base_url"] = self._address(settings)
        object.__setattr__(self, "base_url", settings["base_url"])
        object.__setattr__(self, "_settings", settings)
        object.__setattr__(self, "_explicit", {n for n, v in passed.items() if v is not None})
        object.__setattr__(self, "_targets", {})
        self._check_routes()
        if self.status.state == "retired":
            import warnings

            when = f" on {self.status.date}" if self.status.date else ""
            after = f"; its successor is {self.status.successor}" if self.status.successor else ""
            warnings.warn(f"{self.name} was retired{when}{after}", UserWarning, stacklevel=4)

    def calculate_cost(self, model: str, usage: Usage, *, at: datetime | None = None, batch: bool = False) -> Cost:
        """What ``usage`` of ``model`` costs.

        ``at`` is the time of the call, for prices that depend on it (now, if not given).  Raises
        :class:`PriceUnknownError` where no price is known: a cost is never guessed.
        """
        return cost(self.id, self.listed_model(model), model, usage, at=at, batch=batch)

    def known_model(self, model: str) -> str:
        """The catalogue's name of the model that stands behind a deployment's name."""
        deployments: Mapping[str, str] = getattr(self, "deployments", None) or {}
        return deployments.get(model, model)

    def listed_model(self, model: str) -> Model | None:
        """What the catalogue says of a model, given by its name, its deployment's, or with the prefix of a route."""
        known = self.known_model(model)
        names = [known, *(route.wire_model(known) for route in self.endpoints.chat if route.takes(known))]
        return next((found for name in names if (found := self.models.get(name))), None)

    def target(self, capability: Literal["chat", "embeddings", "models"], model: str) -> Target[Any]:
        """The route for a model, made ready; remembered, so that a call pays for a look-up only."""
        targets: dict[tuple[str, str], Target[Any]] = getattr(self, "_targets")  # noqa: B009 (a frozen class's cache)
        found = targets.get((capability, model))
        if found is None:
            found = self._ready(self._route(capability, model), model)
            if len(targets) >= 1024:
                targets.clear()
            targets[capability, model] = found
        return found

    def _route(self, capability: Literal["chat", "embeddings", "models"], model: str) -> Route[Any]:
        routes: tuple[Route[Any], ...] = getattr(self.endpoints, capability)
        if not routes:
            raise NotSupportedError(f"{self.name} has no {capability} endpoint", provider=self.id)
        if capability != "models":
            check_model(model, self.id)
        known = self.known_model(model)
        fitting = [
            route for route in routes if capability == "models" or route.takes(model) or route.takes(known)
        ]
        for route in fitting:
            if holds(route.when, self._all_settings):
                return route
        if fitting:
            wanted = " and ".join(f"{name} {_wanted(value)}" for name, value in fitting[0].when.items())
            hint = f": it needs {wanted}"
        else:
            hint = self.models.suggestion(model)
        raise NotSupportedError(
            f"{self.name} as it is set up has no {capability} route for model {model!r}{hint}", provider=self.id
        )

    @property
    def _all_settings(self) -> Mapping[str, Any]:
        return cast(Mapping[str, Any], getattr(self, "_settings"))  # noqa: B009

    def _ready(self, route: Route[Any], model: str) -> Target[Any]:
        settings = self._all_settings
        auth = self._choose(route.auth or self.auth)
        wire_model = route.wire_model(model)
        values = {**settings, "model": wire_model}
        url = self.base_url + fill(route.path, values) + _query(route.query, values)
        stream_url = (
            self.base_url
            + fill(route.stream_path or route.path, values)
            + _query({**route.query, **route.stream_query}, values)
        )
        headers = {"accept": "application/json", "user-agent": user_agent()}
        if route.method == "POST":
            headers["content-type"] = "application/json"
        for name, template in {**self.headers, **route.headers}.items():
            names = PLACEHOLDER.findall(template)
            if all(settings.get(name) not in (None, "", ()) for name in names):
                text = PLACEHOLDER.sub(lambda match: _header_text(settings[match[1]]), template)
                headers[name.lower()] = header_safe(names[0] if names else name, text, self.id)
        token = auth.source(settings)
        if not auth.dynamic:
            headers |= {
                name.lower(): header_safe(auth.setting, value, self.id) for name, value in auth.headers(token).items()
            }
            token = None
        plan = Plan(self.id, self.known_model(model), route.parameters, route.rules)
        return Target(
            route,
            route.protocol,
            model,
            wire_model,
            url,
            stream_url,
            tuple(headers.items()),
            token,
            auth,
            plan,
        )

    def _choose(self, ways: Iterable[Auth]) -> Auth:
        """The way to authenticate: what was passed in wins over what the environment holds."""
        settings = self._all_settings
        ways = [way for way in ways if holds(way.when, settings)]
        explicit = cast(set[str], getattr(self, "_explicit"))  # noqa: B009
        for way in ways:
            if way.setting in explicit and way.present(settings):
                return way
        for way in ways:
            if way.present(settings):
                return way
        arguments = {way.setting: None for way in ways if way.setting}
        described = [_described(item) for item in fields(self) if item.name in arguments]
        raise ConfigurationError(
            f"{type(self).__name__} has no credential: pass {' or '.join(described)}", provider=self.id
        )

    def _check_routes(self) -> None:
        """Refuse now what every call would stumble over: a missing credential, a hole in an address or a path."""
        settings = self._all_settings
        self._choose(self.auth)
        described = {item.name: _described(item) for item in fields(self)}
        for routes in (self.endpoints.chat, self.endpoints.embeddings, self.endpoints.models):
            for route in cast(tuple[Route[Any], ...], routes):
                if not holds(route.when, settings):
                    continue
                for name in sorted(route.placeholders()):
                    if settings.get(name) is None:
                        raise ConfigurationError(
                            f"{type(self).__name__} needs {name}: pass {described[name]}", provider=self.id
                        )

    def _address(self, settings: Mapping[str, Any]) -> str:
        url = settings.get("base_url")
        if url is None:
            for address in self.addresses:
                if holds(address.when, settings):
                    missing = [name for name in PLACEHOLDER.findall(address.url) if settings.get(name) is None]
                    if missing:
                        described = [_described(item) for item in fields(self) if item.name in missing]
                        raise ConfigurationError(
                            f"{type(self).__name__} needs {missing[0]}: pass {' and '.join(described)}",
                            provider=self.id,
                        )
                    url = PLACEHOLDER.sub(lambda match: str(settings[match[1]]), address.url)
                    break
        if url is None:
            described = [_described(item) for item in fields(self) if item.name == "base_url"]
            raise ConfigurationError(f"{type(self).__name__} needs an address: pass {described[0]}", provider=self.id)
        return check_address(url, self.id)

    def __reduce__(self) -> tuple[Any, ...]:
        settings = {item.name: getattr(self, item.name) for item in fields(self) if not item.metadata.get("secret")}
        return _recreate, (type(self), settings)


def _wanted(condition: Any) -> str:
    """A condition on a setting, in words."""
    if condition in ("set", "unset"):
        return f"to be {condition}"
    return f"to be {' or '.join(map(repr, condition)) if isinstance(condition, tuple) else repr(condition)}"


def _recreate(kind: type[LLMProvider], settings: dict[str, Any]) -> LLMProvider:
    return kind(**settings)


def check_address(url: str, provider: str) -> str:
    """The address without its last slash; refused where requests could not be sent to it as it is."""
    try:
        parts = urlsplit(url)
        well_formed = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        well_formed = False
        parts = urlsplit("")
    if not well_formed or not url.isascii() or not url.isprintable() or " " in url:
        raise ConfigurationError(f"base_url {url!r} must be an http(s) address", provider=provider)
    if parts.username or parts.password:
        raise ConfigurationError("base_url must not hold a user name or password", provider=provider)
    if parts.query or parts.fragment:
        raise ConfigurationError(f"base_url {url!r} must not hold a query or fragment", provider=provider)
    return url.rstrip("/")


def _settle(provider: LLMProvider, passed: Mapping[str, Any]) -> dict[str, Any]:
    """Each setting as passed, or from the environment, or its default; checked."""
    specified = {item.name: item for item in fields(provider)}
    own_credential = any(
        item.metadata.get("credential") and passed[name] is not None for name, item in specified.items()
    )
    settled: dict[str, Any] = {}
    for name, item in specified.items():
        meta, value = item.metadata, passed[name]
        origin = name
        if value is None and not (own_credential and meta.get("credential")):
            for variable in meta.get("env", ()):
                if text := os.environ.get(variable):
                    value, origin = _from_text(text, meta.get("kind", str)), variable
                    break
        if value is None:
            value = meta.get("default")
        if value is None:
            if meta.get("required"):
                raise ConfigurationError(
                    f"{type(provider).__name__} needs {name}: pass {_described(item)}", provider=provider.id
                )
            settled[name] = None
            continue
        settled[name] = _checked(provider, name, origin, value, meta)
    return settled


def _checked(provider: LLMProvider, name: str, origin: str, value: Any, meta: Mapping[str, Any]) -> Any:
    def wrong(what: str) -> ConfigurationError:
        return ConfigurationError(f"{type(provider).__name__}: {origin} {what}", provider=provider.id)

    if meta.get("secret"):
        if isinstance(value, Secret):
            value = value.reveal()
        if not isinstance(value, str):
            raise wrong(f"must be a string, not {type(value).__name__}")
        if not value.strip():
            raise wrong(f"is empty: pass {name}=...")
        return Secret(header_safe(origin, value, provider.id))
    kind = meta.get("kind", str)
    if kind == "callable":
        if not callable(value):
            raise wrong("must be a function that returns a token")
        return value
    if not isinstance(value, kind):
        kinds = cast(tuple[type, ...], kind if isinstance(kind, tuple) else (kind,))
        names = " or ".join(one.__name__ for one in kinds)
        raise wrong(f"must be of type {names}, not {type(value).__name__}")
    if meta.get("choices") and value not in meta["choices"]:
        raise wrong(f"must be one of {', '.join(map(repr, meta['choices']))}, not {value!r}")
    if meta.get("pattern") and not re.fullmatch(meta["pattern"], value):
        raise wrong(f"is {value!r}, which does not look like one (it must match {meta['pattern']})")
    return value


def _from_text(text: str, kind: Any) -> Any:
    """An environment variable's text as the setting's type."""
    if kind is bool:
        return text.lower() not in ("0", "false", "no", "off")
    if kind is int:
        return int(text) if text.lstrip("-").isdigit() else text
    if kind is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _described(item: Any) -> str:
    """How a setting is given: ``api_key=... or set OPENAI_API_KEY``."""
    env = item.metadata.get("env", ())
    return f"{item.name}=..." + (f" (or set {' or '.join(env)})" if env else "")


def _query(query: Mapping[str, str], values: Mapping[str, Any]) -> str:
    if not query:
        return ""
    return "?" + urlencode({k: PLACEHOLDER.sub(lambda m: str(values[m[1]]), v) for k, v in query.items()})


def _header_text(value: Any) -> str:
    return ",".join(cast(tuple[str, ...], value)) if isinstance(value, tuple | list) else str(value)


def user_agent() -> str:
    """What we call ourselves."""
    from .version import VERSION

    return f"modelwire/{VERSION}"


class ChatProvider(LLMProvider, Generic[OptionsT]):
    """A provider that can chat; ``OptionsT`` is what its ``options=`` take."""

    def _options(self) -> OptionsT:
        """Ties the class to its options' type; the options themselves are checked per route."""
        raise NotImplementedError


class EmbeddingsProvider(LLMProvider):
    """A provider that can embed texts."""


class ModelsProvider(LLMProvider):
    """A provider that lists its models."""


def unknown_provider(given: object, known: Iterable[str]) -> ConfigurationError:
    """The error for a provider id that is none."""
    from difflib import get_close_matches

    names = sorted(map(str, known))
    close = get_close_matches(str(given), names, n=1)
    meant = f"did you mean {close[0]!r}?" if close else f"it must be one of {', '.join(names)}"
    return ConfigurationError(f"there is no provider {given!r}; {meant}")
