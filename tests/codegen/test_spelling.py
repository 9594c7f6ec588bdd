"""Whatever a spec holds becomes a literal that means the same, and reads as a person would write it."""

import ast
import tokenize
from decimal import Decimal
from io import StringIO
from pathlib import PurePosixPath
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelwire_codegen.document import is_mapping
from modelwire_codegen.format import format
from modelwire_codegen.spelling import Source, call, comment, docstring, literal, rows, spell

NASTY = st.text(alphabet=st.sampled_from("ab \t\n\r\f\v\\\"'#{}%\x00\x1f\x7f\x85\xa0\u2028\u202e\ufeff\U0001f600é"))
TEXTS = NASTY | st.text(alphabet=st.characters(exclude_categories=["Cs"]))
SCALARS = (
    TEXTS | st.integers() | st.booleans() | st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=3)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4).map(tuple) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=10,
)


def plain(value: object) -> object:
    """What a value reads as when it is evaluated: fractions are floats there."""
    match value:
        case Decimal():
            return float(value)
        case tuple():
            return tuple(map(plain, cast(tuple[object, ...], value)))
        case _:
            return {key: plain(item) for key, item in value.items()} if is_mapping(value) else value


@given(VALUES)
def test_values_survive(value: object) -> None:
    assert ast.literal_eval(spell(value)) == plain(value)


@given(st.dictionaries(TEXTS, st.dictionaries(TEXTS, SCALARS, max_size=3), max_size=3))
def test_tables_survive(table: dict[str, dict[str, object]]) -> None:
    assert ast.literal_eval(rows(table, depth=2)) == plain(table)


@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=20))
@settings(max_examples=20, deadline=None)
def test_literals_survive_formatting(texts: list[str]) -> None:
    module = PurePosixPath("m.py")
    source = "".join(f"VALUE = call({spell(text * 9)}, {spell({text: (text,)})})\n" for text in texts)
    for statement, text in zip(ast.parse(format({module: source})[module]).body, texts, strict=True):
        assert isinstance(statement, ast.Assign)
        assert isinstance(statement.value, ast.Call)
        assert [ast.literal_eval(argument) for argument in statement.value.args] == [text * 9, {text: (text,)}]


@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=20))
@settings(max_examples=20, deadline=None)
def test_docstrings_survive_formatting(texts: list[str]) -> None:
    """Lines that are not too long come through unchanged, as docstrings of classes and below attributes."""
    texts = [text for text in texts if max(len(spell(line)) for line in text.split("\n")) < 60]
    module = PurePosixPath("m.py")
    source = "".join(
        f"class C:\n    {docstring(text, indent=4)}\n    a: int\n    {docstring(text, indent=4)}\n" for text in texts
    )
    for statement, text in zip(ast.parse(format({module: source})[module]).body, texts, strict=True):
        assert isinstance(statement, ast.ClassDef)
        first, _, second = statement.body
        for described in (first, second):
            assert isinstance(described, ast.Expr)
            read = ast.literal_eval(described.value).replace("\n    ", "\n")
            assert read.removesuffix("\n") == text or read == text


@given(st.lists(st.text(alphabet="ab\\\"'é", min_size=1, max_size=30), min_size=1, max_size=60))
def test_long_docstrings_are_broken_between_words(words: list[str]) -> None:
    spelled = docstring(" ".join(words), indent=4)
    assert ast.literal_eval(spelled).split() == words
    assert all(len(line) <= 120 for line in spelled.splitlines())


@given(TEXTS)
def test_comments_stay_comments(text: str) -> None:
    source = f"(\n{comment(text)}\n1,\n)"
    assert ast.literal_eval(source) == (1,)
    tokens = tokenize.generate_tokens(StringIO(source).readline)
    assert all(token.string.startswith("#") for token in tokens if token.type == tokenize.COMMENT)


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (8192, "8192"),
        (1_047_576, "1_047_576"),
        (-16_384, "-16_384"),
        (Decimal("1.50"), "1.50"),
        (True, "True"),
        (("a",), "('a',)"),
        (["a", 1], "('a', 1)"),
        (r"\d+", 'r"\\d+"'),
        ("\\", r"'\\'"),
        (Source("Kind(RateLimitError)"), "Kind(RateLimitError)"),
        ({"a": Source("b")}, "{'a': b}"),
    ],
)
def test_reads_as_written_by_a_person(value: object, spelled: str) -> None:
    assert spell(value) == spelled


def test_calls_leave_out_what_is_not_there() -> None:
    assert call("f", "a", b=None, c=(), d="", e={}, f=0, g=False) == "f('a', f=0, g=False)"


def test_types_of_words() -> None:
    assert literal(["a", Source("B.C")]) == "Literal['a', B.C]"


def test_short_tables_stay_on_a_line() -> None:
    assert rows({"a": 1}) == "{'a': 1}"
    assert rows({"a": 1, "b": 2}) == "{'a': 1,\n'b': 2,\n}"
    assert rows({"a": {"b": 1}}) == "{'a': {'b': 1},\n}"


def test_what_has_no_spelling_is_refused() -> None:
    with pytest.raises(TypeError, match="has no spelling"):
        spell(object())
