"""Bring what is generated in line with ``specs/`` and ``templates/``."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from jinja2 import TemplateError

from .document import SpecError
from .features.evidence import read_evidence
from .format import FormatError
from .pipeline import build, build_documents, read
from .tree import Output, TreeError, difference, write

INSTALLED = Path(__file__).parent
"""Where an installed wheel has the templates and the schema."""
SOURCE = INSTALLED.parents[1]
"""Where the project itself has them, in folders of their own."""


def main(arguments: list[str] | None = None) -> int:
    """Run the generator; 0 if all is well."""
    project = _project()
    parser = argparse.ArgumentParser(prog="python -m modelwire_codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if what is generated is not current")
    parser.add_argument("--specs", type=Path, metavar="DIR", help="the folder of specs (specs/)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder to write to (generated/)")
    parser.add_argument("--docs", type=Path, metavar="DIR", help="the folder to write documents to (none)")
    parser.add_argument("--evidence", type=Path, metavar="FILE", help="what shows the features in features.md (none)")
    parser.add_argument("--templates", type=Path, metavar="DIR", help="the folder of templates (templates/)")
    given = parser.parse_args(arguments)
    specs, out = given.specs or project / "specs", given.out or project / "generated"
    schema = _first(*(folder / "provider.schema.json" for folder in (specs, INSTALLED, SOURCE / "specs")))
    templates = given.templates or _first(*(folder / "templates" for folder in (project, INSTALLED, SOURCE)))
    try:
        known = read(specs, schema)
        outputs = [Output(out, build(known, templates))]
        if given.docs:
            evidence = read_evidence(given.evidence) if given.evidence else None
            outputs.append(Output(given.docs, build_documents(known, templates, evidence), shared=True))
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


def _tell(outputs: Iterable[Output], mend: str) -> int:
    """Print what is not current and what to do about it; 0 if all is."""
    stale = {output.root.name: diff for output in outputs if (diff := difference(output))}
    if stale:
        folders = " and ".join(f"{name}/" for name in stale)
        verb = "is" if len(stale) == 1 else "are"
        print(f"{''.join(stale.values())}{folders} {verb} not what the specs say: run `{mend}`", file=sys.stderr)
    return int(bool(stale))


def _project() -> Path:
    """The folder, among the current one and those above, that holds specs."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / "specs").is_dir()), here)


def _first(*candidates: Path) -> Path:
    """The first that exists, or else the one that should."""
    return next((path for path in candidates if path.exists()), candidates[0])


def _mend(given: argparse.Namespace, project: Path) -> str:
    """The command that brings the folders up to date."""
    usual = given.docs and given.docs.absolute() == project / "docs"
    folders = {"--specs": given.specs, "--out": given.out, "--docs": given.docs, "--templates": given.templates}
    options = [f"{name} {folder}" for name, folder in folders.items() if folder and not (name == "--docs" and usual)]
    options += [f"--evidence {given.evidence}"] if options and given.evidence else []
    return " ".join(["python -m modelwire_codegen", *options]) if options else "make generate"


def _place(error: TemplateError) -> str:
    """``provider.py.jinja:12: ``, if the error tells."""
    place, frame = "", error.__traceback__
    while frame:
        if (name := Path(frame.tb_frame.f_code.co_filename).name).endswith(".jinja"):
            place = f"{name}:{frame.tb_lineno}: "
        frame = frame.tb_next
    return place


if __name__ == "__main__":
    sys.exit(main())
