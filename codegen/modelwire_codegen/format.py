"""Makes generated source look like the rest of the project."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from .render import Files

CONFIG = Path(__file__).with_name("layout.toml")


class FormatError(Exception):
    """Ruff is missing, or refused generated source."""


def format(files: Files) -> Files:
    """Drop unused imports, sort the others and lay everything out, whatever the user's own settings of ruff are."""
    with TemporaryDirectory(prefix="modelwire-") as folder:
        for path, text in files.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        modules = [str(path) for path in files if path.suffix == ".py"]
        _ruff(folder, "check", "--fix", "--select=F401,I,RUF022", *modules)
        _ruff(folder, "format", *modules)
        return {path: Path(folder, path).read_bytes().decode() for path in files}


def _ruff(folder: str, *arguments: str) -> None:
    command, *others = arguments
    own_settings = {name: value for name, value in os.environ.items() if not name.startswith("RUFF_")}
    done = subprocess.run(
        [sys.executable, "-m", "ruff", command, "--quiet", "--no-cache", f"--config={CONFIG}", *others],
        cwd=folder,
        env=own_settings,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode and find_spec("ruff") is None:
        raise FormatError("the generator needs ruff, which comes with an extra: pip install 'modelwire[codegen]'")
    if done.returncode:
        raise FormatError(f"ruff {command}: {(done.stderr or done.stdout).strip()}")
