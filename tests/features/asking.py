"""Asks a provider for one feature on each of its routes, for each kind of its models, and tells what became of it.

The server on loopback answers with the smallest reply of the route's protocol; what stood on the wire is held against
the same request without the feature.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, TypeAlias

import pytest
from typing_extensions import TypedDict

from modelwire import (
    Capability,
    ChatResponse,
    InvalidRequestError,
    NotSupportedError,
    ProviderType,
    RequestContext,
    StructuredOutputError,
    as_tool,
)
from modelwire_runtime.data import is_array, is_object
from modelwire_runtime.h11_transport import AsyncH11Transport
from modelwire_runtime.options import Option
from modelwire_runtime.transport import WireRequest
from tests.features.replies import HOLDING
from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES, Way, provider_class, routes_of, ways
from tests.generated.test_content import PARTS, PIXELS, Bringing, Brought
from tests.runtime.colours import Colour, Face

HELLO: Final[Any] = [{"role": "user", "content": "Hello!"}]
SCHEMA: Final[Any] = {
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "required": ["name"],
    "additionalProperties": False,
}
TOOL: Final[Any] = {"type": "function", "function": {"name": "look", "description": "Looks.", "parameters": SCHEMA}}
JSON_OBJECT: Final = {"type": "json_object"}
JSON_SCHEMA: Final = {"type": "json_schema", "json_schema": {"name": "person", "schema": SCHEMA, "strict": True}}
SOME: Final = {
    "type": "allowed_tools",
    "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name": "look"}}]},
}
NAMED: Final = {"type": "function", "function": {"name": "look"}}
EFFORTS: Final = ("none", "minimal", "low", "medium", "high", "xhigh", "max")

SAMPLES: Final[Mapping[str, Sequence[Any]]] = {
    "max_tokens": [5000, 4000],
    "temperature": [0.7, 1.0, 0.6],
    "top_p": [0.97, 0.95],
    "top_k": [7],
    "stop": [["END", "STOP"]],
    "seed": [7],
    "n": [2, 1],
    "presence_penalty": [0.5, 0],
    "frequency_penalty": [0.5, 0],
    "logit_bias": [{"50256": -100}],
    "logprobs": [True],
    "top_logprobs": [2],
    "response_format": [JSON_SCHEMA, JSON_OBJECT],
    "reasoning_effort": EFFORTS,
    "verbosity": ["low", "medium"],
    "tools": [[TOOL]],
    "tool_choice": ["auto", "none", "required", NAMED],
    "parallel_tool_calls": [False, True],
    "modalities": [["text", "audio"], ["text", "image"], ["text"]],
    "audio": [{"voice": "alloy", "format": "wav"}],
    "prediction": [{"type": "content", "content": "Hello"}],
    "web_search_options": [{"search_context_size": "low"}],
    "user": ["someone"],
    "safety_identifier": ["somebody"],
    "prompt_cache_key": ["some-key"],
    "metadata": [{"team": "blue"}],
    "store": [True, False],
    "service_tier": ["auto", "default", "flex", "priority", "standard", "standard_only"],
}
"""Values of each unified parameter; where some are refused, others stand for the parameter."""

VALUES: Final[Mapping[str, tuple[str, Sequence[Any]]]] = {
    **{name: (name, values) for name, values in SAMPLES.items()},
    "json_object": ("response_format", [JSON_OBJECT]),
    "json_schema": ("response_format", [JSON_SCHEMA]),
    "tool_calls": ("tools", [[TOOL]]),
    "choice_auto": ("tool_choice", ["auto"]),
    "choice_none": ("tool_choice", ["none"]),
    "choice_required": ("tool_choice", ["required"]),
    "choice_named": ("tool_choice", [NAMED]),
    "choice_some": ("tool_choice", [SOME]),
}
"""By feature, the parameter and the values that ask for it."""

NEEDED: Final[Mapping[str, Mapping[str, Any]]] = {
    "tool_choice": {"tools": [TOOL]},
    "parallel_tool_calls": {"tools": [TOOL]},
    "top_logprobs": {"logprobs": True},
}
"""What is asked for beside a parameter that says nothing alone."""


MOST_TELLING: Final = ("mapped", "renamed", "sent", "fixed")
"""What is said of a parameter whose values fare differently."""


@dataclass(frozen=True)
class Became:
    """What became of a feature: the words for it, and whether some models or routes refused it."""

    words: frozenset[str]
    partial: bool


Told: TypeAlias = Callable[["Asker"], "frozenset[str]"]


@dataclass(frozen=True)
class Asker:
    """One model on one route, and a client that asks it."""

    way: Way
    model: str
    client: Face
    server: Loopback

    def chat(self, **given: Any) -> Any:
        """Ask, and return what stood on the wire; raises if it was refused, and then nothing was."""
        before = len(self.server.seen)
        try:
            self.client.chat(model=self.model, **{"messages": HELLO, **given})
        except NotSupportedError:
            assert len(self.server.seen) == before, "something was sent before it was refused"
            raise
        return self.server.seen[-1].json

    def went_over(self) -> str | None:
        """The protocol of the route that the last request took instead of the plain one, for what it asked."""
        path = self.server.seen[-1].path.partition("?")[0]
        before = self.client.provider.target("chat", self.model).before
        return next((target.protocol.name for _, target in before if path.endswith(target.route.path)), None)

    def accepted(self, **given: Any) -> Any:
        """What stood on the wire, or None if it was refused before."""
        try:
            return self.chat(**given)
        except NotSupportedError:
            return None


SEEN: Final = (Capability.VISION, Capability.AUDIO_INPUT, Capability.FILES)
"""What a model may lack though its route has it."""


def askers(type: ProviderType, server: Loopback, colour: Colour) -> Iterator[Asker]:
    """Each route with each kind of its models; for the async client, which settles requests alike, with the first."""
    for way, models in _kinds(type):
        lay(server, way)
        with Face(colour, way.provider(server.url)) as client:
            for model in models if colour == "blocking" else models[:1]:
                yield Asker(way, model, client, server)


def lay(server: Loopback, way: Way, bodies: Mapping[str, Any] = CHAT_BODIES) -> None:
    """Lay down the replies of a route, and of those that some of its requests go to instead."""
    bodies = {**CHAT_BODIES, **bodies}
    server.lay(bodies[way.route.protocol.name])
    for _, target in way.provider(server.url).target("chat", way.model).before:
        server.lay_at(target.route.path, bodies[target.protocol.name])


@cache
def _kinds(type: ProviderType) -> list[tuple[Way, list[str]]]:
    """The routes, each with its models; of those that the same rules speak of and that lack the same, one."""
    return [(way, list(_kinds_of(way).values())) for way in ways(type, "chat")]


def _kinds_of(way: Way) -> dict[tuple[bool, ...], str]:
    provider = way.provider("http://127.0.0.1:1")
    routes = routes_of(provider_class(way.id))["chat"]
    kinds: dict[tuple[bool, ...], str] = {}
    for name in (way.model, *_names(way, provider)):
        target = provider.target("chat", name, None)
        if target.route is way.route:
            before = [
                one in conditions for route in routes for one in route.only_for for conditions, _ in target.before
            ]
            rules = [rule.speaks_of(name) for rule in way.route.rules]
            lacks = [provider.models.supports(name, capability) is False for capability in SEEN]
            kinds.setdefault((*rules, *lacks, *before), name)
    return kinds


def _names(way: Way, provider: Any) -> Iterator[str]:
    yield from (model.id for model in provider.models if model.kind == "chat")
    yield from (pattern.replace("*", "sample") for pattern in way.route.models)
    if way.route.takes("sample"):
        yield "sample"


def ask(type: ProviderType, server: Loopback, colour: Colour, told: Told) -> Became:
    """Ask on every route."""
    words = [told(asker) for asker in askers(type, server, colour)]
    return Became(frozenset[str]().union(*words), any(words) and not all(words))


def parameter(feature: str) -> Told:
    """Asks for a parameter by all of its values."""
    name, values = VALUES[feature]

    def told(asker: Asker) -> frozenset[str]:
        needed = NEEDED.get(name, {})
        without = asker.accepted(**needed)
        if without is None:
            return frozenset()
        words = [_became(asker, name, value, needed, without) for value in values]
        return frozenset([word for word in MOST_TELLING if word in words][:1])

    return told


def _became(asker: Asker, name: str, value: Any, needed: Mapping[str, Any], without: Any) -> str | None:
    sent = asker.accepted(**needed, **{name: value})
    if sent is None:
        return None
    if protocol := asker.went_over():
        without = asker.chat(**needed, context=RequestContext(route=protocol))
    changed = [place for place, found in _leaves(sent) if not _same(_at(without, place), found)]
    for place in changed:
        alone = all(other[: len(place)] == place[: len(other)] for other in changed)
        if _same(_at(sent, place), value) and alone and (place == (name,) or place[0] != name):
            return "sent" if place == (name,) else "renamed"
    if changed:
        return "mapped"
    if name in sent and _same(sent[name], value):  # what was given is what is sent where nothing is given
        return "sent"
    reply = asker.client.chat(model=asker.model, messages=HELLO, **needed, **{name: value})
    assert [done.parameter for done in reply.adjustments] == [name], f"{name}={value!r} is gone in silence"
    return "fixed"


def effort(asker: Asker) -> frozenset[str]:
    """By which controls efforts are said."""
    without = asker.chat()
    words: set[str] = set()
    for value in EFFORTS:
        sent = asker.accepted(reasoning_effort=value)
        if sent is not None:
            keys = " ".join(
                str(key)
                for place, found in _leaves(sent)
                if not isinstance(found, dict) and not _same(_at(without, place), found)
                for key in place
            ).lower()
            words.add(next((word for word in ("budget", "level", "effort") if word in keys), "switch"))
    return frozenset(words)


def part(kind: str, form: str) -> Told:
    """Asks with a part of a message."""
    said = {"type": "text", "text": "What is this?"}

    def told(asker: Asker) -> frozenset[str]:
        content = [said, PARTS[kind, form]]
        return _yes(asker.accepted(messages=[{"role": "user", "content": content}]))

    return told


def image_result(asker: Asker) -> frozenset[str]:
    """Asks with an image in the result of a tool."""
    call = {"id": "call12345", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    form = "data" if asker.way.route.content and "data" in asker.way.route.content.image else "url"
    messages = [
        {"role": "user", "content": "Look."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {
            "role": "tool",
            "tool_call_id": "call12345",
            "content": [{"type": "text", "text": "This."}, PARTS["image", form]],
        },
    ]
    return _yes(asker.accepted(messages=messages))


def cache_mark(asker: Asker) -> frozenset[str]:
    """Asks with a mark of what to cache; where it is no use it is left out, and told."""
    marked = {"type": "text", "text": "Hello!", "cache_control": {"type": "ephemeral"}}
    messages: Any = [{"role": "user", "content": [marked]}]
    reply = asker.client.chat(model=asker.model, messages=messages)
    sent = asker.server.seen[-1].body
    told = [done.parameter for done in reply.adjustments]
    assert (b"cache_control" in sent) != any(parameter.endswith(".cache_control") for parameter in told)
    return frozenset(["sent" if b"cache_control" in sent else "left out"])


def _is_several(reply: ChatResponse) -> bool:
    return len(reply.choices) == 2


def _tells_probabilities(reply: ChatResponse) -> bool:
    told = reply.choices[0].logprobs
    return told is not None and told["content"][0]["logprob"] == -0.25


def _speaks(reply: ChatResponse) -> bool:
    return reply.message.audio is not None and reply.message.audio["transcript"] == "hi"


WITNESSES: Final = {"several": _is_several, "logprobs_told": _tells_probabilities, "audio_out": _speaks}


def replied(feature: str, **given: Any) -> Told:
    """Asks for what a reply then holds, in the protocol's shape."""

    def told(asker: Asker) -> frozenset[str]:
        if asker.accepted(**given) is None:
            return frozenset()
        lay(asker.server, asker.way, HOLDING[feature])
        assert WITNESSES[feature](asker.client.chat(model=asker.model, messages=HELLO, **given))
        lay(asker.server, asker.way)
        return frozenset(["yes"])

    return told


def strict_function(asker: Asker) -> frozenset[str]:
    """Asks with a strict function; where that is no use it is left out, and told."""
    tool = {**TOOL, "function": {**TOOL["function"], "strict": True}}
    try:
        reply = asker.client.chat(model=asker.model, messages=HELLO, tools=[tool])
    except NotSupportedError:
        return frozenset()
    is_sent = b'"strict":true' in asker.server.seen[-1].body.replace(b" ", b"")
    assert is_sent != any(done.parameter.endswith("strict") for done in reply.adjustments)
    return frozenset(["sent" if is_sent else "left out"])


def look(name: str) -> str:
    """Looks."""
    return name


def function_tool(asker: Asker) -> frozenset[str]:
    """Asks with a function, which goes out as the tool that describes it."""
    sent = asker.accepted(tools=[look])
    if sent is None:
        return frozenset()
    assert sent == asker.chat(tools=[as_tool(look)])
    body = json.dumps(sent)
    assert '"look"' in body and '"Looks."' in body and '"name"' in body
    return frozenset(["yes"])


class AsyncBrought:
    """What an address brings, without blocking."""

    def __init__(self, url: str) -> None:
        self._brought = Brought(url)
        self.status, self.headers = self._brought.status, self._brought.headers

    async def read(self) -> bytes:
        return self._brought.read()

    async def close(self) -> None:
        pass


class AsyncBringing(AsyncH11Transport):
    """Brings what is asked of others than the provider from a shelf, without blocking."""

    async def open(self, request: WireRequest) -> Any:
        return AsyncBrought(request.url) if request.foreign else await super().open(request)


def fetched_image(asker: Asker) -> frozenset[str]:
    """Asks with an image by address, and lets it be fetched."""
    messages = [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, PARTS["image", "url"]]}]
    colour: Colour = asker.client.colour
    transport = Bringing() if colour == "blocking" else AsyncBringing()
    with Face(colour, asker.client.provider, transport=transport, fetch_media=True) as client:
        sent = replace(asker, client=client).accepted(messages=messages)
    if sent is None:
        return frozenset()
    return frozenset(["by us" if PIXELS in json.dumps(sent) else "by the vendor"])


def native_tool(asker: Asker) -> frozenset[str]:
    """Asks with a tool of the vendor's own, which goes out as it is given."""
    tool: Any = (
        {"google_search": {}} if asker.way.route.protocol.name.startswith("gemini") else {"type": "their_tool", "x": 1}
    )
    sent = asker.accepted(tools=[tool])
    if sent is not None:
        assert sent["tools"] == [tool]
    return _yes(sent)


def native_option(asker: Asker) -> frozenset[str]:
    """Asks with an option of the vendor's own, and with one that nobody has."""
    route = asker.way.route
    assert asker.accepted(options={"never_heard_of": 1}) is None
    for name, option in route.options.items():
        value = _option(option)
        sent = asker.chat(options={name: value})
        if option.header:
            assert asker.server.seen[-1].headers[option.header.lower()]
        else:
            assert _contains(sent[name], value)
        with pytest.raises(InvalidRequestError):
            asker.chat(options={name: object()})
    return frozenset(["typed"] if route.options else [])


def _option(option: Option) -> Any:
    """A value that an option takes."""
    kind = option.types if isinstance(option.types, str) else option.types[0]
    match kind:
        case "object":
            return {key: _option(one) for key, one in list(option.fields.items())[:1]} or {"any": "x"}
        case "array":
            return [_option(option.items) if option.items else "x"]
        case "boolean":
            return True
        case "integer" | "number":
            return 1
        case _:
            return option.enum[0] if option.enum else "x"


def _contains(sent: Any, value: Any) -> bool:
    """Whether what was given stands in what was sent, which may hold more."""
    if is_object(value) and is_object(sent):
        return all(key in sent and _contains(sent[key], inner) for key, inner in value.items())
    return _same(sent, value)


def extra_body(asker: Asker) -> frozenset[str]:
    """Asks with anything."""
    assert asker.chat(extra_body={"never_heard_of": {"a": 1}})["never_heard_of"] == {"a": 1}
    return frozenset(["yes"])


def _yes(sent: Any) -> frozenset[str]:
    return frozenset() if sent is None else frozenset(["yes"])


def _leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value in plain data, with where it stands."""
    if place:
        yield place, value
    if is_object(value):
        for key, inner in value.items():
            yield from _leaves(inner, (*place, key))
    elif is_array(value):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*place, index))


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same in JSON, where true is no 1."""
    return json.dumps(one) == json.dumps(other)


def _at(value: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


class Person(TypedDict):
    """An answer of a type."""

    name: str


def typed_answer(asker: Asker) -> frozenset[str]:
    """Asks for an answer of a type, and tells by which way the request went."""
    before = len(asker.server.seen)
    try:
        asker.client.parsed(Person, model=asker.model, messages=HELLO)
    except NotSupportedError:
        assert len(asker.server.seen) == before
        return frozenset()
    except StructuredOutputError:
        pass  # the server says hi, which is no person
    sent = asker.server.seen[-1].body
    if b"Give the answer" in sent:
        return frozenset(["by tool"])
    return frozenset(["by instruction" if b"fits this JSON schema" in sent else "by schema"])
