"""``modelwire providers``: who there is."""

from __future__ import annotations

from typing import Any

import typer

from ..provider import LLMProvider
from ..settings import settings_of
from . import readiness, terminal
from .options import CapabilityOption, JsonOption, SearchOption, offered


def providers(
    ctx: typer.Context,
    capability: CapabilityOption = None,
    search: SearchOption = None,
    json: JsonOption = False,
) -> None:
    """List providers, and where keys are read from.

    The key's other variables, further settings, protocols and capabilities are in the output of --json.
    """
    wanted = capability or ()
    kinds = [kind for kind in offered(ctx).kinds() if _matches(kind, search) and kind.capabilities.issuperset(wanted)]
    if json:
        terminal.write_json([_described(kind) for kind in kinds])
        return
    rows = [(kind.id, kind.name, str(len(kind.models) or ""), _key(kind)) for kind in kinds]
    terminal.write_table(("provider", "name", "models", "key"), rows, numbers=("models",))


def _matches(kind: type[LLMProvider], text: str | None) -> bool:
    return text is None or text.lower() in f"{kind.id} {kind.name}".lower()


def _protocols(kind: type[LLMProvider]) -> list[str]:
    """The protocols that its chats speak."""
    return list(dict.fromkeys(route.protocol.name for route in kind.endpoints.chat))


def _key(kind: type[LLMProvider]) -> str:
    """Where its key is read from; of one that is out of service, since when."""
    if kind.status.state == "retired":
        return "retired"
    return " or ".join(readiness.keys(kind)[:1])


def _described(kind: type[LLMProvider]) -> dict[str, Any]:
    return {
        "id": kind.id,
        "name": kind.name,
        "docs": kind.docs,
        "status": kind.status.state,
        "protocols": _protocols(kind),
        "capabilities": sorted(kind.capabilities),
        "models": len(kind.models),
        "settings": {
            name: {"variables": list(one.env), "default": one.default, "secret": one.secret}
            for name, one in settings_of(kind).items()
        },
    }
