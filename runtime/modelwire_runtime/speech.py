"""Texts read aloud: what is asked, and what comes out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from .content_streams import replacing
from .replies import Reply, Usage
from .requests import Request, check_texts, unify

if TYPE_CHECKING:
    from .catalog import Cost
    from .context import CallContext


class SpeechParameters(TypedDict, total=False):
    """The unified parameters of speech."""

    voice: str | None
    response_format: str | None
    speed: float | None
    instructions: str | None
    extra_body: Mapping[str, Any] | None


@dataclass(slots=True, repr=False, kw_only=True)
class SpeechRequest(Request):
    """A text to be read aloud.

    ``voice`` is the vendor's name of a voice, ``response_format`` the format of the sound (``mp3``, ``wav``, ``pcm``,
    ...), ``speed`` a factor (1 is as usual), ``instructions`` how to speak.

    >>> SpeechRequest(model="gpt-4o-mini-tts", input="Hello!", voice="alloy").voice
    'alloy'
    """

    model: str
    input: str
    voice: str | None = None
    response_format: str | None = None
    speed: float | None = None
    instructions: str | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    def check(self, provider: str) -> None:
        """Raise if there is no text to read."""
        check_texts("input", [self.input], provider)
        check_texts("input", self.input, provider)


@dataclass(slots=True, repr=False)
class SpeechResponse(Reply):
    """Sound: ``content`` are its bytes, ``content_type`` says what they are, such as ``audio/mpeg``.

    >>> reply = client.speech(model="gpt-4o-mini-tts", input="Hello!", voice="alloy")
    >>> reply.content_type, len(reply.content)
    ('audio/mpeg', 9)
    """

    content: bytes = b""
    content_type: str = ""
    characters: int = 0

    def __repr__(self) -> str:
        return f"SpeechResponse(content=<{len(self.content)} bytes>, content_type={self.content_type!r})"

    def write_to_file(self, path: str | os.PathLike[str]) -> None:
        """Write the sound to a file, which is there when all of it is written, and not before."""
        with replacing(path) as file:
            file.write(self.content)

    @property
    def cost(self) -> Cost | None:
        """What the reply cost, where the model is paid for by the character of its text; None for others."""
        call = self._call()
        return call.cost(Usage(), "", characters=self.characters) if call else None

    @property
    def raw(self) -> Any:
        """None, as the reply was no message."""
        return None

    def attach(self, context: CallContext, data: bytes | None) -> None:
        """Tie the reply to its call; its bytes are its content and are not kept twice."""
        Reply.attach(self, context, None)


unify(SpeechRequest, "input")
