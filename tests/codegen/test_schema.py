"""The schema itself: every key described, every pattern worded, everything closed, and standard tools agree with us."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from modelwire_codegen.document import Document, is_list, is_mapping
from modelwire_codegen.load import load
from modelwire_codegen.schema import Schema

from .project import GOLDEN, ROOT

SCHEMA: dict[str, Any] = json.loads((ROOT / "specs/provider.schema.json").read_text())
STANDARD: Any = Draft202012Validator(SCHEMA)
FOLDERS = (ROOT / "specs", GOLDEN / "specs")


def as_json(document: Document) -> Any:
    return json.loads(json.dumps(document.root.value, default=float))


def parts(schema: Any, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping in the schema, and where it stands."""
    if is_mapping(schema):
        yield path, schema
        for key, inner in schema.items():
            yield from parts(inner, f"{path}.{key}")
    elif is_list(schema):
        for index, inner in enumerate(schema):
            yield from parts(inner, f"{path}[{index}]")


def described(schema: dict[str, Any]) -> bool:
    if "description" in schema:
        return True
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    return bool(name) and described(SCHEMA["$defs"][name])


def test_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_described() -> None:
    undescribed = [
        f"{path}.{name}"
        for path, part in parts(SCHEMA)
        if path.rpartition(".")[2] != "if" and isinstance(part.get("properties"), dict) and "$defs" not in path[-6:]
        for name, inner in part["properties"].items()
        if not described(inner) and name not in known_elsewhere(path)
    ]
    assert not undescribed


def known_elsewhere(path: str) -> set[str]:
    """Keys that a definition narrows and another one describes."""
    return {"protocol"} if path.endswith("_route") else set()


def test_every_rule_on_text_is_worded() -> None:
    """``x-expects`` says what a pattern or a list of words means: "'...' is not <x-expects>"."""
    unworded = [path for path, part in parts(SCHEMA) if {"pattern", "enum"} & part.keys() and worded(path, part)]
    assert not unworded


def worded(path: str, part: dict[str, Any]) -> bool:
    is_condition = ".if." in path
    is_property = path.endswith(".properties")
    return not is_condition and not is_property and "x-expects" not in part


def test_every_pattern_covers_the_whole_text() -> None:
    loose = [
        path
        for path, part in parts(SCHEMA)
        if isinstance(pattern := part.get("pattern"), str) and not (pattern.startswith("^") and pattern.endswith("$"))
    ]
    assert not loose


def test_every_mapping_is_closed() -> None:
    """A misspelt key is never overlooked: properties are listed only where the list is the whole, or a part of one."""
    bases = {"evidence", "rates", "quote", "route", "request_route", "request_route.then", "reason", "tables", "option"}
    quirks = {name for name in SCHEMA["$defs"] if "-" in name}
    open_ones = [
        path
        for path, part in parts(SCHEMA)
        if isinstance(part.get("properties"), dict)
        and not {"unevaluatedProperties", "additionalProperties"} & part.keys()
        and not any(path == f"$.$defs.{name}" for name in bases | quirks)
        and ".allOf[" not in path
        and path != "$.$defs"
        and not path.endswith(".properties")
    ]
    assert not open_ones


@pytest.mark.parametrize("folder", FOLDERS, ids=["specs", "golden"])
def test_a_standard_validator_takes_the_specs_too(folder: Any) -> None:
    """Editors use such a one; ours differs in its messages only."""
    documents, problems = load(folder)
    assert not problems
    for document in documents:
        assert not [error.message for error in STANDARD.iter_errors(as_json(document))]


@pytest.mark.parametrize("key", ["nmae", "settings.region.tpye", "endpoints.chat.1.stream_usag", "errors.code"])
def test_a_standard_validator_refuses_unknown_keys_too(key: str) -> None:
    (document,), _ = load(GOLDEN / "specs")
    spec = as_json(document)
    *parents, last = key.split(".")
    place = spec
    for parent in parents:
        place = place[int(parent) if parent.isdigit() else parent]
    place[last] = "x"
    assert not STANDARD.is_valid(spec)


def test_the_golden_spec_uses_every_key() -> None:
    """What is not used there is not shown to work."""
    used: set[str] = set()

    def collect(value: Any) -> None:
        if is_mapping(value):
            used.update(map(str, value))
            for inner in value.values():
                collect(inner)
        elif is_list(value):
            for inner in value:
                collect(inner)

    (document,), _ = load(GOLDEN / "specs")
    collect(document.root.value)
    listed: list[dict[str, Any]] = [
        part["properties"] for _, part in parts(SCHEMA) if is_mapping(part.get("properties"))
    ]
    known = {name for properties in listed for name in properties}
    rates = set(SCHEMA["$defs"]["rates"]["properties"])
    assert not known - used - rates - {"pattern", "method"}


def test_words_are_read_from_the_schema() -> None:
    assert Schema(SCHEMA).words("embeddings_parameter") == ("dimensions", "user", "input_type")
