from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import InvalidRequestError, OverloadedError, ProviderUnavailableError
from tests.wire.answers import LLAMA_CHAT
from tests.wire.vendor import Asked, Row, Vendor

VENDOR: Final = Vendor(
    provider="meta_llama",
    shape=LLAMA_CHAT,
    paths=("(?P<base>/v1)/(?:chat/completions|models|moderations)",),
    request_id="x-request-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    # The SDK knows no such parameter; the recorder put it into the body by hand.
    "chat_tools_no_parallel": Asked(dropped=frozenset({"parallel_tool_calls"})),
    "extra_params": Asked(parameters={"top_k": 40, "user": "u"}, options={"repetition_penalty": 1.1}),
}

FAILURES: Final[Mapping[str, Row]] = {
    "error_400": Row(InvalidRequestError),
    "composed_200_problem": Row(OverloadedError, retryable=True),
    "composed_stream_problem": Row(ProviderUnavailableError, retryable=True),
}
