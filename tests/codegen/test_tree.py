"""What is written, what is compared, and what is left alone."""

from pathlib import Path, PurePosixPath

import pytest

from modelwire_codegen.command import main
from modelwire_codegen.tree import Output, TreeError, difference, write

from .project import Project


def check(project: Project) -> list[str]:
    """What ``--check`` prints, which must fail and change nothing."""
    before = project.content()
    status, lines = project.run("--check")
    assert status == 1
    assert project.content() == before
    return lines


def mend(project: Project) -> str:
    command = f"python -m modelwire_codegen --specs {project.specs} --out {project.out} --docs {project.docs}"
    return f"generated/ is not what the specs say: run `{command}`"


def test_current(project: Project) -> None:
    project.generate()
    assert project.run("--check") == (0, [])


def test_changed(project: Project) -> None:
    project.generate()
    module = project.package / "acme.py"
    module.write_text(module.read_text().replace('id = "acme"', 'id = "acne"'))
    lines = check(project)
    assert lines[:2] == ["--- generated/modelwire/acme.py", "+++ fresh/modelwire/acme.py"]
    assert [line for line in lines[2:] if line[0] in "+-"] == ['-    id = "acne"', '+    id = "acme"']
    assert lines[-1] == mend(project)


def test_line_ends(project: Project) -> None:
    project.generate()
    module = project.package / "any_provider.py"
    module.write_bytes(module.read_bytes().replace(b"\n", b"\r\n"))
    assert '-"""The closed set of providers.\\r' in check(project)


def test_missing(project: Project) -> None:
    project.generate()
    (project.package / "py.typed").unlink()
    (project.package / "catalogues/acme.py").unlink()
    lines = check(project)
    assert "generated/modelwire/py.typed is missing" in lines
    assert "generated/modelwire/catalogues/acme.py is missing" in lines
    assert "+MODELS = Catalog(" in lines


def test_nothing_there(project: Project) -> None:
    assert "generated/modelwire/acme.py is missing" in check(project)
    assert not project.out.exists()


@pytest.mark.parametrize("content", [b"x = 1\n", b"", b"\xff\x00"])
def test_extra(content: bytes, project: Project) -> None:
    project.generate()
    expected = project.content()
    stale = project.package / "old/zenith.py"
    stale.parent.mkdir()
    stale.write_bytes(content)
    assert "generated/modelwire/old/zenith.py should not exist" in check(project)
    project.generate()
    assert project.content() == expected
    assert not stale.parent.exists()


def test_empty(project: Project) -> None:
    project.generate()
    (project.package / "dispatch.py").write_bytes(b"")
    assert "generated/modelwire/dispatch.py is empty" in check(project)
    project.generate()
    assert project.run("--check") == (0, [])


def test_a_spec_is_changed_and_another_removed(acme: str, project: Project) -> None:
    zenith = acme.replace("acme_ai", "zenith_ai").replace("id: acme\n", "id: zenith\n").replace("AcmeAI", "Zenith")
    project.write(zenith, "zenith.yaml")
    project.generate()
    assert (project.package / "catalogues/zenith.py").exists()
    (project.specs / "zenith.yaml").unlink()
    project.write(acme.replace("name: Acme AI", "name: Acme AI!"))
    lines = check(project)
    assert "generated/modelwire/zenith.py should not exist" in lines
    assert '+    name = "Acme AI!"' in lines
    project.generate()
    assert not list(project.package.rglob("zenith.py"))


def test_what_is_current_is_not_touched(acme: str, project: Project) -> None:
    project.generate()
    cache = project.package / "__pycache__/acme.cpython-311.pyc"
    cache.parent.mkdir()
    cache.write_bytes(b"cache")
    before = {path: path.stat().st_mtime_ns for path in project.package.rglob("*.py")}
    project.write(acme.replace("      max_output: 8192", "      max_output: 8193"))
    project.generate()
    after = {path: path.stat().st_mtime_ns for path in project.package.rglob("*.py")}
    assert [path.name for path in before if before[path] != after[path]] == ["acme.py"]
    assert cache.read_bytes() == b"cache"


def test_permissions_are_as_usual(project: Project) -> None:
    project.generate()
    usual = project.folder / "usual"
    usual.touch()
    assert (project.package / "acme.py").stat().st_mode == usual.stat().st_mode


def refused(project: Project, said: str) -> None:
    """Writing is refused in one line, and changes nothing."""
    before = project.content() if project.out.is_dir() else {}
    status, lines = project.run()
    assert status == 1
    assert len(lines) == 1
    assert said in lines[0]
    assert (project.content() if project.out.is_dir() else {}) == before


def test_a_link_for_a_file(project: Project) -> None:
    project.generate()
    module = project.package / "acme.py"
    module.rename(project.folder / "elsewhere.py")
    module.symlink_to(project.folder / "elsewhere.py")
    refused(project, f"{module} is a symbolic link: delete it")
    assert "is a symbolic link" in check(project)[0]


def test_a_link_for_the_folder(project: Project) -> None:
    (project.folder / "elsewhere").mkdir()
    project.out.symlink_to(project.folder / "elsewhere")
    refused(project, f"{project.out} is a symbolic link: delete it")
    assert not list((project.folder / "elsewhere").iterdir())


def test_a_folder_for_a_file(project: Project) -> None:
    (project.package / "acme.py").mkdir(parents=True)
    refused(project, f"{project.package / 'acme.py'} is a folder where a file belongs: delete it")


def test_a_file_for_the_folder(project: Project) -> None:
    project.out.write_text("notes")
    refused(project, f"{project.out} is a file: give --out a folder")


def test_a_file_for_an_inner_folder(project: Project) -> None:
    project.generate()
    for path in (project.package / "catalogues").iterdir():
        path.unlink()
    (project.package / "catalogues").rmdir()
    (project.package / "catalogues").write_text("in the way")
    refused(project, f"{project.package / 'catalogues'} is a file where a folder belongs: delete it")


def test_somebody_elses_package(project: Project) -> None:
    project.package.mkdir(parents=True)
    (project.package / "__init__.py").write_text("hand = 'written'\n")
    refused(project, f"{project.package} holds files, but none was generated: give --out another folder")


def test_somebody_elses_folder(project: Project) -> None:
    project.generate()
    (project.out / "notes.txt").write_text("mine")
    assert "generated/notes.txt should not exist" in check(project)
    refused(project, f"{project.out / 'notes.txt'} was not generated: delete it yourself")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that nobody can write to, such as /proc")
def test_a_folder_that_cannot_be_written(project: Project) -> None:
    status, lines = project.run("--out", "/proc/modelwire")
    assert status == 1
    assert lines == ["cannot write /proc/modelwire: No such file or directory"]


def test_no_traces_are_left_of_what_failed(tmp_path: Path) -> None:
    """Nothing is written if something cannot be; here a name is too long for its temporary file."""
    write(Output(tmp_path, {PurePosixPath("modelwire/a"): "# Generated from x\n"}))
    too_long = {PurePosixPath(f"modelwire/{name}"): "new" for name in ("a", "folder/b", "c" * 254)}
    with pytest.raises(TreeError, match=r"cannot write .*: File name too long"):
        write(Output(tmp_path / "docs", {PurePosixPath("d"): "new"}, shared=True), Output(tmp_path, too_long))
    assert [path.name for path in tmp_path.rglob("*")] == ["modelwire", "a"]
    assert (tmp_path / "modelwire/a").read_text() == "# Generated from x\n"


def test_difference_is_empty_only_for_the_same(tmp_path: Path) -> None:
    a, b = PurePosixPath("modelwire/a"), PurePosixPath("modelwire/b")
    write(Output(tmp_path, {a: "a", b: ""}))
    assert difference(Output(tmp_path, {a: "a", b: ""})) == ""
    assert difference(Output(tmp_path, {a: "a"})) == f"{tmp_path.name}/modelwire/b should not exist\n"
    (tmp_path / "c").touch()
    assert difference(Output(tmp_path, {a: "a", b: ""}, shared=True)) == ""
    assert "No newline at end of file" in difference(Output(tmp_path, {a: "a\n", b: ""}))


# --- A folder that is shared with files that were written by hand ----------------------------------------------------


def test_the_document_is_checked_as_the_package_is(project: Project) -> None:
    project.generate()
    document = project.docs / "providers/acme.md"
    text = document.read_text()
    for change in ("", text.replace("# Acme AI", "# Acne AI")):
        document.write_text(change)
        lines = check(project)
        assert lines[-1] == mend(project).replace("generated/", "docs/")
        assert "+# Acme AI" in lines
        project.generate()
        assert document.read_text() == text
    document.unlink()
    assert "docs/providers/acme.md is missing" in check(project)
    project.generate()
    assert project.run("--check") == (0, [])


def test_both_are_told_when_both_are_stale(acme: str, project: Project) -> None:
    project.generate()
    project.write(acme.replace("name: Acme AI", "name: Acme AI!"))
    lines = check(project)
    assert lines[-1] == mend(project).replace("generated/ is", "generated/ and docs/ are")
    assert "+# Acme AI!" in lines


def test_what_lies_beside_the_document_is_not_ours(project: Project) -> None:
    others = {"guide.md": "mine", "deep/notes.md": "<!-- Generated from x -->\nmine too"}
    for name, text in others.items():
        (project.docs / name).parent.mkdir(parents=True, exist_ok=True)
        (project.docs / name).write_text(text)
    (project.docs / "link.md").symlink_to("guide.md")
    project.generate()
    assert project.run("--check") == (0, [])
    assert {name: (project.docs / name).read_text() for name in others} == others


def test_the_page_of_a_provider_that_is_gone(project: Project) -> None:
    project.generate()
    (project.docs / "providers/acme.md").rename(project.docs / "providers/gone.md")
    assert "docs/providers/gone.md should not exist" in check(project)
    project.generate()
    assert [path.name for path in (project.docs / "providers").iterdir()] == ["acme.md"]
    mine = project.docs / "providers/mine.md"
    mine.write_text("# Mine\n")
    refused(project, f"{mine} was not generated: delete it yourself, or give --docs another folder")
    assert mine.read_text() == "# Mine\n"


def test_a_document_of_somebody_elses(project: Project) -> None:
    project.docs.mkdir()
    document = project.docs / "providers.md"
    document.write_text("# My own list\n")
    refused(project, f"{document} was not generated: delete it yourself, or give --docs another folder")
    assert document.read_text() == "# My own list\n"
    assert not project.out.exists()


def test_a_file_for_the_folder_of_documents(project: Project) -> None:
    project.docs.write_text("notes")
    refused(project, f"{project.docs} is a file: give --docs a folder")
    assert project.docs.read_text() == "notes"


def test_a_link_for_the_document(project: Project) -> None:
    project.generate()
    document = project.docs / "providers.md"
    document.rename(project.folder / "elsewhere.md")
    document.symlink_to(project.folder / "elsewhere.md")
    refused(project, f"{document} is a symbolic link: delete it")


def test_no_documents_unless_they_are_asked_for(project: Project) -> None:
    assert main(["--specs", str(project.specs), "--out", str(project.out)]) == 0
    assert {path.name for path in project.folder.iterdir()} == {"specs", "generated"}
