"""Filling in the middle of a text; replies are shaped as a chat's, or have plain texts for choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic_core import to_json

from ..data import is_array, is_object
from .base import DONE, ChatDecoder, Encoding, RequestProtocol, parse
from .openai_chat import OpenAIChat
from .openai_streams import OpenAIChatDecoder

if TYPE_CHECKING:
    from ..fim import FimRequest
    from ..replies import ChatChunk, ChatResponse

CHAT = OpenAIChat()


@dataclass(frozen=True, kw_only=True)
class FillInTheMiddle(RequestProtocol):
    """Filling in the middle, as Mistral and DeepSeek have it.

    ``choices`` says whether the choices of a reply hold messages, as a chat's do, or texts; ``stream_usage`` asks for
    usage in streams by ``stream_options``.
    """

    name: ClassVar[str] = "fill-in-the-middle"

    choices: Literal["messages", "texts"] = "messages"
    stream_usage: bool = False

    def encode(self, request: FimRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        body: dict[str, Any] = {"model": encoding.model, "prompt": request.prompt}
        if request.suffix is not None:
            body["suffix"] = request.suffix
        self.place(body, encoding.settled)
        if encoding.stream:
            body["stream"] = True
            if self.stream_usage:
                body["stream_options"] = {"include_usage": True}
        return body

    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body."""
        return CHAT.decode(data if self.choices == "messages" else _as_chat(data, "message"))

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return OpenAIChatDecoder(CHAT) if self.choices == "messages" else TextsDecoder(CHAT)


class TextsDecoder(OpenAIChatDecoder):
    """Decodes a stream whose choices have plain texts."""

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunk in an event."""
        return super().feed(event if event.strip() == DONE else _as_chat(event, "delta"))


def _as_chat(data: bytes, place: str) -> bytes:
    """A body with what its choices say where a chat's have it; anything else as it is."""
    body = parse(data)
    if is_object(body) and is_array(choices := body.get("choices")):
        for choice in choices:
            if is_object(choice) and isinstance(text := choice.pop("text", None), str):
                choice[place] = {"role": "assistant", "content": text}
                choice.pop("logprobs", None)  # of another shape than a chat's; they stand in `raw`
        return to_json(body)
    return data
