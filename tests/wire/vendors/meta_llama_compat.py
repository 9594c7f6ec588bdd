from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modelwire import ResponseParsingError
from tests.wire.answers import CHAT_COMPLETIONS
from tests.wire.vendor import Row, Vendor

VENDOR: Final = Vendor(
    provider="meta_llama",
    shape=CHAT_COMPLETIONS,
    paths=("(?P<base>/(?P<api>compat)/v1)/chat/completions",),
    request_id="x-request-id",
)

FAILURES: Final[Mapping[str, Row]] = {
    "composed_200_empty": Row(ResponseParsingError),
}
