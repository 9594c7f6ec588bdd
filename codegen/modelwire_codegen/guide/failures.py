"""What a provider's failures are raised as."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..markdown import Markdown, code, joined
from ..spec import Kind, Spec
from ..view import error_class
from .words import either


def errors(spec: Spec) -> Iterator[tuple[Markdown, Markdown, Markdown]]:
    """What codes and statuses are raised as, a row for each class."""
    codes_, statuses = spec.errors.codes, spec.errors.statuses
    for name in dict.fromkeys(str(error_class(kind)) for kind in (*codes_.values(), *statuses.values())):
        yield code(name), _told(codes_, name), _told(statuses, name)


def _told(table: Mapping[Any, Kind], name: str) -> Markdown:
    return joined((f"{code(word)}{_retried(kind)}" for word, kind in table.items() if error_class(kind) == name), ", ")


def _retried(kind: Kind) -> str:
    """Whether it may be tried again, where that is not as usual for its class."""
    return "" if kind.retryable is None else " (retried)" if kind.retryable else " (not retried)"


def messages(spec: Spec) -> Iterator[Markdown]:
    """What messages are raised as."""
    for message in spec.errors.messages:
        places = [f"status {either(message.statuses)}" if message.statuses else ""]
        places += [f"code {either(message.codes)}" if message.codes else ""]
        place = f" at {joined(places, ' and ')}" if any(places) else ""
        yield Markdown(
            f"{code(message.pattern, in_table=False)}{place}: {code(error_class(message.kind))}{_retried(message.kind)}"
        )
