"""The demo, run as `make demo` runs it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from examples.demo import PARTS, Table, play
from modelwire import ProviderType
from tests.generated.providers import provider_class
from tests.wire.parts import Part, part_of
from tests.wire.questions import question
from tests.wire.vendors import VENDORS

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def printed() -> list[str]:
    command = [sys.executable, "-m", "examples.demo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


WITH_CASES = sorted({ProviderType(vendor.provider) for vendor in VENDORS.values()})
"""A spec alone makes a provider; conversations with it may come later, and until then the demo says what it lacks."""


def test_every_provider_that_has_cases_has_its_part() -> None:
    """A reply, a stream, calls of tools with their results and a failure: recorded, or composed from the documents."""
    assert {part.type: part.missing for part in PARTS if part.missing and part.type in WITH_CASES} == {}
    assert [part.type for part in PARTS] == list(ProviderType)


@pytest.mark.parametrize("provider", WITH_CASES)
def test_every_provider_answers_in_every_way(printed: list[str], provider: ProviderType) -> None:
    rows = [re.split(" {2,}", line) for line in printed if line.startswith(f"{provider} ")]
    told = {row[2]: row for row in rows}
    assert list(told) == ["blocking", "async", "stream", "tools", "error"]
    for what in ("blocking", "async", "stream", "tools"):
        _, _, _, reply, tokens, cost, _ = told[what]
        assert reply
        if tokens == "unknown":  # as long as the vendor does not tell
            assert what == "stream"
            assert cost == "unknown"
        else:
            assert int(tokens) > 0
            assert float(cost.removeprefix("$")) > 0 if cost != "unknown" else not priced(part_of(provider), what)
    assert re.match(r"[A-Z]\w+Error: .", told["error"][3])
    assert re.match(r"\w+, \w+: .", told["tools"][3])


def priced(part: Part, what: str) -> bool:
    """Whether a price of the model that is asked is known."""
    case = {"stream": part.stream, "tools": part.results}.get(what, part.text)
    assert case
    model = provider_class(part.type).models.get(question(case).model)
    return bool(model and model.price)


def test_its_columns_stand_below_each_other(printed: list[str]) -> None:
    table = printed[: printed.index("")]
    assert max(map(len, table)) <= 132
    edges = [match.start() for match in re.finditer("-+", table[1])]
    for line in (re.sub("👋", "**", line) for line in table):
        assert all(line[edge - 2 : edge].strip() == "" for edge in edges[1:]), line


def test_a_provider_without_cases_is_told_as_such() -> None:
    table = Table(PARTS)
    lines = list(play(Part(type=PARTS[0].type), "http://127.0.0.1:9", table))
    assert len(lines) == 5
    assert all("not recorded or composed" in line for line in lines)


def test_it_says_what_to_set_for_the_real_thing(printed: list[str]) -> None:
    text = "\n".join(printed)
    assert "OPENAI_API_KEY" in text and "GOOGLE_CLOUD_PROJECT" in text
    assert all(re.search(rf"^  {provider} ", text, re.MULTILINE) for provider in ProviderType)
