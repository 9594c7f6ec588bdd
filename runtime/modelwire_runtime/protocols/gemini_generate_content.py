"""Gemini's ``generateContent``, as Vertex AI and the Gemini API speak it."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, ClassVar, TypeAlias, cast
from urllib.parse import unquote_to_bytes

from pydantic_core import from_json, to_json

from ..errors import InvalidRequestError
from ..parameters import Adjustment, matches
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
from .base import ChatDecoder, ChatProtocol, Encoding, Malformed, Structured, check_envelope, parse, unexpected

Json: TypeAlias = dict[str, Any]

FINISH: Mapping[str, FinishReason] = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "SAFETY": "content_filter",
    "RECITATION": "content_filter",
    "LANGUAGE": "content_filter",
    "BLOCKLIST": "content_filter",
    "PROHIBITED_CONTENT": "content_filter",
    "SPII": "content_filter",
    "MODEL_ARMOR": "content_filter",
    "IMAGE_SAFETY": "content_filter",
    "IMAGE_PROHIBITED_CONTENT": "content_filter",
    "IMAGE_RECITATION": "content_filter",
    "IMAGE_OTHER": "error",
    "NO_IMAGE": "error",
    "MALFORMED_FUNCTION_CALL": "error",
    "MALFORMED_RESPONSE": "error",
    "UNEXPECTED_TOOL_CALL": "error",
    "TOO_MANY_TOOL_CALLS": "error",
    "MISSING_THOUGHT_SIGNATURE": "error",
}
"""Why a candidate ended (google-genai 3.4.0, ``types.FinishReason``); any other word is taken for a stop."""

SYNTHETIC = "call_synthetic_"
"""How the ids begin that we give to calls that come without one; those ids are never sent."""

SIGNATURE_REQUIRED = ("gemini-[3-9]*",)
"""Models that refuse a step of the current turn whose first function call bears no thought signature.

https://ai.google.dev/gemini-api/docs/thought-signatures, read 2026-11-23: earlier turns are not checked, and of
parallel calls only the first is signed.
"""

NO_SIGNATURE = "skip_thought_signature_validator"
"""What stands for the signature of a call that no Gemini model made.

"A last resort as it will negatively impact model performance", so it goes where it is required and nowhere else:
https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/thinking/thought-signatures, quoted 2026-08-19 in
https://github.com/BerriAI/litellm/pull/37541.
"""

MEDIA_TYPES: Mapping[str, str] = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "heif": "image/heif",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "wav": "audio/wav",
    "mp3": "audio/mp3",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "m4a": "audio/m4a",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "mpeg": "video/mpeg",
    "webm": "video/webm",
}
"""Media types by a file's extension; Vertex AI wants one beside every address."""

DATA_URI = re.compile(r"data:([^;,]*)((?:;[^;,]*)*),(.*)", re.DOTALL | re.IGNORECASE)
WRONG_SHAPE = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What reading a reply raises that is JSON of another shape."""


def _mapping() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class GeminiGenerateContent(ChatProtocol):
    """Gemini's ``generateContent``; the model stands in the path, and so does whether the reply is streamed.

    ``finish_reasons`` adds words for why a reply ended.
    """

    name: ClassVar[str] = "gemini-generate-content"
    wire_names: ClassVar[Mapping[str, str]] = {
        "max_tokens": "generationConfig.maxOutputTokens",
        "temperature": "generationConfig.temperature",
        "top_p": "generationConfig.topP",
        "top_k": "generationConfig.topK",
        "stop": "generationConfig.stopSequences",
        "seed": "generationConfig.seed",
        "n": "generationConfig.candidateCount",
        "presence_penalty": "generationConfig.presencePenalty",
        "frequency_penalty": "generationConfig.frequencyPenalty",
        "logprobs": "generationConfig.responseLogprobs",
        "top_logprobs": "generationConfig.logprobs",
        "modalities": "generationConfig.responseModalities",
        "reasoning_effort": "generationConfig.thinkingConfig.thinkingLevel",
        "tool_choice": "toolConfig.functionCallingConfig",
        "metadata": "labels",
        "service_tier": "serviceTier",
    }

    finish_reasons: Mapping[str, FinishReason] = field(default_factory=_mapping)

    def encode(self, request: ChatRequest, encoding: Encoding) -> Json:
        """The body: messages as contents, parameters under their wire names."""
        contents = _Contents(self.name, encoding)
        for index, message in enumerate(plain_messages(request.messages, frozenset(), encoding.provider)):
            contents.add(index, message)
        body = contents.body()
        self.place(body, replace(encoding.settled, values=_worded(encoding)))
        return body

    def decode(self, data: bytes) -> ChatResponse:
        """The reply in a body."""
        body = parse(data)
        check_envelope(body)
        try:
            choices = [
                _whole(_Candidate(_index(candidate, position)), candidate, self, body)
                for position, candidate in enumerate(body.get("candidates") or ())
            ]
            if not choices:
                choices = [Choice(0, Message(), "content_filter", _string(body["promptFeedback"]["blockReason"]))]
            choices.sort(key=lambda choice: choice.index)
            return ChatResponse(
                id=_text(body, "responseId"),
                created=_seconds(_text(body, "createTime")),
                model=_text(body, "modelVersion"),
                choices=choices,
                usage=_usage(body.get("usageMetadata") or {}),
            )
        except WRONG_SHAPE as error:
            raise unexpected(data) from error

    def decoder(self) -> ChatDecoder:
        """What decodes one stream."""
        return GeminiDecoder(self)

    def structured(self, schema: Mapping[str, Any], name: str) -> Structured:
        """By ``response_format``."""
        wanted = {"name": name, "schema": schema, "strict": True}
        return Structured({"response_format": {"type": "json_schema", "json_schema": wanted}})

    def finish_reason(self, native: str, calls: bool) -> FinishReason:
        """The unified reason; the vendor says STOP of function calls too."""
        reason = self.finish_reasons.get(native) or FINISH.get(native, "stop")
        return "tool_calls" if calls and reason == "stop" else reason


# --- Requests -----------------------------------------------------------------------------------------------


class _Contents:
    """Puts messages into the vendor's form; what they leave out is noted in ``encoding.adjustments``."""

    def __init__(self, protocol: str, encoding: Encoding) -> None:
        self._protocol = protocol
        self._encoding = encoding
        self._system: list[Json] = []
        self._contents: list[Json] = []
        self._calls: dict[str, tuple[int, str, bool]] = {}
        self._numbers = count()
        self._results: list[tuple[int, Json]] = []

    def body(self) -> Json:
        """What the messages add up to."""
        self._end_results()
        if not self._contents:
            raise self._wrong("messages holds nothing but instructions: add a message of the user")
        if matches(self._encoding.model.rpartition("/")[2], SIGNATURE_REQUIRED):
            _sign(self._contents)
        body: Json = {"contents": self._contents}
        if self._system:
            body["systemInstruction"] = {"parts": self._system}
        return body

    def add(self, index: int, message: Json) -> None:
        """Take in the next message."""
        where, role = f"messages[{index}]", message["role"]
        if role == "tool":
            self._results.append(self._result(where, message))
            return
        self._end_results()
        if message.get("name"):
            self._leave_out(f"{where}.name")
        if role == "assistant":
            self._append("model", self._model_parts(where, message))
        else:
            parts = self._parts(where, message["content"])
            if role == "user":
                self._append("user", parts)
            else:
                self._system += parts

    def _append(self, role: str, parts: list[Json]) -> None:
        if self._contents and self._contents[-1]["role"] == role:
            self._contents[-1]["parts"] += parts
        elif parts:
            self._contents.append({"role": role, "parts": parts})

    def _end_results(self) -> None:
        """Add the results that came one after the other, in the order of their calls, which counts without ids."""
        if self._results:
            self._append("user", [part for _, part in sorted(self._results, key=lambda result: result[0])])
            self._results = []

    def _result(self, where: str, message: Json) -> tuple[int, Json]:
        """A tool's result and the number of its call.

        "Use "output" key to specify function output" (the API's own words on ``FunctionResponse.response``, read
        2026-11-23), so text goes there as it is, JSON or not, as the vendor's SDK sends it.
        """
        given = message["tool_call_id"]
        if given not in self._calls:
            raise self._wrong(f"{where} answers the tool call {given!r}, which no message before it makes")
        number, name, own_id = self._calls[given]
        parts = self._parts(where, message["content"])
        response: Json = {"id": given} if own_id else {}
        response["name"] = name
        response["response"] = {"output": "".join(part["text"] for part in parts if "text" in part)}
        if media := [part for part in parts if "text" not in part]:
            response["parts"] = media
        return number, {"functionResponse": response}

    def _model_parts(self, where: str, message: Json) -> list[Json]:
        """The parts of an earlier reply, each signature on the part it came with."""
        entries = self._kept(where, message)
        content = message.get("content") or message.get("refusal") or ""
        parts = [part for part in self._parts(where, content) if part != {"text": ""}]
        text = "".join(part.get("text", "") for part in parts)
        own_ids = {given for entry in entries if not (given := entry.get("call", SYNTHETIC)).startswith(SYNTHETIC)}
        calls = [
            self._call(f"{where}.tool_calls[{number}]", call, own_ids)
            for number, call in enumerate(message.get("tool_calls") or ())
        ]
        if message.get("audio"):
            self._leave_out(f"{where}.audio")
        if sum(entry.get("text", 0) for entry in entries) == len(text) and all("text" in part for part in parts):
            parts = []
        else:
            if any("text" in entry and "signature" in entry for entry in entries):
                self._leave_out(f"{where}.reasoning_state", "the content is no longer what was signed")
            entries = [entry for entry in entries if "text" not in entry]
        place = 0
        for entry in entries:
            if "text" in entry:
                parts.append(_signed({"text": text[place : place + entry["text"]]}, entry))
                place += entry["text"]
            elif "part" in entry:
                parts.append(entry["part"])
            elif call := next((call for call in calls if call[0] == entry["call"]), None):
                calls.remove(call)
                parts.append(_signed(call[1], entry))
        return [*parts, *(part for _, part in calls)]

    def _kept(self, where: str, message: Json) -> list[Json]:
        """What this protocol's own state says of the reply's parts; notes what reasoning is not sent."""
        state = message.get("reasoning_state")
        entries: list[Json] = []
        if isinstance(state, Mapping) and cast(Json, state).get("protocol") == self._protocol:
            kept = cast(Json, state).get("parts")
            entries = [entry for entry in cast(Any, kept) if _is_entry(entry)] if isinstance(kept, list) else []
        elif state:
            self._leave_out(f"{where}.reasoning_state")
        signed = any("signature" in entry or "thoughtSignature" in entry.get("part", ()) for entry in entries)
        if message.get("reasoning_content") and not signed:
            self._leave_out(f"{where}.reasoning_content")
        return entries

    def _call(self, where: str, call: Any, own_ids: set[str]) -> tuple[str, Json]:
        """The id of an earlier call, and the call as a part; the id is sent if it is the vendor's own.

        Until September 2026 Vertex AI refused ids, its own too: https://github.com/anomalyco/opencode/pull/50504, read
        2026-11-23.
        """
        try:
            given, name = _string(call["id"]), _string(call["function"]["name"])
            text = call["function"].get("arguments") or "{}"
        except (AttributeError, KeyError, TypeError) as error:
            raise self._wrong(f"{where} must have an id and a function with a name") from error
        arguments: Any = text
        try:
            arguments = from_json(text)
        except (TypeError, ValueError):
            pass
        if not isinstance(arguments, dict):
            # A model's slip must not end the conversation: it may be about to mend it.
            arguments = {"arguments": text}
            note = Adjustment(f"{where}.function.arguments", "mapped", text, arguments, "not a JSON object")
            self._encoding.adjustments.append(note)
        self._calls[given] = (next(self._numbers), name, given in own_ids)
        made: Json = {"id": given} if given in own_ids else {}
        return given, {"functionCall": {**made, "name": name, "args": arguments}}

    def _parts(self, where: str, content: Any) -> list[Json]:
        """Content as the vendor's parts."""
        if isinstance(content, str):
            return [{"text": content}]
        if not isinstance(content, list | tuple):
            kind = type(cast(object, content)).__name__
            raise self._wrong(f"{where}.content must be text or a list of parts, not {kind}")
        return [self._part(where, f"{where}.content[{i}]", part) for i, part in enumerate(cast(list[Any], content))]

    def _part(self, message: str, where: str, part: Any) -> Json:
        try:
            if "cache_control" in part:
                self._leave_out(f"{message}.cache_control")
            match part["type"]:
                case "text" | "refusal" as kind:
                    return {"text": _string(part[kind])}
                case "image_url":
                    if part["image_url"].get("detail", "auto") != "auto":
                        self._leave_out(f"{where}.image_url.detail")
                    return self._media(where, part["image_url"]["url"])
                case "input_audio":
                    audio = part["input_audio"]
                    return {"inlineData": {"mimeType": f"audio/{audio['format']}", "data": audio["data"]}}
                case "file":
                    file = part["file"]
                    if not file.get("file_data") and "://" not in file["file_id"]:
                        raise self._wrong(f"{where}.file.file_id must be the address of the file (https:// or gs://)")
                    return self._media(where, file.get("file_data") or file["file_id"], file.get("filename") or "")
                case kind:
                    raise self._wrong(f"{where}.type is {kind!r}; use text, image_url, input_audio or file")
        except (AttributeError, KeyError, TypeError) as error:
            raise self._wrong(f"{where} is not a content part: {error!r}") from error

    def _media(self, where: str, address: str, filename: str = "") -> Json:
        """A data URI as inline data, an address as file data; base64 alone needs a telling file name."""
        if match := DATA_URI.fullmatch(address):
            kind, options, data = match.groups()
            kind = kind or _media_type(filename)
            if options.lower().endswith(";base64"):
                options = options[: -len(";base64")]
            else:
                data = b64encode(unquote_to_bytes(data)).decode()
            kind = kind and kind + options
        elif "://" in address:
            kind = _media_type(address) or _media_type(filename)
            return {"fileData": {"mimeType": kind, "fileUri": address} if kind else {"fileUri": address}}
        else:
            kind, data = _media_type(filename), address
        if not kind:
            raise self._wrong(f"{where} names no media type: give a data URI (data:image/png;base64,...) or an address")
        return {"inlineData": {"mimeType": kind, "data": data}}

    def _leave_out(self, what: str, why: str = "") -> None:
        note = Adjustment(what, "left out", reason=why)
        if note not in self._encoding.adjustments:
            self._encoding.adjustments.append(note)

    def _wrong(self, what: str) -> InvalidRequestError:
        return InvalidRequestError(what, provider=self._encoding.provider)


def _is_entry(entry: Any) -> bool:
    """Whether this is what :class:`_Candidate` writes; a state has been in the caller's hands."""
    match entry:
        case {"text": int(length)}:
            return length >= 0
        case {"call": str()} | {"part": dict()}:
            return True
        case _:
            return False


def _signed(part: Json, entry: Json) -> Json:
    return {**part, "thoughtSignature": entry["signature"]} if "signature" in entry else part


def _sign(contents: list[Json]) -> None:
    """Give each step of the current turn a signature whose first call has none."""
    for content in reversed(contents):
        parts: list[Json] = content["parts"]
        if content["role"] == "user":
            if any("functionResponse" not in part for part in parts):
                return
            continue
        first = next((place for place, part in enumerate(parts) if "functionCall" in part), None)
        if first is not None and "thoughtSignature" not in parts[first]:
            parts[first] = {**parts[first], "thoughtSignature": NO_SIGNATURE}


def _media_type(name: str) -> str:
    """The media type that a file's extension tells, or an empty string."""
    path = re.split("[?#]", name, maxsplit=1)[0]
    return MEDIA_TYPES.get(path.rpartition("/")[2].rpartition(".")[2].lower(), "")


def _worded(encoding: Encoding) -> Json:
    """The settled values in the vendor's words."""
    values = dict(encoding.settled.values)
    if (stop := values.get("stop")) is not None:
        values["stop"] = [stop] if isinstance(stop, str) else list(stop)
    if (modalities := values.get("modalities")) is not None:
        values["modalities"] = [str(modality).upper() for modality in modalities]
    if (choice := values.get("tool_choice")) is not None:
        values["tool_choice"] = _tool_choice(choice, encoding)
    if (tools := values.pop("tools", None)) is not None:
        if worded := _tools(tools, encoding):
            values["tools"] = worded
    if (wanted := values.pop("response_format", None)) is not None:
        values |= _response_format(wanted, encoding)
    return values


def _tools(tools: Sequence[Any], encoding: Encoding) -> list[Json]:
    """Functions in one entry; the vendor's own tools, such as ``{"googleSearch": {}}``, after it as they are."""
    functions: list[Json] = []
    own: list[Json] = []
    for index, tool in enumerate(tools):
        if isinstance(tool, dict) and not tool.keys() & {"type", "function"}:
            own.append(cast(Json, tool))
            continue
        try:
            function = cast(Json, tool)["function"]
            declared: Json = {"name": function["name"]}
        except (KeyError, TypeError) as error:
            raise InvalidRequestError(
                f"tools[{index}] must be a function with a name, or one of the vendor's own tools",
                provider=encoding.provider,
            ) from error
        if "cache_control" in tool:
            encoding.adjustments.append(Adjustment(f"tools[{index}].cache_control", "left out"))
        if function.get("strict"):
            encoding.adjustments.append(Adjustment(f"tools[{index}].function.strict", "left out", True))
        if function.get("description"):
            declared["description"] = function["description"]
        if function.get("parameters") is not None:
            declared["parametersJsonSchema"] = function["parameters"]
        functions.append(declared)
    return [{"functionDeclarations": functions}, *own] if functions else own


def _tool_choice(choice: Any, encoding: Encoding) -> Json:
    modes = {"auto": "AUTO", "required": "ANY", "none": "NONE"}
    try:
        if isinstance(choice, str):
            return {"mode": modes[choice]}
        return {"mode": "ANY", "allowedFunctionNames": [choice["function"]["name"]]}
    except (KeyError, TypeError) as error:
        raise InvalidRequestError(
            f"tool_choice must be auto, none, required or name a function, not {choice!r}", provider=encoding.provider
        ) from error


def _response_format(wanted: Any, encoding: Encoding) -> Json:
    try:
        kind = wanted["type"]
        if kind == "text":
            return {}
        if kind in ("json_object", "json_schema"):
            said: Json = {"generationConfig.responseMimeType": "application/json"}
            if kind == "json_schema":
                said["generationConfig.responseJsonSchema"] = wanted["json_schema"]["schema"]
            return said
    except (KeyError, TypeError):
        pass
    raise InvalidRequestError(
        "response_format must be of type text, json_object or json_schema (with a json_schema.schema)",
        provider=encoding.provider,
    )


# --- Replies ------------------------------------------------------------------------------------------------


class GeminiDecoder(ChatDecoder):
    """Decodes one stream, each event of which is a reply of its own; nothing says that it is the last.

    Counts of tokens are of all events so far, and a later event may leave some out; they are handed out from the
    moment a reason to finish is known.
    """

    def __init__(self, protocol: GeminiGenerateContent) -> None:
        self._protocol = protocol
        self._candidates: dict[int, _Candidate] = {}
        self._ending = False
        self._counts: Json = {}
        self._time = ""
        self._created = 0

    def feed(self, event: bytes) -> list[ChatChunk]:
        """The chunk in an event; an event of an unknown kind brings none."""
        body = parse(event)
        try:
            chunk = self._chunk(body)
        except WRONG_SHAPE as error:
            raise unexpected(event) from error
        return [] if chunk is None else [chunk]

    def _chunk(self, body: Json) -> ChatChunk | None:
        """The chunk, or None where the event speaks of nothing that is known here."""
        if "error" in body:
            check_envelope(body)
        choices: list[ChunkChoice] = []
        if candidates := body.get("candidates"):
            for position, candidate in enumerate(candidates):
                choices.append(self._choice(_index(candidate, position), candidate, body))
            self.complete = self._ending and all(known.native for known in self._candidates.values())
        elif feedback := body.get("promptFeedback"):
            if reason := feedback.get("blockReason"):
                choices.append(ChunkChoice(0, Delta(role="assistant"), "content_filter", _string(reason)))
                self.complete = self._ending = True
        elif "usageMetadata" not in body and "responseId" not in body:
            return None
        usage: Usage | None = None
        if counts := body.get("usageMetadata"):
            for name, number in counts.items():
                if number is not None:
                    self._counts[name] = number
        if self._ending and self._counts:
            usage = _usage(self._counts)
        if (time := _text(body, "createTime")) and time != self._time:
            self._time, self._created = time, _seconds(time)
        return ChatChunk(
            id=_text(body, "responseId"),
            created=self._created,
            model=_text(body, "modelVersion"),
            choices=choices,
            usage=usage,
        )

    def _choice(self, index: int, candidate: Json, body: Json) -> ChunkChoice:
        known = self._candidates.get(index)
        if known is None:
            known = self._candidates[index] = _Candidate(index)
            choice = known.add(candidate, self._protocol, body)
            choice.delta.role = "assistant"
        else:
            choice = known.add(candidate, self._protocol, body)
        if known.native is not None:
            self._ending = True
            known.close(choice.delta)
        return choice


def _whole(reading: _Candidate, candidate: Json, protocol: GeminiGenerateContent, body: Json) -> Choice:
    """A candidate that came in one piece."""
    piece = reading.add(candidate, protocol, body)
    delta = piece.delta
    reading.close(delta)
    calls = [
        ToolCall(call.id or "", "function", Function(call.function.name or "", call.function.arguments or ""))
        for call in delta.tool_calls or ()
    ]
    message = Message(
        content=None if calls and not delta.content else delta.content,
        tool_calls=calls or None,
        annotations=delta.annotations,
        audio=delta.audio,
        reasoning_content=delta.reasoning_content,
        reasoning_state=delta.reasoning_state,
    )
    return Choice(piece.index, message, piece.finish_reason, piece.native_finish_reason, piece.logprobs)


class _Candidate:
    """One candidate while it is read, whether it comes in one piece or in many.

    ``_entries`` tell the reply's parts in their order, for ``reasoning_state``: ``{"text": length}`` so many characters
    of the content, ``{"call": id}`` a tool call, each with its ``signature`` if it bore one, and ``{"part": {...}}`` a
    part that no other field of a message can hold.
    """

    __slots__ = (
        "_annotations",
        "_audio_rest",
        "_calls",
        "_citations",
        "_entries",
        "_grounding",
        "_keep",
        "_news",
        "_texts",
        "index",
        "native",
    )

    def __init__(self, index: int) -> None:
        self.index = index
        self.native: str | None = None
        self._texts: list[str] = []
        self._calls = 0
        self._entries: list[Json] = []
        self._keep = False
        self._news = False
        self._grounding: Json = {}
        self._citations: list[Json] = []
        self._annotations: list[Json] = []
        self._audio_rest = b""

    def add(self, candidate: Json, protocol: GeminiGenerateContent, body: Json) -> ChunkChoice:
        """Take in what came of the candidate."""
        delta = Delta()
        if (content := candidate.get("content")) is not None:
            for part in content.get("parts") or ():
                if (text := part.get("text")) is None:
                    self._add(part, delta, body)
                elif part.get("thought"):
                    delta.reasoning_content = (delta.reasoning_content or "") + _string(text)
                    if part.get("thoughtSignature"):
                        self._keep_part(part)
                else:
                    delta.content = _string(text) if delta.content is None else delta.content + text
                    self._texts.append(text)
                    self._add_text(len(text), part.get("thoughtSignature"))
        native = candidate.get("finishReason")
        if native is not None:
            self.native = _string(native)
        reason: FinishReason | None = None
        if native is not None or (self.native is not None and delta.tool_calls):
            reason = protocol.finish_reason(cast(str, self.native), self._calls > 0)
        if grounding := candidate.get("groundingMetadata"):
            self._grounding |= {name: value for name, value in grounding.items() if value}
        if citations := candidate.get("citationMetadata"):
            for citation in citations.get("citations") or citations.get("citationSources") or ():
                if citation not in self._citations:
                    self._citations.append(citation)
        logprobs = candidate.get("logprobsResult")
        return ChunkChoice(
            self.index, delta, reason, self.native if reason else None, _logprobs(logprobs) if logprobs else None
        )

    def close(self, delta: Delta) -> None:
        """Add what only the end of the candidate tells."""
        if self._audio_rest:
            audio = delta.audio or {"data": ""}
            delta.audio = {**audio, "data": audio["data"] + b64encode(self._audio_rest).decode()}
            self._audio_rest = b""
        if self._grounding or self._citations:
            cited = _cited(self._grounding, self._citations, "".join(self._texts))
            if new := [citation for citation in cited if citation not in self._annotations]:
                self._annotate(new, delta)
        if self._keep and self._news:
            self._news = False
            parts = [dict(entry) for entry in self._entries]
            delta.reasoning_state = {"protocol": GeminiGenerateContent.name, "parts": parts}

    def _add_text(self, length: int, signature: str | None) -> None:
        entries = self._entries
        self._news = True
        if signature:
            self._keep = True
            entries.append({"text": length, "signature": signature})
        elif length:
            if entries and "text" in (last := entries[-1]) and "signature" not in last:
                last["text"] += length
            else:
                entries.append({"text": length})

    def _add(self, part: Json, delta: Delta, body: Json) -> None:
        """Take in a part that is not text."""
        part = {key: value for key, value in part.items() if value is not None}
        if (call := part.get("functionCall")) is not None:
            self._add_call(call, part.get("thoughtSignature"), delta, body)
        elif part.keys() <= {"thoughtSignature", "thought"}:
            self._add_text(0, part.get("thoughtSignature"))
        elif part.get("thought"):
            if part.get("thoughtSignature"):
                self._keep_part(part)
        else:
            data = part.get("inlineData")
            if data and _kind(data) == "audio":
                self._add_audio(data, delta)
                if not part.get("thoughtSignature"):
                    return
            elif data:
                self._annotate([_file(data, f"data:{data['mimeType']};base64,{data['data']}")], delta)
            elif data := part.get("fileData"):
                self._annotate([_file(data, data["fileUri"])], delta)
            self._keep_part(part)

    def _add_call(self, call: Json, signature: str | None, delta: Delta, body: Json) -> None:
        name = _text(call, "name")
        if not name or call.get("willContinue"):
            raise Malformed("a function call in pieces; leave streamFunctionCallArguments out of the request")
        arguments = to_json(call.get("args") or {}).decode()
        given = _text(call, "id")
        if not given:
            # The same in a stream as in one piece, and different in each reply that tells its id or time.
            reply = f"{_text(body, 'responseId')} {_text(body, 'createTime')}"
            told = f"{reply} {self.index} {self._calls} {name} {arguments}"
            given = SYNTHETIC + hashlib.sha256(told.encode()).hexdigest()[:16]
        else:
            self._keep = True
        entry = {"call": given}
        if signature:
            self._keep = True
            entry["signature"] = signature
        self._entries.append(entry)
        self._news = True
        piece = ToolCallDelta(self._calls, given, "function", FunctionDelta(name, arguments))
        self._calls += 1
        delta.tool_calls = [*(delta.tool_calls or ()), piece]

    def _add_audio(self, data: Json, delta: Delta) -> None:
        """Hand on audio so that the pieces' base64 can be put together as it is: three bytes at a time."""
        raw = self._audio_rest + b64decode(data["data"], validate=True)
        whole = len(raw) - len(raw) % 3
        self._audio_rest = raw[whole:]
        before = delta.audio["data"] if delta.audio else ""
        delta.audio = {"data": before + b64encode(raw[:whole]).decode(), "mime_type": data["mimeType"]}

    def _annotate(self, annotations: list[Json], delta: Delta) -> None:
        self._annotations += annotations
        delta.annotations = [*(delta.annotations or ()), *annotations]

    def _keep_part(self, part: Json) -> None:
        self._entries.append({"part": part})
        self._keep = self._news = True


def _index(candidate: Json, position: int) -> int:
    index = candidate.get("index")
    if index is None:
        return position
    if not isinstance(index, int):
        raise TypeError("index is no number")
    return index


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _text(body: Json, name: str) -> str:
    text = body.get(name)
    return text if isinstance(text, str) else ""


def _seconds(time: str) -> int:
    """A time such as ``2026-11-20T10:00:00.123456789Z`` in Unix seconds; 0 where it is none."""
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return 0
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _kind(data: Json) -> str:
    return cast(str, data["mimeType"]).partition("/")[0]


def _file(data: Json, address: str) -> Json:
    """Something generated, as the content part that would send it back."""
    if _kind(data) == "image":
        return {"type": "image_url", "image_url": {"url": address}}
    return {"type": "file", "file": {"file_data": address}}


def _usage(counts: Json) -> Usage:
    """Counts in the unified form: what tools put into the prompt is input, thoughts are output."""
    prompt = _count(counts, "promptTokenCount") + _count(counts, "toolUsePromptTokenCount")
    thoughts = _count(counts, "thoughtsTokenCount")
    completion = _count(counts, "candidatesTokenCount") + thoughts
    before = (counts.get("promptTokensDetails"), counts.get("toolUsePromptTokensDetails"))
    return Usage(
        prompt,
        completion,
        _count(counts, "totalTokenCount") or prompt + completion,
        PromptTokensDetails(
            _count(counts, "cachedContentTokenCount"),
            audio_tokens=sum(_modality(details, "AUDIO") for details in before),
            image_tokens=sum(_modality(details, "IMAGE") for details in before),
        ),
        CompletionTokensDetails(thoughts, _modality(counts.get("candidatesTokensDetails"), "AUDIO")),
    )


def _count(counts: Json, name: str) -> int:
    number = counts.get(name)
    return number if isinstance(number, int) else 0


def _modality(details: Any, modality: str) -> int:
    return sum(_count(item, "tokenCount") for item in details or () if item.get("modality") == modality)


def _logprobs(result: Json) -> Json:
    """Log probabilities in OpenAI's shape."""
    ranked = result.get("topCandidates") or ()
    content: list[Json] = []
    for place, chosen in enumerate(result.get("chosenCandidates") or ()):
        others = (ranked[place].get("candidates") or ()) if place < len(ranked) else ()
        content.append({**_logprob(chosen), "top_logprobs": [_logprob(other) for other in others]})
    return {"content": content}


def _logprob(candidate: Json) -> Json:
    token: str = candidate.get("token") or ""
    return {"token": token, "logprob": candidate.get("logProbability", 0.0), "bytes": list(token.encode())}


def _cited(grounding: Json, citations: list[Json], text: str) -> list[Json]:
    """Sources in OpenAI's shape: each source once a place it supports, or once if no place is told."""
    chunks = [_source(chunk) for chunk in grounding.get("groundingChunks") or ()]
    found: list[Json] = []
    for support in grounding.get("groundingSupports") or ():
        place = _place(support.get("segment") or {}, text)
        for number in support.get("groundingChunkIndices") or ():
            if 0 <= number < len(chunks) and chunks[number]:
                found.append({**place, **chunks[number]})
    if not found:
        found = [chunk for chunk in chunks if chunk]
    found += [{**_place(citation, text), **_source({"": citation})} for citation in citations if citation.get("uri")]
    return [{"type": "url_citation", "url_citation": citation} for citation in found]


def _source(chunk: Json) -> Json:
    """The address and title of a chunk, which may be of the web, of a map, or retrieved from a store."""
    for source in chunk.values():
        if isinstance(source, dict) and (address := cast(Json, source).get("uri")):
            return {"url": address, "title": cast(Json, source).get("title") or ""}
    return {}


def _place(segment: Json, text: str) -> Json:
    """Where a segment stands in the text, in characters; the vendor counts bytes."""
    start, end, quoted = segment.get("startIndex") or 0, segment.get("endIndex"), segment.get("text")
    if end is not None:
        data = text.encode()
        first = len(data[:start].decode(errors="ignore"))
        last = len(data[:end].decode(errors="ignore"))
        if quoted is None or text[first:last] == quoted:
            return {"start_index": first, "end_index": last}
    if quoted and (first := text.find(quoted)) >= 0:
        return {"start_index": first, "end_index": first + len(quoted)}
    return {}
