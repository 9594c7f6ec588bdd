from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import ContentFilteredError, ContextLengthExceededError, ModelNotFoundError
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Row, Vendor

VENDOR: Final = Vendor(
    provider="deepseek",
    shape=CHAT_COMPLETIONS,
    paths=("(?P<base>(?:/beta)?)/(?:chat/completions|models|files)|/beta/completions",),
    request_id="x-ds-trace-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "chat_params": Asked(dropped=frozenset({"seed", "frequency_penalty", "presence_penalty"})),
    "chat_prefix_beta": Asked(
        messages=[
            {"role": "user", "content": "Write code"},
            {"role": "assistant", "content": "```python\n", "prefix": True},
        ],
        parameters={"stop": ["```"]},
    ),
    "chat_thinking_disabled": Asked(
        parameters={"logprobs": True, "top_logprobs": 3, "user": "u-1"},
        options={"thinking": {"type": "disabled"}},
    ),
    "chat_tool_roundtrip_with_reasoning_content": Asked(
        messages=[
            {"role": "user", "content": "w?"},
            {
                "role": "assistant",
                "content": "",
                "reasoning_content": "I should call",
                "tool_calls": [
                    {"id": "call_0", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "tool_call_id": "call_0", "content": "18"},
        ],
        parameters={"tools": None},
    ),
    "chat_tools_named": Asked(dropped=frozenset({"tool_choice"})),
    "composed_tool_roundtrip": Asked(reasoning="I should call both tools."),
}

FAILURES: Final[Mapping[str, Row]] = {
    "error_400_content_risk": Row(ContentFilteredError),
    "error_400_context": Row(ContextLengthExceededError, limit=131_072, actual=140_000),
    "error_400_model": Row(ModelNotFoundError),
}
