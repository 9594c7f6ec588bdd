"""What a protocol has no place for, which is told and not sent."""

from __future__ import annotations

from typing import Any

from ..parameters import Adjustment
from .base import Encoding


def leave_out(encoding: Encoding, what: str, *, given: Any = None, reason: str = "") -> None:
    """Tell, once, that something was left out of the body."""
    note = Adjustment(what, "left out", given, reason=reason)
    if note not in encoding.adjustments:
        encoding.adjustments.append(note)
