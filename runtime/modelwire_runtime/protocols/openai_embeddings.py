"""OpenAI embeddings."""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, cast

from ..replies import Embedding, EmbeddingsResponse, EmbeddingsUsage
from ..requests import EmbeddingsRequest
from .base import EmbeddingsProtocol, Encoding, Malformed, parse_object


@dataclass(frozen=True, kw_only=True)
class OpenAIEmbeddings(EmbeddingsProtocol):
    """OpenAI embeddings; ``encoding`` is how vectors are asked for: base64 is a quarter of the bytes."""

    name: ClassVar[str] = "openai-embeddings"

    encoding: Literal["base64", "float"] = "base64"

    def encode(self, request: EmbeddingsRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        texts = request.input if isinstance(request.input, str) else list(request.input)
        body: dict[str, Any] = {"model": encoding.model, "input": texts, "encoding_format": self.encoding}
        self.place(body, encoding.settled)
        return body

    def decode(self, data: bytes) -> EmbeddingsResponse:
        """The vectors, in the order of the texts; either encoding is understood."""
        body = parse_object(data)
        try:
            items = sorted(cast(list[dict[str, Any]], body["data"]), key=lambda item: item.get("index", 0))
            vectors = [Embedding(number, vector(item["embedding"])) for number, item in enumerate(items)]
        except (KeyError, TypeError, ValueError) as error:
            raise Malformed(f"embeddings without vectors: {error}") from error
        usage = cast(dict[str, Any], body.get("usage") or {})
        prompt = usage.get("prompt_tokens") or 0
        return EmbeddingsResponse(
            vectors, body.get("model") or "", EmbeddingsUsage(prompt, usage.get("total_tokens") or prompt)
        )


def vector(sent: Any) -> array[float]:
    """A vector as 32-bit floats, from base64 (little-endian) or a list."""
    if not isinstance(sent, str):
        return array("f", sent)
    floats = array("f", b64decode(sent, validate=True))
    if sys.byteorder == "big":
        floats.byteswap()
    return floats
