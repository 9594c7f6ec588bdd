"""What the vendors' servers say of batches, each in its own way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from modelwire import (
    AnthropicProvider,
    AzureProvider,
    GeminiProvider,
    MistralProvider,
    OpenAIProvider,
    VertexAIProvider,
)
from tests.runtime.conftest import KEY
from tests.runtime.faults import Connection, Request

Json = dict[str, Any]
QUESTION: Final = [{"role": "user", "content": "Hello!"}]


def lines(*objects: Json) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in objects)


def uploaded(request: Request) -> bytes:
    """The content of the file that a form holds."""
    return request.body.partition(b'filename="batch.jsonl"')[2].partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]


def _page(batches: list[Json], cursor: str | None) -> Json:
    return {"data": batches, "has_more": cursor is not None, "last_id": cursor}


@dataclass(frozen=True)
class Dialect:
    """One vendor: who speaks it, and its words for the same things.

    ``queued``, ``running`` and ``done`` are batches of two chats; ``results`` says what stands under which path when it
    is done: a reply to `good`, an error for `bad`, and `late` and `dropped` left undone.
    """

    provider: Callable[[str], Any]
    model: str
    path: str
    queued: Json
    running: Json
    cancelling: Json
    done: Json
    expired: Json
    results: Mapping[str, bytes]
    unknown: Json
    chats: Callable[[list[Request]], list[tuple[str, Json]]]
    """The chats in the requests that made a batch: the name and the body of each."""
    file: Callable[[Request], bytes] = uploaded
    """The file of them, in the first of these requests."""
    stored: Json | None = field(default_factory=lambda: {"id": "file-in"})
    """What is answered to an upload, where they are uploaded."""
    made_at: str = ""
    """The path where a batch is made, if not ``path``."""
    cancel: str = "/cancel"
    """What stands after a batch's path where it is cancelled."""
    cancelled: Json | None = None
    """What is answered to that, if it is not the batch."""
    page: Callable[[list[Json], str | None], Json] = _page
    """A page of the list: some batches, and the cursor of the next page."""
    size: str = "limit"
    after: str = "after"
    """Query parameters for how many there are in a page, and for its cursor."""

    @property
    def making(self) -> str:
        """The path where a batch is made."""
        return self.made_at or self.path


def _openai(status: str, **more: Any) -> Json:
    counts = {"total": 2, "completed": 0, "failed": 0} | more.pop("counts", {})
    return {
        "id": "batch-1",
        "object": "batch",
        "endpoint": "/v1/chat/completions",
        "status": status,
        "request_counts": counts,
        "created_at": 1764000000,
        "novelty": {"a": 1},
        **more,
    }


def openai_reply(text: str = "Hi!") -> Json:
    return {
        "id": "chatcmpl-1",
        "model": "gpt-5.4",
        "created": 1764000100,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
    }


def openai_line(custom_id: str, body: Json, status: int = 200) -> Json:
    response = {"status_code": status, "request_id": f"req-{custom_id}", "body": body}
    return {"id": "batch_req_1", "custom_id": custom_id, "response": response, "error": None}


def openai_error(custom_id: str, code: str) -> Json:
    return {"custom_id": custom_id, "response": None, "error": {"code": code, "message": f"It was {code}."}}


def _openai_chats(requests: list[Request]) -> list[tuple[str, Json]]:
    upload, creation = requests
    assert creation.json["input_file_id"] == "file-in"
    assert creation.json["endpoint"] == "/v1/chat/completions"
    read = [json.loads(line) for line in uploaded(upload).removesuffix(b"\n").split(b"\n")]
    assert all(line["method"] == "POST" and line["url"] == "/v1/chat/completions" for line in read)
    return [(line["custom_id"], line["body"]) for line in read]


OPENAI: Final = Dialect(
    lambda url: OpenAIProvider(api_key=KEY, base_url=url),
    "gpt-5.4",
    "/batches",
    _openai("validating"),
    _openai("finalizing", counts={"completed": 1}),
    _openai("cancelling"),
    _openai("completed", counts={"completed": 1, "failed": 1}, output_file_id="out", error_file_id="err"),
    _openai("expired", counts={"completed": 1, "failed": 1}, output_file_id="out", error_file_id="err"),
    {
        "/files/out/content": lines(
            openai_line("bad", {"error": {"message": "no such thing", "code": "invalid_value"}}, 400),
            openai_line("good", openai_reply()),
        ),
        "/files/err/content": lines(openai_error("late", "batch_expired"), openai_error("dropped", "batch_cancelled")),
    },
    _openai("pondering"),
    _openai_chats,
)


def _anthropic(status: str, **more: Any) -> Json:
    counts = {"processing": 0, "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0} | more.pop("counts", {})
    return {
        "id": "batch-1",
        "type": "message_batch",
        "processing_status": status,
        "request_counts": counts,
        "created_at": "2025-11-24T16:00:00Z",
        "novelty": {"a": 1},
        **more,
    }


def anthropic_reply(text: str = "Hi!") -> Json:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5",
        "content": [{"type": "text", "text": text}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 1000, "output_tokens": 100, "service_tier": "batch"},
    }


def anthropic_line(custom_id: str, kind: str, **more: Any) -> Json:
    return {"custom_id": custom_id, "result": {"type": kind, **more}}


def _anthropic_chats(requests: list[Request]) -> list[tuple[str, Json]]:
    (creation,) = requests
    return [(one["custom_id"], one["params"]) for one in creation.json["requests"]]


NO_SUCH: Final = {
    "type": "error",
    "request_id": "req-bad",
    "error": {"type": "invalid_request_error", "message": "no such thing"},
}
ANTHROPIC: Final = Dialect(
    lambda url: AnthropicProvider(api_key=KEY, base_url=url),
    "claude-sonnet-5",
    "/v1/messages/batches",
    _anthropic("in_progress", counts={"processing": 2}),
    _anthropic("in_progress", counts={"processing": 2}),
    _anthropic("canceling", counts={"processing": 2}, cancel_initiated_at="2025-11-24T16:01:00Z"),
    _anthropic("ended", counts={"succeeded": 1, "errored": 1}, ended_at="2025-11-24T16:05:00Z"),
    _anthropic("ended", counts={"succeeded": 1, "expired": 1}),
    {
        "/v1/messages/batches/batch-1/results": lines(
            anthropic_line("bad", "errored", error=NO_SUCH),
            anthropic_line("good", "succeeded", message=anthropic_reply()),
            anthropic_line("late", "expired"),
            anthropic_line("dropped", "canceled"),
        )
    },
    _anthropic("pondering", counts={"processing": 2}),
    _anthropic_chats,
    lambda request: request.body,
    stored=None,
    after="after_id",
)


def _mistral(status: str, **more: Any) -> Json:
    counts = {"total_requests": 2, "completed_requests": 0, "succeeded_requests": 0, "failed_requests": 0}
    head = {"id": "batch-1", "object": "batch", "endpoint": "/v1/chat/completions", "model": "mistral-small-latest"}
    return {**head, "status": status, "created_at": 1764000000, "errors": [], "novelty": {"a": 1}, **counts, **more}


def _mistral_chats(requests: list[Request]) -> list[tuple[str, Json]]:
    upload, creation = requests
    assert creation.json["input_files"] == ["file-in"]
    assert (creation.json["endpoint"], creation.json["model"]) == ("/v1/chat/completions", "mistral-small-latest")
    read = [json.loads(line) for line in uploaded(upload).removesuffix(b"\n").split(b"\n")]
    return [(line["custom_id"], line["body"]) for line in read]


MISTRAL: Final = Dialect(
    lambda url: MistralProvider(api_key=KEY, base_url=url),
    "mistral-small-latest",
    "/v1/batch/jobs",
    _mistral("QUEUED"),
    _mistral("RUNNING", succeeded_requests=1),
    _mistral("CANCELLATION_REQUESTED"),
    _mistral("SUCCESS", succeeded_requests=1, failed_requests=1, output_file="out", error_file="err"),
    _mistral("TIMEOUT_EXCEEDED", succeeded_requests=1, output_file="out"),
    {
        "/v1/files/out/content": lines(openai_line("good", openai_reply() | {"model": "mistral-small-latest"})),
        "/v1/files/err/content": lines(
            openai_line("bad", {"object": "error", "message": "no such thing", "type": "invalid_request_error"}, 400)
        ),
    },
    _mistral("PONDERING"),
    _mistral_chats,
)


def _azure_chats(requests: list[Request]) -> list[tuple[str, Json]]:
    upload, creation = requests
    assert creation.line.split()[1] == "/openai/batches?api-version=2024-10-21"
    assert (creation.json["input_file_id"], creation.json["endpoint"]) == ("file-in", "/chat/completions")
    read = [json.loads(line) for line in uploaded(upload).removesuffix(b"\n").split(b"\n")]
    assert {line["url"] for line in read} == {"/chat/completions"}
    return [(line["custom_id"], line["body"]) for line in read]


def _azure(state: Json) -> Json:
    """The same as Azure tells it: the endpoint by another name, nothing for what is not counted yet."""
    counts = {name: number or None for name, number in state["request_counts"].items()}
    return state | {"endpoint": "/chat/completions", "request_counts": counts, "status": state["status"].title()}


AZURE: Final = Dialect(
    lambda url: AzureProvider(api_key=KEY, endpoint=url, api_version="2024-10-21", deployments={"cheap": "gpt-5.4"}),
    "cheap",
    "/openai/batches",
    _azure(OPENAI.queued),
    _azure(OPENAI.running),
    _azure(OPENAI.cancelling),
    _azure(OPENAI.done),
    _azure(OPENAI.expired),
    {
        "/openai/files/out/content": OPENAI.results["/files/out/content"],
        "/openai/files/err/content": OPENAI.results["/files/err/content"],
    },
    _azure(OPENAI.unknown),
    _azure_chats,
)


def _gemini(state: str, **more: Any) -> Json:
    stats = {"requestCount": "2"} | more.pop("counts", {})
    about = {
        "@type": "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch",
        "model": "models/gemini-3.8-flash",
        "batchStats": stats,
        "state": f"BATCH_STATE_{state}",
        "createTime": "2025-11-24T16:00:00.123456789Z",
        "inputConfig": {"fileName": "files/file-in"},
        "novelty": {"a": 1},
    }
    return {"name": "batches/batch-1", "metadata": about, **more}


def gemini_reply(text: str = "Hi!") -> Json:
    return {
        "candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 100, "totalTokenCount": 1100},
        "modelVersion": "gemini-3.8-flash",
        "responseId": "req-good",
    }


def _gemini_chats(requests: list[Request]) -> list[tuple[str, Json]]:
    upload, creation = requests
    assert creation.json == {"batch": {"inputConfig": {"fileName": "files/file-in"}}}
    assert b'"mimeType":"application/jsonl"' in upload.body
    read = [json.loads(line) for line in _related(upload).removesuffix(b"\n").split(b"\n")]
    return [(line["key"], line["request"]) for line in read]


def _related(request: Request) -> bytes:
    """The content of the file that follows what is told of it."""
    return request.body.partition(b"Content-Type: application/jsonl\r\n\r\n")[2].rpartition(b"\r\n--")[0]


GEMINI: Final = Dialect(
    lambda url: GeminiProvider(api_key=KEY, base_url=url),
    "gemini-3.8-flash",
    "/v1/batches",
    _gemini("PENDING"),
    _gemini("RUNNING", counts={"successfulRequestCount": "1", "pendingRequestCount": "1"}),
    _gemini("CANCELLING"),
    _gemini(
        "SUCCEEDED",
        counts={"successfulRequestCount": "1", "failedRequestCount": "1"},
        done=True,
        response={"responsesFile": "files/batch-out"},
    ),
    _gemini("EXPIRED", done=True, error={"code": 4, "message": "It took too long."}),
    {
        "/v1/files/batch-out:download": lines(
            {"key": "bad", "error": {"code": 3, "message": "no such thing"}},
            {"key": "good", "response": gemini_reply()},
            {"key": "dropped", "error": {"code": 1, "message": "The operation was cancelled."}},
        )
    },
    _gemini("PONDERING"),
    _gemini_chats,
    _related,
    {"file": {"name": "files/file-in"}},
    "/v1/models/gemini-3.8-flash:batchGenerateContent",
    ":cancel",
    {},
    lambda batches, cursor: {"operations": batches, **({"nextPageToken": cursor} if cursor else {})},
    "pageSize",
    "pageToken",
)
BUCKET: Final = "gs://my-bucket"
JOBS: Final = "/v1beta1/projects/my-project/locations/global/batchPredictionJobs"
OBJECTS: Final = "/storage/v1/b/my-bucket/o"


def _vertex(state: str, **more: Any) -> Json:
    return {
        "name": "projects/12/locations/global/batchPredictionJobs/batch-1",
        "displayName": "1f/batch.jsonl",
        "model": "publishers/google/models/gemini-4-hydrogen",
        "inputConfig": {"instancesFormat": "jsonl", "gcsSource": {"uris": [f"{BUCKET}/1f/batch.jsonl"]}},
        "outputConfig": {"predictionsFormat": "jsonl", "gcsDestination": {"outputUriPrefix": f"{BUCKET}/1f"}},
        "completionStats": {"incompleteCount": "2"},
        "state": f"JOB_STATE_{state}",
        "createTime": "2025-11-24T16:00:00.123456Z",
        "novelty": {"a": 1},
        **more,
    }


def vertex_results(*results: bytes, names: tuple[str, ...] = ("predictions.jsonl",)) -> Mapping[str, bytes]:
    """What stands where: the list of a directory, and the files in it."""
    objects = [{"name": f"1f/prediction-model-1/{name}", "bucket": "my-bucket"} for name in names]
    paths = (f"{OBJECTS}/{one['name'].replace('/', '%2F')}" for one in objects)
    return {OBJECTS: json.dumps({"items": objects}).encode(), **dict(zip(paths, results, strict=True))}


def vertex_line(custom_id: str, status: str = "", **more: Any) -> Json:
    request: Json = {"contents": [], "labels": {"team": "fair", "modelwire_custom_id": custom_id}}
    return {"status": status, "processed_time": "2025-11-24T16:04:00.1+00:00", "request": request, **more}


def _vertex_chats(requests: list[Request]) -> list[tuple[str, Json]]:
    upload, creation = requests
    assert upload.line.split()[1] == f"/upload{OBJECTS}?uploadType=multipart"
    assert b'"contentType":"application/jsonl"' in upload.body and b'/batch.jsonl"' in upload.body
    body = creation.json
    assert body["model"] == "publishers/google/models/gemini-4-hydrogen"
    assert body["inputConfig"]["gcsSource"] == {"uris": [f"{BUCKET}/1f/batch.jsonl"]}
    assert body["outputConfig"]["gcsDestination"] == {"outputUriPrefix": f"{BUCKET}/1f"}
    chats = [json.loads(line)["request"] for line in _related(upload).removesuffix(b"\n").split(b"\n")]
    return [(chat.pop("labels")["modelwire_custom_id"], chat) for chat in chats]


VERTEX: Final = Dialect(
    lambda url: VertexAIProvider(access_token=KEY, project="my-project", bucket="my-bucket", base_url=url),
    "gemini-4-hydrogen",
    JOBS,
    _vertex("PENDING"),
    _vertex("RUNNING", completionStats={"successfulCount": "1", "incompleteCount": "1"}),
    _vertex("CANCELLING"),
    _vertex(
        "SUCCEEDED",
        completionStats={"successfulCount": "1", "failedCount": "1"},
        outputInfo={"gcsOutputDirectory": f"{BUCKET}/1f/prediction-model-1"},
    ),
    _vertex("EXPIRED", error={"code": 4, "message": "It took too long."}),
    vertex_results(
        lines(
            vertex_line(
                "bad",
                'Bad Request: {"error": {"code": 400, "message": "no such thing", "status": "INVALID_ARGUMENT"}}',
                response={},
            ),
            vertex_line("good", response=gemini_reply() | {"modelVersion": "gemini-4-hydrogen"}),
        )
    ),
    _vertex("PONDERING"),
    _vertex_chats,
    _related,
    {"name": "1f/batch.jsonl", "bucket": "my-bucket", "size": "3"},
    cancel=":cancel",
    cancelled={},
    page=lambda batches, cursor: {
        "batchPredictionJobs": batches,
        **({"nextPageToken": cursor} if cursor else {}),
    },
    size="pageSize",
    after="pageToken",
)
DIALECTS: Final = {
    "openai": OPENAI,
    "anthropic": ANTHROPIC,
    "mistral": MISTRAL,
    "azure": AZURE,
    "gemini": GEMINI,
    "vertex": VERTEX,
}


class BatchServer:
    """Answers as a vendor does; what is asked for by GET at the batch's own path is the next of some states."""

    def __init__(self, dialect: Dialect, *states: Json, results: Mapping[str, bytes] | None = None) -> None:
        self.dialect = dialect
        self.states = list(states) or [dialect.done]
        self.results = dialect.results if results is None else results

    def __call__(self, connection: Connection) -> None:
        while request := connection.request():
            self.answer(connection, *request.line.split()[:2])

    def answer(self, connection: Connection, method: str, target: str) -> None:
        path = target.partition("?")[0]
        if method == "POST":
            dialect = self.dialect
            reply: Json | None
            if path.endswith(dialect.cancel):
                reply = dialect.cancelling if dialect.cancelled is None else dialect.cancelled
            else:
                reply = dialect.queued if path.endswith(dialect.making) else dialect.stored
            connection.reply(json.dumps(reply).encode())
        elif path in self.results:
            connection.reply(self.results[path])
        else:
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            connection.reply(json.dumps(state).encode())
