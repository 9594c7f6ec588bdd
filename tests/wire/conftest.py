"""Keeps what the environment says of providers out of the tests."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

import pytest

from modelwire import Provider


@pytest.fixture(autouse=True)
def no_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds: tuple[Any, ...] = get_args(Provider)
    for kind in kinds:
        for item in fields(kind):
            for variable in item.metadata.get("env", ()):
                monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
