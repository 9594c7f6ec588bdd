"""JSON schemas in the dialect that OpenAI's ``strict`` asks for.

Every object is closed and requires all of its properties, a reference has nothing beside it, the root is no union, and
there are no defaults (https://platform.openai.com/docs/guides/structured-outputs, read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .schema_dialects import STRICT, Unsayable, worded


def strict_schema(schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """The schema in the strict dialect, or None if it cannot be said in that."""
    try:
        return worded(schema, STRICT).schema
    except Unsayable:
        return None
