"""``modelwire cost``: what a call would cost, by the prices that the catalogues hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from ..catalog import Cost, Model
from ..errors import ConfigurationError
from ..prices import listed_model, priced
from ..provider import LLMProvider
from ..replies import CompletionTokensDetails, PromptTokensDetails, Usage
from ..settings import Settling, settings_of
from . import terminal
from .options import JsonOption, ProviderOption, SetOption, SpecOption, complete_models, offered, settings_given

HEADS = ("item", "tokens", "per million", "amount")


def cost(
    ctx: typer.Context,
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL", help="PROVIDER/MODEL or, with --provider, MODEL.", autocompletion=complete_models
        ),
    ],
    input: Annotated[int, typer.Option("--input", "-i", min=0, metavar="TOKENS", help="All tokens of the prompt.")] = 0,
    output: Annotated[
        int, typer.Option("--output", "-o", min=0, metavar="TOKENS", help="All tokens of the answer.")
    ] = 0,
    cached: Annotated[
        int, typer.Option(min=0, metavar="TOKENS", help="Those of the prompt that are read from a cache.")
    ] = 0,
    cache_write: Annotated[
        int, typer.Option(min=0, metavar="TOKENS", help="Those of the prompt that are written to a cache.")
    ] = 0,
    reasoning: Annotated[
        int, typer.Option(min=0, metavar="TOKENS", help="Those of the answer that are reasoning.")
    ] = 0,
    batch: Annotated[bool, typer.Option("--batch", help="At the price of a batch.")] = False,
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="When, as 2026-12-01 or 2026-12-01T09:30+01:00; now, if not given."),
    ] = None,
    provider: ProviderOption = None,
    spec: SpecOption = None,
    setting: SetOption = None,
    json: JsonOption = False,
) -> None:
    """Work out what so many tokens cost, line by line.

    Where no price is known that is an error, and never 0. No key is needed; --set gives a setting that prices depend
    on, such as region=china, or the deployments that stand for models.
    """
    kind, name = offered(ctx).chosen(provider, model, spec)
    settings = _settled(kind, settings_given(kind, None, setting))
    if cached + cache_write > input:
        raise ConfigurationError("--cached and --cache-write are part of --input and can't be more")
    if reasoning > output:
        raise ConfigurationError("--reasoning is part of --output and can't be more")
    if not input + output:
        raise ConfigurationError("nothing to pay for: give --input, --output or both")
    usage = Usage(
        input,
        output,
        input + output,
        PromptTokensDetails(cached_tokens=cached, cache_write_tokens=cache_write),
        CompletionTokensDetails(reasoning_tokens=reasoning),
    )
    bill = priced(kind, settings, name, usage, at=_time(at), batch=batch)
    listed = listed_model(kind, settings, name)
    assert listed is not None  # or else there would be no price
    about = _described(kind, settings, listed, bill)
    if json:
        terminal.write_json(about)
        return
    rows = [
        (line.item.replace("_", " "), f"{line.quantity:,}", f"{line.rate:f}", f"{line.amount:f}") for line in bill.lines
    ]
    rows.append((f"total in {bill.currency}", "", "", f"{bill.total:f}"))
    terminal.write_table(HEADS, rows, numbers=HEADS[1:])
    held = "".join(f", {name} {value}" for name, value in about["settings"].items())
    terminal.note(f"{kind.id}/{listed.id}{held}, prices read {about['checked']} from {about['source']}")


def _settled(kind: type[LLMProvider], given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that prices depend on, as they are given, or in the environment, or by default."""
    known = {
        name: replace(one, required=False)
        for name, one in settings_of(kind).items()
        if name == "deployments" or name in kind.priced_when
    }
    for name in given:
        if name not in known:
            which = " and ".join(known) or "no setting"
            raise ConfigurationError(f"--set {name}: prices depend on {which} here", provider=kind.id)
    return Settling(kind.__name__, kind.id, known).settle({name: given.get(name) for name in known})


def _described(kind: type[LLMProvider], settings: Mapping[str, Any], model: Model, bill: Cost) -> dict[str, Any]:
    return {
        "provider": kind.id,
        "model": model.id,
        "settings": {name: settings[name] for name in kind.priced_when},
        "lines": [
            {"item": line.item, "quantity": line.quantity, "rate": line.rate, "amount": line.amount}
            for line in bill.lines
        ],
        "total": bill.total,
        "currency": bill.currency,
        "source": model.source or kind.models.source,
        "checked": model.checked or kind.models.checked,
    }


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(f"--at takes a time such as 2026-12-01T09:30+01:00, not {text!r}") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
