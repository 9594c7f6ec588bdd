"""Measures one contestant in an interpreter of its own, as it is told to.

It reads an order a line, as JSON, and answers each with a line of JSON.  CPU time is that of the whole process, all
threads of it, in user and system mode.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import signal
import sys
import time
import warnings
from collections.abc import Coroutine
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeAlias, TypeVar

from benchmarks import payloads
from benchmarks.contestants import ALL, Contestant
from benchmarks.payloads import Kind, Size

LONGEST = 240
"""Seconds after which a measurement ends the process."""
Result: TypeAlias = dict[str, Any]
ResultT = TypeVar("ResultT")


def resident() -> float:
    """The memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def peak() -> float:
    """The most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


@cache
def runner() -> asyncio.Runner:
    """The one event loop: some peers keep a client of their first."""
    return asyncio.Runner()


def run(task: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run a task to its end; connections that it drops unclosed are an error, as later ones can hang by them."""
    gc.collect()  # what measurements before dropped
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", ResourceWarning)
        result = runner().run(task)
        gc.collect()
    dropped = sum(str(warning.message).startswith("unclosed transport") for warning in said)
    assert not dropped, f"{dropped} connections were dropped unclosed"
    return result


class Stopwatch:
    """CPU and wall time of a block, in seconds."""

    def __enter__(self) -> Self:
        gc.collect()
        self.wall, self.cpu = -time.perf_counter(), -time.process_time()
        return self

    def __exit__(self, *error: object) -> None:
        self.cpu += time.process_time()
        self.wall += time.perf_counter()

    def per(self, units: int, **more: float) -> Result:
        """Microseconds a unit."""
        return {"cpu": self.cpu / units * 1e6, "wall": self.wall / units * 1e6, **more}


def check(text: str, size: Size) -> None:
    """Raise if an answer is not the one that was sent."""
    assert text == payloads.answer(size), f"wrong answer: {text[:60]!r}"


def check_stream(letters: int, pieces: int) -> None:
    """Raise if a streamed answer is not the one that was sent."""
    expected = sum(map(len, payloads.pieces(pieces)))
    assert letters == expected, f"{letters} characters instead of {expected}"


class Measures:
    """What can be measured of a contestant, each ``times`` times."""

    def __init__(self, contestant: type[Contestant], base: str) -> None:
        self.contestant = contestant
        self.base = base

    def open(self, times: int) -> Result:
        """Making and closing a client; the first of the process does not count."""
        contestant = self.contestant()
        contestant.open(self.base + "/small")
        contestant.close()
        with Stopwatch() as watch:
            for _ in range(times):
                contestant.open(self.base + "/small")
                contestant.close()
        return watch.per(times)

    def chat(self, times: int, size: Size = "small", kind: Kind = "small") -> Result:
        """Whole replies, one after the other."""
        contestant = self.contestant(kind)
        contestant.open(f"{self.base}/{size}")
        try:
            for _ in range(3):
                check(contestant.chat(), size)
            with Stopwatch() as watch:
                for _ in range(times):
                    contestant.chat()
        finally:
            contestant.close()
        return watch.per(times)

    def achat(self, times: int, at_once: int = 1) -> Result:
        """Whole replies, so many at once."""
        return run(self._achat(times, at_once))

    async def _achat(self, times: int, at_once: int) -> Result:
        contestant = self.contestant()
        await contestant.aopen(self.base + "/small")
        left = iter(range(times))

        async def user() -> None:
            for _ in left:
                await contestant.achat()

        try:
            for _ in range(3):
                check(await contestant.achat(), "small")
            await asyncio.gather(*(contestant.achat() for _ in range(at_once)))  # opens the connections
            with Stopwatch() as watch:
                await asyncio.gather(*(user() for _ in range(at_once)))
        finally:
            await contestant.aclose()
        return watch.per(times)

    def stream(self, times: int, pieces: int = 500) -> Result:
        """Chunks of streamed replies, one reply after the other."""
        contestant = self.contestant()
        contestant.open(f"{self.base}/each-{pieces}")
        try:
            check_stream(sum(map(len, contestant.stream())), pieces)
            with Stopwatch() as watch:
                for _ in range(times):
                    for _text in contestant.stream():
                        pass
        finally:
            contestant.close()
        return watch.per(times * pieces)

    def astream(self, times: int, pieces: int = 500) -> Result:
        """Chunks of streamed replies, one reply after the other, without blocking."""
        return run(self._astream(times, f"each-{pieces}", pieces, 1))

    def streams(self, times: int, at_once: int = 500, pieces: int = 50, milliseconds: int = 20) -> Result:
        """So many streams at once, whose pieces take their time: how long the first is in coming, and the memory."""
        return run(self._astream(times, f"paced{milliseconds}-{pieces}", pieces, at_once))

    async def _astream(self, times: int, route: str, pieces: int, at_once: int) -> Result:
        contestant = self.contestant()
        await contestant.aopen(f"{self.base}/{route}")
        first: list[float] = []
        left = iter(range(times))

        async def user() -> None:
            for _ in left:
                begun, letters = time.perf_counter(), 0
                async for text in contestant.astream():
                    if not letters:
                        first.append(time.perf_counter() - begun)
                    letters += len(text)
                check_stream(letters, pieces)

        try:
            async for _ in contestant.astream():
                pass
            before = resident()
            with Stopwatch() as watch:
                await asyncio.gather(*(user() for _ in range(at_once)))
        finally:
            await contestant.aclose()
        first.sort()
        return watch.per(times * pieces, first=first[len(first) // 2] * 1e6, grown=max(peak() - before, 0))

    def embed(self, times: int) -> Result:
        """Vectors of 64 texts."""
        contestant = self.contestant()
        contestant.open(self.base + "/small")
        try:
            assert contestant.embed() == (payloads.TEXTS, payloads.DIMENSIONS)
            with Stopwatch() as watch:
                for _ in range(times):
                    contestant.embed()
        finally:
            contestant.close()
        return watch.per(times)

    def growth(self, times: int) -> Result:
        """Bytes that each call leaves behind, after the first fifth of them."""
        return run(self._growth(times))

    async def _growth(self, times: int) -> Result:
        contestant = self.contestant()
        await contestant.aopen(self.base + "/small")
        left = iter(range(0))
        seen: list[float] = []

        async def user() -> None:
            for _ in left:
                await contestant.achat()

        try:
            for _ in range(5):
                left = iter(range(times // 5))
                await asyncio.gather(*(user() for _ in range(8)))
                gc.collect()
                seen.append(resident())
        finally:
            await contestant.aclose()
        return {"bytes": (seen[-1] - seen[0]) / (times * 0.8) * 1e6}


def main() -> None:
    """Do what standard input says."""
    contestant, base = ALL[sys.argv[1]], sys.argv[2]
    measures = Measures(contestant, base)
    told = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # some peers print
    for line in sys.stdin:
        order = json.loads(line)
        result: Result
        signal.alarm(LONGEST)  # some peers hang; nothing catches it
        try:
            result = getattr(measures, order.pop("measure"))(**order)
        except Exception as error:  # one contestant's failure must not end the run
            result = {"error": f"{type(error).__name__}: {str(error)[:300]}"}
        signal.alarm(0)
        print(json.dumps(result), file=told, flush=True)


if __name__ == "__main__":
    main()
