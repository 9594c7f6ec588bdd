"""What the failing cases must be raised as, written down from the contract and the vendors' error tables.

Nothing here comes from running modelwire. A row is found by the pattern of a case's id, the first that matches; the
code, the request id and the pause are read from the canned reply by `expected_failure`, with a few lines of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from modelwire import (
    AuthenticationError,
    ConnectionFailedError,
    InvalidRequestError,
    NotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    ProviderUnavailableError,
    QuotaExceededError,
    RateLimitError,
    RequestTimeoutError,
    RequestTooLargeError,
    ResponseParsingError,
    StreamInterruptedError,
)
from tests.wire.case import Case, Reply
from tests.wire.vendor import Row
from tests.wire.vendors import FAILURES, VENDORS

ROWS: Final[Mapping[str, Row]] = {
    # The vendors' bodies, where patterns do not tell.
    **FAILURES,
    # No answer came, or none that can be read.
    "*/conn_refused": Row(ConnectionFailedError, retryable=True),
    "*/timeout": Row(RequestTimeoutError, retryable=True),
    "*/broken_200_*": Row(ResponseParsingError),
    # A stream that breaks off, whether by a reset or with a clean end, is no answer either.
    "*/stream_truncated_*": Row(StreamInterruptedError, retryable=True),
    "*/stream_helper_truncated": Row(StreamInterruptedError, retryable=True),
    "*/stream_malformed_json_chunk": Row(ResponseParsingError),
    # In mid-stream, where the status was 200: by what the body says.
    "*/stream_midstream_error_overloaded": Row(OverloadedError, retryable=True),
    "*/stream_midstream_error*": Row(ProviderUnavailableError, retryable=True),
    # By status.
    "*_400_*": Row(InvalidRequestError),
    "*_401": Row(AuthenticationError),
    "*_401_*": Row(AuthenticationError),
    "*_402": Row(QuotaExceededError),
    "*_403": Row(PermissionDeniedError),
    "*_403_*": Row(PermissionDeniedError),
    "*_404": Row(NotFoundError),
    "*_408": Row(ProviderUnavailableError, retryable=True),
    "*_413": Row(RequestTooLargeError),
    "*_422": Row(InvalidRequestError),
    "*_422_*": Row(InvalidRequestError),
    "*/error*_429*": Row(RateLimitError, retryable=True),
    "*/broken_error_429_*": Row(RateLimitError, retryable=True),
    "*/stream_error_before_body_429": Row(RateLimitError, retryable=True),
    "*/error_499_*": Row(InvalidRequestError),
    "*_500": Row(ProviderUnavailableError, retryable=True),
    "*_500_*": Row(ProviderUnavailableError, retryable=True),
    "*_502_*": Row(ProviderUnavailableError, retryable=True),
    "*_503": Row(OverloadedError, retryable=True),
    "*_504": Row(ProviderUnavailableError, retryable=True),
    "*_529": Row(OverloadedError, retryable=True),
    "*/retry_529_exhausted": Row(OverloadedError, retryable=True),
}

LONGEST_DELAY: Final = 120.0
"""Seconds; a pause that is asked for is never told to be longer."""

SUCCEED: Final = (
    "*/retry_*_then_ok",
    "*/retry_503_with_options",
    "*/retry_429_with_config_*",
    "meta_llama/retry_500",
    "*/retry_429_retry_after_1",
    "*/retry_429_default_policy",
)
"""Cases whose first answers fail and whose last does not."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What must be raised; `streaming` tells that chunks have come before it."""

    kind: type[ProviderError]
    retryable: bool
    status: int | None
    code: str | None
    request_id: str | None
    delay: float | None
    limit: int | None
    actual: int | None
    streaming: bool


def expected_failure(case: Case) -> Failure | None:
    """What a case must be raised as, or None where it must succeed."""
    if any(fnmatchcase(case.id, pattern) for pattern in SUCCEED):
        return None
    row = next((row for pattern, row in ROWS.items() if fnmatchcase(case.id, pattern)), None)
    if row is None:
        assert case.reply.status == 200, f"failures.py has no row for {case.id}"
        return None
    answered = not issubclass(row.kind, ConnectionFailedError)
    reply = case.reply
    body = _error_body(reply)
    return Failure(
        kind=row.kind,
        retryable=row.retryable,
        status=_status(reply, body) if answered else None,
        code=_code(body),
        request_id=_request_id(case, reply, body) if answered else None,
        delay=_delay(reply, body),
        limit=row.limit,
        actual=row.actual,
        streaming=reply.streamed,
    )


def _error_body(reply: Reply) -> Any:
    """The error in a reply: its body, what stands in the last piece of its stream, or the choice that failed."""
    text = (reply.pieces[-1] if reply.pieces else b"").decode()
    try:
        body: Any = json.loads(text.rpartition("data:")[2] if reply.streamed else text)
    except ValueError:
        return None
    match body:
        case {"choices": [{"error": _} as choice, *_]}:
            return choice
        case {"type": "response.failed", "response": response}:
            return response
        case {"type": "error"}:
            return body
        case _ if reply.status >= 400:
            return body
        case _:
            return body if {"error", "detail"} & body.keys() or body.get("object") == "error" else None


def _status(reply: Reply, body: Any) -> int | None:
    """The reply's status; of an error in mid-stream, whose reply began with 200, the one that the error names."""
    match body:
        case {"error": {"code": int(code)}} | {"object": "error", "raw_status_code": int(code)}:
            return code
        case {"detail": _, "status": int(code)}:
            return code
        case dict() if reply.status == 200:
            return None
        case _:
            return reply.status


def _code(body: Any) -> str | None:
    """The vendor's own word: what a gateway tells, Google's `status`, OpenAI's `code`, or else the `type`."""
    match body:
        case [first, *_]:
            return _code(first)
        case (
            {"error": {"details": {"error_code": str(code)}}}
            | {"error": {"availability": {"code": str(code)}}}
            | {"error": {"metadata": {"limit_source": str(code)} | {"error_type": str(code)}}}
        ):
            return code
        case {"error": {"status": str(code)}} | {"error": {"code": str(code)}} | {"error": {"type": str(code)}}:
            return code
        case {"object": "Error", "code": int(number)}:
            return str(number)
        case {"object": "error", "code": str(code)} | {"object": "error", "type": str(code)}:
            return code
        case {"code": str(code)}:  # a body that is the error itself
            return code
        case _:
            return None


def _request_id(case: Case, reply: Reply, body: Any) -> str | None:
    header = VENDORS[case.folder].request_id
    if header and header in reply.headers:
        return reply.headers[header]
    match body:
        case {"request_id": str(told)}:
            return told
        case _:
            return None


def _delay(reply: Reply, body: Any) -> float | None:
    """The pause that is asked for: milliseconds before seconds, headers before Google's `RetryInfo`."""
    for name in ("retry-after-ms", "x-ms-retry-after-ms"):
        if name in reply.headers:
            return float(reply.headers[name]) / 1000
    if "retry-after" in reply.headers:
        return float(reply.headers["retry-after"])
    match body:
        case [first, *_]:
            return _delay(reply, first)
        case {"error": {"availability": {"retry_after": int(seconds)}}}:
            return seconds
        case {"error": {"details": [*details]}}:
            told = next((float(d["retryDelay"].rstrip("s")) for d in details if "retryDelay" in d), None)
            return told and min(told, LONGEST_DELAY)
        case _:
            return None
