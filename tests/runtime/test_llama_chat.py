"""Meta's Llama API: requests to bodies, replies and streams to what OpenAI's shapes call them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from pydantic_core import to_json

from modelwire_runtime.assembly import assemble
from modelwire_runtime.errors import InvalidRequestError, NotSupportedError
from modelwire_runtime.parameters import Adjustment, Parameters, Plan
from modelwire_runtime.protocols.base import Encoding, Malformed, Refusal
from modelwire_runtime.protocols.llama_chat import LlamaChat
from modelwire_runtime.replies import ChatChunk, ChatResponse, Message
from modelwire_runtime.requests import ChatRequest, given

PNG = "data:image/png;base64,iVBORw0="
HELLO: dict[str, Any] = {"role": "user", "content": "Hello!"}
CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"x":1}'}}
THEIR_CALL = {"id": "call_1", "function": {"name": "f", "arguments": '{"x":1}'}}
NONE: dict[str, Any] = {}
SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}}


def encoded(messages: Sequence[Any], stream: bool = False, **values: Any) -> tuple[dict[str, Any], list[Adjustment]]:
    """The body of a request in which every parameter may be sent, and what was not sent as given."""
    request = ChatRequest(model="llama", messages=messages, **values)
    before = deepcopy((request.messages, values))
    plan = Plan("here", "llama", Parameters(sent=ChatRequest.PARAMETERS), ())
    encoding = Encoding("here", "llama", plan.settle(given(request), "raise"), stream)
    body = LlamaChat().encode(request, encoding)
    json.dumps(body)
    assert (request.messages, values) == before, "the caller's own objects were changed"
    return body, encoding.adjustments


def said(message: Any) -> tuple[Any, list[str]]:
    """How one message is sent, and what of it was left out."""
    body, adjustments = encoded([message])
    return body["messages"][0], [note.parameter for note in adjustments]


# --- Messages -----------------------------------------------------------------------------------------------

MESSAGES: dict[str, tuple[Any, Any]] = {
    "text": (HELLO, HELLO),
    "a developer is the system here": (
        {"role": "developer", "content": "Be brief."},
        {"role": "system", "content": "Be brief."},
    ),
    "an image": (
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": PNG, "detail": "auto"}}]},
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": PNG}}]},
    ),
    "a call has no type": (
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "assistant", "tool_calls": [THEIR_CALL]},
    ),
    "text beside a call": (
        {"role": "assistant", "content": "Let me see.", "tool_calls": [CALL]},
        {"role": "assistant", "content": "Let me see.", "tool_calls": [THEIR_CALL]},
    ),
    "a reply is a message": (
        Message(content="Hi", annotations=[{"a": 1}]),
        {"role": "assistant", "content": "Hi"},
    ),
    "what a model said is one text": (
        {
            "role": "assistant",
            "content": [{"type": "text", "text": "a"}, {"type": "refusal", "refusal": "b"}],
            "refusal": "c",
        },
        {"role": "assistant", "content": "abc"},
    ),
    "nothing said": ({"role": "assistant", "content": None}, {"role": "assistant", "content": ""}),
    "a result bears no name": (
        {"role": "tool", "tool_call_id": "call_1", "name": "f", "content": [{"type": "text", "text": "18"}]},
        {"role": "tool", "tool_call_id": "call_1", "content": [{"type": "text", "text": "18"}]},
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_messages(name: str) -> None:
    given_message, sent = MESSAGES[name]
    assert said(given_message) == (sent, [])


@pytest.mark.parametrize(
    ("message", "left_out"),
    [
        ({**HELLO, "name": "Ann"}, "messages[0].name"),
        ({"role": "assistant", "content": "a", "reasoning_content": "Hm."}, "messages[0].reasoning_content"),
        ({"role": "assistant", "content": "a", "reasoning_state": {"protocol": "x"}}, "messages[0].reasoning_state"),
        ({"role": "assistant", "content": "a", "audio": {"id": "x"}}, "messages[0].audio"),
        (
            {"role": "user", "content": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]},
            "messages[0].cache_control",
        ),
        (
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": PNG, "detail": "high"}}]},
            "messages[0].content[0].image_url.detail",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_there_is_no_place_for_is_told(message: Any, left_out: str) -> None:
    sent, told = said(message)
    assert told == [left_out]
    assert set(sent) == {"role", "content"}


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ({"role": "user", "content": [{"type": "input_audio", "input_audio": NONE}]}, "text and images only"),
        ({"role": "user", "content": [{"type": "file", "file": NONE}]}, "no 'file'"),
        ({"role": "system", "content": [{"type": "image_url", "image_url": {"url": PNG}}]}, "a system message holds"),
        (
            {"role": "tool", "tool_call_id": "c", "content": [{"type": "image_url", "image_url": {"url": PNG}}]},
            "a tool message holds text only",
        ),
        ({"role": "assistant", "content": [{"type": "image_url", "image_url": {"url": PNG}}]}, "an assistant message"),
    ],
)
def test_parts_that_cannot_be_said_are_refused(message: Any, why: str) -> None:
    with pytest.raises(NotSupportedError, match=rf"messages\[0\].content\[0\]: .*{why}"):
        encoded([message])


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ({"role": "user", "content": [{"type": "text"}]}, "text"),
        ({"role": "user", "content": [{"type": "image_url", "image_url": NONE}]}, "image_url.url"),
        ({"role": "user", "content": [{"type": "image_url", "image_url": PNG}]}, "image_url.url"),
        ({"role": "assistant", "content": [{"type": "text", "text": 5}]}, "text"),
    ],
)
def test_a_part_without_its_text_or_address_is_a_mistake(message: Any, key: str) -> None:
    with pytest.raises(InvalidRequestError, match=rf"messages\[0\].content\[0\] needs {key}, a string"):
        encoded([message])


# --- Parameters ---------------------------------------------------------------------------------------------


def test_parameters() -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": SCHEMA, "strict": True}}
    body, adjustments = encoded([HELLO], stream=True, max_tokens=64, temperature=0.2, top_k=40, tools=[tool], user="u")
    assert body == {
        "model": "llama",
        "messages": [HELLO],
        "max_completion_tokens": 64,
        "temperature": 0.2,
        "top_k": 40,
        "tools": [tool],
        "user": "u",
        "stream": True,
    }
    assert adjustments == []


def test_a_tool_has_no_cache_control() -> None:
    tool = {"type": "function", "function": {"name": "f"}}
    body, adjustments = encoded([HELLO], tools=[tool, {**tool, "cache_control": {"type": "ephemeral"}}])
    assert body["tools"] == [tool, tool]
    assert adjustments == [Adjustment("tools[1].cache_control", "left out")]


@pytest.mark.parametrize(
    ("more", "left_out"),
    [({}, []), ({"strict": True}, []), ({"strict": False}, ["strict"]), ({"description": "d"}, ["description"])],
    ids=str,
)
def test_a_schema_has_a_name_and_nothing_more(more: dict[str, Any], left_out: list[str]) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA, **more}}
    body, adjustments = encoded([HELLO], response_format=wanted)
    assert body["response_format"] == {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}
    assert [note.parameter for note in adjustments] == [f"response_format.json_schema.{key}" for key in left_out]


def test_a_format_without_a_schema_is_a_mistake() -> None:
    with pytest.raises(InvalidRequestError, match="needs a schema"):
        encoded([HELLO], response_format={"type": "json_schema", "json_schema": {"name": "a"}})
    body, _ = encoded([HELLO], response_format={"type": "text"})
    assert body["response_format"] == {"type": "text"}


def test_a_typed_reply_is_asked_for_by_its_schema() -> None:
    changes = LlamaChat().structured(SCHEMA, "answer").changes
    body, adjustments = encoded([HELLO], **changes)
    assert body["response_format"]["json_schema"] == {"name": "answer", "schema": SCHEMA}
    assert adjustments == []


# --- Replies ------------------------------------------------------------------------------------------------


def reply(message: Any, metrics: Any = None) -> ChatResponse:
    return LlamaChat().decode(json.dumps({"id": "r", "completion_message": message, "metrics": metrics}).encode())


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Hi", "Hi"),
        ({"type": "text", "text": "Hi"}, "Hi"),
        ([{"type": "text", "text": "H"}, {"type": "text", "text": "i"}], "Hi"),
        ("", ""),
        (None, ""),
        (5, ""),
        ({"type": "text"}, ""),
    ],
)
def test_the_content_is_a_text_or_a_part(content: Any, text: str) -> None:
    answer = reply({"role": "assistant", "content": content, "stop_reason": "stop"})
    assert (answer.id, answer.message.content, answer.finish_reason) == ("r", text, "stop")


def test_calls() -> None:
    calls = [THEIR_CALL, {"id": "call_2", "function": {"name": "g", "arguments": {"y": 2}}}, {"id": "call_3"}]
    answer = reply({"content": {"type": "text", "text": ""}, "tool_calls": calls, "stop_reason": "tool_calls"})
    assert answer.message.content is None
    assert [call.as_param() for call in answer.tool_calls] == [
        CALL,
        {"id": "call_2", "type": "function", "function": {"name": "g", "arguments": '{"y":2}'}},
        {"id": "call_3", "type": "function", "function": {"name": "", "arguments": ""}},
    ]


@pytest.mark.parametrize(
    ("native", "finish"),
    [("stop", "stop"), ("length", "length"), ("tool_calls", "tool_calls"), ("brand_new", "stop"), (None, None)],
)
def test_why_a_reply_ended(native: str | None, finish: str | None) -> None:
    choice = reply({"content": "a", "stop_reason": native}).choices[0]
    assert (choice.finish_reason, choice.native_finish_reason) == (finish, native)


def test_words_of_a_spec_for_why_a_reply_ended() -> None:
    assert LlamaChat(finish_reasons={"blocked": "content_filter"}).finish("blocked") == "content_filter"


@pytest.mark.parametrize(
    ("metrics", "counts"),
    [
        (None, (0, 0, 0)),
        ([{"metric": "num_prompt_tokens", "value": 3.0}, {"metric": "num_completion_tokens", "value": 2}], (3, 2, 5)),
        ([{"metric": "num_total_tokens", "value": 7}, {"metric": "latency", "value": 0.5}], (0, 0, 7)),
        ([{"metric": "num_prompt_tokens", "value": None}, {"value": 4}, 5, {"metric": ["x"], "value": 1}], (0, 0, 0)),
        ({"num_prompt_tokens": 3}, (0, 0, 0)),
    ],
)
def test_counts(metrics: Any, counts: tuple[int, int, int]) -> None:
    usage = reply({"content": "a"}, metrics).usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == counts


def test_a_count_may_be_no_number_of_ours() -> None:
    data = b'{"completion_message": {}, "metrics": [{"metric": "num_prompt_tokens", "value": 1e999}]}'
    assert LlamaChat().decode(data).usage.prompt_tokens == 0


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"[]", b"{}", b'"x"', b'{"completion_message": []}', b'{"choices": []}']
)
def test_what_is_no_reply(data: bytes) -> None:
    with pytest.raises(Malformed):
        LlamaChat().decode(data)


@pytest.mark.parametrize(
    ("body", "message", "status"),
    [
        ({"error": {"message": "no luck"}}, "no luck", None),
        ({"title": "Bad Request", "detail": "no luck", "status": 400}, "no luck", 400),
        ({"title": "Service Unavailable", "status": 503}, "Service Unavailable", 503),
    ],
)
def test_an_error_under_200(body: Any, message: str, status: int | None) -> None:
    with pytest.raises(Refusal) as caught:
        LlamaChat().decode(json.dumps(body).encode())
    assert (caught.value.failure.message, caught.value.failure.status) == (message, status)


# --- Streams ------------------------------------------------------------------------------------------------


def event(kind: str, delta: Any = None, **more: Any) -> bytes:
    told = {"event_type": kind, "delta": delta or {"type": "text", "text": ""}, **more}
    return json.dumps({"id": "s", "event": told}).encode()


def piece(arguments: Any = None, id: str | None = None, name: str | None = None) -> dict[str, Any]:
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    return {"type": "tool_call", **({"id": id} if id else {}), "function": function}


METRICS = event("metrics", metrics=[{"metric": "num_prompt_tokens", "value": 3.0}])


def streamed(*events: bytes) -> tuple[ChatResponse, bool, list[ChatChunk]]:
    decoder = LlamaChat().decoder()
    chunks = [chunk for data in events for chunk in decoder.feed(data)]
    chunks += decoder.end()
    return assemble(chunks), decoder.complete, chunks


def test_a_stream() -> None:
    text = {"type": "text", "text": "Hel"}
    whole, complete, chunks = streamed(
        event("start"), event("progress", text), event("progress", text), event("complete", stop_reason="stop"), METRICS
    )
    assert (whole.id, whole.text, whole.finish_reason, whole.usage.prompt_tokens) == ("s", "HelHel", "stop", 3)
    assert complete
    assert [chunk.choices[0].delta.role for chunk in chunks if chunk.choices] == ["assistant", None, None, None]
    assert [bool(chunk.usage) for chunk in chunks] == [False] * 4 + [True]


def test_calls_in_pieces() -> None:
    """An id begins a call, what bears none goes on with the last, and an id may be repeated."""
    whole, _, chunks = streamed(
        event("start"),
        event("progress", piece(id="a", name="f")),
        event("progress", piece('{"x":')),
        event("progress", piece("1}")),
        event("progress", piece("{", id="b", name="g")),
        event("progress", piece("}", id="b")),
        event("progress", piece({"z": 3}, id="c", name="h")),
        event("complete", stop_reason="tool_calls"),
    )
    assert [(call.id, call.function.name, call.function.arguments) for call in whole.tool_calls] == [
        ("a", "f", '{"x":1}'),
        ("b", "g", "{}"),
        ("c", "h", '{"z":3}'),
    ]
    assert whole.message.content is None
    assert whole.finish_reason == "tool_calls"
    numbers = [call.index for chunk in chunks for call in chunk.choices[0].delta.tool_calls or ()]
    assert numbers == [0, 0, 0, 1, 1, 2]


@pytest.mark.parametrize(
    ("events", "complete"),
    [
        ([], False),
        ([event("start"), event("progress")], False),
        ([METRICS], False),
        ([b"[DONE]"], False),
        ([event("start"), event("complete", stop_reason="stop")], True),
        ([event("start"), event("complete")], True),
        ([event("start"), event("progress", stop_reason="length")], True),
        ([event("start"), event("complete", stop_reason="stop"), METRICS, b"[DONE]"], True),
    ],
)
def test_when_a_stream_is_whole(events: list[bytes], complete: bool) -> None:
    assert streamed(*events)[1] is complete


@pytest.mark.parametrize(
    "data",
    [
        event("brand_new", {"type": "text", "text": "no"}),
        b'{"event": "no"}',
        b'{"event": {"event_type": ["no"]}}',
        b'{"id": "x"}',
        b"{}",
        b"[DONE]",
    ],
)
def test_unknown_events_are_passed_over(data: bytes) -> None:
    assert LlamaChat().decoder().feed(data) == []


def test_unknown_deltas_say_nothing() -> None:
    whole, _, _ = streamed(
        event("start", {"type": "text", "text": "a"}), event("progress", {"type": "new", "text": "b"})
    )
    assert whole.text == "a"


@pytest.mark.parametrize("data", [b"", b"x", b"[]", b"5", b'{"event": '])
def test_what_is_no_event(data: bytes) -> None:
    with pytest.raises(Malformed):
        LlamaChat().decoder().feed(data)


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "no luck"}},
        {"error": "no luck"},
        {"title": "Internal Server Error", "detail": "no luck", "status": 500},
        {"detail": "no luck"},
        {"message": "no luck"},
    ],
)
def test_an_error_in_mid_stream(body: Any) -> None:
    decoder = LlamaChat().decoder()
    decoder.feed(event("start"))
    with pytest.raises(Refusal) as caught:
        decoder.feed(json.dumps(body).encode())
    assert caught.value.failure.message == "no luck"
    assert not decoder.complete


# --- Whatever comes -----------------------------------------------------------------------------------------

WORDS = ("id", "event", "event_type", "start", "progress", "complete", "metrics", "delta", "type", "text", "tool_call")
MORE = (
    "function",
    "name",
    "arguments",
    "stop_reason",
    "completion_message",
    "content",
    "tool_calls",
    "value",
    "metric",
)
KEYS = st.sampled_from([*WORDS, *MORE, "error", "detail", "status", "num_prompt_tokens"])
ODD: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3) | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def odd_events(draw: st.DrawFn) -> Any:
    """Events that hold what events do, and mostly not as they should."""
    kinds = st.sampled_from(["text", "tool_call", "new"])
    delta = {"type": draw(kinds), "text": draw(ODD), "id": draw(ODD), "function": draw(ODD)}
    if draw(st.booleans()):
        delta["function"] = {"name": draw(ODD), "arguments": draw(ODD)}
    told: dict[str, Any] = {"event_type": draw(st.sampled_from([*WORDS[3:7], "new"]))}
    told |= {"delta": delta if draw(st.booleans()) else draw(ODD), "stop_reason": draw(ODD), "metrics": draw(ODD)}
    return {"id": draw(ODD), "event": told if draw(st.booleans()) else draw(ODD)}


@settings(deadline=None)
@for_all(st.lists(odd_events(), max_size=6))
def test_no_sequence_of_odd_events_breaks_the_decoder(sequence: list[Any]) -> None:
    decoder = LlamaChat().decoder()
    chunks: list[ChatChunk] = []
    for odd in sequence:
        try:
            chunks += decoder.feed(to_json(odd))
        except (Malformed, Refusal):
            break
    whole = assemble(chunks)
    json.loads(whole.model_dump_json())
    assert {type(call.function.arguments) for call in whole.tool_calls} <= {str}


@settings(deadline=None)
@for_all(ODD)
def test_no_odd_message_breaks_the_reply(odd: Any) -> None:
    try:
        answer = LlamaChat().decode(to_json({"completion_message": odd, "metrics": odd}))
    except (Malformed, Refusal):
        return
    json.loads(answer.model_dump_json())
    body, _ = encoded([HELLO, answer.message])
    assert body["messages"][1]["role"] == "assistant"


TEXTS = st.lists(st.text(max_size=5), max_size=4)
CALLS = st.lists(st.tuples(st.text(min_size=1, max_size=3), st.lists(st.text(max_size=4), max_size=3)), max_size=3)


@settings(deadline=None)
@for_all(TEXTS, CALLS)
def test_a_stream_adds_up_to_the_reply_in_one_piece(texts: list[str], calls: list[tuple[str, list[str]]]) -> None:
    """And both go back into the next request as they were said."""
    named = [(f"call_{number}", name, pieces) for number, (name, pieces) in enumerate(calls)]
    events = [event("start")]
    events += [event("progress", {"type": "text", "text": text}) for text in texts]
    for id_, name, pieces in named:
        events += [event("progress", piece(id=id_, name=name)), *(event("progress", piece(text)) for text in pieces)]
    whole, _, _ = streamed(*events, event("complete", stop_reason="stop"), METRICS)
    theirs = [{"id": id_, "function": {"name": name, "arguments": "".join(p)}} for id_, name, p in named]
    content = {"type": "text", "text": "".join(texts)}
    body = {"content": content, "tool_calls": theirs, "stop_reason": "stop"}
    once = reply(body, json.loads(METRICS)["event"]["metrics"])
    once.id = "s"
    assert whole == once
    sent, adjustments = encoded([HELLO, whole.message])
    assert adjustments == []
    assert sent["messages"][1].get("content", "") == "".join(texts)
    assert sent["messages"][1].get("tool_calls", []) == theirs
