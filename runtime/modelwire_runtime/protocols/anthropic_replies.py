"""What Anthropic's API answers: blocks and counts, as a message and usage of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from ..replies import CompletionTokensDetails, Function, Message, PromptTokensDetails, ToolCall, Usage
from .anthropic_state import Block, state_of
from .json_values import as_count, as_object, as_objects, as_text


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


def annotations_of(block: Block, start: int, text: str) -> list[dict[str, Any]]:
    """The citations of a text block that begins at ``start``; those of web pages in OpenAI's shape."""
    annotations: list[dict[str, Any]] = []
    for citation in as_objects(block.get("citations")):
        if citation.get("type") == "web_search_result_location":
            page = {
                "url": as_text(citation.get("url")),
                "title": as_text(citation.get("title")),
                "content": as_text(citation.get("cited_text")),
                "start_index": start,
                "end_index": start + len(text),
            }
            citation = {"type": "url_citation", "url_citation": page}
        annotations.append(citation)
    return annotations


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
