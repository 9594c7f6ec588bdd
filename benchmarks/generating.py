"""Measures how long the generator takes for 12, 50 and 150 specs."""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.environments import ROOT

NUMBERS = (12, 50, 150)


def copied(source: str, number: int) -> str:
    """A spec under other names."""
    lines: list[str] = []
    for line in source.splitlines(keepends=True):
        key, _, value = line.partition(": ")
        if key == "aliases":
            continue
        if key == "id":
            line = f"id: {value.strip()}_{number}\n"
        if key == "class":
            line = f"class: {value.strip().removesuffix('Provider')}{number}Provider\n"
        lines.append(line)
    return "".join(lines)


def generation_seconds(number: int) -> float:
    """Wall time of generating a package from so many specs."""
    with tempfile.TemporaryDirectory() as folder:
        specs, out = Path(folder, "specs"), Path(folder, "generated")
        specs.mkdir()
        sources = sorted((ROOT / "specs").glob("*.yaml"))
        for count, source in zip(range(number), itertools.cycle(sources), strict=False):
            turn = count // len(sources)
            text = source.read_text("utf-8")
            name = f"{source.stem}_{turn}.yaml" if turn else source.name
            (specs / name).write_text(copied(text, turn) if turn else text, "utf-8")
        command = [sys.executable, "-m", "modelwire_codegen", "--specs", str(specs), "--out", str(out)]
        begun = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True)
        return time.perf_counter() - begun


def generation(rounds: int) -> dict[str, list[float]]:
    """Seconds by the number of specs."""
    found: dict[str, list[float]] = {str(number): [] for number in NUMBERS}
    for _ in range(rounds):
        for number in NUMBERS:
            found[str(number)].append(generation_seconds(number))
    return found
