from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.wire.answers import MESSAGES
from tests.wire.vendor import Asked, Vendor

VENDOR: Final = Vendor(
    provider="meta",
    shape=MESSAGES,
    paths=("(?P<base>/v1)/(?P<api>messages)",),
    required=("max_tokens",),
)

ASKED: Final[Mapping[str, Asked]] = {
    "composed_tool_roundtrip": Asked(
        messages=[
            {"role": "user", "content": "Weather in Paris and time in Tokyo?"},
            {
                "role": "assistant",
                "content": "Let me check.",
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
                "reasoning_content": "Both tools are needed.",
                "reasoning_state": {
                    "protocol": "anthropic-messages",
                    "origin": "meta",
                    "blocks": [
                        {"type": "thinking", "thinking": "Both tools are needed.", "signature": ""},
                        {"type": "redacted_thinking", "data": "EqQBencrypted=="},
                    ],
                },
            },
            {"role": "tool", "tool_call_id": "call_abc123", "content": '{"temp_c": 18}'},
            {"role": "tool", "tool_call_id": "call_def456", "content": "21:04"},
        ]
    ),
}
