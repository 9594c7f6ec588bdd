"""Prints CPU time a call and a chunk, ours and hand-written httpx + json, and their ratio.

``make bench`` runs it.  Client and server are pinned to a core each where the machine lets us; rounds are interleaved,
and the best of each is shown beside the median, since noise only ever adds time.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from importlib.metadata import version

import httpx

from benchmarks.server import CHUNKS
from modelwire import AsyncClient, Client, MessageLike, OpenAIProvider, create_provider

ROUNDS = 9
MODEL = "gpt-5.4"
MESSAGES: list[MessageLike] = [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": "What is the capital of France, and how many people live there?"},
]
HEADERS = {"authorization": "Bearer k", "content-type": "application/json", "accept": "application/json"}


def encoded(stream: bool) -> bytes:
    """The request's body by hand."""
    body: dict[str, object] = {"model": MODEL, "messages": MESSAGES}
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return json.dumps(body).encode()


@contextmanager
def server() -> Generator[str]:
    """The address of the server, which runs in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        port = process.stdout.readline().strip()
        if hasattr(os, "sched_setaffinity"):
            cores = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(0, {cores[0]})
            os.sched_setaffinity(process.pid, {cores[-1]})
        yield f"http://127.0.0.1:{port}"
        process.stdin.close()


def measured(runs: dict[str, Callable[[], object]], times: int, units: int) -> dict[str, list[float]]:
    """Microseconds of CPU time a unit, by round, for each of the runs in turn."""
    for run in runs.values():
        run()
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            begun = time.process_time()
            for _ in range(times):
                run()
            found[name].append((time.process_time() - begun) / times / units * 1e6)
    return found


def show(what: str, found: dict[str, list[float]]) -> None:
    """One line of the table a run, each with its ratio to the first."""
    base = statistics.median(next(iter(found.values())))
    for name, values in found.items():
        median = statistics.median(values)
        print(f"{what:<28} {name:<22} {median:9.1f} {min(values):9.1f} {median / base:8.2f}")


def blocking(address: str) -> None:
    """A whole reply and a streamed one, blocking."""
    by_hand = httpx.Client()
    concrete = Client(OpenAIProvider(api_key="k", base_url=f"{address}/chat/v1"))
    dispatched = Client(create_provider("openai", api_key="k", base_url=f"{address}/chat/v1"))
    streaming = Client(OpenAIProvider(api_key="k", base_url=f"{address}/stream/v1"))

    def chat_by_hand() -> str:
        reply = by_hand.post(f"{address}/chat/v1/chat/completions", content=encoded(stream=False), headers=HEADERS)
        return str(json.loads(reply.content)["choices"][0]["message"]["content"])

    def stream_by_hand() -> None:
        url, pieces = f"{address}/stream/v1/chat/completions", 0
        with by_hand.stream("POST", url, content=encoded(stream=True), headers=HEADERS) as reply:
            for line in reply.iter_lines():
                if line.startswith("data: ") and line != "data: [DONE]":
                    choices = json.loads(line[6:])["choices"]
                    pieces += bool(choices and choices[0]["delta"].get("content"))
        assert pieces == CHUNKS

    def stream_ours() -> None:
        with streaming.chat_completion_stream(model=MODEL, messages=MESSAGES) as stream:
            assert sum(bool(chunk.text) for chunk in stream) == CHUNKS

    chats: dict[str, Callable[[], object]] = {
        "httpx + json": chat_by_hand,
        "modelwire": lambda: concrete.chat_completion(model=MODEL, messages=MESSAGES).text,
        "by create_provider": lambda: dispatched.chat_completion(model=MODEL, messages=MESSAGES).text,
    }
    show("chat, blocking", measured(chats, 100, 1))
    streams: dict[str, Callable[[], object]] = {"httpx + json": stream_by_hand, "modelwire": stream_ours}
    show("streamed chunk, blocking", measured(streams, 3, CHUNKS))


def nonblocking(address: str) -> None:
    """A whole reply, awaited, alone and fifty at once."""
    loop = asyncio.new_event_loop()
    by_hand = httpx.AsyncClient()
    ours = AsyncClient(OpenAIProvider(api_key="k", base_url=f"{address}/chat/v1"))

    async def chat_by_hand() -> None:
        url = f"{address}/chat/v1/chat/completions"
        reply = await by_hand.post(url, content=encoded(stream=False), headers=HEADERS)
        json.loads(reply.content)

    async def chat_ours() -> None:
        await ours.chat_completion(model=MODEL, messages=MESSAGES)

    def at_once(chat: Callable[[], Awaitable[None]], number: int) -> Callable[[], object]:
        async def all_of_them() -> None:
            await asyncio.gather(*(chat() for _ in range(number)))

        return lambda: loop.run_until_complete(all_of_them())

    for number, times in ((1, 60), (50, 3)):
        runs = {"httpx + json": at_once(chat_by_hand, number), "modelwire": at_once(chat_ours, number)}
        show(f"chat, async, {number} at once", measured(runs, times, number))
    loop.run_until_complete(by_hand.aclose())
    loop.run_until_complete(ours.close())
    loop.close()


def main() -> None:
    """Measure and print."""
    print(f"Python {sys.version.split()[0]}, httpx {version('httpx')}, pydantic {version('pydantic')}; CPU µs")
    print(f"{'work':<28} {'who':<22} {'median':>9} {'best':>9} {'ratio':>8}")
    with server() as address:
        blocking(address)
        nonblocking(address)


if __name__ == "__main__":
    main()
