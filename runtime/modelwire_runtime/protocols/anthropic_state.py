"""The blocks of a reply that have to come back as they are: the ``reasoning_state`` of a message."""

from __future__ import annotations

from typing import Any, TypeAlias

from ..data import is_array
from .json_values import as_object, as_objects, as_text

NAME = "anthropic-messages"
Block: TypeAlias = dict[str, Any]

PLAIN_CALL = frozenset({"type", "id", "name", "input"})
"""What a block of type tool_use holds that a tool call of ours holds too."""


def state_of(blocks: list[Block], origin: str = "") -> dict[str, Any] | None:
    """What has to come back as it is: the blocks up to the last one that our messages have no place for.

    ``origin`` says whose signatures they bear, where they are not those of the protocol's inventor.
    """
    blocks = [block for block in blocks if isinstance(block.get("type"), str)]
    end = max((number for number, block in enumerate(blocks, 1) if _is_opaque(block)), default=0)
    kept: list[Block] = []
    for block in blocks[:end]:
        if block["type"] == "text":
            if not as_text(block.get("text")):
                continue
            if not _is_opaque(block):
                # Without its citations: they hold what a request must not (file_id).
                block = {"type": "text", "text": block["text"]}
        kept.append(block)
    if not kept:
        return None
    return {"protocol": NAME, **({"origin": origin} if origin else {}), "blocks": kept}


def _is_opaque(block: Block) -> bool:
    kind = block.get("type")
    if kind == "text":
        return any("encrypted_index" in citation for citation in as_objects(block.get("citations")))
    if kind == "tool_use":
        return any(block[key] is not None and block[key] != {"type": "direct"} for key in block.keys() - PLAIN_CALL)
    return True


def kept_blocks(state: Any, origin: str = "") -> list[Block] | None:
    """The blocks of a state of ours, or None if it is of another protocol or bears another's signatures."""
    blocks = as_object(state).get("blocks")
    if as_object(state).get("protocol") != NAME or (as_object(state).get("origin") or "") != origin:
        return None
    if not is_array(blocks):
        return None
    return [block for block in as_objects(blocks) if _is_sound(block)]


def _is_sound(block: Block) -> bool:
    return isinstance(block.get("text" if block.get("type") == "text" else "type"), str)


def weave(kept: list[Block], own: list[Block]) -> list[Block]:
    """A turn's own blocks with the kept ones in their places.

    Kept text and calls only tell the places, and stand for the turn's own.  Where they don't agree with those (the turn
    was changed since), the other kept blocks go first.
    """
    woven: list[Block] = []
    rest = {kind: [block for block in own if block["type"] == kind] for kind in ("text", "tool_use")}
    for block in kept:
        queue = rest.get(block["type"])
        if queue is None:
            woven.append(block)
            continue
        first = queue.pop(0) if queue else None
        if first is None:
            break
        if "text" in first:
            if not first["text"].startswith(block["text"]):
                break
            if after := first["text"].removeprefix(block["text"]):
                queue.insert(0, {**first, "text": after})
            elif "cache_control" in first:
                block = {**block, "cache_control": first["cache_control"]}
        elif any(block.get(key) != first[key] for key in PLAIN_CALL):
            break
        woven.append(block)
    else:
        return woven + rest["text"] + rest["tool_use"]
    return [block for block in kept if block["type"] not in rest] + own
