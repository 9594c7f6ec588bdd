"""The code of the documents, run as it stands against a server on loopback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import modelwire
from tests.documents.vendors import Vendors

DOCS = Path(__file__).parents[2] / "docs"
GENERATED = ("features.md", "providers.md", "spec-language.md")
TEXTS = {path.name: path.read_text("utf-8") for path in sorted(DOCS.glob("*.md")) if path.name not in GENERATED}
BLOCKS = [(name, code) for name, text in TEXTS.items() for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL)]
FROM = ("from-litellm.md", "from-openai.md")


@pytest.mark.parametrize(("name", "code"), BLOCKS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(BLOCKS)])
def test_code_of_a_document_runs(name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Vendors() as vendors:
        for variable, value in vendors.environment().items():
            monkeypatch.setenv(variable, value)
        exec(compile(code, name, "exec"), {"__name__": "__main__"})
        assert vendors.asked
        modelwire.close()


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_leads_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", TEXTS[name]):
        assert (DOCS / target).exists(), target


@pytest.mark.parametrize("name", FROM)
def test_every_error_that_a_document_speaks_of_exists(name: str) -> None:
    """In the right column of its tables of errors."""
    rows = re.findall(r"^\| `[^|]*Error`[^|]* \| (.*) \|$", TEXTS[name], re.MULTILINE)
    named = {error for row in rows for error in re.findall(r"`([A-Z]\w+Error)`", row)}
    assert len(named) > 8
    assert not [error for error in named if not hasattr(modelwire, error)]


def test_every_provider_that_a_document_speaks_of_exists() -> None:
    same = TEXTS[FROM[0]].split("## What is the same")[1].split("## Arguments")[0]
    for provider in set(re.findall(r"`([a-z0-9_]+)/", same)) - {"provider"}:
        modelwire.ProviderType(provider)
