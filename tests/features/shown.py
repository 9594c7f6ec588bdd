"""What of the features a conversation shows: from what was asked and what came of it, nothing else.

A question is a recorded case in modelwire's words (``tests/wire/questions.py``); the outcome is what the public client
made of it while a server on loopback held its request against the recorded one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from modelwire import (
    ChatRequest,
    ChatResponse,
    EmbeddingsRequest,
    Finished,
    MessageLike,
    ProviderError,
    TextDelta,
    arun_tools,
    run_tools,
)
from modelwire_runtime.data import is_array, is_object
from tests.wire.clients import Interrupted, Streamed
from tests.wire.questions import Question

Reading: TypeAlias = Literal["text_stream", "events"]
"""Ways to read a stream beside its chunks."""


@dataclass(frozen=True)
class Shown:
    """A question that was asked and what came of it, of a health check too, and as an instance of a type.

    ``whole`` says that the reply was the body of one answer, and ``path`` where it was asked for; ``reread`` reads a
    stream in another way.
    """

    question: Question
    outcome: Any
    healthy: bool = False
    parsed: Any = None
    whole: bool = False
    path: str = ""
    reread: Callable[[Reading], list[Any]] | None = None

    @property
    def reply(self) -> ChatResponse | None:
        """The reply, if one came, in one piece or as a stream."""
        found = self.outcome.reply if isinstance(self.outcome, Streamed) else self.outcome
        return found if isinstance(found, ChatResponse) else None

    @property
    def streamed(self) -> bool:
        return isinstance(self.outcome, Streamed)

    @property
    def error(self) -> ProviderError | None:
        found = self.outcome.__cause__ if isinstance(self.outcome, Interrupted) else self.outcome
        return found if isinstance(found, ProviderError) else None

    def given(self, name: str) -> Any:
        """The value of a parameter that was given and not left out, or None."""
        dropped = {done.parameter for done in getattr(self.outcome, "adjustments", ())}
        reply = self.reply
        if reply is not None:
            dropped |= {done.parameter for done in reply.adjustments if done.action == "dropped"}
        if self.error is not None or name in dropped or self.question.request is None:
            return None
        return getattr(self.question.request, name, None)

    def parts(self) -> Iterator[tuple[str, Any]]:
        """The content parts that were sent, each with the role of its message."""
        request, reply = self.question.request, self.reply
        if not isinstance(request, ChatRequest) or reply is None:
            return
        left_out = {done.parameter for done in reply.adjustments}
        for number, message in enumerate(request.messages):
            told: Any = message
            if is_object(told):
                content = told.get("content")
                for place, part in enumerate(content if is_array(content) else ()):
                    if f"messages[{number}].content[{place}]" not in left_out:
                        yield str(told.get("role")), part


Test: TypeAlias = Callable[[Shown], bool]


def _parameter(name: str) -> Test:
    return lambda shown: shown.given(name) is not None


def _format(kind: str) -> Test:
    def holds(shown: Shown) -> bool:
        wanted = shown.given("response_format")
        return bool(wanted) and wanted.get("type") == kind

    return holds


def _choice(word: str) -> Test:
    def holds(shown: Shown) -> bool:
        wanted: Any = shown.given("tool_choice")
        kinds = {"named": "function", "some": "allowed_tools"}
        if word not in kinds:
            return bool(wanted == word)
        return is_object(wanted) and wanted.get("type") == kinds[word]

    return holds


def _calls(least: int, streamed: bool | None = None) -> Test:
    def holds(shown: Shown) -> bool:
        reply = shown.reply
        return reply is not None and len(reply.tool_calls) >= least and streamed in (None, shown.streamed)

    return holds


def _run(shown: Shown) -> bool:
    """The calls of a reply are run by both helpers, and what came of them stands after the reply."""
    reply = shown.reply
    if reply is None or not reply.tool_calls:
        return False
    called: list[str] = []

    def handler(name: str) -> Callable[..., str]:
        def handle(**_: Any) -> str:
            called.append(name)
            return "done"

        return handle

    names = [call.function.name for call in reply.tool_calls]
    tools: Any = [{"type": "function", "function": {"name": name}} for name in dict.fromkeys(names)]
    handlers = {name: handler(name) for name in names}
    for awaited in (False, True):
        messages: list[MessageLike] = []
        if awaited:
            assert asyncio.run(arun_tools(reply, tools, messages, handlers=handlers))
        else:
            assert run_tools(reply, tools, messages, handlers=handlers)
        told = [(message.get("tool_call_id"), message.get("content")) for message in map(_object, messages[1:])]
        assert told == [(call.id, "done") for call in reply.tool_calls]
    return called == names * 2


def _results(shown: Shown) -> bool:
    request = shown.question.request
    return shown.reply is not None and isinstance(request, ChatRequest) and "tool" in _roles(request)


def _roles(request: ChatRequest) -> list[str]:
    return [str(message["role"]) for message in map(_object, request.messages)]


def _object(message: Any) -> Mapping[str, Any]:
    return message if is_object(message) else {"role": message.role}


def _thinking(streamed: bool) -> Test:
    def holds(shown: Shown) -> bool:
        reply = shown.reply
        if reply is None or shown.streamed is not streamed or not reply.choices:
            return False
        if not streamed:
            return bool(reply.message.reasoning_content)
        return any(choice.delta.reasoning_content for chunk in shown.outcome.chunks for choice in chunk.choices)

    return holds


def _state(shown: Shown) -> bool:
    """What a reply thought goes back with the next request."""
    request = shown.question.request
    return (
        shown.reply is not None
        and isinstance(request, ChatRequest)
        and any(
            message.get("reasoning_state") or message.get("reasoning_content")
            for message in map(_object, request.messages)
        )
    )


def _part(kind: str, form: str) -> Test:
    return lambda shown: any(
        form_of(part) == form and KINDS.get(str(part.get("type"))) == kind
        for role, part in shown.parts()
        if role != "tool"
    )


KINDS: Final = {"image_url": "image", "file": "file", "input_audio": "audio"}


def form_of(part: Mapping[str, Any]) -> str:
    """How a part is given: by ``url``, as ``data`` or by ``id``."""
    match part:
        case {"type": "image_url", "image_url": {"url": str(address)}}:
            return "data" if address.startswith("data:") else "url" if address.startswith("http") else "id"
        case {"type": "file", "file": {"file_data": str(address)}}:
            return "url" if address.startswith("http") else "data"
        case {"type": "file", "file": {"file_id": _}}:
            return "id"
        case {"type": "input_audio", "input_audio": {"data": str(address)}}:
            return "url" if address.startswith("http") else "data"
        case _:
            return ""


def _image_result(shown: Shown) -> bool:
    return any(role == "tool" and part.get("type") == "image_url" for role, part in shown.parts())


def _reply(holds: Callable[[ChatResponse], object]) -> Test:
    def test(shown: Shown) -> bool:
        reply = shown.reply
        return reply is not None and bool(reply.choices) and bool(holds(reply))

    return test


def _text_in_pieces(shown: Shown) -> bool:
    if not shown.streamed:
        return False
    pieces = [chunk.text for chunk in shown.outcome.chunks if chunk.text]
    return len(pieces) > 1 and "".join(pieces) == shown.outcome.reply.text


def _text_stream(shown: Shown) -> bool:
    reply = shown.reply
    if not shown.streamed or reply is None or shown.reread is None or not reply.text:
        return False
    return "".join(shown.reread("text_stream")) == reply.text


def _events(shown: Shown) -> bool:
    reply = shown.reply
    if not shown.streamed or reply is None or shown.reread is None or not reply.text:
        return False
    *events, last = shown.reread("events")
    said = "".join(event.text for event in events if isinstance(event, TextDelta) and event.choice == 0)
    return said == reply.text and isinstance(last, Finished) and last.response.text == reply.text


def _stream_usage(shown: Shown) -> bool:
    return shown.streamed and any(chunk.usage and chunk.usage.total_tokens for chunk in shown.outcome.chunks)


def _stream_error(shown: Shown) -> bool:
    return (
        isinstance(shown.outcome, Interrupted) and bool(shown.outcome.chunks) and bool(shown.error and shown.error.code)
    )


def _cached(shown: Shown) -> bool:
    reply = shown.reply
    return reply is not None and reply.usage.prompt_tokens_details.cached_tokens > 0


def _embedded(name: str | None) -> Test:
    def holds(shown: Shown) -> bool:
        request = shown.question.request
        if not isinstance(request, EmbeddingsRequest) or shown.error is not None:
            return False
        return bool(shown.outcome.data) and (name is None or getattr(request, name) is not None)

    return holds


def _any_answer(holds: Callable[[Any], object]) -> Test:
    def test(shown: Shown) -> bool:
        answer = shown.reply if shown.reply is not None else shown.outcome
        return shown.error is None and bool(holds(answer))

    return test


SHOWN: Final[Mapping[str, Test]] = {
    **{name: _parameter(name) for name in ChatRequest.PARAMETERS},
    "options": lambda shown: bool(shown.question.options) and shown.error is None,
    "extra_body": lambda shown: shown.given("extra_body") is not None,
    "strict_tools": lambda shown: any(
        tool.get("function", {}).get("strict") for tool in shown.given("tools") or () if is_object(tool)
    ),
    "json_object": _format("json_object"),
    "json_schema": _format("json_schema"),
    "tool_calls": _calls(1, streamed=False),
    "parallel_calls": _calls(2),
    "run_tools": _run,
    "choice_auto": _choice("auto"),
    "choice_none": _choice("none"),
    "choice_required": _choice("required"),
    "choice_named": _choice("named"),
    "choice_some": _choice("some"),
    "native_tools": lambda shown: any(
        is_object(tool) and "function" not in tool for tool in shown.given("tools") or ()
    ),
    "tool_results": _results,
    "image_results": _image_result,
    "effort": _parameter("reasoning_effort"),
    "thinking": _thinking(streamed=False),
    "thinking_stream": _thinking(streamed=True),
    "thinking_tokens": _reply(lambda reply: reply.usage.completion_tokens_details.reasoning_tokens),
    "state": _state,
    **{f"{kind}_{form}": _part(kind, form) for kind in KINDS.values() for form in ("url", "data", "id")},
    "cache_control": lambda shown: any("cache_control" in part for _, part in shown.parts()),
    "several": _reply(lambda reply: len(reply.choices) > 1),
    "annotations": _reply(lambda reply: reply.message.annotations),
    "refusal": _reply(lambda reply: reply.message.refusal or reply.finish_reason == "content_filter"),
    "logprobs_told": _reply(lambda reply: reply.choices[0].logprobs),
    "cached_tokens": _cached,
    "images_out": _reply(lambda reply: reply.message.images),
    "audio_out": _reply(lambda reply: reply.message.audio),
    "service_tier_told": _reply(lambda reply: reply.service_tier),
    "stream_text": _text_in_pieces,
    "text_stream": _text_stream,
    "events": _events,
    "stream_whole": lambda shown: shown.whole,
    "stream_tools": _calls(1, streamed=True),
    "stream_usage": _stream_usage,
    "stream_error": _stream_error,
    "responses": lambda shown: shown.reply is not None and shown.path.endswith("/responses"),
    "embeddings": _embedded(None),
    "dimensions": _embedded("dimensions"),
    "input_type": _embedded("input_type"),
    "list_models": lambda shown: shown.question.kind == "models" and shown.error is None and bool(shown.outcome.ids),
    "health": lambda shown: shown.healthy,
    "typed_answers": lambda shown: shown.parsed is not None,
    "errors": lambda shown: shown.error is not None and shown.error.code is not None,
    "costs": _reply(lambda reply: reply.cost),
    "charged": _any_answer(lambda answer: getattr(answer, "usage", None) and answer.usage.cost is not None),
    "request_id": _any_answer(lambda answer: answer.request_id),
    "rate_limit": _any_answer(lambda answer: answer.rate_limit),
    "retry_hint": lambda shown: shown.error is not None and shown.error.retry_delay() is not None,
}
"""By feature, whether a conversation shows it; features that are not here are shown by calls that no case has."""
