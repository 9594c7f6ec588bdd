from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import (
    ContentFilteredError,
    ContextLengthExceededError,
    ModelNotFoundError,
    NotFoundError,
    OverloadedError,
    ProviderUnavailableError,
    RateLimitError,
)
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Row, Vendor

VENDOR: Final = Vendor(
    provider="meta",
    shape=CHAT_COMPLETIONS,
    paths=("(?P<base>/v1)/(?:chat/completions|models)",),
)

ASKED: Final[Mapping[str, Asked]] = {
    "composed_chat_params": Asked(dropped=frozenset({"stop"})),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_broken_404_empty": Row(NotFoundError),
    "composed_error_400_context": Row(ContextLengthExceededError, limit=1_048_576, actual=1_200_064),
    "composed_error_400_policy": Row(ContentFilteredError),
    "composed_error_404_model": Row(ModelNotFoundError),
    "composed_error_429": Row(RateLimitError, retryable=True),
    "composed_error_503_overloaded": Row(OverloadedError, retryable=True),
    "composed_error_503_server_error": Row(OverloadedError, retryable=True),
    "composed_error_503_shutdown": Row(ProviderUnavailableError, retryable=True),
    "composed_error_504": Row(ProviderUnavailableError),  # the vendor says to stream, not to ask again
    "composed_stream_shutdown": Row(ProviderUnavailableError, retryable=True),
}
