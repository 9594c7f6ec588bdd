"""Draws cards: as HTML for notebooks, as text for consoles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import zip_longest

from .cards import Card

JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""What is no printable character, but belongs to words of some scripts and to some emoji."""
LEFT = ' style="text-align:left"'
RIGHT = ' style="text-align:right"'


def as_html(card: Card) -> str:
    """The card as HTML, in which every text is escaped."""
    parts = [f"<p><strong>{_escaped(card.title)}</strong></p>"]
    if card.text:
        parts.append(f'<pre style="white-space:pre-wrap">{_escaped(card.text)}</pre>')
    if card.facts:
        rows = (f"<tr><th{LEFT}>{_escaped(name)}</th><td{LEFT}>{_escaped(told)}</td></tr>" for name, told in card.facts)
        parts.append(f"<table><tbody>{''.join(rows)}</tbody></table>")
    if card.rows:
        head = _row("th", card, card.columns)
        body = "".join(_row("td", card, row) for row in card.rows)
        parts.append(f"<table><thead>{head}</thead><tbody>{body}</tbody></table>")
    if card.more:
        parts.append(f"<p><em>{_escaped(card.more)}</em></p>")
    return f"<div>{''.join(parts)}</div>"


def as_text(card: Card, width: int) -> str:
    """The card as lines of text; those of a table are cut where they are wider than that."""
    blocks = [_clean(card.title)]
    if card.text:
        blocks.append(_clean(card.text))
    if card.facts:
        longest = max(len(name) for name, _ in card.facts)
        blocks.append("\n".join(f"{name:{longest}}  {_clean(told)}" for name, told in card.facts))
    if card.rows:
        blocks.append("\n".join(_lines(card, width)))
    if card.more:
        blocks.append(_clean(card.more))
    return "\n\n".join(blocks)


def _lines(card: Card, width: int) -> Iterator[str]:
    table = [card.columns, *([" ".join(_clean(told).split()) for told in row] for row in card.rows)]
    widths = [max(map(len, column)) for column in zip_longest(*table, fillvalue="")]
    numbers = [name in card.numbers for name in card.columns]
    for row in table:
        line = "  ".join(_padded(*cell) for cell in zip(row, widths, numbers, strict=True)).rstrip()
        yield line if len(line) <= width else f"{line[: max(width - 1, 0)]}…"


def _padded(told: str, width: int, is_number: bool) -> str:
    return told.rjust(width) if is_number else told.ljust(width)


def _row(tag: str, card: Card, row: Sequence[str]) -> str:
    sides = [RIGHT if name in card.numbers else LEFT for name in card.columns]
    cells = (f"<{tag}{side}>{_escaped(told)}</{tag}>" for side, told in zip(sides, row, strict=True))
    return f"<tr>{''.join(cells)}</tr>"


def _escaped(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    """The text without what could steer a terminal, or write it in another direction."""
    kept = f"\n\t{JOINERS}"
    return "".join(char if char.isprintable() or char in kept else "\N{REPLACEMENT CHARACTER}" for char in text)
