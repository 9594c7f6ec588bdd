"""The only code that touches ``generated/``: writes it, or compares with it."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path, PurePosixPath

from .render import PACKAGE, Files

MARK = b"# Generated from "
"""What the first line of a generated file begins with."""


class TreeError(Exception):
    """The folder cannot be read or written, or is not the generator's to write."""


def write(files: Files, root: Path) -> None:
    """Make ``root`` hold exactly ``files``; files that are as they should be are not touched.

    Everything is written beside its place first, so that a full disk or a locked folder changes nothing.
    """
    existing = _existing(root)
    _refuse_strangers(files, existing, root)
    changed = [path for path, text in files.items() if existing.get(path) != text.encode()]
    fresh: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for path in changed:
            target = root / path
            made += _make_folders(target.parent)
            fresh.append((target.with_name(f".{target.name}.{os.getpid()}"), target))
            with open(fresh[-1][0], "xb") as file:
                file.write(files[path].encode())
        for temporary, target in fresh:
            temporary.replace(target)
        for path in sorted(existing.keys() - files.keys()):
            _remove(root / path, root)
    except OSError as error:
        for temporary, _ in fresh:
            with suppress(OSError):
                temporary.unlink()
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise TreeError(f"cannot write {error.filename2 or error.filename}: {error.strerror}") from None


def difference(files: Files, root: Path) -> str:
    """A diff from what ``root`` holds to ``files``; empty when it is current."""
    existing = _existing(root)
    shown = root.absolute().name
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


def _existing(root: Path) -> dict[PurePosixPath, bytes]:
    """What is there, but for Python's caches."""
    try:
        return {PurePosixPath(path.relative_to(root).as_posix()): path.read_bytes() for path in _walk(root)}
    except OSError as error:
        raise TreeError(f"cannot read {error.filename}: {error.strerror}") from None


def _walk(folder: Path) -> Iterator[Path]:
    try:
        mode = folder.lstat().st_mode
    except FileNotFoundError:
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


def _refuse_strangers(files: Files, existing: dict[PurePosixPath, bytes], root: Path) -> None:
    """Never take a folder for ours that holds someone else's work."""
    if root.is_file():
        raise TreeError(f"{root} is a file: give --out a folder")
    for path in files:
        if (root / path).is_dir():
            raise TreeError(f"{root / path} is a folder where a file belongs: delete it")
        for folder in path.parents:
            if (root / folder).is_file():
                raise TreeError(f"{root / folder} is a file where a folder belongs: delete it")
    package = {path: content for path, content in existing.items() if path.parts[0] == PACKAGE.name}
    if any(package.values()) and not any(content.startswith(MARK) for content in package.values()):
        raise TreeError(f"{root / PACKAGE} holds files, but none was generated: give --out another folder")
    for path, content in existing.items():
        if path not in package and not content.startswith(MARK):
            raise TreeError(f"{root / path} was not generated: delete it yourself, or give --out another folder")


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
