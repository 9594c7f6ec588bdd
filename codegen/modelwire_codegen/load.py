"""Reads spec files: YAML without its surprises.

A key given twice is an error, ``2.00`` stays the decimal number that was written, ``no``, ``01:00`` and ``2026-11-23``
stay text.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

import yaml

from .document import Document, Node, Path, Problem, SpecError, key_text

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_VALUES = 100_000
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,20}(_[0-9]{1,20}){0,20})")
_DECIMAL = re.compile(r"[-+]?([0-9]+(_[0-9]+)*)?(\.[0-9]+([eE][-+]?[0-9]{1,3})?|[eE][-+]?[0-9]{1,3})")


def load(folder: FilePath) -> tuple[list[Document], list[Problem]]:
    """Read every spec in ``folder``, in the order of their names; what cannot be read is a problem."""
    documents: list[Document] = []
    problems: list[Problem] = []
    shown = folder.absolute().name
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise SpecError([Problem(str(folder), text=f"cannot read the folder of specs ({error.strerror})")]) from None
    for path in paths:
        file = f"{shown}/{path.name}"
        if path.suffix == ".yml":
            problems.append(Problem(file, text=f"would be overlooked: name it {path.stem}.yaml"))
        if path.suffix == ".yaml":
            try:
                document, found = read(path, file)
                documents.append(document)
                problems += found
            except SpecError as error:
                problems += error.problems
    if not documents and not problems:
        problems.append(Problem(str(folder), text="there is no spec (*.yaml) in this folder"))
    return documents, problems


def read_document(path: FilePath) -> Document:
    """One spec, if it can be read; raises :class:`SpecError` otherwise."""
    document, problems = read(path, str(path))
    if problems:
        raise SpecError(problems)
    return document


def read(path: FilePath, file: str) -> tuple[Document, list[Problem]]:
    """The content of one file as far as it can be read, and what is wrong with it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SpecError([Problem(file, text=f"cannot be read ({error.strerror})")]) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SpecError([Problem(file, line, text="is not UTF-8; save it in that encoding")]) from None
    reader = _Reader(file)
    try:
        value = reader.read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(filter(None, [error.context, error.problem]))
        raise SpecError([Problem(file, mark.line + 1 if mark else 0, text=f"is not YAML: {what}")]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SpecError([Problem(file, line, text="holds a character that YAML does not allow")]) from None
    except RecursionError:
        raise SpecError([Problem(file, text="is nested too deeply")]) from None
    if value is None:
        raise SpecError([Problem(file, text="is empty; begin with `id:`")])
    if not isinstance(value, dict):
        raise SpecError([Problem(file, 1, text="must be a mapping, with keys such as `id:`")])
    return Document(file, path.stem, Node(value), reader.lines), reader.problems


class _Reader:
    """Builds the values of one file from YAML's events, and notes where they stand."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = iter(())
        self._anchored: dict[str, tuple[Any, Path]] = {}

    def read(self, text: str) -> Any:
        """The value of the first document; a second one is a problem."""
        self._events = yaml.parse(text, Loader=_LOADER)
        value: Any = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "a second document begins: one file is one provider")
                    break
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event, ())
        return value

    def _value(self, event: Any, path: Path, line: int | None = None) -> Any:
        """The value that begins with ``event``; ``line`` is its key's, if it has one."""
        self.lines[path] = line or event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        if event.tag:
            self._refuse(event, f"the tag {event.tag} means nothing in a spec: leave it out")
        if isinstance(event, yaml.MappingStartEvent):
            value: Any = self._mapping(path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(path)
        else:
            value = _scalar(event)
        if event.anchor:
            self._anchored[event.anchor] = value, path
        return value

    def _alias(self, event: Any, path: Path) -> Any:
        """What an anchor stands for; its lines are those where it was written."""
        if event.anchor not in self._anchored:
            return self._refuse(event, f"*{event.anchor} stands before or inside of &{event.anchor}")
        value, origin = self._anchored[event.anchor]
        if len(self.lines) > _MOST_VALUES:
            text = "aliases make this file too large"
            raise SpecError([Problem(self.file, event.start_mark.line + 1, text=text)])
        inner = [(place, at) for place, at in self.lines.items() if place[: len(origin)] == origin]
        self.lines |= {path + place[len(origin) :]: at for place, at in inner if place != origin}
        return value

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        first: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            key = self._value(event, path, self.lines[path])
            text = key_text(key)
            value = self._value(next(self._events), (*path, text), line)
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(event, "a list, a mapping or an alias cannot be a key")
            elif key == "<<" and not event.style:
                self._refuse(event, "merging by `<<` is not for specs: write the keys out")
            elif text in first:
                self._refuse(event, f"{text!r} is given twice, first in line {first[text]}: delete one")
            else:
                first[text] = line
                mapping[key] = value
        return mapping

    def _refuse(self, event: Any, text: str) -> None:
        self.problems.append(Problem(self.file, event.start_mark.line + 1, text=text))


def _scalar(event: Any) -> Any:
    """What a person who knows JSON would take a scalar for."""
    text: str = getattr(event, "value", "")
    if getattr(event, "style", None):  # it stands in quotes, or is a block of text
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text
