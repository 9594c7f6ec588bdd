"""What some of the APIs that follow OpenAI's chat completions want of messages, where they are stricter than it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..data import is_array, is_object
from ..parameters import Adjustment
from .base import Encoding
from .data_uris import read_data_uri
from .json_values import Json, as_object
from .omissions import leave_out

ALWAYS = frozenset({"role", "content"})
"""The keys that every message may have."""


class FortyCharacters:
    """The ids of a conversation's tool calls, none longer than 40 characters.

    A longer one, such as another vendor's, becomes one made of its digest, the same in each request.
    """

    def __init__(self, messages: Iterable[Json]) -> None:
        pass  # each id is seen to by itself

    def __getitem__(self, id_: str) -> str:
        if len(id_) <= 40:
            return id_
        return f"call_{_digest(id_)[:24]}"


class NineAlphanumerics:
    """The ids of a conversation's tool calls as nine letters and digits each.

    An id that is such already, as the vendor's own are, stays as it is; another becomes nine digits of its digest, the
    same in each request of the conversation.  No two ids become the same.
    """

    def __init__(self, messages: Iterable[Json]) -> None:
        given = list(dict.fromkeys(_ids(messages)))
        self._sent = {id_: id_ for id_ in given if _is_nine(id_)}
        taken = set(self._sent)
        for id_ in given:
            if id_ not in self._sent:
                self._sent[id_] = made = _unused(id_, taken)
                taken.add(made)

    def __getitem__(self, id_: str) -> str:
        return self._sent[id_]


def _ids(messages: Iterable[Json]) -> Iterable[str]:
    for message in messages:
        for call in message.get("tool_calls") or ():
            yield call["id"]
        if message["role"] == "tool":
            yield message["tool_call_id"]


def _unused(id_: str, taken: set[str]) -> str:
    """Nine digits of the id's digest, or of the digest's own, and so on, until they are nobody else's."""
    digest = id_
    while True:
        digest = _digest(digest)
        if (made := digest[:9]) not in taken:
            return made


def _digest(id_: str) -> str:
    from hashlib import sha256

    return sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()


def _is_nine(id_: str) -> bool:
    return len(id_) == 9 and id_.isascii() and id_.isalnum()


def addressed_part(part: Json) -> Json:
    """A content part with the address of a file in the place of its data, where it may stand in that of its id."""
    match part:
        case {"type": "file", "file": {"file_id": str(address), **rest}} if address.startswith("https://"):
            return {**part, "file": {**rest, "file_data": address}}
        case _:
            return part


def named_part(part: Json) -> Json:
    """A content part in which a file that comes as data has a name.

    OpenAI refuses one without, and says that the file's id is missing: https://github.com/langchain-ai/langchainjs/pull/9570
    and https://github.com/openai/openai-agents-python/pull/1513, read 2026-11-27.
    """
    match addressed_part(part):
        case {"type": "file", "file": {"file_data": str(data), **rest}} as given if not rest.get("filename"):
            from mimetypes import MimeTypes

            uri = read_data_uri(data)
            ending = MimeTypes().guess_extension(uri.media_type) if uri else None
            return {**given, "file": {**rest, "filename": f"file{ending or ''}", "file_data": data}} if uri else given
        case given:
            return given


def flat_part(part: Json) -> Json:
    """A content part with sound as a string, a file by its id alone, a document by its address, a refusal as text."""
    match addressed_part(part):
        case {"type": "input_audio", "input_audio": {"data": data}}:
            return {"type": "input_audio", "input_audio": data}
        case {"type": "file", "file": {"file_id": str(file_id)}}:
            return {"type": "file", "file_id": file_id}
        case {"type": "file", "file": {"file_data": address, **rest}}:
            named = {"document_name": name} if (name := rest.get("filename")) else {}
            return {"type": "document_url", "document_url": address, **named}
        case {"type": "refusal", "refusal": text}:
            return {"type": "text", "text": text}
        case _:
            return part


def with_keys(index: int, message: Json, keys: Iterable[str], encoding: Encoding) -> Json:
    """The message with no keys but these; a refusal that has no place becomes the text where there is none."""
    known = ALWAYS.union(keys)
    if message.keys() <= known:
        return message
    refusal = message.get("refusal")
    if refusal and "refusal" not in known and not message.get("content"):
        encoding.adjustments.append(Adjustment(f"messages[{index}].refusal", "mapped", refusal, "content"))
        message = {**message, "content": refusal, "refusal": None}
    for key in message.keys() - known:
        if message[key] is not None:
            leave_out(encoding, f"messages[{index}].{key}")
    return {key: value for key, value in message.items() if key in known}


def without_empty_turns(messages: Iterable[tuple[int, Json]], encoding: Encoding) -> list[tuple[int, Json]]:
    """The messages without turns of the assistant's that say nothing and call nothing."""
    kept: list[tuple[int, Json]] = []
    for index, message in messages:
        if message["role"] == "assistant" and not message.get("content") and not message.get("tool_calls"):
            leave_out(encoding, f"messages[{index}]", reason="an assistant's message must not be empty")
        else:
            kept.append((index, message))
    return kept


def with_filler_turns(messages: Iterable[tuple[int, Json]], text: str, encoding: Encoding) -> list[tuple[int, Json]]:
    """The messages with a turn of the assistant's wherever a user's follows right after a tool's result."""
    filled: list[tuple[int, Json]] = []
    for index, message in messages:
        if message["role"] == "user" and filled and filled[-1][1]["role"] == "tool":
            filler = {"role": "assistant", "content": text}
            reason = "a user's message must not follow right after a tool's result"
            encoding.adjustments.append(Adjustment(f"messages[{index}]", "preceded", None, filler, reason))
            filled.append((index, filler))
        filled.append((index, message))
    return filled


def with_parameters(tools: Iterable[Any]) -> list[Any]:
    """The tools, each function with a schema of its parameters: where none is given, that of no parameters."""
    return [_with_parameters(tool) for tool in tools]


def _with_parameters(tool: Any) -> Any:
    function = as_object(as_object(tool).get("function"))
    if not function or function.get("parameters"):
        return tool
    return {**tool, "function": {**function, "parameters": {"type": "object", "properties": {}}}}


def with_thinking(message: Json, parts: list[Json]) -> Json:
    """The message with thinking before what it says."""
    content = message.get("content")
    said = list(content) if is_array(content) else [{"type": "text", "text": content}] if content else []
    return {**message, "content": [*parts, *said]}


def without_cache_control(index: int, message: Json, content: list[Json], encoding: Encoding) -> Json:
    """The message without marks of what to cache."""
    if not any("cache_control" in part for part in content):
        return message
    leave_out(encoding, f"messages[{index}].cache_control")
    kept = [{key: value for key, value in part.items() if key != "cache_control"} for part in content]
    return {**message, "content": kept}


def tools_without_cache_control(tools: Iterable[Any], encoding: Encoding) -> list[Any]:
    """The tools without marks of what to cache."""
    kept: list[Any] = []
    for number, tool in enumerate(tools):
        if is_object(tool) and "cache_control" in tool:
            leave_out(encoding, f"tools[{number}].cache_control")
            tool = {key: value for key, value in tool.items() if key != "cache_control"}
        kept.append(tool)
    return kept
