"""Finds everything that a schema does not allow of a value."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from jsonschema.protocols import Validator

from .document import is_list, is_mapping
from .shape import Json, expression


def validator(schema: Json, known: Callable[[Json, Any], Json]) -> Any:
    """A validator of jsonschema's; ``known`` gives the keys that a part of the schema describes for a value."""

    def closed(validator: Validator, allowed: Any, instance: Any, schema: Json) -> Iterator[ValidationError]:
        """Like the standard's ``unevaluatedProperties: false``, but a key is known even if its value is wrong."""
        if is_mapping(instance) and instance.keys() - known(schema, instance).keys():
            yield ValidationError("")

    rules = {"pattern": _pattern, "propertyNames": _property_names, "unevaluatedProperties": closed}
    made = cast(Any, validators).extend(Draft202012Validator, rules)
    return made(_linked(schema), format_checker=FormatChecker(["date"]))


def _linked(schema: Json) -> Json:
    """The schema with definitions in the places that only refer to them: half of the work for the validator."""
    linked: dict[str, Any] = deepcopy(dict(schema))

    def link(part: Any) -> None:
        for key, below in cast(Any, part.items() if is_mapping(part) else enumerate(part)):
            if is_mapping(below) and "$ref" in below and below.keys() <= {"$ref", "description"}:
                definition = linked["$defs"][below["$ref"].removeprefix("#/$defs/")]
                told = below.get("description")
                part[key] = {**definition, "description": told} if told else definition
            elif is_mapping(below) or is_list(below):
                link(below)

    link(linked)
    return linked


def _pattern(validator: Validator, pattern: str, instance: Any, schema: Json) -> Iterator[ValidationError]:
    """A schema's patterns are JavaScript's."""
    if isinstance(instance, str) and not expression(pattern).search(instance):
        yield ValidationError("")


def _property_names(validator: Validator, names: Json, instance: Any, schema: Json) -> Iterator[ValidationError]:
    """Like the standard's, but the key at fault is part of the path."""
    if is_mapping(instance):
        for key in instance:
            yield from cast(Any, validator).descend(key, names, path=key)
