from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import AuthenticationError, ModelNotFoundError, PermissionDeniedError
from tests.wire.answers import GENERATE_CONTENT
from tests.wire.vendor import Asked, Credential, Row, Vendor

VERTEX: Final = "/v1(?:beta1)?/projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)"

VENDOR: Final = Vendor(
    provider="vertex_ai",
    shape=GENERATE_CONTENT,
    paths=(
        rf"{VERTEX}/publishers/google/models/(?P<model>[^/:]+):\w+",
        rf"{VERTEX}/batchPredictionJobs.*",
        "/storage/v1/b/(?P<bucket>[^/]+)/o",
        rf"{VERTEX}/(?P<model>endpoints/\d+):\w+",
        "/v1/projects/(?P<project>[^/]+)/locations/global/rankingConfigs/default_ranking_config:rank",
        rf"/v1beta1/(?P<model>{VERTEX.removeprefix('/v1(?:beta1)?/')}/publishers/[^:]+):\w+",
        r"/v1beta1/publishers/google/models(?:/(?P<model>[^/:]+):\w+)?",
    ),
    credentials={
        "authorization": Credential("access_token"),
        "x-goog-api-key": Credential("api_key", "x-goog-api-key", ""),
    },
    headers={"x-goog-user-project": "quota_project"},
)

ASKED: Final[Mapping[str, Asked]] = {
    "chat_params": Asked(dropped=frozenset({"user"})),
    "chat_safety_settings_topk_logprobs": Asked(
        parameters={"top_k": 40, "n": 1, "logprobs": True, "top_logprobs": 3},
        options={
            "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
        },
    ),
    "chat_thinking_level": Asked(parameters={"reasoning_effort": "low"}),
    "composed_embeddings_batch": Asked(parameters={"dimensions": 256, "input_type": "query"}),
    "composed_embeddings_predict": Asked(parameters={"dimensions": 256, "input_type": "document"}),
    "models_list": Asked(settings={"project": "my-proj"}),
}

FAILURES: Final[Mapping[str, Row]] = {
    "error_400_api_key_invalid": Row(AuthenticationError),
    "error_400_failed_precondition": Row(PermissionDeniedError),  # region, billing or an allow-list
    "error_404": Row(ModelNotFoundError),  # the message names the model
}
