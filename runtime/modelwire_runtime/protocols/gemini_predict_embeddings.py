"""Embeddings by Vertex AI's ``:predict``."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast

from ..replies import Embedding, EmbeddingsResponse, EmbeddingsUsage
from ..requests import EmbeddingsRequest
from .base import Encoding, Malformed, RequestProtocol, parse_object

TASKS: Mapping[str, str] = {"query": "RETRIEVAL_QUERY", "document": "RETRIEVAL_DOCUMENT"}
"""The task types of the unified input types; any other word is taken for a task type itself."""


@dataclass(frozen=True, kw_only=True)
class GeminiPredictEmbeddings(RequestProtocol[EmbeddingsRequest, EmbeddingsResponse]):
    """Embeddings by ``:predict``: an instance per text, a prediction per instance."""

    name: ClassVar[str] = "gemini-predict-embeddings"
    wire_names: ClassVar[Mapping[str, str]] = {"dimensions": "parameters.outputDimensionality"}

    def encode(self, request: EmbeddingsRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        values = dict(encoding.settled.values)
        task = values.pop("input_type", None)
        said = {} if task is None else {"task_type": TASKS.get(task) or str(task).upper()}
        texts = [request.input] if isinstance(request.input, str) else request.input
        body: dict[str, Any] = {"instances": [{"content": text, **said} for text in texts]}
        self.place(body, replace(encoding.settled, values=values))
        return body

    def decode(self, data: bytes) -> EmbeddingsResponse:
        """The vectors, in the order of the texts."""
        body = parse_object(data)
        vectors: list[Embedding] = []
        tokens = 0
        try:
            for number, prediction in enumerate(cast(list[dict[str, Any]], body["predictions"])):
                embeddings: dict[str, Any] = prediction["embeddings"]
                vectors.append(Embedding(number, array("f", embeddings["values"])))
                statistics: dict[str, Any] = embeddings.get("statistics") or {}
                tokens += int(statistics.get("token_count") or 0)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Malformed(f"predictions without vectors: {error}") from error
        return EmbeddingsResponse(vectors, "", EmbeddingsUsage(tokens, tokens))
