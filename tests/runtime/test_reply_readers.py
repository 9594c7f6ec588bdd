"""What reads replies reads the same by each parser, however the bytes are cut, and refuses the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from modelwire_runtime.h11_transport import H11Reader
from modelwire_runtime.httptools_transport import LlhttpReader
from modelwire_runtime.reply_readers import LONGEST_HEAD, ReplyReader
from modelwire_runtime.transport import TransportError

READERS = (H11Reader, LlhttpReader)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True)
class Sound:
    """A reply, and what is to be found in it."""

    data: bytes
    body: bytes = b"hello"
    status: int = 200
    persistent: bool = True


SOUND = {
    "with a length": Sound(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  1 \r\n\r\nhello"),
    "in chunks": Sound(CHUNKED + b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
    "in chunks with extensions": Sound(CHUNKED + b"2;a=b\r\nhe\r\n3\r\nllo\r\n0;c\r\n\r\n"),
    "in chunks with trailers": Sound(CHUNKED + b"5\r\nhello\r\n0\r\nX-A: 2\r\nX-B: 3\r\n\r\n"),
    "in no chunk": Sound(CHUNKED + b"0\r\n\r\n", b""),
    "of no length": Sound(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", b""),
    "without a body": Sound(b"HTTP/1.1 204 No Content\r\n\r\n", b"", 204),
    "without a body as such": Sound(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", b"", 304),
    "without a phrase": Sound(b"HTTP/1.1 429 \r\ncontent-length: 5\r\n\r\nhello", status=429),
    "after a word to go on": Sound(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 5\r\n\r\nhello", status=201
    ),
    "after hints": Sound(
        b"HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: b\r\n\r\n"
        + CHUNKED
        + b"5\r\nhello\r\n0\r\n\r\n"
    ),
    "with a length and the last": Sound(
        b"HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 5\r\n\r\nhello", persistent=False
    ),
    "in chunks and the last": Sound(
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        persistent=False,
    ),
    "of an old server": Sound(b"HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nhello", persistent=False),
    "of which one word of several is the last": Sound(
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\nconnection: keep-alive\r\n\r\nhello",
        persistent=False,
    ),
    "until the end": Sound(b"HTTP/1.1 200 OK\r\n\r\nhello", persistent=False),
    "of an old server until the end": Sound(b"HTTP/1.0 500 Oh\r\n\r\nhello", status=500, persistent=False),
}
LONG = b"x" * LONGEST_HEAD
FAULTS = {
    "nothing": b"",
    "something else": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "half a head": b"HTTP/1.1 200 OK\r\ncontent-le",
    "only a word to go on": b"HTTP/1.1 100 Continue\r\n\r\n",
    "no name of a header": b"HTTP/1.1 200 OK\r\n: 5\r\n\r\n",
    "no header": b"HTTP/1.1 200 OK\r\nhello\r\n\r\n",
    "no status": b"HTTP/1.1 OK\r\n\r\n",
    "half a body": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell",
    "half a chunk": CHUNKED + b"5\r\nhell",
    "no last chunk": CHUNKED + b"5\r\nhello\r\n",
    "half an end": CHUNKED + b"5\r\nhello\r\n0\r\n",
    "no size": CHUNKED + b"hello\r\n",
    "a chunk that is longer than its size": CHUNKED + b"2\r\nhello\r\n0\r\n\r\n",
    "no length": b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\nhello",
    "a negative length": b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nhello",
    "an absurd length": b"HTTP/1.1 200 OK\r\ncontent-length: " + b"9" * 5000 + b"\r\n\r\nhello",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
    "another encoding": b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "no encoding": b"HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\nhello",
    "two encodings": CHUNKED[:-2] + CHUNKED[17:] + b"5\r\nhello\r\n0\r\n\r\n",
    "a head without an end": b"HTTP/1.1 200 OK\r\nx-a: " + LONG + LONG,
    "heads without an end": b"HTTP/1.1 200 OK\r\n" + b"x-a: 1\r\n" * (LONGEST_HEAD // 4),
    "words to go on without an end": b"HTTP/1.1 100 Continue\r\n\r\n" * (LONGEST_HEAD // 8),
    "an extension without an end": CHUNKED + b"5;" + LONG + LONG,
    "trailers without an end": CHUNKED + b"0\r\nx-a: " + LONG + LONG,
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
}


def read(reader: ReplyReader, portions: list[bytes]) -> bytes:
    """The body, from what comes portion by portion; then the connection ends."""
    pieces: list[bytes] = []
    for portion in (*portions, b""):
        if not reader.ended:
            pieces += reader.feed(portion)
    assert reader.headed and reader.ended
    return b"".join(pieces)


def portions(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("size", [1, 3, 65_536])
@pytest.mark.parametrize("name", SOUND)
def test_sound_replies(name: str, size: int, kind: type[ReplyReader]) -> None:
    wanted, reader = SOUND[name], kind()
    body = read(reader, portions(wanted.data, size))
    assert (reader.status, body, reader.persistent) == (wanted.status, wanted.body, wanted.persistent)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("size", [7, 65_536])
@pytest.mark.parametrize("name", FAULTS)
def test_faults(name: str, size: int, kind: type[ReplyReader]) -> None:
    reader = kind()
    with pytest.raises(TransportError) as caught:
        read(reader, portions(FAULTS[name], size))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("name", [name for name, reply in SOUND.items() if reply.persistent])
@pytest.mark.parametrize("more", [SOUND["with a length"].data, b"\0"])
def test_what_nobody_has_asked_for(more: bytes, name: str, kind: type[ReplyReader]) -> None:
    """It belongs to no reply, and the connection is not used again."""
    reader = kind()
    assert read(reader, [SOUND[name].data + more]) == SOUND[name].body
    assert (reader.status, reader.persistent) == (SOUND[name].status, False)


@pytest.mark.parametrize("kind", READERS)
def test_headers_as_they_came(kind: type[ReplyReader]) -> None:
    reader = kind()
    reader.feed(b"HTTP/1.1 200 OK\r\nX-One:  1 \r\nSet-Cookie: a\r\nset-cookie: b\r\ncontent-length: 0\r\n\r\n")
    assert list(reader.headers) == [
        (b"X-One", b"1"),
        (b"Set-Cookie", b"a"),
        (b"set-cookie", b"b"),
        (b"content-length", b"0"),
    ]


def test_a_body_that_looks_like_a_head() -> None:
    """h11 takes bare ends of lines: here the head has ended before the encoding."""
    body = b"\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
    assert read(H11Reader(), [b"HTTP/1.1 200 OK\nx-a: 1\n\n" + body]) == body


@pytest.mark.parametrize("kind", READERS)
def test_what_has_come_is_not_held_back(kind: type[ReplyReader]) -> None:
    for start in (
        CHUNKED + b"5\r\nhe",
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe",
        b"HTTP/1.1 200 OK\r\n\r\nhe",
    ):
        reader = kind()
        assert list(reader.feed(start)) == [b"he"] and reader.headed and not reader.ended


def test_llhttp_lets_interrupts_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C may come while llhttp calls; it is no fault of the reply, and not to be tried again."""

    def interrupted(self: LlhttpReader, piece: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(LlhttpReader, "on_body", interrupted)
    reader = LlhttpReader()
    with pytest.raises(KeyboardInterrupt):
        reader.feed(SOUND["with a length"].data)
    assert not reader.persistent


def test_llhttp_tells_what_is_wrong() -> None:
    with pytest.raises(TransportError, match="another protocol"):
        LlhttpReader().feed(FAULTS["another protocol"])


@given(
    name=some.sampled_from(sorted(SOUND)),
    kind=some.sampled_from(READERS),
    places=some.lists(some.integers(min_value=0, max_value=400), max_size=8),
)
def test_it_does_not_matter_how_replies_are_cut(name: str, kind: type[ReplyReader], places: list[int]) -> None:
    wanted, reader = SOUND[name], kind()
    borders = [0, *sorted(place % len(wanted.data) for place in places), len(wanted.data)]
    body = read(reader, [wanted.data[start:end] for start, end in pairwise(borders) if start < end])
    assert (reader.status, body, reader.persistent) == (wanted.status, wanted.body, wanted.persistent)
