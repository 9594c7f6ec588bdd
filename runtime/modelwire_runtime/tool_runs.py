"""Runs the tool calls of a reply, and makes messages of what comes of them."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Callable, Iterable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from .data import is_listed, is_mapping
from .errors import InvalidRequestError, ToolError
from .function_tools import FunctionTool, Shape, shape_of
from .messages import Content, MessageLike, ToolMessage
from .replies import ChatResponse, Message, ToolCall
from .tools import ToolLike, plain_tools, tool_name

OnErrors: TypeAlias = Literal["tell", "raise"]
"""What to do about a call that fails: tell the model, or raise :class:`ToolError`."""
PART_TYPES: Mapping[str, type] = {"text": str, "image_url": Mapping, "input_audio": Mapping, "file": Mapping}
"""Content parts that a tool may give, and what each must hold under its own name."""

log = logging.getLogger("modelwire")


def run_tools(
    reply: ChatResponse | Message | Mapping[str, Any],
    tools: Sequence[ToolLike],
    messages: MutableSequence[MessageLike],
    *,
    handlers: Mapping[str, Callable[..., Any]] | None = None,
    errors: OnErrors = "tell",
) -> bool:
    """Run the tools that a reply calls, append the reply and the results to ``messages``; False if it calls none.

    So this is the whole loop, after which ``messages`` hold the whole conversation, the last reply included (one that
    the caller has appended is not appended again):

    .. code-block:: python

        from datetime import date

        from modelwire import Client, MessageLike, run_tools


        def get_weather(city: str, day: date) -> dict[str, object]:
            '''Tell the weather in a city.'''
            return {"city": city, "day": day, "celsius": 18}


        tools = [get_weather]
        messages: list[MessageLike] = [{"role": "user", "content": "Is it warm in Oslo and in Rome today?"}]
        with Client("openai") as client:
            reply = client.chat_completion(model="gpt-5.4", messages=messages, tools=tools)
            while run_tools(reply, tools, messages):
                reply = client.chat_completion(model="gpt-5.4", messages=messages, tools=tools)
        print(reply.text)

    Functions are called with arguments that pydantic made of the model's JSON by the type hints: dates, enums and
    models come as such.  What a function returns is told as text if it is text, as the parts if it is a content part
    or a list of them (``{"type": "image_url", ...}``), else as JSON (data classes, models, ``Decimal``, dates and such
    included); None is ``null``.

    Errors are told to the model, which may mend them: a tool that is not there, arguments that are no JSON or do not
    fit, an exception in the function.  With ``errors="raise"`` they raise :class:`ToolError`, and ``messages`` stay as
    they were.

    ``handlers`` run, by name, the tools that are no functions: that of a model is called with its instance, that of a
    dict with the arguments by name, as they are in the JSON; some of the vendors' own tools are to be run by the
    caller, too.  A reply with several choices stands for its first; give the message of another instead of the reply.

    >>> def get_weather(location: str) -> str:
    ...     '''Tell the weather.'''
    ...     return f"18 degrees in {location}"
    >>> reply = client.chat_completion(model="gpt-5.4", messages=messages, tools=[get_weather])
    >>> run_tools(reply, [get_weather], messages), messages[-1]["content"]
    (True, '18 degrees in Paris')
    """
    run = _Run(reply, tools, messages, handlers, errors)
    run.refuse_async()
    run.append(map(run.outcome, run.jobs))
    return bool(run.jobs)


async def arun_tools(
    reply: ChatResponse | Message | Mapping[str, Any],
    tools: Sequence[ToolLike],
    messages: MutableSequence[MessageLike],
    *,
    handlers: Mapping[str, Callable[..., Any]] | None = None,
    errors: OnErrors = "tell",
) -> bool:
    """Run the tools that a reply calls, all at the same time, and append their results in order; see ``run_tools``.

    Async functions are awaited, others run in threads.

    >>> async def get_weather(location: str) -> str:
    ...     '''Tell the weather.'''
    ...     return f"18 degrees in {location}"
    >>> reply = await async_client.chat_completion(model="gpt-5.4", messages=messages, tools=[get_weather])
    >>> await arun_tools(reply, [get_weather], messages)
    True
    """
    run = _Run(reply, tools, messages, handlers, errors)
    tasks = [asyncio.create_task(run.awaited(job)) for job in run.jobs]
    try:
        outcomes = [await task for task in tasks]
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    run.append(outcomes)
    return bool(run.jobs)


@dataclass(frozen=True, slots=True)
class _Runnable:
    """A tool and what runs it; a tool given as a dict has no shape."""

    function: Callable[..., Any] | None
    shape: Shape | None = None

    @property
    def is_async(self) -> bool:
        if self.shape is not None and not self.shape.is_model:
            return self.shape.is_async
        return inspect.iscoroutinefunction(self.function)

    def read(self, arguments: str) -> Callable[[], Any]:
        """What is to be called, with the arguments in it; raises ``ValueError`` if they do not fit."""
        function = cast(Callable[..., Any], self.function)
        if self.shape is None:
            given = from_json(arguments)
            if not isinstance(given, dict):
                raise ValueError("they must be an object")
            return lambda: function(**given)
        found = self.shape.read(arguments)
        return (lambda: function(found)) if self.shape.is_model else (lambda: function(**found))


@dataclass(frozen=True, slots=True)
class _Job:
    """A call, and the tool that it is for, if there is one."""

    call: ToolCall
    tool: _Runnable | None


_Outcome: TypeAlias = Content | ToolError


class _Run:
    """The calls of one reply."""

    def __init__(
        self,
        reply: Any,
        tools: Sequence[ToolLike],
        messages: MutableSequence[MessageLike],
        handlers: Mapping[str, Callable[..., Any]] | None,
        errors: OnErrors,
    ) -> None:
        if errors not in ("tell", "raise"):
            raise InvalidRequestError(f"errors must be 'tell' or 'raise', not {errors!r}")
        if not isinstance(cast(Any, messages), MutableSequence):
            raise InvalidRequestError(f"messages must be a list to append to, not {type(messages).__name__}")
        self._provider = reply.provider if isinstance(reply, ChatResponse) else ""
        self._message = _message_of(reply)
        self._messages = messages
        self._errors = errors
        self._tools = _runnables(tools, handlers or {}, self._provider)
        calls = (self._message.tool_calls or []) if self._message else []
        self.jobs = [_Job(call, self._tools.get(call.function.name)) for call in calls]
        for job in self.jobs:
            if job.tool and job.tool.function is None:
                self._refuse_handlerless(job)

    def _refuse_handlerless(self, job: _Job) -> None:
        name = job.call.function.name
        given = "a dict" if job.tool and job.tool.shape is None else "a model"
        raise InvalidRequestError(
            f"the reply calls {name!r}, which is given as {given}, so there is nothing to run: give a function in "
            f"tools=, or handlers={{{name!r}: function}}",
            provider=self._provider,
        )

    def refuse_async(self) -> None:
        """Raise if one of the tools that are called has to be awaited."""
        for job in self.jobs:
            if job.tool and job.tool.is_async:
                raise self._must_await(job)

    def _must_await(self, job: _Job) -> InvalidRequestError:
        name = job.call.function.name
        return InvalidRequestError(
            f"the tool {name!r} is async: await arun_tools(...) instead", provider=self._provider
        )

    def append(self, outcomes: Iterable[_Outcome]) -> None:
        """Append the reply's message, unless the caller has done so, and the results: all or nothing."""
        is_there = bool(self._messages) and self._messages[-1] is self._message
        made: list[MessageLike] = [] if self._message is None or is_there else [self._message]
        for job, outcome in zip(self.jobs, outcomes, strict=True):
            made.append(self._told(job.call, outcome))
        self._messages.extend(made)

    def _told(self, call: ToolCall, outcome: _Outcome) -> ToolMessage:
        if not isinstance(outcome, ToolError):
            return {"role": "tool", "tool_call_id": call.id, "content": outcome}
        log.debug("the tool %r failed", call.function.name, exc_info=outcome)
        if self._errors == "raise":
            raise outcome
        return {"role": "tool", "tool_call_id": call.id, "content": f"Error: {outcome.message}", "is_error": True}

    def outcome(self, job: _Job) -> _Outcome:
        """What comes of a call of a function that does not have to be awaited."""
        called = self._called(job)
        if isinstance(called, ToolError):
            return called
        try:
            result = called()
        except Exception as error:
            return self._failed(job.call, error)
        if inspect.isawaitable(result):
            _close(result)
            raise self._must_await(job)
        return self._content(job.call, result)

    async def awaited(self, job: _Job) -> _Outcome:
        """What comes of a call, wherever it has to run."""
        called = self._called(job)
        if isinstance(called, ToolError):
            return called
        try:
            # A thread hands on what was raised as a value: a future takes no StopIteration.
            is_async = job.tool is not None and job.tool.is_async
            result = called() if is_async else await asyncio.to_thread(_attempt, called)
            if isinstance(result, _Raised):
                raise result.error
            if inspect.isawaitable(result):
                result = await result
        except Exception as error:
            return self._failed(job.call, error)
        return self._content(job.call, result)

    def _called(self, job: _Job) -> Callable[[], Any] | ToolError:
        """The function with its arguments, or what is wrong with the call."""
        name, call = job.call.function.name, job.call
        if job.tool is None:
            there = ", ".join(map(repr, self._tools)) or "none"
            return self._error(f"there is no tool {name!r}; the tools are: {there}", call)
        try:
            return job.tool.read(call.function.arguments.strip() or "{}")
        except ValueError as error:
            failed = self._error(f"the arguments of {name!r} {_problem(error)}", call)
            failed.__cause__ = error
            return failed

    def _content(self, call: ToolCall, result: Any) -> _Outcome:
        try:
            return content_of(result)
        except ValueError as error:
            failed = self._error(f"the result of {call.function.name!r} cannot be said as JSON: {error}", call)
            failed.__cause__ = error
            return failed

    def _failed(self, call: ToolCall, error: Exception) -> ToolError:
        """What to tell of an exception in a tool: its kind and words, without where it was raised."""
        if isinstance(error, ToolError):
            error.call = error.call or call
            return error
        said = f": {error}" if str(error) else ""
        failed = self._error(f"the tool {call.function.name!r} failed: {type(error).__name__}{said}", call)
        failed.__cause__ = error
        return failed

    def _error(self, message: str, call: ToolCall) -> ToolError:
        return ToolError(message, call=call, provider=self._provider)


@dataclass(frozen=True, slots=True)
class _Raised:
    """What a function raised in a thread."""

    error: Exception


def _attempt(called: Callable[[], Any]) -> Any:
    try:
        return called()
    except Exception as error:
        return _Raised(error)


def _close(awaitable: Any) -> None:
    """End what will not be awaited, so that nobody is warned of it."""
    if inspect.iscoroutine(awaitable):
        awaitable.close()


def _message_of(reply: Any) -> Message | None:
    """The message of a reply, or None where it has none."""
    if isinstance(reply, Message):
        return reply
    try:
        if is_mapping(reply):
            if "choices" not in reply:
                return Message.model_validate(dict(reply))
            reply = ChatResponse.model_validate(dict(reply))
    except ValueError as error:
        raise InvalidRequestError(f"the reply is none: {error}") from error
    if not isinstance(reply, ChatResponse):
        raise InvalidRequestError(f"the reply must be a ChatResponse, not {type(reply).__name__}")
    return reply.choices[0].message if reply.choices else None


def _runnables(
    tools: Sequence[ToolLike], handlers: Mapping[str, Callable[..., Any]], provider: str
) -> dict[str, _Runnable]:
    """The tools by their names; one of the vendor's own without a name is run by it."""
    found: dict[str, _Runnable] = {}
    for given, plain in zip(tools, plain_tools(tools, provider), strict=True):
        if (name := tool_name(plain)) is None:
            continue
        function: Any = given
        shape: Shape | None = None
        if isinstance(given, FunctionTool):
            function, shape = given.function, given.shape
        elif not is_mapping(given):
            shape = shape_of(given)
        if shape is None or shape.is_model:
            function = handlers.get(name)
        found[name] = _Runnable(function, shape)
    if unknown := [name for name in handlers if name not in found]:
        raise InvalidRequestError(f"handlers name {unknown[0]!r}, which is none of the tools", provider=provider)
    return found


def content_of(result: Any) -> Content:
    """What a tool returned, as the content of a message; raises ``ValueError`` for what JSON cannot say."""
    if isinstance(result, str):
        return str.__str__(result)  # an enum's member is its text
    if _is_part(result):
        return [result]
    if is_listed(result) and result and all(map(_is_part, result)):
        return list(result)
    return to_json(result, inf_nan_mode="strings").decode()


def _is_part(value: Any) -> bool:
    if not is_mapping(value):
        return False
    kind = value.get("type")
    return isinstance(kind, str) and kind in PART_TYPES and isinstance(value.get(kind), PART_TYPES[kind])


def _problem(error: ValueError) -> str:
    """What is wrong with arguments, in a line."""
    if not isinstance(error, ValidationError):
        return f"are not the JSON of an object: {error}"
    found = error.errors(include_url=False)
    if found[0]["type"] == "json_invalid":
        return f"are not JSON: {found[0]['msg']}"
    said = [f"{'.'.join(map(str, one['loc'])) or 'all'}: {one['msg']}" for one in found[:5]]
    more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
    return f"do not fit: {'; '.join(said)}{more}"
