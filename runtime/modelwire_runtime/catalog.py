"""Models, what they can do, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from .capabilities import Capability
from .data import brief
from .errors import PriceUnknownError
from .shown import Shown
from .suggestions import suggest

if TYPE_CHECKING:
    from .cards import Card
    from .replies import Usage

MILLION = Decimal(1_000_000)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, kw_only=True, repr=False)
class Rates:
    """What each kind of token costs; tokens are priced by the million, the rest by the piece.

    A kind without a rate of its own is billed as its parent: cached, written and image tokens as input, reasoning as
    output.  Audio has no parent: audio tokens without a rate make the price unknown.

    >>> from decimal import Decimal
    >>> Rates(input=Decimal("2.50")).over(Rates(output=Decimal(10))).output
    Decimal('10')
    """

    input: Decimal | None = None
    output: Decimal | None = None
    cached_input: Decimal | None = None
    cache_write: Decimal | None = None
    cache_write_1h: Decimal | None = None
    reasoning: Decimal | None = None
    audio_input: Decimal | None = None
    audio_output: Decimal | None = None
    image_input: Decimal | None = None
    image_output: Decimal | None = None
    per_request: Decimal | None = None
    per_image: Decimal | None = None
    per_second: Decimal | None = None
    per_character: Decimal | None = None
    per_search: Decimal | None = None

    def __repr__(self) -> str:
        return brief(self)

    def over(self, base: Rates) -> Rates:
        """These rates, with what they leave open taken from ``base``."""
        named = ((rate.name, getattr(self, rate.name)) for rate in fields(Rates))
        return Rates(**{name: getattr(base, name) if own is None else own for name, own in named})


@dataclass(frozen=True)
class Tier:
    """Rates of a request whose whole input is larger than ``above`` tokens; they hold for all of its tokens."""

    above: int
    rates: Rates


@dataclass(frozen=True)
class Hours:
    """Rates of a time of day; ``utc`` holds spans such as ``01:00-04:00``, ``days`` such as ``mon``."""

    days: tuple[str, ...]
    utc: tuple[str, ...]
    rates: Rates

    def hold(self, at: datetime) -> bool:
        """Whether ``at`` lies in these hours."""
        at = at.astimezone(UTC)
        clock = at.strftime("%H:%M")
        return DAYS[at.weekday()] in self.days and any(
            start <= clock < (end if end != "00:00" else "24:00")
            for start, _, end in (span.partition("-") for span in self.utc)
        )


@dataclass(frozen=True)
class Change:
    """A price that was announced for a day to come: it takes the place of the one before, as a whole.

    ``date`` is that day in ISO form; it begins at midnight, UTC.
    """

    date: str
    price: Price


@dataclass(frozen=True, kw_only=True, repr=False)
class Price(Rates):
    """What a model costs, in ``currency`` per million tokens, with its tiers, batch rates and hours.

    ``changes`` are what it costs later, in the order of their days.

    >>> price = client.provider.models["gpt-5.4"].price
    >>> print(price.input, price.output, price.currency)
    2.50 15.00 USD
    """

    currency: str = "USD"
    tiers: tuple[Tier, ...] = ()
    batch: Rates | None = None
    hours: tuple[Hours, ...] = ()
    changes: tuple[Change, ...] = ()

    def on(self, when: datetime) -> Price:
        """The price that holds then: this one, or the last change up to that day."""
        day = when.astimezone(UTC).date().isoformat()
        return next((change.price for change in reversed(self.changes) if change.date <= day), self)

    def at(self, input_tokens: int, *, when: datetime, batch: bool = False) -> Rates:
        """The rates of one request."""
        rates: Rates = self
        for hours in self.hours:
            if hours.hold(when):
                rates = hours.rates.over(rates)
        for tier in self.tiers:
            if input_tokens > tier.above:
                rates = tier.rates.over(rates)
        return self.batch.over(rates) if batch and self.batch else rates


@dataclass(frozen=True)
class CostLine:
    """One line of a bill: ``quantity`` tokens (or pieces) of ``item``.

    The item ``told`` is a whole call at what its provider said that it cost.

    >>> cost = client.provider.calculate_cost("gpt-5.4", Usage(prompt_tokens=1000))
    >>> print(cost.lines[0].item, cost.lines[0].quantity, cost.lines[0].rate)
    input 1000 2.50
    """

    item: str
    quantity: float
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Cost(Shown):
    """What a reply cost, line by line.

    >>> cost = client.provider.calculate_cost("gpt-5.4", Usage(prompt_tokens=1000, completion_tokens=200))
    >>> print(cost)
    0.0055 USD
    >>> [line.item for line in cost.lines]
    ['input', 'output']
    """

    lines: tuple[CostLine, ...]
    currency: str = "USD"

    @property
    def total(self) -> Decimal:
        """The sum of the lines, in ``currency``."""
        return sum((line.amount for line in self.lines), Decimal(0))

    def __str__(self) -> str:
        return f"{self.total:f} {self.currency}"

    def _card(self) -> Card:
        from .cards import cost_card

        return cost_card(self)


def per_million(
    *,
    currency: str = "USD",
    tiers: tuple[Tier, ...] = (),
    batch: Rates | None = None,
    hours: tuple[Hours, ...] = (),
    changes: tuple[Change, ...] = (),
    **rates: str,
) -> Price:
    """A price as vendors quote it: by the million tokens (``per_...`` rates: by the piece)."""
    return Price(currency=currency, tiers=tiers, batch=batch, hours=hours, changes=changes, **_decimals(rates))


def rates(**quoted: str) -> Rates:
    """Rates as vendors quote them, for a tier, a batch or a time of day."""
    return Rates(**_decimals(quoted))


def _decimals(quoted: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in quoted.items()}


class Pieces(TypedDict, total=False):
    """What some models are paid for by the piece: images made, seconds of sound, characters read aloud, searches."""

    images: int
    seconds: float
    characters: int
    searches: float


@dataclass(frozen=True, repr=False)
class Model(Shown):
    """One model of a provider, as its documents describe it.

    ``supports`` and ``lacks`` list capabilities that are known to be there or not; of all others nothing is known.
    Sizes are in tokens, dates in ISO form.

    >>> model = client.provider.models["gpt-5.4"]
    >>> model.max_output, Capability.TOOLS in model.supports
    (128000, True)
    """

    id: str
    kind: str = field(default="chat", kw_only=True)
    aliases: tuple[str, ...] = field(default=(), kw_only=True)
    context_window: int | None = field(default=None, kw_only=True)
    max_output: int | None = field(default=None, kw_only=True)
    dimensions: int | None = field(default=None, kw_only=True)
    supports: tuple[Capability, ...] = field(default=(), kw_only=True)
    lacks: tuple[Capability, ...] = field(default=(), kw_only=True)
    released: str | None = field(default=None, kw_only=True)
    deprecated: str | None = field(default=None, kw_only=True)
    retired: str | None = field(default=None, kw_only=True)
    successor: str | None = field(default=None, kw_only=True)
    price: Price | None = field(default=None, kw_only=True)
    source: str = field(default="", kw_only=True)
    checked: str = field(default="", kw_only=True)
    confidence: str = field(default="high", kw_only=True)

    def __repr__(self) -> str:
        return brief(self)

    def _card(self) -> Card:
        from .cards import model_card

        return model_card(self)


class Catalog(Shown):
    """The models a provider is known to offer, by id or alias.

    A catalogue is knowledge, not permission: a model that is not in it can be used all the same.  ``selection`` says
    that the provider has many more, ``enforced`` that it refuses more tokens of output than a model's ``max_output``.
    ``source`` and ``checked`` tell where the facts are from and when that was read, of models that don't tell it.

    >>> catalog = client.provider.models
    >>> catalog["gpt-5.4"].context_window
    1050000
    >>> "gpt-5.4" in catalog, catalog.get("my-own")
    (True, None)
    """

    def __init__(
        self, *models: Model, selection: bool = False, enforced: bool = False, source: str = "", checked: str = ""
    ) -> None:
        self.selection = selection
        self.enforced = enforced
        self.source = source
        self.checked = checked
        self._models = {model.id: model for model in models}
        self._names = {alias: model for model in models for alias in model.aliases} | self._models

    @property
    def currency(self) -> str:
        """The currency of the prices."""
        return next((model.price.currency for model in self if model.price), "USD")

    def __iter__(self) -> Iterator[Model]:
        return iter(self._models.values())

    def __len__(self) -> int:
        return len(self._models)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> Model:
        if model := self._names.get(name):
            return model
        raise KeyError(f"no model {name!r} in this catalogue{self.suggestion(name)}")

    def get(self, name: str) -> Model | None:
        """The model of this id or alias, or None."""
        return self._names.get(name)

    def supports(self, name: str, capability: Capability) -> bool | None:
        """Whether a model can do something; None where it is not known."""
        if (model := self._names.get(name)) is None:
            return None
        return True if capability in model.supports else False if capability in model.lacks else None

    def suggestion(self, name: str) -> str:
        """``; did you mean 'x'?``, or nothing."""
        meant = suggest(name, self._names)
        return f"; {meant}" if meant else ""

    def __repr__(self) -> str:
        return f"<Catalog of {len(self)} models: {', '.join(list(self._models)[:5])}{', ...' if len(self) > 5 else ''}>"

    def _card(self) -> Card:
        from .cards import catalog_card

        return catalog_card(self)


def told(amount: Decimal, currency: str) -> Cost:
    """What the provider says that a call cost."""
    return Cost((CostLine("told", 1, amount, amount),), currency)


def cost(
    provider: str,
    model: Model | None,
    name: str,
    usage: Usage,
    *,
    at: datetime | None = None,
    batch: bool = False,
    pieces: Pieces | None = None,
) -> Cost:
    """What ``usage`` of a model costs; raises :class:`PriceUnknownError` where a rate that is needed is not known."""
    when = at or datetime.now(UTC)
    price = model.price.on(when) if model and model.price else None
    if price is None:
        raise PriceUnknownError(
            f"no price is known for model {name!r}; reply.usage has the token counts", provider=provider
        )
    if batch and (price.batch is None or any(usage.prompt_tokens > tier.above for tier in price.tiers)):
        raise PriceUnknownError(f"no batch price is known for such a request to model {name!r}", provider=provider)
    now = price.at(usage.prompt_tokens, when=when, batch=batch)
    given, taken = usage.prompt_tokens_details, usage.completion_tokens_details
    written_1h = given.cache_write_1h_tokens
    written = given.cache_write_tokens - written_1h
    apart = [
        ("cached_input", given.cached_tokens, _first(now.cached_input, now.input)),
        ("cache_write", written, _first(now.cache_write, now.input)),
        ("cache_write_1h", written_1h, _first(now.cache_write_1h, now.cache_write, now.input)),
        ("audio_input", given.audio_tokens, now.audio_input),
        ("image_input", given.image_tokens if now.image_input is not None else 0, now.image_input),
    ]
    apart_out = [
        ("reasoning", taken.reasoning_tokens if now.reasoning is not None else 0, now.reasoning),
        ("audio_output", taken.audio_tokens, now.audio_output),
        ("image_output", taken.image_tokens if now.image_output is not None else 0, now.image_output),
    ]
    bill = [
        ("input", usage.prompt_tokens - sum(quantity for _, quantity, _ in apart), now.input),
        *apart,
        ("output", usage.completion_tokens - sum(quantity for _, quantity, _ in apart_out), now.output),
        *apart_out,
    ]
    lines: list[CostLine] = []
    by_piece = bool(pieces and any(pieces.values())) and now.input is None and now.output is None
    for item, quantity, rate in bill:
        if quantity <= 0 or (by_piece and rate is None):  # such tokens are told, but not what is paid for
            continue
        if rate is None:
            raise PriceUnknownError(f"no {item} price is known for model {name!r}", provider=provider)
        lines.append(CostLine(item, quantity, rate, quantity * rate / MILLION))
    for item, rate, count in (
        ("per_request", now.per_request, 1),
        ("per_image", now.per_image, (pieces or {}).get("images", 0)),
        ("per_second", now.per_second, (pieces or {}).get("seconds", 0)),
        ("per_character", now.per_character, (pieces or {}).get("characters", 0)),
        ("per_search", now.per_search, (pieces or {}).get("searches", 0)),
    ):
        if rate is not None and count:
            lines.append(CostLine(item, count, rate, Decimal(str(count)) * rate))
    if not lines and pieces:
        raise PriceUnknownError(f"no price by the piece is known for model {name!r}", provider=provider)
    return Cost(tuple(lines), price.currency)


def _first(*candidates: Decimal | None) -> Decimal | None:
    return next((rate for rate in candidates if rate is not None), None)
