"""JSON schemas as Anthropic's API takes them for a reply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..data import is_object

SCHEMA_WORDS = frozenset("type enum const $ref title description required default additionalProperties".split())
FORMATS = frozenset("date-time time date duration email hostname uri ipv4 ipv6 uuid".split())
"""What the schema of a reply may say (lib/_parse/_transform.py of anthropic (PyPI) 2.12.0, read 2026-11-23)."""


def reply_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema in the words that the API takes for a reply.

    Objects are closed, ``oneOf`` becomes ``anyOf``, nothing stands beside a ``$ref``, and what cannot be enforced
    (``minimum``, ``maxLength``, ...) is told to the model in the description.
    """
    given = {("anyOf" if key == "oneOf" else key): value for key, value in schema.items()}
    if "$ref" in given:
        given = {key: given[key] for key in ("$ref", "$defs") if key in given}
    taken: dict[str, Any] = {}
    told: list[str] = []
    for key, value in given.items():
        if key in ("properties", "$defs"):
            taken[key] = {name: _inner_schema(inner) for name, inner in value.items()}
        elif key == "items":
            taken[key] = _inner_schema(value)
        elif key in ("anyOf", "allOf"):
            taken[key] = [_inner_schema(inner) for inner in value]
        elif key in SCHEMA_WORDS or (key == "minItems" and value in (0, 1)) or (key == "format" and value in FORMATS):
            taken[key] = value
        elif key != "discriminator":
            told.append(f"{key}: {value}")
    if given.get("type") == "object":
        taken.setdefault("additionalProperties", False)
    if told:
        taken["description"] = f"{given.get('description', '')} ({', '.join(told)})".strip()
    return taken


def _inner_schema(schema: Any) -> Any:
    return reply_schema(schema) if is_object(schema) else schema
