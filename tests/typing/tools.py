"""Checked by mypy and pyright, never run: what is a tool, and how the calls of a reply are run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import assert_type

from pydantic import BaseModel

from modelwire import (
    AsyncClient,
    ChatRequest,
    Client,
    MessageLike,
    OpenAIProvider,
    Tool,
    ToolChoice,
    ToolError,
    ToolLike,
    arun_tools,
    as_tool,
    completion,
    run_tools,
)

MESSAGES: list[MessageLike] = [{"role": "user", "content": "Hello!"}]
WEATHER: Tool = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}


def get_weather(city: str, days: int = 1) -> str:
    """Tell the weather."""
    return city * days


async def get_time(city: str) -> str:
    """Tell the time."""
    return city


class City(BaseModel):
    name: str


@dataclass
class Span:
    days: int


class Desk:
    def ask(self, question: str) -> str:
        return question


# --- Tools ------------------------------------------------------------------------------------------------------


def tools(client: Client[OpenAIProvider]) -> None:
    some: list[ToolLike] = [get_weather, get_time, City, Span, WEATHER, Desk().ask, {"type": "web_search"}]
    client.chat_completion(model="m", messages=MESSAGES, tools=some)
    client.chat_completion(model="m", messages=MESSAGES, tools=[get_weather])
    client.chat_completion(model="m", messages=MESSAGES, tools=(get_weather, WEATHER, City))
    client.chat_completion(model="m", messages=MESSAGES, tools=[partial(get_weather, days=3), as_tool(City)])
    client.chat_completion(model="m", messages=MESSAGES, tools=[{"googleSearch": {}}, {"type": "web_search"}])
    client.chat_completion_stream(model="m", messages=MESSAGES, tools=[get_weather, get_time])
    ChatRequest(
        model="m", messages=MESSAGES, tools=[get_weather, {"type": "builtin_function", "function": {"name": "$x"}}]
    )
    completion("openai/m", MESSAGES, tools=[get_weather])
    client.chat_completion(model="m", messages=MESSAGES, tools=get_weather)  # type: ignore[call-overload]
    ChatRequest(model="m", messages=MESSAGES, tools=["get_weather"])  # type: ignore[list-item]
    ChatRequest(model="m", messages=MESSAGES, tools=[3])  # type: ignore[list-item]


def choices(client: Client[OpenAIProvider]) -> None:
    one: ToolChoice = {"type": "function", "function": {"name": "weather"}}
    client.chat_completion(model="m", messages=MESSAGES, tools=[WEATHER], tool_choice=one)
    client.chat_completion(model="m", messages=MESSAGES, tools=[get_weather], tool_choice=get_weather)
    ChatRequest(model="m", messages=MESSAGES, tools=[get_weather], tool_choice="required")
    some: ToolChoice = {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [WEATHER]}}
    ChatRequest(model="m", messages=MESSAGES, tools=[WEATHER], tool_choice=some)
    ChatRequest(model="m", messages=MESSAGES, tools=[WEATHER], tool_choice="atuo")  # type: ignore[arg-type]
    ChatRequest(model="m", messages=MESSAGES, tools=[WEATHER], tool_choice=3)  # type: ignore[arg-type]


def made() -> None:
    assert_type(as_tool(get_weather), Tool)
    assert_type(as_tool(City, name="city", description="A city.", strict=True)["function"]["name"], str)
    as_tool(get_weather, "weather")  # type: ignore[call-arg]
    as_tool(get_weather, strict="yes")  # type: ignore[arg-type]


# --- Runs -------------------------------------------------------------------------------------------------------


def loop(client: Client[OpenAIProvider]) -> None:
    messages: list[MessageLike] = [*MESSAGES]
    reply = client.chat_completion(model="m", messages=messages, tools=[get_weather])
    while run_tools(reply, [get_weather], messages):
        reply = client.chat_completion(model="m", messages=messages, tools=[get_weather])
    assert_type(run_tools(reply, [City], messages, handlers={"City": get_weather}, errors="raise"), bool)
    run_tools(reply.message, [get_weather], messages)
    run_tools(reply.model_dump(), [get_weather], messages)
    run_tools(reply, [get_weather], messages, errors="ignore")  # type: ignore[arg-type]
    run_tools(reply, [get_weather], tuple(messages))  # type: ignore[arg-type]


async def async_loop(client: AsyncClient[OpenAIProvider]) -> None:
    messages: list[MessageLike] = [*MESSAGES]
    reply = await client.chat_completion(model="m", messages=messages, tools=[get_time])
    while await arun_tools(reply, [get_time, get_weather], messages):
        reply = await client.chat_completion(model="m", messages=messages, tools=[get_time])
    messages.append({"role": "tool", "tool_call_id": "c", "content": "no", "is_error": True})


def failures(error: ToolError) -> None:
    assert_type(error.call.function.name if error.call else "", str)
