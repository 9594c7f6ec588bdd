"""What the wires look like to who writes JSON by hand."""

from __future__ import annotations

import json
from typing import Any

from benchmarks import payloads
from benchmarks.payloads import Wire

HEADERS = {
    "authorization": f"Bearer {payloads.KEY}",
    "content-type": "application/json",
    "accept": "application/json",
    "user-agent": "bench/1",
}


class OpenAIWire:
    """Chat completions and embeddings."""

    chat_path = stream_path = "/v1/chat/completions"
    embeddings_path = "/v1/embeddings"

    def request(self, messages: list[dict[str, Any]], *, stream: bool) -> dict[str, Any]:
        """The body that asks for an answer."""
        body = {"model": payloads.MODEL, "messages": messages, "max_tokens": payloads.MOST_TOKENS}
        return body | {"stream": True} if stream else body

    def text(self, body: Any) -> str:
        """The text of a whole reply."""
        text: str = body["choices"][0]["message"]["content"]
        return text

    def piece(self, event: str | bytes) -> str | None:
        """The text of an event."""
        if event in ("[DONE]", b"[DONE]"):
            return None
        piece: str | None = json.loads(event)["choices"][0]["delta"].get("content")
        return piece


class AnthropicWire(OpenAIWire):
    """Anthropic's messages."""

    chat_path = stream_path = "/v1/messages"

    def request(self, messages: list[dict[str, Any]], *, stream: bool) -> dict[str, Any]:
        first, *rest = messages
        body = {"model": payloads.ANTHROPIC_MODEL, "max_tokens": payloads.MOST_TOKENS, "messages": rest}
        body |= {"system": first["content"]}
        return body | {"stream": True} if stream else body

    def text(self, body: Any) -> str:
        text: str = body["content"][0]["text"]
        return text

    def piece(self, event: str | bytes) -> str | None:
        told = json.loads(event)
        return told["delta"]["text"] if told["type"] == "content_block_delta" else None


class GeminiWire(OpenAIWire):
    """Gemini's generateContent."""

    chat_path = f"/v1beta/models/{payloads.GEMINI_MODEL}:generateContent"
    stream_path = f"/v1beta/models/{payloads.GEMINI_MODEL}:streamGenerateContent?alt=sse"

    def request(self, messages: list[dict[str, Any]], *, stream: bool) -> dict[str, Any]:
        first, *rest = messages
        return {
            "systemInstruction": {"parts": [{"text": first["content"]}]},
            "contents": [
                {
                    "role": "model" if message["role"] == "assistant" else "user",
                    "parts": [{"text": message["content"]}],
                }
                for message in rest
            ],
            "generationConfig": {"maxOutputTokens": payloads.MOST_TOKENS},
        }

    def text(self, body: Any) -> str:
        text: str = body["candidates"][0]["content"]["parts"][0]["text"]
        return text

    def piece(self, event: str | bytes) -> str | None:
        piece: str = json.loads(event)["candidates"][0]["content"]["parts"][0]["text"]
        return piece


BY_HAND: dict[Wire, OpenAIWire] = {"openai": OpenAIWire(), "anthropic": AnthropicWire(), "gemini": GeminiWire()}


class Lines:
    """The data of server-sent events, from bytes in any portions: the least that can be done."""

    def __init__(self) -> None:
        self.rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        return [line[6:] for line in lines if line.startswith(b"data: ")]
