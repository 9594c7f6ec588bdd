"""The calls of a reply, run: what functions are given, what the model is told, and what goes wrong.

pytest tests/runtime/test_tool_runs.py -k error
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from inspect import cleandoc
from typing import Any, Final, TypeAlias
from uuid import UUID

import pytest
from pydantic import BaseModel

from modelwire_runtime.errors import InvalidRequestError, ToolError
from modelwire_runtime.function_tools import as_tool
from modelwire_runtime.messages import MessageLike
from modelwire_runtime.replies import ChatResponse, Choice, Function, Message, ToolCall
from modelwire_runtime.tool_runs import arun_tools, run_tools
from tests.runtime.colours import Colour, MakeFace
from tests.runtime.conftest import Serve
from tests.runtime.faults import Connection

RunTools: TypeAlias = Callable[..., bool]


@pytest.fixture
def run(colour: Colour) -> RunTools:
    """Either function, waited for."""

    def run_async(*args: Any, **options: Any) -> bool:
        return asyncio.run(arun_tools(*args, **options))

    return run_tools if colour == "blocking" else run_async


def reply_of(*calls: tuple[str, str], text: str | None = None) -> ChatResponse:
    made = [ToolCall(f"c{number}", function=Function(name, text)) for number, (name, text) in enumerate(calls)]
    return ChatResponse(choices=[Choice(0, Message(content=text, tool_calls=made or None), "tool_calls")])


def results(messages: list[MessageLike]) -> list[Any]:
    return [message.get("content") for message in messages if not isinstance(message, Message)]


class City(BaseModel):
    """A place with people."""

    name: str
    founded: date | None = None


def founded(city: City, day: date) -> str:
    """Tell how old a city was."""
    assert isinstance(day, date)
    return f"{city.name}: {day.year - (city.founded or day).year}"


def boil(degrees: int) -> str:
    """Make tea."""
    if degrees > 100:
        raise ValueError(f"{degrees} is too hot")
    return "tea"


async def boil_later(degrees: int) -> str:
    """Make tea, with patience."""
    await asyncio.sleep(0)
    return boil(degrees)


# --- What is run ------------------------------------------------------------------------------------------------


def test_calls_are_run_in_order_and_told(run: RunTools) -> None:
    messages: list[MessageLike] = [{"role": "user", "content": "Hi"}]
    reply = reply_of(
        ("founded", '{"city": {"name": "Oslo", "founded": "1040-01-01"}, "day": "2026-11-27"}'),
        ("boil", '{"degrees": 90}'),
        text="Let me see.",
    )
    assert run(reply, [boil, founded], messages) is True
    assert messages[1:] == [
        reply.message,
        {"role": "tool", "tool_call_id": "c0", "content": "Oslo: 986"},
        {"role": "tool", "tool_call_id": "c1", "content": "tea"},
    ]


def test_a_reply_that_calls_nothing_is_appended_too(run: RunTools) -> None:
    messages: list[MessageLike] = []
    reply = reply_of(text="Hello!")
    assert run(reply, [boil], messages) is False
    assert messages == [reply.message]
    assert run(ChatResponse(), [boil], messages) is False
    assert len(messages) == 1, "an empty reply has no message"


def test_a_reply_that_is_there_already_is_not_appended_again(run: RunTools) -> None:
    reply = reply_of(("boil", '{"degrees": 9}'))
    messages: list[MessageLike] = [reply.message]
    run(reply, [boil], messages)
    assert messages == [reply.message, {"role": "tool", "tool_call_id": "c0", "content": "tea"}]


@pytest.mark.parametrize("form", ["reply", "message", "dict of the reply", "dict of the message"])
def test_a_reply_in_any_form(form: str, run: RunTools) -> None:
    reply = reply_of(("boil", '{"degrees": 9}'))
    forms = {
        "reply": reply,
        "message": reply.message,
        "dict of the reply": json.loads(reply.model_dump_json()),
        "dict of the message": reply.message.as_param(),
    }
    messages: list[MessageLike] = []
    assert run(forms[form], [boil], messages)
    assert messages[0] == reply.message
    assert results(messages) == ["tea"]


def test_only_the_first_choice_is_run_unless_another_is_given(run: RunTools) -> None:
    reply = reply_of(("boil", '{"degrees": 9}'))
    other = Message(tool_calls=[ToolCall("x", function=Function("boil", '{"degrees": 8}'))])
    reply.choices.append(Choice(1, other))
    messages: list[MessageLike] = []
    run(reply, [boil], messages)
    assert len(messages) == 2
    run(other, [boil], messages)
    assert len(messages) == 4


def test_tools_made_by_as_tool_remember_their_function(run: RunTools) -> None:
    messages: list[MessageLike] = []
    run(reply_of(("tea", '{"degrees": 9}')), [as_tool(boil, name="tea", strict=True)], messages)
    assert results(messages) == ["tea"]


class Kettle:
    def __init__(self) -> None:
        self.boiled = 0

    def boil(self) -> int:
        """Boil."""
        self.boiled += 1
        return self.boiled


def test_a_method_is_called_on_its_own_object(run: RunTools) -> None:
    first, second = Kettle(), Kettle()
    messages: list[MessageLike] = []
    for kettle in (first, first, second):
        run(reply_of(("boil", "")), [kettle.boil], messages)
    assert results(messages) == ["1", "2", "1"]


def test_handlers_run_what_is_no_function(run: RunTools) -> None:
    tool: Any = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}

    def look(where: str, far: bool = False) -> Any:
        return [where, far]

    def when(city: City) -> date | None:
        return city.founded

    look.__annotations__.clear()
    messages: list[MessageLike] = []
    calls = reply_of(("City", '{"name": "Oslo", "founded": "1040-01-01"}'), ("look", '{"where": "up"}'))
    assert run(calls, [City, tool, {"type": "web_search"}], messages, handlers={"City": when, "look": look})
    assert results(messages) == ['"1040-01-01"', '["up",false]']


@pytest.mark.parametrize(
    "tool",
    [{"type": "builtin_function", "function": {"name": "$search"}}, {"type": "bash_20250124", "name": "$search"}],
    ids=["as Moonshot has them", "as Anthropic has them"],
)
def test_a_tool_of_the_vendors_that_the_caller_runs(tool: Any, run: RunTools) -> None:
    def echo(**arguments: Any) -> Any:
        return arguments

    messages: list[MessageLike] = []
    reply = reply_of(("$search", '{"q": [1]}'))
    assert run(reply, [tool], messages, handlers={"$search": echo})
    assert results(messages) == ['{"q":[1]}']
    with pytest.raises(InvalidRequestError, match=r"the reply calls '\$search', which is given as a dict"):
        run(reply, [tool], messages)


# --- Results ------------------------------------------------------------------------------------------------------


class Colours(StrEnum):
    RED = "red"


class Size(Enum):
    LARGE = 3


@dataclass
class Point:
    x: int
    on: date


IMAGE: Final = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
TEXT: Final = {"type": "text", "text": "Look:"}
RESULTS: Final[Mapping[str, tuple[Any, Any]]] = {
    "text": ("Grüße", "Grüße"),
    "a member that is text": (Colours.RED, "red"),
    "nothing": (None, "null"),
    "a number": (1.5, "1.5"),
    "no number": (float("nan"), '"NaN"'),
    "a truth": (True, "true"),
    "a list": ([1, "ü", None], '[1,"ü",null]'),
    "an empty list": ([], "[]"),
    "a dict": ({"type": "text", "size": Size.LARGE}, '{"type":"text","size":3}'),
    "a decimal": (Decimal("1.50"), '"1.50"'),
    "a day": (date(2026, 11, 27), '"2026-11-27"'),
    "an id": (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
    "a data class": (Point(1, date(2026, 1, 2)), '{"x":1,"on":"2026-01-02"}'),
    "a model": (City(name="Oslo"), '{"name":"Oslo","founded":null}'),
    "models": ((City(name="A"), City(name="B")), '[{"name":"A","founded":null},{"name":"B","founded":null}]'),
    "an image": (IMAGE, [IMAGE]),
    "parts": ((TEXT, IMAGE), [TEXT, IMAGE]),
    "parts and others": ([TEXT, 1], '[{"type":"text","text":"Look:"},1]'),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result(name: str, run: RunTools) -> None:
    result, content = RESULTS[name]

    def give() -> Any:
        return result

    messages: list[MessageLike] = []
    run(reply_of(("give", "{}")), [give], messages)
    assert results(messages) == [content]


# --- Errors -----------------------------------------------------------------------------------------------------


def fails() -> None:
    raise KeyError


def explains() -> None:
    raise ToolError("the shop is closed; try on Monday")


def gives_a_lock() -> Any:
    return threading.Lock()


def stops() -> None:
    raise StopIteration("there is no more")


ERRORS: Final[Mapping[str, tuple[str, str, str]]] = {
    "no such tool": ("fry", "{}", "there is no tool 'fry'; the tools are: 'boil', 'fails', 'explains', "),
    "bad JSON": ("boil", '{"degrees": ', "the arguments of 'boil' are not JSON: Invalid JSON: EOF while parsing"),
    "a misfit": ("boil", '{"degrees": "hot"}', "the arguments of 'boil' do not fit: degrees: Input should be a valid"),
    "another": ("boil", '{"degree": 1}', "the arguments of 'boil' do not fit: degrees: Field required; degree: Extra"),
    "a list": ("boil", "[1]", "the arguments of 'boil' do not fit: all: Input should be an object"),
    "an exception": ("boil", '{"degrees": 200}', "the tool 'boil' failed: ValueError: 200 is too hot"),
    "one without words": ("fails", "{}", "the tool 'fails' failed: KeyError"),
    "one that explains itself": ("explains", "", "the shop is closed; try on Monday"),
    "no JSON comes of it": ("gives_a_lock", "", "the result of 'gives_a_lock' cannot be said as JSON: "),
    "one that futures refuse": ("stops", "", "the tool 'stops' failed: StopIteration: there is no more"),
}
FAILING: Final = [boil, fails, explains, gives_a_lock, stops]


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_told_to_the_model(name: str, run: RunTools) -> None:
    tool, arguments, message = ERRORS[name]
    messages: list[MessageLike] = []
    assert run(reply_of((tool, arguments), ("boil", '{"degrees": 9}')), FAILING, messages)
    failed: Any = messages[1]
    assert failed["content"].startswith(f"Error: {message}")
    assert failed["is_error"] is True
    assert "Traceback" not in failed["content"]
    assert messages[2] == {"role": "tool", "tool_call_id": "c1", "content": "tea"}


@pytest.mark.parametrize("name", ERRORS)
def test_or_raised_as_asked(name: str, run: RunTools) -> None:
    """Then the messages stay as they were, so that the reply can be run again."""
    tool, arguments, message = ERRORS[name]
    messages: list[MessageLike] = []
    with pytest.raises(ToolError) as caught:
        run(reply_of(("boil", '{"degrees": 9}'), (tool, arguments)), FAILING, messages, errors="raise")
    assert caught.value.message.startswith(message)
    assert caught.value.call is not None
    assert caught.value.call.id == "c1"
    assert not caught.value.retryable
    if "exception" in name:
        assert isinstance(caught.value.__cause__, ValueError)
    assert messages == []


MISTAKES: Final[Mapping[str, tuple[dict[str, Any], str]]] = {
    "a dict that is called": (
        {"tools": [{"type": "function", "function": {"name": "boil"}}]},
        "the reply calls 'boil', which is given as a dict, so there is nothing to run: give a function in tools=, or "
        "handlers={'boil': function}",
    ),
    "a model that is called": (
        {"tools": [City], "reply": reply_of(("City", "{}"))},
        "the reply calls 'City', which is given as a model, so there is nothing to run",
    ),
    "a handler of nothing": ({"handlers": {"fry": boil}}, "handlers name 'fry', which is none of the tools"),
    "errors": ({"errors": "ignore"}, "errors must be 'tell' or 'raise', not 'ignore'"),
    "messages": ({"messages": ()}, "messages must be a list to append to, not tuple"),
    "a reply": ({"reply": "hello"}, "the reply must be a ChatResponse, not str"),
    "a dict of another sort": ({"reply": {"choices": 3}}, "the reply is none: "),
    "tools": ({"tools": boil}, "tools must be a list of tools, not function"),
    "two of a name": ({"tools": [boil, boil]}, "tools[1] has the name of another tool, 'boil'"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_of_the_caller_are_raised(name: str, run: RunTools) -> None:
    change, message = MISTAKES[name]
    messages: list[MessageLike] = []
    given = {"reply": reply_of(("boil", '{"degrees": 9}')), "tools": [boil], "messages": messages} | change
    reply, tools, to = given.pop("reply"), given.pop("tools"), given.pop("messages")
    with pytest.raises(InvalidRequestError) as caught:
        run(reply, tools, to, **given)
    assert str(caught.value).startswith(message)
    assert messages == []


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, asyncio.CancelledError])
def test_what_ends_the_program_goes_through(kind: type[BaseException]) -> None:
    def give_up() -> None:
        raise kind

    messages: list[MessageLike] = []
    with pytest.raises(kind):
        run_tools(reply_of(("give_up", "")), [give_up], messages)
    assert messages == []


# --- Async ------------------------------------------------------------------------------------------------------


def test_async_tools_need_the_async_function() -> None:
    messages: list[MessageLike] = []
    with pytest.raises(InvalidRequestError, match=r"the tool 'boil_later' is async: await arun_tools\(...\) instead"):
        run_tools(reply_of(("boil", '{"degrees": 9}'), ("boil_later", '{"degrees": 9}')), [boil, boil_later], messages)

    def hides_it() -> Any:
        return boil_later(9)

    with pytest.raises(InvalidRequestError, match="the tool 'hides_it' is async"):
        run_tools(reply_of(("hides_it", "")), [hides_it], messages)
    assert messages == []
    asyncio.run(arun_tools(reply_of(("hides_it", "")), [hides_it], messages))
    assert results(messages) == ["tea"]


def test_tools_run_at_the_same_time_and_are_told_in_order() -> None:
    """Each waits for the others to have begun; sync ones in threads of their own."""
    begun = threading.Barrier(2, timeout=5)
    both = asyncio.Barrier(2)
    main = threading.get_ident()

    def block(number: int) -> str:
        assert threading.get_ident() != main
        begun.wait()
        return f"blocked {number}"

    async def wait(number: int) -> str:
        async with asyncio.timeout(5):
            await both.wait()
        return f"waited {number}"

    messages: list[MessageLike] = []
    calls = [
        ("wait", '{"number": 0}'),
        ("block", '{"number": 1}'),
        ("block", '{"number": 2}'),
        ("wait", '{"number": 3}'),
    ]
    asyncio.run(arun_tools(reply_of(*calls), [block, wait], messages))
    assert results(messages) == ["waited 0", "blocked 1", "blocked 2", "waited 3"]


def test_an_error_of_an_async_tool() -> None:
    messages: list[MessageLike] = []
    reply = reply_of(("boil_later", '{"degrees": 200}'))
    asyncio.run(arun_tools(reply, [boil_later], messages))
    assert results(messages) == ["Error: the tool 'boil_later' failed: ValueError: 200 is too hot"]
    with pytest.raises(ToolError):
        asyncio.run(arun_tools(reply, [boil_later], messages, errors="raise"))
    assert len(messages) == 2


def test_cancelling_ends_the_tools() -> None:
    ended: list[str] = []

    async def wait_long() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def cancel() -> None:
        messages: list[MessageLike] = []
        work = asyncio.create_task(arun_tools(reply_of(("wait_long", ""), ("wait_long", "")), [wait_long], messages))
        await asyncio.sleep(0.01)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert ended == ["cancelled"] * 2
        assert messages == []

    asyncio.run(cancel())


# --- With a client ----------------------------------------------------------------------------------------------

CALLING: Final = {
    "id": "r1",
    "model": "m-1",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": f"call_{city}",
                        "type": "function",
                        "function": {"name": "get_weather", "arguments": f'{{"city": "{city}", "day": "2026-11-27"}}'},
                    }
                    for city in ("Oslo", "Rome")
                ],
            },
            "finish_reason": "tool_calls",
        }
    ],
}
ANSWERING: Final = {
    "id": "r2",
    "model": "m-1",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Both."}, "finish_reason": "stop"}],
}


def converse(connection: Connection) -> None:
    for body in (CALLING, ANSWERING):
        connection.request()
        connection.reply(json.dumps(body).encode(), content_type="application/json")


def test_the_example_runs_as_it_stands(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cleandoc(run_tools.__doc__ or "").partition(".. code-block:: python")[2].partition("\nFunctions are")[0]
    server = serve(converse)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    exec(compile(re.sub("^    ", "", code, flags=re.MULTILINE), "run_tools", "exec"), {})
    assert capsys.readouterr().out == "Both.\n"
    told = server.requests[1].json["messages"]
    assert [message["role"] for message in told] == ["user", "assistant", "tool", "tool"]
    assert [json.loads(message["content"])["city"] for message in told[2:]] == ["Oslo", "Rome"]


STREAMED: Final = [
    {"index": 0, "id": "c0", "type": "function", "function": {"name": "boil", "arguments": ""}},
    {"index": 0, "function": {"arguments": '{"degrees"'}},
    {"index": 1, "id": "c1", "type": "function", "function": {"name": "boil", "arguments": '{"degrees": 200}'}},
    {"index": 0, "function": {"arguments": ": 9}"}},
]


def stream(connection: Connection) -> None:
    connection.request()
    connection.begin_stream()
    for piece in STREAMED:
        delta = {"choices": [{"index": 0, "delta": {"tool_calls": [piece]}, "finish_reason": None}]}
        connection.chunk(f"data: {json.dumps(delta)}\n\n".encode())
    connection.chunk(b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}\n\n')
    connection.chunk(b"data: [DONE]\n\n")
    connection.end_stream()


def test_the_calls_of_a_stream_are_run_too(serve: Serve, face: MakeFace, run: RunTools) -> None:
    streamed = face(serve(stream)).stream(tools=[boil])
    messages: list[MessageLike] = []
    assert streamed.response is not None
    assert run(streamed.response, [boil], messages)
    assert results(messages) == ["tea", "Error: the tool 'boil' failed: ValueError: 200 is too hot"]
    told: Any = messages[2]
    assert told["is_error"]


def test_what_failed_is_said_in_words_where_the_vendor_has_none(serve: Serve, face: MakeFace) -> None:
    messages: list[MessageLike] = [{"role": "user", "content": "Hi"}]
    run_tools(reply_of(("boil", '{"degrees": 200}')), [boil], messages)
    server = serve(answer)
    reply = face(server).chat(messages=messages, tools=[boil])
    assert server.requests[0].json["messages"][-1] == {
        "role": "tool",
        "tool_call_id": "c0",
        "content": "Error: the tool 'boil' failed: ValueError: 200 is too hot",
    }
    assert [note.parameter for note in reply.adjustments] == ["messages[2].is_error"]


def answer(connection: Connection) -> None:
    connection.request()
    connection.reply(json.dumps(ANSWERING).encode(), content_type="application/json")
