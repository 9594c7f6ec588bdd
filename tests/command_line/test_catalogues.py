"""``providers``, ``models`` and ``cost``: what is known of every provider, as tables and as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from modelwire import Capability, PriceUnknownError, ProviderType, Usage, create_provider
from modelwire_runtime.replies import CompletionTokensDetails, PromptTokensDetails
from tests.command_line.conftest import Command
from tests.generated.loopback import Loopback
from tests.generated.providers import TYPES, provider_class, sample_settings

each_type = pytest.mark.parametrize("type", TYPES, ids=str)
AT = "2026-12-01T03:30"


def test_every_provider_is_listed_with_its_key(command: Command) -> None:
    done = command("providers")
    heads, *rows = done.out.splitlines()
    assert (done.code, done.err, heads.split()) == (0, "", ["provider", "name", "models", "key"])
    assert [row.split()[0] for row in rows] == [str(type) for type in TYPES]
    assert next(row for row in rows if row.startswith("openai ")).endswith("OPENAI_API_KEY")
    assert not [row for row in rows if row != row.rstrip()]


def test_providers_as_json(command: Command) -> None:
    listed = json.loads(command("providers", "--json").out)
    assert [one["id"] for one in listed] == [str(type) for type in TYPES]
    for one in listed:
        kind = provider_class(ProviderType(one["id"]))
        assert one["capabilities"] == sorted(kind.capabilities)
        assert one["settings"]["base_url"].keys() == {"variables", "default", "secret"}


@pytest.mark.parametrize("capability", [Capability.EMBEDDINGS, Capability.WEB_SEARCH])
def test_providers_that_can_do_something(capability: Capability, command: Command) -> None:
    able = {str(type) for type in TYPES if capability in provider_class(type).capabilities}
    listed = json.loads(command("providers", "-c", capability, "--json").out)
    assert {one["id"] for one in listed} == able < {str(type) for type in TYPES}


@each_type
def test_the_models_of_a_provider(type: ProviderType, command: Command) -> None:
    kind = provider_class(type)
    everything = json.loads(command("models", "-p", type, "--retired", "--json").out)
    assert [one["model"] for one in everything] == [model.id for model in kind.models]
    for one, model in zip(everything, kind.models, strict=True):
        assert one["checked"] and one["source"]
        assert (one["price"] is None) is (model.price is None)
        if model.price and model.price.input is not None:
            assert Decimal(one["price"]["input"]) == model.price.input
    rows = command("models", "-p", type).out.splitlines()[1:]
    assert [row.split()[0] for row in rows] == [f"{type}/{model.id}" for model in kind.models if not model.retired]


def test_models_by_what_they_can_do_cost_and_are_called(command: Command) -> None:
    found = json.loads(command("models", "-c", "vision", "-c", "tools", "-s", "MINI", "--max-price", "2", "--json").out)
    assert found
    for one in found:
        assert {"vision", "tools"} <= {*one["supports"]} and "mini" in f"{one['model']} {one['aliases']}".lower()
        assert Decimal(one["price"]["output"]) <= 2
    assert {one["kind"] for one in json.loads(command("models", "--kind", "embeddings", "--json").out)} == {
        "embeddings"
    }


def test_no_model_is_like_that(command: Command) -> None:
    done = command("models", "--search", "no-such-model")
    assert (done.code, done.out, done.err) == (0, "", "no model is like that\n")


def test_live_models_are_those_that_the_provider_lists(openai: Loopback, command: Command) -> None:
    openai.lay({"object": "list", "data": [{"id": "gpt-5.4"}, {"id": "ft:new\x1b[2J"}]})
    done = command("models", "-p", "openai", "--live")
    assert done.code == 0 and openai.seen[0].path == "/v1/models"
    _, known, unknown = done.out.splitlines()
    assert known.startswith("openai/gpt-5.4 ") and "1.05M" in known and "15.00" in known
    assert unknown == "openai/ft:new\N{REPLACEMENT CHARACTER}[2J"


@each_type
def test_the_cost_is_what_the_provider_works_out(type: ProviderType, command: Command) -> None:
    provider = create_provider(type, **sample_settings(type))
    usage = Usage(
        3000, 500, 3500, PromptTokensDetails(cached_tokens=1000), CompletionTokensDetails(reasoning_tokens=100)
    )
    given = ("--input", "3000", "--output", "500", "--cached", "1000", "--reasoning", "100", "--at", AT)
    for model in list(provider.models)[:6]:
        done = command("cost", f"{type}/{model.id}", *given, "--json")
        try:
            cost = provider.calculate_cost(model.id, usage, at=datetime.fromisoformat(AT).replace(tzinfo=UTC))
        except PriceUnknownError:
            assert done.code == 1 and "price is known for" in done.complaint
            continue
        told = json.loads(done.out)
        assert (done.code, Decimal(told["total"]), told["currency"]) == (0, cost.total, cost.currency)
        assert [Decimal(line["amount"]) for line in told["lines"]] == [line.amount for line in cost.lines]
        assert told["source"] and told["checked"]


def test_a_bill_adds_up_and_tells_where_its_prices_are_from(command: Command) -> None:
    done = command("cost", "gpt-5.4", "-p", "openai", "-i", "1000", "-o", "2000", "--cached", "800")
    heads, *lines, total = (line.split() for line in done.out.splitlines())
    assert heads == ["item", "tokens", "per", "million", "amount"]
    assert total[:3] == ["total", "in", "USD"]
    assert sum(Decimal(line[-1]) for line in lines) == Decimal(total[3])
    assert lines[1] == ["cached", "input", "800", "0.25", "0.0002"]
    assert "openai/gpt-5.4, prices read 2026-" in done.err and "https://" in done.err


def test_a_bill_says_for_which_settings_its_price_holds(command: Command) -> None:
    told = command("cost", "moonshot/kimi-k3", "-i", "1000")
    assert told.code == 0 and "moonshot/kimi-k3, region international, prices read 2026-" in told.err
    same = command("cost", "moonshot/kimi-k3", "-i", "1000", "--set", "region=international", "--json")
    assert json.loads(same.out)["settings"] == {"region": "international"}
    assert json.loads(command("cost", "openai/gpt-5.4", "-i", "1", "--json").out)["settings"] == {}


def test_a_deployment_costs_what_its_model_does(command: Command) -> None:
    mapped = ("--set", 'deployments={"ours": "gpt-5.4"}')
    done = command("cost", "azure/ours", "-i", "1000", *mapped)
    assert done.out == command("cost", "azure/gpt-5.4", "-i", "1000").out != ""
    assert done.err.startswith("azure/gpt-5.4, prices read ")


def test_a_batch_is_cheaper(command: Command) -> None:
    full, batch = (
        json.loads(command("cost", "openai/gpt-5.4", "-i", "1000", *more, "--json").out) for more in ((), ("--batch",))
    )
    assert Decimal(batch["total"]) * 2 == Decimal(full["total"])


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (("cost", "openai/gpt-5.4"), 2, "nothing to pay for: give --input, --output or both"),
        (("cost", "openai/gpt-5.4", "-i", "1", "--cached", "2"), 2, "--cached and --cache-write are part of --input"),
        (("cost", "openai/gpt-5.4", "-o", "1", "--reasoning", "2"), 2, "--reasoning is part of --output"),
        (("cost", "openai/gpt-5.4", "-i", "1", "--at", "noon"), 2, "--at takes a time such as 2026-"),
        (
            ("cost", "moonshot/kimi-k3", "-i", "1", "--set", "region=china"),
            1,
            "moonshot: no price is known for Moonshot AI as it is set up: it needs region to be 'international'",
        ),
        (
            ("cost", "moonshot/kimi-k3", "-i", "1", "--set", "region=mars"),
            2,
            "moonshot: MoonshotProvider: region must be one of 'international', 'china', not 'mars'",
        ),
        (
            ("cost", "moonshot/kimi-k3", "-i", "1", "--set", "regoin=china"),
            2,
            "moonshot: --set got an unexpected keyword argument 'regoin'; did you mean 'region'?",
        ),
        (
            ("cost", "openai/gpt-5.4", "-i", "1", "--set", "organization=x"),
            2,
            "openai: --set organization: prices depend on no setting here",
        ),
        (("cost", "openai/gpt-99", "-i", "1"), 1, "openai: no price is known for model 'gpt-99'"),
        (("cost", "gpt-5.4", "-i", "1"), 2, "model 'gpt-5.4' names no provider; did you mean 'azure/gpt-5.4'"),
        (("models", "-p", "opnai"), 2, "there is no provider 'opnai'; did you mean 'openai'?"),
        (("models", "--live"), 2, "--live asks one provider: name it with --provider"),
        (("models", "--set", "a=b"), 2, "--base-url and --set are for --live"),
        (("models", "-p", "openai", "--live"), 2, "openai: OpenAI is not set up: set OPENAI_API_KEY"),
    ],
)
def test_what_cannot_be_told(arguments: tuple[str, ...], code: int, what: str, command: Command) -> None:
    done = command(*arguments)
    assert (done.code, done.complaint[: len(what)]) == (code, what)
