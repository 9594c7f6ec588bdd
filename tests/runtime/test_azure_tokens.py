"""Microsoft Entra access tokens, by azure-identity itself, from a token server on loopback.

azure-identity speaks to https addresses only; its transport is what puts the server's address in their place.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.transport import RequestsTransport
from azure.identity import ClientSecretCredential, CredentialUnavailableError, DefaultAzureCredential

import modelwire
from modelwire_runtime.auth import AzureDefault
from modelwire_runtime.azure_tokens import AzureTokens
from modelwire_runtime.errors import AuthenticationError, ConfigurationError, ConnectionFailedError

SCOPE = "https://cognitiveservices.azure.com/.default"


class TokenServer(ThreadingHTTPServer):
    """Answers as login.microsoftonline.com does, and counts the tokens that are asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        self.lifetime = 3599
        self.refusal: tuple[int, dict[str, Any]] | None = None


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        address = "https://login.microsoftonline.com/tenant-1"
        self._answer(
            200,
            {
                "issuer": f"{address}/v2.0",
                "authorization_endpoint": f"{address}/oauth2/v2.0/authorize",
                "token_endpoint": f"{address}/oauth2/v2.0/token",
            },
        )

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, TokenServer)
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        server.asked.append((self.path, parse_qs(body)))
        time.sleep(0.02)
        given = {
            "token_type": "Bearer",
            "expires_in": server.lifetime,
            "access_token": f"eyJ.entra.{len(server.asked)}",
        }
        self._answer(*(server.refusal or (200, given)))

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def rerouted(port: int) -> Any:
    """A transport that sends to a port of this machine what goes to Entra."""
    transport: Any = RequestsTransport()
    send = transport.send

    def send_here(request: Any, **options: Any) -> Any:
        parts = urlsplit(str(request.url))
        assert (parts.scheme, parts.hostname) == ("https", "login.microsoftonline.com")
        request.url = parts._replace(scheme="http", netloc=f"127.0.0.1:{port}").geturl()
        return send(request, **options)

    transport.send = send_here
    return transport


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with TokenServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def secret_of_an_app(port: int) -> ClientSecretCredential:
    return ClientSecretCredential(
        "tenant-1", "client-1", "secret-1", transport=rerouted(port), disable_instance_discovery=True, retry_total=0
    )


@pytest.fixture
def credential(server: TokenServer) -> Iterator[ClientSecretCredential]:
    with secret_of_an_app(server.server_address[1]) as credential:
        yield credential


def test_a_token_is_asked_for_once_and_kept(server: TokenServer, credential: Any) -> None:
    tokens = AzureTokens(SCOPE, credential)
    assert tokens.fresh() is None
    assert tokens.renew() == "eyJ.entra.1"
    assert tokens.fresh() == "eyJ.entra.1"
    [(path, form)] = server.asked
    assert path == "/tenant-1/oauth2/v2.0/token"
    wanted = {"client_id": "client-1", "client_secret": "secret-1", "grant_type": "client_credentials", "scope": SCOPE}
    assert {name: form[name] for name in wanted} == {name: [value] for name, value in wanted.items()}


def test_a_token_about_to_end_is_renewed(server: TokenServer) -> None:
    server.lifetime = 200
    port = server.server_address[1]
    tokens = AzureTokens(SCOPE, ForgetfulCredential(port))
    assert tokens.renew() == "eyJ.entra.1"
    assert tokens.fresh() is None
    assert tokens.renew() == "eyJ.entra.2"


class ForgetfulCredential:
    """Asks the server each time: azure-identity keeps a token of its own for a while."""

    def __init__(self, port: int) -> None:
        self._port = port

    def get_token(self, *scopes: str) -> Any:
        with secret_of_an_app(self._port) as credential:
            return credential.get_token(*scopes)


def test_what_entra_refuses_is_an_authentication_error_on_one_line(server: TokenServer, credential: Any) -> None:
    server.refusal = 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."}
    with pytest.raises(AuthenticationError, match="AADSTS7000215") as caught:
        AzureTokens(SCOPE, credential).renew()
    assert "\n" not in str(caught.value)
    assert "secret-1" not in str(caught.value)


def test_a_token_server_that_is_not_there_is_a_failed_connection() -> None:
    with secret_of_an_app(9) as credential, pytest.raises(ConnectionFailedError, match="token server"):
        AzureTokens(SCOPE, credential).renew()


class Failing:
    """A credential that fails in one way."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    def get_token(self, *scopes: str) -> Any:
        raise self._failure


def test_a_machine_without_credentials_is_told_what_to_do() -> None:
    unavailable = CredentialUnavailableError("EnvironmentCredential authentication unavailable.\nSee the docs.")
    with pytest.raises(ConfigurationError, match=r"unavailable\. See the docs\.; sign in \(az login\)"):
        AzureTokens(SCOPE, Failing(unavailable)).renew()
    everything = ClientAuthenticationError("DefaultAzureCredential failed.\nAttempted credentials:\n" + "\tx" * 1000)
    with pytest.raises(AuthenticationError, match="Attempted credentials: x") as caught:
        AzureTokens(SCOPE, Failing(everything)).renew()
    assert len(str(caught.value)) < 600


def test_without_a_credential_the_default_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real DefaultAzureCredential, with none of its ways open."""
    for way in ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE"):
        monkeypatch.delenv(way, raising=False)
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
    tokens = AzureTokens(SCOPE)
    with pytest.raises((AuthenticationError, ConfigurationError), match="az login"):
        tokens.renew()
    assert isinstance(tokens._credential, DefaultAzureCredential)  # pyright: ignore[reportPrivateUsage]


def test_without_azure_identity_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.partition(".")[0] == "azure"]:
        monkeypatch.delitem(sys.modules, module)
    for variable in ("AZURE_AI_API_KEY", "AZURE_INFERENCE_CREDENTIAL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setitem(sys.modules, "azure", None)
    assert not AzureDefault(scope=SCOPE).present({})
    with pytest.raises(ConfigurationError, match=r"pass api_key=.*, or install modelwire\[azure\]"):
        modelwire.AzureAIProvider(endpoint="https://my.invalid")
    with pytest.raises(ConfigurationError, match=r"modelwire\[azure\]"):
        AzureTokens(SCOPE).renew()


def test_a_provider_sends_the_token_of_its_scope(server: TokenServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.wire.case import load_cases
    from tests.wire.replay import ReplayServer

    def found() -> ClientSecretCredential:
        return secret_of_an_app(server.server_address[1])

    for variable in ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("azure.identity.DefaultAzureCredential", found)
    case = "azure_openai/auth_entra_static_token"
    with ReplayServer(load_cases(case)) as vendor:
        with modelwire.Client(modelwire.AzureProvider(endpoint=vendor.url(case), api_version="2024-10-21")) as client:
            for _ in range(2):
                client.chat_completion(model="my-deploy", messages=[{"role": "user", "content": "Hello!"}])
        sent = [received.request.headers["authorization"] for received in vendor.received]
    assert sent == ["Bearer eyJ.entra.1"] * 2
    assert [form["scope"] for _, form in server.asked] == [[SCOPE]]


def test_models_share_the_tokens(server: TokenServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azure.identity.DefaultAzureCredential", lambda: secret_of_an_app(server.server_address[1]))
    for variable in ("AZURE_AI_API_KEY", "AZURE_INFERENCE_CREDENTIAL"):
        monkeypatch.delenv(variable, raising=False)
    provider = modelwire.AzureAIProvider(endpoint="https://my.invalid")
    sources = [provider.target("chat", name).tokens for name in ("one", "two", "claude-sonnet-5")]
    assert sources[0] is sources[1], "the same scope"
    assert sources[0] is not sources[2], "another scope"
