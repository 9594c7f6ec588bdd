"""Words that several parts of the guide share."""

import json
from collections.abc import Iterable, Mapping
from typing import cast

from ..markdown import Markdown, code, joined, prose
from ..spec import Evidence


def notes(facts: Evidence | None) -> Markdown:
    """What a reader should know beside the facts."""
    return prose(facts.notes) if facts and facts.notes else Markdown("")


def evidence(facts: Evidence) -> Markdown:
    """Where facts come from, when that was read, and how sure they are."""
    read = [
        f"read {facts.checked}" if facts.checked else "",
        f"{facts.confidence} confidence" if facts.confidence != "high" else "",
    ]
    said = joined(read, ", ")
    return Markdown(joined(map(prose, facts.source), ", ") + (f" ({said})" if said else ""))


def conditions(when: Mapping[str, object]) -> str:
    """``region`` is set and ``legacy`` is true."""
    return " and ".join(f"{code(name)} {_condition(value)}" for name, value in when.items())


def _condition(value: object) -> str:
    match value:
        case "set":
            return "is set"
        case "unset":
            return "is not set"
        case _:
            return f"is {either(listing(value) or [value])}"


def either(words: Iterable[object]) -> str:
    """``a``, ``b`` or ``c``."""
    *most, last = (code(word(one)) for one in words)
    return f"{', '.join(most)} or {last}" if most else last


def few(words: Iterable[str]) -> Markdown:
    """The values of a type that has few, as Python has them."""
    return joined(map(code, map(json_text, words)), " or ")


def word(value: object) -> str:
    """A value as YAML and JSON have it, text without quotes."""
    return value if isinstance(value, str) else json_text(value)


def json_text(value: object) -> str:
    """A value as JSON has it."""
    return json.dumps(value, ensure_ascii=False, default=float)


def listing(value: object) -> list[object]:
    """The items of a list; none of what is no list."""
    return list(cast(Iterable[object], value)) if isinstance(value, tuple | list) else []
