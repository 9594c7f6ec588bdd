"""How the cases of operations beside chat, embeddings and lists are asked for, and what must come out.

A case is asked for by a method of the client with its arguments; `comes_out` tells what the reply holds, by dotted
paths. The recorded request says the rest: `test_operations.py` has the replay server hold ours against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from modelwire import Moderation
from tests.wire.vendors.openai import WEATHER


def _none() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Operated:
    """One case: the method, what it is given beside the model, and what comes out."""

    method: str
    arguments: Mapping[str, Any]
    comes_out: Mapping[str, Any]
    settings: Mapping[str, Any] = field(default_factory=_none)
    adjustments: frozenset[str] = frozenset()


OPERATED: Final[Mapping[str, Operated]] = {
    "openai/moderations": Operated(
        method="moderation",
        arguments={"input": "I want to..."},
        comes_out={
            "id": "modr-970d409ef3bef3b70c73d8232df86e7d",
            "model": "omni-moderation-latest",
            "flagged": True,
            "results": [
                Moderation(
                    flagged=True,
                    categories={"violence": True, "hate": False},
                    category_scores={"violence": 0.99, "hate": 0.0},
                    category_applied_input_types={"violence": ["text"], "hate": []},
                )
            ],
            "request_id": "req_0123456789abcdef",
        },
    ),
    "openai/audio_speech": Operated(
        method="speech",
        arguments={"input": "hi", "voice": "alloy", "response_format": "mp3"},
        comes_out={"content": b"ID3fakeaudio", "content_type": "audio/mpeg"},
    ),
    "anthropic/count_tokens": Operated(
        method="count_tokens",
        arguments={
            "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "hi"}],
            "tools": [{"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}],
        },
        comes_out={"tokens": 403, "estimated": False, "method": "anthropic"},
    ),
    "vertex_anthropic/count_tokens": Operated(
        method="count_tokens",
        arguments={"messages": [{"role": "user", "content": "hi"}]},
        comes_out={"tokens": 403, "method": "vertex_ai"},
    ),
    "gemini/count_tokens": Operated(
        method="count_tokens",
        arguments={"messages": [{"role": "user", "content": "Hello!"}]},
        comes_out={"tokens": 3, "method": "gemini"},
    ),
    "moonshot/token_count_raw": Operated(
        method="count_tokens",
        arguments={"messages": [{"role": "user", "content": "x"}]},
        comes_out={"tokens": 80, "method": "moonshot"},
    ),
}
"""By case."""
