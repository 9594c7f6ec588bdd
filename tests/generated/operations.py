"""Asks for every operation beside chat in the plainest way, and knows the smallest reply of each protocol.

A new operation, or a new protocol of one, is written down here once; the tests over all providers and the table of
features then execute it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from modelwire_runtime.capabilities import Capability
from tests.generated.loopback import Loopback

SOUND: Final = b"ID3 sound"
SOUND_BASE64: Final = b64encode(SOUND).decode()


@dataclass(frozen=True)
class Operation:
    """How an operation is asked for, by a method of the client and its arguments, and what shows that it answered."""

    capability: Capability
    method: str
    arguments: Mapping[str, Any]
    replies: Mapping[str, Any]
    shows: Callable[[Any], object]
    everywhere: bool = False
    """Whether a provider without the endpoint does it in another way."""
    takes_model: bool = True

    def given(self, model: str) -> Mapping[str, Any]:
        """What the method is given, by name."""
        return {"model": model, **self.arguments} if self.takes_model else self.arguments

    def lay(self, server: Loopback, protocol: str) -> None:
        """Lay down the reply of a protocol: bytes as they are, anything else as JSON."""
        reply = self.replies[protocol]
        if isinstance(reply, bytes):
            server.lay_bytes(reply, "audio/mpeg")
        else:
            server.lay(json.dumps(reply))


OPERATIONS: Final[Mapping[str, Operation]] = {
    "embeddings": Operation(
        Capability.EMBEDDINGS,
        "embeddings",
        {"input": "hi"},
        {
            "openai-embeddings": {
                "object": "list",
                "model": "m",
                "data": [{"index": 0, "embedding": [0.5, 0.25]}],
                "usage": {"prompt_tokens": 1, "total_tokens": 1},
            },
            "gemini-batch-embeddings": {"embeddings": [{"values": [0.5, 0.25]}]},
            "gemini-predict-embeddings": {
                "predictions": [{"embeddings": {"values": [0.5, 0.25], "statistics": {"token_count": 1}}}]
            },
        },
        lambda reply: reply.data[0].embedding == [0.5, 0.25],
    ),
    "moderation": Operation(
        Capability.MODERATION,
        "moderation",
        {"input": "I want to ..."},
        {
            "openai-moderations": {"results": [{"flagged": True, "categories": {"violence": True, "hate": False}}]},
            "llama-moderations": {"results": [{"flagged": True, "flagged_categories": ["violence"]}]},
        },
        lambda reply: reply.flagged and reply.results[0].flagged_categories == ["violence"],
    ),
    "image_generation": Operation(
        Capability.IMAGE_GENERATION,
        "image_generation",
        {"prompt": "an otter"},
        {
            "openai-images": {"created": 1, "data": [{"b64_json": "AAAA"}]},
            "imagen-predict": {"predictions": [{"bytesBase64Encoded": "AAAA", "mimeType": "image/png"}]},
            "gemini-images": {
                "candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}}]
            },
        },
        lambda reply: reply.data[0].content == bytes(3),
    ),
    "image_edit": Operation(
        Capability.IMAGE_EDIT,
        "image_edit",
        {"prompt": "add a hat", "image": ("otter.png", b"PNG")},
        {"openai-image-edits": {"created": 1, "data": [{"b64_json": "AAAA"}]}},
        lambda reply: reply.data[0].content == bytes(3),
    ),
    "transcription": Operation(
        Capability.TRANSCRIPTION,
        "transcription",
        {"file": ("hello.wav", SOUND)},
        {"openai-transcriptions": {"text": "Hello!", "usage": {"type": "duration", "seconds": 1}}},
        lambda reply: reply.text == "Hello!" and reply.usage.seconds == 1,
    ),
    "speech": Operation(
        Capability.SPEECH,
        "speech",
        {"input": "Hello!", "voice": "alloy"},
        {
            "openai-speech": SOUND,
            "gemini-speech": {
                "candidates": [
                    {"content": {"parts": [{"inlineData": {"mimeType": "audio/L16", "data": SOUND_BASE64}}]}}
                ]
            },
        },
        lambda reply: reply.content == SOUND and reply.content_type.startswith("audio/"),
    ),
    "rerank": Operation(
        Capability.RERANK,
        "rerank",
        {"query": "Who?", "documents": ["It rains.", "It was me."]},
        {
            "cohere-rerank": {"results": [{"index": 0, "relevance_score": 0.25}, {"index": 1, "relevance_score": 0.5}]},
            "document-scores": {"scores": [0.25, 0.5]},
            "discovery-engine-rank": {"records": [{"id": "1", "score": 0.5}, {"id": "0", "score": 0.25}]},
        },
        lambda reply: reply.documents == ["It was me.", "It rains."] and reply.results[0].relevance_score == 0.5,
    ),
    "fim": Operation(
        Capability.FIM,
        "fim",
        {"prompt": "def f(", "suffix": "return a"},
        {
            "fill-in-the-middle": {
                "choices": [{"index": 0, "message": {"content": "a):"}, "text": "a):", "finish_reason": "stop"}]
            }
        },
        lambda reply: reply.text == "a):" and reply.finish_reason == "stop",
    ),
    "count_tokens": Operation(
        Capability.COUNT_TOKENS,
        "count_tokens",
        {"messages": [{"role": "user", "content": "Hello!"}]},
        {"token-count": {"input_tokens": 7, "totalTokens": 7, "data": {"total_tokens": 7}}},
        lambda reply: reply.tokens == 7 and not reply.estimated,
        everywhere=True,
    ),
    "files": Operation(
        Capability.FILE_STORAGE,
        "retrieve_file",
        {"id": "f-1"},
        {
            **{key: {"id": "f-1", "filename": "a.txt", "bytes": 3} for key in ("openai-files", "mistral-files")},
            "anthropic-files": {"id": "f-1", "filename": "a.txt", "size_bytes": 3, "type": "file"},
            "gemini-files": {"name": "files/f-1", "displayName": "a.txt", "sizeBytes": "3"},
            "cloud-storage-files": {"name": "f-1/a.txt", "bucket": "b-1", "size": "3"},
        },
        lambda reply: (reply.id[:3], reply.filename, reply.bytes) == ("f-1", "a.txt", 3),
        takes_model=False,
    ),
}
"""By endpoint."""
