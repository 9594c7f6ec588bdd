"""OpenAI's speech: the reply is the sound itself, or with some others JSON with the sound in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .base import BytesDecoder, ContentProtocol, Encoding, Malformed, NotContent
from .wrapped_content import Base64Decoder

if TYPE_CHECKING:
    from ..speech import SpeechRequest

MESSAGES = ("application/json", "application/problem+json", "application/xml", "text/html", "text/plain", "text/xml")
"""Types of content that are no sound."""
MEDIA_TYPES: Mapping[str, str] = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "pcm": "audio/pcm",
}
"""What sound is that comes inside of JSON, by the format that was asked for."""


UNTOLD = "application/octet-stream"


class SoundDecoder(BytesDecoder):
    """Hands on sound as it comes; none at all is an error."""

    _came = False

    def feed(self, data: bytes) -> list[bytes]:
        """What came."""
        self._came = True
        return [data]

    def end(self) -> list[bytes]:
        """Nothing; raises :class:`Malformed` if nothing came before."""
        if not self._came:
            raise Malformed("no sound at all")
        return []


@dataclass(frozen=True, kw_only=True)
class OpenAISpeech(ContentProtocol):
    """OpenAI's speech.

    ``base64_key`` is the key of the sound in base64, where the reply is JSON.
    """

    name: ClassVar[str] = "openai-speech"

    base64_key: str = ""

    def encode(self, request: SpeechRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        body: dict[str, Any] = {"model": encoding.model, "input": request.input}
        self.place(body, encoding.settled)
        return body

    def media_type(self, body: Mapping[str, Any]) -> str:
        """What was asked for, where the head of the reply tells nothing but that it is JSON."""
        return MEDIA_TYPES.get(str(body.get("response_format")), UNTOLD) if self.base64_key else ""

    def decoder(self, content_type: str) -> BytesDecoder:
        """What hands the sound on; raises :class:`NotContent` for a message or a page."""
        if self.base64_key and content_type == "application/json":
            return Base64Decoder(self.base64_key)
        if content_type in MESSAGES:
            raise NotContent(f"{content_type} instead of sound")
        return SoundDecoder()
