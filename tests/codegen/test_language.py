"""``docs/spec-language.md``: every key stands in it, with its meaning, an example and whoever uses it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from modelwire_codegen.document import is_list, is_mapping

from .project import GOLDEN, ROOT, Project
from .test_guide import SPECS, check_markup
from .test_markdown import PARSER

DOCUMENT = (ROOT / "docs/spec-language.md").read_text("utf-8")
SCHEMA = json.loads((ROOT / "specs/provider.schema.json").read_text("utf-8"))
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", DOCUMENT, re.DOTALL | re.MULTILINE))


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Every schema within the schema."""
    if is_mapping(value):
        yield value
    for inner in value.values() if is_mapping(value) else value if is_list(value) else ():
        yield from schemas(inner)


def rows(text: str) -> dict[str, list[str]]:
    """The cells of the keys' tables, by key."""
    table = [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in text.splitlines() if line[:3] == "| `"]
    return {cells[0].strip("`"): [cell.strip() for cell in cells] for cells in table}


def test_every_key_stands_there() -> None:
    told = [key for text in SECTIONS.values() for key in rows(text)]
    assert {name for schema in schemas(SCHEMA) for name in schema.get("properties", {})} <= {*told}


def test_every_description_is_told() -> None:
    plain = re.sub(r"[\\<>`]|&lt;|&#96;", "", DOCUMENT)
    for schema in schemas(SCHEMA):
        for name, inner in schema.get("properties", {}).items():
            if is_mapping(inner) and "description" in inner:
                start = re.sub(r"[\\<>`]", "", str(inner["description"]))[:60].rstrip()
                assert start in plain, (name, start)


def test_every_key_that_is_used_is_shown() -> None:
    for title, text in SECTIONS.items():
        shown = {str(key) for example in examples(text) for key in example}
        assert {key for key, row in rows(text).items() if len(row) == 5 and row[4]} <= shown, title


def examples(text: str) -> Iterator[dict[str, Any]]:
    """The mappings of a section's examples."""
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        value = yaml.safe_load(block)
        yield from value if is_list(value) else [value]


def test_who_uses_a_key_is_named() -> None:
    row = rows(SECTIONS["the file"])["free_names"]
    users = {id for id, spec in SPECS.items() if "free_names" in spec}
    assert set(re.findall(r"\[(\w+)\]\(providers/", row[-1])) == users
    assert rows(SECTIONS["the file"])["catalog"][-1] == "all"


def test_every_link_has_its_place() -> None:
    headings = [title.lower().replace(" ", "-") for title in SECTIONS]
    assert len(set(headings)) == len(headings)
    assert {*re.findall(r"\]\(#([\w-]+)\)", DOCUMENT)} <= {*headings}
    check_markup(re.sub(r"\]\(#[\w-]+\)", "](spec-language.md)", DOCUMENT))
    assert PARSER.parse(DOCUMENT)


@pytest.mark.parametrize("title", ["auth entry", "chat route", "error"])
def test_what_depends_on_another_key_says_so(title: str) -> None:
    said = {
        "auth entry": ("yes, with `scheme` `azure-default`", "scope"),
        "chat route": ("yes without `like`", "parameters"),
        "error": ("yes", "retryable"),
    }
    needed, key = said[title]
    assert rows(SECTIONS[title])[key][1] == needed


def test_a_folder_of_private_specs_is_told_of_alike(project: Project) -> None:
    project.generate()
    text = (project.docs / "spec-language.md").read_text("utf-8")
    assert rows(text)["endpoints"][-1] == "[acme](providers/acme.md)"
    assert "Of [acme](providers/acme.md):" in text
    assert project.run("--example", str(GOLDEN / "specs/acme.yaml")) == (0, [])
    assert "Examples without a name are of `acme`" in (project.docs / "spec-language.md").read_text("utf-8")


def test_an_example_that_cannot_be_read(project: Project) -> None:
    status, lines = project.run("--example", str(project.folder / "none.yaml"))
    assert (status, lines) == (1, [f"{project.folder / 'none.yaml'}: cannot be read (No such file or directory)"])
