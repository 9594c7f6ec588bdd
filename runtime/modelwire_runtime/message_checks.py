"""Checks the messages of a request and makes plain dicts of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from .data import is_listed, is_object
from .errors import InvalidRequestError
from .messages import AssistantMessage, SystemMessage, ToolMessage, UserMessage
from .replies import Message, ToolCall

ROLES = ("system", "developer", "user", "assistant", "tool")
NEEDED: Mapping[str, str] = {"text": "text", "refusal": "refusal", "image_url": "image_url.url"}
"""What a content part of each type must hold, as text."""
VENDORS = frozenset({"prefix", "partial"})
"""Keys of an assistant message that only the specs' ``message_fields`` let through."""
KEYS: Mapping[str, frozenset[str]] = {
    "system": frozenset(SystemMessage.__annotations__),
    "developer": frozenset(SystemMessage.__annotations__),
    "user": frozenset(UserMessage.__annotations__),
    "assistant": frozenset(AssistantMessage.__annotations__) - VENDORS | {"annotations"},
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
            message = cast("dict[str, Any]", message.as_param())
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
