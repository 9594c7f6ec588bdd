"""Streamed transcriptions: pieces of text, segments, the whole at the end, and what goes wrong before that."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import pytest

from modelwire import (
    AuthenticationError,
    AzureProvider,
    CallEnd,
    Hooks,
    InvalidRequestError,
    MistralProvider,
    NotSupportedError,
    OpenAIProvider,
    ProviderUnavailableError,
    ResponseParsingError,
    StreamInterruptedError,
    Transcription,
    TranscriptionChunk,
    TranscriptionSegment,
    TranscriptionUsage,
)
from modelwire_runtime.calls import Manner
from modelwire_runtime.replies import PromptTokensDetails
from modelwire_runtime.request_calls import transcription_call
from modelwire_runtime.transcription import TranscriptionRequest
from tests.runtime.colours import Face, MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import Connection, Script, always, once, streams
from tests.runtime.forms import sent

FILE: Final = ("hello.wav", b"RIFF....WAVE", "audio/wav")
LOGPROB: Final = {"token": "Hi", "logprob": -0.1, "bytes": [72, 105]}
SPOKEN: Final = {"text": "Hi!", "start": 0.0, "end": 0.5}
OPENAI: Final[list[dict[str, Any]]] = [
    {"type": "transcript.text.delta", "delta": "Hi", "logprobs": [LOGPROB]},
    {"type": "transcript.text.of-tomorrow", "news": 1},
    {"type": "transcript.text.delta", "delta": "!", "segment_id": "seg_1"},
    {"type": "transcript.text.segment", "id": "seg_1", "speaker": "A", **SPOKEN},
    {
        "type": "transcript.text.done",
        "text": "Hi!",
        "usage": {
            "type": "tokens",
            "input_tokens": 100,
            "output_tokens": 10,
            "input_token_details": {"audio_tokens": 90},
        },
    },
]
MISTRAL: Final[list[dict[str, Any]]] = [
    {"type": "transcription.language", "audio_language": "en"},
    {"type": "transcription.text.delta", "text": "Hi"},
    {"type": "transcription.text.delta", "text": "!"},
    {"type": "transcription.segment", "speaker_id": "A", **SPOKEN},
    {
        "type": "transcription.done",
        "model": "voxtral-mini-2602",
        "text": "Hi!",
        "language": None,
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110, "prompt_audio_seconds": 3},
    },
]
VENDORS: Final[Mapping[str, tuple[Any, str, list[dict[str, Any]]]]] = {
    "openai": (OpenAIProvider, "gpt-4o-transcribe", OPENAI),
    "mistral": (MistralProvider, "voxtral-mini-2602", MISTRAL),
}
each_vendor = pytest.mark.parametrize("vendor", VENDORS)


def data(*events: Mapping[str, Any]) -> list[bytes]:
    return [f"event: {event.get('type')}\ndata: {json.dumps(event)}\n\n".encode() for event in events]


def cut_after(*events: bytes) -> Script:
    def serve(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        for event in events:
            connection.chunk(event)

    return serve


class Heard:
    """What came of a stream: its chunks, the whole, or the error and what came before it."""

    def __init__(self, face: Face, **asked: Any) -> None:
        self.chunks: list[TranscriptionChunk] = []
        self.error: Exception | None = None
        given: Any = {"file": FILE} | asked
        if face.blocking:
            stream = face.blocking.transcription_stream(**given)
            try:
                with stream:
                    self.chunks += stream
            except Exception as error:
                self.error = error
            self.whole = stream.response()
        else:
            face.run(self._heard(face, given))

    async def _heard(self, face: Face, given: Any) -> None:
        assert face.nonblocking
        stream = face.nonblocking.transcription_stream(**given)
        try:
            async with stream:
                async for chunk in stream:
                    self.chunks.append(chunk)
        except Exception as error:
            self.error = error
        self.whole = await stream.response()


def ask(face: MakeFace, serve: Serve, vendor: str, script: Script, hooks: Hooks | None = None, **more: Any) -> Any:
    server = serve(script)
    kind, model, _ = VENDORS[vendor]
    provider = kind(api_key=KEY, base_url=server.url)
    return server, Heard(face(server, provider=provider, hooks=hooks), model=model, **more)


@each_vendor
def test_what_was_said_comes_in_pieces(vendor: str, face: MakeFace, serve: Serve) -> None:
    ends: list[CallEnd] = []
    hooks = Hooks(on_end=lambda call, end: ends.append(end))
    server, heard = ask(face, serve, vendor, streams(*data(*VENDORS[vendor][2])), hooks, language="en")
    assert heard.error is None
    assert sent(server) | {"file": []} == {
        "model": [VENDORS[vendor][1].encode()],
        "language": [b"en"],
        "stream": [b"true"],
        "file": [],
    }
    assert [chunk.text for chunk in heard.chunks if chunk.text] == ["Hi", "!"]
    segments = [chunk.segment for chunk in heard.chunks if chunk.segment]
    assert [(one.text, one.start, one.end, one.speaker) for one in segments] == [("Hi!", 0.0, 0.5, "A")]
    assert heard.chunks[-1].whole.text == heard.whole.text == "Hi!" and heard.whole.segments == segments
    assert heard.chunks[0].raw["type"] == VENDORS[vendor][2][0]["type"] and heard.chunks[0].provider == vendor
    assert [(end.complete, end.error, end.reply) for end in ends] == [(True, None, heard.whole)]


def test_all_that_is_told_is_kept(face: MakeFace, serve: Serve) -> None:
    _, openai = ask(face, serve, "openai", streams(*data(*OPENAI)))
    assert openai.chunks[0].logprobs == [LOGPROB]
    assert openai.whole.usage == TranscriptionUsage(100, 10, 110, PromptTokensDetails(audio_tokens=90))
    assert openai.whole.cost.total > 0 and openai.chunks[-1].whole.cost == openai.whole.cost
    _, mistral = ask(face, serve, "mistral", streams(*data(*MISTRAL)))
    assert (mistral.chunks[0].language, mistral.whole.language) == ("en", "en")
    assert mistral.whole.model == "voxtral-mini-2602" and mistral.whole.usage.seconds == 3
    assert mistral.whole.cost.total == Decimal("0.00015")


def test_more_after_the_end_is_no_matter(face: MakeFace, serve: Serve) -> None:
    _, heard = ask(face, serve, "openai", streams(*data(*OPENAI), b"data: [DONE]\n\n"))
    assert heard.error is None and heard.whole.text == "Hi!"


@each_vendor
def test_a_stream_that_is_cut_keeps_what_came(vendor: str, face: MakeFace, serve: Serve) -> None:
    ends: list[CallEnd] = []
    hooks = Hooks(on_end=lambda call, end: ends.append(end))
    _, heard = ask(face, serve, vendor, cut_after(*data(*VENDORS[vendor][2][:4])), hooks)
    assert isinstance(heard.error, StreamInterruptedError)
    assert "stream.response() holds what came" in str(heard.error) and heard.error.partial.text == ""
    assert heard.whole.text == "Hi!" and heard.whole.segments[0].speaker == "A" and not heard.whole.usage.total_tokens
    assert (ends[0].complete, ends[0].reply.text if ends[0].reply else None) == (False, "Hi!")  # type: ignore[attr-defined]


def test_done_without_the_whole_is_no_end(face: MakeFace, serve: Serve) -> None:
    _, heard = ask(face, serve, "openai", streams(*data(*OPENAI[:1]), b"data: [DONE]\n\n"))
    assert isinstance(heard.error, StreamInterruptedError) and heard.whole.text == "Hi"
    assert heard.whole.logprobs == [LOGPROB]


@pytest.mark.parametrize(
    ("script", "kind", "said"),
    [
        (streams(), ResponseParsingError, "an empty stream"),
        (streams(b"data: {\n\n"), ResponseParsingError, "not JSON"),
        (streams(b"data: []\n\n"), ResponseParsingError, "not an object"),
        (streams(*data({"type": "transcript.text.done"})), ResponseParsingError, "a transcription without a text"),
        (always(b'{"text": "Hi!"}'), ResponseParsingError, "JSON, but not a reply"),
        (always(b"<html>Sign in</html>", content_type="text/html"), ResponseParsingError, "not JSON"),
        (always(b'{"error": {"message": "no"}}', 401), AuthenticationError, "no"),
        (
            streams(*data(OPENAI[0], {"type": "error", "error": {"message": "overheated", "code": "server_error"}})),
            ProviderUnavailableError,
            "overheated",
        ),
    ],
)
def test_what_is_no_stream_of_a_transcription(
    script: Script, kind: type[Exception], said: str, face: MakeFace, serve: Serve
) -> None:
    _, heard = ask(face, serve, "openai", script)
    assert isinstance(heard.error, kind) and said in str(heard.error)


def test_what_fails_before_the_first_piece_is_tried_again(face: MakeFace, serve: Serve) -> None:
    server = serve(once(b"{}", 503), streams(*data(*OPENAI)))
    heard = Heard(face(server, provider=OpenAIProvider(api_key=KEY, base_url=server.url)), model="gpt-4o-transcribe")
    assert heard.error is None and heard.whole.attempts == 2 and len(server.requests) == 2
    assert b"RIFF....WAVE" in server.requests[1].body


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        (OpenAIProvider(api_key=KEY), "whisper-1"),
        (AzureProvider(endpoint="https://a.invalid", api_key=KEY, deployments={"ours": "whisper-1"}), "ours"),
    ],
)
def test_what_comes_whole_only_is_refused(provider: Any, model: str) -> None:
    with pytest.raises(NotSupportedError, match=rf"streams no transcription by model '{model}'; transcription\(\)"):
        transcription_call(provider, TranscriptionRequest(model=model, file=FILE), None, None, Manner())


def test_an_endpoint_that_is_not_known_to_stream_is_refused(face: MakeFace, serve: Serve) -> None:
    server = serve(always())
    with pytest.raises(NotSupportedError, match="Acme streams no transcription by model 'ear'"):
        face(server).call("transcription_stream", model="ear", file=FILE)
    assert not server.requests


def test_wrong_input_is_refused_before_anything_is_sent(face: MakeFace, serve: Serve) -> None:
    server = serve(always())
    client = face(server, provider=OpenAIProvider(api_key=KEY, base_url=server.url))
    for wrong, said in (({"file": "/no/such.wav"}, "cannot be found"), ({"file": FILE, "speed": 1}, "'speed'")):
        with pytest.raises(InvalidRequestError, match=said):
            client.call("transcription_stream", model="gpt-4o-transcribe", **wrong)
    assert not server.requests


def test_what_it_is_can_be_seen(face: MakeFace, serve: Serve) -> None:
    _, heard = ask(face, serve, "openai", streams(*data(*OPENAI)))
    assert repr(heard.chunks[1]) == "TranscriptionChunk(text='!')"
    segments: Sequence[TranscriptionSegment] = heard.whole.segments
    assert isinstance(heard.whole, Transcription) and segments[0].id == "seg_1"
