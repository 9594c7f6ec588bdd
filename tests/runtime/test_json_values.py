"""Plain data of the wrong type, times and data URIs, as every protocol reads them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from modelwire_runtime.protocols.data_uris import DataURI, read_data_uri
from modelwire_runtime.protocols.json_values import as_seconds

TIMES: list[tuple[Any, int | None]] = [
    (1_700_000_000, 1_700_000_000),
    (1_700_000_000.9, 1_700_000_000),
    ("2026-11-20T10:00:00Z", 1_795_168_800),
    ("2026-11-20T12:00:00.123456789+02:00", 1_795_168_800),
    ("2026-11-20T10:00:00", 1_795_168_800),
    ("yesterday", None),
    (float("inf"), None),
    (float("nan"), None),
    (True, None),
    (None, None),
    ({}, None),
]


@pytest.mark.parametrize(("told", "seconds"), TIMES, ids=str)
def test_times_are_unix_seconds_wherever_the_machine_stands(
    told: Any, seconds: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        assert as_seconds(told) == seconds
    time.tzset()


ADDRESSES: dict[str, DataURI | None] = {
    "data:image/png;base64,AA==": DataURI("image/png", "", True, "AA=="),
    "DATA:image/png;BASE64,AA==": DataURI("image/png", "", True, "AA=="),
    "data:audio/L16;rate=24000;base64,AA==": DataURI("audio/L16", ";rate=24000", True, "AA=="),
    "data:image/png;base64;rate=1,AA==": DataURI("image/png", ";rate=1", True, "AA=="),
    "data:,a%2Cb,c": DataURI("", "", False, "a%2Cb,c"),
    "data:text/plain;charset=utf-8,hello": DataURI("text/plain", ";charset=utf-8", False, "hello"),
    "data:image/png;base64": None,
    "https://example.com/a,b.png": None,
    "": None,
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_data_uris_come_apart(address: str) -> None:
    assert read_data_uri(address) == ADDRESSES[address]
