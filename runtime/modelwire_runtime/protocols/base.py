"""What a protocol must be able to do.

Protocols are pure: requests to JSON, bytes to replies, events to chunks.  A protocol object is a frozen data class
whose fields are its quirks; they are the keys that a route of a spec may set.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeAlias

from pydantic_core import from_json
from typing_extensions import TypeVar

from ..data import is_array, is_mapping, is_object
from ..errortable import Failure
from .failures import read_failure

if TYPE_CHECKING:
    from ..parameters import Adjustment, Settled
    from ..replies import ChatChunk, ChatResponse, ModelList, Reply
    from ..requests import ChatRequest, Request

RequestT = TypeVar("RequestT", bound="Request", default=Any)
ReplyT = TypeVar("ReplyT", bound="Reply", default=Any)

Strategy: TypeAlias = Literal["json-schema", "json-object", "tool", "instruction"]
"""A way to ask for a reply that fits a schema: see :mod:`.structured_strategies`."""

FormFields: TypeAlias = Literal["bracketed", "plain", "related", "related-flat"]
"""How a form says lists and mappings: ``name[]`` and ``name[key]``, by the name alone and as JSON, or all in JSON."""

DONE = b"[DONE]"
"""The data of the last event of OpenAI's streams."""


class Malformed(Exception):
    """What came is not what the protocol says."""


class NotContent(Malformed):
    """What came is no content, by its type: a message of the provider's, or a page of somebody else's."""


class Refusal(Exception):
    """What came as a success is an error."""

    def __init__(self, failure: Failure, body: Any) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.body = body


@dataclass(slots=True)
class Encoding:
    """What a protocol needs to know to encode one request; it adds to ``settled.adjustments`` what it leaves out."""

    provider: str
    model: str
    settled: Settled
    stream: bool = False

    @property
    def adjustments(self) -> list[Adjustment]:
        """What was not sent as given, so far."""
        return self.settled.adjustments


@dataclass(frozen=True, kw_only=True)
class Protocol(ABC):
    """A way to talk to a provider."""

    name: ClassVar[str]
    wire_names: ClassVar[Mapping[str, str]] = {}
    """Where the unified parameters stand in a body, if not under their own names; dots mean nesting."""
    united: ClassVar[frozenset[str]] = frozenset()
    """Lists of a body in which order means nothing: an option adds to what the parameters put there."""
    is_form: ClassVar[bool] = False
    """Whether bodies are sent as forms; files in them are :class:`~..uploads.File` objects then."""

    @property
    def form_fields(self) -> FormFields:
        """How the lists and mappings of a body are said in a form."""
        return "bracketed"

    def failure(self, body: Any) -> Failure:
        """What an error body says."""
        return read_failure(body)

    def place(self, body: dict[str, Any], settled: Settled) -> None:
        """Put the settled parameters into a body, each under its wire name."""
        for name, value in settled.values.items():
            path = settled.names.get(name) or self.wire_names.get(name, name)
            if "." in path:
                put(body, path, value)
            else:
                body[path] = value
        for fragment in settled.fragments:
            merge(body, fragment)


class ChatProtocol(Protocol):
    """A protocol for chat.

    ``strategies`` are the ways to a reply that fits a schema, those first that leave less to be checked afterwards.
    """

    strategies: ClassVar[tuple[Strategy, ...]] = ("json-schema", "tool", "json-object", "instruction")

    @abstractmethod
    def encode(self, request: ChatRequest, encoding: Encoding) -> dict[str, Any]:
        """The body of the request."""

    @abstractmethod
    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body; raises :class:`Malformed` or :class:`Refusal`."""

    @abstractmethod
    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""

    @abstractmethod
    def structured(self, schema: Mapping[str, Any], name: str) -> Structured:
        """How a format asks for a reply that fits a JSON schema; raises :class:`Unsayable` where it cannot."""

    def first_strategy(self) -> Strategy:
        """The way to a reply that fits a schema that is tried first."""
        return "json-schema"


class StreamDecoder(ABC):
    """Decodes one stream: the data of events in, chunks out."""

    complete = False
    """Whether the stream's terminator was seen, so that an end is no interruption."""
    finished = False
    """Whether nothing more can come."""

    @abstractmethod
    def feed(self, event: bytes) -> Sequence[Reply]:
        """The chunks that an event brings; raises :class:`Malformed` or :class:`Refusal`."""

    def end(self) -> Sequence[Reply]:
        """The chunks that the end of the stream brings."""
        return ()


class ChatDecoder(StreamDecoder):
    """Decodes the stream of a chat."""

    @abstractmethod
    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunks that an event brings; raises :class:`Malformed` or :class:`Refusal`."""

    def end(self) -> list[ChatChunk]:
        """The chunks that the end of the stream brings."""
        return []


@dataclass(frozen=True, slots=True)
class Structured:
    """What to change in a request to get a reply that fits a schema, and where the JSON will stand.

    ``instruction`` is to be added to the system message; ``tool`` the name of the tool whose arguments are the answer;
    ``enforced`` whether the vendor sees to the shape of the reply; ``told`` what of the schema is said in words only.
    """

    changes: Mapping[str, Any]
    instruction: str | None = None
    tool: str | None = None
    enforced: bool = True
    told: tuple[str, ...] = ()


def format_for_schema(
    schema: Mapping[str, Any], name: str, *, strict: bool = True, told: tuple[str, ...] = ()
) -> Structured:
    """Asks for a reply that fits a schema by ``response_format``."""
    wanted = {"name": name, "schema": schema, "strict": strict}
    changes = {"response_format": {"type": "json_schema", "json_schema": wanted}}
    return Structured(changes, enforced=strict, told=told)


def tool_for_schema(schema: Mapping[str, Any], name: str) -> Structured:
    """Asks for a reply that fits a schema by a tool that must be called."""
    function = {"name": name, "description": "Give the answer.", "parameters": schema}
    choice = {"type": "function", "function": {"name": name}}
    changes = {"tools": [{"type": "function", "function": function}], "tool_choice": choice}
    return Structured(changes, tool=name, enforced=False)


class RequestProtocol(Protocol, Generic[RequestT, ReplyT]):
    """A protocol of an operation that is one request and one reply.

    These protocols import what is theirs of requests and replies when they are used, so that a provider's module stays
    light.

    """

    @abstractmethod
    def encode(self, request: RequestT, encoding: Encoding) -> dict[str, Any]:
        """The body of the request."""

    @abstractmethod
    def decode(self, data: bytes) -> ReplyT:
        """The reply in a body; raises :class:`Malformed` or :class:`Refusal`."""

    def reader(self, body: Mapping[str, Any]) -> Callable[[bytes], ReplyT]:
        """What reads the reply to a body, where that depends on what it asks for."""
        return self.decode


class ContentProtocol(Protocol, Generic[RequestT]):
    """A protocol of an operation whose reply is content, such as sound or a file, and not a message about it."""

    @abstractmethod
    def encode(self, request: RequestT, encoding: Encoding) -> dict[str, Any]:
        """The body of the request."""

    @abstractmethod
    def decoder(self, content_type: str) -> BytesDecoder:
        """What decodes a reply of this type; raises :class:`NotContent` if that is none."""

    def media_type(self, body: Mapping[str, Any]) -> str:
        """What the content is that a body asks for, where the head of the reply tells of its wrapping only."""
        return ""


class BytesDecoder:
    """Decodes one stream of bytes, such as sound or a file: pieces of the body in, pieces of the content out.

    This one hands on what comes.
    """

    def feed(self, data: bytes) -> list[bytes]:
        """The content that a piece of the body brings; raises :class:`Malformed` or :class:`Refusal`."""
        return [data]

    def end(self) -> list[bytes]:
        """The content that the end of the body brings."""
        return []


class ModelsProtocol(Protocol):
    """A protocol for listing models."""

    health_path: str = ""
    """What to ask for to see whether the key is right, where the list does not tell."""

    @abstractmethod
    def decode(self, data: bytes) -> tuple[ModelList, Mapping[str, str] | None]:
        """The models in a body, and the query of the next page if there is one."""

    @abstractmethod
    def first_query(self) -> Mapping[str, str]:
        """What the query of the first page holds."""


def parse(data: bytes) -> Any:
    """JSON bytes as plain data; raises :class:`Malformed`."""
    try:
        return from_json(data)
    except ValueError as error:
        raise Malformed(f"not JSON: {_excerpt(data)}") from error


def parse_object(data: bytes) -> dict[str, Any]:
    """A JSON object; raises :class:`Refusal` for an error envelope and :class:`Malformed` for anything else."""
    body = parse(data)
    check_envelope(body)
    if not is_object(body):
        raise Malformed(f"not an object: {_excerpt(data)}")
    return body


def check_envelope(body: Any) -> None:
    """Raise :class:`Refusal` if a body that came as a success is an error."""
    inner = body[0] if is_array(body) and body else body
    if is_object(inner) and (
        inner.get("error") or "error" in (inner.get("object"), inner.get("type")) or _is_problem(inner)
    ):
        raise Refusal(read_failure(body), body)


def _is_problem(body: Mapping[str, Any]) -> bool:
    """Whether a body describes a problem as RFC 9457 has it, with the status it should have come under."""
    status = body.get("status")
    return isinstance(status, int) and status >= 400 and ("title" in body or "detail" in body)


def check_unknown(body: Any) -> None:
    """Raise :class:`Refusal` if what is none of the protocol's objects tells of a failure, in whatever shape."""
    check_envelope(body)
    if is_object(body) and (failure := read_failure(body)).message:
        raise Refusal(failure, body)


def unexpected(data: bytes) -> Malformed | Refusal:
    """What to raise for bytes that are not the reply they should be: the error in them, or :class:`Malformed`."""
    try:
        check_unknown(parse(data))
    except (Refusal, Malformed) as error:
        return error
    return Malformed(f"JSON, but not a reply: {_excerpt(data)}")


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set ``body[a][b]`` for the path ``a.b``, making what is missing on the way."""
    *parents, last = path.split(".")
    for parent in parents:
        body = body.setdefault(parent, {})
    body[last] = value


def merge(body: dict[str, Any], fragment: Mapping[str, Any]) -> None:
    """Lay a fragment over a body; mappings are merged, anything else replaces what was there."""
    for key, value in fragment.items():
        if is_mapping(value):
            inner = body.get(key)
            body[key] = dict(inner) if is_mapping(inner) else {}
            merge(body[key], value)
        else:
            body[key] = value


def at(body: Any, path: str) -> Any:
    """What stands at ``a.b`` in plain data, or None."""
    for key in path.split("."):
        if not is_object(body):
            return None
        body = body.get(key)
    return body


def _excerpt(data: bytes) -> str:
    text = " ".join(data[:200].decode("utf-8", "replace").split())
    return f"{text[:120]!r}{'...' if len(data) > 120 else ''}" if text else "empty"
