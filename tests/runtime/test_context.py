"""What the head of a reply tells of a call."""

from __future__ import annotations

import pytest

from modelwire_runtime.context import CallContext, RateLimit
from modelwire_runtime.errortable import Failure
from modelwire_runtime.parameters import Settled
from modelwire_runtime.protocols.base import Encoding
from modelwire_runtime.protocols.failures import read_failure
from modelwire_runtime.protocols.openai_embeddings import OpenAIEmbeddings
from modelwire_runtime.requests import EmbeddingsRequest
from tests.runtime.providers import AcmeProvider


def rate_limit(**headers: str) -> RateLimit | None:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return CallContext(AcmeProvider(api_key="k"), "m", raw_headers=raw).rate_limit


def test_limits_are_of_requests_and_tokens() -> None:
    assert rate_limit(x_ratelimit_limit_requests="5", X_RateLimit_Reset_Tokens="1s") == RateLimit(
        limit_requests=5, reset_tokens="1s"
    )
    assert rate_limit(x_ratelimit_limit="5", x_ratelimit_tokens_query_cost="52") is None


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_windows_the_shortest_is_told(turned: bool) -> None:
    headers = {
        "x_ratelimit_limit_req_minute": "720",
        "x_ratelimit_remaining_req_minute": "717",
        "x_ratelimit_remaining_tokens_month": "9999999",
        "x_ratelimit_limit_tokens_minute": "5000000",
        "x_ratelimit_remaining_tokens_minute": "4999911",
        "x_ratelimit_limit_req_second": "2",
        "x_ratelimit_limit_req_day": "9",
        "x_ratelimit_tokens_query_cost": "52",
    }
    told = rate_limit(**dict(sorted(headers.items(), reverse=turned)))
    assert told == RateLimit(
        limit_requests=2, remaining_requests=717, limit_tokens=5_000_000, remaining_tokens=4_999_911
    )


def test_a_name_without_a_window_counts_most() -> None:
    for headers in ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}):
        names = {"a": "x_ratelimit_limit_tokens", "b": "x_ratelimit_limit_tokens_minute"}
        assert rate_limit(**{names[key]: value for key, value in headers.items()}) == RateLimit(limit_tokens=1)


def test_the_status_that_an_error_names_for_itself() -> None:
    body = {"object": "error", "message": "no", "code": "1300", "raw_status_code": 429}
    assert read_failure(body) == Failure("no", ("1300",), status=429)


def test_an_encoding_of_vectors_may_be_left_to_the_provider() -> None:
    encoding = Encoding("somebody", "m", Settled({}, [], [], {}))
    request = EmbeddingsRequest(model="m", input="a")
    assert OpenAIEmbeddings(encoding="unsaid").encode(request, encoding) == {"model": "m", "input": "a"}
    assert OpenAIEmbeddings(encoding="float").encode(request, encoding)["encoding_format"] == "float"
