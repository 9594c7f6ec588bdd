"""Executes what is no parameter of a chat: other endpoints, errors, costs, headers of replies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pytest

from modelwire import (
    APIError,
    ChatRequest,
    ChatResponse,
    Client,
    ConfigurationError,
    InvalidRequestError,
    NotSupportedError,
    PriceUnknownError,
    ProviderError,
    ProviderType,
    RateLimitError,
    RequestContext,
    Retry,
    aclose,
    acompletion,
    close,
    completion,
    create_provider,
)
from modelwire_runtime.data import is_array, is_object
from modelwire_runtime.parameters import Condition
from modelwire_runtime.settings import settings_of
from tests.features.asking import HELLO, SAMPLES, TOOL, lay
from tests.features.document import Claim
from tests.features.evidence import PLAYED, read
from tests.generated.loopback import Loopback
from tests.generated.operations import OPERATIONS
from tests.generated.providers import (
    CHAT_BODIES,
    TYPES,
    Way,
    error_body,
    provider_class,
    routes_of,
    sample,
    sample_settings,
    ways,
)
from tests.runtime.colours import COLOURS, Face
from tests.wire.questions import question
from tests.wire.stream_of import written

NO_HEADERS: Final[Mapping[str, str]] = {}


def operation(claim: Claim, server: Loopback) -> None:
    """Asks for an operation on each route; where there is none, it is refused before anything is sent."""
    asked, type = OPERATIONS[claim.feature], ProviderType(claim.provider)
    if not routes_of(provider_class(type))[claim.feature]:
        server.lay({})
        assert not claim.words
        if asked.everywhere:
            return
        with Client(sample(type, server.url)) as lacking, pytest.raises(NotSupportedError):
            getattr(lacking, asked.method)(**asked.given("m"))
        assert not server.seen
        return
    for way in ways(type, claim.feature):
        asked.lay(server, way.route.protocol.name)
        with Client(way.provider(server.url)) as client:
            reply = getattr(client, asked.method)(**asked.given(way.model))
        assert asked.shows(reply)
    assert claim.words == {"yes"}


def batches(claim: Claim, server: Loopback) -> None:
    """Asks for a batch on each route; where there is none, it is refused before anything is sent."""
    type = ProviderType(claim.provider)
    server.lay({"id": "batch-1", "name": "batches/batch-1"})
    if not routes_of(provider_class(type))["batches"]:
        lacking: Any = Client(sample(type, server.url))
        with lacking, pytest.raises(NotSupportedError):
            lacking.retrieve_batch("batch-1")
        assert not server.seen
        assert not claim.words
        return
    for way in ways(type, "batches"):
        having: Any = Client(way.provider(server.url))
        with having:
            assert having.retrieve_batch("batch-1").id == "batch-1"
        assert server.seen[-1].path.partition("?")[0].endswith("/batch-1")
    assert claim.words == {"yes"}


def embeddings(claim: Claim, server: Loopback) -> None:
    _embed(claim, server)


def dimensions(claim: Claim, server: Loopback) -> None:
    _embed(claim, server, dimensions=256)


def input_type(claim: Claim, server: Loopback) -> None:
    _embed(claim, server, input_type="query")


def _embed(claim: Claim, server: Loopback, **given: Any) -> None:
    """Vectors of a text, on each route and for each kind of model."""
    type = ProviderType(claim.provider)
    if not routes_of(provider_class(type))["embeddings"]:
        lacking: Any = Client(sample(type, server.url))
        server.lay({})
        with lacking, pytest.raises(NotSupportedError):
            lacking.embeddings(model="m", input="hi", **given)
        assert not server.seen
        assert not claim.words
        return
    outcomes: list[str | None] = []
    for way in ways(type, "embeddings"):
        OPERATIONS["embeddings"].lay(server, way.route.protocol.name)
        with Client(way.provider(server.url)) as client:
            kinds: dict[tuple[bool, ...], str] = {}
            for name in (way.model, *(model.id for model in client.provider.models if model.kind == "embeddings")):
                if client.provider.target("embeddings", name, None).route is way.route:
                    kinds.setdefault(tuple(rule.speaks_of(name) for rule in way.route.rules), name)
            if way.route.takes("sample"):
                kinds.setdefault(tuple(rule.speaks_of("sample") for rule in way.route.rules), "sample")
            outcomes += [_embedded(client, server, model, given) for model in kinds.values()]
    words = {word for word in outcomes if word}
    assert words == claim.words
    assert (bool(words) and None in outcomes) == claim.partial


def _embedded(client: Client[Any], server: Loopback, model: str, given: Mapping[str, Any]) -> str | None:
    before = len(server.seen)
    try:
        reply = client.embeddings(model=model, input="hi", **given)
    except NotSupportedError:
        assert len(server.seen) == before
        return None
    assert reply.data[0].embedding == [0.5, 0.25]
    if not given:
        return "yes"
    (name, value), sent = next(iter(given.items())), server.seen[-1].json
    if sent.get(name) == value:
        return "sent"
    assert sent != _plain(client, server, model), f"{name} is gone in silence"
    return "renamed" if _holds(sent, value) else "mapped"


def _plain(client: Client[Any], server: Loopback, model: str) -> Any:
    client.embeddings(model=model, input="hi")
    return server.seen[-1].json


def _holds(data: Any, value: Any) -> bool:
    inner = list(data.values()) if is_object(data) else data if is_array(data) else []
    return bool(data == value) or any(_holds(one, value) for one in inner)


def list_models(claim: Claim, server: Loopback) -> None:
    for client in _listing(claim, server):
        assert client.list_models().ids == ["m-1"]


def health(claim: Claim, server: Loopback) -> None:
    for client in _listing(claim, server):
        assert client.health_check().healthy
        assert server.seen[-1].method == "GET"


def _listing(claim: Claim, server: Loopback) -> Any:
    type = ProviderType(claim.provider)
    assert claim.words == {"yes"}, "every provider lists its models; say here how one that does not refuses"
    for way in ways(type, "models"):
        protocol: Any = way.route.protocol
        server.lay({protocol.items: [{protocol.id: f"{protocol.strip_id_prefix}m-1"}]})
        with Client(way.provider(server.url)) as client:
            yield client


def _chats(claim: Claim, server: Loopback, headers: Mapping[str, str] = NO_HEADERS) -> Any:
    """A reply on each route of chat."""
    for way in ways(ProviderType(claim.provider), "chat"):
        lay(server, way)
        server.laid.headers.update(headers)
        with Client(way.provider(server.url)) as client:
            yield way, client, client.chat_completion(model=way.model, messages=HELLO)


def costs(claim: Claim, server: Loopback) -> None:
    priced = {model.id for model in provider_class(ProviderType(claim.provider)).models if model.price}
    for way, client, reply in _chats(claim, server):
        assert (reply.cost is not None) == (way.model in priced)
        if way.model not in priced:
            with pytest.raises(PriceUnknownError):
                client.provider.calculate_cost(way.model, reply.usage)
    assert bool(claim.words) == bool(priced)


def request_id(claim: Claim, server: Loopback) -> None:
    names = provider_class(ProviderType(claim.provider)).replies.request_id
    for _, _, reply in _chats(claim, server, {name: "r-1" for name in names[:1]}):
        assert reply.request_id == ("r-1" if claim.words else None)


def rate_limit(claim: Claim, server: Loopback) -> None:
    prefix = provider_class(ProviderType(claim.provider)).replies.rate_limit
    for _, _, reply in _chats(claim, server, {f"{prefix}-remaining-requests": "9"} if prefix else NO_HEADERS):
        assert (reply.rate_limit is not None and reply.rate_limit.remaining_requests == 9) == bool(claim.words)


def errors(claim: Claim, server: Loopback) -> None:
    for way, client, _ in _chats(claim, server):
        server.lay(error_body(way.route.protocol.name, 429, None, "slow down"), status=429)
        with pytest.raises(RateLimitError) as raised:
            client.with_options(retry=Retry(attempts=1)).chat_completion(model=way.model, messages=HELLO)
        assert isinstance(raised.value, APIError)
        assert raised.value.status_code == 429


def retry_hint(claim: Claim, server: Loopback) -> None:
    for way, client, _ in _chats(claim, server):
        server.lay(error_body(way.route.protocol.name, 429, None, "slow down"), status=429)
        server.laid.headers["retry-after"] = "7"
        with pytest.raises(RateLimitError) as raised:
            client.with_options(retry=Retry(attempts=1)).chat_completion(model=way.model, messages=HELLO)
        assert raised.value.retry_delay() == 7


def dropped(claim: Claim, server: Loopback) -> None:
    """Whatever is refused is left out if that is asked for, and told."""
    given: dict[str, Any] = {name: values[0] for name, values in SAMPLES.items() if name not in ("n", "tools")}
    for way, client, _ in _chats(claim, server):
        soft = client.with_options(unsupported="drop")
        for name, value in given.items():
            request = {"model": way.model, "messages": HELLO, name: value}
            try:
                client.chat_completion(**request)
            except NotSupportedError:
                reply = soft.chat_completion(**request)
                assert [done.parameter for done in reply.adjustments if done.action == "dropped"] == [name]


def litellm_face(claim: Claim, server: Loopback) -> None:
    for way, _, _ in _chats(claim, server):
        settings = {**way.settings, "base_url": server.url}
        try:
            reply = completion(f"{claim.provider}/{way.model}", HELLO, stream=False, **settings)
            assert (reply.text, reply.provider) == ("hi", claim.provider)
            reply = asyncio.run(_acompletion(f"{claim.provider}/{way.model}", settings))
            assert (reply.text, reply.provider) == ("hi", claim.provider)
        finally:
            close()


async def _acompletion(model: str, settings: Mapping[str, Any]) -> ChatResponse:
    reply = await acompletion(model, HELLO, stream=False, **settings)
    await aclose()
    return reply


def responses(claim: Claim, server: Loopback) -> None:
    """Who names it gets it, on every setting that has it; by themselves requests go there for what they ask."""
    words = {word for way in ways(ProviderType(claim.provider), "chat") for word in _responses(way, server)}
    assert words == claim.words


def _responses(way: Way, server: Loopback) -> Iterator[str]:
    with Client(way.provider(server.url)) as client:
        named = RequestContext(route="openai-responses")
        lay(server, way)
        try:
            path = client.provider.target("chat", way.model, named.route).route.path
        except NotSupportedError:
            with pytest.raises(NotSupportedError):
                client.chat_completion(model=way.model, messages=HELLO, context=named)
            assert not server.seen
            return
        server.lay_at(path, CHAT_BODIES["openai-responses"])
        assert client.chat_completion(model=way.model, messages=HELLO, context=named).text == "hi"
        assert _asked_at(server).endswith(path)
        assert server.seen[-1].json["input"]
        yield "by name"
        for model in (model.id for model in client.provider.models if model.kind == "chat"):
            target = client.provider.target("chat", model)
            reasons = [one for conditions, _ in target.before for one in conditions]
            for given in map(_asking, reasons):
                client.chat_completion(model=model, messages=HELLO, **given)
                assert _asked_at(server).endswith(path), f"{model} was to be asked over the Responses API with {given}"
                yield "by itself"
            if target.protocol.name == "openai-responses" and target.route is way.route:
                client.chat_completion(model=model, messages=HELLO)
                assert _asked_at(server).endswith(path)
                yield "by itself"


def _asking(reason: Condition) -> dict[str, Any]:
    """What a request gives so that a condition holds."""
    return {name: values[0] if values else [TOOL] for name, values in reason.when.items()}


def _asked_at(server: Loopback) -> str:
    return server.seen[-1].path.partition("?")[0]


def moved(claim: Claim, server: Loopback) -> None:
    """What another vendor thought stays behind, and that is told."""
    state = {"protocol": "another", "origin": "another", "entries": [{"type": "secret", "data": "c2lnbmVk"}]}
    thought: Any = {"role": "assistant", "content": "Hi!", "reasoning_state": state}
    for way in ways(ProviderType(claim.provider), "chat"):
        lay(server, way)
        with Client(way.provider(server.url)) as client:
            reply = client.chat_completion(model=way.model, messages=[*HELLO, thought, *HELLO])
            assert b"c2lnbmVk" not in server.seen[-1].body
            assert [done.parameter for done in reply.adjustments] == ["messages[1].reasoning_state"]


WRONG: Final[Mapping[str, Any]] = {
    "did you mean 'user'": {"role": "usr", "content": "Hello!"},
    "did you mean 'content'": {"role": "user", "contnet": "Hello!"},
    "call_1": {"role": "tool", "tool_call_id": "call_1", "content": "18"},
}
"""Messages that are wrong, by what the error says."""


def messages_checked(claim: Claim, server: Loopback) -> None:
    for way in ways(ProviderType(claim.provider), "chat"):
        lay(server, way)
        with Client(way.provider(server.url)) as client:
            for told, message in WRONG.items():
                with pytest.raises(InvalidRequestError) as raised:
                    client.chat_completion(model=way.model, messages=[*HELLO, message])
                assert told in str(raised.value)
                assert "messages[1]" in str(raised.value)
                assert "\n" not in str(raised.value)
            assert not server.seen


def models_checked(claim: Claim, server: Loopback) -> None:
    """A model that another has alone is refused, and the owner named; where names may be anything, it is sent."""
    type = ProviderType(claim.provider)
    owner, model = next(
        (other, model.id)
        for other in TYPES
        for model in provider_class(other).models
        if other is not type and model.kind == "chat" and not provider_class(other).models.selection
        if model.id not in provider_class(type).models
    )
    way = ways(type, "chat")[0]
    server.lay({})
    with Client(way.provider(server.url), retry=Retry(attempts=1)) as client, pytest.raises(ProviderError) as raised:
        client.chat_completion(model=model, messages=HELLO)
    assert claim.words == {"sent" if server.seen else "refused"}
    assert isinstance(raised.value, NotSupportedError) != bool(server.seen)
    assert server.seen or f"of {owner}" in str(raised.value)


def settings_checked(claim: Claim, server: Loopback) -> None:
    """What a provider cannot do without is told by the argument, and by the variable that it is read from."""
    kind = provider_class(ProviderType(claim.provider))
    with pytest.raises(ConfigurationError) as raised:
        create_provider(claim.provider)
    needed = sample_settings(ProviderType(claim.provider))
    told = [name for name in needed if f"{name}=" in str(raised.value)]
    assert told, str(raised.value)
    assert any(variable in str(raised.value) for name in told for variable in settings_of(kind)[name].env)


def stream_whole(claim: Claim, server: Loopback) -> None:
    """The reply of the case that shows it, in one piece and as a stream."""
    shown = read()["stream_whole"][claim.provider]
    case = PLAYED[[*shown.values()][-1]]
    asked = question(case)
    assert isinstance(asked.request, ChatRequest)
    same: Any = {"model": asked.request.model, "messages": asked.request.messages}
    provider = create_provider(asked.provider, **asked.settings, base_url=server.url)
    protocol = provider.target("chat", asked.request.model).protocol.name
    body = json.loads(case.reply.body)
    for colour in COLOURS:
        with Face(colour, provider, unsupported="drop") as face:
            server.lay(body)
            whole = face.chat(**same)
            server.lay(written(protocol, body).decode(), stream=True)
            found = face.stream(**same).response
            assert found is not None
            for name in ("text", "finish_reason", "usage", "model", "id"):
                assert getattr(found, name) == getattr(whole, name), name
            assert found.message.reasoning_content == whole.message.reasoning_content
            assert _calls(found) == _calls(whole)


def _calls(reply: ChatResponse) -> list[Any]:
    return [(call.id, call.function.name, json.loads(call.function.arguments)) for call in reply.tool_calls]


EXECUTED: Final[Mapping[str, Callable[[Claim, Loopback], None]]] = {
    "embeddings": embeddings,
    "moderation": operation,
    "image_generation": operation,
    "image_edit": operation,
    "transcription": operation,
    "speech": operation,
    "rerank": operation,
    "fim": operation,
    "count_tokens": operation,
    "files": operation,
    "batches": batches,
    "dimensions": dimensions,
    "input_type": input_type,
    "list_models": list_models,
    "health": health,
    "costs": costs,
    "request_id": request_id,
    "rate_limit": rate_limit,
    "errors": errors,
    "retry_hint": retry_hint,
    "responses": responses,
    "dropped": dropped,
    "moved": moved,
    "messages_checked": messages_checked,
    "models_checked": models_checked,
    "settings_checked": settings_checked,
    "stream_whole": stream_whole,
    "completion": litellm_face,
}
"""By feature, what executes a cell."""
