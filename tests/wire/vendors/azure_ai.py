from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import ContentFilteredError, ModelNotFoundError, PermissionDeniedError, RateLimitError
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Credential, Row, Vendor

VENDOR: Final = Vendor(
    provider="azure_ai",
    shape=CHAT_COMPLETIONS,
    paths=(
        "/(?P<api>models)/(?:chat/completions|embeddings)",
        "/openai/v1/(?:chat/completions|embeddings|models)",
        "(?P<base>/providers/cohere)/v2/rerank",
    ),
    credentials={"api-key": Credential("api_key", "api-key", "")},
    queries={"api-version": "api_version"},
    request_id="x-request-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "embeddings": Asked(parameters={"dimensions": 256, "input_type": "query"}),
    # Cohere's SDK sends the key as a bearer token; the service takes it as api-key, too, as all of Foundry's.
    "composed_rerank": Asked(settings={"api_key": "az-key"}, credential={"api-key": "az-key"}),
}

FAILURES: Final[Mapping[str, Row]] = {
    "composed_v1_error_400_content_policy": Row(ContentFilteredError),
    "error_400_content_filter": Row(ContentFilteredError),
    "error_400_unknown_model": Row(ModelNotFoundError),
    "composed_v1_error_400_content_filter": Row(ContentFilteredError),
    "composed_v1_error_401_lacks_action": Row(PermissionDeniedError),
    "composed_v1_error_404_deployment": Row(ModelNotFoundError),
    "composed_v1_error_429": Row(RateLimitError, retryable=True),
}
