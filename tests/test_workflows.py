"""The workflows of `.github`: what they may do, whose actions they run, and what a release must pass."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

ROOT: Final = Path(__file__).parents[1]
FILES: Final = sorted((ROOT / ".github/workflows").glob("*.yml"))
MAY_WRITE: Final = {
    ("release.yml", "build"): {"attestations", "id-token"},
    ("release.yml", "publish"): {"id-token"},
}
"""The permissions to write that jobs have; every other job only reads."""


def parsed(path: Path) -> dict[str, Any]:
    """A workflow; ``on`` is not read as the boolean that YAML 1.1 makes of it."""
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    return found


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = parsed(path)["jobs"]
    return found


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_workflow_may_do_no_more_than_it_must(path: Path) -> None:
    assert parsed(path)["permissions"] in ({}, {"contents": "read"})
    for name, job in jobs(path).items():
        writes = {what for what, how in job.get("permissions", {}).items() if how != "read"}
        assert writes == MAY_WRITE.get((path.name, name), set())
        assert "timeout-minutes" in job


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_workflow_runs_nothing_of_a_strangers_with_its_rights(path: Path) -> None:
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(parsed(path)["on"])
    text = path.read_text("utf-8")
    assert "secrets." not in text and "password" not in text
    for job in jobs(path).values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), "a shell reads what is put in; hand it over in env"
            if "actions/checkout@" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_actions_are_named_by_commit(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text("utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


def test_an_action_is_the_same_in_all_workflows() -> None:
    used = {action for path in FILES for action in re.findall(r"uses: (.+)", path.read_text("utf-8"))}
    assert len(used) == len({action.partition("@")[0] for action in used})


def test_every_python_that_is_promised_is_tried() -> None:
    promised = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert jobs(ROOT / ".github/workflows/ci.yml")["test"]["strategy"]["matrix"]["python"] == promised


def test_only_what_passed_is_published() -> None:
    """Built once, in a job that passed all checks; the job that may publish runs no code of the project's."""
    release = parsed(ROOT / ".github/workflows/release.yml")
    assert release["on"] == {"push": {"tags": ["v*"]}}
    assert release["jobs"]["build"]["needs"] == "test"
    publish = release["jobs"]["publish"]
    assert (publish["needs"], publish["environment"]) == ("build", "release")
    assert not any("run" in step for step in publish["steps"])
