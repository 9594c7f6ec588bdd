"""What a run found, kept as JSON beside the code, so that the document can be written anew from two runs."""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypedDict

from benchmarks.contestants import ALL, baseline
from benchmarks.measuring import Samples

Run: TypeAlias = Literal["ours", "peers"]
PLACE = Path(__file__).with_name("results")


class Figure(TypedDict):
    """One quantity of one contestant in one row: the quartiles over the rounds, and the best."""

    median: float
    low: float
    high: float
    best: float


Cell: TypeAlias = dict[str, Figure]
"""Figures by quantity; ``ratio`` is CPU time in relation to hand-written httpx in the same round."""


class Results(TypedDict):
    """One run."""

    date: str
    machine: str
    python: str
    command: str
    rounds: int
    rows: dict[str, dict[str, Cell]]
    footprint: dict[str, dict[str, Any]]
    dispatch: dict[str, Figure]
    generation: dict[str, Figure]


def figure(values: Sequence[float]) -> Figure:
    """The quartiles and the best of some values."""
    low, median, high = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    return {"median": median, "low": low, "high": high, "best": min(values)}


def cells(samples: Samples) -> dict[str, Cell]:
    """The figures of one row, by contestant."""
    found: dict[str, Cell] = {}
    for name, taken in samples.items():
        if not taken:
            continue
        cell = {quantity: figure([sample[quantity] for sample in taken]) for quantity in taken[0]}
        base = samples.get(baseline(ALL[name]).name, [])
        if "cpu" in cell and base:
            pairs = zip(taken, base, strict=False)
            cell["ratio"] = figure([ours["cpu"] / theirs["cpu"] for ours, theirs in pairs])
            cell["ratio"]["best"] = cell["cpu"]["best"] / min(sample["cpu"] for sample in base)
        found[name] = cell
    return found


def machine() -> str:
    """The processor and the system."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    processor = f"{len(names)} cores of {names[0]}" if names else platform.processor()
    return f"{processor}, {platform.system()} {platform.release()}"


def results(
    rows: Mapping[str, Samples],
    footprint: dict[str, dict[str, Any]],
    dispatch: Mapping[str, Sequence[float]],
    generation: Mapping[str, Sequence[float]],
    command: str,
    rounds: int,
) -> Results:
    """A run, put together."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "machine": machine(),
        "python": sys.version.split()[0],
        "command": command,
        "rounds": rounds,
        "rows": {name: cells(samples) for name, samples in rows.items()},
        "footprint": footprint,
        "dispatch": {name: figure(values) for name, values in dispatch.items()},
        "generation": {name: figure(values) for name, values in generation.items()},
    }


def read(run: Run) -> Results | None:
    """What was recorded, if anything was."""
    file = PLACE / f"{run}.json"
    if not file.exists():
        return None
    found: Results = json.loads(file.read_text("utf-8"))
    return found


def keep(run: Run, found: Results) -> None:
    """Record a run."""
    PLACE.mkdir(exist_ok=True)
    rounded = json.loads(json.dumps(found), parse_float=lambda text: float(f"{float(text):.5g}"))
    (PLACE / f"{run}.json").write_text(json.dumps(rounded, indent=1) + "\n", "utf-8")
