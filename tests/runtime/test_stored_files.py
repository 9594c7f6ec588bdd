"""Files that a provider keeps: handed over, listed, looked at, fetched, deleted."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from modelwire import (
    AnthropicProvider,
    AzureAIProvider,
    GeminiProvider,
    InvalidRequestError,
    MistralProvider,
    NotFoundError,
    NotSupportedError,
    OpenAIProvider,
    RequestContext,
    ResponseParsingError,
)
from tests.runtime.colours import Face, MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import Connection

FILE = {"id": "file-1", "object": "file", "bytes": 3, "filename": "a.txt", "purpose": "batch", "novelty": 1}


class Keeper:
    """Answers each request with the next of some replies."""

    def __init__(self, *replies: Any) -> None:
        self.replies = [reply if isinstance(reply, bytes) else json.dumps(reply).encode() for reply in replies]

    def __call__(self, connection: Connection) -> None:
        while self.replies and connection.request():
            connection.reply(self.replies.pop(0), content_type="application/json")


def asker(face: MakeFace, server: Any) -> Face:
    return face(server, provider=OpenAIProvider(api_key=KEY, base_url=server.url))


def test_a_file_on_disk_is_handed_over(face: MakeFace, serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one")
    server = serve(Keeper(FILE))
    stored = asker(face, server).call("upload_file", file=tmp_path / "a.txt", purpose="batch")
    assert (stored.id, stored.filename, stored.bytes, stored.provider) == ("file-1", "a.txt", 3, "openai")
    (request,) = server.requests
    assert request.line.startswith("POST /files ")
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="purpose"\r\n\r\nbatch\r\n' in request.body
    assert b'filename="a.txt"\r\nContent-Type: text/plain\r\n\r\none\r\n' in request.body


def test_every_page_is_read(face: MakeFace, serve: Serve) -> None:
    pages = [{"data": [FILE | {"id": f"file-{n}"}], "has_more": n < 3} for n in (1, 2, 3)]
    server = serve(Keeper(*pages))
    listed = asker(face, server).call("list_files")
    assert listed.ids == ["file-1", "file-2", "file-3"]
    lines = [request.line.split()[1] for request in server.requests]
    assert lines == ["/files", "/files?after=file-1", "/files?after=file-2"]


def test_no_more_files_than_wanted_are_asked_for(face: MakeFace, serve: Serve) -> None:
    pages = [{"data": [FILE | {"id": f"file-{n}"}, FILE | {"id": f"f-{n}"}], "has_more": True} for n in (1, 2)]
    server = serve(Keeper(*pages))
    assert asker(face, server).call("list_files", limit=3).ids == ["file-1", "f-1", "file-2"]
    assert [request.line.split()[1] for request in server.requests] == ["/files?limit=3", "/files?limit=3&after=f-1"]


def test_a_cursor_that_comes_twice_ends_the_list(face: MakeFace, serve: Serve) -> None:
    server = serve(Keeper(*({"data": [FILE], "has_more": True} for _ in range(5))))
    assert asker(face, server).call("list_files").ids == ["file-1", "file-1"]


def test_an_id_cannot_leave_its_place(face: MakeFace, serve: Serve) -> None:
    server = serve(Keeper(FILE))
    asker(face, server).call("retrieve_file", id="../models?x#y")
    assert server.requests[-1].line.startswith("GET /files/..%2Fmodels%3Fx%23y ")


def test_a_file_is_deleted(face: MakeFace, serve: Serve) -> None:
    server = serve(Keeper({"id": "file-1", "deleted": True}, {"id": "file-1", "deleted": False}))
    client = asker(face, server)
    assert client.call("delete_file", id="file-1") is None
    assert server.requests[-1].line.startswith("DELETE /files/file-1 ")
    with pytest.raises(ResponseParsingError, match="not deleted"):
        client.call("delete_file", id="file-1")


def test_content_comes_as_it_is_whatever_it_looks_like(face: MakeFace, serve: Serve, tmp_path: Path) -> None:
    content = b'{"error": "no failure, but a line of a file"}\r\n\r\n'
    server = serve(Keeper(content))
    client = asker(face, server)
    if client.blocking:
        with client.blocking.file_content("file-1") as stream:
            stream.write_to_file(tmp_path / "out")
    else:
        client.run(_written(client, tmp_path / "out"))
    assert (tmp_path / "out").read_bytes() == content
    assert server.requests[-1].line.startswith("GET /files/file-1/content ")
    assert server.requests[-1].headers["accept"] == "application/binary"


async def _written(client: Face, path: Path) -> None:
    assert client.nonblocking
    async with client.nonblocking.file_content("file-1") as stream:
        await stream.write_to_file(path)


def test_a_file_that_is_gone(face: MakeFace, serve: Serve) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.reply(b'{"error": {"message": "No such File object: file-1"}}', status=404)

    with pytest.raises(NotFoundError, match="No such File"):
        asker(face, serve(script)).call("retrieve_file", id="file-1")


@pytest.mark.parametrize("reply", [{"data": [{"id": 1}]}, {"data": [3]}, {"files": []}, b"<html>", b'{"data": ['])
def test_odd_lists(face: MakeFace, serve: Serve, reply: Any) -> None:
    with pytest.raises(ResponseParsingError, match="openai-files"):
        asker(face, serve(Keeper(reply))).call("list_files")


@pytest.mark.parametrize(
    ("method", "given", "told"),
    [
        ("upload_file", {"file": "no/such/file", "purpose": "batch"}, "cannot be found"),
        ("upload_file", {"file": b"", "purpose": " "}, "purpose is empty"),
        ("list_files", {"limit": 0}, "limit must be"),
        ("retrieve_file", {"id": ""}, "is not the id"),
        ("delete_file", {"id": ".."}, "is not the id"),
        ("retrieve_file", {"id": 7}, "must be text, not int"),
    ],
)
def test_bad_input_is_refused_before_anything_is_sent(
    face: MakeFace, serve: Serve, method: str, given: dict[str, Any], told: str
) -> None:
    server = serve(Keeper(FILE))
    with pytest.raises(InvalidRequestError, match=told):
        asker(face, server).call(method, **given)
    assert not server.requests


# --- What is the vendors' own -----------------------------------------------------------------------------------


def gemini(face: MakeFace, server: Any) -> Face:
    return face(server, provider=GeminiProvider(api_key=KEY, base_url=server.url))


def test_gemini_is_told_of_a_file_before_it_comes(face: MakeFace, serve: Serve) -> None:
    told = {"name": "files/my-id", "displayName": "Paper", "uri": "https://gemini.test/v1/files/my-id"}
    server = serve(Keeper({"file": {**told, "state": "PROCESSING", "source": "UPLOADED"}}))
    options = {"name": "files/my-id", "displayName": "Paper"}
    stored = gemini(face, server).call("upload_file", file=("a.pdf", b"PDF"), options=options)
    assert (stored.id, stored.status, stored.downloadable) == ("my-id", "PROCESSING", False)
    assert stored.as_part() == {"type": "file", "file": {"file_id": told["uri"], "filename": "Paper"}}
    assert [adjustment.parameter for adjustment in stored.adjustments] == ["displayName"]
    (request,) = server.requests
    assert request.line.startswith("POST /upload/v1/files ")
    assert request.headers["x-goog-upload-protocol"] == "multipart"
    _, metadata, rest = request.body.split(b"\r\n\r\n")
    expected = {"file": {"mimeType": "application/pdf", "displayName": "Paper", "name": "files/my-id"}}
    assert json.loads(metadata.partition(b"\r\n--")[0]) == expected
    assert rest.startswith(b"PDF\r\n--") and metadata.endswith(b"Content-Type: application/pdf")


@pytest.mark.parametrize("id", ["f-1", "files/f-1", "https://gemini.test/v1/files/f-1"])
def test_gemini_s_files_are_known_by_id_name_or_address(face: MakeFace, serve: Serve, id: str) -> None:
    server = serve(Keeper({"name": "files/f-1"}))
    assert gemini(face, server).call("retrieve_file", id=id).id == "f-1"
    assert server.requests[-1].line.startswith("GET /v1/files/f-1 ")


@pytest.mark.parametrize("id", ["files/", "files/..", "files/ "])
def test_a_name_cannot_leave_its_place(face: MakeFace, serve: Serve, id: str) -> None:
    server = serve(Keeper({}))
    with pytest.raises(InvalidRequestError, match="is not the id"):
        gemini(face, server).call("delete_file", id=id)
    assert not server.requests


def test_no_files_are_an_empty_list(face: MakeFace, serve: Serve) -> None:
    assert gemini(face, serve(Keeper({}))).call("list_files").data == []


def test_anthropic_s_pages_of_the_beta_are_understood(face: MakeFace, serve: Serve) -> None:
    pages = [{"data": [{"id": f"file_{n}"}], "has_more": n < 2, "last_id": f"file_{n}"} for n in (1, 2)]
    server = serve(Keeper(*pages))
    provider = AnthropicProvider(api_key=KEY, base_url=server.url, betas=("files-api-2025-04-14",))
    assert face(server, provider=provider).call("list_files").ids == ["file_1", "file_2"]
    assert server.requests[-1].line.startswith("GET /v1/files?limit=1000&after_id=file_1 ")
    assert server.requests[-1].headers["anthropic-beta"] == "files-api-2025-04-14"


@pytest.mark.parametrize(
    ("sizes", "told", "asked"),
    [((100, 100, 1), 201, 3), ((100, 100), 200, 2), ((100, 7), None, 2), ((100, 0), None, 2)],
)
def test_mistral_s_pages_end_by_their_total_or_when_one_is_not_full(
    face: MakeFace, serve: Serve, sizes: tuple[int, ...], told: int | None, asked: int
) -> None:
    pages = [
        {"data": [FILE | {"id": f"{page}-{n}"} for n in range(size)], "total": told} for page, size in enumerate(sizes)
    ]
    server = serve(Keeper(*pages))
    client = face(server, provider=MistralProvider(api_key=KEY, base_url=server.url))
    assert len(set(client.call("list_files").ids)) == sum(sizes)
    assert len(server.requests) == asked


def test_an_image_that_anthropic_keeps_goes_into_messages_as_one(face: MakeFace, serve: Serve) -> None:
    reply: dict[str, Any] = {"type": "message", "content": [{"type": "text", "text": "A dot."}], "usage": {}}
    server = serve(Keeper({"id": "file_1", "filename": "dot.png", "mime_type": "image/png"}, reply))
    client = face(server, provider=AnthropicProvider(api_key=KEY, base_url=server.url))
    part = client.call("upload_file", file=("dot.png", b"PNG")).as_part()
    said = client.chat(model="claude-sonnet-4-6", messages=[{"role": "user", "content": [part]}])
    assert (said.text, said.adjustments) == ("A dot.", [])
    (message,) = server.requests[-1].json["messages"]
    assert message["content"] == [{"type": "image", "source": {"type": "file", "file_id": "file_1"}}]


def test_claude_s_files_on_foundry_are_reached_by_the_protocol_s_name(face: MakeFace, serve: Serve) -> None:
    server = serve(Keeper({"id": "file_1"}, {"id": "file_1", "type": "file_deleted"}))
    client = face(server, provider=AzureAIProvider(api_key=KEY, endpoint=server.url))
    context = RequestContext(route="anthropic-files")
    assert client.call("upload_file", file=b"one", context=context).id == "file_1"
    assert client.call("delete_file", id="file_1", context=context) is None
    assert [request.line.rpartition(" ")[0] for request in server.requests] == [
        "POST /anthropic/v1/files",
        "DELETE /anthropic/v1/files/file_1",
    ]
    assert all(request.headers["x-api-key"] == KEY for request in server.requests)


def test_an_upload_is_tried_again_from_its_start(face: MakeFace, serve: Serve) -> None:
    def refuse(connection: Connection) -> None:
        connection.request()
        connection.reply(b'{"error": {"message": "slow down"}}', status=429, **{"retry-after-ms": "1"})

    server = serve(refuse, Keeper({"file": {"name": "files/f-1"}}))
    assert gemini(face, server).call("upload_file", file=b"one").id == "f-1"
    first, second = server.requests
    assert b"\r\n\r\none\r\n--" in first.body and first.body == second.body


def test_a_large_file_is_never_held_whole(face: MakeFace, serve: Serve, tmp_path: Path) -> None:
    size = 16 * 1_048_576
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(size)

    def swallow(connection: Connection) -> None:
        got, room = 0, bytearray(65_536)
        while got < size and (more := connection.socket.recv_into(room)):
            got += more
        connection.reply(b'{"file": {"name": "files/f-1"}}', content_type="application/json")

    client = gemini(face, serve(Keeper({"file": {"name": "files/f-0"}}), swallow))
    client.call("upload_file", file=b"")  # what is loaded at first is no part of it
    tracemalloc.start()
    try:
        assert client.call("upload_file", file=tmp_path / "large.bin").id == "f-1"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * 1_048_576, peak


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "needs file="),
        ({"file": b"one", "purpose": 7}, "purpose must be a string, not 7"),
        ({"file": None, "purpose": "batch"}, "the file must be a path, bytes"),
        ({"file": b"one", "purpose": "batch", "model": "m"}, "no parameter 'model'"),
        ({"file": b"one", "purpose": "batch", "filename": "a"}, "no parameter 'filename'"),
        ({"file": b"one", "purpose": "batch", "options": {"expires_after": {"second": 1}}}, "second"),
        ({"request": {"file": b"one"}}, r"must be a FileUploadRequest, .*: file=\.\.\."),
    ],
)
def test_uploads_that_are_asked_for_wrongly(face: MakeFace, serve: Serve, given: dict[str, Any], told: str) -> None:
    server = serve(Keeper(FILE))
    with pytest.raises((InvalidRequestError, NotSupportedError), match=told):
        asker(face, server).call("upload_file", **given)
    assert not server.requests
