"""The replay server and its comparison, spoken to with `http.client` and bare sockets."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from http.client import HTTPConnection, IncompleteRead
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.wire.case import CASES, Case, Json, WireRequest, load_cases, read_body
from tests.wire.comparison import OPTIONAL_DEFAULTS, differences
from tests.wire.replay import MISMATCH, ReplayServer

ANSWERED = [case for case in load_cases() if case.wire_requests]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def replay() -> Iterator[ReplayServer]:
    with ReplayServer(load_cases()) as server:
        yield server


def one_case(id: str) -> Case:
    [case] = load_cases(id)
    return case


def exchange(
    server: ReplayServer, case: Case | str, request: WireRequest, connection: HTTPConnection | None = None
) -> Answer:
    """Send a request as it was recorded, keys of JSON in another order, and read the answer to its end."""
    query = f"?{urlencode(request.query)}" if request.query else ""
    headers = dict(request.headers)
    body = encoded(request)
    with closing(connection or HTTPConnection("127.0.0.1", server.port, timeout=5)) as http:
        http.request(request.method, f"/{case}{request.path}{query}", body, headers)
        with http.getresponse() as response:
            return Answer(response.status, dict(response.headers.items()), response.read())


def encoded(request: WireRequest) -> bytes | None:
    if request.body is None:
        return None
    match request.headers.get("content-type", "").partition(";")[0]:
        case "application/x-www-form-urlencoded":
            assert isinstance(request.body, dict)
            return urlencode(request.body).encode()
        case "multipart/form-data":
            return b"".join(_parts(request.body)) + b"--BOUNDARY--\r\n"
        case _:
            return json.dumps(request.body, sort_keys=True).encode()


def _parts(fields: Any) -> Iterator[bytes]:
    for name, parts in fields.items():
        for part in parts:
            filename = f'; filename="{part["filename"]}"' if part["filename"] else ""
            kind = f"\r\nContent-Type: {part['content_type']}" if "content_type" in part else ""
            head = f'--BOUNDARY\r\nContent-Disposition: form-data; name="{name}"{filename}{kind}\r\n\r\n'
            yield f"{head}{part['value']}\r\n".encode()


def changed(request: WireRequest, change: Callable[[Any], object]) -> WireRequest:
    """A request whose JSON body was changed in place."""
    body: Any = json.loads(json.dumps(request.body))
    change(body)
    return replace(request, body=body)


def refused(answer: Answer) -> list[str]:
    assert answer.status == MISMATCH
    assert answer.headers["x-replay-mismatch"] == "1"
    refusal = json.loads(answer.body)
    assert all(line in refusal["error"]["message"] for line in refusal["differences"])
    return [str(line) for line in refusal["differences"]]


# --- The cases ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", load_cases(), ids=str)
def test_a_case_is_written_in_the_one_format_and_tells_its_origin(case: Case) -> None:
    text = case.file.read_text("utf-8")
    assert text == json.dumps(case.record, indent=1, ensure_ascii=False) + "\n"
    assert all(reply.origin for reply in case.replies)
    assert case.record["case"] == case.name


def test_cases_are_chosen_by_folder_or_id() -> None:
    assert [case.id for case in load_cases("openai/chat_text")] == ["openai/chat_text"]
    streams = load_cases("openai/stream_*")
    assert len(streams) > 5
    assert set(streams) < set(load_cases("openai")) < set(load_cases())
    assert {case.folder for case in load_cases()} == {folder.name for folder in CASES.iterdir()}
    with pytest.raises(LookupError, match="no wire case matches 'opnai'"):
        load_cases("openai", "opnai")


@pytest.mark.parametrize("case", ANSWERED, ids=str)
def test_the_recorded_request_gets_the_recorded_reply(case: Case) -> None:
    with ReplayServer([case]) as server:
        for request, reply in zip(case.wire_requests, case.replies, strict=False):
            if reply.aborted:
                with pytest.raises((ConnectionResetError, IncompleteRead)):
                    exchange(server, case, request)
            else:
                answer = exchange(server, case, request)
                assert (answer.status, answer.body) == (reply.status, reply.body)
                assert reply.headers.items() <= answer.headers.items()
        assert [received.differences for received in server.received] == [()] * len(case.wire_requests)


# --- What is refused ----------------------------------------------------------------------------------------


def test_a_changed_parameter_is_refused_and_named(replay: ReplayServer) -> None:
    case = one_case("anthropic/chat_params")
    request = changed(case.wire_requests[0], lambda body: body.update(temperature=0.7))
    assert refused(exchange(replay, case, request)) == ["body.temperature: expected 0.2, got 0.7"]
    assert replay.received[-1].request.body == request.body


def test_a_missing_tool_is_refused_and_named(replay: ReplayServer) -> None:
    case = one_case("openai/chat_tools_auto")
    request = changed(case.wire_requests[0], lambda body: body["tools"].pop())
    [line] = refused(exchange(replay, case, request))
    assert line.startswith("body.tools[1]: expected {'type': 'function', 'function': {'name': 'get_time'")
    assert line.endswith("got nothing")


def test_a_wrong_credential_is_refused_and_never_shown(replay: ReplayServer) -> None:
    [right] = one_case("openai/chat_text").wire_requests
    rest = {name: value for name, value in right.headers.items() if name != "authorization"}
    for credential, lines in [
        ({}, ["headers.authorization: expected 'Bearer <secret>', got nothing"]),
        (
            {"authorization": "Basic hush"},
            ["headers.authorization: expected 'Bearer <secret>', got 'Basic <secret>'"],
        ),
        (
            {"api-key": "hush"},
            [
                "headers.authorization: expected 'Bearer <secret>', got nothing",
                "headers.api-key: expected nothing, got '<secret>'",
            ],
        ),
    ]:
        answer = exchange(replay, "openai/chat_text", replace(right, headers={**rest, **credential}))
        assert refused(answer) == lines
    another = replace(right, headers={**rest, "authorization": "Bearer another"})
    assert exchange(replay, "openai/chat_text", another).status == 200


def test_method_path_query_and_headers_count(replay: ReplayServer) -> None:
    [listing] = one_case("anthropic/models_list").wire_requests
    for request, line in [
        (replace(listing, method="POST"), "method: expected 'GET', got 'POST'"),
        (replace(listing, path="/v1/model"), "path: expected '/v1/models', got '/v1/model'"),
        (replace(listing, query=()), "query.limit: expected ['20'], got nothing"),
        (replace(listing, query=(("limit", "7"),)), "query.limit[0]: expected '20', got '7'"),
        (
            replace(listing, headers={**listing.headers, "anthropic-version": "2023-06-01"}),
            "headers.anthropic-version: expected '2026-10-21', got '2023-06-01'",
        ),
        (
            replace(listing, headers={**listing.headers, "anthropic-beta": "x"}),
            "headers.anthropic-beta: expected nothing, got 'x'",
        ),
    ]:
        assert refused(exchange(replay, "anthropic/models_list", request)) == [line]


def test_what_is_not_served_is_refused(replay: ReplayServer) -> None:
    [request] = one_case("openai/chat_text").wire_requests
    assert refused(exchange(replay, "openai/chat_tex", request)) == ["path: no case 'openai/chat_tex' is served here"]
    assert refused(exchange(replay, "anthropic/conn_refused", request)) == [
        "request: expected nothing, as the vendor's SDK sent none"
    ]


def test_a_lenient_server_answers_and_tells_the_differences() -> None:
    case = one_case("openai/chat_text")
    request = changed(case.wire_requests[0], lambda body: body.update(n=2))
    with ReplayServer([case], strict=False) as server:
        assert exchange(server, case, request).body == case.reply.body
    assert server.received[0].differences == ("body.n: expected nothing, got 2",)


def test_differences_that_are_meant_are_left_out() -> None:
    [request] = one_case("anthropic/models_list").wire_requests
    older = replace(request, headers={**request.headers, "anthropic-version": "2023-06-01"})
    meant = {"headers.anthropic-version": "the older version still takes a temperature"}
    with ReplayServer(load_cases("anthropic"), deviations=meant) as server:
        assert exchange(server, "anthropic/models_list", older).status == 200
        other = replace(older, headers={**older.headers, "anthropic-versions": "x"})
        assert refused(exchange(server, "anthropic/models_list", other)) == [
            "headers.anthropic-versions: expected nothing, got 'x'"
        ]


# --- How it is played ---------------------------------------------------------------------------------------


def test_each_piece_of_a_stream_is_a_chunk_of_its_own_sent_at_once() -> None:
    case = one_case("openai/stream_text")
    delay = 0.05
    with ReplayServer([case], delay=delay) as server, connected(server) as raw:
        raw.sendall(_http(case))
        with raw.makefile("rb") as file:
            while file.readline() != b"\r\n":
                pass
            pieces: list[bytes] = []
            times: list[float] = []
            while size := int(file.readline(), 16):
                pieces.append(file.read(size))
                times.append(time.monotonic())
                assert file.readline() == b"\r\n"
    assert tuple(pieces) == case.reply.pieces
    assert len(pieces) > 2
    assert all(later - earlier > delay / 2 for earlier, later in pairwise(times))


@pytest.mark.parametrize("case", load_cases("*/stream_truncated_abort"), ids=str)
def test_an_aborted_stream_is_reset_after_its_last_piece(case: Case) -> None:
    with ReplayServer([case]) as server, connected(server) as raw:
        raw.sendall(_http(case))
        seen = b""
        with pytest.raises(ConnectionResetError):
            while piece := raw.recv(65536):
                seen += piece
        assert all(piece in seen for piece in case.reply.pieces)
        assert seen.endswith(case.reply.pieces[-1] + b"\r\n")
        wait_until(lambda: server.open_connections == 0)


def test_an_aborted_body_ends_halfway() -> None:
    case = one_case("openai/retry_body_cut_then_ok")
    with ReplayServer([case]) as server, connected(server) as raw:
        raw.sendall(_http(case))
        seen = b""
        with pytest.raises(ConnectionResetError):
            while piece := raw.recv(65536):
                seen += piece
    head, _, body = seen.partition(b"\r\n\r\n")
    assert f"content-length: {len(case.reply.body)}".encode() in head
    assert body == case.reply.body[: len(case.reply.body) // 2]


def test_several_answers_are_played_in_order_and_the_last_one_stays() -> None:
    case = one_case("openai/retry_429_retry_after_ms_50_then_ok")
    request = case.wire_requests[0]
    wrong = replace(request, method="PUT")
    with ReplayServer([case]) as server:
        sent = [wrong, request, wrong, request, request]
        assert [exchange(server, case, each).status for each in sent] == [MISMATCH, 429, MISMATCH, 200, 200]


def test_a_connection_is_kept_for_further_requests() -> None:
    case = one_case("openai/chat_text")
    http = HTTPConnection("127.0.0.1", 0, timeout=5)
    with ReplayServer(load_cases("openai")) as server, closing(http):
        http.port = server.port
        for id in ["openai/chat_text", "openai/stream_text", "openai/chat_text"]:
            [request] = one_case(id).wire_requests
            http.request("POST", f"/{id}{request.path}", encoded(request), dict(request.headers))
            with http.getresponse() as response:
                assert response.read() == one_case(id).reply.body
        exchange(server, case, case.wire_requests[0])
        assert [received.connection for received in server.received] == [1, 1, 1, 2]
        wait_until(lambda: server.open_connections == 1)


def test_a_request_may_come_in_chunks(replay: ReplayServer) -> None:
    case = one_case("openai/chat_text")
    [request] = case.wire_requests
    body = encoded(request) or b""
    with closing(HTTPConnection("127.0.0.1", replay.port, timeout=5)) as http:
        http.request(
            "POST",
            f"/{case}{request.path}",
            iter([body[:9], body[9:]]),
            dict(request.headers),
            encode_chunked=True,
        )
        with http.getresponse() as response:
            assert (response.status, response.read()) == (200, case.reply.body)


def test_leaving_the_block_ends_open_connections_quietly(caplog: pytest.LogCaptureFixture) -> None:
    case = one_case("openai/stream_text")
    with ReplayServer([case], delay=60) as server:
        waiting, idle = connected(server), connected(server)
        waiting.sendall(_http(case))
        wait_until(lambda: len(server.received) == 1 and server.open_connections == 2)
    with waiting, idle:
        assert waiting.recv(1) == idle.recv(1) == b""
    assert caplog.records == []
    with pytest.raises(ConnectionRefusedError):
        connected(server)


@pytest.mark.parametrize("end", ["stdin", "SIGTERM"])
def test_it_serves_from_a_process_of_its_own(end: str) -> None:
    case = one_case("openai/chat_text")
    command = [sys.executable, "-m", "tests.wire.replay", case.id]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        with closing(HTTPConnection("127.0.0.1", int(process.stdout.readline()), timeout=5)) as http:
            [request] = case.wire_requests
            http.request("POST", f"/{case}{request.path}", encoded(request), dict(request.headers))
            with http.getresponse() as response:
                assert response.read() == case.reply.body
        if end == "stdin":
            process.stdin.close()
        else:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what the server is about to do: it learns of a closed connection a little later."""
    give_up = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.005)


def connected(server: ReplayServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=5)


def _http(case: Case) -> bytes:
    [request, *_] = case.wire_requests
    query = f"?{urlencode(request.query)}" if request.query else ""
    body = encoded(request) or b""
    headers = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    start = f"{request.method} /{case}{request.path}{query} HTTP/1.1\r\n"
    return f"{start}{headers}content-length: {len(body)}\r\n\r\n".encode() + body


# --- What is forgiven, and what is not ----------------------------------------------------------------------


def told(expected: Json, actual: Json) -> list[str]:
    request = WireRequest("POST", "/v1", (), {}, expected)
    return differences(request, replace(request, body=actual))


def message(content: Json, **more: Json) -> Json:
    return {"messages": [{"role": "user", "content": content, **more}]}


def calls(*ids: str, arguments: Json = "{}", results: tuple[str, ...] = ()) -> Json:
    made: list[Json] = [{"id": id, "type": "function", "function": {"name": "f", "arguments": arguments}} for id in ids]
    answers: list[Json] = [{"role": "tool", "tool_call_id": id, "content": "x"} for id in results]
    return {"messages": [{"role": "assistant", "tool_calls": made}, *answers]}


def tool_use(*ids: str, result: Json = "x") -> Json:
    used: list[Json] = [{"type": "tool_use", "id": id, "name": "f", "input": {}} for id in ids]
    results: list[Json] = [{"type": "tool_result", "tool_use_id": id, "content": result} for id in ids]
    return {"messages": [{"role": "assistant", "content": used}, {"role": "user", "content": results}]}


def gemini(*parts: Json, **more: Json) -> Json:
    return {"contents": [{"role": "user", "parts": list(parts)}], **more}


def declared(**function: Json) -> Json:
    return gemini(tools=[{"functionDeclarations": [function]}])


TEXT_PART: Json = {"type": "text", "text": "x"}
CACHED_PART: Json = {"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}
AT_CALL = "body.messages[0].tool_calls"

# rule: what was recorded, what is forgiven, what is not and how it is told
RULES: dict[str, tuple[Json, Json, Json, str]] = {
    "order of keys": (
        {"model": "m", "top_p": 1},
        {"top_p": 1, "model": "m"},
        {"top_p": 1, "model": "n"},
        "body.model: expected 'm', got 'n'",
    ),
    "one text part": (
        message("x"),
        message([TEXT_PART]),
        message([TEXT_PART, TEXT_PART]),
        f"body.messages[0].content: expected 'x', got {[TEXT_PART, TEXT_PART]}",
    ),
    "one text part with more to it": (
        message([CACHED_PART]),
        message([CACHED_PART]),
        message("x"),
        f"body.messages[0].content: expected {[CACHED_PART]}, got 'x'",
    ),
    "one text part as system prompt": (
        {"system": [TEXT_PART]},
        {"system": "x"},
        {"system": "y"},
        "body.system: expected 'x', got 'y'",
    ),
    "one text part as tool result": (
        tool_use("a", result="x"),
        tool_use("a", result=[TEXT_PART]),
        tool_use("a", result="y"),
        "body.messages[1].content[0].content: expected 'x', got 'y'",
    ),
    "one text part in tool arguments is the user's": (
        message([{"type": "tool_use", "id": "a", "input": {"content": [TEXT_PART]}}]),
        message([{"type": "tool_use", "id": "b", "input": {"content": [TEXT_PART]}}]),
        message([{"type": "tool_use", "id": "a", "input": {"content": "x"}}]),
        f"body.messages[0].content[0].input.content: expected {[TEXT_PART]}, got 'x'",
    ),
    "arguments as JSON": (
        calls("a", arguments='{"b": 1, "c": 2}'),
        calls("a", arguments='{"c":2,"b":1}'),
        calls("a", arguments='{"c":2,"b":3}'),
        f"""{AT_CALL}[0].function.arguments: expected '{{"b": 1, "c": 2}}', got '{{"b": 3, "c": 2}}'""",
    ),
    "arguments are a string": (
        calls("a", arguments="{}"),
        calls("a", arguments=" {}"),
        calls("a", arguments={}),
        f"{AT_CALL}[0].function.arguments: expected '{{}}', got {{}}",
    ),
    "arguments that are not JSON": (
        calls("a", arguments="{"),
        calls("a", arguments="{"),
        calls("a", arguments="{ "),
        f"{AT_CALL}[0].function.arguments: expected '{{', got '{{ '",
    ),
    "ids by role": (
        calls("a", "b", results=("a", "b")),
        calls("toolu_1", "toolu_2", results=("toolu_1", "toolu_2")),
        calls("a", "b", results=("a", "c")),
        "body.messages[2].tool_call_id: expected '<call 2>', got '<call 3>'",
    ),
    "ids that are the same twice": (
        calls("a", "b"),
        calls("c", "d"),
        calls("a", "a"),
        f"{AT_CALL}[1].id: expected '<call 2>', got '<call 1>'",
    ),
    "ids by role in content": (
        tool_use("a", "b"),
        tool_use("toolu_1", "toolu_2"),
        tool_use("a"),
        "body.messages[0].content[1]: expected "
        "{'type': 'tool_use', 'id': '<call 2>', 'name': 'f', 'input': {}}, got nothing",
    ),
    "numbers": (
        {"temperature": 1},
        {"temperature": 1.0},
        {"temperature": True},
        "body.temperature: expected 1, got True",
    ),
    "proto names": (
        declared(name="f", parameters_json_schema={"type": "object"}),
        declared(name="f", parametersJsonSchema={"type": "object"}),
        declared(name="f", parameters={"type": "object"}),
        "body.tools[0].functionDeclarations[0].parameters: expected nothing, got {'type': 'object'}",
    ),
    "proto names inside a schema are the user's": (
        declared(parametersJsonSchema={"properties": {"a_b": {}}}),
        declared(parameters_json_schema={"properties": {"a_b": {}}}),
        declared(parametersJsonSchema={"properties": {"aB": {}}}),
        "body.tools[0].functionDeclarations[0].parametersJsonSchema.properties.a_b: expected {}, got nothing",
    ),
    "proto names in other protocols": (
        {"max_tokens": 1},
        {"max_tokens": 1},
        {"maxTokens": 1},
        "body.max_tokens: expected 1, got nothing",
    ),
    "proto bytes": (
        gemini({"inlineData": {"data": "+/+/+w=="}}),
        gemini({"inline_data": {"data": "-_-_-w"}}),
        gemini({"inlineData": {"data": "+/+/+g=="}}),
        "body.contents[0].parts[0].inlineData.data: expected '+/+/+w', got '+/+/+g'",
    ),
    "base64 in other protocols": (
        message([{"type": "image", "source": {"data": "+w=="}}]),
        message([{"source": {"data": "+w=="}, "type": "image"}]),
        message([{"type": "image", "source": {"data": "-w=="}}]),
        "body.messages[0].content[0].source.data: expected '+w==', got '-w=='",
    ),
    "default: stream": (
        {"stream": False},
        {},
        {"stream": True},
        "body.stream: expected nothing, got True",
    ),
    "default: messages[].prefix": (
        message("x", prefix=False),
        message("x"),
        message("x", prefix=True),
        "body.messages[0].prefix: expected nothing, got True",
    ),
    "default: messages[].tool_calls[].index": (
        {"messages": [{"tool_calls": [{"index": 0}]}]},
        {"messages": [{"tool_calls": [{}]}]},
        {"messages": [{"tool_calls": [{"index": 1}]}]},
        f"{AT_CALL}[0].index: expected nothing, got 1",
    ),
    "default: generationConfig": (
        gemini(generationConfig={}),
        gemini(),
        gemini(generationConfig={"topK": 1}),
        "body.generationConfig: expected nothing, got {'topK': 1}",
    ),
    "default: systemInstruction.role": (
        gemini(systemInstruction={"parts": [], "role": "user"}),
        gemini(system_instruction={"parts": []}),
        gemini(systemInstruction={"parts": [], "role": "system"}),
        "body.systemInstruction.role: expected nothing, got 'system'",
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_forgives_what_is_free_and_nothing_else(rule: str) -> None:
    recorded, free, wrong, line = RULES[rule]
    assert told(recorded, free) == told(free, recorded) == []
    assert line in told(recorded, wrong)


def test_every_optional_default_has_its_test() -> None:
    assert {f"default: {place}" for place, _, _ in OPTIONAL_DEFAULTS} == {
        rule for rule in RULES if rule.startswith("default: ")
    }


@pytest.mark.parametrize(
    ("name", "recorded", "free", "wrong"),
    [
        ("authorization", "Bearer a", "Bearer b", "Bearer"),
        ("x-goog-api-key", "a", "b", "Bearer a"),
        ("content-type", "application/json", "application/json; charset=utf-8", "text/plain"),
        ("anthropic-beta", "a,b", "b, a", "a"),
    ],
)
def test_a_header_is_compared_by_what_counts_in_it(name: str, recorded: str, free: str, wrong: str) -> None:
    request = WireRequest("POST", "/v1", (), {name: recorded}, {})
    assert differences(request, replace(request, headers={name: free})) == []
    [line] = differences(request, replace(request, headers={name: wrong}))
    assert line.startswith(f"headers.{name}: expected ")


def test_the_type_of_a_body_that_is_not_there_says_nothing() -> None:
    request = WireRequest("GET", "/v1", (), {"content-type": "application/json"}, None)
    assert differences(request, replace(request, headers={})) == []
    assert differences(replace(request, body={}), replace(request, headers={}, body={})) != []


@pytest.mark.parametrize("name", ["accept", "user-agent", "x-stainless-lang", "host", "x-server-timeout"])
def test_a_header_of_no_concern_is_free_and_others_are_not(name: str) -> None:
    request = WireRequest("GET", "/v1", (), {}, None)
    assert differences(request, replace(request, headers={name: "x"})) == []
    assert differences(request, replace(request, headers={f"my-{name}": "x"})) != []


def test_escapes_in_a_path_are_free_but_those_of_a_slash() -> None:
    request = WireRequest("GET", "/models/claude@1:rawPredict", (), {}, None)
    assert differences(request, replace(request, path="/models/claude%401%3ArawPredict")) == []
    assert differences(request, replace(request, path="/models%2Fclaude@1:rawPredict")) != []


def test_the_order_of_a_query_is_free_but_not_within_a_name() -> None:
    request = WireRequest("GET", "/v1", (("a", "1"), ("b", "2"), ("a", "3")), {}, None)
    assert differences(request, replace(request, query=(("b", "2"), ("a", "1"), ("a", "3")))) == []
    assert differences(request, replace(request, query=(("a", "3"), ("b", "2"), ("a", "1")))) == [
        "query.a[0]: expected '1', got '3'",
        "query.a[1]: expected '3', got '1'",
    ]


def test_a_line_stays_short() -> None:
    [line] = told({"input": "x" * 5000}, {"input": "y"})
    assert line == f"body.input: expected '{'x' * 119}... (5002 characters), got 'y'"


def test_bodies_are_read_by_their_content_type() -> None:
    assert read_body("application/json", b"") is None
    assert read_body("application/json", b'{"a": 1}') == {"a": 1}
    assert read_body("application/json", b'{"a": 1') == '{"a": 1'
    assert read_body("application/x-www-form-urlencoded", b"a=1%2F2&b=") == {"a": "1/2", "b": ""}
    form = (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n\r\n\xff\r\n\r\n--x--\r\n"
    )
    assert read_body("multipart/form-data; boundary=x", form) == {
        "a": [{"filename": None, "value": "1"}],
        "f": [{"filename": "a.png", "content_type": "image/png", "value": "\r\n\ufffd\r\n"}],
    }
