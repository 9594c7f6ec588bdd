"""What is handed out: what is in the wheel and the sdist, and that the same source always gives the same bytes."""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
import tomllib
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
from markdown_it import MarkdownIt

import modelwire
from tests.distributions import ROOT, build, install

PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
VERSION: Final = modelwire.__version__
PLACES: Final[dict[str, str]] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["sources"]
PACKAGES: Final = ("modelwire", "modelwire_codegen", "modelwire_runtime")
KINDS: Final = {".py", ".pyi", ".typed", ".jinja", ".json", ".yaml", ".toml"}
"""What files of packages may be."""


def in_the_project() -> set[str]:
    """The files that git knows, or would take up; in an unpacked sdist, those that came with it."""
    if (ROOT / "PKG-INFO").exists():
        pytest.skip("an unpacked sdist has no list of the project's files")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return {name for name in listed if (ROOT / name).exists()}


def _name(requirement: str) -> str:
    return re.split(r"[<>=]", requirement)[0].replace("_", "-")


@dataclass(frozen=True)
class Distributions:
    """A wheel and an sdist, and those built from that sdist, elsewhere and with all dates and permissions changed."""

    wheel: Path
    sdist: Path
    again: list[Path]

    def metadata(self) -> Message:
        """What an installer reads."""
        with ZipFile(self.wheel) as wheel:
            return message_from_bytes(wheel.read(f"modelwire-{VERSION}.dist-info/METADATA"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    wheel, sdist = build(ROOT, tmp_path_factory.mktemp("built"), "wheel", "sdist")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with tarfile.open(sdist) as archive:
        archive.extractall(elsewhere, filter="data")
    [source] = elsewhere.iterdir()
    for path in source.rglob("*"):
        if path.is_file():
            path.chmod(path.stat().st_mode & 0o100 | 0o600)
        os.utime(path, (1_000_000_000, 1_000_000_000))
    before = os.umask(0o077)
    try:
        again = build(source, tmp_path_factory.mktemp("again"), "wheel", "sdist")
    finally:
        os.umask(before)
    return Distributions(wheel, sdist, again)


def test_the_same_source_gives_the_same_bytes(built: Distributions) -> None:
    assert [path.name for path in built.again] == [built.wheel.name, built.sdist.name]
    assert [path.read_bytes() for path in built.again] == [built.wheel.read_bytes(), built.sdist.read_bytes()]


def test_the_wheel_holds_the_packages_and_nothing_else(built: Distributions) -> None:
    expected = {
        place + name.removeprefix(source)
        for name in in_the_project()
        for source, place in PLACES.items()
        if name.startswith(f"{source}/")
    }
    about = {f"modelwire-{VERSION}.dist-info/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")}
    with ZipFile(built.wheel) as wheel:
        assert set(wheel.namelist()) == expected | about | {f"modelwire-{VERSION}.dist-info/licenses/LICENSE"}


def test_the_wheel_holds_what_its_packages_read(built: Distributions) -> None:
    with ZipFile(built.wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names >= {f"{package}/py.typed" for package in PACKAGES}
    assert names >= {
        f"modelwire_codegen/{folder}/{path.name}"
        for folder in ("specs", "templates")
        for path in (ROOT / folder).iterdir()
    }
    assert {Path(name).suffix for name in names} <= KINDS


def test_no_place_or_key_of_a_machine_is_in_the_wheel(built: Distributions) -> None:
    place = re.compile(rb"(?<![\w.<{/])/(?:home|root|Users|work|tmp)/\w|\bsk-[A-Za-z0-9]{20,}|" + bytes(ROOT))
    with ZipFile(built.wheel) as wheel:
        found = {name: place.findall(wheel.read(name)) for name in wheel.namelist()}
    assert {name: places for name, places in found.items() if places} == {}


def test_the_sdist_holds_the_project_and_nothing_else(built: Distributions) -> None:
    with tarfile.open(built.sdist) as archive:
        members = archive.getmembers()
    top = f"modelwire-{VERSION}/"
    assert {member.name for member in members} == {top + name for name in in_the_project() | {"PKG-INFO"}}
    assert all(member.isfile() and member.uid == member.gid == 0 for member in members)
    assert {member.name.removeprefix(top) for member in members if member.mode & 0o100} == {".ci/run"}


def test_the_metadata_says_what_the_project_says(built: Distributions) -> None:
    told, project = built.metadata(), PROJECT["project"]
    assert (told["Name"], told["Version"], told["Summary"]) == ("modelwire", VERSION, project["description"])
    assert told["Requires-Python"] == project["requires-python"]
    assert set(told.get_all("Provides-Extra") or ()) == set(project["optional-dependencies"])
    assert (told["License-Expression"], told["License-File"]) == ("Apache-2.0", "LICENSE")
    needed = {one.partition(";")[0].strip() for one in told.get_all("Requires-Dist") or () if "extra ==" not in one}
    assert {_name(one) for one in needed} == {_name(one) for one in project["dependencies"]}


def test_the_metadata_carries_the_readme(built: Distributions) -> None:
    told = built.metadata()
    assert told["Description-Content-Type"] == "text/markdown"
    shown = MarkdownIt("commonmark").render(str(told.get_payload()))
    assert shown.startswith("<h1>modelwire</h1>")


def test_the_installed_wheel_works(built: Distributions, tmp_path: Path) -> None:
    """Imported without a warning; the version is everywhere the same; the command is there."""
    python = install(built.wheel, tmp_path / "environment")

    def printed(*command: str | Path) -> str:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()

    assert printed(python, "-W", "error", "-c", "import modelwire; print(modelwire.__version__)") == VERSION
    assert printed(python.with_name("modelwire"), "--version") == f"modelwire {VERSION}"
    assert printed(python, "-m", "modelwire", "--version") == f"modelwire {VERSION}"
    everything = "import modelwire; print(all(getattr(modelwire, name) for name in modelwire.__all__))"
    assert printed(python, "-W", "error", "-c", everything) == "True"


def test_the_version_is_no_name_of_ours() -> None:
    assert "__version__" not in modelwire.__all__


def test_the_changelog_has_a_section_for_what_comes_or_for_this_version() -> None:
    """The section of a release bears its date; `.github/workflows/release.yml` wants one for the version of the tag."""
    sections = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert sections[0] == "[Unreleased]"
    released = [
        re.fullmatch(r"\[(\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?)\] - \d{4}-\d\d-\d\d", title) for title in sections[1:]
    ]
    assert all(released), f"not of the form [1.2.3] - 2026-01-31: {sections}"
    assert not released or VERSION in {match[1] for match in released if match}, f"no section for {VERSION}"
