"""Checks the messages of a request and makes plain dicts of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from typing_extensions import TypeIs

from .data import PlainTurns, is_listed, is_object
from .errors import InvalidRequestError
from .messages import (
    AssistantMessage,
    AudioPart,
    FileData,
    FilePart,
    ImagePart,
    ImageURL,
    InputAudio,
    MessageLike,
    RefusalPart,
    SystemMessage,
    TextPart,
    ToolMessage,
    UserMessage,
)
from .replies import Message, ToolCall
from .suggestions import suggest

PLAIN_ROLES = ("user", "assistant", "system", "developer")
ROLES = (*PLAIN_ROLES, "tool")
NEEDED: Mapping[str, str] = {"text": "text", "refusal": "refusal", "image_url": "image_url.url"}
"""What a content part of each type must hold, as text."""
VENDORS = frozenset({"prefix", "partial"})
"""Keys of an assistant message that only the specs' ``message_fields`` let through."""
KEYS: Mapping[str, frozenset[str]] = {
    "system": frozenset(SystemMessage.__annotations__),
    "developer": frozenset(SystemMessage.__annotations__),
    "user": frozenset(UserMessage.__annotations__),
    "assistant": frozenset(AssistantMessage.__annotations__) - VENDORS,
    "tool": frozenset(ToolMessage.__annotations__),
}


SHAPE = '{"role": "user", "content": "..."}'
MEANT: Mapping[str, str] = {
    "ai": "assistant",
    "bot": "assistant",
    "chatbot": "assistant",
    "model": "assistant",
    "human": "user",
    "client": "user",
    "function": "tool",
    "tool_result": "tool",
    "instructions": "system",
    "prompt": "content",
    "text": "content",
    "message": "content",
    "parts": "content",
    "images": "content",
    "function_call": "tool_calls",
    "tool_use_id": "tool_call_id",
    "call_id": "tool_call_id",
    "reasoning": "reasoning_content",
    "thinking": "reasoning_content",
}
"""What roles and keys of other APIs are called here."""
PART_KEYS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "text": (frozenset(TextPart.__annotations__), frozenset()),
    "refusal": (frozenset(RefusalPart.__annotations__), frozenset()),
    "image_url": (frozenset(ImagePart.__annotations__), frozenset(ImageURL.__annotations__)),
    "input_audio": (frozenset(AudioPart.__annotations__), frozenset(InputAudio.__annotations__)),
    "file": (frozenset(FilePart.__annotations__), frozenset(FileData.__annotations__)),
}
"""The keys of a content part of each type, and of the object in it that bears the type's name."""


def plain_messages(messages: Any, extra: frozenset[str], provider: str) -> list[dict[str, Any]]:
    """The messages as dicts, each checked for its role and keys; dicts are handed on, not copied.

    A key that is None is the same as none: ``reply.message.model_dump()`` has all of them.
    """
    if not is_listed(messages):
        kind = type(messages).__name__
        shape = f": [{SHAPE}]" if isinstance(messages, str) else ""
        raise InvalidRequestError(f"messages must be a list of messages, not {kind}{shape}", provider=provider)
    if not messages:
        raise InvalidRequestError("messages is empty: give at least one message", provider=provider)
    turns = PlainTurns(  # as is_plain_turn() has it, which is not called as the calls would take longer than the rest
        [
            message
            for message in messages
            if message.__class__ is dict
            and len(message) == 2
            and message.get("content").__class__ is str
            and message.get("role") in PLAIN_ROLES
        ]
    )
    if len(turns) == len(messages):
        return turns
    plain: list[dict[str, Any]] = []
    for index, message in enumerate(messages):
        if is_plain_turn(message):
            plain.append(message)
            continue
        if isinstance(message, Message):
            message = cast("dict[str, Any]", message.as_param())
        elif not is_object(message):
            kind = type(message).__name__
            shape = f": {SHAPE}" if isinstance(message, str) else ""
            raise InvalidRequestError(
                f"messages[{index}] must be a dict or a Message, not {kind}{shape}", provider=provider
            )
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


def is_plain_turn(message: Any) -> TypeIs[dict[str, Any]]:
    """Whether a message is a dict with a role and text, and nothing else: most are, and have nothing to be seen to."""
    return (
        message.__class__ is dict
        and len(message) == 2
        and message.get("content").__class__ is str
        and message.get("role") in PLAIN_ROLES
    )


def check_answers(messages: Sequence[MessageLike], provider: str) -> None:
    """Raise if a tool's result answers no call that the assistant made before it; the messages have been checked."""
    if not [message for message in messages if isinstance(message, Message) or message["role"] == "tool"]:
        return
    asked: list[str] = []
    for index, message in enumerate(messages):
        if isinstance(message, Message):
            asked += [call.id for call in message.tool_calls or ()]
        elif message["role"] == "assistant":
            for call in message.get("tool_calls") or ():
                asked.append(call.id if isinstance(call, ToolCall) else call["id"])
        elif message["role"] == "tool" and (answered := message["tool_call_id"]) not in asked:
            known = suggest(answered, asked, f"known are {', '.join(map(repr, asked))}")
            raise InvalidRequestError(
                f"messages[{index}] answers the call {answered!r}, which no assistant message before it makes; "
                f"{known if asked else 'append reply.message before the results of its calls'}",
                provider=provider,
            )


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
        if kind in PART_KEYS:
            _check_keys(part, kind, f"{where}.content[{number}]", provider)
        if kind in NEEDED:
            _check_part(part, NEEDED[kind], f"{where}.content[{number}]", provider)
    return {**message, "content": list(content)} if isinstance(content, tuple) else message


def _check_keys(part: dict[str, Any], kind: str, where: str, provider: str) -> None:
    """Raise if a key is a misspelt one; those of the vendor's own pass."""
    outer, inner = PART_KEYS[kind]
    held = part.get(kind)
    for place, known, given in ((where, outer, part), (f"{where}.{kind}", inner, held if inner else None)):
        if is_object(given) and not given.keys() <= known:
            for key in given.keys() - known:
                if meant := suggest(key, known - given.keys(), cutoff=0.7):
                    raise InvalidRequestError(f"{place} has a key {key!r}; {meant}", provider=provider)


def _check_part(part: dict[str, Any], path: str, where: str, provider: str) -> None:
    """Raise if a content part does not hold what it is for."""
    value: Any = part
    for key in path.split("."):
        value = value.get(key) if is_object(value) else None
    if not isinstance(value, str):
        raise InvalidRequestError(f"{where} needs {path}, a string", provider=provider)


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
        if not isinstance(arguments := function.get("arguments"), str | None):
            kind = type(arguments).__name__
            raise InvalidRequestError(
                f"{where}[{number}].function.arguments must be JSON text, not {kind}: write json.dumps(arguments)",
                provider=provider,
            )
        plain.append(call)
    return plain


def _wrong(word: object, known: Sequence[str] | frozenset[str]) -> str:
    other = MEANT.get(str(word).lower())
    meant = suggest(other if other in known else word, known, f"use one of {', '.join(sorted(known))}")
    return f"is {word!r}; {meant}" if word is not None else f"is missing; {meant}"
