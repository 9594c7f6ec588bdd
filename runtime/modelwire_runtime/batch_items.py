"""Reads what users give as the chats of a batch: an iterable of them, or a JSONL file, one after the other."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias, cast

from .batches import BatchItem
from .calls import as_request
from .data import is_mapping, is_object
from .errors import InvalidRequestError, ProviderError

if TYPE_CHECKING:
    from .batches import BatchItemLike

BatchItems: TypeAlias = "Iterable[BatchItemLike] | str | os.PathLike[str]"
"""The chats of a batch, or the path of a JSONL file with one in each line.

>>> items: BatchItems = [BatchItem(custom_id="greeting", model="gpt-5.4", messages=messages)]
>>> client.create_batch(items).id
'batch_1'
"""
AsyncBatchItems: TypeAlias = "BatchItems | AsyncIterable[BatchItemLike]"
"""The same, or an asynchronous iterable.

>>> items: AsyncBatchItems = [BatchItem(custom_id="greeting", model="gpt-5.4", messages=messages)]
>>> (await async_client.create_batch(items)).id
'batch_1'
"""
Place: TypeAlias = str
"""Where an item stands, as errors call it: ``item 3``, ``line 3 of 'questions.jsonl'``."""
WAYS = "the items of a batch must be an iterable of BatchItem(...) or dicts, or the path of a JSONL file"
VENDORS_OWN = frozenset(("body", "params", "method", "url", "request"))
"""Keys of a line in a vendor's own form."""
AT_A_TIME = 32
"""Items after which an event loop gets its turn."""


def placed(given: BatchItems, provider: str) -> Iterator[tuple[Place, object]]:
    """Each item, and where it stands."""
    if isinstance(given, str | os.PathLike):
        yield from _lines(os.fspath(given), provider)
        return
    if not _is_several(given):
        raise InvalidRequestError(f"{WAYS}, not {type(given).__name__}", provider=provider)
    for number, item in enumerate(given, 1):
        yield f"item {number}", item


def _is_several(given: object) -> bool:
    return isinstance(given, Iterable) and not isinstance(given, Mapping | bytes)


async def placed_async(given: AsyncBatchItems, provider: str) -> AsyncIterator[tuple[Place, object]]:
    """The same, with turns for the event loop between."""
    number = 0
    if isinstance(given, AsyncIterable):
        async for item in given:
            number += 1
            yield f"item {number}", item
        return
    for number, found in enumerate(placed(given, provider), 1):
        yield found
        if number % AT_A_TIME == 0:
            await asyncio.sleep(0)


def as_item(given: object, provider: str) -> BatchItem:
    """One item, as an object; what it asks for is checked when it is encoded."""
    if isinstance(given, BatchItem):
        return given
    if isinstance(given, Mapping):
        values = cast(Mapping[str, object], given)
        if "custom_id" in values and not VENDORS_OWN.isdisjoint(values):
            raise InvalidRequestError(
                "this is in a vendor's own form; here, model, messages and the rest stand beside custom_id, "
                "named as in chat_completion()",
                provider=provider,
            )
        if "stream" in values:
            raise InvalidRequestError("leave 'stream' out: the replies of a batch come whole", provider=provider)
        return as_request(BatchItem, None, values, provider)
    advice = "; a JSONL file is given by its path" if isinstance(given, str | bytes) else ""
    raise InvalidRequestError(
        f"must be a BatchItem(...) or a dict, not {type(given).__name__}{advice}", provider=provider
    )


def told(error: ProviderError, place: Place, custom_id: object) -> ProviderError:
    """The same error, which tells what item it is about."""
    name = f" ({custom_id!r})" if isinstance(custom_id, str) and custom_id else ""
    error.message = f"{place}{name}: {error.message}"
    return error


def _lines(path: str, provider: str) -> Iterator[tuple[Place, object]]:
    """The objects in the lines of a file."""
    from pydantic_core import from_json

    name = os.path.basename(path)
    try:
        file = open(path, "rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidRequestError(f"the file {path!r} cannot be read: {reason}; {WAYS}", provider=provider) from error
    with file:
        for number, line in enumerate(file, 1):
            text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
            if not text:
                continue
            place = f"line {number} of {name!r}"
            try:
                item = from_json(text)
            except ValueError as error:
                raise InvalidRequestError(f"{place}: not JSON: {error}", provider=provider) from error
            if not is_object(item):
                raise InvalidRequestError(f"{place}: must be an object, {{...}}", provider=provider)
            yield place, item


def id_of(given: object) -> object:
    """The name of an item that may be wrong in any way."""
    return given.custom_id if isinstance(given, BatchItem) else given.get("custom_id") if is_mapping(given) else None
