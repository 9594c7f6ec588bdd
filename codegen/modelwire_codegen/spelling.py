"""How values are spelled in Python source.

Templates never quote anything.  Every ``{{ value }}`` goes through :func:`spell`, so that text from a spec can only
ever become a literal; names are printed bare because ``view.py`` marked them as :class:`Source`.
"""

import textwrap
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

WIDTH: int = tomllib.loads(Path(__file__).with_name("layout.toml").read_text())["line-length"]
"""Columns of a line."""
LONGEST_LITERAL = WIDTH - 40
"""Columns of a string literal, which stands some levels deep; ruff joins the pieces of a longer one where they fit."""


class Source(str):
    """Text that is already Python source: a name, a type, an expression."""

    __slots__ = ()


def spell(value: object) -> str:
    """The source text of ``value``: ``eval`` gives the value back."""
    match value:
        case Source():
            return value
        case str():
            return _text(value)
        case bool() | None:
            return repr(value)
        case int():
            return f"{value:_}" if abs(value) >= 10_000 else str(value)
        case Decimal():
            return str(value)
        case tuple() | list():
            items = list(map(spell, cast(Iterable[object], value)))
            return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
        case dict():
            rows = cast(dict[object, object], value).items()
            return "{" + ", ".join(f"{spell(key)}: {spell(item)}" for key, item in rows) + "}"
        case _:
            raise TypeError(f"{value!r} has no spelling in Python source")


def call(function: str, *arguments: object, **keywords: object) -> Source:
    """A call; keyword arguments that are None or empty are left out."""
    spelled = [spell(argument) for argument in arguments]
    spelled += [f"{name}={spell(value)}" for name, value in given(keywords).items()]
    return Source(f"{function}({', '.join(spelled)})")


def given(keywords: Mapping[str, object]) -> dict[str, object]:
    """The arguments that are not None or empty."""
    return {name: value for name, value in keywords.items() if value not in (None, "", (), [], {})}


def rows(mapping: Mapping[Any, object], depth: int = 1, least: int = 2) -> Source:
    """A dict with a line for each entry, and so for the dicts in it down to ``depth``.

    With fewer entries than ``least`` it stays on one line, unless there are dicts in it.
    """
    nested = any(isinstance(value, dict) for value in mapping.values())
    if depth < 1 or (len(mapping) < least and not nested):
        return Source(spell(dict(mapping)))
    spelled = {
        key: rows(cast(Mapping[Any, object], value), depth - 1) if isinstance(value, dict) else value
        for key, value in mapping.items()
    }
    return Source("{" + "".join(f"{spell(key)}: {spell(value)},\n" for key, value in spelled.items()) + "}")


def literal(words: Iterable[object]) -> Source:
    """The type of these values and no others."""
    return Source(f"Literal[{', '.join(map(spell, words))}]")


def docstring(*paragraphs: str, indent: int = 0) -> Source:
    """A docstring, or the description of an attribute; lines that are too long are broken."""
    text = "\n\n".join(paragraphs)
    raw = "\\" in text and _verbatim(text) and not text.endswith("\\")
    lines = (text if raw else _escaped(text)).split("\n")
    room = WIDTH - indent - len('r"""."""')
    broken = "\n".join(
        textwrap.fill(line, room, break_long_words=False, break_on_hyphens=False, expand_tabs=False) for line in lines
    )
    padding = " " * indent
    indented = broken.replace("\n", f"\n{padding}").replace(f"\n{padding}\n", "\n\n")
    end = f"\n{padding}" if "\n" in broken else ""
    return Source(f'{"r" if raw else ""}"""{indented}{end}"""')


def comment(*lines: str, indent: int = 0) -> Source:
    """Lines of comment, with what cannot stand in one escaped."""
    broken: list[str] = []
    for line in lines:
        for part in line.splitlines():
            shown = part if part.isprintable() else "".join(map(_visible, part))
            broken += textwrap.wrap(shown, WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False)
    return Source("\n".join(f"# {line}" for line in broken))


def _text(value: str) -> str:
    """A string literal; a long one is spelled in pieces."""
    if len(value) > LONGEST_LITERAL and value.isprintable():
        width = LONGEST_LITERAL - 4
        pieces = textwrap.wrap(value, width, drop_whitespace=False, break_on_hyphens=False)
        if len(pieces) > 1 and "".join(pieces) == value:
            return f"({' '.join(map(_piece, pieces))})"
    return _piece(value)


def _piece(value: str) -> str:
    raw = "\\" in value and value.isprintable() and '"' not in value and not value.endswith("\\")
    return f'r"{value}"' if raw else repr(value)


def _verbatim(text: str) -> bool:
    """Whether text may stand in a docstring as it is, but for its backslashes."""
    plain = text.replace("\n", "").isprintable()
    tidy = all(line == line.strip() for line in text.split("\n")) and text == text.strip("\n")
    return plain and tidy and '"""' not in text and not text.startswith('"') and not text.endswith('"')


def _escaped(text: str) -> str:
    """The inside of a docstring that reads as ``text``, whatever editors and formatters do to blanks and quotes."""
    if _verbatim(text) and "\\" not in text:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        inside = line.strip(" ")
        left = len(line) - len(line.lstrip(" ")) if inside else len(line)
        right = len(line) - left - len(inside)
        escaped = "".join(_escape(char) for char in inside)
        lines.append("\\x20" * left + escaped + "\\x20" * right)
    start = next((index for index, line in enumerate(lines) if line), len(lines) - 1)
    end = next((index for index in range(len(lines), start, -1) if lines[index - 1]), start + 1)
    return "\\n" * start + "\n".join(lines[start:end]) + "\\n" * (len(lines) - end)


def _escape(char: str) -> str:
    if char == "\\":
        return "\\\\"
    if char == '"':
        return '\\"'
    return _visible(char)


def _visible(char: str) -> str:
    return char if char.isprintable() else repr(char)[1:-1]
