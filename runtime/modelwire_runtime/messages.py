"""Messages of a conversation, as they go into a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

from .replies import Message, ToolCall

Role: TypeAlias = Literal["system", "developer", "user", "assistant", "tool"]


class CacheControl(TypedDict, total=False):
    """Marks the end of a prefix to cache; ``ttl`` is ``5m`` or ``1h``."""

    type: Required[Literal["ephemeral"]]
    ttl: Literal["5m", "1h"]


class TextPart(TypedDict, total=False):
    """Text."""

    type: Required[Literal["text"]]
    text: Required[str]
    cache_control: CacheControl


class ImageURL(TypedDict, total=False):
    """An address (https or data URI) of an image."""

    url: Required[str]
    detail: Literal["auto", "low", "high"]


class ImagePart(TypedDict, total=False):
    """An image."""

    type: Required[Literal["image_url"]]
    image_url: Required[ImageURL]
    cache_control: CacheControl


class InputAudio(TypedDict):
    """Audio, base64."""

    data: str
    format: str


class AudioPart(TypedDict, total=False):
    """Audio."""

    type: Required[Literal["input_audio"]]
    input_audio: Required[InputAudio]
    cache_control: CacheControl


class FileData(TypedDict, total=False):
    """A file by its data (a data URI) or by the id of an uploaded one."""

    file_data: str
    file_id: str
    filename: str


class FilePart(TypedDict, total=False):
    """A file, such as a PDF."""

    type: Required[Literal["file"]]
    file: Required[FileData]
    cache_control: CacheControl


class RefusalPart(TypedDict, total=False):
    """What the model said instead of complying, in an earlier turn."""

    type: Required[Literal["refusal"]]
    refusal: Required[str]
    cache_control: CacheControl


ContentPart: TypeAlias = TextPart | ImagePart | AudioPart | FilePart | RefusalPart
Content: TypeAlias = str | Sequence[ContentPart]


class SystemMessage(TypedDict, total=False):
    """Instructions to the model."""

    role: Required[Literal["system", "developer"]]
    content: Required[Content]
    name: str


class UserMessage(TypedDict, total=False):
    """What the user says."""

    role: Required[Literal["user"]]
    content: Required[Content]
    name: str


class FunctionCall(TypedDict):
    """The function and its arguments, as JSON text."""

    name: str
    arguments: str


class ToolCallParam(TypedDict, total=False):
    """A call that the model made in an earlier turn; ``type`` is ``function``, or a word of the vendor's."""

    id: Required[str]
    type: Required[str]
    function: Required[FunctionCall]


class AssistantMessage(TypedDict, total=False):
    """What the model said in an earlier turn.

    ``prefix`` (DeepSeek, Mistral) and ``partial`` (Moonshot) make the last message the beginning of the answer; a
    provider without them refuses the key.
    """

    role: Required[Literal["assistant"]]
    content: Content | None
    name: str
    refusal: str | None
    tool_calls: Sequence[ToolCallParam | ToolCall]
    reasoning_content: str | None
    reasoning_state: Mapping[str, Any] | None
    audio: Mapping[str, Any] | None
    images: Sequence[Mapping[str, Any]] | None
    annotations: Sequence[Mapping[str, Any]] | None
    prefix: bool
    partial: bool


class ToolMessage(TypedDict, total=False):
    """What came of a tool call; ``is_error`` says that it failed, where the vendor has a word for that."""

    role: Required[Literal["tool"]]
    content: Required[Content]
    tool_call_id: Required[str]
    name: str
    is_error: bool


MessageLike: TypeAlias = SystemMessage | UserMessage | AssistantMessage | ToolMessage | Message
"""A message as a dict in OpenAI's shape, or a :class:`Message`, such as ``reply.message``.

>>> question: MessageLike = {"role": "user", "content": "Hello!"}
>>> client.chat_completion(model="gpt-5.4", messages=[question]).text
'Hello there!'
"""
