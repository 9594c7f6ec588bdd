"""Gemini's speech: a reply of the model that is sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .base import BytesDecoder, ContentProtocol, Encoding, NotContent
from .wrapped_content import Base64Decoder

if TYPE_CHECKING:
    from ..speech import SpeechRequest

PCM = "audio/l16;rate=24000"
"""What the sound is: samples of 16 bits, 24000 a second (https://ai.google.dev/gemini-api/docs/speech-generation)."""


@dataclass(frozen=True, kw_only=True)
class GeminiSpeech(ContentProtocol):
    """Gemini's speech."""

    name: ClassVar[str] = "gemini-speech"
    wire_names: ClassVar[Mapping[str, str]] = {
        "voice": "generationConfig.speechConfig.voiceConfig.prebuiltVoiceConfig.voiceName"
    }

    def encode(self, request: SpeechRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        body: dict[str, Any] = {
            "contents": [{"role": "user", "parts": [{"text": request.input}]}],
            "generationConfig": {"responseModalities": ["AUDIO"]},
        }
        self.place(body, encoding.settled)
        return body

    def media_type(self, body: Mapping[str, Any]) -> str:
        """What the sound is, of which the head of the reply tells nothing."""
        return PCM

    def decoder(self, content_type: str) -> BytesDecoder:
        """What takes the sound out of the reply."""
        if content_type and content_type != "application/json":
            raise NotContent(f"{content_type} instead of a reply")
        return Base64Decoder("data")
