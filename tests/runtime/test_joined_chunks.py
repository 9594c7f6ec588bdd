"""The borders of HTTP chunks may change on the way to h11, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as some

from modelwire_runtime.joined_chunks import ChunkJoiner

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%X\r\n%b\r\n" % (len(data), data)


def read(portions: list[bytes]) -> tuple[list[bytes], bool]:
    """The pieces of the body that h11 finds in what is read portion by portion, and whether it ended."""
    connection = h11.Connection(our_role=h11.CLIENT)
    connection.send(h11.Request(method="POST", target="/", headers=[("host", "x"), ("content-length", "0")]))
    connection.send(h11.EndOfMessage())
    pieces: list[bytes] = []
    for portion in portions:
        if portion:
            connection.receive_data(portion)
        while (event := connection.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
            if isinstance(event, h11.Data):
                pieces.append(bytes(event.data))
            if isinstance(event, h11.EndOfMessage):
                return pieces, True
    return pieces, False


def joined(portions: list[bytes]) -> list[bytes]:
    joiner = ChunkJoiner()
    joiner.restart()
    return [joiner.feed(portion) for portion in portions]


def cut(data: bytes, places: list[int]) -> list[bytes]:
    borders = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(borders) if start < end]


def test_what_came_together_is_one() -> None:
    pieces, ended = read(joined([HEAD + chunk(b"one") + chunk(b"two"), chunk(b"three") + chunk(b"four") + END]))
    assert (pieces, ended) == ([b"onetwo", b"threefour"], True)


def test_what_came_of_a_chunk_is_not_held_back() -> None:
    whole = chunk(b"hello, world")
    assert read(joined([HEAD, whole[:8]])) == ([b"hello"], False)
    assert read(joined([HEAD, whole[:8], whole[8:10]])) == ([b"hello", b", "], False)


@given(
    some.lists(some.binary(min_size=1, max_size=40), max_size=12),
    some.lists(some.integers(0, 2000), max_size=12),
    some.sampled_from([END, b"0\r\nx-sum: 1\r\n\r\n", b"00\r\n\r\n", b"5;ext=1\r\nhello\r\n0\r\n\r\n", b""]),
    some.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"]),
)
def test_the_body_is_the_same(data: list[bytes], places: list[int], end: bytes, before: bytes) -> None:
    portions = cut(before + HEAD + b"".join(map(chunk, data)) + end, places)
    (pieces, ended), (expected, ends) = read(joined(portions)), read(portions)
    assert (b"".join(pieces), ended) == (b"".join(expected), ends)


@given(some.binary(max_size=30), some.binary(max_size=6), some.lists(some.integers(0, 200), max_size=6))
def test_what_is_wrong_stays_wrong(data: bytes, wrong: bytes, places: list[int]) -> None:
    """h11 finds the same faults."""
    portions = cut(HEAD + chunk(b"fine") + b"%x\r\n" % len(data) + data + wrong, places)

    def outcome(portions: list[bytes]) -> object:
        try:
            pieces, ended = read(portions)
        except h11.RemoteProtocolError:
            return "refused"
        return b"".join(pieces), ended

    assert outcome(joined(portions)) == outcome(portions)


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n3\r\none\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n3\r\none\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\none\r\n",
        b"\x05\x00",
        b"",
    ],
)
def test_other_replies_pass_as_they_are(reply: bytes) -> None:
    assert b"".join(joined([reply, b"3\r\ntwo\r\n"])) == reply + b"3\r\ntwo\r\n"


def test_the_next_reply_of_a_connection() -> None:
    joiner = ChunkJoiner()
    for _ in range(2):
        joiner.restart()
        whole = joiner.feed(HEAD + chunk(b"a") + chunk(b"b") + END)
        assert whole == HEAD + b"2\r\nab\r\n" + END
