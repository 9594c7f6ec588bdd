"""The console sessions of the documents, typed into a shell as they stand; what is printed must be what is shown.

``...`` stands for whatever is there, within a line or for some lines; times and the width of columns are not compared.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents.vendors import Vendors

ROOT = Path(__file__).parents[2]
TEXTS = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
SESSIONS = [name for name, text in TEXTS.items() if "```console\n" in text]
FILLED_IN = re.compile(r"<!-- (\S+) is filled in -->\s*\Z")
MARK = "--- the next command ---"


def sessions(text: str) -> list[tuple[str | None, list[tuple[str, str]]]]:
    """Each block of a document: the spec that is filled in before it, and its commands with what they print."""
    found: list[tuple[str | None, list[tuple[str, str]]]] = []
    for block in re.finditer(r"```console\n(.*?)```", text, re.DOTALL):
        before = FILLED_IN.search(text[: block.start()])
        commands = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block[1], re.MULTILINE)
        found.append((before[1] if before else None, commands))
    return found


def as_pattern(shown: str) -> str:
    """What a printed text must match, its runs of spaces made one."""
    return "".join("(?:.*\n)*?" if line == "..." else f"{_line(line)}\n" for line in narrow(shown).splitlines())


def _line(shown: str) -> str:
    pattern = re.escape(shown).replace(r"\.\.\.", ".*")
    pattern = re.sub(r"[0-9]+\\\.[0-9]\\ s$", r"[0-9]+\\.[0-9]\\ s", pattern)  # how long an answer took
    return re.sub(r"(\\ ok\\ )[0-9]+", r"\1[0-9]+", pattern)  # and a check


def narrow(text: str) -> str:
    """The text without the width of its columns, which depends on numbers that differ."""
    return re.sub(" {2,}", " ", text)


def fill_in(spec: Path) -> None:
    text = re.sub(r'docs: "TODO:.*"', "docs: https://llm.example.com", spec.read_text())
    spec.write_text(re.sub(r'source: "TODO:.*"', "source: me", re.sub('"TODO: the day.*"', "2026-11-27", text)))


@pytest.mark.parametrize("name", SESSIONS)
def test_a_console_shows_what_is_printed(name: str, tmp_path: Path) -> None:
    program = tmp_path / "bin/modelwire"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m modelwire "$@"\n')
    program.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    folders = os.pathsep.join(str(ROOT / folder) for folder in ("generated", "runtime", "codegen"))
    with Vendors() as vendors:
        environment = {
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": folders,
            "OPENAI_API_KEY": "sk-of-a-test",
            "OPENAI_BASE_URL": f"{vendors.url}/openai/v1",
            "ANTHROPIC_API_KEY": "sk-of-a-test",
            "ANTHROPIC_BASE_URL": f"{vendors.url}/anthropic",
            "GATEWAY": f"{vendors.url}/gateway/v1",
        }
        with subprocess.Popen(
            ["bash"],
            cwd=home,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as shell:
            assert shell.stdin and shell.stdout
            for spec, commands in sessions(TEXTS[name]):
                if spec:
                    fill_in(home / spec)
                for command, shown in commands:
                    shell.stdin.write(f"{{ {command}\n}} </dev/null\necho '{MARK}'\n")
                    shell.stdin.flush()
                    printed = ""
                    while MARK not in (line := shell.stdout.readline()):
                        assert line, f"the shell ended at: {command}"
                        printed += line
                    assert re.fullmatch(as_pattern(shown), narrow(printed)), f"{command}\n{printed}\nis not\n{shown}"
            shell.stdin.close()
