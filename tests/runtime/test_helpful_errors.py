"""What was got wrong is told before anything is sent, with what would be right.

pytest tests/runtime/test_helpful_errors.py
"""

from __future__ import annotations

from typing import Any

import pytest

from modelwire_runtime.errors import ConfigurationError, InvalidRequestError
from modelwire_runtime.parameter_types import TYPES as TYPES_OF
from modelwire_runtime.replies import Function, Message, ToolCall
from modelwire_runtime.requests import ChatRequest, EmbeddingsRequest
from tests.runtime.colours import Face, MakeFace
from tests.runtime.conftest import Serve
from tests.runtime.faults import always
from tests.runtime.providers import AcmeProvider


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"api_key": "k"}, "got an unexpected keyword argument 'api_key'; a provider's settings go to it: "),
        ({"time_out": 5}, "got an unexpected keyword argument 'time_out'; did you mean 'timeout'?"),
        ({"timeout": 5}, r"timeout must be a Timeout\(total=5\), not 5"),
        ({"timeout": "5"}, r"timeout must be a Timeout\(...\), not '5'"),
    ],
)
@pytest.mark.parametrize("colour", ["blocking", "async"])
def test_arguments_of_a_client(colour: Any, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        Face(colour, AcmeProvider(api_key="sk-acme-0123456789"), **arguments)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"apikey": "k"}, "AcmeProvider got an unexpected keyword argument 'apikey'; did you mean 'api_key'?"),
        ({"colour": "red"}, "AcmeProvider got an unexpected keyword argument 'colour'; known are "),
    ],
)
def test_settings_of_a_provider(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        AcmeProvider(**settings)
    assert said in str(caught.value)


def test_settings_go_by_name() -> None:
    make: Any = AcmeProvider
    with pytest.raises(ConfigurationError, match=r"takes its settings by name: api_key=\.\.\."):
        make("sk-acme-0123456789")


TYPES: list[tuple[dict[str, Any], str]] = [
    ({"temperature": "hot"}, "temperature must be a number, not 'hot'"),
    ({"top_p": True}, "top_p must be a number, not True"),
    ({"presence_penalty": [1]}, "presence_penalty must be a number, not list"),
    ({"frequency_penalty": float("nan")}, "frequency_penalty must be a finite number, not nan"),
    ({"stop": 5}, "stop must be a string or a list of strings, not 5"),
    ({"stop": ["a", 5]}, "stop must be a string or a list of strings, not list"),
    ({"n": True}, "n must be an integer, not True"),
    ({"max_tokens": "100"}, "max_tokens must be an integer, not '100'"),
    ({"max_tokens": 1.5}, "max_tokens must be an integer, not 1.5"),
    ({"top_k": 1.0}, "top_k must be an integer, not 1.0"),
    ({"seed": "s"}, "seed must be an integer, not 's'"),
    ({"top_logprobs": "2"}, "top_logprobs must be an integer, not '2'"),
    ({"logit_bias": {"1": "much"}}, "logit_bias must be a mapping from tokens to numbers, not dict"),
    ({"logit_bias": [1]}, "logit_bias must be a mapping from tokens to numbers, not list"),
    ({"logprobs": 1}, "logprobs must be True or False, not 1"),
    ({"store": "yes"}, "store must be True or False, not 'yes'"),
    ({"metadata": [("a", "b")]}, "metadata must be a mapping, not list"),
    ({"audio": "mp3"}, "audio must be a mapping, not 'mp3'"),
    ({"prediction": "x"}, "prediction must be a mapping, not 'x'"),
    ({"web_search_options": True}, "web_search_options must be a mapping, not True"),
    (
        {"response_format": int},
        "response_format must be a mapping (for a type, chat_completion_parsed or response_format_for(...)), "
        "not the class int",
    ),
    ({"reasoning_effort": 3}, "reasoning_effort must be a string, not 3"),
    ({"verbosity": {}}, "verbosity must be a string, not dict"),
    ({"user": 5}, "user must be a string, not 5"),
    ({"service_tier": False}, "service_tier must be a string, not False"),
    ({"modalities": "text"}, "modalities must be a list of strings, not 'text'"),
]


@pytest.mark.parametrize(("given", "said"), TYPES, ids=str)
def test_types_of_parameters(given: dict[str, Any], said: str, serve: Serve, face: MakeFace) -> None:
    refused_beforehand(given, said, serve, face)


def test_every_parameter_has_a_type() -> None:
    """Those of tools have checks of their own."""
    unified = {*ChatRequest.PARAMETERS, *EmbeddingsRequest.PARAMETERS}
    assert unified - TYPES_OF.keys() == {"tools", "tool_choice"}
    assert TYPES_OF.keys() <= unified


def user(*parts: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(parts)}]}


def said(role: Any, **keys: Any) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": "x", **keys}]}


MESSAGES: list[tuple[dict[str, Any], str]] = [
    ({"messages": "Hello!"}, """messages must be a list of messages, not str: [{"role": "user", "content": "..."}]"""),
    ({"messages": ["Hello!"]}, """messages[0] must be a dict or a Message, not str: {"role": "user", "content":"""),
    (said("bot"), "messages[0].role is 'bot'; did you mean 'assistant'?"),
    (said("model"), "messages[0].role is 'model'; did you mean 'assistant'?"),
    (said("Human"), "messages[0].role is 'Human'; did you mean 'user'?"),
    (said("function"), "messages[0].role is 'function'; did you mean 'tool'?"),
    (said("asistant"), "messages[0].role is 'asistant'; did you mean 'assistant'?"),
    (said("System"), "messages[0].role is 'System'; did you mean 'system'?"),
    (said(None), "messages[0].role is missing; use one of assistant, developer, system, tool, user"),
    (said("user", contents="x"), "messages[0] has a key that user messages don't take: it is 'contents'; did you mean"),
    (
        said("user", text="x"),
        "messages[0] has a key that user messages don't take: it is 'text'; did you mean 'content'?",
    ),
    (said("tool", tool_call_ids=["c"]), "it is 'tool_call_ids'; did you mean 'tool_call_id'?"),
    (said("tool", tool_use_id="c"), "it is 'tool_use_id'; did you mean 'tool_call_id'?"),
    (said("assistant", function_call={}), "it is 'function_call'; did you mean 'tool_calls'?"),
    (user({"type": "text", "txt": "x"}), "messages[0].content[0] has a key 'txt'; did you mean 'text'?"),
    (
        user({"type": "image_url", "image_url": {"url": "https://x/y.png", "detial": "low"}}),
        "messages[0].content[0].image_url has a key 'detial'; did you mean 'detail'?",
    ),
    (
        user({"type": "text", "text": "x", "cache_contol": {}}),
        "messages[0].content[0] has a key 'cache_contol'; did you mean 'cache_control'?",
    ),
    (
        user({"type": "file", "file": {"filedata": "data:application/pdf;base64,AA=="}}),
        "messages[0].content[0].file has a key 'filedata'; did you mean 'file_data'?",
    ),
]


@pytest.mark.parametrize(("given", "said"), MESSAGES, ids=str)
def test_messages(given: dict[str, Any], said: str, serve: Serve, face: MakeFace) -> None:
    refused_beforehand(given, said, serve, face)


CALL: dict[str, Any] = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
QUESTION_OF_A_USER: dict[str, Any] = {"role": "user", "content": "?"}
ASKED: dict[str, Any] = {"role": "assistant", "content": None, "tool_calls": [CALL]}
MADE = ToolCall(id="call_1", function=Function(name="f", arguments="{}"))
OBJECT = Message(role="assistant", content=None, tool_calls=[MADE])


def answer(id: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": id, "content": "18"}


ORPHANS: list[tuple[list[Any], str]] = [
    (
        [QUESTION_OF_A_USER, answer("call_1")],
        "messages[1] answers the call 'call_1', which no assistant message before ",
    ),
    ([QUESTION_OF_A_USER, answer("call_1")], "append reply.message before the results of its calls"),
    ([QUESTION_OF_A_USER, answer("call_1"), ASKED], "messages[1] answers the call 'call_1'"),
    (
        [QUESTION_OF_A_USER, ASKED, answer("call_2")],
        "messages[2] answers the call 'call_2', which no assistant message",
    ),
    ([QUESTION_OF_A_USER, ASKED, answer("call_2")], "did you mean 'call_1'?"),
    ([QUESTION_OF_A_USER, OBJECT, answer("call-x")], "did you mean 'call_1'?"),
    ([QUESTION_OF_A_USER, OBJECT, answer("other")], "known are 'call_1'"),
]


@pytest.mark.parametrize(("messages", "said"), ORPHANS)
def test_a_result_answers_a_call(messages: list[Any], said: str, serve: Serve, face: MakeFace) -> None:
    refused_beforehand({"messages": messages}, said, serve, face)


FORMS: list[Any] = [ASKED, OBJECT, {**ASKED, "tool_calls": [MADE]}]


@pytest.mark.parametrize("asked", FORMS)
def test_a_result_of_a_call_is_sent(asked: Any, serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    face(server).chat(messages=[QUESTION_OF_A_USER, asked, answer("call_1"), asked, answer("call_1")])
    assert [message["role"] for message in server.requests[0].json["messages"]][1:3] == ["assistant", "tool"]


def refused_beforehand(values: dict[str, Any], said: str, serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    with pytest.raises(InvalidRequestError) as caught:
        face(server).chat(**values)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not server.requests


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"max_completion_tokens": 5}, "no parameter 'max_completion_tokens'; it is called 'max_tokens' here"),
        (
            {"max_completion_tokens": 5, "max_tokens": 5},
            "no parameter 'max_completion_tokens'; it is called 'max_tokens'",
        ),
        ({"functions": []}, "no parameter 'functions'; it is called 'tools' here"),
        ({"system": "x"}, "no parameter 'system'; put it first in messages"),
        ({"temprature": 1}, "no parameter 'temprature'; did you mean 'temperature'?"),
        ({"thinking": {}}, "no parameter 'thinking'; a vendor's own parameter goes into options="),
    ],
)
def test_names_of_parameters(given: dict[str, Any], said: str, serve: Serve, face: MakeFace) -> None:
    refused_beforehand(given, said, serve, face)
