"""The hot path makes no more calls than it did: counted, not timed, so that no machine and no minute matters."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from benchmarks import hot_path

HOW = """
  make hot-path ARGS="{work!r}" lists the calls by function; compare it with the same of the main branch.
  If they are worth their price, make hot-path ARGS=--renew keeps the new numbers, and the commit says why."""


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, int]]:
    """Counted in a process of its own, where no tool that measures tests is in the way."""
    script = "import json; from benchmarks.hot_path import counted; print(json.dumps(counted()))"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    told: dict[str, dict[str, int]] = json.loads(said)
    return told


@pytest.mark.parametrize("work", hot_path.kept())
@pytest.mark.parametrize("kind", ["python", "c"])
def test_no_more_calls_than_before(work: str, kind: str, found: dict[str, dict[str, int]]) -> None:
    now, before = found[work][kind], hot_path.kept()[work][kind]
    if now > before * (1 + hot_path.MARGIN):
        pytest.fail(f"{work}: {now} calls of {kind} functions, {before} before{HOW.format(work=work)}", pytrace=False)


def test_every_kind_of_work_is_kept(found: dict[str, dict[str, int]]) -> None:
    assert found.keys() == hot_path.kept().keys()
    assert all(number > 0 for numbers in found.values() for number in numbers.values())
