"""Gemini's ``generateContent``: bodies out, replies and streams in.

The cases are the tables in capitals; ``pytest tests/runtime/test_gemini_generate_content.py -k NAME`` runs those whose
name holds NAME.
"""

from __future__ import annotations

import json
import random
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

import pytest

from modelwire_runtime.assembly import assemble
from modelwire_runtime.errors import InvalidRequestError, NotSupportedError
from modelwire_runtime.events import EventDecoder
from modelwire_runtime.parameters import Adjustment, Parameters, Plan
from modelwire_runtime.protocols.base import Encoding, Malformed, Refusal
from modelwire_runtime.protocols.gemini_generate_content import GeminiGenerateContent
from modelwire_runtime.protocols.gemini_state import NO_SIGNATURE, SYNTHETIC
from modelwire_runtime.replies import ChatChunk, ChatResponse, Message
from modelwire_runtime.requests import ChatRequest, given
from tests.wire.case import Case, load_cases
from tests.wire.comparison import differences

Json: TypeAlias = dict[str, Any]
PROTOCOL = GeminiGenerateContent(
    signed_calls=("gemini-[3-9]*", "gemini-flash-latest", "gemini-pro-latest"), text_results=("gemini-1*", "gemini-2*")
)


def encode(messages: Any, model: str = "gemini-2.5-flash", **parameters: Any) -> tuple[Json, list[str]]:
    """The body, and what was left out or changed."""
    request = ChatRequest(model=model, messages=messages, **parameters)
    before = deepcopy(request)
    plan = Plan("somebody", model, Parameters(sent=ChatRequest.PARAMETERS), ())
    encoding = Encoding("somebody", model, plan.settle(given(request), "raise"))
    body = PROTOCOL.encode(request, encoding)
    assert request == before, "the caller's own objects were changed"
    assert not {"model", "stream"} & body.keys()
    return body, [f"{note.parameter} {note.action}" for note in encoding.adjustments]


def user(content: Any) -> Json:
    return {"role": "user", "content": content}


def tool_call(id: str, name: str, arguments: str = "{}") -> Json:
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def calling(*calls: Json, **more: Any) -> Json:
    return {"role": "assistant", "content": None, "tool_calls": list(calls), **more}


def result(id: str, content: Any) -> Json:
    return {"role": "tool", "tool_call_id": id, "content": content}


# --- Requests: against the recordings -----------------------------------------------------------------------


def asked(logical: Json) -> Json:
    """A recorded request in our own words."""
    messages: list[Json] = []
    for message in logical["messages"]:
        said = {**message, "content": [content_part(part) for part in message["content"]]}
        if "tool_calls" in message:
            said["tool_calls"] = [
                tool_call(call["id"], call["name"], json.dumps(call["arguments"])) for call in message["tool_calls"]
            ]
        messages.append(said)
    given: Json = {name: value for name, value in logical.get("params", {}).items() if name != "user"}
    if "tools" in logical:
        given["tools"] = [{"type": "function", "function": tool} for tool in logical["tools"]]
    if choice := logical.get("tool_choice"):
        given["tool_choice"] = choice if isinstance(choice, str) else {"type": "function", "function": choice}
    if wanted := logical.get("response_format"):
        named = {key: value for key, value in wanted.items() if key != "type"}
        given["response_format"] = {"type": wanted["type"], **({"json_schema": named} if named else {})}
    return {"messages": messages, **given}


def content_part(part: Json) -> Json:
    if part["type"] == "image_url":
        return {"type": "image_url", "image_url": {"url": part["url"]}}
    if part["type"] == "image_base64":
        return {"type": "image_url", "image_url": {"url": f"data:{part['media_type']};base64,{part['data']}"}}
    return part


VENDORS_OWN = ("vertex/chat_thinking_level", "vertex/chat_safety_settings_topk_logprobs")
"""Cases whose parameters the logical request does not tell."""
RECORDED = [case for case in load_cases("vertex/chat_*", "vertex/stream_*") if case.id not in VENDORS_OWN]


@pytest.mark.parametrize("case", RECORDED, ids=str)
def test_bodies_are_those_of_the_vendors_sdk(case: Case) -> None:
    recorded = case.wire_requests[0]
    body, _ = encode(**asked(case.logical_request))
    assert differences(recorded, replace(recorded, body=body)) == []


# --- Requests: parameters -----------------------------------------------------------------------------------

SCHEMA: Json = {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False}
FUNCTION: Json = {"name": "f", "description": "Does f.", "parameters": SCHEMA}
F: Json = {"type": "function", "function": FUNCTION}
DECLARED: Json = {"name": "f", "description": "Does f.", "parametersJsonSchema": SCHEMA}

PARAMETERS: list[tuple[Json, Json]] = [
    ({"temperature": 0.0}, {"generationConfig": {"temperature": 0.0}}),
    ({"max_tokens": 5, "top_p": 0.5, "top_k": 3}, {"generationConfig": {"maxOutputTokens": 5, "topP": 0.5, "topK": 3}}),
    ({"stop": "END"}, {"generationConfig": {"stopSequences": ["END"]}}),
    ({"stop": ("A", "B")}, {"generationConfig": {"stopSequences": ["A", "B"]}}),
    ({"seed": 7, "n": 2}, {"generationConfig": {"seed": 7, "candidateCount": 2}}),
    (
        {"presence_penalty": 0.1, "frequency_penalty": 0.2},
        {"generationConfig": {"presencePenalty": 0.1, "frequencyPenalty": 0.2}},
    ),
    ({"logprobs": True, "top_logprobs": 3}, {"generationConfig": {"responseLogprobs": True, "logprobs": 3}}),
    ({"modalities": ["text", "image"]}, {"generationConfig": {"responseModalities": ["TEXT", "IMAGE"]}}),
    ({"metadata": {"team": "a"}}, {"labels": {"team": "a"}}),
    ({"reasoning_effort": "low"}, {"generationConfig": {"thinkingConfig": {"thinkingLevel": "low"}}}),
    ({"tools": [F]}, {"tools": [{"functionDeclarations": [DECLARED]}]}),
    (
        {"tools": [{"googleSearch": {}}, F, {"type": "function", "function": {"name": "g"}}]},
        {"tools": [{"functionDeclarations": [DECLARED, {"name": "g"}]}, {"googleSearch": {}}]},
    ),
    ({"tools": [{"googleSearch": {}}]}, {"tools": [{"googleSearch": {}}]}),
    ({"tools": []}, {}),
    ({"tool_choice": "auto"}, {"toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}}),
    ({"tool_choice": "required"}, {"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}),
    ({"tool_choice": "none"}, {"toolConfig": {"functionCallingConfig": {"mode": "NONE"}}}),
    (
        {"tool_choice": {"type": "function", "function": {"name": "f"}}},
        {"toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f"]}}},
    ),
    ({"response_format": {"type": "text"}}, {}),
    ({"response_format": {"type": "json_object"}}, {"generationConfig": {"responseMimeType": "application/json"}}),
    (
        dict(PROTOCOL.structured(SCHEMA, "answer").changes),
        {"generationConfig": {"responseMimeType": "application/json", "responseJsonSchema": SCHEMA}},
    ),
]


@pytest.mark.parametrize(("parameters", "body"), PARAMETERS, ids=lambda case: "-".join(case))
def test_parameters(parameters: Json, body: Json) -> None:
    assert encode([user("Hi")], **parameters) == (
        {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}], **body},
        [],
    )


def test_fragments_of_a_rule_join_the_generation_config() -> None:
    becomes = {"reasoning_effort": {"low": {"generationConfig": {"thinkingConfig": {"thinkingBudget": 1024}}}}}
    parameters = Parameters(sent=("temperature", "reasoning_effort"), becomes=becomes)
    settled = Plan("p", "m", parameters, ()).settle({"temperature": 1, "reasoning_effort": "low"}, "raise")
    body = PROTOCOL.encode(
        ChatRequest(model="m", messages=[{"role": "user", "content": ""}]), Encoding("p", "m", settled)
    )
    assert body["generationConfig"] == {"temperature": 1, "thinkingConfig": {"thinkingBudget": 1024}}


def test_what_a_tool_leaves_out_is_told() -> None:
    strict = {"type": "function", "function": {"name": "f", "strict": True}, "cache_control": {"type": "ephemeral"}}
    body, notes = encode([user("Hi")], tools=[strict])
    assert body["tools"] == [{"functionDeclarations": [{"name": "f"}]}]
    assert notes == ["tools[0].cache_control left out", "tools[0].function.strict left out"]


# --- Requests: messages -------------------------------------------------------------------------------------

ANSWERED = [calling(tool_call("c1", "f", '{"a": 1}')), result("c1", "18")]
CALLED: Json = {"functionCall": {"name": "f", "args": {"a": 1}}}
RETURNED: Json = {"functionResponse": {"name": "f", "response": {"output": "18"}}}
EPHEMERAL: Json = {"type": "ephemeral"}


def model(*parts: Json) -> Json:
    return {"role": "model", "parts": list(parts)}


def called(name: str) -> Json:
    return {"functionCall": {"name": name, "args": {}}}


def said(*parts: Json) -> Json:
    return {"role": "user", "parts": list(parts)}


def image(url: str, **more: Any) -> Json:
    return {"type": "image_url", "image_url": {"url": url, **more}}


def file(**more: Any) -> Json:
    return {"type": "file", "file": more}


MESSAGES: dict[str, tuple[list[Any], list[Json], list[str]]] = {
    "neighbours of one role become one": (
        [user("A"), user("B"), {"role": "assistant", "content": "C"}, {"role": "assistant", "content": "D"}, user("E")],
        [said({"text": "A"}, {"text": "B"}), model({"text": "C"}, {"text": "D"}), said({"text": "E"})],
        [],
    ),
    "a result is text, be it JSON": (
        [user("Hi"), calling(tool_call("c", "f")), result("c", '{"t": 1}')],
        [
            said({"text": "Hi"}),
            model(called("f")),
            said({"functionResponse": {"name": "f", "response": {"output": '{"t": 1}'}}}),
        ],
        [],
    ),
    "results and what the user then says are one": (
        [user("Hi"), *ANSWERED, user("And?")],
        [said({"text": "Hi"}), model(CALLED), said(RETURNED, {"text": "And?"})],
        [],
    ),
    "results stand in the order of the calls": (
        [user("Hi"), calling(tool_call("c1", "f"), tool_call("c2", "f")), result("c2", "two"), result("c1", "one")],
        [
            said({"text": "Hi"}),
            model(called("f"), called("f")),
            said(*({"functionResponse": {"name": "f", "response": {"output": text}}} for text in ("one", "two"))),
        ],
        [],
    ),
    "an id used again is the later call's": (
        [user("Hi"), *ANSWERED, calling(tool_call("c1", "g")), result("c1", "x")],
        [
            said({"text": "Hi"}),
            model(CALLED),
            said(RETURNED),
            model(called("g")),
            said({"functionResponse": {"name": "g", "response": {"output": "x"}}}),
        ],
        [],
    ),
    "calls that bear one id are all sent": (
        [user("Hi"), calling(tool_call("", "f"), tool_call("", "g"))],
        [said({"text": "Hi"}), model(called("f"), called("g"))],
        [],
    ),
    "arguments that are no object": (
        [user("Hi"), calling(tool_call("c", "f", '{"a": '), tool_call("d", "f", "[1]"))],
        [
            said({"text": "Hi"}),
            model(*({"functionCall": {"name": "f", "args": {"arguments": text}}} for text in ('{"a": ', "[1]"))),
        ],
        [f"messages[1].tool_calls[{number}].function.arguments mapped" for number in (0, 1)],
    ),
    "parts": (
        [
            user(
                [
                    image("https://example.com/a/cat.JPG?size=2#top", detail="auto"),
                    image("gs://bucket/cat.webp"),
                    image("https://example.com/cat"),
                    image("data:image/svg+xml,%3Csvg%3E"),
                    {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "mp3"}},
                    file(file_data="data:application/pdf;base64,JVBERg==", filename="a.pdf"),
                    file(file_data="JVBERg==", filename="a.pdf"),
                    file(file_data="data:;base64,JVBERg==", filename="a.pdf"),
                    file(file_data="data:audio/L16;rate=24000;base64,AAAA"),
                    file(file_id="gs://bucket/film.mp4"),
                    file(file_id="https://example.com/v1beta/files/abc", filename="a.txt"),
                    {"type": "refusal", "refusal": "No."},
                ]
            )
        ],
        [
            said(
                {"fileData": {"mimeType": "image/jpeg", "fileUri": "https://example.com/a/cat.JPG?size=2#top"}},
                {"fileData": {"mimeType": "image/webp", "fileUri": "gs://bucket/cat.webp"}},
                {"fileData": {"fileUri": "https://example.com/cat"}},
                {"inlineData": {"mimeType": "image/svg+xml", "data": "PHN2Zz4="}},
                {"inlineData": {"mimeType": "audio/mp3", "data": "AAAA"}},
                {"inlineData": {"mimeType": "application/pdf", "data": "JVBERg=="}},
                {"inlineData": {"mimeType": "application/pdf", "data": "JVBERg=="}},
                {"inlineData": {"mimeType": "application/pdf", "data": "JVBERg=="}},
                {"inlineData": {"mimeType": "audio/L16;rate=24000", "data": "AAAA"}},
                {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://bucket/film.mp4"}},
                {"fileData": {"mimeType": "text/plain", "fileUri": "https://example.com/v1beta/files/abc"}},
                {"text": "No."},
            )
        ],
        [f"messages[0].content[{number}].file.filename left out" for number in (5, 6, 7, 10)],
    ),
    "what is left out is told": (
        [
            {**user([{"type": "text", "text": "A", "cache_control": EPHEMERAL}] * 2), "name": "Ada"},
            {"role": "assistant", "content": "B", "reasoning_content": "hm", "audio": {"id": "x"}},
            {"role": "assistant", "content": "C", "reasoning_state": {"protocol": "other", "parts": [{"text": 1}]}},
            user([image("data:image/png;base64,AAAA", detail="high")]),
        ],
        [
            said({"text": "A"}, {"text": "A"}),
            model({"text": "B"}, {"text": "C"}),
            said({"inlineData": {"mimeType": "image/png", "data": "AAAA"}}),
        ],
        [
            "messages[0].name left out",
            "messages[0].cache_control left out",
            "messages[1].reasoning_content left out",
            "messages[1].audio left out",
            "messages[2].reasoning_state left out",
            "messages[3].content[0].image_url.detail left out",
        ],
    ),
    "a turn in which nothing was said": (
        [user("A"), {"role": "assistant", "content": ""}, Message(), user("B")],
        [said({"text": "A"}, {"text": "B"})],
        [],
    ),
    "a refusal is what was said": (
        [user("A"), {"role": "assistant", "content": None, "refusal": "No."}],
        [said({"text": "A"}), model({"text": "No."})],
        [],
    ),
    "an answer in parts": (
        [user("A"), {"role": "assistant", "content": [{"type": "text", "text": "B"}, image("gs://b/c.png")]}],
        [said({"text": "A"}), model({"text": "B"}, {"fileData": {"mimeType": "image/png", "fileUri": "gs://b/c.png"}})],
        [],
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_messages(name: str) -> None:
    messages, contents, notes = MESSAGES[name]
    assert encode(messages) == ({"contents": contents}, notes)


def test_a_result_with_an_image_and_one_that_failed() -> None:
    """Media in results came with Gemini 3; what an older model does not take is refused."""
    messages = [
        user("Hi"),
        calling(tool_call("c", "f"), tool_call("d", "f")),
        result("c", [{"type": "text", "text": "see"}, image("data:image/png;base64,AAAA")]),
        {**result("d", "too late"), "is_error": True},
    ]
    seen, failed = encode(messages, model="gemini-3-pro")[0]["contents"][-1]["parts"]
    assert seen["functionResponse"] == {
        "name": "f",
        "response": {"output": "see"},
        "parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}],
    }
    assert failed["functionResponse"] == {"name": "f", "response": {"error": "too late"}}
    with pytest.raises(NotSupportedError, match=r"messages\[2\]: gemini-2.5-flash takes no media in a tool's result"):
        encode(messages)


def test_instructions_stand_apart_wherever_they_are() -> None:
    body, notes = encode(
        [
            {"role": "system", "content": "A"},
            user("Hi"),
            {"role": "developer", "content": [{"type": "text", "text": "B"}]},
            user("there"),
        ]
    )
    assert body == {
        "contents": [said({"text": "Hi"}, {"text": "there"})],
        "systemInstruction": {"parts": [{"text": "A"}, {"text": "B"}]},
    }
    assert notes == ["messages[2] mapped"]


WRONG: dict[str, tuple[Json, str]] = {
    "no such call": ({"messages": [user("Hi"), *ANSWERED, result("c9", "x")]}, r"messages\[3\] .*'c9'"),
    "the call comes later": ({"messages": [user("Hi"), result("c1", "x"), *ANSWERED]}, r"messages\[1\]"),
    "instructions only": ({"messages": [{"role": "system", "content": "A"}]}, "messages"),
    "content of no kind": ({"messages": [user(5)]}, r"messages\[0\]\.content.*int"),
    "a part of no kind": ({"messages": [user([{"type": "video"}])]}, r"messages\[0\]\.content\[0\].*'video'"),
    "a part without its content": ({"messages": [user([{"type": "text"}])]}, r"messages\[0\]\.content\[0\]"),
    "text that is none": ({"messages": [user([{"type": "text", "text": None}])]}, r"messages\[0\]\.content\[0\]"),
    "a bare part": ({"messages": [user(["Hi"])]}, r"messages\[0\]\.content\[0\]"),
    "an address as a part": ({"messages": [user([{"type": "image_url", "image_url": "u"}])]}, r"content\[0\]"),
    "no media type": ({"messages": [user([file(file_data="AAAA")])]}, r"content\[0\].*media type"),
    "an id that is no address": ({"messages": [user([file(file_id="file-1")])]}, r"content\[0\].*file_id"),
    "a call without a name": (
        {"messages": [calling({"id": "c", "function": {}})]},
        r"messages\[0\]\.tool_calls\[0\]",
    ),
    "a tool without a name": ({"messages": [user("Hi")], "tools": [F, {"type": "function"}]}, r"tools\[1\]"),
    "a tool that is none": ({"messages": [user("Hi")], "tools": [5]}, r"tools\[0\]"),
    "a choice of no kind": ({"messages": [user("Hi")], "tool_choice": "any"}, "tool_choice.*'any'"),
    "a choice without a name": ({"messages": [user("Hi")], "tool_choice": {"type": "function"}}, "tool_choice"),
    "a format of no kind": ({"messages": [user("Hi")], "response_format": {"type": "xml"}}, "response_format"),
    "a format without a schema": (
        {"messages": [user("Hi")], "response_format": {"type": "json_schema", "json_schema": {}}},
        "response_format",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_requests_are_told_where(name: str) -> None:
    request, message = WRONG[name]
    with pytest.raises(InvalidRequestError, match=message) as caught:
        encode(**request)
    assert caught.value.provider == "somebody"


# --- Round trips --------------------------------------------------------------------------------------------


def reply_of(*parts: Json, **candidate: Any) -> Json:
    whole = {"content": {"role": "model", "parts": list(parts)}, "finishReason": "STOP", **candidate}
    return {"candidates": [whole], "responseId": "r1", "modelVersion": "gemini-x"}


def data_of(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


CALL: Json = {"functionCall": {"name": "f", "args": {"a": "ü"}}}
OWN: Json = {"functionCall": {"id": "fc-1", "name": "f", "args": {"a": 1.0}}}
OWN_TOO: Json = {"functionCall": {"id": "fc-2", "name": "f", "args": {}}}
SIGNED: Json = {"thoughtSignature": "CiQB0e2Kbw=="}
PICTURE: Json = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0K"}}
SPEECH: Json = {"inlineData": {"mimeType": "audio/L16;rate=24000", "data": "AAECAw=="}}
RAN: list[Json] = [
    {"executableCode": {"language": "PYTHON", "code": "print(1)"}},
    {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1\n"}},
]

RETURNING: dict[str, tuple[list[Json], list[Json]]] = {
    "text": ([{"text": "A"}], [{"text": "A"}]),
    "neighbouring unsigned texts become one": ([{"text": "A"}, {"text": "B"}], [{"text": "AB"}]),
    "signed text": ([{"text": "Grüße 👋", **SIGNED}], [{"text": "Grüße 👋", **SIGNED}]),
    "a signed text is not joined": (
        [{"text": "A"}, {"text": "B", **SIGNED}, {"text": "C"}, {"text": "D"}],
        [{"text": "A"}, {"text": "B", **SIGNED}, {"text": "CD"}],
    ),
    "a signature on nothing, last": ([{"text": "A"}, {"text": "", **SIGNED}], [{"text": "A"}, {"text": "", **SIGNED}]),
    "a null is nothing": ([{"text": "A", **SIGNED}, {"text": None}], [{"text": "A", **SIGNED}]),
    "a signature alone": ([{"text": "A"}, {**SIGNED}], [{"text": "A"}, {"text": "", **SIGNED}]),
    "thoughts go": ([{"text": "hm", "thought": True}, {"text": "A", **SIGNED}], [{"text": "A", **SIGNED}]),
    "signed thoughts stay": (
        [{"text": "hm", "thought": True, **SIGNED}, {"text": "A"}],
        [{"text": "hm", "thought": True, **SIGNED}, {"text": "A"}],
    ),
    "a call": ([CALL], [CALL]),
    "a signed call": ([{**CALL, **SIGNED}], [{**CALL, **SIGNED}]),
    "parallel calls, the first signed": ([{**OWN, **SIGNED}, OWN_TOO], [{**OWN, **SIGNED}, OWN_TOO]),
    "parallel calls without ids": ([{**CALL, **SIGNED}, CALL], [{**CALL, **SIGNED}, CALL]),
    "text between calls": (
        [{"text": "A"}, {**OWN, **SIGNED}, {"text": "B"}, OWN_TOO],
        [{"text": "A"}, {**OWN, **SIGNED}, {"text": "B"}, OWN_TOO],
    ),
    "an id of the vendor's own": ([OWN], [OWN]),
    "a picture": ([{"text": "A"}, {**PICTURE, **SIGNED}], [{"text": "A"}, {**PICTURE, **SIGNED}]),
    "code that was run": ([*RAN, {"text": "A"}], [*RAN, {"text": "A"}]),
}


def through_json(message: Message) -> Json:
    param: Json = json.loads(json.dumps(message.as_param()))
    assert json.loads(json.dumps(message.model_dump()))["reasoning_state"] == message.reasoning_state
    return param


@pytest.mark.parametrize("name", RETURNING)
def test_parts_come_back_as_they_were_sent(name: str) -> None:
    sent, returned = RETURNING[name]
    message = PROTOCOL.decode(data_of(reply_of(*sent))).message
    for said_again in (message, message.as_param(), through_json(message)):
        body, notes = encode([user("Hi"), said_again])
        assert body["contents"] == [said({"text": "Hi"}), model(*returned)]
        assert notes == []


def test_ids_come_back_with_results_only_if_they_are_the_vendors() -> None:
    message = PROTOCOL.decode(data_of(reply_of({**OWN, **SIGNED}, CALL))).message
    calls = message.tool_calls or []
    assert calls[0].id == "fc-1"
    assert calls[1].id.startswith(SYNTHETIC)
    answers = [result(call.id, str(number)) for number, call in enumerate(calls)]
    body, _ = encode([user("Hi"), through_json(message), *answers])
    assert body["contents"][2:] == [
        said(
            {"functionResponse": {"id": "fc-1", "name": "f", "response": {"output": "0"}}},
            {"functionResponse": {"name": "f", "response": {"output": "1"}}},
        )
    ]


def test_ids_of_unknown_origin_are_not_sent() -> None:
    body, _ = encode([user("Hi"), *ANSWERED])
    assert body["contents"][1:] == [model(CALLED), said(RETURNED)]


def changed(**changes: Any) -> Json:
    reply = PROTOCOL.decode(data_of(reply_of({"text": "AB", **SIGNED}, {**OWN, **SIGNED}, OWN_TOO)))
    return {**through_json(reply.message), **changes}


SPOILT_PARTS: list[Any] = [
    None,
    5,
    "x",
    {},
    [5, "x", {}, {"text": "x"}, {"text": -2}, {"call": []}, {"part": "x"}],
]

CHANGED: dict[str, tuple[Json, list[Json], list[str]]] = {
    "the text": (
        changed(content="ABC"),
        [{"text": "ABC"}, {**OWN, **SIGNED}, OWN_TOO],
        ["messages[1].reasoning_state left out"],
    ),
    "no text": (changed(content=None), [{**OWN, **SIGNED}, OWN_TOO], ["messages[1].reasoning_state left out"]),
    "text with a picture": (
        changed(content=[{"type": "text", "text": "AB"}, image("gs://a/b.png")]),
        [
            {"text": "AB"},
            {"fileData": {"mimeType": "image/png", "fileUri": "gs://a/b.png"}},
            {**OWN, **SIGNED},
            OWN_TOO,
        ],
        ["messages[1].reasoning_state left out"],
    ),
    "the same text in parts": (
        changed(content=[{"type": "text", "text": "A"}, {"type": "text", "text": "B"}]),
        [{"text": "AB", **SIGNED}, {**OWN, **SIGNED}, OWN_TOO],
        [],
    ),
    "a call less": (
        changed(tool_calls=[tool_call("fc-2", "f")]),
        [{"text": "AB", **SIGNED}, OWN_TOO],
        [],
    ),
    "a call more": (
        changed(tool_calls=[tool_call("fc-2", "f"), tool_call("mine", "g"), tool_call("fc-1", "f", '{"a": 1.0}')]),
        [{"text": "AB", **SIGNED}, {**OWN, **SIGNED}, OWN_TOO, {"functionCall": {"name": "g", "args": {}}}],
        [],
    ),
    "no state": (
        changed(reasoning_state=None),
        [
            {"text": "AB"},
            {"functionCall": {"name": "f", "args": {"a": 1.0}}},
            {"functionCall": {"name": "f", "args": {}}},
        ],
        [],
    ),
    **{
        f"a spoilt state: {parts!r}": (
            changed(reasoning_state={"protocol": PROTOCOL.name, "parts": parts}, tool_calls=None),
            [{"text": "AB"}],
            [],
        )
        for parts in SPOILT_PARTS
    },
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_reply_that_was_changed(name: str) -> None:
    message, parts, notes = CHANGED[name]
    body, told = encode([user("Hi"), message])
    assert body["contents"][1:] == [model(*parts)]
    assert told == notes


def test_why_something_is_left_out_or_changed_is_told() -> None:
    messages: list[Any] = [
        user("Hi"),
        {
            "role": "assistant",
            "content": "Changed",
            "tool_calls": [tool_call("c1", "f", "[1]")],
            "reasoning_state": {"protocol": PROTOCOL.name, "parts": [{"text": 2, "signature": "CiQB"}]},
        },
        user([{"type": "text", "text": "a", "cache_control": EPHEMERAL}] * 2),
    ]
    tools: list[Any] = [{"type": "function", "function": {"name": "f", "strict": True}}]
    request = ChatRequest(model="gemini-2.5-flash", messages=messages, tools=tools)
    plan = Plan("somebody", "gemini-2.5-flash", Parameters(sent=ChatRequest.PARAMETERS), ())
    encoding = Encoding("somebody", "gemini-2.5-flash", plan.settle(given(request), "raise"))
    PROTOCOL.encode(request, encoding)
    wrong = "not a JSON object"
    assert encoding.adjustments == [
        Adjustment("messages[1].tool_calls[0].function.arguments", "mapped", "[1]", {"arguments": "[1]"}, wrong),
        Adjustment("messages[1].reasoning_state", "left out", reason="the content is no longer what was signed"),
        Adjustment("messages[2].cache_control", "left out"),
        Adjustment("tools[0].function.strict", "left out", True),
    ]


BYPASS: Json = {"thoughtSignature": NO_SIGNATURE}
FOREIGN = [user("Hi"), *ANSWERED]
BARE = [said({"text": "Hi"}), model(CALLED), said(RETURNED)]
STOOD_IN = [said({"text": "Hi"}), model({**CALLED, **BYPASS}), said(RETURNED)]
TWO = calling(tool_call("c1", "f", '{"a": 1}'), tool_call("c2", "f", '{"a": 1}'))

STAND_INS: dict[str, tuple[str, list[Json], list[Json]]] = {
    **{name: (name, FOREIGN, STOOD_IN) for name in ("gemini-3-pro-preview", "gemini-3.5-flash", "gemini-4-argon")},
    "a moving name": ("gemini-flash-latest", FOREIGN, STOOD_IN),
    "with a path": ("publishers/google/models/gemini-3.1-pro-preview", FOREIGN, STOOD_IN),
    **{name: (name, FOREIGN, BARE) for name in ("gemini-2.5-flash", "gemini-2.0-flash", "123", "llama-4-scout")},
    "of parallel calls, the first": (
        "gemini-3-pro",
        [user("Hi"), TWO],
        [said({"text": "Hi"}), model({**CALLED, **BYPASS}, CALLED)],
    ),
    "each step of the turn": (
        "gemini-3-pro",
        [*FOREIGN, *ANSWERED],
        [*STOOD_IN, model({**CALLED, **BYPASS}), said(RETURNED)],
    ),
    "earlier turns are not checked": (
        "gemini-3-pro",
        [*FOREIGN, {"role": "assistant", "content": "Done."}, user("Again"), *ANSWERED],
        [*BARE, model({"text": "Done."}), said({"text": "Again"}), model({**CALLED, **BYPASS}), said(RETURNED)],
    ),
    "a signature that is there stays": (
        "gemini-3-pro",
        [user("Hi"), {**PROTOCOL.decode(data_of(reply_of({**OWN, **SIGNED}, OWN_TOO))).message.as_param()}],
        [said({"text": "Hi"}), model({**OWN, **SIGNED}, OWN_TOO)],
    ),
    "one of an older model of the family": (
        "gemini-3-pro",
        [user("Hi"), {**PROTOCOL.decode(data_of(reply_of(OWN))).message.as_param()}],
        [said({"text": "Hi"}), model({**OWN, **BYPASS})],
    ),
}


@pytest.mark.parametrize("name", STAND_INS)
def test_calls_of_others_get_a_stand_in_for_the_signature_where_one_is_required(name: str) -> None:
    model_name, messages, contents = STAND_INS[name]
    assert encode(messages, model=model_name)[0]["contents"] == contents


# --- Replies ------------------------------------------------------------------------------------------------

COUNTS: Json = {
    "promptTokenCount": 8,
    "candidatesTokenCount": 12,
    "totalTokenCount": 47,
    "toolUsePromptTokenCount": 7,
    "thoughtsTokenCount": 20,
    "cachedContentTokenCount": 4,
    "promptTokensDetails": [
        {"modality": "TEXT", "tokenCount": 3},
        {"modality": "AUDIO", "tokenCount": 2},
        {"modality": "IMAGE", "tokenCount": 3},
    ],
    "toolUsePromptTokensDetails": [{"modality": "AUDIO", "tokenCount": 1}, {"modality": "TEXT", "tokenCount": 6}],
    "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": 5}, {"modality": "TEXT"}],
    "trafficType": "ON_DEMAND",
}


def test_the_head_and_the_counts_of_a_reply() -> None:
    reply = PROTOCOL.decode(
        data_of({**reply_of({"text": "A"}), "createTime": "2026-11-20T10:00:00.123456789Z", "usageMetadata": COUNTS})
    )
    assert (reply.id, reply.model, reply.created) == ("r1", "gemini-x", 1795168800)
    assert (reply.text, reply.finish_reason, reply.choices[0].native_finish_reason) == ("A", "stop", "STOP")
    usage = reply.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (15, 32, 47)
    assert (usage.prompt_tokens_details.cached_tokens, usage.completion_tokens_details.reasoning_tokens) == (4, 20)
    assert (usage.prompt_tokens_details.audio_tokens, usage.prompt_tokens_details.image_tokens) == (3, 3)
    assert usage.completion_tokens_details.audio_tokens == 5


@pytest.mark.parametrize(
    ("counts", "tier"),
    [
        ({}, None),
        ({"trafficType": "ON_DEMAND"}, "standard"),
        ({"trafficType": "ON_DEMAND_FLEX"}, "flex"),
        ({"trafficType": "PROVISIONED_THROUGHPUT"}, "provisioned_throughput"),
        ({"trafficType": "TRAFFIC_TYPE_UNSPECIFIED"}, None),
        ({"serviceTier": "priority"}, "priority"),
        ({"serviceTier": "SERVICE_TIER_STANDARD"}, "standard"),
        ({"serviceTier": 7}, None),
    ],
)
def test_the_service_tier_stands_among_the_counts(counts: Json, tier: str | None) -> None:
    body = data_of({**reply_of({"text": "A"}), "usageMetadata": {"promptTokenCount": 8, **counts}})
    assert PROTOCOL.decode(body).service_tier == tier
    assert assemble(PROTOCOL.decoder().feed(body)).service_tier == tier


def test_images_that_were_made_are_counted() -> None:
    details = [{"modality": "IMAGE", "tokenCount": 1120}, {"modality": "TEXT", "tokenCount": 3}]
    usage = {"promptTokenCount": 8, "candidatesTokenCount": 1123, "candidatesTokensDetails": details}
    reply = PROTOCOL.decode(data_of({**reply_of({"text": "A"}), "usageMetadata": usage}))
    assert reply.usage.completion_tokens_details.image_tokens == 1120


FINISHED: list[tuple[str, Json, str]] = [
    ("STOP", {"text": "A"}, "stop"),
    ("STOP", CALL, "tool_calls"),
    ("MAX_TOKENS", {"text": "A"}, "length"),
    ("MAX_TOKENS", CALL, "length"),
    ("CONTINUATION", {"text": "A"}, "length"),
    ("SAFETY", {"text": "A"}, "content_filter"),
    ("RECITATION", {"text": "A"}, "content_filter"),
    ("MODEL_ARMOR", {"text": "A"}, "content_filter"),
    ("IMAGE_SAFETY", {"text": "A"}, "content_filter"),
    ("NO_IMAGE", {"text": "A"}, "error"),
    ("MALFORMED_FUNCTION_CALL", {"text": "A"}, "error"),
    ("MISSING_THOUGHT_SIGNATURE", CALL, "error"),
    ("OTHER", {"text": "A"}, "stop"),
    ("BRAND_NEW_REASON", {"text": "A"}, "stop"),
    ("BRAND_NEW_REASON", CALL, "tool_calls"),
]


@pytest.mark.parametrize(("native", "part", "reason"), FINISHED)
def test_why_a_reply_ended(native: str, part: Json, reason: str) -> None:
    choice = PROTOCOL.decode(data_of(reply_of(part, finishReason=native))).choices[0]
    assert (choice.finish_reason, choice.native_finish_reason) == (reason, native)


def test_a_spec_adds_reasons() -> None:
    protocol = GeminiGenerateContent(finish_reasons={"ESCALATION": "content_filter", "OTHER": "error"})
    assert protocol.decode(data_of(reply_of(finishReason="ESCALATION"))).finish_reason == "content_filter"
    assert protocol.decode(data_of(reply_of(finishReason="OTHER"))).finish_reason == "error"
    assert protocol.decode(data_of(reply_of(finishReason="MAX_TOKENS"))).finish_reason == "length"


def cited(address: str, title: str, *place: int) -> Json:
    where = {"start_index": place[0], "end_index": place[1]} if place else {}
    return {"type": "url_citation", "url_citation": {**where, "url": address, "title": title}}


WEB: Json = {"web": {"uri": "https://a", "title": "a"}}
STORE: Json = {"retrievedContext": {"uri": "gs://b", "title": "b", "text": "..."}}
SUPPORTED: Json = {
    "webSearchQueries": ["q"],
    "groundingChunks": [WEB, STORE, {"web": {}}],
    "groundingSupports": [
        {"segment": {"endIndex": 7, "text": "Grüße"}, "groundingChunkIndices": [0, 1, 2, 9]},
        {"segment": {"startIndex": 8, "endIndex": 11, "text": "you"}, "groundingChunkIndices": [0]},
        {"segment": {"startIndex": 0, "endIndex": 3, "text": "you"}, "groundingChunkIndices": [1]},
        {"segment": {"startIndex": 0, "endIndex": 3, "text": "elsewhere"}, "groundingChunkIndices": [1]},
    ],
}

ANNOTATED: dict[str, tuple[Json, list[Json]]] = {
    "places in characters, counted in bytes": (
        {"groundingMetadata": SUPPORTED},
        [
            cited("https://a", "a", 0, 5),
            cited("gs://b", "b", 0, 5),
            cited("https://a", "a", 6, 9),
            cited("gs://b", "b", 6, 9),
            cited("gs://b", "b"),
        ],
    ),
    "sources without places": (
        {"groundingMetadata": {"groundingChunks": [WEB, STORE]}},
        [cited("https://a", "a"), cited("gs://b", "b")],
    ),
    "nothing was found": ({"groundingMetadata": {"webSearchQueries": ["q"]}}, []),
    "citations": (
        {
            "citationMetadata": {
                "citations": [{"startIndex": 8, "endIndex": 11, "uri": "https://c"}, {"license": "mit"}]
            }
        },
        [cited("https://c", "", 6, 9)],
    ),
    "citations under their other name": (
        {"citationMetadata": {"citationSources": [{"endIndex": 7, "uri": "https://c", "title": "c"}]}},
        [cited("https://c", "c", 0, 5)],
    ),
}


@pytest.mark.parametrize("name", ANNOTATED)
def test_annotations(name: str) -> None:
    candidate, annotations = ANNOTATED[name]
    reply = PROTOCOL.decode(data_of(reply_of({"text": "Grüße you"}, **candidate)))
    assert (reply.message.annotations or []) == annotations


def test_files_are_annotations_that_could_be_sent_back() -> None:
    found = [
        {"inlineData": {"mimeType": "application/pdf", "data": "JVBERg=="}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://b/c.mp4"}},
    ]
    reply = PROTOCOL.decode(data_of(reply_of({"text": "A"}, *found)))
    assert reply.message.annotations == [
        file(file_data="data:application/pdf;base64,JVBERg=="),
        file(file_data="gs://b/c.mp4"),
    ]
    body, _ = encode([user(reply.message.annotations)])
    assert body["contents"] == [said(*found)]


DRAWN: list[Json] = [
    {"text": "Look: "},
    {**PICTURE, "thoughtSignature": "c2ln"},
    {"text": "and"},
    {"fileData": {"mimeType": "image/webp", "fileUri": "gs://b/c.webp"}},
    PICTURE,
]


def test_images_are_the_messages_and_go_back_to_their_places() -> None:
    """Their data are held once: in ``images``; the state tells their places and signatures."""
    body = data_of(reply_of(*DRAWN))
    pieces = [data_of(reply_of(part)) for part in DRAWN[:-1]] + [data_of(reply_of(DRAWN[-1], finishReason="STOP"))]
    decoder = PROTOCOL.decoder()
    streamed = assemble([chunk for piece in pieces for chunk in decoder.feed(piece)])
    for reply in (PROTOCOL.decode(body), streamed):
        message = reply.message
        assert message.images == [
            image("data:image/png;base64,iVBORw0K"),
            image("gs://b/c.webp"),
            image("data:image/png;base64,iVBORw0K"),
        ]
        assert message.annotations is None
        assert "iVBORw0K" not in json.dumps(message.reasoning_state)
        for turn in (message, message.model_dump(), json.loads(message.model_dump_json())):
            sent, notes = encode([user("A"), turn, user("B")])
            assert sent["contents"] == [said({"text": "A"}), model(*DRAWN), said({"text": "B"})]
            assert notes == []


def test_images_of_another_vendors_go_along_and_removed_ones_do_not() -> None:
    other = Message(content="Look: ", images=[image("data:image/png;base64,iVBORw0K")])
    sent, notes = encode([user("A"), other, user("B")])
    assert sent["contents"][1] == model({"text": "Look: "}, PICTURE)
    assert notes == []
    message = PROTOCOL.decode(data_of(reply_of(*DRAWN))).message
    message.images = None
    sent, _ = encode([user("A"), message, user("B")])
    assert sent["contents"][1] == model({"text": "Look: "}, {"text": "and"})


def test_web_search_options_become_a_search() -> None:
    messages = [user("A")]
    assert encode(messages, web_search_options={})[0]["tools"] == [{"googleSearch": {}}]
    assert encode(messages, web_search_options={}, tools=[{"googleSearch": {}}])[0]["tools"] == [{"googleSearch": {}}]
    place = {"type": "approximate", "approximate": {"city": "Paris"}}
    options = {"search_context_size": "low", "user_location": place, "filters": {"allowed_domains": ["a.test"]}}
    body, notes = encode(messages, web_search_options=options)
    assert body["tools"] == [{"googleSearch": {}}]
    assert notes == [
        "web_search_options.search_context_size left out",
        "web_search_options.user_location left out",
        "web_search_options.allowed_domains left out",
    ]


def test_what_was_blocked_says_why_where_the_vendor_does() -> None:
    body = data_of(reply_of(finishReason="SAFETY", finishMessage="Blocked for safety."))
    blocked = data_of({"promptFeedback": {"blockReason": "SAFETY", "blockReasonMessage": "Not this."}})
    stopped = data_of(reply_of({"text": "A"}, finishReason="STOP", finishMessage="Model generated a stop."))
    for data, refusal in ((body, "Blocked for safety."), (blocked, "Not this."), (stopped, None)):
        assert PROTOCOL.decode(data).message.refusal == refusal
        assert assemble(PROTOCOL.decoder().feed(data)).message.refusal == refusal


def test_audio() -> None:
    reply = PROTOCOL.decode(data_of(reply_of(SPEECH)))
    assert reply.message.audio == {"data": "AAECAw==", "mime_type": "audio/L16;rate=24000"}
    assert (reply.message.content, reply.message.reasoning_state) == (None, None)


LOGPROBS: Json = {
    "chosenCandidates": [
        {"token": "Gr", "tokenId": 5, "logProbability": -0.1},
        {"token": "ü", "tokenId": 6, "logProbability": -0.2},
    ],
    "topCandidates": [{"candidates": [{"token": "Gr", "logProbability": -0.1}, {"token": "X", "logProbability": -3}]}],
}


def test_logprobs_are_in_openais_shape() -> None:
    assert PROTOCOL.decode(data_of(reply_of({"text": "Grü"}, logprobsResult=LOGPROBS))).choices[0].logprobs == {
        "content": [
            {
                "token": "Gr",
                "logprob": -0.1,
                "bytes": [71, 114],
                "top_logprobs": [
                    {"token": "Gr", "logprob": -0.1, "bytes": [71, 114]},
                    {"token": "X", "logprob": -3, "bytes": [88]},
                ],
            },
            {"token": "ü", "logprob": -0.2, "bytes": [195, 188], "top_logprobs": []},
        ]
    }


def test_a_blocked_prompt_is_a_filtered_reply() -> None:
    """It comes under 200, its tokens are billed, and OpenAI's shape has a word for it."""
    body = {
        "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
        "usageMetadata": {"promptTokenCount": 8, "totalTokenCount": 8},
        "modelVersion": "gemini-x",
    }
    reply = PROTOCOL.decode(data_of(body))
    [choice] = reply.choices
    assert (choice.finish_reason, choice.native_finish_reason) == ("content_filter", "PROHIBITED_CONTENT")
    assert (reply.text, reply.usage.prompt_tokens) == ("", 8)
    decoder = PROTOCOL.decoder()
    assert assemble(decoder.feed(data_of(body))) == reply
    assert decoder.complete


def test_candidates_are_in_order_whatever_order_they_come_in() -> None:
    two = [{"index": 1, "content": {"parts": [{"text": "B"}]}}, {"index": 0, "content": {"parts": [{"text": "A"}]}}]
    reply = PROTOCOL.decode(data_of({"candidates": two}))
    assert [(choice.index, choice.message.content) for choice in reply.choices] == [(0, "A"), (1, "B")]
    unnumbered = [{"content": {"parts": [{"text": text}]}} for text in "AB"]
    reply = PROTOCOL.decode(data_of({"candidates": unnumbered}))
    assert [(choice.index, choice.message.content) for choice in reply.choices] == [(0, "A"), (1, "B")]


NO_REPLY = [
    b"",
    b"<html>",
    b'{"candidates": [',
    b"[]",
    b"{}",
    b"null",
    b'{"candidates": []}',
    b'{"promptFeedback": {"safetyRatings": []}}',
    b'{"usageMetadata": {"promptTokenCount": 8}}',
    b'{"choices": []}',
]


@pytest.mark.parametrize("data", NO_REPLY)
def test_what_is_no_reply(data: bytes) -> None:
    with pytest.raises(Malformed):
        PROTOCOL.decode(data)


@pytest.mark.parametrize("data", [b"", b"<html>", b'{"cand', b"[]", b"null"])
def test_what_is_no_event(data: bytes) -> None:
    with pytest.raises(Malformed):
        PROTOCOL.decoder().feed(data)


@pytest.mark.parametrize("data", [b"{}", b'{"choices": []}', b'{"heartbeat": {"sequence": 1}}', b"[DONE]"])
def test_events_of_unknown_kinds_bring_nothing(data: bytes) -> None:
    decoder = PROTOCOL.decoder()
    assert decoder.feed(data) == []
    assert not decoder.complete


OVERLOADED: Json = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}


@pytest.mark.parametrize("body", [OVERLOADED, [OVERLOADED]], ids=["bare", "in a list"])
def test_an_error_under_200(body: Any) -> None:
    decoder = PROTOCOL.decoder()
    decoder.feed(data_of(reply_of({"text": "A"}, finishReason=None)))
    for read in (PROTOCOL.decode, decoder.feed):
        with pytest.raises(Refusal, match="overloaded") as caught:
            read(data_of(body))
        assert caught.value.failure.codes == ("UNAVAILABLE",)
        assert caught.value.failure.status == 503
    assert not decoder.complete


def test_a_call_in_pieces_is_not_taken_for_a_whole_one() -> None:
    for call in ({"name": "f", "willContinue": True}, {"partialArgs": [{"jsonPath": "$.a", "stringValue": "x"}]}):
        with pytest.raises(Malformed, match="streamFunctionCallArguments"):
            PROTOCOL.decoder().feed(data_of(reply_of({"functionCall": call})))


def test_synthetic_ids_differ_and_stay_the_same() -> None:
    body = reply_of(CALL, CALL)
    ids = [call.id for call in PROTOCOL.decode(data_of(body)).tool_calls]
    assert len({*ids}) == 2
    assert ids == [call.id for call in PROTOCOL.decode(data_of(body)).tool_calls]
    assert not {*ids} & {call.id for call in PROTOCOL.decode(data_of({**body, "responseId": "r2"})).tool_calls}
    assert all(len(id) <= 40 and id.replace("_", "").isalnum() for id in ids)


def spoilt(node: Any) -> Iterator[Any]:
    """The JSON with each of its nodes in turn replaced by something else."""
    yield from (None, 5, -1.5, "x", "", True, [], {}, [5], {"x": 5})
    if isinstance(node, dict):
        members: Json = {**node}
        for key, value in members.items():
            yield {other: item for other, item in members.items() if other != key}
            yield from ({**members, key: wrong} for wrong in spoilt(value))
    elif isinstance(node, list):
        items: list[Any] = [*node]
        for place, value in enumerate(items):
            yield from ([*items[:place], wrong, *items[place + 1 :]] for wrong in spoilt(value))


EVERYTHING: Json = {
    **reply_of(
        {"text": "hm", "thought": True, **SIGNED},
        {"text": "Grüße you", **SIGNED},
        {**OWN, **SIGNED},
        CALL,
        PICTURE,
        SPEECH,
        *RAN,
        {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://b/c.mp4"}},
        index=0,
        groundingMetadata={**SUPPORTED, "groundingSupports": SUPPORTED["groundingSupports"][:1]},
        citationMetadata={"citations": [{"startIndex": 8, "endIndex": 11, "uri": "https://c"}]},
        logprobsResult=LOGPROBS,
    ),
    "createTime": "2026-11-20T10:00:00Z",
    "usageMetadata": COUNTS,
    "promptFeedback": {"blockReason": "OTHER"},
}


def test_whatever_comes_is_understood_or_refused_in_so_many_words() -> None:
    understood = 0
    for body in spoilt(EVERYTHING):
        reply, chunks = taken(PROTOCOL.decode, body), taken(PROTOCOL.decoder().feed, body)
        if reply is None:
            continue
        understood += 1
        check_types(reply)
        encode([user("Hi"), through_json(reply.message)])
        if reply.finish_reason is not None:
            assert chunks is not None and assemble(chunks) == reply
    assert understood > 500


T = TypeVar("T")


def taken(read: Callable[[bytes], T], body: Any) -> T | None:
    try:
        return read(data_of(body))
    except (Malformed, Refusal):
        return None


def check_types(reply: ChatResponse) -> None:
    """That the fields hold what they say."""
    again = ChatResponse.model_validate_json(reply.model_dump_json())
    assert again == reply
    for choice in reply.choices:
        message = choice.message
        texts = [reply.id, reply.model, message.content or "", message.reasoning_content or ""]
        texts += [choice.native_finish_reason or "", choice.finish_reason or ""]
        for call in message.tool_calls or ():
            texts += [call.id, call.function.name]
            assert isinstance(json.loads(call.function.arguments), object)
        assert all(isinstance(text, str) for text in texts)


@pytest.mark.parametrize("case", load_cases("vertex/chat_*"), ids=str)
def test_recorded_replies(case: Case) -> None:
    reply = PROTOCOL.decode(case.reply.body)
    body = json.loads(case.reply.body)
    for choice, candidate in zip(reply.choices, body.get("candidates", ()), strict=False):
        parts = candidate.get("content", {}).get("parts", ())
        assert (choice.message.content or "") == "".join(part.get("text", "") for part in parts)
        calls = [part["functionCall"] for part in parts if "functionCall" in part]
        assert [call.id for call in choice.message.tool_calls or ()] == [call["id"] for call in calls]
        assert choice.native_finish_reason == candidate["finishReason"]
    assert reply.choices[0].finish_reason is not None
    assert reply.usage.total_tokens == body["usageMetadata"]["totalTokenCount"]
    assert assemble(PROTOCOL.decoder().feed(case.reply.body)) == reply


# --- Streams ------------------------------------------------------------------------------------------------


def event(*parts: Json, head: Json | None = None, **candidate: Any) -> Json:
    content = {"content": {"role": "model", "parts": list(parts)}} if parts else {}
    return {"candidates": [{**content, "index": 0, **candidate}], **HEAD, **(head or {})}


HEAD: Json = {"modelVersion": "gemini-x", "responseId": "r1", "createTime": "2026-11-20T10:00:00.000000Z"}
FIRST_COUNTS: Json = {
    "promptTokenCount": 8,
    "totalTokenCount": 28,
    "thoughtsTokenCount": 20,
    "cachedContentTokenCount": 4,
}
LAST_COUNTS: Json = {
    "promptTokenCount": 8,
    "candidatesTokenCount": 12,
    "totalTokenCount": 40,
    "thoughtsTokenCount": None,
}
ALL_COUNTS: Json = {**FIRST_COUNTS, "candidatesTokenCount": 12, "totalTokenCount": 40}


def whole(*parts: Json, usage: Json | None = None, **candidate: Any) -> Json:
    ended: Json = {"finishReason": "STOP", **candidate}
    body = event(*parts, **ended)
    return {**body, "usageMetadata": usage} if usage else body


STREAMS: dict[str, tuple[list[Json], Json]] = {
    "text": (
        [
            event({"text": "Grü"}, head={"usageMetadata": FIRST_COUNTS}),
            event({"text": "ße\u2028 👋"}),
            event({"text": ""}, head={"usageMetadata": LAST_COUNTS}, finishReason="STOP"),
        ],
        whole({"text": "Grüße\u2028 👋"}, usage=ALL_COUNTS),
    ),
    "no text": ([event(finishReason="SAFETY")], whole(finishReason="SAFETY")),
    "the finish comes alone": (
        [event({"text": "A"}), event(finishReason="MAX_TOKENS"), {"usageMetadata": ALL_COUNTS, **HEAD}],
        whole({"text": "A"}, usage=ALL_COUNTS, finishReason="MAX_TOKENS"),
    ),
    "a finish in each event": (
        [event({"text": text}, finishReason="STOP") for text in "AB"],
        whole({"text": "AB"}),
    ),
    "counts that are mended after the end": (
        [
            event({"text": "A"}, head={"usageMetadata": FIRST_COUNTS}, finishReason="STOP"),
            {"usageMetadata": LAST_COUNTS, **HEAD},
        ],
        whole({"text": "A"}, usage=ALL_COUNTS),
    ),
    "thoughts, signed text": (
        [
            event({"text": "hm", "thought": True}),
            event({"text": ", hm", "thought": True}),
            event({"text": "A"}),
            event({"text": "B"}),
            event({"text": "", **SIGNED}, finishReason="STOP"),
        ],
        whole({"text": "hm, hm", "thought": True}, {"text": "AB"}, {"text": "", **SIGNED}),
    ),
    "signed calls in one event": (
        [event({"text": "hm", "thought": True}), event({**OWN, **SIGNED}, OWN_TOO, finishReason="STOP")],
        whole({"text": "hm", "thought": True}, {**OWN, **SIGNED}, OWN_TOO),
    ),
    "calls without ids, the finish apart": (
        [event({"text": "A"}), event({**CALL, **SIGNED}), event(CALL), event({"text": ""}, finishReason="STOP")],
        whole({"text": "A"}, {**CALL, **SIGNED}, CALL),
    ),
    "a call after the finish": (
        [event({"text": "A"}, finishReason="STOP"), event(CALL)],
        whole({"text": "A"}, CALL),
    ),
    "a signature after the finish": (
        [event({"text": "A"}, finishReason="STOP"), event({"text": "", **SIGNED})],
        whole({"text": "A"}, {"text": "", **SIGNED}),
    ),
    "search": (
        [
            event({"text": "Grü"}, groundingMetadata={"groundingChunks": SUPPORTED["groundingChunks"]}),
            event({"text": "ße you"}),
            event({"text": ""}, finishReason="STOP", groundingMetadata={**SUPPORTED, "groundingChunks": []}),
        ],
        whole({"text": "Grüße you"}, groundingMetadata=SUPPORTED),
    ),
    "sources after the finish, twice": (
        [
            event({"text": "Grüße you"}, finishReason="STOP"),
            event(groundingMetadata=SUPPORTED),
            event(groundingMetadata=SUPPORTED),
        ],
        whole({"text": "Grüße you"}, groundingMetadata=SUPPORTED),
    ),
    "a citation told twice": (
        [event({"text": text}, citationMetadata={"citations": [{"endIndex": 1, "uri": "https://c"}]}) for text in "AB"]
        + [event(finishReason="STOP")],
        whole({"text": "AB"}, citationMetadata={"citations": [{"endIndex": 1, "uri": "https://c"}]}),
    ),
    "pictures and code": (
        [event({"text": "A"}), event(PICTURE), event(RAN[0]), event(RAN[1], finishReason="STOP")],
        whole({"text": "A"}, PICTURE, *RAN),
    ),
    "audio cut anywhere": (
        [
            event({"inlineData": {"mimeType": "audio/L16;rate=24000", "data": data}})
            for data in ("AA==", "AQI=", "AwQFBgc=")
        ]
        + [event(finishReason="STOP")],
        whole({"inlineData": {"mimeType": "audio/L16;rate=24000", "data": "AAECAwQFBgc="}}),
    ),
    "log probabilities": (
        [
            event({"text": "Gr"}, logprobsResult={key: LOGPROBS[key][:1] for key in LOGPROBS}),
            event(
                {"text": "ü"},
                finishReason="STOP",
                logprobsResult={"chosenCandidates": LOGPROBS["chosenCandidates"][1:], "topCandidates": []},
            ),
        ],
        whole({"text": "Grü"}, logprobsResult=LOGPROBS),
    ),
    "two candidates": (
        [
            event({"text": "A"}, index=0),
            event({**CALL, **SIGNED}, index=1),
            event({"text": "B"}, index=0, finishReason="STOP"),
            event(CALL, index=1, finishReason="STOP"),
        ],
        {
            **HEAD,
            "candidates": [
                {"content": {"parts": [{"text": "AB"}]}, "finishReason": "STOP", "index": 0},
                {"content": {"parts": [{**CALL, **SIGNED}, CALL]}, "finishReason": "STOP", "index": 1},
            ],
        },
    ),
}


def framed(events: Iterable[Json], newline: bytes) -> bytes:
    return b"".join(b"data: " + data_of(item) + newline * 2 for item in events)


def read(pieces: Iterable[bytes]) -> tuple[list[ChatChunk], bool]:
    events, decoder = EventDecoder(), PROTOCOL.decoder()
    chunks: list[ChatChunk] = []
    for payload in [*(payload for piece in pieces for payload in events.feed(piece)), *events.end()]:
        chunks += decoder.feed(payload)
    return [*chunks, *decoder.end()], decoder.complete


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_adds_up_to_the_whole_reply(name: str) -> None:
    events, body = STREAMS[name]
    chunks, complete = read([framed(events, b"\r\n")])
    assert assemble(chunks) == PROTOCOL.decode(data_of(body))
    assert complete
    assert [choice.delta.role for choice in chunks[0].choices] == ["assistant"]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("name", STREAMS)
def test_bytes_may_be_cut_anywhere(name: str, newline: bytes) -> None:
    data = framed(STREAMS[name][0], newline)
    expected = read([data])
    for cut in range(1, len(data)):
        assert read([data[:cut], data[cut:]]) == expected
    assert read(data[place : place + 1] for place in range(len(data))) == expected


@pytest.mark.parametrize("seed", range(300))
def test_any_reply_adds_up_however_it_is_streamed(seed: int) -> None:
    """Parts at random, unsigned text cut at random, events of any number of parts."""
    chance = random.Random(seed)
    kinds: list[Json] = [
        {"text": "Grüße, 👋 Welt"},
        {"text": "hm", "thought": True},
        {"text": "signed", **SIGNED},
        {"text": "", **SIGNED},
        {"text": ""},
        CALL,
        {**CALL, **SIGNED},
        {**OWN, **SIGNED},
        PICTURE,
        SPEECH,
        *RAN,
    ]
    parts: list[Json] = [chance.choice(kinds) for _ in range(chance.randrange(8))]
    pieces: list[Json] = []
    for part in parts:
        text = part.get("text", "")
        cut = chance.randrange(len(text)) if text and "thoughtSignature" not in part else 0
        pieces += [{**part, "text": text[:cut]}, {**part, "text": text[cut:]}] if cut else [part]
    events: list[Json] = []
    while pieces:
        size = chance.randrange(1, 4)
        events.append(event(*pieces[:size]))
        pieces = pieces[size:]
    end: Json = {"finishReason": "STOP", "groundingMetadata": SUPPORTED}
    if events and chance.random() < 0.5:
        events[-1]["candidates"][0] |= end
    else:
        events.append(event(**end))
    chunks, complete = read([framed(events, b"\r\n")])
    reply = assemble(chunks)
    assert reply == PROTOCOL.decode(data_of(whole(*parts, groundingMetadata=SUPPORTED)))
    assert complete
    heard = (reply.message.audio or {"data": ""})["data"]
    assert b64decode(heard, validate=True) == b64decode(SPEECH["inlineData"]["data"]) * parts.count(SPEECH)


@pytest.mark.parametrize("case", load_cases("vertex/stream_text", "vertex/stream_split_bytes"), ids=str)
def test_recorded_streams(case: Case) -> None:
    chunks, complete = read(case.reply.pieces)
    reply = assemble(chunks)
    assert complete
    assert (reply.text, reply.finish_reason, reply.id) == ("Hello wörld 👋", "stop", "r1")
    assert [chunk.usage is not None for chunk in chunks] == [False, False, True]
    usage = reply.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (8, 32, 40)
    assert (usage.prompt_tokens_details.cached_tokens, usage.completion_tokens_details.reasoning_tokens) == (4, 20)


@pytest.mark.parametrize("case", load_cases("vertex/stream_truncated_*"), ids=str)
def test_a_cut_stream_is_not_complete(case: Case) -> None:
    chunks, complete = read(case.reply.pieces)
    assert ("".join(chunk.text for chunk in chunks), complete) == ("Hello", False)


def test_a_stream_of_two_is_complete_when_both_are() -> None:
    decoder = PROTOCOL.decoder()
    seen: list[bool] = []
    for item in STREAMS["two candidates"][0]:
        decoder.feed(data_of(item))
        seen.append(decoder.complete)
    assert seen == [False, False, False, True]
    assert not decoder.finished


def test_state_comes_with_the_end_and_again_only_if_it_grew() -> None:
    ended = event({"text": "A", **SIGNED}, finishReason="STOP")
    decoder = PROTOCOL.decoder()
    chunks = [
        chunk
        for item in (event({"text": "B"}), ended, event(finishReason="STOP"), event({"text": "", **SIGNED}))
        for chunk in decoder.feed(data_of(item))
    ]
    signature = SIGNED["thoughtSignature"]
    first = [{"text": 1}, {"text": 1, "signature": signature}]
    states = [chunk.choices[0].delta.reasoning_state for chunk in chunks]
    assert [state and state["parts"] for state in states] == [
        None,
        first,
        None,
        [*first, {"text": 0, "signature": signature}],
    ]
