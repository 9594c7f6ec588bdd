"""YAML without its surprises, and files that are no specs."""

from decimal import Decimal
from pathlib import Path

import pytest

from modelwire_codegen.load import load

from .project import Project

BROKEN = {
    "repeated key": (b"a: 1\nb:\n  429: x\n  '429': y\n", "4: '429' is given twice, first in line 3: delete one"),
    "bad syntax": (b"a: [1, 2\nb: {", "2: is not YAML: while parsing a flow sequence did not find expected"),
    "tab": (b"a:\n\t- b", "2: is not YAML: while scanning for the next token found character that cannot start"),
    "empty": (b"# nothing\n", " is empty; begin with `id:`"),
    "list": (b"- a\n", "1: must be a mapping, with keys such as `id:`"),
    "text": (b"acme\n", "1: must be a mapping, with keys such as `id:`"),
    "two documents": (b"a: 1\n---\nb: 2\n", "2: a second document begins: one file is one provider"),
    "not UTF-8": (b"a: 1\nb: \xe9\n", "2: is not UTF-8; save it in that encoding"),
    "UTF-16": ("a: 1\n".encode("utf-16"), "1: is not UTF-8; save it in that encoding"),
    "control character": (b"a: 1\nb: \x07\n", "2: holds a character that YAML does not allow"),
    "surrogate": (b'a: "\\ud800"\n', "1: is not YAML: while parsing a quoted scalar found invalid Unicode"),
    "tag": (b"a: !!python/name:os.system\n", "1: the tag tag:yaml.org,2002:python/name:os.system means nothing"),
    "own tag": (b"a: 1\nb: !secret x\n", "2: the tag !secret means nothing in a spec: leave it out"),
    "merge": (b"a: &a {x: 1}\nb:\n  <<: *a\n", "3: merging by `<<` is not for specs: write the keys out"),
    "list as a key": (b"? [a]\n: b\n", "1: a list, a mapping or an alias cannot be a key"),
    "unknown alias": (b"a: *b\n", "1: *b stands before or inside of &b"),
    "endless alias": (b"a: &a [*a]\n", "1: *a stands before or inside of &a"),
    "deep": (b"a: " + b"[" * 100_000, " is nested too deeply"),
    "bomb": (
        b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 30)),
        "5: aliases make this file too large",
    ),
}


@pytest.mark.parametrize(("content", "problem"), BROKEN.values(), ids=BROKEN.keys())
def test_one_clear_line(content: bytes, problem: str, project: Project) -> None:
    (project.specs / "acme.yaml").write_bytes(content)
    status, lines = project.run()
    assert status == 1
    assert any(line.startswith(f"specs/acme.yaml:{problem}") for line in lines)
    assert not any("Traceback" in line for line in lines)
    assert not project.out.exists()


def read(folder: Path, text: str) -> object:
    (folder / "x.yaml").write_text(text)
    (document,), problems = load(folder)
    assert not problems
    return document.root.value["a"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2.00", Decimal("2.00")),
        ("1_047_576", 1_047_576),
        ("-1", -1),
        ("1e-3", Decimal("0.001")),
        (".5", Decimal("0.5")),
        ("010", "010"),
        ("0x10", "0x10"),
        ("01:00", "01:00"),
        ("2026-11-23", "2026-11-23"),
        ("1.2.3", "1.2.3"),
        ("no", "no"),
        ("On", "On"),
        ("true", True),
        ("'true'", "true"),
        ('"1"', "1"),
        ("~", None),
        ("", None),
        (".inf", ".inf"),
        ("=", "="),
        ("9" * 5000, "9" * 5000),
        ("{429: x}", {429: "x"}),
        ("|\n  1\n", "1\n"),
    ],
)
def test_reads_what_is_written(written: str, value: object, tmp_path: Path) -> None:
    result = read(tmp_path, f"a: {written}")
    assert result == value
    assert type(result) is type(value)
    assert str(result) == str(value)  # 2.00 is not 2.0


def test_aliases_stand_for_what_they_name(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a:\n  - &one\n    b: 1\nc: *one\n")
    (document,), problems = load(tmp_path)
    assert not problems
    assert document.root.value == {"a": [{"b": 1}], "c": {"b": 1}}
    assert document.lines["c", "b"] == 3


def test_no_folder_of_specs(project: Project) -> None:
    missing = project.folder / "missing"
    assert project.run("--specs", str(missing)) == (
        1,
        [f"{missing}: cannot read the folder of specs (No such file or directory)"],
    )


def test_no_specs(project: Project) -> None:
    (project.specs / "acme.yaml").unlink()
    assert project.run() == (1, [f"{project.specs}: there is no spec (*.yaml) in this folder"])


def test_other_suffix(project: Project) -> None:
    (project.specs / "acme.yaml").rename(project.specs / "acme.yml")
    assert project.run() == (1, ["specs/acme.yml: would be overlooked: name it acme.yaml"])


def test_a_folder_called_like_a_spec(project: Project) -> None:
    (project.specs / "zenith.yaml").mkdir()
    assert project.run() == (1, ["specs/zenith.yaml: cannot be read (Is a directory)"])


def test_editors_leftovers_are_no_specs(project: Project) -> None:
    (project.specs / ".#acme.yaml").symlink_to("nobody@nowhere")
    (project.specs / "acme.yaml~").write_text("[")
    project.generate()
