"""Anthropic's Messages API: requests to bodies, replies and streams to what OpenAI's shapes call them.

The tables hold the cases by name; ``pytest tests/runtime/test_anthropic_messages.py -k "images, by data"`` runs one.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from pydantic_core import to_json

from modelwire_runtime.assembly import assemble
from modelwire_runtime.errors import InvalidRequestError, NotSupportedError
from modelwire_runtime.events import EventDecoder
from modelwire_runtime.parameters import Adjustment, Parameters, Plan, Settled
from modelwire_runtime.protocols.anthropic_messages import AnthropicMessages
from modelwire_runtime.protocols.anthropic_replies import read_usage
from modelwire_runtime.protocols.anthropic_turns import tool_id
from modelwire_runtime.protocols.base import Encoding, Malformed, Refusal, tool_for_schema
from modelwire_runtime.protocols.schema_dialects import ANTHROPIC, worded
from modelwire_runtime.replies import ChatChunk, ChatResponse, Message
from modelwire_runtime.requests import ChatRequest, given
from tests.wire.case import load_cases

Block = dict[str, Any]

PDF = "data:application/pdf;base64,JVBERi0="
PNG = "data:image/png;base64,iVBORw0="
EPHEMERAL = {"type": "ephemeral", "ttl": "1h"}
THINKING: Block = {"type": "thinking", "thinking": "Hm. ", "signature": "EqQB"}
REDACTED: Block = {"type": "redacted_thinking", "data": "EmwK"}
SEARCH: Block = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "x"}}
FOUND: Block = {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [{"encrypted_content": "E"}]}
CITED: Block = {
    "type": "text",
    "text": "Paris is old.",
    "citations": [
        {
            "type": "web_search_result_location",
            "url": "https://example.com/paris",
            "title": "Paris",
            "cited_text": "old",
            "encrypted_index": "Eo8B",
        }
    ],
}
CALL: Block = {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"x": 1}}
USER = {"role": "user", "content": "Go on"}
OUR_CALL = {"id": "toolu_1", "type": "function", "function": {"name": "f", "arguments": '{"x":1}'}}


def text(content: str, **more: Any) -> Block:
    return {"type": "text", "text": content, **more}


def state(*blocks: Block) -> dict[str, Any]:
    return {"protocol": "anthropic-messages", "blocks": list(blocks)}


def encoded(
    messages: Sequence[Any],
    protocol: AnthropicMessages | None = None,
    parameters: Parameters | None = None,
    stream: bool = False,
    **values: Any,
) -> tuple[dict[str, Any], list[Adjustment]]:
    """The body of a request in which every parameter may be sent, and what was not sent as given."""
    request = ChatRequest(model="claude", messages=messages, **values)
    before = deepcopy((request.messages, values))
    plan = Plan("here", "claude", parameters or Parameters(sent=ChatRequest.PARAMETERS), ())
    encoding = Encoding("here", "claude", plan.settle(given(request), "raise"), stream)
    body = (protocol or AnthropicMessages()).encode(request, encoding)
    json.dumps(body)
    assert (request.messages, values) == before, "the caller's own objects were changed"
    return body, encoding.adjustments


# --- Messages -----------------------------------------------------------------------------------------------

TURNS: dict[str, tuple[list[Any], dict[str, Any]]] = {
    "plain text stays a string": (
        [{"role": "user", "content": "Hi"}],
        {"messages": [{"role": "user", "content": "Hi"}]},
    ),
    "system is hoisted, developer too, wherever they stand": (
        [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
            {"role": "developer", "content": "In French."},
        ],
        {"system": "Be brief.\n\nIn French.", "messages": [{"role": "user", "content": "Hi"}]},
    ),
    "a blank system message is none": (
        [{"role": "system", "content": " "}, USER],
        {"messages": [USER]},
    ),
    "system in parts stays in blocks, with cache_control": (
        [
            {"role": "system", "content": [text("Long", cache_control=EPHEMERAL)]},
            {"role": "system", "content": "Be brief."},
            USER,
        ],
        {"system": [text("Long", cache_control=EPHEMERAL), text("Be brief.")], "messages": [USER]},
    ),
    "equal roles are merged": (
        [
            {"role": "user", "content": "a"},
            {"role": "user", "content": [text("b")]},
            {"role": "assistant", "content": "c"},
        ],
        {
            "messages": [
                {"role": "user", "content": [text("a"), text("b")]},
                {"role": "assistant", "content": "c"},
            ]
        },
    ),
    "results stand in one turn, before text": (
        [
            USER,
            {"role": "assistant", "content": "Wait.", "tool_calls": [OUR_CALL, {**OUR_CALL, "id": "toolu_2"}]},
            {"role": "tool", "tool_call_id": "toolu_1", "content": "18", "name": "f"},
            {"role": "user", "content": "Quick!"},
            {"role": "tool", "tool_call_id": "toolu_2", "content": [text("19", cache_control=EPHEMERAL)]},
        ],
        {
            "messages": [
                USER,
                {"role": "assistant", "content": [text("Wait."), CALL, {**CALL, "id": "toolu_2"}]},
                {
                    "role": "user",
                    "content": [
                        {"type": "tool_result", "tool_use_id": "toolu_1", "content": "18"},
                        {
                            "type": "tool_result",
                            "tool_use_id": "toolu_2",
                            "content": [text("19", cache_control=EPHEMERAL)],
                        },
                        text("Quick!"),
                    ],
                },
            ]
        },
    ),
    "an empty result has no content": (
        [{"role": "tool", "tool_call_id": "toolu_1", "content": " "}],
        {"messages": [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1"}]}]},
    ),
    "arguments that are empty are an empty object": (
        [USER, {"role": "assistant", "tool_calls": [{**OUR_CALL, "function": {"name": "f", "arguments": ""}}]}],
        {"messages": [USER, {"role": "assistant", "content": [{**CALL, "input": {}}]}]},
    ),
    "ids that the API refuses are changed, alike in call and result": (
        [
            USER,
            {"role": "assistant", "tool_calls": [{**OUR_CALL, "id": "f:0"}]},
            {"role": "tool", "tool_call_id": "f:0", "content": "1"},
        ],
        {
            "messages": [
                USER,
                {"role": "assistant", "content": [{**CALL, "id": tool_id("f:0")}]},
                {
                    "role": "user",
                    "content": [{"type": "tool_result", "tool_use_id": tool_id("f:0"), "content": "1"}],
                },
            ]
        },
    ),
    "images, by data and by address": (
        [
            {
                "role": "user",
                "content": [
                    {"type": "image_url", "image_url": {"url": PNG}, "cache_control": EPHEMERAL},
                    {"type": "image_url", "image_url": {"url": "https://example.com/cat.png", "detail": "auto"}},
                ],
            }
        ],
        {
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "image",
                            "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0="},
                            "cache_control": EPHEMERAL,
                        },
                        {"type": "image", "source": {"type": "url", "url": "https://example.com/cat.png"}},
                    ],
                }
            ]
        },
    ),
    "files: PDF, text, image, by id and by address": (
        [
            {
                "role": "user",
                "content": [
                    {"type": "file", "file": {"file_data": PDF, "filename": "a.pdf"}, "cache_control": EPHEMERAL},
                    {
                        "type": "file",
                        "file": {"file_data": f"data:text/plain;base64,{b64encode('é'.encode()).decode()}"},
                    },
                    {"type": "file", "file": {"file_data": PNG}},
                    {"type": "file", "file": {"file_id": "file_1"}},
                    {"type": "file", "file": {"file_id": "https://e.org/a.pdf"}},
                    {"type": "file", "file": {"file_data": "https://example.com/a.pdf"}},
                ],
            }
        ],
        {
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "document",
                            "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
                            "title": "a.pdf",
                            "cache_control": EPHEMERAL,
                        },
                        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "é"}},
                        {
                            "type": "image",
                            "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0="},
                        },
                        {"type": "document", "source": {"type": "file", "file_id": "file_1"}},
                        {"type": "document", "source": {"type": "url", "url": "https://e.org/a.pdf"}},
                        {"type": "document", "source": {"type": "url", "url": "https://example.com/a.pdf"}},
                    ],
                }
            ]
        },
    ),
    "the vendor's own blocks go as they are": (
        [
            {
                "role": "user",
                "content": [{"type": "document", "source": {}, "citations": {"enabled": True}}, text("sum")],
            }
        ],
        {
            "messages": [
                {
                    "role": "user",
                    "content": [{"type": "document", "source": {}, "citations": {"enabled": True}}, text("sum")],
                }
            ]
        },
    ),
    "what a model refused was said": (
        [
            USER,
            {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
            USER,
            {"role": "assistant", "content": None, "refusal": "Never."},
            USER,
        ],
        {
            "messages": [
                USER,
                {"role": "assistant", "content": "No."},
                USER,
                {"role": "assistant", "content": "Never."},
                USER,
            ]
        },
    ),
    "blank text is dropped, and a turn of nothing else": (
        [
            {"role": "user", "content": [text(""), text("a"), text("\n")]},
            {"role": "assistant", "content": ""},
            {"role": "user", "content": "b"},
        ],
        {"messages": [{"role": "user", "content": [text("a"), text("b")]}]},
    ),
    "the last assistant turn ends without white space, others as they were": (
        [{"role": "assistant", "content": "a "}, USER, {"role": "assistant", "content": "The answer is \n"}],
        {"messages": [{"role": "assistant", "content": "a "}, USER, {"role": "assistant", "content": "The answer is"}]},
    ),
    "a Message object is taken as it is": (
        [USER, Message(content="Done", reasoning_content="Hm. ", reasoning_state=state(THINKING)), USER],
        {"messages": [USER, {"role": "assistant", "content": [THINKING, text("Done")]}, USER]},
    ),
}


@pytest.mark.parametrize("case", TURNS)
def test_messages_become_turns(case: str) -> None:
    messages, expected = TURNS[case]
    body, adjustments = encoded(messages)
    assert body == {"model": "claude", **expected}
    moved = ["messages[2]"] if "wherever they stand" in case else []
    assert [note.parameter for note in adjustments] == moved


STATES: dict[str, tuple[dict[str, Any], list[Block]]] = {
    "thinking goes before text and calls": (
        {"content": "So.", "tool_calls": [OUR_CALL], "reasoning_state": state(THINKING, REDACTED)},
        [THINKING, REDACTED, text("So."), CALL],
    ),
    "a thought without words is kept for its signature": (
        {"content": "So.", "reasoning_state": state({**THINKING, "thinking": ""})},
        [{**THINKING, "thinking": ""}, text("So.")],
    ),
    "what stood between texts goes back between them": (
        {"content": "I look.Paris is old.Bye.", "reasoning_state": state(text("I look."), SEARCH, FOUND, CITED)},
        [text("I look."), SEARCH, FOUND, CITED, text("Bye.")],
    ),
    "cache_control on a part that the state covers is kept": (
        {"content": [text("I look.", cache_control=EPHEMERAL)], "reasoning_state": state(text("I look."), SEARCH)},
        [text("I look.", cache_control=EPHEMERAL), SEARCH],
    ),
    "blank text between blocks is dropped": (
        {"content": "\n\nSo.", "reasoning_state": state(THINKING, text("\n\n"), SEARCH, FOUND)},
        [THINKING, SEARCH, FOUND, text("So.")],
    ),
    "a call keeps what only the vendor knows of it": (
        {"content": None, "tool_calls": [OUR_CALL], "reasoning_state": state({**CALL, "caller": {"type": "code"}})},
        [{**CALL, "caller": {"type": "code"}}],
    ),
    "a text that was changed since wins": (
        {"content": "Now!", "tool_calls": [OUR_CALL], "reasoning_state": state(THINKING, text("I look."), SEARCH)},
        [THINKING, SEARCH, text("Now!"), CALL],
    ),
    "arguments that were changed since win": (
        {
            "content": None,
            "tool_calls": [{**OUR_CALL, "function": {"name": "f", "arguments": "{}"}}],
            "reasoning_state": state(THINKING, {**CALL, "caller": {"type": "code"}}),
        },
        [THINKING, {**CALL, "input": {}}],
    ),
    "a text that was taken away stays away": (
        {"content": None, "reasoning_state": state(THINKING, text("I look."), SEARCH)},
        [THINKING, SEARCH],
    ),
}


@pytest.mark.parametrize("case", STATES)
def test_what_is_opaque_goes_back_to_its_place(case: str) -> None:
    message, expected = STATES[case]
    body, adjustments = encoded([USER, {"role": "assistant", **message}, USER])
    assert body["messages"][1] == {"role": "assistant", "content": expected}
    assert adjustments == []


def test_ids_of_calls_are_those_given_or_the_same_every_time() -> None:
    made = [tool_id(given) for given in ("f:0", "f:1", "f.0", "é", "", "toolu_1\n")]
    assert tool_id("call-Ab_9") == "call-Ab_9"
    assert len(set(made)) == len(made) and made[0] == tool_id("f:0")
    assert all(one.removeprefix("toolu_").isalnum() and one.isascii() for one in made)


LEFT_OUT: dict[str, tuple[dict[str, Any], list[str]]] = {
    "another protocol's state": (
        {"role": "assistant", "content": "x", "reasoning_state": {"protocol": "gemini", "blocks": [THINKING]}},
        ["messages[0].reasoning_state"],
    ),
    "a state that is broken": (
        {"role": "assistant", "content": "x", "reasoning_state": {"protocol": "anthropic-messages", "blocks": 7}},
        ["messages[0].reasoning_state"],
    ),
    "thinking without a signature": (
        {"role": "assistant", "content": "x", "reasoning_content": "Hm."},
        ["messages[0].reasoning_content"],
    ),
    "both": (
        {"role": "assistant", "content": "x", "reasoning_content": "Hm.", "reasoning_state": {"protocol": "other"}},
        ["messages[0].reasoning_state", "messages[0].reasoning_content"],
    ),
    "audio": ({"role": "assistant", "content": "x", "audio": {"id": "1"}}, ["messages[0].audio"]),
    "a name": ({"role": "user", "content": "x", "name": "Bo"}, ["messages[0].name"]),
    "an image's detail": (
        {
            "role": "user",
            "content": [text("x"), {"type": "image_url", "image_url": {"url": "https://e.com/a.png", "detail": "low"}}],
        },
        ["messages[0].content[1].image_url.detail"],
    ),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_what_has_no_place_is_left_out_and_listed(case: str) -> None:
    message, expected = LEFT_OUT[case]
    body, adjustments = encoded([message, USER])
    assert adjustments == [Adjustment(name, "left out") for name in expected]
    assert not {"reasoning_state", "reasoning_content", "audio", "name"} & set(body["messages"][0])
    assert "Hm." not in json.dumps(body)


def called(**function: Any) -> dict[str, Any]:
    return {"role": "assistant", "tool_calls": [OUR_CALL, {"id": "1", "type": "function", "function": function}]}


REFUSED: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "arguments that are no text": (
        called(name="f", arguments=["x"]),
        InvalidRequestError,
        r"messages\[0\]\.tool_calls\[1\].* JSON text",
    ),
    "a call without a name": (called(arguments="{}"), InvalidRequestError, r"messages\[0\]\.tool_calls\[1\] must have"),
    "a result of a call whose id is no text": (
        {"role": "tool", "tool_call_id": 7, "content": "x"},
        InvalidRequestError,
        r"messages\[0\] needs tool_call_id",
    ),
    "audio": (
        {"role": "user", "content": [text("x"), {"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}]},
        NotSupportedError,
        r"messages\[0\]\.content\[1\].*input_audio",
    ),
    "an image in a system message": (
        {"role": "system", "content": [{"type": "image_url", "image_url": {"url": PNG}}]},
        NotSupportedError,
        r"messages\[0\]\.content\[0\].*system message",
    ),
    "an image in an assistant message": (
        {"role": "assistant", "content": [{"type": "image_url", "image_url": {"url": PNG}}]},
        NotSupportedError,
        r"messages\[0\]\.content\[0\].*assistant message",
    ),
    "a file of another type": (
        {"role": "user", "content": [{"type": "file", "file": {"file_data": "data:application/zip;base64,UEs="}}]},
        NotSupportedError,
        "application/zip",
    ),
    "a text file that is no text": (
        {"role": "user", "content": [{"type": "file", "file": {"file_data": "data:text/plain;base64,/w=="}}]},
        InvalidRequestError,
        "UTF-8",
    ),
    "a file without data": (
        {"role": "user", "content": [{"type": "file", "file": {"filename": "a.pdf"}}]},
        InvalidRequestError,
        "file_data",
    ),
    "file data that are no data URI": (
        {"role": "user", "content": [{"type": "file", "file": {"file_data": "JVBERi0="}}]},
        InvalidRequestError,
        "data URI",
    ),
    "an image that is not base64": (
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/svg+xml,<svg/>"}}]},
        InvalidRequestError,
        "base64",
    ),
    "text without text": ({"role": "user", "content": [{"type": "text"}]}, InvalidRequestError, "needs text"),
    "a part that is no dict": ({"role": "user", "content": ["x"]}, InvalidRequestError, r"content\[0\] must be"),
    "content of another type": ({"role": "user", "content": 7}, InvalidRequestError, "list of parts, not int"),
    "nothing": ({"role": "user", "content": ""}, InvalidRequestError, "at least one"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_sent_is_refused_by_its_place(case: str) -> None:
    message, error, words = REFUSED[case]
    with pytest.raises(error, match=f"here: .*{words}"):
        encoded([message])


# --- Parameters ---------------------------------------------------------------------------------------------

SCHEMA = {
    "type": "object",
    "properties": {"a": {"$ref": "#/$defs/A"}},
    "$defs": {"A": {"type": "string"}},
    "additionalProperties": False,
}
TOOL = {"type": "function", "function": {"name": "f", "description": "F.", "parameters": SCHEMA}}
FORMAT = {"type": "json_schema", "json_schema": {"name": "n", "schema": SCHEMA, "strict": True}}

PARAMETERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "max_tokens and sampling": (
        {"max_tokens": 64, "temperature": 0.2, "top_p": 0.9, "top_k": 4, "service_tier": "auto"},
        {"max_tokens": 64, "temperature": 0.2, "top_p": 0.9, "top_k": 4, "service_tier": "auto"},
    ),
    "stop, one": ({"stop": "END"}, {"stop_sequences": ["END"]}),
    "stop, several": ({"stop": ("END", "STOP")}, {"stop_sequences": ["END", "STOP"]}),
    "user": ({"user": "u-1"}, {"metadata": {"user_id": "u-1"}}),
    "effort": ({"reasoning_effort": "low"}, {"output_config": {"effort": "low"}}),
    "a tool": (
        {"tools": [TOOL]},
        {"tools": [{"name": "f", "description": "F.", "input_schema": SCHEMA}]},
    ),
    "a tool, strict and cached, with a vendor's key": (
        {
            "tools": [
                {
                    "type": "function",
                    "function": {"name": "f", "strict": True},
                    "cache_control": EPHEMERAL,
                    "defer_loading": True,
                }
            ]
        },
        {
            "tools": [
                {
                    "name": "f",
                    "input_schema": {"type": "object", "properties": {}},
                    "strict": True,
                    "cache_control": EPHEMERAL,
                    "defer_loading": True,
                }
            ]
        },
    ),
    "the vendor's own tools": (
        {"tools": [{"type": "web_search_20250305", "name": "web_search"}, {"name": "f", "input_schema": {}}]},
        {"tools": [{"type": "web_search_20250305", "name": "web_search"}, {"name": "f", "input_schema": {}}]},
    ),
    "tool_choice auto": ({"tool_choice": "auto"}, {"tool_choice": {"type": "auto"}}),
    "tool_choice required": ({"tool_choice": "required"}, {"tool_choice": {"type": "any"}}),
    "tool_choice none": ({"tool_choice": "none"}, {"tool_choice": {"type": "none"}}),
    "tool_choice named": (
        {"tool_choice": {"type": "function", "function": {"name": "f"}}},
        {"tool_choice": {"type": "tool", "name": "f"}},
    ),
    "tool_choice in the vendor's words": (
        {"tool_choice": {"type": "tool", "name": "f"}, "parallel_tool_calls": False},
        {"tool_choice": {"type": "tool", "name": "f", "disable_parallel_tool_use": True}},
    ),
    "one call at a time": (
        {"parallel_tool_calls": False, "tools": [{"type": "bash_20250124", "name": "bash"}]},
        {
            "tools": [{"type": "bash_20250124", "name": "bash"}],
            "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
        },
    ),
    "several calls at a time": (
        {"parallel_tool_calls": True, "tool_choice": "required"},
        {"tool_choice": {"type": "any", "disable_parallel_tool_use": False}},
    ),
    "no calls at all": (
        {"parallel_tool_calls": False, "tool_choice": "none"},
        {"tool_choice": {"type": "none"}},
    ),
    "a schema": (
        {"response_format": FORMAT, "reasoning_effort": "low"},
        {"output_config": {"effort": "low", "format": {"type": "json_schema", "schema": SCHEMA}}},
    ),
    "text": ({"response_format": {"type": "text"}}, {}),
}


@pytest.mark.parametrize("case", PARAMETERS)
def test_parameters_are_worded_as_the_api_wants_them(case: str) -> None:
    values, expected = PARAMETERS[case]
    body, adjustments = encoded([USER], **values)
    assert body == {"model": "claude", "messages": [USER], **expected}
    void = ["parallel_tool_calls"] if case == "no calls at all" else []
    assert [note.parameter for note in adjustments] == void


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ({"response_format": {"type": "json_object"}}, NotSupportedError, "json_object.* give a schema"),
        ({"response_format": {"type": "json_schema", "json_schema": {}}}, InvalidRequestError, "needs a schema"),
        ({"tool_choice": "sometimes"}, InvalidRequestError, "sometimes"),
        ({"tool_choice": {"type": "function"}}, InvalidRequestError, "tool_choice"),
        ({"tools": [TOOL, {"type": "function"}]}, InvalidRequestError, r"tools\[1\]"),
    ],
)
def test_parameters_that_cannot_be_said_are_refused(values: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=f"here: .*{words}"):
        encoded([USER], **values)


def test_quirks_place_version_and_model() -> None:
    elsewhere = AnthropicMessages(version_in_body="some-version", model_in_body=False)
    body, _ = encoded([USER], elsewhere, stream=True)
    assert body == {"anthropic_version": "some-version", "messages": [USER], "stream": True}


def test_fragments_of_a_plan_join_what_the_request_says() -> None:
    fragment = {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}}
    plan = Parameters(sent=("reasoning_effort", "response_format"), becomes={"reasoning_effort": {"high": fragment}})
    body, _ = encoded([USER], parameters=plan, reasoning_effort="high", response_format=FORMAT)
    assert body["thinking"] == {"type": "adaptive"}
    assert body["output_config"] == {"effort": "high", "format": {"type": "json_schema", "schema": SCHEMA}}
    assert fragment == {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}}


@pytest.mark.parametrize(("most", "sent"), [(8192, 8192), (4097, 4097), (4096, 8192), (100, 4196)])
def test_max_tokens_leaves_room_for_thinking(most: int, sent: int) -> None:
    fragment = {"thinking": {"type": "enabled", "budget_tokens": 4096}}
    plan = Parameters(sent=("reasoning_effort", "max_tokens"), becomes={"reasoning_effort": {"low": fragment}})
    body, adjustments = encoded([USER], parameters=plan, reasoning_effort="low", max_tokens=most)
    assert (body["max_tokens"], body["thinking"]["budget_tokens"]) == (sent, 4096)
    told = [(item.parameter, item.given, item.sent) for item in adjustments]
    assert told == ([] if sent == most else [("max_tokens", most, sent)])


# --- Structured replies -------------------------------------------------------------------------------------


def test_a_structured_reply_is_asked_for_by_its_schema() -> None:
    asked = AnthropicMessages().structured({"type": "object", "properties": {}}, "Person")
    assert (asked.tool, asked.instruction) == (None, None)
    body, _ = encoded([USER], **asked.changes)
    closed: Block = {"type": "object", "properties": {}, "additionalProperties": False}
    assert body["output_config"] == {"format": {"type": "json_schema", "schema": closed}}


def test_a_structured_reply_is_asked_for_by_a_tool() -> None:
    asked = tool_for_schema(SCHEMA, "Person")
    body, _ = encoded([USER], **asked.changes)
    assert asked.tool == "Person"
    assert body["tool_choice"] == {"type": "tool", "name": "Person"}
    assert body["tools"][0]["input_schema"] == SCHEMA


SCHEMAS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "objects are closed, deep down": (
        {
            "type": "object",
            "properties": {"a": {"type": "array", "items": {"type": "object", "properties": {}}}},
            "$defs": {"B": {"type": "object"}},
            "required": ["a"],
        },
        {
            "type": "object",
            "properties": {
                "a": {"type": "array", "items": {"type": "object", "properties": {}, "additionalProperties": False}}
            },
            "$defs": {"B": {"type": "object", "additionalProperties": False}},
            "required": ["a"],
            "additionalProperties": False,
        },
    ),
    "limits are told, not enforced": (
        {"type": "integer", "minimum": 1, "maximum": 9, "description": "A digit."},
        {"type": "integer", "description": "A digit. (minimum: 1, maximum: 9)"},
    ),
    "few items, and formats that are known": (
        {"type": "array", "minItems": 1, "items": {"type": "string", "format": "date"}},
        {"type": "array", "minItems": 1, "items": {"type": "string", "format": "date"}},
    ),
    "many items, and formats that are not": (
        {"type": "array", "minItems": 2, "items": {"type": "string", "format": "binary"}},
        {
            "type": "array",
            "description": "(minItems: 2)",
            "items": {"type": "string", "description": "(format: binary)"},
        },
    ),
    "one of is any of": (
        {"oneOf": [{"type": "object"}, {"type": "null"}], "discriminator": {"propertyName": "kind"}},
        {"anyOf": [{"type": "object", "additionalProperties": False}, {"type": "null"}]},
    ),
    "nothing stands beside a reference": (
        {"$ref": "#/$defs/A", "description": "x", "default": None, "$defs": {"A": {"const": 1}}},
        {"const": 1, "description": "x", "$defs": {"A": {"const": 1}}},
    ),
    "a property may have the name of a keyword": (
        {"type": "object", "properties": {"minimum": {"type": "string"}}, "additionalProperties": False},
        {"type": "object", "properties": {"minimum": {"type": "string"}}, "additionalProperties": False},
    ),
}


@pytest.mark.parametrize("case", SCHEMAS)
def test_schemas_of_replies_say_what_the_api_takes(case: str) -> None:
    schema, expected = SCHEMAS[case]
    before = deepcopy(schema)
    assert worded(schema, ANTHROPIC).schema == expected
    assert schema == before


# --- Replies ------------------------------------------------------------------------------------------------


def sent(*blocks: Block, **more: Any) -> dict[str, Any]:
    """A message as the API sends it."""
    usage = {"input_tokens": 25, "output_tokens": 15}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x"}
    return {**head, "content": list(blocks), "stop_reason": "end_turn", "stop_sequence": None, "usage": usage, **more}


def decoded(body: Any) -> ChatResponse:
    return AnthropicMessages().decode(json.dumps(body).encode())


def test_a_message_is_a_reply_with_one_choice() -> None:
    reply = decoded(sent(THINKING, REDACTED, text("So. "), text("Done."), CALL, stop_reason="tool_use"))
    assert (reply.id, reply.model, reply.created, reply.text) == ("msg_1", "claude-x", 0, "So. Done.")
    assert (reply.finish_reason, reply.choices[0].native_finish_reason) == ("tool_calls", "tool_use")
    assert reply.message.reasoning_content == "Hm. "
    assert reply.message.reasoning_state == state(THINKING, REDACTED)
    [call] = reply.tool_calls
    assert (call.id, call.type, call.function.name, call.function.arguments) == ("toolu_1", "function", "f", '{"x":1}')


FINISHES = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
    "never heard of": "stop",
    "spec's own": "error",
    None: None,
}


@pytest.mark.parametrize("native", FINISHES)
def test_why_a_reply_ended(native: str | None) -> None:
    protocol = AnthropicMessages(finish_reasons={"spec's own": "error"})
    body = sent(text("x"), stop_reason=native)
    for reply in (protocol.decode(json.dumps(body).encode()), assemble(streamed(events(body), protocol))):
        assert (reply.finish_reason, reply.choices[0].native_finish_reason) == (FINISHES[native], native)


def test_all_input_is_counted_as_input() -> None:
    usage = read_usage(
        {
            "input_tokens": 4,
            "cache_creation_input_tokens": 188,
            "cache_read_input_tokens": 1000,
            "cache_creation": {"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 88},
            "output_tokens": 60,
            "output_tokens_details": {"thinking_tokens": 41},
        }
    )
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (1192, 60, 1252)
    given = usage.prompt_tokens_details
    assert (given.cached_tokens, given.cache_write_tokens, given.cache_write_1h_tokens) == (1000, 188, 88)
    assert usage.completion_tokens_details.reasoning_tokens == 41


def test_cache_writes_are_summed_where_only_their_kinds_are_told() -> None:
    usage = read_usage({"cache_creation": {"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 88}})
    assert (usage.prompt_tokens, usage.prompt_tokens_details.cache_write_tokens) == (188, 188)


@pytest.mark.parametrize(
    "usage", [None, {}, {"input_tokens": None, "cache_creation": None}, {"output_tokens_details": None}]
)
def test_counts_that_are_missing_are_zero(usage: Any) -> None:
    assert decoded(sent(text("x"), usage=usage)).usage == read_usage({})


def test_citations_are_annotations_in_the_usual_shape() -> None:
    chars = {
        "type": "char_location",
        "cited_text": "a",
        "document_index": 0,
        "document_title": "A.pdf",
        "start_char_index": 3,
        "end_char_index": 4,
        "file_id": None,
    }
    pages = {"type": "page_location", "cited_text": "b", "document_index": 1, "start_page_number": 1, "file_id": "f1"}
    own = {"type": "search_result_location", "cited_text": "c", "source": "https://a.test/b", "title": "B"}
    new = {"type": "brand_new_location", "cited_text": "d"}
    body = sent(text("I looked. "), CITED, text("x", citations=[chars, pages]), text("yz", citations=[own, new]))
    reply = decoded(body)
    page = {"url": "https://example.com/paris", "title": "Paris", "content": "old", "start_index": 10, "end_index": 23}
    first = {
        "filename": "A.pdf",
        "index": 0,
        "content": "a",
        "location": {"type": "char_location", "start_char_index": 3, "end_char_index": 4},
        "start_index": 23,
        "end_index": 24,
    }
    second = {
        "file_id": "f1",
        "index": 1,
        "content": "b",
        "location": {"type": "page_location", "start_page_number": 1},
        "start_index": 23,
        "end_index": 24,
    }
    found = {"url": "https://a.test/b", "title": "B", "content": "c", "start_index": 24, "end_index": 26}
    assert reply.message.annotations == [
        {"type": "url_citation", "url_citation": page},
        {"type": "file_citation", "file_citation": first},
        {"type": "file_citation", "file_citation": second},
        {"type": "url_citation", "url_citation": found},
        new,
    ]
    assert reply.text[10:23] == "Paris is old."
    assert assemble(streamed(events(body))) == reply


@pytest.mark.parametrize("why", ["The request could enable cyber harm.", None])
def test_a_refusal_says_why_where_the_vendor_does(why: str | None) -> None:
    details = {"type": "refusal", "category": "cyber", "explanation": why}
    body = sent(stop_reason="refusal", stop_details=details)
    reply = decoded(body)
    assert (reply.message.refusal, reply.finish_reason) == (why, "content_filter")
    assert assemble(streamed(events(body))) == reply


SEARCHES: dict[str, tuple[Any, Any, list[str]]] = {
    "nothing in particular": ({}, {}, []),
    "a place and a size": (
        {
            "search_context_size": "high",
            "user_location": {"type": "approximate", "approximate": {"city": "Paris", "country": "FR"}},
        },
        {"max_uses": 10, "user_location": {"type": "approximate", "city": "Paris", "country": "FR"}},
        ["web_search_options.search_context_size mapped"],
    ),
    "a place beside its type": (
        {"user_location": {"type": "approximate", "timezone": "Europe/Paris"}},
        {"user_location": {"type": "approximate", "timezone": "Europe/Paris"}},
        [],
    ),
    "certain sites": ({"filters": {"allowed_domains": ["a.test"]}}, {"allowed_domains": ["a.test"]}, []),
    "no certain sites": ({"blocked_domains": ["b.test"]}, {"blocked_domains": ["b.test"]}, []),
}


@pytest.mark.parametrize("name", SEARCHES)
def test_web_search_options_become_the_servers_tool(name: str) -> None:
    options, wanted, notes = SEARCHES[name]
    protocol = AnthropicMessages(search_tool="web_search_20250305")
    settled = Settled({"web_search_options": options}, [], [], {})
    request = ChatRequest(model="m", messages=[{"role": "user", "content": "Hi"}])
    body = protocol.encode(request, Encoding("acme", "m", settled))
    assert body["tools"] == [{"type": "web_search_20250305", "name": "web_search", **wanted}]
    assert [f"{note.parameter} {note.action}" for note in settled.adjustments] == notes


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("much", "must be a mapping, not str"),
        ({"search_context_size": "huge"}, "must be one of low, medium, high, not 'huge'"),
        ({"user_location": "Paris"}, "user_location must be"),
        ({"user_location": {"approximate": {"town": "Paris"}}}, "user_location.town is not known"),
        ({"allowed_domains": "a.test"}, "must be a list of names of sites"),
        ({"max_results": 3}, "web_search_options.max_results is not known"),
    ],
)
def test_wrong_web_search_options_are_told(options: Any, problem: str) -> None:
    settled = Settled({"web_search_options": options}, [], [], {})
    request = ChatRequest(model="m", messages=[{"role": "user", "content": "Hi"}])
    with pytest.raises(InvalidRequestError, match=re.escape(problem)):
        AnthropicMessages(search_tool="web_search_20250305").encode(request, Encoding("acme", "m", settled))


def test_what_the_state_repeats_is_fit_to_be_sent() -> None:
    document = text("x", citations=[{"type": "char_location", "file_id": None}])
    plain = {**CALL, "caller": {"type": "direct"}}
    assert decoded(sent(document, plain)).message.reasoning_state is None
    assert decoded(sent(document, text(""), SEARCH)).message.reasoning_state == state(text("x"), SEARCH)
    assert decoded(sent(CITED)).message.reasoning_state == state(CITED)


ODD: dict[str, Block] = {
    "no content": sent(),
    "unknown blocks": sent({"type": "brand_new", "foo": 1}, text("x"), {"no": "type"}),
    "things that are no blocks": sent(text("x")) | {"content": [None, 7, "x", text("x")]},
    "nulls": sent({"type": "text", "text": None, "citations": None}, {"type": "tool_use", "input": None})
    | {"id": None},
    "fields missing": {"content": [{"type": "text"}, {"type": "thinking"}, {"type": "tool_use"}]},
    "a service tier": sent(text("x"), usage={"service_tier": "priority"}),
}


@pytest.mark.parametrize("case", ODD)
def test_odd_messages_are_understood_as_far_as_they_go(case: str) -> None:
    reply = decoded(ODD[case])
    assert len(reply.choices) == 1
    assert reply.text == ("x" if text("x") in ODD[case]["content"] else "")
    encoded([USER, replace(reply.message, tool_calls=None), USER])


def test_blocks_without_a_type_are_not_sent_back() -> None:
    assert decoded(sent({"no": "type"}, {"type": ["odd"]}, THINKING)).message.reasoning_state == state(THINKING)
    kept = state({"no": "type"}, {"type": "text"}, {"type": "text", "text": ""}, THINKING)
    body, _ = encoded([{"role": "assistant", "content": "x", "reasoning_state": kept}, USER])
    assert body["messages"][0]["content"] == [THINKING, text("x")]


def test_an_error_under_200_is_the_error() -> None:
    body = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}, "request_id": "req_1"}
    with pytest.raises(Refusal) as refusal:
        decoded(body)
    failure = refusal.value.failure
    assert (failure.message, failure.codes, failure.request_id) == ("Overloaded", ("overloaded_error",), "req_1")
    assert refusal.value.body == body


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"7", b'{"id":', b"{}", b'{"type":"batch","content":[]}'])
def test_anything_else_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        AnthropicMessages().decode(body)


# --- Streams ------------------------------------------------------------------------------------------------


def streamed(payloads: Iterable[bytes], protocol: AnthropicMessages | None = None) -> list[ChatChunk]:
    decoder = (protocol or AnthropicMessages()).decoder()
    chunks = [chunk for payload in payloads for chunk in decoder.feed(payload)]
    assert decoder.complete and decoder.finished and decoder.end() == []
    return chunks


def pieces(whole: str, cuts: Iterable[int] = (1, 3)) -> list[str]:
    at = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    return [whole[a:b] for a, b in pairwise(at)]


def events(body: Mapping[str, Any], cuts: Iterable[int] = (1, 3)) -> list[bytes]:
    """The data of the events that bring a message, as the API sends them."""
    counts: Block = body["usage"] or {}
    usage = {key: value for key, value in counts.items() if key != "output_tokens_details"}
    head: Block = {**body, "content": [], "stop_reason": None, "usage": usage | {"output_tokens": 1}}
    sequence: list[Block] = [{"type": "message_start", "message": head}]
    for index, block in enumerate(body["content"]):
        begun, deltas = begin(block, cuts)
        sequence.append({"type": "content_block_start", "index": index, "content_block": begun})
        sequence.append({"type": "ping"})
        sequence += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        sequence.append({"type": "content_block_stop", "index": index})
    ended = {"stop_reason": body["stop_reason"], "stop_sequence": None, "stop_details": body.get("stop_details")}
    sequence.append({"type": "message_delta", "delta": ended, "usage": body["usage"]})
    sequence += [{"type": "brand_new_event", "foo": 1}, {"type": "message_stop"}]
    return [to_json(event) for event in sequence]


def begin(block: Block, cuts: Iterable[int]) -> tuple[Block, list[Block]]:
    """How a block begins, and the deltas that bring the rest of it."""
    match block["type"]:
        case "text":
            cited = [{"type": "citations_delta", "citation": citation} for citation in block.get("citations") or ()]
            deltas = [{"type": "text_delta", "text": piece} for piece in pieces(block["text"], cuts)]
            begun = {**block, "text": ""}
            return (begun | {"citations": []} if cited else begun), deltas + cited
        case "thinking":
            deltas = [{"type": "thinking_delta", "thinking": piece} for piece in pieces(block["thinking"], cuts)]
            signed = {"type": "signature_delta", "signature": block["signature"]}
            return {**block, "thinking": "", "signature": ""}, [*deltas, signed]
        case "tool_use" | "server_tool_use":
            wanted = to_json(block["input"]).decode() if block["input"] else ""
            empty = {"type": "input_json_delta", "partial_json": ""}
            deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces(wanted, cuts)]
            return {**block, "input": {}}, [empty, *deltas]
        case "compaction":
            told = {"content": block["content"], "encrypted_content": block["encrypted_content"]}
            return {"type": "compaction", "content": None}, [{"type": "compaction_delta", **told}]
        case _:
            return block, []


def test_a_stream_brings_chunk_by_chunk_what_openai_streams_bring() -> None:
    body = sent(THINKING, text("Hello"), CALL, {**CALL, "id": "toolu_2", "input": {}}, stop_reason="tool_use")
    chunks = streamed(events(body, cuts=(2,)))
    assert {(chunk.id, chunk.model, chunk.created) for chunk in chunks} == {("msg_1", "claude-x", 0)}
    deltas = [chunk.choices[0].delta.model_dump(exclude_none=True) for chunk in chunks]
    assert deltas == [
        {"role": "assistant"},
        {"reasoning_content": "Hm"},
        {"reasoning_content": ". "},
        {"content": "He"},
        {"content": "llo"},
        {"tool_calls": [tool_delta(0, "", id="toolu_1", type="function", name="f")]},
        {"tool_calls": [tool_delta(0, '{"')]},
        {"tool_calls": [tool_delta(0, 'x":1}')]},
        {"tool_calls": [tool_delta(1, "", id="toolu_2", type="function", name="f")]},
        {"tool_calls": [tool_delta(1, "{}")]},
        {"reasoning_state": state(THINKING)},
    ]
    assert [chunk.usage is not None for chunk in chunks] == [False] * 10 + [True]
    assert [chunk.finish_reason for chunk in chunks] == [None] * 10 + ["tool_calls"]
    assert chunks[-1].choices[0].native_finish_reason == "tool_use"


def tool_delta(index: int, arguments: str, **more: Any) -> dict[str, Any]:
    function = {"name": more.pop("name"), "arguments": arguments} if "name" in more else {"arguments": arguments}
    return {"index": index, **more, "function": function}


def block(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Block]:
    return st.fixed_dictionaries({"type": st.just(kind), **fields})


WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
IDS = st.text("abc_-0", min_size=1, max_size=4)
INPUT = st.dictionaries(WORDS, st.none() | st.booleans() | st.integers() | WORDS, max_size=2)
CITATIONS = st.lists(
    st.sampled_from(CITED["citations"] + [{"type": "page_location", "start_page_number": 1}]), max_size=2
)
BLOCKS = st.one_of(
    block("text", text=WORDS),
    block("text", text=WORDS, citations=CITATIONS),
    block("thinking", thinking=WORDS, signature=IDS),
    block("redacted_thinking", data=IDS),
    block("tool_use", id=IDS, name=IDS, input=INPUT),
    block("tool_use", id=IDS, name=IDS, input=INPUT, caller=st.sampled_from([None, {"type": "direct"}, {"type": "x"}])),
    block("server_tool_use", id=IDS, name=IDS, input=INPUT),
    block("web_search_tool_result", tool_use_id=IDS, content=st.lists(INPUT, max_size=1)),
    block("compaction", content=st.none() | WORDS, encrypted_content=IDS),
    block("brand_new_block", foo=INPUT),
)
COUNT = st.none() | st.integers(0, 10**7)
USAGE: st.SearchStrategy[Block] = st.fixed_dictionaries(
    {"input_tokens": st.integers(0, 10**7), "output_tokens": st.integers(0, 10**7)},
    optional={
        "cache_creation_input_tokens": COUNT,
        "cache_read_input_tokens": COUNT,
        "cache_creation": st.fixed_dictionaries({"ephemeral_1h_input_tokens": COUNT}),
        "output_tokens_details": st.fixed_dictionaries({"thinking_tokens": COUNT}),
        "service_tier": st.sampled_from([None, "standard"]),
    },
)


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    native = draw(st.sampled_from(["end_turn", "tool_use", "refusal", "novel"]))
    return sent(*draw(st.lists(BLOCKS, max_size=6)), stop_reason=native, usage=draw(USAGE))


@settings(deadline=None)
@for_all(bodies(), st.sets(st.integers(1, 20)))
def test_the_chunks_of_a_stream_add_up_to_the_reply_that_was_not_streamed(body: dict[str, Any], cuts: set[int]) -> None:
    assert assemble(streamed(events(body, cuts))) == decoded(body)


@settings(deadline=None)
@for_all(bodies())
def test_a_reply_that_is_sent_back_says_what_it_said(body: dict[str, Any]) -> None:
    """Whatever way its message took: as an object, as a dict, through JSON; streamed or not."""
    reply = decoded(body)
    ways: list[Any] = [reply.message, reply.message.as_param(), json.loads(json.dumps(reply.message.as_param()))]
    ways.append(assemble(streamed(events(body))).message)
    for message in ways:
        again, adjustments = encoded([USER, message, USER])
        assert adjustments == []
        turns = again["messages"]
        content: Any = turns[1]["content"] if len(turns) == 3 else []
        back = [text(content)] if isinstance(content, str) else content
        assert [b for b in map(essence, back) if b["type"] not in ("text", "tool_use")] == [
            b for b in map(essence, body["content"]) if b["type"] not in ("text", "tool_use")
        ]
        assert [b for b in map(essence, back) if b["type"] == "tool_use"] == [
            b for b in map(essence, body["content"]) if b["type"] == "tool_use"
        ]
        said = "".join(b["text"] for b in body["content"] if b["type"] == "text")
        assert "".join("".join(b["text"] for b in back if b["type"] == "text").split()) == "".join(said.split())


def essence(block: Block) -> Block:
    """What of a block must come back."""
    return {key: value for key, value in block.items() if block["type"] != "tool_use" or key != "caller"}


@settings(deadline=None)
@for_all(bodies())
def test_what_stands_before_an_opaque_block_comes_back_before_it(body: dict[str, Any]) -> None:
    content = [b for b in body["content"] if b["type"] != "text" or b["text"].strip()]
    opaque = [n for n, b in enumerate(content, 1) if b["type"] not in ("text", "tool_use")]
    first = content[: max(opaque, default=0)]
    again, _ = encoded([USER, decoded(body).message, USER])
    if first:
        back = again["messages"][1]["content"][: len(first)]
        assert [b["type"] for b in back] == [b["type"] for b in first]
        assert [b.get("text") for b in back] == [b.get("text") for b in first]


def wire(payloads: Iterable[bytes]) -> bytes:
    return b"".join(b"event: %s\ndata: %s\n\n" % (json.loads(p)["type"].encode(), p) for p in payloads)


def read(portions: Iterable[bytes]) -> list[ChatChunk]:
    decoder = EventDecoder()
    payloads = [payload for portion in portions for payload in decoder.feed(portion)]
    return streamed(payloads + decoder.end())


WHOLE = sent(THINKING, text("Grüße 👋\u2028"), SEARCH, FOUND, CITED, CALL, stop_reason="tool_use")


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_every_split_of_the_bytes_gives_the_same_chunks(ending: bytes) -> None:
    data = wire(events(WHOLE)).replace(b"\n", ending)
    expected = read([data])
    assert assemble(expected) == decoded(WHOLE)
    for at in range(1, len(data)):
        assert read([data[:at], data[at:]]) == expected, f"split at {at}"
    assert read(data[at : at + 1] for at in range(len(data))) == expected


def test_usage_is_what_was_said_last() -> None:
    body = sent(text("x"))
    payloads = events(body)
    started = {"input_tokens": 7, "cache_read_input_tokens": 3, "output_tokens": 1, "service_tier": "standard"}
    payloads[0] = to_json({"type": "message_start", "message": {**body, "content": [], "usage": started}})
    early = to_json({"type": "message_delta", "delta": {}, "usage": {"output_tokens": 5, "input_tokens": None}})
    last = to_json({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}})
    chunks = streamed([*payloads[:-3], early, last, payloads[-1]])
    counted = [(c.usage.prompt_tokens, c.usage.completion_tokens) for c in chunks if c.usage]
    assert counted == [(10, 5), (10, 9)]
    assert assemble(chunks).service_tier == "standard"


def test_an_error_in_mid_stream_is_the_error() -> None:
    decoder = AnthropicMessages().decoder()
    for payload in events(sent(text("Hello")))[:4]:
        decoder.feed(payload)
    with pytest.raises(Refusal, match="Overloaded") as refusal:
        decoder.feed(b'{"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}')
    assert refusal.value.failure.codes == ("overloaded_error",)
    assert not decoder.complete


def test_a_gateways_error_is_one_too() -> None:
    with pytest.raises(Refusal, match="no route"):
        AnthropicMessages().decoder().feed(b'{"error": {"message": "no route"}}')


@pytest.mark.parametrize("event", [b"", b'{"type": ', b"[1]", b"null", b"hello"])
def test_events_that_are_no_objects_are_malformed(event: bytes) -> None:
    with pytest.raises(Malformed):
        AnthropicMessages().decoder().feed(event)


@pytest.mark.parametrize("kept", range(1, 12))
def test_a_stream_is_complete_only_when_it_says_so(kept: int) -> None:
    payloads = events(sent(text("Hello"), CALL, stop_reason="tool_use"))
    decoder = AnthropicMessages().decoder()
    for payload in payloads[:kept]:
        decoder.feed(payload)
    assert kept < len(payloads) and not decoder.complete and not decoder.finished


def test_nothing_is_read_after_the_end() -> None:
    decoder = AnthropicMessages().decoder()
    for payload in events(sent(text("Hello"))):
        decoder.feed(payload)
    assert decoder.feed(b"[DONE]") == []


def only(*kinds: str) -> list[bytes]:
    """The events of a message without those of some kinds."""
    body = sent(THINKING, text("Hello"), CALL, stop_reason="tool_use")
    return [event for event in events(body) if json.loads(event)["type"] not in kinds]


@pytest.mark.parametrize("missing", ["content_block_stop", "message_delta"])
def test_a_stream_that_lacks_events_still_gives_its_blocks(missing: str) -> None:
    reply = assemble(streamed(only(missing)))
    assert (reply.text, reply.message.reasoning_content) == ("Hello", "Hm. ")
    assert reply.message.reasoning_state == state(THINKING)
    assert reply.tool_calls[0].function.arguments == '{"x":1}'


def test_blocks_that_begin_with_their_content_are_taken() -> None:
    """Here without an end, and all under one index, so that one ends where the next begins."""
    whole = [THINKING, text("Hello"), CITED, CALL, {**CALL, "id": "toolu_2"}]
    started = [to_json({"type": "content_block_start", "index": 0, "content_block": b}) for b in whole]
    payloads = events(sent(*whole, stop_reason="tool_use"))
    reply = assemble(streamed([payloads[0], *started, *payloads[-3:]]))
    assert reply == decoded(sent(*whole, stop_reason="tool_use"))


def test_a_block_that_was_not_understood_whole_is_not_sent_back() -> None:
    unknown = {"type": "brand_new_block", "foo": ""}
    payloads = events(sent(THINKING, unknown, text("x")))
    novel = {"type": "content_block_delta", "index": 1, "delta": {"type": "foo_delta", "foo": "bar"}}
    at = next(n for n, p in enumerate(payloads) if b"brand_new_block" in p) + 1
    reply = assemble(streamed([*payloads[:at], to_json(novel), *payloads[at:]]))
    assert reply.message.reasoning_state == state(THINKING)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1, 3)
    | st.sampled_from(["", "text", "tool_use", "text_delta", "end_turn"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["type", "index", "text", "usage", "stop_reason", "citations"]), inner, max_size=3
        )
    ),
    max_leaves=4,
)
KINDS = "message_start content_block_start content_block_delta content_block_stop message_delta message_stop".split()
ANY_EVENT = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS)},
    optional={key: JSON for key in ("index", "delta", "content_block", "message", "usage")},
)


@settings(deadline=None)
@for_all(st.lists(ANY_EVENT, max_size=8))
def test_no_sequence_of_odd_events_breaks_the_decoder(sequence: list[Block]) -> None:
    decoder = AnthropicMessages().decoder()
    chunks = [chunk for event in sequence for chunk in decoder.feed(to_json(event))]
    reply = assemble(chunks)
    assert isinstance(reply.text, str)
    if reply.choices:
        encoded([USER, replace(reply.message, tool_calls=None), USER])


@settings(deadline=None)
@for_all(st.fixed_dictionaries({"content": st.lists(JSON, max_size=3)}, optional={"usage": JSON, "stop_reason": JSON}))
def test_no_odd_message_breaks_the_protocol(body: Block) -> None:
    reply = decoded(body)
    encoded([USER, replace(reply.message, tool_calls=None), USER])


# --- Recorded -----------------------------------------------------------------------------------------------

RECORDED = [
    case
    for case in load_cases("anthropic/*", "vertex_anthropic/*")
    if case.record.get("canned_stream") and case.reply.status == 200 and not case.reply.aborted
]
CUT_SHORT = ("truncated", "malformed", "midstream_error")


@pytest.mark.parametrize("case", [c for c in RECORDED if not any(w in c.name for w in CUT_SHORT)], ids=str)
def test_recorded_streams_are_what_the_sdk_made_of_them(case: Any) -> None:
    reply = assemble(read([case.reply.body]))
    assert read(case.reply.pieces) == read([case.reply.body])
    told = case.sdk_outcome
    whole = told["result"] if "result" in told else summed(told["stream_events"])
    expected = decoded(whole)
    for call in (*reply.tool_calls, *expected.tool_calls):  # the spaces in JSON are the model's
        call.function.arguments = json.loads(call.function.arguments)
    assert reply == expected
    assert reply.text or reply.tool_calls


def summed(recorded: list[Block]) -> Block:
    """The message that an SDK's events add up to, the plain way."""
    message: Block = {}
    texts: dict[int, str] = {}
    for event in recorded:
        match event["type"]:
            case "message_start":
                message = deepcopy(event["message"])
            case "content_block_start":
                message["content"].append(deepcopy(event["content_block"]))
            case "content_block_delta":
                delta = event["delta"]
                key = {"text_delta": "text", "thinking_delta": "thinking", "signature_delta": "signature"}.get(
                    delta["type"]
                )
                if key:
                    message["content"][event["index"]][key] += delta[key]
                else:
                    texts[event["index"]] = texts.get(event["index"], "") + delta["partial_json"]
                    message["content"][event["index"]]["input"] = texts[event["index"]]
            case "message_delta":
                message |= event["delta"]
                message["usage"] |= event["usage"]
            case _:
                pass
    for index, arguments in texts.items():
        message["content"][index]["input"] = json.loads(arguments or "{}")
    return message


@pytest.mark.parametrize("case", load_cases("anthropic/chat_*", "vertex_anthropic/chat_*"), ids=str)
def test_recorded_replies_are_understood(case: Any) -> None:
    body = json.loads(case.reply.body)
    reply = AnthropicMessages().decode(case.reply.body)
    assert reply.choices[0].native_finish_reason == body["stop_reason"]
    assert reply.text == "".join(b["text"] for b in body["content"] if b["type"] == "text")
    assert [c.id for c in reply.tool_calls] == [b["id"] for b in body["content"] if b["type"] == "tool_use"]
    counts = body["usage"]
    inputs = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    assert reply.usage.prompt_tokens == sum(counts[name] for name in inputs)
    assert assemble(streamed(events(body))) == reply


def test_signatures_of_one_vendor_are_not_sent_to_another() -> None:
    """Who speaks the protocol with signatures of its own says so; neither side gets the other's."""
    body = {
        "type": "message",
        "content": [{"type": "thinking", "thinking": "Hm", "signature": "s"}, {"type": "text", "text": "Hi"}],
        "stop_reason": "end_turn",
    }
    inventor, other = AnthropicMessages(), AnthropicMessages(state_origin="other")
    for mine, theirs in ((inventor, other), (other, inventor)):
        message = mine.decode(json.dumps(body).encode()).message
        told = message.reasoning_state
        assert told and told["protocol"] == "anthropic-messages" and told.get("origin", "") == mine.state_origin
        history: list[Any] = [{"role": "user", "content": "?"}, json.loads(message.model_dump_json())]
        history.append({"role": "user", "content": "!"})
        body_of_mine, notes = encoded(history, mine)
        assert "signature" in json.dumps(body_of_mine) and not notes
        body_of_theirs, notes = encoded(history, theirs)
        assert "signature" not in json.dumps(body_of_theirs)
        left = [note.parameter for note in notes]
        assert left == ["messages[1].reasoning_state", "messages[1].reasoning_content"]
