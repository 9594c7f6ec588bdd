from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import ModelNotFoundError
from tests.wire.answers import MESSAGES
from tests.wire.vendor import Asked, Credential, Row, Vendor

VENDOR: Final = Vendor(
    provider="azure_ai",
    shape=MESSAGES,
    paths=("/anthropic/v1/messages",),
    credentials={"x-api-key": Credential("api_key", "x-api-key", ""), "authorization": Credential("access_token")},
    headers={"anthropic-version": "anthropic_version", "anthropic-beta": "betas"},
    required=("max_tokens",),
    request_id="request-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "chat_params": Asked(dropped=frozenset({"seed", "frequency_penalty", "presence_penalty", "top_p"})),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_error_404": Row(ModelNotFoundError),  # the message names the model
}
