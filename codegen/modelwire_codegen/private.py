"""Private providers: specs in files of the user's own, made a package of their own.

Such a file may have any name and lie anywhere.  Its routes may be ``like`` those of the built-in providers and of the
other files that are given; its id must be neither's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from keyword import iskeyword
from pathlib import Path

from .document import Document, Problem, SpecError
from .load import read
from .pipeline import Specs, understood
from .render import Files, render_private
from .shipped import SCHEMA, TEMPLATES, built_in_specs
from .tree import TreeError
from .view import view

TAKEN = ("modelwire", "modelwire_codegen", "modelwire_runtime")


@dataclass(frozen=True)
class Rendered:
    """The modules of one private provider, as text that was not laid out, and what its class is called."""

    id: str
    class_name: str
    provider: str
    catalogue: str


def check_files(*files: Path) -> list[Problem]:
    """Everything that is wrong with these specs; nothing if they are good."""
    try:
        read_files(*files)
    except SpecError as error:
        return error.problems
    return []


def read_files(*files: Path) -> Specs:
    """These specs, if all is well; raises :class:`SpecError` with all that is wrong with them."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for file in dict.fromkeys(files):
        try:
            document, found = read(file, str(file))
        except SpecError as error:
            problems += error.problems
        else:
            documents.append(replace(document, stem=document.root["id"].text or document.stem))
            problems += found
    return understood(documents, problems, SCHEMA, _built_in(files))


def render_files(specs: Specs, templates: Path = TEMPLATES) -> Files:
    """The files of a package of these providers, not laid out."""
    return render_private([view(spec, Path(file).name, private=True) for file, spec in specs.every], templates)


def render_file(file: Path) -> Rendered:
    """The modules of the provider that one spec describes; raises :class:`SpecError` with all that is wrong with it."""
    specs = read_files(file)
    ((_, spec),) = specs.every
    files = {path.as_posix(): text for path, text in render_files(specs).items()}
    return Rendered(spec.id, spec.class_name, files[f"{spec.id}.py"], files[f"catalogues/{spec.id}.py"])


def check_package(folder: Path) -> None:
    """Raise :class:`TreeError` if a folder cannot be a package."""
    name = folder.absolute().name
    if not name.isidentifier() or iskeyword(name):
        raise TreeError(f"{folder} cannot be imported: give --out the name of a package, such as my_package")
    if name in TAKEN:
        raise TreeError(f"{folder} would hide modelwire itself: give --out another name")


def _built_in(given: Sequence[Path]) -> list[Document]:
    """The specs of the built-in providers, but for those that are checked themselves."""
    own = {file.resolve() for file in given}
    paths: Iterable[Path] = (path for path in built_in_specs().values() if path.resolve() not in own)
    return [read(path, f"the built-in {path.name}")[0] for path in paths]
