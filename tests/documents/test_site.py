"""What the site is made of, without building it: the navigation, and the pages on public names."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

import modelwire

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CONFIGURATION = (ROOT / "mkdocs.yml").read_text("utf-8")


def load(name: str) -> Any:
    """A module of the site's, which is in no package."""
    spec = spec_from_file_location(name, DOCS / f"site/{name}.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HOOK = load("hook")
PAGES: dict[str, str] = HOOK.reference()


def test_every_document_is_in_the_navigation() -> None:
    """One that is added belongs into `nav` of mkdocs.yml."""
    named = set(re.findall(r"([\w-]+\.md)$", CONFIGURATION, re.MULTILINE))
    assert named == {path.name for path in DOCS.glob("*.md")} | HOOK.PAPERS.keys()


def test_every_public_name_is_explained_once() -> None:
    explained = [name for text in PAGES.values() for name in re.findall(r"^::: modelwire\.(\w+)$", text, re.MULTILINE)]
    assert sorted(explained) == sorted(modelwire.__all__)


def test_every_public_name_is_listed() -> None:
    assert set(re.findall(r"\[modelwire\.(\w+)\]", PAGES["reference/index.md"])) == set(modelwire.__all__)


def test_groups_name_modules_that_are_there() -> None:
    """One that is in no group has a page of its own, with its name for a title."""
    assert {module for modules in HOOK.GROUPS.values() for module in modules} <= {*HOOK.homes().values()}
    assert HOOK.on_config({"nav": ["reference/*"]})["nav"][:2] == ["reference/index.md", "reference/clients.md"]


def test_a_provider_s_class_comes_first_on_its_page() -> None:
    assert PAGES["reference/azure.md"].startswith("# AzureProvider\n")
    assert re.findall("::: modelwire.(.+)", PAGES["reference/azure.md"])[0] == "AzureProvider"


def test_the_navigation_holds_every_page() -> None:
    nav = [
        "index.md",
        {"Providers": ["providers/*"]},
        {"Reference": ["reference/*", {"Classes": ["reference/providers/*"]}]},
    ]
    filled = str(HOOK.on_config({"nav": nav})["nav"])
    assert set(re.findall(r"'(reference/[\w/-]+\.md)'", filled)) == PAGES.keys()
    assert "*" not in filled


def test_papers_lead_to_pages() -> None:
    moved = HOOK._moved("[a](CONTRIBUTING.md) [b](docs/tools.md#x) [c](https://x.example/docs/a.md)")
    assert moved == "[a](contributing.md) [b](tools.md#x) [c](https://x.example/docs/a.md)"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (":class:<code>Client</code>", '<autoref optional identifier="modelwire.Client"><code>Client</code></autoref>'),
        ("<code>Client</code>", "<code>Client</code>"),
    ],
)
def test_names_in_docstrings_are_links(html: str, shown: str) -> None:
    assert HOOK.on_page_content(html) == shown


def test_what_is_generated_begins_with_its_title() -> None:
    text = (DOCS / "providers/openai.md").read_text("utf-8")
    assert HOOK.on_page_markdown(text).startswith("# OpenAI\n")
    assert '<details markdown="1">\n<summary>' in HOOK.on_page_markdown(text)


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert "font: false" in CONFIGURATION
    assert not re.findall(r"https?://", CONFIGURATION)
