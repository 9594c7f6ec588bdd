"""Endpoints that count tokens: they take what a chat would send, and answer with a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias

from .base import Malformed, Protocol, at, parse_object

ChatName: TypeAlias = Literal[
    "same", "openai-chat", "openai-responses", "anthropic-messages", "gemini-generate-content", "llama-chat"
]
"""A protocol of chat, or that of the model's chats."""
READ = frozenset({"instructions", "response_format", "system", "systemInstruction", "text", "tools"})
"""Keys of chats' bodies, beside the messages, that hold what the model reads."""


@dataclass(frozen=True, kw_only=True)
class TokenCounting(Protocol):
    """Counts the tokens of the body that a chat with the same model would send.

    ``fields`` are the keys of that body which the endpoint takes.  ``chat`` is the protocol that the body is written
    in, ``same`` as the model's chats if not said.  With ``model_in_body`` the model is named there.  With ``wrapper``,
    a body that has more than ``bare``, and the model after ``model_prefix``, goes under that key.  ``total`` is where
    the reply has the number.
    """

    name: ClassVar[str] = "token-count"

    fields: tuple[str, ...]
    total: str
    chat: ChatName = "same"
    model_in_body: bool = False
    wrapper: str = ""
    bare: tuple[str, ...] = ()
    model_prefix: str = ""

    def encode(self, chat: Mapping[str, Any], model: str) -> dict[str, Any]:
        """The body, from that of a chat with a model."""
        body = {name: value for name, value in chat.items() if name in self.fields}
        if self.model_in_body:
            body["model"] = model
        if self.wrapper and not body.keys() <= set(self.bare):
            return {self.wrapper: {"model": self.model_prefix + model, **body}}
        return body

    def uncounted(self, chat: Mapping[str, Any]) -> list[str]:
        """The keys that hold what the model reads, but that the endpoint does not take."""
        return [name for name in chat if name in READ and name not in self.fields]

    def decode(self, data: bytes) -> int:
        """The number of tokens in a reply."""
        total = at(parse_object(data), self.total)
        if not isinstance(total, int) or isinstance(total, bool) or total < 0:
            raise Malformed(f"a count of tokens without {self.total}")
        return total
