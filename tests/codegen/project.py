"""A project of one fictional provider, to be spoilt."""

import shutil
from pathlib import Path

import pytest

from modelwire_codegen.command import main

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("golden")


class Project:
    """A folder with specs and what was generated from them."""

    def __init__(self, folder: Path, output: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.specs = folder / "specs"
        self.out = folder / "generated"
        self.package = self.out / "modelwire"
        self.docs = folder / "docs"
        self._output = output
        self.specs.mkdir()
        shutil.copy(ROOT / "specs/provider.schema.json", self.specs)
        self.spec = shutil.copy(GOLDEN / "specs/acme.yaml", self.specs)

    def write(self, text: str, name: str = "acme.yaml") -> None:
        """Put a spec into the folder."""
        (self.specs / name).write_text(text)

    def run(self, *options: str) -> tuple[int, list[str]]:
        """Run the generator: its exit status, and the lines it wrote."""
        status = main(["--specs", str(self.specs), "--out", str(self.out), "--docs", str(self.docs), *options])
        printed = self._output.readouterr()
        return status, (printed.out + printed.err).splitlines()

    def generate(self) -> None:
        """Run the generator, which must not have anything to say."""
        assert self.run() == (0, [])

    def content(self) -> dict[str, bytes]:
        """Every file that is there."""
        paths = (path for path in self.out.rglob("*") if path.is_file())
        return {path.relative_to(self.out).as_posix(): path.read_bytes() for path in paths}
