"""How values are spelled in Markdown.

As with Python source, templates never escape anything: every ``{{ value }}`` goes through :func:`spell`, so that text
from a spec can only ever become text; what is markup already was marked as :class:`Markdown`.
"""

import re
import textwrap
from collections.abc import Iterable

from .spelling import WIDTH

SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)|(https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*[A-Za-z0-9_/=-])")
"""What prose may hold beside words: code between backticks, and addresses."""
SPECIAL = re.compile(r"[\\*\[\]<>|~$]|&(?=[#A-Za-z])|(?<![^\W_])_|_(?![^\W_])")
"""What is markup anywhere in a line; an underscore inside a word is not."""
BLOCK = re.compile(r"(\d{0,9})([-+=]+|[.)]|#{1,6})")
"""A word that begins a list or a heading, or underlines one, if it comes to stand at the beginning of a line."""
MARKUP = re.compile(r"[^\w ().,:;=?!+/^%@{}'\"-]|_|(?<= ) |^ | $")
"""What may be markup in code that cannot stand between backticks, and spaces that would be lost."""
UNBROKEN = re.compile(r"`[^`]*`|<code>.*?</code>|\[[^]]*\]\([^)]*\)")
"""What must not be broken over two lines."""


class Markdown(str):
    """Text that is already Markdown."""

    __slots__ = ()


def spell(value: object) -> str:
    """The Markdown that shows ``value``."""
    match value:
        case Markdown():
            return value
        case str():
            return prose(value)
        case bool():
            raise TypeError(f"{value!r} has no spelling in Markdown")
        case int():
            return f"{value:,}"
        case _:
            raise TypeError(f"{value!r} has no spelling in Markdown")


def prose(text: str) -> Markdown:
    """Text in one line, in which code between backticks and addresses are shown as such."""
    line = _visible(" ".join(text.split()))
    spelled, end = "", 0
    for span in SPAN.finditer(line):
        spelled += _escaped(line[end : span.start()])
        spelled += code(span[1]) if span[1] else f"<{span[2]}>"
        end = span.end()
    spelled += _escaped(line[end:])
    return Markdown(" ".join(map(_disarmed, spelled.split(" "))))


def code(text: object, in_table: bool = True) -> Markdown:
    """Text shown letter by letter; where tables are, a bar must not end the cell."""
    shown = _visible(str(text))
    if shown and shown == shown.strip() and "`" not in shown and not (in_table and "|" in shown):
        return Markdown(f"`{shown}`")
    return Markdown(f"<code>{MARKUP.sub(_entity, shown)}</code>")


def codes(texts: Iterable[object]) -> Markdown:
    """Several of them, with commas."""
    return Markdown(", ".join(map(code, texts)))


def link(text: str, target: str) -> Markdown:
    """A link, to an address or to a place of the same page."""
    return Markdown(f"[{prose(text)}]({re.sub(r'[^A-Za-z0-9._~:/?#@!$&*+,;=%-]', _percent, target)})")


def joined(parts: Iterable[str], separator: str = "; ") -> Markdown:
    """Pieces of Markdown in a row; what is empty is left out."""
    return Markdown(separator.join(filter(None, parts)))


def lay_out(text: str) -> str:
    """Break the long lines of paragraphs and lists, and leave no more than one blank line between them."""
    lines: list[str] = []
    fenced = False
    for line in text.split("\n"):
        fenced ^= line.lstrip().startswith("```")
        broken = [line.rstrip()] if fenced or line.startswith(("|", "#", "<")) else _broken(line)
        lines += [] if not fenced and broken == [""] and lines[-1:] == [""] else broken
    return "\n".join(lines).strip("\n") + "\n"


def _broken(line: str) -> list[str]:
    """A line in lines of at most :data:`WIDTH` columns, those of a list's item below each other."""
    item = re.match(r" *(?:- |\d+\. )?", line)
    indent = " " * len(item[0]) if item else ""
    marker, text = line[: len(indent)], line[len(indent) :]
    held = marker.replace(" ", "\0") + UNBROKEN.sub(lambda span: span[0].replace(" ", "\0"), text)
    broken = textwrap.wrap(
        held, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
    return [part.replace("\0", " ") for part in broken] or [""]


def _visible(text: str) -> str:
    """Text in which what cannot be seen, or turns what follows, is spelled out."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda char: "&lt;" if char[0] == "<" else f"\\{char[0]}", text).replace("`", "&#96;")


def _disarmed(word: str) -> str:
    r"""``1.`` -> ``1\.``, ``--`` -> ``\--``."""
    block = BLOCK.fullmatch(word)
    return f"{block[1]}\\{block[2]}" if block else word


def _entity(char: re.Match[str]) -> str:
    return f"&#{ord(char[0])};"


def _percent(char: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in char[0].encode())
