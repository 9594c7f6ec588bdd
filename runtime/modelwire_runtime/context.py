"""What is known of one call beside its reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from typing_extensions import Unpack

from .catalog import told
from .errors import ProviderError

if TYPE_CHECKING:
    from .catalog import Cost, Pieces
    from .parameters import Adjustment
    from .provider import LLMProvider
    from .replies import Usage

RawHeaders: TypeAlias = Sequence[tuple[bytes, bytes]]
SAID = ("limit", "remaining", "reset")
OF: Mapping[str, str] = {"requests": "requests", "req": "requests", "tokens": "tokens"}
PRICED_APART = ("batch", "flex", "offpeak", "priority", "provisioned_throughput", "scale")
"""Service tiers whose prices are not those of the catalogue, but for a batch's."""
WINDOWS = ("second", "minute", "hour", "day", "month")
"""The times that a limit may be for, if its name tells; of several, the shortest is told."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What the provider's headers say of its rate limits; ``reset_...`` is as the vendor words it.

    >>> RateLimit(limit_requests=500, remaining_requests=499, reset_requests="120ms").remaining_requests
    499
    >>> client.chat_completion(model="gpt-5.4", messages=messages).rate_limit is None  # no header told
    True
    """

    limit_requests: int | None = None
    remaining_requests: int | None = None
    reset_requests: str | None = None
    limit_tokens: int | None = None
    remaining_tokens: int | None = None
    reset_tokens: str | None = None


def _no_metadata() -> Mapping[str, Any]:
    return {}


@dataclass(slots=True)
class CallContext:
    """One call: who was asked for what, and what the reply's head said.

    ``operation`` is what is asked for, by the name of its endpoint (``chat``, ``embeddings``, ``models``), ``stream``
    whether as a stream; ``attempts`` counts the requests that were sent, ``answered_at`` is when the head of the last
    reply came, in Unix seconds, ``metadata`` is what the caller gave for the hooks,
    ``media_type`` what content is of which the head tells the wrapping only.

    >>> told = Hooks(on_response=lambda call, seconds: print(call.provider_id, call.status, call.attempts))
    >>> reply = client.with_options(hooks=told).chat_completion(model="gpt-5.4", messages=messages)
    openai 200 1
    """

    provider: LLMProvider
    model: str
    adjustments: list[Adjustment] = field(default_factory=list["Adjustment"])
    attempts: int = 1
    status: int | None = None
    raw_headers: RawHeaders = ()
    answered_at: float = 0.0
    metadata: Mapping[str, Any] = field(default_factory=_no_metadata)
    operation: str = ""
    stream: bool = False
    media_type: str = ""

    @property
    def provider_id(self) -> str:
        """The id of the provider that was asked."""
        return self.provider.id

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
    def content_type(self) -> str:
        """What the body of the reply is, such as ``audio/mpeg``, without parameters; empty where it is not told."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request."""
        names = self.provider.replies.request_id
        return next((value for name in names if (value := self.header(name))), None)

    @property
    def service_tier(self) -> str | None:
        """The service tier that a header tells, where the provider has one for it."""
        name = self.provider.replies.service_tier
        return self.header(name) if name else None

    @property
    def cache_write_1h_tokens(self) -> int | None:
        """How many tokens a header says were written to a cache for an hour, where the provider has one for it."""
        name = self.provider.replies.cache_write_1h
        return _number(self.header(name)) if name else None

    @property
    def rate_limit(self) -> RateLimit | None:
        """The headers that begin with the provider's prefix for rate limits, or None."""
        prefix = self.provider.replies.rate_limit
        if not prefix:
            return None
        found: dict[tuple[str, str], str] = {}
        for window in (*reversed(WINDOWS), ""):
            for name, value in self.headers.items():
                if name.startswith(prefix) and (key := _limit(name.removeprefix(prefix), window)):
                    found[key] = value
        if not found:
            return None
        return RateLimit(
            _number(found.get(("limit", "requests"))),
            _number(found.get(("remaining", "requests"))),
            found.get(("reset", "requests")),
            _number(found.get(("limit", "tokens"))),
            _number(found.get(("remaining", "tokens"))),
            found.get(("reset", "tokens")),
        )

    def cost(self, usage: Usage, answered: str, tier: str | None = None, **pieces: Unpack[Pieces]) -> Cost | None:
        """What the provider says ``usage`` cost, or its price by the model that answered, or by that asked for.

        ``tier`` is the service tier that it was answered at, ``pieces`` are counts of what some models are paid for by
        the piece, as of :meth:`LLMProvider.calculate_cost`.
        """
        if usage.cost is not None:
            return told(usage.cost, self.provider.models.currency)
        batch = self.operation == "batches"
        if tier in PRICED_APART and not (batch and tier == "batch"):
            return None
        if not usage.prompt_tokens and not usage.completion_tokens and not any(pieces.values()):
            return None  # nothing was counted, which is not the same as nothing to pay
        provider = self.provider
        mapped = provider.known_model(self.model) != self.model
        # Of a deployment the price is not that of its model alone: where it runs and how it is paid count as well.
        names = (self.model,) if mapped or provider.free_names else (answered, self.model)
        name = next((name for name in names if self.provider.listed_model(name)), None)
        if name is None:
            return None
        at = datetime.fromtimestamp(self.answered_at, UTC) if self.answered_at else None
        try:
            return self.provider.calculate_cost(name, usage, at=at, batch=batch, **pieces)
        except ProviderError:
            return None


@dataclass(frozen=True, slots=True)
class PastCall:
    """What a reply keeps of its call when it is copied or pickled: all that it tells, without the provider."""

    provider_id: str
    request_id: str | None
    headers: Mapping[str, str]
    rate_limit: RateLimit | None
    adjustments: list[Adjustment]
    attempts: int
    known_cost: Cost | None

    @classmethod
    def of(cls, call: CallContext | PastCall, cost: Cost | None) -> PastCall:
        """What is known of a call, and what it cost."""
        return cls(
            call.provider_id,
            call.request_id,
            call.headers,
            call.rate_limit,
            list(call.adjustments),
            call.attempts,
            cost,
        )

    def cost(self, usage: Usage, answered: str, tier: str | None = None, **pieces: Unpack[Pieces]) -> Cost | None:
        """What the call cost, as it was known then."""
        return self.known_cost


def header(headers: RawHeaders, name: str) -> str | None:
    """The value of the first header of this name (in lower case), or None."""
    wanted = name.encode()
    for key, value in headers:
        if key.lower() == wanted:
            return value.decode("latin-1")
    return None


def _limit(name: str, window: str) -> tuple[str, str] | None:
    """What a rate-limit header says, and of what, if it is for this window: ``-limit-tokens-minute``, in any order."""
    words = set(name.strip("-").split("-")) - {window}
    said, of = words.intersection(SAID), words.intersection(OF)
    if said and len(words) == 1 and not window:  # who counts one thing only counts requests
        return said.pop(), "requests"
    return (said.pop(), OF[of.pop()]) if len(words) == 2 and said and of else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None
