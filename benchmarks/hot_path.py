"""Counts the calls that modelwire's own code makes for fixed work: what a test can hold against a number.

Neither the clock nor the network takes part: a made-up transport answers at once.  Counted are calls of functions that
lie in ``modelwire_runtime`` or ``modelwire``, and calls of C functions from there; comprehensions, which became no
calls of their own in Python 3.12, are left out, so that a number holds for every version.

    make hot-path                       what is counted, beside the numbers that are kept
    make hot-path ARGS="chat"           by function, of one kind of work
    make hot-path ARGS=--renew          keeps the numbers of today
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import FrameType
from typing import Any, cast
from unittest import mock

from benchmarks import payloads
from modelwire import AsyncClient, Client, MessageLike, OpenAIProvider, ProviderType, create_provider
from modelwire_runtime import h11_transport
from modelwire_runtime.completion import Completions
from modelwire_runtime.context import RawHeaders
from modelwire_runtime.transport import WireReply, WireRequest

KEPT = Path(__file__).with_suffix(".json")
MARGIN = 0.1
TIMES = 20
OWN = ("modelwire_runtime/", "modelwire/")
INLINED = ("<listcomp>", "<dictcomp>", "<setcomp>")
HEADERS = [(b"content-type", b"application/json"), (b"x-request-id", b"req_1")]
PIECES = 100


class Stream:
    """A streamed reply, one event a read, of which an async twin is made by ``AsyncStream``."""

    status: int = 200
    headers: RawHeaders = HEADERS

    def __init__(self) -> None:
        self._events = iter(payloads.events("openai", PIECES))

    def read(self) -> bytes:
        return next(self._events, b"")

    def close(self) -> None:
        pass


class AsyncStream:
    """The same without blocking."""

    status: int = 200
    headers: RawHeaders = HEADERS

    def __init__(self) -> None:
        self._stream = Stream()

    async def read(self) -> bytes:
        return self._stream.read()

    async def close(self) -> None:
        pass


def answered(request: WireRequest) -> WireReply:
    """The reply to a request."""
    body = payloads.vectors("base64") if request.url.endswith("/embeddings") else payloads.reply("openai", "small")
    return WireReply(200, HEADERS, body)


class Answering:
    """A transport that needs no network."""

    def fetch(self, request: WireRequest) -> WireReply:
        return answered(request)

    def open(self, request: WireRequest) -> Stream:
        return Stream()

    def close(self) -> None:
        pass


class AsyncAnswering:
    """The same without blocking."""

    async def fetch(self, request: WireRequest) -> WireReply:
        return answered(request)

    async def open(self, request: WireRequest) -> AsyncStream:
        return AsyncStream()

    async def close(self) -> None:
        pass


def answered_completions() -> Completions:
    """The functions of LiteLLM's face, whose one client needs no network."""
    face: Completions = Completions(create_provider, ProviderType, "modelwire.catalogues")
    with mock.patch.object(h11_transport, "H11Transport", Answering):
        face.completion(
            f"openai/{payloads.MODEL}", cast("list[MessageLike]", payloads.messages("small")), api_key=payloads.KEY
        )
    return face


def work() -> dict[str, Callable[[], object]]:
    """The kinds of work, by name."""
    provider = OpenAIProvider(api_key=payloads.KEY)
    client, loop = Client(provider, transport=Answering()), asyncio.new_event_loop()
    async_client = AsyncClient(provider, transport=AsyncAnswering())
    model = payloads.MODEL
    short, long = (cast("list[MessageLike]", payloads.messages(kind)) for kind in ("small", "history"))

    face = answered_completions()

    async def chat() -> None:
        await async_client.chat_completion(model=model, messages=short, max_tokens=256)

    def stream() -> None:
        with client.chat_completion_stream(model=model, messages=short) as chunks:
            assert sum(bool(chunk.text) for chunk in chunks) == PIECES

    async def stream_async() -> None:
        async with async_client.chat_completion_stream(model=model, messages=short) as chunks:
            assert sum([bool(chunk.text) async for chunk in chunks]) == PIECES

    def awaited(task: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], object]:
        return lambda: loop.run_until_complete(task())

    def embed() -> None:
        assert client.embeddings(model=payloads.EMBEDDINGS_MODEL, input=payloads.texts()).arrays

    return {
        "chat": lambda: client.chat_completion(model=model, messages=short, max_tokens=256),
        "async chat": awaited(chat),
        "completion()": lambda: face.completion(f"openai/{model}", short, max_tokens=256, api_key=payloads.KEY),
        "history": lambda: client.chat_completion(model=model, messages=long, max_tokens=256),
        "stream": stream,
        "async stream": awaited(stream_async),
        "embeddings": embed,
    }


def calls(run: Callable[[], object]) -> Counter[str]:
    """The calls that modelwire's own code makes for one run, by function."""
    found: Counter[str] = Counter()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        code = frame.f_code
        place = code.co_filename.replace("\\", "/").rpartition("/site-packages/")[2]
        if not any(part in place for part in OWN):
            return
        if event == "call" and code.co_name not in INLINED:
            found[f"{Path(place).name}: {code.co_qualname}"] += 1
        elif event == "c_call":
            found[f"{Path(place).name}: {code.co_qualname} -> {argument.__qualname__}"] += 1

    run()  # builds validators and the like
    run()
    sys.setprofile(note)
    try:
        for _ in range(TIMES):
            run()
    finally:
        sys.setprofile(None)
    return Counter({name: number // TIMES for name, number in found.items() if number >= TIMES})


def counted() -> dict[str, dict[str, int]]:
    """How many calls of Python and of C functions each kind of work makes."""
    found: dict[str, dict[str, int]] = {}
    for name, run in work().items():
        told = calls(run)
        in_c = sum(number for function, number in told.items() if " -> " in function)
        found[name] = {"python": told.total() - in_c, "c": in_c}
    return found


def kept() -> dict[str, dict[str, int]]:
    """The numbers that are kept."""
    found: dict[str, dict[str, int]] = json.loads(KEPT.read_text("utf-8"))
    return found


def main() -> None:
    """Print or keep what is counted."""
    parser = argparse.ArgumentParser(prog="make hot-path ARGS=...")
    parser.add_argument("work", nargs="?", help="one kind of work, to be told by function")
    parser.add_argument("--renew", action="store_true", help="keep the numbers of today")
    given = parser.parse_args()
    if given.work:
        for name, number in calls(work()[given.work]).most_common():
            print(f"{number:6}  {name}")
        return
    found = counted()
    if given.renew:
        KEPT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    before = kept()
    for name, numbers in found.items():
        told = (f"{kind}: {number} (kept: {before.get(name, {}).get(kind)})" for kind, number in numbers.items())
        print(f"{name:14}", *told)


if __name__ == "__main__":
    main()
