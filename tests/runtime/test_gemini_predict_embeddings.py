"""Embeddings by ``:predict``: bodies out, vectors in."""

from __future__ import annotations

import json
from array import array
from typing import Any

import pytest

from modelwire_runtime.parameters import Parameters, Plan
from modelwire_runtime.protocols.base import Encoding, Malformed, Refusal
from modelwire_runtime.protocols.gemini_predict_embeddings import GeminiPredictEmbeddings
from modelwire_runtime.requests import EmbeddingsRequest, given

PROTOCOL = GeminiPredictEmbeddings()


def encode(input: str | list[str], **parameters: Any) -> dict[str, Any]:
    request = EmbeddingsRequest(model="gemini-embedding-001", input=input, **parameters)
    plan = Plan("somebody", request.model, Parameters(sent=EmbeddingsRequest.PARAMETERS), ())
    return PROTOCOL.encode(request, Encoding("somebody", request.model, plan.settle(given(request), "raise")))


@pytest.mark.parametrize(
    ("input", "parameters", "body"),
    [
        ("a", {}, {"instances": [{"content": "a"}]}),
        (["a", "b"], {}, {"instances": [{"content": "a"}, {"content": "b"}]}),
        ("a", {"dimensions": 256}, {"instances": [{"content": "a"}], "parameters": {"outputDimensionality": 256}}),
        ("a", {"input_type": "query"}, {"instances": [{"content": "a", "task_type": "RETRIEVAL_QUERY"}]}),
        (
            ["a", "b"],
            {"input_type": "document"},
            {
                "instances": [
                    {"content": "a", "task_type": "RETRIEVAL_DOCUMENT"},
                    {"content": "b", "task_type": "RETRIEVAL_DOCUMENT"},
                ]
            },
        ),
        ("a", {"input_type": "clustering"}, {"instances": [{"content": "a", "task_type": "CLUSTERING"}]}),
    ],
)
def test_encode(input: str | list[str], parameters: dict[str, Any], body: dict[str, Any]) -> None:
    assert encode(input, **parameters) == body


def prediction(*values: float, **statistics: Any) -> dict[str, Any]:
    return {"embeddings": {"values": list(values), "statistics": statistics}}


def test_decode() -> None:
    body = {"predictions": [prediction(0.5, -0.25, token_count=3, truncated=False), prediction(1, token_count=4.0)]}
    reply = PROTOCOL.decode(json.dumps(body).encode())
    assert reply.arrays == [array("f", [0.5, -0.25]), array("f", [1])]
    assert [item.index for item in reply.data] == [0, 1]
    assert (reply.usage.prompt_tokens, reply.usage.total_tokens) == (7, 7)


def test_counts_may_be_missing() -> None:
    reply = PROTOCOL.decode(b'{"predictions": [{"embeddings": {"values": [1]}}]}')
    assert reply.usage.total_tokens == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"predictions": 5}',
        b'{"predictions": [5]}',
        b'{"predictions": [{"embeddings": {}}]}',
        b'{"predictions": [{"embeddings": {"values": ["x"]}}]}',
        b'{"predictions": [{"embeddings": {"values": [1], "statistics": [1]}}]}',
    ],
)
def test_what_is_no_reply(data: bytes) -> None:
    with pytest.raises(Malformed):
        PROTOCOL.decode(data)


EXCEEDED = {"error": {"code": 429, "message": "Quota exceeded.", "status": "RESOURCE_EXHAUSTED"}}


@pytest.mark.parametrize("body", [EXCEEDED, [EXCEEDED]], ids=["bare", "in a list"])
def test_an_error_under_200(body: Any) -> None:
    with pytest.raises(Refusal) as caught:
        PROTOCOL.decode(json.dumps(body).encode())
    assert caught.value.failure.codes == ("RESOURCE_EXHAUSTED",)
    assert caught.value.failure.status == 429
