"""A small base for the data classes that users see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self

from typing_extensions import TypeIs

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pydantic_core import SchemaValidator


class Data:
    """A slots data class that can be turned into plain data and back.

    The methods bear the names that pydantic users know.
    """

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __getitem__(self, name: str) -> Any:
        """A field as of a dict: ``reply["choices"][0]["message"]["content"]``; ``KeyError`` where there is none."""
        if name in self._keys():
            return getattr(self, name)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return name in self._keys()

    def __repr__(self) -> str:
        return brief(self)

    __iter__ = None  # or else __getitem__ would be asked for 0, 1, 2

    def get(self, name: str, default: Any = None) -> Any:
        """A field as of a dict; ``default`` where there is none or it is None."""
        value = getattr(self, name) if name in self._keys() else None
        return default if value is None else value

    def _keys(self) -> tuple[str, ...]:
        """The names by which fields are had as of a dict."""
        return field_names(type(self))

    def model_dump(self, *, exclude_none: bool = False) -> dict[str, Any]:
        """Plain dicts, lists and scalars; with ``exclude_none``, without the fields that are None."""
        dumped: dict[str, Any] = {}
        for name in field_names(type(self)):
            value = getattr(self, name)
            if value is not None or not exclude_none:
                dumped[name] = plain(value, exclude_none)
        return dumped

    def model_dump_json(self, *, exclude_none: bool = False) -> str:
        """The same as JSON text."""
        from pydantic_core import to_json

        return to_json(self.model_dump(exclude_none=exclude_none)).decode()

    @classmethod
    def model_validate(cls, data: Any) -> Self:
        """An instance from plain data; raises ``ValueError`` where the data do not fit."""
        made: Self = validator(cls).validate_python(data)
        return made

    @classmethod
    def model_validate_json(cls, data: str | bytes) -> Self:
        """An instance from JSON text; raises ``ValueError`` where it does not fit."""
        made: Self = validator(cls).validate_json(data)
        return made


class PlainTurns(list[dict[str, Any]]):
    """Messages each of which is known to be a dict of a role and text, so that nobody need look into them again."""


def brief(one: DataclassInstance) -> str:
    """The fields that say more than their defaults; what was left out is what such an instance has by itself."""
    values = ((item, getattr(one, item.name)) for item in fields(one))
    told = [f"{item.name}={value!r}" for item, value in values if value != _usual(item)]
    return f"{type(one).__name__}({', '.join(told)})"


def is_array(value: Any) -> TypeIs[list[Any]]:
    """Whether plain data are a list."""
    return isinstance(value, list)


def is_object(value: Any) -> TypeIs[dict[str, Any]]:
    """Whether plain data are a dict; JSON has no other keys than strings."""
    return isinstance(value, dict)


def is_listed(value: Any) -> TypeIs[list[Any] | tuple[Any, ...]]:
    """Whether a value becomes an array in JSON."""
    return isinstance(value, list | tuple)


def is_mapping(value: Any) -> TypeIs[Mapping[str, Any]]:
    """Whether a value becomes an object in JSON."""
    return isinstance(value, Mapping)


def plain(value: Any, exclude_none: bool = False) -> Any:
    """``value`` with every data class in it dumped."""
    if isinstance(value, Data):
        return value.model_dump(exclude_none=exclude_none)
    if is_listed(value):
        return [plain(item, exclude_none) for item in value]
    if is_mapping(value):
        return {key: plain(item, exclude_none) for key, item in value.items()}
    return value


def _usual(item: Field[Any]) -> Any:
    """What a field has that was not given; ``MISSING`` where it must be."""
    return item.default if item.default_factory is MISSING else item.default_factory()


def field_names(kind: type[Data]) -> tuple[str, ...]:
    """The names of a data class's fields."""
    return tuple(item.name for item in fields(kind))


_validators: dict[type, SchemaValidator] = {}


def validator(kind: type[Data]) -> SchemaValidator:
    """What validates plain data or JSON bytes into ``kind``, built when first needed."""
    if (found := _validators.get(kind)) is None:
        from .schema import build

        found = _validators[kind] = build(kind)
    return found
