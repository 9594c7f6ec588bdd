"""The two colours of what a client can do are the same text, but for what makes the one async."""

from pathlib import Path

import pytest

RUNTIME = Path(__file__).parents[1] / "runtime/modelwire_runtime"
WORDS = (
    ("    async def ", "    def "),
    ("async with ", "with "),
    ("async for ", "for "),
    ("await ", ""),
    ("estimate_tokens_async", "estimate_tokens"),
    ("NonblockingStorage", "BlockingStorage"),
    ("NonblockingBatches", "BlockingBatches"),
    ("AsyncBatchItems", "BatchItems"),
    ("AsyncBatchResults", "BatchResults"),
    ("placed_async", "placed"),
    ("NonblockingOperations", "BlockingOperations"),
    ("AsyncContentStream", "ContentStream"),
    ("AsyncChatStream", "ChatStream"),
    ("AsyncTranscriptionStream", "TranscriptionStream"),
    ("AsyncDriver", "Driver"),
    ("async_client", "client"),
    ("non-blocking", "blocking"),
)
"""What stands in the async text, and what instead of it in the other."""
SORTED_APART = "    from .client import Driver\n"
"""An import that stands at another place, by its name."""


def plain(text: str) -> list[str]:
    """The words of a text, without the line breaks that a formatter sets by their length."""
    return "".join(text.replace(SORTED_APART, "").split()).replace(",)", ")").split(":")


@pytest.mark.parametrize("name", ["operations", "storage_operations", "batch_operations"])
def test_both_colours_do_the_same(name: str) -> None:
    text = (RUNTIME / f"async_{name}.py").read_text()
    for there, here in WORDS:
        text = text.replace(there, here)
    assert plain(text) == plain((RUNTIME / f"{name}.py").read_text())
