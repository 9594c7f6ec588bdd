"""A conversation as Anthropic's API wants it: turns of blocks."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import from_json

from ..data import is_object
from ..errors import InvalidRequestError, NotSupportedError
from ..message_checks import is_plain_turn
from ..parameters import Adjustment
from .anthropic_state import Block, kept_blocks, weave
from .base import Encoding
from .data_uris import read_data_uri
from .json_values import Json, as_object, as_text
from .made_media import without_media
from .omissions import leave_out, move_up

NATIVE_PARTS = ("image", "document", "search_result", "container_upload")
"""The vendor's own blocks that a message may hold; they are sent as given."""
TAKEN_TOOL_ID = re.compile(r"[a-zA-Z0-9_-]+")


class Conversation:
    """Messages as the API wants them: instructions apart, and user and assistant taking turns."""

    def __init__(self, encoding: Encoding, state_origin: str = "") -> None:
        self._encoding = encoding
        self._state_origin = state_origin
        self._system: list[Block] = []
        self._system_is_text = True
        self._turns: list[tuple[str, list[Block]]] = []
        self._ids: dict[str, str] = {}
        self._used: dict[str, str] = {}

    def add(self, index: int, message: dict[str, Any]) -> None:
        """Take in one message."""
        role = message["role"]
        if is_plain_turn(message) and role in ("user", "assistant"):
            return self._add_turn(role, [{"type": "text", "text": message["content"]}])
        where = f"messages[{index}]"
        if message.get("name") and role != "tool":
            leave_out(self._encoding, f"{where}.name")
        if role in ("system", "developer"):
            # One that stands later is moved up too: the API has a role for it (anthropic (PyPI) 2.12.0
            # types/system_message_param.py, read 2026-11-23), which only the newest models take.
            if self._turns:
                move_up(self._encoding, where)
            self._system += self._parts(message["content"], where, "a system message")
            self._system_is_text = self._system_is_text and isinstance(message["content"], str)
        elif role == "assistant":
            self._add_turn("assistant", self._assistant(message, where))
        elif role == "tool":
            self._add_turn("user", [self._tool_result(message, where)])
        else:
            self._add_turn("user", self._parts(message["content"], where))
        return None

    def system(self) -> str | list[Block]:
        """The instructions: text if they were given as such, else blocks."""
        blocks = [block for block in self._system if not _is_blank(block)]
        return "\n\n".join(block["text"] for block in blocks) if self._system_is_text else blocks

    def turns(self) -> list[dict[str, Any]]:
        """The turns, with what the API refuses put right."""
        if self._turns and self._turns[-1][0] == "assistant":
            _strip_end(self._turns[-1][1])
        turns: list[dict[str, Any]] = []
        for role, blocks in self._turns:
            if role == "user" and len(blocks) > 1:  # results must stand before anything else
                blocks.sort(key=lambda block: block.get("type") != "tool_result")
            is_text = len(blocks) == 1 and blocks[0].keys() == {"type", "text"}
            turns.append({"role": role, "content": blocks[0]["text"] if is_text else blocks})
        if not turns:
            raise InvalidRequestError(
                "messages hold nothing to answer: give at least one user message with content",
                provider=self._encoding.provider,
            )
        return turns

    def _add_turn(self, role: str, blocks: list[Block]) -> None:
        for block in blocks:
            if _is_blank(block):
                continue
            if self._turns and self._turns[-1][0] == role:
                self._turns[-1][1].append(block)
            else:
                self._turns.append((role, [block]))

    def _assistant(self, message: dict[str, Any], where: str) -> list[Block]:
        message = without_media(message, where, self._encoding)
        own: list[Block] = []
        if message.get("content") is not None:
            own += self._parts(message["content"], where, "an assistant message")
        if refusal := as_text(message.get("refusal")):
            own.append({"type": "text", "text": refusal})
        for number, call in enumerate(message.get("tool_calls") or ()):
            own.append(self._tool_use(call, f"{where}.tool_calls[{number}]"))
        state = message.get("reasoning_state")
        kept = kept_blocks(state, self._state_origin)
        if state and kept is None:
            leave_out(self._encoding, f"{where}.reasoning_state")
        if message.get("reasoning_content") and not kept:
            leave_out(self._encoding, f"{where}.reasoning_content")
        return weave(kept, own) if kept else own

    def _tool_use(self, call: Json, where: str) -> Block:
        function = call["function"]
        arguments = function.get("arguments") or "{}"
        if not function["name"]:
            raise self._invalid(f"{where} must have a function with a name")
        if not isinstance(arguments, str):
            raise self._invalid(f"{where}.function.arguments must be the JSON text of an object")
        try:
            given: Any = from_json(arguments)
        except ValueError:
            given = None
        if not is_object(given):
            # A model's slip must not end the conversation: it may be about to mend it. To wrap it is advised in
            # https://platform.claude.com/docs/en/agents-and-tools/tool-use/fine-grained-tool-streaming, read
            # 2026-11-27.
            given = {"INVALID_JSON": arguments}
            note = Adjustment(f"{where}.function.arguments", "mapped", arguments, given, "not a JSON object")
            self._encoding.adjustments.append(note)
        return {"type": "tool_use", "id": self._new_id(call["id"], where), "name": function["name"], "input": given}

    def _new_id(self, given: str, where: str) -> str:
        """The id to send for a call's: another one where an earlier turn has it, as some servers count anew in each."""
        turn = where.partition(".")[0]
        sent = tool_id(given)
        if self._used.setdefault(sent, turn) != turn:
            sent = tool_id(f"{given} {where}")
        self._ids[given] = sent
        return sent

    def _tool_result(self, message: dict[str, Any], where: str) -> Block:
        given = self._needed(message, "tool_call_id", where)
        result: Block = {"type": "tool_result", "tool_use_id": self._ids.get(given) or tool_id(given)}
        content = message["content"]
        parts = [block for block in self._parts(content, where) if not _is_blank(block)]
        if parts:
            result["content"] = content if isinstance(content, str) else parts
        if message.get("is_error") is not None:
            result["is_error"] = message["is_error"]
        return result

    def _parts(self, content: str | list[Json], where: str, text_only: str = "") -> list[Block]:
        """Content as blocks; ``text_only`` names who may hold nothing but text."""
        if isinstance(content, str):
            return [{"type": "text", "text": content}]
        blocks: list[Block] = []
        for number, part in enumerate(content):
            place = f"{where}.content[{number}]"
            if text_only and part.get("type") not in ("text", "refusal"):
                raise self._unsupported(f"{place}: {text_only} holds text only here, no {part.get('type')!r}")
            blocks.append(self._part(part, place))
        return blocks

    def _part(self, part: dict[str, Any], where: str) -> Block:
        kind = part.get("type")
        if kind in NATIVE_PARTS:
            return part
        if kind == "text" or kind == "refusal":
            block: Block = {"type": "text", "text": self._needed(part, kind, where)}
        elif kind == "image_url":
            image = as_object(part.get("image_url"))
            block = {"type": "image", "source": self._image(self._needed(image, "url", where), where)}
            if image.get("detail", "auto") != "auto":
                leave_out(self._encoding, f"{where}.image_url.detail")
        elif kind == "file":
            block = self._file(as_object(part.get("file")), where)
        else:
            raise self._unsupported(f"{where}: parts of type {kind!r} are not supported; leave it out")
        if cache_control := part.get("cache_control"):
            block["cache_control"] = cache_control
        return block

    def _image(self, url: str, where: str) -> Block:
        if url.startswith("data:"):
            media_type, data = self._data_uri(url, where)
            return {"type": "base64", "media_type": media_type, "data": data}
        return {"type": "url", "url": url}

    def _file(self, file: dict[str, Any], where: str) -> Block:
        file_id = file.get("file_id")
        given = file_id or self._needed(file, "file_data", where)
        if isinstance(given, str) and given.startswith(("https://", "http://")):
            source: Block = {"type": "url", "url": given}
        elif file_id:
            source = {"type": "file", "file_id": file_id}
            if _is_image(as_text(file.get("filename"))):
                return {"type": "image", "source": source}
        else:
            media_type, data = self._data_uri(given, where)
            if media_type.startswith("image/"):
                return {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}}
            source = self._document(media_type, data, where)
        title = file.get("filename")
        return {"type": "document", "source": source, **({"title": title} if title else {})}

    def _document(self, media_type: str, data: str, where: str) -> Block:
        if media_type == "application/pdf":
            return {"type": "base64", "media_type": media_type, "data": data}
        if media_type == "text/plain":
            from base64 import b64decode

            try:
                return {"type": "text", "media_type": media_type, "data": b64decode(data, validate=True).decode()}
            except ValueError as error:
                raise self._invalid(f"{where}: the file is not UTF-8 text in base64 ({error})") from error
        raise self._unsupported(f"{where}: files of type {media_type!r} are not supported; send PDF or plain text")

    def _data_uri(self, uri: str, where: str) -> tuple[str, str]:
        """The media type and the base64 data of a data URI."""
        read = read_data_uri(uri)
        if read is None or not read.media_type or not read.is_base64 or not read.data:
            raise self._invalid(f"{where} must be an https address or a data URI, data:<media type>;base64,<data>")
        return read.media_type.lower(), read.data

    def _needed(self, part: dict[str, Any], key: str, where: str) -> str:
        value = part.get(key)
        if not isinstance(value, str):
            raise self._invalid(f"{where} needs {key}, a string")
        return value

    def _invalid(self, message: str) -> InvalidRequestError:
        return InvalidRequestError(message, provider=self._encoding.provider)

    def _unsupported(self, message: str) -> NotSupportedError:
        return NotSupportedError(message, provider=self._encoding.provider)


def _is_blank(block: Block) -> bool:
    """Whether a block is text without any, which the API refuses."""
    return block.get("type") == "text" and not block["text"].strip()


def _strip_end(blocks: list[Block]) -> None:
    """Take away the white space that the last assistant turn must not end with."""
    if blocks[-1].get("type") == "text":
        blocks[-1] = {**blocks[-1], "text": blocks[-1]["text"].rstrip()}


def tool_id(given: str) -> str:
    """A tool call's id: itself where the API takes it (letters, digits, ``_`` and ``-``), else one made from it."""
    if TAKEN_TOOL_ID.fullmatch(given):
        return given
    from hashlib import sha256

    return f"toolu_{sha256(given.encode()).hexdigest()[:24]}"


def _is_image(filename: str) -> bool:
    """Whether a file's name says that it is an image."""
    from mimetypes import guess_type

    return (guess_type(filename)[0] or "").startswith("image/")
