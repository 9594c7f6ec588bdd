"""``docs/providers.md`` and ``docs/providers/``: what stands in them, and that nothing in a spec can spoil it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it.token import Token

from modelwire_codegen.document import is_list, is_mapping
from modelwire_codegen.view import OPERATIONS

from .project import ROOT, Project
from .test_hostile_text import HOSTILE, LINE, quoted
from .test_markdown import PARSER, inline

DOCS = ROOT / "docs"
LIST = (DOCS / "providers.md").read_text("utf-8")
SPECS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROOT / "specs").glob("*.yaml"))}
HTML = re.compile(r"<br>|</?code>|</?details>|<summary>[^<]*</summary>|<!-- Generated from .* -->")
"""The only HTML that is written."""


PATTERN = r"a|\\||c*|<d>|\d"


def page(id: str, docs: Path = DOCS) -> str:
    """What is said of one provider."""
    return (docs / f"providers/{id}.md").read_text("utf-8")


def cells(tokens: list[Token]) -> list[list[str]]:
    """The rows of all tables, as the text of their cells."""
    rows: list[list[str]] = []
    for token, following in pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open"):
            rows[-1].append(following.content)
    return rows


def check_markup(document: str, folder: Path = DOCS) -> list[Token]:
    """Every table is one, no HTML but ours is there, and every link leads to a file of the folder or to an address."""
    tokens = PARSER.parse(document)
    tables = re.findall(r"(?m)(?:^\|.*\n)+", document)
    assert sum(token.type == "table_open" for token in tokens) == len(tables)
    for table in tables:
        assert sum(token.type == "tr_open" for token in PARSER.parse(table)) == table.count("\n") - 1
    html = [token.content for token in (*tokens, *inline(tokens)) if token.type in ("html_block", "html_inline")]
    assert not [content for content in html if HTML.sub("", content).strip()]
    targets = [str(token.attrs["href"]) for token in inline(tokens) if token.type == "link_open"]
    assert all(target.startswith(("https://", "http://")) or (folder / target).is_file() for target in targets)
    return tokens


@pytest.mark.parametrize("id", SPECS)
def test_a_page_is_sound(id: str) -> None:
    tokens = check_markup(page(id), DOCS / "providers")
    headings = [following.content for token, following in pairwise(tokens) if token.tag == "h1"]
    assert [name for name in headings if name] == [SPECS[id]["name"]]


def test_every_page_is_one_of_a_provider() -> None:
    assert {path.stem for path in (DOCS / "providers").iterdir()} == SPECS.keys()


def test_the_list_says_who_can_do_what() -> None:
    heads, *rows = cells(check_markup(LIST))
    assert len(rows) == len(SPECS)
    for row, (id, spec) in zip(rows, SPECS.items(), strict=True):
        assert row[0] == f"[{spec['name']}](providers/{id}.md)"
        can = {head.replace(" ", "_") for head, mark in zip(heads[1:], row[1:], strict=True) if mark == "✓"}
        assert can == set(spec["capabilities"])


@pytest.mark.parametrize("id", SPECS)
def test_everything_stands_on_the_page(id: str) -> None:
    """Settings, variables, routes, parameters, options, errors, models: each is named."""
    text, spec = page(id).replace("\\_", "_"), SPECS[id]
    words: list[Any] = [spec["class"], *spec.get("aliases", ())]
    words += [entry[key] for entry in spec["auth"] for key in ("setting", "header") if key in entry]
    words += [name for entry in spec["auth"] for name in entry.get("env", ())]
    for name, setting in spec.get("settings", {}).items():
        words += [name, *setting.get("env", ())]
    for routes in spec["endpoints"].values():
        for route in routes if is_list(routes) else [routes]:
            words += [route["protocol"], *route.get("models", ()), *route.get("options", ())]
            words += [*route.get("parameters", {}).get("sent", ()), *route.get("parameters", {}).get("unsupported", ())]
            assert route["path"] in text
    words += [*spec["errors"].get("codes", ()), *spec["errors"].get("statuses", ())]
    words += [model["id"] for model in spec["catalog"]["models"]]
    assert not [word for word in words if f"`{word}`" not in text]


GROUPS = {"base_url": "addresses", "lifecycle": "status", "catalog": "models and prices"}


@pytest.mark.parametrize("id", SPECS)
def test_every_doubt_is_told(id: str) -> None:
    doubts = page(id).partition("**Unconfirmed:**")[2]

    def walk(value: Any, name: str) -> None:
        if is_mapping(value):
            if value.get("confidence", "high") != "high":
                known = f"`{value['id']}`" if "id" in value else None
                why = " ".join(str(value["why"]).split())[:30] if "why" in value else ""
                said = known or GROUPS.get(name) or why or OPERATIONS.get(name, ("", name))[1]
                assert said in doubts.replace("\n  ", " ").replace("\\", ""), (name, said)
                assert f"{value['confidence']} confidence" in doubts
            for key, item in value.items():
                walk(item, f"`{value['id']}`" if key == "price" else str(key))
        elif is_list(value):
            for item in value:
                walk(item, name)

    walk(SPECS[id], "in general")


@pytest.mark.parametrize("id", SPECS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_example_runs(id: str) -> None:
    """As far as a machine without a key goes: the provider is created, and the model is one that it knows."""
    [code] = re.findall(r"```python\n(.*?)```", page(id), re.DOTALL)
    creating, _, asking = code.partition("with Client(provider)")
    names: dict[str, Any] = {}
    exec(compile(creating, f"{id}.md", "exec"), names)
    compile(f"with Client(provider){asking}", f"{id}.md", "exec")
    assert names["provider"].id == id
    named = re.search(r'model="(.+?)"', asking)
    assert named
    assert named[1] in names["provider"].models or named[1] == "..."


def test_a_hostile_spec_spoils_nothing(acme: str, project: Project) -> None:
    project.generate()
    documents = project.docs / "providers.md", project.docs / "providers/acme.md"
    tame = [PARSER.parse(document.read_text("utf-8")) for document in documents]
    marks = " *a* _b_ ~~c~~ <b>d</b> [e](javascript:f) | `g | h` &lt; # 1. - $i$ <!-- ``` </details>"
    line, text = quoted(LINE + marks), quoted(f"{HOSTILE}{marks}\n\n# {marks}\n- {marks}\n1. {marks}\n")
    for old, new in (
        ("name: Acme AI", f"name: {line}"),
        ("source: acme (PyPI) 1.2.3\n", f"source: {line}\n"),
        ("notes: There is no such provider; this spec uses every word that specs may use.", f"notes: {text}"),
        ("  successor: zenith", f"  successor: {line}"),
        ("    doc: Region that answers.", f"    doc: {text}"),
        ("    default: global\n    enum: [global, us, eu]", f"    default: {text}\n    enum: [{text}, us]"),
        ("{region: global}", f"{{region: {text}}}"),
        ("{region: [us, eu], legacy: true}", f"{{region: [us, {text}], legacy: true}}"),
        ("    pattern: '\\d+(-\\d+)*'", f"    pattern: {quoted(PATTERN)}"),
        ("{auto: default, flex: cheap}", f"{{auto: {text}, flex: {text}}}"),
        ("            none: {thinking: {type: disabled}}", f"            none: {{thinking: {{type: {text}}}}}"),
        (
            "          enum: [kind, terse]\n          doc: Manner of the reply.",
            f"          enum: [{text}]\n          doc: {text}",
        ),
        ("          doc: Labels for the bill.", f"          doc: {text}"),
        ("        - why: Thinking refuses a temperature.", f"        - why: {text}"),
        ("      finish_reasons: {all_done: stop}", f"      finish_reasons: {{{line}: stop}}"),
        ("    bad_key: authentication", f"    {line}: authentication"),
        ("      codes: [bad_request]", f"      codes: [{line}]"),
        ("        source: https://acme.example/prices/xl", f"        source: {line}"),
        ("docs: https://docs.acme.example/api", 'docs: "https://docs.acme.example/)[x](<y>|`z*"'),
    ):
        assert acme.count(old) == 1, old
        acme = acme.replace(old, new)
    project.write(acme)
    project.generate()
    for document, expected in zip(documents, tame, strict=True):
        text = document.read_text("utf-8")
        wild = check_markup(text, document.parent)
        assert [token.type for token in wild] == [token.type for token in expected]
        assert [len(row) for row in cells(wild)] == [len(row) for row in cells(expected)]
        assert not [char for char in text if not char.isprintable() and char != "\n"]
        shown = "".join(t.content for t in inline(wild) if t.type in ("text", "code_inline"))
        assert "{{7*7}}{%raw%}" in shown.replace(" ", "").replace("\\", "")


def test_nothing_is_unconfirmed_where_all_is_sure(acme: str, project: Project, tmp_path: Path) -> None:
    project.write(re.sub(r"\n *confidence: \w+", "", acme))
    project.generate()
    assert "Nothing is unconfirmed." in page("acme", project.docs)
