"""Transcriptions: what is sent as a form, what is read of the replies in their formats, what they cost."""

from __future__ import annotations

import copy
import io
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from modelwire_runtime.errors import (
    AuthenticationError,
    InvalidRequestError,
    NotSupportedError,
    ResponseParsingError,
)
from modelwire_runtime.replies import PromptTokensDetails
from modelwire_runtime.transcription import (
    Transcription,
    TranscriptionRequest,
    TranscriptionSegment,
    TranscriptionUsage,
    TranscriptionWord,
)
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import always, once
from tests.runtime.forms import sent

SOUND = b"RIFF\x00\xff\r\n--WAVE"
FILE = ("hello.wav", SOUND, "audio/wav")
HELLO = b'{"text": "Hello!"}'


def heard(face: MakeFace, serve: Serve, body: bytes, content_type: str = "application/json", **given: Any) -> Any:
    """What comes of a reply."""
    server = serve(always(body, content_type=content_type))
    return face(server).call("transcription", **{"model": "ear", "file": FILE} | given)


def test_all_goes_into_a_form(face: MakeFace, serve: Serve) -> None:
    server = serve(always(HELLO))
    reply = face(server).call(
        "transcription",
        model="ear",
        file=FILE,
        language="en",
        prompt="Hello, \u00dcmit",
        temperature=0.5,
        response_format="json",
        timestamp_granularities=["word", "segment"],
        options={"include": ["logprobs"], "chunking_strategy": {"type": "server_vad", "vad": {"threshold": 0.5}}},
        extra_body={"flag": True},
    )
    assert reply.text == "Hello!"
    assert reply.provider == "acme" and reply.raw == {"text": "Hello!"}
    assert sent(server) == {
        "model": [b"ear"],
        "language": [b"en"],
        "prompt": ["Hello, \u00dcmit".encode()],
        "temperature": [b"0.5"],
        "response_format": [b"json"],
        "timestamp_granularities[]": [b"word", b"segment"],
        "include[]": [b"logprobs"],
        "chunking_strategy[type]": [b"server_vad"],
        "chunking_strategy[vad][threshold]": [b"0.5"],
        "flag": [b"true"],
        "file": [b"hello.wav audio/wav " + SOUND],
    }


def test_a_file_may_be_given_in_any_way(face: MakeFace, serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "hello.mp3"
    path.write_bytes(SOUND)
    with path.open("rb") as opened:
        for file in (path, str(path), opened, ("hello.mp3", SOUND), ("hello.mp3", io.BytesIO(SOUND))):
            server = serve(always(HELLO))
            face(server).call("transcription", request=TranscriptionRequest(model="ear", file=file))
            assert sent(server)["file"] == [b"hello.mp3 audio/mpeg " + SOUND]


def test_a_reply_with_everything(face: MakeFace, serve: Serve) -> None:
    reply = heard(
        face,
        serve,
        b'{"task": "transcribe", "text": "Hi there.", "language": "english", "duration": 1.5, "new": [1],'
        b' "segments": [{"id": 0, "seek": 0, "start": 0.0, "end": 1.5, "text": " Hi there.", "tokens": [1],'
        b' "avg_logprob": -0.25, "no_speech_prob": 0.01}, {"id": "seg_1", "start": 1, "text": "x", "speaker": "A"}],'
        b' "words": [{"word": "Hi", "start": 0.0, "end": 0.5}], "logprobs": [{"token": "Hi", "logprob": -0.1}],'
        b' "usage": {"type": "duration", "seconds": 2}}',
        response_format="verbose_json",
    )
    assert reply == Transcription(
        "Hi there.",
        "english",
        1.5,
        [
            TranscriptionSegment(" Hi there.", 0.0, 1.5, None, 0, -0.25, 0.01),
            TranscriptionSegment("x", 1, None, "A", "seg_1"),
        ],
        [TranscriptionWord("Hi", 0.0, 0.5)],
        logprobs=[{"token": "Hi", "logprob": -0.1}],
        usage=TranscriptionUsage(seconds=2),
    )
    assert reply.cost.total == Decimal("0.0002")
    assert Transcription.model_validate(reply.model_dump()) == reply
    for copied in (copy.copy(reply), pickle.loads(pickle.dumps(reply))):
        assert copied == reply and copied.cost == reply.cost and copied.raw["new"] == [1]


def test_one_language_found_is_the_language(face: MakeFace, serve: Serve) -> None:
    one = heard(face, serve, b'{"text": "Hi", "languages": [{"code": "en"}]}')
    two = heard(face, serve, b'{"text": "Hi", "languages": [{"code": "en"}, {"code": "de"}]}')
    assert (one.language, one.languages, two.language, two.languages) == ("en", ["en"], None, ["en", "de"])


TOKENS = (
    b'{"text": "Hi", "usage": {"type": "tokens", "input_tokens": 30, "input_token_details": {"text_tokens": 10,'
    b' "audio_tokens": 20}, "output_tokens": 5, "total_tokens": 35}}'
)


def test_what_is_paid_for(face: MakeFace, serve: Serve) -> None:
    tokens = heard(face, serve, TOKENS, model="token-ear")
    assert tokens.usage == TranscriptionUsage(30, 5, 35, PromptTokensDetails(audio_tokens=20))
    assert tokens.cost.total == (10 * Decimal("2.5") + 20 * 3 + 5 * 10) / 1_000_000
    assert heard(face, serve, TOKENS).cost is None, "paid for by the second, of which none is told"
    both = b'{"text": "Hi", "usage": {"prompt_audio_seconds": 3, "prompt_tokens": 4, "completion_tokens": 6}}'
    assert heard(face, serve, both).cost.total == Decimal("0.0003"), "tokens are told, too, but not paid for"
    assert heard(face, serve, both).usage.total_tokens == 10
    charged = b'{"text": "Hi", "usage": {"seconds": 3, "cost": 0.25}}'
    assert heard(face, serve, charged, model="unheard-of").cost.total == Decimal("0.25")
    assert heard(face, serve, HELLO).cost is None


SUBTITLES = b"1\n00:00:00,000 --> 00:00:01,500\nHi there.\n\n"


@pytest.mark.parametrize("wanted", ["text", "srt", "vtt"])
def test_formats_that_are_text(wanted: str, face: MakeFace, serve: Serve) -> None:
    reply = heard(face, serve, SUBTITLES, "text/plain; charset=utf-8", response_format=wanted)
    assert reply.text == reply.raw == SUBTITLES.decode()
    assert reply.cost is None
    assert pickle.loads(pickle.dumps(reply)).raw == reply.raw


def test_text_may_look_like_json(face: MakeFace, serve: Serve) -> None:
    for said in (b"{curly} he said", b"123", b'{"no": "transcription"}'):
        reply = heard(face, serve, said, "text/plain", response_format="text")
        assert reply.text == reply.raw == said.decode()


def test_json_instead_of_text_is_read_as_json(face: MakeFace, serve: Serve) -> None:
    reply = heard(face, serve, HELLO, response_format="text")
    assert (reply.text, reply.raw) == ("Hello!", {"text": "Hello!"})


@pytest.mark.parametrize("wanted", ["json", "text"])
@pytest.mark.parametrize(
    ("body", "kind"),
    {
        b'{"error": {"message": "no", "code": 401}}': AuthenticationError,
        b" <!DOCTYPE html><title>Bad gateway</title>": ResponseParsingError,
        b"": ResponseParsingError,
        b" \n": ResponseParsingError,
        b"\xff\xfe": ResponseParsingError,
    }.items(),
    ids=["error in a 200", "a page", "nothing", "blanks", "bytes"],
)
def test_what_is_no_transcription(
    body: bytes, kind: type[Exception], wanted: str, face: MakeFace, serve: Serve
) -> None:
    with pytest.raises(kind) as caught:
        heard(face, serve, body, response_format=wanted)
    assert type(caught.value) is kind
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("body", [b'{"text": "Hel', b'{"text": null}', b'{"segments": []}', b"[]", b'"Hello"', b"Hi"])
def test_odd_json(body: bytes, face: MakeFace, serve: Serve) -> None:
    with pytest.raises(ResponseParsingError):
        heard(face, serve, body)


def test_odd_values_count_as_missing(face: MakeFace, serve: Serve) -> None:
    reply = heard(
        face,
        serve,
        b'{"text": "Hi", "duration": "long", "language": 5, "segments": {"a": 1}, "words": [3, {"word": null}],'
        b' "usage": {"seconds": 1e999, "input_tokens": "many"}}',
    )
    assert reply == Transcription("Hi", words=[TranscriptionWord()])
    assert reply.cost is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"file": "no-such-file.mp3"}, "no-such-file.mp3"),
        ({"file": None}, "file"),
        ({"file": ("a.mp3",)}, "tuple of 1"),
        ({"file": FILE, "language": 5}, "language must be a string"),
        ({"file": FILE, "temperature": "warm"}, "temperature must be a number"),
        ({"file": FILE, "timestamp_granularities": "word"}, "timestamp_granularities must be a list of strings"),
        ({"file": FILE, "model": ""}, "model is empty"),
        ({"file": FILE, "options": {"include": "logprobs"}}, "must be a list"),
        ({"file": FILE, "voice": "alloy"}, "voice"),
        ({}, "needs file="),
    ],
)
def test_wrong_input_is_refused_before_anything_is_sent(
    given: dict[str, Any], told: str, face: MakeFace, serve: Serve
) -> None:
    server = serve(always(HELLO))
    with pytest.raises((InvalidRequestError, NotSupportedError), match=told):
        face(server).call("transcription", **{"model": "ear"} | given)
    assert not server.requests


def test_a_path_is_read_anew_for_each_attempt(face: MakeFace, serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "hello.mp3"
    path.write_bytes(SOUND)
    server = serve(once(b"{}", 503), once(HELLO))
    assert face(server).call("transcription", model="ear", file=path).attempts == 2
    assert sent(server)["file"] == [b"hello.mp3 audio/mpeg " + SOUND]
