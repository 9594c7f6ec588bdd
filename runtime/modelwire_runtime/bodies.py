"""Writes the bodies of requests as JSON, or says where they hold what JSON cannot."""

from __future__ import annotations

from math import isfinite
from types import NoneType
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from .data import Data, PlainTurns, is_listed, is_mapping
from .errors import InvalidRequestError

LARGE = 8192
"""Bytes from which on looking through a body's values is cheaper than writing it twice."""
DEEPEST = 200
BYTES: tuple[type, ...] = (bytes, bytearray, memoryview)


def write(body: dict[str, Any], provider: str) -> bytes:
    """A body as JSON; raises :class:`InvalidRequestError` for NaN, bytes, cycles and what else JSON has no word for.

    pydantic-core writes bytes as if they were text, and NaN as a word that no JSON parser takes.
    """
    try:
        data = to_json(body)
    except (PydanticSerializationError, ValueError, TypeError, RecursionError) as error:
        reason = _problem(body, "", (), texts=True) or " ".join(str(error).split())
        raise InvalidRequestError(f"the request cannot be written as JSON: {reason}", provider=provider) from error
    if not _is_plain(body, data) and (problem := _problem(body, "", (), texts=False)):
        raise InvalidRequestError(f"the request cannot be written as JSON: {problem}", provider=provider)
    return data


def _is_plain(body: dict[str, Any], data: bytes) -> bool:
    """Whether a body that could be written is certain to hold nothing that JSON has no word for."""
    if len(data) < LARGE:
        return b"NaN" not in data and b"Infinity" not in data and to_json(body, bytes_mode="hex") == data
    values: list[Any] = [body]
    for value in values:
        kind = value.__class__
        if kind is str:
            continue
        if kind is dict:
            values += value
            values += value.values()
        elif kind is list or kind is tuple:
            values += value
        elif kind not in (PlainTurns, int, bool, NoneType):
            return False
    return True


def _problem(value: Any, path: str, within: tuple[int, ...], *, texts: bool) -> str | None:
    """What is wrong with a value and where it stands, or None; ``texts`` are looked into only if asked for."""
    if isinstance(value, str):
        if texts and not _is_unicode(value):
            return f"{path} holds half of a surrogate pair"
        return None
    if isinstance(value, float):
        return None if isfinite(value) else f"{path} is {value}"
    if isinstance(value, BYTES):
        return f"{path} is of type bytes; decode it to text, or encode it with base64"
    parts: list[tuple[str, Any]]
    if is_mapping(value):
        parts = [(f"{path}.{key}" if path else str(key), item) for key, item in value.items()]
    elif is_listed(value):
        parts = [(f"{path}[{index}]", item) for index, item in enumerate(value)]
    elif isinstance(value, Data):
        return _problem(value.model_dump(), path, within, texts=texts)
    else:
        return f"{path} is of type {type(value).__name__}" if texts and not _is_writable(value) else None
    if id(value) in within:
        return f"{path} holds itself"
    if len(within) >= DEEPEST:
        return f"{path[:100]}... is nested too deeply"
    inner = (*within, id(value))
    return next((problem for name, item in parts if (problem := _problem(item, name, inner, texts=texts))), None)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_writable(value: Any) -> bool:
    try:
        to_json(value)
    except (PydanticSerializationError, ValueError, TypeError):
        return False
    return True
