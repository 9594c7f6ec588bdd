"""The code of private-providers.md, run from an installed wheel, far from the project."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from modelwire import (
    Client,
    ContextLengthExceededError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    QuotaExceededError,
    Retry,
    load_provider,
)
from tests.distributions import ROOT, build, install
from tests.documents.vendors import Vendors
from tests.generated.loopback import Loopback

TEXT: Final = (ROOT / "docs/private-providers.md").read_text("utf-8")
BLOCKS: Final = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
[SPEC] = (code for kind, code in BLOCKS if kind == "yaml")
[INSTALL, SCHEMA, WRITE, CHECK] = (code.strip() for kind, code in BLOCKS if kind == "sh")
[LOADED, PACKAGED] = (code for kind, code in BLOCKS if kind == "python")
[TOLD] = (code for kind, code in BLOCKS if kind == "text")
LOAD: Final = "from modelwire import *\ntry: load_provider('gateway.yaml')\nexcept ProviderError as e: print(e.message)"


@dataclass(frozen=True)
class Place:
    """A folder of a user's who has installed the wheel, and the gateway that he talks to."""

    folder: Path
    python: Path
    vendors: Vendors

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Python with these arguments."""
        known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        environment = known | {"CORP_GATEWAY_URL": f"{self.vendors.url}/v1", "CORP_GATEWAY_KEY": "sk-of-a-test"}
        return subprocess.run(
            [self.python, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def command(self, line: str) -> subprocess.CompletedProcess[str]:
        """A command line of the document."""
        program, *arguments = shlex.split(line)
        assert program == "python"
        return self.run(*arguments)

    def printed(self, code: str) -> list[str]:
        """The lines that a program prints, which must end well."""
        done = self.run("-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that has the wheel and what that needs; the project itself is out of its reach."""
    [wheel] = build(ROOT, tmp_path_factory.mktemp("built"), "wheel")
    return install(wheel, tmp_path_factory.mktemp("environment"))


@pytest.fixture
def place(python: Path, tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "gateway.yaml").write_text(SPEC)
    with Vendors() as vendors:
        yield Place(tmp_path, python, vendors)


def test_the_project_is_out_of_reach(place: Place) -> None:
    names = ("modelwire", "modelwire_codegen", "modelwire_runtime")
    found = place.printed(f"import {', '.join(names)}\nfor one in {', '.join(names)}: print(one.__file__)")
    assert len(found) == 3
    assert all(path.startswith(str(place.python.parents[1])) for path in found)


def test_the_schema_is_there(place: Place) -> None:
    done = place.command(SCHEMA)
    assert json.loads(Path(done.stdout.strip()).read_text())["title"] == "Provider"


def test_a_provider_is_loaded(place: Place) -> None:
    [printed] = place.printed(LOADED)
    assert printed.startswith("Hello there! 0.00003936 EUR [Adjustment(parameter='temperature', action='clamped', ")
    [asked] = place.vendors.asked
    assert asked.path == "/v1/chat/completions"
    assert (asked.headers["x-gateway-key"], asked.headers["x-corp-team"]) == ("sk-of-a-test", "search")
    assert asked.body["temperature"] == 1


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (400, {"code": "budget_spent", "message": "none left"}, QuotaExceededError),
        (500, {"code": "model_asleep", "message": "zzz"}, OverloadedError),
        (400, {"message": "prompt of 130000 tokens is over 128000"}, ContextLengthExceededError),
        (403, {"message": "not your team's"}, PermissionDeniedError),
    ],
)
def test_the_gateway_s_own_errors(status: int, error: object, expected: type[ProviderError], tmp_path: Path) -> None:
    (tmp_path / "gateway.yaml").write_text(SPEC)
    with Loopback() as server:
        server.lay({"error": error}, status=status)
        provider = load_provider(tmp_path / "gateway.yaml")(api_key="k", team="search", base_url=server.url)
        with Client(provider, retry=Retry(attempts=1)) as client, pytest.raises(expected) as caught:
            client.chat_completion(model="house", messages=[{"role": "user", "content": "Hello!"}])
    assert caught.value.provider == "corp_gateway"
    assert caught.value.retryable == (expected is OverloadedError)


def test_a_package_is_written_and_used(place: Place) -> None:
    missing = place.command(CHECK)
    assert missing.returncode == 1
    assert missing.stderr.endswith(f"corp_llm/ is not what the specs say: run `{WRITE}`\n")
    for command in (WRITE, CHECK):
        assert place.command(command).stderr == ""
    assert place.printed(PACKAGED) == ["Hello there! 0.00003936 EUR 128000", "2", "Hello there!"]
    chat, embedding, stream = place.vendors.asked
    assert chat.headers["x-gateway-key"] == "sk-of-mine"
    assert chat.body["priority"] == "batch"
    assert embedding.path == "/v1/embeddings"
    assert stream.body["stream"] is True


def test_types(place: Place) -> None:
    """Both ways are clean under strict checkers; with the package they know settings, options and abilities."""
    assert place.command(WRITE).returncode == 0
    wrong = [
        "CorpGatewayProvider(team='search', zone='moon')",
        "CorpGatewayProvider(taem='search')",
        "CorpGatewayOptions(priority='soon')",
        "Client(CorpGatewayProvider(team='search')).list_models()",
    ]
    sources = {"loaded.py": LOADED, "packaged.py": PACKAGED, "wrong.py": "\n".join([PACKAGED, *wrong, ""])}
    for name, text in sources.items():
        (place.folder / name).write_text(text)
    first = PACKAGED.count("\n") + 2
    expected = {("wrong.py", str(first + index)) for index in range(len(wrong))}
    (place.folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    mypy = ["mypy", "--strict", "--no-incremental", "--python-executable", str(place.python)]
    for checker in (mypy, ["pyright", "--pythonpath", str(place.python)]):
        command = [sys.executable, "-m", *checker, "corp_llm", *sources]
        done = subprocess.run(command, cwd=place.folder, capture_output=True, text=True, check=False)
        assert set(re.findall(r"(\w+\.py):(\d+).*? error:", done.stdout)) == expected, done.stdout + done.stderr


def test_what_is_said_of_a_wrong_spec(place: Place) -> None:
    """By the command and by ``load_provider``, and as in the document."""
    spoilt = SPEC.replace("  team:\n", "  models:\n").replace("openai_compatible # its", "openai_compatibel # its")
    (place.folder / "gateway.yaml").write_text(spoilt)
    assert place.command(WRITE).stderr == TOLD
    assert "\n".join([*place.printed(LOAD), ""]) == TOLD


@pytest.mark.parametrize("needed", ["jinja2", "jsonschema", "yaml"])
def test_without_the_extra(needed: str, place: Place) -> None:
    told = f"needs {needed}, which comes with an extra: {INSTALL}"
    hidden = f"import sys\nsys.modules[{needed!r}] = None\n"
    assert place.printed(hidden + LOAD) == [f"load_provider {told}"]
    done = place.run("-c", f"{hidden}import runpy\nrunpy.run_module('modelwire_codegen', run_name='__main__')")
    assert (done.returncode, done.stderr) == (1, f"the generator {told}\n")
