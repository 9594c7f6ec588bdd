"""Images: what is sent to make and to change them, what is read of the replies, what they cost."""

from __future__ import annotations

import copy
import pickle
from base64 import b64encode
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from modelwire_runtime.errors import (
    APIError,
    AuthenticationError,
    InvalidRequestError,
    NotSupportedError,
    ResponseParsingError,
)
from modelwire_runtime.images import GeneratedImage, ImageEditRequest, ImageGenerationRequest, ImageResponse
from modelwire_runtime.uploads import FileLike
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import always, once
from tests.runtime.forms import sent

PNG = b"\x89PNG\r\n\x1a\n"
IMAGE = b64encode(PNG).decode()
REPLY = b'{"created": 1, "data": [{"b64_json": "%s"}]}' % IMAGE.encode()


def painted(face: MakeFace, serve: Serve, body: bytes, **given: Any) -> Any:
    """What comes of a reply."""
    return face(serve(always(body))).call("image_generation", **{"model": "brush", "prompt": "an otter"} | given)


def test_what_is_asked(face: MakeFace, serve: Serve) -> None:
    server = serve(always(REPLY))
    given: Any = {"n": 2, "size": "1024x1024", "quality": "low", "background": "transparent", "output_format": "png"}
    given |= {"aspect_ratio": "1:1", "response_format": "b64_json", "seed": 7, "user": "u-1"}
    face(server).call("image_generation", model="brush", prompt="an otter", **given, extra_body={"style": "vivid"})
    assert server.requests[-1].json == {"model": "brush", "prompt": "an otter", "style": "vivid"} | given
    face(server).call("image_generation", request=ImageGenerationRequest(model="brush", prompt="an otter"))
    assert server.requests[-1].json == {"model": "brush", "prompt": "an otter"}


def test_images_are_changed_by_a_form(face: MakeFace, serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "otter.png"
    path.write_bytes(PNG)
    server = serve(always(REPLY))
    reply = face(server).call("image_edit", model="brush", prompt="add a hat", image=path, n=1)
    assert reply.data[0].content == PNG
    assert sent(server) == {
        "model": [b"brush"],
        "prompt": [b"add a hat"],
        "n": [b"1"],
        "image": [b"otter.png image/png " + PNG],
    }
    several: list[FileLike] = [path, ("b.webp", b"B"), ("c", b"C", "image/jpeg")]
    request = ImageEditRequest(model="brush", prompt="both", image=several, mask=("mask.png", b"M"))
    face(server).call("image_edit", request=request)
    assert sent(server)["image[]"] == [b"otter.png image/png " + PNG, b"b.webp image/webp B", b"c image/jpeg C"]
    assert sent(server)["mask"] == [b"mask.png image/png M"]


def test_files_are_read_anew_for_each_attempt(face: MakeFace, serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "otter.png"
    path.write_bytes(PNG)
    server = serve(once(b"{}", 503), once(REPLY))
    assert face(server).call("image_edit", model="brush", prompt="x", image=[path], mask=path).attempts == 2
    assert sent(server)["image"] == sent(server)["mask"] == [b"otter.png image/png " + PNG]


def test_a_reply_with_everything(face: MakeFace, serve: Serve, tmp_path: Path) -> None:
    reply = painted(
        face,
        serve,
        b'{"created": 5, "background": "opaque", "output_format": "webp", "quality": "low", "size": "1024x1024",'
        b' "data": [{"b64_json": "%s", "revised_prompt": "an otter, swimming"}, {"url": "https://i.example/2"}],'
        b' "usage": {"input_tokens": 30, "input_tokens_details": {"text_tokens": 10, "image_tokens": 20},'
        b' "output_tokens": 100, "total_tokens": 130}, "new": 1}' % IMAGE.encode(),
    )
    first, second = reply.data
    assert (first.content, first.revised_prompt, first.media_type) == (PNG, "an otter, swimming", "image/webp")
    assert (reply.created, reply.background, reply.quality, reply.size) == (5, "opaque", "low", "1024x1024")
    assert reply.cost.total == (10 * Decimal(5) + 20 * Decimal(8) + 100 * Decimal(30)) / 1_000_000
    first.write_to_file(tmp_path / "otter.webp")
    assert (tmp_path / "otter.webp").read_bytes() == PNG
    with pytest.raises(ValueError, match="response_format='b64_json'"):
        second.write_to_file(tmp_path / "none.webp")
    assert [file.name for file in tmp_path.iterdir()] == ["otter.webp"]
    assert ImageResponse.model_validate(reply.model_dump()) == reply
    for copied in (copy.copy(reply), pickle.loads(pickle.dumps(reply))):
        assert copied == reply and copied.cost == reply.cost and copied.raw["new"] == 1
    assert IMAGE not in repr(reply)


def test_output_that_is_not_said_to_be_text_is_images(face: MakeFace, serve: Serve) -> None:
    usage = b'"usage": {"input_tokens": 0, "output_tokens": 9, "output_tokens_details": {"image_tokens": 4}}'
    reply = painted(face, serve, REPLY[:-1] + b"," + usage + b"}")
    assert reply.usage.completion_tokens_details.image_tokens == 4
    assert reply.cost is None, "what the other five cost is not known"


def test_imagen(face: MakeFace, serve: Serve) -> None:
    server = serve(
        always(
            b'{"predictions": [{"bytesBase64Encoded": "%s", "mimeType": "image/png", "prompt": "better"},'
            b' {"raiFilteredReason": "unsafe"}]}' % IMAGE.encode()
        )
    )
    reply = face(server).call("image_generation", model="imagen", prompt="an otter", n=2, size="2K")
    assert server.requests[-1].json == {
        "instances": [{"prompt": "an otter"}],
        "parameters": {"sampleCount": 2, "sampleImageSize": "2K"},
    }
    assert reply.data == [GeneratedImage(IMAGE, None, "better", "image/png")]
    assert reply.withheld == ["unsafe"]
    assert reply.cost.total == Decimal("0.04"), "one image"


def test_gemini(face: MakeFace, serve: Serve) -> None:
    server = serve(
        always(
            b'{"candidates": [{"content": {"parts": [{"text": "Here:"},'
            b' {"thought": true, "inlineData": {"data": "AAAA"}},'
            b' {"inlineData": {"mimeType": "image/png", "data": "%s"}}]}}],'
            b' "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 5, "thoughtsTokenCount": 2}}'
            % IMAGE.encode()
        )
    )
    reply = face(server).call("image_generation", model="gem", prompt="an otter", size="2K")
    assert server.requests[-1].json == {
        "contents": [{"role": "user", "parts": [{"text": "an otter"}]}],
        "generationConfig": {"responseModalities": ["IMAGE"], "imageConfig": {"imageSize": "2K"}},
    }
    assert reply.data == [GeneratedImage(IMAGE, media_type="image/png")]
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (3, 7)


@pytest.mark.parametrize(
    ("model", "body", "told"),
    [
        ("imagen", b'{"predictions": [{"raiFilteredReason": "unsafe otters"}]}', "unsafe otters"),
        ("gem", b'{"promptFeedback": {"blockReason": "SAFETY"}}', "SAFETY"),
        ("gem", b'{"candidates": [{"finishReason": "IMAGE_SAFETY", "finishMessage": "no otters"}]}', "no otters"),
    ],
)
def test_images_that_were_withheld(model: str, body: bytes, told: str, face: MakeFace, serve: Serve) -> None:
    with pytest.raises(APIError, match=told):
        painted(face, serve, body, model=model)


@pytest.mark.parametrize("model", ["brush", "imagen", "gem"])
@pytest.mark.parametrize(
    ("body", "kind"),
    {
        b'{"error": {"message": "no", "code": 401}}': AuthenticationError,
        b"<!DOCTYPE html><title>Bad gateway</title>": ResponseParsingError,
        b"": ResponseParsingError,
        b"{}": ResponseParsingError,
        b"[]": ResponseParsingError,
        b'{"data": [], "predictions": [], "candidates": []}': ResponseParsingError,
        b'{"data": [{}], "predictions": [{}], "candidates": [{}]}': ResponseParsingError,
        b'{"data": [7], "predictions": 7, "candidates": [7]}': ResponseParsingError,
        b'{"data": [{"b64_json": "iVBO': ResponseParsingError,
    }.items(),
)
def test_what_is_no_image(model: str, body: bytes, kind: type[Exception], face: MakeFace, serve: Serve) -> None:
    with pytest.raises(kind) as caught:
        painted(face, serve, body, model=model)
    assert type(caught.value) is kind
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("method", "given", "told"),
    [
        ("image_generation", {"prompt": ""}, "prompt is empty"),
        ("image_generation", {"prompt": 5}, "prompt must be"),
        ("image_generation", {"prompt": ["a"]}, "prompt must be"),
        ("image_generation", {"prompt": "x", "n": "two"}, "n must be an integer"),
        ("image_generation", {"prompt": "x", "size": 1024}, "size must be a string"),
        ("image_generation", {"prompt": "x", "mask": b""}, "mask"),
        ("image_generation", {}, "needs prompt="),
        ("image_edit", {"prompt": "x"}, "needs image="),
        ("image_edit", {"prompt": "x", "image": []}, "image is empty"),
        ("image_edit", {"prompt": "x", "image": None}, "image"),
        ("image_edit", {"prompt": "x", "image": "no-such-otter.png"}, "no-such-otter.png"),
        ("image_edit", {"prompt": "x", "image": ["no-such-otter.png"]}, "no-such-otter.png"),
        ("image_edit", {"prompt": "x", "image": b"PNG", "mask": 7}, "mask"),
    ],
)
def test_wrong_input_is_refused_before_anything_is_sent(
    method: str, given: dict[str, Any], told: str, face: MakeFace, serve: Serve
) -> None:
    server = serve(always(REPLY))
    with pytest.raises((InvalidRequestError, NotSupportedError), match=told):
        face(server).call(method, model="brush", **given)
    assert not server.requests
