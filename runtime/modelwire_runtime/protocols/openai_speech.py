"""OpenAI's speech: the reply is the sound itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .base import BytesDecoder, ContentProtocol, Encoding, Malformed, NotContent

if TYPE_CHECKING:
    from ..speech import SpeechRequest

MESSAGES = ("application/json", "application/problem+json", "application/xml", "text/html", "text/plain", "text/xml")
"""Types of content that are no sound."""


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
    """OpenAI's speech."""

    name: ClassVar[str] = "openai-speech"

    def encode(self, request: SpeechRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        body: dict[str, Any] = {"model": encoding.model, "input": request.input}
        self.place(body, encoding.settled)
        return body

    def decoder(self, content_type: str) -> BytesDecoder:
        """What hands the sound on; raises :class:`NotContent` for a message or a page."""
        if content_type in MESSAGES:
            raise NotContent(f"{content_type} instead of sound")
        return SoundDecoder()
