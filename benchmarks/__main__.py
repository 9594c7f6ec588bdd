"""Measures, prints tables and records them: ``make bench`` and ``make bench-peers`` run it."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

from benchmarks import results as kept
from benchmarks.contestants import OURS, PEERS
from benchmarks.environments import ROOT, Environment, prepare
from benchmarks.generating import generation
from benchmarks.measuring import Server, footprint, measured, pinned, started
from benchmarks.report import details, dispatch, main_table, record
from benchmarks.report import generation as generation_table
from benchmarks.rows import ROWS, STARTS

ROUNDS = 9
APART = ("dispatch", "generation")


def main() -> int:
    """Do what the command line says."""
    names = [*(row.name for row in (*ROWS, *STARTS)), *APART]
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"what to measure (everything): {', '.join(names)}")
    parser.add_argument("--peers", action="store_true", help="measure the others instead of ourselves")
    parser.add_argument("--only", action="append", metavar="NAME", help="measure this contestant, and raw httpx")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help=f"how often ({ROUNDS})")
    parser.add_argument("--record", action="store_true", help="write what is found into docs/performance.md")
    parser.add_argument("--redraw", action="store_true", help="measure nothing: write the document from what is kept")
    given = parser.parse_args()
    if unknown := set(given.rows) - set(names):
        parser.error(f"there is no row {', '.join(sorted(unknown))}; choose from {', '.join(names)}")
    if given.record and (given.rows or given.only):
        parser.error("--record is for a run of everything")
    if not given.redraw:
        found = _run(given, given.rows or names)
        goals = main_table(found, found if given.peers else None)
        for table in (details(found), goals, dispatch(found), generation_table(found)):
            if len(table) > 2:
                print("\n".join(table), end="\n\n")
        for name, told in found["footprint"].items():
            print(f"{name}: {told['packages']} packages, {told['disk']:.1f} MB on disk")
        if given.record:
            kept.keep("peers" if given.peers else "ours", found)
    if given.record or given.redraw:
        ours = kept.read("ours")
        if ours is None:
            parser.error("of ourselves nothing is recorded yet: run make bench ARGS=--record")
        record(ours, kept.read("peers"))
    return 0


def _run(given: argparse.Namespace, names: list[str]) -> kept.Results:
    """Measure."""
    contestants = [
        kind
        for kind in (PEERS if given.peers else OURS)
        if not given.only or kind.name in given.only or kind.name.startswith("httpx")
    ]
    prepare(contestants)
    rows = measured([row for row in ROWS if row.name in names], contestants, given.rounds)
    rows |= started([row for row in STARTS if row.name in names], contestants, given.rounds)
    ours = not given.peers
    return kept.results(
        rows,
        footprint(contestants),
        _dispatch(given.rounds) if ours and "dispatch" in names else {},
        generation(min(given.rounds, 3)) if ours and "generation" in names else {},
        f"make bench{'-peers' if given.peers else ''} ARGS=--record",
        given.rounds,
    )


def _dispatch(rounds: int) -> dict[str, list[float]]:
    """The ways of coming to a call, in the environment where modelwire is installed."""
    with Server() as server:
        command = [str(Environment("modelwire").python), "-m", "benchmarks.dispatch", server.base, str(rounds)]
        said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, **pinned(0)).stdout
    found: dict[str, list[float]] = json.loads(said)
    return found


if __name__ == "__main__":
    sys.exit(main())
