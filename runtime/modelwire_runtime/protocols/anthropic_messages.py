"""Anthropic's Messages API, wherever it is served.

Its messages are lists of blocks.  What our messages have no place for (signatures, encrypted thinking, what server
tools did) is kept as it came in ``reasoning_state`` and goes back to its place in the next request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal, cast

from pydantic_core import from_json, to_json

from ..data import is_array, is_object
from ..errors import InvalidRequestError, NotSupportedError
from ..parameters import Adjustment
from ..replies import (
    ChatChunk,
    ChatResponse,
    Choice,
    ChunkChoice,
    CompletionTokensDetails,
    Delta,
    FinishReason,
    Function,
    FunctionDelta,
    Message,
    PromptTokensDetails,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from ..requests import ChatRequest, plain_messages
from .base import (
    ChatDecoder,
    ChatProtocol,
    Encoding,
    Refusal,
    Structured,
    check_envelope,
    parse,
    parse_object,
    unexpected,
)
from .failures import read_failure

NAME = "anthropic-messages"
Block = dict[str, Any]

FINISH: Mapping[str, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "compaction": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}
TOOL_CHOICES: Mapping[str, str] = {"auto": "auto", "required": "any", "none": "none"}
NATIVE_PARTS = ("image", "document", "search_result", "container_upload")
"""The vendor's own blocks that a message may hold; they are sent as given."""
PLAIN_CALL = frozenset({"type", "id", "name", "input"})
"""What a block of type tool_use holds that a tool call of ours holds too."""
TAKEN_TOOL_ID = re.compile(r"[a-zA-Z0-9_-]+")
SCHEMA_WORDS = frozenset("type enum const $ref title description required default additionalProperties".split())
FORMATS = frozenset("date-time time date duration email hostname uri ipv4 ipv6 uuid".split())
"""What the schema of a reply may say (lib/_parse/_transform.py of anthropic (PyPI) 2.12.0, read 2026-11-23)."""


def _mapping() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class AnthropicMessages(ChatProtocol):
    """Anthropic's Messages API.

    ``version_in_body`` is sent as ``anthropic_version`` in the body; ``model_in_body`` says whether the model is named
    there; ``finish_reasons`` adds words for why a reply ended; ``structured_output`` is how a reply that fits a schema
    is asked for.
    """

    name: ClassVar[str] = NAME
    wire_names: ClassVar[Mapping[str, str]] = {
        "stop": "stop_sequences",
        "user": "metadata.user_id",
        "response_format": "output_config.format",
        "reasoning_effort": "output_config.effort",
    }

    version_in_body: str = ""
    model_in_body: bool = True
    finish_reasons: Mapping[str, FinishReason] = field(default_factory=_mapping)
    structured_output: Literal["json-schema", "tool"] = "json-schema"

    def encode(self, request: ChatRequest, encoding: Encoding) -> dict[str, Any]:
        """The body: messages as turns of blocks, parameters under their wire names."""
        messages = plain_messages(request.messages, frozenset(), encoding.provider)
        body: dict[str, Any] = {"model": encoding.model} if self.model_in_body else {}
        if self.version_in_body:
            body["anthropic_version"] = self.version_in_body
        conversation = _Conversation(encoding)
        for index, message in enumerate(messages):
            conversation.add(index, message)
        if system := conversation.system():
            body["system"] = system
        body["messages"] = conversation.turns()
        self.place(body, replace(encoding.settled, values=_native_values(encoding)))
        _make_room_for_thinking(body, encoding)
        if encoding.stream:
            body["stream"] = True
        return body

    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body; blocks of unknown types stay in ``.raw``."""
        body = parse_object(data)
        content = body.get("content")
        if not is_array(content) or body.get("type") not in ("message", None):
            raise unexpected(data)
        usage = _dict(body.get("usage"))
        native = _word(body.get("stop_reason"))
        choice = Choice(0, _message(_dicts(content)), self.finish(native), native)
        return ChatResponse(
            id=_text(body.get("id")),
            model=_text(body.get("model")),
            choices=[choice],
            usage=read_usage(usage),
            service_tier=_word(usage.get("service_tier")),
        )

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return AnthropicMessagesDecoder(self)

    def structured(self, schema: Mapping[str, Any], name: str) -> Structured:
        """By ``response_format``, or by a tool that must be called."""
        if self.structured_output == "tool":
            from .openai_chat import tool_for_schema

            return tool_for_schema(schema, name)
        wanted = {"name": name, "schema": reply_schema(schema), "strict": True}
        return Structured({"response_format": {"type": "json_schema", "json_schema": wanted}})

    def finish(self, native: str | None) -> FinishReason | None:
        """The unified word for why a reply ended."""
        if native is None:
            return None
        return self.finish_reasons.get(native) or FINISH.get(native, "stop")


# --- Requests -----------------------------------------------------------------------------------------------


class _Conversation:
    """Messages as the API wants them: instructions apart, and user and assistant taking turns."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._system: list[Block] = []
        self._system_is_text = True
        self._turns: list[tuple[str, list[Block]]] = []

    def add(self, index: int, message: dict[str, Any]) -> None:
        """Take in one message."""
        role, where = message["role"], f"messages[{index}]"
        if message.get("name") and role != "tool":
            self._leave_out(f"{where}.name")
        if role in ("system", "developer"):
            # One that stands later is moved up too: only some models take instructions between the turns
            # (https://platform.claude.com/docs/en/api/messages, read 2026-11-23).
            self._system += self._parts(message["content"], where, "a system message")
            self._system_is_text = self._system_is_text and isinstance(message["content"], str)
        elif role == "assistant":
            self._add_turn("assistant", self._assistant(message, where))
        elif role == "tool":
            self._add_turn("user", [self._tool_result(message, where)])
        else:
            self._add_turn("user", self._parts(message["content"], where))

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
            if role == "user":  # results must stand before anything else
                blocks.sort(key=lambda block: block.get("type") != "tool_result")
            if blocks:
                is_text = len(blocks) == 1 and blocks[0].keys() == {"type", "text"}
                turns.append({"role": role, "content": blocks[0]["text"] if is_text else blocks})
        if not turns:
            raise InvalidRequestError(
                "messages hold nothing to answer: give at least one user message with content",
                provider=self._encoding.provider,
            )
        return turns

    def _add_turn(self, role: str, blocks: list[Block]) -> None:
        blocks = [block for block in blocks if not _is_blank(block)]
        if not blocks:
            return
        if self._turns and self._turns[-1][0] == role:
            self._turns[-1][1].extend(blocks)
        else:
            self._turns.append((role, blocks))

    def _assistant(self, message: dict[str, Any], where: str) -> list[Block]:
        own: list[Block] = []
        if message.get("content") is not None:
            own += self._parts(message["content"], where, "an assistant message")
        if refusal := message.get("refusal"):
            own.append({"type": "text", "text": refusal})
        for number, call in enumerate(message.get("tool_calls") or ()):
            own.append(self._tool_use(call, f"{where}.tool_calls[{number}]"))
        if message.get("audio"):
            self._leave_out(f"{where}.audio")
        state = message.get("reasoning_state")
        kept = _kept_blocks(state)
        if state and kept is None:
            self._leave_out(f"{where}.reasoning_state")
        if message.get("reasoning_content") and not kept:
            self._leave_out(f"{where}.reasoning_content")
        return _woven(kept, own) if kept else own

    def _tool_use(self, call: Any, where: str) -> Block:
        function = _dict(_dict(call).get("function"))
        name, arguments = function.get("name"), function.get("arguments") or "{}"
        if not name or not _dict(call).get("id"):
            raise self._invalid(f"{where} needs an id and a function with a name")
        try:
            given: Any = from_json(arguments) if isinstance(arguments, str) else None
        except ValueError as error:
            raise self._invalid(f"{where}.function.arguments is not JSON ({error}); mend it") from error
        if not is_object(given):
            raise self._invalid(f"{where}.function.arguments must be the JSON text of an object")
        return {"type": "tool_use", "id": tool_id(call["id"]), "name": name, "input": given}

    def _tool_result(self, message: dict[str, Any], where: str) -> Block:
        result: Block = {"type": "tool_result", "tool_use_id": tool_id(message["tool_call_id"])}
        content = message["content"]
        parts = [block for block in self._parts(content, where) if not _is_blank(block)]
        if parts:
            result["content"] = content if isinstance(content, str) else parts
        return result

    def _parts(self, content: Any, where: str, text_only: str = "") -> list[Block]:
        """Content as blocks; ``text_only`` names who may hold nothing but text."""
        if isinstance(content, str):
            return [{"type": "text", "text": content}]
        if not isinstance(content, list | tuple):
            raise self._invalid(f"{where}.content must be text or a list of parts, not {type(content).__name__}")
        blocks: list[Block] = []
        for number, part in enumerate(cast(Sequence[Any], content)):
            place = f"{where}.content[{number}]"
            if not is_object(part):
                raise self._invalid(f"{place} must be a dict, not {type(part).__name__}")
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
            image = _dict(part.get("image_url"))
            block = {"type": "image", "source": self._image(self._needed(image, "url", where), where)}
            if image.get("detail", "auto") != "auto":
                self._leave_out(f"{where}.image_url.detail")
        elif kind == "file":
            block = self._file(_dict(part.get("file")), where)
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
        if file_id := file.get("file_id"):
            source: Block = {"type": "file", "file_id": file_id}
        else:
            data = self._needed(file, "file_data", where)
            if data.startswith(("https://", "http://")):
                source = {"type": "url", "url": data}
            else:
                media_type, data = self._data_uri(data, where)
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
        head, _, data = uri.partition(",")
        media_type, *parameters = head.removeprefix("data:").split(";")
        if not uri.startswith("data:") or not media_type or "base64" not in parameters or not data:
            raise self._invalid(f"{where} must be an https address or a data URI, data:<media type>;base64,<data>")
        return media_type.lower(), data

    def _needed(self, part: dict[str, Any], key: str, where: str) -> str:
        value = part.get(key)
        if not isinstance(value, str):
            raise self._invalid(f"{where} needs {key}, a string")
        return value

    def _leave_out(self, what: str) -> None:
        self._encoding.adjustments.append(Adjustment(what, "left out"))

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


def _kept_blocks(state: Any) -> list[Block] | None:
    """The blocks of a state of ours, or None if it is not ours."""
    blocks = _dict(state).get("blocks")
    if _dict(state).get("protocol") != NAME or not is_array(blocks):
        return None
    return [block for block in _dicts(blocks) if _is_sound(block)]


def _is_sound(block: Block) -> bool:
    return isinstance(block.get("text" if block.get("type") == "text" else "type"), str)


def _woven(kept: list[Block], own: list[Block]) -> list[Block]:
    """A turn's own blocks with the kept ones in their places.

    Kept text and calls only tell the places, and stand for the turn's own.  Where they don't agree with those (the turn
    was changed since), the other kept blocks go first.
    """
    woven: list[Block] = []
    rest = {kind: [block for block in own if block["type"] == kind] for kind in ("text", "tool_use")}
    for block in kept:
        queue = rest.get(block["type"])
        if queue is None:
            woven.append(block)
            continue
        first = queue.pop(0) if queue else None
        if first is None:
            break
        if "text" in first:
            if not first["text"].startswith(block["text"]):
                break
            if after := first["text"].removeprefix(block["text"]):
                queue.insert(0, {**first, "text": after})
            elif "cache_control" in first:
                block = {**block, "cache_control": first["cache_control"]}
        elif any(block.get(key) != first[key] for key in PLAIN_CALL):
            break
        woven.append(block)
    else:
        return woven + rest["text"] + rest["tool_use"]
    return [block for block in kept if block["type"] not in rest] + own


def tool_id(given: str) -> str:
    """A tool call's id: itself where the API takes it (letters, digits, ``_`` and ``-``), else one made from it."""
    if TAKEN_TOOL_ID.fullmatch(given):
        return given
    from hashlib import sha256

    return f"toolu_{sha256(given.encode()).hexdigest()[:24]}"


def _native_values(encoding: Encoding) -> dict[str, Any]:
    """The settled values as the API words them."""
    values = dict(encoding.settled.values)
    stop = values.get("stop")
    if stop is not None:
        values["stop"] = [stop] if isinstance(stop, str) else list(stop)
    if values.get("tools") is not None:
        values["tools"] = [_tool(number, tool, encoding) for number, tool in enumerate(values["tools"])]
    choice = values.pop("tool_choice", None)
    parallel = values.pop("parallel_tool_calls", None)
    if choice is not None or parallel is not None:
        native = _tool_choice("auto" if choice is None else choice, encoding)
        if parallel is not None and native["type"] != "none":
            native["disable_parallel_tool_use"] = not parallel
        values["tool_choice"] = native
    wanted = values.pop("response_format", None)
    if wanted is not None and (reply_format := _reply_format(wanted, encoding)):
        values["response_format"] = reply_format
    return values


def _tool(number: int, tool: Any, encoding: Encoding) -> Any:
    """A function as the API describes it; the vendor's own tools as they are."""
    given = _dict(tool)
    if given.get("type") != "function":
        return tool
    function = _dict(given.get("function"))
    if not function.get("name"):
        raise InvalidRequestError(f"tools[{number}] needs a function with a name", provider=encoding.provider)
    native: dict[str, Any] = {"name": function["name"]}
    if function.get("description"):
        native["description"] = function["description"]
    native["input_schema"] = {"type": "object", **(function.get("parameters") or {"properties": {}})}
    if function.get("strict") is not None:
        native["strict"] = function["strict"]
    # What else stands beside the function is the vendor's: cache_control, defer_loading, eager_input_streaming.
    return native | {key: value for key, value in given.items() if key not in ("type", "function")}


def _tool_choice(choice: Any, encoding: Encoding) -> dict[str, Any]:
    if isinstance(choice, str) and choice in TOOL_CHOICES:
        return {"type": TOOL_CHOICES[choice]}
    given = _dict(choice)
    if name := _dict(given.get("function")).get("name"):
        return {"type": "tool", "name": name}
    if given.get("type") in ("auto", "any", "tool", "none"):
        return dict(given)
    raise InvalidRequestError(
        f"tool_choice must be 'auto', 'required', 'none' or name a function, not {choice!r}",
        provider=encoding.provider,
    )


def _reply_format(wanted: Any, encoding: Encoding) -> dict[str, Any] | None:
    kind = _dict(wanted).get("type")
    if kind == "text":
        return None
    if kind != "json_schema":
        raise NotSupportedError(
            f"response_format of type {kind!r} is not supported; give a schema: "
            '{"type": "json_schema", "json_schema": {...}}',
            provider=encoding.provider,
            code="response_format",
        )
    schema = _dict(wanted.get("json_schema")).get("schema") or wanted.get("schema")
    if not is_object(schema):
        raise InvalidRequestError("response_format.json_schema needs a schema", provider=encoding.provider)
    return {"type": "json_schema", "schema": schema}


def _make_room_for_thinking(body: dict[str, Any], encoding: Encoding) -> None:
    """Add to ``max_tokens`` a budget of thinking that it leaves no room for, which the API would refuse.

    Not refused here, because the caller asked for an effort and gave no budget; and added, not only brought above the
    budget, so that the answer may be as long as was asked for.
    """
    budget, most = _dict(body.get("thinking")).get("budget_tokens"), body.get("max_tokens")
    if isinstance(budget, int) and isinstance(most, int) and budget >= most:
        body["max_tokens"] = most + budget
        reason = f"thinking has a budget of {budget} tokens, which count into max_tokens"
        encoding.adjustments.append(Adjustment("max_tokens", "mapped", most, most + budget, reason))


def reply_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema in the words that the API takes for a reply.

    Objects are closed, ``oneOf`` becomes ``anyOf``, nothing stands beside a ``$ref``, and what cannot be enforced
    (``minimum``, ``maxLength``, ...) is told to the model in the description.
    """
    given = {("anyOf" if key == "oneOf" else key): value for key, value in schema.items()}
    if "$ref" in given:
        given = {key: given[key] for key in ("$ref", "$defs") if key in given}
    taken: dict[str, Any] = {}
    told: list[str] = []
    for key, value in given.items():
        if key in ("properties", "$defs"):
            taken[key] = {name: _inner_schema(inner) for name, inner in value.items()}
        elif key == "items":
            taken[key] = _inner_schema(value)
        elif key in ("anyOf", "allOf"):
            taken[key] = [_inner_schema(inner) for inner in value]
        elif key in SCHEMA_WORDS or (key == "minItems" and value in (0, 1)) or (key == "format" and value in FORMATS):
            taken[key] = value
        elif key != "discriminator":
            told.append(f"{key}: {value}")
    if given.get("type") == "object":
        taken.setdefault("additionalProperties", False)
    if told:
        taken["description"] = f"{given.get('description', '')} ({', '.join(told)})".strip()
    return taken


def _inner_schema(schema: Any) -> Any:
    return reply_schema(schema) if is_object(schema) else schema


# --- Replies ------------------------------------------------------------------------------------------------


def _message(blocks: list[Block]) -> Message:
    texts: list[str] = []
    thinking: list[str] = []
    calls: list[ToolCall] = []
    annotations: list[dict[str, Any]] = []
    length = 0
    for block in blocks:
        kind = block.get("type")
        if kind == "text":
            text = _text(block.get("text"))
            annotations += _annotations(block, length, text)
            length += len(text)
            texts.append(text)
        elif kind == "thinking":
            thinking.append(_text(block.get("thinking")))
        elif kind == "tool_use":
            function = Function(_text(block.get("name")), _arguments(block))
            calls.append(ToolCall(_text(block.get("id")), "function", function))
    return Message(
        content="".join(texts) or None,
        tool_calls=calls or None,
        annotations=annotations or None,
        reasoning_content="".join(thinking) or None,
        reasoning_state=_state(blocks),
    )


def _arguments(block: Block) -> str:
    return to_json(block.get("input") or {}).decode()


def _annotations(block: Block, start: int, text: str) -> list[dict[str, Any]]:
    """The citations of a text block that begins at ``start``; those of web pages in OpenAI's shape."""
    annotations: list[dict[str, Any]] = []
    for citation in _dicts(block.get("citations")):
        if citation.get("type") == "web_search_result_location":
            page = {
                "url": _text(citation.get("url")),
                "title": _text(citation.get("title")),
                "content": _text(citation.get("cited_text")),
                "start_index": start,
                "end_index": start + len(text),
            }
            citation = {"type": "url_citation", "url_citation": page}
        annotations.append(citation)
    return annotations


def _state(blocks: list[Block]) -> dict[str, Any] | None:
    """What has to come back as it is: the blocks up to the last one that our messages have no place for."""
    blocks = [block for block in blocks if isinstance(block.get("type"), str)]
    end = max((number for number, block in enumerate(blocks, 1) if _is_opaque(block)), default=0)
    kept: list[Block] = []
    for block in blocks[:end]:
        if block["type"] == "text":
            if not _text(block.get("text")):
                continue
            if not _is_opaque(block):
                # Without its citations: they hold what a request must not (file_id).
                block = {"type": "text", "text": block["text"]}
        kept.append(block)
    return {"protocol": NAME, "blocks": kept} if kept else None


def _is_opaque(block: Block) -> bool:
    kind = block.get("type")
    if kind == "text":
        return any("encrypted_index" in citation for citation in _dicts(block.get("citations")))
    if kind == "tool_use":
        return any(block[key] is not None and block[key] != {"type": "direct"} for key in block.keys() - PLAIN_CALL)
    return True


def read_usage(sent: Mapping[str, Any]) -> Usage:
    """The counts in our terms: the vendor's ``input_tokens`` are without those read from and written to the cache."""
    read = _count(sent.get("cache_read_input_tokens"))
    creation = _dict(sent.get("cache_creation"))
    for_an_hour = _count(creation.get("ephemeral_1h_input_tokens"))
    written = _count(sent.get("cache_creation_input_tokens"))
    written = written or for_an_hour + _count(creation.get("ephemeral_5m_input_tokens"))
    prompt = _count(sent.get("input_tokens")) + written + read
    completion = _count(sent.get("output_tokens"))
    thinking = _count(_dict(sent.get("output_tokens_details")).get("thinking_tokens"))
    return Usage(
        prompt,
        completion,
        prompt + completion,
        PromptTokensDetails(read, written, for_an_hour),
        CompletionTokensDetails(thinking),
    )


# --- Streams ------------------------------------------------------------------------------------------------


class _OpenBlock:
    """A block that is being streamed; ``delta`` and ``key`` tell in which deltas its pieces come."""

    __slots__ = ("call", "delta", "key", "pieces", "sent", "whole")

    def __init__(self, sent: Block) -> None:
        self.sent = sent
        kind = sent.get("type")
        if kind == "text":
            self.delta, self.key = "text_delta", "text"
        elif kind == "thinking":
            self.delta, self.key = "thinking_delta", "thinking"
        else:
            self.delta, self.key = "input_json_delta", "partial_json"
        self.pieces: list[str] = []
        self.call: int | None = None
        self.whole = True

    def take(self, delta: Block) -> None:
        """Take in a delta that brings no piece of text."""
        kind, sent = delta.get("type"), self.sent
        if kind == "signature_delta":
            sent["signature"] = delta.get("signature")
        elif kind == "citations_delta":
            sent["citations"] = [*(sent.get("citations") or ()), delta.get("citation")]
        elif kind == "compaction_delta":
            sent["content"] = delta.get("content")
            sent["encrypted_content"] = delta.get("encrypted_content")
        else:
            self.whole = False

    def close(self) -> None:
        """Put the pieces into the block, as it would stand in a reply that is not streamed."""
        text = "".join(self.pieces)
        if self.delta != "input_json_delta":
            self.sent[self.key] = _text(self.sent.get(self.key)) + text
        elif text:
            try:
                self.sent["input"] = from_json(text)
            except ValueError:  # cut at max_tokens
                self.whole = False


class AnthropicMessagesDecoder(ChatDecoder):
    """Decodes one stream of events, which ``message_stop`` ends.

    The blocks are put together beside the chunks: what has to come back in the next request is known at the end only.
    """

    def __init__(self, protocol: AnthropicMessages) -> None:
        self._protocol = protocol
        self._id = self._model = ""
        self._usage: dict[str, Any] = {}
        self._blocks: list[_OpenBlock] = []
        self._open: dict[int | None, _OpenBlock] = {}
        self._calls = 0
        self._length = 0
        self._ended = False

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunks that an event brings; events, blocks and deltas of unknown types bring none."""
        if self.finished:
            return []
        data = parse(event)
        if data.__class__ is not dict:
            raise unexpected(event)
        kind, index = data.get("type"), data.get("index")
        if index.__class__ is not int:
            index = None
        if kind == "content_block_delta":
            return self._delta(index, _dict(data.get("delta")))
        if kind == "content_block_start":
            return self._start_block(index, _dict(data.get("content_block")))
        if kind == "content_block_stop":
            block = self._open.pop(index, None)
            return self._close(block) if block else []
        if kind == "message_start":
            return self._start(_dict(data.get("message")))
        if kind == "message_delta":
            self._usage |= _present(data.get("usage"))
            return self._end(_word(_dict(data.get("delta")).get("stop_reason")))
        if kind == "message_stop":
            self.complete = self.finished = True
            return [] if self._ended else self._end(None, last=True)
        if kind == "error":
            raise Refusal(read_failure(data), data)
        check_envelope(data)
        return []

    def _start(self, message: dict[str, Any]) -> list[ChatChunk]:
        self._id, self._model = _text(message.get("id")), _text(message.get("model"))
        self._usage |= _present(message.get("usage"))
        return [self._chunk(Delta("assistant"))]

    def _start_block(self, index: int | None, sent: Block) -> list[ChatChunk]:
        chunks = self._close(self._open[index]) if index in self._open else []
        block = self._open[index] = _OpenBlock(sent)
        self._blocks.append(block)
        if sent.get("type") == "tool_use":
            block.call = self._calls
            self._calls += 1
            function = FunctionDelta(_text(sent.get("name")), "")
            begun = ToolCallDelta(block.call, _text(sent.get("id")), "function", function)
            chunks.append(self._chunk(Delta(tool_calls=[begun])))
        elif text := _text(sent.get("text")) if block.key == "text" else "":
            chunks.append(self._chunk(Delta(content=text)))
        elif text := _text(sent.get("thinking")) if block.key == "thinking" else "":
            chunks.append(self._chunk(Delta(reasoning_content=text)))
        return chunks

    def _delta(self, index: int | None, delta: Block) -> list[ChatChunk]:
        block = self._open.get(index)
        if block is None:
            return []
        kind = delta.get("type")
        if kind != block.delta:
            block.take(delta)
            return []
        piece = delta.get(block.key)
        if not piece or piece.__class__ is not str:
            return []
        block.pieces.append(piece)
        if kind == "text_delta":
            made = Delta(None, piece)
        elif kind == "thinking_delta":
            made = Delta(reasoning_content=piece)
        elif block.call is not None:
            made = Delta(tool_calls=[ToolCallDelta(block.call, function=FunctionDelta(None, piece))])
        else:
            return []
        return [ChatChunk(self._id, "chat.completion.chunk", 0, self._model, [ChunkChoice(0, made)])]

    def _close(self, block: _OpenBlock) -> list[ChatChunk]:
        """Finish a block, and say what is known at its end only."""
        block.close()
        if block.key == "text":
            text: str = block.sent["text"]
            start, self._length = self._length, self._length + len(text)
            if annotations := _annotations(block.sent, start, text):
                return [self._chunk(Delta(annotations=annotations))]
        elif block.call is not None and not block.pieces:
            function = FunctionDelta(None, _arguments(block.sent))
            return [self._chunk(Delta(tool_calls=[ToolCallDelta(block.call, function=function)]))]
        return []

    def _end(self, native: str | None, *, last: bool = False) -> list[ChatChunk]:
        """What the last events tell: why the message ended, what is to come back, and the counts so far."""
        tier = _word(self._usage.get("service_tier"))
        if native is None and not last:
            return [ChatChunk(self._id, model=self._model, usage=read_usage(self._usage), service_tier=tier)]
        self._ended = True
        chunks: list[ChatChunk] = []
        for block in self._open.values():
            chunks += self._close(block)
        self._open.clear()
        known = ("text", "thinking", "tool_use")
        state = _state([b.sent for b in self._blocks if b.whole or b.sent.get("type") in known])
        choice = ChunkChoice(0, Delta(reasoning_state=state), self._protocol.finish(native), native)
        usage = read_usage(self._usage)
        return [*chunks, ChatChunk(self._id, model=self._model, choices=[choice], usage=usage, service_tier=tier)]

    def _chunk(self, delta: Delta) -> ChatChunk:
        return ChatChunk(self._id, model=self._model, choices=[ChunkChoice(0, delta)])


# --- What JSON may hold -------------------------------------------------------------------------------------


def _dict(value: Any) -> dict[str, Any]:
    return value if is_object(value) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if is_object(item)] if is_array(value) else []


def _present(value: Any) -> dict[str, Any]:
    return {key: item for key, item in _dict(value).items() if item is not None}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0
