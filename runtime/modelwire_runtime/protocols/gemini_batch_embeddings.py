"""Embeddings by ``:batchEmbedContents``, as the Gemini API and Vertex AI's Gemini models take them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..replies import Embedding, EmbeddingsResponse, EmbeddingsUsage
from ..requests import EmbeddingsRequest
from .base import Encoding, Malformed, RequestProtocol, parse_object
from .json_values import Json, as_count, as_object


@dataclass(frozen=True, kw_only=True)
class GeminiBatchEmbeddings(RequestProtocol[EmbeddingsRequest, EmbeddingsResponse]):
    """Embeddings by ``:batchEmbedContents``: a request per text, each with the parameters, and a vector per request.

    ``model_in_body`` tells whether each request names the model.  What the texts were in tokens, not every model tells.
    """

    name: ClassVar[str] = "gemini-batch-embeddings"
    wire_names: ClassVar[Mapping[str, str]] = {"dimensions": "outputDimensionality", "input_type": "taskType"}

    model_in_body: bool = True

    def encode(self, request: EmbeddingsRequest, encoding: Encoding) -> Json:
        """The body."""
        texts = [request.input] if isinstance(request.input, str) else request.input
        return {"requests": [self._request(text, encoding) for text in texts]}

    def _request(self, text: str, encoding: Encoding) -> Json:
        body: Json = {"model": f"models/{encoding.model}"} if self.model_in_body else {}
        body["content"] = {"role": "user", "parts": [{"text": text}]}
        self.place(body, encoding.settled)
        return body

    def decode(self, data: bytes) -> EmbeddingsResponse:
        """The vectors, in the order of the texts."""
        body: dict[str, Any] = parse_object(data)
        try:
            vectors = [
                Embedding(number, array("f", embedding["values"]))
                for number, embedding in enumerate(body["embeddings"])
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise Malformed(f"embeddings without values: {error}") from error
        tokens = as_count(as_object(body.get("usageMetadata")).get("promptTokenCount"))
        return EmbeddingsResponse(vectors, "", EmbeddingsUsage(tokens, tokens))
