"""What must hold for every provider there is: no provider is named here, so that a new spec brings its own tests.

pytest tests/generated/test_every_provider.py -k deepseek
"""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import pickle
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

import modelwire
from modelwire import (
    AsyncClient,
    Capability,
    ChatRequest,
    Client,
    ConfigurationError,
    NotSupportedError,
    PriceUnknownError,
    ProviderError,
    ProviderType,
    RequestContext,
    Retry,
    Usage,
    create_provider,
)
from modelwire_runtime.replies import CompletionTokensDetails, PromptTokensDetails
from modelwire_runtime.routes import holds
from modelwire_runtime.settings import settings_of
from tests.generated.loopback import Loopback
from tests.generated.operations import OPERATIONS
from tests.generated.providers import (
    CHAT_BODIES,
    FIRST_EVENTS,
    KEY,
    TYPES,
    Way,
    error_body,
    message_for,
    provider_class,
    read_spec,
    routes_of,
    sample,
    sample_settings,
    sample_value,
    ways,
)
from tests.runtime.colours import COLOURS, Colour, Face

ONCE: Final = Retry(attempts=1)
MESSAGES: Final[Any] = [{"role": "user", "content": "Hello!"}]
CHAT_WAYS: Final = [way for type in TYPES for way in ways(type, "chat")]
each_type = pytest.mark.parametrize("type", TYPES, ids=str)


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def first_chat(type: ProviderType) -> Way:
    return ways(type, "chat")[0]


# --- Errors: every row of every table, by the words of the spec ----------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row of a spec's error table, and what the answer looks like that it speaks of."""

    id: ProviderType
    name: str
    kind: str
    retryable: bool | None
    status: int
    code: str | None
    message: str
    in_stream: bool

    def __str__(self) -> str:
        return f"{self.id}:{self.name}"

    @property
    def error(self) -> type[ProviderError]:
        words = "".join(word.capitalize() for word in self.kind.split("-"))
        found: type[ProviderError] = getattr(modelwire, f"{words}Error")
        return found


UNLISTED: Final = 418
"""A status that no table has, so that the code or the message must decide."""


def rows(type: ProviderType) -> Iterator[Row]:
    errors = read_spec(type).data["errors"]

    def row(name: str, kind: Any, status: int, code: str | None, message: str, in_stream: bool) -> Row:
        told: dict[str, Any] = {"kind": kind} if isinstance(kind, str) else kind
        retryable = {"true": True, "false": False, None: None}[told.get("retryable")]
        return Row(type, name, told["kind"], retryable, status, code, message, in_stream)

    for code, kind in errors.get("codes", {}).items():
        yield row(code, kind, UNLISTED, code, "no luck", True)
    for status, kind in errors.get("statuses", {}).items():
        yield row(status, kind, int(status), None, "no luck", False)
    for pattern in errors.get("messages", ()):
        statuses, codes = pattern.get("statuses", [str(UNLISTED)]), pattern.get("codes", [None])
        message = message_for(pattern["pattern"])
        in_stream = "statuses" not in pattern
        yield row(pattern["pattern"][:30], pattern["kind"], int(statuses[0]), codes[0], message, in_stream)


@pytest.mark.parametrize("row", [row for type in TYPES for row in rows(type)], ids=str)
def test_every_row_of_every_error_table(row: Row, server: Loopback) -> None:
    """Streaming and not, blocking and async, before the stream begins and in its middle."""
    way = first_chat(row.id)
    protocol = way.route.protocol.name
    body = error_body(protocol, row.status, row.code, row.message)
    server.lay(body, status=row.status)
    check_error(row, [chat_error(way, server), *stream_errors(way, server)], row.status)
    if row.in_stream:
        server.lay(f"{FIRST_EVENTS[protocol]}\n\ndata: {json.dumps(body)}\n\n", stream=True)
        told = row.status if protocol == "gemini-generate-content" else None
        check_error(row, stream_errors(way, server, text="hi"), told)


def check_error(row: Row, errors: list[ProviderError], status: int | None) -> None:
    for error in errors:
        assert type(error) is row.error, repr(error)
        if row.retryable is not None:
            assert error.retryable is row.retryable
        assert error.provider == row.id
        assert error.status_code == status
        if row.code:
            assert error.code == row.code
        assert error.message == row.message


def chat_error(way: Way, server: Loopback) -> ProviderError:
    with Client(way.provider(server.url), retry=ONCE) as client, pytest.raises(ProviderError) as caught:
        client.chat_completion(model=way.model, messages=MESSAGES)
    return caught.value


def stream_errors(way: Way, server: Loopback, text: str = "") -> list[ProviderError]:
    return [blocking_stream_error(way, server, text), asyncio.run(async_errors(way, server, text))]


def blocking_stream_error(way: Way, server: Loopback, text: str) -> ProviderError:
    said = ""
    with Client(way.provider(server.url), retry=ONCE) as client, pytest.raises(ProviderError) as caught:
        for chunk in client.chat_completion_stream(model=way.model, messages=MESSAGES):
            said += chunk.text
    assert said == text
    return caught.value


async def async_errors(way: Way, server: Loopback, text: str) -> ProviderError:
    """The error of a stream, which must be that of a plain call where the stream did not begin."""
    said = ""
    async with AsyncClient(way.provider(server.url), retry=ONCE) as client:
        with pytest.raises(ProviderError) as caught:
            async for chunk in client.chat_completion_stream(model=way.model, messages=MESSAGES):
                said += chunk.text
        if not text:
            with pytest.raises(type(caught.value)) as plain:
                await client.chat_completion(model=way.model, messages=MESSAGES)
            assert str(plain.value) == str(caught.value)
    assert said == text
    return caught.value


@each_type
def test_an_unknown_failure_goes_by_the_family_of_its_status(type: ProviderType, server: Loopback) -> None:
    way = first_chat(type)
    for status, kind in {418: "InvalidRequestError", 511: "ProviderUnavailableError"}.items():
        server.lay("<html>no JSON</html>", status=status)
        error = chat_error(way, server)
        assert type_name(error) == kind
        assert error.message == "no JSON"


def type_name(error: object) -> str:
    return error.__class__.__name__


def absent(*_: object) -> bool:
    """Stands for `Auth.present` where credentials that the machine itself may have are not there."""
    return False


# --- Keys and settings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", CHAT_WAYS, ids=str)
def test_every_chat_route_answers_and_never_shows_its_key(
    way: Way, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider = way.provider(server.url)
    server.lay(CHAT_BODIES[way.route.protocol.name])
    with Client(provider) as client:
        reply = client.chat_completion(model=way.model, messages=MESSAGES)
        shown = [repr(client), repr(client.provider)]
    assert (reply.text, reply.provider, reply.usage.total_tokens) == ("hi", way.id, 5)
    [seen] = server.seen
    carried = {name for name, value in seen.headers.items() if KEY in value}
    assert len(carried) == 1
    assert seen.path.startswith(way.route.path.partition("{")[0])
    server.lay(error_body(way.route.protocol.name, 401, None, f"wrong key {KEY}"), status=401)
    error = chat_error(way, server)
    shown += [str(provider), repr(provider.__dict__), repr(asdict(provider)), repr(reply), caplog.text]
    shown += [repr(pickle.dumps(provider)), repr(error), repr(reply.model_dump())]
    assert all(KEY not in text for text in shown)


@each_type
def test_variables_are_read_in_order(type: ProviderType, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = provider_class(type)
    settings = settings_of(kind)
    given = sample_settings(type)
    for name, one in settings.items():
        if one.kind is not str or name == "base_url":
            continue
        rest = {other: value for other, value in given.items() if other != name and not settings[other].credential}
        base = rest if one.credential else {key: value for key, value in given.items() if key != name}
        values = list(one.choices) or [sample_value(kind, name, number) for number in range(len(one.env))]
        for variable, value in zip(one.env, values, strict=False):
            monkeypatch.setenv(variable, str(value))
        for variable, value in zip(one.env, values, strict=False):
            found = getattr(create_provider(type, **base), name)
            assert (found.reveal() if one.secret else found) == value, variable
            monkeypatch.delenv(variable)


@each_type
def test_the_base_url_may_come_from_the_environment(type: ProviderType, monkeypatch: pytest.MonkeyPatch) -> None:
    one = settings_of(provider_class(type))["base_url"]
    given = {name: value for name, value in sample_settings(type).items() if name != "base_url"}
    for variable in one.env:
        monkeypatch.setenv(variable, "http://127.0.0.1:1/other/")
        assert create_provider(type, **given).base_url == "http://127.0.0.1:1/other"
        monkeypatch.delenv(variable)
    assert create_provider(type, **sample_settings(type)).base_url.startswith("https://")


@each_type
def test_a_missing_credential_names_variable_and_argument(type: ProviderType, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = provider_class(type)
    settings = settings_of(kind)
    for way in kind.auth:
        if not way.setting:  # such as credentials that the machine itself may have
            monkeypatch.setattr(way.__class__, "present", absent)
    rest = {name: value for name, value in sample_settings(type).items() if not settings[name].credential}
    with pytest.raises(ConfigurationError) as caught:
        create_provider(type, **rest)
    text = str(caught.value)
    for way in kind.auth:
        if way.setting:
            assert way.setting in text
            assert all(variable in text for variable in settings[way.setting].env)
    assert caught.value.provider == type


@each_type
def test_settings_are_checked(type: ProviderType) -> None:
    given = sample_settings(type)
    key = next(name for name in given if settings_of(provider_class(type))[name].secret)
    with pytest.raises(ConfigurationError, match="empty"):
        create_provider(type, **{**given, key: " "})
    with pytest.raises(ConfigurationError, match="header"):
        create_provider(type, **{**given, key: "k\ney"})
    with pytest.raises(ConfigurationError, match="base_url"):
        create_provider(type, **{**given, "base_url": "ftp://x"})
    misspelt: dict[str, Any] = {**given, "no_such_setting": "x"}
    with pytest.raises(ConfigurationError, match="unexpected keyword argument 'no_such_setting'; known are "):
        create_provider(type, **misspelt)
    for settings in ({**given, "base_uri": "x"}, {**given, "baseurl": "x"}):
        with pytest.raises(ConfigurationError, match="did you mean 'base_url'"):
            provider_class(type)(**settings)


@each_type
def test_providers_are_values(type: ProviderType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal by their settings, copied with their key, pickled without it."""
    given = sample_settings(type)
    provider = create_provider(type, **given)
    assert provider == create_provider(type, **given)
    assert copy.copy(provider) == copy.deepcopy(provider) == provider
    with pytest.raises(AttributeError):
        provider.base_url = "https://other"  # type: ignore[misc]
    pickled = pickle.dumps(provider)
    settings = settings_of(provider_class(type))
    key = next(name for name in given if settings[name].secret)
    for way in provider.auth:
        if not way.setting:
            monkeypatch.setattr(way.__class__, "present", absent)
    with pytest.raises(ConfigurationError):
        pickle.loads(pickled)
    for variable in settings[key].env[:1]:
        monkeypatch.setenv(variable, KEY)
        assert pickle.loads(pickled) == provider


# --- Dispatch -------------------------------------------------------------------------------------------------


@each_type
def test_a_provider_is_known_by_its_id_and_its_aliases(type: ProviderType) -> None:
    kind, spec = provider_class(type), read_spec(type)
    given = sample_settings(type)
    for name in (type, type.value, *spec.data.get("aliases", ())):
        assert ProviderType(name) is type
        assert create_provider(name, **given).__class__ is kind
    assert (kind.id, kind.__name__) == (type.value, spec.data["class"])
    assert getattr(modelwire, kind.__name__) is kind
    with pytest.raises(ConfigurationError, match=f"did you mean '{type}'"):
        create_provider(f"{type}x")


@each_type
def test_a_retired_provider_warns_and_no_other_does(type: ProviderType) -> None:
    status = provider_class(type).status
    assert status.state == read_spec(type).data["lifecycle"]["status"]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        create_provider(type, **sample_settings(type))
    assert [warning for warning in caught if "retired" in str(warning.message)] == (
        caught if status.state == "retired" else []
    )
    assert bool(caught) == (status.state == "retired")
    assert all(warning.filename == __file__ for warning in caught), "it is told where the provider was created"


@each_type
def test_what_a_provider_lacks_is_refused_before_any_connection(type: ProviderType, server: Loopback) -> None:
    before = server.connections
    lacks_some = False
    client: Client[Any]
    with Client(sample(type, server.url)) as client:
        for endpoint, operation in OPERATIONS.items():
            if not routes_of(provider_class(type))[endpoint]:
                lacks_some = True
                if operation.everywhere:
                    continue
                with pytest.raises(NotSupportedError, match=endpoint):
                    getattr(client, operation.method)(**operation.given("m"))
        if not routes_of(provider_class(type))["models"]:
            lacks_some = True
            with pytest.raises(NotSupportedError, match="models"):
                client.list_models()
        with pytest.raises(NotSupportedError, match="no_such_option"):
            client.chat_completion(model=first_chat(type).model, messages=MESSAGES, options={"no_such_option": 1})
    assert server.connections == before
    capabilities = provider_class(type).capabilities
    wanted = {operation.capability for operation in OPERATIONS.values()} | {Capability.LIST_MODELS}
    assert (wanted <= capabilities) is not lacks_some


OPERATION_WAYS: Final = [(endpoint, way) for type in TYPES for endpoint in OPERATIONS for way in ways(type, endpoint)]


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize(("endpoint", "way"), OPERATION_WAYS, ids=[f"{name}:{way}" for name, way in OPERATION_WAYS])
def test_every_declared_operation_is_executed(endpoint: str, way: Way, colour: Colour, server: Loopback) -> None:
    """Each on each of its routes, in both colours; chat and the list of models have tests of their own."""
    operation = OPERATIONS[endpoint]
    operation.lay(server, way.route.protocol.name)
    with Face(colour, way.provider(server.url)) as face:
        reply = face.call(operation.method, **operation.given(way.model))
    assert operation.shows(reply)
    assert reply.provider == way.id
    assert len(server.seen) == 1


@each_type
def test_every_capability_that_is_an_operation_has_its_routes(type: ProviderType) -> None:
    kind = provider_class(type)
    for endpoint, operation in OPERATIONS.items():
        assert (operation.capability in kind.capabilities) == bool(routes_of(kind)[endpoint])


# --- Parameters -----------------------------------------------------------------------------------------------

SAMPLES: Final[Mapping[str, Any]] = {
    "max_tokens": 100,
    "temperature": 0.5,
    "top_p": 0.9,
    "top_k": 10,
    "stop": ["END"],
    "seed": 7,
    "n": 2,
    "presence_penalty": 0.5,
    "frequency_penalty": 0.5,
    "logit_bias": {"50256": -100},
    "logprobs": True,
    "top_logprobs": 2,
    "response_format": {
        "type": "json_schema",
        "json_schema": {"name": "a", "schema": {"type": "object", "properties": {"x": {"type": "string"}}}},
    },
    "reasoning_effort": "low",
    "verbosity": "low",
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
    "tool_choice": "auto",
    "parallel_tool_calls": False,
    "modalities": ["text"],
    "audio": {"voice": "alloy", "format": "mp3"},
    "prediction": {"type": "content", "content": "x"},
    "web_search_options": {"search_context_size": "low"},
    "user": "user-1",
    "safety_identifier": "user-1",
    "prompt_cache_key": "key-1",
    "metadata": {"a": "b"},
    "store": True,
    "service_tier": "auto",
}


def test_there_is_a_sample_of_every_unified_parameter() -> None:
    assert set(SAMPLES) == set(ChatRequest.PARAMETERS)


@pytest.mark.parametrize("way", CHAT_WAYS, ids=str)
def test_no_parameter_is_dropped_in_silence(way: Way, server: Loopback) -> None:
    """Each is in the body, or told as an adjustment, or refused before anything is sent."""
    server.lay(CHAT_BODIES[way.route.protocol.name])
    with Client(way.provider(server.url)) as client:
        client.chat_completion(model=way.model, messages=MESSAGES)
        plain = server.seen.pop().json
        for name, value in SAMPLES.items():
            request = ChatRequest(model=way.model, messages=MESSAGES, **{name: value})
            try:
                reply = client.chat_completion(request, context=way.context)
            except NotSupportedError as refused:
                assert not server.seen, name
                assert refused.message.startswith(f"{name} ")
                assert refused.provider == way.id
                check_softened(client, way, request, name, value, server, plain)
            else:
                assert server.seen.pop().json != plain or reply.adjustments, f"{name} was dropped in silence"


def check_softened(
    client: Client[Any], way: Way, request: ChatRequest, name: str, value: Any, server: Loopback, plain: Any
) -> None:
    """What is refused is left out by `drop` and `warn`, and told by both."""
    reply = client.with_options(unsupported="drop").chat_completion(request, context=way.context)
    assert server.seen.pop().json == plain
    assert [(done.parameter, done.action, done.given) for done in reply.adjustments] == [(name, "dropped", value)]
    with pytest.warns(UserWarning, match=name):
        reply = client.with_options(unsupported="warn").chat_completion(request, context=way.context)
    assert server.seen.pop().json == plain
    assert [done.parameter for done in reply.adjustments] == [name]


@pytest.mark.parametrize("way", CHAT_WAYS, ids=str)
def test_a_call_may_add_headers_query_and_body(way: Way, server: Loopback) -> None:
    server.lay(CHAT_BODIES[way.route.protocol.name])
    context = RequestContext(extra_headers={"x-extra": "1"}, extra_query={"extra": "2"}, idempotency_key="once")
    with Client(way.provider(server.url)) as client:
        request = ChatRequest(model=way.model, messages=MESSAGES, extra_body={"extra": {"a": 1}})
        client.chat_completion(request, context=context)
    [seen] = server.seen
    assert (seen.headers["x-extra"], seen.headers["idempotency-key"]) == ("1", "once")
    assert re.search(r"[?&]extra=2(&|$)", seen.path)
    assert seen.json["extra"] == {"a": 1}


# --- Catalogues and prices -----------------------------------------------------------------------------------

MILLION: Final = Decimal(1_000_000)
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUIET: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""A Sunday: no vendor's peak hours."""
USAGES: Final = (
    Usage(1_000, 500, 1_500),
    Usage(1_000, 500, 1_500, PromptTokensDetails(cached_tokens=400)),
    Usage(1_000, 500, 1_500, PromptTokensDetails(100, cache_write_tokens=300, cache_write_1h_tokens=200)),
    Usage(1_000_000, 7, 1_000_007, PromptTokensDetails(), CompletionTokensDetails(reasoning_tokens=3)),
    Usage(),
)


def naive_cost(price: Mapping[str, Any], usage: Usage, at: datetime, batch: bool) -> Decimal:
    """What a usage costs by a spec's price, worked out as a person would with the page in hand."""
    for change in price.get("changes", ()):
        if f"{at:%Y-%m-%d}" >= change["date"]:
            price = change
    rates: dict[str, str] = {name: rate for name, rate in price.items() if isinstance(rate, str)}
    for hours in price.get("hours", ()):
        clock = f"{at:%H:%M}"
        spans = (span.split("-") for span in hours["utc"])
        if DAYS[at.weekday()] in hours["days"] and any(start <= clock < end for start, end in spans):
            rates |= {name: rate for name, rate in hours.items() if isinstance(rate, str)}
    for tier in price.get("tiers", ()):
        if in_a_tier({"tiers": [tier]}, usage):
            rates |= {name: rate for name, rate in tier.items() if name != "above"}
    if batch:
        rates |= price["batch"]
    prices = {name: Decimal(rate) for name, rate in rates.items() if re.fullmatch(r"[0-9.]+", rate)}
    given = usage.prompt_tokens_details
    short = given.cache_write_tokens - given.cache_write_1h_tokens
    fresh = usage.prompt_tokens - given.cached_tokens - given.cache_write_tokens
    write = prices.get("cache_write", prices["input"])
    total = fresh * prices["input"] + given.cached_tokens * prices.get("cached_input", prices["input"])
    total += short * write + given.cache_write_1h_tokens * prices.get("cache_write_1h", write)
    if usage.completion_tokens:
        thought = usage.completion_tokens_details.reasoning_tokens
        total += (usage.completion_tokens - thought) * prices["output"]
        total += thought * prices.get("reasoning", prices["output"])
    return total / MILLION


@each_type
def test_costs_are_those_of_the_spec(type: ProviderType) -> None:
    provider = create_provider(type, **sample_settings(type))
    for model in read_spec(type).models:
        price = model.get("price")
        for usage in () if model.get("kind") in PAID_BY_KIND else USAGES:
            if model.get("kind") == "embeddings":
                usage = Usage(usage.prompt_tokens, 0, usage.prompt_tokens)
            if price is None:
                with pytest.raises(PriceUnknownError):
                    provider.calculate_cost(model["id"], usage)
                continue
            for at in (QUIET, *peaks(price), *eves(price)):
                cost = provider.calculate_cost(model["id"], usage, at=at)
                assert cost.total == naive_cost(price, usage, at, batch=False), model["id"]
                assert sum((line.amount for line in cost.lines), Decimal(0)) == cost.total
            if "batch" in price and not in_a_tier(price, usage):
                for at in (QUIET, *eves(price)):
                    cost = provider.calculate_cost(model["id"], usage, at=at, batch=True)
                    assert cost.total == naive_cost(price, usage, at, batch=True), model["id"]
    with pytest.raises(PriceUnknownError):
        provider.calculate_cost("no-such-model", USAGES[0])


PAID_BY_KIND: Final = ("image", "speech", "transcription", "rerank")
"""Kinds of models that are paid for by the piece, or by kinds of tokens."""


@each_type
def test_images_sound_and_searches_cost_what_the_spec_says(type: ProviderType) -> None:
    """Each rate that a model has is asked for once."""
    provider = create_provider(type, **sample_settings(type))
    counts = {"input": 100, "image_input": 40, "audio_input": 30, "output": 50, "image_output": 60, "audio_output": 70}
    pieces = {
        "per_image": ("images", 3),
        "per_second": ("seconds", 90),
        "per_character": ("characters", 1000),
        "per_search": ("searches", 2),
    }
    for model in read_spec(type).models:
        if model.get("kind") not in PAID_BY_KIND or (price := model.get("price")) is None:
            continue
        tokens = {name: count if name in price else 0 for name, count in counts.items()}
        usage = Usage(
            tokens["input"] + tokens["image_input"] + tokens["audio_input"],
            tokens["output"] + tokens["image_output"] + tokens["audio_output"],
            sum(tokens.values()),
            PromptTokensDetails(image_tokens=tokens["image_input"], audio_tokens=tokens["audio_input"]),
            CompletionTokensDetails(image_tokens=tokens["image_output"], audio_tokens=tokens["audio_output"]),
        )
        counted: Any = {word: count for rate, (word, count) in pieces.items() if rate in price}
        expected = (
            sum((Decimal(price[name]) * count for name, count in tokens.items() if count), Decimal(0)) / 1_000_000
        )
        expected += sum(Decimal(price[rate]) * count for rate, (_, count) in pieces.items() if rate in price)
        assert provider.calculate_cost(model["id"], usage, **counted).total == expected > 0, model["id"]


def in_a_tier(price: Mapping[str, Any], usage: Usage) -> bool:
    """Whether a request is so large that it has rates of its own, of which the batch rates say nothing."""
    return any(usage.prompt_tokens > int(tier["above"].replace("_", "")) for tier in price.get("tiers", ()))


def eves(price: Mapping[str, Any]) -> Iterator[datetime]:
    """The last second before each day on which a price changes, and the first one of that day."""
    for change in price.get("changes", ()):
        midnight = datetime.strptime(change["date"], "%Y-%m-%d").replace(tzinfo=UTC)
        yield midnight - timedelta(seconds=1)
        yield midnight


def peaks(price: Mapping[str, Any]) -> Iterator[datetime]:
    """A moment inside each span of hours that has rates of its own, and the moment it ends."""
    for hours in price.get("hours", ()):
        day = 23 + DAYS.index(hours["days"][0])
        for span in hours["utc"]:
            start, end = (datetime.strptime(f"2026-11-{day} {time}", "%Y-%m-%d %H:%M") for time in span.split("-"))
            yield start.replace(tzinfo=UTC)
            yield end.replace(tzinfo=UTC)


@pytest.mark.parametrize("way", CHAT_WAYS, ids=str)
def test_a_reply_knows_its_cost_where_a_price_is_known(way: Way, server: Loopback) -> None:
    server.lay(CHAT_BODIES[way.route.protocol.name])
    provider = way.provider(server.url)
    with Client(provider) as client:
        reply = client.chat_completion(model=way.model, messages=MESSAGES)
    priced = (model := provider.models.get(way.model)) is not None and model.price is not None
    assert (reply.cost is not None) == priced
    if reply.cost is not None:
        assert reply.cost.total == provider.calculate_cost(way.model, reply.usage).total > 0


ELSEWHERE: Final = [
    (type, name, other)
    for type in TYPES
    for name, wanted in provider_class(type).priced_when.items()
    for other in settings_of(provider_class(type))[name].choices
    if not holds({name: wanted}, {name: other})
]


@pytest.mark.parametrize(("type", "name", "other"), ELSEWHERE)
def test_prices_are_not_told_for_settings_that_they_do_not_hold_for(
    type: ProviderType, name: str, other: str, server: Loopback
) -> None:
    way = next(way for way in CHAT_WAYS if way.id is type)
    model = next(model.id for model in provider_class(type).models if model.price and not model.retired)
    server.lay(CHAT_BODIES[way.route.protocol.name])
    for given, priced in ({}, True), ({name: other}, False):
        provider = create_provider(type, **{**way.settings, **given, "base_url": server.url})
        with Client(provider) as client:
            reply = client.chat_completion(model=model, messages=MESSAGES)
        assert (reply.cost is not None) == priced
        if not priced:
            with pytest.raises(PriceUnknownError, match=f"{name} to be"):
                provider.calculate_cost(model, reply.usage)


@each_type
def test_catalogues_say_what_the_specs_say(type: ProviderType) -> None:
    catalog, listed = provider_class(type).models, read_spec(type).models
    names = [name for model in listed for name in (model["id"], *model.get("aliases", ()))]
    assert len(names) == len(set(names)), "two models share a name"
    assert [model.id for model in catalog] == [model["id"] for model in listed]
    assert len(catalog) == len(listed)
    for told in listed:
        for name in (told["id"], *told.get("aliases", ())):
            assert name in catalog
            assert catalog[name] is catalog.get(name) is catalog[told["id"]]
        known = {word: True for word in told.get("supports", ())} | {word: False for word in told.get("lacks", ())}
        assert all(catalog.supports(told["id"], word) is known.get(word.value) for word in Capability)
        model = catalog[told["id"]]
        assert model.kind == told.get("kind", "chat")
        assert str(model.context_window or "") == told.get("context", "").replace("_", "")
        assert str(model.max_output or "") == told.get("max_output", "").replace("_", "")
        assert (model.retired or None) == told.get("retired")
    assert catalog.get("no-such-model") is None
    assert catalog.supports("no-such-model", Capability.VISION) is None
    with pytest.raises(KeyError, match="no-such-model"):
        catalog["no-such-model"]


@each_type
def test_rules_know_a_model_by_all_of_its_names(type: ProviderType) -> None:
    kind = provider_class(type)
    for route in (route for routes in routes_of(kind).values() for route in routes):
        for model in kind.models:
            rules = [rule.why for rule in route.rules if rule.speaks_of(model.id)]
            for alias in filter(route.takes, model.aliases if route.takes(model.id) else ()):
                assert [rule.why for rule in route.rules if rule.speaks_of(alias)] == rules, alias


@each_type
def test_capabilities_are_those_of_the_spec(type: ProviderType) -> None:
    kind = provider_class(type)
    assert {word.value for word in kind.capabilities} == set(read_spec(type).data["capabilities"])


# --- Health ---------------------------------------------------------------------------------------------------

LISTING: Final = [type for type in TYPES if routes_of(provider_class(type))["models"]]


@pytest.mark.parametrize("way", [way for type in LISTING for way in ways(type, "models")], ids=str)
def test_health_is_checked_by_one_call_that_costs_nothing(way: Way, server: Loopback) -> None:
    protocol: Any = way.route.protocol
    server.lay({protocol.items: [{protocol.id: f"{protocol.strip_id_prefix}m-1"}]})
    provider = way.provider(server.url)
    with Client(provider) as client:
        healthy = client.health_check()
        assert client.list_models().ids == ["m-1"]
    assert [seen.method for seen in server.seen] == ["GET", "GET"]
    checked, listed = (seen.path.partition("?")[0] for seen in server.seen)
    assert checked == (protocol.health_path or listed)
    assert (healthy.healthy, healthy.error) == (True, None)
    assert 0 < healthy.latency < 5
    assert abs((datetime.now(UTC) - healthy.checked_at).total_seconds()) < 60
    server.lay(error_body("openai-chat", 401, None, "wrong key"), status=401)
    for status in (blocking_health(provider), asyncio.run(async_health(provider))):
        assert not status.healthy
        assert type_name(status.error) == "AuthenticationError"
    server.lay(error_body("openai-chat", 503, None, "down"), status=503)
    assert not blocking_health(provider).healthy
    assert len(server.seen) == 1, "a health check is not tried again"


def blocking_health(provider: Any) -> Any:
    with Client(provider) as client:
        return client.health_check()


async def async_health(provider: Any) -> Any:
    async with AsyncClient(provider) as client:
        return await client.health_check()
