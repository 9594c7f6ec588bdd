"""How the recorded cases are asked for through modelwire's public interface: an entry a folder, and what cases add.

To let the runner (`test_cases.py`) take in another folder, add it to `VENDORS`. Where a case's `logical_request` does
not tell what was asked, because its SDK was called with more than neutral words can say, `ASKED` says what a user of
modelwire would write to get the recorded request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from modelwire import ChatRequest
from tests.wire.answers import CHAT_COMPLETIONS, GENERATE_CONTENT, MESSAGES, Shape
from tests.wire.case import Case, WireRequest

Settings = Mapping[str, Any]


def _none() -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Credential:
    """The setting that a recorded credential is passed as, and how it travels then."""

    setting: str
    header: str = "authorization"
    scheme: str = "Bearer "


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """One folder: which provider asks, and what of a request is said by settings.

    `paths` are patterns of the recorded paths, whose groups are settings, but for two: `base` is what the base URL ends
    with, and `model` the model where no body names it. `credentials` and `headers` tell which setting a recorded header
    comes from. `required` are parameters that the vendor wants always and whose values the recorder chose.
    """

    provider: str
    shape: Shape
    paths: tuple[str, ...]
    credentials: Mapping[str, Credential] = field(default_factory=lambda: {"authorization": Credential("api_key")})
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    required: tuple[str, ...] = ()
    request_id: str | None = None


VERTEX: Final = "/v1(?:beta1)?/projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)"

VENDORS: Final[Mapping[str, Vendor]] = {
    "openai": Vendor(
        provider="openai",
        shape=CHAT_COMPLETIONS,
        paths=("(?P<base>/v1)/(?:chat/completions|embeddings|models)",),
        headers={"openai-organization": "organization", "openai-project": "project"},
        request_id="x-request-id",
    ),
    "anthropic": Vendor(
        provider="anthropic",
        shape=MESSAGES,
        paths=("/v1/(?:messages|models)",),
        credentials={"authorization": Credential("api_key", "x-api-key", "")},
        headers={"anthropic-version": "api_version", "anthropic-beta": "betas"},
        required=("max_tokens",),
        request_id="request-id",
    ),
    "deepseek": Vendor(
        provider="deepseek",
        shape=CHAT_COMPLETIONS,
        paths=("(?P<base>(?:/beta)?)/(?:chat/completions|models)",),
        request_id="x-ds-trace-id",
    ),
    "vertex": Vendor(
        provider="vertex_ai",
        shape=GENERATE_CONTENT,
        paths=(
            rf"{VERTEX}/publishers/google/models/(?P<model>[^/:]+):\w+",
            rf"{VERTEX}/(?P<model>endpoints/\d+):\w+",
            rf"/v1beta1/(?P<model>{VERTEX.removeprefix('/v1(?:beta1)?/')}/publishers/[^:]+):\w+",
            r"/v1beta1/publishers/google/models(?:/(?P<model>[^/:]+):\w+)?",
        ),
        credentials={
            "authorization": Credential("access_token"),
            "x-goog-api-key": Credential("api_key", "x-goog-api-key", ""),
        },
        headers={"x-goog-user-project": "quota_project"},
    ),
    "vertex_anthropic": Vendor(
        provider="vertex_ai",
        shape=MESSAGES,
        paths=(rf"{VERTEX}/publishers/anthropic/models/(?P<model>[^/:]+):\w+",),
        credentials={"authorization": Credential("access_token")},
        required=("max_tokens",),
        request_id="request-id",
    ),
    "vertex_openai_compat": Vendor(
        provider="vertex_ai",
        shape=CHAT_COMPLETIONS,
        paths=(f"{VERTEX}/endpoints/openapi/chat/completions",),
        credentials={"authorization": Credential("access_token")},
    ),
}

OTHER_KINDS: Final[Mapping[str, str]] = {
    "speech": "no endpoint of this issue's",
    "transcription": "no endpoint of this issue's",
    "image": "no endpoint of this issue's",
    "image_edit": "no endpoint of this issue's",
    "files": "no endpoint of this issue's",
    "moderation": "no endpoint of this issue's",
    "responses": "no endpoint of this issue's",
    "count_tokens": "no endpoint of this issue's",
    "fim": "no endpoint of this issue's",
    "anthropic/count_tokens": "recorded as a chat, but its path is that of count_tokens",
}
"""Cases that are not run, by kind or id, with the reason."""

KINDS: Final = ("chat", "embeddings", "models")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a user says beside, or instead of, a case's logical request.

    `reasoning` is what the assistant's turns were preceded by; `dropped` are the parameters that the provider does not
    take, so that `unsupported="drop"` leaves them out; `credential` is how the key travels, if not as the vendor's do.
    """

    settings: Settings = field(default_factory=_none)
    model: str | None = None
    messages: Sequence[Mapping[str, Any]] | None = None
    parameters: Mapping[str, Any] = field(default_factory=_none)
    options: Mapping[str, Any] = field(default_factory=_none)
    reasoning: str | None = None
    dropped: frozenset[str] = frozenset()
    credential: Mapping[str, str] | None = None


NOTHING: Final = Asked()

ASKED: Final[Mapping[str, Asked]] = {
    "openai/chat_reasoning_params": Asked(
        messages=[{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "Hello!"}],
        parameters={
            "n": 1,
            "logprobs": True,
            "top_logprobs": 2,
            "service_tier": "auto",
            "metadata": {"k": "v"},
            "prompt_cache_key": "pck",
            "safety_identifier": "user-123",
            "store": False,
        },
        dropped=frozenset({"logprobs", "top_logprobs"}),
    ),
    "anthropic/auth_token_bearer": Asked(
        settings={"api_key": None, "auth_token": "tok"}, credential={"authorization": "Bearer tok"}
    ),
    "anthropic/chat_cache_control": Asked(
        messages=[
            {
                "role": "system",
                "content": [{"type": "text", "text": "Long", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
            },
            {"role": "user", "content": "What is 2+2?"},
            {"role": "assistant", "content": "4"},
            {"role": "user", "content": "And 3+3?"},
        ]
    ),
    "anthropic/chat_params": Asked(dropped=frozenset({"seed", "frequency_penalty", "presence_penalty"})),
    "anthropic/chat_thinking": Asked(options={"thinking": {"type": "enabled", "budget_tokens": 1024}}),
    "anthropic/conn_refused": Asked(model="claude-sonnet-4-6", settings={"api_key": "sk-ant-test"}),
    "anthropic/document_pdf_and_cache": Asked(
        messages=[
            {
                "role": "user",
                "content": [
                    # The vendor's own part: no other has citations to switch on.
                    {
                        "type": "document",
                        "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
                        "citations": {"enabled": True},
                        "cache_control": {"type": "ephemeral"},
                    },
                    {"type": "text", "text": "sum"},
                ],
            }
        ]
    ),
    "deepseek/chat_params": Asked(dropped=frozenset({"seed", "frequency_penalty", "presence_penalty"})),
    "deepseek/chat_prefix_beta": Asked(
        messages=[
            {"role": "user", "content": "Write code"},
            {"role": "assistant", "content": "```python\n", "prefix": True},
        ],
        parameters={"stop": ["```"]},
    ),
    "deepseek/chat_thinking_disabled": Asked(
        parameters={"logprobs": True, "top_logprobs": 3, "user": "u-1"},
        options={"thinking": {"type": "disabled"}},
    ),
    "deepseek/chat_tool_roundtrip_with_reasoning_content": Asked(
        messages=[
            {"role": "user", "content": "w?"},
            {
                "role": "assistant",
                "content": "",
                "reasoning_content": "I should call",
                "tool_calls": [
                    {"id": "call_0", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "tool_call_id": "call_0", "content": "18"},
        ],
        parameters={"tools": None},
    ),
    "deepseek/composed_tool_roundtrip": Asked(reasoning="I should call both tools."),
    "vertex/chat_params": Asked(dropped=frozenset({"user"})),
    "vertex/chat_safety_settings_topk_logprobs": Asked(
        parameters={"top_k": 40, "n": 1, "logprobs": True, "top_logprobs": 3},
        options={
            "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
        },
    ),
    "vertex/chat_thinking_level": Asked(parameters={"reasoning_effort": "low"}),
    "vertex/models_list": Asked(settings={"project": "my-proj"}),
    "vertex_anthropic/chat_params": Asked(dropped=frozenset({"seed", "frequency_penalty", "presence_penalty"})),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """A case as a user of modelwire asks it."""

    kind: str
    provider: str
    base_path: str
    settings: Settings
    credential: Mapping[str, str]
    model: str
    request: ChatRequest | None
    input: list[str]
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
    model = asked.model or str(body.get("model") or path_model)
    credential: dict[str, str] = {}
    for header, how in vendor.credentials.items():
        if sent and header in sent.headers and how.setting not in asked.settings:
            key = sent.headers[header].rpartition(" ")[2]
            settings[how.setting] = key
            credential[how.header] = how.scheme + key
    kind = "other" if case.id in OTHER_KINDS else str(logical["kind"])
    parameters = {name: body[name] for name in vendor.required if name in body}
    return Question(
        kind=kind,
        provider=vendor.provider,
        base_path=base_path,
        settings=settings,
        credential=asked.credential or credential,
        model=model,
        request=_chat(logical, asked, model, parameters) if kind == "chat" else None,
        input=list(logical["input"]) if kind == "embeddings" else [],
        options=asked.options,
        dropped=asked.dropped,
        streamed=bool(logical.get("stream")),
    )


def _named(vendor: Vendor, sent: WireRequest) -> dict[str, Any]:
    """What the recorded path and headers name: settings, the model, the end of the base URL."""
    matches = (re.fullmatch(pattern, sent.path) for pattern in vendor.paths)
    match = next(filter(None, matches), None)
    assert match, f"no pattern in VENDORS speaks of the path {sent.path!r}"
    named: dict[str, Any] = {name: text for name, text in match.groupdict().items() if text is not None}
    for header, setting in vendor.headers.items():
        if header in sent.headers:
            text = sent.headers[header]
            named[setting] = tuple(text.split(",")) if setting == "betas" else text
    return named


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
