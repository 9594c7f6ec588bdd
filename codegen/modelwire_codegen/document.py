"""A spec as it stands in its file, and what can be wrong with it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeGuard

UNFILLED = "TODO:"
"""What a text begins with that is still to be written."""

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a spec: keys as text, positions in lists."""


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong with a spec: where, and in ``text`` what is wrong and what would be right."""

    file: str
    line: int = 0
    path: str = ""
    text: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.path, self.text) if part)


class SpecError(Exception):
    """Specs are wrong.  The message has one line for each problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Node:
    """A value of a spec together with where it stands.

    What is not there, or not of the type that is asked for, reads as nothing, so that a check can look at a spec in
    which other things are wrong.
    """

    value: Any
    path: Path = ()

    def __getitem__(self, key: str | int) -> "Node":
        value = self.value.get(key) if is_mapping(self.value) else None
        return Node(value, (*self.path, key_text(key)))

    @property
    def mapping(self) -> Mapping[Any, Any]:
        """The value if it is a mapping, else an empty one."""
        return self.value if is_mapping(self.value) else {}

    @property
    def text(self) -> str:
        """The value if it is text, else an empty one."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def keys(self) -> list[str]:
        """The mapping's keys, as text."""
        return [key_text(key) for key in self.mapping]

    @property
    def values(self) -> list["Node"]:
        """The mapping's values."""
        return [self[key] for key in self.mapping]

    @property
    def texts(self) -> list[str]:
        """The texts in the list."""
        return [item.text for item in self if item.text]

    @property
    def one_or_many(self) -> list["Node"]:
        """The items of a list, or the value itself where there is only one."""
        return list(self) if is_list(self.value) else [self] if self.mapping else []

    def __iter__(self) -> Iterator["Node"]:
        for index, item in enumerate(self.value if is_list(self.value) else ()):
            yield Node(item, (*self.path, index))

    def __bool__(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class Document:
    """One spec file: its content, and the line of every value in it."""

    file: str
    stem: str
    root: Node
    lines: Mapping[Path, int] = field(repr=False)

    def problem(self, path: Path, text: str) -> Problem:
        """A problem with the value at ``path``, or where that is missing with what should hold it."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return Problem(self.file, self.lines.get(known, 1), json_path(path), text)


def is_mapping(value: object) -> TypeGuard[dict[Any, Any]]:
    """Whether a value is a mapping."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a list."""
    return isinstance(value, list)


def key_text(key: object) -> str:
    """A key of a mapping as JSON would have it: text."""
    return str(key).lower() if isinstance(key, bool) else str(key)


def json_path(path: Path) -> str:
    """``$.errors.statuses.429``, ``$.catalog.models[3]``."""
    return "$" + "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" if re.fullmatch(r"[\w-]+", part) else f"[{part!r}]"
        for part in path
    )
