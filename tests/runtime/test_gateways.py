"""What only providers say that stand before others: reasoning to hand back as it came, costs, whose failure it was."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, final

import pytest

from modelwire_runtime.auth import BearerKey, Secret
from modelwire_runtime.errors import (
    APIError,
    ContextLengthExceededError,
    NotFoundError,
    OverloadedError,
    ProviderUnavailableError,
    RateLimitError,
)
from modelwire_runtime.errortable import ErrorTable, MessagePattern
from modelwire_runtime.parameters import Parameters
from modelwire_runtime.protocols import OpenAIChat, OpenAIEmbeddings
from modelwire_runtime.provider import ChatProvider, EmbeddingsProvider, credential, setting
from modelwire_runtime.replies import ChatResponse, Message
from modelwire_runtime.requests import ChatRequest
from modelwire_runtime.routes import Endpoints, Route
from modelwire_runtime.timing import Retry
from tests.runtime.colours import Face, MakeFace
from tests.runtime.conftest import Serve
from tests.runtime.faults import DONE, FaultServer, always, streams
from tests.runtime.providers import AcmeOptions

CHAT: Final = OpenAIChat(
    opaque_fields=("reasoning_details", "thread"),
    usage_fields={"cost": "bill.total"},
    reasoning_replay="tool-turns",
    message_fields=("annotations",),
    cache_control=True,
)
USAGE: Final = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
CALL: Final = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
TEXT: Final = {"type": "reasoning.text", "text": "Hm", "signature": "s1", "id": None, "index": 0}
SECRET: Final = {"type": "reasoning.encrypted", "data": "AAAA", "id": "r1", "index": 1}
EPHEMERAL: Final = {"type": "ephemeral"}


@final
@dataclass(frozen=True, kw_only=True)
class GatewayProvider(ChatProvider[AcmeOptions], EmbeddingsProvider):
    """Speaks OpenAI's protocols with all that gateways add."""

    api_key: str | Secret | None = credential()
    base_url: str = setting(required=True)

    id = "gateway"
    name = "Gateway"
    docs = ""
    auth = (BearerKey("api_key"),)
    catalog = "tests.runtime.providers"
    endpoints = Endpoints(
        chat=(Route(CHAT, "/chat", parameters=Parameters(sent=ChatRequest.PARAMETERS)),),
        embeddings=(Route(OpenAIEmbeddings(usage_fields={"cost": "bill.total"}), "/embeddings"),),
    )
    errors = ErrorTable(
        codes={"rate_limit_exceeded": RateLimitError, "budget": RateLimitError},
        messages=(MessagePattern("longer than (?P<limit>[0-9]+)", ContextLengthExceededError),),
    )


def gateway(face: MakeFace, server: FaultServer, **options: Any) -> Face:
    return face(server, provider=GatewayProvider(api_key="k-0123456789", base_url=f"{server.url}/v1"), **options)


def body(message: Mapping[str, Any], **more: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": "Hi", **message}, "finish_reason": "stop"}
    return json.dumps({"id": "1", "model": "m-1", "choices": [choice], "usage": USAGE, **more}).encode()


def chunk(delta: Mapping[str, Any], finish: str | None = None, index: int = 0) -> bytes:
    choice = {"index": index, "delta": delta, "finish_reason": finish}
    return b"data: " + json.dumps({"id": "1", "model": "m-1", "choices": [choice]}).encode() + b"\n\n"


def details(*fragments: Mapping[str, Any]) -> dict[str, Any]:
    return {"reasoning_details": list(fragments)}


# --- Fields that go back as they came ------------------------------------------------------------------------


@pytest.mark.parametrize("through", ["as it is", "as a dict", "through JSON", "through pickle"])
def test_opaque_fields_go_back_as_they_came(through: str, serve: Serve, face: MakeFace) -> None:
    said = {"reasoning": "Hm", "tool_calls": [CALL], "reasoning_details": [TEXT, SECRET], "thread": {"a": [1, None]}}
    server = serve(always(body(said)))
    client = gateway(face, server)
    reply = client.chat()
    assert reply.message.reasoning_content == "Hm"
    message: Any = reply.message
    match through:
        case "as a dict":
            message = message.as_param()
        case "through JSON":
            message = json.loads(json.dumps(message.as_param()))
        case "through pickle":
            message = pickle.loads(pickle.dumps(message))
        case _:
            pass
    result = {"role": "tool", "tool_call_id": "c1", "content": "4"}
    again = client.chat(messages=[{"role": "user", "content": "?"}, message, result])
    sent = server.requests[-1].json["messages"][1]
    assert sent["reasoning_details"] == [TEXT, SECRET]
    assert sent["thread"] == {"a": [1, None]}
    assert "reasoning_content" not in sent and "reasoning_state" not in sent  # the details hold it
    assert again.adjustments == []


def test_a_whole_reply_survives_json(serve: Serve, face: MakeFace) -> None:
    reply = gateway(face, serve(always(body(details(TEXT), usage={**USAGE, "bill": {"total": 0.25}})))).chat()
    same = ChatResponse.model_validate_json(reply.model_dump_json())
    assert same == reply
    assert same.message.reasoning_state == {"protocol": "openai-chat", "fields": details(TEXT)}
    assert same.usage.cost == Decimal("0.25")


LOST: Final = ["reasoning_state", "reasoning_content"]
STATES: Final[list[tuple[Any, dict[str, Any], list[str]]]] = [
    (None, {}, ["reasoning_content"]),
    ({"protocol": "anthropic-messages", "blocks": [{}]}, {}, LOST),
    ({"protocol": "openai-chat", "fields": {"foreign": 1}}, {}, LOST),
    ({"protocol": "openai-chat", "fields": {"foreign": 1, "thread": "t"}}, {"thread": "t"}, ["reasoning_state"]),
    ({"protocol": "openai-chat", "fields": {"thread": "t"}}, {"thread": "t"}, []),
    ({"protocol": "openai-chat", "fields": "broken"}, {}, LOST),
    ({"protocol": "openai-chat"}, {}, LOST),
    ("broken", {}, LOST),
]


@pytest.mark.parametrize(("state", "sent", "told"), STATES)
def test_what_is_not_ours_is_left_out_and_told(
    state: Any, sent: dict[str, Any], told: list[str], serve: Serve, face: MakeFace
) -> None:
    server = serve(always(body({})))
    turn: Any = {"role": "assistant", "content": "b", "reasoning_content": "hm", "reasoning_state": state}
    reply = gateway(face, server).chat(messages=[{"role": "user", "content": "a"}, turn])
    assert server.requests[0].json["messages"][1] == {"role": "assistant", "content": "b", **sent}
    assert [note.parameter for note in reply.adjustments] == [f"messages[1].{name}" for name in told]


def test_a_provider_without_such_fields_leaves_them_out_and_tells(serve: Serve, face: MakeFace) -> None:
    server = serve(always(body(details(TEXT))))
    client = face(server)
    reply = client.chat()
    assert reply.message.reasoning_state is None
    said = Message(content="b", reasoning_state={"protocol": "openai-chat", "fields": details(TEXT)})
    again = client.chat(messages=[{"role": "user", "content": "a"}, said])
    assert server.requests[-1].json["messages"][1] == {"role": "assistant", "content": "b"}
    assert [note.parameter for note in again.adjustments] == ["messages[1].reasoning_state"]


def test_the_fields_may_be_written_by_hand(serve: Serve, face: MakeFace) -> None:
    server = serve(always(body({})))
    turn: Any = {"role": "assistant", "content": "b", "annotations": [{"type": "file"}], **details(TEXT)}
    gateway(face, server).chat(messages=[{"role": "user", "content": "a"}, turn])
    assert server.requests[0].json["messages"][1] == turn


def test_reasoning_without_details_goes_back_as_text(serve: Serve, face: MakeFace) -> None:
    server = serve(always(body({})))
    turn: Any = {"role": "assistant", "content": None, "reasoning_content": "hm", "tool_calls": [CALL]}
    result: Any = {"role": "tool", "tool_call_id": "c1", "content": "4"}
    gateway(face, server).chat(messages=[{"role": "user", "content": "a"}, turn, result])
    assert server.requests[0].json["messages"][1]["reasoning_content"] == "hm"


FRAGMENTS: Final[Mapping[str, tuple[list[list[dict[str, Any]]], list[dict[str, Any]]]]] = {
    "texts are joined, a signature comes last": (
        [
            [{"type": "reasoning.text", "text": "Let me ", "signature": None, "index": 0}],
            [{"type": "reasoning.text", "text": "think.", "index": 0}],
            [{"type": "reasoning.text", "signature": "sig", "index": 0, "id": "t"}],
        ],
        [{"type": "reasoning.text", "text": "Let me think.", "signature": "sig", "index": 0, "id": "t"}],
    ),
    "summaries and data are joined, each type apart": (
        [
            [{"type": "reasoning.summary", "summary": "A", "index": 0}, {**SECRET, "data": "AA", "index": 0}],
            [{"type": "reasoning.summary", "summary": "B", "index": 0}, {**SECRET, "data": "BB", "index": 0}],
        ],
        [{"type": "reasoning.summary", "summary": "AB", "index": 0}, {**SECRET, "data": "AABB", "index": 0}],
    ),
    "in the order of their beginnings": (
        [[{"type": "t", "text": "b", "index": 1}], [{"type": "t", "text": "a", "index": 0}]],
        [{"type": "t", "text": "b", "index": 1}, {"type": "t", "text": "a", "index": 0}],
    ),
    "of one index, but with other ids": (
        [[{**SECRET, "id": "call_1"}], [{**SECRET, "id": "call_2"}]],
        [{**SECRET, "id": "call_1"}, {**SECRET, "id": "call_2"}],
    ),
    "without an index": (
        [[{"type": "t", "text": "a"}], [{"type": "t", "text": "b"}]],
        [{"type": "t", "text": "a"}, {"type": "t", "text": "b"}],
    ),
    "a null takes nothing away": (
        [[TEXT], [{"type": "reasoning.text", "text": None, "signature": None, "index": 0}]],
        [TEXT],
    ),
}


@pytest.mark.parametrize("case", FRAGMENTS)
def test_streamed_fragments_are_put_together(case: str, serve: Serve, face: MakeFace) -> None:
    pieces, whole = FRAGMENTS[case]
    events = [chunk(details(*piece)) for piece in pieces]
    streamed = gateway(face, serve(streams(*events, chunk({"content": "Hi"}), chunk({}, "stop"), DONE))).stream()
    assert streamed.response is not None, streamed.error
    assert streamed.response.message.reasoning_state == {"protocol": "openai-chat", "fields": details(*whole)}
    states = [one.delta.reasoning_state for piece in streamed.chunks for one in piece.choices]
    assert [state is not None for state in states] == [False] * (len(states) - 1) + [True]


def test_fragments_may_come_with_the_end_after_it_or_without_one(serve: Serve, face: MakeFace) -> None:
    with_end = (chunk({"content": "Hi"}), chunk(details(TEXT), "stop"))
    after = (chunk({"content": "Hi"}, "stop"), chunk(details(TEXT)))
    without = (chunk({"content": "Hi", **details(TEXT)}),)
    for events in (with_end, after, without):
        streamed = gateway(face, serve(streams(*events, DONE))).stream()
        assert streamed.response is not None, streamed.error
        assert streamed.response.message.reasoning_state == {"protocol": "openai-chat", "fields": details(TEXT)}
        assert streamed.response.text == "Hi"


def test_each_choice_has_fields_of_its_own(serve: Serve, face: MakeFace) -> None:
    events = [chunk(details(TEXT), index=0), chunk(details(SECRET), index=1)]
    ends = [chunk({"content": "a"}, "stop", 0), chunk({"content": "b"}, "stop", 1)]
    streamed = gateway(face, serve(streams(*events, *ends, DONE))).stream()
    assert streamed.response is not None
    states = [choice.message.reasoning_state for choice in streamed.response.choices]
    assert states == [{"protocol": "openai-chat", "fields": details(one)} for one in (TEXT, SECRET)]


# --- Marks of what to cache ----------------------------------------------------------------------------------


def test_marks_are_passed_on_where_the_vendor_takes_them(serve: Serve, face: MakeFace) -> None:
    server = serve(always(body({})))
    asked: Any = [{"role": "user", "content": [{"type": "text", "text": "a", "cache_control": EPHEMERAL}]}]
    tools: Any = [{"type": "function", "function": {"name": "f"}, "cache_control": EPHEMERAL}]
    reply = gateway(face, server).chat(messages=asked, tools=tools)
    assert reply.adjustments == []
    assert (server.requests[0].json["messages"], server.requests[0].json["tools"]) == (asked, tools)


# --- What the provider says a call cost ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        (0.00063, "0.00063"),
        (5.1e-06, "0.0000051"),
        (0, "0"),
        ("0.25", "0.25"),
        (None, None),
        (True, None),
        (-1, None),
        ("free", None),
        ("NaN", None),
        ("1e999999999", None),
        ("1e-999999999", None),
        ({}, None),
    ],
)
def test_a_told_cost_counts_more_than_the_catalogue(
    told: Any, amount: str | None, serve: Serve, face: MakeFace
) -> None:
    used = {**USAGE, "bill": {"total": told}, "cost": 999}  # which no spec names
    server = serve(always(body({}, usage=used, service_tier="flex")))
    reply = gateway(face, server).chat()
    assert reply.usage.cost == (Decimal(amount) if amount else None)
    if amount is None:
        assert reply.cost is None  # the tier has no price here
        return
    assert reply.cost is not None
    assert [(line.item, line.quantity, line.amount) for line in reply.cost.lines] == [("told", 1, Decimal(amount))]
    assert (reply.cost.total, reply.cost.currency) == (Decimal(amount), "USD")
    assert pickle.loads(pickle.dumps(reply)).cost == reply.cost


def test_a_cost_that_no_spec_names_is_none_of_ours(serve: Serve, face: MakeFace) -> None:
    reply = face(serve(always(body({}, usage={**USAGE, "cost": 999})))).chat()
    assert reply.usage.cost is None
    assert reply.cost is not None
    assert reply.cost.total == Decimal("0.00006")


def test_a_stream_tells_its_cost(serve: Serve, face: MakeFace) -> None:
    used = json.dumps({"id": "1", "choices": [], "usage": {**USAGE, "bill": {"total": 0.5}}}).encode()
    server = serve(streams(chunk({"content": "Hi"}, "stop"), b"data: " + used + b"\n\n", DONE))
    streamed = gateway(face, server).stream()
    assert streamed.response is not None and streamed.response.cost is not None
    assert streamed.response.cost.total == Decimal("0.5")


def test_embeddings_tell_their_cost(serve: Serve, face: MakeFace) -> None:
    used = {"prompt_tokens": 3, "total_tokens": 3, "bill": {"total": 1e-05}, "cost": 999}
    vectors = {"data": [{"index": 0, "embedding": [0.5]}], "model": "m-1", "usage": used}
    reply = gateway(face, serve(always(json.dumps(vectors).encode()))).embed(model="m-1", input="x")
    assert reply.usage.cost == Decimal("0.00001")
    assert reply.cost is not None and reply.cost.total == Decimal("0.00001")


def test_reasoning_beside_the_output_is_added_to_it(serve: Serve, face: MakeFace) -> None:
    used = {**USAGE, "completion_tokens_details": {"reasoning_tokens": 90}}
    counted = face(serve(always(body({}, usage=used)))).chat().usage
    assert (counted.completion_tokens, counted.total_tokens) == (95, 105)
    told = {**used, "total_tokens": 105}
    counted = face(serve(always(body({}, usage=told)))).chat().usage
    assert (counted.completion_tokens, counted.total_tokens) == (95, 105)


# --- Whose failure it was ------------------------------------------------------------------------------------


def failing_choice(**error: Any) -> bytes:
    choice = {"message": {"content": "Hel"}, "finish_reason": "error", "error": {"message": "gone", **error}}
    return json.dumps({"id": "1", "choices": [choice]}).encode()


def test_an_error_within_a_choice(serve: Serve, face: MakeFace) -> None:
    server = serve(always(failing_choice(code=502)))
    with pytest.raises(ProviderUnavailableError, match="gone") as caught:
        gateway(face, server).chat()
    assert caught.value.status_code == 502
    assert len(server.requests) == 3  # nothing was read of it yet, so it may be tried again


def test_an_error_beside_choices_in_a_stream(serve: Serve, face: MakeFace) -> None:
    for finish in ("error", None):
        failing = json.loads(chunk({"content": ""}, finish)[6:]) | {"error": {"code": 503, "message": "busy"}}
        events = (chunk({"content": "Hel"}), b"data: " + json.dumps(failing).encode() + b"\n\n")
        streamed = gateway(face, serve(streams(*events))).stream()
        assert (streamed.text, type(streamed.error)) == ("Hel", OverloadedError)


def test_the_word_error_in_a_text_is_none(serve: Serve, face: MakeFace) -> None:
    call = {**CALL, "function": {"name": "error", "arguments": '{"error": 1}'}}
    reply = gateway(face, serve(always(body({"content": 'say "error"', "tool_calls": [call]})))).chat()
    assert reply.text == 'say "error"'
    streamed = gateway(face, serve(streams(chunk({"content": 'say "error"'}, "stop"), DONE))).stream()
    assert streamed.text == 'say "error"'


@pytest.mark.parametrize(
    ("error", "message", "code", "kind"),
    [
        ({"code": 429, "metadata": {"error_type": "rate_limit_exceeded"}}, "m", "rate_limit_exceeded", RateLimitError),
        ({"code": 402, "metadata": {"limit_source": "budget"}}, "m", "budget", RateLimitError),
        ({"code": 502, "metadata": {"provider_name": "P", "raw": "overrun"}}, "m (P: overrun)", None, None),
        ({"code": 502, "metadata": {"provider_name": "P", "raw": {"error": "x"}}}, "m (P: x)", None, None),
        ({"code": 502, "metadata": {"raw": '{"error": {"message": "inner"}}'}}, "m (inner)", None, None),
        ({"code": 502, "metadata": {"provider_name": "P", "reasons": ["a", "b"]}}, "m (P: a, b)", None, None),
        ({"code": 502, "metadata": {"raw": None, "reasons": None, "provider_name": 5}}, "m", None, None),
        ({"code": 502, "metadata": "text"}, "m", None, None),
        (
            {"code": 502, "metadata": {"raw": '{"message": "longer than 10"}'}},
            "m (longer than 10)",
            None,
            ContextLengthExceededError,
        ),
    ],
)
def test_a_gateway_tells_whose_failure_it_was(
    error: dict[str, Any], message: str, code: str | None, kind: type[APIError] | None, serve: Serve, face: MakeFace
) -> None:
    data = json.dumps({"error": {"message": "m", **error}}).encode()
    with pytest.raises(kind or ProviderUnavailableError) as caught:
        gateway(face, serve(always(data, status=502)), retry=Retry(attempts=1)).chat()
    assert (caught.value.message, caught.value.code) == (message, code)


def test_a_body_may_say_when_to_try_again(serve: Serve, face: MakeFace) -> None:
    for again in (True, False):
        told = {"code": "gone", "retryable": again, "retry_after": 0.001}
        data = json.dumps({"error": {"message": "m", "http_status": 404, "availability": told}}).encode()
        for status in (404, 200):
            server = serve(always(data, status=status))
            with pytest.raises(NotFoundError) as caught:
                gateway(face, server).chat()
            error = caught.value
            assert (error.status_code, error.code, error.retryable) == (404, "gone", again)
            assert error.retry_delay() == 0.001
            assert len(server.requests) == (3 if again else 1)


@pytest.mark.parametrize("detail", [{"error": "no such model"}, {"error": {"message": "no such model"}}])
def test_a_detail_may_hold_an_error(detail: Any, serve: Serve, face: MakeFace) -> None:
    server = serve(always(json.dumps({"detail": detail}).encode(), status=404))
    with pytest.raises(NotFoundError) as caught:
        gateway(face, server).chat()
    assert caught.value.message == "no such model"
