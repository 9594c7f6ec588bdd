"""What Anthropic's API answers: blocks and counts, as a message and usage of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from ..replies import CompletionTokensDetails, Function, Message, PromptTokensDetails, ToolCall, Usage
from .anthropic_state import Block, state_of
from .json_values import as_count, as_object, as_objects, as_text, as_word

LOCATES = ("_char_index", "_page_number", "_block_index")
"""How the keys end that tell a place in a document."""


def read_message(blocks: list[Block], origin: str = "") -> Message:
    """The message that blocks add up to; blocks of unknown types are left to its state."""
    texts: list[str] = []
    thinking: list[str] = []
    calls: list[ToolCall] = []
    annotations: list[dict[str, Any]] = []
    length = 0
    for block in blocks:
        kind = block.get("type")
        if kind == "text":
            text = as_text(block.get("text"))
            annotations += annotations_of(block, length, text)
            length += len(text)
            texts.append(text)
        elif kind == "thinking":
            thinking.append(as_text(block.get("thinking")))
        elif kind == "tool_use":
            function = Function(as_text(block.get("name")), arguments_of(block))
            calls.append(ToolCall(as_text(block.get("id")), "function", function))
    return Message(
        content="".join(texts) or None,
        tool_calls=calls or None,
        annotations=annotations or None,
        reasoning_content="".join(thinking) or None,
        reasoning_state=state_of(blocks, origin),
    )


def arguments_of(block: Block) -> str:
    """The input of a tool_use block as JSON text."""
    return to_json(block.get("input") or {}).decode()


def read_refusal(body: Mapping[str, Any]) -> str | None:
    """Why a reply was refused, in the vendor's words, where it has some: ``stop_details.explanation``."""
    return as_word(as_object(body.get("stop_details")).get("explanation"))


def annotations_of(block: Block, start: int, text: str) -> list[dict[str, Any]]:
    """The citations of a text block that begins at ``start``, in OpenAI's shape: of pages and of files."""
    place = {"start_index": start, "end_index": start + len(text)}
    return [_annotation(citation, place) for citation in as_objects(block.get("citations"))]


def _annotation(citation: dict[str, Any], place: Mapping[str, int]) -> dict[str, Any]:
    kind, content = citation.get("type"), as_text(citation.get("cited_text"))
    if kind in ("web_search_result_location", "search_result_location"):
        address = citation.get("url") if kind == "web_search_result_location" else citation.get("source")
        page = {"url": as_text(address), "title": as_text(citation.get("title")), "content": content, **place}
        return {"type": "url_citation", "url_citation": page}
    if "document_index" not in citation:
        return citation  # of a kind that is not known
    file = {
        "file_id": citation.get("file_id"),
        "filename": citation.get("document_title"),
        "index": citation.get("document_index"),
        "content": content,
        "location": {key: value for key, value in citation.items() if key == "type" or key.endswith(LOCATES)},
    }
    told = {key: value for key, value in file.items() if value is not None}
    return {"type": "file_citation", "file_citation": {**told, **place}}


def read_usage(sent: Mapping[str, Any]) -> Usage:
    """The counts in our terms: the vendor's ``input_tokens`` are without those read from and written to the cache."""
    read = as_count(sent.get("cache_read_input_tokens"))
    creation = as_object(sent.get("cache_creation"))
    for_an_hour = as_count(creation.get("ephemeral_1h_input_tokens"))
    written = as_count(sent.get("cache_creation_input_tokens"))
    written = written or for_an_hour + as_count(creation.get("ephemeral_5m_input_tokens"))
    prompt = as_count(sent.get("input_tokens")) + written + read
    completion = as_count(sent.get("output_tokens"))
    thinking = as_count(as_object(sent.get("output_tokens_details")).get("thinking_tokens"))
    return Usage(
        prompt,
        completion,
        prompt + completion,
        PromptTokensDetails(read, written, for_an_hour),
        CompletionTokensDetails(thinking),
    )
