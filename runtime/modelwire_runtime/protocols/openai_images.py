"""OpenAI's images, which many others have taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from ..data import is_array, is_object
from .base import Encoding, FormFields, Malformed, RequestProtocol, parse_object
from .json_values import as_amount, as_count, as_object, as_word

if TYPE_CHECKING:
    from ..images import GeneratedImage, ImageEditRequest, ImageGenerationRequest, ImageResponse
    from ..replies import Usage
    from ..uploads import File


@dataclass(frozen=True, kw_only=True)
class OpenAIImages(RequestProtocol):
    """OpenAI's making of images."""

    name: ClassVar[str] = "openai-images"

    def encode(self, request: ImageGenerationRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        body: dict[str, Any] = {"model": encoding.model, "prompt": request.prompt}
        self.place(body, encoding.settled)
        return body

    def decode(self, data: bytes) -> ImageResponse:
        """The images."""
        return read(data)


@dataclass(frozen=True, kw_only=True)
class OpenAIImageEdits(RequestProtocol):
    """OpenAI's changing of images: a form with the images in it.

    ``fields`` says how lists and mappings are said in the form.
    """

    name: ClassVar[str] = "openai-image-edits"
    is_form: ClassVar[bool] = True

    fields: Literal["bracketed", "plain"] = "bracketed"

    @property
    def form_fields(self) -> FormFields:
        """How lists and mappings are said."""
        return self.fields

    def encode(self, request: ImageEditRequest, encoding: Encoding) -> dict[str, Any]:
        """The form: its fields, and the images as they are to be read."""
        body: dict[str, Any] = {"model": encoding.model, "prompt": request.prompt}
        self.place(body, encoding.settled)
        given = request.image
        images: Any = [_file(image, "image", encoding) for image in given] if isinstance(given, list) else None
        body["image"] = images or _file(given, "image", encoding)
        if "mask" in encoding.settled.values:
            path = encoding.settled.names.get("mask", "mask")
            body[path] = _file(body[path], "mask", encoding)
        return body

    def decode(self, data: bytes) -> ImageResponse:
        """The images."""
        return read(data)


def _file(given: Any, what: str, encoding: Encoding) -> File:
    from ..uploads import File

    return File(given, what=what, provider=encoding.provider)


def read(data: bytes) -> ImageResponse:
    """The images in a body."""
    from ..images import ImageResponse

    body = parse_object(data)
    items = body.get("data")
    images = [_image(item, body) for item in items if is_object(item)] if is_array(items) else []
    if not images or any(image.b64_json is None and image.url is None for image in images):
        raise Malformed("a reply without images" if not images else "an image without bytes or address")
    return ImageResponse(
        images,
        as_count(body.get("created")),
        as_word(body.get("background")),
        as_word(body.get("output_format")),
        as_word(body.get("quality")),
        as_word(body.get("size")),
        usage=_usage(as_object(body.get("usage"))),
    )


def _image(item: Mapping[str, Any], body: Mapping[str, Any]) -> GeneratedImage:
    from ..images import GeneratedImage

    kind = as_word(body.get("output_format"))
    return GeneratedImage(
        as_word(item.get("b64_json")),
        as_word(item.get("url")),
        as_word(item.get("revised_prompt")),
        as_word(item.get("media_type")) or (f"image/{kind}" if kind else None),
    )


def _usage(told: Mapping[str, Any]) -> Usage:
    """What was used, under either name that vendors have for it; all output is images where nothing else is told."""
    from ..replies import CompletionTokensDetails, PromptTokensDetails, Usage

    taken, made = (
        as_count(told.get(name, told.get(other)))
        for name, other in (("input_tokens", "prompt_tokens"), ("output_tokens", "completion_tokens"))
    )
    given = as_object(told.get("input_tokens_details", told.get("prompt_tokens_details")))
    output = told.get("output_tokens_details", told.get("completion_tokens_details"))
    details = as_object(output)
    return Usage(
        taken,
        made,
        as_count(told.get("total_tokens")) or taken + made,
        PromptTokensDetails(
            cached_tokens=as_count(given.get("cached_tokens")), image_tokens=as_count(given.get("image_tokens"))
        ),
        CompletionTokensDetails(
            reasoning_tokens=as_count(details.get("reasoning_tokens")),
            image_tokens=as_count(details.get("image_tokens")) if is_object(output) else made,
        ),
        as_amount(told.get("cost")),
    )
