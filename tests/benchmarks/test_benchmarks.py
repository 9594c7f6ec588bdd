"""The benchmarks work: every measurement of who needs no environment of its own, once, and what is written of it."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from benchmarks import results
from benchmarks.contestants import ALL, PEERS, Contestant
from benchmarks.environments import ROOT
from benchmarks.generating import copied
from benchmarks.measuring import Samples, Server, taking_part
from benchmarks.plot import plot
from benchmarks.report import LINES, main_table, sections, versions
from benchmarks.rows import ROWS, STARTS, Row
from benchmarks.worker import Measures

HERE = [kind for kind in ALL.values() if kind.environment in ("httpx", "modelwire", "floor")]
CASES = [(row, kind) for row in ROWS for kind in taking_part(row, HERE)]
FEWER = {
    "achat-50": {"at_once": 3},
    "achat-500": {"at_once": 3},
    "stream": {"pieces": 20},
    "astream": {"pieces": 20},
    "streams-500": {"at_once": 3, "milliseconds": 1},
}


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    gc.freeze()  # measurements collect garbage, and should not look for it in what all other tests left behind
    with Server() as server:
        yield server.base
    gc.unfreeze()


@pytest.mark.parametrize(("row", "kind"), CASES, ids=[f"{row.name}-{kind.name}" for row, kind in CASES])
def test_every_measurement(row: Row, kind: type[Contestant], base: str) -> None:
    options = {**row.options, **FEWER.get(row.name, {})}
    found = getattr(Measures(kind, base), row.measure)(5 if row.name == "growth" else 3, **options)
    assert all(isinstance(value, int | float) for value in found.values())


def test_a_wrong_answer_is_no_result(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def chat(_: Contestant) -> str:
        return "something else"

    monkeypatch.setattr(ALL["httpx"], "chat", chat)
    with pytest.raises(AssertionError, match="wrong answer"):
        Measures(ALL["httpx"], base).chat(1)


async def _left_open(_: Contestant) -> None:
    pass


def test_a_client_that_is_dropped_unclosed_is_no_result(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ALL["httpx"], "aclose", _left_open)
    with pytest.raises(AssertionError, match="3 connections were dropped unclosed"):
        Measures(ALL["httpx"], base).achat(3, at_once=3)


@pytest.mark.parametrize("row", STARTS, ids=lambda row: row.name)
def test_a_start_is_measured_in_a_fresh_interpreter(row: Row, base: str) -> None:
    command = [sys.executable, "-m", "benchmarks.start", row.measure, "httpx", base]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True).stdout
    told = json.loads(said)
    assert told["cpu"] > 0
    assert told["resident"] > told["before"]


@pytest.mark.parametrize("kind", PEERS, ids=lambda kind: kind.name)
def test_of_every_peer_the_import_is_measured_and_the_first_reply_of_who_has_one(kind: type[Contestant]) -> None:
    for row in STARTS:
        assert (kind in taking_part(row, PEERS)) == (row.name == "import" or kind.can("chat"))


def _made_up() -> results.Results:
    def samples(kind: type[Contestant]) -> list[dict[str, float]]:
        quantities = ("cpu", "wall", "first", "grown", "bytes", "resident")
        return [dict.fromkeys(quantities, 10.0 + number + len(kind.name)) for number in range(3)]

    rows: dict[str, Samples] = {row.name: {kind.name: samples(kind) for kind in ALL.values()} for row in ROWS}
    rows |= {row.name: rows["chat"] for row in STARTS}
    feet = {kind.name: {"packages": 3, "disk": 4.5, "versions": {"httpx": "0.28.1"}} for kind in ALL.values()}
    return results.results(rows, feet, {"a": [1.0, 2.0], "b": [1.5]}, {"12": [1.0]}, "make bench", 3)


def test_what_is_written_has_every_line_and_every_figure() -> None:
    found = _made_up()
    table = main_table(found, found)
    assert len(table) == len(LINES) + 2
    assert len({line.count("|") for line in table}) == 1
    assert "| chat, blocking | 16.0 µs |" in table[2]
    assert "1.00" in sections(found, found)
    assert ElementTree.fromstring(plot(found, found)).tag.endswith("svg")
    assert main_table(found)[0].count("|") < table[0].count("|")


def test_a_line_of_which_nothing_was_measured_is_left_out() -> None:
    found = _made_up()
    found["rows"] = {"growth": {"aiohttp": found["rows"]["growth"]["aiohttp"]}}
    found["footprint"] = {}
    assert len(main_table(found)) == 2
    _, _, *lines = main_table(found, found)
    assert [line.split(" | ")[0] for line in lines] == ["| growth a call"]
    assert lines[0].count("18 B") == 1


def test_of_a_package_every_version_that_was_measured_is_named() -> None:
    found = _made_up()
    found["footprint"]["openai"]["versions"] = {"openai": "3.57.0", "httpx": "0.28.1"}
    found["footprint"]["aisuite"]["versions"] = {"openai": "1.109.1", "httpx": "0.28.1"}
    assert versions(found) == "httpx 0.28.1, openai 1.109.1 and 3.57.0"


def test_a_ratio_is_to_the_same_round() -> None:
    taken: Samples = {
        "httpx": [{"cpu": 10.0}, {"cpu": 20.0}, {"cpu": 30.0}],
        "modelwire": [{"cpu": 5.0}, {"cpu": 10.0}, {"cpu": 15.0}],
    }
    assert results.cells(taken)["modelwire"]["ratio"] == {"median": 0.5, "low": 0.5, "high": 0.5, "best": 0.5}


def test_a_copied_spec_has_names_of_its_own() -> None:
    source = "id: openai\nclass: OpenAIProvider\naliases: [x]\nname: OpenAI\n"
    assert copied(source, 2) == "id: openai_2\nclass: OpenAI2Provider\nname: OpenAI\n"
