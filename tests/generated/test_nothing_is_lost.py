"""Whatever is given is on the wire, renamed or mapped as the spec says, told in the adjustments, or refused by name.

Random requests, on every route of every provider, for models that it knows and one that nobody does.  Where a field is
to be found is read from the specs and the vendors' references (see ``wire_places.py``), never from the runtime's plan.

pytest tests/generated/test_nothing_is_lost.py -k mistral
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, Final, Literal, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelwire import ChatRequest, EmbeddingsRequest
from modelwire_codegen.spec import Option, Route
from modelwire_runtime.calls import Manner
from modelwire_runtime.chat_calls import chat_call
from modelwire_runtime.errors import InvalidRequestError, NotSupportedError
from modelwire_runtime.request_calls import request_call
from tests.generated.providers import TYPES, Way, provider_class, routes_of, ways
from tests.generated.wire_places import Wire, specs

EXAMPLES: Final = 40
"""For each route; the whole file takes less than half a minute."""
UNKNOWN: Final = "model-that-nobody-knows-1"
Policy = Literal["raise", "drop"]
CHAT_WAYS: Final = [way for type in TYPES for way in ways(type, "chat")]
EMBEDDINGS_WAYS: Final = [way for type in TYPES for way in ways(type, "embeddings")]
reproducible = settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)

# --- What may be asked --------------------------------------------------------------------------------------------

words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=9).map(lambda word: f"given-{word}")
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"name_of_it": {"type": "string"}},
    "required": ["name_of_it"],
    "additionalProperties": False,
}
FORMATS: Final[list[dict[str, Any]]] = [
    {"type": "text"},
    {"type": "json_object"},
    {"type": "json_schema", "json_schema": {"name": "thing", "schema": SCHEMA, "strict": True}},
]


def tool(name: str) -> dict[str, Any]:
    function: dict[str, Any] = {
        "name": name,
        "description": f"described-{name}",
        "parameters": {"type": "object", "properties": {}},
    }
    return {"type": "function", "function": function}


TOOLS: Final = [tool("first_tool"), tool("second_tool")]
CHOICES: Final[list[Any]] = ["auto", "none", "required", {"type": "function", "function": {"name": "first_tool"}}]
VALUES: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "max_tokens": st.integers(1, 2000) | st.just(10_000_000),
    "temperature": st.sampled_from([0, 0.6, 1, 1.0, 1.7, 2.0]),
    "top_p": st.sampled_from([0.1, 0.95, 1.0]),
    "top_k": st.integers(1, 40),
    "stop": words | st.lists(words, min_size=1, max_size=3),
    "seed": st.integers(0, 2**31 - 1),
    "n": st.integers(1, 5),
    "presence_penalty": st.sampled_from([-1.5, 0, 0.5, 2]),
    "frequency_penalty": st.sampled_from([-1.5, 0, 0.5, 2]),
    "logit_bias": st.just({"1734": -1}),
    "logprobs": st.booleans(),
    "top_logprobs": st.integers(0, 20),
    "response_format": st.sampled_from(FORMATS),
    "reasoning_effort": st.sampled_from(["none", "minimal", "low", "medium", "high", "xhigh", "max"]),
    "verbosity": st.sampled_from(["low", "medium", "high"]),
    "tools": st.just(TOOLS),
    "tool_choice": st.sampled_from(CHOICES),
    "parallel_tool_calls": st.booleans(),
    "modalities": st.sampled_from([["text"], ["text", "audio"], ["text", "image"]]),
    "audio": st.just({"voice": "alloy", "format": "mp3"}),
    "prediction": st.just({"type": "content", "content": "predicted"}),
    "web_search_options": st.just({"search_context_size": "low"}),
    "user": words,
    "safety_identifier": words,
    "prompt_cache_key": words,
    "metadata": st.fixed_dictionaries({"key": words}),
    "store": st.booleans(),
    "service_tier": st.sampled_from(["auto", "default", "flex", "priority", "standard_only"]),
}
VECTOR_VALUES: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "dimensions": st.integers(64, 1024),
    "user": words,
    "input_type": st.sampled_from(["query", "document"]),
}


def test_every_parameter_is_tried() -> None:
    assert set(VALUES) == set(ChatRequest.PARAMETERS)
    assert set(VECTOR_VALUES) == set(EmbeddingsRequest.PARAMETERS)


@st.composite
def parameters(draw: st.DrawFn, values: Mapping[str, st.SearchStrategy[Any]], sent: Collection[str]) -> dict[str, Any]:
    """Some of the parameters that the route sends, and now and then any; what speaks of tools comes with some."""
    names = draw(st.lists(st.sampled_from(sorted(sent)), max_size=6, unique=True)) if sent else []
    names += draw(st.lists(st.sampled_from(sorted(values)), max_size=1))
    chosen = {name: draw(values[name]) for name in names}
    if chosen.keys() & {"tool_choice", "parallel_tool_calls"}:
        chosen["tools"] = TOOLS
    if "top_logprobs" in chosen:
        chosen["logprobs"] = True
    return chosen


def sent_on(route: Route) -> set[str]:
    """The parameters that a route takes, for some model at least."""
    return {name for tables in (route.parameters, *route.rules) if tables for name in tables.sent}


def option(known: Option) -> st.SearchStrategy[Any]:
    """A value that an option may have."""
    match known.types[0]:
        case "string":
            return st.sampled_from(known.enum) if known.enum else words
        case "integer":
            return st.integers(1, 5000)
        case "number":
            return st.sampled_from([0.25, 1, 3.5])
        case "boolean":
            return st.booleans()
        case "array":
            return st.lists(option(known.items), min_size=1, max_size=2) if known.items else st.lists(words, min_size=1)
        case "object" if known.fields:
            return st.fixed_dictionaries({}, optional={name: option(field) for name, field in known.fields.items()})
        case _:
            return st.fixed_dictionaries({"given_key": words})


@st.composite
def native(draw: st.DrawFn, options: Mapping[str, Option]) -> dict[str, Any]:
    """Mostly none of a provider's own parameters, or one or two."""
    names = draw(st.lists(st.sampled_from(sorted(options)), max_size=2, unique=True)) if options else []
    return {name: draw(option(options[name])) for name in names}


policies: st.SearchStrategy[Policy] = st.sampled_from(("drop", "drop", "raise"))
extra = st.none() | st.fixed_dictionaries({"x_given_extra": st.fixed_dictionaries({"deep": words})})


def pixels(word: str) -> str:
    return f"data:image/png;base64,iVBOR{word.replace('-', '')}0="


@st.composite
def conversations(draw: st.DrawFn) -> list[dict[str, Any]]:
    """System, questions as text or parts, and sometimes a tool's turn."""
    messages: list[dict[str, Any]] = []
    if draw(st.booleans()):
        messages.append({"role": draw(st.sampled_from(["system", "developer"])), "content": draw(words)})
    for _ in range(draw(st.integers(1, 2))):
        content: Any = draw(words)
        if draw(st.booleans()):
            content = [{"type": "text", "text": content}]
            if draw(st.integers(0, 3)) == 0:
                content.append({"type": "image_url", "image_url": {"url": pixels(draw(words))}})
        messages.append({"role": "user", "content": content})
        if draw(st.integers(0, 2)) == 0:
            arguments = json.dumps({"place": draw(words)})
            call = {"id": "call_123456", "type": "function", "function": {"name": "first_tool", "arguments": arguments}}
            messages.append({"role": "assistant", "content": draw(st.none() | words), "tool_calls": [call]})
            messages.append({"role": "tool", "tool_call_id": "call_123456", "content": draw(words)})
            messages.append({"role": "assistant", "content": draw(words)})
    if messages[-1]["role"] != "user":
        messages.append({"role": "user", "content": draw(words)})
    return messages


def said(messages: list[dict[str, Any]]) -> list[str]:
    """Every text in a conversation that the model is to see."""
    found: list[str] = []
    for message in messages:
        content = message["content"] or ()
        parts: list[Any] = [{"text": content}] if isinstance(content, str) else list(content)
        found += [part["text"] if "text" in part else part["image_url"]["url"].partition(",")[2] for part in parts]
        for call in message.get("tool_calls", ()):
            found += [call["function"]["name"], json.loads(call["function"]["arguments"])["place"]]
    return found


def models_of(way: Way) -> list[str]:
    """Some of the models that a route is for, and a name that nobody knows where it takes any."""
    provider = way.provider("https://sample.invalid")
    endpoint: Any = "embeddings" if way.route in routes_of(provider_class(way.id))["embeddings"] else "chat"
    names = [model.id for model in provider.models if model.kind == ("chat" if endpoint == "chat" else "embeddings")]
    names = [way.model, UNKNOWN, *names]
    return [name for name in dict.fromkeys(names) if reached(provider, endpoint, name) is way.route]


def spec_route(way: Way, operation: str) -> Route:
    """What the spec says of a route."""
    number = routes_of(provider_class(way.id))[operation].index(way.route)
    return specs()[way.id].endpoints.every[operation][number]


def reached(provider: Any, endpoint: Any, model: str) -> Any:
    try:
        return provider.target(endpoint, model).route
    except NotSupportedError:
        return None


# --- What must come of it -------------------------------------------------------------------------------------------


def told(adjustments: list[Any], policy: Policy, route: Route) -> set[str]:
    """What was adjusted; nothing may be dropped that was not asked to be.

    What an option replaced is named by its place in the body, where the spec says which parameters put something.
    """
    dropped = [note.parameter for note in adjustments if note.action == "dropped"]
    assert policy == "drop" or not dropped, f"dropped unasked: {dropped}"
    named = {note.parameter.partition(".")[0] for note in adjustments}
    replaced = {note.parameter.partition(".")[0] for note in adjustments if note.action == "replaced"}
    tables = (*([route.parameters] if route.parameters else []), *route.rules)
    for name, fragments in ((name, table.becomes[name]) for table in tables for name in table.becomes):
        if any(replaced & fragment.keys() for fragment in fragments.values()):
            named.add(name)
    for name, place in ((name, table.renamed[name]) for table in tables for name in table.renamed):
        if place.partition(".")[0] in replaced:
            named.add(name)
    return named


def check_named(error: Exception, given: Mapping[str, Any]) -> None:
    """An error says in one line which of the things that were given it is about."""
    text = str(error)
    assert "\n" not in text
    assert any(name in text for name in given) or "messages[" in text, f"{text} names none of {sorted(given)}"


@pytest.mark.parametrize("way", CHAT_WAYS, ids=str)
@reproducible
@given(data=st.data())
def test_chat(way: Way, data: st.DataObject) -> None:
    provider = way.provider("https://sample.invalid/v1")
    route = spec_route(way, "chat")
    model = data.draw(st.sampled_from(models_of(way)))
    asked, options = data.draw(parameters(VALUES, sent_on(route))), data.draw(native(route.options))
    messages, body, policy = data.draw(conversations()), data.draw(extra), data.draw(policies)
    request = ChatRequest(model=model, messages=cast(Any, messages), options=options, extra_body=body, **asked)
    stream = data.draw(st.booleans())
    try:
        call = chat_call(provider, request, None, way.context, Manner(unsupported=policy), stream=stream)
    except (NotSupportedError, InvalidRequestError) as error:
        return check_named(error, {**asked, **options})
    wire = Wire(route, json.loads(cast(bytes, call.body)), dict(call.extra_headers))
    check(wire, asked, options, body, told(call.context.adjustments, policy, route))
    left_out = " ".join(str(note.given) for note in call.context.adjustments)
    lost = [text for text in said(messages) if text not in wire.text and "messages" not in left_out_of(call)]
    assert not lost, f"lost of the messages: {lost} ({left_out})"


def left_out_of(call: Any) -> str:
    return " ".join(note.parameter for note in call.context.adjustments)


@pytest.mark.parametrize("way", EMBEDDINGS_WAYS, ids=str)
@reproducible
@given(data=st.data())
def test_embeddings(way: Way, data: st.DataObject) -> None:
    provider = way.provider("https://sample.invalid/v1")
    route = spec_route(way, "embeddings")
    model = data.draw(st.sampled_from(models_of(way)))
    asked, options = data.draw(parameters(VECTOR_VALUES, sent_on(route))), data.draw(native(route.options))
    texts = data.draw(words | st.lists(words, min_size=1, max_size=3))
    body, policy = data.draw(extra), data.draw(policies)
    request = EmbeddingsRequest(model=model, input=texts, options=options, extra_body=body, **asked)
    try:
        call = request_call(provider, "embeddings", request, None, None, Manner(unsupported=policy))
    except (NotSupportedError, InvalidRequestError) as error:
        return check_named(error, {**asked, **options, "input": texts})
    wire = Wire(route, json.loads(cast(bytes, call.body)), dict(call.extra_headers))
    check(wire, asked, options, body, told(call.context.adjustments, policy, route))
    assert all(text in wire.text for text in ([texts] if isinstance(texts, str) else texts))


def check(wire: Wire, asked: Mapping[str, Any], options: Mapping[str, Any], body: Any, adjusted: set[str]) -> None:
    lost = {name: value for name, value in asked.items() if name not in adjusted and not wire.has(name, value)}
    lost |= {name: value for name, value in options.items() if not wire.has_path(name, value)}
    if body is not None:
        lost |= {name: value for name, value in body.items() if not wire.has_path(name, value)}
    assert not lost, f"neither on the wire nor told: {lost}; {wire.text}"
