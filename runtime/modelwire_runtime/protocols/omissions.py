"""What a protocol has no place for, or another one, which is told."""

from __future__ import annotations

from typing import Any

from ..parameters import Adjustment
from .base import Encoding


def leave_out(encoding: Encoding, what: str, *, given: Any = None, reason: str = "") -> None:
    """Tell, once, that something was left out of the body."""
    note = Adjustment(what, "left out", given, reason=reason)
    if note not in encoding.adjustments:
        encoding.adjustments.append(note)


def move_up(encoding: Encoding, what: str) -> None:
    """Tell that an instruction given in mid-conversation goes before it, where the API has its instructions."""
    reason = "the API has its instructions before the conversation, so this one was moved there"
    encoding.adjustments.append(Adjustment(what, "mapped", None, "system", reason))
