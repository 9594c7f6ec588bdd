from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import ContextLengthExceededError, ModelNotFoundError, ProviderUnavailableError
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Row, Vendor

VENDOR: Final = Vendor(
    provider="openai_compatible",
    shape=CHAT_COMPLETIONS,
    paths=("(?P<base>/v1)/(?:chat/completions|embeddings|models|rerank)",),
    request_id="x-request-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "composed_tool_roundtrip": Asked(reasoning="I should call both tools."),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_error_200_unexpected_endpoint": Row(ProviderUnavailableError, retryable=True),
    "composed_error_400_context_llama_cpp": Row(ContextLengthExceededError, limit=8192, actual=13_392),
    "composed_error_400_context_lm_studio": Row(ContextLengthExceededError, limit=4096, actual=4632),
    "composed_error_400_context_ollama": Row(ContextLengthExceededError),
    "composed_error_400_context_vllm": Row(ContextLengthExceededError, limit=4096, actual=4133),
    "composed_error_400_context_vllm_older": Row(ContextLengthExceededError, limit=4096, actual=4133),
    "composed_error_400_context_vllm_output": Row(ContextLengthExceededError, limit=32_768),
    "composed_error_404_model_*": Row(ModelNotFoundError),
    "composed_stream_midstream_error": Row(ProviderUnavailableError, retryable=True),
}
