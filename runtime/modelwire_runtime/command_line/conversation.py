"""A conversation with a model as it is seen in a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from typing import Any

from ..client import BlockingClient
from ..errors import ProviderError
from ..messages import MessageLike
from ..parameters import Adjustment
from ..provider import ChatProvider
from ..replies import ChatResponse
from ..requests import ChatRequest
from . import terminal
from .wording import in_our_words

HELP = "Ctrl-C stops an answer, Ctrl-D ends."
INTERRUPTED = 130


class Conversation:
    """Questions and answers; what was said goes along with every question."""

    def __init__(
        self,
        client: BlockingClient[ChatProvider[Any]],
        model: str,
        parameters: Mapping[str, Any],
        *,
        system: str | None,
        images: Sequence[str],
        streams: bool,
        quiet: bool,
    ) -> None:
        self.title = f"{client.provider.name}, {model}"
        self._client = client
        self._model = model
        self._parameters = parameters
        self._messages: list[MessageLike] = [{"role": "system", "content": system}] if system else []
        self._images = list(images)
        self._streams = streams
        self._quiet = quiet

    def ask(self, question: str) -> int:
        """Put a question, show its answer; 0 if there was one, 1 if it was refused."""
        begun = time.perf_counter()
        request = self._request(question)
        reply = self._streamed(request) if self._streams else self._whole(request)
        self._keep(request, reply)
        if reply.message.refusal:
            terminal.complain(f"the model refused: {reply.message.refusal}")
        for remark in _remarks(reply):
            terminal.note(remark)
        if not self._quiet:
            terminal.note(_spent(reply, time.perf_counter() - begun))
        return int(bool(reply.message.refusal) or reply.finish_reason == "content_filter")

    def reply(self, question: str) -> dict[str, Any]:
        """The answer to a question as plain data, with what it cost and what was not sent as given."""
        reply = self._client.chat_completion(self._request(question))
        cost = reply.cost
        return {
            **reply.model_dump(exclude_none=True),
            "provider": reply.provider,
            "request_id": reply.request_id,
            "cost": cost and {"total": cost.total, "currency": cost.currency},
            "adjustments": [asdict(one) for one in reply.adjustments],
        }

    def _request(self, question: str) -> ChatRequest:
        parts: list[Any] = [{"type": "image_url", "image_url": {"url": url}} for url in self._images]
        content: Any = [{"type": "text", "text": question}, *parts] if parts else question
        asked: MessageLike = {"role": "user", "content": content}
        return ChatRequest(model=self._model, messages=[*self._messages, asked], **self._parameters)

    def _keep(self, request: ChatRequest, reply: ChatResponse) -> None:
        self._messages = [*request.messages, reply.message]
        self._images.clear()

    def _streamed(self, request: ChatRequest) -> ChatResponse:
        last = ""
        with self._client.chat_completion_stream(request) as stream:
            try:
                for last in stream.text_stream():
                    terminal.write(last, end="")
            finally:
                if last and not last.endswith("\n"):
                    terminal.write("")
            return stream.response()

    def _whole(self, request: ChatRequest) -> ChatResponse:
        reply = self._client.chat_completion(request)
        if reply.text:
            terminal.write(reply.text, end="" if reply.text.endswith("\n") else "\n")
        return reply


def converse(conversation: Conversation) -> int:
    """Take questions from the terminal until there is an end of them."""
    with suppress(ImportError):
        import_module("readline")  # which gives input() a history and the usual keys
    terminal.note(f"{conversation.title}. {HELP}")
    while True:
        try:
            question = input("> ")
        except EOFError:
            terminal.write("")
            return 0
        except KeyboardInterrupt:
            terminal.write("")
            return INTERRUPTED
        if not question.strip():
            continue
        try:
            conversation.ask(question)
        except KeyboardInterrupt:
            terminal.note("stopped; the question is taken back")
        except ProviderError as error:
            terminal.complain(in_our_words(str(error)))


def _remarks(reply: ChatResponse) -> Iterator[str]:
    """What a user should know of an answer beside its text."""
    yield from map(_adjustment, reply.adjustments)
    if reply.finish_reason == "length":
        yield "the answer was cut off at the most tokens that it may have: see --max-tokens"
    elif reply.finish_reason == "content_filter":
        yield "the answer was stopped by a content filter"
    elif not reply.text and not reply.message.refusal:
        yield f"the answer holds no text ({reply.finish_reason or 'no reason was told'}); --json shows what it holds"


def _adjustment(one: Adjustment) -> str:
    sent = f", sent as {one.sent!r}" if one.sent is not None else ""
    why = f": {one.reason}" if one.reason else ""
    return f"{one.parameter} was {one.action}{sent}{why}"


def _spent(reply: ChatResponse, seconds: float) -> str:
    usage = reply.usage
    tokens = (
        f"{usage.prompt_tokens} tokens in, {usage.completion_tokens} out" if usage.total_tokens else "tokens unknown"
    )
    cost = str(reply.cost) if reply.cost else "cost unknown"
    return f"{tokens}, {cost}, {seconds:.1f} s"
