"""Reads plain data that may be of another type than they should: what does not fit mostly counts as missing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, TypeAlias

from ..data import is_array, is_object

Json: TypeAlias = dict[str, Any]


def as_object(value: Any) -> Json:
    """An object, or an empty one."""
    return value if is_object(value) else {}


def as_objects(value: Any) -> list[Json]:
    """The objects in a list."""
    return [item for item in value if is_object(item)] if is_array(value) else []


def as_text(value: Any) -> str:
    """A string, or an empty one."""
    return value if isinstance(value, str) else ""


def as_word(value: Any) -> str | None:
    """A string, or None."""
    return value if isinstance(value, str) else None


def as_count(value: Any) -> int:
    """A whole number, or 0."""
    return value if isinstance(value, int) else 0


def as_length(value: Any) -> int | None:
    """A whole number, told as one or as its digits, that is not negative; or None."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def as_number(value: Any) -> float | None:
    """A finite number, or None."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) else None


def as_amount(value: Any) -> Decimal | None:
    """An amount of money, told as a number or as its digits, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    # Written out, a number such as 1e999999 would fill the memory.
    return amount if amount.is_finite() and amount >= 0 and abs(amount.adjusted()) < 20 else None


def as_seconds(value: Any) -> int | None:
    """Unix seconds of a number or an ISO time, which is taken for UTC if it names no zone; or None."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return int(value)
        if not isinstance(value, str):
            return None
        moment = datetime.fromisoformat(value)
    except (OverflowError, ValueError):  # JSON may hold 1e999
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def need_text(value: Any) -> str:
    """A string; raises ``TypeError`` for anything else."""
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value
