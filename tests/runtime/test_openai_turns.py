"""Chat completions as the stricter of their followers want them: ids, keys, turns, thinking among the content."""

from __future__ import annotations

import hashlib
import json
import re
from copy import deepcopy
from typing import Any, TypeAlias

import pytest

from modelwire_runtime.assembly import assemble
from modelwire_runtime.parameters import Parameters, Plan
from modelwire_runtime.protocols.base import Encoding
from modelwire_runtime.protocols.openai_chat import OpenAIChat
from modelwire_runtime.protocols.openai_thinking import ThinkingPieces, kept_parts, thinking_state
from modelwire_runtime.replies import Message
from modelwire_runtime.requests import ChatRequest, given

Json: TypeAlias = dict[str, Any]

USER: Json = {"role": "user", "content": "Hello!"}
THINKING = OpenAIChat(reasoning_form="thinking-parts", reasoning_replay="always")
SIGNED: Json = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}], "signature": "s"}


def encode(protocol: OpenAIChat, *messages: Any, **parameters: Any) -> tuple[Json, list[str]]:
    """The body, and what was left out or changed."""
    request = ChatRequest(model="m", messages=messages, **parameters)
    before = deepcopy(request)
    plan = Plan("somebody", "m", Parameters(sent=ChatRequest.PARAMETERS), ())
    encoding = Encoding("somebody", "m", plan.settle(given(request), "raise"))
    body = protocol.encode(request, encoding)
    assert request == before, "the caller's own objects were changed"
    return body, [f"{note.parameter} {note.action}" for note in encoding.adjustments]


def call(id: str, **function: Any) -> Json:
    return {"id": id, "type": "function", "function": {"name": "f", "arguments": "{}", **function}}


def calling(*ids: str, **more: Any) -> Json:
    return {"role": "assistant", "content": None, "tool_calls": [call(id) for id in ids], **more}


def result(id: str, content: Any = "1", **more: Any) -> Json:
    return {"role": "tool", "tool_call_id": id, "content": content, **more}


# --- Ids of tool calls --------------------------------------------------------------------------------------

NINE = OpenAIChat(tool_ids="nine-alphanumerics")


def sent_ids(*messages: Json) -> list[str]:
    body, notes = encode(NINE, USER, *messages)
    assert notes == []
    return [
        id
        for message in body["messages"]
        for id in (
            *(call["id"] for call in message.get("tool_calls", ())),
            *([message["tool_call_id"]] if message["role"] == "tool" else ()),
        )
    ]


def test_ids_of_nine_letters_and_digits_stay_as_they_are() -> None:
    assert sent_ids(calling("D681PevKs", "000000000"), result("000000000"), result("D681PevKs")) == [
        "D681PevKs",
        "000000000",
        "000000000",
        "D681PevKs",
    ]


@pytest.mark.parametrize(
    "id", ["call_abc123", "", "toolu_01A", "D681PevK", "D681PevKs0", "D681 evKs", "D681PévKs", "\ud800"]
)
def test_other_ids_become_nine_letters_and_digits_and_results_follow(id: str) -> None:
    first, second = sent_ids(calling(id), result(id)) if id else (sent_ids(calling(id)) * 2)
    assert first == second
    assert re.fullmatch("[a-zA-Z0-9]{9}", first)


def test_ids_stay_the_same_as_the_conversation_goes_on() -> None:
    begun = [calling("call_1"), result("call_1")]
    assert sent_ids(*begun, calling("call_2"), result("call_2"))[:2] == sent_ids(*begun)


def test_no_two_ids_become_the_same() -> None:
    """A vendor's own id that happens to be what another would become keeps its place; the other gives way."""
    made = hashlib.sha256(b"call_1").hexdigest()[:9]
    for order in (("call_1", made), (made, "call_1")):
        ids = sent_ids(calling(*order), *map(result, order))
        assert ids[:2] == ids[2:]
        assert len(set(ids)) == 2
        assert made in ids
    many = [f"call_{number:030}" for number in range(300)]
    assert len(set(sent_ids(calling(*many)))) == 300


# --- Keys and parts -----------------------------------------------------------------------------------------

STRICT = OpenAIChat(
    roles={"developer": "system"},
    message_fields=("prefix",),
    message_keys={"system": (), "user": (), "assistant": ("tool_calls", "prefix"), "tool": ("tool_call_id", "name")},
    media_parts="flat",
)


@pytest.mark.parametrize(
    ("given_message", "sent", "notes"),
    [
        ({**USER, "name": "Ann"}, USER, ["messages[0].name left out"]),
        (
            {"role": "developer", "content": "Be brief.", "name": "x"},
            {"role": "system", "content": "Be brief."},
            ["messages[0].name left out"],
        ),
        (result("1", name="f"), result("1", name="f"), []),
        (
            {"role": "assistant", "content": "Well", "prefix": True, "refusal": None, "audio": None},
            {"role": "assistant", "content": "Well", "prefix": True},
            [],
        ),
        (
            {"role": "assistant", "content": "", "refusal": "I won't."},
            {"role": "assistant", "content": "I won't."},
            ["messages[0].refusal mapped"],
        ),
        (
            {"role": "assistant", "content": "Hm.", "refusal": "I won't."},
            {"role": "assistant", "content": "Hm."},
            ["messages[0].refusal left out"],
        ),
        (
            {"role": "assistant", "content": "Hm.", "audio": {"id": "a"}},
            {"role": "assistant", "content": "Hm."},
            ["messages[0].audio left out"],
        ),
    ],
)
def test_messages_hold_no_keys_but_those_that_are_taken(given_message: Json, sent: Json, notes: list[str]) -> None:
    assert encode(STRICT, given_message) == ({"model": "m", "messages": [sent]}, notes)


@pytest.mark.parametrize(
    ("part", "sent"),
    [
        (
            {"type": "input_audio", "input_audio": {"data": "AA==", "format": "wav"}},
            {"type": "input_audio", "input_audio": "AA=="},
        ),
        (
            {"type": "input_audio", "input_audio": "https://a.b/c.mp3"},
            {"type": "input_audio", "input_audio": "https://a.b/c.mp3"},
        ),
        ({"type": "file", "file": {"file_id": "f-1"}}, {"type": "file", "file_id": "f-1"}),
        ({"type": "file", "file": {"file_data": "data:x"}}, {"type": "document_url", "document_url": "data:x"}),
        (
            {"type": "file", "file": {"file_data": "data:x", "filename": "a.pdf"}},
            {"type": "document_url", "document_url": "data:x", "document_name": "a.pdf"},
        ),
        ({"type": "document_url", "document_url": "u"}, {"type": "document_url", "document_url": "u"}),
        ({"type": "image_url", "image_url": {"url": "u"}}, {"type": "image_url", "image_url": {"url": "u"}}),
    ],
)
def test_media_travel_flat(part: Json, sent: Json) -> None:
    text = {"type": "text", "text": "?"}
    body, notes = encode(STRICT, {"role": "user", "content": [text, part]})
    assert (body["messages"][0]["content"], notes) == ([text, sent], [])


def test_a_mark_of_what_to_cache_is_told_of_a_result_that_becomes_text() -> None:
    parts = [{"type": "text", "text": "1", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "2"}]
    body, notes = encode(OpenAIChat(tool_content="string"), USER, calling("a"), result("a", parts))
    assert body["messages"][2] == result("a", "12")
    assert notes == ["messages[2].cache_control left out"]


def test_a_refusal_among_parts_becomes_text() -> None:
    body, _ = encode(STRICT, {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]})
    assert body["messages"][0]["content"] == [{"type": "text", "text": "No."}]


def test_every_function_gets_a_schema_where_one_is_wanted() -> None:
    bare = {"type": "function", "function": {"name": "f"}}
    whole: Json = {
        "type": "function",
        "function": {"name": "g", "parameters": {"type": "object", "properties": {"a": {}}}},
    }
    body, _ = encode(OpenAIChat(tool_parameters="required"), USER, tools=[bare, whole])
    assert body["tools"][0]["function"] == {"name": "f", "parameters": {"type": "object", "properties": {}}}
    assert body["tools"][1] == whole
    assert encode(OpenAIChat(), USER, tools=[bare])[0]["tools"] == [bare]


# --- The order of turns -------------------------------------------------------------------------------------

ORDERLY = OpenAIChat(empty_turns="left-out", filler_turn="OK.")
FILLER: Json = {"role": "assistant", "content": "OK."}


def test_a_filler_parts_a_tools_result_from_what_the_user_says_next() -> None:
    turns = [USER, calling("1", "2"), result("1"), result("2"), USER]
    body, notes = encode(ORDERLY, *turns)
    assert body["messages"] == [*turns[:4], FILLER, USER]
    assert notes == ["messages[4] preceded"]
    assert encode(OpenAIChat(), *turns)[0]["messages"] == turns
    answered = [*turns[:4], {"role": "assistant", "content": "3"}, USER]
    assert encode(ORDERLY, *answered) == ({"model": "m", "messages": answered}, [])


@pytest.mark.parametrize("content", [None, "", []])
def test_empty_turns_are_left_out_and_told(content: Any) -> None:
    empty = {"role": "assistant", "content": content}
    assert encode(ORDERLY, USER, empty, USER) == ({"model": "m", "messages": [USER, USER]}, ["messages[1] left out"])
    assert encode(OpenAIChat(), USER, empty)[0]["messages"] == [USER, empty]
    turns = [USER, calling("1"), result("1"), empty, USER]
    assert encode(ORDERLY, *turns)[0]["messages"] == [*turns[:3], FILLER, USER]
    assert encode(ORDERLY, *turns[:3])[0]["messages"] == turns[:3], "a turn that calls tools is not empty"


# --- Thinking as parts of the content -----------------------------------------------------------------------


def thought(text: str) -> Json:
    return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}


def text(said: str) -> Json:
    return {"type": "text", "text": said}


def reply(content: Any) -> Message:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return THINKING.decode(json.dumps({"id": "1", "choices": [choice]}).encode()).message


@pytest.mark.parametrize(
    ("message", "content"),
    [
        ({"content": "42", "reasoning_content": "Hm."}, [thought("Hm."), text("42")]),
        ({"content": None, "reasoning_content": "Hm."}, [thought("Hm.")]),
        ({"content": [text("42")], "reasoning_content": "Hm."}, [thought("Hm."), text("42")]),
        ({"content": [SIGNED, text("42")], "reasoning_content": "Hm."}, [SIGNED, text("42")]),
        (
            {"content": "42", "reasoning_content": "Hm.", "reasoning_state": thinking_state([SIGNED])},
            [SIGNED, text("42")],
        ),
        ({"content": "42", "reasoning_content": None}, "42"),
    ],
)
def test_thinking_goes_before_what_was_said(message: Json, content: Any) -> None:
    body, notes = encode(THINKING, USER, {"role": "assistant", **message})
    assert (body["messages"][1], notes) == ({"role": "assistant", "content": content}, [])


@pytest.mark.parametrize(
    "state", [{"protocol": "other", "thinking": [SIGNED]}, {"protocol": "openai-chat", "thinking": 3}, "x"]
)
def test_a_state_of_another_is_left_out_and_its_text_is_kept(state: Any) -> None:
    message = {"role": "assistant", "content": "42", "reasoning_content": "Hm.", "reasoning_state": state}
    body, notes = encode(THINKING, USER, message)
    assert body["messages"][1]["content"] == [thought("Hm."), text("42")]
    assert notes == ["messages[1].reasoning_state left out"]


def test_thinking_parts_are_of_no_use_where_reasoning_travels_in_a_field_or_not_at_all() -> None:
    message = {
        "role": "assistant",
        "content": "42",
        "reasoning_content": "Hm.",
        "reasoning_state": thinking_state([SIGNED]),
    }
    in_a_field, notes = encode(OpenAIChat(reasoning_replay="always"), message)
    assert in_a_field["messages"] == [{"role": "assistant", "content": "42", "reasoning_content": "Hm."}]
    assert notes == ["messages[0].reasoning_state left out"]
    nowhere, notes = encode(OpenAIChat(reasoning_form="thinking-parts"), message)
    assert nowhere["messages"] == [{"role": "assistant", "content": "42"}]
    assert notes == ["messages[0].reasoning_state left out", "messages[0].reasoning_content left out"]


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ([SIGNED, text("42")], True),
        ([{**thought("Hm."), "closed": False}, text("42")], True),
        (
            [{"type": "thinking", "thinking": [text("Hm."), {"type": "reference", "reference_ids": [0]}]}, text("42")],
            True,
        ),
        ([thought("Hm."), text("42")], False),
        ([{**thought("Hm."), "closed": True, "signature": None}, text("42")], False),
        ([{"type": "thinking", "thinking": "Hm."}, text("42")], False),
    ],
)
def test_a_reply_goes_back_as_it_came(content: list[Json], kept: bool) -> None:
    message = reply(content)
    assert (message.content, message.reasoning_content) == ("42", "Hm.")
    assert (message.reasoning_state is not None) is kept
    param = json.loads(json.dumps(message.as_param()))
    for said in (message, param):
        body, notes = encode(THINKING, USER, said, USER)
        assert body["messages"][1]["content"] == (content if kept else [thought("Hm."), text("42")])
        assert notes == []


def test_references_are_annotations_that_tell_their_place() -> None:
    message = reply([text("Nihon"), {"type": "reference", "reference_ids": [0, "b"]}, text("."), {"type": "new"}])
    assert message.content == "Nihon."
    assert message.annotations == [{"type": "reference", "reference_ids": [0, "b"], "index": 5}]


def test_a_streams_last_chunk_holds_what_goes_back() -> None:
    decoder = THINKING.decoder()
    deltas: list[tuple[int, Any, str | None]] = [
        (0, "", None),
        (0, [thought("H")], None),
        (1, [thought("Other.")], None),
        (0, [thought("m.")], None),
        (0, [{"type": "thinking", "thinking": [], "signature": "s"}], None),
        (0, [text("Nihon"), {"type": "reference", "reference_ids": [0]}], None),
        (0, " Hidankyo", None),
        (0, [{"type": "reference", "reference_ids": [1]}], None),
        (0, [{**thought("Again."), "closed": False}], None),
        (1, "1", "stop"),
        (0, None, "stop"),
    ]
    chunks = [
        chunk
        for index, content, finish in deltas
        for chunk in decoder.feed(
            json.dumps(
                {"id": "1", "choices": [{"index": index, "delta": {"content": content}, "finish_reason": finish}]}
            ).encode()
        )
    ]
    assert [chunk.choices[0].delta.reasoning_content for chunk in chunks[1:5]] == ["H", "Other.", "m.", ""]
    first, second = assemble(chunks).choices
    assert (first.message.content, first.message.reasoning_content) == ("Nihon Hidankyo", "Hm.Again.")
    assert first.message.annotations == [
        {"type": "reference", "reference_ids": [0], "index": 5},
        {"type": "reference", "reference_ids": [1], "index": 14},
    ]
    assert kept_parts(first.message.reasoning_state) == [SIGNED, {**thought("Again."), "closed": False}]
    assert (second.message.content, second.message.reasoning_content) == ("1", "Other.")
    assert second.message.reasoning_state is None, "its text says all of it"


def test_pieces_keep_what_is_no_text() -> None:
    pieces = ThinkingPieces()
    reference = {"type": "reference", "reference_ids": [1]}
    pieces.add([{"type": "thinking", "thinking": "a"}, thought("b")])
    pieces.add([{"type": "thinking", "thinking": [reference, text("c"), 3]}, {"type": "thinking"}])
    assert pieces.parts == [{"type": "thinking", "thinking": [text("ab"), reference, text("c")]}]


# --- Replies ------------------------------------------------------------------------------------------------


def test_the_service_tier_is_read_where_the_vendor_tells_it() -> None:
    protocol = OpenAIChat(tier_field="usage.service_tier")
    choice = {"index": 0, "message": {"content": "1"}, "finish_reason": "stop"}
    body = {"choices": [choice], "usage": {"prompt_tokens": 1, "completion_tokens": 1, "service_tier": "priority"}}
    assert protocol.decode(json.dumps(body).encode()).service_tier == "priority"
    body["choices"] = [{"index": 0, "delta": {"content": "1"}, "finish_reason": "stop"}]
    [chunk] = protocol.decoder().feed(json.dumps(body).encode())
    assert chunk.service_tier == "priority"


def test_empty_text_beside_calls_is_no_text() -> None:
    choice = {"index": 0, "message": {"content": "", "tool_calls": [call("1")]}, "finish_reason": "tool_calls"}
    assert OpenAIChat().decode(json.dumps({"choices": [choice]}).encode()).message.content is None
