"""The code of docs/content.md, run as it stands against a server on loopback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES

CODE = re.findall(r"```python\n(.*?)```", (Path(__file__).parents[1] / "docs/content.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("code", CODE, ids=range(len(CODE)))
def test_it_runs(code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Loopback() as server:
        server.lay(CHAT_BODIES["openai-chat"])
        for name in ("OPENAI", "MOONSHOT"):
            monkeypatch.setenv(f"{name}_API_KEY", "sk-test")
            monkeypatch.setenv(f"{name}_BASE_URL", server.url)
        exec(compile(code, "docs/content.md", "exec"), {})
        assert capsys.readouterr().out == ("hi None\n" if server.seen else "")
    assert len(CODE) == 2
