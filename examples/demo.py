"""Chats with every provider through the generated package, over HTTP, without a key or an account.

A server in a process of its own answers as the vendors do, with replies recorded or composed in their shape (see
``tests/wire/README.md``).  It refuses a request that differs from the recorded one in a way that matters, so a table
without ``refused`` shows that what we send is what the vendors' own SDKs send.

Run it with ``make demo``.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelwire import AsyncClient, ChatResponse, Client, ProviderError, ProviderType, Retry, create_provider

if TYPE_CHECKING:
    from modelwire import MessageLike, Provider, Tool

QUESTION = "Weather in Paris and time in Tokyo?"
TOOLS: list[Tool] = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Get the current weather in a given location",
            "parameters": {
                "type": "object",
                "properties": {
                    "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
                    "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
                },
                "required": ["location"],
            },
        },
    },
    {
        "type": "function",
        "function": {
            "name": "get_time",
            "description": "Get the current time in a given time zone",
            "parameters": {"type": "object", "properties": {"timezone": {"type": "string"}}, "required": ["timezone"]},
        },
    },
]
RESULTS = {"get_weather": '{"temp_c": 18}', "get_time": "21:04"}


@dataclass(frozen=True)
class Part:
    """What the demo plays with one provider: settings, a model, and the recorded failure to end with."""

    type: ProviderType
    folder: str
    model: str
    error: str
    settings: dict[str, Any]
    parameters: dict[str, Any]
    cases: tuple[str, ...]
    suffix: str = ""

    def provider(self, server: str, case: str = "*") -> Provider:
        """The provider, with the server's address in place of the vendor's."""
        return create_provider(self.type, base_url=f"{server}/{self.folder}/{case}{self.suffix}", **self.settings)


PARTS = [
    Part(
        ProviderType.OPENAI,
        "openai",
        "gpt-5.4",
        "error_401",
        {"api_key": "sk-test"},
        {},
        ("chat_text", "stream_usage", "composed_tool_calls", "chat_tool_roundtrip_parallel"),
        "/v1",
    ),
    Part(
        ProviderType.ANTHROPIC,
        "anthropic",
        "claude-sonnet-4-6",
        "error_529",
        {"api_key": "sk-ant-test"},
        {"max_tokens": 1024},
        ("composed_chat_text", "stream_text", "composed_tool_calls", "chat_tool_roundtrip_parallel"),
    ),
    Part(
        ProviderType.VERTEX_AI,
        "vertex",
        "gemini-2.5-flash",
        "error_429_resource_exhausted",
        {"project": "my-proj", "location": "us-central1", "access_token": "ya29.static"},
        {},
        ("chat_text", "stream_text", "composed_tool_calls", "chat_tool_roundtrip_parallel"),
    ),
    Part(
        ProviderType.DEEPSEEK,
        "deepseek",
        "deepseek-v4-flash",
        "error_402",
        {"api_key": "sk-test"},
        {},
        ("chat_text", "stream_usage", "composed_tool_calls", "composed_tool_roundtrip"),
    ),
    Part(
        ProviderType.META,
        "meta",
        "muse-spark-1.3",
        "composed_error_402",
        {"api_key": "LLM|1|test"},
        {},
        ("composed_chat_text", "composed_stream_usage", "composed_tool_calls", "composed_tool_roundtrip"),
        "/v1",
    ),
    Part(
        ProviderType.META_LLAMA,
        "meta_llama",
        "Llama-4-Maverick-17B-128E-Instruct-FP8",
        "error_404",
        {"api_key": "LLM|test"},
        {},
        ("composed_chat_text", "composed_stream_text", "composed_tool_calls", "composed_tool_roundtrip"),
        "/v1",
    ),
    Part(
        ProviderType.AZURE,
        "azure_openai",
        "my-deploy",
        "composed_v1_error_404_deployment",
        {"api_key": "az-key", "deployments": {"my-deploy": "gpt-5.4"}},
        {},
        ("composed_v1_text", "composed_v1_stream", "composed_tool_calls", "composed_tool_roundtrip"),
    ),
    Part(
        ProviderType.AZURE_AI,
        "azure_ai",
        "my-deploy",
        "composed_v1_error_404_deployment",
        {"api_key": "az-key", "deployments": {"my-deploy": "deepseek-v3.2"}},
        {},
        ("composed_v1_text", "composed_v1_stream", "composed_tool_calls", "composed_tool_roundtrip"),
    ),
]


def blocking(part: Part, server: str) -> ChatResponse:
    """One question, one answer."""
    messages: list[MessageLike] = [{"role": "user", "content": "Hello!"}]
    with Client(part.provider(server)) as client:
        return client.chat_completion(model=part.model, messages=messages, **part.parameters)


async def nonblocking(part: Part, server: str) -> ChatResponse:
    """The same, awaited."""
    async with AsyncClient(part.provider(server)) as client:
        messages: list[MessageLike] = [{"role": "user", "content": "Hello!"}]
        return await client.chat_completion(model=part.model, messages=messages, **part.parameters)


def streamed(part: Part, server: str) -> ChatResponse:
    """The answer piece by piece."""
    messages: list[MessageLike] = [{"role": "user", "content": "Hello!"}]
    with (
        Client(part.provider(server)) as client,
        client.chat_completion_stream(model=part.model, messages=messages, **part.parameters) as stream,
    ):
        for _ in stream:
            pass
        return stream.response()


def tools(part: Part, server: str) -> ChatResponse:
    """The model asks for two tools, gets their results and answers; its answer is shown with the calls before it."""
    messages: list[MessageLike] = [{"role": "user", "content": QUESTION}]
    with Client(part.provider(server)) as client:
        reply = client.chat_completion(model=part.model, messages=messages, tools=TOOLS, **part.parameters)
        messages.append(reply.message)
        for call in reply.tool_calls:
            messages.append({"role": "tool", "tool_call_id": call.id, "content": RESULTS[call.function.name]})
        answer = client.chat_completion(model=part.model, messages=messages, tools=TOOLS, **part.parameters)
        called = ", ".join(call.function.name for call in reply.tool_calls)
        answer.message.content = f"{called}: {answer.text}"
        return answer


def failing(part: Part, server: str) -> ProviderError:
    """A failure, as one error of our own."""
    messages: list[MessageLike] = [{"role": "user", "content": "Hello!"}]
    with Client(part.provider(server, part.error), retry=Retry(attempts=1)) as client:
        try:
            client.chat_completion(model=part.model, messages=messages, **part.parameters)
        except ProviderError as error:
            return error
    raise AssertionError(f"{part.error} should have failed")


@contextmanager
def replay_server() -> Generator[str]:
    """The address of a server that answers as the vendors do."""
    selectors = [f"{part.folder}/{case}" for part in PARTS for case in (*part.cases, part.error)]
    command = [sys.executable, "-m", "tests.wire.replay", *selectors]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.stdin.close()


HEADS = ("provider", "model", "what", "reply", "tokens", "cost", "ms")
WIDTHS = (10, 18, 9, 62, 7, 12, 6)


def row(*cells: str) -> str:
    """One line of the table."""
    cut = (cell if len(cell) <= width else cell[: width - 1] + "…" for cell, width in zip(cells, WIDTHS, strict=True))
    return "  ".join(
        cell.rjust(width) if width < 8 else cell.ljust(width) for cell, width in zip(cut, WIDTHS, strict=True)
    )


def play(part: Part, server: str) -> Iterator[str]:
    """The lines of one provider."""
    ways: dict[str, Callable[[], ChatResponse]] = {
        "blocking": lambda: blocking(part, server),
        "async": lambda: asyncio.run(nonblocking(part, server)),
        "stream": lambda: streamed(part, server),
        "tools": lambda: tools(part, server),
    }
    for what, run in ways.items():
        begun = time.perf_counter()
        reply = run()
        elapsed = f"{(time.perf_counter() - begun) * 1000:.1f}"
        cost = "unknown" if reply.cost is None else f"${reply.cost.total:f}"
        yield row(part.type, part.model, what, reply.text, str(reply.usage.total_tokens), cost, elapsed)
    begun = time.perf_counter()
    error = failing(part, server)
    elapsed = f"{(time.perf_counter() - begun) * 1000:.1f}"
    yield row(part.type, part.model, "error", f"{type(error).__name__}: {error.message}", "", "", elapsed)


def main() -> None:
    """Play every provider's part and print what came of it."""
    print(row(*HEADS))
    print(row(*("-" * width for width in WIDTHS)))
    with replay_server() as server:
        for part in PARTS:
            for line in play(part, server):
                print(line)
    print(
        "\nThe replies are recorded or composed; nothing left this machine.\n"
        "For the real thing leave out base_url and set:\n"
        "  openai     OPENAI_API_KEY\n"
        "  anthropic  ANTHROPIC_API_KEY\n"
        "  vertex_ai  GOOGLE_CLOUD_PROJECT, after `gcloud auth application-default login` (needs the extra `vertex`)\n"
        "  deepseek   DEEPSEEK_API_KEY\n"
        "  meta       MODEL_API_KEY"
    )


if __name__ == "__main__":
    main()
