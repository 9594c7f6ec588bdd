"""The demo, run as `make demo` runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from examples.demo import PARTS
from modelwire import ProviderType
from tests.generated.providers import provider_class

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def printed() -> list[str]:
    command = [sys.executable, "-m", "examples.demo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_it_has_a_part_for_every_provider() -> None:
    assert {part.type for part in PARTS} == set(ProviderType)


@pytest.mark.parametrize("provider", ProviderType)
def test_every_provider_answers_in_every_way(printed: list[str], provider: ProviderType) -> None:
    rows = [line.split() for line in printed if line.startswith(f"{provider} ")]
    told = {row[2]: row for row in rows if len(row) > 5}
    assert list(told) == ["blocking", "async", "stream", "tools", "error"]
    for what in ("blocking", "async", "stream", "tools"):
        cost, tokens = told[what][-2], told[what][-3]
        assert int(tokens) > 0
        assert cost == "unknown" if unpriced(provider) else float(cost.removeprefix("$")) > 0
    assert told["error"][3].endswith("Error:")
    assert told["tools"][3:5] == ["get_weather,", "get_time:"]


def unpriced(provider: ProviderType) -> bool:
    """Whether no price of the provider's is known at all."""
    return all(model.price is None for model in provider_class(provider).models)


def test_it_says_what_to_set_for_the_real_thing(printed: list[str]) -> None:
    text = "\n".join(printed)
    assert "OPENAI_API_KEY" in text and "GOOGLE_CLOUD_PROJECT" in text
