"""Replies in each protocol's shape, composed, that hold what a parameter asks for."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from tests.generated.providers import CHAT_BODIES

LIKELY: Final[Mapping[str, Any]] = {"token": "hi", "logprob": -0.25, "bytes": None, "top_logprobs": []}
SOUND: Final = {"id": "audio-1", "data": "UklGRg==", "expires_at": 1_700_000_000, "transcript": "hi"}


def _openai(choice: Mapping[str, Any], message: Mapping[str, Any], several: bool = False) -> Any:
    body = deepcopy(CHAT_BODIES["openai-chat"])
    body["choices"][0] |= choice
    body["choices"][0]["message"] |= message
    if several:
        body["choices"].append({**body["choices"][0], "index": 1})
    return body


def _gemini(candidate: Mapping[str, Any], several: bool = False) -> Any:
    body = deepcopy(CHAT_BODIES["gemini-generate-content"])
    body["candidates"][0] |= {"index": 0, **candidate}
    if several:
        body["candidates"].append({**body["candidates"][0], "index": 1})
    return body


def _responses(content: Mapping[str, Any]) -> Any:
    body = deepcopy(CHAT_BODIES["openai-responses"])
    body["output"][0]["content"][0] |= content
    return body


HOLDING: Final[Mapping[str, Mapping[str, Any]]] = {
    "several": {"openai-chat": _openai({}, {}, several=True), "gemini-generate-content": _gemini({}, several=True)},
    "logprobs_told": {
        "openai-chat": _openai({"logprobs": {"content": [LIKELY], "refusal": None}}, {}),
        "gemini-generate-content": _gemini(
            {"logprobsResult": {"chosenCandidates": [{"token": "hi", "logProbability": -0.25}], "topCandidates": []}}
        ),
        "openai-responses": _responses({"logprobs": [LIKELY]}),
    },
    "audio_out": {"openai-chat": _openai({}, {"content": None, "audio": SOUND})},
}
"""By feature and protocol, a reply that holds it."""
