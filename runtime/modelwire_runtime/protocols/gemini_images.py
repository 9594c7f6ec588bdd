"""Gemini's making of images: a reply of the model that is images."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..errortable import Failure
from .base import Encoding, Malformed, Refusal, RequestProtocol, parse_object
from .json_values import as_object, as_objects, as_text, as_word

if TYPE_CHECKING:
    from ..images import ImageGenerationRequest, ImageResponse


@dataclass(frozen=True, kw_only=True)
class GeminiImages(RequestProtocol):
    """Gemini's making of images."""

    name: ClassVar[str] = "gemini-images"
    wire_names: ClassVar[Mapping[str, str]] = {
        "aspect_ratio": "generationConfig.imageConfig.aspectRatio",
        "size": "generationConfig.imageConfig.imageSize",
        "seed": "generationConfig.seed",
    }

    def encode(self, request: ImageGenerationRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        body: dict[str, Any] = {
            "contents": [{"role": "user", "parts": [{"text": request.prompt}]}],
            "generationConfig": {"responseModalities": ["IMAGE"]},
        }
        self.place(body, encoding.settled)
        return body

    def decode(self, data: bytes) -> ImageResponse:
        """The images; raises :class:`Refusal` if there are none, and the reply says why."""
        from ..images import GeneratedImage, ImageResponse
        from .gemini_replies import read_usage

        body = parse_object(data)
        candidates = as_objects(body.get("candidates"))
        images = [
            GeneratedImage(encoded, media_type=as_word(inline.get("mimeType")))
            for candidate in candidates
            for part in as_objects(as_object(candidate.get("content")).get("parts"))
            if not part.get("thought")
            and (encoded := as_word((inline := as_object(part.get("inlineData"))).get("data")))
        ]
        if not images:
            feedback = as_object(body.get("promptFeedback"))
            first = candidates[0] if candidates else {}
            code = as_text(feedback.get("blockReason")) or as_text(first.get("finishReason"))
            if code in ("", "STOP"):
                raise Malformed("a reply without images")
            told = as_text(first.get("finishMessage")) or as_text(feedback.get("blockReasonMessage"))
            raise Refusal(Failure(told or f"no image came: {code}", (code,)), body)
        return ImageResponse(images, usage=read_usage(as_object(body.get("usageMetadata"))))
