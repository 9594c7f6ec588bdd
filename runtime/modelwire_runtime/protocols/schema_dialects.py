"""JSON schemas in the dialects that vendors take for a reply.

A dialect is a table: which words it has, whether objects must be closed, what may refer to itself.  What it has no word
for is told to the model in the description, and left to be checked afterwards; what would change the shape of a reply
cannot be said at all, which raises :class:`Unsayable`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic_core import to_json

from ..data import is_array, is_object

UNTOLD = frozenset("$comment $id $schema default deprecated discriminator examples readOnly title writeOnly".split())
"""Words that constrain nothing: where a dialect lacks them, nothing is lost."""
SHAPES = frozenset(
    "additionalProperties contains dependentRequired dependentSchemas else if not patternProperties prefixItems"
    " propertyNames then unevaluatedItems unevaluatedProperties".split()
)
"""Words that say what a reply is made of: without them another shape would be asked for."""
BY_NAME = frozenset(["$defs", "definitions", "properties"])
"""Keys under which schemas stand by name."""
LOOKS_ROUND = re.compile(r"\(\?|\\[bB1-9]")
"""What the engines of vendors lack in patterns: looking ahead and behind, boundaries, references back."""


class Unsayable(Exception):
    """The schema says something that the dialect has no word for; the text tells where, and what."""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What the schema of a reply may say.

    ``words`` are taken as they are; ``formats`` are those that ``format`` may name; ``closed`` says that objects have
    no other keys than their properties, ``all_required`` that none of these may be left out; ``recursion`` where a
    schema may refer to itself: anywhere, in properties that may be left out, or nowhere; ``nothing`` whether a schema
    may leave open what it is about.
    """

    words: frozenset[str]
    formats: frozenset[str]
    closed: bool = True
    all_required: bool = False
    recursion: Literal["anywhere", "optional", "nowhere"] = "anywhere"
    nothing: bool = False


_FORMATS = frozenset("date-time time date duration email hostname ipv4 ipv6 uuid".split())

STRICT = Dialect(
    words=frozenset(
        "$ref const description enum exclusiveMaximum exclusiveMinimum format maxItems maximum minItems minimum"
        " multipleOf pattern type".split()
    ),
    formats=_FORMATS,
    all_required=True,
)
"""What OpenAI's ``strict`` asks for (https://platform.openai.com/docs/guides/structured-outputs, read 2026-11-23)."""

ANTHROPIC = Dialect(
    words=frozenset("$ref allOf const default description enum format minItems required title type".split()),
    formats=_FORMATS | {"uri"},
    recursion="nowhere",
)
"""What Anthropic takes (lib/_parse/_transform.py of anthropic (PyPI) 2.12.0, read 2026-11-23; that nothing may refer to
itself: https://platform.claude.com/docs/en/build-with-claude/structured-outputs, by way of others, read 2026-11-27)."""

GEMINI = Dialect(
    words=frozenset(
        "$anchor $id $ref additionalProperties description enum format maxItems maximum minItems minimum prefixItems"
        " propertyOrdering required title type".split()
    ),
    formats=frozenset("date-time date time duration".split()),
    closed=False,
    recursion="optional",
    nothing=True,
)
"""What ``responseJsonSchema`` takes (GenerationConfig in google/ai/generativelanguage/v1beta/generative_service.proto,
read 2026-11-27; https://ai.google.dev/gemini-api/docs/structured-output for formats)."""


@dataclass(slots=True)
class Worded:
    """A schema in a dialect, and what is told in words only, each as ``$.age: minimum``."""

    schema: dict[str, Any]
    told: list[str] = field(default_factory=list[str])


def worded(schema: Mapping[str, Any], dialect: Dialect) -> Worded:
    """The schema in the dialect; raises :class:`Unsayable` where it cannot be said in that."""
    whole = dict(schema)
    if dialect.recursion != "anywhere":
        _check_recursion(whole, whole, dialect.recursion == "optional", frozenset())
    result = Worded({})
    result.schema = _Wording(whole, dialect, result.told).say(whole, "$")
    return result


class _Wording:
    def __init__(self, root: dict[str, Any], dialect: Dialect, told: list[str]) -> None:
        self._root, self._dialect, self._told = root, dialect, told

    def say(self, schema: dict[str, Any], path: str) -> dict[str, Any]:
        schema = self._plain(schema)
        made: dict[str, Any] = {}
        unsaid: list[str] = []
        for key, value in schema.items():
            key, value = self._word(key, value, path)
            if value is _NOT_SAID:
                if key not in UNTOLD:
                    unsaid.append(f"{key}: {_short(schema[key])}")
                    self._tell(f"{path}: {key}")
            else:
                made[key] = value
        if not self._dialect.nothing and not made.keys() & {"type", "anyOf", "allOf", "enum", "const", "$ref"}:
            raise Unsayable(f"{path}: a value of any type")
        if made.get("type") == "object" and self._dialect.closed:
            made["additionalProperties"] = False
            if self._dialect.all_required:
                made["required"] = list(made.setdefault("properties", {}))
        if unsaid:
            made["description"] = f"{schema.get('description', '')} ({', '.join(unsaid)})".strip()
        return made

    def _plain(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema with nothing beside a reference, and without an ``allOf`` of one."""
        if is_array(alone := schema.get("allOf")) and len(alone) == 1:
            schema = {**_schema(alone[0], "$"), **{key: value for key, value in schema.items() if key != "allOf"}}
        if "$ref" not in schema:
            return schema
        beside = {key: value for key, value in schema.items() if key not in UNTOLD and key != "$ref"}
        return {**_referred(schema["$ref"], self._root), **beside} if beside else {"$ref": schema["$ref"]}

    def _word(self, key: str, value: Any, path: str) -> tuple[str, Any]:
        """A word and its value in the dialect."""
        words = self._dialect.words
        if key in BY_NAME:
            inside = path if key == "properties" else "$"
            return key, {name: self.say(_schema(one, path), f"{inside}.{name}") for name, one in value.items()}
        if key == "items" and is_object(value):
            return key, self.say(value, f"{path}[*]")
        if key in ("anyOf", "oneOf"):
            return "anyOf", [self.say(_schema(one, path), path) for one in value]
        if key == "const" and key not in words:
            key, value = "enum", [value]
        if key == "additionalProperties":
            if self._dialect.closed:
                if value is not False:
                    raise Unsayable(f"{path}: an object with any keys")
                return key, value
            return key, self.say(value, f"{path}.*") if is_object(value) else value
        if key in ("allOf", "prefixItems") and key in words:
            return key, [self.say(_schema(one, path), path) for one in value]
        if key in SHAPES or key == "allOf":
            raise Unsayable(f"{path}: {'a tuple' if key == 'prefixItems' else key}")
        if key == "required" and self._dialect.all_required:
            return "title", _NOT_SAID  # written anew
        return key, value if self._takes(key, value) else _NOT_SAID

    def _takes(self, key: str, value: Any) -> bool:
        """Whether the dialect has a word, with this value."""
        if key not in self._dialect.words:
            return False
        if key == "format":
            return value in self._dialect.formats
        if key == "pattern":
            return not LOOKS_ROUND.search(str(value))
        if key == "enum" and "const" not in self._dialect.words:  # strings and numbers only
            return is_array(value) and all(isinstance(one, str | int | float) and one is not True for one in value)
        return key != "minItems" or "maxItems" in self._dialect.words or value in (0, 1)

    def _tell(self, what: str) -> None:
        if what not in self._told:
            self._told.append(what)


_NOT_SAID: Any = object()


def _short(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value, fallback=str).decode()


def _schema(value: Any, path: str) -> dict[str, Any]:
    if not is_object(value):
        raise Unsayable(f"{path}: {'a value of any type' if value is True else 'what is no schema'}")
    return value


def _referred(reference: Any, root: Mapping[str, Any]) -> dict[str, Any]:
    """What a reference such as ``#/$defs/Person`` points at."""
    found: Any = root
    for part in str(reference).removeprefix("#").removeprefix("/").split("/") if reference != "#" else ():
        found = found.get(part.replace("~1", "/").replace("~0", "~")) if is_object(found) else None
    if not is_object(found):
        raise Unsayable(f"$: the reference {reference}, which leads nowhere")
    return found


def _check_recursion(node: dict[str, Any], root: dict[str, Any], optional: bool, within: frozenset[str]) -> None:
    """Raise if a schema refers to itself; with ``optional``, in other than properties that may be left out."""
    if (reference := node.get("$ref")) is not None:
        if reference in within or reference == "#":
            raise Unsayable(f"$: {str(reference).rpartition('/')[2] or 'the schema'} refers to itself")
        _check_recursion(_referred(reference, root), root, optional, within | {reference})
    required = node.get("required", ())
    for name, inner in _inner(node):
        if not optional or name is None or name in required:
            _check_recursion(inner, root, optional, within)


def _inner(node: dict[str, Any]) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """The schemas right below one, each with the name of its property if it is one."""
    properties = node.get("properties")
    if is_object(properties):
        yield from ((name, inner) for name, inner in properties.items() if is_object(inner))
    for key in ("items", "additionalProperties"):
        if is_object(inner := node.get(key)):
            yield None, inner
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        if is_array(several := node.get(key)):
            yield from ((None, inner) for inner in several if is_object(inner))
