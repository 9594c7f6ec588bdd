"""The providers that the command line can speak of, and which of them is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError
from ..model_strings import split
from ..private import load_provider
from ..provider import LLMProvider, unknown_provider

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Offer:
    """The providers of a package: their ids, and the package that has a module for each."""

    types: type[StrEnum]
    package: str

    def has(self, name: str) -> bool:
        """Whether that is an id of a provider, or another of its names."""
        try:
            self.types(name)
        except ValueError:
            return False
        return True

    def kinds(self) -> Iterator[type[LLMProvider]]:
        """The classes of all providers."""
        return map(self._of_type, self.types)

    def kind(self, name: str) -> type[LLMProvider]:
        """The class of a provider, by its id or another of its names."""
        try:
            return self._of_type(self.types(name))
        except ValueError:
            raise unknown_provider(name, self.types) from None

    def one(self, name: str | None, spec: Path | None) -> type[LLMProvider]:
        """The class of the provider that is named, or described by a spec."""
        if name is not None and spec is not None:
            raise ConfigurationError("give --provider or --spec, not both")
        if spec is not None:
            return _loaded(spec)
        assert name is not None
        return self.kind(name)

    def chosen(self, name: str | None, model: str | None, spec: Path | None) -> tuple[type[LLMProvider], str]:
        """The provider and the model that are meant by ``--provider`` or ``--spec`` and ``--model``."""
        kind = self.one(name, spec) if name is not None or spec is not None else None
        if model is None:
            wanted = "MODEL" if kind else "PROVIDER/MODEL"
            raise ConfigurationError(f"no model is named: say -m {wanted}; `modelwire models` lists them")
        if kind is not None:
            return kind, model
        id, rest = split(model, self.types, f"{self.package}.catalogues")
        return self._of_type(id), rest

    def _of_type(self, id: StrEnum) -> type[LLMProvider]:
        names: dict[str, Any] = vars(import_module(f"{self.package}.{id}"))
        kinds = (value for value in names.values() if isinstance(value, type) and issubclass(value, LLMProvider))
        return next(kind for kind in kinds if getattr(kind, "id", "") == id)


def _loaded(spec: Path) -> type[LLMProvider]:
    """The class that a spec describes; of several mistakes in it the first is told."""
    try:
        return load_provider(spec)
    except ConfigurationError as error:
        first, *others = error.message.splitlines()
        if not others:
            raise
        also = f"{len(others)} more mistake{'s' if len(others) > 1 else ''}"
        raise ConfigurationError(f"{first}; and {also}, see `modelwire spec check {spec}`") from None
