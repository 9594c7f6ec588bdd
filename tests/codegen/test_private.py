"""Packages of private providers: what is written, what is refused, what the command says."""

import ast
import inspect
import shutil
from pathlib import Path, PurePosixPath

import pytest

from modelwire_codegen.command import main
from modelwire_codegen.document import SpecError
from modelwire_codegen.format import format
from modelwire_codegen.private import check_files, read_files, render_file, render_files
from modelwire_codegen.shipped import SPECS, built_in_specs

from .project import GOLDEN

GATEWAY = """\
id: gateway
name: Gateway
class: GatewayProvider
docs: https://gateway.example/docs
source: https://gateway.example/docs
checked: 2026-11-27
lifecycle: {status: active}
base_url: {url: https://gateway.example/v1}
auth: [{scheme: none}]
capabilities: [chat]
endpoints:
  chat:
    like: LIKE
    protocol: openai-chat
    path: /chat
errors: {source: https://gateway.example/docs, checked: 2026-11-27, statuses: {500: provider-unavailable}}
catalog: {source: https://gateway.example/docs, checked: 2026-11-27, currency: USD, unit: million-tokens, models: []}
"""
"""A provider whose chat is like another's."""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good spec, in the current folder; its name is not its id."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(GOLDEN / "specs/acme.yaml", "my.yaml"))


def run(output: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    """The command: its exit status, and the lines it wrote."""
    status = main(list(arguments))
    printed = output.readouterr()
    return status, (printed.out + printed.err).splitlines()


def another(spec: Path) -> Path:
    """A second provider's spec, the same but for its names."""
    text = spec.read_text().replace("id: acme\n", "id: zenith\n").replace("AcmeAI", "Zenith")
    other = Path("other/zenith-ai.yaml")
    other.parent.mkdir()
    other.write_text(text.replace("aliases: [acme_ai]\n", "").replace("name: Acme AI", "name: Zenith"))
    return other


def files(folder: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


def test_what_is_written(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "my.yaml", "--out", "deep/my_package") == (0, [])
    assert files("deep/my_package") == [
        "__init__.py",
        "acme.py",
        "catalogues/__init__.py",
        "catalogues/acme.py",
        "py.typed",
    ]
    module = Path("deep/my_package/acme.py").read_text()
    header = (
        "# Generated from my.yaml by `python -m modelwire_codegen`. Do not edit: change the spec and generate anew."
    )
    assert module.partition("\n")[0] == header
    assert "ProviderType" not in module
    assert run(capsys, "my.yaml", "--out", "deep/my_package", "--check") == (0, [])


def test_the_class_is_the_one_of_the_repository_but_for_its_type(spec: Path) -> None:
    """The same statements in the same order: all that a member of the closed set has beside is its ``type``.

    The names of its models stand in a module of their own.
    """
    private = ast.parse(format(render_files(read_files(spec)))[PurePosixPath("acme.py")])
    names = ast.parse((GOLDEN / "model_names.py.txt").read_text()).body[2:]
    private.body = [one for one in private.body if ast.unparse(one) not in map(ast.unparse, names)]
    public = ast.parse((GOLDEN / "acme.py.txt").read_text())
    (cls,) = (node for node in ast.walk(public) if isinstance(node, ast.ClassDef) and node.name == "AcmeAIProvider")
    cls.body = [one for one in cls.body if not ast.unparse(one).startswith("type: ClassVar")]
    ours, theirs = (ast.unparse(module).splitlines() for module in (private, public))
    told = ("from ", "import ", '    """What `', "    catalog = ")
    assert [line for line in ours if not line.startswith(told)] == [
        line for line in theirs if not line.startswith(told)
    ]


def test_what_is_loaded_is_what_is_written(spec: Path) -> None:
    """But for the layout: what a provider is loaded from is not laid out, and imports what it does not use as well."""
    written = format(render_files(read_files(spec)))
    loaded = render_file(spec)
    for path, text in (("acme.py", loaded.provider), ("catalogues/acme.py", loaded.catalogue)):
        assert statements(text) == statements(written[PurePosixPath(path)])


def statements(text: str) -> list[str]:
    """The statements of a module but imports, without what makes no difference to docstrings."""
    module = ast.parse(text)
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = inspect.cleandoc(node.value)
    return [ast.unparse(node) for node in module.body if not isinstance(node, ast.Import | ast.ImportFrom)]


def test_several_providers(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = another(spec)
    assert run(capsys, "my.yaml", str(other), "--out", "both") == (0, [])
    package = Path("both/__init__.py").read_text()
    assert package.startswith("# Generated from my.yaml and zenith-ai.yaml by `python -m modelwire_codegen`.")
    assert '"ZenithProvider": ".zenith"' in package
    assert run(capsys, "my.yaml", "--out", "both") == (0, [])
    assert not [name for name in files("both") if "zenith" in name]


def test_stale(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "my.yaml", "--out", "my_package") == (0, [])
    spec.write_text(spec.read_text().replace("name: Acme AI", "name: Acme of old"))
    spec.rename("my own.yaml")
    status, lines = run(capsys, "my own.yaml", "--out", "my_package", "--check")
    assert status == 1
    assert '+    name = "Acme of old"' in lines
    told = "my_package/ is not what the specs say: run `python -m modelwire_codegen 'my own.yaml' --out my_package`"
    assert lines[-1] == told


def test_nothing_of_others_is_touched(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine").mkdir()
    Path("mine/work.py").write_text("x = 1\n")
    status, lines = run(capsys, "my.yaml", "--out", "mine")
    assert (status, lines) == (1, ["mine/work.py was not generated: delete it yourself, or give --out another folder"])
    Path("mine/work.py").write_text("")
    assert run(capsys, "my.yaml", "--out", "mine")[0] == 1
    assert files("mine") == ["work.py"]


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("my-package", "my-package cannot be imported: give --out the name of a package, such as my_package"),
        ("class", "class cannot be imported: give --out the name of a package, such as my_package"),
        ("modelwire", "modelwire would hide modelwire itself: give --out another name"),
        ("my.yaml", "my.yaml cannot be imported: give --out the name of a package, such as my_package"),
        ("there", "there is a file: give --out a folder"),
    ],
)
def test_no_package(out: str, said: str, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("there").write_text("")
    assert run(capsys, "my.yaml", "--out", out) == (1, [said])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["my.yaml"], "where to? say it by --out, the folder of the package, such as --out my_package"),
        ([], "there is no folder specs/ here or above; name private specs: my.yaml --out my_package"),
        (["my.yaml", "--out", "p", "--docs", "docs"], "--docs does not go with private specs"),
        (["my.yaml", "--out", "p", "--specs", "specs"], "--specs does not go with private specs"),
    ],
)
def test_arguments(arguments: list[str], said: str, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        main(arguments)
    assert exit.value.code == 2
    assert capsys.readouterr().err.endswith(f"error: {said}\n")


BAD = {
    "missing.yaml": (None, "missing.yaml: cannot be read (No such file or directory)"),
    ".": (None, ".: cannot be read (Is a directory)"),
    "bytes.yaml": (b"id: acme\nname: \xff", "bytes.yaml:2: is not UTF-8; save it in that encoding"),
    "binary.yaml": (b"id: \x00", "binary.yaml:1: holds a character that YAML does not allow"),
    "empty.yaml": (b"", "empty.yaml: is empty; begin with `id:`"),
    "list.yaml": (b"- id: acme", "list.yaml:1: must be a mapping, with keys such as `id:`"),
    "cut.yaml": (b"id: [", "cut.yaml:2: is not YAML: while parsing a flow node did not find expected node content"),
}


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_no_specs(name: str, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, said = BAD[name]
    if content is not None:
        Path(name).write_bytes(content)
    assert run(capsys, name, "--out", "my_package") == (1, [said])
    assert [str(problem) for problem in check_files(Path(name))] == [said]
    assert not Path("my_package").exists()


SPOILT = {
    "unknown key": (
        "name: Acme AI",
        "name: Acme AI\nnmae: x",
        "$.nmae: there is no such key here; did you mean 'name'?",
    ),
    "id of another": (
        "id: acme\n",
        "id: openai\n",
        "$.id: 'openai' is taken by the built-in openai.yaml: choose another",
    ),
    "class of another": (
        "class: AcmeAIProvider",
        "class: MistralProvider",
        "$.class: 'MistralProvider' is taken by the built-in mistral.yaml: choose another",
    ),
    "alias of another": (
        "aliases: [acme_ai]",
        "aliases: [azure]",
        "$.aliases[0]: 'azure' is taken by the built-in azure.yaml: choose another",
    ),
    "setting of a base": (
        "  shards:",
        "  calculate_cost:",
        "'calculate_cost' is a member of every provider: choose another",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_specs_that_are_wrong(name: str, spec: Path) -> None:
    old, new, said = SPOILT[name]
    text = spec.read_text()
    assert text.count(old) == 1
    spec.write_text(text.replace(old, new))
    told = [str(problem) for problem in check_files(spec)]
    assert [line for line in told if said in line]
    assert all(line.startswith("my.yaml:") for line in told)


def test_all_problems_of_all_files_are_told_at_once(spec: Path) -> None:
    other = another(spec)
    spec.write_text(spec.read_text().replace("name: Acme AI", "name: Acme AI\nnmae: x"))
    other.write_text(other.read_text().replace("lifecycle:", "lifecycel:"))
    told = {problem.file for problem in check_files(spec, other, Path("missing.yaml"))}
    assert told == {"my.yaml", str(other), "missing.yaml"}


@pytest.mark.parametrize("path", built_in_specs().values(), ids=lambda path: path.stem)
def test_a_spec_of_the_project_can_be_checked_by_itself(path: Path) -> None:
    """Its id is its own, and what it is like is found beside it."""
    assert check_files(path) == []


def test_a_copy_of_a_built_in_spec_needs_names_of_its_own(tmp_path: Path) -> None:
    copied = Path(shutil.copy(SPECS / "deepseek.yaml", tmp_path))
    assert [problem.path for problem in check_files(copied)] == ["$.id", "$.class"]


def test_reading_says_the_same_as_checking(spec: Path) -> None:
    spec.write_text(spec.read_text().replace("name: Acme AI", "name: 1"))
    with pytest.raises(SpecError) as caught:
        read_files(spec)
    assert str(caught.value).splitlines() == [str(problem) for problem in check_files(spec)]
    assert check_files(spec)


@pytest.mark.parametrize("like", ["openai", "acme"])
def test_a_route_may_be_like_one_of_a_built_in_provider_or_of_a_neighbour(like: str, spec: Path) -> None:
    gateway = Path("any-name.yaml")
    gateway.write_text(GATEWAY.replace("LIKE", like))
    (_, read), *_ = read_files(gateway, spec).every
    (route,) = read.endpoints.chat
    assert route.path == "/chat"
    assert route.parameters
    assert "temperature" in route.parameters.sent


def test_a_route_that_is_like_nobody_s(tmp_path: Path) -> None:
    gateway = tmp_path / "gateway.yaml"
    gateway.write_text(GATEWAY.replace("LIKE", "opnai"))
    told = f"{gateway}:13: $.endpoints.chat.like: there is no spec 'opnai'; did you mean 'openai'?"
    assert told in map(str, check_files(gateway))
