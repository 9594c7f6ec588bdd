"""The names that users import: all there, all documented, and those of the contract among them."""

from __future__ import annotations

import inspect
from typing import Final

import pytest

import modelwire

CONTRACT: Final = set(
    """
    AsyncClient Client ChatRequest EmbeddingsRequest MessageLike ProviderType Provider create_provider
    completion acompletion embedding aembedding close aclose
    Capability Secret Retry Timeout RequestContext HealthStatus ParsedChat ChatChunk ChatResponse
    ChatProvider EmbeddingsProvider LLMProvider
    ProviderError ConfigurationError NotSupportedError PriceUnknownError ConnectionFailedError RequestTimeoutError
    ResponseParsingError StructuredOutputError StreamInterruptedError APIError InvalidRequestError
    ContextLengthExceededError ContentFilteredError AuthenticationError PermissionDeniedError NotFoundError
    ModelNotFoundError RequestTooLargeError RateLimitError QuotaExceededError ProviderUnavailableError OverloadedError
    """.split()
)


@pytest.mark.parametrize("name", modelwire.__all__)
def test_a_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(modelwire, name)
    if inspect.isclass(value) or inspect.isfunction(value) or inspect.ismethod(value):
        text = inspect.getdoc(value) or ""
        assert text.split("\n")[0].endswith((".", ":")), f"{name} is not documented: {text[:80]!r}"
        assert not text.startswith(f"{name}("), f"{name} has no docstring of its own"


def test_the_contracts_names_are_public() -> None:
    assert set(modelwire.__all__) >= CONTRACT
    assert set(dir(modelwire)) >= set(modelwire.__all__)
    assert len(modelwire.__all__) == len(set(modelwire.__all__))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Clyent'"):
        getattr(modelwire, "Clyent")  # noqa: B009 (the checkers know that it is not there)


def test_errors_form_the_contracts_hierarchy() -> None:
    """Child and parent, as drawn in the contract."""
    drawn = """
    ConfigurationError ProviderError, NotSupportedError ProviderError, PriceUnknownError ProviderError,
    ConnectionFailedError ProviderError, RequestTimeoutError ConnectionFailedError, ResponseParsingError ProviderError,
    StructuredOutputError ResponseParsingError, StreamInterruptedError ProviderError, APIError ProviderError,
    InvalidRequestError APIError, ContextLengthExceededError InvalidRequestError,
    ContentFilteredError InvalidRequestError, AuthenticationError APIError, PermissionDeniedError APIError,
    NotFoundError APIError, ModelNotFoundError NotFoundError, RequestTooLargeError APIError, RateLimitError APIError,
    QuotaExceededError RateLimitError, ProviderUnavailableError APIError, OverloadedError ProviderUnavailableError
    """
    for pair in drawn.split(","):
        child, parent = pair.split()
        assert getattr(modelwire, child).__bases__ == (getattr(modelwire, parent),)
