"""What one provider's failures mean: codes, messages and statuses, each with its class."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .errors import (
    APIError,
    AuthenticationError,
    ContextLengthExceededError,
    InvalidRequestError,
    NotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderUnavailableError,
    QuotaExceededError,
    RateLimitError,
    RequestTooLargeError,
)


@dataclass(frozen=True)
class Kind:
    """An error class whose retryability differs from the class's own."""

    error: type[APIError]
    retryable: bool


AnyKind: TypeAlias = type[APIError] | Kind

STATUSES: Mapping[int, type[APIError]] = {
    401: AuthenticationError,
    402: QuotaExceededError,
    403: PermissionDeniedError,
    404: NotFoundError,
    408: ProviderUnavailableError,
    413: RequestTooLargeError,
    429: RateLimitError,
    503: OverloadedError,
    529: OverloadedError,
}
"""What a status means where a spec says nothing else."""


@dataclass(frozen=True)
class MessagePattern:
    """A failure that only its message tells; groups named ``limit`` and ``actual`` are numbers of tokens."""

    pattern: str
    kind: AnyKind
    statuses: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()

    def search(self, status: int | None, codes: Sequence[str], message: str) -> re.Match[str] | None:
        """The match, if this pattern speaks of such a failure."""
        if self.statuses and status not in self.statuses:
            return None
        if self.codes and not set(self.codes) & set(codes):
            return None
        return re.search(self.pattern, message, re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Failure:
    """What a protocol read out of an error body.

    ``codes`` are the vendor's words for it, most telling first; ``delay`` is the pause the body asks for, in seconds;
    ``retryable`` is what the body says itself of trying again.
    """

    message: str
    codes: tuple[str, ...] = ()
    request_id: str | None = None
    delay: float | None = None
    status: int | None = None
    retryable: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ErrorTable:
    """Looks a failure up: body code, then message, then status, then family of the status."""

    codes: Mapping[str, AnyKind] = field(default_factory=dict[str, AnyKind])
    statuses: Mapping[int, AnyKind] = field(default_factory=dict[int, AnyKind])
    messages: tuple[MessagePattern, ...] = ()

    def error(self, status: int | None, failure: Failure, **details: Any) -> APIError:
        """The exception that a failure stands for; ``details`` go to its constructor."""
        kind, numbers = self._look_up(status, failure)
        if isinstance(kind, Kind):
            if details.get("retryable") is None:
                details["retryable"] = kind.retryable
            kind = kind.error
        if issubclass(kind, QuotaExceededError):
            details["retryable"] = None  # whatever a header says: trying again does not fill an account
        code = failure.codes[0] if failure.codes else None
        error = kind(failure.message, status_code=status, code=code, **details)
        if isinstance(error, ContextLengthExceededError):
            error.limit, error.actual = numbers.get("limit"), numbers.get("actual")
        return error

    def _look_up(self, status: int | None, failure: Failure) -> tuple[AnyKind, dict[str, int]]:
        kind = next((self.codes[code] for code in failure.codes if code in self.codes), None)
        for pattern in self.messages:
            if match := pattern.search(status, failure.codes, failure.message):
                numbers = {name: int(digits) for name, text in match.groupdict("").items() if (digits := _digits(text))}
                return kind or pattern.kind, numbers
        return kind or self._by_status(status or failure.status), {}

    def _by_status(self, status: int | None) -> AnyKind:
        if status is None:
            return ProviderUnavailableError
        if kind := self.statuses.get(status) or STATUSES.get(status):
            return kind
        if 300 <= status < 400:  # redirects are not followed: nothing is at this address
            return NotFoundError
        if 400 <= status < 500:
            return InvalidRequestError
        return ProviderUnavailableError if 500 <= status < 600 else APIError


def _digits(text: str) -> str:
    """The digits of a number as vendors write it: ``128,000``, ``128 000``."""
    return re.sub("[^0-9]", "", text)
