"""Streams of chunks, and the reply they add up to."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelwire_runtime.assembly import assemble
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.data import validator
from modelwire_runtime.protocols.base import ChatDecoder, Malformed
from modelwire_runtime.protocols.openai_chat import OpenAIChat
from modelwire_runtime.replies import ChatChunk, ChatResponse
from tests.runtime.colours import QUESTION, MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import DONE, Connection, completion, delta, streams
from tests.runtime.providers import AcmeProvider

PROTOCOL = OpenAIChat()
ODD: list[Any] = [None, 5, {}]


def decode(*deltas: Any, **more: Any) -> ChatResponse:
    decoder: ChatDecoder = PROTOCOL.decoder()
    chunks: list[ChatChunk] = []
    for one in deltas:
        body = {"id": "1", "choices": [{"index": 0, "delta": one}]} | more
        chunks += decoder.feed(json.dumps(body).encode())
    assert decoder.feed(b"[DONE]") == [] and decoder.complete and decoder.finished
    assert decoder.feed(b"whatever") == []
    return assemble(chunks)


def piece(arguments: Any = None, name: str | None = None, **more: Any) -> dict[str, Any]:
    function = {key: value for key, value in {"name": name, "arguments": arguments}.items() if value is not None}
    return {"tool_calls": [{"function": function, **more}]}


def calls(reply: ChatResponse) -> list[tuple[str, str, str]]:
    return [(call.id, call.function.name, call.function.arguments) for call in reply.tool_calls]


@pytest.mark.parametrize(
    "deltas",
    [
        # As it should be.
        [
            piece("", "f", index=0, id="a"),
            piece('{"x"', index=0),
            piece(": 1}", index=0),
            piece("{}", "g", index=1, id="b"),
        ],
        # Index missing.
        [piece("", "f", id="a"), piece('{"x": 1}'), piece("{}", "g", id="b")],
        [piece("", "f", index=None, id="a"), piece('{"x": 1}', index=None), piece("{}", "g", index=None, id="b")],
        # A second call under the index of the first.
        [
            piece('{"x": ', "f", index=0, id="a"),
            piece("1}", index=0),
            piece("", "g", index=0, id="b"),
            piece("{}", index=0),
        ],
        # Taking turns under one index, or none, by their ids.
        [
            piece('{"x"', "f", index=0, id="a"),
            piece("{", "g", index=0, id="b"),
            piece(": 1}", index=0, id="a"),
            piece("}", index=0, id="b"),
        ],
        [piece('{"x"', "f", id="a"), piece("{", "g", id="b"), piece(": 1", id="a"), piece("}"), piece("}", id="b")],
        # The id in every piece, and late.
        [piece('{"x"', "f", index=0, id="a"), piece(": 1}", index=0, id="a"), piece("{}", "g", index=1, id="b")],
        [piece('{"x"', "f", index=0), piece(": 1}", index=0, id="a"), piece("{}", "g", index=0, id="b")],
        # Arguments as JSON instead of text.
        [piece({"x": 1}, "f", index=0, id="a"), piece({}, "g", index=1, id="b")],
        # Nulls.
        [
            {"tool_calls": None},
            {"tool_calls": [None, {"index": 0, "id": "a", "type": None, "function": {"name": "f", "arguments": None}}]},
            {"tool_calls": [{"index": 0, "id": None, "function": {"name": None, "arguments": '{"x": 1}'}}]},
            {"tool_calls": [{"index": 0, "function": None}]},
            piece("{}", "g", index=1, id="b"),
        ],
    ],
)
def test_pieces_of_tool_calls(deltas: list[dict[str, Any]]) -> None:
    found = calls(decode(*deltas))
    assert [(id, name, json.loads(arguments)) for id, name, arguments in found] == [
        ("a", "f", {"x": 1}),
        ("b", "g", {}),
    ]


@pytest.mark.parametrize(
    "deltas",
    [
        # Each call whole, and nothing to tell them apart by.
        [piece('{"x": 1}', "f"), piece("{}", "g")],
        [piece('{"x": 1}', "f"), piece("{}", "f")],
        [{"tool_calls": [piece({"x": 1}, "f")["tool_calls"][0], piece({}, "g")["tool_calls"][0]]}],
        # In fragments, with the name once, or in each of them.
        [piece('{"x"', "f", index=0), piece(": 1}", index=0), piece("{}", "g", index=1)],
        [piece('{"x"', "f", index=0), piece(": 1}", "f", index=0), piece("{}", "f", index=0)],
    ],
)
def test_calls_without_ids_are_told_apart_and_get_some(deltas: list[dict[str, Any]]) -> None:
    reply = decode(*deltas)
    assert [json.loads(call.function.arguments) for call in reply.tool_calls] == [{"x": 1}, {}]
    assert len({call.id for call in reply.tool_calls} - {""}) == 2


@pytest.mark.parametrize(
    "names", [("get_time", None), ("get_time", "get_time"), ("get", "get_time"), ("get_", "time"), ("", "get_time")]
)
def test_a_name_may_come_in_pieces(names: tuple[str, str | None]) -> None:
    reply = decode(piece("", names[0], index=0, id="a"), piece("{", names[1], index=0), piece("}", index=0))
    assert calls(reply) == [("a", "get_time", "{}")]


def test_the_last_of_several_counts_is_the_usage() -> None:
    """Counts that grow from chunk to chunk are told so far, each time (vLLM's `continuous_usage_stats`)."""
    events = [
        {
            "id": "1",
            "choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": None}],
            "usage": {"prompt_tokens": 3, "completion_tokens": count, "total_tokens": 3 + count},
        }
        for count in (1, 2, 5)
    ]
    decoder = PROTOCOL.decoder()
    chunks = [chunk for event in events for chunk in decoder.feed(json.dumps(event).encode())]
    assert assemble(chunks).usage.total_tokens == 8


def test_many_fragments_of_a_call_without_an_id_take_no_longer_each() -> None:
    def seconds(count: int) -> float:
        deltas = [piece("[", "f"), *[piece("1234567890,", "f")] * count, piece("0]", "f")]
        begun = time.process_time()
        assert len(decode(*deltas).tool_calls) == 1
        return time.process_time() - begun

    seconds(10)
    assert seconds(20_000) < 80 * seconds(1_000)  # 20 where each takes as long as the others, 400 where it does not


def test_usage_in_the_choice_that_ends() -> None:
    """It counts where none stands beside the choices, and only for vendors that put it there."""
    counts = {"prompt_tokens": 5, "completion_tokens": 2, "cached_tokens": 4}
    last: dict[str, Any] = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop", "usage": counts}]}
    beside: dict[str, Any] = {"choices": [], "usage": {"prompt_tokens": 6, "completion_tokens": 3}}
    told = OpenAIChat(usage_in_choice=True, usage_fields={"prompt_tokens_details.cached_tokens": "cached_tokens"})
    tried: list[tuple[OpenAIChat, list[Any], tuple[int, ...]]] = [
        (told, [last], (5, 2, 7, 4)),
        (told, [last, beside], (6, 3, 9, 0)),
        (told, [{"choices": [{"delta": {}, "usage": counts}]}], (0, 0, 0, 0)),
        (told, [{"choices": [{"delta": {}, "finish_reason": "stop", "usage": None}]}], (0, 0, 0, 0)),
        (PROTOCOL, [last], (0, 0, 0, 0)),
    ]
    for protocol, events, expected in tried:
        decoder = protocol.decoder()
        usage = assemble([chunk for event in events for chunk in decoder.feed(json.dumps(event).encode())]).usage
        cached = usage.prompt_tokens_details.cached_tokens
        assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens, cached) == expected
    odd = {"choices": [{"delta": {}, "finish_reason": "stop", "usage": {"prompt_tokens": "many"}}]}
    with pytest.raises(Malformed):
        told.decoder().feed(json.dumps(odd).encode())


def test_nulls_in_chunks() -> None:
    reply = decode(
        {"role": None, "content": None, "tool_calls": None, "refusal": None, "reasoning_content": None},
        {"content": "Hi"},
        None,
        id=None,
        model=None,
        created=None,
        object=None,
        usage=None,
        system_fingerprint=None,
        service_tier=None,
    )
    assert (reply.text, reply.id, reply.model, reply.created) == ("Hi", "", "", 0)
    decoder = PROTOCOL.decoder()
    [chunk] = decoder.feed(b'{"choices": [null, {"index": null, "delta": {"content": "x"}}, {"delta": null}]}')
    assert (chunk.text, [choice.index for choice in chunk.choices]) == ("x", [0, 0])
    [chunk] = decoder.feed(b'{"choices": null, "usage": {"prompt_tokens": 1, "prompt_tokens_details": null}}')
    assert chunk.choices == [] and chunk.usage and chunk.usage.prompt_tokens_details.cached_tokens == 0


def test_an_empty_reason_to_finish_is_none() -> None:
    decoder = PROTOCOL.decoder()
    [chunk] = decoder.feed(b'{"choices": [{"delta": {"content": "x"}, "finish_reason": ""}]}')
    assert (chunk.text, chunk.finish_reason, chunk.choices[0].native_finish_reason) == ("x", None, None)
    reply = PROTOCOL.decode(b'{"choices": [{"message": {"content": "x"}, "finish_reason": ""}]}')
    assert (reply.text, reply.finish_reason) == ("x", None)


def test_nulls_in_replies() -> None:
    body: dict[str, Any] = dict.fromkeys(
        ["id", "object", "created", "model", "service_tier", "system_fingerprint", "usage"]
    )
    call = {"id": None, "type": None, "function": {"name": None, "arguments": None}}
    message: dict[str, Any] = dict.fromkeys(["role", "content", "refusal", "annotations", "audio", "reasoning_content"])
    message["tool_calls"] = [None, call, {"function": None}]
    choice = {"index": None, "message": message, "finish_reason": None, "logprobs": None}
    reply = PROTOCOL.decode(json.dumps(body | {"choices": [None, choice, {"message": None}]}).encode())
    assert (reply.id, reply.created, reply.text, reply.finish_reason) == ("", 0, "", None)
    assert [call[1:] for call in calls(reply)] == [("", ""), ("", "")]
    assert len({call.id for call in reply.tool_calls} - {""}) == 2, "a result could not name its call"
    assert reply.message.role == "assistant" and reply.usage.total_tokens == 0
    assert reply.model_dump()["choices"][0]["message"]["role"] == "assistant"


def test_details_of_usage_may_be_of_any_type() -> None:
    usage: dict[str, Any] = {
        "prompt_tokens": 3,
        "completion_tokens": 2,
        "prompt_tokens_details": [],
        "completion_tokens_details": "x",
    }
    reply = PROTOCOL.decode(completion(usage=usage))
    assert (reply.text, reply.usage.total_tokens, reply.usage.prompt_tokens_details.cached_tokens) == ("Hello!", 5, 0)


def test_what_is_only_told_may_be_of_any_type() -> None:
    odd: dict[str, Any] = {"id": 17, "created": 1.5, "system_fingerprint": {}, "service_tier": [], "object": 1}
    reply = PROTOCOL.decode(completion(**odd))
    assert (reply.id, reply.created, reply.text) == ("17", 0, "Hello!")


@pytest.mark.parametrize("odd", [{"text": "Hm."}, ["Hm."]])
@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_reasoning_that_is_no_text_costs_no_answer(odd: Any, name: str) -> None:
    whole = {"choices": [{"message": {"content": "Hi", name: odd}, "finish_reason": "stop"}]}
    for reply in (PROTOCOL.decode(json.dumps(whole).encode()), decode({"content": "Hi", name: odd})):
        assert (reply.text, reply.message.reasoning_content) == ("Hi", None)


@pytest.mark.parametrize(
    ("content", "text", "thinking"),
    [
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab", None),
        (
            [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "a"}],
            "a",
            "hm",
        ),
        ([{"type": "thinking", "thinking": "hm"}], "", "hm"),
        (ODD, "", None),
        ({"a": 1}, "", None),
    ],
)
def test_content_in_parts(content: Any, text: str, thinking: str | None) -> None:
    body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
    for reply in (PROTOCOL.decode(body), decode({"content": content})):
        assert (reply.text, reply.message.reasoning_content) == (text, thinking)


words = st.text(max_size=20)
tool_calls = st.lists(st.tuples(st.text("abc", min_size=1), words), max_size=3)


@given(st.none() | words, words, tool_calls, st.sampled_from(["stop", "length", "tool_calls"]), st.integers(1, 7))
def test_the_chunks_add_up_to_the_reply(
    content: str | None, thinking: str, made: list[tuple[str, str]], finish: str, size: int
) -> None:
    content = content if content or not made else None
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if thinking:
        message["reasoning_content"] = thinking
    if made:
        message["tool_calls"] = [
            {"id": f"call{index}", "type": "function", "function": {"name": name, "arguments": arguments}}
            for index, (name, arguments) in enumerate(made)
        ]
    usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    head = {"id": "1", "created": 5, "model": "m-1", "system_fingerprint": "fp"}
    whole = PROTOCOL.decode(
        json.dumps(
            head | {"choices": [{"index": 0, "message": message, "finish_reason": finish}], "usage": usage}
        ).encode()
    )

    def cut(text: str) -> list[str]:
        return [text[start : start + size] for start in range(0, len(text), size)]

    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": "" if content is not None else None}]
    deltas += [{"reasoning_content": part} for part in cut(thinking)] + [
        {"content": part} for part in cut(content or "")
    ]
    for index, (name, arguments) in enumerate(made):
        deltas.append(piece("", name, index=index, id=f"call{index}", type="function"))
        deltas += [piece(part, index=index) for part in cut(arguments)]
    decoder = PROTOCOL.decoder()
    chunks: list[ChatChunk] = []
    for one in deltas:
        chunks += decoder.feed(json.dumps(head | {"choices": [{"index": 0, "delta": one}]}).encode())
    end: dict[str, Any] = {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
    chunks += decoder.feed(json.dumps(head | end).encode())
    chunks += decoder.feed(json.dumps(head | {"choices": [], "usage": usage}).encode())
    assert assemble(chunks) == whole


def test_several_choices_and_log_probabilities_are_put_together() -> None:
    decoder = PROTOCOL.decoder()
    chunks: list[ChatChunk] = []
    for index, text in [(1, "x"), (0, "a"), (1, "y"), (0, "b")]:
        logprobs = {"content": [{"token": text}], "refusal": None}
        body = {"choices": [{"index": index, "delta": {"content": text}, "logprobs": logprobs}]}
        chunks += decoder.feed(json.dumps(body).encode())
    reply = assemble(chunks)
    assert [choice.message.content for choice in reply.choices] == ["ab", "xy"]
    assert reply.choices[0].logprobs == {"content": [{"token": "a"}, {"token": "b"}], "refusal": None}


def test_audio_is_put_together() -> None:
    reply = decode(
        {"audio": {"id": "1", "transcript": "a"}},
        {"audio": {"data": "AA"}},
        {"audio": {"data": "BB", "transcript": "b"}},
    )
    assert reply.message.audio == {"id": "1", "transcript": "ab", "data": "AABB"}


def test_chunks_know_their_call(serve: Serve, face: MakeFace) -> None:
    streamed = face(serve(streams(delta("Hi"), delta(None, "stop"), DONE))).stream()
    assert [chunk.provider for chunk in streamed.chunks] == ["acme", "acme"]
    assert streamed.chunks[0].raw["choices"][0]["delta"] == {"content": "Hi"}
    assert streamed.response and streamed.response.provider == "acme" and streamed.response.raw is None


def test_the_text_alone(serve: Serve) -> None:
    server = serve(streams(delta(""), delta("Hel"), delta("lo"), delta(None, "stop"), DONE))
    with BlockingClient(AcmeProvider(api_key=KEY, base_url=server.url)) as client:
        stream = client.chat_completion_stream(**QUESTION)
        assert server.connections == 0  # nothing is sent before the first chunk is asked for
        assert list(stream.text_stream()) == ["Hel", "lo"]
        assert stream.response().text == "Hello" and list(stream) == []


def test_usage_is_asked_for(serve: Serve, face: MakeFace) -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4}}
    server = serve(streams(delta("Hi"), delta(None, "stop"), delta(None, choices=[], usage=usage), DONE))
    response = face(server).stream().response
    assert response and (response.usage.total_tokens, str(response.cost)) == (12, "0.000030 USD")
    assert server.requests[0].json["stream_options"] == {"include_usage": True}


def test_without_usage_there_is_no_cost(serve: Serve, face: MakeFace) -> None:
    response = face(serve(streams(delta("Hi"), delta(None, "stop"), DONE))).stream().response
    assert response and response.cost is None


def test_a_slow_stream_in_single_bytes(serve: Serve, face: MakeFace) -> None:
    events = b": hi\r\n\r\n" + (delta("w\u00f6rld \U0001f44b \u2028") + delta(None, "stop") + DONE).replace(
        b"\n", b"\r\n"
    )

    def slow(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        for index in range(len(events)):
            connection.chunk(events[index : index + 1])
        connection.end_stream()

    assert face(serve(slow)).stream().text == "w\u00f6rld \U0001f44b \u2028"


def test_data_classes_turn_into_plain_data_and_back() -> None:
    reply = decode({"content": "Hi", "tool_calls": [{"index": 0, "id": "a", "function": {"name": "f"}}]})
    assert ChatResponse.model_validate(reply.model_dump()) == reply
    assert ChatResponse.model_validate_json(reply.model_dump_json(exclude_none=True)) == reply
    assert validator(ChatResponse) is validator(ChatResponse)
    with pytest.raises(ValueError, match="choices"):
        ChatResponse.model_validate({"choices": 5})
