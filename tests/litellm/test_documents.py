"""The code of the documents for those who move here, run as it stands against a server on loopback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import modelwire
from tests.litellm.vendors import Vendors

DOCS = Path(__file__).parents[2] / "docs"
NAMES = ("from-litellm.md", "from-openai.md")
TEXTS = {name: (DOCS / name).read_text("utf-8") for name in NAMES}
BLOCKS = [(name, code) for name in NAMES for code in re.findall(r"```python\n(.*?)```", TEXTS[name], re.DOTALL)]


@pytest.mark.parametrize(("name", "code"), BLOCKS)
def test_code_of_a_document_runs(name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Vendors() as vendors:
        for variable, value in vendors.environment().items():
            monkeypatch.setenv(variable, value)
        exec(compile(code, name, "exec"), {})
        assert vendors.asked
        modelwire.close()


@pytest.mark.parametrize("name", NAMES)
def test_every_error_that_a_document_speaks_of_exists(name: str) -> None:
    """In the right column of its tables of errors."""
    rows = re.findall(r"^\| `[^|]*Error`[^|]* \| (.*) \|$", TEXTS[name], re.MULTILINE)
    named = {error for row in rows for error in re.findall(r"`([A-Z]\w+Error)`", row)}
    assert len(named) > 8
    assert not [error for error in named if not hasattr(modelwire, error)]


def test_every_provider_that_a_document_speaks_of_exists() -> None:
    same = TEXTS[NAMES[0]].split("## What is the same")[1].split("## Arguments")[0]
    for provider in set(re.findall(r"`([a-z0-9_]+)/", same)) - {"provider"}:
        modelwire.ProviderType(provider)
