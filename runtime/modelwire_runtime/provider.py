"""What every provider is: settings, endpoints and some tables, and no I/O.

The classes are generated from ``specs/``; clients do the talking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Never, Self, TypeAlias, TypedDict
from urllib.parse import urlencode

from typing_extensions import TypeVar, Unpack

from .auth import Auth, Secret, header_safe
from .capabilities import Capability
from .catalog import Catalog, Cost, Model, Pieces
from .data import is_listed
from .errors import ConfigurationError, NotSupportedError
from .errortable import ErrorTable
from .parameter_types import OTHER_TYPES, TYPES
from .parameters import Condition, Plan, Rule, Unsupported, callers_depth, refuse
from .prices import known_model, listed_model, priced
from .routes import PLACEHOLDER, Endpoints, Route, Target, check_model, conditions, fill, holds
from .settings import Settling, check_names, credential, credentials_file, setting, settings_of, token_source
from .shown import Shown
from .suggestions import suggest

if TYPE_CHECKING:
    from .auth import TokenSource
    from .cards import Card
    from .protocols.base import ChatProtocol
    from .replies import Usage

__all__ = [
    "BaseURL",
    "BatchesProvider",
    "ChatProvider",
    "CountTokensProvider",
    "EmbeddingsProvider",
    "FilesProvider",
    "FimProvider",
    "ImageEditProvider",
    "ImageGenerationProvider",
    "LLMProvider",
    "ModelsProvider",
    "ModerationProvider",
    "NoOptions",
    "ReplyHeaders",
    "RerankProvider",
    "SpeechProvider",
    "Status",
    "TranscriptionProvider",
    "check_provider",
    "credential",
    "credentials_file",
    "recreate",
    "setting",
    "token_source",
    "unknown_provider",
    "user_agent",
]

OptionsT = TypeVar("OptionsT", covariant=True, default=Any)
ModelT = TypeVar("ModelT", bound=str, covariant=True, default=str)


class NoOptions(TypedDict, total=False):
    """The options of an operation for which a provider has no parameters beside the unified ones.

    >>> NoOptions()
    {}
    """

    _: Never
    """Never there; without it, type checkers would take any other options for these."""


Endpoint: TypeAlias = Literal[
    "chat",
    "embeddings",
    "moderation",
    "image_generation",
    "image_edit",
    "transcription",
    "speech",
    "rerank",
    "fim",
    "count_tokens",
    "files",
    "batches",
    "models",
]
MODEL_UNSAID: frozenset[Endpoint] = frozenset({"moderation", "files", "batches", "models"})
"""Operations that go without the name of a model."""
MOST_TARGETS = 1024
"""Models of which the way to them is remembered."""
HOST_PART = re.compile("[A-Za-z0-9_.-]+")


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
    service_tier: str = ""
    cache_write_1h: str = ""


@dataclass(frozen=True)
class BaseURL:
    """An address that holds for some settings."""

    url: str
    when: Mapping[str, Any] | None = None


class _Models:
    """The provider's catalogue, imported when first asked for; works on the class as well."""

    def __get__(self, instance: LLMProvider | None, owner: type[LLMProvider]) -> Catalog:
        name = owner.catalog
        home = next(cls for cls in owner.__mro__ if "catalog" in vars(cls))
        catalog: Catalog = import_module(name, home.__module__.rpartition(".")[0]).MODELS
        return catalog


@dataclass(slots=True, repr=False, eq=False)
class _Own:
    """What a provider works out for itself."""

    settings: Mapping[str, Any]
    explicit: frozenset[str]
    targets: dict[tuple[Endpoint, str, str | None], Target[Any]]
    tokens: dict[int, TokenSource | None]
    foreign: dict[str, str]


class _Owner:
    """Holds that in a slot, where ``vars``, ``asdict``, ``repr``, ``==`` and pickle don't see it."""

    __slots__ = ("_own",)

    _own: _Own


@dataclass(frozen=True, kw_only=True)
class LLMProvider(_Owner, Shown):
    """One vendor, with its settings; subclasses are generated from ``specs/``.

    A provider does no I/O and can be shared between threads and clients.  It raises :class:`ConfigurationError` when
    it is created with a setting that is missing or wrong.

    >>> provider = create_provider("anthropic", api_key="sk-1234")
    >>> isinstance(provider, LLMProvider), provider.id, provider.name
    (True, 'anthropic', 'Anthropic')
    """

    id: ClassVar[str]
    name: ClassVar[str]
    docs: ClassVar[str]
    status: ClassVar[Status] = Status("active")
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    auth: ClassVar[tuple[Auth, ...]]
    addresses: ClassVar[tuple[BaseURL, ...]] = ()
    strip_endings: ClassVar[tuple[str, ...]] = ()
    free_names: ClassVar[bool] = False
    telemetry_name: ClassVar[str] = ""
    priced_when: ClassVar[Mapping[str, Any]] = {}
    headers: ClassVar[Mapping[str, str]] = {}
    replies: ClassVar[ReplyHeaders] = ReplyHeaders()
    endpoints: ClassVar[Endpoints]
    errors: ClassVar[ErrorTable] = ErrorTable()
    catalog: ClassVar[str]
    models: ClassVar[_Models] = _Models()

    base_url: str

    if not TYPE_CHECKING:  # type checkers know the settings from the class

        def __new__(cls, *given: object, **settings: object) -> Self:
            """Refuse a setting that there is not before the data class does it without a suggestion."""
            if given:
                raise ConfigurationError(f"{cls.__name__} takes its settings by name: api_key=...", provider=cls.id)
            check_names(cls.__name__, cls.id, settings_of(cls), settings)
            return super().__new__(cls)

    def __post_init__(self) -> None:
        settling = self._settling()
        passed = {name: getattr(self, name) for name in settings_of(self)}
        settings = settling.settle(passed)
        settings["base_url"] = self._checked_address(settings, settling)
        for name, value in settings.items():
            object.__setattr__(self, name, value)
        explicit = frozenset(name for name, value in passed.items() if value is not None)
        object.__setattr__(self, "_own", _Own(settings, explicit, {}, {}, {}))
        self._check_routes(settling)
        if self.status.state == "retired":
            import warnings

            when = f" on {self.status.date}" if self.status.date else ""
            after = f"; its successor is {self.status.successor}" if self.status.successor else ""
            warnings.warn(f"{self.name} was retired{when}{after}", UserWarning, stacklevel=callers_depth())

    def calculate_cost(
        self, model: str, usage: Usage, *, at: datetime | None = None, batch: bool = False, **pieces: Unpack[Pieces]
    ) -> Cost:
        """What ``usage`` of ``model`` costs.

        ``at`` is the time of the call, for prices that depend on it (now, if not given).  ``images``, ``seconds``,
        ``characters`` and ``searches`` count what some models are paid for by the piece.  Raises
        :class:`PriceUnknownError` where no price is known: a cost is never guessed.
        """
        return priced(type(self), self._own.settings, model, usage, at=at, batch=batch, pieces=pieces)

    def known_model(self, model: str) -> str:
        """The catalogue's name of the model that stands behind a deployment's name."""
        return known_model(self._own.settings, model)

    def listed_model(self, model: str) -> Model | None:
        """What the catalogue says of a model, given by its name, its deployment's, or with the prefix of a route."""
        return listed_model(type(self), self._own.settings, model)

    def check_model(self, model: str, unsupported: Unsupported) -> None:
        """Raise, or warn, if a model is another provider's; remembered, so that a call pays for a look-up only."""
        known = self._own.foreign
        found = known.get(model)
        if found is None:
            found = ""
            if not self.models.selection and self.listed_model(model) is None:
                from .model_names import foreign

                found = foreign(self, model)
            if len(known) >= MOST_TARGETS:
                known.clear()
            known[model] = found
        if found:
            advice = ', or let the client send it all the same: Client(..., unsupported="warn")'
            refuse(unsupported, self.id, found, advice, "it was sent all the same")

    def most_output(self, model: str) -> int | None:
        """The most tokens of output that the provider takes as a limit for a model, where it refuses more."""
        listed = self.listed_model(model) if self.models.enforced else None
        return listed.max_output if listed else None

    def target(self, endpoint: Endpoint, model: str, protocol: str | None = None) -> Target[Any]:
        """The route for a model, made ready; remembered, so that a call pays for a look-up only.

        ``protocol`` is the name of the protocol to speak, where the model's name does not tell it.
        """
        targets = self._own.targets
        key = endpoint, model, protocol
        try:
            found = targets.get(key)
        except TypeError:  # the model is a list or the like
            found = None
        if found is None:
            if model != "" or endpoint not in MODEL_UNSAID:
                check_model(model, self.id)
            found = self._targeted(endpoint, model, protocol)
            if len(targets) >= MOST_TARGETS:
                targets.clear()
            targets[key] = found
        return found

    def spoken(self, protocol: str) -> ChatProtocol | None:
        """The protocol of this name that chats speak under these settings, if any do."""
        routes = (route for route in self.endpoints.chat if holds(route.when, self._own.settings))
        return next((route.protocol for route in routes if route.protocol.name == protocol), None)

    def _targeted(self, endpoint: Endpoint, model: str, protocol: str | None) -> Target[Any]:
        """The first route that takes every request for a model, after those that are only for some."""
        before: list[tuple[tuple[Condition, ...], Target[Any]]] = []
        known = self.known_model(model)
        for route in sorted(self._routes(endpoint, model, protocol), key=lambda route: not route.only_for):
            about = [one for one in route.only_for if one.speaks_of(known)] if self._tells(model) else []
            if not route.only_for or protocol or any(not (one.when or one.unless) for one in about):
                return replace(self._ready(route, model, endpoint), before=tuple(before))
            if about:
                before.append((tuple(about), self._ready(route, model, endpoint)))
        raise NotSupportedError(
            f"{self.name} has no {endpoint} route that takes every request for model {model!r}", provider=self.id
        )

    def _routes(self, endpoint: Endpoint, model: str, protocol: str | None) -> list[Route[Any]]:
        """The routes that take a model under these settings, in their order."""
        routes: tuple[Route[Any], ...] = getattr(self.endpoints, endpoint)
        if not routes:
            raise NotSupportedError(f"{self.name} has no {endpoint} endpoint", provider=self.id)
        known = self.known_model(model)
        called = {known} if self.free_names else {model, known}
        fitting = [route for route in routes if endpoint == "models" or any(map(route.takes, called))]
        if protocol is not None:
            speaking = [route for route in routes if route.protocol.name == protocol]
            if not speaking:
                names = ", ".join(dict.fromkeys(route.protocol.name for route in routes))
                raise NotSupportedError(
                    f"{self.name} has no {endpoint} route {protocol!r}; it has {names}", provider=self.id
                )
            fitting = [route for route in fitting if route in speaking] + speaking
        if open_ := [route for route in fitting if holds(route.when, self._own.settings)]:
            return open_
        if fitting:
            hint = f": it needs {conditions(fitting[0].when)}"
        else:
            hint = self.models.suggestion(model)
        raise NotSupportedError(
            f"{self.name} as it is set up has no {endpoint} route{f' for model {model!r}' if model else ''}{hint}",
            provider=self.id,
        )

    def _ready(self, route: Route[Any], model: str, endpoint: Endpoint) -> Target[Any]:
        settings = self._own.settings
        auth = self._choose(route.auth or self.auth)
        wire_model = route.wire_model(model)
        values = {**settings, "model": wire_model}
        base = route.base_url if route.base_url and self._is_vendors(self.base_url) else self.base_url
        address = f"{base}{fill(route.path, values)}"
        stream_address = f"{base}{fill(route.stream_path or route.path, values)}"
        headers = {"accept": "application/json", "user-agent": user_agent()}
        if route.method == "POST":
            headers["content-type"] = "application/json"
        for name, template in {**self.headers, **route.headers}.items():
            names = PLACEHOLDER.findall(template)
            if all(settings.get(name) not in (None, "", ()) for name in names):
                text = PLACEHOLDER.sub(lambda match: _header_text(settings[match[1]]), template)
                headers[name.lower()] = header_safe(names[0] if names else name, text, self.id)
        tokens = self._tokens(auth)
        if tokens is None:
            for name, value in auth.headers(auth.credential(settings)).items():
                headers[name.lower()] = header_safe(auth.setting, value, self.id)
        return Target(
            endpoint=endpoint,
            route=route,
            protocol=route.protocol,
            model=model,
            wire_model=wire_model,
            url=address + _query(route.query, values),
            stream_url=stream_address + _query({**route.query, **route.stream_query}, values),
            headers=tuple(headers.items()),
            tokens=tokens,
            auth=auth,
            extra_fields=route.extra_fields and route.extra_fields.filled(settings),
            plan=Plan(
                self.id,
                self.known_model(model),
                route.parameters,
                self._rules(route, model),
                partial(self.most_output, model),
                OTHER_TYPES.get(endpoint, TYPES),
            ),
            secrets=tuple(value.reveal() for value in settings.values() if isinstance(value, Secret)),
        )

    def _tokens(self, auth: Auth) -> TokenSource | None:
        """What gives the tokens of a way to authenticate: one for all models, so that they share a renewal."""
        tokens = self._own.tokens
        if id(auth) not in tokens:
            tokens[id(auth)] = auth.tokens(self._own.settings)
        return tokens[id(auth)]

    def _rules(self, route: Route[Any], model: str) -> tuple[Rule, ...]:
        """The rules of a route; of a name that tells nothing of the model behind it, those for every model."""
        if self._tells(model):
            return route.rules
        return tuple(rule for rule in route.rules if rule.models == ("*",))

    def _tells(self, model: str) -> bool:
        """Whether a name tells which model it is; that of a deployment does not, unless it is known for which."""
        return not self.free_names or self.known_model(model) != model or self.models.get(model) is not None

    def _choose(self, ways: Iterable[Auth]) -> Auth:
        """The way to authenticate: what was passed in wins over what the environment holds."""
        settings = self._own.settings
        ways = [way for way in ways if holds(way.when, settings)]
        for way in ways:
            if way.setting in self._own.explicit and way.present(settings):
                return way
        for way in ways:
            if way.present(settings):
                return way
        names = list(dict.fromkeys(way.setting for way in ways if way.setting))
        settling = self._settling()
        how = settling.described(names, " or ") or "another base_url or setting, under which one is provided for"
        extras = tuple(way.extra for way in ways if way.extra)
        installed = "".join(f", or install modelwire[{extra}]" for extra in extras)
        error = settling.error(f"has no credential: pass {how}{installed}", "")
        error.missing, error.extras = tuple(names), extras
        raise error

    def _check_routes(self, settling: Settling) -> None:
        """Refuse now what every call would stumble over: a missing credential, a hole in an address or a path."""
        settings = self._own.settings
        passed = [name for name, one in settings_of(self).items() if one.credential and name in self._own.explicit]
        if len(passed) > 1:
            raise settling.error(f"takes one credential: pass {' or '.join(passed)}, not both", "")
        self._choose(self.auth)
        for endpoint in fields(self.endpoints):
            for route in getattr(self.endpoints, endpoint.name):
                if holds(route.when, settings):
                    for name in sorted(route.placeholders()):
                        if settings.get(name) is None:
                            raise settling.missing(name)

    def _checked_address(self, settings: Mapping[str, Any], settling: Settling) -> str:
        """The address that requests go to, without an ending that the paths begin with."""
        origin, url = ("base_url", settings["base_url"]) if settings["base_url"] else self._address(settings, settling)
        url = settling.check_address(url, origin)
        for ending in self.strip_endings:
            if url.endswith(ending):
                return url.removesuffix(ending).rstrip("/")
        return url

    def _address(self, settings: Mapping[str, Any], settling: Settling) -> tuple[str, str]:
        """The first address whose condition holds, with the settings filled in, and what it is called in errors."""
        for address in self.addresses:
            if holds(address.when, settings):
                names = PLACEHOLDER.findall(address.url)
                if missing := [name for name in names if settings.get(name) is None]:
                    raise settling.missing(*missing)
                for name in names:
                    if not address.url.startswith(f"{{{name}}}") and not HOST_PART.fullmatch(str(settings[name])):
                        raise settling.error(f"{name} is {settings[name]!r}, which can't be part of an address")
                origin = names[0] if names and address.url.startswith(f"{{{names[0]}}}") else "base_url"
                return origin, PLACEHOLDER.sub(lambda match: str(settings[match[1]]), address.url)
        raise settling.missing("base_url")

    def _is_vendors(self, url: str) -> bool:
        """Whether an address is one of the vendor's own under these settings, whoever named it."""
        settings = self._own.settings
        fitting = (address.url for address in self.addresses if holds(address.when, settings))
        known = (PLACEHOLDER.sub(lambda match: str(settings.get(match[1])), address) for address in fitting)
        return url in (settings_of(self)["base_url"].default, *known)

    def _settling(self) -> Settling:
        return Settling(type(self).__name__, self.id, settings_of(self))

    def _card(self) -> Card:
        from .cards import provider_card

        return provider_card(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        known = settings_of(self)
        settings = {name: getattr(self, name) for name, one in known.items() if not one.secret}
        secrets = [name for name, one in known.items() if one.secret and getattr(self, name) is not None]
        return recreate, (type(self), settings, secrets)


def recreate(kind: type[LLMProvider], settings: dict[str, Any], secrets: Iterable[str]) -> LLMProvider:
    """A provider from its pickle, which holds no secrets: those that it had must be in the environment."""
    provider = kind(**settings)
    for name in secrets:
        if getattr(provider, name) is None:
            variables = " or ".join(settings_of(kind)[name].env) or "none, so create the provider anew"
            raise ConfigurationError(
                f"{kind.__name__} had {name}, which no pickle holds: set the variable for it ({variables})",
                provider=kind.id,
            )
    return provider


def _query(query: Mapping[str, str], values: Mapping[str, Any]) -> str:
    if not query:
        return ""
    return "?" + urlencode({k: PLACEHOLDER.sub(lambda m: str(values[m[1]]), v) for k, v in query.items()})


def _header_text(value: Any) -> str:
    return ",".join(map(str, value)) if is_listed(value) else str(value)


def user_agent() -> str:
    """What we call ourselves."""
    from .version import __version__

    return f"modelwire/{__version__}"


class ChatProvider(LLMProvider, Generic[OptionsT, ModelT]):
    """A provider that can chat; ``OptionsT`` is what its ``options=`` take, ``ModelT`` the models that are known.

    Any other model can be named, too: editors offer these.

    >>> def ask(client: Client[ChatProvider], model: str) -> str:  # with whichever provider it is
    ...     return client.chat_completion(model=model, messages=messages).text
    >>> ask(client, "gpt-5.4")
    'Hello there!'
    """

    def _options(self) -> OptionsT:
        """Ties the class to its options' type; the options themselves are checked per route."""
        raise NotImplementedError


class EmbeddingsProvider(LLMProvider, Generic[OptionsT, ModelT]):
    """A provider that can embed texts; types in brackets as of :class:`ChatProvider`.

    >>> provider: Provider = create_provider("openai")
    >>> if isinstance(provider, EmbeddingsProvider):
    ...     with Client(provider) as embedder:
    ...         len(embedder.embeddings(model="text-embedding-3-small", input="red").data)
    1
    """

    def _embeddings_options(self) -> OptionsT:
        """Ties the class to its options' type, as :class:`ChatProvider` does."""
        raise NotImplementedError


class ModerationProvider(LLMProvider, Generic[OptionsT, ModelT]):
    """A provider that can say whether a text is harmful; types in brackets as of :class:`ChatProvider`.

    >>> issubclass(DeepSeekProvider, ModerationProvider)
    False
    """

    def _moderation_options(self) -> OptionsT:
        """Ties the class to its options' type, as :class:`ChatProvider` does."""
        raise NotImplementedError


class ImageGenerationProvider(LLMProvider, Generic[OptionsT, ModelT]):
    """A provider that can make images; types in brackets as of :class:`ChatProvider`.

    >>> issubclass(AnthropicProvider, ImageGenerationProvider)
    False
    """

    def _image_generation_options(self) -> OptionsT:
        """Ties the class to its options' type, as :class:`ChatProvider` does."""
        raise NotImplementedError


class ImageEditProvider(LLMProvider, Generic[OptionsT, ModelT]):
    """A provider that can change images; types in brackets as of :class:`ChatProvider`.

    >>> issubclass(AnthropicProvider, ImageEditProvider)
    False
    """

    def _image_edit_options(self) -> OptionsT:
        """Ties the class to its options' type, as :class:`ChatProvider` does."""
        raise NotImplementedError


class TranscriptionProvider(LLMProvider, Generic[OptionsT, ModelT]):
    """A provider that can write down what is said; types in brackets as of :class:`ChatProvider`.

    >>> issubclass(DeepSeekProvider, TranscriptionProvider)
    False
    """

    def _transcription_options(self) -> OptionsT:
        """Ties the class to its options' type, as :class:`ChatProvider` does."""
        raise NotImplementedError


class SpeechProvider(LLMProvider, Generic[OptionsT, ModelT]):
    """A provider that can read texts aloud; types in brackets as of :class:`ChatProvider`.

    >>> issubclass(AnthropicProvider, SpeechProvider)
    False
    """

    def _speech_options(self) -> OptionsT:
        """Ties the class to its options' type, as :class:`ChatProvider` does."""
        raise NotImplementedError


class RerankProvider(LLMProvider, Generic[OptionsT, ModelT]):
    """A provider that can order texts by how well they answer; types in brackets as of :class:`ChatProvider`.

    >>> issubclass(AnthropicProvider, RerankProvider)
    False
    """

    def _rerank_options(self) -> OptionsT:
        """Ties the class to its options' type, as :class:`ChatProvider` does."""
        raise NotImplementedError


class FimProvider(LLMProvider, Generic[OptionsT, ModelT]):
    """A provider that can fill in the middle of a text; types in brackets as of :class:`ChatProvider`.

    >>> issubclass(AnthropicProvider, FimProvider)
    False
    """

    def _fim_options(self) -> OptionsT:
        """Ties the class to its options' type, as :class:`ChatProvider` does."""
        raise NotImplementedError


class CountTokensProvider(LLMProvider):
    """A provider that counts the tokens of a request.

    >>> issubclass(V0Provider, CountTokensProvider)
    False
    """


class FilesProvider(LLMProvider, Generic[OptionsT]):
    """A provider that keeps files; the type in brackets is that of an upload's options.

    >>> issubclass(V0Provider, FilesProvider)
    False
    """

    def _files_options(self) -> OptionsT:
        """Ties the class to its options' type, as :class:`ChatProvider` does."""
        raise NotImplementedError


class BatchesProvider(LLMProvider, Generic[OptionsT]):
    """A provider that works off many requests at leisure, for less; ``OptionsT`` as of :class:`ChatProvider`.

    >>> issubclass(V0Provider, BatchesProvider)
    False
    """

    def _batches_options(self) -> OptionsT:
        """Ties the class to its options' type, as :class:`ChatProvider` does."""
        raise NotImplementedError


class ModelsProvider(LLMProvider):
    """A provider that lists its models.

    >>> isinstance(client.provider, ModelsProvider)
    True
    """


def check_provider(given: object) -> None:
    """Raise if this is no provider."""
    if isinstance(given, type) and issubclass(given, LLMProvider):
        raise ConfigurationError(f"the provider must be an object, not a class: {given.__name__}(...)")
    if not isinstance(given, LLMProvider):
        raise ConfigurationError(f"the provider must be an object such as OpenAIProvider(), not {given!r}")


def unknown_provider(given: object, known: Iterable[str]) -> ConfigurationError:
    """The error for a provider id that is none."""
    names = sorted(map(str, known))
    meant = suggest(given, names, f"it must be one of {', '.join(names)}")
    return ConfigurationError(f"there is no provider {given!r}; {meant}")
