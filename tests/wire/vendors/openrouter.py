from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import (
    ContentFilteredError,
    ModelNotFoundError,
    ProviderUnavailableError,
    QuotaExceededError,
    RateLimitError,
)
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Row, Vendor

VENDOR: Final = Vendor(
    provider="openrouter",
    shape=CHAT_COMPLETIONS,
    paths=("(?P<base>/api/v1)/(?:chat/completions|embeddings|models|files|images|rerank|audio/[a-z]+)",),
    headers={"http-referer": "app_url", "x-title": "app_title", "x-openrouter-title": "app_title"},
    request_id="x-generation-id",
)

DETAILS: Final = [
    {
        "type": "reasoning.text",
        "text": "I should call both tools.",
        "signature": "EqQBCkgIBhABGAIiQL",
        "id": "reasoning-text-1",
        "format": "anthropic-claude-v1",
        "index": 0,
    },
    {
        "type": "reasoning.encrypted",
        "data": "eyJlbmNyeXB0ZWQiOiJ0cnVlIn0=",
        "id": "reasoning-encrypted-1",
        "format": "anthropic-claude-v1",
        "index": 1,
    },
]

ASKED: Final[Mapping[str, Asked]] = {
    "chat_params": Asked(dropped=frozenset({"seed", "frequency_penalty", "presence_penalty"})),
    "chat_routing_reasoning_usage": Asked(
        parameters={
            "temperature": 0.5,
            "top_k": 40,
            "reasoning_effort": "high",
            "extra_body": {"transforms": ["middle-out"], "usage": {"include": True}},  # deprecated, so no options
        },
        options={
            "models": ["openai/gpt-5.4"],
            "provider": {
                "order": ["Anthropic"],
                "allow_fallbacks": False,
                "data_collection": "deny",
                "require_parameters": True,
                "sort": "price",
            },
            "reasoning": {"exclude": False},
            "plugins": [{"id": "web"}],
            "min_p": 0.1,
            "top_a": 0.2,
            "repetition_penalty": 1.1,
        },
    ),
    "composed_chat_cache_and_pdf": Asked(
        messages=[
            {
                "role": "system",
                "content": [{"type": "text", "text": "Long", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
            },
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "sum"},
                    {
                        "type": "file",
                        "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="},
                    },
                ],
            },
        ],
        parameters={
            "tools": [
                {
                    "type": "function",
                    "function": {"name": "get_time", "parameters": {"type": "object", "properties": {}}},
                    "cache_control": {"type": "ephemeral"},
                }
            ]
        },
        options={"plugins": [{"id": "file-parser", "pdf": {"engine": "cloudflare-ai"}}]},
    ),
    "composed_reasoning_tool_roundtrip": Asked(
        messages=[
            {"role": "user", "content": "Weather in Paris and time in Tokyo?"},
            {
                "role": "assistant",
                "content": "Let me check.",
                "reasoning_state": {"protocol": "openai-chat", "fields": {"reasoning_details": DETAILS}},
                "tool_calls": [
                    {
                        "id": "call_abc123",
                        "type": "function",
                        "function": {"name": "get_weather", "arguments": '{"location": "Paris"}'},
                    },
                    {
                        "id": "call_def456",
                        "type": "function",
                        "function": {"name": "get_time", "arguments": '{"timezone": "Asia/Tokyo"}'},
                    },
                ],
            },
            {"role": "tool", "tool_call_id": "call_abc123", "content": '{"temp_c": 18}'},
            {"role": "tool", "tool_call_id": "call_def456", "content": "21:04"},
        ],
    ),
}

FAILURES: Final[Mapping[str, Row]] = {
    "chat_200_choice_error": Row(ProviderUnavailableError, retryable=True),
    "error_400": Row(ModelNotFoundError),
    "error_403_moderation": Row(ContentFilteredError),
    "composed_200_error_envelope": Row(ProviderUnavailableError, retryable=True),
    "composed_error_402": Row(QuotaExceededError),
    "composed_error_402_in_flight": Row(RateLimitError, retryable=True),
    "composed_error_403_guardrail": Row(ContentFilteredError),
    "composed_error_403_key_limit": Row(QuotaExceededError),
    "composed_error_404_model": Row(ModelNotFoundError),
    "composed_error_429_capacity": Row(RateLimitError, retryable=True),
    "composed_stream_midstream_429": Row(RateLimitError, retryable=True),
}
