"""Batches: many chats that are handed over at once and answered at leisure, for less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

from .data import Data, is_mapping
from .errors import InvalidRequestError
from .replies import TOLD, Reply
from .requests import ChatRequest, Request, unify

if TYPE_CHECKING:
    from .errors import ProviderError
    from .replies import ChatResponse

BatchStatus: TypeAlias = Literal[
    "queued", "in_progress", "cancelling", "completed", "failed", "expired", "cancelled", "unknown"
]
"""How far a batch is; ``unknown`` is a vendor's word that this version of modelwire has not heard of.

>>> status: BatchStatus = client.retrieve_batch("batch_1").status
>>> status
'completed'
"""
DONE: tuple[BatchStatus, ...] = ("completed", "failed", "expired", "cancelled")
"""What a batch stays."""


@dataclass(slots=True, repr=False, kw_only=True)
class BatchItem(ChatRequest):
    """One chat of a batch: all that :class:`ChatRequest` takes, and the name by which its result is told.

    A dict with the same keys will do instead, and so will a line of a JSONL file.

    >>> item = BatchItem(custom_id="greeting", model="gpt-5.4", messages=messages, temperature=0)
    >>> client.chat_completion(item).text  # one may be tried by itself before all are handed over
    'Hello there!'
    """

    custom_id: str


BatchItemLike: TypeAlias = BatchItem | Mapping[str, object]
"""One chat of a batch: a :class:`BatchItem`, or a dict with the same keys.

>>> item: BatchItemLike = {"custom_id": "greeting", "model": "gpt-5.4", "messages": messages}
>>> client.create_batch([item]).status
'queued'
"""


class BatchParameters(TypedDict, total=False):
    """The unified parameters of a batch as a whole."""

    metadata: Mapping[str, str] | None


@dataclass(slots=True, repr=False, kw_only=True)
class BatchRequest(Request):
    """What is said of a batch as a whole."""

    model: str = ""
    metadata: Mapping[str, str] | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    def check(self, provider: str) -> None:
        """Raise if the metadata are not texts by names."""
        given: object = {} if self.metadata is None else self.metadata
        texts: list[object] = [*given, *given.values()] if is_mapping(given) else [None]
        if not all(isinstance(text, str) for text in texts):
            raise InvalidRequestError("metadata must be a mapping of strings to strings", provider=provider)


unify(BatchItem, "messages", "custom_id")
unify(BatchRequest)


@dataclass(slots=True, repr=False)
class BatchCounts(Data):
    """How many of a batch's chats there are, and what became of them.

    Anthropic counts them only when the batch has ended; until then all are pending.

    >>> counts = client.retrieve_batch("batch_1").counts
    >>> counts.total, counts.succeeded, counts.failed, counts.pending
    (2, 1, 1, 0)
    """

    total: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    expired: int = 0

    @property
    def done(self) -> int:
        """Of how many it is known what became of them."""
        return self.succeeded + self.failed + self.cancelled + self.expired

    @property
    def pending(self) -> int:
        """Of how many it is not."""
        return max(self.total - self.done, 0)


@dataclass(slots=True, repr=False)
class BatchProblem(Data):
    """Why a batch failed as a whole; ``line`` counts its chats from 1, where one was at fault.

    >>> client.retrieve_batch("batch_1").problems
    []
    """

    message: str = ""
    code: str | None = None
    line: int | None = None


@dataclass(slots=True, repr=False)
class Batch(Reply):
    """A batch: how far it is, and what is known of it; times are in Unix seconds, where told.

    ``status`` is the same for all vendors, ``native_status`` the vendor's own word.  ``id`` is all that is needed to
    ask for the batch again, from whichever process.  ``problems`` say why it failed as a whole; what became of each
    chat, its results tell.  ``endpoint``, and the ids of files, are the vendor's, where it has any.

    >>> batch = client.wait_for_batch("batch_1")
    >>> batch.status, batch.is_done, batch.counts.total
    ('completed', True, 2)
    """

    id: str
    status: BatchStatus = "unknown"
    native_status: str = field(default="", metadata=TOLD)
    counts: BatchCounts = field(default_factory=BatchCounts)
    problems: list[BatchProblem] = field(default_factory=list[BatchProblem])
    created_at: int | None = field(default=None, metadata=TOLD)
    ended_at: int | None = field(default=None, metadata=TOLD)
    expires_at: int | None = field(default=None, metadata=TOLD)
    endpoint: str | None = field(default=None, metadata=TOLD)
    model: str | None = field(default=None, metadata=TOLD)
    metadata: dict[str, Any] = field(default_factory=dict[str, Any], metadata=TOLD)
    input_file_id: str | None = field(default=None, metadata=TOLD)
    output_file_id: str | None = field(default=None, metadata=TOLD)
    error_file_id: str | None = field(default=None, metadata=TOLD)

    @property
    def is_done(self) -> bool:
        """Whether it stays as it is: nothing more will come of it."""
        return self.status in DONE


@dataclass(slots=True, repr=False)
class BatchList(Reply):
    """The batches that the provider knows of this key, the newest first.

    >>> client.list_batches(limit=10).ids
    ['batch_1']
    """

    data: list[Batch] = field(default_factory=list[Batch])

    @property
    def ids(self) -> list[str]:
        """The batches' ids."""
        return [batch.id for batch in self.data]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of one chat of a batch: its reply, or the error that stands in its place.

    The error is of the same classes as that of a chat by itself; of a chat that the batch did not get to, it is a
    :class:`BatchExpiredError` or a :class:`BatchCancelledError`.

    >>> with client.batch_results("batch_1") as results:
    ...     for result in results:
    ...         print(result.custom_id, result.reply.text if result.reply else type(result.error).__name__)
    greeting Hello there!
    question BatchExpiredError
    """

    custom_id: str
    reply: ChatResponse | None = None
    error: ProviderError | None = None

    def unwrap(self) -> ChatResponse:
        """The reply; raises the error where there is none."""
        if self.reply is None:
            assert self.error is not None
            raise self.error
        return self.reply
