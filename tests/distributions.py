"""Distributions of the project, built as `make dist` builds them, and environments that hold one."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
MOMENT: Final = "1750000000"
"""The time in all that is built, whatever the time is."""


def build(source: Path, into: Path, *targets: str) -> list[Path]:
    """Build these (``wheel``, ``sdist``), with the backend that is installed; nothing is fetched."""
    chosen = [part for target in targets for part in ("--target", target)]
    command = [sys.executable, "-m", "hatchling", "build", *chosen, "--directory", str(into)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": MOMENT}
    subprocess.run(command, cwd=source, env=environment, capture_output=True, check=True)
    return sorted(into.iterdir())


def install(wheel: Path, home: Path) -> Path:
    """A Python that has the wheel and what that needs; the project itself is out of its reach."""
    venv.create(home, symlinks=True)
    python = home / "bin/python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(command, capture_output=True, check=True)
    [site] = home.glob("lib/*/site-packages")
    (site / "needed.pth").write_text(sysconfig.get_path("purelib"))
    return python
