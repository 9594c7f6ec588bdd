"""Makes calls about batches that are there: looked at, listed, cancelled, and their results read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .batches import Batch, BatchList
from .calls import Manner, attaching
from .errands import every_page
from .errors import ProviderError
from .exchange import Call, Exchange
from .resource_calls import below, check_limit, resource_call

if TYPE_CHECKING:
    from .errands import Errand
    from .protocols.batches import BatchProtocol
    from .provider import LLMProvider
    from .routes import Target
    from .timing import RequestContext


def batch_call(
    provider: LLMProvider, batch: Batch | str, context: RequestContext | None, manner: Manner
) -> Call[Batch]:
    """The call that asks how far a batch is."""
    call = resource_call(provider, "batches", "GET", _place(batch, provider), context, manner)
    protocol = _protocol(call)

    def decode(data: bytes) -> Batch:
        found = protocol.decode(data)
        if found.model is None and isinstance(batch, Batch):  # of Azure's only who made it knows the deployment
            found.model = batch.model
        return found

    call.decode = attaching(decode, call.context)
    return call


def cancelled(
    errand: Errand, provider: LLMProvider, batch: Batch | str, context: RequestContext | None, manner: Manner
) -> Exchange[Batch]:
    """Have a batch cancelled, and ask how far it is where the answer does not tell."""
    told = yield from errand.ask(_cancel_call(provider, batch, context, manner))
    if told:
        return told
    try:
        return (yield from errand.ask(batch_call(provider, batch, context, manner)))
    except ProviderError as error:
        error.message += "; that it be cancelled was taken before: retrieve_batch() asks how far it is"
        raise


def _cancel_call(
    provider: LLMProvider, batch: Batch | str, context: RequestContext | None, manner: Manner
) -> Call[Batch | None]:
    protocol = _batches(provider)
    place = f"{_place(batch, provider)}{protocol.cancel_after}"
    call = resource_call(provider, "batches", "POST", place, context, manner, headers=protocol.cancel_headers)

    def decode(data: bytes) -> Batch | None:
        found = protocol.decode_cancelled(data)
        if found:
            found.attach(call.context, data)
        return found

    call.decode = decode
    return call


def listed(
    errand: Errand, provider: LLMProvider, limit: int | None, context: RequestContext | None, manner: Manner
) -> Exchange[BatchList]:
    """Ask for every page of the batches, or until there are as many as wanted."""
    check_limit(limit, provider)
    return (yield from every_page(errand, lambda page: _list_call(provider, page, limit, context, manner), limit))


def _list_call(
    provider: LLMProvider,
    following: Mapping[str, str] | None,
    limit: int | None,
    context: RequestContext | None,
    manner: Manner,
) -> Call[tuple[BatchList, Mapping[str, str] | None]]:
    target: Target[BatchProtocol] = provider.target("batches", "")
    protocol = target.protocol
    query = {**protocol.page_query(limit), **(following or {})}
    call = resource_call(provider, "batches", "GET", "", context, manner, query=query)

    def decode(data: bytes) -> tuple[BatchList, Mapping[str, str] | None]:
        batches, after = protocol.decode_page(data, query)
        page = BatchList(batches)
        page.attach(call.context, data)
        for batch in batches:
            batch.attach(call.context, None)
        return page, after

    call.decode = decode
    return call


def _place(batch: Batch | str, provider: LLMProvider) -> str:
    """Where below the path of batches one of them stands."""
    return _below(batch.id if isinstance(batch, Batch) else batch, provider)


def _below(id: object, provider: LLMProvider) -> str:
    return below(_batches(provider).name_of(id) if isinstance(id, str) else id, "batch", provider)


def _protocol(call: Call[Any]) -> BatchProtocol:
    protocol: BatchProtocol = call.target.protocol
    return protocol


def _batches(provider: LLMProvider) -> BatchProtocol:
    target: Target[BatchProtocol] = provider.target("batches", "")
    return target.protocol
