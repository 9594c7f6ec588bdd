"""What protocols of batches have in common: many chats written one after the other, and as many results read."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from pydantic_core import to_json

from ..data import is_array, is_object
from ..errortable import Failure
from .base import Encoding, Malformed, Protocol, parse, parse_object
from .json_values import as_word

if TYPE_CHECKING:
    from ..batches import Batch, BatchRequest
    from ..files import StoredFile


Query: TypeAlias = Mapping[str, str]
VERSION = "/v1"
"""What names of endpoints begin with, or not: Azure has it both ways."""


@dataclass(frozen=True, slots=True)
class Written:
    """The chats of a batch as they were written: where they go, which models they ask, and the file they are in."""

    endpoint: str
    models: tuple[str, ...]
    file: str = ""
    place: str = ""
    """The address of the file, where it has one beside its id."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the results: the body of a chat's reply, or a failure in its place."""

    custom_id: str
    body: Any = None
    failure: Failure | None = None
    status: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class BatchProtocol(Protocol):
    """A protocol of batches.

    ``endpoints`` says by which names the vendor knows the protocols of chats; those that are missing have no batches.
    """

    endpoints: Mapping[str, str]
    most_requests: int | None = None
    most_bytes: int | None = None
    id_pattern: str = ""
    one_model: bool = False

    opening: ClassVar[bytes] = b""
    separator: ClassVar[bytes] = b"\n"
    closing: ClassVar[bytes] = b"\n"
    """What stands before, between and after the chats."""
    is_uploaded: ClassVar[bool] = True
    """Whether they are handed over as a file of the provider's, which the batch names; or else as its body."""
    file_purpose: ClassVar[str | None] = "batch"
    file_type: ClassVar[str] = "application/octet-stream"
    results_below: ClassVar[str] = ""
    """Where below a batch its results stand, if not in files."""
    results_accept: ClassVar[str] = "application/binary"
    longest_page: ClassVar[int] = 100
    """Batches that are listed at a time, at most."""
    items: ClassVar[str] = "data"
    """Where the batches stand in a page of the list."""
    omits_empty: ClassVar[bool] = False
    """Whether that is left out where there are none."""
    id_field: ClassVar[str] = "id"
    cancel_after: ClassVar[str] = "/cancel"
    """What stands after a batch's own path where it is cancelled."""
    cancel_headers: ClassVar[Mapping[str, str]] = {"content-type": "application/json"}

    def name_of(self, id: str) -> str:
        """What stands for a batch of this id below the path."""
        return id

    def made_at(self, path: str, written: Written) -> str:
        """The path where a batch is made, by that of all batches."""
        return path

    def refusal_of(self, model: str) -> str | None:
        """Why a model has no batches, by the form of its name; None if it may have."""
        return None

    def custom_id(self, line: dict[str, Any]) -> Any:
        """The name of the chat that a line of the results is of."""
        return line.get("custom_id")

    @abstractmethod
    def line(self, custom_id: str, endpoint: str, body: bytes) -> bytes:
        """One chat, whose body is given, as it is written."""

    @abstractmethod
    def encode(self, request: BatchRequest, encoding: Encoding, written: Written) -> dict[str, Any]:
        """The body that asks for a batch of chats that are handed over as a file."""

    @abstractmethod
    def batch(self, body: dict[str, Any]) -> Batch:
        """The batch that an object tells of."""

    @abstractmethod
    def outcome(self, line: dict[str, Any]) -> Outcome:
        """What a line of the results says; raises :class:`Malformed`."""

    @abstractmethod
    def following(self, body: dict[str, Any], batches: list[Batch], asked: Query) -> Query | None:
        """What is changed in the query of a page for the next one, if there is one."""

    def page_query(self, limit: int | None) -> Query:
        """The query of the first page, if no more than a limit are wanted in all."""
        return {"limit": str(min(limit, self.longest_page))} if limit else {}

    def decode(self, data: bytes) -> Batch:
        """The batch in a body."""
        return self._batch(parse_object(data))

    def decode_cancelled(self, data: bytes) -> Batch | None:
        """The batch in the answer to its cancelling, where the vendor tells it there."""
        return self.decode(data)

    def decode_page(self, data: bytes, asked: Query) -> tuple[list[Batch], Query | None]:
        """The batches in the answer to a query, and what is changed in it for the next page if there is one."""
        body = parse_object(data)
        items = body.get(self.items, [] if self.omits_empty else None)
        if not is_array(items):
            raise Malformed(f"no list of batches at {self.items!r}")
        batches = [self._batch(item) for item in items]
        return batches, self.following(body, batches, asked)

    def decode_line(self, data: bytes) -> Outcome:
        """What became of a chat, by a line of the results."""
        line = parse(data)
        if not is_object(line) or not isinstance(self.custom_id(line), str):
            raise Malformed("a result without a custom_id")
        return self.outcome(line)

    def name_in(self, data: bytes) -> str | None:
        """Of which chat a line is that is no result, if that can be seen: it may be whole but for half an emoji."""
        try:
            line = json.loads(data.decode("utf-8", "replace"), strict=False)
        except (ValueError, RecursionError):
            return None
        name = self.custom_id(line) if is_object(line) else None
        return name if isinstance(name, str) else None

    def chat_protocol(self, batch: Batch) -> str | None:
        """The name of the protocol by which the replies of a batch are read; None where they are no chats."""
        if batch.endpoint is None:
            return next(iter(self.endpoints), None)
        named = batch.endpoint.removeprefix(VERSION)
        return next((name for name, one in self.endpoints.items() if one.removeprefix(VERSION) == named), None)

    def result_files(self, batch: Batch) -> list[str]:
        """The ids of the files that hold the results, where they stand in files."""
        return [id_ for id_ in (batch.output_file_id, batch.error_file_id) if id_]

    def result_directory(self, batch: Batch) -> str | None:
        """Where the files of the results lie, if only that is told; they are looked up there then."""
        return None

    def results_among(self, files: list[StoredFile]) -> list[str]:
        """The ids of those files of a directory that hold the results."""
        return [file.id for file in files]

    def _batch(self, body: Any) -> Batch:
        if not is_object(body) or not as_word(body.get(self.id_field)):
            raise Malformed("a batch without an id")
        return self.batch(body)


def joined(**parts: bytes | str) -> bytes:
    """An object with the JSON of its values, bytes as they are and texts as strings."""
    inner = (
        b'"%b":%b' % (name.encode(), part if isinstance(part, bytes) else to_json(part)) for name, part in parts.items()
    )
    return b"{" + b",".join(inner) + b"}"
