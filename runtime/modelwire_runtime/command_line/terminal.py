"""What the user sees: text, notes, tables and JSON; plain where the output is no terminal."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from textwrap import indent
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

WIDEST = 100_000
"""Columns of an output that is no terminal: nothing is wrapped there."""
NARROW = 28
"""Columns that are too few for text."""
INDENT = 4


STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters."""


class NobodyReads(Exception):
    """Whoever read the output has gone, as ``head`` does."""


def write(text: str, end: str = "\n") -> None:
    """Put text out, at once; on a terminal without what could steer it."""
    _put((printable(text) if sys.stdout.isatty() else text) + end)


def write_json(value: Any) -> None:
    """Put a value out as JSON."""
    write(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def write_table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> None:
    """Put rows of cells out below each other; the columns of ``numbers`` stand at the right.

    Only the last column is wrapped; where it has too little room for that, it stands below the others.
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    *widths, last = (max(map(cell_len, column)) for column in zip(heads, *cells, strict=True))
    room = _width(sys.stdout) - sum(width + 2 for width in widths)
    below = room < min(NARROW, last)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in heads[:-1] if below else heads:
        justify: JustifyMethod = "right" if head in numbers else "left"
        table.add_column(head, justify=justify, overflow="fold", no_wrap=head != heads[-1])
    for row in cells:
        table.add_row(*map(Text, row[:-1] if below else row))
    lines = [line.rstrip() for line in _rendered(table, sys.stdout).splitlines()]
    if below:
        rest = [indent(_rendered(Text(row[-1]), sys.stdout, INDENT), " " * INDENT) for row in cells]
        lines = [lines[0], *(f"{line}\n{text}".rstrip() for line, text in zip(lines[1:], rest, strict=True))]
    _put("".join(f"{line}\n" for line in lines))


def note(text: str) -> None:
    """Tell something beside the output: on standard error, in one line."""
    sys.stderr.write(_rendered(Text(printable(text), style="dim"), sys.stderr))
    sys.stderr.flush()


def complain(text: str) -> None:
    """Tell what is wrong: on standard error, in one line."""
    line = Text("modelwire: ", style="bold red").append(printable(text), style="default not bold")
    sys.stderr.write(_rendered(line, sys.stderr))
    sys.stderr.flush()


def is_watched() -> bool:
    """Whether somebody sits at a terminal: types there and reads there."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def printable(text: str) -> str:
    """The text without what could steer a terminal."""
    return STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def _put(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise NobodyReads from None


def _rendered(what: Any, file: TextIO, margin: int = 0) -> str:
    console = Console(file=file, width=_width(file) - margin, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(what)
    return captured.get()


def _width(file: TextIO) -> int:
    return Console(file=file).width if file.isatty() else WIDEST
