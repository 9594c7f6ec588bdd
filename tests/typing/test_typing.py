"""The modules beside this one are for the type checkers: they are checked here, and never run."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHECKED = sorted(path for path in HERE.glob("*.py") if not path.name.startswith("test_"))


@pytest.mark.parametrize("path", CHECKED, ids=lambda path: str(path.stem))
def test_a_checked_module_only_defines(path: Path) -> None:
    """It calls nothing when it is imported by mistake, and each expected error names its code."""
    source = path.read_text(encoding="utf-8")
    for statement in ast.parse(source).body:
        assert isinstance(
            statement,
            ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign
            | ast.AnnAssign | ast.Expr,
        )  # fmt: skip
        if isinstance(statement, ast.Expr):
            assert isinstance(statement.value, ast.Constant)
    assert source.count("# type: ignore") == source.count("# type: ignore[")


def test_mypy_finds_the_expected_errors_and_no_others() -> None:
    """An error that is missing is an unused ignore, which is an error; `make types` asks pyright the same."""
    command = [sys.executable, "-m", "mypy", *map(str, CHECKED)]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
