"""The ways to ask for a reply that fits a JSON schema, by name.

* ``json-schema``  by the vendor's format for schemas, in its dialect: enforced
* ``tool``         by a tool that must be called, whose arguments are the answer
* ``json-object``  by a format that promises JSON, and the schema in words
* ``instruction``  by the schema in words alone

The first is a protocol's own (:meth:`ChatProtocol.structured`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from .base import ChatProtocol, Strategy, Structured, tool_for_schema


def ask(protocol: ChatProtocol, strategy: Strategy, schema: Mapping[str, Any], name: str) -> Structured:
    """How one strategy asks; raises :class:`Unsayable` where the vendor's format cannot say the schema."""
    if strategy == "json-schema":
        return protocol.structured(schema, name)
    if strategy == "tool":
        return tool_for_schema(schema, name)
    changes = {"response_format": {"type": "json_object"}} if strategy == "json-object" else {}
    text = to_json(schema).decode()
    return Structured(
        changes,
        instruction=f"Answer with one JSON object that fits this JSON schema, and nothing else:\n{text}",
        enforced=False,
    )


def order(protocol: ChatProtocol) -> list[Strategy]:
    """The strategies to try, the preferred one first."""
    first = protocol.first_strategy()
    known = protocol.strategies
    after = known[known.index("tool") :] if first != "json-schema" else known
    return [first, *(strategy for strategy in after if strategy != first)]
