"""``modelwire models``: which models there are, what they can do and what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Annotated, Any

import typer

from ..capabilities import Capability
from ..catalog import Model, Price, Rates
from ..client import BlockingClient
from ..errors import ConfigurationError, NotSupportedError
from ..provider import LLMProvider, ModelsProvider
from . import readiness, terminal
from .options import (
    BaseURLOption,
    CapabilityOption,
    JsonOption,
    ProviderOption,
    SearchOption,
    SetOption,
    SpecOption,
    offered,
    settings_given,
)

HEADS = ("model", "context", "output", "in", "out", "can")
NUMBERS = ("context", "output", "in", "out")


def models(
    ctx: typer.Context,
    provider: ProviderOption = None,
    spec: SpecOption = None,
    capability: CapabilityOption = None,
    search: SearchOption = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="Only those for this: chat, embeddings and so on.")
    ] = None,
    max_price: Annotated[
        float | None, typer.Option(metavar="USD", help="Only those whose million tokens of output cost at most this.")
    ] = None,
    retired: Annotated[bool, typer.Option("--retired", help="Those that are out of service, too.")] = False,
    live: Annotated[bool, typer.Option("--live", help="Ask the provider which models your key may use.")] = False,
    base_url: BaseURLOption = None,
    setting: SetOption = None,
    json: JsonOption = False,
) -> None:
    """List models, their sizes and their prices.

    Sizes are in tokens, prices in US dollars for a million of them. It lists what the vendors' documents say of their
    models; --live asks the provider itself.
    """
    offer, named = offered(ctx), provider is not None or spec is not None
    kinds = [offer.one(provider, spec)] if named else list(offer.kinds())
    if live:
        if not named:
            raise ConfigurationError("--live asks one provider: name it with --provider")
        found = _asked(kinds[0], settings_given(kinds[0], base_url, setting))
    else:
        if base_url is not None or setting:
            raise ConfigurationError("--base-url and --set are for --live")
        found = [(one, model) for one in kinds for model in one.models]
    kept = [
        (one, model)
        for one, model in found
        if (search is None or search.lower() in " ".join((model.id, *model.aliases)).lower())
        and {*(capability or ())} <= {*model.supports}
        and (kind is None or model.kind == kind)
        and (retired or not model.retired or live)
        and (max_price is None or _costs_at_most(model, Decimal(str(max_price))))
    ]
    if json:
        terminal.write_json([_described(one, model) for one, model in kept])
    elif kept:
        terminal.write_table(HEADS, (_row(one, model) for one, model in kept), NUMBERS)
    else:
        terminal.note("no model is like that" if found else "no model is listed")


def _asked(kind: type[LLMProvider], given: dict[str, Any]) -> list[tuple[type[LLMProvider], Model]]:
    """The models that the provider lists for this key, with what is known of them."""
    provider = readiness.create(kind, given)
    if not isinstance(provider, ModelsProvider):
        raise NotSupportedError("has no list of models to ask for: leave out --live", provider=kind.id)
    with BlockingClient(provider) as client:
        return [(kind, kind.models.get(id) or Model(id, kind="")) for id in client.list_models().ids]


def _costs_at_most(model: Model, most: Decimal) -> bool:
    price = model.price
    rate = None if price is None else price.output if price.output is not None else price.input
    return rate is not None and rate <= most


def _row(kind: type[LLMProvider], model: Model) -> Sequence[str]:
    price = model.price
    return (
        f"{kind.id}/{model.id}",
        size(model.context_window),
        size(model.max_output),
        "" if price is None or price.input is None else f"{price.input:f}",
        "" if price is None or price.output is None else f"{price.output:f}",
        ", ".join(_words(model)),
    )


def _words(model: Model) -> Iterator[str]:
    if model.retired:
        yield f"retired {model.retired}"
    elif model.deprecated:
        yield f"deprecated {model.deprecated}"
    if model.kind != "chat":
        yield model.kind
    yield from (word for word in model.supports if word not in (Capability.CHAT, Capability.STREAMING))


def size(tokens: int | None) -> str:
    """A number of tokens as people write it."""
    if tokens is None:
        return ""
    for unit, letter in ((1_000_000, "M"), (1_000, "k")):
        if tokens >= unit:
            return f"{tokens / unit:.3g}{letter}"
    return str(tokens)


def _described(kind: type[LLMProvider], model: Model) -> dict[str, Any]:
    price = model.price
    return {
        "provider": kind.id,
        "model": model.id,
        "aliases": list(model.aliases),
        "kind": model.kind,
        "context_window": model.context_window,
        "max_output": model.max_output,
        "supports": list(model.supports),
        "lacks": list(model.lacks),
        "released": model.released,
        "deprecated": model.deprecated,
        "retired": model.retired,
        "successor": model.successor,
        "price": price and dict(_rates(price)),
        "currency": price and price.currency,
        "source": model.source or kind.models.source,
        "checked": model.checked or kind.models.checked,
    }


def _rates(price: Price) -> Iterator[tuple[str, Decimal]]:
    """The rates that are known, without those of tiers and hours."""
    for one in fields(Rates):
        rate = getattr(price, one.name)
        if rate is not None:
            yield one.name, rate
