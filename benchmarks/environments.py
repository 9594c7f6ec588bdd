"""The environments that contestants live in: one each, since they pin each other's dependencies.

``locks/NAME.in`` says what is installed in one, ``locks/NAME.txt`` which versions; ``make lock-bench`` resolves them.
They are made below ``.bench/`` when first needed, and anew once their lock has changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

from benchmarks.contestants import Contestant

ROOT = Path(__file__).resolve().parents[1]
LOCKS = Path(__file__).with_name("locks")
PLACE = ROOT / ".bench"
OURS = ("modelwire", "modelwire-fast")
"""Environments that modelwire is installed in, as a wheel of what is in the tree."""
COMPILED = (".pyc",)


class Environment:
    """A virtual environment with exactly what a lock says."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = PLACE / name
        self.lock = LOCKS / f"{name}.txt"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def packages(self) -> Path:
        """Where what is installed lies."""
        return next(self.folder.glob("lib/python*/site-packages"), self.folder / "Lib" / "site-packages")

    def prepare(self) -> None:
        """Make it, unless it is there and current."""
        stamp = self.folder / "locked"
        if stamp.exists() and stamp.read_text() == self.lock.read_text():
            return
        print(f"Installing {self.lock.relative_to(ROOT)}", file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)
        venv.create(self.folder, with_pip=True)
        self._pip("install", "--require-hashes", "--requirement", str(self.lock))
        stamp.write_text(self.lock.read_text())

    def install(self, wheel: Path) -> None:
        """Install a wheel, in place of what there is of it."""
        self._pip("install", "--no-deps", "--force-reinstall", str(wheel))

    def _pip(self, *arguments: str) -> None:
        command = [str(self.python), "-m", "pip", "--disable-pip-version-check", "-qq", *arguments]
        subprocess.run(command, check=True)

    def installed(self) -> dict[str, str]:
        """The packages and their versions, without pip itself."""
        found = {item.name: item.version for item in distributions(path=[str(self.packages)])}
        return {name: version for name, version in found.items() if name not in ("pip", "setuptools")}

    def size(self) -> float:
        """MB on disk, without what is compiled and pip itself."""
        files = (path for path in self.packages.rglob("*") if path.is_file() and path.suffix not in COMPILED)
        own = (path for path in files if not path.relative_to(self.packages).parts[0].startswith(("pip", "setuptools")))
        return sum(path.stat().st_size for path in own) / 1e6


def prepare(contestants: Iterable[type[Contestant]]) -> None:
    """Make every environment that the contestants need."""
    names = {contestant.environment for contestant in contestants}
    for name in sorted(names):
        Environment(name).prepare()
    if ours := names.intersection(OURS):
        wheel = _wheel()
        for name in ours:
            Environment(name).install(wheel)


def _wheel() -> Path:
    """A wheel of what is in the tree."""
    place = PLACE / "wheel"
    shutil.rmtree(place, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq", "wheel", "--no-deps"]
    subprocess.run([*command, "--no-build-isolation", "--wheel-dir", str(place), str(ROOT)], check=True)
    return next(place.glob("*.whl"))
