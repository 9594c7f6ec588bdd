"""Google's Imagen: a prompt among instances, images among predictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..errortable import Failure
from .base import Encoding, Malformed, Refusal, RequestProtocol, parse_object
from .json_values import as_objects, as_word

if TYPE_CHECKING:
    from ..images import ImageGenerationRequest, ImageResponse

WITHHELD = "RAI_FILTERED"
"""What a spec's table of errors calls images that were withheld."""


@dataclass(frozen=True, kw_only=True)
class ImagenPredict(RequestProtocol):
    """Imagen's prediction."""

    name: ClassVar[str] = "imagen-predict"
    wire_names: ClassVar[Mapping[str, str]] = {
        "n": "parameters.sampleCount",
        "size": "parameters.sampleImageSize",
        "aspect_ratio": "parameters.aspectRatio",
        "output_format": "parameters.outputOptions.mimeType",
        "seed": "parameters.seed",
    }

    def encode(self, request: ImageGenerationRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        body: dict[str, Any] = {"instances": [{"prompt": request.prompt}], "parameters": {}}
        self.place(body, encoding.settled)
        return body

    def decode(self, data: bytes) -> ImageResponse:
        """The images, and why others were withheld; raises :class:`Refusal` if all were."""
        from ..images import GeneratedImage, ImageResponse

        body = parse_object(data)
        items = as_objects(body.get("predictions"))
        images = [
            GeneratedImage(
                encoded, revised_prompt=as_word(item.get("prompt")), media_type=as_word(item.get("mimeType"))
            )
            for item in items
            if (encoded := as_word(item.get("bytesBase64Encoded")))
        ]
        withheld = [reason for item in items if (reason := as_word(item.get("raiFilteredReason")))]
        if withheld and not images:
            raise Refusal(Failure(withheld[0], (WITHHELD,)), body)
        if not images:
            raise Malformed(
                "a prediction without images, which may have been withheld: parameters.includeRaiReason tells"
            )
        return ImageResponse(images, withheld=withheld)
