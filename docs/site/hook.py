"""What the site has beside the documents of ``docs/``: pages on every public name, and the project's own papers.

MkDocs calls the functions whose names begin with ``on_``. Nothing here imports the package: names are read from the
source of its ``__init__``, so that a new one appears by itself.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = ROOT / "generated/modelwire"
RUNTIME: Final = ROOT / "runtime"
PAPERS: Final = {"changelog.md": "CHANGELOG.md", "contributing.md": "CONTRIBUTING.md", "security.md": "SECURITY.md"}
"""Pages that are papers of the project."""
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "clients": (".client", ".async_client", ".completions", "timing", "health", "transport"),
    "requests": ("requests", "messages", "uploads", "parameters"),
    "replies": ("replies", "context", "structured"),
    "batches": ("batches", "batch_results"),
    "streams": ("streams", "stream_events", "content_streams"),
    "tools": ("tools", "function_tools", "tool_runs"),
    "providers": (".dispatch", ".any_provider", "provider", "private", "capabilities", "auth"),
    "models and costs": ("catalog",),
    "errors": ("errors",),
    "hooks": ("hooks", "telemetry"),
}
"""The pages of the reference, and the modules whose names are on each, in order; others get a page of their own."""
FACE: Final = {"inherited_members": True, "merge_init_into_class": False, "filters": ["!^_"]}
OPTIONS: Final[Mapping[str, Mapping[str, object]]] = {"AsyncClient": FACE, "Client": FACE}
"""Names that are shown otherwise than others: without the overloads for every id, with what they inherit."""
BESIDE: Final[Mapping[str, Mapping[str, Mapping[str, object]]]] = {
    "clients": {
        "modelwire_runtime.client.BlockingClient": {"members": False},
        "modelwire_runtime.async_client.NonblockingClient": {"members": False},
    },
    "requests": {"modelwire_runtime.requests.ChatParameters": {"show_if_no_docstring": True}},
}
"""What public names speak of and is not public itself."""
GENERATED: Final = re.compile(r"\A<!-- Generated from .*-->\s*")
OPENED: Final = re.compile("<details>")
ROLE: Final = re.compile(r":(?:class|meth|func|attr|data|exc|mod):<code>~?([\w.]+)</code>")
"""A name in a docstring, as Sphinx marks it."""


def homes(package: Path = PACKAGE) -> dict[str, str]:
    """The module of every public name: relative for the package's own, else with the runtime's name before it."""
    tree = ast.parse((package / "__init__.py").read_text("utf-8"))
    found = {
        target.id: ast.literal_eval(statement.value)
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id in ("__all__", "_MODULES")
    }
    modules: dict[str, str] = found["_MODULES"]
    return {name: modules.get(name, ".dispatch").removeprefix("modelwire_runtime.") for name in found["__all__"]}


def reference() -> dict[str, str]:
    """The pages of the reference, by their addresses."""
    known = homes()
    groups: dict[str, list[str]] = {title: [] for title in GROUPS}
    by_module = {module: title for title, modules in GROUPS.items() for module in modules}
    classes: dict[str, list[str]] = {}
    options = dict(OPTIONS)
    for module in dict.fromkeys([*by_module, *known.values()]):
        source = _source(module)
        names = _in_order(source, [name for name, home in known.items() if home == module])
        options |= {name: {"show_if_no_docstring": True} for name in _typed_dicts(source)}
        if provider := _provider(module):
            classes.setdefault(provider, []).extend(names)
        else:
            title = by_module.get(module, module.strip(".").replace("_", " "))
            groups.setdefault(title, []).extend(names)
    pages = {"reference/index.md": _index(groups, classes)}
    for id, names in classes.items():
        pages[f"reference/{id}.md"] = _provider_page(names, id, options)
    for title, names in groups.items():
        entries = {f"modelwire.{name}": options.get(name, {}) for name in names}
        pages[f"reference/{_file(title)}.md"] = _page(title.capitalize(), {**entries, **BESIDE.get(title, {})})
    return pages


def _provider(module: str) -> str:
    """The id of the provider that a module is about; nothing for one that is about all."""
    last = module.rpartition(".")[2]
    return last if module[0] == "." and (ROOT / f"docs/providers/{last}.md").exists() else ""


def _index(groups: Mapping[str, list[str]], classes: Mapping[str, list[str]]) -> str:
    """Every public name, with a way to it."""
    lists = {title.capitalize(): names for title, names in groups.items()}
    lists |= {"Each provider's": [name for names in classes.values() for name in names]}
    told = (
        f"**{title}**: {', '.join(f'[`{name}`][modelwire.{name}]' for name in names)}" for title, names in lists.items()
    )
    return "# Reference\n\nEvery name that `from modelwire import ...` gives.\n\n" + "\n\n".join(told) + "\n"


def _file(title: str) -> str:
    return title.replace(" ", "-")


def _source(module: str) -> ast.Module:
    folder, name = (PACKAGE, module[1:]) if module[0] == "." else (RUNTIME / "modelwire_runtime", module)
    path = folder / name.replace(".", "/")
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(path.read_text("utf-8"))


def _typed_dicts(source: ast.Module) -> list[str]:
    """The classes of which nothing is to be shown but their keys, which say by name and type what they are."""
    classes = [statement for statement in source.body if isinstance(statement, ast.ClassDef)]
    return [
        one.name for one in classes if any(isinstance(base, ast.Name) and base.id == "TypedDict" for base in one.bases)
    ]


def _in_order(source: ast.Module, names: list[str]) -> list[str]:
    """Names in the order in which their module defines them."""
    defined = [name for statement in source.body for name in _names(statement)]
    return sorted(names, key=lambda name: defined.index(name) if name in defined else len(defined))


def _names(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            pass


def _page(title: str, entries: Mapping[str, Mapping[str, object]]) -> str:
    return f"# {title}\n\n" + "\n".join(_entry(name, options) for name, options in entries.items())


def _provider_page(names: list[str], id: str, options: Mapping[str, Mapping[str, object]]) -> str:
    """The page of a provider's class, its settings and its options; the class first."""
    names = sorted(names, key=lambda name: not name.endswith("Provider"))
    more = f"What it can do, its settings, models and prices: [providers/{id}](../providers/{id}.md).\n\n"
    return f"# {names[0]}\n\n{more}" + "\n".join(_entry(f"modelwire.{name}", options.get(name, {})) for name in names)


def _entry(name: str, options: Mapping[str, object]) -> str:
    told = "".join(f"      {key}: {json.dumps(value)}\n" for key, value in options.items())
    return f"::: {name}\n" + (f"    options:\n{told}" if told else "")


def on_config(config: Any) -> Any:
    """Fill in what of the navigation follows from the files that are there."""
    pages = reference()
    providers = sorted(path.name for path in (ROOT / "docs/providers").glob("*.md"))
    own = [f"reference/{_file(title)}.md" for title in GROUPS]
    more = sorted({*pages} - {"reference/index.md", *own, *(f"reference/{name}" for name in providers)})
    config["nav"] = _filled(
        config["nav"],
        {
            "providers/*": [f"providers/{name}" for name in providers],
            "reference/*": ["reference/index.md", *own, *more],
            "reference/providers/*": [f"reference/{name}" for name in providers],
        },
    )
    return config


def _filled(entry: object, wildcards: Mapping[str, list[str]]) -> object:
    """The navigation with its wildcards replaced."""
    if isinstance(entry, dict):
        section = cast(dict[str, object], entry)
        return {title: _filled(inner, wildcards) for title, inner in section.items()}
    if isinstance(entry, list):
        entries = cast(list[object], entry)
        return [item for inner in entries for item in wildcards.get(str(inner), [_filled(inner, wildcards)])]
    return entry


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are no files of ``docs/``."""
    from mkdocs.structure.files import File  # type: ignore[import-not-found]

    papers = {page: _moved((ROOT / paper).read_text("utf-8")) for page, paper in PAPERS.items()}
    for address, text in (reference() | papers).items():
        files.append(cast(Any, File).generated(config, address, content=text))
    return files


def _moved(text: str) -> str:
    """A paper of the project as a page beside the documents: its links lead to pages."""
    papers = {paper: page for page, paper in PAPERS.items()}
    return re.sub(r"\]\((?:docs/)?([\w./-]+)", lambda link: f"]({papers.get(link[1], link[1])}", text)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Let the title come first, and Markdown be read within the blocks that readers open."""
    return OPENED.sub('<details markdown="1">', GENERATED.sub("", markdown))


def on_page_content(html: str, **_: Any) -> str:
    """Lead from names in docstrings to where they are explained."""
    beside = {path.rpartition(".")[2]: path for entries in BESIDE.values() for path in entries}

    def led(name: str) -> str:
        target = beside.get(name, f"modelwire.{name}")
        return f'<autoref optional identifier="{target}"><code>{name}</code></autoref>'

    return ROLE.sub(lambda role: led(role[1]), html)
