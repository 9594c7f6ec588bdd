"""What calls in LiteLLM's way are made by, remembered: from one to the next often nothing changes but the messages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from .auth import Secret
from .requests import ChatRequest, EmbeddingsRequest, Request
from .timing import RequestContext, Timeout

ClientT = TypeVar("ClientT")
Way: TypeAlias = tuple[str, Mapping[str, Any]]
"""A model and the parameters to ask it with."""
MOST = 1024
"""Ways that are remembered; timeouts that are worked out for each call would otherwise add up."""
TOLD_APART = frozenset((str, int, float, bool, Secret, Timeout))
"""Kinds of settings that are the same where they are equal."""
FIELDS: Mapping[type[Request], Mapping[str, str]] = {
    kind: {**{name: name for name in (*kind.PARAMETERS, "extra_body", "options")}, **other_names}
    for kind, other_names in ((ChatRequest, {"max_completion_tokens": "max_tokens"}), (EmbeddingsRequest, {}))
}
"""What goes into a request as it is and has no bearing on how the call is made, and its name there."""


@dataclass(slots=True)
class Prepared(Generic[ClientT]):
    """A client, and what to ask it but for the messages; ``output_type`` is what the answer is to be read as."""

    client: ClientT
    model: str
    fields: Mapping[str, Any]
    context: RequestContext | None
    output_type: type[Any] | None = None


@dataclass(frozen=True, slots=True)
class _Known(Generic[ClientT]):
    """What was prepared, and the environment that it holds in."""

    client: ClientT
    model: str
    context: RequestContext | None
    environment: tuple[tuple[str, str | None], ...]


class PreparedCalls(Generic[ClientT]):
    """Remembers what simple calls are made by; whatever is not simple is sorted anew each time."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], _Known[ClientT]] = {}

    def recall(self, way: Way, kind: type[Request]) -> Prepared[ClientT] | None:
        """What such a call was made by before, if it still holds."""
        parted = _parted(way, kind)
        if parted is None or (known := self._known.get(parted[0])) is None:
            return None
        for name, value in known.environment:
            if os.environ.get(name) != value:
                return None
        return Prepared(known.client, known.model, parted[1], known.context)

    def remember(self, way: Way, kind: type[Request], prepared: Prepared[ClientT], variables: Iterable[str]) -> None:
        """Note what a call is made by, if it can be told by looking at it that another one is made by the same.

        ``variables`` are those of the environment that settings are read from which it does not give.
        """
        parted = _parted(way, kind)
        if parted is None or prepared.output_type is not None or parted[1] != prepared.fields:
            return
        if len(self._known) >= MOST:
            self._known.clear()
        environment = tuple((name, os.environ.get(name)) for name in variables)
        self._known[parted[0]] = _Known(prepared.client, prepared.model, prepared.context, environment)


def _parted(way: Way, kind: type[Request]) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    """What tells a way of calling from others, and the fields of its request; None where it is not simple."""
    model, parameters = way
    if model.__class__ is not str:
        return None
    names = FIELDS[kind]
    fields: dict[str, Any] = {}
    marks: list[Any] = [kind, model]
    for name, value in parameters.items():
        if value is None:
            continue
        field = names.get(name)
        if field is None:
            if value.__class__ not in TOLD_APART:
                return None
            marks += (name, value.__class__, value)
        elif field in fields or isinstance(value, type):
            return None
        else:
            fields[field] = value
    return tuple(marks), fields
