"""What a console shows of requests, replies and streams: short, and all that was said."""

from __future__ import annotations

import asyncio
from array import array

from modelwire_runtime import replies, requests
from modelwire_runtime.async_client import NonblockingClient
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.replies import (
    ChatChunk,
    ChatResponse,
    Choice,
    ChunkChoice,
    Delta,
    Embedding,
    Message,
    PromptTokensDetails,
    Usage,
)
from modelwire_runtime.requests import ChatRequest
from tests.runtime.colours import QUESTION
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import DONE, always, delta, streams
from tests.runtime.providers import AcmeProvider

REPLY = ChatResponse(
    id="r-1",
    model="m-1",
    choices=[Choice(message=Message(content="Hi", refusal=""), finish_reason="stop")],
    usage=Usage(2, 1, 3, PromptTokensDetails(cached_tokens=1)),
)


def test_a_reply_shows_what_differs_from_an_empty_one() -> None:
    assert repr(REPLY) == (
        "ChatResponse(id='r-1', model='m-1', choices=[Choice(message=Message(content='Hi', refusal=''), "
        "finish_reason='stop')], usage=Usage(prompt_tokens=2, completion_tokens=1, total_tokens=3, "
        "prompt_tokens_details=PromptTokensDetails(cached_tokens=1)))"
    )
    assert repr(Message()) == "Message()"


def test_what_is_shown_makes_the_same_again() -> None:
    chunk = ChatChunk(id="c", choices=[ChunkChoice(delta=Delta(content="H"))])
    request = ChatRequest(model="m-1", messages=[{"role": "user", "content": "Hi"}], temperature=0)
    for one in (REPLY, chunk, request):
        assert eval(repr(one), vars(replies) | vars(requests)) == one


def test_a_vector_is_not_shown_number_by_number() -> None:
    assert repr(Embedding(0, array("f", [0.5] * 1536))) == "Embedding(index=0, array=<1536 numbers>)"


def test_a_stream_shows_whose_it_is_and_how_far_it_was_read(serve: Serve) -> None:
    server = serve(streams(delta("Hi"), delta(None, "stop"), DONE))
    with BlockingClient(AcmeProvider(api_key=KEY, base_url=server.url)) as client:
        stream = client.chat_completion_stream(**QUESTION)
        assert repr(stream) == "<ChatStream of acme 'm-1': 0 chunks, open>"
        stream.response()
        assert repr(stream) == "<ChatStream of acme 'm-1': 2 chunks, read to its end>"
        with client.chat_completion_stream(**QUESTION) as left:
            pass
        assert repr(left) == "<ChatStream of acme 'm-1': 0 chunks, closed>"


async def _shown_of(url: str) -> str:
    async with NonblockingClient(AcmeProvider(api_key=KEY, base_url=url)) as client:
        return repr(client.chat_completion_stream(**QUESTION))


def test_an_async_stream_does_the_same(serve: Serve) -> None:
    assert asyncio.run(_shown_of(serve(always()).url)) == "<AsyncChatStream of acme 'm-1': 0 chunks, open>"
