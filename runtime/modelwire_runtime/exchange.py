"""One call, written once for both colours of client.

:func:`exchange` and :func:`streaming` are generators that say what they want done (a :data:`Step`) and are told what
came of it.  They do no I/O and read no clock, so there is nothing in them to make async; ``client.py`` and
``async_client.py`` do the steps and nothing else.  A stream's generator also yields lists of chunks, or of pieces of
bytes, for the caller.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from .assembly import Chunks, assemble
from .auth import TokenSource, header_safe, redacted
from .context import CallContext, RawHeaders, header
from .data import is_listed
from .errors import (
    ConnectionFailedError,
    NotFoundError,
    ProviderError,
    RequestTimeoutError,
    ResponseParsingError,
    StreamInterruptedError,
)
from .errortable import Failure
from .events import MARK, EventDecoder
from .hooks import CallEnd, Hooks
from .protocols.base import BytesDecoder, Malformed, NotContent, Refusal, StreamDecoder, unexpected
from .replies import ChatResponse, Reply
from .routes import Target
from .timing import Retry, Timeout
from .transport import (
    AsyncWireStream,
    DeadlinePassed,
    GarbledBody,
    TransportError,
    Upload,
    WireReply,
    WireRequest,
    WireStream,
)

if TYPE_CHECKING:
    from .fetching import Fetches

ReplyT = TypeVar("ReplyT")
log = logging.getLogger("modelwire")
SENSITIVE = ("auth", "cookie", "key", "secret", "token")
"""Words in the names of headers whose values no error may show."""
LONGEST_EXCERPT = 65_536
"""Characters of a body that is not JSON which an error keeps."""


@dataclass(frozen=True, slots=True)
class Send:
    """Asks for a request to be sent; with ``stream``, the reply's body is left to be read."""

    request: WireRequest
    stream: bool = False


class Read:
    """Asks for the next bytes of the open reply; empty at its end."""


class Drain:
    """Asks to read on to the end of a body whose terminator was seen, if it is not long in coming.

    With it the connection can be used again; a server that keeps silent is not waited for.
    """


@dataclass(frozen=True, slots=True)
class Pause:
    """Asks to wait."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Token:
    """Asks for an access token."""

    source: TokenSource


class Close:
    """Asks for the open reply to be closed."""


@dataclass(frozen=True, slots=True)
class Done:
    """Says that an exchange is over, and what it returned."""

    value: Any


READ: Final = Read()
DRAIN: Final = Drain()
GRACE: Final = 0.25
"""Seconds that a body may take to end after its terminator."""
CLOSE: Final = Close()
Step: TypeAlias = Send | Read | Drain | Pause | Token | Close
Exchange: TypeAlias = Generator[Step, Any, ReplyT]
Streaming: TypeAlias = Generator[Step | list[Any], Any, None]
Flow: TypeAlias = Generator[Step | list[Any], Any, Any]
"""An exchange of either kind."""


def tell(flow: Flow, value: Any) -> Step | list[Any] | Done:
    """Tell an exchange what came of its step (None to begin); its next step."""
    try:
        return flow.send(value)
    except StopIteration as finished:
        return Done(finished.value)


def fail(flow: Flow, failure: TransportError) -> Step | list[Any] | Done:
    """Tell an exchange that its step failed; its next step."""
    try:
        return flow.throw(failure)
    except StopIteration as finished:
        return Done(finished.value)


def abandon(flow: Flow, error: BaseException) -> None:
    """End an exchange of which no further step is done, for an error that it may not know yet."""
    trace = error.__traceback__
    with contextlib.suppress(BaseException):  # it comes out again
        flow.throw(error)
    error.__traceback__ = trace


@dataclass(slots=True)
class Call(Generic[ReplyT]):
    """One call, ready to be made; ``asked`` is the request that its hooks are told of."""

    context: CallContext
    target: Target[Any]
    url: str
    body: bytes | Upload
    retry: Retry
    timeout: Timeout
    clock: Callable[[], float]
    method: str = "POST"
    decode: Callable[[bytes], ReplyT] | None = None
    content: Callable[[], BytesDecoder] | None = None
    gather: Callable[[Iterable[Any]], Reply] = assemble
    extra_headers: tuple[tuple[str, str], ...] = ()
    hooks: Hooks | None = None
    fetches: Fetches | None = None
    asked: object = None
    begun: float = field(init=False, default=0.0)
    deadline: float | None = field(init=False, default=None)
    token: str | None = field(init=False, default=None, repr=False)

    def start(self) -> None:
        """Note that the call begins: from now on its total time runs."""
        if self.timeout.total is not None:
            self.deadline = self.clock() + self.timeout.total
        if self.hooks:
            self.begun = self.clock()
            if self.hooks.on_start:
                self.hooks.on_start(self.context, self.asked)

    def end(self, reply: object, error: BaseException | None = None, complete: bool = False) -> None:
        """Tell the hooks that the call is over; they are told nothing more."""
        hooks, self.hooks = self.hooks, None
        if hooks and hooks.on_end:
            first = reply[0] if is_listed(reply) else reply  # of a page, and what asks for the next
            told = first if isinstance(first, Reply) else None
            try:
                hooks.on_end(self.context, CallEnd(told, error, complete, self.clock() - self.begun))
            except Exception:
                log.exception(
                    "%s: a hook failed after the end of a call, which is not affected", self.context.provider.id
                )

    def request(self) -> WireRequest:
        """The request of the next attempt."""
        headers = self.target.headers
        if self.token is not None:
            provider = self.context.provider.id
            headers += tuple(
                (name.lower(), header_safe("the token", value, provider))
                for name, value in self.target.auth.headers(self.token).items()
            )
        if self.extra_headers:
            own = {name for name, _ in self.extra_headers}
            headers = tuple(pair for pair in headers if pair[0] not in own) + self.extra_headers
        connect, read, left, body = self.timeout.connect, self.timeout.read, None, self.body
        if self.deadline is not None:
            left = max(self.deadline - self.clock(), 0.001)
            connect = left if connect is None else min(connect, left)
            read = left if read is None else min(read, left)
            if not isinstance(body, bytes):
                from .sending import Watched

                body = Watched(body, self.check_deadline)
        return WireRequest(self.method, self.url, headers, body, connect, read, total_timeout=left)

    def check_deadline(self, failure: TransportError | None = None) -> None:
        """Raise if the total time is used up."""
        if self.deadline is not None and (isinstance(failure, DeadlinePassed) or self.clock() >= self.deadline):
            raise RequestTimeoutError(
                f"no complete answer within {self.timeout.total:g} s; raise Timeout(total=...)",
                provider=self.context.provider.id,
                retryable=False,
            ) from failure

    def begin(self, request: WireRequest) -> float:
        """Note that an attempt begins; the clock's reading."""
        log.debug("%s: %s %s", self.context.provider.id, request.method, request.address)
        if self.hooks and self.hooks.on_request:
            self.hooks.on_request(self.context, request)
        return self.clock() if self.hooks else 0.0

    def head(self, status: int, headers: RawHeaders, begun: float) -> None:
        """Note the head of a reply."""
        self.context.status, self.context.raw_headers, self.context.answered_at = status, headers, time.time()
        log.debug("%s: status %s", self.context.provider.id, status)
        if self.hooks and self.hooks.on_response:
            self.hooks.on_response(self.context, self.clock() - begun)

    def failed(self, error: ProviderError) -> float:
        """Seconds to wait before the next attempt; raises the error if there is to be none."""
        pause = self.retry.pause(self.context.attempts, error)
        if pause is not None and not isinstance(self.body, bytes) and not self.body.replayable:
            error.message += "; not tried again, as a file was given that can be read only once"
            pause = None
        if pause is None or (self.deadline is not None and self.clock() + pause >= self.deadline):
            raise error
        self.context.attempts += 1
        log.info("%s: trying again in %.2f s after %s", self.context.provider.id, pause, type(error).__name__)
        if self.hooks and self.hooks.on_retry:
            self.hooks.on_retry(self.context, error, pause)
        return pause

    def connection_failed(self, failure: TransportError) -> ProviderError:
        """The error for an answer that did not come; raises if it is for want of time in total."""
        self.check_deadline(failure)
        if isinstance(failure, GarbledBody):
            return self.malformed(Malformed(str(failure)), b"")
        kind = RequestTimeoutError if failure.timed_out else ConnectionFailedError
        advice = "Timeout(...) says how long to wait" if failure.timed_out else "check the network and base_url"
        where = self.url.partition("?")[0]
        error = kind(self._redacted(f"{failure} ({where}); {advice}"), provider=self.context.provider.id)
        error.__cause__ = failure.__cause__ or failure
        return error

    def refused(self, status: int, headers: RawHeaders, data: bytes) -> ProviderError:
        """The error that a reply with a failing status stands for."""
        body = _parsed(data)
        if isinstance(body, str):
            failure = Failure(_plain(body))
        else:
            failure = self.target.protocol.failure(body)
        if 300 <= status < 400 and (location := header(headers, "location")):
            place = location.partition("?")[0]
            failure = replace(failure, message=f"the provider redirects to {place}, which is not followed")
        return self.error(status, failure, body)

    def error(self, status: int | None, failure: Failure, body: Any) -> ProviderError:
        """The error for a failure, with what the reply's head adds to it."""
        provider, headers = self.context.provider, self.context.raw_headers
        message = failure.message or f"the provider answered with status {status or failure.status} and no message"
        codes = tuple(self._redacted(code) for code in failure.codes)
        succeeded = status is not None and 200 <= status < 300
        retryable = _retryable(headers, provider.replies.should_retry) if not succeeded else None
        if retryable is None:
            retryable = failure.retryable
        error = provider.errors.error(
            failure.status if succeeded else status,
            replace(failure, message=self._redacted(message), codes=codes),
            provider=provider.id,
            request_id=self.request_id or self._redacted(failure.request_id),
            body=self._redacted(body),
            retryable=retryable,
            delay=_delay(headers, provider.replies.retry_after, failure.delay),
        )
        if isinstance(error, NotFoundError) and self.context.model:
            from .model_names import hint

            error.hint = hint(provider, self.context.model)
        return error

    def malformed(self, what: Malformed, data: bytes) -> ProviderError:
        """The error for an answer that is not what the protocol says."""
        reason = f" ({_reason(what.__cause__)})" if what.__cause__ else ""
        return ResponseParsingError(
            self._redacted(f"the answer is not what {self.target.protocol.name} says: {what}{reason}"),
            provider=self.context.provider.id,
            status_code=self.context.status,
            request_id=self.request_id,
            body=self._redacted(_parsed(data)),
        )

    def problem(self, what: Malformed | Refusal, data: bytes) -> ProviderError:
        """The error for what a stream brought instead of an answer."""
        if isinstance(what, Refusal):
            return self.error(self.context.status, what.failure, what.body)
        return self.malformed(what, data)

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request, as an error may show it."""
        told: str | None = self._redacted(self.context.request_id)
        return told

    def _redacted(self, value: Any) -> Any:
        """Text or plain data without the key, should the provider have sent it back."""
        given = [text for name, text in self.extra_headers if any(word in name for word in SENSITIVE)]
        return redacted(value, [*self.target.secrets, self.token or "", *(text.rpartition(" ")[2] for text in given)])


def exchange(call: Call[ReplyT]) -> Exchange[ReplyT]:
    """Send a request until it succeeds or trying again stops making sense."""
    assert call.decode is not None
    try:
        call.start()
        if call.fetches is not None:
            yield from _fetch_media(call, call.fetches)
        while True:
            if call.target.tokens is not None:
                call.token = yield from _in_time(call, Token(call.target.tokens))
            request = call.request()
            begun = call.begin(request)
            try:
                reply: WireReply = (
                    (yield Send(request)) if call.deadline is None else (yield from _fetch(call, request))
                )
            except TransportError as failure:
                error = call.connection_failed(failure)
            else:
                call.head(reply.status, reply.headers, begun)
                if 200 <= reply.status < 300:
                    try:
                        decoded = call.decode(reply.body.removeprefix(MARK))
                    except Refusal as refusal:
                        error = call.problem(refusal, reply.body)
                    except Malformed as malformed:
                        raise call.malformed(malformed, reply.body) from None
                    else:
                        if call.hooks:
                            call.end(decoded, complete=True)
                        return decoded
                else:
                    error = call.refused(reply.status, reply.headers, reply.body)
            yield from _in_time(call, Pause(call.failed(error)))
    except BaseException as problem:
        if call.hooks:
            call.end(None, None if isinstance(problem, GeneratorExit) else problem)
        raise


def _in_time(call: Call[Any], step: Token | Pause) -> Generator[Step, Any, Any]:
    """Do a step that has no time of its own: only the total time of the call can end it."""
    try:
        return (yield step)
    except DeadlinePassed as passed:
        call.check_deadline(passed)
        raise


def _fetch_media(call: Call[Any], fetches: Fetches) -> Exchange[None]:
    """Fetch what the request names by address, where the vendor does not and the user allowed us to."""
    from .fetching import fetch_media

    yield from fetch_media(call, fetches)


def _fetch(call: Call[Any], request: WireRequest) -> Exchange[WireReply]:
    """Send a request and read the reply bit by bit, looking at the time."""
    stream: WireStream | AsyncWireStream = yield Send(request, stream=True)
    body = yield from _read_all(call)
    yield CLOSE
    return WireReply(stream.status, stream.headers, body)


def _read_all(call: Call[Any]) -> Exchange[bytes]:
    parts: list[bytes] = []
    while data := (yield READ):
        parts.append(data)
        call.check_deadline()
    return b"".join(parts)


def streaming(call: Call[Any], seen: Chunks | None = None) -> Streaming:
    """Send a request until its stream begins, then hand out chunks, or pieces of bytes, as they come.

    Chunks are noted in ``seen``.
    """
    chunks = Chunks() if seen is None else seen
    call.context.stream = True
    try:
        call.start()
        if call.fetches is not None:
            yield from _fetch_media(call, call.fetches)
        read = _read_stream if call.content is None else _read_content
        while True:
            if call.target.tokens is not None:
                call.token = yield from _in_time(call, Token(call.target.tokens))
            request = call.request()
            begun = call.begin(request)
            try:
                reply: WireStream | AsyncWireStream = yield Send(request, stream=True)
                call.head(reply.status, reply.headers, begun)
                if 200 <= reply.status < 300:
                    yield from read(call, chunks)
                    if call.hooks:
                        call.end(_so_far(call, chunks), complete=True)
                    return
                body = yield from _read_all(call)
                error = call.refused(reply.status, reply.headers, body)
            except TransportError as failure:
                error = call.connection_failed(failure)
            except _Failed as failed:
                error = failed.error
            yield CLOSE
            if chunks:
                raise error
            yield from _in_time(call, Pause(call.failed(error)))
    except BaseException as problem:
        if call.hooks:
            left = isinstance(problem, GeneratorExit)
            call.end(_so_far(call, chunks), None if left else problem)
        raise


class _Failed(Exception):
    """A stream ended in an error."""

    def __init__(self, error: ProviderError) -> None:
        super().__init__()
        self.error = error


def _read_stream(call: Call[Any], seen: Chunks) -> Streaming:
    """Hand out the chunks of an open stream, noting them in ``seen``; ends when its terminator was seen."""
    events = EventDecoder()
    decoder: StreamDecoder = call.target.protocol.decoder()
    on_chunk = call.hooks.on_chunk if call.hooks and call.gather is assemble else None
    context = call.context
    got_bytes = ended = False
    while True:
        try:
            data: bytes = yield (DRAIN if ended else READ)
        except TransportError as failure:
            if not decoder.complete:
                call.check_deadline(failure)
                if seen:
                    raise _Failed(_interrupted(call, seen, str(failure))) from failure
                raise
            data = b""  # all was said; what the decoder has gathered is still to come
        if data:
            got_bytes = True
            payloads = events.feed(data)
        else:
            payloads = events.end()
        over = ended or not data
        chunks: list[Any] = []
        error: ProviderError | None = None
        payload = b""
        try:
            for payload in payloads:
                for chunk in decoder.feed(payload):
                    chunk.attach(context, payload)
                    chunks.append(chunk)
            if over:
                for chunk in decoder.end():
                    chunk.attach(context, None)
                    chunks.append(chunk)
        except Refusal as refusal:
            error = call.problem(refusal, payload)
        except Malformed as malformed:
            if data:  # at the end it is the first half of something
                error = call.malformed(malformed, payload)
        if chunks:
            seen.extend(chunks)
            if on_chunk:
                for chunk in chunks:
                    on_chunk(context, chunk)
            yield chunks
        if error is not None:
            raise _Failed(error)
        if over:
            break
        ended = decoder.finished  # one read more, to the body's end: then the connection can be used again
        call.check_deadline()
    if not decoder.complete:
        raise _Failed(_cut(call, seen, events.stray, got_bytes))


def _read_content(call: Call[Any], seen: Chunks) -> Streaming:
    """Hand out the content of an open reply as it comes; ``seen`` holds something from then on."""
    assert call.content is not None
    data = b""
    try:
        decoder = call.content()
        while True:
            try:
                data = yield READ
            except TransportError as failure:
                call.check_deadline(failure)
                if seen:
                    raise _Failed(_interrupted(call, Chunks(), str(failure))) from failure
                raise
            if pieces := [piece for piece in (decoder.feed(data) if data else decoder.end()) if piece]:
                if not seen:
                    seen.extend([b""])
                yield pieces
            if not data:
                return
            call.check_deadline()
    except Refusal as refusal:
        error = call.problem(refusal, data)
    except NotContent:
        body = yield from _read_all(call)
        error = call.problem(unexpected(body), body)
    except Malformed as malformed:
        error = call.malformed(malformed, data)
    raise _Failed(error)


def _cut(call: Call[Any], seen: Chunks, stray: bytes, got_bytes: bool) -> ProviderError:
    """The error for a stream that ended without its terminator."""
    if stray.strip():
        problem = unexpected(stray)
        if isinstance(problem, Refusal) or not seen:
            return call.problem(problem, stray)
    if not seen and not got_bytes:
        return call.malformed(Malformed("an empty stream"), b"")
    return _interrupted(call, seen, "the stream ended without its terminator")


def _interrupted(call: Call[Any], seen: Chunks, why: str) -> ProviderError:
    sofar, is_chat = _so_far(call, seen), call.content is None and call.gather is assemble
    where = "; error.partial holds what came" if is_chat else "; stream.response() holds what came" if sofar else ""
    return StreamInterruptedError(
        f"the stream was cut: {why}{where}",
        partial=sofar if isinstance(sofar, ChatResponse) else ChatResponse(),
        provider=call.context.provider.id,
        status_code=call.context.status,
        request_id=call.request_id,
        retryable=True,
    )


def _so_far(call: Call[Any], seen: Chunks) -> Reply | None:
    """The reply that the chunks of a stream add up to; None where it brought none, or is of bytes."""
    if not seen or call.content is not None:
        return None
    reply = call.gather(seen)
    reply.attach(call.context, None)
    return reply


def _retryable(headers: RawHeaders, name: str) -> bool | None:
    """What the provider says itself about trying again, or None."""
    said = header(headers, name) if name else None
    return {"true": True, "false": False}.get(said or "")


def _delay(headers: RawHeaders, extra: tuple[str, ...], in_body: float | None) -> float | None:
    """Seconds that the provider asks to wait: from its headers, or else from the body."""
    for name in ("retry-after-ms", "x-ms-retry-after-ms", *extra, "retry-after"):
        value = header(headers, name)
        if value is None:
            continue
        try:
            seconds = float(value) / (1000 if name.endswith("-ms") else 1)
        except ValueError:
            seconds = _until(value)
        if isfinite(seconds):
            return max(seconds, 0.0)
    return in_body


def _until(date: str) -> float:
    """Seconds until a date of HTTP; NaN where it is none."""
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return nan
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()


def _parsed(data: bytes) -> Any:
    """A body as plain data if it is JSON, else as text."""
    from pydantic_core import from_json

    if not data:
        return None
    try:
        return from_json(data.removeprefix(MARK), allow_inf_nan=False)
    except ValueError:
        return data[:LONGEST_EXCERPT].decode("utf-8", "replace")


def _reason(cause: BaseException) -> str:
    """What was wrong with an answer, without what stood there."""
    from pydantic_core import ValidationError

    if not isinstance(cause, ValidationError):
        return str(cause) or type(cause).__name__
    first = cause.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}".removeprefix(": ")


def _plain(text: str) -> str:
    """The readable part of a body that is not JSON."""
    import re

    if "<" in text:
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        text = title[1] if title else re.sub(r"<[^>]*>", " ", text)
    return " ".join(text.split())[:300]
