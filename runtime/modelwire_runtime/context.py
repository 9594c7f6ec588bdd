"""What is known of one call beside its reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from .errors import ProviderError

if TYPE_CHECKING:
    from .catalog import Cost
    from .parameters import Adjustment
    from .provider import LLMProvider
    from .replies import Usage

RawHeaders: TypeAlias = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What the provider's headers say of its rate limits; ``reset_...`` is as the vendor words it."""

    limit_requests: int | None = None
    remaining_requests: int | None = None
    reset_requests: str | None = None
    limit_tokens: int | None = None
    remaining_tokens: int | None = None
    reset_tokens: str | None = None


@dataclass(slots=True)
class CallContext:
    """One call: who was asked for what, and what the reply's head said."""

    provider: LLMProvider
    model: str
    adjustments: list[Adjustment] = field(default_factory=list["Adjustment"])
    attempts: int = 1
    status: int | None = None
    raw_headers: RawHeaders = ()

    def header(self, name: str) -> str | None:
        """The value of a header of the reply, or None."""
        return header(self.raw_headers, name)

    @property
    def headers(self) -> Mapping[str, str]:
        """The reply's headers, names in lower case, values of one name joined by commas."""
        joined: dict[str, str] = {}
        for name, value in self.raw_headers:
            key, text = name.decode("latin-1").lower(), value.decode("latin-1")
            joined[key] = f"{joined[key]}, {text}" if key in joined else text
        return joined

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request."""
        names = self.provider.replies.request_id
        return next((value for name in names if (value := self.header(name))), None)

    @property
    def rate_limit(self) -> RateLimit | None:
        """The headers that begin with the provider's prefix for rate limits, or None."""
        prefix = self.provider.replies.rate_limit
        if not prefix:
            return None
        found: dict[str, str] = {}
        for name, value in self.headers.items():
            if name.startswith(prefix):
                words = set(name.removeprefix(prefix).strip("-").split("-"))
                key = f"{'_'.join(words & {'limit', 'remaining', 'reset'})}_{'_'.join(words & {'requests', 'tokens'})}"
                if len(words) == 2:
                    found[key] = value
        known = {
            key: value if key.startswith("reset") else int(value)
            for key, value in found.items()
            if key in RateLimit.__dataclass_fields__ and (key.startswith("reset") or value.isdigit())
        }
        return RateLimit(**known) if known else None  # type: ignore[arg-type]

    def cost(self, usage: Usage, answered: str) -> Cost | None:
        """What ``usage`` cost, at the price of the model that answered, or else of the one that was asked for."""
        asked = self.provider.known_model(self.model)
        names = (asked,) if asked != self.model else (answered, self.model)
        name = next((name for name in names if name in self.provider.models), None)
        if name is None:
            return None
        try:
            return self.provider.calculate_cost(name, usage)
        except ProviderError:
            return None


def header(headers: RawHeaders, name: str) -> str | None:
    """The value of the first header of this name (in lower case), or None."""
    wanted = name.encode()
    for key, value in headers:
        if key.lower() == wanted:
            return value.decode("latin-1")
    return None
