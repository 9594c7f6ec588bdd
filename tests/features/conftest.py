"""Keeps what the environment says of providers out of the tests."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from modelwire import Provider
from modelwire_runtime.settings import settings_of


@pytest.fixture(autouse=True)
def no_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds: tuple[Any, ...] = get_args(Provider)
    for kind in kinds:
        for one in settings_of(kind).values():
            for variable in one.env:
                monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
