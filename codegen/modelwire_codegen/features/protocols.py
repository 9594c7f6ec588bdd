"""What protocols do by themselves, as far as the table of features tells it.

The generator does not import the runtime, so it is said here once more; ``tests/features`` holds each cell against what
stands on the wire.
"""

from collections.abc import Mapping
from typing import Final

RENAMED: Final[Mapping[str, frozenset[str]]] = {
    "anthropic-messages": frozenset({"stop", "user"}),
    "gemini-generate-content": frozenset(
        {
            "max_tokens",
            "temperature",
            "top_p",
            "top_k",
            "stop",
            "seed",
            "n",
            "presence_penalty",
            "frequency_penalty",
            "logprobs",
            "top_logprobs",
            "metadata",
            "service_tier",
        }
    ),
    "llama-chat": frozenset({"max_tokens"}),
    "openai-responses": frozenset({"max_tokens", "reasoning_effort", "verbosity", "response_format"}),
    "gemini-batch-embeddings": frozenset({"dimensions", "input_type"}),
    "gemini-predict-embeddings": frozenset({"dimensions", "input_type"}),
}
"""Parameters that stand under another name in a protocol's bodies."""

MAPPED: Final[Mapping[str, frozenset[str]]] = {
    "anthropic-messages": frozenset(
        {"response_format", "tools", "tool_choice", "parallel_tool_calls", "web_search_options"}
    ),
    "gemini-generate-content": frozenset(
        {"response_format", "tools", "tool_choice", "modalities", "web_search_options"}
    ),
    "llama-chat": frozenset({"response_format"}),
    "openai-responses": frozenset({"tools", "tool_choice", "response_format", "logprobs", "web_search_options"}),
}
"""Parameters whose values are said in a protocol's own way."""

AS_THEY_ARE: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "openai-responses": {
        "tool_choice": frozenset({"auto", "none", "required"}),
        "response_format": frozenset({"json_object"}),
    },
}
"""Values of these that are said as they are all the same."""

MAPPED_BY_QUIRKS: Final = {"search_tool": "web_search_options"}
"""Parameters that are said in another way on routes that have a quirk."""

REFUSED: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "anthropic-messages": {"response_format": frozenset({"json_object"})},
}
"""Values that a protocol has no word for."""

TYPED_ANSWERS: Final[Mapping[str, str]] = {
    "json-schema": "by schema",
    "json-object": "by instruction",
    "tool": "by tool",
    "instruction": "by instruction",
}
"""Ways to a typed answer, as the table has them."""

FIRST_OF_ALL: Final = "json-schema"
"""The way that is tried first where a route names no other."""

STRATEGIES: Final[Mapping[str, tuple[str, ...]]] = {
    "anthropic-messages": ("json-schema", "tool"),
    "gemini-generate-content": ("json-schema", "json-object", "tool"),
    "llama-chat": ("json-schema", "tool"),
}
OTHER_STRATEGIES: Final = ("json-schema", "tool", "json-object")
"""The ways that protocols try, in their order, before they give an instruction."""

STRICT_FUNCTIONS: Final = frozenset({"openai-chat", "openai-responses", "anthropic-messages", "llama-chat"})
"""Protocols whose functions may be strict."""

SOME_TOOLS: Final = frozenset({"openai-responses", "gemini-generate-content"})
"""Protocols that always have a word for a choice among some of the tools; where others have it, a quirk tells."""

CACHE_MARKS: Final = frozenset({"anthropic-messages"})
"""Protocols that have cache_control themselves."""
