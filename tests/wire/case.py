"""A recorded conversation with a vendor: what its SDK was asked for, what it sent, and what comes back."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

CASES: Final = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A request as it stood on the wire, its body decoded by content type (`read_body`)."""

    method: str
    path: str  # percent-encoded, as sent
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]  # names in lower case
    body: Json

    @classmethod
    def recorded(cls, record: Mapping[str, Any]) -> WireRequest:
        headers: dict[str, str] = record["headers"]
        body: Json
        if "url" in record:  # recorded in the SDK's memory rather than on a socket
            url = urlsplit(str(record["url"]))
            path, query = url.path, parse_qsl(url.query, keep_blank_values=True)
        else:
            path, query = str(record["path"]), [(str(name), str(value)) for name, value in record["query"]]
        if "multipart" in record:
            body = _fields(record["multipart"])
        elif "body_text" in record:
            body = read_body(headers.get("content-type", ""), str(record["body_text"]).encode())
        elif "x-www-form-urlencoded" in headers.get("content-type", ""):
            body = {name: str(value) for name, value in record["body"].items()}
        else:
            body = record["body"]
        return cls(record["method"], path, tuple(query), headers, body)


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back: a body in one piece, or a stream's pieces in the order in which they are flushed."""

    status: int
    headers: Mapping[str, str]
    pieces: tuple[bytes, ...]
    streamed: bool
    aborted: bool  # the connection is reset before the body's end
    origin: str  # where the body comes from, hence how far to trust it

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    @classmethod
    def recorded(cls, record: Mapping[str, Any]) -> Reply:
        streamed = "chunks" in record
        return cls(
            status=record["status"],
            headers=record.get("headers", {}),
            pieces=tuple(filter(None, map(_piece, record["chunks"]))) if streamed else (_body(record),),
            streamed=streamed,
            aborted=record.get("truncate") == "abort",
            origin=record["origin"],
        )


@dataclass(frozen=True)
class Case:
    """One file of `cases/`, parsed when it is first looked into."""

    folder: str
    name: str
    file: Path = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        return f"{self.folder}/{self.name}"

    def __str__(self) -> str:
        return self.id

    @cached_property
    def record(self) -> dict[str, Any]:
        """The file as it stands, for what has no name below."""
        record: dict[str, Any] = json.loads(self.file.read_text("utf-8"))
        return record

    @property
    def logical_request(self) -> dict[str, Any]:
        """What the SDK was asked for, in neutral words."""
        request: dict[str, Any] = self.record["logical_request"]
        return request

    @cached_property
    def wire_requests(self) -> tuple[WireRequest, ...]:
        """What it sent: one request, several where it retried, none where it refused or got no connection."""
        first = self.record.get("wire_request")
        records = self.record.get("wire_requests") or ([first] if first else [])
        return tuple(map(WireRequest.recorded, records))

    @cached_property
    def replies(self) -> tuple[Reply, ...]:
        """What comes back, in order; there may be more than the SDK lived to see."""
        record = self.record
        records = record.get("canned_responses") or [record.get("canned_stream") or record["canned_response"]]
        return tuple(map(Reply.recorded, records))

    @property
    def reply(self) -> Reply:
        return self.replies[0]

    @property
    def origin(self) -> str:
        return self.reply.origin

    @property
    def sdk_outcome(self) -> dict[str, Any]:
        """What the vendor's SDK made of it: `result`, `stream_events`, `raised`. Evidence, not the goal."""
        outcome: dict[str, Any] = self.record["sdk_outcome"]
        return outcome

    @property
    def note(self) -> str | None:
        return self.record.get("note")


def load_cases(*selectors: str, root: Path = CASES) -> list[Case]:
    """Find cases by folder or id, `*` allowed, all by default: `load_cases("openai", "vertex/stream_*")`."""
    found: dict[str, Case] = {}
    for selector in selectors or ("*",):
        files = sorted(root.glob(f"{selector}.json" if "/" in selector else f"{selector}/*.json"))
        if not files:
            raise LookupError(f"no wire case matches {selector!r}: name a folder or an id like openai/chat_text")
        cases = (Case(file.parent.name, file.stem, file) for file in files)
        found.update((case.id, case) for case in cases)
    return list(found.values())


def read_body(content_type: str, raw: bytes) -> Json:
    """Decode a request's body: JSON and forms to values, anything else to text, no body to None."""
    if not raw:
        return None
    kind, _, parameters = content_type.partition(";")
    text = raw.decode(errors="replace")
    match kind.strip().lower():
        case "application/x-www-form-urlencoded":
            return {name: value for name, value in parse_qsl(text, keep_blank_values=True)}
        case "multipart/form-data":
            boundary = parameters.partition("boundary=")[2].strip().strip('"')
            parts = raw.split(b"--" + boundary.encode())[1:-1]
            return _fields([_part(part.removeprefix(b"\r\n").removesuffix(b"\r\n")) for part in parts])
        case _:
            try:
                value: Json = json.loads(text)
                return value
            except ValueError:
                return text


def _part(raw: bytes) -> dict[str, Json]:
    head, _, content = raw.partition(b"\r\n\r\n")
    lines = (line.partition(":") for line in head.decode().split("\r\n"))
    headers = {name.lower(): value.strip() for name, _, value in lines}
    disposition = (item.partition("=") for item in headers["content-disposition"].split("; ")[1:])
    named = {name: value.strip('"') for name, _, value in disposition}
    part: dict[str, Json] = {"name": named["name"], "filename": named.get("filename")}
    if "content-type" in headers:
        part["content_type"] = headers["content-type"]
    return part | {"value": content.decode(errors="replace")}


def _fields(parts: list[dict[str, Json]]) -> Json:
    """Group a form's parts by name: only parts of one name have an order."""
    fields: dict[str, Json] = {}
    for part in parts:
        rest = {key: value for key, value in part.items() if key != "name"}
        same = fields.setdefault(str(part["name"]), [])
        assert isinstance(same, list)
        same.append(rest)
    return fields


def _body(record: Mapping[str, Any]) -> bytes:
    if "body_base64" in record:
        return base64.b64decode(record["body_base64"])
    if "body_text" in record:
        return str(record["body_text"]).encode()
    return json.dumps(record["body"], ensure_ascii=False).encode()


def _piece(chunk: str | Mapping[str, str]) -> bytes:
    """Decode one chunk: text, or bytes that were cut inside a character as `{"$base64": ...}`."""
    return chunk.encode() if isinstance(chunk, str) else base64.b64decode(chunk["$base64"])
