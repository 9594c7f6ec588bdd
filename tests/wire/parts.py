"""The cases that show what a provider can do, found by their names: what `make demo` plays.

A provider whose folders hold cases of these names has a part without a word more.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Final

from modelwire import ProviderType
from tests.wire.case import Case, load_cases
from tests.wire.failures import expected_failure
from tests.wire.vendors import VENDORS

TEXT: Final = ("chat_text", "composed_chat_text", "composed_chat_*")
STREAM: Final = ("stream_usage", "stream_text", "composed_stream_usage", "composed_stream_*")
CALLS: Final = ("composed_tool_calls",)
RESULTS: Final = ("chat_tool_roundtrip_parallel", "composed_tool_roundtrip", "composed_tool_roundtrip_*")
ERROR: Final = ("error_402*", "error_429*", "error_529*", "error_401*", "error_*", "composed_error_*")
"""Names in the order of preference; of errors those first that say most about their vendor."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What is played of one provider: a reply, a stream, two calls of tools and their results, a failure."""

    type: ProviderType
    text: Case | None = None
    stream: Case | None = None
    calls: Case | None = None
    results: Case | None = None
    error: Case | None = None

    @property
    def cases(self) -> list[Case]:
        """The cases that are there."""
        found = (getattr(self, field.name) for field in fields(self))
        return [case for case in found if isinstance(case, Case)]

    @property
    def missing(self) -> list[str]:
        """What there is no case for."""
        return [field.name for field in fields(self) if getattr(self, field.name) is None]


def part_of(type: ProviderType) -> Part:
    """The part of a provider: from the one of its folders that has most to show, as a conversation stays in one."""
    folders = [folder for folder, vendor in VENDORS.items() if ProviderType(vendor.provider) is type]
    return max((_part(type, folder) for folder in folders), key=lambda part: len(part.cases), default=Part(type=type))


def _part(type: ProviderType, folder: str) -> Part:
    cases = load_cases(folder)

    def first(names: tuple[str, ...], fails: bool = False) -> Case | None:
        named = (case for name in names for case in cases if fnmatchcase(case.name, name))
        return next((case for case in named if bool(expected_failure(case)) is fails), None)

    return Part(
        type=type,
        text=first(TEXT),
        stream=first(STREAM),
        calls=first(CALLS),
        results=first(RESULTS),
        error=first(ERROR, fails=True),
    )
