"""From specs to source text, without side effects on the working tree."""

import json
from pathlib import Path

from pydantic import ValidationError

from .check import check
from .document import Document, Problem, SpecError
from .format import format
from .likeness import complete
from .load import load
from .render import Files, render
from .schema import Schema
from .spec import Spec
from .view import ProviderView, view


def build(specs: Path, schema: Path, templates: Path) -> Files:
    """Every generated file; raises :class:`SpecError` with all that is wrong with the specs."""
    return format(render(read(specs, schema), templates))


def read(specs: Path, schema: Path) -> list[ProviderView]:
    """What the templates need to know of each spec."""
    documents, problems = load(specs)
    vocabulary = Schema(_json(schema))
    for document in documents:
        problems += vocabulary.problems(document)
    problems += check(documents, vocabulary)
    if problems:
        raise SpecError(problems)
    return [view(_spec(document), document.file) for document in complete(documents)]


def _spec(document: Document) -> Spec:
    try:
        return Spec.model_validate(document.root.value)
    except ValidationError as error:  # the schema allows what the model does not
        raise SpecError(document.problem(found["loc"], found["msg"]) for found in error.errors()) from None


def _json(path: Path) -> dict[str, object]:
    try:
        content: dict[str, object] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SpecError([Problem(str(path), text=f"cannot be read ({error})")]) from None
    return content
