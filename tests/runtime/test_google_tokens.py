"""Google access tokens, from a token server on loopback."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from modelwire_runtime.errors import AuthenticationError, ConfigurationError, ConnectionFailedError
from modelwire_runtime.google_tokens import SCOPE, GoogleTokens


class TokenServer(ThreadingHTTPServer):
    """Answers as oauth2.googleapis.com/token does, and counts."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[dict[str, list[str]]] = []
        self.lifetime = 3600
        self.refusal: tuple[int, dict[str, str]] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/token"


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, TokenServer)
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        server.asked.append(parse_qs(body))
        time.sleep(0.02)
        number = len(server.asked)
        given = {"access_token": f"ya29.{number}", "expires_in": server.lifetime, "token_type": "Bearer"}
        status, answer = server.refusal or (200, given)
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with TokenServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def key() -> str:
    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return pair.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.fixture
def account(server: TokenServer, key: str, tmp_path: Path) -> str:
    """A service account's file."""
    account = {
        "type": "service_account",
        "project_id": "my-proj",
        "private_key_id": "k1",
        "private_key": key,
        "client_email": "robot@my-proj.iam.gserviceaccount.com",
        "token_uri": server.url,
    }
    file = tmp_path / "account.json"
    file.write_text(json.dumps(account))
    return str(file)


def test_a_token_is_asked_for_once_and_kept(server: TokenServer, account: str) -> None:
    tokens = GoogleTokens(account)
    assert tokens.fresh() is None
    assert tokens.renew() == "ya29.1"
    assert tokens.fresh() == "ya29.1"
    assert server.asked[0]["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]


def test_a_token_about_to_end_is_renewed(server: TokenServer, account: str) -> None:
    server.lifetime = 200
    tokens = GoogleTokens(account)
    assert tokens.renew() == "ya29.1"
    assert tokens.fresh() is None
    assert tokens.renew() == "ya29.2"


def test_what_google_refuses_is_an_authentication_error(server: TokenServer, account: str) -> None:
    server.refusal = 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
    with pytest.raises(AuthenticationError, match="invalid_grant"):
        GoogleTokens(account).renew()


def test_a_token_server_that_is_not_there_is_a_failed_connection(server: TokenServer, account: str) -> None:
    content = json.loads(Path(account).read_text())
    Path(account).write_text(json.dumps({**content, "token_uri": "http://127.0.0.1:9/token"}))
    with pytest.raises(ConnectionFailedError, match="token server"):
        GoogleTokens(account).renew()


def test_a_user_s_file_is_refreshed(server: TokenServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `gcloud auth application-default login` writes; google-auth sends it to one fixed address."""
    monkeypatch.setattr("google.oauth2.credentials._GOOGLE_OAUTH2_TOKEN_ENDPOINT", server.url)
    user = {
        "type": "authorized_user",
        "client_id": "cid.apps.googleusercontent.com",
        "client_secret": "csecret",
        "refresh_token": "1//refresh",
    }
    file = tmp_path / "user.json"
    file.write_text(json.dumps(user))
    assert GoogleTokens(str(file)).renew() == "ya29.1"
    [form] = server.asked
    wanted = {name: user[name] for name in ("client_id", "client_secret", "refresh_token")}
    assert {name: form[name] for name in wanted} == {name: [value] for name, value in wanted.items()}
    assert form["grant_type"] == ["refresh_token"]


def test_the_machine_s_own_credentials_are_found(
    server: TokenServer, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", account)
    assert GoogleTokens().renew() == "ya29.1"


def test_the_metadata_server_of_a_machine_in_google_s_cloud_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MetadataServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
        monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
        monkeypatch.setenv("GCE_METADATA_HOST", f"127.0.0.1:{server.server_address[1]}")
        monkeypatch.setenv("GCE_METADATA_IP", f"127.0.0.1:{server.server_address[1]}")
        for module in ("google.auth.compute_engine._metadata", "google.auth.compute_engine"):
            monkeypatch.delitem(sys.modules, module, raising=False)
        try:
            assert GoogleTokens().renew() == "ya29.machine"
        finally:
            server.shutdown()
            thread.join()
    assert all(flavor == "Google" for flavor in server.flavors)


class MetadataServer(ThreadingHTTPServer):
    """Answers as metadata.google.internal does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Metadata)
        self.flavors: list[str | None] = []


class _Metadata(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, MetadataServer)
        server.flavors.append(self.headers["metadata-flavor"])
        path = self.path.partition("?")[0]
        if path.endswith("/token"):
            self._answer({"access_token": "ya29.machine", "expires_in": 3599, "token_type": "Bearer"})
        elif path.endswith("/service-accounts/default/"):
            self._answer({"email": "x@y", "aliases": ["default"], "scopes": [SCOPE]})
        else:
            self._answer("my-proj")

    def _answer(self, answer: Any) -> None:
        text = isinstance(answer, str)
        data = answer.encode() if text else json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("metadata-flavor", "Google")
        self.send_header("content-type", "text/plain" if text else "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.mark.parametrize("content", ["", "{}", "no JSON", '{"type": "service_account"}'])
def test_a_file_that_holds_no_credentials_is_told_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(content)
    with pytest.raises(ConfigurationError, match=r"wrong\.json"):
        GoogleTokens(str(file)).renew()
    with pytest.raises(ConfigurationError, match=r"absent\.json"):
        GoogleTokens(str(tmp_path / "absent.json")).renew()


def test_a_provider_sends_the_token(server: TokenServer, account: str) -> None:
    from modelwire import Client, VertexAIProvider
    from tests.wire.case import load_cases
    from tests.wire.replay import ReplayServer

    with ReplayServer(load_cases("vertex/chat_text")) as vendor:
        provider = VertexAIProvider(
            project="my-proj",
            location="us-central1",
            credentials_file=account,
            base_url=vendor.url("vertex/chat_text"),
        )
        with Client(provider) as client:
            for _ in range(2):
                client.chat_completion(model="gemini-2.5-flash", messages=[{"role": "user", "content": "Hello!"}])
        assert [received.request.headers["authorization"] for received in vendor.received] == ["Bearer ya29.1"] * 2
