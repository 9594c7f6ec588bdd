"""The key is in the request and nowhere else."""

from __future__ import annotations

import copy
import dataclasses
import json
import logging
import pickle
import traceback

import pytest

from modelwire_runtime.auth import Secret, redacted
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.errors import AuthenticationError, ConfigurationError, InvalidRequestError, ProviderError
from modelwire_runtime.hooks import Hooks
from modelwire_runtime.timing import RequestContext, Retry
from modelwire_runtime.transport import WireRequest
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import always, once
from tests.runtime.providers import AcmeProvider, ChatOnlyProvider


def provider() -> AcmeProvider:
    return AcmeProvider(api_key=KEY, base_url="https://acme.invalid/v1")


def test_a_provider_does_not_show_its_key() -> None:
    acme = provider()
    acme.target("chat", "m-1")
    with BlockingClient(acme) as client:
        shown = [
            repr(acme),
            str(acme),
            repr(vars(acme)),
            repr(dataclasses.asdict(acme)),
            repr(client),
            str(vars(client)),
        ]
    shown += [f"{acme.api_key} {acme.api_key!r} {acme.api_key:>10}", repr(acme.target("chat", "m-1"))]
    assert not [text for text in shown if KEY in text]
    assert KEY.encode() not in pickle.dumps(acme, protocol=0)


def test_a_secret_is_equal_to_the_same_secret_only() -> None:
    assert Secret("a") == Secret("a") != Secret("b") and Secret("a") != "a"
    assert hash(Secret("a")) == hash(Secret("a"))
    assert copy.copy(Secret("a")) == copy.deepcopy(Secret("a")) == Secret("a")
    assert pickle.loads(pickle.dumps(Secret("a"))) is None
    assert AcmeProvider(api_key=Secret(KEY)) == AcmeProvider(api_key=KEY)


def test_vars_and_asdict_hold_the_settings_only() -> None:
    acme = provider()
    acme.target("chat", "m-1")
    names = {"api_key", "token_provider", "base_url", "organization"}
    assert vars(acme).keys() == dataclasses.asdict(acme).keys() == names


def test_an_unpickled_provider_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = pickle.dumps(AcmeProvider(api_key=KEY, organization="o"))
    with pytest.raises(ConfigurationError, match="ACME_API_KEY"):
        pickle.loads(stored)
    monkeypatch.setenv("ACME_API_KEY", "other")
    restored = pickle.loads(stored)
    assert restored.organization == "o" and restored.api_key.reveal() == "other"


def test_copies_of_a_provider_keep_the_key() -> None:
    acme = provider()
    assert copy.copy(acme) is acme and copy.deepcopy([acme])[0] is acme
    changed = dataclasses.replace(acme, organization="o")
    assert changed.api_key == acme.api_key and changed.organization == "o"


@pytest.mark.parametrize("key", [KEY, "sk-test"])
@pytest.mark.parametrize("status", [401, 200])
def test_a_key_that_comes_back_is_not_shown(key: str, status: int, serve: Serve, face: MakeFace) -> None:
    said = {"message": f"bad key: {key}.", "code": key, "param": [{"given": f"Bearer {key}"}]}
    server = serve(always(json.dumps({"error": said}).encode(), status, x_request_id=f"for {key}"))
    acme = AcmeProvider(api_key=key, base_url=server.url)
    with pytest.raises(ProviderError) as caught:
        face(server, provider=acme, retry=Retry(attempts=1)).chat()
    error = caught.value
    shown = f"{error} {error!r} {vars(error)} {''.join(traceback.format_exception(error))}"
    assert key not in shown and "bad key: ***." in error.message
    assert server.requests[0].headers["authorization"] == f"Bearer {key}"


def test_a_key_in_an_answer_that_is_none_is_not_shown(serve: Serve, face: MakeFace) -> None:
    for body in (f"<html>{KEY}</html>", json.dumps({"choices": KEY})):
        with pytest.raises(ProviderError) as caught:
            face(serve(always(body.encode()))).chat()
        assert KEY not in "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))


def test_a_token_and_a_header_of_the_call_are_not_shown_either(serve: Serve, face: MakeFace) -> None:
    server = serve(always(b'{"error": {"message": "token-0123456789 other-9876543210"}}', 401))
    acme = AcmeProvider(token_provider=lambda: "token-0123456789\n", base_url=server.url)
    context = RequestContext(extra_headers={"X-Auth": "Bearer other-9876543210"})
    with pytest.raises(AuthenticationError) as caught:
        face(server, provider=acme).chat(context=context)
    assert caught.value.message == "*** ***"


def test_short_keys_are_found_as_words_only() -> None:
    assert redacted({"a": "test tests test, x"}, ["test", ""]) == {"a": "*** tests ***, x"}
    assert redacted(["xsecretkey1x", 5, None], ["secretkey1"]) == ["x***x", 5, None]


def test_the_log_tells_no_secrets(serve: Serve, face: MakeFace, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="modelwire")
    server = serve(once(json.dumps({"error": {"message": KEY}}).encode(), 500), always())
    face(server).chat(
        context=RequestContext(extra_query={"key": "in-the-query"}, extra_headers={"x-key": "in-a-header"})
    )
    assert [record.getMessage().split(" in ")[0] for record in caplog.records if record.name == "modelwire"] == [
        f"acme: POST {server.url}/v1/chat/completions",
        "acme: status 500",
        "acme: trying again",
        f"acme: POST {server.url}/v1/chat/completions",
        "acme: status 200",
    ]
    assert not [word for word in (KEY, "in-the-query", "in-a-header") if word in caplog.text]
    assert max(record.levelno for record in caplog.records) <= logging.INFO


def test_hooks_see_the_request_but_its_text_shows_no_key(serve: Serve, face: MakeFace) -> None:
    seen: list[WireRequest] = []
    face(serve(always()), hooks=Hooks(on_request=lambda call, request: seen.append(request))).chat()
    assert KEY in dict(seen[0].headers)["authorization"] and KEY not in repr(seen[0])


@pytest.mark.parametrize("key", ["a\r\nx-evil: 1", "a\nb", "schl\u00fcssel", "\x00"])
def test_a_key_that_no_header_can_carry_is_refused(key: str) -> None:
    with pytest.raises(ConfigurationError, match="api_key holds a character") as caught:
        AcmeProvider(api_key=key)
    assert key not in str(caught.value)


def test_white_space_round_a_key_is_taken_off(serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    face(server, provider=AcmeProvider(api_key=f" {KEY}\n", base_url=server.url)).chat()
    face(server, provider=AcmeProvider(token_provider=lambda: f"{KEY}\n", base_url=server.url)).chat()
    face(server, provider=ChatOnlyProvider(api_key=KEY, base_url=server.url)).chat()
    assert [request.headers.get("authorization") for request in server.requests] == [
        f"Bearer {KEY}",
        f"Bearer {KEY}",
        None,
    ]
    assert server.requests[2].headers["x-key"] == KEY


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"x-a": "1\r\nx-b: 2"}, "the header x-a holds a character"),
        ({"x-a\r\nx-b": "1"}, "is no name of an HTTP header"),
        ({"": "1"}, "is no name of an HTTP header"),
        ({"Content-Length": "1"}, "content-length is set by the HTTP library"),
        ({"x-a": 1}, "must be a string, not int"),
    ],
)
def test_wrong_headers_are_refused(headers: dict[str, str], said: str, serve: Serve, face: MakeFace) -> None:
    server = serve(always())
    with pytest.raises(InvalidRequestError, match=said):
        face(server).chat(context=RequestContext(extra_headers=headers))
    assert server.connections == 0


@pytest.mark.parametrize(
    "url", ["https://user:pass-word@acme.invalid", "https://acme.invalid?key=pass-word", "ftp://a:pass-word@b"]
)
def test_an_address_with_a_secret_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url") as caught:
        AcmeProvider(api_key=KEY, base_url=url)
    assert "pass-word" not in str(caught.value)
