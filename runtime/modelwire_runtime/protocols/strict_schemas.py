"""JSON schemas in the dialect that OpenAI's ``strict`` asks for.

Every object is closed and requires all of its properties, a reference has nothing beside it, the root is no union, and
there are no defaults (https://platform.openai.com/docs/guides/structured-outputs, read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..data import is_array, is_object

LEFT_OUT = frozenset(["default", "discriminator", "title"])
SCHEMAS = frozenset(["$defs", "properties"])
"""Keys under which schemas stand by name."""
UNSAYABLE = frozenset(
    "allOf contains dependentRequired dependentSchemas else if maxContains maxLength maxProperties minContains"
    " minLength minProperties not patternProperties prefixItems propertyNames then unevaluatedItems"
    " unevaluatedProperties uniqueItems".split()
)


class _Unsayable(Exception):
    """The schema says something that the dialect has no word for."""


def strict_schema(schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """The schema in the strict dialect, or None if it cannot be said in that."""
    try:
        return _strict(dict(schema), dict(schema))
    except _Unsayable:
        return None


def _strict(schema: dict[str, Any], root: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        beside = {key: value for key, value in schema.items() if key not in LEFT_OUT and key != "$ref"}
        if not beside:
            return {"$ref": schema["$ref"]}
        schema = {**_referred(schema["$ref"], root), **beside}
    if schema.keys() & UNSAYABLE or schema.get("additionalProperties", False) is not False:
        raise _Unsayable
    made: dict[str, Any] = {}
    for key, value in schema.items():
        if key in LEFT_OUT:
            continue
        if key in SCHEMAS:
            value = {name: _strict(_schema(inner), root) for name, inner in value.items()}
        elif key == "items":
            value = _strict(_schema(value), root)
        elif key in ("anyOf", "oneOf"):
            key, value = "anyOf", [_strict(_schema(inner), root) for inner in value]
        made[key] = value
    if not made.keys() & {"type", "anyOf", "enum", "const", "$ref"}:
        raise _Unsayable
    if made.get("type") == "object":
        made |= {"additionalProperties": False, "required": list(made.setdefault("properties", {}))}
    return made


def _schema(value: Any) -> dict[str, Any]:
    if not is_object(value):
        raise _Unsayable
    return value


def _referred(reference: str, root: Mapping[str, Any]) -> dict[str, Any]:
    """What a reference such as ``#/$defs/Person`` points at."""
    found: Any = root
    for part in reference.removeprefix("#/").split("/"):
        found = found.get(part.replace("~1", "/").replace("~0", "~")) if is_object(found) or found is root else None
    if is_array(found):
        raise _Unsayable
    return _schema(found)
