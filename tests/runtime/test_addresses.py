"""URLs are taken to pieces as httpx does it, whether or not httpx is asked."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from modelwire_runtime.addresses import LAST_PORT, PLAIN, Address, address_of
from modelwire_runtime.errors import ConfigurationError

PLAIN_ONES = {
    "https://api.openai.com/v1/chat/completions": Address(
        "https", "api.openai.com", None, "/v1/chat/completions", "api.openai.com"
    ),
    "http://127.0.0.1:8000/": Address("http", "127.0.0.1", 8000, "/", "127.0.0.1:8000"),
    "http://localhost:80/v1": Address("http", "localhost", None, "/v1", "localhost"),
    "https://x.openai.azure.com:443/openai/deployments/gpt-5.4/chat?api-version=2024-10-21": Address(
        "https",
        "x.openai.azure.com",
        None,
        "/openai/deployments/gpt-5.4/chat?api-version=2024-10-21",
        "x.openai.azure.com",
    ),
    "https://g.example/v1beta/models/gemini-3:stream?alt=sse": Address(
        "https", "g.example", None, "/v1beta/models/gemini-3:stream?alt=sse", "g.example"
    ),
    "https://h/files/a%2Fb": Address("https", "h", None, "/files/a%2Fb", "h"),
}
OTHERS = {
    "http://[::1]:11434/v1": Address("http", "::1", 11434, "/v1", "[::1]:11434"),
    "https://bücher.example/v1": Address("https", "xn--bcher-kva.example", None, "/v1", "xn--bcher-kva.example"),
    "HTTPS://API.example/v1": Address("https", "api.example", None, "/v1", "api.example"),
    "https://h/a/../b": Address("https", "h", None, "/b", "h"),
    "https://h/a b": Address("https", "h", None, "/a%20b", "h"),
    "https://h": Address("https", "h", None, "/", "h"),
}


@pytest.mark.parametrize("url", [*PLAIN_ONES, *OTHERS])
def test_what_a_url_consists_of(url: str) -> None:
    assert address_of(url) == (PLAIN_ONES | OTHERS)[url]
    assert bool(PLAIN.fullmatch(url)) == (url in PLAIN_ONES)


@pytest.mark.parametrize("url", ["http://h:99999/v1", "http://[::1/v1", "https://h\n/v1"])
def test_what_is_no_url(url: str) -> None:
    with pytest.raises(ConfigurationError, match="requests cannot be sent to"):
        address_of(url)


@given(some.from_regex(PLAIN, fullmatch=True))
def test_httpx_reads_plain_ones_alike(url: str) -> None:
    read = httpx.URL(url)
    assume((read.port or 0) <= LAST_PORT)
    address = address_of(url)
    assert address.origin == f"{read.scheme}://{read.netloc.decode()}"
    assert address.host == read.raw_host.decode() and address.port == read.port
    assert address.target == read.raw_path.decode()
