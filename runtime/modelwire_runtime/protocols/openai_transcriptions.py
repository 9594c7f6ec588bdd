"""OpenAI's transcriptions, which many others have taken over: a form with the sound in it, JSON or plain text back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from ..data import is_object
from .base import (
    DONE,
    Encoding,
    FormFields,
    Malformed,
    RequestProtocol,
    StreamDecoder,
    check_envelope,
    parse,
    parse_object,
)
from .json_values import as_amount, as_count, as_number, as_object, as_objects, as_text, as_word, need_text

if TYPE_CHECKING:
    from ..transcription import (
        Transcription,
        TranscriptionChunk,
        TranscriptionRequest,
        TranscriptionSegment,
        TranscriptionUsage,
    )

PLAIN = ("text", "srt", "vtt")
"""Formats of which the reply is the text itself."""
PAGES = (b"<!doctype", b"<html")
"""What web pages begin with."""


@dataclass(frozen=True, kw_only=True)
class OpenAITranscriptions(RequestProtocol):
    """OpenAI's transcriptions.

    ``fields`` says how lists and mappings are said in the form, ``streams`` for which models what was said can come
    piece by piece, and ``whole_only`` for which of them it can't; patterns of names.
    """

    name: ClassVar[str] = "openai-transcriptions"
    is_form: ClassVar[bool] = True

    fields: Literal["bracketed", "plain"] = "bracketed"
    streams: tuple[str, ...] = ()
    whole_only: tuple[str, ...] = ()

    @property
    def form_fields(self) -> FormFields:
        """How lists and mappings are said."""
        return self.fields

    def encode(self, request: TranscriptionRequest, encoding: Encoding) -> dict[str, Any]:
        """The form: its fields, and the file as it is to be read."""
        from ..uploads import File

        body: dict[str, Any] = {"model": encoding.model}
        self.place(body, encoding.settled)
        if encoding.stream:
            body["stream"] = True
        body["file"] = File(request.file, what="file", provider=encoding.provider)
        return body

    def reader(self, body: Mapping[str, Any]) -> Callable[[bytes], Transcription]:
        """What reads the reply: text where that was asked for."""
        return read_text if body.get("response_format") in PLAIN else self.decode

    def decode(self, data: bytes) -> Transcription:
        """The transcription in JSON."""
        return read(parse_object(data))

    def decoder(self) -> TranscriptionDecoder:
        """What decodes one stream."""
        return TranscriptionDecoder()


class TranscriptionDecoder(StreamDecoder):
    """Decodes OpenAI's events, or Mistral's: pieces of text, segments, and then the whole."""

    def feed(self, event: bytes) -> list[TranscriptionChunk]:
        """The chunk in an event; none in one of another kind."""
        from ..transcription import TranscriptionChunk

        if event.strip() == DONE:
            self.finished = True
            return []
        body = parse_object(event)
        match as_text(body.get("type")).partition(".")[2]:
            case "text.delta":
                logprobs = as_objects(body.get("logprobs")) or None
                return [TranscriptionChunk(as_text(body.get("delta", body.get("text"))), logprobs=logprobs)]
            case "text.segment" | "segment":
                return [TranscriptionChunk(segment=_segment(body))]
            case "language":
                return [TranscriptionChunk(language=as_word(body.get("audio_language")))]
            case "text.done" | "done":
                self.complete = self.finished = True
                return [TranscriptionChunk(whole=read(body))]
            case _:
                return []


def read_text(data: bytes) -> Transcription:
    """The transcription that is the body; one in JSON all the same, as of who knows no other format."""
    from ..transcription import Transcription

    start = data.lstrip()[:16].lower()
    if start.startswith(b"{"):
        try:
            body = parse(data)
        except Malformed:
            pass
        else:
            check_envelope(body)
            if is_object(body) and "text" in body:
                return read(body)
    if not start or start.startswith(PAGES):
        raise Malformed("a page instead of a transcription" if start else "an empty transcription")
    try:
        return Transcription(data.decode())
    except UnicodeDecodeError as error:
        raise Malformed("a transcription that is no text") from error


def read(body: Mapping[str, Any]) -> Transcription:
    """The transcription in an object."""
    from ..transcription import Transcription, TranscriptionWord

    try:
        text = need_text(body["text"])
    except (KeyError, TypeError) as error:
        raise Malformed("a transcription without a text") from error
    languages = [as_text(found.get("code")) for found in as_objects(body.get("languages"))]
    language = as_word(body.get("language")) or (languages[0] if len(languages) == 1 else None)
    words = [
        TranscriptionWord(as_text(item.get("word")), as_number(item.get("start")), as_number(item.get("end")))
        for item in as_objects(body.get("words"))
    ]
    return Transcription(
        text,
        language,
        as_number(body.get("duration")),
        [_segment(item) for item in as_objects(body.get("segments"))],
        words,
        languages,
        as_objects(body.get("logprobs")) or None,
        as_text(body.get("model")),
        _usage(as_object(body.get("usage"))),
    )


def _segment(item: Mapping[str, Any]) -> TranscriptionSegment:
    from ..transcription import TranscriptionSegment

    number = partial(_number, item)
    name = item.get("id")
    return TranscriptionSegment(
        as_text(item.get("text")),
        number("start"),
        number("end"),
        _speaker(item),
        name if isinstance(name, int | str) else None,
        number("avg_logprob"),
        number("no_speech_prob"),
    )


def _speaker(item: Mapping[str, Any]) -> str | None:
    """Who speaks, by any of the names that vendors have for it."""
    told = (item.get(name) for name in ("speaker_label", "speaker", "speaker_id"))
    return next((str(name) for name in told if isinstance(name, str | int) and name != ""), None)


def _number(item: Mapping[str, Any], name: str) -> float | None:
    return as_number(item.get(name))


def _usage(told: Mapping[str, Any]) -> TranscriptionUsage:
    """What was used: tokens under either name that vendors have for them, seconds likewise."""
    from ..replies import PromptTokensDetails
    from ..transcription import TranscriptionUsage

    taken, made = (
        as_count(told.get(name, told.get(other)))
        for name, other in (("input_tokens", "prompt_tokens"), ("output_tokens", "completion_tokens"))
    )
    details = as_object(told.get("input_token_details"))
    return TranscriptionUsage(
        taken,
        made,
        as_count(told.get("total_tokens")) or taken + made,
        PromptTokensDetails(audio_tokens=as_count(details.get("audio_tokens"))),
        cost=as_amount(told.get("cost")),
        seconds=as_number(told.get("seconds", told.get("prompt_audio_seconds"))),
    )
