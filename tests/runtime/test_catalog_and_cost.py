"""Models and what they cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from modelwire_runtime.capabilities import Capability
from modelwire_runtime.catalog import Catalog, Change, Hours, Model, Price, Tier, cost, per_million, rates
from modelwire_runtime.errors import PriceUnknownError
from modelwire_runtime.protocols.openai_chat import OpenAIChat
from modelwire_runtime.replies import CompletionTokensDetails, PromptTokensDetails, Usage
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import Serve
from tests.runtime.faults import always, completion
from tests.runtime.providers import MODELS, AcmeProvider

ACME = AcmeProvider(api_key="sk-acme-0123456789")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday


def usage(
    prompt: int = 0, taken: int = 0, given: dict[str, int] | None = None, made: dict[str, int] | None = None
) -> Usage:
    return Usage(
        prompt, taken, prompt + taken, PromptTokensDetails(**(given or {})), CompletionTokensDetails(**(made or {}))
    )


def bill(price: Price, counted: Usage, **how: Any) -> dict[str, Decimal]:
    with_time: dict[str, Any] = {"at": NOON} | how
    found = cost("p", Model("m", price=price), "m", counted, **with_time)
    assert found.total == sum(line.amount for line in found.lines)
    return {line.item: line.amount * 1_000_000 for line in found.lines}


FULL = per_million(
    input="2", output="10", cached_input="0.5", cache_write="3", cache_write_1h="4", audio_input="20", audio_output="40"
)


@pytest.mark.parametrize(
    ("price", "counted", "amounts"),
    [
        (FULL, usage(100, 10), {"input": 200, "output": 100}),
        (FULL, usage(100, 0, {"cached_tokens": 40}), {"input": 120, "cached_input": 20}),
        (
            FULL,
            usage(100, 0, {"cache_write_tokens": 50, "cache_write_1h_tokens": 20}),
            {"input": 100, "cache_write": 90, "cache_write_1h": 80},
        ),
        (
            FULL,
            usage(100, 100, {"audio_tokens": 10}, {"audio_tokens": 20}),
            {"input": 180, "audio_input": 200, "output": 800, "audio_output": 800},
        ),
        (FULL, usage(0, 100, None, {"reasoning_tokens": 60}), {"output": 1000}),
        (
            per_million(input="2", output="10", reasoning="5"),
            usage(0, 100, None, {"reasoning_tokens": 60}),
            {"output": 400, "reasoning": 300},
        ),
        (
            per_million(input="2"),
            usage(100, 0, {"cached_tokens": 40, "cache_write_tokens": 10}),
            {"input": 100, "cached_input": 80, "cache_write": 20},
        ),
        (per_million(input="2"), usage(100, 0, {"image_tokens": 40}), {"input": 200}),
        (
            per_million(input="2", output="1", image_input="5", image_output="30"),
            usage(100, 10, {"image_tokens": 40}, {"image_tokens": 10}),
            {"input": 120, "image_input": 200, "image_output": 300},
        ),
        (per_million(input="2", per_request="0.01"), usage(100), {"input": 200, "per_request": 10_000}),
        (per_million(input="0", output="0"), usage(100, 10), {"input": 0, "output": 0}),
    ],
)
def test_each_kind_of_token_has_its_price(price: Price, counted: Usage, amounts: dict[str, int]) -> None:
    assert bill(price, counted) == amounts


def test_a_large_request_costs_more_as_a_whole() -> None:
    price = per_million(
        input="1", output="2", tiers=(Tier(200, rates(input="2", output="3")), Tier(500, rates(input="4")))
    )
    assert bill(price, usage(200, 1)) == {"input": 200, "output": 2}
    assert bill(price, usage(201, 1)) == {"input": 402, "output": 3}
    assert bill(price, usage(501, 1)) == {"input": 2004, "output": 3}


def test_batches_have_prices_of_their_own() -> None:
    price = per_million(input="4", output="8", batch=rates(input="2", output="4"), tiers=(Tier(500, rates(input="8")),))
    assert bill(price, usage(100, 10), batch=True) == {"input": 200, "output": 40}
    for unknown, counted in ((price, usage(501)), (per_million(input="4"), usage(1))):
        with pytest.raises(PriceUnknownError, match="no batch price"):
            bill(unknown, counted, batch=True)


def test_the_time_of_day_counts() -> None:
    night = Hours(("mon", "tue"), ("22:00-00:00", "01:00-04:00"), rates(input="1"))
    price = per_million(input="4", output="8", hours=(night,))
    cheap = [
        NOON.replace(hour=22),
        NOON.replace(hour=23, minute=59),
        NOON.replace(hour=1),
        NOON.replace(hour=3, minute=59),
    ]
    dear = [NOON, NOON.replace(hour=4), NOON.replace(hour=0), NOON.replace(day=25, hour=23)]
    assert [bill(price, usage(1), at=at)["input"] for at in cheap + dear] == [1] * 4 + [4] * 4
    assert bill(price, usage(1), at=NOON.replace(hour=8, tzinfo=timezone(timedelta(hours=5))))["input"] == 1


def test_a_price_changes_on_its_day() -> None:
    later = per_million(input="6", output="9")
    price = per_million(
        input="2",
        output="3",
        batch=rates(input="1"),
        tiers=(Tier(500, rates(input="4")),),
        changes=(Change("2026-12-01", later), Change("2027-03-01", per_million(input="7"))),
    )
    before, after = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    assert bill(price, usage(1000, 1), at=before) == {"input": 4000, "output": 3}
    assert bill(price, usage(1000, 1), at=after) == {"input": 6000, "output": 9}
    assert bill(price, usage(1), at=datetime(2027, 7, 1, tzinfo=UTC)) == {"input": 7}
    behind = timezone(timedelta(hours=-8))  # in California it is still November
    assert bill(price, usage(1), at=datetime(2026, 11, 30, 16, tzinfo=behind)) == {"input": 6}
    assert bill(price, usage(1), at=before, batch=True) == {"input": 1}
    with pytest.raises(PriceUnknownError, match="no batch price"):
        bill(price, usage(1), at=after, batch=True)


@pytest.mark.parametrize(
    ("model", "counted"),
    [("unpriced", usage(1, 1)), ("unheard-of", usage(1, 1)), ("m-1", usage(1, 0, {"audio_tokens": 1}))],
)
def test_an_unknown_price_is_not_zero(model: str, counted: Usage) -> None:
    with pytest.raises(PriceUnknownError) as caught:
        ACME.calculate_cost(model, counted)
    assert model in str(caught.value)
    with pytest.raises(PriceUnknownError, match="no output price"):
        bill(per_million(input="1"), usage(1, 1))


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ({}, "0.000036 USD"),
        ({"model": "m-latest"}, "0.000036 USD"),
        ({"model": "m-1-2026-01-01"}, "0.000036 USD"),
        ({"model": "unpriced"}, "None"),
        ({"usage": None}, "None"),
        ({"service_tier": "default"}, "0.000036 USD"),
        ({"service_tier": "priority"}, "None"),
    ],
)
def test_the_cost_of_a_reply(reply: dict[str, Any], expected: str, serve: Serve, face: MakeFace) -> None:
    assert str(face(serve(always(completion(**reply)))).chat().cost) == expected


@pytest.mark.parametrize(
    ("told", "header", "tier"),
    [(None, None, None), (None, "flex", "flex"), ("default", "flex", "default"), ("flex", None, "flex")],
)
def test_the_service_tier_may_stand_in_a_header(
    told: str | None, header: str | None, tier: str | None, serve: Serve, face: MakeFace
) -> None:
    headers = {"x-served-on": header} if header else {}
    reply = face(serve(always(completion(service_tier=told), 200, **headers))).chat()
    assert reply.service_tier == tier
    assert (reply.cost is None) == (tier == "flex")


@pytest.mark.parametrize(
    ("told", "header", "tokens"),
    [({}, None, 0), ({}, "4", 4), ({}, "99", 6), ({}, "many", 0), ({"cache_write_1h_tokens": 2}, "4", 2)],
)
def test_what_was_cached_for_an_hour_may_stand_in_a_header(
    told: dict[str, int], header: str | None, tokens: int, serve: Serve, face: MakeFace
) -> None:
    used = {"prompt_tokens": 10, "completion_tokens": 1, "prompt_tokens_details": {"cache_write_tokens": 6, **told}}
    headers = {"x-written-for-an-hour": header} if header else {}
    reply = face(serve(always(completion(usage=used), 200, **headers))).chat()
    details = reply.usage.prompt_tokens_details
    assert (details.cache_write_tokens, details.cache_write_1h_tokens) == (6, tokens)
    assert reply.cost is not None
    assert sum(line.quantity for line in reply.cost.lines if line.item.startswith("cache_write")) == 6


def test_a_reply_from_nowhere_has_no_cost() -> None:
    assert OpenAIChat().decode(completion()).cost is None


def test_a_catalogue() -> None:
    ids = [model.id for model in MODELS]
    assert isinstance(MODELS, Catalog) and (ids[0], ids[-1]) == ("m-1", "unpriced") and len(MODELS) == len(ids)
    assert MODELS["m-latest"] is MODELS["m-1"] and "m-latest" in MODELS and MODELS.get("x") is None
    with pytest.raises(KeyError, match="did you mean 'm-1'"):
        MODELS["m-2"]
    supported = [
        MODELS.supports("unpriced", what) for what in (Capability.VISION, Capability.TOOLS, Capability.AUDIO_INPUT)
    ]
    assert supported == [True, False, None] and MODELS.supports("x", Capability.TOOLS) is None
    assert ACME.models is MODELS is AcmeProvider.models
