"""Resources of one's own: their address, deployments that bear any name, a header for fields that are not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from modelwire_runtime.auth import BearerKey, HeaderKey, Secret
from modelwire_runtime.errors import ConfigurationError, NotSupportedError, PriceUnknownError
from modelwire_runtime.parameters import Parameters, Rule
from modelwire_runtime.protocols import OpenAIChat
from modelwire_runtime.provider import BaseURL, ChatProvider, credential, setting
from modelwire_runtime.replies import Usage
from modelwire_runtime.requests import ChatRequest
from modelwire_runtime.routes import Endpoints, ExtraFields, Route
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import always

ALL = Parameters(sent=tuple(ChatRequest.PARAMETERS))
RULES = (
    Rule(why="M does not sample.", models=("m-*",), unsupported=("temperature",)),
    Rule(why="Nobody counts here.", models=("*",), unsupported=("seed",)),
)


@dataclass(frozen=True, kw_only=True)
class ResourceProvider(ChatProvider[Any]):
    """Serves deployments of models from an address of the user's."""

    api_key: str | Secret | None = credential("RESOURCE_KEY")
    base_url: str = setting("RESOURCE_URL")
    endpoint: str | None = setting("RESOURCE_ENDPOINT")
    version: str | None = setting()
    extra: str = setting(default="pass-through")
    deployments: dict[str, str] = setting(kind=dict, default={})

    id = "resource"
    name = "Resource"
    docs = ""
    auth = (HeaderKey("api_key", header="api-key"),)
    addresses = (BaseURL("{endpoint}"),)
    strip_endings = ("/open/v1", "/open", "/special")
    free_names = True
    catalog = "tests.runtime.providers"
    endpoints = Endpoints(
        chat=(
            Route(OpenAIChat(), "/special", models=("s-*",), auth=(BearerKey("api_key"),), parameters=ALL),
            Route(
                OpenAIChat(),
                "/open/{model}",
                when={"version": "set"},
                query={"v": "{version}"},
                parameters=ALL,
                rules=RULES,
                extra_fields=ExtraFields(known=("model", "messages", "top_p"), header="x-extra", value="{extra}"),
            ),
            Route(OpenAIChat(), "/open/v1", parameters=ALL, rules=RULES),
        )
    )


def resource(**settings: Any) -> ResourceProvider:
    given: dict[str, Any] = {"api_key": KEY, "endpoint": "https://my.invalid"} | settings
    return ResourceProvider(**given)


# --- The address ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", ["https://my.invalid", "https://my.invalid/", "https://my.invalid/open/v1/", "https://my.invalid/open"]
)
@pytest.mark.parametrize("name", ["endpoint", "base_url"])
def test_an_address_is_taken_with_the_ending_that_users_copy_along(name: str, given: str) -> None:
    assert resource(**{name: given}).base_url == "https://my.invalid"


def test_an_ending_in_the_middle_stays() -> None:
    assert resource(endpoint="https://my.invalid/open/v1/behind").base_url == "https://my.invalid/open/v1/behind"
    assert resource(endpoint="https://my.invalid/reopen").base_url == "https://my.invalid/reopen"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("my-resource", r"endpoint 'my-resource' must be an http\(s\) address"),
        ("https://", "endpoint 'https://' must be"),
        ("https://my.invalid/open/v1?v=1", "endpoint 'https://my.invalid/open/v1' must not hold a query"),
        ("https://u:p@my.invalid", "endpoint must not hold a user name or password"),
        (" https://my.invalid", "endpoint"),
    ],
)
def test_an_endpoint_that_is_none_is_refused_by_its_name(given: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        resource(endpoint=given)


def test_an_endpoint_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match=r"needs endpoint: pass endpoint=\.\.\. \(or set RESOURCE_ENDPOINT\)"):
        ResourceProvider(api_key=KEY)
    monkeypatch.setenv("RESOURCE_ENDPOINT", "https://env.invalid/open/v1")
    assert ResourceProvider(api_key=KEY).base_url == "https://env.invalid"


# --- Names that tell nothing ---------------------------------------------------------------------------------


def test_a_name_tells_nothing_of_the_model_behind_it(serve: Serve, face: MakeFace) -> None:
    """`m-prod` looks like a model that does not sample, and may be any."""
    server = serve(always())
    reply = face(server, provider=resource(endpoint=server.url)).chat(model="m-prod", temperature=0.5)
    assert server.requests[0].json["temperature"] == 0.5
    assert reply.cost is None
    with pytest.raises(PriceUnknownError, match="m-prod"):
        resource().calculate_cost("m-prod", Usage(prompt_tokens=1))


@pytest.mark.parametrize("name", ["anything", "m-1", "m-latest"])
def test_a_deployment_or_the_very_name_of_a_model_tells(name: str, serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    provider = resource(endpoint=server.url, deployments={"anything": "m-1"})
    with pytest.raises(NotSupportedError, match=r"temperature is not supported.*M does not sample"):
        face(server, provider=provider).chat(model=name, temperature=0.5)
    reply = face(server, provider=provider).chat(model=name)
    assert server.requests[0].json["model"] == name
    assert reply.cost is not None


def test_rules_for_every_model_hold_for_every_name() -> None:
    plan = resource().target("chat", "m-prod").plan
    with pytest.raises(NotSupportedError, match=r"seed is not supported.*Nobody counts"):
        plan.settle({"seed": 1}, "raise")


def test_what_a_deployment_means_counts_more_for_its_way_than_its_name() -> None:
    assert resource().target("chat", "s-prod").route.path == "/special"
    assert resource(deployments={"mine": "s-1"}).target("chat", "mine").route.path == "/special"
    assert resource(deployments={"s-prod": "m-1"}).target("chat", "s-prod").route.path == "/open/v1"


# --- A header for fields that are not known --------------------------------------------------------------------


def test_the_header_is_sent_with_a_body_that_needs_it(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    client = face(server, provider=resource(endpoint=server.url, version="1"))
    client.chat(model="any", top_p=0.5)
    client.chat(model="any", temperature=0.5)
    client.chat(model="any", extra_body={"safe": True})
    client.chat(model="any", temperature=0.5, context=context(extra_headers={"X-Extra": "drop"}))
    assert [request.headers.get("x-extra") for request in server.requests] == [
        None,
        "pass-through",
        "pass-through",
        "drop",
    ]
    other = face(server, provider=resource(endpoint=server.url, version="1", extra="error"))
    other.chat(model="any", temperature=0.5)
    assert server.requests[-1].headers["x-extra"] == "error"
    plain = face(server, provider=resource(endpoint=server.url))
    plain.chat(model="any", temperature=0.5)
    assert "x-extra" not in server.requests[-1].headers


def context(**values: Any) -> Any:
    from modelwire_runtime.timing import RequestContext

    return RequestContext(**values)
