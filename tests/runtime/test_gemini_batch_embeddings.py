"""Embeddings by ``:batchEmbedContents``: bodies out, vectors in."""

from __future__ import annotations

import json
from array import array
from typing import Any

import pytest

from modelwire_runtime.parameters import Parameters, Plan
from modelwire_runtime.protocols.base import Encoding, Malformed, Refusal
from modelwire_runtime.protocols.gemini_batch_embeddings import GeminiBatchEmbeddings
from modelwire_runtime.requests import EmbeddingsRequest, given

PROTOCOL = GeminiBatchEmbeddings()
NAMELESS = GeminiBatchEmbeddings(model_in_body=False)
NESTED = {"dimensions": "embedContentConfig.outputDimensionality", "input_type": "embedContentConfig.taskType"}


def encode(
    protocol: GeminiBatchEmbeddings, input: str | list[str], renamed: dict[str, str] | None = None, **parameters: Any
) -> Any:
    request = EmbeddingsRequest(model="embedder", input=input, **parameters)
    tables = Parameters(sent=EmbeddingsRequest.PARAMETERS, renamed=renamed or {})
    plan = Plan("somebody", request.model, tables, ())
    return protocol.encode(request, Encoding("somebody", request.model, plan.settle(given(request), "raise")))


def content(text: str) -> dict[str, Any]:
    return {"role": "user", "parts": [{"text": text}]}


def test_a_request_for_each_text() -> None:
    assert encode(PROTOCOL, "a") == {"requests": [{"model": "models/embedder", "content": content("a")}]}
    parameters = {"outputDimensionality": 8, "taskType": "CLUSTERING"}
    assert encode(PROTOCOL, ["a", "b"], dimensions=8, input_type="CLUSTERING") == {
        "requests": [
            {"model": "models/embedder", "content": content("a"), **parameters},
            {"model": "models/embedder", "content": content("b"), **parameters},
        ]
    }


def test_parameters_may_stand_deeper_and_the_model_nowhere() -> None:
    config = {"outputDimensionality": 8, "taskType": "CLUSTERING"}
    body = encode(NAMELESS, ["a", "b"], NESTED, dimensions=8, input_type="CLUSTERING")
    assert body == {"requests": [{"content": content(text), "embedContentConfig": config} for text in ("a", "b")]}
    assert body["requests"][0]["embedContentConfig"] is not body["requests"][1]["embedContentConfig"]


def test_decode() -> None:
    body = {"embeddings": [{"values": [0.5, -0.25]}, {"values": [1]}], "usageMetadata": {"promptTokenCount": 7}}
    reply = PROTOCOL.decode(json.dumps(body).encode())
    assert reply.arrays == [array("f", [0.5, -0.25]), array("f", [1])]
    assert [item.index for item in reply.data] == [0, 1]
    assert (reply.usage.prompt_tokens, reply.usage.total_tokens) == (7, 7)


@pytest.mark.parametrize("usage", [None, {}, {"promptTokenCount": None}, 5])
def test_counts_may_be_missing(usage: Any) -> None:
    body = {"embeddings": [{"values": [1]}], "usageMetadata": usage}
    assert PROTOCOL.decode(json.dumps(body).encode()).usage.total_tokens == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"embeddings": 5}',
        b'{"embeddings": [5]}',
        b'{"embeddings": [{}]}',
        b'{"embeddings": [{"values": ["x"]}]}',
        b'{"embeddings": [{"values": null}]}',
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
