"""Keeps what the environment says of providers out of the tests."""

from __future__ import annotations

from typing import Any, Final, get_args

import pytest

from modelwire import Provider
from modelwire_runtime.settings import settings_of

KINDS: Final[tuple[Any, ...]] = get_args(Provider)
VARIABLES: Final = frozenset(name for kind in KINDS for one in settings_of(kind).values() for name in one.env)


@pytest.fixture(autouse=True)
def no_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
