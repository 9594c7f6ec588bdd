"""Where settings come from, and what is wrong with them."""

from __future__ import annotations

import pickle
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import pytest

from modelwire_runtime.auth import BearerKey, NoAuth, Secret
from modelwire_runtime.errors import ConfigurationError, NotSupportedError
from modelwire_runtime.parameters import Parameters
from modelwire_runtime.protocols import OpenAIChat
from modelwire_runtime.provider import BaseURL, ChatProvider, Status, credential, setting
from modelwire_runtime.routes import Endpoints, Route
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import always
from tests.runtime.providers import AcmeProvider, ChatOnlyProvider


@dataclass(frozen=True, kw_only=True)
class HostedProvider(ChatProvider[Any]):
    """Has an address that depends on its settings."""

    api_key: str | Secret | None = credential("HOSTED_KEY")
    base_url: str = setting("HOSTED_URL")
    region: str = setting("HOSTED_REGION", default="eu", pattern="[a-z-]+")
    project: str | None = setting("HOSTED_PROJECT")
    betas: tuple[str, ...] | None = setting("HOSTED_BETAS", kind=tuple)
    retries: int | None = setting("HOSTED_RETRIES", kind=int)
    fast: bool | None = setting("HOSTED_FAST", kind=bool)
    tier: str | None = setting("HOSTED_TIER", choices=("a", "b"))
    deployments: dict[str, str] | None = setting(kind=dict)

    id = "hosted"
    name = "Hosted"
    docs = ""
    status: ClassVar[Status] = Status("active")
    auth = (BearerKey("api_key"), NoAuth(when={"region": "local"}))
    addresses = (
        BaseURL("https://world.invalid", when={"region": "global"}),
        BaseURL("https://{region}.invalid/{project}"),
    )
    headers = {"X-Betas": "{betas}", "X-Fixed": "1"}  # noqa: RUF012
    catalog = "tests.runtime.providers"
    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(),
                "/p/{project}/m/{model}:chat",
                models=("m-*", "think-*"),
                when={"project": "set"},
                query={"v": "{region}"},
                strip_model_prefix=("hosted/",),
                parameters=Parameters(sent=("temperature",)),
            ),
        )
    )


def hosted(**settings: Any) -> HostedProvider:
    given: dict[str, Any] = {"api_key": KEY, "project": "p"} | settings
    return HostedProvider(**given)


def test_an_argument_counts_more_than_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "from-the-environment")
    monkeypatch.setenv("ACME_BASE_URL", "https://env.invalid/")
    acme = AcmeProvider(api_key=KEY)
    assert isinstance(acme.api_key, Secret) and acme.api_key.reveal() == KEY
    assert acme.base_url == "https://env.invalid"
    assert AcmeProvider(api_key=KEY, base_url="http://arg.invalid:8/x//").base_url == "http://arg.invalid:8/x"


def test_the_first_variable_that_is_set_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_KEY", "second")
    assert AcmeProvider().api_key == Secret("second")
    monkeypatch.setenv("ACME_API_KEY", "first")
    assert AcmeProvider().api_key == Secret("first")
    monkeypatch.setenv("ACME_API_KEY", "")
    assert AcmeProvider().api_key == Secret("second")


def test_a_credential_that_is_passed_counts_more_than_one_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, serve: Serve, face: MakeFace
) -> None:
    monkeypatch.setenv("ACME_API_KEY", "from-the-environment")
    server = serve(always())
    acme = AcmeProvider(token_provider=lambda: "token-1", base_url=server.url)
    assert acme.api_key is None
    face(server, provider=acme).chat()
    assert server.requests[0].headers["authorization"] == "Bearer token-1"


def test_a_token_is_asked_for_at_each_request(serve: Serve) -> None:
    import asyncio

    from modelwire_runtime.async_client import NonblockingClient
    from modelwire_runtime.client import BlockingClient
    from tests.runtime.colours import QUESTION

    numbers = iter(range(100))
    server = serve(always())

    def token() -> str:
        return f"token-{next(numbers)}"

    async def token_async() -> str:
        return token()

    class Callable:
        async def __call__(self) -> str:
            return token()

    async def talk(provider: Any) -> None:
        async with NonblockingClient(AcmeProvider(token_provider=provider, base_url=server.url)) as client:
            await client.chat_completion(**QUESTION)

    with BlockingClient(AcmeProvider(token_provider=token, base_url=server.url)) as client:
        client.chat_completion(**QUESTION)
        client.chat_completion(**QUESTION)
    for provider in (token, token_async, lambda: token_async(), Callable()):
        asyncio.run(talk(provider))
    sent = [request.headers["authorization"] for request in server.requests]
    assert sent == [f"Bearer token-{number}" for number in range(6)]
    with BlockingClient(AcmeProvider(token_provider=token_async, base_url=server.url)) as client:
        with pytest.raises(ConfigurationError, match="use AsyncClient"):
            client.chat_completion(**QUESTION)
    wrongs: list[Any] = [None, 5, b"x", " "]
    for wrong in wrongs:
        with BlockingClient(AcmeProvider(token_provider=partial(copy, wrong), base_url=server.url)) as client:
            with pytest.raises(ConfigurationError, match="must return a token as a string"):
                client.chat_completion(**QUESTION)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"api_key": None}, "HostedProvider has no credential: pass api_key=... (or set HOSTED_KEY)"),
        ({"api_key": " "}, "HostedProvider: api_key is empty: pass api_key=..."),
        ({"api_key": 5}, "api_key must be a string, not int"),
        ({"project": None}, "HostedProvider needs project: pass project=... (or set HOSTED_PROJECT)"),
        ({"region": "Eu!"}, "region is 'Eu!', which does not look like one"),
        ({"region": 5}, "region must be of type str, not int"),
        ({"project": "a/../b"}, "can't be part of an address"),
        ({"betas": "one"}, "betas must be of type tuple, not str"),
        ({"tier": "c"}, "tier must be one of 'a', 'b', not 'c'"),
        ({"base_url": "acme.invalid"}, "base_url 'acme.invalid' must be an http(s) address"),
        ({"base_url": "http://"}, "must be an http(s) address"),
        ({"base_url": "http://a:0"}, "must be an http(s) address"),
        ({"base_url": "http://a:99999"}, "must be an http(s) address"),
        ({"base_url": "http://[::1"}, "must be an http(s) address"),
        ({"base_url": "http://a b"}, "must be an http(s) address"),
        ({"base_url": "http://\u00e4"}, "must be an http(s) address"),
        ({"base_url": "http://a/#x"}, "must not hold a query or fragment"),
        ({"base_url": ""}, None),
    ],
)
def test_wrong_settings_are_refused(settings: dict[str, Any], said: str | None) -> None:
    if said is None:
        assert hosted(**settings).base_url == "https://eu.invalid/p"
        return
    with pytest.raises(ConfigurationError) as caught:
        hosted(**settings)
    assert said in str(caught.value) and str(caught.value).startswith("hosted: ")


def test_the_environment_is_read_by_type(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {"BETAS": "a, b,", "RETRIES": "-3", "FAST": "off", "TIER": "b", "REGION": "us"}.items():
        monkeypatch.setenv(f"HOSTED_{name}", text)
    found = hosted()
    assert (found.betas, found.retries, found.fast, found.tier, found.region) == (("a", "b"), -3, False, "b", "us")
    monkeypatch.setenv("HOSTED_RETRIES", "many")
    with pytest.raises(ConfigurationError, match="HOSTED_RETRIES must be of type int, not str"):
        hosted()


def test_a_setting_that_is_needed() -> None:
    with pytest.raises(ConfigurationError, match=r"ChatOnlyProvider needs base_url: pass base_url=..."):
        ChatOnlyProvider(api_key=KEY)


def test_addresses_and_ways_to_authenticate_depend_on_settings() -> None:
    assert hosted(region="global").base_url == "https://world.invalid"
    assert hosted().base_url == "https://eu.invalid/p"
    assert hosted(api_key=None, region="local", base_url="http://127.0.0.1:1").target("chat", "m-1").headers
    target = hosted(betas=("a", "b"), deployments={"mine": "think-1"}).target("chat", "mine")
    assert target.url == "https://eu.invalid/p/p/p/m/mine:chat?v=eu"
    headers = dict(target.headers)
    assert (headers["x-betas"], headers["x-fixed"], headers["authorization"]) == ("a,b", "1", f"Bearer {KEY}")
    assert "x-betas" not in dict(hosted().target("chat", "m-1").headers)
    assert hosted().target("chat", "m-1/x y?").url.endswith("/m/m-1%2Fx%20y%3F:chat?v=eu")


def test_a_route_that_needs_a_setting_says_so() -> None:
    provider = hosted(project=None, base_url="http://127.0.0.1:1")
    with pytest.raises(NotSupportedError, match=r"it needs project to be set"):
        provider.target("chat", "m-1")
    with pytest.raises(NotSupportedError, match="did you mean 'm-1'"):
        hosted().target("chat", "n-1")


def test_what_was_worked_out_for_a_model_is_remembered() -> None:
    provider = hosted()
    assert provider.target("chat", "m-1") is provider.target("chat", "m-1")
    for number in range(3000):
        provider.target("chat", f"m-{number}")


def test_a_retired_provider_warns_its_creator() -> None:
    class Retired(HostedProvider):
        status = Status("retired", "2026-01-02", "acme")

    with pytest.warns(UserWarning, match=r"Hosted was retired on 2026-01-02; its successor is acme") as caught:
        Retired(api_key=KEY, project="p")
    assert caught[0].filename == __file__


def test_a_key_that_a_pickle_leaves_out_must_be_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where no key is needed: what was asked with one must not be asked without."""
    pickled = pickle.dumps(HostedProvider(region="local", api_key="k-1", project="p"))
    with pytest.raises(ConfigurationError, match=r"had api_key, which no pickle holds: set .* \(HOSTED_KEY\)"):
        pickle.loads(pickled)
    monkeypatch.setenv("HOSTED_KEY", "k-2")
    found: Any = pickle.loads(pickled).api_key
    assert found.reveal() == "k-2"
    monkeypatch.delenv("HOSTED_KEY")
    assert pickle.loads(pickle.dumps(HostedProvider(region="local", project="p"))).api_key is None


def test_two_credentials_are_one_too_many() -> None:
    with pytest.raises(ConfigurationError, match="takes one credential: pass api_key or token_provider, not both"):
        AcmeProvider(api_key=KEY, token_provider=lambda: "token")
