"""Cards: what is shown of replies, streams, catalogues, costs and providers, as plain text by name.

Long things are cut, and what was cut is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from .data import is_listed, is_mapping
from .settings import settings_of

if TYPE_CHECKING:
    from .catalog import Catalog, Cost, Model, Price, Rates
    from .health import HealthStatus
    from .provider import LLMProvider
    from .replies import ChatResponse, EmbeddingsResponse, Message, ModelList, Reply, Usage
    from .structured import ParsedChat

Facts: TypeAlias = list[tuple[str, str]]
MOST_ROWS = 20
MOST_TEXT = 20_000
MOST_FACT = 300
"""Rows of a table, characters of what was said, and of a fact, that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is shown of something: its title, what was said, facts by name, a table and what was left out.

    ``numbers`` are the columns that are aligned to the right.
    """

    title: str
    text: str = ""
    facts: Sequence[tuple[str, str]] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    numbers: Sequence[str] = ()
    more: str = ""


def chat_card(reply: ChatResponse, title: str = "") -> Card:
    """What a chat was answered: the text, why it ended, what it took and cost, what was not sent as given."""
    messages = [choice.message for choice in reply.choices]
    texts = [message.content or "" for message in messages]
    if len(texts) > 1:
        texts = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
    facts: Facts = []
    for choice in reply.choices:
        facts += _said_beside(choice.message)
        known, told = choice.finish_reason, choice.native_finish_reason
        if known is not None:
            facts.append(("finish reason", known if told in (None, known) else _cut(f"{known} ({told})", MOST_FACT)))
    return Card(
        title=title or _title(reply, reply.model),
        text=_cut("\n\n".join(texts), MOST_TEXT),
        facts=[*facts, *_call_facts(reply, reply.usage)],
    )


def parsed_card(chat: ParsedChat[Any]) -> Card:
    """The instance that was asked for, and the facts of the reply it was read from."""
    whole = chat_card(chat.response)
    return Card(title=whole.title.replace("ChatResponse", "ParsedChat", 1), text=repr(chat.parsed), facts=whole.facts)


def embeddings_card(reply: EmbeddingsResponse) -> Card:
    """How many vectors there are and how long they are, and what they took and cost."""
    lengths = sorted({len(one.array) for one in reply.data})
    vectors = f"{_count(len(reply.data), 'vector')} of {' or '.join(map(str, lengths))} numbers" if lengths else "none"
    facts = [("vectors", vectors), ("usage", f"{reply.usage.prompt_tokens:,} tokens in"), *_call_facts(reply)]
    return Card(title=_title(reply, reply.model), facts=facts)


def models_card(listed: ModelList) -> Card:
    """The models that a key may use."""
    rows = [(model.id, model.name or "", model.owned_by or "") for model in listed.data]
    told = [place for place in range(3) if place == 0 or any(row[place] for row in rows)]
    return Card(
        title=f"{_title(listed)}: {_count(len(rows), 'model')}",
        columns=[("id", "name", "owned by")[place] for place in told],
        rows=[[row[place] for place in told] for row in rows[:MOST_ROWS]],
        more=_left(len(rows), ".ids has all"),
    )


def reply_card(reply: Reply) -> Card:
    """What any other reply holds, each field in a line."""
    values = ((item.name, getattr(reply, item.name)) for item in fields(reply))
    facts = [(name, _cut(_short(value), MOST_FACT)) for name, value in values if value not in (None, "", [], {})]
    return Card(title=_title(reply), facts=[*facts, *_call_facts(reply)])


def cost_card(cost: Cost) -> Card:
    """A bill: its lines and their sum."""
    rows = [(line.item, f"{line.quantity:,}", f"{line.rate:f}", f"{line.amount:f}") for line in cost.lines]
    return Card(
        title=f"Cost: {cost}",
        columns=("item", "quantity", "rate", f"amount in {cost.currency}"),
        rows=[*rows, ("total", "", "", f"{cost.total:f}")],
        numbers=("quantity", "rate", f"amount in {cost.currency}"),
        more="Rates are per million tokens; what is counted otherwise, each.",
    )


def catalog_card(catalog: Catalog) -> Card:
    """Models with their sizes, prices and capabilities."""
    shown = list(catalog)[:MOST_ROWS]
    prices = ("input", "output", "cached")
    rows = [
        (model.id, _size(model.context_window), _size(model.max_output), *_prices(model), _can(model))
        for model in shown
    ]
    about = f"tokens, and prices in {catalog.currency} per million of them"
    return Card(
        title=f"Catalog of {_count(len(catalog), 'model')}; {about}",
        columns=("model", "context", "most output", *prices, "what is known of it"),
        rows=rows,
        numbers=("context", "most output", *prices),
        more=_left(len(catalog), "iterate over the catalogue, or look one up: catalog['name']"),
    )


def model_card(model: Model) -> Card:
    """One model, all that its catalogue says."""
    told = ((item.name, getattr(model, item.name)) for item in fields(model) if item.name not in ("id", "price"))
    facts = [(name.replace("_", " "), _short(value)) for name, value in told if value not in (None, "", ())]
    if model.price:
        facts += [(f"price: {name}", rate) for name, rate in _rates(model.price)]
    priced = f"; prices in {model.price.currency} per million tokens" if model.price else ""
    return Card(title=f"Model {model.id}{priced}", facts=facts)


def provider_card(provider: LLMProvider) -> Card:
    """A provider's settings, but for what is secret, and what it can do."""
    known = settings_of(provider)
    values = {name: getattr(provider, name) for name in known}
    facts = [(name, _setting(values[name], one.secret)) for name, one in known.items()]
    facts.append(("can", ", ".join(sorted(provider.capabilities))))
    facts.append(("models", _count(len(provider.models), "known model")))
    status = provider.status
    if status.state != "active":
        after = f", {status.successor} follows" if status.successor else ""
        facts.append(("status", f"{status.state} since {status.date}{after}"))
    return Card(title=f"{type(provider).__name__}: {provider.name}", facts=facts)


def health_card(health: HealthStatus) -> Card:
    """Whether a provider answered, how fast, or what was wrong."""
    facts = [("latency", f"{health.latency:.3f} s"), ("checked at", f"{health.checked_at:%Y-%m-%d %H:%M:%S} UTC")]
    if health.error is not None:
        facts.append((type(health.error).__name__, str(health.error)))
    return Card(title="healthy" if health.healthy else "not healthy", facts=facts)


def usage_text(usage: Usage) -> str:
    """``20 tokens in (8 cached), 5 out``."""
    given = _parts(usage.prompt_tokens_details)
    taken = _parts(usage.completion_tokens_details)
    return f"{usage.prompt_tokens:,} tokens in{given}, {usage.completion_tokens:,} out{taken}"


def _parts(details: Any) -> str:
    counts = (
        (item.name.removesuffix("_tokens").replace("_", " "), getattr(details, item.name)) for item in fields(details)
    )
    told = [f"{count:,} {name}" for name, count in counts if count]
    return f" ({', '.join(told)})" if told else ""


def _title(reply: Reply, model: str = "") -> str:
    whose = _cut(" ".join(filter(None, (reply.provider, model))), MOST_FACT)
    return f"{type(reply).__name__} of {whose}" if whose else type(reply).__name__


def _said_beside(message: Message) -> Iterator[tuple[str, str]]:
    """What a message holds beside its text."""
    if message.refusal is not None:
        yield "refusal", _cut(message.refusal, MOST_FACT)
    if message.reasoning_content:
        yield "reasoning", _cut(message.reasoning_content, MOST_FACT)
    for call in message.tool_calls or ():
        yield "tool call", _cut(f"{call.function.name}({call.function.arguments})", MOST_FACT)
    for name in ("images", "annotations"):
        if there := getattr(message, name):
            yield name, str(len(there))
    if message.audio:
        yield "audio", "yes"


def _call_facts(reply: Reply, usage: Usage | None = None) -> Iterator[tuple[str, str]]:
    """What a call took and cost, and what was not sent as given."""
    if usage is not None and (usage.prompt_tokens or usage.completion_tokens):
        yield "usage", usage_text(usage)
    if (cost := reply.cost) is not None:
        yield "cost", str(cost)
    for one in reply.adjustments:
        sent = f" to {one.sent!r}" if one.sent is not None else ""
        why = f": {one.reason}" if one.reason else ""
        yield "adjusted", _cut(f"{one.parameter} {one.action}{sent}{why}", MOST_FACT)
    if reply.attempts > 1:
        yield "attempts", str(reply.attempts)
    if reply.request_id:
        yield "request", reply.request_id


def _setting(value: Any, is_secret: bool) -> str:
    if value is None:
        return "not set"
    return "set" if is_secret else _cut(_short(value), MOST_FACT)


def _prices(model: Model) -> tuple[str, str, str]:
    price = model.price
    rates = (price.input, price.output, price.cached_input) if price else (None, None, None)
    first, second, third = ("" if rate is None else f"{rate:f}" for rate in rates)
    return first, second, third


def _rates(price: Price) -> Iterator[tuple[str, str]]:
    """The rates that are known, and what else there is to a price."""
    yield from _known(price)
    for tier in price.tiers:
        yield f"input above {tier.above:,}", _bill(tier.rates)
    for hours in price.hours:
        yield f"{' '.join(hours.days)}, {' '.join(hours.utc)} UTC", _bill(hours.rates)
    if price.batch:
        yield "batch", _bill(price.batch)
    for change in price.changes:
        yield f"from {change.date}", _bill(change.price)


def _known(rates: Rates) -> Iterator[tuple[str, str]]:
    values = ((item.name.replace("_", " "), getattr(rates, item.name)) for item in fields(rates))
    return ((name, f"{value:f}") for name, value in values if isinstance(value, Decimal))


def _bill(rates: Rates) -> str:
    return ", ".join(f"{name} {rate}" for name, rate in _known(rates))


def _can(model: Model) -> str:
    kind = [] if model.kind == "chat" else [model.kind]
    end = [f"{word} {day}" for word in ("deprecated", "retired") if (day := getattr(model, word))]
    return ", ".join([*kind, *end, *model.supports])


def _size(tokens: int | None) -> str:
    return "" if tokens is None else f"{tokens:,}"


def _short(value: Any) -> str:
    """A value in words: text as it is, a list by its items, anything else by its repr."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if is_listed(value):
        return ", ".join(map(_short, value[:MOST_ROWS])) + (", ..." if len(value) > MOST_ROWS else "")
    if is_mapping(value):
        return ", ".join(_pairs(value.items())) or "none"
    return repr(value)


def _pairs(items: Iterable[tuple[str, Any]]) -> Iterator[str]:
    return (f"{name}: {_short(value)}" for name, value in items)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}... ({len(text) - most:,} characters more)"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _left(number: int, how: str) -> str:
    return f"... and {number - MOST_ROWS:,} more; {how}" if number > MOST_ROWS else ""
