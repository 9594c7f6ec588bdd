"""What a vendor's server says of the one batch that documents speak of: it has been made, and it is done."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]
LATE = "This request could not be executed before the completion window expired."


def _batch(status: str, done: int) -> Json:
    counts = {"total": 2, "completed": min(done, 1), "failed": max(done - 1, 0)}
    files = {"output_file_id": "file-out", "error_file_id": "file-err"} if done else {}
    head = {"id": "batch_1", "object": "batch", "endpoint": "/v1/chat/completions", "created_at": 1764000000}
    return {**head, "status": status, "request_counts": counts, **files}


def made(path: str) -> bytes | None:
    """The answer to what makes or cancels a batch, if a path does."""
    if not path.partition("?")[0].endswith(("/batches", "/cancel")):
        return None
    if "/messages/" in path:
        counts = {"processing": 2}
        return json.dumps({"id": "msgbatch_1", "processing_status": "in_progress", "request_counts": counts}).encode()
    return json.dumps(_batch("cancelling" if path.endswith("/cancel") else "validating", 0)).encode()


def told(path: str) -> bytes | None:
    """The answer to what asks for a batch, or for its results, if a path does."""
    path = path.partition("?")[0]
    if path.endswith("/batches"):
        return json.dumps({"data": [_batch("completed", 2)], "has_more": False}).encode()
    if "/batches/" in path:
        return json.dumps(_batch("completed", 2)).encode()
    if path.endswith("/file-out/content"):
        message = {"role": "assistant", "content": "Hello there!"}
        usage = {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}
        body = {"model": "gpt-5.4", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
        response = {"status_code": 200, "request_id": "req_1", "body": {**body, "usage": usage}}
        return json.dumps({"custom_id": "greeting", "response": response, "error": None}).encode()
    if path.endswith("/file-err/content"):
        error = {"code": "batch_expired", "message": LATE}
        return json.dumps({"custom_id": "question", "response": None, "error": error}).encode()
    return None
