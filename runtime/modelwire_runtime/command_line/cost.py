"""``modelwire cost``: what a call would cost, by the prices that the catalogues hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from ..catalog import Cost, Model
from ..catalog import cost as calculated
from ..errors import ConfigurationError
from ..provider import LLMProvider
from ..replies import CompletionTokensDetails, PromptTokensDetails, Usage
from . import terminal
from .options import JsonOption, ProviderOption, SpecOption, complete_models, offered

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
    json: JsonOption = False,
) -> None:
    """Work out what so many tokens cost, line by line.

    Where no price is known that is an error, and never 0.
    """
    kind, name = offered(ctx).chosen(provider, model, spec)
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
    listed = kind.models.get(name)
    bill = calculated(kind.id, listed, name, usage, at=_time(at), batch=batch)
    assert listed is not None  # or else there would be no price
    if json:
        terminal.write_json(_described(kind, listed, bill))
        return
    rows = [
        (line.item.replace("_", " "), f"{line.quantity:,}", f"{line.rate:f}", f"{line.amount:f}") for line in bill.lines
    ]
    rows.append((f"total in {bill.currency}", "", "", f"{bill.total:f}"))
    terminal.write_table(HEADS, rows, numbers=HEADS[1:])
    about = _described(kind, listed, bill)
    terminal.note(f"{kind.id}/{listed.id}, prices read {about['checked']} from {about['source']}")


def _described(kind: type[LLMProvider], model: Model, bill: Cost) -> dict[str, Any]:
    return {
        "provider": kind.id,
        "model": model.id,
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
