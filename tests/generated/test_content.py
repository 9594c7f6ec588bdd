"""What messages may hold beside text, on every chat route of every provider.

pytest tests/generated/test_content.py -k mistral
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from modelwire import Capability, Client, InvalidRequestError, NotSupportedError, ProviderType
from modelwire_runtime.content import Content
from modelwire_runtime.h11_transport import H11Transport
from modelwire_runtime.transport import WireRequest
from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES, KEY, TYPES, Way, provider_class, ways

WAYS: Final = [way for type in TYPES for way in ways(type, "chat")]
KINDS: Final = ("image", "audio", "file")
FORMS: Final = ("url", "data", "id")
CAPABILITIES: Final = {"image": Capability.VISION, "audio": Capability.AUDIO_INPUT, "file": Capability.FILES}
PIXELS: Final = "iVBORw0KGgoAAAANSUhEUg=="
PAGES: Final = "JVBERi0xLjQK"
SOUND: Final = "UklGRiQAAABXQVZF"

PARTS: Final[Mapping[tuple[str, str], Any]] = {
    ("image", "url"): {"type": "image_url", "image_url": {"url": "https://pictures.test/cat.png"}},
    ("image", "data"): {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXELS}"}},
    ("image", "id"): {"type": "image_url", "image_url": {"url": "ms://file-in-store"}},
    ("audio", "url"): {"type": "input_audio", "input_audio": {"data": "https://sounds.test/cat.wav", "format": "wav"}},
    ("audio", "data"): {"type": "input_audio", "input_audio": {"data": SOUND, "format": "wav"}},
    ("file", "url"): {"type": "file", "file": {"file_data": "https://papers.test/cat.pdf", "filename": "cat.pdf"}},
    ("file", "data"): {
        "type": "file",
        "file": {"file_data": f"data:application/pdf;base64,{PAGES}", "filename": "cat.pdf"},
    },
    ("file", "id"): {"type": "file", "file": {"file_id": "store://file-in-store"}},
}
"""A part of each kind in each form; sound has no ids."""
WITNESS: Final = {
    ("image", "url"): "https://pictures.test/cat.png",
    ("image", "data"): PIXELS,
    ("image", "id"): "ms://file-in-store",
    ("audio", "url"): "https://sounds.test/cat.wav",
    ("audio", "data"): SOUND,
    ("file", "url"): "https://papers.test/cat.pdf",
    ("file", "data"): PAGES,
    ("file", "id"): "store://file-in-store",
}
"""What of it must stand in the body."""


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def content_of(way: Way) -> Content:
    assert way.route.content is not None
    return way.route.content


def taken(way: Way, kind: str, form: str) -> bool:
    lacks = way.provider("http://127.0.0.1:1").models.supports(way.model, CAPABILITIES[kind]) is False
    return form in getattr(content_of(way), kind) and not lacks


def conversation(way: Way, part: Any) -> Iterator[tuple[str, list[Any]]]:
    """Messages with the part, said by the user and as the result of a tool, where that may be."""
    said = {"type": "text", "text": "What is this?"}
    yield "user", [{"role": "user", "content": [said, part]}]
    call = {"id": "call12345", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    yield (
        "tool",
        [
            {"role": "user", "content": "Look."},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call12345", "content": [said, part]},
        ],
    )


@pytest.mark.parametrize(("kind", "form"), PARTS)
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_part_is_in_the_body_or_refused_before_any_request(way: Way, kind: str, form: str, server: Loopback) -> None:
    server.lay(CHAT_BODIES[way.route.protocol.name])
    with Client(way.provider(server.url)) as client:
        for role, messages in conversation(way, PARTS[kind, form]):
            where = f"messages[{len(messages) - 1}].content[1] "
            if taken(way, kind, form) and (role == "user" or kind in content_of(way).tool_result):
                client.chat_completion(model=way.model, messages=messages)
                assert WITNESS[kind, form] in json.dumps(server.seen.pop().json)
                continue
            with pytest.raises(NotSupportedError) as refused:
                client.chat_completion(model=way.model, messages=messages)
            assert not server.seen
            assert refused.value.message.startswith(where)
            assert client.provider.name in refused.value.message
            assert repr(way.model) in refused.value.message
            assert refused.value.provider == way.id
            with pytest.raises(NotSupportedError):
                client.chat_completion_stream(model=way.model, messages=messages)
            reply = client.with_options(unsupported="drop").chat_completion(model=way.model, messages=messages)
            assert WITNESS[kind, form] not in json.dumps(server.seen.pop().json)
            assert [(done.parameter, done.action) for done in reply.adjustments] == [(where.strip(), "dropped")]
            with pytest.warns(UserWarning, match=r"content\[1\]"):
                client.with_options(unsupported="warn").chat_completion(model=way.model, messages=messages)
            server.seen.clear()


FILES: Final = {"png": ("image/png", PIXELS), "wav": ("audio/wav", SOUND), "pdf": ("application/pdf", PAGES)}


class Brought:
    """What an address brings."""

    status = 200

    def __init__(self, url: str) -> None:
        kind, data = FILES[url.rpartition(".")[2]]
        self.headers = [(b"content-type", kind.encode())]
        self._parts = [b"", base64.b64decode(data)]

    def read(self) -> bytes:
        return self._parts.pop()

    def close(self) -> None:
        pass


class Bringing(H11Transport):
    """Brings what is asked of others than the provider from a shelf."""

    def open(self, request: WireRequest) -> Any:
        if not request.foreign:
            return super().open(request)
        assert not any(KEY in f"{name} {value}" for name, value in request.headers)
        return Brought(request.url)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_what_a_provider_does_not_fetch_is_fetched_if_allowed(way: Way, kind: str, server: Loopback) -> None:
    server.lay(CHAT_BODIES[way.route.protocol.name])
    if taken(way, kind, "url") or not taken(way, kind, "data"):
        return
    messages: Any = [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, PARTS[kind, "url"]]}]
    with Client(way.provider(server.url), transport=Bringing(), fetch_media=True) as client:
        reply = client.chat_completion(model=way.model, messages=messages)
        body = json.dumps(server.seen.pop().json)
        assert WITNESS[kind, "data"] in body
        assert WITNESS[kind, "url"] not in body
        assert {note.parameter for note in reply.adjustments} <= {"messages[0].content[1].file.filename"}
        with pytest.raises(NotSupportedError, match="fetch_media=True"):
            client.with_options(fetch_media=False).chat_completion(model=way.model, messages=messages)
    assert not server.seen


@pytest.mark.parametrize("type", TYPES)
def test_what_a_provider_can_do_some_route_takes(type: ProviderType) -> None:
    contents = [content_of(way) for way in ways(type, "chat")]
    for kind, capability in CAPABILITIES.items():
        if capability in provider_class(type).capabilities:
            assert any(getattr(content, kind) for content in contents), capability


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_message_is_never_emptied(way: Way, server: Loopback) -> None:
    refused = [pair for pair in PARTS if not taken(way, *pair)]
    with Client(way.provider(server.url), unsupported="drop") as client:
        for pair in refused:
            with pytest.raises(NotSupportedError):
                client.chat_completion(model=way.model, messages=[{"role": "user", "content": [PARTS[pair]]}])
    assert not server.seen


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_parts_of_an_unknown_type_are_refused_with_the_nearest_one(way: Way, server: Loopback) -> None:
    if "*" in content_of(way).native:
        pytest.skip("everything is sent here")
    for wrong, meant in {"input_image": "image_url", "imageurl": "image_url", "input_file": "file"}.items():
        with Client(way.provider(server.url)) as client, pytest.raises(InvalidRequestError) as refused:
            message: Any = {"role": "user", "content": [{"type": wrong, wrong: "x"}]}
            client.chat_completion(model=way.model, messages=[message])
        assert f"messages[0].content[0].type is {wrong!r}" in refused.value.message
        assert f"did you mean {meant!r}?" in refused.value.message
    assert not server.seen


@pytest.mark.parametrize("url", ["cat.png", "/home/me/cat.png", "iVBORw0KGgo="])
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_images_by_path_or_bare_base64_are_refused(way: Way, url: str, server: Loopback) -> None:
    if "*" in content_of(way).native:
        pytest.skip("everything is sent here")
    message: Any = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}
    with Client(way.provider(server.url)) as client, pytest.raises(InvalidRequestError) as refused:
        client.chat_completion(model=way.model, messages=[message])
    assert "messages[0].content[0].image_url.url is no address (https://...) and no data URI" in refused.value.message
    assert url not in refused.value.message and not server.seen


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_video_is_refused_as_such_where_it_is_not_taken(way: Way, server: Loopback) -> None:
    if {"*", "video_url"} & {*content_of(way).native}:
        return
    part = {"type": "video_url", "video_url": {"url": "https://films.test/cat.mp4"}}
    message: Any = {"role": "user", "content": [{"type": "text", "text": "What is this?"}, part]}
    with Client(way.provider(server.url)) as client, pytest.raises(NotSupportedError, match="is video, and"):
        client.chat_completion(model=way.model, messages=[message])
    assert not server.seen


@pytest.mark.parametrize("way", [way for way in WAYS if content_of(way).native], ids=str)
def test_parts_of_the_vendors_own_are_sent_as_they_are(way: Way, server: Loopback) -> None:
    server.lay(CHAT_BODIES[way.route.protocol.name])
    with Client(way.provider(server.url)) as client:
        for kind in content_of(way).native:
            part = {"type": kind.replace("*", "hologram"), "of": "a cat"}
            message: Any = {"role": "user", "content": [{"type": "text", "text": "What is this?"}, part]}
            client.chat_completion(model=way.model, messages=[message])
            assert server.seen.pop().json["messages"][0]["content"][1] == part
