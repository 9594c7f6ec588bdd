"""Whether a value has the shape that a schema describes: yes or no, many times as fast as what is wrong is found.

Nearly every spec is right, and a validator that tells errors apart is asked only about those that are not.  A schema
becomes a function, made of one for each of its keywords, which mean what they mean to that validator.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]
Check: TypeAlias = Callable[[Any], bool]
"""Says of a value, as :mod:`.load` reads it, whether it is allowed."""

NOTES = frozenset(["$schema", "$comment", "$defs", "title", "description", "type", "then", "else"])
"""Keywords that say nothing, or nothing by themselves; so do those that begin with ``x-``."""
TEXT, LIST, MAPPING = frozenset[type]([str]), frozenset[type]([list]), frozenset[type]([dict])
NUMBER = frozenset[type]([int, Decimal])
KINDS = {
    "object": MAPPING,
    "array": LIST,
    "string": TEXT,
    "integer": frozenset[type]([int]),
    "number": NUMBER,
    "boolean": frozenset[type]([bool]),
    "null": frozenset[type]([type(None)]),
}
ANY = frozenset[type]().union(*KINDS.values())
SPEAKS_OF = {
    **dict.fromkeys(["pattern", "format", "minLength"], TEXT),
    **dict.fromkeys(["minimum", "maximum"], NUMBER),
    **dict.fromkeys(["items", "minItems", "uniqueItems"], LIST),
    **dict.fromkeys(["minProperties", "required", "properties", "propertyNames"], MAPPING),
    **dict.fromkeys(["additionalProperties", "unevaluatedProperties"], MAPPING),
}
"""The kinds of values that a keyword is about; it allows all others."""


class Shapes:
    """The parts of one schema as functions, each made when it is first asked for."""

    def __init__(self, definitions: Mapping[str, Json], known: Callable[[Json, Any], Json]) -> None:
        """``known`` gives the keys that a part of the schema describes for a value."""
        self._definitions = definitions
        self._known = known
        self._checks: dict[int, tuple[Check, Json]] = {}

    def check(self, schema: Json) -> Check:
        """The function for a part of the schema; raises :class:`ValueError` where it cannot be one."""
        key = id(schema)  # no other's, as the schema is kept beside its function
        if key not in self._checks:
            self._checks[key] = lambda value: self._checks[key][0](value), schema  # for what refers to itself
            self._checks[key] = self._made(schema), schema
        return self._checks[key][0]

    def _made(self, schema: Json) -> Check:
        words = [word for word in schema if word not in NOTES and not word.startswith("x-")]
        rules = {word: self._rule(word, schema[word], schema) for word in words}
        if rules.keys() == {"$ref"} and "type" not in schema:
            return rules["$ref"]
        by_kind = {
            kind: [rule for word, rule in rules.items() if kind in SPEAKS_OF.get(word, ANY)] for kind in _kinds(schema)
        }

        def allows(value: object) -> bool:
            if (asked := by_kind.get(type(value))) is None:
                return False
            for rule in asked:
                if not rule(value):
                    return False
            return True

        return allows

    def _rule(self, word: str, wanted: Any, schema: Json) -> Check:
        """What one keyword says of the values that it speaks of."""
        match word:
            case "$ref":
                return self.check(self._definitions[wanted.removeprefix("#/$defs/")])
            case "allOf":
                parts = [self.check(part) for part in wanted]
                return lambda value: all(allows(value) for allows in parts)
            case "not":
                refuses = self.check(wanted)
                return lambda value: not refuses(value)
            case "if":
                holds, then, otherwise = map(self.check, (wanted, schema.get("then", {}), schema.get("else", {})))
                return lambda value: then(value) if holds(value) else otherwise(value)
            case "const" if isinstance(wanted, str):
                return lambda value: value == wanted
            case "enum" if all(isinstance(each, str) for each in wanted):
                return frozenset(wanted).__contains__
            case "pattern":
                search = expression(wanted).search
                return lambda value: search(value) is not None
            case "format" if wanted == "date":
                return _is_date
            case "minimum":
                return lambda value: value >= wanted
            case "maximum":
                return lambda value: value <= wanted
            case "minLength" | "minItems" | "minProperties":
                return lambda value: len(value) >= wanted
            case "uniqueItems" if wanted is True:
                return _differ
            case "items":
                item = self.check(wanted)
                return lambda value: all(map(item, value))
            case "required":
                return frozenset(wanted).issubset
            case "propertyNames":
                name = self.check(wanted)
                return lambda value: all(map(name, value))
            case "properties":
                members = {key: self.check(part) for key, part in wanted.items()}
                return lambda value: all(members[key](item) for key, item in value.items() if key in members)
            case "additionalProperties" if wanted is False:
                return frozenset(schema.get("properties", ())).issuperset
            case "additionalProperties":
                own, other = frozenset(schema.get("properties", ())), self.check(wanted)
                return lambda value: all(other(item) for key, item in value.items() if key not in own)
            case "unevaluatedProperties" if wanted is False:
                return lambda value: value.keys() <= self._known(schema, value).keys()
            case _:
                raise ValueError(f"{word}: {wanted!r} is not known to {__name__}")


def expression(pattern: str) -> re.Pattern[str]:
    """A pattern of a schema, which is JavaScript's: `$` is the very end there, never before a last line feed."""
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))


def _kinds(schema: Json) -> frozenset[type]:
    """The kinds of values that a schema may allow."""
    names = schema.get("type", ())
    kinds = [KINDS[name] for name in ([names] if isinstance(names, str) else names)]
    whole = frozenset[type]().union(*kinds) if kinds else ANY
    return whole & TEXT if schema.keys() & {"const", "enum"} else whole


def _differ(items: list[Any]) -> bool:
    """Whether all items differ, true from 1 as well; lists and mappings among them are not told apart."""
    try:
        return len({(type(item) is bool, item) for item in items}) == len(items)
    except TypeError:
        return False


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
