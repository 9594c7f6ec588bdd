"""A server on loopback that answers as the vendors' chats do: by the path in which protocol, by the body with what."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from tests.documents import batches

Json = dict[str, Any]
TEXT = "Hello there!"
FILE = {
    "id": "file-1",
    "object": "file",
    "filename": "questions.jsonl",
    "bytes": 2,
    "size_bytes": 2,
    "purpose": "batch",
}
USAGE = {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25, "prompt_tokens_details": {"cached_tokens": 8}}


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    path: str
    headers: Json
    body: Json


class Server(ThreadingHTTPServer):
    """A server that takes it for granted that clients leave."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Vendors:
    """Serves while its `with` block lasts; `asked` are the requests."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers["content-length"]))
                body = (
                    json.loads(data or b"{}")
                    if "json" in self.headers.get("content-type", "json")
                    else {"form": data.decode("latin-1")}
                )
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.asked.append(Asked(self.path, headers, body))
                status, kind, answer = _answer(self.path, headers, body)
                if made := batches.made(self.path):
                    status, kind, answer = 200, "application/json", made
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_DELETE(self) -> None:
                self._tell(json.dumps({"id": "file-1", "deleted": True, "type": "file_deleted"}).encode())

            def _file(self) -> None:
                end = self.path.partition("?")[0].rpartition("/")[2]
                listed = {"object": "list", "data": [FILE], "has_more": False}
                self._tell(b"{}" if end == "content" else json.dumps(listed if end == "files" else FILE).encode())

            def _tell(self, answer: bytes) -> None:
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_GET(self) -> None:
                """A list of models, of whatever vendor, or what one of them keeps as a file, or a batch."""
                outer.asked.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, {}))
                if found := batches.told(self.path):
                    return self._tell(found)
                if "/files" in self.path:
                    return self._file()
                names = ("gpt-5.4", "text-embedding-3-small") if "/openai/" in self.path else ("rocket-1",)
                listed = {"object": "list", "data": [{"id": name} for name in names], "has_more": False}
                answer = json.dumps(listed).encode()
                self._tell(answer)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Vendors:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def environment(self) -> dict[str, str]:
        """Keys and addresses by the names that LiteLLM gives them, or else by the vendors' own."""
        keys = ("OPENAI", "ANTHROPIC", "AZURE", "MISTRAL", "DEEPSEEK", "OPENROUTER", "GEMINI", "MOONSHOT")
        return {f"{name}_API_KEY": "sk-of-a-test" for name in keys} | {
            "OPENAI_API_BASE": f"{self.url}/openai/v1",
            "ANTHROPIC_API_BASE": f"{self.url}/anthropic",
            "AZURE_API_BASE": f"{self.url}/azure",
            "AZURE_API_VERSION": "2024-10-21",
            "MISTRAL_API_BASE": f"{self.url}/mistral/v1",
            "MOONSHOT_BASE_URL": f"{self.url}/moonshot/v1",
            "DEEPSEEK_API_BASE": f"{self.url}/deepseek",
            "OPENROUTER_API_BASE": f"{self.url}/openrouter",
            "GOOGLE_GEMINI_BASE_URL": f"{self.url}/gemini",
            "GOOGLE_VERTEX_BASE_URL": f"{self.url}/vertex",
            "VERTEXAI_PROJECT": "a-project",
            "VERTEXAI_LOCATION": "us-central1",
        }


def _media(path: str, body: Json) -> tuple[int, str, bytes] | None:
    """Images and sound, and what was said."""
    match path.rpartition("/")[2]:
        case "speech":
            return 200, "audio/mpeg", b"ID3 sound"
        case "transcriptions" if "srt" in body["form"]:
            return 200, "text/plain", b"1\n00:00:00,000 --> 00:00:01,500\nGood morning, Paris!\n"
        case "transcriptions" if 'name="stream"' in body["form"]:
            pieces = [{"type": "transcript.text.delta", "delta": text} for text in ("Good morning, ", "Paris!")]
            events: list[Json] = [*pieces, {"type": "transcript.text.done", "text": "Good morning, Paris!"}]
            return 200, "text/event-stream", "".join(f"data: {json.dumps(event)}\n\n" for event in events).encode()
        case "transcriptions":
            usage = {"input_tokens": 20, "input_token_details": {"audio_tokens": 20}, "output_tokens": 5}
            segments = [{"text": "Good morning,", "start": 0.0, "speaker": "A"}, {"text": "Paris!", "speaker": "A"}]
            reply: Json = {"text": "Good morning, Paris!", "segments": segments, "usage": usage}
        case "generations" | "edits":
            reply = {"created": 1, "data": [{"b64_json": "iVBORw0KGgo="}]}
            reply["usage"] = {"input_tokens": 10, "output_tokens": 196}
        case _:
            return None
    return 200, "application/json", json.dumps(reply).encode()


def _answer(path: str, headers: Json, body: Json) -> tuple[int, str, bytes]:
    if "bad-key" in json.dumps(headers):
        return 401, "application/json", json.dumps({"error": {"message": "Incorrect API key"}}).encode()
    if "overloaded" in str(body.get("model")):
        return 503, "application/json", json.dumps({"error": {"message": "overloaded"}}).encode()
    if media := _media(path, body):
        return media
    reply: Json
    if path.endswith("/files"):
        reply = FILE
    elif path.endswith("/rerank"):
        ranking = [{"index": i, "relevance_score": (i + 2) / 4} for i, _ in enumerate(body["documents"])]
        reply = {"id": "rr-1", "model": body["model"], "results": ranking, "usage": {"search_units": 1, "cost": 0.001}}
    elif path.endswith("/moderations"):
        scores = {"categories": {"violence": False}, "category_scores": {"violence": 0.01}}
        results = [{"flagged": False, **scores} for _ in _texts(body)]
        reply = {"id": "modr-1", "model": "omni-moderation-latest", "results": results}
    elif path.endswith("/input_tokens"):
        reply = {"object": "response.input_tokens", "input_tokens": 8}
    elif path.partition("?")[0].endswith("/embeddings"):
        data = [{"object": "embedding", "index": i, "embedding": [0.5, 0.25]} for i, _ in enumerate(_texts(body))]
        reply = {"object": "list", "model": body.get("model"), "data": data, "usage": USAGE}
    elif "/messages" in path or "rawPredict" in path:
        reply = _claude(body)
        if body.get("stream"):
            return 200, "text/event-stream", _claude_stream(reply)
    elif path.endswith("/responses"):
        reply = _response(body)
    elif "generateContent" in path:
        reply = {
            "candidates": [{"content": {"role": "model", "parts": [{"text": _text(body)}]}, "finishReason": "STOP"}],
            "usageMetadata": {"promptTokenCount": 20, "candidatesTokenCount": 5, "totalTokenCount": 25},
        }
    elif body.get("stream"):
        return 200, "text/event-stream", _stream(body)
    else:
        reply = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": body.get("model"),
            "choices": [{"index": 0, "message": _message(body), "finish_reason": _finish(body)}],
            "usage": USAGE,
        }
    return 200, "application/json", json.dumps(reply).encode()


def _texts(body: Json) -> list[str]:
    asked: str | list[str] = body["input"]
    return [asked] if isinstance(asked, str) else asked


def _calls_tool(body: Json) -> bool:
    return bool(body.get("tools")) and body["messages"][-1]["role"] == "user"


def _finish(body: Json) -> str:
    return "tool_calls" if _calls_tool(body) else "stop"


def _text(body: Json) -> str:
    asked = json.dumps(body)
    if schema := body.get("output_config", {}).get("format", {}).get("schema"):
        kinds = {name: inner.get("type") for name, inner in schema["properties"].items()}
        return json.dumps({name: 18 if kind == "integer" else "Paris" for name, kind in kinds.items()})
    return '{"name": "Science fair", "date": "Friday"}' if "json" in asked.lower() else TEXT


def _message(body: Json) -> Json:
    if not _calls_tool(body):
        thought = {"reasoning_content": "Let me think."} if "reasoner" in str(body.get("model")) else {}
        return {"role": "assistant", "content": _text(body), **thought}
    function = {"name": body["tools"][0]["function"]["name"], "arguments": '{"location": "Paris"}'}
    calls = [{"id": f"call_{i}abcdef1", "type": "function", "function": function} for i in range(2)]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def _response(body: Json) -> Json:
    thought = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Let me think."}]}
    said = {"type": "message", "id": "msg_1", "content": [{"type": "output_text", "text": _text(body)}]}
    usage = {"input_tokens": 20, "output_tokens": 5, "total_tokens": 25}
    head = {"id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": body["model"]}
    return {**head, "output": [thought, said], "usage": usage}


def _claude(body: Json) -> Json:
    thought = [{"type": "thinking", "thinking": "Let me think.", "signature": "c2ln"}] if "thinking" in body else []
    last = body["messages"][-1]["content"]
    if body.get("tools") and (isinstance(last, str) or last[0]["type"] != "tool_result"):
        name = body["tools"][0]["name"]
        said = [{"type": "tool_use", "id": "toolu_1", "name": name, "input": {"location": "Paris"}}]
    else:
        said = [{"type": "text", "text": _text(body)}]
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body.get("model"),
        "content": [*thought, *said],
        "stop_reason": "tool_use" if said[0]["type"] == "tool_use" else "end_turn",
        "usage": {"input_tokens": 12, "cache_read_input_tokens": 8, "output_tokens": 5},
    }


def _claude_stream(reply: Json) -> bytes:
    empty: Json = {"content": [], "stop_reason": None, "usage": {**reply["usage"], "output_tokens": 1}}
    events: list[Json] = [{"type": "message_start", "message": {**reply, **empty}}]
    for index, block in enumerate(reply["content"]):
        match block:
            case {"type": "text", "text": text}:
                blank: Json = {"type": "text", "text": ""}
                deltas = [{"type": "text_delta", "text": text}]
            case {"type": "thinking", "thinking": text, "signature": signature}:
                blank = {"type": "thinking", "thinking": "", "signature": ""}
                deltas = [{"type": "thinking_delta", "thinking": text}]
                deltas += [{"type": "signature_delta", "signature": signature}]
            case _:
                blank = {**block, "input": {}}
                deltas = [{"type": "input_json_delta", "partial_json": json.dumps(block["input"])}]
        events.append({"type": "content_block_start", "index": index, "content_block": blank})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        events.append({"type": "content_block_stop", "index": index})
    stopped = {"stop_reason": reply["stop_reason"], "stop_sequence": None}
    events.append({"type": "message_delta", "delta": stopped, "usage": {"output_tokens": 5}})
    events.append({"type": "message_stop"})
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events).encode()


def _stream(body: Json) -> bytes:
    chunks: list[Json] = [
        {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}
        for piece in (_text(body)[:6], _text(body)[6:])
    ]
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    chunks.append({"choices": [], "usage": USAGE})
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body.get("model")}
    events = [json.dumps({**head, **chunk}) for chunk in chunks]
    return "".join(f"data: {event}\n\n" for event in [*events, "[DONE]"]).encode()
