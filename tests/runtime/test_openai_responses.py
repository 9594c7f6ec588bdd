"""OpenAI's Responses API: requests to bodies, replies and streams to what OpenAI's chat shapes call them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import pytest

from modelwire_runtime.assembly import assemble
from modelwire_runtime.parameters import Adjustment, Parameters, Plan
from modelwire_runtime.protocols.base import Encoding, Malformed, Refusal
from modelwire_runtime.protocols.openai_responses import OpenAIResponses
from modelwire_runtime.replies import ChatChunk, ChatResponse, Message
from modelwire_runtime.requests import ChatRequest, given

PNG = "data:image/png;base64,iVBORw0="
PICTURE: dict[str, Any] = {"type": "image_url", "image_url": {"url": PNG}}
PDF = "data:application/pdf;base64,JVBERi0="
HELLO: dict[str, Any] = {"role": "user", "content": "Hello!"}
SYSTEM: dict[str, Any] = {"role": "system", "content": "Be brief."}
CALL: dict[str, Any] = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"x":1}'}}
THEIR_CALL = {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": '{"x":1}'}
RESULT: dict[str, Any] = {"role": "tool", "tool_call_id": "call_1", "content": "18"}
SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}}


def encoded(
    messages: Sequence[Any], protocol: OpenAIResponses | None = None, stream: bool = False, **values: Any
) -> tuple[dict[str, Any], list[Adjustment]]:
    """The body of a request in which every parameter may be sent, and what was not sent as given."""
    request = ChatRequest(model="m", messages=messages, **values)
    before = deepcopy((request.messages, values))
    plan = Plan("here", "m", Parameters(sent=ChatRequest.PARAMETERS), ())
    encoding = Encoding("here", "m", plan.settle(given(request), "raise"), stream)
    body = (protocol or OpenAIResponses()).encode(request, encoding)
    json.dumps(body)
    assert (request.messages, values) == before, "the caller's own objects were changed"
    return body, encoding.adjustments


def items(*messages: Any) -> tuple[list[Any], list[str]]:
    """The items that messages become after one of the system's, and what of them was left out."""
    body, adjustments = encoded([SYSTEM, *messages])
    assert body["input"][0] == SYSTEM
    return body["input"][1:], [note.parameter for note in adjustments]


# --- Messages -----------------------------------------------------------------------------------------------


def test_one_text_goes_as_it_is() -> None:
    assert encoded([HELLO]) == ({"model": "m", "input": "Hello!"}, [])
    assert encoded([HELLO], stream=True)[0]["stream"] is True


USER_PARTS: dict[str, tuple[Any, Any]] = {
    "text": ({"type": "text", "text": "a"}, {"type": "input_text", "text": "a"}),
    "an image": (
        {"type": "image_url", "image_url": {"url": PNG, "detail": "high"}},
        {"type": "input_image", "image_url": PNG, "detail": "high"},
    ),
    "a file by its id": ({"type": "file", "file": {"file_id": "f-1"}}, {"type": "input_file", "file_id": "f-1"}),
    "a file": (
        {"type": "file", "file": {"file_data": PDF, "filename": "a.pdf"}},
        {"type": "input_file", "file_data": PDF, "filename": "a.pdf"},
    ),
    "a file by its address": (
        {"type": "file", "file": {"file_data": "https://x.test/a.pdf"}},
        {"type": "input_file", "file_url": "https://x.test/a.pdf"},
    ),
    "sound": (
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
    ),
}


@pytest.mark.parametrize("name", USER_PARTS)
def test_parts(name: str) -> None:
    ours, theirs = USER_PARTS[name]
    assert items({"role": "user", "content": [ours]}) == ([{"role": "user", "content": [theirs]}], [])
    told = {"role": "tool", "tool_call_id": "call_1", "content": [ours]}
    calls = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    assert items(calls, told)[0][1] == {"type": "function_call_output", "call_id": "call_1", "output": [theirs]}


def test_a_turn_with_calls_and_their_results() -> None:
    calls = {"role": "assistant", "content": "Let me see.", "tool_calls": [CALL]}
    said = {"role": "assistant", "content": "Let me see."}
    output = {"type": "function_call_output", "call_id": "call_1", "output": "18"}
    assert items(HELLO, calls, RESULT) == ([HELLO, said, THEIR_CALL, output], [])


def test_a_refusal_is_said_again() -> None:
    theirs = [{"type": "refusal", "refusal": "No."}]
    assert items({"role": "assistant", "content": None, "refusal": "No."})[0] == [
        {"role": "assistant", "content": theirs}
    ]


@pytest.mark.parametrize(
    ("message", "left_out"),
    [
        ({**HELLO, "name": "Ann"}, "messages[1].name"),
        ({"role": "assistant", "content": "a", "reasoning_content": "Hm."}, "messages[1].reasoning_content"),
        ({"role": "assistant", "content": "a", "reasoning_state": {"protocol": "x"}}, "messages[1].reasoning_state"),
        ({"role": "assistant", "content": "a", "audio": {"id": "x"}}, "messages[1].audio"),
        (
            {"role": "assistant", "content": [{"type": "text", "text": "a"}, PICTURE]},
            "messages[1].content",
        ),
        (
            {"role": "user", "content": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]},
            "messages[1].cache_control",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_there_is_no_place_for_is_told(message: Any, left_out: str) -> None:
    sent, told = items(message)
    assert told == [left_out] and "x" not in json.dumps(sent).replace("text", "")


# --- Parameters ---------------------------------------------------------------------------------------------

FUNCTION = {"name": "f", "description": "Does it.", "parameters": SCHEMA}
PLACE = {"type": "approximate", "approximate": {"city": "Oslo", "country": "NO"}}
SENT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "limits": ({"max_tokens": 64, "temperature": 0.5}, {"max_output_tokens": 64, "temperature": 0.5}),
    "reasoning": ({"reasoning_effort": "low"}, {"reasoning": {"effort": "low"}}),
    "text": (
        {"verbosity": "low", "response_format": {"type": "json_object"}},
        {"text": {"verbosity": "low", "format": {"type": "json_object"}}},
    ),
    "a schema": (
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "n", "schema": SCHEMA, "strict": True},
            }
        },
        {"text": {"format": {"type": "json_schema", "name": "n", "schema": SCHEMA, "strict": True}}},
    ),
    "what is not stored has to come back": (
        {"store": False, "reasoning_effort": "low"},
        {"store": False, "reasoning": {"effort": "low"}, "include": ["reasoning.encrypted_content"]},
    ),
    "nothing has to come back of no reasoning": (
        {"store": False, "reasoning_effort": "none"},
        {"store": False, "reasoning": {"effort": "none"}},
    ),
    "a function is strict only if asked": (
        {"tools": [{"type": "function", "function": FUNCTION}]},
        {"tools": [{"type": "function", **FUNCTION, "strict": False}]},
    ),
    "a strict function": (
        {"tools": [{"type": "function", "function": {**FUNCTION, "strict": True}}]},
        {"tools": [{"type": "function", **FUNCTION, "strict": True}]},
    ),
    "a function of nothing": (
        {"tools": [{"type": "function", "function": {"name": "f"}}]},
        {"tools": [{"type": "function", "name": "f", "parameters": None, "strict": False}]},
    ),
    "a tool of the vendor's own": (
        {"tools": [{"type": "code_interpreter", "container": {"type": "auto"}}]},
        {"tools": [{"type": "code_interpreter", "container": {"type": "auto"}}]},
    ),
    "a choice": (
        {"tool_choice": {"type": "function", "function": {"name": "f"}}},
        {"tool_choice": {"type": "function", "name": "f"}},
    ),
    "a word of choice": ({"tool_choice": "required"}, {"tool_choice": "required"}),
    "a choice among some": (
        {
            "tool_choice": {
                "type": "allowed_tools",
                "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name": "f"}}]},
            }
        },
        {"tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "f"}]}},
    ),
    "web search": (
        {"web_search_options": {"search_context_size": "low", "user_location": PLACE}},
        {
            "tools": [
                {
                    "type": "web_search",
                    "search_context_size": "low",
                    "user_location": {"type": "approximate", "city": "Oslo", "country": "NO"},
                }
            ]
        },
    ),
    "log probabilities": (
        {"logprobs": True, "top_logprobs": 2},
        {"include": ["message.output_text.logprobs"], "top_logprobs": 2},
    ),
    "no log probabilities": ({"logprobs": False}, {}),
}


@pytest.mark.parametrize("name", SENT)
def test_parameters(name: str) -> None:
    values, sent = SENT[name]
    body, adjustments = encoded([HELLO], **values)
    assert body == {"model": "m", "input": "Hello!", **sent} and not adjustments


def test_the_tool_that_searches_may_have_another_name() -> None:
    body, _ = encoded([HELLO], OpenAIResponses(web_search_tool="look_up"), web_search_options={})
    assert body["tools"] == [{"type": "look_up"}]


def test_marks_of_what_to_cache_are_told() -> None:
    tool = {"type": "function", "function": FUNCTION, "cache_control": {"type": "ephemeral"}}
    body, adjustments = encoded([HELLO], tools=[tool])
    assert "cache_control" not in json.dumps(body) and adjustments[0].parameter == "tools[0].cache_control"


# --- Replies ------------------------------------------------------------------------------------------------

REASONING: dict[str, Any] = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [{"type": "summary_text", "text": "First."}, {"type": "summary_text", "text": "Then."}],
    "encrypted_content": "gAAA",
}
CITATION = {"type": "url_citation", "url": "https://x.test", "title": "X", "start_index": 0, "end_index": 2}
FILE_CITATION = {"type": "file_citation", "file_id": "f-1", "filename": "a.txt", "index": 1}
LOGPROB = {"token": "Hi", "logprob": -0.1, "bytes": [72, 105], "top_logprobs": []}
SEARCH = {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search", "query": "q"}}


def said(*texts: Any, **more: Any) -> dict[str, Any]:
    parts: list[Any] = [{"type": "output_text", "text": part} if isinstance(part, str) else part for part in texts]
    return {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": parts, **more}


def called(number: int = 1, arguments: str = '{"x":1}') -> dict[str, Any]:
    name = {"type": "function_call", "id": f"fc_{number}", "call_id": f"call_{number}", "name": "f"}
    return {**name, "arguments": arguments, "status": "completed"}


def response(*output: Any, **more: Any) -> dict[str, Any]:
    usage = {
        "input_tokens": 36,
        "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 8},
        "output_tokens": 87,
        "output_tokens_details": {"reasoning_tokens": 64},
        "total_tokens": 123,
    }
    head = {"id": "resp_1", "object": "response", "created_at": 1741476542, "status": "completed", "error": None}
    return {**head, "model": "m-1", "output": list(output), "usage": usage, "service_tier": "default", **more}


def decoded(body: Any, protocol: OpenAIResponses | None = None) -> ChatResponse:
    return (protocol or OpenAIResponses()).decode(json.dumps(body).encode())


REPLIES: dict[str, dict[str, Any]] = {
    "text": response(said("Hi there")),
    "nothing": response(),
    "texts of two items": response(said("Hi "), said({"type": "output_text", "text": "yo", "annotations": [CITATION]})),
    "annotations": response(
        said({"type": "output_text", "text": "Hi", "annotations": [CITATION, FILE_CITATION]}),
    ),
    "a refusal": response(said({"type": "refusal", "refusal": "No."})),
    "calls": response(REASONING, said("Let me see."), called(1), called(2, "")),
    "reasoning": response(REASONING, said("Hi"), {**REASONING, "id": "rs_2", "summary": []}, said("yo")),
    "reasoning that is shown": response(
        {"type": "reasoning", "id": "rs", "summary": [], "content": [{"type": "reasoning_text", "text": "Hm."}]},
        said("Hi"),
    ),
    "log probabilities": response(said({"type": "output_text", "text": "Hi", "logprobs": [LOGPROB]})),
    "a search": response(SEARCH, said({"type": "output_text", "text": "Hi", "annotations": [CITATION]})),
    "phases": response(said("Well.", phase="commentary"), said("Hi", phase="final_answer")),
    "a custom tool": response(
        {"type": "custom_tool_call", "id": "ctc_1", "call_id": "call_1", "name": "code", "input": "print(1)"}
    ),
    "cut": response(said("Hi"), status="incomplete", incomplete_details={"reason": "max_output_tokens"}),
    "cut without a reason": response(said("Hi"), status="incomplete"),
    "filtered": response(status="incomplete", incomplete_details={"reason": "content_filter"}),
}


def test_a_reply() -> None:
    reply = decoded(REPLIES["calls"])
    assert (reply.id, reply.model, reply.created, reply.service_tier) == ("resp_1", "m-1", 1741476542, "default")
    assert (reply.text, reply.message.reasoning_content) == ("Let me see.", "First.\n\nThen.")
    assert [(call.id, call.function.name, call.function.arguments) for call in reply.tool_calls] == [
        ("call_1", "f", '{"x":1}'),
        ("call_2", "f", ""),
    ]
    assert (reply.choices[0].finish_reason, reply.choices[0].native_finish_reason) == ("tool_calls", "completed")
    usage = reply.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (36, 87, 123)
    assert (usage.prompt_tokens_details.cached_tokens, usage.prompt_tokens_details.cache_write_tokens) == (4, 8)
    assert usage.completion_tokens_details.reasoning_tokens == 64 and usage.cost is None


@pytest.mark.parametrize(
    ("name", "reason", "native"),
    [
        ("text", "stop", "completed"),
        ("cut", "length", "max_output_tokens"),
        ("cut without a reason", "length", "incomplete"),
        ("filtered", "content_filter", "content_filter"),
        ("a refusal", "stop", "completed"),
        ("a custom tool", "tool_calls", "completed"),
    ],
)
def test_why_it_ended(name: str, reason: str, native: str) -> None:
    choice = decoded(REPLIES[name]).choices[0]
    assert (choice.finish_reason, choice.native_finish_reason) == (reason, native)


def test_what_is_still_running_has_no_end() -> None:
    choice = decoded(response(status="queued")).choices[0]
    assert choice.finish_reason is None and choice.native_finish_reason == "queued"


def test_annotations_tell_places_in_the_whole_text() -> None:
    page = {"url": "https://x.test", "title": "X", "start_index": 3, "end_index": 5}
    assert decoded(REPLIES["texts of two items"]).message.annotations == [
        {"type": "url_citation", "url_citation": page}
    ]
    assert decoded(REPLIES["annotations"]).message.annotations[1] == FILE_CITATION  # type: ignore[index]


def test_other_parts_of_a_reply() -> None:
    assert decoded(REPLIES["a refusal"]).message.refusal == "No."
    assert decoded(REPLIES["a refusal"]).message.content is None
    assert decoded(REPLIES["nothing"]).message.content == ""
    assert decoded(REPLIES["reasoning that is shown"]).message.reasoning_content == "Hm."
    assert decoded(REPLIES["log probabilities"]).choices[0].logprobs == {"content": [LOGPROB]}
    assert decoded(REPLIES["a custom tool"]).tool_calls[0].type == "custom"
    body = response(said("Hi"))
    body["usage"]["cost"] = 0.25
    assert str(decoded(body, OpenAIResponses(cost_field="cost")).usage.cost) == "0.25"


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_one_that_failed_is_an_error(status: str) -> None:
    error = {"code": "server_error", "message": "It broke."} if status == "failed" else None
    with pytest.raises(Refusal) as refused:
        decoded(response(status=status, error=error))
    assert refused.value.failure.message == ("It broke." if error else "the response is cancelled")
    assert refused.value.failure.codes == (("server_error",) if error else ())


@pytest.mark.parametrize("body", [{}, [], "x", {"output": None}, {"object": "response"}])
def test_what_is_no_reply(body: Any) -> None:
    with pytest.raises(Malformed):
        decoded(body)


def test_odd_types_are_no_error() -> None:
    odd = response(
        {"type": "message", "content": [{"type": "output_text", "text": None, "annotations": [1], "logprobs": 3}, 7]},
        {"type": "reasoning", "summary": "x"},
        {"type": None},
        5,
        usage=None,
        created_at="x",
        service_tier=1,
    )
    reply = decoded(odd)
    assert (reply.text, reply.usage.total_tokens, reply.created, reply.service_tier) == ("", 0, 0, None)


# --- The next request ---------------------------------------------------------------------------------------


def again(name: str) -> list[Any]:
    """The items of a reply, as the next request brings them back, with the message as JSON in between."""
    message = json.loads(decoded(REPLIES[name]).message.model_dump_json())
    results = [{**RESULT, "tool_call_id": call["id"]} for call in message["tool_calls"] or ()]
    sent, told = items(HELLO, message, *results, HELLO)
    assert not told
    return sent[1 : len(sent) - 1 - len(results)]


def test_reasoning_comes_back_before_what_it_led_to() -> None:
    kept = {key: value for key, value in REASONING.items()}
    text: Any = [{"type": "output_text", "text": "Let me see.", "annotations": []}]
    assert again("calls") == [
        kept,
        {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": text},
        {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": '{"x":1}', "id": "fc_1"},
        {"type": "function_call", "call_id": "call_2", "name": "f", "arguments": "{}", "id": "fc_2"},
    ]
    back = again("reasoning")
    assert [item["type"] for item in back] == ["reasoning", "message", "reasoning", "message"]
    assert [item["content"][0]["text"] for item in back[1::2]] == ["Hi", "yo"]


def test_calls_of_the_vendors_own_tools_come_back() -> None:
    search, message = again("a search")
    assert search == {key: value for key, value in SEARCH.items() if key != "status"}
    assert message["content"][0]["text"] == "Hi"


def test_phases_come_back() -> None:
    assert [(item["phase"], item["content"][0]["text"]) for item in again("phases")] == [
        ("commentary", "Well."),
        ("final_answer", "Hi"),
    ]


def test_a_custom_call_and_its_result() -> None:
    message = decoded(REPLIES["a custom tool"]).message
    sent, _ = items(HELLO, {**message.model_dump(), "tool_calls": [{**CALL, "type": "custom"}]}, RESULT)
    assert [item["type"] for item in sent[1:]] == ["custom_tool_call", "custom_tool_call_output"]
    assert sent[1]["input"] == '{"x":1}'


def test_where_all_is_told_there_is_no_state() -> None:
    assert decoded(REPLIES["text"]).message.reasoning_state is None
    assert again("text") == [{"role": "assistant", "content": "Hi there"}]


def test_a_turn_that_was_changed_since() -> None:
    message = decoded(REPLIES["reasoning"]).message
    message.content = "Something else."
    sent, _ = items(HELLO, message)
    kinds = [(item.get("type"), item.get("content") and item["content"][0]["text"]) for item in sent[1:]]
    assert kinds == [("reasoning", None), ("message", "Something else."), ("reasoning", None)]
    message = decoded(REPLIES["calls"]).message
    message.tool_calls, message.content = [message.tool_calls[1]], None  # type: ignore[index]
    sent, _ = items(HELLO, message, {**RESULT, "tool_call_id": "call_2"})
    assert [item["type"] for item in sent[1:]] == ["reasoning", "function_call", "function_call_output"]


def test_a_message_of_ours_is_taken_as_it_is() -> None:
    assert items(HELLO, Message(content="Hi", annotations=[{"a": 1}]))[0][1] == {"role": "assistant", "content": "Hi"}


# --- Streams ------------------------------------------------------------------------------------------------


def events(body: dict[str, Any], whole: bool = False) -> list[dict[str, Any]]:
    """The events that tell a response piece by piece; with ``whole``, its items at their end only."""
    head: dict[str, Any] = {**body, "status": "in_progress", "output": []}
    told: list[dict[str, Any]] = [{"type": "response.created", "response": head}]
    told.append({"type": "response.in_progress", "response": head})
    for place, item in enumerate(body["output"]):
        where = {"output_index": place, "item_id": item.get("id")}
        if not whole:
            told += _grown(item, where)
        told.append({"type": "response.output_item.done", "output_index": place, "item": item})
    told.append({"type": f"response.{body['status']}", "response": body})
    return told


def _grown(item: dict[str, Any], where: dict[str, Any]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    begun = {key: value for key, value in item.items() if key not in ("content", "arguments", "input", "summary")}
    told.append({"type": "response.output_item.added", "output_index": where["output_index"], "item": begun})
    for number, part in enumerate(item.get("content", ())):
        place = {**where, "content_index": number}
        told.append({"type": "response.content_part.added", **place, "part": {}})
        kind, key = ("refusal", "refusal") if part["type"] == "refusal" else ("output_text", "text")
        if part["type"] == "reasoning_text":
            kind = "reasoning_text"
        for letter in part[key]:
            told.append({"type": f"response.{kind}.delta", **place, "delta": letter})
        if part.get("logprobs"):
            told[-1]["logprobs"] = part["logprobs"]
        for annotation in part.get("annotations", ()):
            told.append({"type": "response.output_text.annotation.added", **place, "annotation": annotation})
        told.append({"type": "response.content_part.done", **place, "part": part})
    for number, part in enumerate(item.get("summary", ())):
        for letter in part["text"]:
            place = {**where, "summary_index": number}
            told.append({"type": "response.reasoning_summary_text.delta", **place, "delta": letter})
    for key, name in (("arguments", "function_call_arguments"), ("input", "custom_tool_call_input")):
        for letter in item.get(key, ""):
            told.append({"type": f"response.{name}.delta", **where, "delta": letter})
    return told


def streamed(told: Sequence[Any]) -> tuple[list[ChatChunk], bool]:
    decoder = OpenAIResponses().decoder()
    chunks = [chunk for event in told for chunk in decoder.feed(json.dumps(event).encode())]
    chunks += decoder.end()
    return chunks, decoder.complete


@pytest.mark.parametrize("whole", [False, True], ids=["piece by piece", "whole items"])
@pytest.mark.parametrize("name", REPLIES)
def test_a_stream_adds_up_to_the_reply(name: str, whole: bool) -> None:
    chunks, complete = streamed(events(REPLIES[name], whole))
    assert complete and assemble(chunks) == decoded(REPLIES[name])
    assert [chunk.usage is not None for chunk in chunks] == [False] * (len(chunks) - 1) + [True]


@pytest.mark.parametrize("name", REPLIES)
def test_a_stream_of_the_end_alone(name: str) -> None:
    assert assemble(streamed(events(REPLIES[name])[-1:])[0]) == decoded(REPLIES[name])


def test_a_response_that_does_not_repeat_its_items() -> None:
    told = events(REPLIES["calls"])
    told[-1] = {**told[-1], "response": {**REPLIES["calls"], "output": []}}
    assert assemble(streamed(told)[0]) == decoded(REPLIES["calls"])


def test_interleaved_calls() -> None:
    told = [
        {"type": "response.output_item.added", "output_index": 4, "item": called(1, "")},
        {"type": "response.output_item.added", "output_index": 5, "item": called(2, "")},
        {"type": "response.function_call_arguments.delta", "output_index": 5, "delta": '{"y"'},
        {"type": "response.function_call_arguments.delta", "output_index": 4, "delta": "{}"},
        {"type": "response.function_call_arguments.delta", "output_index": 5, "delta": ":2}"},
        {"type": "response.function_call_arguments.delta", "output_index": 9, "delta": "of nobody"},
    ]
    calls = assemble(streamed(told)[0]).tool_calls
    assert [(call.id, call.function.arguments) for call in calls] == [("call_1", "{}"), ("call_2", '{"y":2}')]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "error", "code": "server_error", "message": "It broke.", "param": None},
        {"type": "response.failed", "response": response(status="failed", error={"code": "x", "message": "It broke."})},
        {"error": {"message": "It broke.", "code": "x"}},
        {"type": "response.whatever", "error": {"message": "It broke."}},
    ],
    ids=["error", "failed", "envelope", "unknown"],
)
def test_a_failure_in_mid_stream(event: Any) -> None:
    with pytest.raises(Refusal, match="It broke"):
        streamed([*events(REPLIES["text"])[:4], event])


def test_a_stream_without_its_end_is_not_complete() -> None:
    chunks, complete = streamed(events(REPLIES["text"])[:-1])
    assert chunks and not complete


def test_events_that_say_nothing() -> None:
    told = [
        {"type": "response.web_search_call.searching", "output_index": 0},
        {"type": "response.output_text.delta", "delta": ""},
        {"type": "response.output_text.annotation.added"},
        {"type": "response.output_item.added", "item": None},
        {"type": "keepalive"},
    ]
    assert streamed(told) == ([], False)


def test_nothing_is_read_after_the_end() -> None:
    chunks, _ = streamed([*events(REPLIES["text"]), {"type": "response.output_text.delta", "delta": "more"}])
    assert assemble(chunks).text == "Hi there"


@pytest.mark.parametrize("event", [b"[DONE]", b"nonsense", b"[]", b"7"])
def test_what_is_no_event(event: bytes) -> None:
    with pytest.raises(Malformed):
        OpenAIResponses().decoder().feed(event)
