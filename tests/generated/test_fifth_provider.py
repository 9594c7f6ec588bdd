"""A provider more costs one file: tried on a copy of the tree, down to a chat over a socket."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.generated.loopback import Loopback

ROOT: Final = Path(__file__).parents[2]
COPIED: Final = ("codegen", "generated", "runtime", "specs", "templates")
SPEC: Final = """\
# yaml-language-server: $schema=provider.schema.json
id: nimbus_five
name: Nimbus Five
class: NimbusFiveProvider
aliases: [nimbus]
docs: https://docs.nimbus.example
source: https://docs.nimbus.example
checked: 2026-11-23

lifecycle:
  status: active

base_url:
  url: https://{zone}.nimbus.example/v1
  env: [NIMBUS_BASE_URL]

auth:
  - scheme: header
    header: x-nimbus-key
    setting: api_key
    env: [NIMBUS_API_KEY, NIMBUS_KEY]

settings:
  zone:
    doc: Zone of the sky.
    default: stratus

capabilities: [chat, streaming]

endpoints:
  chat:
    protocol: openai-chat
    path: /chat
    content: {image: [data], audio: [], file: [], tool_result: [text]}
    parameters:
      sent: [max_tokens, temperature, stop]
      unsupported: [top_p, top_k, seed, n, presence_penalty, frequency_penalty, logit_bias, logprobs, top_logprobs,
        response_format, reasoning_effort, verbosity, tools, tool_choice, parallel_tool_calls, modalities, audio,
        prediction, web_search_options, user, safety_identifier, prompt_cache_key, metadata, store, service_tier]
      renamed:
        max_tokens: longest
      limits:
        temperature: {min: 0, max: 1, policy: clamp}
    stream_usage: false

errors:
  source: https://docs.nimbus.example/errors
  checked: 2026-11-23
  codes:
    rained_out: quota-exceeded

catalog:
  source: https://docs.nimbus.example/prices
  checked: 2026-11-23
  currency: USD
  unit: million-tokens
  models:
    - id: cumulus-1
      context: 8192
      price: {input: 2.00, output: 8.00}
"""

CHAT: Final = """\
import json, sys
from modelwire import Client, NimbusFiveProvider, ProviderType, QuotaExceededError, RateLimitError, create_provider

address = sys.argv[1]
provider = create_provider("nimbus", base_url=address)
assert type(provider) is NimbusFiveProvider and provider.type is ProviderType.NIMBUS_FIVE
with Client(provider) as client:
    reply = client.chat_completion(
        model="cumulus-1", messages=[{"role": "user", "content": "Hello!"}], max_tokens=5, temperature=1.5
    )
print(json.dumps([reply.text, str(reply.cost.total), [note.parameter for note in reply.adjustments]]))
"""

FORGETFUL: Final = """\
from typing import assert_never

from modelwire import Provider, {classes}


def name(provider: Provider) -> str:
    match provider:
        case {patterns}:
            return provider.name
        case _:
            assert_never(provider)
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, bytes]]]:
    """The copy with a fifth spec, generated anew; and what it held before."""
    tree = tmp_path_factory.mktemp("tree")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__", ".ruff_cache"))
    before = contents(tree)
    (tree / "specs/nimbus_five.yaml").write_text(SPEC, encoding="utf-8")
    made = run(tree, "-m", "modelwire_codegen")
    assert made.returncode == 0, made.stderr
    yield tree, before


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(str(tree / folder) for folder in ("codegen", "generated", "runtime"))
    known = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    environment = {**known, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "NIMBUS_KEY": "k-5"}
    return subprocess.run(
        [sys.executable, *command], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )


def contents(tree: Path) -> dict[str, bytes]:
    """Every file of the tree, but for what tools leave behind."""
    files = (path for path in tree.rglob("*") if path.is_file())
    told = {path.relative_to(tree).as_posix(): path.read_bytes() for path in files}
    return {name: data for name, data in told.items() if "__pycache__" not in name and "_cache/" not in name}


def test_only_generated_files_changed(copied: tuple[Path, dict[str, bytes]]) -> None:
    """The provider's own are new, and of the others only those that list the providers."""
    tree, before = copied
    after = contents(tree)
    assert before.keys() - after.keys() == set()
    assert after.keys() - before.keys() == {
        "specs/nimbus_five.yaml",
        "generated/modelwire/nimbus_five.py",
        "generated/modelwire/catalogues/nimbus_five.py",
        "generated/modelwire/model_names/nimbus_five.py",
    }
    changed = {name for name in before if before[name] != after[name]}
    listing = {"__init__.py", "any_provider.py", "async_client.py", "client.py", "completion_models.py", "dispatch.py"}
    assert changed == {f"generated/modelwire/{name}" for name in listing}
    assert run(tree, "-m", "modelwire_codegen", "--check").returncode == 0


def test_the_fifth_provider_chats(copied: tuple[Path, dict[str, bytes]]) -> None:
    tree, _ = copied
    with Loopback() as server:
        server.lay(
            {
                "id": "c",
                "model": "cumulus-1",
                "choices": [{"index": 0, "message": {"content": "drizzle"}, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 1_000, "completion_tokens": 500, "total_tokens": 1_500},
            }
        )
        chatted = run(tree, "-c", CHAT, f"{server.url}/v1")
        assert chatted.returncode == 0, chatted.stderr
        [seen] = server.seen
    assert json.loads(chatted.stdout) == ["drizzle", "0.006", ["temperature"]]
    assert (seen.method, seen.path, seen.headers["x-nimbus-key"]) == ("POST", "/v1/chat", "k-5")
    assert seen.json == {
        "model": "cumulus-1",
        "messages": [{"role": "user", "content": "Hello!"}],
        "longest": 5,
        "temperature": 1,
    }


def test_a_match_that_forgets_it_is_a_type_error(copied: tuple[Path, dict[str, bytes]]) -> None:
    """Complete with the new class, an error that names it without."""
    tree, before = copied
    ids = sorted(Path(name).stem for name in before if name.startswith("specs/") and name.endswith(".yaml"))
    old = [class_name(tree, id) for id in ids]
    for file, classes in {"forgets.py": old, "complete.py": [*old, "NimbusFiveProvider"]}.items():
        patterns = " | ".join(f"{name}()" for name in classes)
        text = FORGETFUL.format(classes=", ".join(classes), patterns=patterns)
        (tree / file).write_text(text, encoding="utf-8")
    (tree / "mypy.ini").write_text("[mypy]\nstrict = true\nfollow_imports = silent\n", encoding="utf-8")
    checked = run(tree, "-m", "mypy", "--config-file", "mypy.ini", "forgets.py", "complete.py")
    errors = [line for line in checked.stdout.splitlines() if ": error: " in line]
    assert len(errors) == 1, checked.stdout + checked.stderr
    assert errors[0].startswith("forgets.py:11: error: ")
    assert "NimbusFiveProvider" in errors[0]


def class_name(tree: Path, id: str) -> str:
    lines = (tree / f"specs/{id}.yaml").read_text(encoding="utf-8").splitlines()
    return next(line.partition(": ")[2] for line in lines if line.startswith("class: "))
