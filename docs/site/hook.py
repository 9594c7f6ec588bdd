"""What the site has beside the documents of ``docs/``: pages on every public name, and the project's own papers.

MkDocs calls the functions whose names begin with ``on_``. Nothing here imports the package: names are read from the
source of its ``__init__``, so that a new one appears by itself.
"""

from __future__ import annotations

import ast
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
    "clients": (".client", ".completions", "timing", "health", "transport"),
    "requests": ("requests", "messages", "parameters"),
    "replies": ("replies", "context", "structured"),
    "streams": ("streams", "stream_events"),
    "tools": ("tools", "function_tools", "tool_runs"),
    "providers": (".dispatch", ".any_provider", "provider", "private", "capabilities", "auth"),
    "models and costs": ("catalog",),
    "errors": ("errors",),
}
"""The pages of the reference, and the modules whose public names are on each; other modules get a page of their own."""
OPTIONS: Final = {
    "clients": {"inherited_members": True},
}
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
    specs = {f".{path.stem}" for path in (ROOT / "docs/providers").glob("*.md")}
    groups: dict[str, list[str]] = {title: [] for title in GROUPS}
    by_module = {module: title for title, modules in GROUPS.items() for module in modules}
    pages: dict[str, str] = {}
    for module in dict.fromkeys(known.values()):
        names = _in_order(module, [name for name, home in known.items() if home == module])
        if module in specs:
            pages[f"reference/{module[1:]}.md"] = _provider_page(names, module[1:])
        else:
            title = by_module.get(module, module.strip(".").replace("_", " "))
            groups.setdefault(title, []).extend(names)
    for title, names in groups.items():
        pages[f"reference/{_file(title)}.md"] = _page(title.capitalize(), names, OPTIONS.get(title, {}))
    return {"reference/index.md": _index(groups, specs & {*known.values()}, known)} | pages


def _index(groups: Mapping[str, list[str]], specs: set[str], known: Mapping[str, str]) -> str:
    """Every public name, with a way to it."""
    lists = {title.capitalize(): names for title, names in groups.items()}
    lists |= {"Each provider's": [name for name, home in known.items() if home in specs]}
    told = (
        f"**{title}**: {', '.join(f'[`{name}`][modelwire.{name}]' for name in names)}" for title, names in lists.items()
    )
    return "# Reference\n\nEvery name that `from modelwire import ...` gives.\n\n" + "\n\n".join(told) + "\n"


def _file(title: str) -> str:
    return title.replace(" ", "-")


def _in_order(module: str, names: list[str]) -> list[str]:
    """Names in the order in which their module defines them."""
    path = PACKAGE / f"{module[1:]}.py" if module[0] == "." else RUNTIME / f"modelwire_runtime/{module}.py"
    defined = [name for statement in ast.parse(path.read_text("utf-8")).body for name in _names(statement)]
    return sorted(names, key=lambda name: defined.index(name) if name in defined else len(defined))


def _names(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            pass


def _page(title: str, names: list[str], options: Mapping[str, object]) -> str:
    return f"# {title}\n\n" + "\n".join(_entry(name, options) for name in names)


def _provider_page(names: list[str], id: str) -> str:
    """The page of a provider's class, its settings and its options; the class first."""
    names = sorted(names, key=lambda name: not name.endswith("Provider"))
    more = f"What it can do, its settings, models and prices: [providers/{id}](../providers/{id}.md).\n\n"
    told = (_entry(name, {"show_if_no_docstring": name.endswith("Settings")}) for name in names)
    return f"# {names[0]}\n\n{more}" + "\n".join(told)


def _entry(name: str, options: Mapping[str, object]) -> str:
    told = "".join(f"      {key}: {str(value).lower()}\n" for key, value in options.items())
    return f"::: modelwire.{name}\n" + (f"    options:\n{told}" if told else "")


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
    return ROLE.sub(r'<autoref optional identifier="modelwire.\1"><code>\1</code></autoref>', html)
