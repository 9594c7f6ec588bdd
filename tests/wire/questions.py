"""Says a recorded case in modelwire's words, by what `vendors/` knows of its folder."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from modelwire import ChatRequest, EmbeddingsRequest
from modelwire_runtime.data import is_array
from tests.wire.case import Case, WireRequest
from tests.wire.vendor import NOTHING, Asked, Settings, Vendor
from tests.wire.vendors import ASKED, VENDORS

ELSEWHERE: Final = "stands in operations.py, and is run by test_operations.py"
OTHER_KINDS: Final[Mapping[str, str]] = {
    "speech": ELSEWHERE,
    "transcription": ELSEWHERE,
    "image": ELSEWHERE,
    "image_edit": ELSEWHERE,
    "files": ELSEWHERE,
    "batches": ELSEWHERE,
    "info": "tells about one deployment, and is no list of models",
    "moderation": ELSEWHERE,
    "count_tokens": ELSEWHERE,
    "rerank": ELSEWHERE,
    "fim": ELSEWHERE,
    "gemini/images_generate": "its SDK refuses Imagen here, which is asked on Vertex AI only",
    "balance": "no operation of modelwire's",
    "azure_ai/auth_entra_https_only": "its SDK sends no token over http, which is all that a server on loopback speaks",
    "anthropic/count_tokens": ELSEWHERE,
    "gemini/count_tokens": ELSEWHERE,
}
"""Cases that are not run, by kind or id, with the reason."""

KINDS: Final = ("chat", "embeddings", "models")
KINDS_OF: Final = {"responses": "chat"}
"""Kinds that are asked for as another: the Responses API is one more way to chat."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A case as a user of modelwire asks it."""

    kind: str
    provider: str
    base_path: str
    settings: Settings
    credential: Mapping[str, str]
    model: str
    request: ChatRequest | EmbeddingsRequest | None
    options: Mapping[str, Any]
    dropped: frozenset[str]
    streamed: bool


def question(case: Case) -> Question:
    """Say a case's request in modelwire's words."""
    vendor, asked, logical = VENDORS[case.folder], ASKED.get(case.id, NOTHING), case.logical_request
    sent = case.wire_requests[0] if case.wire_requests else None
    named = _named(vendor, sent) if sent else {}
    base_path, path_model = named.pop("base", ""), named.pop("model", "")
    settings = {**named, **asked.settings}
    body: Mapping[str, Any] = sent.body if sent and isinstance(sent.body, dict) else {}
    model = asked.model or _text(body.get("model")) or path_model
    credential: dict[str, str] = {}
    for header, how in vendor.credentials.items():
        if sent and header in sent.headers and how.setting not in asked.settings:
            key = sent.headers[header].rpartition(" ")[2]
            settings[how.setting] = key
            credential[how.header] = how.scheme + key
    kind = "other" if case.id in OTHER_KINDS else KINDS_OF.get(logical["kind"], str(logical["kind"]))
    parameters = {name: body[name] for name in vendor.required if name in body}
    return Question(
        kind=kind,
        provider=vendor.provider,
        base_path=base_path,
        settings=settings,
        credential=asked.credential or credential,
        model=model,
        request=_request(kind, logical, asked, model, parameters),
        options=asked.options,
        dropped=asked.dropped,
        streamed=bool(logical.get("stream")),
    )


def _text(field: Any) -> str:
    """The text of a field of a body; of a form's, that of its first part."""
    return str(field[0]["value"] if is_array(field) else field or "")


def _named(vendor: Vendor, sent: WireRequest) -> dict[str, Any]:
    """What the recorded path, headers and query name: settings, the model, the end of the base URL."""
    matches = (re.fullmatch(pattern, sent.path) for pattern in vendor.paths)
    match = next(filter(None, matches), None)
    assert match, f"no pattern in VENDORS speaks of the path {sent.path!r}"
    named: dict[str, Any] = {name: text for name, text in match.groupdict().items() if text is not None}
    for header, setting in vendor.headers.items():
        if header in sent.headers:
            text = sent.headers[header]
            named[setting] = tuple(text.split(",")) if setting == "betas" else text
    for name, text in sent.query:
        if name in vendor.queries:
            named[vendor.queries[name]] = text
    return named


def _request(
    kind: str, logical: Mapping[str, Any], asked: Asked, model: str, parameters: Mapping[str, Any]
) -> ChatRequest | EmbeddingsRequest | None:
    match kind:
        case "chat":
            return _chat(logical, asked, model, parameters)
        case "embeddings":
            options = asked.options or None
            return EmbeddingsRequest(model=model, input=list(logical["input"]), options=options, **asked.parameters)
        case _:
            return None


def _chat(logical: Mapping[str, Any], asked: Asked, model: str, parameters: Mapping[str, Any]) -> ChatRequest:
    given: dict[str, Any] = {**parameters, **logical.get("params", {})}
    if "tools" in logical:
        given["tools"] = [{"type": "function", "function": tool} for tool in logical["tools"]]
    match logical.get("tool_choice"):
        case None:
            pass
        case {"name": str(name)}:
            given["tool_choice"] = {"type": "function", "function": {"name": name}}
        case choice:
            given["tool_choice"] = choice
    if "parallel_tool_calls" in logical:
        given["parallel_tool_calls"] = logical["parallel_tool_calls"]
    match logical.get("response_format"):
        case {"type": "json_schema", **rest}:
            given["response_format"] = {"type": "json_schema", "json_schema": rest}
        case wanted:
            given["response_format"] = wanted
    beyond = {name: given.pop(name) for name in given.keys() - ChatRequest.PARAMETERS}
    if beyond:  # what no unified parameter says
        given["extra_body"] = beyond
    messages: Any = asked.messages or [_message(message, asked) for message in logical["messages"]]
    return ChatRequest(model=model, messages=messages, **{**given, **asked.parameters})


def _message(logical: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    message = {**logical, "content": _content(logical["content"])}
    if "tool_calls" in logical:
        message["tool_calls"] = [
            {
                "id": call["id"],
                "type": "function",
                "function": {"name": call["name"], "arguments": json.dumps(call["arguments"])},
            }
            for call in logical["tool_calls"]
        ]
    if logical["role"] == "assistant" and asked.reasoning:
        message["reasoning_content"] = asked.reasoning
    return message


def _content(parts: Sequence[Mapping[str, Any]]) -> Any:
    match parts:
        case [{"type": "text", "text": text}]:
            return text
        case _:
            return [_part(part) for part in parts]


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    match part:
        case {"type": "image_url", "url": url}:
            return {"type": "image_url", "image_url": {"url": url}}
        case {"type": "image_base64", "media_type": media_type, "data": data}:
            return {"type": "image_url", "image_url": {"url": f"data:{media_type};base64,{data}"}}
        case _:
            return dict(part)
