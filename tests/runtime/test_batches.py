"""Batches: written, handed over, waited for, cancelled, listed, and their results read."""

from __future__ import annotations

import json
import pickle
import sys
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from modelwire import (
    AzureProvider,
    Batch,
    BatchCancelledError,
    BatchExpiredError,
    BatchItem,
    BatchResult,
    Client,
    ConfigurationError,
    InvalidRequestError,
    NotFoundError,
    NotSupportedError,
    OpenAIProvider,
    PermissionDeniedError,
    ProviderError,
    ProviderUnavailableError,
    RateLimitError,
    RequestContext,
    RequestTimeoutError,
    ResponseParsingError,
    StreamInterruptedError,
)
from modelwire_runtime.batch_waiting import GROWTH, MOST_FAILURES, waited
from modelwire_runtime.calls import Manner
from modelwire_runtime.context import RawHeaders
from modelwire_runtime.errands import Errand
from modelwire_runtime.exchange import Close, Pause, Read, Send, tell
from modelwire_runtime.hooks import Hooks
from modelwire_runtime.timing import Timeout
from modelwire_runtime.transport import WireReply, WireRequest
from tests.runtime.batch_dialects import (
    ANTHROPIC,
    AZURE,
    DIALECTS,
    GEMINI,
    MISTRAL,
    OPENAI,
    QUESTION,
    VERTEX,
    BatchServer,
    Dialect,
    gemini_reply,
    lines,
    openai_error,
    openai_line,
    openai_reply,
    vertex_line,
    vertex_results,
)
from tests.runtime.colours import Face, MakeFace
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import Connection, FaultServer

SEVERAL = {name: DIALECTS[name] for name in ("openai", "anthropic", "gemini", "vertex")}
SOON = 0.001
"""Seconds between two looks at a batch."""


@pytest.fixture(params=["openai", "anthropic"])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """Chats in a file, and chats in the body."""
    return DIALECTS[request.param]


@pytest.fixture(params=DIALECTS)
def vendor(request: pytest.FixtureRequest) -> Dialect:
    """One after the other, for what each says in words of its own."""
    return DIALECTS[request.param]


def asker(face: MakeFace, dialect: Dialect, server: Any, **options: Any) -> Face:
    return face(server, provider=dialect.provider(server.url), **options)


def item(dialect: Dialect, custom_id: str, **values: Any) -> BatchItem:
    usual: dict[str, Any] = {"model": dialect.model, "messages": QUESTION, "max_tokens": 9}
    return BatchItem(custom_id=custom_id, **usual | values)


def read(face: Face, batch: Batch | str, seen: list[BatchResult] | None = None) -> list[BatchResult]:
    found: list[BatchResult] = [] if seen is None else seen

    async def taken() -> None:
        assert face.nonblocking
        async with face.nonblocking.batch_results(batch) as results:
            async for result in results:
                found.append(result)

    if face.blocking:
        with face.blocking.batch_results(batch) as results:
            found.extend(results)
    else:
        face.run(taken())
    return found


def asked(server: FaultServer) -> list[str]:
    return [" ".join(request.line.split()[:2]).removesuffix("?api-version=2024-10-21") for request in server.requests]


# handing over


def test_each_item_is_what_a_chat_by_itself_would_be(face: MakeFace, serve: Serve, vendor: Dialect) -> None:
    server = serve(BatchServer(vendor))
    batch = asker(face, vendor, server).call(
        "create_batch",
        requests=[item(vendor, "a", stop=["."]), {"custom_id": "b", "model": vendor.model, "messages": QUESTION}],
    )
    assert (batch.id, batch.native_status, batch.is_done) == ("batch-1", *told(vendor.queued), False)
    chats = vendor.chats(server.requests)
    alone = serve(BatchServer(vendor))
    with pytest.raises(ResponseParsingError):  # what a batch is answered with is no chat
        asker(face, vendor, alone).chat(request=item(vendor, "a", stop=["."]))
    assert chats[0] == ("a", alone.requests[0].json)
    assert [name for name, _ in chats] == ["a", "b"]


def told(state: dict[str, Any]) -> tuple[str]:
    about = state.get("metadata", state)
    return (str(about.get("status") or about.get("processing_status") or about.get("state")),)


def test_items_may_come_from_anywhere(face: MakeFace, serve: Serve, tmp_path: Path, dialect: Dialect) -> None:
    given = [item(dialect, name, temperature=0.0 if dialect is OPENAI else None) for name in ("a", "b", "c")]
    path = tmp_path / "items.jsonl"
    path.write_text("\ufeff" + "\n\n".join(one.model_dump_json(exclude_none=True) for one in given), "utf-8")

    def generated() -> Iterator[BatchItem]:
        yield from given

    async def coming() -> AsyncIterator[BatchItem]:
        for one in given:
            yield one

    written: list[Any] = []
    for requests in (given, tuple(given), generated(), path, str(path), coming()):
        server = serve(BatchServer(dialect))
        client = asker(face, dialect, server)
        if client.blocking and hasattr(requests, "__aiter__"):
            with pytest.raises(InvalidRequestError, match="not async_generator"):
                client.call("create_batch", requests=requests)
            continue
        client.call("create_batch", requests=requests)
        written.append(dialect.chats(server.requests))
    assert len(written[0]) == 3
    assert all(one == written[0] for one in written)


MESSAGES = {"messages": QUESTION}
BAD_ITEMS: dict[str, tuple[Any, type[ProviderError], str]] = {
    "none": ([], InvalidRequestError, "at least one item"),
    "no iterable": (7, InvalidRequestError, "an iterable of BatchItem.*not int"),
    "a mapping": ({"custom_id": "a"}, InvalidRequestError, "not dict"),
    "no path": ("no/such/file", InvalidRequestError, "'no/such/file' cannot be read: No such file"),
    "no item": ([("a", MESSAGES)], InvalidRequestError, r"item 1: must be a BatchItem\(...\) or a dict, not tuple"),
    "lines": (['{"custom_id": "a"}'], InvalidRequestError, "not str; a JSONL file is given by its path"),
    "half a character": (
        [MESSAGES | {"custom_id": "\ud800", "model": "m"}],
        InvalidRequestError,
        "item 1 .*must be a string that names it",
    ),
    "no name": ([MESSAGES | {"model": "m"}], InvalidRequestError, "item 1: the request needs custom_id="),
    "an empty name": ([MESSAGES | {"custom_id": "", "model": "m"}], InvalidRequestError, "item 1: custom_id must be"),
    "a number": ([MESSAGES | {"custom_id": 1, "model": "m"}], InvalidRequestError, "item 1: custom_id must be.*not 1"),
    "twice": (
        [item(OPENAI, "a"), item(OPENAI, "b"), item(OPENAI, "a")],
        InvalidRequestError,
        r"item 3 \('a'\): an item before it has the same custom_id",
    ),
    "misspelt": (
        [item(OPENAI, "a"), item(OPENAI, "b").model_dump() | {"tempeature": 1}],
        InvalidRequestError,
        r"item 2 \('b'\): .*'tempeature'; did you mean 'temperature'",
    ),
    "vendor's own": ([{"custom_id": "a", "body": {}}], InvalidRequestError, "item 1 .*in a vendor's own form"),
    "streamed": ([{"custom_id": "a", "stream": True}], InvalidRequestError, "item 1 .*come whole"),
    "unsupported": ([item(OPENAI, "a", top_k=5)], NotSupportedError, r"item 1 \('a'\): top_k"),
    "wrong role": (
        [item(OPENAI, "a", messages=[{"role": "usr", "content": "Hi"}])],
        InvalidRequestError,
        r"item 1 \('a'\): messages\[0\].role is 'usr'",
    ),
    "header": (
        [item(ANTHROPIC, "a", options={"user_profile_id": "u"})],
        InvalidRequestError,
        "item 1 .*a header of its own",
    ),
}


@pytest.mark.parametrize("case", BAD_ITEMS)
def test_a_wrong_item_is_named_before_anything_is_sent(face: MakeFace, serve: Serve, case: str) -> None:
    requests, kind, words = BAD_ITEMS[case]
    dialect = ANTHROPIC if case == "header" else OPENAI
    server = serve(BatchServer(dialect))
    with pytest.raises(kind, match=words):
        asker(face, dialect, server).call("create_batch", requests=requests)
    assert not server.requests


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"custom_id": "a"', "line 1 of 'items.jsonl': not JSON"),
        (b"\n\n[1]\n", "line 3 of 'items.jsonl': must be an object"),
        (b'\n{"custom_id": "a", "model": "gpt-5.4"}', r"line 2 of 'items.jsonl' \('a'\): the request needs messages="),
        (b"\xff\xfe{}", "line 1 of 'items.jsonl': not JSON"),
        (b"", "at least one item"),
    ],
)
def test_a_wrong_line_is_named(face: MakeFace, serve: Serve, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "items.jsonl").write_bytes(content)
    server = serve(BatchServer(OPENAI))
    with pytest.raises(InvalidRequestError, match=words):
        asker(face, OPENAI, server).call("create_batch", requests=tmp_path / "items.jsonl")
    assert not server.requests


def limited(provider: Any, **limits: Any) -> Any:
    """A provider whose batches have these limits."""
    endpoints = provider.endpoints
    (route,) = endpoints.batches
    kind: Any = type("Limited", (provider.__class__,), {})
    kind.endpoints = replace(endpoints, batches=(replace(route, protocol=replace(route.protocol, **limits)),))
    return kind(api_key=KEY, base_url=provider.base_url)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"most_requests": 2}, r"item 3 \('c'\): a batch has at most 2 items"),
        ({"id_pattern": "[ab]"}, r"item 3 \('c'\): .* wants a custom_id of the form \[ab\]"),
        ({"endpoints": {"llama-chat": "/v1"}}, r"item 1 \('a'\): .* has no batches of"),
    ],
)
def test_limits_are_told_before_anything_is_sent(
    face: MakeFace, serve: Serve, dialect: Dialect, limits: dict[str, Any], words: str
) -> None:
    server = serve(BatchServer(dialect))
    client = face(server, provider=limited(dialect.provider(server.url), **limits))
    with pytest.raises(ProviderError, match=words):
        client.call("create_batch", requests=[item(dialect, name) for name in "abc"])
    assert not server.requests


def test_bytes_are_counted_to_the_last(face: MakeFace, serve: Serve, dialect: Dialect) -> None:
    server = serve(BatchServer(dialect))
    provider, items = dialect.provider(server.url), [item(dialect, name) for name in "abc"]
    face(server, provider=provider).call("create_batch", requests=items)
    size = len(dialect.file(server.requests[0]))
    face(server, provider=limited(provider, most_bytes=size)).call("create_batch", requests=items)
    sent = len(server.requests)
    with pytest.raises(InvalidRequestError, match=r"item 3 \('c'\): with it the batch has more than [0-9]{3} bytes"):
        face(server, provider=limited(provider, most_bytes=size - 1)).call("create_batch", requests=items)
    assert len(server.requests) == sent


def test_a_batch_has_one_model_and_one_endpoint(face: MakeFace, serve: Serve) -> None:
    server = serve(BatchServer(OPENAI))
    client = asker(face, OPENAI, server)
    with pytest.raises(InvalidRequestError, match=r"item 2 .*it asks 'gpt-5.2', the items before it 'gpt-5.4'"):
        client.call("create_batch", requests=[item(OPENAI, "a"), item(OPENAI, "b", model="gpt-5.2")])
    tool: dict[str, Any] = {
        "type": "function",
        "function": {"name": "f", "parameters": {"type": "object", "properties": {}}},
    }
    apart = [item(OPENAI, "a", model="gpt-5.5", max_tokens=16)]
    apart.append(item(OPENAI, "b", model="gpt-5.5", max_tokens=16, tools=[tool]))
    with pytest.raises(
        InvalidRequestError, match=r"item 2 .*goes by openai-responses, the items before it by openai-chat"
    ):
        client.call("create_batch", requests=apart)
    assert not server.requests
    client.call("create_batch", requests=apart, context=RequestContext(route="openai-responses"))
    assert server.requests[-1].json["endpoint"] == "/v1/responses"
    assert server.requests[0].body.count(b'"url":"/v1/responses"') == 2


def test_a_large_batch_is_not_held_in_memory(face: MakeFace, serve: Serve, dialect: Dialect) -> None:
    swallower = Swallower(dialect)
    client = asker(face, dialect, serve(swallower))
    text = "long " * 8000
    items = (item(dialect, f"n{n}", messages=[{"role": "user", "content": f"{n} {text}"}]) for n in range(400))
    tracemalloc.start()
    try:
        client.call("create_batch", requests=items)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert swallower.swallowed > 15_000_000
    assert peak < 4_000_000


class Swallower(BatchServer):
    """Reads what comes without keeping it."""

    swallowed = 0

    def __call__(self, connection: Connection) -> None:
        for reply in [*filter(None, [self.dialect.stored]), self.dialect.queued]:
            head, end, data = b"", b"\r\n\r\n", b"-"
            while end not in head and data:
                head += (data := connection.socket.recv(65536))
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            left = int(length or 0) - len(head.partition(end)[2])
            while left > 0 and data:
                left -= len(data := connection.socket.recv(min(left, 65536)))
                self.swallowed += len(data)
            connection.reply(json.dumps(reply).encode())


def test_what_was_not_sent_as_given_is_told_once(face: MakeFace, serve: Serve) -> None:
    server = serve(BatchServer(OPENAI))
    lenient = asker(face, OPENAI, server, unsupported="drop")
    items = [item(OPENAI, name, top_k=number) for number, name in enumerate("abc", 1)]
    batch = lenient.call(
        "create_batch",
        requests=items,
        metadata={"team": "docs"},
        options={"output_expires_after": {"anchor": "created_at", "seconds": 3600}},
    )
    assert [(one.parameter, one.action, one.given) for one in batch.adjustments] == [("top_k", "dropped", 1)]
    assert server.requests[-1].json["metadata"] == {"team": "docs"}
    assert server.requests[-1].json["output_expires_after"]["seconds"] == 3600


@pytest.mark.parametrize(
    ("name", "arguments", "kind", "words"),
    [
        ("anthropic", {"metadata": {"a": "b"}}, NotSupportedError, "metadata is not supported"),
        ("openai", {"metadata": {"a": 1}}, InvalidRequestError, "strings to strings"),
        ("openai", {"metadata": "a"}, InvalidRequestError, "strings to strings"),
        ("openai", {"options": {"window": "1h"}}, NotSupportedError, "no option 'window'"),
        ("openai", {"options": {"output_expires_after": 3}}, InvalidRequestError, "must be a mapping"),
        ("openai", {"context": 3}, InvalidRequestError, "context must be"),
    ],
)
def test_what_is_said_of_the_whole_is_checked(
    face: MakeFace, serve: Serve, name: str, arguments: dict[str, Any], kind: type[ProviderError], words: str
) -> None:
    dialect = DIALECTS[name]
    server = serve(BatchServer(dialect))
    with pytest.raises(kind, match=words):
        asker(face, dialect, server).call("create_batch", requests=[item(dialect, "a")], **arguments)
    assert not server.requests


def test_headers_of_the_whole_go_with_it(face: MakeFace, serve: Serve) -> None:
    server = serve(BatchServer(ANTHROPIC))
    client = asker(face, ANTHROPIC, server)
    client.call("create_batch", requests=[item(ANTHROPIC, "a")], options={"user_profile_id": "u-1"})
    assert server.requests[0].headers["anthropic-user-profile-id"] == "u-1"
    assert server.requests[0].headers["content-type"] == "application/json"


class Refuser(BatchServer):
    """Answers the first requests that would make a batch by an error."""

    def __init__(self, dialect: Dialect, *statuses: int) -> None:
        super().__init__(dialect)
        self.statuses = list(statuses)

    def answer(self, connection: Connection, method: str, target: str) -> None:
        if self.statuses and target.endswith(self.dialect.making):
            if status := self.statuses.pop(0):
                connection.reply(b'{"error": {"message": "no"}}', status)
            else:
                connection.reset()
        else:
            super().answer(connection, method, target)


@pytest.mark.parametrize(
    ("status", "kind"), [(429, RateLimitError), (503, ProviderUnavailableError), (529, ProviderUnavailableError)]
)
def test_what_was_refused_is_asked_for_again(
    face: MakeFace, serve: Serve, dialect: Dialect, status: int, kind: type[ProviderError]
) -> None:
    server = serve(*[Refuser(dialect, status, status)] * 3)
    batch = asker(face, dialect, server).call("create_batch", requests=[item(dialect, "a")])
    assert batch.attempts == 3


@pytest.mark.parametrize("status", [0, 500, 502, 200])
def test_a_batch_is_never_made_twice(face: MakeFace, serve: Serve, dialect: Dialect, status: int) -> None:
    server = serve(*[Refuser(dialect, status, status)] * 3)
    with pytest.raises(ProviderError, match="may be there all the same: list_batches"):
        asker(face, dialect, server).call("create_batch", requests=[item(dialect, "a")])
    assert sum(one.endswith(dialect.making) for one in asked(server)) == 1


def test_a_file_that_is_left_is_named(face: MakeFace, serve: Serve) -> None:
    server = serve(Refuser(OPENAI, 400))
    with pytest.raises(InvalidRequestError, match=r"no; its file 'file-in' was uploaded and stays: delete_file"):
        asker(face, OPENAI, server).call("create_batch", requests=[item(OPENAI, "a")])


# looking


def test_statuses(vendor: Dialect, face: MakeFace, serve: Serve) -> None:
    states = [vendor.queued, vendor.running, vendor.cancelling, vendor.done, vendor.expired, vendor.unknown]
    client = asker(face, vendor, serve(BatchServer(vendor, *states)))
    found = [client.call("retrieve_batch", batch="batch-1") for _ in states]
    words = ["in_progress" if vendor is ANTHROPIC else "queued", "in_progress", "cancelling", "completed", "expired"]
    assert [batch.status for batch in found] == [*words, "unknown"]
    assert [batch.is_done for batch in found] == [False, False, False, True, True, False]
    assert (found[3].counts.total, found[3].counts.succeeded, found[3].counts.failed) == (2, 1, 1)
    assert found[0].created_at == 1764000000
    assert found[0].counts.pending == 2
    again = Batch.model_validate_json(found[3].model_dump_json())
    assert again == found[3] == pickle.loads(pickle.dumps(found[3]))


def test_a_batch_is_cancelled(face: MakeFace, serve: Serve, vendor: Dialect) -> None:
    server = serve(BatchServer(vendor, vendor.cancelling))
    batch = asker(face, vendor, server).call("cancel_batch", batch="batch-1")
    looks = [] if vendor.cancelled is None else [f"GET {vendor.path}/batch-1"]
    assert batch.status == "cancelling"
    assert asked(server) == [f"POST {vendor.path}/batch-1{vendor.cancel}", *looks]


def test_a_batch_that_was_cancelled_and_cannot_be_looked_at(face: MakeFace, serve: Serve) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.reply(b"{}")
        connection.request()
        connection.reply(b'{"error": {"code": 403, "message": "no", "status": "PERMISSION_DENIED"}}', 403)

    with pytest.raises(PermissionDeniedError, match="no; that it be cancelled was taken before"):
        asker(face, GEMINI, serve(script)).call("cancel_batch", batch="batch-1")


@pytest.mark.parametrize("dialect", SEVERAL.values(), ids=SEVERAL)
def test_every_page_of_the_list_is_read(face: MakeFace, serve: Serve, dialect: Dialect) -> None:
    def page(number: int, more: bool) -> dict[str, Any]:
        named = "name" if "name" in dialect.done else "id"
        data = [dialect.done | {named: f"b{number}"}, dialect.queued | {named: f"c{number}"}]
        return dialect.page(data, f"c{number}" if more else None)

    server = serve(BatchServer(dialect, page(1, True), page(2, False)))
    assert asker(face, dialect, server).call("list_batches").ids == ["b1", "c1", "b2", "c2"]
    assert asked(server) == [f"GET {dialect.path}", f"GET {dialect.path}?{dialect.after}=c1"]
    server = serve(BatchServer(dialect, page(1, True)))
    assert asker(face, dialect, server).call("list_batches", limit=3).ids == ["b1", "c1", "b1"]
    first = f"GET {dialect.path}?{dialect.size}=3"
    assert asked(server) == [first, f"{first}&{dialect.after}=c1"]


def test_numbered_pages_are_read(face: MakeFace, serve: Serve) -> None:
    pages = [{"data": [MISTRAL.done | {"id": f"b{n}"}, MISTRAL.queued | {"id": f"c{n}"}], "total": 150} for n in (1, 2)]
    server = serve(BatchServer(MISTRAL, *pages))
    assert asker(face, MISTRAL, server).call("list_batches").ids == ["b1", "c1", "b2", "c2"]
    assert asked(server) == [f"GET /v1/batch/jobs?page={n}&page_size=100" for n in (0, 1)]


def test_a_file_that_is_being_read_is_waited_for(face: MakeFace, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modelwire_runtime.batch_drafts.A_MOMENT", SOON)
    states = [{"id": "file-in", "status": status} for status in ("pending", "running", "processed")]

    def script(connection: Connection) -> None:
        for state in states:
            connection.request()
            connection.reply(json.dumps(state).encode())
        connection.request()
        connection.reply(json.dumps(AZURE.queued).encode())

    server = serve(script)
    batch = asker(face, AZURE, server).call("create_batch", requests=[item(AZURE, "a")])
    assert [one.partition("openai/")[2] for one in asked(server)] == [
        "files",
        "files/file-in",
        "files/file-in",
        "batches",
    ]
    assert batch.model == "cheap"


@pytest.mark.parametrize("dialect", SEVERAL.values(), ids=SEVERAL)
@pytest.mark.parametrize("reply", [{}, {"id": 3}, {"data": 3}, {"data": [3]}, "<html>"])
def test_odd_answers(face: MakeFace, serve: Serve, dialect: Dialect, reply: Any) -> None:
    (listed,) = dialect.page([], None).keys() & {"data", "operations", "batchPredictionJobs"}
    odd = {listed: reply["data"]} if "data" in reply else reply
    client = asker(face, dialect, serve(BatchServer(dialect, odd)))
    with pytest.raises(ResponseParsingError):
        client.call("retrieve_batch", batch="b")
    if dialect in (GEMINI, VERTEX) and isinstance(reply, dict) and listed not in odd:
        assert not client.call("list_batches").data  # an empty list is left out
        return
    with pytest.raises(ResponseParsingError):
        client.call("list_batches")


@pytest.mark.parametrize("method", ["retrieve_batch", "cancel_batch", "wait_for_batch"])
@pytest.mark.parametrize(("id", "words"), [("", "not the id of a batch"), (3, "must be text, not int")])
def test_ids_are_checked(face: MakeFace, serve: Serve, method: str, id: Any, words: str) -> None:
    server = serve(BatchServer(OPENAI))
    with pytest.raises(InvalidRequestError, match=words):
        asker(face, OPENAI, server).call(method, batch=id)
    assert not server.requests


# waiting


def test_it_is_waited_for(face: MakeFace, serve: Serve, vendor: Dialect) -> None:
    server = serve(BatchServer(vendor, vendor.queued, vendor.running, vendor.done))
    seen: list[str] = []

    def note(batch: Batch) -> None:
        seen.append(batch.status)

    batch = asker(face, vendor, server).call("wait_for_batch", batch="batch-1", interval=SOON, progress=note)
    assert batch.status == "completed"
    assert seen[1:] == ["in_progress", "completed"]
    assert asked(server) == [f"GET {vendor.path}/batch-1"] * 3


def test_intervals_grow(monkeypatch: pytest.MonkeyPatch, face: MakeFace, serve: Serve) -> None:
    pauses: list[float] = []

    async def slept(seconds: float) -> None:
        pauses.append(seconds)

    client = asker(face, OPENAI, serve(BatchServer(OPENAI, *[OPENAI.running] * 20, OPENAI.done)))
    monkeypatch.setattr("modelwire_runtime.client.time.sleep", pauses.append)
    monkeypatch.setattr("modelwire_runtime.async_client.asyncio.sleep", slept)
    client.call("wait_for_batch", batch="batch-1")
    assert pauses[:2] == [5.0, 5.0 * GROWTH]
    assert max(pauses) == pauses[-1] == 60.0


def test_patience_ends(face: MakeFace, serve: Serve, dialect: Dialect) -> None:
    server = serve(BatchServer(dialect, dialect.running))
    with pytest.raises(
        RequestTimeoutError, match=r"batch 'batch-1' is in_progress \(. of 2 done\); it goes on"
    ) as caught:
        asker(face, dialect, server).call("wait_for_batch", batch="batch-1", timeout=0.03, interval=0.01)
    assert caught.value.retryable
    assert {one.split()[0] for one in asked(server)} == {"GET"}


def test_the_time_of_a_call_is_not_that_of_waiting() -> None:
    errand, manner = Errand(), Manner(timeout=Timeout(total=60))
    flow = waited(errand, OPENAI.provider("http://127.0.0.1:1"), "batch-1", None, 5.0, False, None, manner)
    assert isinstance(tell(flow, None), Send)
    assert errand.deadline
    assert isinstance(tell(flow, WireReply(200, (), b"")), Read)
    assert isinstance(tell(flow, json.dumps(OPENAI.running).encode()), Read)
    assert isinstance(tell(flow, b""), Close)
    assert isinstance(tell(flow, None), Pause)
    assert errand.deadline is None


class Flaky(BatchServer):
    """Fails the first so many times it is asked, and as often as said again after one good answer."""

    def __init__(self, failures: int, status: int = 500, again: int = 0) -> None:
        super().__init__(OPENAI, *([OPENAI.running] if again else []), OPENAI.done)
        self.failures, self.status, self.again = failures, status, again

    def answer(self, connection: Connection, method: str, target: str) -> None:
        self.failures -= 1
        if self.failures >= 0:
            connection.reply(b'{"error": {"message": "oh"}}', self.status)
        else:
            self.failures, self.again = self.again, 0
            super().answer(connection, method, target)


def test_a_bad_moment_does_not_end_the_waiting(face: MakeFace, serve: Serve) -> None:
    bad = 3 * (MOST_FAILURES - 1)
    client = asker(face, OPENAI, serve(Flaky(bad, again=bad)))
    assert client.call("wait_for_batch", batch="batch-1", interval=SOON).is_done
    server = serve(Flaky(3 * MOST_FAILURES))
    with pytest.raises(ProviderUnavailableError):
        asker(face, OPENAI, server).call("wait_for_batch", batch="batch-1", interval=SOON)
    assert len(server.requests) == 3 * MOST_FAILURES
    server = serve(Flaky(1, 404))
    with pytest.raises(NotFoundError):
        asker(face, OPENAI, server).call("wait_for_batch", batch="batch-1", interval=SOON)
    assert len(server.requests) == 1


def test_an_unknown_word_ends_the_waiting(face: MakeFace, serve: Serve, dialect: Dialect) -> None:
    client = asker(face, dialect, serve(BatchServer(dialect, dialect.unknown)))
    with pytest.raises(ResponseParsingError, match=r"(?i)is '(batch_state_)?pondering', of which it is not known"):
        client.call("wait_for_batch", batch="batch-1")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"interval": 0}, "interval must be a positive number"),
        ({"interval": float("nan")}, "interval must be a positive number"),
        ({"timeout": "1"}, "timeout must be a positive number"),
        ({"progress": "yes"}, "progress must be True, False or a plain function"),
        ({"progress": read}, None),
    ],
)
def test_how_to_wait_is_checked(face: MakeFace, serve: Serve, values: dict[str, Any], words: str | None) -> None:
    server = serve(BatchServer(OPENAI))
    client = asker(face, OPENAI, server)

    async def later(batch: Batch) -> None:
        raise AssertionError

    given = values if words else {"progress": later}
    with pytest.raises(InvalidRequestError, match=words or "a plain function"):
        client.call("wait_for_batch", batch="batch-1", **given)
    assert not server.requests


def test_an_interruption_leaves_the_batch_alone(face: MakeFace, serve: Serve) -> None:
    server = serve(BatchServer(OPENAI, OPENAI.running))

    def interrupt(batch: Batch) -> None:
        raise KeyboardInterrupt

    client = asker(face, OPENAI, server)
    with pytest.raises(KeyboardInterrupt):
        client.call("wait_for_batch", batch="batch-1", progress=interrupt)
    assert asked(server) == ["GET /batches/batch-1"]


def test_a_bar_is_drawn(face: MakeFace, serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    client = asker(face, OPENAI, serve(BatchServer(OPENAI, OPENAI.queued, OPENAI.running, OPENAI.done)))
    client.call("wait_for_batch", batch="batch-1", interval=SOON, progress=True)
    out, err = capsys.readouterr()
    assert not out
    assert "batch-1 completed" in err
    assert "2/2" in err


def test_a_bar_needs_rich(face: MakeFace, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    server = serve(BatchServer(OPENAI))
    with pytest.raises(ConfigurationError, match=r"pip install 'modelwire\[cli\]'"):
        asker(face, OPENAI, server).call("wait_for_batch", batch="batch-1", progress=True)
    assert not server.requests


# results


def test_each_item_has_its_result(face: MakeFace, serve: Serve, vendor: Dialect) -> None:
    server = serve(BatchServer(vendor, vendor.done))
    results = {result.custom_id: result for result in read(asker(face, vendor, server), "batch-1")}
    few = {MISTRAL.model: set[str](), VERTEX.model: set[str](), GEMINI.model: {"dropped"}}
    undone = few.get(vendor.model, {"late", "dropped"})
    assert results.keys() == {"good", "bad", *undone}
    good, bad = results["good"], results["bad"]
    assert good.unwrap() is good.reply
    assert good.reply and good.reply.text == "Hi!" and good.error is None
    assert good.reply.provider == bad.error.provider if bad.error else False
    assert type(bad.error) is InvalidRequestError
    request_id = None if vendor in (GEMINI, VERTEX) else "req-bad"
    assert (bad.error.message, bad.error.request_id, bad.error.retryable) == ("no such thing", request_id, False)
    with pytest.raises(InvalidRequestError, match="no such thing"):
        bad.unwrap()
    fetched = [one.partition("?")[0] for one in asked(server)]
    assert fetched == [f"GET {vendor.path}/batch-1", *(f"GET {path}" for path in vendor.results)]
    if "late" in undone:
        assert isinstance(results["late"].error, BatchExpiredError) and results["late"].error.retryable
    if "dropped" in undone:
        assert isinstance(results["dropped"].error, BatchCancelledError)
    assert server.connections == 1
    if vendor is OPENAI:
        assert good.reply.request_id == "req-good"


def test_a_batch_that_is_done_is_not_asked_for_again(face: MakeFace, serve: Serve, dialect: Dialect) -> None:
    server = serve(BatchServer(dialect, dialect.done))
    client = asker(face, dialect, server)
    batch = client.call("retrieve_batch", batch="batch-1")
    read(client, batch)
    assert asked(server).count(f"GET {dialect.path}/batch-1") == 1


def test_replies_cost_what_batches_cost(face: MakeFace, serve: Serve, vendor: Dialect) -> None:
    client = asker(face, vendor, serve(BatchServer(vendor)))
    (reply,) = [result.reply for result in read(client, Batch("batch-1", model=vendor.model)) if result.reply]
    assert (
        reply.cost and reply.cost.total == client.provider.calculate_cost(vendor.model, reply.usage, batch=True).total
    )
    assert reply.cost.total * 2 == client.provider.calculate_cost(vendor.model, reply.usage).total
    copied = pickle.loads(pickle.dumps(reply))
    assert copied.cost == reply.cost
    known = {OPENAI.model: "0.002", ANTHROPIC.model: "0.0015", MISTRAL.model: "0.000105", AZURE.model: "0.002"}
    known |= {GEMINI.model: "0.0005625", VERTEX.model: "0.001125"}
    assert reply.cost.total == Decimal(known[vendor.model])


def test_a_model_without_a_batch_price_has_no_cost(face: MakeFace, serve: Serve) -> None:
    content = {"/files/out/content": lines(openai_line("a", openai_reply() | {"model": "my-own"}))}
    client = asker(face, OPENAI, serve(BatchServer(OPENAI, OPENAI.done | {"error_file_id": None}, results=content)))
    (result,) = read(client, "batch-1")
    assert result.unwrap().cost is None


class Trickle:
    """A transport whose replies come a few bytes at a time."""

    def __init__(self, content: bytes) -> None:
        self.status = 200
        self.headers: RawHeaders = ()
        self._content = content

    def fetch(self, request: WireRequest) -> WireReply:
        raise AssertionError(request)

    def open(self, request: WireRequest) -> Trickle:
        return self

    def read(self) -> bytes:
        piece, self._content = self._content[:7], self._content[7:]
        return piece

    def close(self) -> None:
        pass


def test_results_are_read_in_whatever_pieces_they_come() -> None:
    content = lines(openai_line("a", openai_reply("one\u2028two\r\n")), openai_line("b", openai_reply()))
    done = Batch("batch-1", "completed", output_file_id="out")
    for whole in (content, content.removesuffix(b"\n"), content.replace(b"\n", b"\r\n\n")):
        with (
            Client(OpenAIProvider(api_key=KEY), transport=Trickle(whole)) as client,
            client.batch_results(done) as results,
        ):
            assert [result.unwrap().text for result in results] == ["one\u2028two\r\n", "Hi!"]


def test_results_come_before_the_last_has_come(face: MakeFace, serve: Serve) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(lines(openai_line("a", openai_reply())))
        connection.wait_until_closed()

    client = asker(face, OPENAI, serve(script))
    done = Batch("batch-1", "completed", output_file_id="out")

    async def first() -> BatchResult:
        assert client.nonblocking
        async with client.nonblocking.batch_results(done) as results:
            return await anext(results)

    if client.blocking:
        with client.blocking.batch_results(done) as results:
            assert next(results).custom_id == "a"
            assert "open" in repr(results)
        assert "closed" in repr(results)
    else:
        assert client.run(first()).custom_id == "a"


def test_results_that_were_cut_can_be_read_again(face: MakeFace, serve: Serve) -> None:
    content = OPENAI.results["/files/out/content"] + b'{"custom_id": "more"'

    def cut(connection: Connection) -> None:
        connection.request()
        connection.begin_stream()
        connection.chunk(content)
        connection.reset()

    done = Batch("batch-1", "completed", output_file_id="out", error_file_id="err")
    client = asker(face, OPENAI, serve(cut, BatchServer(OPENAI)))
    seen: list[BatchResult] = []
    with pytest.raises(StreamInterruptedError, match=r"the stream was cut: .*batch_results\(\) reads them again"):
        read(client, done, seen)
    assert [result.custom_id for result in seen] in ([], ["bad", "good"])
    assert len(read(client, done)) == 4


@pytest.mark.parametrize(
    "line",
    [b"<html>", b"[]", b"{}", b'{"custom_id": 3}', b'{"custom_id": "a", "response": {"sta', b"[" * 9999],
)
def test_a_line_that_is_no_result(face: MakeFace, serve: Serve, line: bytes) -> None:
    client = asker(face, OPENAI, serve(BatchServer(OPENAI, results={"/files/out/content": line})))
    with pytest.raises(ResponseParsingError):
        read(client, Batch("batch-1", "completed", output_file_id="out"))


@pytest.mark.parametrize(
    "text", [b"H\\ud83d", b"H\xff", b"H\0"], ids=["half an emoji", "no UTF-8", "a control character"]
)
def test_a_line_that_names_its_item_costs_that_one_only(face: MakeFace, serve: Serve, text: bytes) -> None:
    sound = lines(openai_line("a", openai_reply()))
    wrong = sound.replace(b'"a"', b'"b"').replace(b"Hi!", text) + lines({"custom_id": "c"})
    content = b"\xef\xbb\xbf" + sound + wrong + sound
    client = asker(face, OPENAI, serve(BatchServer(OPENAI, results={"/files/out/content": content})))
    results = read(client, Batch("batch-1", "completed", output_file_id="out"))
    assert [(one.custom_id, type(one.error)) for one in results] == [
        ("a", type(None)),
        ("b", ResponseParsingError),
        ("c", ResponseParsingError),
        ("a", type(None)),
    ]


def test_results_before_a_line_that_is_none_are_handed_out(face: MakeFace, serve: Serve) -> None:
    sound = lines(openai_line("a", openai_reply()))
    content = sound + sound + b"<html>\n" + sound
    client = asker(face, OPENAI, serve(BatchServer(OPENAI, results={"/files/out/content": content})))
    seen: list[BatchResult] = []
    with pytest.raises(ResponseParsingError):
        read(client, Batch("batch-1", "completed", output_file_id="out"), seen)
    assert [one.custom_id for one in seen] == ["a", "a"]


def test_a_reply_that_is_none_costs_its_item_only(face: MakeFace, serve: Serve) -> None:
    content = lines(
        openai_line("a", {"choices": "none"}),
        openai_line("b", {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}),
        openai_line("c", {"error": {"message": "gone"}}, 404),
        openai_error("d", "surprise"),
        openai_line("e", openai_reply()),
    )
    client = asker(face, OPENAI, serve(BatchServer(OPENAI, results={"/files/out/content": content})))
    results = read(client, Batch("batch-1", "completed", output_file_id="out"))
    kinds = [ResponseParsingError, RateLimitError, NotFoundError, ProviderUnavailableError, type(None)]
    assert [type(result.error) for result in results] == kinds


def test_no_key_is_shown(face: MakeFace, serve: Serve) -> None:
    content = lines(openai_line("a", {"error": {"message": f"wrong key {KEY}"}}, 401))
    client = asker(face, OPENAI, serve(BatchServer(OPENAI, results={"/files/out/content": content})))
    (result,) = read(client, Batch("batch-1", "completed", output_file_id="out"))
    assert KEY not in repr(result) + str(result.error) + repr(vars(result.error))


def test_no_token_is_shown(face: MakeFace, serve: Serve) -> None:
    content = lines(openai_line("a", {"error": {"message": "wrong token tok-0123456789"}}, 401))
    server = serve(BatchServer(AZURE, results={"/openai/v1/files/out/content": content}))
    provider = AzureProvider(endpoint=server.url, token_provider=lambda: "tok-0123456789")
    (result,) = read(face(server, provider=provider), Batch("batch-1", "completed", output_file_id="out"))
    assert "tok-0123456789" not in str(result.error) + repr(vars(result.error))


@pytest.mark.parametrize(
    ("state", "kind", "words"),
    [
        (OPENAI.running, InvalidRequestError, r"is in_progress \(1 of 2 done\), and has no results before"),
        (
            OPENAI.queued | {"status": "failed", "errors": {"data": [{"message": "not JSON", "line": 3}]}},
            InvalidRequestError,
            "failed as a whole: line 3: not JSON",
        ),
        (OPENAI.done | {"endpoint": "/v1/embeddings"}, NotSupportedError, "is of /v1/embeddings, whose results"),
    ],
)
def test_batches_without_results(
    face: MakeFace, serve: Serve, state: dict[str, Any], kind: type[ProviderError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        read(asker(face, OPENAI, serve(BatchServer(OPENAI, state))), "batch-1")


@pytest.mark.parametrize(
    ("state", "kind", "words"),
    [
        ({}, BatchExpiredError, "'batch-1' is expired, and has no results"),
        ({"status": "CANCELLED"}, BatchCancelledError, "'batch-1' is cancelled, and has no results"),
        ({"status": "FAILED"}, InvalidRequestError, "'batch-1' failed as a whole: It took too long."),
        ({"type": "EmbedContentBatch"}, NotSupportedError, "is of .*asyncBatchEmbedContent, whose results are none of"),
    ],
)
def test_an_operation_without_results(
    face: MakeFace, serve: Serve, state: dict[str, str], kind: type[ProviderError], words: str
) -> None:
    about: dict[str, Any] = dict(GEMINI.expired["metadata"])
    about["state"] = f"JOB_STATE_{state.get('status', 'EXPIRED')}"
    about["@type"] = state.get("type", about["@type"])
    with pytest.raises(kind, match=words):
        read(asker(face, GEMINI, serve(BatchServer(GEMINI, GEMINI.expired | {"metadata": about}))), "batches/batch-1")


def test_results_that_stand_in_the_batch_itself_are_told_of(face: MakeFace, serve: Serve) -> None:
    inline = {"inlinedResponses": {"inlinedResponses": [{"response": gemini_reply()}]}}
    client = asker(face, GEMINI, serve(BatchServer(GEMINI, GEMINI.done | {"response": inline})))
    with pytest.raises(InvalidRequestError, match=r"is completed, and has no results to be fetched; .*batch\.raw"):
        read(client, "batch-1")


@pytest.mark.parametrize(
    ("error", "kind", "retryable"),
    [
        ({"code": 3, "message": "no"}, InvalidRequestError, False),
        ({"code": 8, "message": "no"}, RateLimitError, True),
        ({"code": 13, "message": "no"}, ProviderUnavailableError, True),
        ({"code": 404, "message": "no", "status": "NOT_FOUND"}, NotFoundError, False),
        ({"code": 1}, BatchCancelledError, True),
    ],
)
def test_numbers_of_errors(
    face: MakeFace, serve: Serve, error: dict[str, Any], kind: type[ProviderError], retryable: bool
) -> None:
    content = {path: lines({"key": "a", "error": error}) for path in GEMINI.results}
    (result,) = read(asker(face, GEMINI, serve(BatchServer(GEMINI, results=content))), "batch-1")
    assert (type(result.error), result.error and result.error.retryable) == (kind, retryable)


def test_hooks_are_told_of_each_call(face: MakeFace, serve: Serve) -> None:
    told: list[tuple[str, bool]] = []
    hooks = Hooks(on_end=lambda call, end: told.append((call.operation, end.complete)))
    read(asker(face, OPENAI, serve(BatchServer(OPENAI)), hooks=hooks), "batch-1")
    assert told == [("batches", True), ("files", True), ("files", True)]


def test_a_provider_without_batches(face: MakeFace, serve: Serve) -> None:
    server = serve(BatchServer(OPENAI))
    client = face(server)
    calls: dict[str, dict[str, Any]] = {
        "create_batch": {"requests": []},
        "retrieve_batch": {"batch": "b"},
        "list_batches": {},
    }
    for method, values in calls.items():
        with pytest.raises(NotSupportedError, match="no batches endpoint"):
            client.call(method, **values)
    assert not server.requests


def test_ids_cannot_leave_their_place(face: MakeFace, serve: Serve) -> None:
    server = serve(BatchServer(OPENAI))
    asker(face, OPENAI, server).call("retrieve_batch", batch="../models?x#y")
    assert asked(server) == ["GET /batches/..%2Fmodels%3Fx%23y"]


def test_the_responses_api_is_read_by_its_own_words(face: MakeFace, serve: Serve) -> None:
    body = {
        "id": "r",
        "object": "response",
        "status": "completed",
        "output": [{"type": "message", "content": [{"type": "output_text", "text": "Hi!"}]}],
    }
    server = BatchServer(
        OPENAI,
        OPENAI.done | {"endpoint": "/v1/responses", "error_file_id": None},
        results={"/files/out/content": lines(openai_line("a", body))},
    )
    (result,) = read(asker(face, OPENAI, serve(server)), "batch-1")
    assert result.unwrap().text == "Hi!"
    assert OpenAIProvider(api_key=KEY).spoken("llama-chat") is None


# jobs over chats in Cloud Storage


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"model": "endpoints/123"}, "a batch cannot ask 'endpoints/123'"),
        ({"model": "projects/p/locations/l/endpoints/1"}, "a batch cannot ask 'projects/p/"),
        ({"custom_id": "Not A Label"}, r"wants a custom_id of the form \[a-z0-9_-\]"),
        ({"model": "claude-sonnet-5"}, "has no batches of anthropic-messages"),
    ],
)
def test_what_no_job_can_ask_is_refused(face: MakeFace, serve: Serve, about: dict[str, Any], words: str) -> None:
    server = serve(BatchServer(VERTEX))
    with pytest.raises(ProviderError, match=f"item 1 .*{words}"):
        asker(face, VERTEX, server).call("create_batch", requests=[replace(item(VERTEX, "a"), **about)])
    assert not server.requests


def test_a_model_of_a_project_is_named_as_it_is_and_labels_are_kept(face: MakeFace, serve: Serve) -> None:
    server = serve(BatchServer(VERTEX))
    own = item(VERTEX, "a", model="projects/p/locations/l/models/1", options={"labels": {"team": "fair"}})
    batch = asker(face, VERTEX, server).call("create_batch", requests=[own], metadata={"for": "fair"})
    upload, creation = server.requests
    assert (creation.json["model"], creation.json["labels"]) == ("projects/p/locations/l/models/1", {"for": "fair"})
    assert json.loads(VERTEX.file(upload))["request"]["labels"] == {"team": "fair", "modelwire_custom_id": "a"}
    assert batch.input_file_id == "gs://my-bucket/1f/batch.jsonl"


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        ("It went wrong.", ProviderError, "It went wrong."),
        ('Odd {"error"', ProviderError, 'Odd {"error"'),
        ('{"error": {"code": 429, "message": "slow"}}', RateLimitError, "slow"),
        ('Internal: {"error": {"code": 500, "message": ""}}', ProviderError, "Internal: "),
    ],
)
def test_a_line_of_a_job_tells_its_failure_in_words_or_json(
    face: MakeFace, serve: Serve, status: str, kind: type[ProviderError], message: str
) -> None:
    content = vertex_results(lines(vertex_line("a", status, response={})))
    (result,) = read(asker(face, VERTEX, serve(BatchServer(VERTEX, results=content))), "batch-1")
    assert isinstance(result.error, kind) and message in result.error.message


def test_a_line_of_a_job_with_neither_costs_its_chat_only(face: MakeFace, serve: Serve) -> None:
    content = vertex_results(lines(vertex_line("a", response={}), vertex_line("b")))
    results = read(asker(face, VERTEX, serve(BatchServer(VERTEX, results=content))), "batch-1")
    assert [type(result.error) for result in results] == [ResponseParsingError] * 2


@pytest.mark.parametrize(
    ("names", "read_from"),
    [
        (("incremental_predictions.jsonl", "predictions.jsonl"), "b"),
        (("predictions.jsonl-00000-of-00002", "predictions.jsonl-00001-of-00002"), "ab"),
        (("incremental_predictions.jsonl", "row_count.json"), "a"),
        ((), ""),
    ],
)
def test_results_of_a_job_lie_in_one_file_or_in_parts(
    face: MakeFace, serve: Serve, names: tuple[str, ...], read_from: str
) -> None:
    files = [lines(vertex_line(name, "no")) for name in "ab"[: len(names)]]
    server = serve(BatchServer(VERTEX, results=vertex_results(*files, names=names)))
    client = asker(face, VERTEX, server)
    if not names:
        with pytest.raises(InvalidRequestError, match="has no results to be fetched"):
            read(client, "batch-1")
    else:
        assert "".join(result.custom_id for result in read(client, "batch-1")) == read_from
    assert asked(server)[1].partition("?")[2] == "maxResults=1000&prefix=1f%2Fprediction-model-1%2F"


def test_a_job_of_others_is_none_of_chats(face: MakeFace, serve: Serve) -> None:
    done = VERTEX.done | {"model": "publishers/anthropic/models/claude-sonnet-5"}
    with pytest.raises(NotSupportedError, match="whose results are none of chats"):
        read(asker(face, VERTEX, serve(BatchServer(VERTEX, done))), "batch-1")
    elsewhere = VERTEX.done | {"outputInfo": {"gcsOutputDirectory": "gs://other/1"}}
    with pytest.raises(InvalidRequestError, match="'gs://other/1' lies in another bucket"):
        read(asker(face, VERTEX, serve(BatchServer(VERTEX, elsewhere))), "batch-1")
