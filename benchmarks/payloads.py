"""The requests and answers that all contestants exchange: the same on every machine, and encoded once.

Shapes and sizes follow what the vendors sent in late 2026.
"""

from __future__ import annotations

import base64
import json
import random
import struct
from functools import cache
from typing import Any, Literal

Wire = Literal["openai", "anthropic", "gemini"]
WIRES: tuple[Wire, ...] = ("openai", "anthropic", "gemini")
Size = Literal["small", "1mb"]
Kind = Literal["small", "history", "image"]

KEY = "sk-bench-0123456789"
MODEL = "gpt-4.1-mini-2025-04-14"  # one that every peer knows
ANTHROPIC_MODEL = "claude-sonnet-5"
GEMINI_MODEL = "gemini-3-flash"
EMBEDDINGS_MODEL = "text-embedding-3-small"
TEXTS = 64
DIMENSIONS = 1536
MOST_TOKENS = 256
PROMPT = "Explain in one paragraph why benchmarks on shared machines are noisy."
WORDS = (
    "the of and to in is that for it as with on be at by this from or an are model "
    "token stream answer value request response header client server latency memory"
).split()
IMAGE = base64.b64encode(random.Random(3).randbytes(786_432)).decode()
"""1 MiB of base64."""


def dumped(value: object) -> bytes:
    """JSON as the vendors write it, without spaces."""
    return json.dumps(value, separators=(",", ":")).encode()


@cache
def text(words: int) -> str:
    """So many words, always the same."""
    chance = random.Random(7)
    return " ".join(chance.choice(WORDS) for _ in range(words))


def answer(size: Size) -> str:
    """The text of a whole reply: about 400 characters, or a MiB."""
    return (text(2000) * 100)[: 1 << 20] if size == "1mb" else text(70)


@cache
def pieces(number: int) -> list[str]:
    """The pieces of a streamed reply."""
    chance = random.Random(11)
    return [" " + chance.choice(WORDS) for _ in range(number)]


@cache
def messages(kind: Kind) -> list[dict[str, Any]]:
    """The messages of a request: two, a history of 200, or a question with an image of 1 MiB."""
    first = {"role": "system", "content": "You are terse."}
    last = {"role": "user", "content": PROMPT}
    if kind == "history":
        turns = [
            {"role": "user" if number % 2 == 0 else "assistant", "content": text(40 + number % 30)}
            for number in range(198)
        ]
        return [first, *turns, last]
    if kind == "image":
        image = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + IMAGE}}
        return [{"role": "user", "content": [{"type": "text", "text": PROMPT}, image]}]
    return [first, last]


@cache
def texts() -> list[str]:
    """What is to be embedded."""
    return [text(30)[start:] for start in range(TEXTS)]


@cache
def reply(wire: Wire, size: Size) -> bytes:
    """The body of a whole reply."""
    content = answer(size)
    if wire == "anthropic":
        return dumped(
            {
                "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
                "type": "message",
                "role": "assistant",
                "model": "claude-sonnet-5-20260801",
                "content": [{"type": "text", "text": content}],
                "stop_reason": "end_turn",
                "stop_sequence": None,
                "usage": {
                    "input_tokens": 31,
                    "cache_creation_input_tokens": 0,
                    "cache_read_input_tokens": 0,
                    "output_tokens": 88,
                    "service_tier": "standard",
                },
            }
        )
    if wire == "gemini":
        candidate = {
            "content": {"parts": [{"text": content}], "role": "model"},
            "finishReason": "STOP",
            "index": 0,
            "avgLogprobs": -0.21,
        }
        return dumped(
            {
                "candidates": [candidate],
                "usageMetadata": {
                    "promptTokenCount": 31,
                    "candidatesTokenCount": 88,
                    "totalTokenCount": 119,
                    "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 31}],
                    "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": 88}],
                },
                "modelVersion": GEMINI_MODEL,
                "responseId": "mL0gab6cJ5mDz7IP4v2XyAk",
            }
        )
    message = {"role": "assistant", "content": content, "refusal": None, "annotations": list[object]()}
    return dumped(
        {
            "id": "chatcmpl-CQz5T9uB4dYl0nq2JmVb8xk1fWz3E",
            "object": "chat.completion",
            "created": 1795449600,
            "model": MODEL,
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
            "usage": {
                "prompt_tokens": 31,
                "completion_tokens": 88,
                "total_tokens": 119,
                "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                "completion_tokens_details": {
                    "reasoning_tokens": 0,
                    "audio_tokens": 0,
                    "accepted_prediction_tokens": 0,
                    "rejected_prediction_tokens": 0,
                },
            },
            "service_tier": "default",
            "system_fingerprint": "fp_51e1070cf2",
        }
    )


@cache
def events(wire: Wire, number: int) -> list[bytes]:
    """The events of a stream with so many pieces of text."""
    if wire == "anthropic":
        return _anthropic_events(pieces(number))
    if wire == "gemini":
        return [_gemini_event(count, piece, ended=count == number) for count, piece in enumerate(pieces(number), 1)]
    return [
        _openai_event({"role": "assistant", "content": "", "refusal": None}),
        *(_openai_event({"content": piece}) for piece in pieces(number)),
        _openai_event({}, "stop"),
        b"data: [DONE]\n\n",
    ]


def _openai_event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    chunk = {
        "id": "chatcmpl-CQz5T9uB4dYl0nq2JmVb8xk1fWz3E",
        "object": "chat.completion.chunk",
        "created": 1795449600,
        "model": MODEL,
        "service_tier": "default",
        "system_fingerprint": "fp_51e1070cf2",
        "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}],
        "usage": None,
        "obfuscation": "aZ3kQ9x",
    }
    return b"data: " + dumped(chunk) + b"\n\n"


def _anthropic_events(deltas: list[str]) -> list[bytes]:
    message = {
        "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5-20260801",
        "content": list[object](),
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 31, "output_tokens": 1},
    }
    told: list[dict[str, Any]] = [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": d}} for d in deltas),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": len(deltas)},
        },
        {"type": "message_stop"},
    ]
    return [b"event: %b\ndata: %b\n\n" % (event["type"].encode(), dumped(event)) for event in told]


def _gemini_event(count: int, piece: str, *, ended: bool) -> bytes:
    candidate = {"content": {"parts": [{"text": piece}], "role": "model"}, "index": 0}
    event = {
        "candidates": [candidate | {"finishReason": "STOP"} if ended else candidate],
        "usageMetadata": {"promptTokenCount": 31, "candidatesTokenCount": count, "totalTokenCount": 31 + count},
        "modelVersion": GEMINI_MODEL,
        "responseId": "mL0gab6cJ5mDz7IP4v2XyAk",
    }
    return b"data: " + dumped(event) + b"\r\n\r\n"


@cache
def vectors(encoding: Literal["float", "base64"]) -> bytes:
    """The body of a reply with vectors, as lists of numbers or as base64."""
    chance = random.Random(5)
    packed = [
        struct.pack(f"<{DIMENSIONS}f", *(chance.uniform(-0.1, 0.1) for _ in range(DIMENSIONS))) for _ in range(TEXTS)
    ]

    def encoded(row: bytes) -> object:
        if encoding == "base64":
            return base64.b64encode(row).decode()
        return [round(value, 9) for value in struct.unpack(f"<{DIMENSIONS}f", row)]

    data = [{"object": "embedding", "index": index, "embedding": encoded(row)} for index, row in enumerate(packed)]
    usage = {"prompt_tokens": 512, "total_tokens": 512}
    return dumped({"object": "list", "data": data, "model": EMBEDDINGS_MODEL, "usage": usage})
