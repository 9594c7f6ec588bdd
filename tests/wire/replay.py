"""A server on loopback that answers as the vendors do, from the recorded cases.

    with ReplayServer(load_cases("openai")) as server:
        client = Client(OpenAIProvider(base_url=server.url("openai/chat_text") + "/v1", api_key="k"))

The first two segments of a path select the case, the rest is the vendor's own path; `openai/*` stands for the case
of that folder whose request it is. A request that differs
from the recorded one in a way that matters (`comparison.py`) is refused, with a status no vendor uses and a
list of the differences.

`python -m tests.wire.replay [folder | folder/case ...]` serves in a process of its own: it prints its port
and stops when its stdin closes or on SIGTERM.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from threading import Thread
from types import FrameType, TracebackType
from typing import Final
from urllib.parse import parse_qsl

from tests.wire.case import Case, Reply, WireRequest, load_cases, read_body
from tests.wire.comparison import differences
from tests.wire.deviations import served_deviations

MISMATCH: Final = 599


@dataclass(frozen=True, slots=True)
class Received:
    """A request that came in, and what was made of it."""

    case: str
    request: WireRequest
    differences: tuple[str, ...]
    at: float  # time.monotonic()
    connection: int  # requests of one connection share its number


class ReplayServer:
    """Serves cases from a thread of its own while its `with` block lasts.

    A case with several answers plays them in order and stays at the last; refused requests do not count.
    `strict=False` answers whatever is asked, for tests of replies only; `received` still has the differences.
    `deviations` are the places where requests differ on purpose, with the reasons (`comparison.differences`), or a
    function that tells them for a case.
    `delay` is waited, in seconds, before each answer and between the pieces of a stream.
    """

    def __init__(
        self,
        cases: Iterable[Case],
        *,
        strict: bool = True,
        deviations: Mapping[str, str] | Callable[[Case], Mapping[str, str]] | None = None,
        delay: float = 0.0,
    ) -> None:
        self.received: list[Received] = []
        self._cases = {case.id: case for case in cases}
        self._strict = strict
        self._deviations = deviations
        self._delay = delay
        self._answered = Counter[str]()
        self._connections: set[asyncio.Task[None]] = set()
        self._connection_count = 0

    def url(self, case: Case | str) -> str:
        return f"http://127.0.0.1:{self.port}/{case}"

    @property
    def open_connections(self) -> int:
        """How many connections are open; one that the client closed counts until the server has noticed."""
        return len(self._connections)

    def __enter__(self) -> ReplayServer:
        started: Future[int] = Future()
        self._thread = Thread(target=lambda: asyncio.run(self._serve(started)), name="replay", daemon=True)
        self._thread.start()
        self.port = started.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self, started: Future[int]) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            server = await asyncio.start_server(self._converse, "127.0.0.1", 0)
        except OSError as error:
            return started.set_exception(error)
        started.set_result(server.sockets[0].getsockname()[1])
        await self._stop.wait()
        server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until either side ends it."""
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        self._connection_count += 1
        number = self._connection_count
        try:
            # CancelledError too: Python 3.11's stream callback trips over a task that ends as cancelled.
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while True:
                    case_id, request = await _read_request(reader)
                    if not await self._answer(case_id, request, number, writer):
                        break
                    if request.headers.get("connection", "").lower() == "close":
                        break
        finally:
            self._connections.discard(task)
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer(self, case_id: str, request: WireRequest, connection: int, writer: asyncio.StreamWriter) -> bool:
        """Play the next answer of the case; tell whether the connection can go on."""
        if case_id.endswith("/*"):
            case_id = self._closest(case_id.removesuffix("*"), request)
        case = self._cases.get(case_id)
        turn = self._answered[case_id]
        lines = tuple(self._compare(case_id, case, turn, request))
        self.received.append(Received(case_id, request, lines, time.monotonic(), connection))
        if case is None or (lines and self._strict):
            reply = _refusal(case_id, lines)
        else:
            self._answered[case_id] += 1
            reply = case.replies[min(turn, len(case.replies) - 1)]
            await asyncio.sleep(self._delay)
        await _send(reply, self._delay, writer)
        return not reply.aborted

    def _closest(self, prefix: str, request: WireRequest) -> str:
        """The case of a folder whose request this is, or comes closest to."""
        candidates = [case for case in self._cases.values() if case.id.startswith(prefix) and case.wire_requests]
        distance = {case.id: len(self._differences(case, case.wire_requests[0], request)) for case in candidates}
        return min(distance, key=lambda case_id: distance[case_id], default=prefix)

    def _compare(self, case_id: str, case: Case | None, turn: int, request: WireRequest) -> list[str]:
        if case is None:
            return [f"path: no case {case_id!r} is served here"]
        if not case.wire_requests:
            return ["request: expected nothing, as the vendor's SDK sent none"]
        expected = case.wire_requests[min(turn, len(case.wire_requests) - 1)]
        return self._differences(case, expected, request)

    def _differences(self, case: Case, expected: WireRequest, request: WireRequest) -> list[str]:
        meant = self._deviations(case) if callable(self._deviations) else self._deviations
        return differences(expected, request, meant)


async def _read_request(reader: asyncio.StreamReader) -> tuple[str, WireRequest]:
    """Read a request; what selects the case is taken off its path."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if headers.get("transfer-encoding", "").lower() == "chunked":
        raw = await _read_chunks(reader)
    else:
        raw = await reader.readexactly(int(headers.get("content-length", 0)))
    path, _, query = target.partition("?")
    selector = re.match("/([^/]+/[^/]+)", path)
    case_id, vendor_path = (selector[1], path[selector.end() :]) if selector else ("", path)
    pairs = tuple(parse_qsl(query, keep_blank_values=True))
    body = read_body(headers.get("content-type", ""), raw)
    return case_id, WireRequest(method, vendor_path, pairs, headers, body)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    pieces: list[bytes] = []
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        pieces.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(pieces)


async def _send(reply: Reply, delay: float, writer: asyncio.StreamWriter) -> None:
    framing = "transfer-encoding: chunked" if reply.streamed else f"content-length: {len(reply.body)}"
    fields = [f"{name}: {value}" for name, value in reply.headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {reply.status} {_phrase(reply.status)}", *fields, framing, "", ""])
    writer.write(head.encode("latin-1"))
    if reply.streamed:
        for index, piece in enumerate(reply.pieces):
            await asyncio.sleep(delay if index else 0)
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()
        if not reply.aborted:
            writer.write(b"0\r\n\r\n")
    else:
        writer.write(reply.body[: len(reply.body) // 2] if reply.aborted else reply.body)
    await writer.drain()
    if reply.aborted:
        await _reset(writer)


async def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN, once the other side had time to read what came before."""
    await asyncio.sleep(0.03)
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _refusal(case_id: str, lines: tuple[str, ...]) -> Reply:
    message = f"{case_id}: the request differs from the recorded one: {'; '.join(lines)}"
    body = {"error": {"type": "replay_mismatch", "message": message}, "differences": lines}
    return Reply(
        status=MISMATCH,
        headers={"content-type": "application/json", "x-replay-mismatch": "1"},
        pieces=(json.dumps(body, ensure_ascii=False).encode(),),
        streamed=False,
        aborted=False,
        origin="tests/wire/replay.py",
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Replay Mismatch" if status == MISMATCH else ""


def main(selectors: list[str]) -> None:
    def leave(number: int, frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    with ReplayServer(load_cases(*selectors), deviations=served_deviations) as server, suppress(KeyboardInterrupt):
        print(server.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1:])
