"""The rules of the house, checked: which way imports point, what generated code may hold, what an import loads."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "codegen/modelwire_codegen": {"jinja2", "jsonschema", "pydantic", "yaml"},
    "generated/modelwire": {"modelwire_runtime"},
    "runtime/modelwire_runtime": {
        "certifi",
        "h11",
        "httpcore",
        "httpx",
        "pydantic",
        "pydantic_core",
        "typing_extensions",
    },
}
RUNTIME = ROOT / "runtime/modelwire_runtime"
BELOW_PROTOCOLS = {"data", "errors", "errortable", "message_checks", "parameters", "replies", "requests"}
"""What protocols may know of the runtime: what is asked and what is answered, but not of whom and how."""
EXTRAS = {
    "runtime/modelwire_runtime": {
        "azure",
        "google",
        "httptools",
        "modelwire_codegen",
        "opentelemetry",
        "rich",
        "tiktoken",
        "yarl",
    }
}
"""What may be imported inside functions only, when it is asked for."""
OWN_EXTRAS = {"command_line": {"rich", "typer"}}
"""What the modules of a folder may import at any place, as nothing else imports them."""
DECISIONS = (
    ast.AsyncFor,
    ast.AsyncFunctionDef,
    ast.AsyncWith,
    ast.For,
    ast.FunctionDef,
    ast.If,
    ast.IfExp,
    ast.Lambda,
    ast.Match,
    ast.Try,
    ast.TryStar,
    ast.While,
    ast.With,
    ast.comprehension,
)
IDS = sorted(path.stem for path in (ROOT / "specs").glob("*.yaml"))
PURE_DATA = sorted([f"{id_}.py" for id_ in IDS] + [f"catalogues/{id_}.py" for id_ in IDS])
HEAVY = ("httpx", "httpcore", "pydantic", "pydantic_core", "jinja2", "yaml", "jsonschema", "asyncio", "ssl")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(module: ast.AST) -> Iterator[str]:
    """The packages that code imports by their full names."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def outside_functions(module: ast.Module) -> ast.Module:
    """The module without the bodies of its functions: what runs when it is imported."""

    class Emptied(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
            return ast.Pass()

        def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
            return ast.Pass()

    emptied = Emptied().visit(module)
    assert isinstance(emptied, ast.Module)
    return emptied


def at_import(module: ast.Module) -> ast.Module:
    """What runs when the module is imported, and not only for type checkers."""

    class Real(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST:
            return ast.Pass() if ast.unparse(node.test) == "TYPE_CHECKING" else node

    real = Real().visit(outside_functions(module))
    assert isinstance(real, ast.Module)
    return real


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_point_the_right_way(folder: str) -> None:
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert paths
    extras = EXTRAS.get(folder, set())
    for path in paths:
        own = OWN_EXTRAS.get(path.parent.name, set())
        foreign = set(imported(tree(path))) - sys.stdlib_module_names - {Path(folder).name, "_typeshed"} - own
        assert foreign <= MAY_IMPORT[folder] | extras, path
        assert not set(imported(at_import(tree(path)))) & (extras - own), path


def test_the_command_line_is_imported_by_nothing_but_the_program() -> None:
    folder = RUNTIME / "command_line"
    assert not set(imported(outside_functions(tree(folder / "__init__.py")))) & OWN_EXTRAS[folder.name]
    for path in RUNTIME.rglob("*.py"):
        assert path.parent == folder or not {name for name in inner_imports(path) if folder.name in name}, path
    program = tree(ROOT / "generated/modelwire/__main__.py")
    (function,) = (node for node in program.body if isinstance(node, ast.FunctionDef))
    assert ast.unparse(function.body[-1]) == "return run(ProviderType, 'modelwire')"


def test_http_stays_behind_the_transport() -> None:
    users = {
        path.name
        for path in (ROOT / "runtime/modelwire_runtime").rglob("*.py")
        if {"h11", "httpx", "httpcore"} & set(imported(tree(path)))
    }
    assert users == {
        "addresses.py",
        "h11_transport.py",
        "http_transport.py",
        "proxy_connections.py",
    }


def inner_imports(path: Path) -> set[str]:
    """The modules of the runtime that one of them needs when it is imported, as ``protocols.base``."""
    found: set[str] = set()
    folder = path.relative_to(RUNTIME).parent.parts
    for node in ast.walk(at_import(tree(path))):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = folder[: len(folder) + 1 - node.level]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            found |= {".".join((*package, name)) for name in names}
    return found


def test_protocols_know_what_is_said_and_not_to_whom() -> None:
    paths = sorted((RUNTIME / "protocols").glob("*.py"))
    assert paths
    for path in paths:
        assert {name for name in inner_imports(path) if not name.startswith("protocols.")} <= BELOW_PROTOCOLS, path


def test_modules_of_the_runtime_stand_on_each_other() -> None:
    """No two import each other, by whatever way round."""
    graph = {
        ".".join(path.relative_to(RUNTIME).with_suffix("").parts): inner_imports(path) for path in RUNTIME.rglob("*.py")
    }
    TopologicalSorter(graph).prepare()  # which refuses a circle


@pytest.mark.parametrize("module", PURE_DATA)
def test_generated_providers_decide_nothing(module: str) -> None:
    found = [node for node in ast.walk(tree(ROOT / "generated/modelwire" / module)) if isinstance(node, DECISIONS)]
    assert not found


def test_dispatch_decides_once() -> None:
    """The one choice in generated code: a match on the provider's type, complete as type checkers see it."""
    nodes = list(ast.walk(tree(ROOT / "generated/modelwire/dispatch.py")))
    (match,) = (node for node in nodes if isinstance(node, ast.Match))
    assert len(match.cases) == len(IDS) + 1
    assert ast.unparse(match.cases[-1].body[0]) == "assert_never(known)"


@pytest.mark.parametrize("name", ["client", "async_client"])
def test_the_client_face_only_creates_the_provider(name: str) -> None:
    module = tree(ROOT / f"generated/modelwire/{name}.py")
    bodies = [
        "\n".join(map(ast.unparse, node.body))
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and not node.decorator_list
    ]
    create = "if isinstance(provider, str):\n    provider = create_provider(provider)\n"
    assert bodies == [f"{create}super().__init__(provider, **options)"]


@pytest.mark.parametrize("path", sorted((ROOT / "generated").rglob("*.py")), ids=lambda path: path.stem)
def test_generated_files_say_so(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    spec = path.stem if path.stem in IDS else "*"
    noun = "the spec" if path.stem in IDS else "the specs"
    assert first == f"# Generated from specs/{spec}.yaml. Do not edit: change {noun} and run `make generate`."


def test_generated_code_needs_no_excuses() -> None:
    for path in (ROOT / "generated").rglob("*.py"):
        assert not [word for word in ("# noqa", "type: ignore", "pyright:") if word in path.read_text(encoding="utf-8")]


def loaded_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after a statement."""
    code = f"import sys\nbefore = set(sys.modules)\n{statement}\nprint(*sorted(set(sys.modules) - before))"
    path = os.pathsep.join(str(ROOT / folder) for folder in ("generated", "runtime"))
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": path, "OPENAI_API_KEY": "k"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_next_to_nothing() -> None:
    loaded = loaded_by("import modelwire")
    assert {name.partition(".")[0] for name in loaded}.isdisjoint(HEAVY)
    assert {name for name in loaded if name.startswith("modelwire")} == {"modelwire", "modelwire.dispatch"}


@pytest.mark.parametrize("id_", IDS)
def test_naming_a_provider_loads_that_one_only(id_: str) -> None:
    loaded = loaded_by(f"from modelwire.{id_} import *")
    assert {f"modelwire.{other}" for other in IDS} & loaded == {f"modelwire.{id_}"}
    assert not {name for name in loaded if name.startswith("modelwire.catalogues")}
    assert {name.partition(".")[0] for name in loaded}.isdisjoint({"httpx", "pydantic", "jinja2", "yaml", "jsonschema"})


def test_a_call_loads_what_it_needs() -> None:
    """What puts an error into words, the client of the other colour, and what only some requests have."""
    loaded = loaded_by(
        "from modelwire import ChatRequest, Client, create_provider\n"
        "from modelwire_runtime.calls import Manner\n"
        "from modelwire_runtime.chat_calls import chat_call\n"
        "request = ChatRequest(model='gpt-5.4', messages=[{'role': 'user', 'content': 'Hello!'}], max_tokens=9)\n"
        "client = Client('openai')\n"
        "chat_call(client.provider, request, None, None, Manner())"
    )
    seldom = (
        "async_batch_operations",
        "async_client",
        "async_operations",
        "async_storage_operations",
        "cards",
        "completion",
        "content_checks",
        "drawing",
        "fetching",
        "function_tools",
        "model_names",
        "output_types",
        "structured",
        "tool_runs",
    )
    assert loaded.isdisjoint({"asyncio", "difflib", "httpcore", "httpx", "mimetypes", "pydantic", "ssl"})
    assert loaded.isdisjoint({"email", "hashlib", "hmac", "importlib.metadata"})
    assert loaded.isdisjoint(f"modelwire_runtime.{name}" for name in seldom)


def test_the_generator_is_loaded_when_a_provider_is() -> None:
    loaded = {name.partition(".")[0] for name in loaded_by("from modelwire import load_provider")}
    assert loaded.isdisjoint({"httpx", "jinja2", "jsonschema", "modelwire_codegen", "pydantic", "yaml"})


def test_naming_the_union_loads_all() -> None:
    assert {f"modelwire.{id_}" for id_ in IDS} <= loaded_by("from modelwire import Provider")


def test_what_comes_from_npm_is_pinned_by_version_and_checksum() -> None:
    folder = ROOT / "tests/e2e"
    wanted = json.loads((folder / "package.json").read_text())["devDependencies"]
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    del packages[""]
    assert all(wanted[name.removeprefix("node_modules/")] == package["version"] for name, package in packages.items())
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not [package for package in packages.values() if "resolved" in package]
    assert "ignore-scripts=true" in (folder / ".npmrc").read_text().splitlines()
