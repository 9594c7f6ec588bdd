"""What comes out: replies, chunks, embeddings, in OpenAI's chat-completions shapes."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from .context import PastCall
from .data import Data, field_names, plain
from .shown import Shown

if TYPE_CHECKING:
    from .cards import Card
    from .catalog import Cost
    from .context import CallContext, RateLimit
    from .messages import AssistantMessage
    from .parameters import Adjustment

FinishReason: TypeAlias = Literal["stop", "length", "tool_calls", "content_filter", "error"]

if TYPE_CHECKING:
    Floats: TypeAlias = array[float]
else:
    Floats = array  # which takes no parameter before Python 3.12

ANY: Mapping[str, Any] = {"any": True}
"""Marks a field whose wire form varies between vendors; who decodes the reply settles it."""
TOLD: Mapping[str, Any] = {"told": True}
"""Marks a field that is only told: a value of a wrong type leaves the default, and stands in ``raw``."""


@dataclass(slots=True, repr=False)
class Function(Data):
    """The function that is called, and its arguments as JSON text."""

    name: str = field(default="", metadata=TOLD)
    arguments: str = field(default="", metadata=ANY)


@dataclass(slots=True, repr=False)
class ToolCall(Data):
    """A call that the model wants made.

    >>> tool = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}
    >>> call = client.chat_completion(model="gpt-5.4", messages=messages, tools=[tool]).tool_calls[0]
    >>> call.function.name, call.function.arguments
    ('weather', '{"location": "Paris"}')
    """

    id: str = field(default="", metadata=TOLD)
    type: str = field(default="function", metadata=TOLD)
    function: Function = field(default_factory=Function)

    def as_param(self) -> dict[str, Any]:
        """The call as a message of the next request holds it."""
        return {
            "id": self.id,
            "type": self.type or "function",
            "function": {"name": self.function.name, "arguments": self.function.arguments},
        }


@dataclass(slots=True, repr=False)
class Message(Data):
    """What the model said; it can be appended to the next request's messages as it is.

    ``annotations`` say where it is from, each by its type: ``{"type": "url_citation", "url_citation": {url, title,
    start_index, end_index, content}}``, of which the places in the text and the words of the source are there where
    told; ``file_citation`` likewise with file_id, filename, index and ``location``, the place in the file in the
    vendor's words; ``reference`` with ids of what a tool gave; ``file`` for a file that was made or read.

    ``images`` are those that the model made, as ``{"type": "image_url", "image_url": {"url": "data:..."}}``.

    ``refusal`` is what was said instead of an answer, by the model or by who stopped it.  ``reasoning_content`` is the
    model's thinking as text.  ``reasoning_state`` is what its provider wants back unchanged (signatures, encrypted
    thinking), tagged with the protocol; it is plain JSON.

    >>> reply = client.chat_completion(model="gpt-5.4", messages=messages)
    >>> conversation = [*messages, reply.message, {"role": "user", "content": "And in French?"}]
    >>> client.chat_completion(model="gpt-5.4", messages=conversation).message.role
    'assistant'
    """

    role: str = field(default="assistant", metadata=TOLD)
    content: str | None = field(default=None, metadata=ANY)
    tool_calls: list[ToolCall] | None = None
    refusal: str | None = None
    annotations: list[dict[str, Any]] | None = field(default=None, metadata=TOLD)
    audio: dict[str, Any] | None = field(default=None, metadata=TOLD)
    images: list[dict[str, Any]] | None = field(default=None, metadata=TOLD)
    reasoning_content: str | None = field(
        default=None, metadata={"told": True, "names": ("reasoning_content", "reasoning")}
    )
    reasoning_state: dict[str, Any] | None = None
    tool_call_id: str | None = None
    name: str | None = None

    def as_param(self) -> AssistantMessage:
        """The message as a dict of the next request, without what is not there."""
        param: dict[str, Any] = {"role": self.role}
        for name in (
            "refusal",
            "annotations",
            "audio",
            "images",
            "reasoning_content",
            "reasoning_state",
            "tool_call_id",
            "name",
        ):
            if value := getattr(self, name):
                param[name] = plain(value)
        if self.tool_calls:
            param["tool_calls"] = [call.as_param() for call in self.tool_calls]
        if self.content is not None or not self.tool_calls:
            param["content"] = self.content if self.content is not None else ""
        return cast("AssistantMessage", param)


@dataclass(slots=True, repr=False)
class PromptTokensDetails(Data):
    """What the input tokens were; each is part of ``prompt_tokens``."""

    cached_tokens: int = 0
    cache_write_tokens: int = 0
    cache_write_1h_tokens: int = 0
    audio_tokens: int = 0
    image_tokens: int = 0


@dataclass(slots=True, repr=False)
class CompletionTokensDetails(Data):
    """What the output tokens were; each is part of ``completion_tokens``."""

    reasoning_tokens: int = 0
    audio_tokens: int = 0
    accepted_prediction_tokens: int = 0
    rejected_prediction_tokens: int = 0
    image_tokens: int = 0


@dataclass(slots=True, repr=False)
class Usage(Data):
    """Tokens: ``prompt_tokens`` is all input, cached included; ``completion_tokens`` all output, reasoning included.

    ``cost`` is what the provider says it charges for the call, in the currency of its catalogue, where it says so.

    >>> usage = client.chat_completion(model="gpt-5.4", messages=messages).usage
    >>> usage.prompt_tokens, usage.prompt_tokens_details.cached_tokens
    (20, 8)
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0
    prompt_tokens_details: PromptTokensDetails = field(default_factory=PromptTokensDetails, metadata=TOLD)
    completion_tokens_details: CompletionTokensDetails = field(default_factory=CompletionTokensDetails, metadata=TOLD)
    cost: Decimal | None = field(default=None, metadata=TOLD)


class Reply(Data, Shown):
    """What every reply and chunk knows of the call that brought it."""

    __slots__ = ("_context", "_data")

    if TYPE_CHECKING:  # no part of the wire's schema
        _context: CallContext | PastCall | None
        _data: bytes | None

    @property
    def provider(self) -> str:
        """The id of the provider that answered."""
        return call.provider_id if (call := self._call()) else ""

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request, to quote to its support."""
        return call.request_id if (call := self._call()) else None

    @property
    def headers(self) -> Mapping[str, str]:
        """The reply's HTTP headers, names in lower case."""
        return call.headers if (call := self._call()) else {}

    @property
    def rate_limit(self) -> RateLimit | None:
        """What the reply's headers say of rate limits, or None."""
        return call.rate_limit if (call := self._call()) else None

    @property
    def adjustments(self) -> list[Adjustment]:
        """What was not sent as given."""
        return call.adjustments if (call := self._call()) else []

    @property
    def attempts(self) -> int:
        """How many times the request was sent."""
        return call.attempts if (call := self._call()) else 1

    @property
    def raw(self) -> Any:
        """What the vendor sent, parsed when asked for; None for a reply put together from a stream."""
        from pydantic_core import from_json

        data = getattr(self, "_data", None)
        return None if data is None else from_json(data)

    @property
    def cost(self) -> Cost | None:
        """What the reply cost, worked out when asked for; None where the price is not known."""
        return None

    def attach(self, context: CallContext, data: bytes | None) -> None:
        """Tie the reply to its call; ``data`` are the bytes it was read from."""
        self._context = context
        self._data = data

    def _card(self) -> Card:
        from .cards import reply_card

        return reply_card(self)

    def _call(self) -> CallContext | PastCall | None:
        return getattr(self, "_context", None)

    def __getstate__(self) -> tuple[list[Any], PastCall | None, bytes | None]:
        """What is copied and pickled: all that the reply tells, but neither the provider nor its key."""
        call = self._call()
        past = PastCall.of(call, self.cost) if call else None
        return [getattr(self, name) for name in field_names(type(self))], past, getattr(self, "_data", None)

    def __setstate__(self, state: tuple[list[Any], PastCall | None, bytes | None]) -> None:
        values, self._context, self._data = state
        for name, value in zip(field_names(type(self)), values, strict=True):
            setattr(self, name, value)


@dataclass(slots=True, repr=False)
class Choice(Data):
    """One of the answers; ``native_finish_reason`` is the vendor's own word.

    >>> choice = client.chat_completion(model="gpt-5.4", messages=messages).choices[0]
    >>> choice.index, choice.finish_reason, choice.message.content
    (0, 'stop', 'Hello there!')
    """

    index: int = field(default=0, metadata=TOLD)
    message: Message = field(default_factory=Message)
    finish_reason: FinishReason | None = None
    native_finish_reason: str | None = field(default=None, metadata=TOLD)
    logprobs: dict[str, Any] | None = field(default=None, metadata=TOLD)


@dataclass(slots=True, repr=False)
class ChatResponse(Reply):
    """A finished answer.

    >>> reply = client.chat_completion(model="gpt-5.4", messages=messages)
    >>> reply.text, reply.finish_reason, reply.usage.total_tokens
    ('Hello there!', 'stop', 25)
    >>> print(reply.cost)
    0.000107 USD
    """

    id: str = field(default="", metadata=TOLD)
    object: str = field(default="chat.completion", metadata=TOLD)
    created: int = field(default=0, metadata=TOLD)
    model: str = field(default="", metadata=TOLD)
    choices: list[Choice] = field(default_factory=list[Choice])
    usage: Usage = field(default_factory=Usage)
    service_tier: str | None = field(default=None, metadata=TOLD)
    system_fingerprint: str | None = field(default=None, metadata=TOLD)

    @property
    def message(self) -> Message:
        """The first choice's message; an empty one where there is none."""
        return self.choices[0].message if self.choices else Message()

    @property
    def text(self) -> str:
        """The first choice's text; empty where there is none."""
        return (self.choices[0].message.content or "") if self.choices else ""

    @property
    def tool_calls(self) -> list[ToolCall]:
        """The calls that the first choice wants made."""
        return (self.choices[0].message.tool_calls or []) if self.choices else []

    @property
    def finish_reason(self) -> FinishReason | None:
        """Why the first choice ended."""
        return self.choices[0].finish_reason if self.choices else None

    def attach(self, context: CallContext, data: bytes | None) -> None:
        """Tie the reply to its call, which may know of the service tier and the cache what the body does not tell."""
        Reply.attach(self, context, data)
        if self.service_tier is None:
            self.service_tier = context.service_tier
        written = self.usage.prompt_tokens_details
        if not written.cache_write_1h_tokens and (told := context.cache_write_1h_tokens):
            written.cache_write_1h_tokens = min(told, written.cache_write_tokens)

    @property
    def cost(self) -> Cost | None:
        """What the reply cost: as the provider told, or else worked out when asked for; None where neither is known."""
        call = self._call()
        return call.cost(self.usage, self.model, self.service_tier) if call else None

    def _card(self) -> Card:
        from .cards import chat_card

        return chat_card(self)


@dataclass(slots=True, repr=False)
class FunctionDelta(Data):
    """A piece of a function call."""

    name: str | None = None
    arguments: str | None = field(default=None, metadata=ANY)


@dataclass(slots=True, repr=False)
class ToolCallDelta(Data):
    """A piece of a tool call; pieces of one ``index`` belong together."""

    index: int = field(default=0, metadata=ANY)
    id: str | None = field(default=None, metadata=TOLD)
    type: str | None = field(default=None, metadata=TOLD)
    function: FunctionDelta = field(default_factory=FunctionDelta)


@dataclass(slots=True, repr=False)
class Delta(Data):
    """What a chunk adds to the message."""

    role: str | None = field(default=None, metadata=TOLD)
    content: str | None = field(default=None, metadata=ANY)
    tool_calls: list[ToolCallDelta] | None = None
    refusal: str | None = None
    annotations: list[dict[str, Any]] | None = field(default=None, metadata=TOLD)
    audio: dict[str, Any] | None = field(default=None, metadata=TOLD)
    images: list[dict[str, Any]] | None = field(default=None, metadata=TOLD)
    reasoning_content: str | None = field(
        default=None, metadata={"told": True, "names": ("reasoning_content", "reasoning")}
    )
    reasoning_state: dict[str, Any] | None = None


@dataclass(slots=True, repr=False)
class ChunkChoice(Data):
    """A piece of one of the answers."""

    index: int = field(default=0, metadata=TOLD)
    delta: Delta = field(default_factory=Delta)
    finish_reason: FinishReason | None = None
    native_finish_reason: str | None = field(default=None, metadata=TOLD)
    logprobs: dict[str, Any] | None = field(default=None, metadata=TOLD)


@dataclass(slots=True, repr=False)
class ChatChunk(Reply):
    """A piece of an answer; ``usage`` comes with the last one.

    >>> with client.chat_completion_stream(model="gpt-5.4", messages=messages) as stream:
    ...     [chunk.text for chunk in stream if chunk.text]
    ['Hello ', 'there!']
    """

    id: str = field(default="", metadata=TOLD)
    object: str = field(default="chat.completion.chunk", metadata=TOLD)
    created: int = field(default=0, metadata=TOLD)
    model: str = field(default="", metadata=TOLD)
    choices: list[ChunkChoice] = field(default_factory=list[ChunkChoice])
    usage: Usage | None = None
    service_tier: str | None = field(default=None, metadata=TOLD)
    system_fingerprint: str | None = field(default=None, metadata=TOLD)

    @property
    def text(self) -> str:
        """What the chunk adds to the first choice's text; mostly a few characters, sometimes nothing."""
        return (self.choices[0].delta.content or "") if self.choices else ""

    @property
    def finish_reason(self) -> FinishReason | None:
        """Why the first choice ended, on the chunk that ends it."""
        return self.choices[0].finish_reason if self.choices else None


@dataclass(slots=True, repr=False)
class EmbeddingsUsage(Data):
    """Tokens that were embedded; ``cost`` is what the provider says it charges for the call, where it says so."""

    prompt_tokens: int = 0
    total_tokens: int = 0
    cost: Decimal | None = field(default=None, metadata=TOLD)


@dataclass(slots=True, repr=False, eq=False)
class Embedding(Data):
    """One vector, held as 32-bit floats.

    >>> vector = client.embeddings(model="text-embedding-3-small", input="red").data[0]
    >>> vector.embedding
    [0.5, 0.25]
    """

    index: int
    array: Floats = field(metadata={"names": ("embedding", "array")})

    @property
    def embedding(self) -> list[float]:
        """The vector as a list of floats."""
        return self.array.tolist()

    def model_dump(self, *, exclude_none: bool = False) -> dict[str, Any]:
        """The vector as a list, under the name it has on the wire."""
        return {"index": self.index, "embedding": self.embedding}

    def _keys(self) -> tuple[str, ...]:
        return ("index", "embedding", "array")

    def __repr__(self) -> str:
        return f"Embedding(index={self.index}, array=<{len(self.array)} numbers>)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Embedding) and (self.index, self.array) == (other.index, other.array)


@dataclass(slots=True, repr=False)
class EmbeddingsResponse(Reply):
    """Vectors, in the order of the texts.

    >>> reply = client.embeddings(model="text-embedding-3-small", input=["red", "blue"])
    >>> [len(array) for array in reply.arrays], reply.usage.prompt_tokens
    ([2, 2], 20)
    """

    data: list[Embedding] = field(default_factory=list[Embedding])
    model: str = ""
    usage: EmbeddingsUsage = field(default_factory=EmbeddingsUsage)

    @property
    def arrays(self) -> list[array[float]]:
        """The vectors as ``array('f')``, without a copy into lists."""
        return [item.array for item in self.data]

    @property
    def cost(self) -> Cost | None:
        """What the reply cost: as the provider told, or else worked out when asked for.

        None where neither that nor the price and the number of tokens are known.
        """
        call = self._call()
        if call is None or not (self.usage.prompt_tokens or self.usage.cost is not None):
            return None
        return call.cost(Usage(prompt_tokens=self.usage.prompt_tokens, cost=self.usage.cost), self.model)

    def _card(self) -> Card:
        from .cards import embeddings_card

        return embeddings_card(self)


@dataclass(slots=True, repr=False)
class ModelInfo(Data):
    """One model that the provider lists; ``created`` is in Unix seconds, where told.

    >>> client.list_models().data[0].id
    'gpt-5.4'
    """

    id: str
    name: str | None = None
    created: int | None = None
    owned_by: str | None = None


@dataclass(slots=True, repr=False)
class ModelList(Reply):
    """The models that the provider lists for this key.

    >>> client.list_models().ids
    ['gpt-5.4', 'text-embedding-3-small']
    """

    data: list[ModelInfo] = field(default_factory=list[ModelInfo])

    @property
    def ids(self) -> list[str]:
        """The models' ids."""
        return [model.id for model in self.data]

    def _card(self) -> Card:
        from .cards import models_card

        return models_card(self)
