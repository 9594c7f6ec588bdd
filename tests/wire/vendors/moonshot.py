from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import (
    AuthenticationError,
    ContentFilteredError,
    ContextLengthExceededError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    QuotaExceededError,
)
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Row, Vendor

VENDOR: Final = Vendor(
    provider="moonshot",
    shape=CHAT_COMPLETIONS,
    paths=("(?P<base>/v1)/(?:chat/completions|models|files|tokenizers/estimate-token-count)",),
    request_id="msh-request-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "chat_builtin_web_search": Asked(
        messages=[{"role": "user", "content": "x"}],
        parameters={"tools": [{"type": "builtin_function", "function": {"name": "$web_search"}}]},
    ),
    "chat_params": Asked(
        dropped=frozenset({"temperature", "top_p", "seed", "frequency_penalty", "presence_penalty", "user"})
    ),
    "chat_partial_mode": Asked(
        messages=[
            {"role": "user", "content": "x"},
            {"role": "assistant", "content": "{", "partial": True, "name": "Kimi"},
        ]
    ),
    "chat_reasoning_effort": Asked(
        parameters={"reasoning_effort": "high", "prompt_cache_key": "s1", "safety_identifier": "u"}
    ),
    "chat_thinking_disabled": Asked(parameters={"reasoning_effort": "none"}),
    "chat_image_url": Asked(dropped=frozenset({"messages[0].content[1]"})),
    "chat_tools_named": Asked(dropped=frozenset({"tool_choice"})),
    "composed_tool_roundtrip_with_reasoning": Asked(reasoning="I should call both tools."),
}

FAILURES: Final[Mapping[str, Row]] = {
    "error_400_content_filter": Row(ContentFilteredError),
    "error_400_context": Row(ContextLengthExceededError, limit=262_144, actual=269_030),
    "error_401_*": Row(AuthenticationError),
    "error_403_permission": Row(PermissionDeniedError),
    "error_403_quota": Row(QuotaExceededError),
    "error_404_model": Row(ModelNotFoundError),
    "error_429_overloaded": Row(OverloadedError, retryable=True),
    "error_429_quota": Row(QuotaExceededError),
}
