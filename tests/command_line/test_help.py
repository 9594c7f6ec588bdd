"""``--help``, what completes commands in a shell, and what an installation without the extra says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from modelwire import ProviderType
from modelwire_runtime.command_line.application import app
from modelwire_runtime.version import __version__
from tests.command_line.conftest import Command, in_a_process

ROOT = Path(__file__).parents[2]


def commands(group: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Every command by its words, groups as well."""
    found: dict[tuple[str, ...], Any] = {path: group}
    for name, inner in getattr(group, "commands", {}).items():
        found |= commands(inner, (*path, name))
    return found


COMMANDS = commands(get_command(app))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_is_explained(path: tuple[str, ...], command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = command(*path, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: {' '.join(('modelwire', *path))} ")
    assert max(map(len, done.out.splitlines())) <= 80
    shown = " ".join(done.out.split())
    for parameter in COMMANDS[path].params:
        told: str = parameter.help or ""
        assert told.endswith(".") and told[:40] in shown, parameter.name
        assert parameter.param_type_name == "argument" or set(parameter.opts) <= set(done.out.replace(",", " ").split())


def test_commands_are_told_in_a_line_each(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = command()
    assert done.code == 2 and "..." not in done.out.partition("Commands:")[2]
    assert "Exit codes: 0 all is well; 1 it failed;" in " ".join(done.out.split())
    assert {*COMMANDS} >= {("chat",), ("cost",), ("doctor",), ("models",), ("providers",)}
    for path in COMMANDS:
        assert len(path) != 1 or f"  {path[0]} " in done.out


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("chatt",), "no such command 'chatt'. Did you mean 'chat'? see modelwire --help"),
        (("models", "-c", "visions"), "invalid value for '--capability' / '-c': 'visions' is not one of 'chat', "),
        (("cost",), "missing argument 'MODEL'; see modelwire cost --help"),
        (("cost", "a/b", "-i", "-5"), "invalid value for '--input' / '-i': "),
        (("--frobnicate",), "no such option: --frobnicate; see modelwire --help"),
    ],
)
def test_a_wrong_command_is_told_in_one_line(arguments: tuple[str, ...], what: str, command: Command) -> None:
    done = command(*arguments)
    assert (done.code, done.complaint[: len(what)]) == (2, what)


def test_the_version(command: Command) -> None:
    assert command("--version") == (0, f"modelwire {__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("modelwire do", ["doctor"]),
        ("modelwire models -p open", ["openai", "openai_compatible", "openrouter"]),
        ("modelwire chat -m opena", ["openai/", "openai_compatible/"]),
        ("modelwire chat -m openai/gpt-5.4-m", ["openai/gpt-5.4-mini"]),
        ("modelwire chat -p openai -m gpt-5.4-m", ["gpt-5.4-mini"]),
        ("modelwire models -c vis", ["vision"]),
    ],
)
def test_a_shell_completes_names(words: str, wanted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_MODELWIRE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    with in_a_process() as process:
        out, err = process.communicate()
    assert err == "" and out.split() == wanted
    assert {*wanted} <= {*ProviderType, *out.split()}


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_the_extra_it_says_what_to_install(missing: str, tmp_path: Path) -> None:
    """As in an environment that lacks the package."""
    (tmp_path / "sitecustomize.py").write_text(f"import sys\nsys.modules[{missing!r}] = None\n")
    folders = [tmp_path, *(ROOT / folder for folder in ("generated", "runtime"))]
    done = subprocess.run(
        [sys.executable, "-m", "modelwire", "doctor"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "modelwire: the command line needs typer and rich: pip install 'modelwire[cli]'\n"
