"""Finds the mappings of the vocabulary: those that have keys of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..document import is_mapping
from ..schema import Schema
from ..shape import Json

TOP = "the file"
"""What a whole spec is called."""


@dataclass(frozen=True)
class Key:
    """A key that a mapping may have; ``needed`` says whether it must be there, and beside what."""

    name: str
    schema: Json
    needed: str


@dataclass(frozen=True)
class Part:
    """A mapping of the vocabulary; ``also`` names others whose keys it has too, each with the condition for that."""

    title: str
    meaning: str
    keys: tuple[Key, ...]
    also: tuple[tuple[str, str], ...]


@dataclass
class Sections:
    """Every mapping of a vocabulary, each after the one that it was first met in."""

    schema: Schema
    parts: list[Part] = field(default_factory=list[Part])
    _places: dict[int, Part | None] = field(default_factory=dict[int, Part | None])

    def __post_init__(self) -> None:
        self._visit(self.schema.root, "")

    def part_of(self, json: Json) -> Part | None:
        """The part that a schema describes, itself or by nothing but a reference."""
        if part := self._places.get(id(json)):
            return part
        return self.part_of(self.schema.referred(json)) if "$ref" in json else None

    def _visit(self, json: Json, title: str) -> None:
        if id(json) in self._places:
            return
        branches = [branch for branch, _ in _branches(json)]
        mixed = sum("$ref" in branch for branch in branches)
        part: Part | None = None
        if any("properties" in branch for branch in branches) or mixed > 1:
            meaning = self.schema.described(json)
            part = Part(title or TOP, meaning, tuple(_keys(json)), tuple(_also(json)))
            self.parts.append(part)
        own = [branch for branch in branches if branch is json or "properties" in branch]
        self._places |= dict.fromkeys(map(id, branches)) | dict.fromkeys(map(id, own), part)
        for branch in (*branches, json.get("else", {})):
            for inner, name in _inner(branch):
                if "$ref" in inner:
                    self._visit(self.schema.referred(inner), _title(inner))
                if inner.keys() - {"$ref", "description"}:
                    self._visit(inner, " of ".join(filter(None, [name, title])))


def _keys(json: Json) -> Iterator[Key]:
    """The mapping's own keys, and those that it has beside some value of another."""
    own: Mapping[str, Json] = json.get("properties", {})
    needed = {name: condition for branch, condition in _branches(json) for name in branch.get("required", ())}
    for name, schema in own.items():
        yield Key(name, schema, f"yes {needed[name]}".rstrip() if name in needed else "")
    for branch, condition in _branches(json):
        for name, schema in branch.get("properties", {}).items():
            if name not in own:
                needed_here = "yes" if name in branch.get("required", ()) else ""
                yield Key(name, schema, ", ".join(filter(None, [needed_here, condition])))


def _also(json: Json) -> Iterator[tuple[str, str]]:
    for branch, condition in _branches(json):
        if "$ref" in branch:
            yield condition, _title(branch)


def _branches(json: Json) -> Iterator[tuple[Json, str]]:
    """A schema and what it is made of, each with the condition for it."""
    yield json, ""
    if "then" in json:
        yield json["then"], ""
    for part in json.get("allOf", ()):
        yield (part["then"], _condition(part["if"])) if "if" in part else (part, "")


def _condition(json: Json) -> str:
    """The values of a key that a schema asks for, or the key that must not be there."""
    for name, wanted in json.get("properties", {}).items():
        values = wanted["enum"] if "enum" in wanted else [wanted["const"]]
        return f"with `{name}` " + " or ".join(f"`{value}`" for value in values)
    return "without " + " or ".join(f"`{name}`" for name in json["not"]["required"])


def _inner(json: Json) -> Iterator[tuple[Json, str]]:
    """The schemas within a schema, each with the key that it is for."""
    if "$ref" in json:
        yield {"$ref": json["$ref"]}, ""
    for name, inner in json.get("properties", {}).items():
        yield inner, name
    for word in ("items", "additionalProperties"):
        if is_mapping(json.get(word)):
            yield json[word], ""


def _title(json: Json) -> str:
    return title_of(json["$ref"].rpartition("/")[2])


def title_of(definition: str) -> str:
    """What a definition is called: ``chat_route`` -> "chat route"."""
    return definition.replace("_", " ")
