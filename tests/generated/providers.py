"""What the tests of every provider need to know of any of them: how to set one up, and how its protocols answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, TypeAlias, cast, get_args

import yaml

from modelwire import LLMProvider, Provider, ProviderType, RequestContext, create_provider
from modelwire_runtime.data import is_listed
from modelwire_runtime.routes import Route, holds
from modelwire_runtime.settings import settings_of

TYPES: Final = tuple(ProviderType)
KEY: Final = "sk-this-is-never-shown-0123456789"
SPECS: Final = Path(__file__).parents[2] / "specs"

ProviderClass: TypeAlias = type[LLMProvider]
CLASSES: Final[tuple[Any, ...]] = get_args(Provider)

CHAT_BODIES: Final[Mapping[str, Any]] = {
    "openai-chat": {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
    },
    "anthropic-messages": {
        "id": "c1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [{"type": "text", "text": "hi"}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 3, "output_tokens": 2},
    },
    "gemini-generate-content": {
        "candidates": [{"content": {"role": "model", "parts": [{"text": "hi"}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 2, "totalTokenCount": 5},
        "responseId": "c1",
        "modelVersion": "m",
    },
    "openai-responses": {
        "id": "c1",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "model": "m",
        "output": [
            {
                "type": "message",
                "id": "msg_1",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": "hi", "annotations": []}],
            }
        ],
        "usage": {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5},
    },
    "llama-chat": {
        "id": "c1",
        "completion_message": {
            "role": "assistant",
            "content": {"type": "text", "text": "hi"},
            "stop_reason": "stop",
        },
        "metrics": [
            {"metric": "num_prompt_tokens", "value": 3, "unit": "tokens"},
            {"metric": "num_completion_tokens", "value": 2, "unit": "tokens"},
        ],
    },
}
"""The smallest reply of each protocol."""

FIRST_EVENTS: Final[Mapping[str, str]] = {
    "openai-chat": (
        'data: {"id": "c1", "model": "m", "choices": [{"index": 0, "delta": {"content": "hi"}, "finish_reason": null}]}'
    ),
    "anthropic-messages": (
        'data: {"type": "message_start", "message": {"id": "c1", "model": "m", "usage": {"input_tokens": 3}}}\n\n'
        'data: {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "hi"}}'
    ),
    "gemini-generate-content": 'data: {"candidates": [{"content": {"parts": [{"text": "hi"}]}}], "responseId": "c1"}',
    "openai-responses": (
        'data: {"type": "response.created", "response": {"id": "c1", "model": "m", "status": "in_progress"}}\n\n'
        'data: {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "hi"}'
    ),
    "llama-chat": 'data: {"id": "c1", "event": {"event_type": "start", "delta": {"type": "text", "text": "hi"}}}',
}
"""The beginning of a stream of each protocol, which says `hi`."""


def provider_class(type: ProviderType) -> type[LLMProvider]:
    """The class of a provider, found in the union rather than by name."""
    found: Any = next(kind for kind in CLASSES if kind.type is type)
    return cast(ProviderClass, found)


def sample_settings(type: ProviderType) -> dict[str, Any]:
    """Values for what a provider cannot do without: a key, and whatever its addresses and paths name."""
    kind = provider_class(type)
    settings = settings_of(kind)
    chosen: dict[str, Any] = {way.setting: KEY for way in kind.auth[:1] if way.setting}
    needed = {name for routes in routes_of(kind).values() for route in routes for name in route.placeholders()}
    needed |= {name for routes in routes_of(kind).values() for route in routes for name in route.when}
    needed |= {name for address in kind.addresses for name in re.findall(r"\{(\w+)\}", address.url)}
    needed -= {name for when in conditions_of(kind) for name, wanted in when.items() if wanted == "unset"}
    for name in needed - chosen.keys():
        one = settings[name]
        if not one.credential and one.default is None and one.kind is str:
            chosen[name] = sample_value(kind, name)
    if not kind.addresses and settings["base_url"].default is None:
        chosen["base_url"] = "https://sample.test/v1"
    return chosen


def sample_value(kind: ProviderClass, name: str, number: int = 1) -> str:
    """A text for a setting: an address where the provider's address begins with it."""
    is_address = any(address.url.startswith(f"{{{name}}}") for address in kind.addresses)
    return f"https://sample-{number}.invalid" if is_address else f"sample-{number}"


def conditions_of(kind: ProviderClass) -> list[Mapping[str, Any]]:
    return [route.when for routes in routes_of(kind).values() for route in routes if route.when]


def sample(type: ProviderType, address: str) -> Any:
    """A provider of this type, at an address of ours."""
    return create_provider(type, **{**sample_settings(type), "base_url": address})


def routes_of(kind: type[LLMProvider]) -> dict[str, tuple[Route[Any], ...]]:
    return {endpoint.name: getattr(kind.endpoints, endpoint.name) for endpoint in fields(kind.endpoints)}


def variants(type: ProviderType) -> Iterator[dict[str, Any]]:
    """The sample's settings, then others: each choice of a setting that has some, what routes ask for, other keys."""
    kind = provider_class(type)
    base, settings = sample_settings(type), settings_of(kind)
    yield base
    for when in conditions_of(kind):
        wanted: dict[str, Any] = {name: value[0] if is_listed(value) else value for name, value in when.items()}
        keys = {name for name in wanted if settings[name].credential and wanted[name] == "set"}
        rest = {name: value for name, value in base.items() if not (keys and settings[name].credential)}
        given = rest | {
            name: (KEY if name in keys else sample_value(kind, name)) if value == "set" else value
            for name, value in wanted.items()
        }
        yield {name: value for name, value in given.items() if value != "unset"}
    for name, one in settings.items():
        for choice in one.choices:
            yield {**base, name: choice}
        if one.secret and name not in base:
            others = {other: value for other, value in base.items() if not settings[other].credential}
            yield {**others, name: KEY}


KINDS: Final[Mapping[str, str]] = {
    "embeddings": "embeddings",
    "moderation": "moderation",
    "image_generation": "image",
    "image_edit": "image",
    "transcription": "transcription",
    "speech": "speech",
    "rerank": "rerank",
}
"""What the catalogue calls the models of an endpoint, if not chat."""


@dataclass(frozen=True)
class Way:
    """One route of a provider, settings that open it and a model that takes it."""

    id: ProviderType
    route: Route[Any]
    settings: Mapping[str, Any]
    model: str

    def __str__(self) -> str:
        return f"{self.id}:{self.route.path}:{self.model}"

    def provider(self, address: str) -> Any:
        return create_provider(self.id, **{**self.settings, "base_url": address})

    @property
    def context(self) -> RequestContext:
        """Keeps requests on this route that would go by another for what they ask."""
        return RequestContext(route=self.route.protocol.name)


def ways(type: ProviderType, endpoint: str) -> list[Way]:
    """Every route of an endpoint that is taken without naming it, each reached by some variant of the settings."""
    kind = provider_class(type)
    routes = routes_of(kind)[endpoint]
    found: dict[int, Way] = {}
    for given in variants(type):
        settings = {name: one.default for name, one in settings_of(kind).items()} | given
        open_routes = [route for route in routes if holds(route.when, settings)]
        open_routes.sort(key=lambda route: not route.only_for)
        for name in _names(kind, endpoint, open_routes):
            route = next((route for route in open_routes if takes(route, name)), None)
            if route is not None and id(route) not in found:
                found[id(route)] = Way(type, route, given, name)
    named = [route for route in routes if id(route) not in found and _is_named_only(route, routes)]
    assert len(found) + len(named) == len(routes), f"no settings and model lead to some {endpoint} route of {type}"
    return list(found.values())


def takes(route: Route[Any], name: str) -> bool:
    """Whether a route takes a model's requests, whatever they ask."""
    if not route.only_for:
        return route.takes(name)
    return any(not (one.when or one.unless) and one.speaks_of(name) for one in route.only_for)


def _is_named_only(route: Route[Any], routes: tuple[Route[Any], ...]) -> bool:
    """Whether only calls that name its protocol take a route: another before it takes every request."""
    before = routes[: routes.index(route)]
    return any(not (one.models or one.when or one.only_for) for one in before) and not route.only_for


def _names(kind: type[LLMProvider], endpoint: str, routes: list[Route[Any]]) -> Iterator[str]:
    wanted = KINDS.get(endpoint, "chat")
    yield from (model.id for model in kind.models if model.kind == wanted)
    yield from (pattern.replace("*", "sample") for route in routes for pattern in route.models)
    yield "sample"


def error_body(protocol: str, status: int, code: str | None, message: str) -> Any:
    """An error as the protocol words it, with a code of the vendor's; only Google's bodies name their status."""
    match protocol:
        case "anthropic-messages":
            return {"type": "error", "error": {"type": code or "unknown_error", "message": message}}
        case "gemini-generate-content":
            return {"error": {"code": status, "status": code or "NEVER_HEARD_OF", "message": message}}
        case _:
            return {"error": {"message": message, "type": "never_heard_of", "code": code}}


def message_for(pattern: str) -> str:
    """A text that a message pattern matches: groups of digits filled in, alternatives and gaps resolved."""
    text = re.sub(r"\(\?P<limit>\[0-9\]\+\)", "1000", pattern)
    text = re.sub(r"\(\?P<actual>\[0-9\]\+\)", "2000", text)
    text = re.sub(r"\(\?:([^|)]*)[^)]*\)", r"\1", text)
    text = re.sub(r"\\[()]\??", "", text)
    text = text.replace(".*?", " ... ").replace(".*", " ... ").lstrip("^") + " and so on"
    assert re.search(pattern, text, re.IGNORECASE | re.DOTALL), f"teach message_for() the pattern {pattern!r}"
    return text


@dataclass(frozen=True)
class Spec:
    """A provider's spec, read with no code of the generator's; numbers stay text until they are Decimals."""

    id: str
    data: Any

    @property
    def models(self) -> list[Any]:
        return list(self.data["catalog"]["models"])


class _Texts(yaml.SafeLoader):
    """Loads every scalar as the text that stands there, so that 2.00 is no float."""


_Texts.yaml_implicit_resolvers = {}


def read_spec(id: str) -> Spec:
    return Spec(id, yaml.load((SPECS / f"{id}.yaml").read_text("utf-8"), _Texts))
