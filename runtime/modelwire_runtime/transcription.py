"""Speech written down: what is asked, and what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypedDict

from .data import Data
from .replies import TOLD, Reply, Usage
from .requests import Request, unify
from .uploads import FileLike

if TYPE_CHECKING:
    from .catalog import Cost
    from .context import CallContext


class TranscriptionParameters(TypedDict, total=False):
    """The unified parameters of a transcription."""

    language: str | None
    prompt: str | None
    temperature: float | None
    response_format: str | None
    timestamp_granularities: Sequence[str] | None
    extra_body: Mapping[str, Any] | None


@dataclass(slots=True, repr=False, kw_only=True)
class TranscriptionRequest(Request):
    """Speech to be written down.

    ``file`` is a path, bytes, an open file, or a tuple of name and content: most vendors tell the format by the name.
    ``language`` is that of the speech, such as ``en``, ``prompt`` a text that leads up to it.  ``response_format`` is
    ``json``, ``verbose_json``, ``text``, ``srt``, ``vtt`` or ``diarized_json``; ``timestamp_granularities`` say what
    is to be timed: ``segment``, ``word``.

    >>> TranscriptionRequest(model="whisper-1", file="meeting.mp3", language="en").language
    'en'
    """

    model: str
    file: FileLike
    language: str | None = None
    prompt: str | None = None
    temperature: float | None = None
    response_format: str | None = None
    timestamp_granularities: Sequence[str] | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None


@dataclass(slots=True, repr=False)
class TranscriptionWord(Data):
    """A word, and from which second to which it was said.

    >>> TranscriptionWord("Hello", 0.0, 0.4).word
    'Hello'
    """

    word: str = ""
    start: float | None = None
    end: float | None = None


@dataclass(slots=True, repr=False)
class TranscriptionSegment(Data):
    """A piece of what was said, from which second to which, and by whom, where told.

    ``avg_logprob`` and ``no_speech_prob`` say how sure the model was, where it tells.

    >>> TranscriptionSegment("Good morning.", 0.0, 1.5, speaker="A").speaker
    'A'
    """

    text: str = ""
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    id: int | str | None = None
    avg_logprob: float | None = None
    no_speech_prob: float | None = None


@dataclass(slots=True, repr=False)
class TranscriptionUsage(Usage):
    """What a transcription is paid by: tokens as of a chat, or ``seconds`` of sound, or both where both are told.

    >>> TranscriptionUsage(seconds=9).seconds
    9
    """

    seconds: float | None = field(default=None, metadata=TOLD)


@dataclass(slots=True, repr=False)
class Transcription(Reply):
    """What was said.

    ``text`` is all of it, in the format that was asked for: the whole file where that was ``srt`` or ``vtt``.
    ``language``, ``duration`` in seconds, ``segments``, ``words`` and ``logprobs`` are there where the vendor tells
    them; ``languages`` are those that a model found that looks for several.

    >>> Transcription("Good morning.", duration=1.5).text
    'Good morning.'
    """

    text: str = ""
    language: str | None = None
    duration: float | None = None
    segments: list[TranscriptionSegment] = field(default_factory=list[TranscriptionSegment])
    words: list[TranscriptionWord] = field(default_factory=list[TranscriptionWord])
    languages: list[str] = field(default_factory=list[str])
    logprobs: list[dict[str, Any]] | None = field(default=None, metadata=TOLD)
    model: str = field(default="", metadata=TOLD)
    usage: TranscriptionUsage = field(default_factory=TranscriptionUsage)

    @property
    def cost(self) -> Cost | None:
        """What the reply cost, by its tokens or its seconds: as told, or else worked out when asked for.

        None where neither that nor the price is known.
        """
        call = self._call()
        return call.cost(self.usage, self.model, seconds=self.usage.seconds or 0) if call else None

    @property
    def raw(self) -> Any:
        """What the vendor sent: parsed where that was JSON, or else the text."""
        data = getattr(self, "_data", None)
        return self.text if data == self.text.encode() else super(Transcription, self).raw


@dataclass(slots=True, repr=False)
class TranscriptionChunk(Reply):
    """What one event of a streamed transcription adds.

    ``text`` is the next piece of text, ``segment`` a piece that is done, with its times and who speaks, where that was
    asked for: its text comes in pieces as well, or in it only, as the vendor has it.  ``language`` is there when it was
    found; ``whole``, on the last chunk, is the transcription.

    >>> with client.transcription_stream(model="gpt-4o-transcribe", file=("hello.wav", b"RIFF...")) as stream:
    ...     [chunk.text for chunk in stream]
    ['Good morning, ', 'Paris!', '']
    """

    text: str = ""
    segment: TranscriptionSegment | None = field(default=None, metadata=TOLD)
    language: str | None = field(default=None, metadata=TOLD)
    logprobs: list[dict[str, Any]] | None = field(default=None, metadata=TOLD)
    whole: Transcription | None = field(default=None, metadata=TOLD)

    def attach(self, context: CallContext, data: bytes | None) -> None:
        """Tie the chunk to its call, and the whole in it."""
        Reply.attach(self, context, data)
        if self.whole is not None:
            self.whole.attach(context, data)


def gathered(chunks: Iterable[TranscriptionChunk]) -> Transcription:
    """The transcription that chunks add up to: the vendor's own, with what only the chunks before it told."""
    chunks = list(chunks)
    segments = [chunk.segment for chunk in chunks if chunk.segment is not None]
    language = next((chunk.language for chunk in chunks if chunk.language), None)
    whole = next((chunk.whole for chunk in reversed(chunks) if chunk.whole is not None), None)
    if whole is None:
        logprobs = [item for chunk in chunks for item in chunk.logprobs or ()]
        return Transcription(
            "".join(chunk.text for chunk in chunks), language, None, segments, logprobs=logprobs or None
        )
    return replace(whole, language=whole.language or language, segments=whole.segments or segments)


unify(TranscriptionRequest, "file")
