"""`make vendors`, as the tutorial uses it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from modelwire import Client
from tests.documents.vendors import Vendors

ROOT = Path(__file__).parents[2]


def test_what_it_prints_leads_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with Vendors() as vendors:
        names = vendors.environment()
    command = [sys.executable, "-m", "examples.vendors"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("# ")
        for _ in names:
            name, _, value = process.stdout.readline().removeprefix("export ").strip().partition("=")
            monkeypatch.setenv(name, value)
        for provider, model in (
            ("openai", "gpt-5.4"),
            ("anthropic", "claude-sonnet-4-6"),
            ("gemini", "gemini-2.5-pro"),
        ):
            with Client(provider) as client:
                reply = client.chat_completion(model=model, messages=[{"role": "user", "content": "Hello!"}])
                assert reply.text == "Hello there!"
        process.terminate()


def test_the_tutorial_names_the_target() -> None:
    assert "`make vendors`" in (ROOT / "docs/tutorial.md").read_text("utf-8")
    assert re.search(r"^vendors:", (ROOT / "Makefile").read_text(), re.MULTILINE)
