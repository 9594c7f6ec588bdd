"""Sound in base64 inside of JSON: taken out as it comes, however it is cut, and nothing else taken for it."""

from __future__ import annotations

import json
from base64 import b64encode
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelwire_runtime.errors import AuthenticationError, ResponseParsingError
from modelwire_runtime.protocols.base import Malformed
from modelwire_runtime.protocols.wrapped_content import Base64Decoder
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import Serve
from tests.runtime.faults import always

SOUND = bytes(range(256)) * 3


def wrapped(sound: bytes, **more: Any) -> bytes:
    return json.dumps({**more, "sound": b64encode(sound).decode(), "after": "text"}).encode()


@given(st.binary(min_size=1, max_size=60), st.lists(st.integers(0, 140), max_size=8), st.booleans())
@settings(max_examples=200, deadline=None)
def test_it_may_be_cut_anywhere(sound: bytes, places: list[int], escaped: bool) -> None:
    body = wrapped(sound, id="x", soundless=None)
    body = body.replace(b"/", b"\\/") if escaped else body
    cuts = [0, *sorted(min(place, len(body)) for place in places), len(body)]
    decoder = Base64Decoder("sound")
    came = [piece for start, end in pairwise(cuts) for piece in decoder.feed(body[start:end])]
    assert b"".join([*came, *decoder.end()]) == sound


def test_it_is_handed_on_before_the_end() -> None:
    decoder = Base64Decoder("sound")
    assert b"".join(decoder.feed(wrapped(SOUND)[:400])) == SOUND[: (400 - len(b'{"sound": "')) // 4 * 3]


@pytest.mark.parametrize("body", [b'{"sound": "AAAA', b'{"sound": ""}', b'{"sound": null}', b"{}", b"", b"<html>"])
def test_what_is_none(body: bytes) -> None:
    decoder = Base64Decoder("sound")
    with pytest.raises(Malformed):
        decoder.feed(body)
        decoder.end()


def test_what_is_no_base64() -> None:
    with pytest.raises(Malformed, match="no base64"):
        Base64Decoder("sound").feed(b'{"sound": "!!!!AAAA"}')


def asked(face: MakeFace, serve: Serve, body: bytes, content_type: str = "application/json", **given: Any) -> Any:
    server = serve(always(body, content_type=content_type))
    return face(server).call("speech", **{"model": "wrapped", "input": "hi"} | given)


def test_the_type_is_that_of_the_sound(face: MakeFace, serve: Serve) -> None:
    reply = asked(face, serve, wrapped(SOUND), response_format="mp3")
    assert (reply.content, reply.content_type) == (SOUND, "audio/mpeg")
    assert asked(face, serve, wrapped(SOUND)).content_type == "application/octet-stream"
    plain = asked(face, serve, SOUND, "audio/wav", response_format="wav")
    assert (plain.content, plain.content_type) == (SOUND, "audio/wav")


def test_gemini(face: MakeFace, serve: Serve) -> None:
    part = {"inlineData": {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": b64encode(SOUND).decode()}}
    body = json.dumps({"candidates": [{"content": {"parts": [part]}}]}).encode()
    reply = asked(face, serve, body, model="gem", voice="Kore")
    assert (reply.content, reply.content_type) == (SOUND, "audio/l16;rate=24000")


@pytest.mark.parametrize("model", ["wrapped", "gem"])
def test_errors_in_a_200(model: str, face: MakeFace, serve: Serve) -> None:
    with pytest.raises(AuthenticationError):
        asked(face, serve, b'{"error": {"message": "no", "code": 401}}', model=model)
    for body, kind in ((b"<html>Bad gateway</html>", "text/html"), (b"{}", "application/json")):
        with pytest.raises(ResponseParsingError):
            asked(face, serve, body, kind, model=model)


def test_a_stream(face: MakeFace, serve: Serve) -> None:
    asker = face(serve(always(wrapped(SOUND), content_type="application/json")))
    given: Any = {"model": "wrapped", "input": "hi", "response_format": "wav"}
    if asker.blocking:
        with asker.blocking.speech_stream(**given) as stream:
            assert (stream.content_type, stream.read()) == ("audio/wav", SOUND)
        return

    async def take() -> None:
        assert asker.nonblocking
        async with asker.nonblocking.speech_stream(**given) as stream:
            assert (stream.content_type, await stream.read()) == ("audio/wav", SOUND)

    asker.run(take())
