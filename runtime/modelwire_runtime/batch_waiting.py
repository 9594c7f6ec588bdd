"""Waits for a batch: asks how far it is, at growing intervals, until it is done."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias

from .batch_calls import batch_call
from .batches import Batch
from .errors import InvalidRequestError, ProviderError, RequestTimeoutError, ResponseParsingError
from .exchange import Exchange, Pause

if TYPE_CHECKING:
    from .calls import Manner
    from .errands import Errand
    from .provider import LLMProvider
    from .timing import RequestContext

Progress: TypeAlias = bool | Callable[[Batch], object]
"""Whether a bar is drawn; or what is told of the batch each time it was asked for."""
GROWTH = 1.25
"""By how much an interval is longer than the one before."""
LONGEST = 60.0
"""Seconds that intervals grow to."""
MOST_FAILURES = 5
"""How often in a row asking may fail, after its retries, where it may succeed later: batches run for hours."""


def waited(
    errand: Errand,
    provider: LLMProvider,
    batch: Batch | str,
    timeout: float | None,
    interval: float,
    progress: Progress,
    context: RequestContext | None,
    manner: Manner,
) -> Exchange[Batch]:
    """Ask how far a batch is until it is done, or until time is up."""
    _check_seconds("interval", interval, provider)
    if timeout is not None:
        _check_seconds("timeout", timeout, provider)
    until = None if timeout is None else errand.clock() + timeout
    pause, failures = interval, 0
    longest = max(interval, LONGEST)
    with _shown(progress, provider) as show:
        while True:
            try:
                found = yield from errand.ask(batch_call(provider, batch, context, manner))
            except ProviderError as error:
                failures += 1
                if not error.retryable or failures == MOST_FAILURES:
                    raise
                how = f"cannot be asked for: {error.message}"
            else:
                failures = 0
                show(found)
                if found.is_done:
                    return found
                how = _how_far(found, provider)
            left = longest if until is None else until - errand.clock()
            if left <= 0:
                id_ = batch.id if isinstance(batch, Batch) else batch
                raise RequestTimeoutError(
                    f"after {timeout:g} s batch {id_!r} {how}; it goes on: wait_for_batch({id_!r}) waits again",
                    provider=provider.id,
                )
            yield Pause(min(pause, left))
            pause = min(pause * GROWTH, longest)


def _how_far(batch: Batch, provider: LLMProvider) -> str:
    if batch.status == "unknown":
        raise ResponseParsingError(
            f"batch {batch.id!r} is {batch.native_status!r}, of which it is not known whether more will come; "
            "retrieve_batch() asks again",
            provider=provider.id,
        )
    return f"is {batch.status} ({batch.counts.done:,} of {batch.counts.total:,} done)"


def _check_seconds(name: str, value: object, provider: LLMProvider) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value) or value <= 0:
        raise InvalidRequestError(f"{name} must be a positive number of seconds, not {value!r}", provider=provider.id)


def _shown(progress: Progress, provider: LLMProvider) -> AbstractContextManager[Callable[[Batch], object]]:
    if progress is True:
        from .batch_progress import bar

        return bar()
    if progress is False:
        return _telling(lambda batch: None)
    if not callable(progress) or inspect.iscoroutinefunction(progress):
        raise InvalidRequestError(
            f"progress must be True, False or a plain function that is given the batch, not {progress!r}",
            provider=provider.id,
        )
    return _telling(progress)


@contextmanager
def _telling(tell: Callable[[Batch], object]) -> Generator[Callable[[Batch], object]]:
    yield tell
