"""What goes in: messages, tools and the provider-neutral requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar, Literal, Required, TypeAlias, TypedDict

from .data import Data, field_names, is_listed, is_mapping, is_object
from .errors import InvalidRequestError
from .replies import Message, ToolCall

Role: TypeAlias = Literal["system", "developer", "user", "assistant", "tool"]
ReasoningEffort: TypeAlias = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class CacheControl(TypedDict, total=False):
    """Marks the end of a prefix to cache; ``ttl`` is ``5m`` or ``1h``."""

    type: Required[Literal["ephemeral"]]
    ttl: Literal["5m", "1h"]


class TextPart(TypedDict, total=False):
    """Text."""

    type: Required[Literal["text"]]
    text: Required[str]
    cache_control: CacheControl


class ImageURL(TypedDict, total=False):
    """An address (https or data URI) of an image."""

    url: Required[str]
    detail: Literal["auto", "low", "high"]


class ImagePart(TypedDict, total=False):
    """An image."""

    type: Required[Literal["image_url"]]
    image_url: Required[ImageURL]
    cache_control: CacheControl


class InputAudio(TypedDict):
    """Audio, base64."""

    data: str
    format: str


class AudioPart(TypedDict, total=False):
    """Audio."""

    type: Required[Literal["input_audio"]]
    input_audio: Required[InputAudio]
    cache_control: CacheControl


class FileData(TypedDict, total=False):
    """A file by its data (a data URI) or by the id of an uploaded one."""

    file_data: str
    file_id: str
    filename: str


class FilePart(TypedDict, total=False):
    """A file, such as a PDF."""

    type: Required[Literal["file"]]
    file: Required[FileData]
    cache_control: CacheControl


class RefusalPart(TypedDict, total=False):
    """What the model said instead of complying, in an earlier turn."""

    type: Required[Literal["refusal"]]
    refusal: Required[str]
    cache_control: CacheControl


ContentPart: TypeAlias = TextPart | ImagePart | AudioPart | FilePart | RefusalPart
Content: TypeAlias = str | Sequence[ContentPart]


class SystemMessage(TypedDict, total=False):
    """Instructions to the model."""

    role: Required[Literal["system", "developer"]]
    content: Required[Content]
    name: str


class UserMessage(TypedDict, total=False):
    """What the user says."""

    role: Required[Literal["user"]]
    content: Required[Content]
    name: str


class FunctionCall(TypedDict):
    """The function and its arguments, as JSON text."""

    name: str
    arguments: str


class ToolCallParam(TypedDict, total=False):
    """A call that the model made in an earlier turn."""

    id: Required[str]
    type: Required[Literal["function"]]
    function: Required[FunctionCall]


class AssistantMessage(TypedDict, total=False):
    """What the model said in an earlier turn."""

    role: Required[Literal["assistant"]]
    content: Content | None
    name: str
    refusal: str | None
    tool_calls: Sequence[ToolCallParam | ToolCall]
    reasoning_content: str | None
    reasoning_state: Mapping[str, Any] | None
    audio: Mapping[str, Any] | None


class ToolMessage(TypedDict, total=False):
    """What came of a tool call."""

    role: Required[Literal["tool"]]
    content: Required[Content]
    tool_call_id: Required[str]
    name: str


MessageLike: TypeAlias = SystemMessage | UserMessage | AssistantMessage | ToolMessage | Message
"""A message as a dict in OpenAI's shape, or a :class:`Message`, such as ``reply.message``."""


class FunctionDefinition(TypedDict, total=False):
    """A function that the model may call; ``parameters`` is a JSON schema."""

    name: Required[str]
    description: str
    parameters: Mapping[str, Any]
    strict: bool


class Tool(TypedDict, total=False):
    """A tool that the model may call."""

    type: Required[Literal["function"]]
    function: Required[FunctionDefinition]
    cache_control: CacheControl


class NamedFunction(TypedDict):
    """A function's name."""

    name: str


class NamedToolChoice(TypedDict):
    """The one tool that must be called."""

    type: Literal["function"]
    function: NamedFunction


ToolChoice: TypeAlias = Literal["auto", "none", "required"] | NamedToolChoice


class ChatParameters(TypedDict, total=False):
    """The unified parameters of a chat; each route of a spec says what becomes of each.

    None means the same as leaving one out.
    """

    max_tokens: int | None
    temperature: float | None
    top_p: float | None
    top_k: int | None
    stop: str | Sequence[str] | None
    seed: int | None
    n: int | None
    presence_penalty: float | None
    frequency_penalty: float | None
    logit_bias: Mapping[str, float] | None
    logprobs: bool | None
    top_logprobs: int | None
    response_format: Mapping[str, Any] | None
    reasoning_effort: ReasoningEffort | None
    verbosity: Literal["low", "medium", "high"] | None
    tools: Sequence[Tool] | None
    tool_choice: ToolChoice | None
    parallel_tool_calls: bool | None
    modalities: Sequence[str] | None
    audio: Mapping[str, Any] | None
    prediction: Mapping[str, Any] | None
    web_search_options: Mapping[str, Any] | None
    user: str | None
    safety_identifier: str | None
    prompt_cache_key: str | None
    metadata: Mapping[str, Any] | None
    store: bool | None
    service_tier: str | None
    extra_body: Mapping[str, Any] | None


@dataclass(slots=True, kw_only=True)
class ChatRequest(Data):
    """One turn of a conversation, in terms that hold for every provider.

    ``messages`` are dicts in OpenAI's shape or :class:`Message` objects and are sent as given.  Parameters left at
    None are not sent.  ``options`` are the provider's own parameters, ``extra_body`` is merged into the body as it is.

    >>> ChatRequest(model="gpt-5.4", messages=[{"role": "user", "content": "Hi"}], temperature=0.2).temperature
    0.2
    """

    model: str
    messages: Sequence[MessageLike]
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    stop: str | Sequence[str] | None = None
    seed: int | None = None
    n: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    logit_bias: Mapping[str, float] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    response_format: Mapping[str, Any] | None = None
    reasoning_effort: ReasoningEffort | None = None
    verbosity: Literal["low", "medium", "high"] | None = None
    tools: Sequence[Tool] | None = None
    tool_choice: ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    modalities: Sequence[str] | None = None
    audio: Mapping[str, Any] | None = None
    prediction: Mapping[str, Any] | None = None
    web_search_options: Mapping[str, Any] | None = None
    user: str | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    metadata: Mapping[str, Any] | None = None
    store: bool | None = None
    service_tier: str | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    PARAMETERS: ClassVar[tuple[str, ...]] = ()
    """The names of the unified parameters."""


@dataclass(slots=True, kw_only=True)
class EmbeddingsRequest(Data):
    """Texts to embed, in terms that hold for every provider.

    ``dimensions`` is the length wanted of each vector, ``input_type`` what it is for (``query`` or ``document``),
    where the provider distinguishes.
    """

    model: str
    input: str | Sequence[str]
    dimensions: int | None = None
    user: str | None = None
    input_type: str | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    PARAMETERS: ClassVar[tuple[str, ...]] = ()
    """The names of the unified parameters."""


class EmbeddingsParameters(TypedDict, total=False):
    """The unified parameters of embeddings."""

    dimensions: int | None
    user: str | None
    input_type: str | None
    extra_body: Mapping[str, Any] | None


def _parameters(kind: type[Data]) -> tuple[str, ...]:
    carried = ("model", "messages", "input", "options", "extra_body")
    return tuple(name for name in field_names(kind) if name not in carried)


ChatRequest.PARAMETERS = _parameters(ChatRequest)
EmbeddingsRequest.PARAMETERS = _parameters(EmbeddingsRequest)
GIVEN: Mapping[type, Callable[[Any], tuple[Any, ...]]] = {
    kind: attrgetter(*kind.PARAMETERS) for kind in (ChatRequest, EmbeddingsRequest)
}


def given(request: ChatRequest | EmbeddingsRequest) -> dict[str, Any]:
    """The unified parameters that a request gives."""
    values = GIVEN[type(request)](request)
    return {name: value for name, value in zip(request.PARAMETERS, values, strict=True) if value is not None}


ROLES = ("system", "developer", "user", "assistant", "tool")
NEEDED: Mapping[str, str] = {"text": "text", "refusal": "refusal", "image_url": "image_url.url"}
"""What a content part of each type must hold, as text."""
KEYS: Mapping[str, frozenset[str]] = {
    "system": frozenset(SystemMessage.__annotations__),
    "developer": frozenset(SystemMessage.__annotations__),
    "user": frozenset(UserMessage.__annotations__),
    "assistant": frozenset(AssistantMessage.__annotations__) | {"annotations"},
    "tool": frozenset(ToolMessage.__annotations__),
}


def plain_messages(messages: Any, extra: frozenset[str], provider: str) -> list[dict[str, Any]]:
    """The messages as dicts, each checked for its role and keys; dicts are handed on, not copied.

    A key that is None is the same as none: ``reply.message.model_dump()`` has all of them.
    """
    if not is_listed(messages):
        kind = type(messages).__name__
        raise InvalidRequestError(f"messages must be a list of messages, not {kind}", provider=provider)
    if not messages:
        raise InvalidRequestError("messages is empty: give at least one message", provider=provider)
    plain: list[dict[str, Any]] = []
    for index, message in enumerate(messages):
        if isinstance(message, Message):
            message = message.as_param()
        elif not is_object(message):
            kind = type(message).__name__
            raise InvalidRequestError(f"messages[{index}] must be a dict or a Message, not {kind}", provider=provider)
        role = message.get("role")
        known = KEYS.get(role) if isinstance(role, str) else None
        if known is None:
            raise InvalidRequestError(f"messages[{index}].role {_wrong(role, ROLES)}", provider=provider)
        if not message.keys() <= known:
            message = {key: value for key, value in message.items() if value is not None or key == "content"}
            for key in message.keys() - known - extra:
                raise InvalidRequestError(
                    f"messages[{index}] has a key that {role} messages don't take: it {_wrong(key, known)}",
                    provider=provider,
                )
        content = message.get("content")
        if content.__class__ is not str:
            message = _with_parts(message, content, f"messages[{index}]", provider)
        if role == "tool" and not message.get("tool_call_id"):
            raise InvalidRequestError(
                f"messages[{index}] answers no call: set tool_call_id to the id of the tool call",
                provider=provider,
            )
        if calls := message.get("tool_calls"):
            message = {**message, "tool_calls": _plain_calls(calls, f"messages[{index}].tool_calls", provider)}
        plain.append(message)
    return plain


def _with_parts(message: dict[str, Any], content: Any, where: str, provider: str) -> dict[str, Any]:
    """A message whose content is not text: a list of parts, or nothing at all if the model said it."""
    if content is None and message["role"] == "assistant":
        return message
    if isinstance(content, str):
        return message
    if not is_listed(content):
        wrong = "is missing" if content is None else f"must be text or a list of parts, not {type(content).__name__}"
        raise InvalidRequestError(f"{where}.content {wrong}", provider=provider)
    for number, part in enumerate(content):
        if not is_object(part) or not isinstance(kind := part.get("type"), str):
            raise InvalidRequestError(f"{where}.content[{number}] must be a dict with a type", provider=provider)
        if kind in NEEDED:
            _check_part(part, NEEDED[kind], f"{where}.content[{number}]", provider)
    return {**message, "content": list(content)} if isinstance(content, tuple) else message


def _check_part(part: dict[str, Any], path: str, where: str, provider: str) -> None:
    """Raise if a content part does not hold what it is for."""
    value: Any = part
    for key in path.split("."):
        value = value.get(key) if is_object(value) else None
    if not isinstance(value, str):
        raise InvalidRequestError(f"{where} needs {path}, a string", provider=provider)


def check_tools(tools: Any, provider: str) -> None:
    """Raise if these are no tools: a list of functions, or of tools of the vendor's own."""
    if not is_listed(tools):
        raise InvalidRequestError(f"tools must be a list of tools, not {type(tools).__name__}", provider=provider)
    for number, tool in enumerate(tools):
        if not is_mapping(tool):
            kind = type(tool).__name__
            raise InvalidRequestError(f"tools[{number}] must be a dict, not {kind}", provider=provider)
        function = tool.get("function")
        if tool.get("type") == "function" and not (is_mapping(function) and isinstance(function.get("name"), str)):
            shape = '{"type": "function", "function": {"name": ...}}'
            raise InvalidRequestError(f"tools[{number}] needs a function with a name: {shape}", provider=provider)


def _plain_calls(calls: Any, where: str, provider: str) -> list[dict[str, Any]]:
    """Tool calls as dicts, each with its id and its function's name."""
    if not is_listed(calls):
        raise InvalidRequestError(f"{where} must be a list of calls, not {type(calls).__name__}", provider=provider)
    plain: list[dict[str, Any]] = []
    for number, call in enumerate(calls):
        if isinstance(call, ToolCall):
            call = call.as_param()
        function = call.get("function") if is_object(call) else None
        if not is_object(call) or not is_object(function) or not isinstance(function.get("name"), str):
            raise InvalidRequestError(f"{where}[{number}] must have a function with a name", provider=provider)
        if not isinstance(call.get("id"), str):
            raise InvalidRequestError(f"{where}[{number}] must have an id, a string", provider=provider)
        plain.append(call)
    return plain


def _wrong(word: object, known: Sequence[str] | frozenset[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(str(word), known, n=1)
    meant = f"did you mean {close[0]!r}?" if close else f"use one of {', '.join(sorted(known))}"
    return f"is {word!r}; {meant}" if word is not None else f"is missing; {meant}"
