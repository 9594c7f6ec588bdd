"""The words in which `vendors/` says how the cases of a folder are asked for, and what its failures are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from modelwire import ProviderError
from tests.wire.answers import Shape

Settings = Mapping[str, Any]


def _none() -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Credential:
    """The setting that a recorded credential is passed as, and how it travels then."""

    setting: str
    header: str = "authorization"
    scheme: str = "Bearer "


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """One folder: which provider asks, and what of a request is said by settings.

    `paths` are patterns of the recorded paths, whose groups are settings, but for two: `base` is what the base URL ends
    with, and `model` the model where no body names it. `credentials` and `headers` tell which setting a recorded header
    comes from, and `queries` which one a parameter of the query does. `required` are parameters that the vendor wants
    always and whose values the recorder chose.
    """

    provider: str
    shape: Shape
    paths: tuple[str, ...]
    credentials: Mapping[str, Credential] = field(default_factory=lambda: {"authorization": Credential("api_key")})
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    queries: Mapping[str, str] = field(default_factory=dict[str, str])
    required: tuple[str, ...] = ()
    request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a user says beside, or instead of, a case's logical request.

    `reasoning` is what the assistant's turns were preceded by; `dropped` are the parameters that the provider does not
    take, so that `unsupported="drop"` leaves them out; `credential` is how the key travels, if not as the vendor's do.
    """

    settings: Settings = field(default_factory=_none)
    model: str | None = None
    messages: Sequence[Mapping[str, Any]] | None = None
    parameters: Mapping[str, Any] = field(default_factory=_none)
    options: Mapping[str, Any] = field(default_factory=_none)
    reasoning: str | None = None
    dropped: frozenset[str] = frozenset()
    credential: Mapping[str, str] | None = None


NOTHING: Final = Asked()


@dataclass(frozen=True)
class Row:
    """The class of an error, exactly, and whether the same request may succeed later."""

    kind: type[ProviderError]
    retryable: bool = False
    limit: int | None = None
    actual: int | None = None
