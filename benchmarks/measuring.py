"""Runs the rows: every contestant in a process of its own, rounds interleaved.

Contestants share one core and the server has another, where the machine lets us choose.  In each round each contestant
is measured once, so that a slow minute hurts all of them alike.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Self, TypeAlias

from benchmarks.contestants import Contestant, baseline
from benchmarks.environments import PLACE, ROOT, Environment
from benchmarks.rows import Row

Samples: TypeAlias = dict[str, list[dict[str, float]]]
"""What was measured, by contestant; one dict a round."""

SECONDS = 0.12
"""How long a contestant is measured in one round."""
VARIABLES = {
    **os.environ,
    "PYTHONHASHSEED": "0",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # or else its import fetches a file
}


def pinned(core: int) -> dict[str, Any]:
    """What makes a process stay on a core, where the machine can do that."""
    if not hasattr(os, "sched_setaffinity"):
        return {}
    cores = sorted(os.sched_getaffinity(0))
    return {"preexec_fn": lambda: os.sched_setaffinity(0, {cores[core % len(cores)]})}


class Server:
    """The server, in a process of its own."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "benchmarks.server"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, **pinned(-1)
        )
        assert self._process.stdout
        self.base = f"http://127.0.0.1:{self._process.stdout.readline().strip()}"
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()


class Worker:
    """One contestant, in a process of its own; what it prints by itself goes into a log."""

    def __init__(self, contestant: type[Contestant], base: str) -> None:
        self.contestant = contestant
        self._base = base
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        python = Environment(self.contestant.environment).python
        with open(PLACE / f"{self.contestant.name}.log", "a") as log:
            return subprocess.Popen(
                [python, "-m", "benchmarks.worker", self.contestant.name, self._base],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                env=VARIABLES,
                **pinned(0),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()

    def measure(self, row: Row, times: int) -> dict[str, Any]:
        """What a measurement found, or its error."""
        assert self._process.stdin and self._process.stdout
        order = {"measure": row.measure, "times": times, **row.options}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        found: dict[str, Any] = json.loads(line) if line else {"error": "it hung or died, and is started anew"}
        if not line:
            self._process.communicate()
            self._process = self._start()
        if "error" in found:
            print(f"{self.contestant.name}: {row.name}: {found['error']}", file=sys.stderr)
        return found

    def fitting(self, row: Row) -> int | None:
        """How often the work is done in the time of a round; None if it cannot be done."""
        if row.times:
            return row.times
        least: int = row.options.get("at_once", 1) * 2
        times = least
        while "error" not in (found := self.measure(row, times)):
            units = 500 if row.measure in ("stream", "astream") else 1
            seconds: float = found["wall"] * units / 1e6
            if seconds * times > SECONDS / 6:
                return max(least, round(SECONDS / seconds))
            times *= 4
        return None


def taking_part(row: Row, contestants: Iterable[type[Contestant]]) -> list[type[Contestant]]:
    """Those who are measured in a row; hand-written code only where there is something to compare with it."""
    able = [kind for kind in contestants if row.name not in kind.skips and (not row.needs or kind.can(row.needs))]
    return [
        kind
        for kind in able
        if kind is not baseline(kind) or any(baseline(other) is kind for other in able if other is not kind)
    ]


def measured(rows: Sequence[Row], contestants: Sequence[type[Contestant]], rounds: int) -> dict[str, Samples]:
    """Measure all rows; what was found, by row."""
    found: dict[str, Samples] = {}
    with Server() as server:
        steady = [row for row in rows if not row.alone]
        if steady:
            found |= _steady(steady, contestants, rounds, server.base)
        for row in rows:
            if row.alone:
                found[row.name] = _alone(row, taking_part(row, contestants), rounds, server.base)
    return found


def _steady(rows: Sequence[Row], contestants: Sequence[type[Contestant]], rounds: int, base: str) -> dict[str, Samples]:
    workers = {kind.name: Worker(kind, base) for kind in contestants}
    found: dict[str, Samples] = {}
    try:
        for row in rows:
            _progress(row)
            names = [kind.name for kind in taking_part(row, contestants)]
            times = {name: often for name in names if (often := workers[name].fitting(row))}
            samples: Samples = {name: [] for name in times}
            found[row.name] = samples
            for number in range(min(rounds, row.rounds or rounds)):
                for name in list(times) if number % 2 == 0 else reversed(list(times)):
                    if name in samples:
                        _keep(samples, name, workers[name].measure(row, times[name]))
    finally:
        for worker in workers.values():
            worker.__exit__()
    return found


def _alone(row: Row, contestants: Sequence[type[Contestant]], rounds: int, base: str) -> Samples:
    _progress(row)
    samples: Samples = {kind.name: [] for kind in contestants}
    for _ in range(min(rounds, row.rounds or rounds)):
        for kind in contestants:
            if kind.name in samples:
                with Worker(kind, base) as worker:
                    _keep(samples, kind.name, worker.measure(row, row.times or 1))
    return samples


def _keep(samples: Samples, name: str, found: dict[str, Any]) -> None:
    if "error" in found:
        del samples[name]
    else:
        samples[name].append(found)


def _progress(row: Row) -> None:
    print(f"  {row.title}", file=sys.stderr, flush=True)


def started(rows: Sequence[Row], contestants: Sequence[type[Contestant]], rounds: int) -> dict[str, Samples]:
    """What importing a contestant, and its first reply, cost in a fresh interpreter."""
    found: dict[str, Samples] = {}
    with Server() as server:
        for row in rows:
            _progress(row)
            kinds = taking_part(row, contestants)
            samples: Samples = {kind.name: [] for kind in kinds}
            found[row.name] = samples
            for number in range(rounds + 1):
                for kind in kinds:
                    told = _fresh(kind, row.measure, server.base)
                    if number:  # the first compiles
                        samples[kind.name].append(told)
    return found


def _fresh(kind: type[Contestant], measure: str, base: str) -> dict[str, float]:
    command = [str(Environment(kind.environment).python), "-m", "benchmarks.start", measure, kind.name, base]
    said = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=VARIABLES, check=True, **pinned(0)
    ).stdout
    told: dict[str, float] = json.loads(said.splitlines()[-1])
    return told


def footprint(contestants: Iterable[type[Contestant]]) -> dict[str, dict[str, Any]]:
    """Packages, MB on disk and versions, by contestant."""
    found: dict[str, dict[str, Any]] = {}
    for kind in contestants:
        environment = Environment(kind.environment)
        installed = environment.installed()
        found[kind.name] = {
            "packages": len(installed),
            "disk": environment.size(),
            "versions": {name: installed[name] for name in kind.reports},
        }
    return found
