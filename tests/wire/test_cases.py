"""Every recorded case, asked through the public client over real HTTP, in both colours.

    pytest tests/wire -k openai/chat_text              one case, blocking and async
    pytest tests/wire/test_cases.py -k "vertex and async"

The replay server refuses a request that differs from the recorded one (`comparison.py`, `deviations.py`). What comes
back is held against what the canned bytes say, read by code of its own (`answers.py`), and errors against a table
written from the contract (`failures.py`). How a folder and a case are asked for stands in `vendors/`.
"""

from __future__ import annotations

import json
import socket
import struct
from base64 import b64decode
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Any, Final

import pytest

from modelwire import (
    ChatRequest,
    ChatResponse,
    ConnectionFailedError,
    ContextLengthExceededError,
    EmbeddingsRequest,
    LLMProvider,
    ProviderError,
    Retry,
    StreamInterruptedError,
    Timeout,
    create_provider,
)
from tests.wire.answers import Answer, Call, Tokens
from tests.wire.case import Case, Reply, load_cases
from tests.wire.clients import COLOURS, Colour, Interrupted, Manner, Streamed
from tests.wire.comparison import CREDENTIALS, differences
from tests.wire.deviations import BY_CASE, BY_DEFAULT, BY_FOLDER, EVERYWHERE, case_deviations
from tests.wire.failures import Failure, expected_failure
from tests.wire.operations import OPERATED
from tests.wire.questions import KINDS, KINDS_OF, OTHER_KINDS, Question, question
from tests.wire.replay import Received, ReplayServer
from tests.wire.vendors import ASKED, VENDORS

PRESENT: Final = load_cases(*VENDORS)
RUN: Final = [
    case for case in PRESENT if case.id not in OTHER_KINDS and case.logical_request.get("kind") not in OTHER_KINDS
]
LONGEST_PAUSE: Final = 1.0
MANNER: Final = Manner(retry=Retry(attempts=3, base=0.001, cap=LONGEST_PAUSE), unsupported="drop")
HASTY: Final = Manner(retry=MANNER.retry, timeout=Timeout(connect=5.0, read=0.05), unsupported="drop")


def provider_for(asked: Question, address: str) -> LLMProvider:
    """The provider as a user would create it, but for the address."""
    return create_provider(asked.provider, **asked.settings, base_url=address + asked.base_path)


@pytest.mark.parametrize("colour", COLOURS, ids=str)
@pytest.mark.parametrize("case", RUN, ids=str)
def test_case(case: Case, colour: Colour) -> None:
    asked, failure = question(case), expected_failure(case)
    if not case.wire_requests:
        return check_refused_connection(case, asked, colour)
    late = case.name == "timeout"
    with ReplayServer([case], deviations=case_deviations(case), delay=1.0 if late else 0.0) as server:
        outcome = ask(asked, colour, provider_for(asked, server.url(case)), HASTY if late else MANNER)
        received = list(server.received)
    check_requests(case, asked, failure, received)
    if failure is not None:
        assert isinstance(outcome, ProviderError | Interrupted), f"nothing was raised, but {failure.kind.__name__}"
        check_failure(case, asked, failure, outcome)
    elif isinstance(outcome, Exception):
        raise outcome
    elif asked.kind == "models":
        check_models(case, outcome)
    elif asked.kind == "embeddings":
        check_embeddings(case, outcome)
    else:
        check_answer(case, asked, outcome)


def ask(asked: Question, colour: Colour, provider: LLMProvider, manner: Manner) -> Any:
    """What comes of a question: a reply, a stream, or the error."""
    try:
        match asked.kind:
            case "models":
                return colour.models(provider, manner)
            case "embeddings":
                assert isinstance(asked.request, EmbeddingsRequest)
                return colour.embeddings(provider, asked.request, manner)
            case _:
                assert isinstance(asked.request, ChatRequest)
                send = colour.stream if asked.streamed else colour.chat
                return send(provider, asked.request, asked.options, manner)
    except (ProviderError, Interrupted) as error:
        return error


# --- What was sent ------------------------------------------------------------------------------------------


def check_requests(case: Case, asked: Question, failure: Failure | None, received: list[Received]) -> None:
    """Each request is the recorded one with its credential, and there are as many as the contract's retries make."""
    for request in received:
        assert not request.differences
        sent = request.request.headers
        assert {name: sent[name] for name in CREDENTIALS & sent.keys()} == asked.credential
    assert len(received) == expected_attempts(case, failure)


def expected_attempts(case: Case, failure: Failure | None) -> int:
    """The number of requests: three at most, only for what is retryable, never once chunks have come."""
    if failure is None:
        return next(turn for turn, reply in enumerate(case.replies, 1) if reply.status < 300 and not reply.aborted)
    if failure.retryable and not failure.streaming and (failure.delay or 0) <= LONGEST_PAUSE:
        return 3
    return 1


# --- What came back -----------------------------------------------------------------------------------------


def last_reply(case: Case) -> Reply:
    """The answer that ended the conversation: the first that succeeds."""
    return next(reply for reply in case.replies if reply.status < 300 and not reply.aborted)


def check_answer(case: Case, asked: Question, outcome: Any) -> None:
    reply: ChatResponse = outcome.reply if isinstance(outcome, Streamed) else outcome
    canned = last_reply(case)
    expected = VENDORS[case.folder].shape.answer(canned)
    assert answer_of(reply, expected) == expected
    assert reply.provider == asked.provider
    assert reply.attempts == expected_attempts(case, None)
    assert canned.headers.items() <= reply.headers.items()
    header = VENDORS[case.folder].request_id
    assert reply.request_id == (canned.headers.get(header) if header else None)
    dropped = {adjustment.parameter for adjustment in reply.adjustments if adjustment.action == "dropped"}
    assert dropped == asked.dropped
    assert all(adjustment.action == "dropped" for adjustment in reply.adjustments)
    if isinstance(outcome, Streamed):
        check_chunks(outcome, expected)
    else:
        assert reply.raw == case_body(canned)


def case_body(reply: Reply) -> Any:
    return json.loads(reply.body)


def check_chunks(streamed: Streamed, expected: Answer) -> None:
    """The chunks tell bit by bit what the reply tells at once."""
    assert "".join(chunk.text for chunk in streamed.chunks) == expected.text
    reasons = [choice.finish_reason for chunk in streamed.chunks for choice in chunk.choices if choice.finish_reason]
    assert set(reasons) == ({expected.finish} if expected.finish else set())
    pieces = chain.from_iterable(choice.delta.tool_calls or () for chunk in streamed.chunks for choice in chunk.choices)
    arguments: dict[int, str] = {}
    for piece in pieces:
        arguments[piece.index] = arguments.get(piece.index, "") + (piece.function.arguments or "")
    assert arguments == {index: call.function.arguments for index, call in enumerate(streamed.reply.tool_calls)}


def answer_of(reply: ChatResponse, expected: Answer) -> Answer:
    """A reply in the oracle's terms; an id that the vendor does not give is taken for right if it is one."""
    if not reply.choices:
        return Answer(id=reply.id, model=reply.model, usage=tokens_of(reply))
    message, choice = reply.choices[0].message, reply.choices[0]
    calls: list[Call] = []
    for index, call in enumerate(reply.tool_calls):
        anonymous = index < len(expected.calls) and expected.calls[index].id is None and call.id
        calls.append(Call(None if anonymous else call.id, call.function.name, json.loads(call.function.arguments)))
    assert len({call.id for call in reply.tool_calls}) == len(calls)
    return Answer(
        id=reply.id,
        model=reply.model,
        text=reply.text,
        reasoning=message.reasoning_content or "",
        refusal=message.refusal or "",
        calls=tuple(calls),
        finish=choice.finish_reason,
        native=choice.native_finish_reason,
        usage=tokens_of(reply),
    )


def tokens_of(reply: ChatResponse) -> Tokens:
    usage = reply.usage
    given, taken = usage.prompt_tokens_details, usage.completion_tokens_details
    return Tokens(
        prompt=usage.prompt_tokens,
        completion=usage.completion_tokens,
        total=usage.total_tokens,
        cached=given.cached_tokens,
        written=given.cache_write_tokens,
        reasoning=taken.reasoning_tokens,
        cost=usage.cost,
    )


def check_models(case: Case, outcome: Any) -> None:
    body = case_body(case.reply)
    items = body.get("data") or body.get("models") or body["publisherModels"]
    ids = [item.get("id") or item["name"].rpartition("/")[2] for item in items]
    assert [model.id for model in outcome.data] == ids
    assert outcome.ids == ids
    assert outcome.raw == body


def check_embeddings(case: Case, outcome: Any) -> None:
    body = case_body(case.reply)
    vectors = [unpacked(vector) for vector in vectors_of(body)]
    assert [item.embedding for item in outcome.data] == vectors
    assert [list(array) for array in outcome.arrays] == vectors
    assert outcome.usage.prompt_tokens == embedded_tokens(body)
    cost = body.get("usage", {}).get("cost")
    assert outcome.usage.cost == (None if cost is None else Decimal(str(cost)))
    assert outcome.model == body.get("model", "")
    if not outcome.usage.prompt_tokens:
        assert outcome.cost is None


def vectors_of(body: Any) -> list[Any]:
    """The vectors as OpenAI, Gemini's batches and Vertex AI's predictions tell them."""
    match body:
        case {"data": [*items]}:
            return [item["embedding"] for item in items]
        case {"embeddings": [*items]}:
            return [item["values"] for item in items]
        case _:
            return [item["embeddings"]["values"] for item in body["predictions"]]


def embedded_tokens(body: Any) -> int:
    """The tokens that were embedded, as far as a vendor tells."""
    match body:
        case {"usage": {"prompt_tokens": int(count)}} | {"usageMetadata": {"promptTokenCount": int(count)}}:
            return count
        case {"predictions": [*items]}:
            return sum(item["embeddings"]["statistics"]["token_count"] for item in items)
        case _:
            return 0


def unpacked(sent: Any) -> list[float]:
    """A vector, from base64 of little-endian floats or from a list, at the precision of such floats."""
    raw = b64decode(sent) if isinstance(sent, str) else struct.pack(f"<{len(sent)}f", *sent)
    return list(struct.unpack(f"<{len(raw) // 4}f", raw))


# --- What was raised ----------------------------------------------------------------------------------------


def check_failure(case: Case, asked: Question, failure: Failure, raised: Exception) -> None:
    error = raised.__cause__ if isinstance(raised, Interrupted) else raised
    assert isinstance(error, ProviderError)
    assert type(error) is failure.kind, repr(error)
    assert error.provider == asked.provider
    assert error.status_code == failure.status
    assert error.code == failure.code
    assert error.request_id == failure.request_id
    assert error.retryable is failure.retryable
    assert error.retry_delay() == failure.delay
    if isinstance(error, ContextLengthExceededError):
        assert (error.limit, error.actual) == (failure.limit, failure.actual)
    text = str(error)
    assert text.startswith(f"{asked.provider}: ")
    assert "\n" not in text
    assert not any(key.rpartition(" ")[2] in text for key in asked.credential.values())
    if isinstance(raised, Interrupted) and failure.streaming:
        expected = VENDORS[case.folder].shape.answer(case.reply)
        assert "".join(chunk.text for chunk in raised.chunks) == expected.text
        if isinstance(error, StreamInterruptedError):
            partial = answer_of(error.partial, expected)
            assert (partial.text, partial.reasoning) == (expected.text, expected.reasoning)
            assert (partial.id, partial.model, partial.finish) == (expected.id, expected.model, None)


def check_refused_connection(case: Case, asked: Question, colour: Colour) -> None:
    assert case.name == "conn_refused"
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        error = ask(asked, colour, provider_for(asked, address), MANNER)
    assert type(error) is ConnectionFailedError
    assert (error.status_code, error.retryable, error.request_id) == (None, True, None)
    assert error.provider == asked.provider
    assert address in str(error)


# --- Conversations ------------------------------------------------------------------------------------------

FOLLOWING: Final = {
    "composed_tool_calls": ("chat_tool_roundtrip_parallel", "composed_tool_roundtrip"),
    "composed_reasoning_tool_calls": ("composed_reasoning_tool_roundtrip",),
}
ROUNDTRIPS: Final = [
    (first, second)
    for first in RUN
    for second in RUN
    if second.folder == first.folder and second.name in FOLLOWING.get(first.name, ())
]
"""A reply that calls two tools, and the request that hands their results back."""


@pytest.mark.parametrize("colour", COLOURS, ids=str)
@pytest.mark.parametrize("through_json", [False, True], ids=["as it is", "through JSON"])
@pytest.mark.parametrize(("first", "second"), ROUNDTRIPS, ids=str)
def test_a_reply_goes_into_the_next_request(first: Case, second: Case, through_json: bool, colour: Colour) -> None:
    """`messages.append(reply.message)` is all it takes, tools and reasoning included."""
    asked, following = question(first), question(second)
    assert isinstance(asked.request, ChatRequest)
    assert isinstance(following.request, ChatRequest)
    with ReplayServer([first, second], deviations=case_deviations(second)) as server:
        reply = colour.chat(provider_for(asked, server.url(first)), asked.request, {}, MANNER)
        said: Any = json.loads(json.dumps(reply.message.as_param())) if through_json else reply.message
        results: list[Any] = [message for message in following.request.messages if is_result(message)]
        told = [{**result, "tool_call_id": call.id} for result, call in zip(results, reply.tool_calls, strict=True)]
        messages: Any = [*asked.request.messages, said, *told]
        second_request = replace(following.request, messages=messages)
        final = colour.chat(provider_for(following, server.url(second)), second_request, {}, MANNER)
        assert [request.differences for request in server.received] == [(), ()]
    assert final.text == VENDORS[second.folder].shape.answer(second.reply).text


def is_result(message: Any) -> bool:
    return bool(message["role"] == "tool")


# --- The oracle itself ---------------------------------------------------------------------------------------

PARSED: Final = [
    case
    for case in RUN
    if case.logical_request["kind"] == "chat" and "result" in case.sdk_outcome and not expected_failure(case)
]

# --- That nothing is forgotten, here and in the tables ------------------------------------------------------


@pytest.mark.parametrize("case", PRESENT, ids=str)
def test_a_case_is_run_or_listed_with_a_reason(case: Case) -> None:
    kind = KINDS_OF.get(case.logical_request["kind"], case.logical_request["kind"])
    assert (case in RUN) == (case.id not in OTHER_KINDS and kind not in OTHER_KINDS)
    assert kind in KINDS or kind in OTHER_KINDS, f"nothing says what becomes of {kind!r}"


def test_every_folder_has_its_vendor() -> None:
    assert {case.folder for case in load_cases()} == set(VENDORS)


def test_the_tables_speak_of_cases_that_there_are() -> None:
    present = {case.id for case in PRESENT}
    assert set(ASKED) <= {case.id for case in RUN} | set(OPERATED)
    assert set(BY_CASE) <= {case.id for case in RUN} | set(OPERATED)
    assert {name for name in OTHER_KINDS if "/" in name} <= present
    assert {name for name in OTHER_KINDS if "/" not in name} <= {case.logical_request["kind"] for case in PRESENT}
    assert set(BY_FOLDER) <= set(VENDORS)


def test_deliberate_differences_differ() -> None:
    """A place that no request differs in any more must leave the list."""
    missing = {*EVERYWHERE, *(place for folder in BY_FOLDER.values() for place in folder)} - {*BY_DEFAULT}
    for case in RUN:
        if not case.wire_requests or not (missing or case.id in BY_CASE):
            continue
        asked = question(case)
        with ReplayServer([case], strict=False) as server:
            ask(asked, COLOURS[0], provider_for(asked, server.url(case)), MANNER)
            sent = server.received[0].request
        lines = differences(case.wire_requests[0], sent)
        missing -= {line.partition(":")[0] for line in lines}
        for place in BY_CASE.get(case.id, {}):
            assert any(line.startswith(place) for line in lines), f"{case.id}: {place} differs no more"
    assert not missing, "these differ no more"


@pytest.mark.parametrize("case", PARSED, ids=str)
def test_the_oracle_reads_what_the_vendors_sdk_read(case: Case) -> None:
    """What the SDK parsed says the same as the canned bytes, read by the same few lines."""
    shape = VENDORS[case.folder].shape
    assert shape.read(case.sdk_outcome["result"]) == shape.answer(last_reply(case))


@pytest.mark.parametrize("case", [case for case in RUN if case.sdk_outcome.get("stream_events")], ids=str)
def test_the_oracle_reads_streams_as_the_vendors_sdk_did(case: Case) -> None:
    shape = VENDORS[case.folder].shape
    assert shape.read(shape.put_together(case.sdk_outcome["stream_events"])) == shape.answer(case.reply)
