from pathlib import Path

import pytest

from .project import GOLDEN, Project


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Project:
    """A project of one provider, nothing generated yet."""
    return Project(tmp_path, capsys)


@pytest.fixture
def acme() -> str:
    """The spec of the fictional provider, which uses every word there is."""
    return (GOLDEN / "specs/acme.yaml").read_text()
