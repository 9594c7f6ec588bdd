"""Chats with every provider through the generated package, over HTTP, without a key or an account.

A server in a process of its own answers as the vendors do, with replies recorded or composed in their shape (see
``tests/wire/README.md``).  It refuses a request that differs from the recorded one in a way that matters, so a table
without ``refused`` shows that what we send is what the vendors' own SDKs send.  Which cases are played follows from
their names (``tests/wire/parts.py``), and what is asked from the cases: a new provider needs no change here.

Run it with ``make demo``.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import time
import unicodedata
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from modelwire import (
    AsyncClient,
    ChatRequest,
    ChatResponse,
    Client,
    Provider,
    ProviderError,
    ProviderType,
    Retry,
    create_provider,
)
from modelwire_runtime.settings import settings_of
from tests.wire.parts import Part, part_of
from tests.wire.questions import Question, question

if TYPE_CHECKING:
    from tests.wire.case import Case

PARTS = [part_of(type) for type in ProviderType]
ONCE = Retry(attempts=1)


@dataclass(frozen=True)
class Scene:
    """A case, as a user asks it: the provider at the server's address in place of the vendor's, and the request."""

    asked: Question
    address: str

    @property
    def provider(self) -> Provider:
        """The provider, set up as the case was recorded."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # one that is retired says so; the table's last lines do too
            return create_provider(
                self.asked.provider, **self.asked.settings, base_url=self.address + self.asked.base_path
            )

    @property
    def request(self) -> ChatRequest:
        """What is asked, the provider's own parameters with it."""
        assert isinstance(self.asked.request, ChatRequest)
        return replace(self.asked.request, options=self.asked.options or None)


def blocking(scene: Scene) -> ChatResponse:
    """One question, one answer."""
    with Client(scene.provider, unsupported="drop") as client:
        return client.chat_completion(scene.request)


def nonblocking(scene: Scene) -> ChatResponse:
    """The same, awaited."""

    async def chat() -> ChatResponse:
        async with AsyncClient(scene.provider, unsupported="drop") as client:
            return await client.chat_completion(scene.request)

    return asyncio.run(chat())


def streamed(scene: Scene) -> ChatResponse:
    """The answer piece by piece."""
    with (
        Client(scene.provider, unsupported="drop") as client,
        client.chat_completion_stream(scene.request) as stream,
    ):
        for _ in stream:
            pass
        return stream.response()


def tools(first: Scene, second: Scene) -> ChatResponse:
    """The model asks for two tools, gets their results and answers; its answer is shown with the calls before it."""
    reply = blocking(first)
    said: Sequence[Any] = second.request.messages
    results = [message for message in said if message["role"] == "tool"]
    told = [{**result, "tool_call_id": call.id} for result, call in zip(results, reply.tool_calls, strict=True)]
    messages: Any = [*first.request.messages, reply.message, *told]
    answer = blocking(replace(second, asked=replace(second.asked, request=replace(second.request, messages=messages))))
    called = ", ".join(call.function.name for call in reply.tool_calls)
    answer.message.content = f"{called}: {answer.text}"
    return answer


def failing(scene: Scene) -> ProviderError:
    """A failure, as one error of our own."""
    with Client(scene.provider, retry=ONCE, unsupported="drop") as client:
        try:
            client.chat_completion(scene.request)
        except ProviderError as error:
            return error
    raise AssertionError("it should have failed")


@contextmanager
def replay_server(parts: Sequence[Part]) -> Generator[str]:
    """The address of a server that answers as the vendors do."""
    selectors = [case.id for part in parts for case in part.cases]
    command = [sys.executable, "-m", "tests.wire.replay", *selectors]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.stdin.close()


def columns(text: str) -> int:
    """The columns of a terminal that a text takes: two for a wide character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


class Table:
    """Rows of cells below each other; the reply takes what room the terminal has left."""

    HEADS = ("provider", "model", "what", "reply", "tokens", "cost", "ms")
    REPLY = HEADS.index("reply")

    def __init__(self, parts: Sequence[Part]) -> None:
        models = [question(case).model for part in parts for case in part.cases]
        widths = [max(map(len, map(str, ProviderType))), min(24, max(map(len, models))), 8, 0, 7, 12, 6]
        room = shutil.get_terminal_size((132, 24)).columns
        widths[self.REPLY] = max(30, min(62, room - sum(widths) - 2 * (len(widths) - 1)))
        self._widths = widths

    def head(self) -> Iterator[str]:
        """The first two lines."""
        yield self.row(*self.HEADS)
        yield self.row(*("-" * width for width in self._widths))

    def row(self, *cells: str) -> str:
        """One line; numbers stand at the right."""
        laid: list[str] = []
        for index, (cell, width) in enumerate(zip(cells, self._widths, strict=True)):
            while columns(cell) > width:
                cell = cell.removesuffix("…")[:-1] + "…"
            room = " " * (width - columns(cell))
            laid.append(room + cell if self.HEADS[index] in ("tokens", "ms") else cell + room)
        return "  ".join(laid).rstrip()


def play(part: Part, server: str, table: Table) -> Iterator[str]:
    """The lines of one provider."""

    def scene(case: Case) -> Scene:
        return Scene(question(case), f"{server}/{case.id}")

    ways: dict[str, tuple[tuple[Case | None, ...], Callable[..., ChatResponse]]] = {
        "blocking": ((part.text,), blocking),
        "async": ((part.text,), nonblocking),
        "stream": ((part.stream,), streamed),
        "tools": ((part.calls, part.results), tools),
    }
    for what, (cases, run) in ways.items():
        scenes = [scene(case) for case in cases if case]
        if len(scenes) < len(cases):
            yield table.row(part.type, "", what, "not recorded or composed", "", "", "")
            continue
        begun = time.perf_counter()
        reply = run(*scenes)
        elapsed = f"{(time.perf_counter() - begun) * 1000:.1f}"
        cost = "unknown" if reply.cost is None else f"${reply.cost.total:f}"
        tokens = str(reply.usage.total_tokens or "unknown")
        yield table.row(part.type, scenes[-1].asked.model, what, " ".join(reply.text.split()), tokens, cost, elapsed)
    if part.error is None:
        yield table.row(part.type, "", "error", "not recorded or composed", "", "", "")
        return
    last = scene(part.error)
    begun = time.perf_counter()
    error = failing(last)
    elapsed = f"{(time.perf_counter() - begun) * 1000:.1f}"
    yield table.row(part.type, last.asked.model, "error", f"{type(error).__name__}: {error.message}", "", "", elapsed)


def variables(kind: Any) -> Iterator[str]:
    """The variables that a provider cannot do without: for its first credential, and for what its paths name."""
    settings = settings_of(kind)
    named = {name for route in kind.endpoints.chat for name in route.placeholders() - route.when.keys()}
    named |= {name for address in kind.addresses for name in re.findall(r"\{(\w+)\}", address.url)} or {"base_url"}
    usual = sorted(settings, key=lambda name: name != "api_key")
    credentials = [settings[name].env[0] for name in usual if settings[name].credential and settings[name].env]
    yield from credentials[:1]
    for name, one in settings.items():
        if one.env and not one.credential and (one.required or (name in named and one.default is None)):
            yield one.env[0]


def closing() -> Iterator[str]:
    """What to do for the real thing, and which providers are no longer there."""
    yield "The replies are recorded or composed; nothing left this machine."
    yield "For the real thing leave out base_url and set these; docs/providers/ has other ways and further settings."
    kinds: list[Any] = sorted(get_args(Provider), key=lambda kind: list(ProviderType).index(kind.type))
    width = max(map(len, map(str, ProviderType)))
    for kind in kinds:
        status = kind.status.state if kind.status.state != "active" else ""
        needed = ", ".join(variables(kind)) or "see docs/providers/"
        yield f"  {kind.type:<{width}}  {needed}{f' ({status})' if status else ''}"


def main() -> None:
    """Play every provider's part and print what came of it."""
    table = Table(PARTS)
    for line in table.head():
        print(line)
    with replay_server(PARTS) as server:
        for part in PARTS:
            for line in play(part, server, table):
                print(line, flush=True)
    print()
    for line in closing():
        print(line)


if __name__ == "__main__":
    main()
