"""Keeps these tests out of a run that does not name their folder, and the environment's settings out of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.mock_server import MockServer
from tests.wire.conftest import no_settings_from_the_environment

__all__ = ["no_settings_from_the_environment"]

HERE = Path(__file__).parent


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """They need node and a package of npm's, so `make test` leaves them out without a word; `make e2e` names them."""
    named = (Path(config.invocation_params.dir, argument.partition("::")[0]).resolve() for argument in config.args)
    return None if any(path == HERE or HERE in path.parents for path in named) else True


@pytest.fixture(scope="session")
def mock_server() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server
