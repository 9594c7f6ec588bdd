from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import ContentFilteredError, ContextLengthExceededError, QuotaExceededError, RateLimitError
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Row, Vendor

VENDOR: Final = Vendor(
    provider="openai",
    shape=CHAT_COMPLETIONS,
    paths=("(?P<base>/v1)/(?:chat/completions|embeddings|models)",),
    headers={"openai-organization": "organization", "openai-project": "project"},
    request_id="x-request-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "chat_reasoning_params": Asked(
        messages=[{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "Hello!"}],
        parameters={
            "n": 1,
            "logprobs": True,
            "top_logprobs": 2,
            "service_tier": "auto",
            "metadata": {"k": "v"},
            "prompt_cache_key": "pck",
            "safety_identifier": "user-123",
            "store": False,
        },
        dropped=frozenset({"logprobs", "top_logprobs"}),
    ),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_error_400_configured_limit": Row(ContextLengthExceededError, limit=272_000, actual=289_650),
    "composed_error_400_invalid_prompt": Row(ContentFilteredError),
    "composed_stream_midstream_error_rate_limit": Row(RateLimitError, retryable=True),
    "error_400_content_policy": Row(ContentFilteredError),
    "error_400_context_length": Row(ContextLengthExceededError, limit=128_000, actual=130_012),
    "retry_insufficient_quota_is_retried_by_sdk": Row(QuotaExceededError),
    "retry_x_should_retry_false": Row(RateLimitError),  # though 429: the vendor's header says so
}
