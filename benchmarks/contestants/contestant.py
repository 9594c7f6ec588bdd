"""What a contestant can be asked to do."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

from benchmarks import payloads
from benchmarks.payloads import Kind, Wire


def module(name: str) -> Any:
    """A library that is installed in the contestant's own environment only."""
    return importlib.import_module(name)


class Contestant:
    """One way of talking to a provider.

    What a contestant cannot do it leaves out, and ``skips`` names the rows that are not for it.  ``environment`` names
    the file of ``locks/`` with what is installed for it, ``imports`` is what its user types, ``reports`` are the
    packages whose versions are told.
    """

    name: ClassVar[str]
    environment: ClassVar[str]
    imports: ClassVar[str]
    reports: ClassVar[tuple[str, ...]] = ()
    wire: ClassVar[Wire] = "openai"
    skips: ClassVar[tuple[str, ...]] = ()

    def __init__(self, kind: Kind = "small") -> None:
        self.messages = payloads.messages(kind)

    def open(self, base: str) -> None:
        """Make a client."""
        raise NotImplementedError

    def close(self) -> None:
        """Close it."""

    def chat(self) -> str:
        """Ask for an answer; its text."""
        raise NotImplementedError

    def stream(self) -> Iterator[str]:
        """Ask for an answer; its text as it comes."""
        raise NotImplementedError

    def embed(self) -> tuple[int, int]:
        """Ask for vectors; how many came, and their length."""
        raise NotImplementedError

    async def aopen(self, base: str) -> None:
        """Make an async client."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """Close it."""

    async def achat(self) -> str:
        """Ask for an answer; its text."""
        raise NotImplementedError

    def astream(self) -> AsyncIterator[str]:
        """Ask for an answer; its text as it comes."""
        raise NotImplementedError

    @classmethod
    def can(cls, method: str) -> bool:
        """Whether a method is there and not left out."""
        return getattr(cls, method) is not getattr(Contestant, method)
