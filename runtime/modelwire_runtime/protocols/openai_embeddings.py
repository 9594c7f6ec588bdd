"""OpenAI embeddings."""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from ..replies import Embedding, EmbeddingsResponse, EmbeddingsUsage
from ..requests import EmbeddingsRequest
from .base import Encoding, Malformed, RequestProtocol, at, parse_object
from .json_values import as_amount, as_count


@dataclass(frozen=True, kw_only=True)
class OpenAIEmbeddings(RequestProtocol[EmbeddingsRequest, EmbeddingsResponse]):
    """OpenAI embeddings; ``encoding`` is how vectors are asked for, if at all: base64 is a quarter of the bytes.

    ``usage_fields`` says where usage stands that has a place of its own.
    """

    name: ClassVar[str] = "openai-embeddings"

    encoding: Literal["base64", "float", "unsaid"] = "base64"
    usage_fields: Mapping[str, str] = field(default_factory=dict[str, str])

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
        model = body.get("model")
        return EmbeddingsResponse(vectors, model if isinstance(model, str) else "", self._usage(body))

    def _usage(self, body: Any) -> EmbeddingsUsage:
        places = {"prompt_tokens": "prompt_tokens", "total_tokens": "total_tokens", **self.usage_fields}
        told = {name: at(body, f"usage.{place}") for name, place in places.items()}
        prompt, total = as_count(told["prompt_tokens"]), as_count(told["total_tokens"])
        return EmbeddingsUsage(prompt, total or prompt, as_amount(told.get("cost")))


def vector(sent: Any) -> array[float]:
    """A vector as 32-bit floats, from base64 (little-endian) or a list."""
    if not isinstance(sent, str):
        return array("f", sent)
    floats = array("f")
    floats.frombytes(b64decode(sent, validate=True))
    if sys.byteorder == "big":
        floats.byteswap()
    return floats
