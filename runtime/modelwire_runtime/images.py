"""Images made or changed: what is asked, and what comes out."""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from .content_streams import replacing
from .data import Data
from .errors import InvalidRequestError
from .replies import TOLD, Reply, Usage
from .requests import Request, check_texts, unify
from .uploads import FileLike

if TYPE_CHECKING:
    from .catalog import Cost


class ImageGenerationParameters(TypedDict, total=False):
    """The unified parameters of the making of images."""

    n: int | None
    size: str | None
    aspect_ratio: str | None
    quality: str | None
    background: str | None
    output_format: str | None
    response_format: str | None
    seed: int | None
    user: str | None
    extra_body: Mapping[str, Any] | None


class ImageEditParameters(TypedDict, total=False):
    """The unified parameters of the changing of images."""

    mask: FileLike | None
    n: int | None
    size: str | None
    quality: str | None
    background: str | None
    output_format: str | None
    response_format: str | None
    user: str | None
    extra_body: Mapping[str, Any] | None


@dataclass(slots=True, repr=False, kw_only=True)
class ImageGenerationRequest(Request):
    """Images to be made of a description.

    ``n`` is how many, ``size`` how large (``1024x1024``, or ``2K`` where the provider has such words), ``aspect_ratio``
    of what shape (``16:9``).  ``background`` may be ``transparent``, ``output_format`` is that of the file (``png``,
    ...), ``response_format`` how it comes (``b64_json`` or ``url``).

    >>> ImageGenerationRequest(model="gpt-image-2", prompt="an otter", size="1024x1024").size
    '1024x1024'
    """

    model: str
    prompt: str
    n: int | None = None
    size: str | None = None
    aspect_ratio: str | None = None
    quality: str | None = None
    background: str | None = None
    output_format: str | None = None
    response_format: str | None = None
    seed: int | None = None
    user: str | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    def check(self, provider: str) -> None:
        """Raise if nothing is described."""
        _check_prompt(self.prompt, provider)


@dataclass(slots=True, repr=False, kw_only=True)
class ImageEditRequest(Request):
    """Images to be changed as a text says.

    ``image`` is a path, bytes, an open file, or a tuple of name and content, or a list of them.  ``mask`` is an image
    of the same size: what is transparent in it may be changed.  The rest is as of :class:`ImageGenerationRequest`.

    >>> ImageEditRequest(model="gpt-image-2", prompt="add a hat", image="otter.png").prompt
    'add a hat'
    """

    model: str
    prompt: str
    image: FileLike | Sequence[FileLike]
    mask: FileLike | None = None
    n: int | None = None
    size: str | None = None
    quality: str | None = None
    background: str | None = None
    output_format: str | None = None
    response_format: str | None = None
    user: str | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    def check(self, provider: str) -> None:
        """Raise if nothing is to be changed, or nothing is said of how."""
        _check_prompt(self.prompt, provider)
        if self.image == []:
            raise InvalidRequestError("image is empty: give at least one", provider=provider)


@dataclass(slots=True, repr=False)
class GeneratedImage(Data):
    """One image: its bytes in base64 or its address, which lasts for a while only.

    ``media_type`` is what the bytes are, such as ``image/png``, where told.

    >>> GeneratedImage(b64_json="R0lGODlh").content
    b'GIF89a'
    """

    b64_json: str | None = None
    url: str | None = None
    revised_prompt: str | None = None
    media_type: str | None = None

    @property
    def content(self) -> bytes:
        """The bytes; raises ``ValueError`` where there is an address instead, or what came is no base64."""
        if self.b64_json is None:
            raise ValueError(
                "the image came as an address, which is not fetched: fetch `url`, or ask for response_format='b64_json'"
            )
        return b64decode(self.b64_json, validate=True)

    def write_to_file(self, path: str | os.PathLike[str]) -> None:
        """Write the image to a file, which is there when all of it is written, and not before."""
        content = self.content
        with replacing(path) as file:
            file.write(content)

    def __repr__(self) -> str:
        told = [f"b64_json=<{len(self.b64_json)} characters>"] if self.b64_json is not None else []
        told += [
            f"{name}={value!r}" for name in ("url", "revised_prompt", "media_type") if (value := getattr(self, name))
        ]
        return f"GeneratedImage({', '.join(told)})"


@dataclass(slots=True, repr=False)
class ImageResponse(Reply):
    """Images, and what the provider tells of how they were made.

    ``withheld`` says why images are missing, where the provider withheld some and tells why.

    >>> ImageResponse([GeneratedImage(url="https://images.example/otter.png")]).data[0].url
    'https://images.example/otter.png'
    """

    data: list[GeneratedImage] = field(default_factory=list[GeneratedImage])
    created: int = field(default=0, metadata=TOLD)
    background: str | None = field(default=None, metadata=TOLD)
    output_format: str | None = field(default=None, metadata=TOLD)
    quality: str | None = field(default=None, metadata=TOLD)
    size: str | None = field(default=None, metadata=TOLD)
    withheld: list[str] = field(default_factory=list[str])
    usage: Usage = field(default_factory=Usage)

    @property
    def cost(self) -> Cost | None:
        """What the reply cost, by its tokens or its images: as told, or else worked out when asked for.

        None where neither that nor the price is known.
        """
        call = self._call()
        return call.cost(self.usage, "", images=len(self.data)) if call else None


def _check_prompt(prompt: str, provider: str) -> None:
    check_texts("prompt", [prompt], provider)
    check_texts("prompt", prompt, provider)


unify(ImageGenerationRequest, "prompt")
unify(ImageEditRequest, "prompt", "image")
