"""Specs to fill in: what is open is told, and nothing else is wrong, whichever provider they are like."""

import re
from pathlib import Path

import pytest

from modelwire_codegen.private import check_files, render_file
from modelwire_codegen.shipped import built_in_specs
from modelwire_codegen.skeleton import skeleton

OPEN = [
    "docs",
    "source",
    "checked",
    "base_url.url",
    "errors.source",
    "errors.checked",
    "catalog.source",
    "catalog.checked",
]
each_spec = pytest.mark.parametrize("like", built_in_specs())


def filled(text: str) -> str:
    """The spec with something in every place that is open."""
    text = re.sub(r'(docs|url): "TODO:.*"', r"\1: https://llm.example.com/v1", text)
    return re.sub(r'source: "TODO:.*"', "source: whoever runs it", re.sub('"TODO: the day.*"', "2026-11-27", text))


@each_spec
def test_what_is_open_is_told_line_by_line(like: str, tmp_path: Path) -> None:
    spec = tmp_path / "my_gateway.yaml"
    spec.write_text(skeleton("my_gateway", built_in_specs()[like]))
    lines = spec.read_text().splitlines()
    problems = check_files(spec)
    assert [problem.path for problem in problems] == [f"$.{path}" for path in OPEN]
    for problem in problems:
        assert problem.text.startswith("is still to be filled in: ") and "TODO:" in lines[problem.line - 1]
    assert max(map(len, lines)) <= 120 or "pattern:" in max(lines, key=len)


@each_spec
def test_nothing_else_is_wrong(like: str, tmp_path: Path) -> None:
    spec = tmp_path / "any-name.yaml"
    spec.write_text(filled(skeleton("my_gateway", built_in_specs()[like])))
    rendered = render_file(spec)
    assert (rendered.id, rendered.class_name) == ("my_gateway", "MyGatewayProvider")
    assert "MY_GATEWAY_API_KEY" in rendered.provider and "MY_GATEWAY_BASE_URL" in rendered.provider
    others = re.findall(r"\benv: \[?([A-Z_0-9]+)", built_in_specs()[like].read_text())
    assert not [name for name in others if name in rendered.provider]
    assert "base_url='http" not in rendered.provider, "a route would send the new provider's key to the other one"


def test_an_address_that_is_known(tmp_path: Path) -> None:
    text = skeleton("acme", built_in_specs()["openai"], "https://llm.example.com/v1")
    assert "  url: https://llm.example.com/v1\n" in text


def test_a_place_that_is_open_is_told_once(tmp_path: Path) -> None:
    """Though it is neither a date nor an address."""
    spec = tmp_path / "acme.yaml"
    text = skeleton("acme", built_in_specs()["openai"]).replace("lifecycle:", "lifecycle:\n  date: 'TODO: when'")
    spec.write_text(text)
    told = [problem.path for problem in check_files(spec)]
    assert len(told) == len(set(told)) and "$.lifecycle.date" in told
