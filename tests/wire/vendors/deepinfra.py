from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import ContextLengthExceededError, ModelNotFoundError, ProviderUnavailableError
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Row, Vendor

VENDOR: Final = Vendor(
    provider="deepinfra",
    shape=CHAT_COMPLETIONS,
    paths=(
        "(?P<base>/v1/openai)/(?:chat/completions|embeddings|models|files|images/[a-z]+|audio/[a-z]+)",
        "(?P<base>/v1)/inference/(?P<model>.+)",
    ),
    request_id="x-deepinfra-request-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "chat_extra_params": Asked(
        parameters={"reasoning_effort": "low", "top_k": 40, "service_tier": "priority"},
        options={"min_p": 0.1, "repetition_penalty": 1.1, "chat_template_kwargs": {"thinking": True}},
        dropped=frozenset({"reasoning_effort"}),
    ),
    "chat_tools_no_parallel": Asked(dropped=frozenset({"parallel_tool_calls"})),
}

FAILURES: Final[Mapping[str, Row]] = {
    "error_400": Row(ContextLengthExceededError, limit=131_072),
    "error_404_detail": Row(ModelNotFoundError),
    "error_404_model": Row(ModelNotFoundError),
    "composed_stream_midstream_error": Row(ProviderUnavailableError, retryable=True),
}
