"""Files of every provider that keeps any: each method, on each route, in both colours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from modelwire import (
    FileUploadRequest,
    InvalidRequestError,
    NotFoundError,
    NotSupportedError,
    ResponseParsingError,
    create_provider,
)
from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES, TYPES, Way, ways
from tests.runtime.colours import COLOURS, Face

OPENAI: Final = {"id": "f-1", "filename": "a.txt", "bytes": 3, "purpose": "batch", "novelty": 1}
ANTHROPIC: Final = {"id": "f-1", "filename": "a.txt", "size_bytes": 3, "type": "file", "novelty": 1}
STORED: Final = {"name": "f-1/a.txt", "bucket": "b-1", "size": "3", "kind": "storage#object", "novelty": 1}
GEMINI: Final = {"name": "files/f-1", "displayName": "a.txt", "sizeBytes": "3", "novelty": 1}


@dataclass(frozen=True)
class Keeping:
    """What a protocol's files look like: one of them, its place below the path, a page that is not the last."""

    file: Mapping[str, Any]
    page: Mapping[str, Any]
    queries: tuple[set[str], set[str]]
    """The query of the first page, and of the next; in a bracket the name of the parameter that takes a cursor."""
    deleted: Mapping[str, Any] | str
    odd: Mapping[str, Any]
    """A file as it must not be."""
    uploaded: Mapping[str, Any] | None = None
    content: str = "/f-1/content"
    before: str = ""
    """What stands before the path of an upload."""
    id: str = "f-1"
    ending: str = "/files"
    """What the path of all files ends with."""

    @property
    def last(self) -> Mapping[str, Any]:
        """The last page."""
        return {key: value for key, value in self.page.items() if key in ("data", "files", "items")} | {"total": 2}

    @property
    def place(self) -> str:
        """The file's own place below the path."""
        return f"/{quote(self.id, safe='')}"


KEPT: Final[Mapping[str, Keeping]] = {
    "openai-files": Keeping(
        OPENAI, {"data": [OPENAI], "has_more": True}, (set(), {"after=f-1"}), {"id": "f-1", "deleted": True}, {"id": 1}
    ),
    "mistral-files": Keeping(
        OPENAI,
        {"data": [OPENAI], "total": 101},
        ({"page=0", "page_size=100"}, {"page=1", "page_size=100"}),
        {"id": "f-1", "deleted": True},
        {"id": ""},
    ),
    "anthropic-files": Keeping(
        ANTHROPIC,
        {"data": [ANTHROPIC], "next_page": "page_2", "cursor": "page_2"},
        ({"limit=1000"}, {"limit=1000", "{}=page_2"}),
        {"id": "f-1", "type": "file_deleted"},
        {"id": None},
    ),
    "gemini-files": Keeping(
        GEMINI,
        {"files": [GEMINI], "nextPageToken": "t-2"},
        ({"pageSize=100"}, {"pageSize=100", "pageToken=t-2"}),
        {},
        {"displayName": "a.txt"},
        uploaded={"file": GEMINI},
        content="/f-1:download",
        before="/upload",
    ),
    "cloud-storage-files": Keeping(
        STORED,
        {"items": [STORED], "nextPageToken": "t-2"},
        ({"maxResults=1000"}, {"maxResults=1000", "pageToken=t-2"}),
        "",
        {"name": "f-1/a.txt"},
        content="/f-1%2Fa.txt",
        before="/upload",
        id="f-1/a.txt",
        ending="/storage/v1/b/sample-1/o",
    ),
}
"""By protocol."""
WAYS: Final = [way for type in TYPES for way in ways(type, "files")]
ONCE: Final = list({way.route.protocol.name: way for way in WAYS}.values())
"""One way to each protocol, for what is the same wherever it is spoken."""
each_way: Final = pytest.mark.parametrize("way", WAYS, ids=str)
each_protocol: Final = pytest.mark.parametrize("way", ONCE, ids=[way.route.protocol.name for way in ONCE])
GIVEN: Final[Mapping[str, Any]] = {"string": "x", "integer": 7, "object": {"anchor": "created_at", "seconds": 3600}}


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as serving:
        yield serving


@pytest.fixture(params=COLOURS)
def face(way: Way, server: Loopback, request: pytest.FixtureRequest) -> Iterator[Face]:
    with Face(request.param, way.provider(server.url)) as made:
        yield made


def kept(way: Way) -> Keeping:
    return KEPT[way.route.protocol.name]


def purposes(way: Way) -> dict[str, str]:
    return {"purpose": "batch"} if "purpose" in way.route.parameters.sent else {}


def asked(server: Loopback) -> tuple[str, str]:
    """The method and the path of the last request."""
    return server.seen[-1].method, server.seen[-1].path.partition("?")[0]


def queries(server: Loopback) -> list[set[str]]:
    """What the requests asked for in their queries, but for the version of the API."""
    parts = (seen.path.partition("?")[2].split("&") for seen in server.seen)
    return [{part for part in one if part and not part.startswith("api-version=")} for one in parts]


@each_way
def test_a_file_is_kept(way: Way, face: Face, server: Loopback, tmp_path: Path) -> None:
    """It is handed over, with every option, looked at, listed, fetched, deleted."""
    keeping = kept(way)
    (tmp_path / "a.txt").write_bytes(b"one")
    options = {
        name: option.enum[0] if option.enum else GIVEN[str(option.types)] for name, option in way.route.options.items()
    }
    server.lay(keeping.uploaded or keeping.file)
    stored = face.call("upload_file", file=tmp_path / "a.txt", options=options, **purposes(way))
    assert (stored.id, stored.filename, stored.bytes, stored.provider) == (keeping.id, "a.txt", 3, way.id)
    assert "novelty" in str(stored.raw)
    method, path = asked(server)
    assert method == "POST" and path.startswith(keeping.before) and path.endswith(keeping.ending)
    sent = server.seen[-1]
    assert sent.headers["content-type"].startswith("multipart/")
    assert b"Content-Type: text/plain\r\n\r\none\r\n--" in sent.body
    for name in (*options, *purposes(way)):
        assert name.encode() in sent.body

    server.lay(keeping.file)
    assert face.call("retrieve_file", id=keeping.id).id == keeping.id
    own = path.removeprefix(keeping.before) + keeping.place
    assert asked(server) == ("GET", own)
    server.lay_in_turn(keeping.page, keeping.last)
    assert face.call("list_files").ids == [keeping.id] * 2
    parameter = getattr(way.route.protocol, "cursor_parameter", "")
    assert queries(server) == [{part.format(parameter) for part in query} for query in keeping.queries]
    content = b'{"error": "no failure, but a line of a file"}\r\n'
    server.lay_bytes(content, "application/json")
    assert read(face, keeping.id) == content
    assert asked(server) == ("GET", path.removeprefix(keeping.before) + keeping.content)
    server.lay(keeping.deleted)
    assert face.call("delete_file", id=keeping.id) is None
    assert asked(server) == ("DELETE", own)


def read(face: Face, id: str) -> bytes:
    """The content of a file."""
    if face.blocking:
        with face.blocking.file_content(id) as stream:
            return stream.read()

    async def fetched() -> bytes:
        assert face.nonblocking
        async with face.nonblocking.file_content(id) as stream:
            return await stream.read()

    return face.run(fetched())


@each_way
def test_what_is_wrong_with_an_upload_is_told_before_anything_is_sent(
    way: Way, face: Face, server: Loopback, tmp_path: Path
) -> None:
    server.lay({})
    with pytest.raises(NotSupportedError, match="no_such_option"):
        face.call("upload_file", file=b"one", options={"no_such_option": 1}, **purposes(way))
    with pytest.raises(InvalidRequestError, match="cannot be found"):
        face.call("upload_file", file=tmp_path / "none", **purposes(way))
    if getattr(way.route.protocol, "purpose_needed", False):
        with pytest.raises(InvalidRequestError, match="purpose= must say"):
            face.call("upload_file", request=FileUploadRequest(file=b"one"))
    if not purposes(way):
        with pytest.raises(NotSupportedError, match="purpose is not supported; leave it out"):
            face.call("upload_file", file=b"one", purpose="batch")
    assert not server.seen


@each_protocol
def test_a_purpose_may_be_left_out_or_dropped(way: Way, face: Face, server: Loopback) -> None:
    if getattr(way.route.protocol, "purpose_needed", False):
        return
    server.lay(kept(way).uploaded or kept(way).file)
    assert not face.call("upload_file", file=b"one").adjustments
    if not purposes(way):
        with Face(face.colour, way.provider(server.url), unsupported="drop") as dropping:
            stored = dropping.call("upload_file", file=b"one", purpose="batch")
        assert [adjustment.parameter for adjustment in stored.adjustments] == ["purpose"]
    assert b"purpose" not in server.seen[-1].body


@each_protocol
def test_no_more_than_wanted_are_asked_for(way: Way, face: Face, server: Loopback) -> None:
    server.lay(kept(way).page)
    assert face.call("list_files", limit=1).ids == [kept(way).id]
    (query,) = queries(server)
    assert any(part.endswith("=1") for part in query)


@each_protocol
def test_odd_replies(way: Way, face: Face, server: Loopback) -> None:
    odd = kept(way).odd
    for reply in (json.dumps(odd), "<html>", '{"id": '):
        server.lay(reply)
        with pytest.raises(ResponseParsingError, match="-files"):
            face.call("retrieve_file", id="f-1")
    lists = ("data", "files", "items")
    for reply in (json.dumps({key: [odd] for key in lists}), json.dumps(dict.fromkeys(lists, 3)), "[]", "<html>"):
        server.lay(reply)
        with pytest.raises(ResponseParsingError, match="-files"):
            face.call("list_files")
    server.lay({"id": "f-1", "deleted": False})
    with pytest.raises(ResponseParsingError, match="not deleted"):
        face.call("delete_file", id="f-1")
    server.lay({"error": {"message": "no such file"}}, status=404)
    with pytest.raises(NotFoundError, match="no such file"):
        face.call("retrieve_file", id="f-1")


IN_BUCKETS: Final = [way for way in ONCE if way.route.protocol.name == "cloud-storage-files"]


@pytest.mark.parametrize("way", IN_BUCKETS, ids=str)
def test_each_upload_is_an_object_of_its_own_that_is_named_by_its_place_too(
    way: Way, face: Face, server: Loopback
) -> None:
    server.lay(STORED)
    names = set[str]()
    for file in (("C:\\secret\\a.txt", b"one"), ("/home/b/a.txt", b"one"), b"one"):
        stored = face.call("upload_file", file=file)
        told = server.seen[-1].body.split(b"\r\n\r\n", 2)[1].partition(b"\r\n")[0]
        names.add(json.loads(told)["name"])
    assert {name.partition("/")[2] for name in names} == {"a.txt", "upload"} and len(names) == 3
    assert stored.uri == "gs://b-1/f-1/a.txt"
    server.lay(STORED)
    face.call("retrieve_file", id="gs://sample-1/f-1/a.txt")
    assert asked(server)[1].endswith("/storage/v1/b/sample-1/o/f-1%2Fa.txt")
    server.seen.clear()
    for method in ("retrieve_file", "delete_file"):
        with pytest.raises(InvalidRequestError, match="lies in another bucket than 'sample-1'"):
            face.call(method, id=stored.uri)
    assert not server.seen


@pytest.mark.parametrize("way", IN_BUCKETS, ids=str)
def test_without_a_bucket_there_is_no_place_for_files(way: Way, server: Loopback) -> None:
    settings: Any = {**way.settings, "base_url": server.url, "bucket": None}
    with Face("blocking", create_provider(way.id, **settings)) as face:
        with pytest.raises(NotSupportedError, match="has no files route: it needs bucket to be set"):
            face.call("list_files")
    assert not server.seen


NAMING: Final = [
    (way, chat)
    for way in {way.id: way for way in WAYS}.values()
    for chat in ways(way.id, "chat")
    if chat.settings == way.settings and chat.route.content and "id" in chat.route.content.file
]


@pytest.mark.parametrize(("way", "chat"), NAMING, ids=[str(chat) for _, chat in NAMING])
def test_a_message_may_name_it(way: Way, chat: Way, face: Face, server: Loopback) -> None:
    server.lay({**kept(way).file, "uri": "https://files.test/v1/f-1"})
    stored = face.call("retrieve_file", id="f-1")
    server.lay(CHAT_BODIES[chat.route.protocol.name])
    content = [{"type": "text", "text": "Sum it up."}, stored.as_part()]
    reply = face.chat(model=chat.model, messages=[{"role": "user", "content": content}], context=chat.context)
    assert (stored.uri or kept(way).id).encode() in server.seen[-1].body
    assert {adjustment.parameter for adjustment in reply.adjustments} <= {"messages[0].content[1].file.filename"}
