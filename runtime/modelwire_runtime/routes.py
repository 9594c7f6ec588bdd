"""Where a request goes: which protocol, path and rules hold for which settings and models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import quote

from .content import Content
from .data import is_listed
from .errors import InvalidRequestError
from .options import Option
from .parameters import Condition, Parameters, Plan, Rule, matches

if TYPE_CHECKING:
    from .auth import Auth, TokenSource
    from .protocols.base import ChatProtocol, ContentProtocol, ModelsProtocol, Protocol, RequestProtocol

ProtocolT = TypeVar("ProtocolT", bound="Protocol", covariant=True)

PLACEHOLDER = re.compile(r"\{\+?([a-z][a-z0-9_]*)\}")
SEGMENT = "!$&'()*+,;=:@"
"""What may stand unquoted in a segment of a path, beside letters, digits and ``-._~`` (RFC 3986, section 3.3)."""


NO_PARAMETERS = Parameters()


def _mapping() -> dict[str, Any]:
    return {}


def holds(when: Mapping[str, Any] | None, settings: Mapping[str, Any]) -> bool:
    """Whether a condition on settings holds: each is ``set``, ``unset``, a value, or one of several."""
    return all(_holds(wanted, settings.get(name)) for name, wanted in (when or {}).items())


def _holds(wanted: Any, value: Any) -> bool:
    if wanted == "set":
        return value is not None
    if wanted == "unset":
        return value is None
    return value in wanted if isinstance(wanted, tuple) else value == wanted


def conditions(when: Mapping[str, Any]) -> str:
    """What settings need to be, in words."""
    return " and ".join(f"{name} {_wanted(condition)}" for name, condition in when.items())


def _wanted(condition: Any) -> str:
    """A condition on a setting, in words."""
    if condition in ("set", "unset"):
        return f"to be {condition}"
    words = condition if is_listed(condition) else [condition]
    return f"to be {' or '.join(map(repr, words))}"


@dataclass(frozen=True, kw_only=True)
class ExtraFields:
    """A header that goes with bodies that hold more than the fields that a route knows as its own."""

    known: tuple[str, ...]
    header: str
    value: str

    def filled(self, settings: Mapping[str, Any]) -> ExtraFields:
        """The same with the settings that its value names."""
        return replace(self, value=PLACEHOLDER.sub(lambda match: str(settings[match[1]]), self.value))

    def headers(self, body: Mapping[str, Any]) -> dict[str, str]:
        """The header, if the body needs it."""
        return {} if body.keys() <= set(self.known) else {self.header.lower(): self.value}


@dataclass(frozen=True)
class Route(Generic[ProtocolT]):
    """One way to a capability: a protocol at a path, for some settings (``when``) and models.

    With ``only_for`` it is taken by requests for which one of these conditions holds, before any route without.
    ``{setting}`` and ``{model}`` in a path are filled in, quoted as one segment; ``{+model}`` keeps its slashes.
    ``base_url`` is an address of its own, for as long as the provider's is the vendor's: who names another one for it
    gets all requests there.
    """

    protocol: ProtocolT
    path: str
    _: KW_ONLY
    when: Mapping[str, Any] = field(default_factory=_mapping)
    models: tuple[str, ...] = ()
    only_for: tuple[Condition, ...] = ()
    base_url: str = ""
    stream_path: str = ""
    query: Mapping[str, str] = field(default_factory=_mapping)
    stream_query: Mapping[str, str] = field(default_factory=_mapping)
    method: str = "POST"
    auth: tuple[Auth, ...] = ()
    headers: Mapping[str, str] = field(default_factory=_mapping)
    strip_model_prefix: tuple[str, ...] = ()
    extra_fields: ExtraFields | None = None
    parameters: Parameters = NO_PARAMETERS
    content: Content | None = None
    rules: tuple[Rule, ...] = ()
    options: Mapping[str, Option] = field(default_factory=_mapping)

    def takes(self, model: str) -> bool:
        """Whether the route is for this model."""
        return not self.models or matches(model, self.models)

    def wire_model(self, model: str) -> str:
        """The model's name as this route wants it."""
        for prefix in self.strip_model_prefix:
            if model.startswith(prefix):
                return model.removeprefix(prefix)
        return model

    def placeholders(self) -> set[str]:
        """The names of the settings that paths, queries and the header for extra fields need."""
        texts = [self.path, self.stream_path, *self.query.values(), *self.stream_query.values()]
        if self.extra_fields:
            texts.append(self.extra_fields.value)
        return {name for text in texts for name in PLACEHOLDER.findall(text)} - {"model"}


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """The routes of each capability that is an endpoint, first match first."""

    chat: tuple[Route[ChatProtocol], ...] = ()
    embeddings: tuple[Route[RequestProtocol[Any, Any]], ...] = ()
    moderation: tuple[Route[RequestProtocol[Any, Any]], ...] = ()
    image_generation: tuple[Route[RequestProtocol[Any, Any]], ...] = ()
    image_edit: tuple[Route[RequestProtocol[Any, Any]], ...] = ()
    transcription: tuple[Route[RequestProtocol[Any, Any]], ...] = ()
    speech: tuple[Route[ContentProtocol[Any]], ...] = ()
    rerank: tuple[Route[RequestProtocol[Any, Any]], ...] = ()
    fim: tuple[Route[RequestProtocol[Any, Any]], ...] = ()
    count_tokens: tuple[Route[Protocol], ...] = ()
    files: tuple[Route[Protocol], ...] = ()
    batches: tuple[Route[Protocol], ...] = ()
    models: tuple[Route[ModelsProtocol], ...] = ()


@dataclass(frozen=True, slots=True)
class Target(Generic[ProtocolT]):
    """A route made ready for one model: what every call to it shares.

    ``endpoint`` is what it is a route of; ``headers`` hold the key unless ``tokens`` give one for each request;
    ``secrets`` are what no error may show; ``before`` are the targets that some requests go to instead, each with the
    conditions of which one must hold.
    """

    endpoint: str
    route: Route[ProtocolT]
    protocol: ProtocolT
    model: str
    wire_model: str
    url: str
    stream_url: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    tokens: TokenSource | None
    auth: Auth
    extra_fields: ExtraFields | None
    plan: Plan
    secrets: tuple[str, ...] = field(repr=False)
    before: tuple[tuple[tuple[Condition, ...], Target[ProtocolT]], ...] = ()

    def chosen(self, given: Mapping[str, Any]) -> Target[ProtocolT]:
        """This target, or the one before it that is for requests with these parameters."""
        for conditions, target in self.before:
            if any(condition.holds(given) for condition in conditions):
                return target
        return self


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The template with its placeholders filled in, each quoted as a part of a path."""

    def replace(match: re.Match[str]) -> str:
        text = str(values[match[1]])
        return quote(text, safe=SEGMENT + "/" if match[0][1] == "+" else SEGMENT)

    return PLACEHOLDER.sub(replace, template)


def check_model(model: Any, provider: str) -> str:
    """The model's name, if it is one that can stand in a path and a body."""
    if not isinstance(model, str):
        raise InvalidRequestError(f"model must be a string, not {type(model).__name__}", provider=provider)
    if not model.strip():
        raise InvalidRequestError("model is empty: name the model to use", provider=provider)
    if not model.isprintable() or any(part in (".", "..") for part in model.split("/")):
        raise InvalidRequestError(f"model {model!r} is not a name", provider=provider)
    return model
