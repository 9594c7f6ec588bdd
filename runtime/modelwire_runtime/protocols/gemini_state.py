"""What of Gemini's replies goes back as it came: parts that nothing else can hold, and the signatures of thoughts."""

from __future__ import annotations

from typing import Any

from .json_values import Json

NAME = "gemini-generate-content"

SYNTHETIC = "call_synthetic_"
"""How the ids begin that we give to calls that come without one; those ids are never sent."""

NO_SIGNATURE = "skip_thought_signature_validator"
"""What stands for the signature of a call that no Gemini model made.

"A last resort as it will negatively impact model performance", so it goes where it is required and nowhere else:
https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/thinking/thought-signatures, quoted 2026-08-19 in
https://github.com/BerriAI/litellm/pull/37541.
"""


def is_entry(entry: Any) -> bool:
    """Whether this is what a candidate writes; a state has been in the caller's hands."""
    match entry:
        case {"text": int(length)}:
            return length >= 0
        case {"call": str()} | {"part": dict()} | {"image": int()}:
            return True
        case _:
            return False


def signed(part: Json, entry: Json) -> Json:
    """The part with the signature that the entry bears, if it bears one."""
    return {**part, "thoughtSignature": entry["signature"]} if "signature" in entry else part


def sign_calls(contents: list[Json]) -> None:
    """Give each step of the current turn a signature whose first call has none.

    Earlier turns are not checked, and of parallel calls only the first is signed
    (https://ai.google.dev/gemini-api/docs/thought-signatures, read 2026-11-23).
    """
    for content in reversed(contents):
        parts: list[Json] = content["parts"]
        if content["role"] == "user":
            if any("functionResponse" not in part for part in parts):
                return
            continue
        first = next((place for place, part in enumerate(parts) if "functionCall" in part), None)
        if first is not None and "thoughtSignature" not in parts[first]:
            parts[first] = {**parts[first], "thoughtSignature": NO_SIGNATURE}
