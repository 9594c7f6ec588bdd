"""Turns our data classes into pydantic-core validators.

``pydantic.TypeAdapter`` would do the same, for 130 ms more at the first call: 65 ms to import pydantic and as many to
build the schema.  Built by hand from pydantic-core's own vocabulary it takes a third of a millisecond.

Vendors send null for what they do not have, so null is accepted everywhere and stands for the default where a field's
type has no None (a data class or a count: who decodes the reply sees to those).  What is only told, such as an id or
a time, may be of any type, and is left at its default if it is of a wrong one: it must not cost the answer.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import SchemaValidator, core_schema
from pydantic_core.core_schema import CoreSchema

from .data import Data

SCALARS: Mapping[Any, CoreSchema] = {
    str: core_schema.str_schema(coerce_numbers_to_str=True),
    int: core_schema.int_schema(),
    float: core_schema.float_schema(),
    bool: core_schema.bool_schema(),
    Decimal: core_schema.decimal_schema(),
}


def build(kind: type[Data]) -> SchemaValidator:
    """A validator of ``kind``, which must be a slots data class."""
    return SchemaValidator(_data_class(kind))


def _data_class(kind: type[Data]) -> CoreSchema:
    hints = get_type_hints(kind)
    arguments: list[core_schema.DataclassField] = []
    for item in fields(kind):
        aliases: list[list[str | int]] = [[name] for name in item.metadata.get("names", ())]
        schema = _field(item, hints[item.name])
        arguments.append(core_schema.dataclass_field(item.name, schema, kw_only=True, validation_alias=aliases or None))
    return core_schema.dataclass_schema(
        kind,
        core_schema.dataclass_args_schema(kind.__name__, arguments),
        [item.name for item in fields(kind)],
        slots=True,
    )


def _field(item: Field[Any], hint: Any) -> CoreSchema:
    schema = core_schema.any_schema() if item.metadata.get("any") else _schema(hint)
    on_error: Literal["raise", "default"] = "default" if item.metadata.get("told") else "raise"
    if item.default_factory is not MISSING:
        if on_error == "raise":
            schema = core_schema.nullable_schema(schema)
        return core_schema.with_default_schema(schema, default_factory=item.default_factory, on_error=on_error)
    if item.default is not MISSING:
        if on_error == "raise" and schema["type"] not in ("any", "nullable"):
            schema = core_schema.nullable_schema(schema)
        return core_schema.with_default_schema(schema, default=item.default, on_error=on_error)
    return schema


def _schema(hint: Any) -> CoreSchema:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        members = [member for member in get_args(hint) if member is not NoneType]
        return core_schema.nullable_schema(_schema(members[0])) if len(members) == 1 else core_schema.any_schema()
    if origin is Literal:
        return core_schema.str_schema()
    if origin is list:
        return core_schema.list_schema(core_schema.nullable_schema(_schema(get_args(hint)[0])))
    if origin is dict:
        return core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
    if hint is array:
        return core_schema.no_info_plain_validator_function(_floats)
    if isinstance(hint, type) and issubclass(hint, Data):
        return _data_class(hint)
    return SCALARS.get(hint) or core_schema.any_schema()


def _floats(value: Any) -> array[float]:
    if isinstance(value, str):
        raise ValueError("must be a list of numbers")
    try:
        return array("f", value)
    except TypeError as error:
        raise ValueError("must be a list of numbers") from error
