"""TypedDicts of the standard library, read as pydantic reads those of typing_extensions."""

from __future__ import annotations

import typing
from typing import Any

import pytest
import typing_extensions
from pydantic import TypeAdapter, ValidationError

from modelwire_runtime.typed_dicts import readable


class Street(typing.TypedDict):
    """Where it is."""

    name: str
    number: typing.NotRequired[int]


class Person(typing.TypedDict, total=False):
    name: typing.Required[str]
    home: Street | None
    others: list[Street]
    by_town: dict[str, tuple[Street, ...]]


class Modern(typing_extensions.TypedDict):
    name: str


def test_keys_keep_their_types_and_standing() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(readable(Person))
    street = {"name": "High St", "number": 3}
    whole = {"name": "A", "home": street, "others": [{"name": "B"}], "by_town": {"x": [street]}}
    assert adapter.validate_python(whole) == {**whole, "by_town": {"x": (street,)}}
    assert adapter.validate_python({"name": "A"}) == {"name": "A"}
    nothing: dict[str, Any] = {}
    for wrong in (nothing, {"name": "A", "home": nothing}, {"name": "A", "others": [{"number": 1}]}):
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)


def test_the_schema_is_named_and_described_alike() -> None:
    schema = TypeAdapter[Any](readable(Street)).json_schema()
    assert (schema["title"], schema["description"], schema["required"]) == ("Street", "Where it is.", ["name"])


@pytest.mark.parametrize("kind", [Modern, int, list[int], int | None, dict[str, Modern]])
def test_what_pydantic_reads_already_stays(kind: Any) -> None:
    assert readable(kind) is kind
