from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import ContextLengthExceededError, QuotaExceededError
from tests.wire.answers import MESSAGES
from tests.wire.vendor import Asked, Credential, Row, Vendor

VENDOR: Final = Vendor(
    provider="anthropic",
    shape=MESSAGES,
    paths=("/v1/(?:messages|messages/count_tokens|messages/batches(?:/.+)?|models|files)",),
    credentials={"authorization": Credential("api_key", "x-api-key", "")},
    headers={"anthropic-version": "api_version", "anthropic-beta": "betas"},
    required=("max_tokens",),
    request_id="request-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "auth_token_bearer": Asked(
        settings={"api_key": None, "auth_token": "tok"}, credential={"authorization": "Bearer tok"}
    ),
    "chat_cache_control": Asked(
        messages=[
            {
                "role": "system",
                "content": [{"type": "text", "text": "Long", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
            },
            {"role": "user", "content": "What is 2+2?"},
            {"role": "assistant", "content": "4"},
            {"role": "user", "content": "And 3+3?"},
        ]
    ),
    "chat_params": Asked(dropped=frozenset({"seed", "frequency_penalty", "presence_penalty", "top_p"})),
    "chat_thinking": Asked(options={"thinking": {"type": "enabled", "budget_tokens": 1024}}),
    "conn_refused": Asked(model="claude-sonnet-4-6", settings={"api_key": "sk-ant-test"}),
    "document_pdf_and_cache": Asked(
        messages=[
            {
                "role": "user",
                "content": [
                    # The vendor's own part: no other has citations to switch on.
                    {
                        "type": "document",
                        "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
                        "citations": {"enabled": True},
                        "cache_control": {"type": "ephemeral"},
                    },
                    {"type": "text", "text": "sum"},
                ],
            }
        ]
    ),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_error_400_context_limit": Row(ContextLengthExceededError, limit=200_000),
    "composed_error_400_usage_limits": Row(QuotaExceededError),
    "error_400_context": Row(ContextLengthExceededError, limit=200_000, actual=205_000),
    "error_400_low_credit": Row(QuotaExceededError),
    "error_429_spend_limit": Row(QuotaExceededError),
}
