"""A provider's own parameters: what each may be, and whether what was given is that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import TYPE_CHECKING, Any

from .data import is_listed, is_mapping
from .errors import InvalidRequestError, NotSupportedError
from .parameter_types import shown
from .suggestions import suggest

if TYPE_CHECKING:
    from .provider import LLMProvider
    from .routes import Route

CALLED: Mapping[str, str] = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
}
"""The types of JSON, as errors call them."""


def _none() -> dict[str, Option]:
    return {}


@dataclass(frozen=True)
class Option:
    """What one of a provider's own parameters may be.

    ``types`` are types of JSON, or ``any``; ``enum`` lists the strings that are accepted, ``fields`` the keys of an
    object, ``items`` what an array holds.  Where they are empty anything of the type will do.  ``header`` is the header
    that carries the option; the body does if it is empty.
    """

    types: str | tuple[str, ...]
    enum: tuple[str, ...] = ()
    fields: Mapping[str, Option] = field(default_factory=_none)
    items: Option | None = None
    header: str = ""

    def complaint(self, value: Any, name: str) -> str | None:
        """What is wrong with a value, if anything; ``name`` is where it stands."""
        kinds = (self.types,) if isinstance(self.types, str) else self.types
        if not any(_is(value, kind) for kind in kinds):
            return f"{name} must be {' or '.join(CALLED[kind] for kind in kinds)}, not {shown(value)}"
        if self.enum and isinstance(value, str) and value not in self.enum:
            return f"{name} must be one of {', '.join(map(repr, self.enum))}, not {value!r}"
        if self.fields and is_mapping(value):
            for key, item in value.items():
                known = self.fields.get(key)
                if known is None:
                    return f"{name} has no key {key!r}; {meant(key, self.fields)}"
                if item is not None and (wrong := known.complaint(item, f"{name}.{key}")):
                    return wrong
        if self.items is not None and is_listed(value):
            for index, item in enumerate(value):
                if wrong := self.items.complaint(item, f"{name}[{index}]"):
                    return wrong
        return None


def _is(value: Any, kind: str) -> bool:
    """Whether a value is of a type of JSON."""
    match kind:
        case "string":
            return isinstance(value, str)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        case "boolean":
            return isinstance(value, bool)
        case "object":
            return is_mapping(value)
        case "array":
            return is_listed(value)
        case _:
            return True


def meant(name: object, known: Mapping[str, Any]) -> str:
    """What to use instead of a name that is none."""
    few = f"known are {', '.join(known)}; " if 0 < len(known) <= 12 else ""
    return suggest(name, known, f"{few}extra_body= passes anything")


def given_options(provider: LLMProvider, *sources: tuple[str, Any]) -> dict[str, Any]:
    """What was given as options, by several ways, the later before the earlier; None is the same as nothing."""
    merged: dict[str, Any] = {}
    for what, mapping in sources:
        if mapping is not None:
            if not is_mapping(mapping):
                raise InvalidRequestError(
                    f"{what} must be a mapping, not {type(mapping).__name__}", provider=provider.id
                )
            merged |= {name: value for name, value in mapping.items() if value is not None}
    return merged


def check_options(provider: LLMProvider, route: Route[Any], options: Mapping[str, Any]) -> None:
    """Raise if an option is none of this route's, or not what it may be."""
    for name, value in options.items():
        known = route.options.get(name)
        if known is None:
            raise NotSupportedError(
                f"{provider.name} has no option {name!r} here; "
                f"{_elsewhere(provider, route, name) or _meant_here(name, route)}",
                provider=provider.id,
            )
        if wrong := known.complaint(value, name):
            raise InvalidRequestError(f"option {wrong}", provider=provider.id)


def _meant_here(name: str, route: Route[Any]) -> str:
    """What to use instead of an option that is none: another, or a parameter that all providers share."""
    shared = (*route.parameters.sent, *route.parameters.unsupported)
    if name in shared:
        return f"it is a parameter that all providers share: pass it as {name}=..."
    return suggest(name, (*route.options, *shared)) or meant(name, route.options)


def _elsewhere(provider: LLMProvider, route: Route[Any], name: str) -> str:
    """On which other routes of the provider an option is known."""
    models: list[str] = []
    for what in fields(provider.endpoints):
        routes: tuple[Route[Any], ...] = getattr(provider.endpoints, what.name)
        for other in routes:
            if other is not route and name in other.options:
                if route not in routes:
                    return f"it is an option of {what.name}"
                if other.protocol.name != route.protocol.name and not other.models:
                    return f'it is one of another route: context=RequestContext(route="{other.protocol.name}")'
                models += other.models or ("others",)
    return f"it is one of the models {', '.join(dict.fromkeys(models))}" if models else ""


def flattened(options: Mapping[str, Any], prefix: str = "options.") -> Iterator[tuple[str, Any]]:
    """Each option and each key in one by its path, as rules name them: ``options.thinking.type``."""
    for name, value in options.items():
        yield f"{prefix}{name}", value
        if is_mapping(value):
            yield from flattened(value, f"{prefix}{name}.")
