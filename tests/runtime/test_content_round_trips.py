"""What a reply holds beside text, read whole and in pieces, and what of it goes back in the next request.

Sound, images, calls and thinking of the APIs that follow OpenAI's chat; other protocols have these in tests of theirs.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelwire_runtime.assembly import assemble
from modelwire_runtime.parameters import Adjustment, Settled
from modelwire_runtime.protocols import AnthropicMessages, GeminiGenerateContent, LlamaChat, OpenAIChat
from modelwire_runtime.protocols.base import ChatProtocol, Encoding
from modelwire_runtime.replies import ChatChunk, ChatResponse, Message
from modelwire_runtime.requests import ChatRequest

PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
SOUND = {"id": "audio_1", "data": "UklGRg==", "transcript": "Hello!", "expires_at": 1}
OPENAI = OpenAIChat(message_fields=("audio",), stream_usage=False)
ROUTER = OpenAIChat(message_fields=("audio", "images"), stream_usage=False)
PLAIN = OpenAIChat(stream_usage=False)


def encode(protocol: ChatProtocol, *messages: Any) -> tuple[Any, list[Adjustment]]:
    settled = Settled({}, [], [], {})
    request = ChatRequest(model="m", messages=[{"role": "user", "content": "Hi"}, *messages])
    return protocol.encode(request, Encoding("acme", "m", settled)), settled.adjustments


def reply(message: dict[str, Any], finish: str = "stop") -> ChatResponse:
    body = {"id": "c1", "choices": [{"index": 0, "message": {"role": "assistant"} | message, "finish_reason": finish}]}
    return PLAIN.decode(json.dumps(body).encode())


def streamed(*deltas: dict[str, Any], finish: str = "stop") -> ChatResponse:
    decoder = PLAIN.decoder()
    chunks: list[ChatChunk] = []
    for delta in (*deltas, None):
        choice = {"index": 0, "delta": delta or {}, "finish_reason": None if delta is not None else finish}
        chunks += decoder.feed(json.dumps({"id": "c1", "choices": [choice]}).encode())
    return assemble(chunks)


# --- Calls and thinking under other names ---------------------------------------------------------------------


@pytest.mark.parametrize("finish", ["function_call", "stop"])
def test_a_function_call_of_old_is_a_tool_call(finish: str) -> None:
    whole = reply({"content": None, "function_call": {"name": "look", "arguments": '{"a": 1}'}}, finish)
    pieces = streamed(
        {"role": "assistant", "content": None, "function_call": {"name": "look", "arguments": ""}},
        {"function_call": {"arguments": '{"a"'}},
        {"content": "", "function_call": {"arguments": ": 1}"}},
        finish=finish,
    )
    for answer in (whole, pieces):
        [call] = answer.tool_calls
        assert (call.type, call.function.name, call.function.arguments) == ("function", "look", '{"a": 1}')
        assert call.id.startswith("call_")
    assert whole.tool_calls == pieces.tool_calls
    assert whole.choices[0].finish_reason == ("tool_calls" if finish == "function_call" else "stop")


def test_a_null_function_call_is_none() -> None:
    assert reply({"content": "Hi", "function_call": None}).tool_calls == []
    assert streamed({"content": "Hi", "function_call": None}).tool_calls == []


def test_both_kinds_of_calls_are_not_told_twice() -> None:
    call = {"id": "a", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    assert [made.id for made in reply({"tool_calls": [call], "function_call": call["function"]}).tool_calls] == ["a"]


def test_thinking_beside_a_null() -> None:
    assert reply({"content": "x", "reasoning_content": None, "reasoning": "Hm."}).message.reasoning_content == "Hm."
    assert reply({"content": "x", "reasoning": None, "reasoning_content": "Hm."}).message.reasoning_content == "Hm."
    assert reply({"content": "x", "reasoning": {"a": 1}, "reasoning_content": None}).message.reasoning_content is None
    whole = streamed(
        {"role": "assistant", "content": "", "reasoning_content": None, "reasoning": "H"},
        {"content": None, "reasoning_content": None, "reasoning": "m."},
        {"content": "x", "reasoning_content": None, "reasoning": None},
    )
    assert (whole.message.reasoning_content, whole.text) == ("Hm.", "x")


def test_calls_keep_the_vendors_type() -> None:
    """Moonshot's own tools: the call goes back as it came, with its result."""
    function = {"name": "$web_search", "arguments": '{"search_result": {"search_id": "s"}}'}
    whole = reply({"tool_calls": [{"id": "t1", "type": "builtin_function", "function": function}]}, "tool_calls")
    pieces = streamed(
        {"tool_calls": [{"index": 0, "id": "t1", "type": "builtin_function", "function": {"name": "$web_search"}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": function["arguments"]}}]},
        finish="tool_calls",
    )
    for answer in (whole, pieces):
        echo = {"role": "tool", "tool_call_id": "t1", "content": answer.tool_calls[0].function.arguments}
        for message in (answer.message, answer.message.model_dump(), json.loads(answer.message.model_dump_json())):
            body, told = encode(PLAIN, message, echo)
            assert body["messages"][1]["tool_calls"] == [{"id": "t1", "type": "builtin_function", "function": function}]
            assert told == []


def test_web_search_options_become_the_vendors_tool() -> None:
    search = {"type": "builtin_function", "function": {"name": "$web_search"}}
    protocol = OpenAIChat(search_tool=search, stream_usage=False)
    function = {"type": "function", "function": {"name": "look"}}
    request = ChatRequest(model="m", messages=[{"role": "user", "content": "Hi"}])
    for tools in ([], [function], [search], [function, search]):
        settled = Settled({"web_search_options": {"search_context_size": "low"}, "tools": tools}, [], [], {})
        body = protocol.encode(request, Encoding("acme", "m", settled))
        assert body["tools"] == [*([function] if function in tools else []), search]
        assert "web_search_options" not in body
        assert [note.parameter for note in settled.adjustments] == ["web_search_options.search_context_size"]
    assert encode(protocol)[0].keys() == {"model", "messages"}


# --- Sound and images -----------------------------------------------------------------------------------------


def test_sound_is_put_together_and_goes_back_by_its_id() -> None:
    whole = reply({"content": None, "audio": SOUND})
    pieces = streamed(
        {"role": "assistant", "content": None, "audio": {"id": "audio_1"}},
        {"audio": {"transcript": "Hel"}},
        {"audio": {"data": "UklG"}},
        {"audio": {"transcript": "lo!"}},
        {"audio": {"data": "Rg=="}},
        {"audio": {"expires_at": 1}},
    )
    assert whole.message.audio == pieces.message.audio == SOUND
    for message in (whole.message, json.loads(whole.message.model_dump_json())):
        body, told = encode(OPENAI, message)
        assert body["messages"][1]["audio"] == {"id": "audio_1"}
        assert told == []


@pytest.mark.parametrize(
    "protocol", [PLAIN, AnthropicMessages(), GeminiGenerateContent(), LlamaChat()], ids=lambda protocol: protocol.name
)
def test_elsewhere_what_was_said_goes_back(protocol: ChatProtocol) -> None:
    body, told = encode(protocol, Message(audio=SOUND), {"role": "user", "content": "And?"})
    assert "Hello!" in json.dumps(body)
    assert "UklG" not in json.dumps(body)
    assert [(note.parameter, note.action) for note in told] == [("messages[1].audio", "mapped")]
    body, told = encode(protocol, Message(content="Hey!", audio=SOUND), {"role": "user", "content": "And?"})
    assert "Hey!" in json.dumps(body)
    assert "Hello!" not in json.dumps(body)
    assert [(note.parameter, note.action) for note in told] == [("messages[1].audio", "left out")]


def test_sound_without_an_id_is_said_too() -> None:
    body, told = encode(OPENAI, Message(audio={"data": "UklG", "transcript": "Hello!"}))
    assert body["messages"][1] == {"role": "assistant", "content": "Hello!"}
    assert [note.action for note in told] == ["mapped"]


def test_images_are_read_whole_and_in_pieces() -> None:
    other = {"type": "image_url", "image_url": {"url": "https://pictures.test/b.png"}}
    whole = reply({"content": "Look:", "images": [PICTURE, other]})
    pieces = streamed({"content": "Look:"}, {"images": [PICTURE]}, {"images": [other]})
    assert whole.message.images == pieces.message.images == [PICTURE, other]
    assert whole.message.model_dump()["images"] == [PICTURE, other]
    assert reply({"content": "x", "images": []}).message.as_param() == {"role": "assistant", "content": "x"}


def test_images_go_back_where_they_are_taken() -> None:
    made = Message(content="Look:", images=[PICTURE])
    body, told = encode(ROUTER, json.loads(made.model_dump_json()))
    assert body["messages"][1]["images"] == [PICTURE]
    assert told == []


@pytest.mark.parametrize("protocol", [PLAIN, AnthropicMessages(), LlamaChat()], ids=lambda protocol: protocol.name)
def test_elsewhere_images_are_told(protocol: ChatProtocol) -> None:
    made = Message(content="Look:", images=[PICTURE])
    body, told = encode(protocol, made, {"role": "user", "content": "Nice."})
    assert "AAAA" not in json.dumps(body)
    assert [(note.parameter, note.action) for note in told] == [("messages[1].images", "left out")]


# --- Sources --------------------------------------------------------------------------------------------------

CITATION = {"url": "https://a.test/b", "title": "B", "start_index": 0, "end_index": 5}
SOURCE = {"type": "url_citation", "url_citation": CITATION}
PARSED = {"type": "file", "file": {"hash": "h", "name": "a.pdf", "content": [{"type": "text", "text": "A"}]}}


def test_annotations_are_read_whole_and_in_pieces() -> None:
    whole = reply({"content": "Paris", "annotations": [SOURCE, PARSED]})
    pieces = streamed({"content": "Paris"}, {"annotations": [SOURCE]}, {"content": "", "annotations": [PARSED]})
    assert whole.message.annotations == pieces.message.annotations == [SOURCE, PARSED]


def test_annotations_go_back_only_where_they_are_taken() -> None:
    """A router that parsed a file asks for what it told of it, so that it need not parse it again."""
    message = reply({"content": "Paris", "annotations": [PARSED]}).message
    for turn in (message, json.loads(message.model_dump_json())):
        body, told = encode(OpenAIChat(message_fields=("annotations",), stream_usage=False), turn)
        assert body["messages"][1] == {"role": "assistant", "content": "Paris", "annotations": [PARSED]}
        for protocol in (PLAIN, AnthropicMessages(), GeminiGenerateContent(), LlamaChat()):
            body, told = encode(protocol, turn, {"role": "user", "content": "And?"})
            assert "annotations" not in json.dumps(body)
            assert told == []


def test_references_of_a_vendors_own_search_are_sources() -> None:
    part = {"type": "tool_reference", "tool": "web_search", "title": "B", "url": "https://a.test/b"}
    content = [{"type": "text", "text": "Paris"}, part, {"type": "text", "text": "."}]
    place = {"start_index": 5, "end_index": 5}
    wanted = [{"type": "url_citation", "url_citation": {"url": "https://a.test/b", "title": "B", **place}}]
    whole = reply({"content": content})
    assert (whole.text, whole.message.annotations) == ("Paris.", wanted)


def test_what_a_server_found_survives_the_round_trip() -> None:
    """Claude's searches and what they brought, which is encrypted, go back as they came, in their order."""
    found = {"type": "web_search_result", "url": "https://a.test", "title": "A", "encrypted_content": "c2VjcmV0"}
    cited = {
        "type": "web_search_result_location",
        "url": "https://a.test",
        "title": "A",
        "cited_text": "a",
        "encrypted_index": "aW5kZXg=",
    }
    blocks: list[Any] = [
        {"type": "text", "text": "I look."},
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "a"}},
        {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [found]},
        {"type": "text", "text": "It is a.", "citations": [cited]},
        {"type": "text", "text": " Anything else?"},
    ]
    body: dict[str, Any] = {"id": "m", "type": "message", "content": blocks, "stop_reason": "end_turn", "usage": {}}
    message = AnthropicMessages().decode(json.dumps(body).encode()).message
    assert message.content == "I look.It is a. Anything else?"
    for turn in (message, json.loads(message.model_dump_json())):
        sent, told = encode(AnthropicMessages(), turn, {"role": "user", "content": "No."})
        assert sent["messages"][1] == {"role": "assistant", "content": blocks}
        assert told == []


# --- Files ----------------------------------------------------------------------------------------------------


def test_a_file_by_address_stands_where_the_data_would() -> None:
    part = {"type": "file", "file": {"file_id": "https://papers.test/a.pdf", "filename": "a.pdf"}}
    message = {"role": "user", "content": [part]}
    body, _ = encode(PLAIN, message)
    file = {"filename": "a.pdf", "file_data": "https://papers.test/a.pdf"}
    assert body["messages"][1]["content"] == [{"type": "file", "file": file}]
    body, _ = encode(OpenAIChat(media_parts="flat"), message)
    document = {"type": "document_url", "document_url": "https://papers.test/a.pdf", "document_name": "a.pdf"}
    assert body["messages"][1]["content"] == [document]
    by_id = {"role": "user", "content": [{"type": "file", "file": {"file_id": "file-1"}}]}
    assert encode(PLAIN, by_id)[0]["messages"][1] == by_id


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ({"file_data": "data:application/pdf;base64,AA=="}, "file.pdf"),
        ({"file_data": "data:text/plain;base64,AA=="}, "file.txt"),
        ({"file_data": "data:made/up;base64,AA=="}, "file"),
        ({"file_data": "data:application/pdf;base64,AA==", "filename": "mine"}, "mine"),
        ({"file_data": "https://papers.test/a"}, None),
        ({"file_id": "file-1"}, None),
    ],
)
def test_a_file_that_comes_as_data_has_a_name(file: dict[str, str], name: str | None) -> None:
    """OpenAI refuses one without, in words that do not tell."""
    message = {"role": "user", "content": [{"type": "file", "file": file}]}
    [part] = encode(PLAIN, message)[0]["messages"][1]["content"]
    assert part["file"] == ({**file, "filename": name} if name else file)
    [flat] = encode(OpenAIChat(media_parts="flat"), message)[0]["messages"][1]["content"]
    assert "filename" not in json.dumps(flat)
    assert (flat.get("document_name") or None) == file.get("filename")
