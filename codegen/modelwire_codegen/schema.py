"""The shape and the words of a spec: ``provider.schema.json``, and what to say where a spec differs from it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from .document import UNFILLED, Document, Path, Problem, is_list, is_mapping, key_text
from .shape import Json, Shapes

if TYPE_CHECKING:
    from jsonschema import ValidationError

if find_spec("jsonschema") is None:  # only a spec that is wrong needs it, but a missing extra is told at once
    raise ModuleNotFoundError("No module named 'jsonschema'", name="jsonschema")

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
        self._shapes = Shapes(self.definitions, self.properties)
        self._allows = self._shapes.check(content)

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
        value = _as_json(document.root.value)
        if not self._allows(value):
            yield from self._refused(document, value)

    def _refused(self, document: Document, value: Any) -> Iterator[Problem]:
        found: Iterable[ValidationError] = self._validator.iter_errors(value)
        errors = [error for error in found if not _is_unfilled(error.instance)]  # of which there is another check
        places = [tuple(cast(Iterable[str | int], error.absolute_path)) for error in errors]
        # Which keys go with a protocol or scheme that does not exist is not known.
        undecided = {place[:-1] for place in places if place and place[-1] in ("protocol", "scheme")}
        for error, place in zip(errors, places, strict=True):
            if error.validator != "unevaluatedProperties" or place not in undecided:
                for path, text in self._explain(error, cast(Json, error.schema)):
                    yield document.problem(place + path, text)

    @cached_property
    def _validator(self) -> Any:
        from .validator import validator  # and jsonschema, which takes longer to import than many specs to check

        return validator(self.root, self.properties)

    def _explain(self, error: "ValidationError", schema: Json) -> Iterator[tuple[Path, str]]:
        """What is wrong and what would be right, in a person's words."""
        given: Any = error.instance
        wanted: Any = error.validator_value
        match error.validator:
            case "additionalProperties" | "unevaluatedProperties":
                known = self.properties(schema, given)
                for key in given.keys() - known.keys():
                    yield (key,), f"there is no such key here{_suggestion(key, known)}"
            case "required":
                known = self.properties(schema, given)
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

    def properties(self, schema: Json, instance: Any) -> dict[str, Json]:
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
            branch = "then" if self._shapes.check(schema["if"])(instance) else "else"
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
