from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from modelwire import (
    AuthenticationError,
    ContentFilteredError,
    ContextLengthExceededError,
    InvalidRequestError,
    ModelNotFoundError,
    OverloadedError,
    RateLimitError,
)
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Row, Vendor

VENDOR: Final = Vendor(
    provider="mistral",
    shape=CHAT_COMPLETIONS,
    paths=("/v1/(?:chat/completions|embeddings|models|files|batch/jobs(?:/.+)?|audio/[a-z]+)",),
    request_id="mistral-correlation-id",
)

REASONED: Final[Mapping[str, Any]] = {"role": "assistant", "content": "17 * 23 = 391."}

ASKED: Final[Mapping[str, Asked]] = {
    "chat_params": Asked(dropped=frozenset({"user"})),
    "composed_reasoning_plain_text_roundtrip": Asked(reasoning="17 times 23 is 391."),
    "composed_reasoning_roundtrip": Asked(
        messages=[
            {"role": "user", "content": "What is 17 * 23?"},
            {
                **REASONED,
                "reasoning_content": "17 times 20 is 340, and 17 times 3 is 51: 391.",
                "reasoning_state": {
                    "protocol": "openai-chat",
                    "thinking": [
                        {
                            "type": "thinking",
                            "thinking": [{"type": "text", "text": "17 times 20 is 340, and 17 times 3 is 51: 391."}],
                            "signature": "c2lnbmVkLTE=",
                            "closed": True,
                        }
                    ],
                },
            },
            {"role": "user", "content": "Now multiply that by 3."},
        ]
    ),
    "embeddings": Asked(parameters={"dimensions": 256}, options={"output_dtype": "float"}),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_error_503_server_error": Row(OverloadedError, retryable=True),
    "composed_error_400_context_draft": Row(ContextLengthExceededError, limit=32_768, actual=65_673),
    "composed_error_429_capacity": Row(OverloadedError, retryable=True),
    "composed_error_403_guardrail": Row(ContentFilteredError),
    "composed_error_403_guardrail_not_evaluated": Row(ContentFilteredError, retryable=True),
    "composed_error_422_detail": Row(InvalidRequestError),
    "composed_stream_midstream_error_capacity": Row(OverloadedError, retryable=True),
    "error_400_context": Row(ContextLengthExceededError, limit=131_072, actual=140_000),
    "error_400_invalid_model": Row(ModelNotFoundError),
    "error_401_msg": Row(AuthenticationError),
    "error_422_openapi": Row(InvalidRequestError),
    "retry_429_no_default_retry": Row(RateLimitError, retryable=True),  # five seconds are too long for these tests
}
