"""A conversation as Gemini's API wants it: contents of parts."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, cast

from pydantic_core import from_json

from ..errors import InvalidRequestError, NotSupportedError
from ..message_checks import is_plain_turn
from ..parameters import Adjustment, matches
from .base import Encoding
from .gemini_media import media_part
from .gemini_state import NAME, SYNTHETIC, is_entry, sign_calls, signed
from .json_values import Json, need_text
from .made_media import without_media
from .omissions import leave_out, move_up

TURNS: Mapping[str, str] = {"user": "user", "assistant": "model"}
"""What the roles of those who take turns are called here."""


class Contents:
    """Puts messages into the vendor's form; what they leave out is noted in ``encoding.adjustments``.

    ``signed_calls`` and ``text_results`` are those of the protocol.
    """

    def __init__(self, encoding: Encoding, signed_calls: tuple[str, ...], text_results: tuple[str, ...]) -> None:
        self._encoding = encoding
        model = encoding.model.rpartition("/")[2]
        self._signs = matches(model, signed_calls)
        self._text_results = matches(model, text_results)
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
        if self._signs:
            sign_calls(self._contents)
        body: Json = {"contents": self._contents}
        if self._system:
            body["systemInstruction"] = {"parts": self._system}
        return body

    def add(self, index: int, message: Json) -> None:
        """Take in the next message."""
        role = message["role"]
        if is_plain_turn(message) and role in TURNS and (text := message["content"]):
            self._end_results()
            return self._append(TURNS[role], [{"text": text}])
        where = f"messages[{index}]"
        if role == "tool":
            self._results.append(self._result(where, message))
            return
        self._end_results()
        if message.get("name"):
            leave_out(self._encoding, f"{where}.name")
        if role == "assistant":
            self._append("model", self._model_parts(where, message))
        else:
            parts = self._parts(where, message["content"])
            if role == "user":
                self._append("user", parts)
            else:
                if self._contents:
                    move_up(self._encoding, where)
                self._system += parts
        return None

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

        "Use "output" key to specify function output and "error" key to specify error details" (the API's own words on
        ``FunctionResponse.response``, read 2026-11-23), so text goes there as it is, JSON or not, as the vendor's SDK
        sends it.
        """
        given = message["tool_call_id"]
        if given not in self._calls:
            raise self._wrong(f"{where} answers the tool call {given!r}, which no message before it makes")
        number, name, own_id = self._calls[given]
        parts = self._parts(where, message["content"])
        response: Json = {"id": given} if own_id else {}
        response["name"] = name
        key = "error" if message.get("is_error") else "output"
        response["response"] = {key: "".join(part["text"] for part in parts if "text" in part)}
        if media := [part for part in parts if "text" not in part]:
            if self._text_results:
                raise NotSupportedError(
                    f"{where}: {self._encoding.model} takes no media in a tool's result; give it in a user message",
                    provider=self._encoding.provider,
                )
            response["parts"] = media
        return number, {"functionResponse": response}

    def _model_parts(self, where: str, message: Json) -> list[Json]:
        """The parts of an earlier reply, each signature on the part it came with."""
        entries = self._kept(where, message)
        message = without_media(message, where, self._encoding, ("images",))
        content = message.get("content") or message.get("refusal") or ""
        parts = [part for part in self._parts(where, content) if part != {"text": ""}]
        text = "".join(part.get("text", "") for part in parts)
        own_ids = {given for entry in entries if not (given := entry.get("call", SYNTHETIC)).startswith(SYNTHETIC)}
        calls = [
            self._call(f"{where}.tool_calls[{number}]", call, own_ids)
            for number, call in enumerate(message.get("tool_calls") or ())
        ]
        images = {
            number: self._part(where, f"{where}.images[{number}]", part)
            for number, part in enumerate(message.get("images") or ())
        }
        if sum(entry.get("text", 0) for entry in entries) == len(text) and all("text" in part for part in parts):
            parts = []
        else:
            if any("text" in entry and "signature" in entry for entry in entries):
                leave_out(self._encoding, f"{where}.reasoning_state", reason="the content is no longer what was signed")
            entries = [entry for entry in entries if "text" not in entry]
        place = 0
        for entry in entries:
            if "text" in entry:
                parts.append(signed({"text": text[place : place + entry["text"]]}, entry))
                place += entry["text"]
            elif "image" in entry:
                if made := images.pop(entry["image"], None):
                    parts.append(entry.get("part") or signed(made, entry))
            elif "part" in entry:
                parts.append(entry["part"])
            elif call := next((call for call in calls if call[0] == entry["call"]), None):
                calls.remove(call)
                parts.append(signed(call[1], entry))
        return [*parts, *images.values(), *(part for _, part in calls)]

    def _kept(self, where: str, message: Json) -> list[Json]:
        """What this protocol's own state says of the reply's parts; notes what reasoning is not sent."""
        state = message.get("reasoning_state")
        entries: list[Json] = []
        if isinstance(state, Mapping) and cast(Json, state).get("protocol") == NAME:
            kept = cast(Json, state).get("parts")
            entries = [entry for entry in cast(Any, kept) if is_entry(entry)] if isinstance(kept, list) else []
        elif state:
            leave_out(self._encoding, f"{where}.reasoning_state")
        is_signed = any("signature" in entry or "thoughtSignature" in entry.get("part", ()) for entry in entries)
        if message.get("reasoning_content") and not is_signed:
            leave_out(self._encoding, f"{where}.reasoning_content")
        return entries

    def _call(self, where: str, call: Json, own_ids: set[str]) -> tuple[str, Json]:
        """The id of an earlier call, and the call as a part; the id is sent if it is the vendor's own.

        Until September 2026 Vertex AI refused ids, its own too: https://github.com/anomalyco/opencode/pull/50504, read
        2026-11-23.
        """
        given, function = call["id"], call["function"]
        name, text = function["name"], function.get("arguments") or "{}"
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

    def _parts(self, where: str, content: str | list[Json]) -> list[Json]:
        """Content as the vendor's parts."""
        if isinstance(content, str):
            return [{"text": content}]
        return [self._part(where, f"{where}.content[{number}]", part) for number, part in enumerate(content)]

    def _part(self, message: str, where: str, part: Json) -> Json:
        try:
            if "cache_control" in part:
                leave_out(self._encoding, f"{message}.cache_control")
            match part["type"]:
                case "text" | "refusal" as kind:
                    return {"text": need_text(part[kind])}
                case "image_url":
                    if part["image_url"].get("detail", "auto") != "auto":
                        leave_out(self._encoding, f"{where}.image_url.detail")
                    return self._media(where, part["image_url"]["url"])
                case "input_audio":
                    audio = part["input_audio"]
                    return {"inlineData": {"mimeType": f"audio/{audio['format']}", "data": audio["data"]}}
                case "file":
                    file = part["file"]
                    if not file.get("file_data") and "://" not in file["file_id"]:
                        raise self._wrong(f"{where}.file.file_id must be the address of the file (https:// or gs://)")
                    if name := file.get("filename") or "":
                        # There is displayName, which only a search or a run of code would see (google-genai 3.6.1).
                        leave_out(self._encoding, f"{where}.file.filename", given=name)
                    return self._media(where, file.get("file_data") or file["file_id"], name)
                case kind:
                    raise self._wrong(f"{where}.type is {kind!r}; use text, image_url, input_audio or file")
        except (AttributeError, KeyError, TypeError) as error:
            lacking = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else "it has another shape"
            raise self._wrong(f"{where} is no part of type {part.get('type')!r}: {lacking}") from error

    def _media(self, where: str, address: str, filename: str = "") -> Json:
        if part := media_part(address, filename):
            return part
        raise self._wrong(f"{where} names no media type: give a data URI (data:image/png;base64,...) or an address")

    def _wrong(self, what: str) -> InvalidRequestError:
        return InvalidRequestError(what, provider=self._encoding.provider)
