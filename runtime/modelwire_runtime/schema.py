"""Turns our data classes into pydantic-core validators.

``pydantic.TypeAdapter`` would do the same, for 130 ms more at the first call: 65 ms to import pydantic and as many to
build the schema.  Built by hand from pydantic-core's own vocabulary it takes a third of a millisecond.  Every field
may be null on the wire, whatever its type says, because vendors send null for what they do not have; who decodes a
reply settles those.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import SchemaValidator, core_schema
from pydantic_core.core_schema import CoreSchema

SCALARS: dict[Any, CoreSchema] = {
    str: core_schema.str_schema(),
    int: core_schema.int_schema(),
    float: core_schema.float_schema(),
    bool: core_schema.bool_schema(),
    Any: core_schema.any_schema(),
}


def build(kind: type) -> SchemaValidator:
    """A validator of ``kind``, which must be a slots data class."""
    return SchemaValidator(_data_class(kind))


def _data_class(kind: Any) -> CoreSchema:
    hints = get_type_hints(kind)
    arguments: list[core_schema.DataclassField] = []
    for item in fields(kind):
        schema = core_schema.any_schema() if item.metadata.get("any") else _schema(hints[item.name])
        if item.default_factory is not MISSING:
            schema = core_schema.with_default_schema(schema, default_factory=item.default_factory)
        elif item.default is not MISSING:
            schema = core_schema.with_default_schema(schema, default=item.default)
        aliases: list[list[str | int]] = [[name] for name in item.metadata.get("names", ())]
        arguments.append(core_schema.dataclass_field(item.name, schema, kw_only=True, validation_alias=aliases or None))
    return core_schema.dataclass_schema(
        kind,
        core_schema.dataclass_args_schema(kind.__name__, arguments),
        [item.name for item in fields(kind)],
        slots=True,
    )


def _schema(hint: Any) -> CoreSchema:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        members = [member for member in get_args(hint) if member is not NoneType]
        if len(members) != 1:
            return core_schema.any_schema()
        return _schema(members[0])
    if hint is Any:
        return core_schema.any_schema()
    if origin is Literal:
        schema: CoreSchema = core_schema.str_schema()
    elif origin is list:
        schema = core_schema.list_schema(_schema(get_args(hint)[0]))
    elif origin is dict:
        schema = core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
    elif is_dataclass(hint):
        schema = _data_class(hint)
    else:
        schema = SCALARS[hint]
    return core_schema.nullable_schema(schema)
