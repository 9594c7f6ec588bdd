"""A provider's own parameters: each is what its table says, or nothing is sent.

pytest tests/runtime/test_options.py
"""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from modelwire import OpenAIProvider
from modelwire_runtime.calls import Manner
from modelwire_runtime.chat_calls import chat_call
from modelwire_runtime.errors import InvalidRequestError, NotSupportedError
from modelwire_runtime.options import check_options, flattened
from modelwire_runtime.parameters import Parameters, Plan, Rule
from modelwire_runtime.requests import ChatRequest, EmbeddingsRequest
from modelwire_runtime.timing import RequestContext
from tests.runtime.colours import QUESTION, MakeFace
from tests.runtime.conftest import Serve
from tests.runtime.faults import always

STYLE = "option style"
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"thinking": 5}, "option thinking must be a mapping, not 5"),
    ({"thinking": ["x"]}, "option thinking must be a mapping, not list"),
    ({"beta": {"a": 1}}, "option beta must be a string or a list, not dict"),
    ({"beta": ["a", 3]}, "option beta[1] must be a string, not 3"),
    ({"style": {"tone": "worm"}}, f"{STYLE}.tone must be one of 'plain', 'warm', not 'worm'"),
    ({"style": {"tone": True}}, f"{STYLE}.tone must be a string, not True"),
    ({"style": {"length": "5"}}, f"{STYLE}.length must be an integer, not '5'"),
    ({"style": {"length": 5.0}}, f"{STYLE}.length must be an integer, not 5.0"),
    ({"style": {"length": True}}, f"{STYLE}.length must be an integer, not True"),
    ({"style": {"bias": float("nan")}}, f"{STYLE}.bias must be a number, not nan"),
    ({"style": {"rhyme": 1}}, f"{STYLE}.rhyme must be true or false, not 1"),
    ({"style": {"tune": "warm"}}, f"{STYLE} has no key 'tune'; did you mean 'tone'?"),
    ({"style": {"steps": [{"name": "a"}, {"nam": "b"}]}}, f"{STYLE}.steps[1] has no key 'nam'; did you mean 'name'?"),
]


@pytest.mark.parametrize(("given", "said"), WRONG, ids=str)
@pytest.mark.parametrize("where", ["keyword", "request"])
def test_what_is_wrong_is_told_before_anything_is_sent(
    given: dict[str, Any], said: str, where: str, serve: Serve, face: MakeFace
) -> None:
    server = serve(always())
    values: dict[str, Any] = {"options": given}
    if where == "request":
        values = {"request": ChatRequest(**QUESTION, options=given)}
    with pytest.raises(InvalidRequestError) as caught:
        face(server).chat(**values)
    assert str(caught.value) == f"acme: {said}"
    assert not server.requests


def test_what_is_right_is_sent(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    style = {"tone": "warm", "length": 3, "bias": 1, "rhyme": False, "steps": [{"name": "a"}, {}]}
    face(server).chat(options={"style": style, "thinking": None, "beta": "one"})
    (request,) = server.requests
    assert request.json["style"] == style
    assert "thinking" not in request.json
    assert request.headers["acme-beta"] == "one"


def test_an_option_of_another_operation_is_said_to_be_one(serve: Serve, face: MakeFace) -> None:
    with pytest.raises(NotSupportedError, match="has no option 'thinking' here; it is an option of chat"):
        face(serve(always())).embed(request=EmbeddingsRequest(model="m", input="x", options={"thinking": {}}))


def test_options_and_the_rest_are_mappings(serve: Serve, face: MakeFace) -> None:
    client = face(serve(always()))
    with pytest.raises(InvalidRequestError, match="options must be a mapping, not list"):
        client.chat(options=["thinking"])
    with pytest.raises(InvalidRequestError, match="extra_body must be a mapping, not str"):
        client.chat(extra_body="x")


def test_what_replaces_a_parameter_is_told(serve: Serve, face: MakeFace) -> None:
    """Not in silence: one of two things that were given is not on the wire."""
    server = serve(always())
    reply = face(server).chat(
        temperature=0.5, verbosity="low", extra_body={"temperature": 0.7, "text": {"size": "xl", "more": 1}, "seed": 5}
    )
    assert server.requests[0].json["text"] == {"size": "xl", "more": 1}
    assert [(note.parameter, note.action, note.given, note.sent) for note in reply.adjustments] == [
        ("temperature", "replaced", 0.5, 0.7),
        ("text.size", "replaced", "s", "xl"),
    ]


PROBABILITIES, SOURCES, THOUGHTS = (
    "message.output_text.logprobs",
    "web_search_call.action.sources",
    "reasoning.encrypted_content",
)


@pytest.mark.parametrize(
    ("asked", "listed", "sent"),
    [
        ({"logprobs": True}, [SOURCES], [PROBABILITIES, SOURCES]),
        ({"logprobs": True}, [SOURCES, PROBABILITIES, SOURCES], [PROBABILITIES, SOURCES]),
        ({"logprobs": True}, (), [PROBABILITIES]),
        ({"store": False, "reasoning_effort": "low"}, [SOURCES, THOUGHTS], [THOUGHTS, SOURCES]),
        ({}, [SOURCES], [SOURCES]),
    ],
)
def test_what_an_option_lists_comes_to_what_the_parameters_ask_for(
    asked: dict[str, Any], listed: Any, sent: list[str]
) -> None:
    request = ChatRequest(model="gpt-5.4", messages=QUESTION["messages"], options={"include": listed}, **asked)
    context, drop = RequestContext(route="openai-responses"), Manner(unsupported="drop")
    call = chat_call(OpenAIProvider(api_key="k"), request, None, context, drop)
    assert json.loads(cast(bytes, call.body))["include"] == sent
    assert [note for note in call.context.adjustments if note.parameter == "include"] == []


RULE = Rule(
    why="Thinkers do not sample.",
    models=("*",),
    unless={"effort": ("none",), "options.thinking.type": ("disabled",)},
    unsupported=("temperature",),
)


@pytest.mark.parametrize(
    ("given", "native", "refused"),
    [
        ({}, [], True),
        ({}, [{"thinking": {"type": "enabled"}}], True),
        ({}, [{"thinking": {"type": "disabled"}}], False),
        ({}, [{}, {"thinking": {"type": "disabled"}}], False),
        ({}, [{"thinking": "disabled"}], True),
        ({"effort": "none"}, [{"thinking": {"type": "enabled"}}], False),
    ],
)
def test_rules_see_options(given: dict[str, Any], native: list[dict[str, Any]], refused: bool) -> None:
    plan = Plan("acme", "m", Parameters(sent=("temperature", "effort")), [RULE])
    if not refused:
        assert plan.settle({**given, "temperature": 0.5}, "raise", *native).values["temperature"] == 0.5
        return
    with pytest.raises(NotSupportedError, match="Thinkers do not sample"):
        plan.settle({**given, "temperature": 0.5}, "raise", *native)


def test_options_are_named_by_their_paths() -> None:
    options = {"a": {"b": {"c": 1}}, "d": [2]}
    assert dict(flattened(options)) == {
        "options.a": {"b": {"c": 1}},
        "options.a.b": {"c": 1},
        "options.a.b.c": 1,
        "options.d": [2],
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("temperature", "it is a parameter that all providers share: pass it as temperature=..."),
        ("temprature", "did you mean 'temperature'?"),
        ("previous_response_id", 'it is one of another route: context=RequestContext(route="openai-responses")'),
    ],
)
def test_an_option_that_is_none_here(name: str, said: str) -> None:
    provider = OpenAIProvider(api_key="k")
    with pytest.raises(NotSupportedError) as refused:
        check_options(provider, provider.target("chat", "gpt-5.4").route, {name: "x"})
    assert str(refused.value) == f"openai: OpenAI has no option {name!r} here; {said}"
