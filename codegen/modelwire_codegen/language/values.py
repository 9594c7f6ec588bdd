"""Says what a key may hold."""

import re
from collections.abc import Iterator

from ..document import is_mapping
from ..markdown import Markdown, code, codes, joined, link, prose
from ..shape import Json
from .sections import Sections, title_of

TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true` or `false`"}
ANY = {"string", "integer", "boolean"}, {"string", "number", "boolean"}
"""Types that together are any value but lists and mappings."""
FEW_WORDS = 8
"""Words that are listed where they are allowed; more of them stand in a list of their own."""
WORDS, FORMS = "#words", "#forms-of-text"


def anchor(title: str) -> str:
    """The place of a heading, on code hosts and on the site."""
    return f"#{title.replace(' ', '-')}"


def kind(json: Json, sections: Sections) -> Markdown:
    """What a schema allows."""
    if part := sections.part_of(json):
        other = sections.schema.referred(json).get("else") if "$ref" in json else None
        own = link(part.title, anchor(part.title))
        return joined([kind(other, sections), own], " or ") if other else own
    if "$ref" in json and "propertyNames" in json:
        return kind({**sections.schema.referred(json), "propertyNames": json["propertyNames"]}, sections)
    if "$ref" in json:
        return _named(json["$ref"].rpartition("/")[2], sections)
    if set(json.get("if", ())) == {"type"}:
        return _either(json, sections)
    if "enum" in json:
        return joined(map(code, json["enum"]), " or ")
    types = _types(json)
    plain = next((any_ for any_ in ANY if any_ <= {*types}), set[str]())
    told = [Markdown("any value")] if plain else []
    return joined((*told, *(_typed(one, json, sections) for one in types if one not in plain)), " or ")


def _types(json: Json) -> list[str]:
    types = json.get("type", ())
    return [types] if isinstance(types, str) else list(types)


def _either(json: Json, sections: Sections) -> Markdown:
    """What a schema allows that depends on the type."""
    one = json["if"]["type"]
    rest = {key: value for key, value in json.items() if key not in ("if", "then", "else", "enum")}
    others = [other for other in _types(json) if other != one]
    first = kind({"type": one, **json.get("then", {})} if "$ref" not in json["then"] else json["then"], sections)
    second = kind(json["else"] if "else" in json else {**rest, "type": others}, sections)
    return joined([second, first] if one == "array" else [first, second], " or ")


def _named(name: str, sections: Sections) -> Markdown:
    """What a definition allows that is no mapping with keys of its own."""
    json = sections.schema.definitions[name]
    if len(json.get("enum", ())) > FEW_WORDS:
        return link(title_of(name), WORDS)
    return link(title_of(name), FORMS) if is_form(json) else kind(json, sections)


def _typed(one: str, json: Json, sections: Sections) -> Markdown:
    match one:
        case "array":
            held = re.sub("^an? ", "", kind(json["items"], sections))
            return Markdown(f"list of {held}")
        case "object" if "propertyNames" in json or is_mapping(json.get("additionalProperties")):
            named = json.get("propertyNames", {})
            either = (named["else"], named["if"]) if "if" in named else ({"type": "string", **named},)
            names = joined((kind(names, sections) for names in either), " or ")
            return Markdown(
                f"mapping of {names} to {kind(json.get('additionalProperties', {}), sections) or 'anything'}"
            )
        case "string" if "x-expects" in json and "enum" not in json:
            return prose(json["x-expects"])
        case "object":
            return Markdown("mapping")
        case "integer" | "number" if "minimum" in json:
            top = f" to {json['maximum']:,}" if "maximum" in json else ""
            return Markdown(f"{TYPES[one]} from {json['minimum']:,}{top}")
        case _:
            return prose(TYPES[one])


def is_form(json: Json) -> bool:
    """Whether a definition says how a text must look."""
    return json.get("type") == "string" and "x-expects" in json


def word_rows(sections: Sections) -> Iterator[tuple[Markdown, Markdown]]:
    """The lists of words that are too long to stand with every key."""
    for name, json in sections.schema.definitions.items():
        if len(json.get("enum", ())) > FEW_WORDS:
            yield prose(title_of(name)), codes(json["enum"])


def form_rows(sections: Sections) -> Iterator[tuple[Markdown, Markdown, Markdown]]:
    """The texts that must be of a form, with what is expected and the expression that checks it."""
    for name, json in sections.schema.definitions.items():
        if is_form(json):
            yield prose(title_of(name)), prose(json["x-expects"]), code(json["pattern"])
