"""One call, written once for both colours of client.

:func:`exchange` and :func:`streaming` are generators that say what they want done (a :data:`Step`) and are told what
came of it.  They do no I/O and read no clock, so there is nothing in them to make async; ``client.py`` and
``async_client.py`` do the steps and nothing else.  A stream's generator also yields lists of chunks, for the caller.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Generic, TypeAlias, TypeVar, cast

from .assembly import assemble
from .context import CallContext, RawHeaders, header
from .errors import (
    ConnectionFailedError,
    ProviderError,
    RequestTimeoutError,
    ResponseParsingError,
    StreamInterruptedError,
)
from .errortable import Failure
from .events import EventDecoder
from .protocols.base import ChatDecoder, ChatProtocol, Malformed, Refusal
from .replies import ChatChunk
from .routes import Target
from .timing import Hooks, Retry, Timeout
from .transport import TransportError, WireReply, WireRequest

ReplyT = TypeVar("ReplyT")
log = logging.getLogger("modelwire")


@dataclass(frozen=True, slots=True)
class Send:
    """Asks for a request to be sent; with ``stream``, the reply's body is left to be read."""

    request: WireRequest
    stream: bool = False


class Read:
    """Asks for the next bytes of the open reply; empty at its end."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Asks to wait."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Token:
    """Asks for an access token."""

    source: Any


class Close:
    """Asks for the open reply to be closed."""


@dataclass(frozen=True, slots=True)
class Done:
    """Says that an exchange is over, and what it returned."""

    value: Any


READ: Final = Read()
CLOSE: Final = Close()
Step: TypeAlias = Send | Read | Pause | Token | Close
Exchange: TypeAlias = Generator[Step, Any, ReplyT]
Streaming: TypeAlias = Generator[Step | list[ChatChunk], Any, None]


def tell(flow: Exchange[Any] | Streaming, value: Any) -> Step | list[ChatChunk] | Done:
    """Tell an exchange what came of its step (None to begin); its next step."""
    try:
        return flow.send(value)
    except StopIteration as finished:
        return Done(finished.value)


def fail(flow: Exchange[Any] | Streaming, failure: TransportError) -> Step | list[ChatChunk] | Done:
    """Tell an exchange that its step failed; its next step."""
    try:
        return flow.throw(failure)
    except StopIteration as finished:
        return Done(finished.value)


@dataclass(slots=True)
class Call(Generic[ReplyT]):
    """One call, ready to be made."""

    context: CallContext
    target: Target[Any]
    url: str
    body: bytes
    retry: Retry
    timeout: Timeout
    clock: Callable[[], float]
    decode: Callable[[bytes], ReplyT] | None = None
    extra_headers: tuple[tuple[str, str], ...] = ()
    hooks: Hooks | None = None
    deadline: float | None = field(init=False)

    def __post_init__(self) -> None:
        self.deadline = None if self.timeout.total is None else self.clock() + self.timeout.total

    def request(self, token: str | None) -> WireRequest:
        """The request of the next attempt."""
        headers = self.target.headers
        if token is not None:
            headers += tuple((name.lower(), value) for name, value in self.target.auth.headers(token).items())
        if self.extra_headers:
            own = {name for name, _ in self.extra_headers}
            headers = tuple(pair for pair in headers if pair[0] not in own) + self.extra_headers
        connect, read = self.timeout.connect, self.timeout.read
        if self.deadline is not None:
            left = max(self.deadline - self.clock(), 0.001)
            connect = left if connect is None else min(connect, left)
            read = left if read is None else min(read, left)
        return WireRequest(self.target.route.method, self.url, headers, self.body, connect, read)

    def check_deadline(self) -> None:
        """Raise if the total time is used up."""
        if self.deadline is not None and self.clock() >= self.deadline:
            raise RequestTimeoutError(
                f"no complete answer within {self.timeout.total:g} s; raise Timeout(total=...)",
                provider=self.context.provider.id,
                retryable=False,
            )

    def begin(self, request: WireRequest) -> float:
        """Note that an attempt begins; the clock's reading."""
        log.debug("%s: %s %s", self.context.provider.id, request.method, request.url)
        if self.hooks and self.hooks.on_request:
            self.hooks.on_request(request, self.context.attempts)
        return self.clock() if self.hooks else 0.0

    def head(self, status: int, headers: RawHeaders, begun: float) -> None:
        """Note the head of a reply."""
        self.context.status, self.context.raw_headers = status, headers
        log.debug("%s: status %s", self.context.provider.id, status)
        if self.hooks and self.hooks.on_response:
            self.hooks.on_response(status, self.context.headers, self.clock() - begun)

    def failed(self, error: ProviderError) -> float:
        """Seconds to wait before the next attempt; raises the error if there is to be none."""
        pause = self.retry.pause(self.context.attempts, error)
        if pause is None or (self.deadline is not None and self.clock() + pause >= self.deadline):
            raise error
        self.context.attempts += 1
        log.info("%s: trying again in %.2f s after %s", self.context.provider.id, pause, type(error).__name__)
        if self.hooks and self.hooks.on_retry:
            self.hooks.on_retry(error, pause)
        return pause

    def connection_failed(self, failure: TransportError) -> ProviderError:
        """The error for an answer that did not come."""
        kind = RequestTimeoutError if failure.timed_out else ConnectionFailedError
        where = self.url.split("?")[0]
        error = kind(f"{failure} ({where})", provider=self.context.provider.id)
        error.__cause__ = failure.__cause__ or failure
        return error

    def refused(self, status: int, headers: RawHeaders, data: bytes) -> ProviderError:
        """The error that a reply with a failing status stands for."""
        from pydantic_core import from_json

        body: Any
        try:
            body = from_json(data) if data else None
        except ValueError:
            body = data.decode("utf-8", "replace")
        failure: Failure = self.target.protocol.failure(body) if not isinstance(body, str) else Failure(_plain(body))
        return self.error(status, failure, body)

    def error(self, status: int | None, failure: Failure, body: Any) -> ProviderError:
        """The error for a failure, with what the reply's head adds to it."""
        provider, headers = self.context.provider, self.context.raw_headers
        if not failure.message:
            text = f"the provider answered with status {status or failure.status} and no message"
            failure = Failure(text, failure.codes, failure.request_id, failure.delay, failure.status)
        succeeded = status is not None and status < 400
        retryable = _retryable(headers, provider.replies.should_retry) if not succeeded else None
        return provider.errors.error(
            failure.status if succeeded else status,
            failure,
            provider=provider.id,
            request_id=self.context.request_id or failure.request_id,
            body=body,
            retryable=retryable,
            delay=_delay(headers, provider.replies.retry_after, failure.delay),
        )

    def malformed(self, what: Malformed) -> ProviderError:
        """The error for an answer that is not what the protocol says."""
        return ResponseParsingError(
            f"the answer is not what {self.target.protocol.name} says: {what}",
            provider=self.context.provider.id,
            status_code=self.context.status,
            request_id=self.context.request_id,
        )


def exchange(call: Call[ReplyT]) -> Exchange[ReplyT]:
    """Send a request until it succeeds or trying again stops making sense."""
    assert call.decode is not None
    while True:
        token = (yield Token(call.target.token)) if call.target.token is not None else None
        request = call.request(token)
        begun = call.begin(request)
        try:
            reply: WireReply = yield Send(request)
        except TransportError as failure:
            call.check_deadline()
            error = call.connection_failed(failure)
        else:
            call.head(reply.status, reply.headers, begun)
            if 200 <= reply.status < 300:
                try:
                    return call.decode(reply.body)
                except Refusal as refusal:
                    error = call.error(reply.status, refusal.failure, refusal.body)
                except Malformed as malformed:
                    raise call.malformed(malformed) from malformed.__cause__
            else:
                error = call.refused(reply.status, reply.headers, reply.body)
        yield Pause(call.failed(error))


def streaming(call: Call[Any]) -> Streaming:
    """Send a request until its stream begins, then hand out chunks as they come."""
    chunks: list[ChatChunk] = []
    while True:
        token = (yield Token(call.target.token)) if call.target.token is not None else None
        request = call.request(token)
        begun = call.begin(request)
        try:
            reply = yield Send(request, stream=True)
            call.head(reply.status, reply.headers, begun)
            if 200 <= reply.status < 300:
                yield from _read_stream(call, chunks)
                return
            body = yield from _read_all()
            error = call.refused(reply.status, reply.headers, body)
        except TransportError as failure:
            call.check_deadline()
            error = call.connection_failed(failure)
        except _Failed as failed:
            error = failed.error
        yield CLOSE
        if chunks:
            raise error
        yield Pause(call.failed(error))


class _Failed(Exception):
    """A stream ended in an error."""

    def __init__(self, error: ProviderError) -> None:
        super().__init__()
        self.error = error


def _read_all() -> Exchange[bytes]:
    parts: list[bytes] = []
    while data := (yield READ):
        parts.append(data)
    return b"".join(parts)


def _read_stream(call: Call[Any], seen: list[ChatChunk]) -> Streaming:
    """Hand out the chunks of an open stream, noting them in ``seen``; ends when its terminator was seen."""
    events = EventDecoder()
    decoder: ChatDecoder = cast(ChatProtocol, call.target.protocol).decoder()
    on_chunk = call.hooks.on_chunk if call.hooks else None
    context = call.context
    got_bytes = False
    while True:
        try:
            data: bytes = yield READ
        except TransportError as failure:
            if not decoder.complete:
                if not seen:
                    raise
                raise _Failed(_interrupted(call, seen, str(failure))) from failure
            return
        if data:
            got_bytes = True
            payloads = events.feed(data)
        else:
            payloads = events.end()
        chunks: list[ChatChunk] = []
        problem: Exception | None = None
        try:
            for payload in payloads:
                for chunk in decoder.feed(payload):
                    chunk.attach(context, payload)
                    chunks.append(chunk)
            if not data:
                chunks += decoder.end()
        except (Refusal, Malformed) as failure:
            problem = failure
        if chunks:
            seen += chunks
            if on_chunk:
                for chunk in chunks:
                    on_chunk(chunk)
            yield chunks
        if problem is not None:
            raise _Failed(_problem(call, problem)) from problem.__cause__
        if not data:
            break
        call.check_deadline()
    if not decoder.complete:
        raise _Failed(_cut(call, seen, events.stray, got_bytes))


def _problem(call: Call[Any], problem: Exception) -> ProviderError:
    if isinstance(problem, Refusal):
        return call.error(call.context.status, problem.failure, problem.body)
    assert isinstance(problem, Malformed)
    return call.malformed(problem)


def _cut(call: Call[Any], seen: list[ChatChunk], stray: bytes, got_bytes: bool) -> ProviderError:
    """The error for a stream that ended without its terminator."""
    from .protocols.base import unexpected

    if stray.strip():
        problem = unexpected(stray)
        if isinstance(problem, Refusal) or not seen:
            return _problem(call, problem)
    if not seen and not got_bytes:
        return call.malformed(Malformed("an empty stream"))
    return _interrupted(call, seen, "the stream ended without its terminator")


def _interrupted(call: Call[Any], seen: list[ChatChunk], why: str) -> ProviderError:
    partial = assemble(seen)
    partial.attach(call.context, None)
    return StreamInterruptedError(
        f"the stream was cut: {why}; error.partial holds what came",
        partial=partial,
        provider=call.context.provider.id,
        status_code=call.context.status,
        request_id=call.context.request_id,
        retryable=True,
    )


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
            try:
                moment = parsedate_to_datetime(value)
            except ValueError:
                continue
            seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
            seconds -= datetime.now(UTC).timestamp()
        if seconds == seconds and seconds != float("inf"):
            return max(seconds, 0.0)
    return in_body


def _plain(text: str) -> str:
    """The readable part of a body that is not JSON."""
    import re

    if "<" in text:
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        text = title[1] if title else re.sub(r"<[^>]*>", " ", text)
    return " ".join(text.split())[:300]
