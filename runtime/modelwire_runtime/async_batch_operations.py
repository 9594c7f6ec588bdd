"""What the non-blocking client can do with batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .calls import Manner
from .exchange import Call
from .provider import BatchesProvider, LLMProvider

if TYPE_CHECKING:
    from .async_client import AsyncDriver
    from .batch_items import AsyncBatchItems
    from .batch_results import AsyncBatchResults
    from .batch_waiting import Progress
    from .batches import Batch, BatchList
    from .errands import Errand
    from .exchange import Flow
    from .timing import RequestContext

ProviderT = TypeVar("ProviderT", bound=LLMProvider, covariant=True)
OptionsT = TypeVar("OptionsT")
ReplyT = TypeVar("ReplyT")


class NonblockingBatches(Generic[ProviderT]):
    """What a client can do with batches, where its provider has any."""

    _provider: ProviderT
    _manner: Manner

    async def _run(self, call: Call[ReplyT]) -> ReplyT:
        raise NotImplementedError

    def _driver(self, call: Call[Any] | Errand, flow: Flow) -> AsyncDriver:
        raise NotImplementedError

    async def create_batch(
        self: NonblockingBatches[BatchesProvider[OptionsT]],
        requests: AsyncBatchItems,
        *,
        metadata: Mapping[str, str] | None = None,
        options: OptionsT | None = None,
        context: RequestContext | None = None,
    ) -> Batch:
        """Hand over many chats at once, to be answered at leisure and for less.

        ``requests`` are :class:`BatchItem` objects or dicts, from whatever iterable, or the path of a JSONL file with
        one in each line.  Each is checked as a chat by itself would be, and all before anything is sent; they are
        written to a temporary file, so that they need not fit into memory.  ``metadata`` are notes that the provider
        keeps, ``options`` its own parameters for batches.

        >>> items = [{"custom_id": "greeting", "model": "gpt-5.4", "messages": messages}]
        >>> batch = await async_client.create_batch(items)
        >>> batch.id, batch.status
        ('batch_1', 'queued')
        """
        from .batch_drafts import BatchDraft
        from .batch_items import placed_async
        from .errands import Errand

        given: Any = options
        with BatchDraft(self._provider, metadata, given, context, self._manner) as draft:
            async for place, item in placed_async(requests, self._provider.id):
                draft.add(place, item)
            errand = Errand()
            batch: Batch = await self._driver(errand, draft.send(errand)).run()
        return batch

    async def retrieve_batch(
        self: NonblockingBatches[BatchesProvider], batch: Batch | str, *, context: RequestContext | None = None
    ) -> Batch:
        """Ask how far a batch is, by its id or by what is known of it.

        >>> batch = await async_client.retrieve_batch("batch_1")
        >>> batch.status, batch.counts.succeeded
        ('completed', 1)
        """
        from .batch_calls import batch_call

        return await self._run(batch_call(self._provider, batch, context, self._manner))

    async def list_batches(
        self: NonblockingBatches[BatchesProvider], *, limit: int | None = None, context: RequestContext | None = None
    ) -> BatchList:
        """Ask which batches the provider knows; reads every page, or until there are ``limit`` batches.

        >>> batches = await async_client.list_batches(limit=10)
        >>> batches.ids
        ['batch_1']
        """
        from .batch_calls import listed
        from .errands import Errand

        errand = Errand()
        batches: BatchList = await self._driver(
            errand, listed(errand, self._provider, limit, context, self._manner)
        ).run()
        return batches

    async def cancel_batch(
        self: NonblockingBatches[BatchesProvider], batch: Batch | str, *, context: RequestContext | None = None
    ) -> Batch:
        """Have a batch cancelled, which takes a while; what was answered by then can be read, and is paid for.

        >>> batch = await async_client.cancel_batch("batch_1")
        >>> batch.status
        'cancelling'
        """
        from .batch_calls import cancelled
        from .errands import Errand

        errand = Errand()
        flow = cancelled(errand, self._provider, batch, context, self._manner)
        found: Batch = await self._driver(errand, flow).run()
        return found

    async def wait_for_batch(
        self: NonblockingBatches[BatchesProvider],
        batch: Batch | str,
        *,
        timeout: float | None = None,
        interval: float = 5.0,
        progress: Progress = False,
        context: RequestContext | None = None,
    ) -> Batch:
        """Wait until a batch is done, by its id or by what is known of it; whatever became of it, it is returned.

        It is asked for after ``interval`` seconds, then at intervals that grow to a minute.  ``timeout`` is how many
        seconds to wait in all; then :class:`RequestTimeoutError` is raised, and the batch goes on, as it does when the
        waiting is interrupted.  With ``progress=True`` a bar is drawn (the extra ``cli``); a function is given the
        batch each time it was asked for.

        >>> batch = await async_client.wait_for_batch("batch_1", progress=lambda batch: print(batch.counts))
        BatchCounts(total=2, succeeded=1, failed=1)
        >>> batch.status
        'completed'
        """
        from .batch_waiting import waited
        from .errands import Errand

        errand = Errand()
        flow = waited(errand, self._provider, batch, timeout, interval, progress, context, self._manner)
        found: Batch = await self._driver(errand, flow).run()
        return found

    def batch_results(
        self: NonblockingBatches[BatchesProvider], batch: Batch | str, *, context: RequestContext | None = None
    ) -> AsyncBatchResults:
        """Read what became of each chat of a batch that is done, as it comes and in no order.

        >>> async with async_client.batch_results("batch_1") as results:
        ...     async for result in results:
        ...         print(result.custom_id, result.reply.text if result.reply else result.error)
        greeting Hello there!
        question openai: This request could not be executed before the completion window expired. (code batch_expired)
        """
        from .batch_results import AsyncBatchResults, read
        from .context import CallContext
        from .errands import Errand

        errand = Errand()
        flow = read(errand, self._provider, batch, context, self._manner)
        return AsyncBatchResults(self._driver(errand, flow), CallContext(self._provider, ""))
