from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from modelwire import (
    ContentFilteredError,
    ContextLengthExceededError,
    ProviderUnavailableError,
    QuotaExceededError,
    RateLimitError,
)
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Row, Vendor

WEATHER: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {
        "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
    },
    "required": ["location"],
}
PERSON: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}

QUESTION: Final = "Weather in Paris and time in Tokyo?"
FIRST, SECOND = "67ca09c6bedc8190a7abfec07b1a13321", "67ca09c6bedc8190a7abfec07b1a13322"
ROUNDTRIP: Final[Sequence[Mapping[str, Any]]] = [
    {"role": "user", "content": QUESTION},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "call_unLAR8MvFNptuiZK6K6HCy51",
                "type": "function",
                "function": {"name": "get_weather", "arguments": '{"location":"Paris"}'},
            },
            {
                "id": "call_unLAR8MvFNptuiZK6K6HCy52",
                "type": "function",
                "function": {"name": "get_time", "arguments": '{"timezone":"Asia/Tokyo"}'},
            },
        ],
        "reasoning_content": "Two tools are needed.",
        "reasoning_state": {
            "protocol": "openai-responses",
            "items": [
                {
                    "id": "rs_67ccf18f64008190a39b619f4c8455ef",
                    "type": "reasoning",
                    "summary": [{"type": "summary_text", "text": "Two tools are needed."}],
                    "encrypted_content": "gAAAAABoISQ24OyVRYbkYfukdJoqdzWT-3uiErKInHDC",
                },
                {"type": "function_call", "id": f"fc_{FIRST}", "call_id": "call_unLAR8MvFNptuiZK6K6HCy51"},
                {"type": "function_call", "id": f"fc_{SECOND}", "call_id": "call_unLAR8MvFNptuiZK6K6HCy52"},
            ],
        },
    },
    {"role": "tool", "tool_call_id": "call_unLAR8MvFNptuiZK6K6HCy51", "content": "18 degrees"},
    {"role": "tool", "tool_call_id": "call_unLAR8MvFNptuiZK6K6HCy52", "content": "09:00"},
]
"""A turn with what came with it, as ``reply.message`` tells it."""

VENDOR: Final = Vendor(
    provider="openai",
    shape=CHAT_COMPLETIONS,
    paths=("(?P<base>/v1)/[a-z/]+(?:batch_[a-z0-9]+(?:/cancel)?)?",),
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
    "composed_responses_tool_roundtrip": Asked(messages=ROUNDTRIP),
    "responses_tools_json": Asked(
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "weather?"},
                    {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}},
                ],
            },
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {"id": "call_0", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "tool_call_id": "call_0", "content": "18"},
        ],
        parameters={
            "reasoning_effort": "low",
            "parallel_tool_calls": False,
            "tool_choice": "required",
            "tools": [{"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "person", "schema": PERSON, "strict": True},
            },
        },
    ),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_responses_failed": Row(ProviderUnavailableError, retryable=True),
    "composed_responses_stream_error": Row(ProviderUnavailableError, retryable=True),
    "composed_responses_stream_failed": Row(RateLimitError, retryable=True),
    "composed_error_400_configured_limit": Row(ContextLengthExceededError, limit=272_000, actual=289_650),
    "composed_error_400_invalid_prompt": Row(ContentFilteredError),
    "composed_stream_midstream_error_rate_limit": Row(RateLimitError, retryable=True),
    "error_400_content_policy": Row(ContentFilteredError),
    "error_400_context_length": Row(ContextLengthExceededError, limit=128_000, actual=130_012),
    "retry_insufficient_quota_is_retried_by_sdk": Row(QuotaExceededError),
    "retry_x_should_retry_false": Row(RateLimitError),  # though 429: the vendor's header says so
}
