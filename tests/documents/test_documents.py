"""The code of the documents, run as it stands against a server on loopback."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

import modelwire
from tests.documents.vendors import Vendors

DOCS = Path(__file__).parents[2] / "docs"
GENERATED = ("features.md", "providers.md", "spec-language.md")
TEXTS = {path.name: path.read_text("utf-8") for path in sorted(DOCS.glob("*.md")) if path.name not in GENERATED}
APART = ("private-providers.md",)
"""Documents with a test of their own."""
BLOCK = re.compile(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)
"""Code, and what it prints where that is shown."""
BLOCKS = [
    pytest.param(name, code, printed, id=f"{name}-{number}")
    for name, text in TEXTS.items()
    if name not in APART
    for number, (code, printed) in enumerate(BLOCK.findall(text), 1)
]
ASKS = re.compile(r"Client\(|completion\(|embedding\(")
ASKS_ANOTHER = re.compile(r"MockTransport|Handler|^app =", re.MULTILINE)
"""Code that brings a server of its own, or is one."""
FROM = ("from-anthropic.md", "from-litellm.md", "from-openai.md")


@pytest.mark.parametrize(("name", "code", "printed"), BLOCKS)
def test_code_of_a_document_runs(
    name: str,
    code: str,
    printed: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):  # which code may set; they are put back
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)
    with Vendors() as vendors:
        for variable, value in vendors.environment().items():
            monkeypatch.setenv(variable, value)
        exec(compile(code, name, "exec"), {"__name__": "__main__"})
        assert bool(vendors.asked) is (bool(ASKS.search(code)) and not ASKS_ANOTHER.search(code))
        modelwire.close()
        modelwire.use_hooks(None)
        logging.getLogger("modelwire").setLevel(logging.NOTSET)
    assert capsys.readouterr().out == printed or not printed


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_leads_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", TEXTS[name]):
        assert (DOCS / target).exists(), target
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", TEXTS[name], flags=re.DOTALL), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    assert {*re.findall(r"\]\(#([^)]+)\)", TEXTS[name])} <= anchors


@pytest.mark.parametrize("name", FROM)
def test_every_error_that_a_document_speaks_of_exists(name: str) -> None:
    """In the right column of its tables of errors."""
    rows = re.findall(r"^\| `[^|]*Error`[^|]* \| (.*) \|$", TEXTS[name], re.MULTILINE)
    named = {error for row in rows for error in re.findall(r"`([A-Z]\w+Error)`", row)}
    assert len(named) > 8
    assert not [error for error in named if not hasattr(modelwire, error)]


def test_the_drawn_errors_are_all_there_are() -> None:
    drawn = re.findall(r"^[│├└─ ]*(\w+Error)\b", TEXTS["errors.md"].split("```text")[1], re.MULTILINE)
    public = [getattr(modelwire, name) for name in modelwire.__all__ if name.endswith("Error")]
    assert {getattr(modelwire, name) for name in drawn} == {*public}


def test_every_provider_that_a_document_speaks_of_exists() -> None:
    same = TEXTS["from-litellm.md"].split("## What is the same")[1].split("## Arguments")[0]
    for provider in set(re.findall(r"`([a-z0-9_]+)/", same)) - {"provider"}:
        modelwire.ProviderType(provider)
