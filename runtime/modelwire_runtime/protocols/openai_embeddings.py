"""OpenAI embeddings."""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from ..data import is_object
from ..replies import Embedding, EmbeddingsResponse, EmbeddingsUsage
from ..requests import EmbeddingsRequest
from .base import EmbeddingsProtocol, Encoding, Malformed, parse_object


@dataclass(frozen=True, kw_only=True)
class OpenAIEmbeddings(EmbeddingsProtocol):
    """OpenAI embeddings; ``encoding`` is how vectors are asked for, if at all: base64 is a quarter of the bytes."""

    name: ClassVar[str] = "openai-embeddings"

    encoding: Literal["base64", "float", "unsaid"] = "base64"

    def encode(self, request: EmbeddingsRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        texts = request.input if isinstance(request.input, str) else list(request.input)
        body: dict[str, Any] = {"model": encoding.model, "input": texts}
        if self.encoding != "unsaid":
            body["encoding_format"] = self.encoding
        self.place(body, encoding.settled)
        return body

    def decode(self, data: bytes) -> EmbeddingsResponse:
        """The vectors, in the order of the texts; either encoding is understood."""
        body = parse_object(data)
        try:
            items: list[dict[str, Any]] = sorted(body["data"], key=lambda item: item.get("index") or 0)
            vectors = [Embedding(number, vector(item["embedding"])) for number, item in enumerate(items)]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Malformed("embeddings without vectors") from error
        if not vectors:
            raise Malformed("no embeddings")
        model, usage = body.get("model"), body.get("usage")
        prompt, total = _count(usage, "prompt_tokens"), _count(usage, "total_tokens")
        return EmbeddingsResponse(
            vectors, model if isinstance(model, str) else "", EmbeddingsUsage(prompt, total or prompt)
        )


def _count(usage: Any, name: str) -> int:
    count = usage.get(name) if is_object(usage) else None
    return count if isinstance(count, int) else 0


def vector(sent: Any) -> array[float]:
    """A vector as 32-bit floats, from base64 (little-endian) or a list."""
    if not isinstance(sent, str):
        return array("f", sent)
    floats = array("f")
    floats.frombytes(b64decode(sent, validate=True))
    if sys.byteorder == "big":
        floats.byteswap()
    return floats
