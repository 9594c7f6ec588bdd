from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import AuthenticationError, ContextLengthExceededError, ModelNotFoundError, QuotaExceededError
from tests.wire.answers import GENERATE_CONTENT
from tests.wire.vendor import Asked, Credential, Row, Vendor

VENDOR: Final = Vendor(
    provider="gemini",
    shape=GENERATE_CONTENT,
    paths=(r"/(?P<api_version>v1(?:beta)?)/(?:models(?:/(?P<model>[^/:]+):\w+)?|files|batches(?:/.+)?)",),
    credentials={"x-goog-api-key": Credential("api_key", "x-goog-api-key", "")},
)

ASKED: Final[Mapping[str, Asked]] = {
    "chat_grounding_search": Asked(parameters={"tools": [{"googleSearch": {}}]}),
    "chat_safety_settings_topk_logprobs": Asked(
        parameters={"top_k": 40, "n": 1, "logprobs": True, "top_logprobs": 3},
        options={
            "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
        },
    ),
    "chat_thinking": Asked(parameters={"reasoning_effort": "low"}),
    "chat_thinking_level": Asked(options={"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}}),
    "composed_embeddings_2": Asked(parameters={"dimensions": 768}),
    "composed_signed_roundtrip": Asked(
        messages=[
            {"role": "user", "content": "Weather in Paris and time in Tokyo?"},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": "fc-1",
                        "type": "function",
                        "function": {"name": "get_weather", "arguments": '{"location": "Paris"}'},
                    },
                    {
                        "id": "fc-2",
                        "type": "function",
                        "function": {"name": "get_time", "arguments": '{"timezone": "Asia/Tokyo"}'},
                    },
                ],
                "reasoning_state": {
                    "protocol": "gemini-generate-content",
                    "parts": [{"call": "fc-1", "signature": "CiQB0e2Kbw=="}, {"call": "fc-2"}],
                },
            },
            {"role": "tool", "tool_call_id": "fc-1", "content": '{"temp_c": 18}'},
            {"role": "tool", "tool_call_id": "fc-2", "content": "21:04"},
        ]
    ),
    "composed_flex": Asked(parameters={"service_tier": "flex"}),
    "composed_thinking_stream": Asked(parameters={"reasoning_effort": "xhigh"}),
    "embeddings": Asked(parameters={"dimensions": 256, "input_type": "document"}),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_error_400_context": Row(ContextLengthExceededError, limit=1_048_576, actual=1_200_000),
    "composed_error_404_model": Row(ModelNotFoundError),
    "composed_error_429_no_quota": Row(QuotaExceededError),
    "error_400_api_key_invalid": Row(AuthenticationError),
}
