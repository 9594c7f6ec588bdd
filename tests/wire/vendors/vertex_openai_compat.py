from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import AuthenticationError, ModelNotFoundError
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Credential, Row, Vendor

VERTEX: Final = "/v1(?:beta1)?/projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)"

VENDOR: Final = Vendor(
    provider="vertex_ai",
    shape=CHAT_COMPLETIONS,
    paths=(f"{VERTEX}/endpoints/openapi/chat/completions",),
    credentials={"authorization": Credential("access_token")},
)

ASKED: Final[Mapping[str, Asked]] = {
    "composed_reasoning_stream": Asked(parameters={"reasoning_effort": "low"}),
}

FAILURES: Final[Mapping[str, Row]] = {
    "error_400_api_key_invalid": Row(AuthenticationError),
    "error_404": Row(ModelNotFoundError),
}
