from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import (
    ContentFilteredError,
    ContextLengthExceededError,
    ModelNotFoundError,
    PermissionDeniedError,
    RateLimitError,
)
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Credential, Row, Vendor

VENDOR: Final = Vendor(
    provider="azure",
    shape=CHAT_COMPLETIONS,
    paths=(
        "/openai/(?:v1|deployments/[^/]+)/(?:chat/completions|embeddings|images/[a-z]+|audio/[a-z]+)",
        "/openai/(?:v1/)?(?:models|responses|files|batches)",
    ),
    credentials={"api-key": Credential("api_key", "api-key", ""), "authorization": Credential("access_token")},
    queries={"api-version": "api_version"},
    request_id="x-request-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "url_azure_deployment_in_client": Asked(model="dep-1"),
    "responses_text": Asked(
        settings={"deployments": {"my-deploy": "gpt-5-pro"}}, messages=[{"role": "user", "content": "hi"}]
    ),
}

FAILURES: Final[Mapping[str, Row]] = {
    "error_400_content_filter": Row(ContentFilteredError),
    "error_400_context_length": Row(ContextLengthExceededError, limit=128_000, actual=130_012),
    "error_404_deployment": Row(ModelNotFoundError),
    "composed_v1_error_400_content_filter": Row(ContentFilteredError),
    "composed_v1_error_401_lacks_action": Row(PermissionDeniedError),
    "composed_v1_error_404_deployment": Row(ModelNotFoundError),
    "composed_v1_error_429": Row(RateLimitError, retryable=True),
}
