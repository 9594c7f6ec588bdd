"""What holds for every stream of every protocol, over sockets, in both colours: the recorded streams, changed by rule.

pytest tests/wire/test_streams.py -k "anthropic and crlf"
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Any, Final

import pytest

from modelwire import (
    ChatRequest,
    ChatResponse,
    OverloadedError,
    ProviderError,
    ProviderUnavailableError,
    ResponseParsingError,
    StreamInterruptedError,
    create_provider,
)
from modelwire_runtime.events import EventDecoder
from tests.wire.answers import CHAT_COMPLETIONS, GENERATE_CONTENT, LLAMA_CHAT, MESSAGES, Answer, read_events
from tests.wire.case import Case, Reply, load_cases
from tests.wire.clients import COLOURS, Colour, Interrupted, Manner, Streamed
from tests.wire.failures import expected_failure
from tests.wire.questions import question
from tests.wire.replay import ReplayServer
from tests.wire.test_cases import answer_of
from tests.wire.vendors import VENDORS

SPLITS: Final = 4

STREAMS: Final = [
    case
    for case in load_cases(*VENDORS)
    if case.reply.streamed
    and case.reply.status == 200
    and expected_failure(case) is None
    and case.name != "stream_done_only"
]
"""The recorded streams that end as they should."""


def with_reply(case: Case, reply: Reply) -> Case:
    """The case with another reply."""
    changed = Case(case.folder, case.name, case.file)
    changed.__dict__["replies"] = (reply,)
    return changed


def with_body(case: Case, body: bytes, *cuts: int, aborted: bool = False) -> Case:
    """The case with another stream, flushed in pieces that end at these offsets."""
    edges = [0, *sorted(cuts), len(body)]
    pieces = tuple(filter(None, (body[start:end] for start, end in pairwise(edges))))
    return with_reply(case, replace(case.reply, pieces=pieces, aborted=aborted))


def streamed(case: Case, colour: Colour) -> Streamed:
    """What the client makes of a stream; raises what it raises."""
    asked = question(case)
    assert isinstance(asked.request, ChatRequest)
    with ReplayServer([case], strict=False) as server:
        provider = create_provider(asked.provider, **asked.settings, base_url=server.url(case) + asked.base_path)
        return colour.stream(provider, asked.request, asked.options, Manner())


def interrupted(case: Case, colour: Colour) -> tuple[str, ProviderError]:
    """The text of the chunks that came, and the error after them."""
    with pytest.raises(Interrupted) as caught:
        streamed(case, colour)
    error = caught.value.__cause__
    assert isinstance(error, ProviderError)
    return "".join(chunk.text for chunk in caught.value.chunks), error


def expected(case: Case) -> Answer:
    return VENDORS[case.folder].shape.answer(case.reply)


def blocks(case: Case) -> list[str]:
    """The events of a stream as text, each without the blank line that ends it."""
    text = re.sub("\r\n|\r", "\n", case.reply.body.decode())
    return [block for block in text.split("\n\n") if block]


def joined(events: list[str]) -> bytes:
    return "".join(f"{event}\n\n" for event in events).encode()


each_stream = pytest.mark.parametrize("case", STREAMS, ids=str)
each_colour = pytest.mark.parametrize("colour", COLOURS, ids=str)


# --- Framing: the same bytes, laid out in another way -------------------------------------------------------


def as_crlf(body: str) -> str:
    return body.replace("\n", "\r\n")


def as_cr(body: str) -> str:
    return body.replace("\n", "\r")


def with_comments(body: str) -> str:
    return ": hello\n" + body.replace("data:", ": ping\ndata:").replace("\n\n", "\n\n: keep-alive\n\n")


def without_spaces(body: str) -> str:
    return body.replace("data: ", "data:").replace("event: ", "event:")


def with_ids_and_retries(body: str) -> str:
    return body.replace("data:", "id: 7\nretry: 3000\ndata:")


def with_a_byte_order_mark(body: str) -> str:
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + body


def with_more_blank_lines(body: str) -> str:
    return "\n\n" + body.replace("\n\n", "\n\n\n\n")


def in_several_lines(body: str) -> str:
    """An event's data may stand in several lines, which a line feed joins; CRLF must end each of them once."""
    lines = (line.replace(",", ",\ndata:", 1) if line.startswith("data: {") else line for line in body.split("\n"))
    return as_crlf("\n".join(lines))


FRAMINGS: Final = (
    as_crlf,
    as_cr,
    with_comments,
    without_spaces,
    with_ids_and_retries,
    with_a_byte_order_mark,
    with_more_blank_lines,
    in_several_lines,
)


@pytest.mark.parametrize("framing", FRAMINGS, ids=lambda framing: framing.__name__)
@each_stream
def test_framing_does_not_matter(case: Case, framing: Callable[[str], str]) -> None:
    """Both colours have the same decoder of events: every stream is read by both, half of its framings by each."""
    colour = COLOURS[(STREAMS.index(case) + FRAMINGS.index(framing)) % 2]
    body = framing(joined(blocks(case)).decode()).encode()
    reply = streamed(with_body(case, body), colour).reply
    assert answer_of(reply, expected(case)) == expected(case)


@pytest.mark.parametrize("seed", range(SPLITS))
@each_stream
def test_bytes_may_be_split_anywhere(case: Case, seed: int) -> None:
    """Splits fall between events, inside them and inside characters; odd seeds are asynchronous."""
    chance = random.Random(f"{case.id} {seed}")
    body = case.reply.body
    cuts = [chance.randrange(len(body)) for _ in range(chance.randint(1, 40))]
    reply = streamed(with_body(case, body, *cuts), COLOURS[seed % 2]).reply
    assert answer_of(reply, expected(case)) == expected(case)


@each_stream
def test_every_offset_is_as_good_as_another_to_split_at(case: Case) -> None:
    """At the decoder of events, which is all that sees how bytes are split; what it gives is the same every time."""
    body = case.reply.body
    whole = events_of(body)
    assert len(whole) >= 2
    for cut in range(len(body) + 1):
        assert events_of(body[:cut], body[cut:]) == whole, cut


def events_of(*portions: bytes) -> list[bytes]:
    decoder = EventDecoder()
    return [event for portion in portions for event in decoder.feed(portion)] + decoder.end()


@each_colour
@each_stream
def test_line_separators_of_unicode_end_no_line(case: Case, colour: Colour) -> None:
    strange = "w\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}\x85rld"
    body = case.reply.body.decode().replace("wörld", strange).encode()
    changed = with_body(case, body)
    reply = streamed(changed, colour).reply
    assert reply.text == expected(case).text.replace("wörld", strange)


# --- Content: more events, or the same ones in another order ------------------------------------------------


@dataclass(frozen=True)
class Change:
    """Events that are put into the streams of a protocol and must change nothing."""

    name: str
    events: dict[Any, str]

    def __str__(self) -> str:
        return self.name


HARMLESS: Final = (
    Change(
        "event of an unknown type",
        {
            CHAT_COMPLETIONS: 'data: {"object": "brand.new", "choices": []}',
            MESSAGES: 'event: brand_new\ndata: {"type": "brand_new", "index": 0, "delta": {"text": "no"}}',
            GENERATE_CONTENT: 'data: {"brandNew": {"parts": [{"text": "no"}]}}',
            LLAMA_CHAT: 'data: {"id": "x", "event": {"event_type": "new", "delta": {"type": "text", "text": "no"}}}',
        },
    ),
    Change(
        "unknown keys",
        {
            CHAT_COMPLETIONS: 'data: {"id": "", "choices": [{"index": 0, "delta": {"new": [1]}, "x": 1}]}',
            MESSAGES: 'data: {"type": "content_block_delta", "index": 0, "delta": {"type": "new_delta", "text": "no"}}',
            GENERATE_CONTENT: 'data: {"candidates": [{"index": 0, "content": {"parts": [{"new": {}}]}, "x": 1}]}',
            LLAMA_CHAT: 'data: {"event": {"event_type": "progress", "delta": {"type": "new", "text": "no"}, "x": 1}}',
        },
    ),
    Change(
        "nothing new",
        {
            CHAT_COMPLETIONS: 'data: {"id": "", "model": "", "choices": []}',
            MESSAGES: 'event: ping\ndata: {"type": "ping"}',
            GENERATE_CONTENT: 'data: {"candidates": [{"index": 0, "content": {"role": "model", "parts": []}}]}',
            LLAMA_CHAT: 'data: {"id": "", "event": {"event_type": "progress", "delta": {"type": "text", "text": ""}}}',
        },
    ),
)


@each_colour
@pytest.mark.parametrize("change", HARMLESS, ids=str)
@each_stream
def test_what_is_not_known_is_passed_over(case: Case, change: Change, colour: Colour) -> None:
    first, *rest = blocks(case)
    while not first.startswith(("data", "event")):  # a comment
        first, *rest = rest
    extra = change.events[VENDORS[case.folder].shape]
    reply = streamed(with_body(case, joined([first, rest[0], extra, *rest[1:]])), colour).reply
    assert answer_of(reply, expected(case)) == expected(case)


@each_colour
@pytest.mark.parametrize(
    "case",
    [
        case
        for case in STREAMS
        if case.name == "stream_usage"
        and VENDORS[case.folder].shape is CHAT_COMPLETIONS
        and b'"usage"' in case.reply.body
    ],
    ids=str,
)
def test_usage_may_come_beside_the_reason_to_finish_or_after_it(case: Case, colour: Colour) -> None:
    """Either form is found in the wild: the recorded one is turned into the other."""
    *contents, last, done = blocks(case)
    told = json.loads(last.removeprefix("data:"))
    if told["choices"]:
        counts: dict[str, Any] = {**told, "choices": []}
        del told["usage"]
        other = [*contents, data(told), data(counts), done]
    else:
        *contents, finish = contents
        other = [*contents, data(json.loads(finish.removeprefix("data:")) | {"usage": told["usage"]}), done]
    reply = streamed(with_body(case, joined(other)), colour).reply
    assert answer_of(reply, expected(case)) == expected(case)
    assert reply.usage.total_tokens > 0


def data(event: Any) -> str:
    return f"data: {json.dumps(event)}"


# --- Ends: a stream that stops too early ---------------------------------------------------------------------


def ending(case: Case) -> int:
    """The number of events that may be cut off before a stream is incomplete: its terminator, at most."""
    events = blocks(case)
    if VENDORS[case.folder].shape is GENERATE_CONTENT:
        return next(n for n, event in enumerate(reversed(events), 1) if "finishReason" in event)
    if VENDORS[case.folder].shape is LLAMA_CHAT:  # the counts come after what ends it
        return next(n for n, event in enumerate(reversed(events), 1) if '"complete"' in event)
    return 1


@each_colour
@pytest.mark.parametrize("aborted", [False, True], ids=["clean", "reset"])
@each_stream
def test_a_cut_stream_is_interrupted_wherever_it_is_cut(case: Case, aborted: bool, colour: Colour) -> None:
    """With a clean end or a reset: the error holds the reply so far; not one event is lost before it."""
    events = blocks(case)
    shape = VENDORS[case.folder].shape
    last = len(events) - ending(case)
    for kept in range(last, last - 1 if aborted else 0, -2):  # a reset takes its time
        body = joined(events[:kept])
        so_far = read_events(body)
        if not so_far:
            continue
        text, error = interrupted(with_body(case, body, aborted=aborted), colour)
        assert isinstance(error, StreamInterruptedError), repr(error)
        assert text == error.partial.text == shape.said(so_far)
        assert error.retryable
        assert error.status_code == 200


@each_colour
@each_stream
def test_half_an_event_at_the_end_is_no_reply(case: Case, colour: Colour) -> None:
    """A cut inside an event ends as a cut between two, or as JSON that cannot be read; never as a reply."""
    body = joined(blocks(case)[: -ending(case)])
    cut = body[: len(body) - len(body.rstrip()) - 12]
    _, error = interrupted(with_body(case, cut), colour)
    assert isinstance(error, StreamInterruptedError | ResponseParsingError), repr(error)


@each_colour
@each_stream
def test_the_last_blank_line_may_be_missing(case: Case, colour: Colour) -> None:
    reply = streamed(with_body(case, joined(blocks(case)).rstrip()), colour).reply
    assert answer_of(reply, expected(case)) == expected(case)


# --- Errors in mid-stream ------------------------------------------------------------------------------------

ERRORS: Final[dict[Any, list[tuple[str, type[ProviderError], str | None]]]] = {
    CHAT_COMPLETIONS: [
        (
            'data: {"error": {"message": "out of luck", "type": "server_error", "param": null, "code": null}}',
            ProviderUnavailableError,
            "server_error",
        )
    ],
    MESSAGES: [
        (
            'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error", "message": "out of luck"}}',
            OverloadedError,
            "overloaded_error",
        )
    ],
    GENERATE_CONTENT: [
        (
            'data: {"error": {"code": 503, "message": "out of luck", "status": "UNAVAILABLE"}}',
            OverloadedError,
            "UNAVAILABLE",
        ),
        (
            '{\n  "error": {\n    "code": 500,\n    "message": "out of luck",\n    "status": "INTERNAL"\n  }\n}',
            ProviderUnavailableError,
            "INTERNAL",
        ),
    ],
    LLAMA_CHAT: [
        (
            'event: error\ndata: {"error": {"message": "out of luck", "type": "server_error"}}',
            ProviderUnavailableError,
            "server_error",
        ),
        (
            'event: error\ndata: {"title": "Service Unavailable", "detail": "out of luck", "status": 503}',
            OverloadedError,
            None,
        ),
    ],
}


@each_colour
@pytest.mark.parametrize("number", [0, 1])
@each_stream
def test_an_error_in_mid_stream_is_raised_after_what_came_before(case: Case, number: int, colour: Colour) -> None:
    known = ERRORS[VENDORS[case.folder].shape]
    sent, kind, code = known[number % len(known)]
    events = blocks(case)
    kept = events[: len(events) - ending(case)]
    text, error = interrupted(with_body(case, joined([*kept, sent])), colour)
    assert type(error) is kind
    assert (error.code, error.retryable) == (code, True)
    assert error.message == "out of luck"
    assert text == VENDORS[case.folder].shape.said(read_events(joined(kept)))


@each_colour
@each_stream
def test_an_error_instead_of_a_stream_may_be_tried_again(case: Case, colour: Colour) -> None:
    """Nothing has come yet, so the request is sent again: at the second attempt it succeeds."""
    sent, _, _ = ERRORS[VENDORS[case.folder].shape][0]
    failing = replace(case.reply, pieces=(joined([sent]),))
    both = Case(case.folder, case.name, case.file)
    both.__dict__["replies"] = (failing, case.reply)
    reply = streamed(both, colour).reply
    assert reply.attempts == 2
    assert answer_of(reply, expected(case)) == expected(case)


# --- Streamed or whole, it is the same reply ----------------------------------------------------------------


def plain(reply: ChatResponse) -> dict[str, Any]:
    """A reply without what the two forms tell differently: its time, and what neither said."""
    dumped = reply.model_dump(exclude_none=True)
    for key in ("created", "system_fingerprint", "service_tier"):
        dumped.pop(key, None)
    for choice in dumped["choices"]:
        message = {name: value for name, value in choice["message"].items() if value or name == "content"}
        for call in message.get("tool_calls", ()):
            call["function"]["arguments"] = json.loads(call["function"]["arguments"])
        choice["message"] = message
    return dumped


def whole(case: Case, body: Any, colour: Colour) -> ChatResponse:
    asked = question(case)
    assert isinstance(asked.request, ChatRequest)
    data = json.dumps(body).encode()
    headers = {**case.reply.headers, "content-type": "application/json"}
    reply = replace(case.reply, headers=headers, pieces=(data,), streamed=False)
    with ReplayServer([with_reply(case, reply)], strict=False) as server:
        provider = create_provider(asked.provider, **asked.settings, base_url=server.url(case) + asked.base_path)
        return colour.chat(provider, asked.request, asked.options, Manner())


@each_colour
@each_stream
def test_the_reply_of_a_stream_is_that_of_the_same_message_in_one_piece(case: Case, colour: Colour) -> None:
    """The one piece is put together from the events by the oracle, as the vendor's documents say they add up."""
    shape = VENDORS[case.folder].shape
    body = shape.put_together(read_events(case.reply.body))
    assert plain(streamed(case, colour).reply) == plain(whole(case, body, colour))


@each_colour
@pytest.mark.parametrize("case", load_cases("*/stream_tools"), ids=str)
def test_the_reply_of_a_stream_is_that_of_the_recorded_one(case: Case, colour: Colour) -> None:
    """Where both forms of the same message are recorded: the calls of `chat_tools_auto`, say."""
    recorded = [
        other
        for other in load_cases(f"{case.folder}/chat_tools_*")
        if (said := expected(other)).finish == "tool_calls" and said.text == expected(case).text
    ]
    if not recorded:
        assert not fnmatchcase(case.folder, "*openai*"), "both forms are recorded there"
        return
    message = streamed(case, colour).reply.message
    other = whole(recorded[0], json.loads(recorded[0].reply.body), colour).message
    assert [call.function.name for call in message.tool_calls or ()] == [
        call.function.name for call in other.tool_calls or ()
    ]
    assert [json.loads(call.function.arguments) for call in message.tool_calls or ()] == [
        json.loads(call.function.arguments) for call in other.tool_calls or ()
    ]
    assert (message.content, message.refusal) == (other.content, other.refusal)
