"""The quick yes or no on a spec is the verdict of the validator that tells what is wrong."""

import copy
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from modelwire_codegen.document import is_list, is_mapping
from modelwire_codegen.load import load
from modelwire_codegen.schema import Schema
from modelwire_codegen.shape import Shapes
from modelwire_codegen.validator import validator

from .project import GOLDEN, ROOT

SCHEMA: dict[str, Any] = json.loads((ROOT / "specs/provider.schema.json").read_text())
OTHERS: tuple[Any, ...] = (
    None,
    True,
    0,
    Decimal("-0.5"),
    "",
    "2026-02-30",
    "x\n",
    "gemini-images",
    [],
    {},
    [1, 1],
    {"a": 1},
)
"""What is put where something else belongs."""
SMALL: dict[str, list[Any]] = {
    '{"type": "integer"}': [1, True, Decimal(1), "1", None],
    '{"type": ["number", "null"]}': [1, True, Decimal("0.5"), "1", None],
    '{"enum": ["a"]}': ["a", "b", 1, [], {}],
    '{"const": "a"}': ["a", "b", 1, [], {}],
    '{"pattern": "^a$"}': ["a", "a\n", "b", 1, None],
    '{"pattern": "a\\\\$"}': ["a$", "a"],
    '{"format": "date"}': ["2026-11-27", "2026-02-30", "20261127", "2026-W48-5", "٢٠٢٦-11-27", 1],
    '{"minimum": 1, "maximum": 2}': [0, 1, 2, 3, Decimal("1.5"), Decimal("2.5"), True, False, "0"],
    '{"minLength": 2, "minItems": 2, "minProperties": 2}': ["a", "ab", [1], [1, 2], {"a": 1}, {"a": 1, "b": 1}, 1],
    '{"uniqueItems": true}': [[], [1, 1], [1, True], [1, Decimal("1.0")], ["1", 1], "aa"],
    '{"items": {"type": "string"}}': [[], ["a"], ["a", 1], "a", {"a": 1}],
    '{"required": ["a"], "propertyNames": {"pattern": "^[ab]$"}}': [{}, {"a": 1}, {"a": 1, "c": 1}, ["c"], "c"],
    '{"properties": {"a": {"type": "string"}}, "additionalProperties": false}': [{"a": "a"}, {"a": 1}, {"b": 1}, 1],
    '{"properties": {"a": {}}, "additionalProperties": {"type": "string"}}': [{"a": 1}, {"b": "b"}, {"b": 1}],
    '{"allOf": [{"type": "string"}, {"minLength": 2}]}': ["a", "ab", 1],
    '{"not": {"type": "string"}}': ["a", 1],
    '{"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "integer"}}': ["a", "ab", 1, None],
    '{"if": {"type": "string"}, "then": {"minLength": 2}}': ["a", "ab", None],
    '{"$ref": "#/$defs/a", "maximum": 2}': [0, 1, 3],
    '{"$ref": "#/$defs/tree"}': [{}, {"tree": {}}, {"tree": {"tree": 1}}, {"three": {}}],
    '{"$ref": "#/$defs/a", "properties": {"a": {}}, "unevaluatedProperties": false}': [{}, {"a": 1}, {"a": 1, "b": 1}],
}
"""Schemas and values, each of which either allows or does not."""
DEFINITIONS: dict[str, Any] = {
    "a": {"minimum": 1},
    "tree": {"type": "object", "properties": {"tree": {"$ref": "#/$defs/tree"}}, "additionalProperties": False},
}


def verdicts(schema: dict[str, Any], values: Iterator[Any]) -> list[tuple[Any, bool, bool]]:
    """What is said of each value: quickly, and by the validator."""
    vocabulary = Schema({"$defs": {}, **schema})
    quick = Shapes(vocabulary.definitions, vocabulary.properties).check(vocabulary.root)
    slow = validator(vocabulary.root, vocabulary.properties)
    return [(value, quick(value), slow.is_valid(value)) for value in values]


@pytest.mark.parametrize("schema", SMALL)
def test_every_keyword_means_what_it_means_to_the_validator(schema: str) -> None:
    said = verdicts({"$defs": DEFINITIONS, **json.loads(schema)}, iter(SMALL[schema]))
    assert not [value for value, quick, slow in said if quick is not slow]
    assert {slow for _, _, slow in said} == {True, False}


def test_changed_specs_are_allowed_where_the_validator_allows_them() -> None:
    (document,), _ = load(GOLDEN / "specs")
    said = verdicts(SCHEMA, changed(document.root.value, 100))
    assert not [value for value, quick, slow in said if quick is not slow]
    assert {slow for _, _, slow in said} == {True, False}


def changed(spec: Any, times: int) -> Iterator[Any]:
    """A spec that differs in one place, the same ones in every run."""
    chance = random.Random(0)
    for _ in range(times):
        copied = copy.deepcopy(spec)
        places = list(containers(copied))
        place = chance.choice(places)
        key = chance.choice(list(place) if is_mapping(place) else range(len(place)))
        if chance.random() < 0.3:
            del place[key]
        else:
            place[key] = chance.choice((*OTHERS, copy.deepcopy(chance.choice(places))))
        yield copied


def containers(value: Any) -> Iterator[Any]:
    """The mappings and lists of a spec that hold something."""
    if is_mapping(value) or is_list(value):
        if value:
            yield value
        for inner in value.values() if is_mapping(value) else value:
            yield from containers(inner)


def test_a_keyword_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="maxLength: 3 is not known"):
        Schema({"$defs": {}, "properties": {"a": {"maxLength": 3}}})


def test_specs_that_are_right_need_no_validator(tmp_path: Path) -> None:
    """Its import alone takes longer than all of them are looked at."""
    code = "import sys; from modelwire_codegen.command import main; main(); print('jsonschema' in sys.modules)"
    options = ["--specs", str(GOLDEN / "specs"), "--out", str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", code, *options], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
