"""Server-sent events: every way to cut, end and spoil a stream of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelwire_runtime.events import LONGEST_STRAY, EventDecoder

PAYLOADS = [b'{"a": 1}', '{"text": "w\u00f6rld \U0001f44b \u2028 \u2029 \x85"}'.encode(), b"[DONE]"]
PLAIN = b"".join(b"data: " + payload + b"\n\n" for payload in PAYLOADS)

STREAMS = {
    "plain": PLAIN,
    "crlf": PLAIN.replace(b"\n", b"\r\n"),
    "cr": PLAIN.replace(b"\n", b"\r"),
    "byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "comments": b": hi\n\n" + PLAIN.replace(b"\n\n", b"\n: keep-alive\n\n:\n\n"),
    "names, ids, retry": PLAIN.replace(b"data:", b"event: x\nid: 1\nretry: 5\ndata:"),
    "no space": PLAIN.replace(b"data: ", b"data:"),
    "no blank lines": PLAIN.replace(b"\n\n", b"\n"),
    "no blank line at the end": PLAIN.removesuffix(b"\n"),
    "no line end at the end": PLAIN.removesuffix(b"\n\n"),
    "crlf, no line end at the end": PLAIN.replace(b"\n", b"\r\n").removesuffix(b"\r\n\r\n"),
}


def decode(*portions: bytes) -> list[bytes]:
    decoder = EventDecoder()
    return [event for portion in portions for event in decoder.feed(portion)] + decoder.end()


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_may_be_cut_anywhere(name: str) -> None:
    stream = STREAMS[name]
    for cut in range(len(stream) + 1):
        assert decode(stream[:cut], stream[cut:]) == PAYLOADS, cut


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_may_come_byte_by_byte(name: str) -> None:
    assert decode(*(STREAMS[name][index : index + 1] for index in range(len(STREAMS[name])))) == PAYLOADS


@given(st.sampled_from(sorted(STREAMS)), st.lists(st.integers(0, 200), max_size=12))
def test_a_stream_may_be_cut_in_many_places(name: str, cuts: list[int]) -> None:
    stream = STREAMS[name]
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    assert decode(*(stream[a:b] for a, b in pairwise(places))) == PAYLOADS


def test_lines_of_one_event_are_joined() -> None:
    assert decode(b'data: {\ndata: "a": 1\ndata: }\n\n') == [b'{\n"a": 1\n}']


def test_an_event_without_its_blank_line_does_not_wait_for_the_end() -> None:
    decoder = EventDecoder()
    decoder.feed(b'data: {"a": 1}\n')
    assert decoder.feed(b'data: {"b": 2}\n') == [b'{"a": 1}']


def test_what_stands_between_events_is_kept() -> None:
    decoder = EventDecoder()
    assert decoder.feed(b'{"error": {"message": "no"}}\n') == []
    assert decoder.end() == []
    assert decoder.stray == b'{"error": {"message": "no"}}\n'


def test_what_stands_between_events_is_kept_up_to_a_limit() -> None:
    decoder = EventDecoder()
    for _ in range(5):
        decoder.feed(b"x" * LONGEST_STRAY + b"\n")
    assert len(decoder.stray) <= LONGEST_STRAY + 1
