"""Reads the results of a batch as they come, line by line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from .batch_calls import batch_call
from .batches import Batch, BatchResult
from .context import CallContext
from .errands import every_page
from .errors import (
    BatchCancelledError,
    BatchExpiredError,
    InvalidRequestError,
    NotSupportedError,
    ProviderError,
    StreamInterruptedError,
)
from .exchange import Call, Exchange, Streaming
from .protocols.base import BytesDecoder, Malformed, Refusal
from .protocols.batches import BatchProtocol, Outcome
from .resource_calls import below, content_call, list_call, resource_call
from .streams import AsyncPieces, Pieces

if TYPE_CHECKING:
    from .calls import Manner
    from .errands import Errand
    from .files import StoredFile
    from .protocols.base import ChatProtocol
    from .provider import LLMProvider
    from .routes import Target
    from .timing import RequestContext

BOM = b"\xef\xbb\xbf"
"""What some editors and servers write before a file of UTF-8."""


class BatchResults(Pieces[BatchResult]):
    """The results of a batch as they come: a context manager and an iterator of :class:`BatchResult`.

    The requests go out on entry or at the first result.  Leaving the context frees the connection.  Vendors do not keep
    the order of the items: ``custom_id`` tells which a result is of.  A connection that is cut raises
    :class:`StreamInterruptedError`; the results can be read again.

    >>> with client.batch_results("batch_1") as results:
    ...     texts = {result.custom_id: result.reply.text for result in results if result.reply}
    >>> texts
    {'greeting': 'Hello there!'}
    """

    def __iter__(self) -> Iterator[BatchResult]:
        return self

    def __next__(self) -> BatchResult:
        if not self._waiting and not self._fill():
            raise StopIteration
        return self._waiting.popleft()

    def __repr__(self) -> str:
        return f"<BatchResults of {self.context.provider_id}: {self._state()}>"


class AsyncBatchResults(AsyncPieces[BatchResult]):
    """The results of a batch as they come: an async context manager and an async iterator of :class:`BatchResult`.

    The requests go out on entry or at the first result.  Leaving the context frees the connection.  Vendors do not keep
    the order of the items: ``custom_id`` tells which a result is of.  A connection that is cut raises
    :class:`StreamInterruptedError`; the results can be read again.

    >>> async with async_client.batch_results("batch_1") as results:
    ...     texts = {result.custom_id: result.reply.text async for result in results if result.reply}
    >>> texts
    {'greeting': 'Hello there!'}
    """

    def __aiter__(self) -> AsyncIterator[BatchResult]:
        return self

    async def __anext__(self) -> BatchResult:
        if not self._waiting and not await self._fill():
            raise StopAsyncIteration
        return self._waiting.popleft()

    def __repr__(self) -> str:
        return f"<AsyncBatchResults of {self.context.provider_id}: {self._state()}>"


def read(
    errand: Errand, provider: LLMProvider, given: Batch | str, context: RequestContext | None, manner: Manner
) -> Streaming:
    """Read the results of a batch, after asking how far it is where that is not known."""
    batch = given
    if not isinstance(batch, Batch) or not batch.is_done:
        batch = yield from errand.ask(batch_call(provider, batch, context, manner))
    target: Target[BatchProtocol] = provider.target("batches", "")
    chats = _chats(provider, target.protocol, batch)
    files = target.protocol.result_files(batch)
    if directory := target.protocol.result_directory(batch):
        files = target.protocol.results_among((yield from _lying_in(errand, provider, directory, context, manner)))
    calls = list(_calls(provider, target.protocol, batch, files, context, manner))
    if not calls:
        raise _nothing(batch, provider)
    for call in calls:
        call.content = partial(_Reader, call, target, chats, batch.model or "")
        try:
            yield from errand.read(call)
        except StreamInterruptedError as error:
            error.message += "; batch_results() reads them again from the first one"
            raise


def _chats(provider: LLMProvider, protocol: BatchProtocol, batch: Batch) -> ChatProtocol:
    """The protocol that the replies of a batch are in, if there are any to be read."""
    if not batch.is_done:
        counts = batch.counts
        raise InvalidRequestError(
            f"batch {batch.id!r} is {batch.status} ({counts.done:,} of {counts.total:,} done), and has no results "
            "before it is done: wait_for_batch() waits for that",
            provider=provider.id,
        )
    if batch.status == "failed" and not batch.counts.done:
        raise InvalidRequestError(f"batch {batch.id!r} failed as a whole: {_told(batch)}", provider=provider.id)
    name = protocol.chat_protocol(batch)
    chats = provider.spoken(name) if name else None
    if chats is None:
        raise NotSupportedError(
            f"batch {batch.id!r} is of {batch.endpoint}, whose results are none of chats; file_content() gives them "
            "as they are",
            provider=provider.id,
        )
    return chats


def _nothing(batch: Batch, provider: LLMProvider) -> ProviderError:
    """What is wrong with a batch that is done, and of which there are no results to be fetched."""
    kinds = {"expired": BatchExpiredError, "cancelled": BatchCancelledError}
    kind = kinds.get(batch.status, InvalidRequestError)
    more = "" if batch.status in kinds else "; what the provider told of it stands in batch.raw"
    return kind(f"batch {batch.id!r} is {batch.status}, and has no results to be fetched{more}", provider=provider.id)


def _told(batch: Batch) -> str:
    """Why a batch failed."""
    few = [f"line {one.line}: {one.message}" if one.line else one.message for one in batch.problems[:3]]
    if not few:
        return "the provider does not tell why"
    more = len(batch.problems) - len(few)
    return "; ".join(few) + (f"; and {more} more, see batch.problems" if more else "")


def _lying_in(
    errand: Errand, provider: LLMProvider, directory: str, context: RequestContext | None, manner: Manner
) -> Exchange[list[StoredFile]]:
    """Ask for every page of the files in a directory."""
    listed = yield from every_page(errand, lambda page: list_call(provider, page, None, context, manner, directory))
    return listed.data


def _calls(
    provider: LLMProvider,
    protocol: BatchProtocol,
    batch: Batch,
    files: list[str],
    context: RequestContext | None,
    manner: Manner,
) -> Iterator[Call[Any]]:
    """The calls that fetch the results, one for each place where some are."""
    if protocol.results_below:
        place = f"{below(batch.id, 'batch', provider)}{protocol.results_below}"
        headers = {"accept": protocol.results_accept}
        yield resource_call(provider, "batches", "GET", place, context, manner, headers=headers)
    for file in files:
        yield content_call(provider, file, context, manner)


class _Reader(BytesDecoder):
    """Makes results of lines: pieces of the body in, results out."""

    def __init__(self, call: Call[Any], target: Target[BatchProtocol], chats: ChatProtocol, model: str) -> None:
        self._call = call
        self._target = target
        self._chats = chats
        self._model = model
        self._rest: list[bytes] = []
        self._fault: Malformed | None = None
        """What is wrong with a line, if results before it are still to be handed out."""

    def feed(self, data: bytes) -> list[Any]:
        """The results that a piece of the body brings."""
        if self._fault:
            raise self._fault
        *lines, last = data.split(b"\n")
        if lines:
            lines[0] = b"".join([*self._rest, lines[0]])
            self._rest.clear()
        self._rest.append(last)
        found: list[Any] = []
        try:
            for line in lines:
                if line.strip():
                    found.append(self._result(line))
        except Malformed as fault:
            if not found:
                raise
            self._fault = fault
        return found

    def end(self) -> list[Any]:
        """The result in what follows the last line break."""
        if self._fault:
            raise self._fault
        last = b"".join(self._rest)
        return [self._result(last)] if last.strip() else []

    def _result(self, line: bytes) -> BatchResult:
        """What became of one chat, by a line; a reply that is none is an error of this chat only."""
        line = line.removeprefix(BOM)
        try:
            outcome = self._target.protocol.decode_line(line)
        except Malformed as problem:
            name = self._target.protocol.name_in(line)
            if name is None:
                raise
            return BatchResult(name, error=self._about(Outcome(name)).problem(problem, line))
        call = self._about(outcome)
        if outcome.failure is not None:
            return BatchResult(outcome.custom_id, error=call.error(outcome.status, outcome.failure, outcome.body))
        data = to_json(outcome.body)
        try:
            reply = self._chats.decode(data)
        except (Malformed, Refusal) as problem:
            return BatchResult(outcome.custom_id, error=call.problem(problem, data))
        call.context.answered_at = reply.created or call.context.answered_at
        reply.attach(call.context, data)
        return BatchResult(outcome.custom_id, reply)

    def _about(self, outcome: Outcome) -> Call[Any]:
        """The call as if the chat had been one by itself."""
        around = self._call.context
        provider, headers = around.provider, around.provider.replies.request_id
        told = ((headers[0].encode(), outcome.request_id.encode()),) if headers and outcome.request_id else ()
        context = CallContext(
            provider,
            self._model,
            status=outcome.status,
            raw_headers=told,
            answered_at=around.answered_at,
            metadata=around.metadata,
            operation="batches",
        )
        call = replace(self._call, context=context, target=self._target)
        call.token = self._call.token
        return call
