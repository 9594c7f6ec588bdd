"""What is measured: the rows of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Row:
    """One kind of work; ``needs`` is what a contestant must be able to do for it, if anything.

    Without ``times``, the work is done as often as fits in the time of a round.  With ``alone`` each measurement has a
    process of its own, since memory is measured.
    """

    name: str
    title: str
    measure: str
    needs: str = ""
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    times: int | None = None
    rounds: int | None = None
    alone: bool = False


ROWS = (
    Row(name="chat", title="chat, blocking", measure="chat", needs="chat"),
    Row(name="achat", title="chat, async", measure="achat", needs="achat"),
    Row(name="achat-50", title="50 async at once, a call", measure="achat", needs="achat", options={"at_once": 50}),
    Row(
        name="achat-500",
        title="500 async at once, a call",
        measure="achat",
        needs="achat",
        options={"at_once": 500},
        times=1000,
        rounds=3,
    ),
    Row(name="stream", title="streamed chunk, blocking", measure="stream", needs="stream"),
    Row(name="astream", title="streamed chunk, async", measure="astream", needs="astream"),
    Row(name="history", title="200-message history", measure="chat", needs="chat", options={"kind": "history"}),
    Row(name="reply-1mb", title="1 MiB reply", measure="chat", needs="chat", options={"size": "1mb"}),
    Row(
        name="image-1mb",
        title="1 MiB image in the request",
        measure="chat",
        needs="chat",
        options={"kind": "image"},
    ),
    Row(name="embed", title="64 x 1536 embeddings", measure="embed", needs="embed"),
    Row(name="open", title="second client of a process", measure="open", needs="open"),
    Row(
        name="streams-500",
        title="500 async streams: median first chunk",
        measure="streams",
        needs="astream",
        times=500,
        rounds=3,
        alone=True,
    ),
    Row(name="growth", title="growth a call", measure="growth", needs="achat", times=10_000, rounds=1, alone=True),
)
"""What workers do."""
STARTS = (
    Row(name="import", title="import", measure="import"),
    Row(name="cold", title="cold start to first reply", measure="cold", needs="chat"),
)
"""What a fresh interpreter does."""
