"""The messages of a request as the items that OpenAI's Responses API takes."""

from __future__ import annotations

from typing import Any

from ..data import is_array
from .base import Encoding
from .json_values import Json, as_count, as_object, as_text, as_word
from .omissions import leave_out
from .responses_items import ARGUMENTS, CALLS, kept_items

CUSTOM = "custom_tool_call"


class Input:
    """Writes the items of one request."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._items: list[Json] = []
        self._custom: set[str] = set()

    def written(self, messages: list[Json]) -> str | list[Json]:
        """The items; the text alone where there is nothing but that of one user."""
        if len(messages) == 1 and messages[0]["role"] == "user" and isinstance(text := messages[0]["content"], str):
            self._leave_out_name(0, messages[0])
            return text
        for index, message in enumerate(messages):
            self._add(index, message)
        return self._items

    def _add(self, index: int, message: Json) -> None:
        role = message["role"]
        self._leave_out_name(index, message)
        if role == "assistant":
            self._add_assistant(index, message)
        elif role == "tool":
            call_id = message["tool_call_id"]
            kind = "custom_tool_call_output" if call_id in self._custom else "function_call_output"
            output = self._content(index, message["content"])
            if message.get("is_error"):
                leave_out(self._encoding, f"messages[{index}].is_error")
            self._items.append({"type": kind, "call_id": call_id, "output": output})
        else:
            self._items.append({"role": role, "content": self._content(index, message["content"])})

    def _leave_out_name(self, index: int, message: Json) -> None:
        if message.get("name") is not None and message["role"] != "tool":  # of a tool, the id tells as much
            leave_out(self._encoding, f"messages[{index}].name", given=message["name"])

    # --- What the caller says ------------------------------------------------------------------------------------

    def _content(self, index: int, content: Any) -> Any:
        if not is_array(content):
            return content
        return [self._part(index, part) for part in content]

    def _part(self, index: int, part: Json) -> Json:
        if part.get("cache_control") is not None:
            leave_out(self._encoding, f"messages[{index}].cache_control")
        match part:
            case {"type": "text", "text": text}:
                return {"type": "input_text", "text": text}
            case {"type": "image_url", "image_url": {"url": url, **rest}}:
                return {"type": "input_image", "image_url": url, **as_object(rest)}
            case {"type": "file", "file": {"file_id": str(file_id)}}:
                return {"type": "input_file", "file_id": file_id}
            case {"type": "file", "file": {"file_data": str(data), **rest}}:
                key = "file_url" if data.startswith(("https://", "http://")) else "file_data"
                named = {"filename": rest["filename"]} if rest.get("filename") and key == "file_data" else {}
                return {"type": "input_file", key: data, **named}
            case {"type": "refusal", "refusal": text}:
                return {"type": "input_text", "text": text}
            case _:
                return {key: value for key, value in part.items() if key != "cache_control"}

    # --- What the model said -------------------------------------------------------------------------------------

    def _add_assistant(self, index: int, message: Json) -> None:
        parts = self._said(index, message)
        calls: list[Json] = list(message.get("tool_calls") or ())
        if message.get("audio"):
            leave_out(self._encoding, f"messages[{index}].audio")
        state = message.get("reasoning_state")
        kept = kept_items(state)
        if kept is None:
            if state:
                leave_out(self._encoding, f"messages[{index}].reasoning_state")
            if message.get("reasoning_content"):
                leave_out(self._encoding, f"messages[{index}].reasoning_content")
            kept = []
        self._weave(kept, parts, calls)

    def _said(self, index: int, message: Json) -> list[Json]:
        """What the turn says, as parts of output."""
        content = message.get("content")
        parts: list[Json] = []
        for part in content if is_array(content) else [{"type": "text", "text": content}] if content else []:
            if part.get("type") == "text":
                parts.append({"type": "output_text", "text": part.get("text", "")})
            elif part.get("type") == "refusal":
                parts.append({"type": "refusal", "refusal": part.get("refusal", "")})
            else:
                leave_out(self._encoding, f"messages[{index}].content", given=part.get("type"))
        if refusal := message.get("refusal"):
            parts.append({"type": "refusal", "refusal": refusal})
        return parts

    def _weave(self, kept: list[Json], parts: list[Json], calls: list[Json]) -> None:
        """Add a turn's items: what it says and calls, in the places and under the ids that the kept items tell.

        Where the text was changed since, all of it goes where the first of it stood.
        """
        text = "".join(part.get("text", "") for part in parts)
        plain = all(part["type"] == "output_text" for part in parts)
        lengths = [as_count(item.get("length")) for item in kept if item["type"] == "message"]
        as_it_was = plain and sum(lengths) == len(text)
        waiting = {as_text(call.get("id")): call for call in calls}
        start, said = 0, False
        for item in kept:
            kind = item["type"]
            if kind == "message":
                if as_it_was:
                    piece = text[start : start + as_count(item.get("length"))]
                    start += len(piece)
                    self._add_message(item, [{"type": "output_text", "text": piece}])
                elif parts and not said:
                    self._add_message(item, parts)
                said = True
            elif kind in CALLS:
                if (call := waiting.pop(as_text(item.get("call_id")), None)) is not None:
                    self._add_call(item, call)
            else:
                self._items.append(item)
        if parts and not said:
            self._add_message({}, parts)
        for call in waiting.values():
            self._add_call({}, call)

    def _add_message(self, item: Json, parts: list[Json]) -> None:
        phase = {"phase": item["phase"]} if as_word(item.get("phase")) else {}
        if id_ := as_word(item.get("id")):
            content: list[Json] = [
                {**part, "annotations": []} if part["type"] == "output_text" else part for part in parts
            ]
            whole: Json = {"type": "message", "id": id_, "role": "assistant", "status": "completed", "content": content}
            self._items.append(whole | phase)
        else:
            alone = parts[0]["text"] if len(parts) == 1 and parts[0]["type"] == "output_text" else parts
            self._items.append({"role": "assistant", "content": alone, **phase})

    def _add_call(self, item: Json, call: Json) -> None:
        kind = as_text(item.get("type")) or (CUSTOM if call.get("type") == "custom" else "function_call")
        called = as_object(call.get("function"))
        if kind == CUSTOM:
            self._custom.add(call["id"])
        told = {key: item[key] for key in ("id", "namespace", "caller") if item.get(key) is not None}
        arguments = called.get("arguments") or ("" if kind == CUSTOM else "{}")
        self._items.append(
            {"type": kind, "call_id": call["id"], "name": called.get("name"), ARGUMENTS[kind]: arguments, **told}
        )
