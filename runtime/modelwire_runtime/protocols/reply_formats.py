"""A ``response_format`` of a caller's, in the dialect of an API that takes a part of JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import NotSupportedError
from ..parameters import Adjustment
from .base import Encoding, Structured, format_for_schema
from .omissions import leave_out
from .schema_dialects import STRICT, Dialect, Unsayable, worded


def in_dialect(schema: Mapping[str, Any], dialect: Dialect, encoding: Encoding) -> dict[str, Any]:
    """The schema in the dialect; what is told in words only is listed, what cannot be said is refused."""
    try:
        said = worded(schema, dialect)
    except Unsayable as problem:
        raise NotSupportedError(
            f"response_format: a schema cannot say this here: {problem}; chat_completion_parsed() asks in another way",
            provider=encoding.provider,
            code="response_format",
        ) from None
    if said.schema != schema:
        told = f"; told to the model and not enforced: {'; '.join(said.told)}" if said.told else ""
        reason = f"the schema was put into the API's dialect{told}"
        encoding.adjustments.append(Adjustment("response_format", "mapped", dict(schema), said.schema, reason))
    return said.schema


def leave_out_all_but_the_schema(wanted: Mapping[str, Any], encoding: Encoding) -> None:
    """Tell what is left out by an API for which a reply always fits: ``strict`` says nothing, nor does a name."""
    for key in wanted.keys() - {"name", "schema"}:
        if wanted[key] is not None and (key, wanted[key]) != ("strict", True):
            leave_out(encoding, f"response_format.json_schema.{key}")


def strict_format(schema: Mapping[str, Any], name: str) -> Structured:
    """Asks by ``response_format`` in the strict dialect, or with the schema as it is where that cannot say it."""
    try:
        strict = worded(schema, STRICT)
    except Unsayable as problem:
        return format_for_schema(schema, name, strict=False, told=(str(problem),))
    return format_for_schema(strict.schema, name, told=tuple(strict.told))
