"""The type that an answer is to be an instance of: its schema, and the reading of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typing_extensions

from .errors import InvalidRequestError
from .typed_dicts import readable

WRAPPED = "answer"
"""The key under which stands what is no object: vendors take schemas of objects only."""
DIGRESSION = re.compile(r"```[A-Za-z]*[ \t]*\r?\n(.*?)\r?\n?[ \t]*```", re.DOTALL)
FENCED = re.compile(rf"\s*{DIGRESSION.pattern}\s*", re.DOTALL)


class Misfit(Exception):
    """The text is no instance of the type; the message says where and why."""


class OutputType:
    """A type whose instances can be told from JSON: a model, a data class, a TypedDict, or anything pydantic reads.

    What is no object, such as a list, a number or a union, is asked for within an object and taken out of it.
    """

    def __init__(self, output_type: Any, provider: str = "") -> None:
        from pydantic import TypeAdapter
        from pydantic.errors import PydanticSchemaGenerationError, PydanticUndefinedAnnotation, PydanticUserError

        if output_type is None:
            raise InvalidRequestError(
                "output_type is missing: give the type of the answer, such as a pydantic model", provider=provider
            )
        self.name = _name(output_type)
        try:
            adapter: TypeAdapter[Any] = TypeAdapter(readable(output_type))
            schema = adapter.json_schema()
        except (
            PydanticSchemaGenerationError,
            PydanticUndefinedAnnotation,
            PydanticUserError,
            TypeError,
            NameError,
            AttributeError,  # of an instance of a data class
        ) as error:
            raise InvalidRequestError(
                f"output_type must be a pydantic model, a data class, a TypedDict or another type that JSON can hold, "
                f"not {output_type!r}: {str(error).partition(chr(10))[0].rstrip('.')}",
                provider=provider,
            ) from error
        if not schema.keys() - {"title", "description"}:
            raise InvalidRequestError(
                f"output_type must say what the answer is, and {output_type!r} may be anything", provider=provider
            )
        root = _root(schema)
        self._wrapped = root.get("type") != "object"
        self.schema: dict[str, Any] = _wrap(schema) if self._wrapped else root
        self._adapter: Any = TypeAdapter(_holder(output_type)) if self._wrapped else adapter

    def read(self, text: str, *, enforced: bool = True) -> Any:
        """The instance that a text holds; raises :class:`Misfit`.

        A fence of Markdown round the whole is taken off; where no vendor saw to the form of the reply (``enforced``),
        a single one is also taken out of what was said round it.
        """
        from pydantic_core import ValidationError

        if fenced := FENCED.fullmatch(text):
            text = fenced[1]
        elif not enforced and len(blocks := DIGRESSION.findall(text)) == 1:
            text = blocks[0]
        if not text.strip():
            raise Misfit("it is empty")
        try:
            held = self._adapter.validate_json(text)
            return held[WRAPPED] if self._wrapped else held
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            if first["type"] == "json_invalid":
                raise Misfit(f"it is not JSON: {first['msg']}{_start(text)}") from error
            more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
            raise Misfit(f"it does not fit: {self._path(first['loc'])}: {first['msg']}{more}") from error

    def _path(self, places: Sequence[int | str]) -> str:
        """Where in the answer something stands, such as ``$.items[2].price``."""
        inner = places[1:] if self._wrapped and len(places) > 1 else places
        return "$" + "".join(f"[{place}]" if isinstance(place, int) else f".{place}" for place in inner)


def _name(output_type: Any) -> str:
    """The type's name as vendors take names."""
    given = getattr(output_type, "__name__", "")
    return re.sub("[^A-Za-z0-9_-]+", "_", given if isinstance(given, str) else "").strip("_")[:64] or "answer"


def _root(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with what it refers to as a whole in its place: a recursive type's is but a reference."""
    definitions: dict[str, Any] = schema.get("$defs", {})
    root = schema
    for _ in definitions:
        if "$ref" not in root:
            break
        root = {**definitions[str(root["$ref"]).rpartition("/")[2]], "$defs": definitions}
    return root


def _holder(output_type: Any) -> Any:
    """The type of an object that holds an instance under one key."""
    make: Any = typing_extensions.TypedDict
    return make("Answer", {WRAPPED: readable(output_type)})


def _wrap(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object that holds under one key what the schema is of."""
    inner = {key: value for key, value in schema.items() if key != "$defs"}
    wrapped: dict[str, Any] = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    return wrapped | {
        "type": "object",
        "properties": {WRAPPED: inner},
        "required": [WRAPPED],
        "additionalProperties": False,
    }


def _start(text: str) -> str:
    text = " ".join(text.split())
    return f", in {text[:40]!r}{'...' if len(text) > 40 else ''}"
