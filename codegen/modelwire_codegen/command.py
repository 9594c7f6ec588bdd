"""Bring what is generated in line with its specs: those of a folder, or private ones that are named."""

import argparse
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

from jinja2 import TemplateError

from .document import SpecError
from .features.evidence import read_evidence
from .format import FormatError, format
from .load import read_document
from .pipeline import build, build_documents, read
from .private import check_package, read_files, render_files
from .shipped import SCHEMA, TEMPLATES, first
from .tree import Output, TreeError, difference, write


def main(arguments: list[str] | None = None) -> int:
    """Run the generator; 0 if all is well."""
    project = _project()
    parser = argparse.ArgumentParser(prog="python -m modelwire_codegen", description=__doc__)
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="SPEC", help="private specs, of which --out becomes the package (none)"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail if what is generated is not current")
    parser.add_argument("--specs", type=Path, metavar="DIR", help="the folder of specs (specs/)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder to write to (generated/)")
    parser.add_argument("--docs", type=Path, metavar="DIR", help="the folder to write documents to (none)")
    parser.add_argument("--evidence", type=Path, metavar="FILE", help="what shows the features in features.md (none)")
    parser.add_argument("--example", type=Path, metavar="FILE", help="the spec shown in spec-language.md (none)")
    parser.add_argument("--templates", type=Path, metavar="DIR", help="the folder of templates (templates/)")
    given = parser.parse_args(arguments)
    if given.files:
        if not given.out:
            parser.error("where to? say it by --out, the folder of the package, such as --out my_package")
        if other := next((name for name in ("specs", "docs", "evidence", "example") if getattr(given, name)), None):
            parser.error(f"--{other} does not go with private specs")
    elif not given.specs and not (project / "specs").is_dir():
        parser.error("there is no folder specs/ here or above; name private specs: my.yaml --out my_package")
    templates = given.templates or (TEMPLATES if given.files else first(project / "templates", TEMPLATES))
    try:
        outputs = _private(given, templates) if given.files else _public(given, project, templates)
        if given.check:
            return _tell(outputs, _mend(given, project))
        write(*outputs)
    except (SpecError, FormatError, TreeError) as error:
        print(error, file=sys.stderr)
        return 1
    except TemplateError as error:
        print(f"{templates}: {_place(error)}{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


def _public(given: argparse.Namespace, project: Path, templates: Path) -> list[Output]:
    """The package of all specs of a folder, and the documents on them."""
    specs, out = given.specs or project / "specs", given.out or project / "generated"
    known = read(specs, first(specs / "provider.schema.json", SCHEMA))
    outputs = [Output(out, build(known, templates))]
    if given.docs:
        evidence = read_evidence(given.evidence) if given.evidence else None
        example = read_document(given.example) if given.example else None
        outputs.append(Output(given.docs, build_documents(known, templates, evidence, example), shared=True))
    return outputs


def _private(given: argparse.Namespace, templates: Path) -> list[Output]:
    """A package of the specs that were named."""
    check_package(given.out)
    return [Output(given.out, format(render_files(read_files(*given.files), templates)))]


def _tell(outputs: Iterable[Output], mend: str) -> int:
    """Print what is not current and what to do about it; 0 if all is."""
    stale = {output.root.absolute().name: diff for output in outputs if (diff := difference(output))}
    if stale:
        folders = " and ".join(f"{name}/" for name in stale)
        verb = "is" if len(stale) == 1 else "are"
        print(f"{''.join(stale.values())}{folders} {verb} not what the specs say: run `{mend}`", file=sys.stderr)
    return int(bool(stale))


def _project() -> Path:
    """The folder, among the current one and those above, that holds specs."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / "specs").is_dir()), here)


def _mend(given: argparse.Namespace, project: Path) -> str:
    """The command that brings the folders up to date."""
    usual = given.docs and given.docs.absolute() == project / "docs"
    folders = {"--specs": given.specs, "--out": given.out, "--docs": given.docs, "--templates": given.templates}
    options = [
        f"{name} {shlex.quote(str(folder))}"
        for name, folder in folders.items()
        if folder and not (name == "--docs" and usual)
    ]
    shown = {"--evidence": given.evidence, "--example": given.example}
    options += [f"{name} {shlex.quote(str(file))}" for name, file in shown.items() if options and file]
    words = [*(shlex.quote(str(file)) for file in given.files), *options]
    return " ".join(["python -m modelwire_codegen", *words]) if words else "make generate"


def _place(error: TemplateError) -> str:
    """``provider.py.jinja:12: ``, if the error tells."""
    place, frame = "", error.__traceback__
    while frame:
        if (name := Path(frame.tb_frame.f_code.co_filename).name).endswith(".jinja"):
            place = f"{name}:{frame.tb_lineno}: "
        frame = frame.tb_next
    return place
