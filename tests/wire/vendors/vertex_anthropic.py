from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import AuthenticationError, ContextLengthExceededError, ModelNotFoundError, QuotaExceededError
from tests.wire.answers import MESSAGES
from tests.wire.vendor import Asked, Credential, Row, Vendor

VERTEX: Final = "/v1(?:beta1)?/projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)"

VENDOR: Final = Vendor(
    provider="vertex_ai",
    shape=MESSAGES,
    paths=(rf"{VERTEX}/publishers/anthropic/models/(?P<model>[^/:]+):\w+",),
    credentials={"authorization": Credential("access_token")},
    required=("max_tokens",),
    request_id="request-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "chat_image_url": Asked(dropped=frozenset({"messages[0].content[1]"})),
    "chat_params": Asked(dropped=frozenset({"seed", "frequency_penalty", "presence_penalty", "top_p"})),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_error_404": Row(ModelNotFoundError),  # the message names the model
    "error_400_context": Row(ContextLengthExceededError, limit=200_000, actual=205_000),
    "error_400_low_credit": Row(QuotaExceededError),
    "error_429_spend_limit": Row(QuotaExceededError),
    "error_400_api_key_invalid": Row(AuthenticationError),
}
