"""The shape and the words of a spec: ``provider.schema.json``, and what to say where a spec differs from it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeAlias, cast

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from jsonschema.protocols import Validator

from .document import UNFILLED, Document, Path, Problem, is_list, is_mapping, key_text

Json: TypeAlias = Mapping[str, Any]

_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


class Schema:
    """The vocabulary of specs."""

    def __init__(self, content: Json) -> None:
        self.root = content
        self.definitions: Mapping[str, Json] = content["$defs"]
        validator = cast(Any, validators).extend(
            Draft202012Validator,
            {"pattern": _pattern, "propertyNames": _property_names, "unevaluatedProperties": self._closed},
        )
        self._validator: Any = validator(_linked(content), format_checker=FormatChecker(["date"]))

    def words(self, definition: str) -> tuple[str, ...]:
        """The words that a definition lists; none where there is no such definition."""
        return tuple(self.definitions.get(definition, {}).get("enum", ()))

    def about(self, definition: str, key: str) -> str:
        """What a key of a definition is, as its description says."""
        found: Json | None = self.definitions[definition]["properties"].get(key)
        return self.described(found) or key

    def meanings(self, definition: str, key: str) -> dict[str, str]:
        """What each word of a key means, where its description says so, as in "`word`: meaning. `other`: meaning."."""
        told = re.findall(r"`([\w-]+)`: (.+?)\.(?= `[\w-]+`: |$)", self.about(definition, key))
        return dict(told)

    def problems(self, document: Document) -> Iterator[Problem]:
        """Everything about a spec that the schema does not allow."""
        found: Iterable[ValidationError] = self._validator.iter_errors(_as_json(document.root.value))
        errors = [error for error in found if not _is_unfilled(error.instance)]  # of which there is another check
        places = [tuple(cast(Iterable[str | int], error.absolute_path)) for error in errors]
        # Which keys go with a protocol or scheme that does not exist is not known.
        undecided = {place[:-1] for place in places if place and place[-1] in ("protocol", "scheme")}
        for error, place in zip(errors, places, strict=True):
            if error.validator != "unevaluatedProperties" or place not in undecided:
                for path, text in self._explain(error, cast(Json, error.schema)):
                    yield document.problem(place + path, text)

    def _explain(self, error: ValidationError, schema: Json) -> Iterator[tuple[Path, str]]:
        """What is wrong and what would be right, in a person's words."""
        given: Any = error.instance
        wanted: Any = error.validator_value
        match error.validator:
            case "additionalProperties" | "unevaluatedProperties":
                known = self._properties(schema, given)
                for key in given.keys() - known.keys():
                    yield (key,), f"there is no such key here{_suggestion(key, known)}"
            case "required":
                known = self._properties(schema, given)
                for key in cast(list[str], wanted):
                    if key not in given:
                        yield (), f"{key!r} is missing{self._description(known.get(key))}"
            case "type":
                yield (), _wrong_type(given, wanted)
            case "enum" if "x-checked-by-operation" in schema:
                pass
            case "enum":
                expected = schema.get("x-expects", "one of the known words")
                yield (), f"{_shown(given)} is not {expected}{_suggestion(given, wanted)}"
            case "pattern" | "format":
                yield (), f"{_shown(given)} is not {schema.get('x-expects', f'of the form {wanted}')}"
            case "minimum":
                yield (), f"must be at least {wanted}, not {given}"
            case "maximum":
                yield (), f"must be at most {wanted}, not {given}"
            case "uniqueItems":
                repeated = next(item for index, item in enumerate(given) if item in given[:index])
                yield (), f"{_shown(repeated)} is listed twice"
            case "minItems" | "minProperties" | "minLength":
                some = f"needs {wanted} keys or more, not {len(given)}"
                yield (), some if given else "is empty: fill it, or leave the key out"
            case _:
                yield (), error.message

    def _closed(self, validator: Validator, allowed: Any, instance: Any, schema: Json) -> Iterator[ValidationError]:
        """Like the standard's ``unevaluatedProperties: false``, but a key is known even if its value is wrong."""
        if is_mapping(instance) and instance.keys() - self._properties(schema, instance).keys():
            yield ValidationError("")

    def _properties(self, schema: Json, instance: Any) -> dict[str, Json]:
        """The keys that a schema describes for an instance, itself or by reference."""
        found: dict[str, Json] = {}
        for part in self.parts(schema, instance):
            found |= part.get("properties", {})
        return found

    def parts(self, schema: Json, instance: Any) -> Iterator[Json]:
        """What a schema is made of where it describes an instance: what it refers to, then itself."""
        if "$ref" in schema:
            yield from self.parts(self.referred(schema), instance)
        for part in schema.get("allOf", ()):
            yield from self.parts(part, instance)
        if "if" in schema:
            branch = "then" if self._validator.evolve(schema=schema["if"]).is_valid(instance) else "else"
            yield from self.parts(schema.get(branch, {}), instance)
        yield schema

    def referred(self, schema: Json) -> Json:
        """The definition that a schema refers to."""
        return self.definitions[schema["$ref"].removeprefix("#/$defs/")]

    def _description(self, schema: Json | None) -> str:
        """`` (what the key is)``, as far as the schema says it."""
        text = self.described(schema)
        return f" ({text.rstrip('.')})" if text else ""

    def described(self, schema: Json | None) -> str:
        """The description of a schema, or of the one it refers to."""
        while schema and "description" not in schema and "$ref" in schema:
            schema = self.referred(schema)
        return str(schema["description"]) if schema and "description" in schema else ""


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


def _as_json(value: Any) -> Any:
    """The spec as JSON would hold it: with text for keys."""
    if is_mapping(value):
        return {key_text(key): _as_json(item) for key, item in value.items()}
    if is_list(value):
        return [_as_json(item) for item in value]
    return value


def _shown(value: Any) -> str:
    """A value of a spec, short."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return repr(value if len(value) <= 60 else value[:57] + "...")
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return str(value)


def _wrong_type(given: Any, wanted: str | list[str]) -> str:
    names = [wanted] if isinstance(wanted, str) else wanted
    hint = ""
    if given is None:
        hint = ": leave the key out if there is nothing to say"
    elif isinstance(given, bool | int | Decimal) and "string" in names:
        hint = ": put it in quotes"
    elif isinstance(given, str) and re.fullmatch(r"[0-9._]+|true|false", given):
        hint = ": take off the quotes"
    return f"must be {' or '.join(_TYPES[name] for name in names)}, not {_shown(given)}{hint}"


def _is_unfilled(value: object) -> bool:
    return isinstance(value, str) and value.startswith(UNFILLED)


def _suggestion(given: Any, known: Iterable[str]) -> str:
    """``; did you mean 'x'?``, or the list of what is known."""
    words = list(known)
    if close := get_close_matches(str(given), words, n=1):
        return f"; did you mean {close[0]!r}?"
    return f"; known are {', '.join(words)}" if words else ""


def _pattern(validator: Validator, pattern: str, instance: Any, schema: Json) -> Iterator[ValidationError]:
    """A schema's patterns are JavaScript's: `$` is the very end there, never before a last line feed."""
    if isinstance(instance, str) and not re.search(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), instance):
        yield ValidationError("")


def _property_names(validator: Validator, names: Json, instance: Any, schema: Json) -> Iterator[ValidationError]:
    """Like the standard's, but the key at fault is part of the path."""
    if is_mapping(instance):
        for key in instance:
            yield from cast(Any, validator).descend(key, names, path=key)
