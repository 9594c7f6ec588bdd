"""Reads error bodies.

One reader for all protocols: behind one address stand several speakers (a gateway, a front end, the model's vendor),
each with an envelope of its own.  Understood are ``{"error": {...}}``, ``{"error": "text"}``, ``{"detail": ...}``,
``{"message": ...}``, RFC 9457's ``{"title": ..., "detail": ..., "status": 400}``, and each of them in a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..data import is_array, is_object
from ..errortable import Failure
from .json_values import as_objects

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
    inner = error if is_object(error) else {**body, "message": error} if isinstance(error, str) else body
    details = inner.get("details")
    codes = tuple(dict.fromkeys(_codes(inner, details)))
    numbers = (inner.get("code"), inner.get("status"), inner.get("raw_status_code"))
    return Failure(
        message=_message(inner),
        codes=codes,
        request_id=_text(body.get("request_id")),
        delay=_delay(details),
        status=next((number for number in numbers if isinstance(number, int) and 100 <= number < 600), None),
    )


def _codes(error: dict[str, Any], details: Any) -> Iterator[str]:
    """The vendor's words for the failure, most telling first."""
    if is_object(details) and (code := _text(details.get("error_code"))):
        yield code
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


def _message(error: dict[str, Any]) -> str:
    for key in ("message", "detail", "msg", "error_description", "title"):
        value = error.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if is_array(value):
            problems = [
                f"{'.'.join(map(str, item.get('loc', ())))}: {item.get('msg', '')}".strip(": ")
                for item in as_objects(value)
            ]
            if problems:
                return "; ".join(problems)
        if is_object(value):
            return _message({**value, "message": value.get("message") or value.get("detail")})
    return ""


def _delay(details: Any) -> float | None:
    """Google's ``RetryInfo.retryDelay``, in seconds (https://google.aip.dev/193, read 2026-11-23)."""
    for detail in as_objects(details):
        value = detail.get("retryDelay")
        if isinstance(value, str) and (match := DURATION.fullmatch(value)):
            return float(match[1])
    return None


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
