"""A provider's models, their sizes and prices."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..markdown import Markdown, code, codes, joined
from ..spec import Model, Rates, Spec
from .words import notes


@dataclass(frozen=True)
class ModelRow:
    """A model: sizes in tokens, and prices as the spec spells them."""

    name: Markdown
    context: int | str
    output: int | str
    prices: tuple[str, ...]
    notes: Markdown


def model_row(model: Model, spec: Spec) -> ModelRow:
    """One model."""
    price = model.price
    rates = (price.input, price.output, price.cached_input) if price else (None, None, None)
    id_ = code(model.id)
    name = joined(
        [f"~~{id_}~~" if _is_retired(model, spec) else id_, f"also {codes(model.aliases)}" if model.aliases else ""],
        "<br>",
    )
    return ModelRow(
        name=name,
        context=model.context or "",
        output=model.max_output or "",
        prices=tuple("" if rate is None else f"{rate:f}" for rate in rates),
        notes=joined(_remarks(model, spec)),
    )


def _is_retired(model: Model, spec: Spec) -> bool:
    """Whether it was retired on the day that the catalogue was read; on today nothing generated may depend."""
    return bool(model.retired) and str(model.retired) <= str(model.checked or spec.catalog.checked)


def _remarks(model: Model, spec: Spec) -> Iterator[str]:
    price = model.price
    yield model.kind if model.kind != "chat" else ""
    yield f"{model.dimensions:,} dimensions" if model.dimensions else ""
    if model.retired:
        yield f"**retired** {model.retired}" if _is_retired(model, spec) else f"retires {model.retired}"
    elif model.deprecated:
        yield f"deprecated {model.deprecated}"
    yield f"use {code(model.successor)}" if model.successor else ""
    if price:
        for name in Rates.model_fields:
            if name.startswith("per_") and (rate := getattr(price, name)) is not None:
                yield f"{rate:f} {name.replace('_', ' ')}"
        for tier in price.tiers:
            yield f"above {tier.above:,} tokens: {_pair(tier)}"
        yield f"at some hours: {', '.join(dict.fromkeys(map(_pair, price.hours)))}" if price.hours else ""
        yield f"in batches: {_pair(price.batch)}" if price.batch else ""
        for change in price.changes:
            yield f"from {change.date}: {_pair(change)}"
    yield notes(model).rstrip(".")


def _pair(rates: Rates) -> str:
    """Input and output, as far as they are told."""
    told = [f"{rate:f}" for rate in (rates.input, rates.output) if rate is not None]
    return " / ".join(told)
