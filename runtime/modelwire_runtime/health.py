"""Whether a provider answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from .errors import ProviderError
from .shown import Shown

if TYPE_CHECKING:
    from .cards import Card


@dataclass(frozen=True, slots=True)
class HealthStatus(Shown):
    """What came of a call that costs nothing.

    ``latency`` is in seconds, ``error`` is what went wrong, ``checked_at`` is in UTC.

    >>> health = client.health_check()
    >>> health.healthy, bool(health), health.error
    (True, True, None)
    """

    healthy: bool
    latency: float
    error: ProviderError | None
    checked_at: datetime

    def __bool__(self) -> bool:
        return self.healthy

    def _card(self) -> Card:
        from .cards import health_card

        return health_card(self)
