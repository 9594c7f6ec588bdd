from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import ContextLengthExceededError, ModelNotFoundError, ProviderUnavailableError, RateLimitError
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Credential, Row, Vendor

VERTEX: Final = "/v1(?:beta1)?/projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)"

VENDOR: Final = Vendor(
    provider="vertex_ai",
    shape=CHAT_COMPLETIONS,
    paths=(rf"{VERTEX}/publishers/mistralai/models/(?P<model>[^/:]+):\w+",),
    credentials={"authorization": Credential("access_token")},
)

ASKED: Final[Mapping[str, Asked]] = {
    "composed_chat_params": Asked(dropped=frozenset({"user"})),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_error_400_context": Row(ContextLengthExceededError, limit=131_072, actual=140_000),
    "composed_error_404": Row(ModelNotFoundError),
    "composed_error_429": Row(RateLimitError, retryable=True),
    "composed_stream_midstream_error": Row(ProviderUnavailableError, retryable=True),
}
