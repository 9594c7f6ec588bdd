"""From specs to source text, without side effects on the working tree."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from .check import check
from .document import Document, Problem, SpecError
from .features import features
from .features.evidence import Evidence
from .format import format
from .guide import guide
from .language import language
from .likeness import complete
from .load import load
from .render import Files, render, render_guides
from .schema import Schema
from .spec import Spec
from .view import view


@dataclass(frozen=True)
class Specs:
    """The specs of a folder, each with the file it stands in, and their vocabulary."""

    every: Sequence[tuple[str, Spec]]
    vocabulary: Schema
    documents: Sequence[Document]


def build(specs: Specs, templates: Path) -> Files:
    """Every file of the generated package."""
    return format(render([view(spec, file) for file, spec in specs.every], templates))


def build_documents(
    specs: Specs, templates: Path, evidence: Evidence | None = None, example: Document | None = None
) -> Files:
    """Every generated document.

    With evidence, features are told with what shows them; with an example, a spec, keys are shown in use.
    """
    every = [spec for _, spec in specs.every]
    told = language(specs.vocabulary, specs.documents, example)
    return render_guides(guide(every, specs.vocabulary), features(every, evidence), told, templates)


def read(specs: Path, schema: Path) -> Specs:
    """The specs, if all is well; raises :class:`SpecError` with all that is wrong with them."""
    documents, problems = load(specs)
    return understood(documents, problems, schema)


def understood(
    documents: Sequence[Document], problems: Iterable[Problem], schema: Path, others: Sequence[Document] = ()
) -> Specs:
    """What was loaded, as typed objects; raises :class:`SpecError` with these problems and all others.

    ``others`` are specs that these may be like, and whose names are taken.
    """
    vocabulary = _vocabulary(schema)
    found = [*problems, *(problem for document in documents for problem in vocabulary.problems(document))]
    found += check(documents, vocabulary, others)
    if found:
        raise SpecError(found)
    return Specs([(document.file, _spec(document)) for document in complete(documents, others)], vocabulary, documents)


def _spec(document: Document) -> Spec:
    try:
        return Spec.model_validate(document.root.value)
    except ValidationError as error:  # the schema allows what the model does not
        raise SpecError(document.problem(found["loc"], found["msg"]) for found in error.errors()) from None


def _vocabulary(path: Path) -> Schema:
    try:
        return Schema(json.loads(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise SpecError([Problem(str(path), text=f"cannot be read ({error})")]) from None
