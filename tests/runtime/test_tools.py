"""Tools and choices of them, as they are settled before a protocol sees them.

pytest tests/runtime/test_tools.py -k choice
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, Final

import pytest

from modelwire_runtime.errors import InvalidRequestError
from modelwire_runtime.function_tools import as_tool
from modelwire_runtime.parameters import Settled
from modelwire_runtime.protocols import AnthropicMessages, GeminiGenerateContent, OpenAIChat
from modelwire_runtime.protocols.base import ChatProtocol, Encoding
from modelwire_runtime.requests import ChatRequest
from modelwire_runtime.tools import plain_tools, settle_tools


def search(query: str) -> str:
    """Search."""
    return query


def fetch(url: str) -> str:
    """Fetch."""
    return url


DICT: Final[Any] = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
NATIVE: Final[Any] = {"type": "web_search_20250305", "name": "web_search"}
NAMED: Final[Any] = {"type": "function", "function": {"name": "search"}}


def settled(**values: Any) -> Any:
    settle_tools(values, False, "acme")
    return values


# --- Tools ------------------------------------------------------------------------------------------------------


def test_dicts_are_handed_on_and_functions_described() -> None:
    dicts = [DICT, NATIVE]
    assert plain_tools(dicts) is dicts
    mixed = (search, DICT, NATIVE)
    assert plain_tools(mixed) == [as_tool(search), DICT, NATIVE]
    assert mixed[0] is search


def test_who_gives_dicts_loads_no_pydantic() -> None:
    code = (
        "import sys; from modelwire_runtime.tools import settle_tools\n"
        "settle_tools({'tools': [{'type': 'function', 'function': {'name': 'f'}}], 'tool_choice': 'auto'}, False, '')\n"
        "assert 'pydantic' not in sys.modules"
    )
    path = os.pathsep.join(filter(None, sys.path))
    subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": path}, check=True)


WRONG_TOOLS: Final[Mapping[str, tuple[Any, str]]] = {
    "no list": (search, "tools must be a list of tools, not function"),
    "a text": (["search"], "tools[0] must be a function, a model or a dict, not str"),
    "no type": ([DICT, {"function": {"name": "f"}}], 'tools[1] has no type: add "type": "function"'),
    "no name": ([{"type": "function", "function": {}}], "tools[0] needs a function with a name: "),
    "spaces": ([{"type": "function", "function": {"name": "a b"}}], "tools[0] has a name that vendors refuse, 'a b': "),
    "too long": ([{"type": "function", "function": {"name": "x" * 129}}], "tools[0] has a name that vendors refuse"),
    "twice": ([search, as_tool(fetch, name="search")], "tools[1] has the name of another tool, 'search'"),
    "a misspelt key": (
        [{"type": "function", "function": {"name": "f", "paramters": {}}}],
        "tools[0].function has a key 'paramters'; did you mean 'parameters'?",
    ),
    "no schema": (
        [{"type": "function", "function": {"name": "f", "parameters": "x"}}],
        "tools[0].function.parameters must be a JSON schema, a mapping, not str",
    ),
    "a function": ([DICT, lambda: 1], "tools[1]: a lambda has no name"),
}


@pytest.mark.parametrize("name", WRONG_TOOLS)
def test_wrong_tools(name: str) -> None:
    tools, message = WRONG_TOOLS[name]
    with pytest.raises(InvalidRequestError) as caught:
        plain_tools(tools, "acme")
    assert str(caught.value).startswith(f"acme: {message}")


# --- Choices ----------------------------------------------------------------------------------------------------

CHOICES: Final[Mapping[str, tuple[Any, Any]]] = {
    "a word": ("required", "required"),
    "a name": ("search", NAMED),
    "the function": (search, NAMED),
    "the tool": (as_tool(search), NAMED),
    "as OpenAI names it": (NAMED, NAMED),
    "one of the vendor's own": ("web_search", {"type": "function", "function": {"name": "web_search"}}),
    "in the vendor's words": ({"type": "any"}, {"type": "any"}),
    "some": (
        {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": (NAMED, NATIVE)}},
        {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [NAMED, NATIVE]}},
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice(name: str) -> None:
    given, plain = CHOICES[name]
    assert settled(tools=[search, DICT, NATIVE], tool_choice=given)["tool_choice"] == plain


SHAPE: Final = 'tool_choice must be of the shape {"type": "allowed_tools", "allowed_tools": {"mode": '
WRONG_CHOICES: Final[Mapping[str, tuple[Any, str]]] = {
    "a misspelt word": ("atuo", "tool_choice names 'atuo', but tools has 'search'; use 'auto', 'none', "),
    "another function": (fetch, "tool_choice names 'fetch', but tools has 'search'"),
    "a number": (3, "tool_choice must be 'auto', 'none', 'required' or the name of one of the tools, not 3"),
    "no function": (lambda: 1, "tool_choice: a lambda has no name"),
    "another name": ({"type": "function", "function": {"name": "fetch"}}, "tool_choice names 'fetch'"),
    "none of some": ({"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}, SHAPE),
    "some in no mode": ({"type": "allowed_tools", "allowed_tools": {"tools": [NAMED]}}, SHAPE),
    "some of others": (
        {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [DICT]}},
        "tool_choice names 'look', but tools has 'search'",
    ),
}


@pytest.mark.parametrize("name", WRONG_CHOICES)
def test_a_wrong_choice(name: str) -> None:
    choice, message = WRONG_CHOICES[name]
    with pytest.raises(InvalidRequestError) as caught:
        settled(tools=[search], tool_choice=choice)
    assert str(caught.value).startswith(f"acme: {message}")


def test_one_of_the_vendors_tools_may_be_required() -> None:
    assert settled(tools=[{"googleSearch": {}}], tool_choice="required")["tool_choice"] == "required"


def test_tools_may_be_given_elsewhere() -> None:
    """Among the vendor's own parameters there may be tools that a choice is about."""
    for values in ({"tool_choice": "required"}, {"tool_choice": NAMED}, {"tool_choice": "auto", "tools": [fetch]}):
        choice = values["tool_choice"]
        settle_tools(values, True, "acme")
        assert values["tool_choice"] == choice


# --- In the words of protocols ------------------------------------------------------------------------------------


def encoded(protocol: ChatProtocol, messages: Any, **values: Any) -> Any:
    request = ChatRequest(model="m", messages=messages)
    return protocol.encode(request, Encoding("acme", "m", Settled(values, [], [], {})))


def test_some_of_the_tools_on_gemini() -> None:
    choice = {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [NAMED]}}
    body = encoded(GeminiGenerateContent(), [{"role": "user", "content": "Hi"}], tools=[DICT], tool_choice=choice)
    assert body["toolConfig"] == {"functionCallingConfig": {"mode": "VALIDATED", "allowedFunctionNames": ["search"]}}


def turn(number: int, id: str = "call_0") -> list[Any]:
    """A call and its result, of a server whose ids begin anew in each turn."""
    call = {"id": id, "type": "function", "function": {"name": "search", "arguments": "{}"}}
    return [
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": id, "content": str(number)},
    ]


def test_ids_that_come_again_are_told_apart_on_anthropic() -> None:
    """Two blocks of one id are refused there; the same ids come of each request."""
    question = [{"role": "user", "content": "Hi"}]
    body = encoded(AnthropicMessages(), [*question, *turn(0), *turn(1), *turn(2, "call_1")])
    made = [message["content"][0]["id"] for message in body["messages"][1::2]]
    told = [message["content"][0] for message in body["messages"][2::2]]
    assert made[0] == "call_0"
    assert made[2] == "call_1"
    assert len(set(made)) == 3
    assert [block["tool_use_id"] for block in told] == made
    assert [block["content"] for block in told] == ["0", "1", "2"]
    longer = encoded(AnthropicMessages(), [*question, *turn(0), *turn(1), *turn(2, "call_1"), *turn(3)])
    assert longer["messages"][: len(body["messages"])] == body["messages"]


@pytest.mark.parametrize("slip", ['{"city": "Par', "[1]", "null"])
def test_broken_arguments_do_not_end_a_conversation_on_anthropic(slip: str) -> None:
    """As after a reply that was cut in the middle of a call, or that another vendor's model got wrong."""
    call = {"id": "a", "type": "function", "function": {"name": "search", "arguments": slip}}
    result = {"role": "tool", "tool_call_id": "a", "content": "Error: the arguments of 'search' are not JSON"}
    messages: list[Any] = [{"role": "user", "content": "Hi"}, {"role": "assistant", "tool_calls": [call]}, result]
    encoding = Encoding("acme", "m", Settled({}, [], [], {}))
    body: Any = AnthropicMessages().encode(ChatRequest(model="m", messages=messages), encoding)
    assert body["messages"][1]["content"][0]["input"] == {"INVALID_JSON": slip}
    assert [note.parameter for note in encoding.adjustments] == ["messages[1].tool_calls[0].function.arguments"]


def test_long_ids_are_shortened_where_forty_characters_are_all() -> None:
    long, short = "x" * 41, "y" * 40
    protocol = OpenAIChat(tool_ids="forty-characters")
    body = encoded(protocol, [*turn(0, long), *turn(1, short)])
    ids = [message["tool_calls"][0]["id"] for message in body["messages"][::2]]
    assert ids == [message["tool_call_id"] for message in body["messages"][1::2]]
    assert ids[1] == short
    assert ids[0] != long
    assert len(ids[0]) <= 40
