"""What is written in Markdown is read back by a parser that code hosts have in common with us."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from modelwire_codegen.markdown import Markdown, code, lay_out, link, prose, spell
from modelwire_codegen.spelling import WIDTH

PARSER = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])
MARKUP = [
    "*a*",
    "**",
    "_b_",
    "__",
    "~~c~~",
    "`",
    "``",
    "[d](e)",
    "![",
    "]",
    "<b>",
    "<!--",
    "</code>",
    "&lt;",
    "&#65;",
    "|",
    "#",
    "##",
    "-",
    "+",
    "1.",
    "2)",
    "=",
    "---",
    ">",
    "\\",
    "\\|",
    "```",
    "$x$",
    "https://a.example/x_y*z",
    " ",
    "\n",
    "a",
]
HOSTILE = st.one_of(st.text(), st.lists(st.sampled_from(MARKUP), max_size=12).map("".join))


def inline(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def shown(tokens: list[Token]) -> str:
    """The text that a reader sees, where nothing but code and addresses is marked."""
    text = ""
    for token in inline(tokens):
        assert token.type in ("text", "code_inline", "html_inline", "softbreak", "link_open", "link_close"), token
        if token.type == "html_inline":
            assert token.content in ("<code>", "</code>"), token
        else:
            text += " " if token.type == "softbreak" else token.content
    return text


def visible(text: str) -> str:
    """Text with what cannot be seen spelled out."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


PLACES = {
    "a paragraph": ("{}", "paragraph_open"),
    "a heading": ("## {}", "heading_open"),
    "an item": ("- before\n- {}\n- after", "list_item_open"),
    "a cell": ("| a | b |\n|---|---|\n| {} | x |\n", "td_open"),
}


@pytest.mark.parametrize("place", PLACES)
@settings(deadline=None)
@given(text=HOSTILE)
def test_prose_reads_as_it_was_written(place: str, text: str) -> None:
    frame, opening = PLACES[place]
    tokens = PARSER.parse(lay_out(frame.format(f"begin {prose(text)} end")))
    wanted = {"an item": 3, "a cell": 2}.get(place, 1)
    assert sum(token.type == opening for token in tokens) == wanted
    seen = re.sub("(?<!`)`([^`]+)`(?!`)", r"\1", visible(" ".join(text.split())))
    assert f"begin {seen} end".replace(" ", "") in shown(tokens).replace(" ", "")


@pytest.mark.parametrize("place", PLACES)
@settings(deadline=None)
@given(text=HOSTILE)
def test_code_reads_letter_by_letter(place: str, text: str) -> None:
    frame, opening = PLACES[place]
    tokens = PARSER.parse(lay_out(frame.format(f"begin [{code(text)}] end")))
    wanted = {"an item": 3, "a cell": 2}.get(place, 1)
    assert sum(token.type == opening for token in tokens) == wanted
    assert f"begin [{visible(text)}] end" in shown(tokens)


@settings(deadline=None)
@given(text=HOSTILE.filter(str.strip), target=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_a_link_leads_where_it_should(text: str, target: str) -> None:
    tokens = PARSER.parse(lay_out(str(link("to " + text.replace("http", ""), f"https://a.example/{target}"))))
    [opening] = [token for token in inline(tokens) if token.type == "link_open"]
    assert str(opening.attrs["href"]).startswith("https://a.example/")


@settings(deadline=None)
@given(words=st.lists(st.from_regex("[-+=#0-9.)>a]{1,5}", fullmatch=True), min_size=30, max_size=80))
def test_no_broken_line_begins_a_list_or_a_heading(words: list[str]) -> None:
    tokens = PARSER.parse(lay_out(f"begin {prose(' '.join(words))}"))
    assert {token.type for token in tokens} == {"paragraph_open", "inline", "paragraph_close"}


def test_long_lines_are_broken_and_others_left() -> None:
    long = ("word " * 50).strip()
    fence = f"```python\n{long}\n\n\n{long}\n```"
    table = f"| {long}|\n|---|\n"
    text = lay_out(f"{long}\n\n\n\n- {long}\n  - {long}\n\n{fence}\n\n{table}")
    assert text.count(fence) == text.count(table.strip()) == 1
    outside = text.replace(fence, "code").replace(table.strip(), "table")
    assert max(map(len, outside.split("\n"))) <= WIDTH
    assert "\n    word" in outside
    assert "\n\n\n" not in outside


def test_values() -> None:
    assert spell("a_b *c*") == "a_b \\*c\\*"
    assert spell(Markdown("**b**")) == "**b**"
    assert spell(1_048_576) == "1,048,576"
    for value in (True, None, 1.5, [1]):
        with pytest.raises(TypeError):
            spell(value)
