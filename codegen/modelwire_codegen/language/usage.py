"""Finds what of the vocabulary a spec uses, by walking it and the schema side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..document import Document, Node, is_list, is_mapping, key_text
from ..shape import Json
from .sections import Part, Sections


@dataclass(frozen=True)
class Usage:
    """The mappings of a spec, by the title of the part that each is."""

    id: str
    nodes: Mapping[str, list[Node]]

    def has(self, part: Part, key: str) -> bool:
        """Whether a key stands anywhere in the spec."""
        return any(key in node.mapping for node in self.nodes.get(part.title, ()))


def usage_of(document: Document, sections: Sections) -> Usage:
    """What a spec uses."""
    nodes: dict[str, list[Node]] = {}

    def walk(json: Json, node: Node) -> None:
        known: dict[str, Json] = {}
        other: Json | None = None
        for part in sections.schema.parts(json, node.value):
            described = sections.part_of(part) if is_mapping(node.value) else None
            if described and node not in nodes.setdefault(described.title, []):
                nodes[described.title].append(node)
            known |= part.get("properties", {})
            other = _mapping(part, "additionalProperties") or other
            if is_list(node.value) and (items := _mapping(part, "items")):
                for item in node:
                    walk(items, item)
        for key, value in node.mapping.items():
            if inner := known.get(key_text(key), other):
                walk(inner, Node(value))

    walk(sections.schema.root, document.root)
    return Usage(document.stem, nodes)


def _mapping(json: Json, word: str) -> Json | None:
    found = json.get(word)
    return found if is_mapping(found) else None
