from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import InvalidRequestError
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Asked, Row, Vendor

VENDOR: Final = Vendor(
    provider="v0",
    shape=CHAT_COMPLETIONS,
    paths=("(?P<base>/v1)/(?:chat/completions|models)",),
    request_id="x-vercel-id",
)

ASKED: Final[Mapping[str, Asked]] = {
    "chat_params": Asked(
        dropped=frozenset(
            {
                "max_tokens",
                "temperature",
                "top_p",
                "stop",
                "seed",
                "frequency_penalty",
                "presence_penalty",
                "user",
            }
        )
    ),
    "chat_image_url": Asked(dropped=frozenset({"messages[0].content[1]"})),
    "chat_tools_no_parallel": Asked(dropped=frozenset({"parallel_tool_calls"})),
}

FAILURES: Final[Mapping[str, Row]] = {
    "error_400": Row(InvalidRequestError),
}
