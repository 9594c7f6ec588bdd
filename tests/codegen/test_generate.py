"""The command: where it looks, and that its output depends on specs and templates only."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from .project import GOLDEN, ROOT, Project

RUFF = """line-length = 40
[format]
quote-style = "single"
"""


def run(*arguments: str, cwd: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """The command as a user starts it."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "codegen")} | env
    return subprocess.run(
        [sys.executable, "-m", "modelwire_codegen", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of the parts of the project that the command reads."""
    for folder in ("specs", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / "copy" / folder)
    return tmp_path / "copy"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The same with the fictional provider's spec alone, which is generated in no time."""
    shutil.copytree(GOLDEN / "specs", tmp_path / "copy/specs")
    shutil.copy(ROOT / "specs/provider.schema.json", tmp_path / "copy/specs")
    shutil.copytree(ROOT / "templates", tmp_path / "copy/templates")
    return tmp_path / "copy"


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_depends_on_nothing_but_specs_and_templates(whole: Path, tmp_path: Path) -> None:
    """Not on the folder, the hash seed, the clock, the language or the user's own settings."""
    assert run("--docs", "docs", cwd=whole, PYTHONHASHSEED="1").stderr == ""
    first = content(whole / "generated"), content(whole / "docs")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "ruff.toml").write_text(RUFF)
    done = run(
        "--specs",
        str(whole / "specs"),
        "--templates",
        str(whole / "templates"),
        "--out",
        "generated",
        "--docs",
        "docs",
        cwd=elsewhere,
        PYTHONHASHSEED="2",
        LC_ALL="C",
        PYTHONUTF8="0",
        TMPDIR=str(elsewhere),
        RUFF_CONFIG=str(elsewhere / "ruff.toml"),
        RUFF_OUTPUT_FORMAT="json",
    )
    assert done.stderr == ""
    assert (content(elsewhere / "generated"), content(elsewhere / "docs")) == first
    assert {path.name for path in elsewhere.iterdir()} == {"ruff.toml", "generated", "docs"}


def test_works_from_a_folder_below(copy: Path) -> None:
    assert run(cwd=copy / "templates").returncode == 0
    assert (copy / "generated/modelwire/__init__.py").exists()
    assert not (copy / "templates/generated").exists()


def test_names_the_short_command_where_it_is_right(copy: Path) -> None:
    done = run("--check", "--docs", "docs", cwd=copy)
    assert done.returncode == 1
    assert done.stderr.endswith("generated/ and docs/ are not what the specs say: run `make generate`\n")
    done = run("--check", "--docs", "other", cwd=copy)
    assert done.stderr.endswith("run `python -m modelwire_codegen --docs other`\n")


def test_an_edited_template_shows(copy: Path) -> None:
    template = copy / "templates/any_provider.py.jinja"
    template.write_text(template.read_text().replace("The closed set", "The whole set"))
    assert run(cwd=copy).returncode == 0
    assert "The whole set" in (copy / "generated/modelwire/any_provider.py").read_text()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("providers", "{{ guide.hedaer }}\n", ":1: UndefinedError: "),
        ("providers", "\n\n{{ guide.providers }}\n", ":3: TemplateRuntimeError: (ProviderGuide("),
        ("provider", "{{ provider.nmae }}\n", ":1: UndefinedError: "),
    ],
)
def test_a_broken_template_of_a_document(name: str, text: str, said: str, copy: Path) -> None:
    (copy / f"templates/{name}.md.jinja").write_text(text)
    done = run("--docs", "docs", cwd=copy)
    assert done.returncode == 1
    assert f"{name}.md.jinja{said}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (copy / "generated").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ provider.nmae }}\n", "provider.py.jinja:1: UndefinedError: "),
        ("\n\n{{ provider }}\n", "provider.py.jinja:3: TemplateRuntimeError: ProviderView("),
        ("x\n{% for %}\n", "TemplateSyntaxError"),
        ("def :\n", "ruff check: "),
    ],
)
def test_a_broken_template(text: str, said: str, copy: Path) -> None:
    (copy / "templates/provider.py.jinja").write_text(text)
    done = run(cwd=copy)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (copy / "generated").exists()


def test_no_templates(project: Project) -> None:
    status, lines = project.run("--templates", str(project.folder / "missing"))
    assert status == 1
    assert len(lines) == 1
    assert lines[0].startswith(f"{project.folder / 'missing'}: TemplateNotFound: 'provider.py.jinja'")


def test_no_schema_among_the_specs(project: Project) -> None:
    """Private specs need not bring the schema along."""
    (project.specs / "provider.schema.json").unlink()
    project.generate()


def test_works_from_an_installed_wheel(tmp_path: Path) -> None:
    """There the templates and the specs lie beside the modules."""
    installed = tmp_path / "site/modelwire_codegen"
    shutil.copytree(ROOT / "codegen/modelwire_codegen", installed)
    shutil.copytree(ROOT / "templates", installed / "templates")
    shutil.copytree(ROOT / "specs", installed / "specs")
    private = tmp_path / "private"
    private.mkdir()
    shutil.copy(GOLDEN / "specs/acme.yaml", private)
    done = run("--specs", "private", "--out", "out", "--docs", "docs", cwd=tmp_path, PYTHONPATH=str(installed.parent))
    assert done.stderr == ""
    assert "# Acme AI\n" in (tmp_path / "docs/providers/acme.md").read_text()
    assert "AcmeAIProvider" in (tmp_path / "out/modelwire/__init__.py").read_text()


def test_what_is_committed_is_current() -> None:
    options = "--docs docs --evidence tests/features/evidence.json --example tests/codegen/golden/specs/acme.yaml"
    done = run("--check", *options.split(), cwd=ROOT)
    assert done.stderr == ""
    assert done.returncode == 0


def test_ruff_is_pinned_once() -> None:
    """Its version is an input of the generated text: what formats must be what is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    pinned = [need for need in project["project"]["optional-dependencies"]["codegen"] if need.startswith("ruff")]
    config = tomllib.loads((ROOT / "codegen/modelwire_codegen/layout.toml").read_text())
    assert pinned == [f"ruff{config['required-version']}"]
