"""Reads error bodies.

One reader for all protocols: behind one address stand several speakers (a gateway, a front end, the model's vendor),
each with an envelope of its own.  Understood are ``{"error": {...}}``, ``{"error": "text"}``, ``{"detail": ...}``,
``{"message": ...}``, RFC 9457's ``{"title": ..., "detail": ..., "status": 400}``, and each of them in a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json

from ..data import is_array, is_object
from ..errortable import Failure
from .json_values import as_object, as_objects, as_text

DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)s")


def read_failure(body: Any) -> Failure:
    """What an error body says; a body of no known shape gives an empty message."""
    if is_array(body):
        body = next(iter(body), None)
    if not is_object(body):
        return Failure(body.strip()[:500] if isinstance(body, str) else "")
    error = body.get("error") or body.get("errors")
    if is_array(error):
        error = next(iter(error), None)
    inner = error if is_object(error) else {"message": error, **body} if isinstance(error, str) else body
    details, availability = inner.get("details"), as_object(inner.get("availability"))
    codes = tuple(dict.fromkeys(_codes(inner, details)))
    numbers = (inner.get(key) for key in ("code", "status", "raw_status_code", "http_status"))
    again = availability.get("retryable")
    return Failure(
        message=_message_with_cause(inner),
        codes=codes,
        request_id=_text(body.get("request_id")) or _text(inner.get("request_id")),
        delay=_delay(details, availability),
        status=next((number for number in numbers if isinstance(number, int) and 100 <= number < 600), None),
        retryable=again if isinstance(again, bool) else None,
    )


def _codes(error: dict[str, Any], details: Any) -> Iterator[str]:
    """The vendor's words for the failure, most telling first.

    Of a gateway's own, ``availability`` and ``metadata`` tell more than ``code``, which may be the status again.
    """
    metadata, availability = as_object(error.get("metadata")), as_object(error.get("availability"))
    told = (
        as_object(details).get("error_code"),
        availability.get("code"),
        metadata.get("limit_source"),
        metadata.get("error_type"),
        error.get("error_type"),
    )
    yield from (code for code in told if isinstance(code, str) and code)
    for key in ("code", "status", "type"):
        value = error.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 100 <= value < 600:
            continue
        if code := _text(value):
            yield code
    if is_object(inner := error.get("innererror")) and (code := _text(inner.get("code"))):
        yield code
    for detail in as_objects(details):
        if reason := _text(detail.get("reason")):
            yield reason


def _message_with_cause(error: dict[str, Any]) -> str:
    """The message; where a gateway speaks for another vendor, with that one's name and words, or its reasons."""
    message, metadata = _message(error), as_object(error.get("metadata"))
    reasons = metadata.get("reasons")
    words = (
        metadata.get("provider_name"),
        ", ".join(map(str, reasons)) if is_array(reasons) else read_failure(_parsed(metadata.get("raw"))).message,
    )
    cause = ": ".join(word for word in words if isinstance(word, str) and word)
    return f"{message} ({cause})" if message and cause else message or cause


def _parsed(raw: Any) -> Any:
    """What another vendor sent, which may be its body as text."""
    try:
        return from_json(raw) if isinstance(raw, str) else raw
    except ValueError:
        return raw


def _message(error: dict[str, Any]) -> str:
    for key in ("message", "detail", "msg", "error_description", "title"):
        value = error.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip() + _place(error)
        if is_array(value):
            problems = [
                f"{_joined(item.get('loc'))}: {as_text(item.get('msg'))}".strip(": ") for item in as_objects(value)
            ]
            if any(problems):
                return "; ".join(filter(None, problems))
        if is_object(value):
            return _message({**value, "message": value.get("message") or value.get("error") or value.get("detail")})
    return ""


def _place(error: dict[str, Any]) -> str:
    """Which field was at fault, if an error with a message of its own tells that beside it."""
    detail = error.get("detail")
    place = _joined(detail.get("loc")) if is_object(detail) else ""
    return f" ({place})" if place else ""


def _joined(place: Any) -> str:
    """The names on the way to a field, with dots between."""
    return ".".join(map(str, place)) if is_array(place) else ""


def _delay(details: Any, availability: dict[str, Any]) -> float | None:
    """``availability.retry_after``, or Google's ``RetryInfo.retryDelay`` (https://google.aip.dev/193, 2026-11-23)."""
    seconds = availability.get("retry_after")
    if isinstance(seconds, int | float) and 0 <= seconds < float("inf"):
        return float(seconds)
    for detail in as_objects(details):
        value = detail.get("retryDelay")
        if isinstance(value, str) and (match := DURATION.fullmatch(value)):
            return float(match[1])
    return None


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
