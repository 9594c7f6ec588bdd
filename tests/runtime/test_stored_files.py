"""Files that a provider keeps: handed over, listed, looked at, fetched, deleted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from modelwire import InvalidRequestError, NotFoundError, OpenAIProvider, ResponseParsingError
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
