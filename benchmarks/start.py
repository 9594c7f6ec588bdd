"""Measures one start of one contestant: importing it, or getting a first reply.

Run in a fresh interpreter.  What the measurement itself needs (asyncio, http, json) comes free to everybody.
"""

from __future__ import annotations

import json
import sys
import time

from benchmarks.contestants import ALL
from benchmarks.worker import peak, resident


def main() -> None:
    """Print milliseconds and MB."""
    measure, name, base = sys.argv[1:]
    kind = ALL[name]
    before = resident()
    wall, cpu = -time.perf_counter(), -time.process_time()
    if measure == "import":
        exec(kind.imports, {})
    else:
        contestant = kind()
        contestant.open(base + "/small")
        assert contestant.chat()
    cpu += time.process_time()
    wall += time.perf_counter()
    print(json.dumps({"cpu": cpu * 1e6, "wall": wall * 1e6, "resident": resident(), "peak": peak(), "before": before}))


if __name__ == "__main__":
    main()
