"""A model of another provider, or one that is gone: whose it is and what takes its place, for every provider.

pytest tests/generated/test_model_names.py -k deepseek
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Iterator
from typing import Any, Final

import pytest

from modelwire import AsyncClient, Client, NotFoundError, NotSupportedError, ProviderError, ProviderType, Retry
from tests.generated.loopback import Loopback
from tests.generated.providers import CHAT_BODIES, TYPES, Way, error_body, provider_class, ways

MESSAGES: Final[Any] = [{"role": "user", "content": "Hello!"}]
ONCE: Final = Retry(attempts=1)
WHOLE: Final = [type for type in TYPES if not provider_class(type).models.selection]
SELECTIONS: Final = [type for type in TYPES if provider_class(type).models.selection]
PAIRS: Final = [(one, other) for one in WHOLE for other in WHOLE if one is not other]


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def first_way(type: ProviderType) -> Way:
    return ways(type, "chat")[0]


def own_model(type: ProviderType, than: ProviderType | None = None) -> str:
    """A chat model of a provider's that another has not."""
    others = provider_class(than).models if than else ()
    return next(model.id for model in provider_class(type).models if model.kind == "chat" and model.id not in others)


def errors(way: Way, server: Loopback, model: str, **options: Any) -> list[ProviderError]:
    """What both clients raise, streaming and not."""
    found: list[ProviderError] = []
    with Client(way.provider(server.url), retry=ONCE) as client:
        with pytest.raises(ProviderError) as caught:
            client.chat_completion(model=model, messages=MESSAGES, **options)
        found.append(caught.value)

    async def streamed() -> None:
        async with AsyncClient(way.provider(server.url), retry=ONCE) as client:
            with pytest.raises(ProviderError) as caught:
                async for _ in client.chat_completion_stream(model=model, messages=MESSAGES, **options):
                    pass
            found.append(caught.value)

    asyncio.run(streamed())
    return found


@pytest.mark.parametrize(("type", "owner"), PAIRS)
def test_a_model_of_another_provider_is_refused_with_its_name(
    type: ProviderType, owner: ProviderType, server: Loopback
) -> None:
    model = own_model(owner, type)
    server.lay({})
    for error in errors(first_way(type), server, model):
        assert isinstance(error, NotSupportedError)
        assert f"has no model {model!r}" in str(error)
        assert f"of {owner}" in str(error) and "\n" not in str(error)
    assert not server.seen


@pytest.mark.parametrize("type", WHOLE, ids=str)
def test_a_name_with_its_provider_before_it(type: ProviderType, server: Loopback) -> None:
    model = own_model(type)
    server.lay({})
    for error in errors(first_way(type), server, f"{type}/{model}"):
        assert isinstance(error, NotSupportedError)
        assert f"it is called {model!r}" in str(error)
    assert not server.seen


@pytest.mark.parametrize("type", WHOLE, ids=str)
def test_a_model_of_another_provider_may_be_sent_all_the_same(type: ProviderType, server: Loopback) -> None:
    way = first_way(type)
    owner = next(other for other in WHOLE if other is not type)
    model = own_model(owner, type)
    server.lay(CHAT_BODIES[way.route.protocol.name])
    with Client(way.provider(server.url), unsupported="drop") as client:
        client.chat_completion(model=model, messages=MESSAGES)
    with Client(way.provider(server.url), unsupported="warn") as client, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client.chat_completion(model=model, messages=MESSAGES)
    assert any(f"has no model {model!r}" in str(warning.message) for warning in caught)
    assert len(server.seen) == 2


@pytest.mark.parametrize("type", [*SELECTIONS, *WHOLE], ids=str)
def test_a_name_that_nobody_knows_is_sent(type: ProviderType, server: Loopback) -> None:
    """And where the provider lists a few of many, so is any other."""
    way = first_way(type)
    server.lay(CHAT_BODIES[way.route.protocol.name])
    name = way.model.replace(way.model[-3:], "zqx") if way.route.models else "brand-new-1"
    with Client(way.provider(server.url)) as client:
        client.chat_completion(model=name, messages=MESSAGES)
    assert len(server.seen) == 1


@pytest.mark.parametrize("type", TYPES, ids=str)
def test_a_model_that_is_not_there_gets_the_nearest_name(type: ProviderType, server: Loopback) -> None:
    way = first_way(type)
    if way.model not in provider_class(type).models:
        pytest.skip("lists no models for this route")
    server.lay(error_body(way.route.protocol.name, 404, None, "no such thing"), status=404)
    for error in errors(way, server, f"{way.model}x"):
        assert isinstance(error, NotFoundError)
        assert error.hint.startswith("did you mean '")
        assert str(error).endswith(error.hint)
        assert error.message == "no such thing"


@pytest.mark.parametrize("type", TYPES, ids=str)
def test_of_a_retired_model_the_successor_is_told(type: ProviderType, server: Loopback) -> None:
    way = first_way(type)
    gone = [m for m in provider_class(type).models if m.kind == "chat" and m.retired and way.route.takes(m.id)]
    if not gone:
        pytest.skip("lists no retired model")
    server.lay(error_body(way.route.protocol.name, 404, None, "no such thing"), status=404)
    for error in errors(way, server, gone[0].id):
        assert f"was retired on {gone[0].retired}" in str(error)
        assert gone[0].successor is None or f"its successor is {gone[0].successor!r}" in str(error)


@pytest.mark.parametrize("type", [type for type in TYPES if provider_class(type).models.enforced], ids=str)
def test_more_output_than_the_model_writes(type: ProviderType, server: Loopback) -> None:
    way = first_way(type)
    models = [m for m in provider_class(type).models if m.kind == "chat" and m.max_output and way.route.takes(m.id)]
    model, most = models[0].id, models[0].max_output or 0
    server.lay(CHAT_BODIES[way.route.protocol.name])
    for error in errors(way, server, model, max_tokens=most + 1):
        assert isinstance(error, NotSupportedError)
        assert f"max_tokens is {most + 1}, and model {model!r} writes at most {most}" in str(error)
    assert not server.seen
    with Client(way.provider(server.url), unsupported="drop") as client:
        assert not client.chat_completion(model=model, messages=MESSAGES, max_tokens=most).adjustments
        reply = client.chat_completion(model=model, messages=MESSAGES, max_tokens=most + 1)
    assert [(note.parameter, note.action, note.sent) for note in reply.adjustments] == [("max_tokens", "clamped", most)]
