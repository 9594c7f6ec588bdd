"""What is looked for in short bodies is found in long ones, where it is looked for in another way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelwire_runtime.bodies import LARGE, write
from modelwire_runtime.errors import InvalidRequestError
from modelwire_runtime.protocols.base import Refusal
from modelwire_runtime.protocols.openai_chat import OpenAIChat
from modelwire_runtime.protocols.openai_replies import LONG, tells_more

LENGTHS = (1, 2 * LONG)
LONG_TEXT = "x" * 2 * LARGE


def body(length: int, choice: dict[str, Any] | None = None, **top: Any) -> bytes:
    message = {"role": "assistant", "content": "y" * length}
    given = choice or {}
    choices = [None, {"index": 0, "finish_reason": "stop", **given, "message": {**message, **given.get("message", {})}}]
    return json.dumps({"id": "1", "choices": choices, **top}).encode()


@pytest.mark.parametrize("length", LENGTHS)
def test_errors_in_a_success(length: int) -> None:
    protocol = OpenAIChat()
    for data in (
        body(length, error={"message": "overloaded"}),
        body(length, {"error": {"message": "overloaded", "code": 502}}),
    ):
        with pytest.raises(Refusal, match="overloaded"):
            protocol.decode(data)


@pytest.mark.parametrize("length", LENGTHS)
def test_what_is_told_elsewhere(length: int) -> None:
    told = {"function_call": {"name": "f", "arguments": "{}"}, "reasoning_content": None, "reasoning": "thought"}
    message = OpenAIChat().decode(body(length, {"message": told})).message
    assert message.tool_calls and message.tool_calls[0].function.name == "f"
    assert message.reasoning_content == "thought" and message.content == "y" * length


def test_a_long_text_about_errors_is_read_once() -> None:
    assert not tells_more(body(2 * LONG, {"message": {"content": json.dumps({"error": 1, "reasoning": 2}) * LONG}}))


@pytest.mark.parametrize("text", ["", LONG_TEXT])
@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (float("nan"), "seed is nan"),
        ([{"deep": float("inf")}], r"seed\[0\].deep is inf"),
        ({"data": b"bytes"}, "seed.data is of type bytes"),
        ((bytearray(b"bytes"),), r"seed\[0\] is of type bytes"),
    ],
)
def test_what_json_cannot_say(value: Any, problem: str, text: str) -> None:
    with pytest.raises(InvalidRequestError, match=problem):
        write({"text": text, "seed": value}, "somebody")


@pytest.mark.parametrize("text", ["", LONG_TEXT])
def test_what_json_can_say(text: str) -> None:
    sent = {"text": text, "all": [None, True, 1, 1.5, ("a", "b"), {"NaN": "Infinity"}]}
    assert json.loads(write(sent, "somebody")) == json.loads(json.dumps(sent))
