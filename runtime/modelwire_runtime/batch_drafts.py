"""A batch that is being made: its chats are encoded one by one into a file, which is then handed over."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any, Self

from .batch_items import Place, as_item, id_of, told
from .batches import Batch, BatchItem, BatchRequest
from .calls import Manner, add_native, attaching, checked, native_parameters
from .chat_calls import chat_call
from .context import CallContext
from .errors import (
    ConnectionFailedError,
    InvalidRequestError,
    NotSupportedError,
    OverloadedError,
    ProviderError,
    ProviderUnavailableError,
    RateLimitError,
    ResponseParsingError,
)
from .exchange import Call, Exchange, Pause
from .files import FileUploadRequest
from .parameters import Adjustment
from .protocols.base import Encoding
from .protocols.batches import BatchProtocol, Written
from .requests import given
from .resource_calls import file_call, resource_call, upload_call
from .timing import RequestContext, Retry
from .uploads import File

if TYPE_CHECKING:
    from types import TracebackType

    from .errands import Errand
    from .provider import LLMProvider
    from .routes import Target

NAME = "batch.jsonl"
"""What the file of a batch is called where it is uploaded."""
BEING_READ = ("pending", "running")
"""What Azure says of a file that no batch can be made of yet."""
A_MOMENT, MOST_LOOKS = 1.0, 120
"""Seconds between two looks at such a file, and how many there are before it is tried all the same."""
UNSURE = (ConnectionFailedError, ProviderUnavailableError, ResponseParsingError)
"""Errors after which a batch may be there all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrepeated(Retry):
    """Tries again only what the provider refused to begin, so that nobody pays for a batch twice."""

    def pause(self, failed: int, error: ProviderError) -> float | None:
        """Seconds to wait after ``failed`` attempts, or None to give up."""
        return Retry.pause(self, failed, error) if isinstance(error, RateLimitError | OverloadedError) else None


class BatchDraft:
    """The chats of a batch, written to a file that is gone with the draft: none of them is kept in memory.

    Nothing is sent before :meth:`send`, so that what is wrong with any of them is told first.
    """

    def __init__(
        self,
        provider: LLMProvider,
        metadata: Mapping[str, str] | None,
        options: Mapping[str, Any] | None,
        context: RequestContext | None,
        manner: Manner,
    ) -> None:
        self._provider = provider
        self._manner = manner
        given_context = checked(context, provider)
        self._target: Target[BatchProtocol] = provider.target("batches", "")
        self._protocol = self._target.protocol
        request = BatchRequest(metadata=metadata)
        request.check(provider.id)
        self._native = native_parameters(provider, self._target, request, options)
        settled = self._target.plan.settle(given(request), manner.unsupported, *self._native)
        self._request = request
        self._encoding = Encoding(provider.id, "", settled)
        self._item_context = RequestContext(route=given_context.route)
        self._whole_context = replace(given_context, route=None)
        self._file: IO[bytes] = tempfile.TemporaryFile()
        self._ids: set[str] = set()
        self._models: dict[str, None] = {}
        self._spoken = self._endpoint = ""
        self._size = self._file.write(self._protocol.opening) + len(self._protocol.closing)
        self._adjustments: dict[tuple[str, str, str], Adjustment] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, place: Place, item: object) -> None:
        """Check and write one chat; raises what is wrong with it, and says which one it is."""
        try:
            self._add(as_item(item, self._provider.id))
        except ProviderError as error:
            raise told(error, place, id_of(item)) from None

    def send(self, errand: Errand) -> Exchange[Batch]:
        """Hand the chats over and ask for a batch of them."""
        if not self._ids:
            raise self._wrong("a batch needs at least one item")
        self._file.write(self._protocol.closing)
        self._file.seek(0)
        file, place, status = "", "", None
        if self._protocol.is_uploaded:
            context = replace(self._whole_context, idempotency_key=None)
            upload = FileUploadRequest(
                file=(NAME, self._file, self._protocol.file_type), purpose=self._protocol.file_purpose
            )
            stored = yield from errand.ask(upload_call(self._provider, upload, None, context, self._manner))
            file, place, status = stored.id, stored.uri or "", stored.status
        try:
            for _ in range(MOST_LOOKS):
                if status not in BEING_READ:
                    break
                yield Pause(A_MOMENT)
                looked = yield from errand.ask(file_call(self._provider, file, self._whole_context, self._manner))
                status = looked.status
            return (yield from errand.ask(self._call(file, place)))
        except ProviderError as error:
            if isinstance(error, UNSURE):
                error.message += "; the batch may be there all the same: list_batches() tells"
            if file:
                error.message += f"; its file {file!r} was uploaded and stays: delete_file() removes it"
            raise

    def _add(self, item: BatchItem) -> None:
        self._check_id(item.custom_id)
        call = chat_call(self._provider, item, None, self._item_context, self._manner)
        self._check_call(call)
        endpoint = self._end(call.target.protocol.name)
        self._note_model(call.target.wire_model)
        assert isinstance(call.body, bytes)
        line = self._protocol.line(item.custom_id, endpoint, call.body)
        between = self._protocol.separator if self._ids else b""
        self._size += len(between) + len(line)
        most = self._protocol.most_bytes
        if most is not None and self._size > most:
            raise self._wrong(f"with it the batch has more than {most:,} bytes, the most that {self._name} takes")
        self._file.write(between)
        self._file.write(line)
        self._ids.add(item.custom_id)
        for one in call.context.adjustments:
            self._adjustments.setdefault((one.parameter, one.action, one.reason), one)

    def _check_id(self, custom_id: object) -> None:
        if not isinstance(custom_id, str) or not custom_id or not custom_id.isprintable():
            raise self._wrong(f"custom_id must be a string that names it, not {custom_id!r}")
        if custom_id in self._ids:
            raise self._wrong("an item before it has the same custom_id")
        pattern, most = self._protocol.id_pattern, self._protocol.most_requests
        if pattern and not re.fullmatch(pattern, custom_id):
            raise self._wrong(f"{self._name} wants a custom_id of the form {pattern}")
        if most is not None and len(self._ids) >= most:
            raise self._wrong(f"a batch has at most {most:,} items at {self._name}; make several")

    def _check_call(self, call: Call[Any]) -> None:
        """Refuse what only a request by itself can have."""
        if call.fetches is not None:
            raise self._wrong("media are not fetched for a batch; give them as data")
        if call.extra_headers:
            names = ", ".join(name for name, _ in call.extra_headers)
            raise self._wrong(
                f"it would need a header of its own ({names}), which an item of a batch has not; one for all of them "
                f"goes into context=RequestContext(extra_headers=...)"
            )

    def _end(self, spoken: str) -> str:
        """Where the vendor sends the chats of a protocol, which is the same for all of a batch."""
        endpoint = self._protocol.endpoints.get(spoken)
        if endpoint is None:
            raise NotSupportedError(f"{self._name} has no batches of {spoken}", provider=self._provider.id)
        if self._endpoint and endpoint != self._endpoint:
            raise self._wrong(
                f"it goes by {spoken}, the items before it by {self._spoken}, and a batch has one endpoint: make two "
                "batches, or choose one for all with context=RequestContext(route=...)"
            )
        self._spoken, self._endpoint = spoken, endpoint
        return endpoint

    def _note_model(self, model: str) -> None:
        if refusal := self._protocol.refusal_of(model):
            raise self._wrong(refusal)
        self._models[model] = None
        if self._protocol.one_model and len(self._models) > 1:
            first, *_ = self._models
            raise self._wrong(f"it asks {model!r}, the items before it {first!r}, and a batch has one model here")

    def _call(self, file: str, place: str) -> Call[Batch]:
        """The call that asks for the batch."""
        written = Written(self._endpoint, tuple(self._models), file, place)
        body = self._protocol.encode(self._request, self._encoding, written)
        own = add_native(self._target, body, self._native, self._encoding)
        call = resource_call(
            self._provider,
            "batches",
            "POST",
            "",
            self._whole_context,
            self._manner,
            body=body if self._protocol.is_uploaded else None,
            headers={"content-type": "application/json", **own},
        )
        path, mark, query = call.url.partition("?")
        call.url = f"{self._protocol.made_at(path, written)}{mark}{query}"
        if not self._protocol.is_uploaded:
            call.body = File((NAME, self._file, "application/json"), what="batch", provider=self._provider.id)
        retry = call.retry
        call.retry = Unrepeated(attempts=retry.attempts, base=retry.base, cap=retry.cap, jitter=retry.jitter)
        call.context = CallContext(
            self._provider,
            "",
            [*self._encoding.adjustments, *self._adjustments.values()],
            metadata=call.context.metadata,
            operation="batches",
        )
        call.decode = attaching(self._decode, call.context)
        return call

    def _decode(self, data: bytes) -> Batch:
        """The batch in a body, with the model that all of it asks, where the vendor does not tell."""
        batch = self._protocol.decode(data)
        if batch.model is None and len(self._models) == 1:
            (batch.model,) = self._models
        return batch

    @property
    def _name(self) -> str:
        return self._provider.name

    def _wrong(self, what: str) -> InvalidRequestError:
        return InvalidRequestError(what, provider=self._provider.id)
