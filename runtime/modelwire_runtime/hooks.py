"""What a client tells of its calls while they happen, for telemetry and whatever else wants to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .context import CallContext
    from .errors import ProviderError
    from .replies import ChatChunk, Reply
    from .transport import WireRequest


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How a call ended.

    ``reply`` is the whole reply; of a stream, what the chunks that came add up to, also where it was cut.  ``error`` is
    what ended the call otherwise: mostly a :class:`ProviderError`, but :class:`asyncio.CancelledError` or what a hook
    raised as well.  A stream that has no ``error`` and is not ``complete`` was left before its end.  ``seconds`` is how
    long the call took, with all attempts and pauses.

    >>> told = Hooks(on_end=lambda call, end: print(end.reply.text, end.complete, end.error))
    >>> reply = client.with_options(hooks=told).chat_completion(model="gpt-5.4", messages=messages)
    Hello there! True None
    """

    reply: Reply | None
    error: BaseException | None
    complete: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Functions that are told what happens, in both colours of client; they must not block.

    Each is given the call first, the same object every time, so that what belongs together can be told: provider,
    model, operation, attempts so far, the reply's status and headers, the caller's metadata.

    ``on_start(call, request)`` when a call begins, with what was asked (a :class:`ChatRequest` and so on, or None);
    ``on_request(call, request)`` before each attempt, with what goes over the wire;
    ``on_response(call, seconds)`` when a head has arrived, ``on_retry(call, error, pause)`` before a pause,
    ``on_chunk(call, chunk)`` for each chunk of a chat's stream, ``on_end(call, end)`` once for every call that began.

    What they raise ends the call and reaches the caller.  ``on_end`` alone can change nothing any more: what it raises
    is logged.

    >>> Hooks(on_end=lambda call, end: print(call.provider_id, call.model, end.seconds)).on_start is None
    True
    """

    on_start: Callable[[CallContext, Any], None] | None = None
    on_request: Callable[[CallContext, WireRequest], None] | None = None
    on_response: Callable[[CallContext, float], None] | None = None
    on_retry: Callable[[CallContext, ProviderError, float], None] | None = None
    on_chunk: Callable[[CallContext, ChatChunk], None] | None = None
    on_end: Callable[[CallContext, CallEnd], None] | None = None

    def __post_init__(self) -> None:
        for name in NAMES:
            given: object = getattr(self, name)
            if given is not None and not callable(given):
                raise ConfigurationError(f"Hooks: {name} must be a function or None, not {given!r}")

    @classmethod
    def combined(cls, *several: Hooks) -> Hooks:
        """Hooks that tell each of several, in this order.

        >>> Hooks.combined(Hooks(on_retry=print), Hooks(on_chunk=print)).on_chunk is print
        True
        """
        for one in several:
            _check(one, "Hooks.combined")
        return cls(**{name: _in_turn([getattr(one, name) for one in several]) for name in NAMES})


NAMES = tuple(item.name for item in fields(Hooks))


class _Everywhere:
    """What every call of this process tells that has no hooks of its own."""

    hooks: Hooks | None = None


EVERYWHERE = _Everywhere()


def use_hooks(hooks: Hooks | None) -> None:
    """Tell these hooks of every call whose client has none of its own; None ends that.

    It holds for the whole process, for ``completion`` and its like as well, and for clients that were made before.

    >>> use_hooks(Hooks(on_request=lambda call, request: print("asking", call.model)))
    >>> reply = completion("openai/gpt-5.4", messages)
    asking gpt-5.4
    >>> use_hooks(None)
    """
    if hooks is not None:
        _check(hooks, "use_hooks")
    EVERYWHERE.hooks = hooks


def _check(given: object, taker: str) -> None:
    if not isinstance(given, Hooks):
        raise ConfigurationError(f"{taker} takes Hooks(...), not {given!r}")


def _in_turn(functions: list[Callable[..., None] | None]) -> Callable[..., None] | None:
    """One function that calls several, if there are any."""
    given = [function for function in functions if function is not None]
    if len(given) < 2:
        return given[0] if given else None

    def call_each(*arguments: Any) -> None:
        for function in given:
            function(*arguments)

    return call_each
