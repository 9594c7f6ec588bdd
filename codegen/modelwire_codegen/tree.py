"""The only code that touches what is generated: writes it, or compares with it."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path, PurePosixPath

from .render import PACKAGE, Files

MARKS = (b"# Generated from ", b"<!-- Generated from ")
"""What the first line of a generated file begins with."""


class TreeError(Exception):
    """The folder cannot be read or written, or is not the generator's to write."""


@dataclass(frozen=True)
class Output:
    """A folder and what is generated into it.

    It holds these files and no others, unless it is ``shared`` with files that were written by hand; its folders never
    are.
    """

    root: Path
    files: Files
    shared: bool = False


def write(*outputs: Output) -> None:
    """Make every folder hold its files; those that are as they should be are not touched.

    Everything is written beside its place first, so that a full disk or a locked folder changes nothing.
    """
    existing = [_existing(output) for output in outputs]
    for output, there in zip(outputs, existing, strict=True):
        _refuse_strangers(output, there)
    fresh: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for output, there in zip(outputs, existing, strict=True):
            for path, text in output.files.items():
                if there.get(path) == text.encode():
                    continue
                target = output.root / path
                made += _make_folders(target.parent)
                fresh.append((target.with_name(f".{target.name}.{os.getpid()}"), target))
                with open(fresh[-1][0], "xb") as file:
                    file.write(text.encode())
        for temporary, target in fresh:
            temporary.replace(target)
        for output, there in zip(outputs, existing, strict=True):
            for path in sorted(there.keys() - output.files.keys()):
                _remove(output.root / path, output.root)
    except OSError as error:
        for temporary, _ in fresh:
            with suppress(OSError):
                temporary.unlink()
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise TreeError(f"cannot write {error.filename2 or error.filename}: {error.strerror}") from None


def difference(output: Output) -> str:
    """A diff from what the folder holds to what it should; empty when it is current."""
    existing, files = _existing(output), output.files
    shown = output.root.absolute().name
    lines: list[str] = []
    for path in sorted(existing.keys() | files.keys()):
        old, new = existing.get(path), files[path].encode() if path in files else None
        if old == new:
            continue
        if new is None:
            lines.append(f"{shown}/{path} should not exist\n")
        elif old is None:
            lines.append(f"{shown}/{path} is missing\n")
        elif not old:
            lines.append(f"{shown}/{path} is empty\n")
        before, after = (_lines(content) for content in (old, new))
        lines += unified_diff(before, after, f"{shown}/{path}", f"fresh/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(content: bytes | None) -> list[str]:
    """The lines of a file for a diff, with carriage returns made visible."""
    text = (content or b"").decode("utf-8", "backslashreplace").replace("\r", "\\r")
    return [line + "\n" for line in text.split("\n")[:-1]] + [line for line in text.split("\n")[-1:] if line]


def _existing(output: Output) -> dict[PurePosixPath, bytes]:
    """What is there, but for Python's caches and, in a folder that is shared, what others wrote."""
    ours = dict.fromkeys(path.parts[0] for path in output.files)
    places = [output.root / name for name in ours] if output.shared else [output.root]
    try:
        found = (path for place in places for path in _walk(place))
        return {PurePosixPath(path.relative_to(output.root).as_posix()): path.read_bytes() for path in found}
    except OSError as error:
        raise TreeError(f"cannot read {error.filename}: {error.strerror}") from None


def _walk(folder: Path) -> Iterator[Path]:
    try:
        mode = folder.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    if stat.S_ISLNK(mode):
        raise TreeError(f"{folder} is a symbolic link: delete it, the generator writes files and folders of its own")
    if stat.S_ISREG(mode):
        yield folder
    elif not stat.S_ISDIR(mode):
        raise TreeError(f"{folder} is neither a file nor a folder: delete it")
    elif folder.name != "__pycache__":
        for inner in sorted(folder.iterdir()):
            yield from _walk(inner)


def _refuse_strangers(output: Output, existing: dict[PurePosixPath, bytes]) -> None:
    """Never take a folder or file for ours that holds someone else's work."""
    root, option = output.root, "--docs" if output.shared else "--out"
    if root.is_file():
        raise TreeError(f"{root} is a file: give {option} a folder")
    for path in output.files:
        if (root / path).is_dir():
            raise TreeError(f"{root / path} is a folder where a file belongs: delete it")
        for folder in path.parents:
            if (root / folder).is_file():
                raise TreeError(f"{root / folder} is a file where a folder belongs: delete it")
    package = {path: content for path, content in existing.items() if path.parts[0] == PACKAGE.name}
    if any(package.values()) and not any(content.startswith(MARKS) for content in package.values()):
        raise TreeError(f"{root / PACKAGE} holds files, but none was generated: give {option} another folder")
    for path, content in existing.items():
        emptied = not content and (output.shared or path in output.files)
        if path not in package and not emptied and not content.startswith(MARKS):
            raise TreeError(f"{root / path} was not generated: delete it yourself, or give {option} another folder")


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and what is above it; those that were not there are returned, outermost first."""
    missing: list[Path] = []
    while not folder.exists():
        missing.insert(0, folder)
        folder = folder.parent
    for folder in missing:
        folder.mkdir()
    return missing


def _remove(path: Path, root: Path) -> None:
    """Delete a file, and the folders that are empty without it."""
    path.unlink()
    for folder in path.relative_to(root).parents:
        with suppress(OSError):
            if folder != Path("."):
                (root / folder).rmdir()
