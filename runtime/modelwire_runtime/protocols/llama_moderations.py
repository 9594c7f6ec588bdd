"""Moderation of Meta's Llama API: one message is judged, and the reply names what it is flagged for.

llama-api-client (PyPI) 0.6.0 types/moderation_create_params.py, read 2026-11-27
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..data import is_array
from ..errors import NotSupportedError
from .base import Encoding, RequestProtocol
from .openai_moderations import read_results

if TYPE_CHECKING:
    from ..moderation import Moderation, ModerationRequest, ModerationResponse


@dataclass(frozen=True, kw_only=True)
class LlamaModerations(RequestProtocol):
    """Moderation of Meta's Llama API, which takes a conversation; here it is that of one message."""

    name: ClassVar[str] = "llama-moderations"

    def encode(self, request: ModerationRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        texts = request.texts
        if len(texts) != 1:
            what = "several texts in one request" if texts else "content parts"
            raise NotSupportedError(
                f"moderation takes no {what} here; ask for one text at a time", provider=encoding.provider
            )
        body: dict[str, Any] = {"model": encoding.model} if encoding.model else {}
        body["messages"] = [{"role": "user", "content": texts[0]}]
        return body

    def decode(self, data: bytes) -> ModerationResponse:
        """The result; of the categories only those are told that the text falls into."""
        return read_results(data, _result)


def _result(item: dict[str, Any]) -> Moderation:
    from ..moderation import Moderation

    flagged, names = item["flagged"], item.get("flagged_categories")
    if not isinstance(flagged, bool):
        raise KeyError("flagged")
    return Moderation(flagged, {str(name): True for name in names} if is_array(names) else {})
