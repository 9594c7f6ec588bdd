"""Which price holds for a provider as it is set up; no key is needed to know it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .catalog import Cost, Model, Pieces, cost
from .errors import PriceUnknownError
from .routes import conditions, holds

if TYPE_CHECKING:
    from datetime import datetime

    from .provider import LLMProvider
    from .replies import Usage


def known_model(settings: Mapping[str, Any], model: str) -> str:
    """The catalogue's name of the model that stands behind a deployment's name."""
    deployments: Mapping[str, str] = settings.get("deployments") or {}
    return deployments.get(model, model)


def listed_model(kind: type[LLMProvider], settings: Mapping[str, Any], model: str) -> Model | None:
    """What the catalogue says of a model, given by its name, its deployment's, or with the prefix of a route."""
    known = known_model(settings, model)
    names = [known, *(route.wire_model(known) for route in kind.endpoints.chat if route.takes(known))]
    return next((found for name in names if (found := kind.models.get(name))), None)


def priced(
    kind: type[LLMProvider],
    settings: Mapping[str, Any],
    model: str,
    usage: Usage,
    *,
    at: datetime | None = None,
    batch: bool = False,
    pieces: Pieces | None = None,
) -> Cost:
    """What ``usage`` of ``model`` costs with these settings; of them only those count that prices depend on."""
    if not holds(kind.priced_when, settings):
        raise PriceUnknownError(
            f"no price is known for {kind.name} as it is set up: it needs {conditions(kind.priced_when)}; "
            "reply.usage has the token counts",
            provider=kind.id,
        )
    return cost(kind.id, listed_model(kind, settings, model), model, usage, at=at, batch=batch, pieces=pieces)
