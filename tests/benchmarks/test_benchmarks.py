"""The benchmarks work: every measurement of who needs no environment of its own, once, and what is written of it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from benchmarks import results
from benchmarks.contestants import ALL, Contestant
from benchmarks.generating import copied
from benchmarks.measuring import Samples, Server, taking_part
from benchmarks.plot import plot
from benchmarks.report import LINES, main_table, sections
from benchmarks.rows import ROWS, Row
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
    with Server() as server:
        yield server.base


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


def _made_up() -> results.Results:
    def samples(kind: type[Contestant]) -> list[dict[str, float]]:
        quantities = ("cpu", "wall", "first", "grown", "bytes", "resident")
        return [dict.fromkeys(quantities, 10.0 + number + len(kind.name)) for number in range(3)]

    rows: dict[str, Samples] = {row.name: {kind.name: samples(kind) for kind in ALL.values()} for row in ROWS}
    rows |= {name: rows["chat"] for name in ("import", "cold")}
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


def test_a_ratio_is_to_the_same_round() -> None:
    taken: Samples = {
        "httpx": [{"cpu": 10.0}, {"cpu": 20.0}, {"cpu": 30.0}],
        "modelwire": [{"cpu": 5.0}, {"cpu": 10.0}, {"cpu": 15.0}],
    }
    assert results.cells(taken)["modelwire"]["ratio"] == {"median": 0.5, "low": 0.5, "high": 0.5, "best": 0.5}


def test_a_copied_spec_has_names_of_its_own() -> None:
    source = "id: openai\nclass: OpenAIProvider\naliases: [x]\nname: OpenAI\n"
    assert copied(source, 2) == "id: openai_2\nclass: OpenAI2Provider\nname: OpenAI\n"
