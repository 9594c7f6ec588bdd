"""A language server, asked as an editor asks it: what completes here, what does hovering show."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

ROOT: Final = Path(__file__).parents[2]
CURSOR: Final = "|>"
"""Where the cursor stands in a text."""


class LanguageServer:
    """Pyright's, over a pipe; a context manager."""

    def __init__(self, root: Path = ROOT) -> None:
        self._root = root
        self._number = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pyright.langserver", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        self.ask(
            "initialize",
            processId=None,
            rootUri=self._root.as_uri(),
            workspaceFolders=[{"uri": self._root.as_uri(), "name": "modelwire"}],
            capabilities={
                "textDocument": {
                    "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                    "hover": {"contentFormat": ["plaintext"]},
                    "signatureHelp": {"signatureInformation": {"documentationFormat": ["markdown"]}},
                },
                "workspace": {"configuration": True, "workspaceFolders": True},
            },
        )
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._process:
            self.ask("shutdown")
            self._tell("exit")

    def completions(self, text: str) -> dict[str, str]:
        """What an editor offers at the cursor, and of which kind or type each is."""
        found = self._at_cursor("textDocument/completion", text, context={"triggerKind": 1})
        return {item["label"]: item.get("detail", "") for item in found["items"]} if found else {}

    def hover(self, text: str) -> str:
        """What an editor shows of the name at the cursor."""
        found = self._at_cursor("textDocument/hover", text)
        return found["contents"]["value"] if found else ""

    def signatures(self, text: str) -> list[str]:
        """The signatures that an editor shows at the cursor."""
        found = self._at_cursor("textDocument/signatureHelp", text)
        return [one["label"] for one in found["signatures"]] if found else []

    def _at_cursor(self, method: str, text: str, **more: Any) -> Any:
        before, _, after = text.partition(CURSOR)
        self._number += 1
        uri = (self._root / f"typed_{self._number}.py").as_uri()
        self._tell(
            "textDocument/didOpen",
            textDocument={"uri": uri, "languageId": "python", "version": 1, "text": before + after},
        )
        line = before.count("\n")
        place = {"line": line, "character": len(before) - before.rfind("\n") - 1}
        found = self.ask(method, textDocument={"uri": uri}, position=place, **more)
        self._tell("textDocument/didClose", textDocument={"uri": uri})
        return found

    def ask(self, method: str, **params: Any) -> Any:
        """Send a request, and answer what the server asks until its answer comes."""
        self._number += 1
        asked = self._number
        self._send({"id": asked, "method": method, "params": params} if params else {"id": asked, "method": method})
        while True:
            message = self._receive()
            if "method" in message:
                if "id" in message:
                    self._send({"id": message["id"], "result": self._settled(message)})
            elif message.get("id") == asked:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]

    def _settled(self, message: Mapping[str, Any]) -> Any:
        """The editor's settings, where it is asked for them."""
        if message["method"] != "workspace/configuration":
            return None
        settings = {"python": {"pythonPath": sys.executable}}
        return [settings.get(item.get("section")) for item in message["params"]["items"]]

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params} if params else {"method": method})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message
