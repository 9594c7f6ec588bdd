"""What a function's docstring says of the function and of its parameters, in the styles of Google, NumPy and Sphinx."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

HEADING = re.compile(
    r"(?P<given>args|arguments|params|parameters|keyword args|keyword arguments|other parameters)"
    r"|returns?|yields?|raises|attributes",
    re.IGNORECASE,
)
UNDERLINE = re.compile(r"-{3,}|={3,}")
FIELD = re.compile(r"[:@](?P<field>\w+)(?:\s+(?P<told>[^:]+))?:(?:\s+(?P<text>.*))?$")
GOOGLE_ENTRY = re.compile(r"(?P<names>\*{0,2}\w+)\s*(?:\([^)]*\))?:(?:\s+(?P<text>.*))?$")
NUMPY_ENTRY = re.compile(r"(?P<names>\*{0,2}\w+(?:\s*,\s*\*{0,2}\w+)*)\s*(?::.*)?$")
PARAMETERS = ("param", "parameter", "arg", "argument", "key", "keyword")


def read_docstring(text: str | None) -> tuple[str, dict[str, str]]:
    """The description up to the first section, and what is said of each parameter.

    The text must be indented as ``inspect.getdoc`` gives it.
    """
    lines = (text or "").splitlines()
    said: dict[str, list[str]] = {}
    described = len(lines)
    place = 0
    while place < len(lines):
        if FIELD.match(lines[place]):
            end = _end_of_field(lines, place)
            section = _field(lines[place:end])
        elif heading := _heading(lines, place):
            start, is_numpy, is_given = heading
            end = _end_of_section(lines, start, is_numpy)
            section = _entries(lines[start:end], NUMPY_ENTRY if is_numpy else GOOGLE_ENTRY) if is_given else iter(())
        else:
            place += 1
            continue
        described = min(described, place)
        for name, words in section:
            said.setdefault(name, []).extend(words)
        place = end
    return "\n".join(lines[:described]).strip(), {name: " ".join(words) for name, words in said.items() if words}


def _heading(lines: Sequence[str], place: int) -> tuple[int, bool, bool] | None:
    """Where the section begins that a line heads, whether in NumPy's style, and whether it is about parameters."""
    line = lines[place].rstrip()
    following = lines[place + 1].rstrip() if place + 1 < len(lines) else ""
    if line.endswith(":") and (found := HEADING.fullmatch(line[:-1])) and (not following or following[0] == " "):
        return place + 1, False, bool(found["given"])
    if (found := HEADING.fullmatch(line)) and UNDERLINE.fullmatch(following):
        return place + 2, True, bool(found["given"])
    return None


def _end_of_section(lines: Sequence[str], start: int, is_numpy: bool) -> int:
    for place in range(start, len(lines)):
        line = lines[place]
        following = lines[place + 1].rstrip() if place + 1 < len(lines) else ""
        if is_numpy and UNDERLINE.fullmatch(following):
            return place
        if not is_numpy and line and line[0] != " ":
            return place
    return len(lines)


def _end_of_field(lines: Sequence[str], start: int) -> int:
    place = start + 1
    while place < len(lines) and lines[place].startswith(" "):
        place += 1
    return place


def _field(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The parameter that a field such as ``:param int x: how many`` is about."""
    found = FIELD.match(lines[0])
    if found and found["field"] in PARAMETERS and found["told"]:
        yield found["told"].split()[-1].lstrip("*"), _words([found["text"] or "", *lines[1:]])


def _entries(lines: Sequence[str], entry: re.Pattern[str]) -> Iterator[tuple[str, list[str]]]:
    """The parameters of a section: each begins at the section's own indent, what follows is further in."""
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    names: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        if line[indent] != " ":
            found = entry.match(line[indent:])
            names = [name.strip().lstrip("*") for name in found["names"].split(",")] if found else []
            told = [found["text"] or ""] if found and "text" in found.groupdict() else []
        else:
            told = [line]
        for name in names:
            yield name, _words(told)


def _words(lines: Sequence[str]) -> list[str]:
    return [word for line in lines for word in line.split()]
