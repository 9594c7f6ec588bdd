"""Moderation: what is asked of each protocol, and replies that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelwire import (
    InvalidRequestError,
    MetaLlamaProvider,
    MistralProvider,
    Moderation,
    NotSupportedError,
    OpenAIProvider,
    ResponseParsingError,
)
from tests.runtime.colours import MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import Connection

PICTURE: Any = {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}}
FLAGGED: Any = {"results": [{"flagged": True, "categories": {"violence": True, "hate": False}}]}
NAMED: Any = {"model": "Llama-Guard-4", "results": [{"flagged": True, "flagged_categories": ["violence"]}]}


def answering(body: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def script(connection: Connection) -> None:
        while connection.request():
            connection.reply(data, content_type="application/json")

    return script


pytestmark = pytest.mark.filterwarnings("ignore:.+ was retired:UserWarning")


def test_texts_and_parts(face: MakeFace, serve: Serve) -> None:
    server = serve(answering(FLAGGED))
    asker = face(server, provider=OpenAIProvider(api_key=KEY, base_url=server.url))
    reply = asker.call("moderation", input=["a", "b"])
    assert server.requests[-1].json == {"input": ["a", "b"]}
    assert reply.flagged and reply.results[0].flagged_categories == ["violence"]
    asker.call("moderation", model="omni-moderation-latest", input=[{"type": "text", "text": "a"}, PICTURE])
    assert server.requests[-1].json["input"] == [{"type": "text", "text": "a"}, PICTURE]


def test_a_vendor_that_does_not_say_whether_a_text_is_flagged(face: MakeFace, serve: Serve) -> None:
    categories = [{"sexual": False, "pii": True}, {"sexual": False, "pii": False}]
    server = serve(
        answering({"results": [{"categories": told, "category_scores": {"pii": 0.5}} for told in categories]})
    )
    asker = face(server, provider=MistralProvider(api_key=KEY, base_url=server.url))
    reply = asker.call(
        "moderation", model="mistral-moderation-2603", input=["a", "b"], options={"metadata": {"k": "v"}}
    )
    assert [result.flagged for result in reply.results] == [True, False]
    assert reply.results[0].category_scores == {"pii": 0.5}
    assert server.requests[-1].json == {
        "model": "mistral-moderation-2603",
        "input": ["a", "b"],
        "metadata": {"k": "v"},
    }


def test_a_vendor_that_judges_messages(face: MakeFace, serve: Serve) -> None:
    server = serve(answering(NAMED))
    asker = face(server, provider=MetaLlamaProvider(api_key=KEY, base_url=server.url))
    reply = asker.call("moderation", input=["a"], model="Llama-Guard")
    assert server.requests[-1].json == {"model": "Llama-Guard", "messages": [{"role": "user", "content": "a"}]}
    assert reply.results == [Moderation(flagged=True, categories={"violence": True})]


@pytest.mark.parametrize(
    ("provider", "given", "kind", "told"),
    [
        (MistralProvider, {"input": "a"}, InvalidRequestError, "name one by model="),
        (MistralProvider, {"input": [PICTURE], "model": "m"}, NotSupportedError, "texts only"),
        (MetaLlamaProvider, {"input": ["a", "b"]}, NotSupportedError, "one text at a time"),
        (MetaLlamaProvider, {"input": [PICTURE]}, NotSupportedError, "no content parts"),
        (OpenAIProvider, {"input": ""}, InvalidRequestError, "input is empty"),
        (OpenAIProvider, {"input": []}, InvalidRequestError, "input is empty"),
        (OpenAIProvider, {"input": ["a", 5]}, InvalidRequestError, "must be a string or a list"),
        (OpenAIProvider, {"input": "a", "model": 5}, InvalidRequestError, "model must be a string"),
        (OpenAIProvider, {"input": "a", "options": {"x": 1}}, NotSupportedError, "no option 'x'"),
    ],
)
def test_what_is_refused_before_anything_is_sent(
    provider: Any, given: Any, kind: type[Exception], told: str, face: MakeFace, serve: Serve
) -> None:
    server = serve(answering(FLAGGED))
    with pytest.raises(kind, match=told):
        face(server, provider=provider(api_key=KEY, base_url=server.url)).call("moderation", **given)
    assert not server.requests


BROKEN: list[Any] = [b"", b"<html>", b"{}", {"results": []}, {"results": [{}]}, {"results": [5]}]
BROKEN.append({"results": [{"flagged": None}]})


@pytest.mark.parametrize("provider", [OpenAIProvider, MetaLlamaProvider], ids=["openai", "meta_llama"])
@pytest.mark.parametrize(
    "body",
    BROKEN,
    ids=str,
)
def test_replies_that_are_none(provider: Any, body: Any, face: MakeFace, serve: Serve) -> None:
    """What says nothing of a text is never taken for a text that is fine."""
    server = serve(answering(body))
    with pytest.raises(ResponseParsingError):
        face(server, provider=provider(api_key=KEY, base_url=server.url)).call("moderation", input="a")
