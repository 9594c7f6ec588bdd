"""What becomes of each parameter on one route: sent, renamed, mapped, clamped or refused."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from types import FrameType
from typing import Any, Literal, TypeAlias

from .data import is_mapping
from .errors import InvalidRequestError, NotSupportedError
from .options import flattened
from .parameter_types import EXACT, NOTHING_EXACT, TYPES, Type, check_type

UNASKED = -1
"""Stands for a limit that the catalogue has not been asked for yet."""
PACKAGES = ("modelwire", "modelwire_runtime")
"""What calls made by a user go through."""

Unsupported: TypeAlias = Literal["raise", "warn", "drop"]
"""What to do about a parameter that cannot be sent: raise, warn and leave it out, or leave it out."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One thing that was not sent as given.

    ``action`` is ``dropped``, ``clamped``, ``mapped``, ``left out``, ``preceded`` (by what was ``sent`` beside it) or
    ``replaced`` (a key of the body, by an option or by ``extra_body``).

    >>> lenient = client.with_options(unsupported="drop")
    >>> reply = lenient.chat_completion(model="gpt-5.4", messages=messages, top_k=5)
    >>> reply.adjustments[0].parameter, reply.adjustments[0].action
    ('top_k', 'dropped')
    """

    parameter: str
    action: str
    given: Any = None
    sent: Any = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """The range a number is accepted in, and whether one outside is brought to its edge or refused."""

    min: float | None = None
    max: float | None = None
    policy: Literal["clamp", "refuse"] = "refuse"

    def __str__(self) -> str:
        if self.min is None or self.max is None:
            return f"at most {self.max}" if self.min is None else f"at least {self.min}"
        return f"from {self.min} to {self.max}"

    def nearest(self, value: float) -> float:
        """The accepted number nearest to ``value``."""
        if self.min is not None and value < self.min:
            return self.min
        return self.max if self.max is not None and value > self.max else value


def _mapping() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """What becomes of the unified parameters on one route; each stands in ``sent`` or in ``unsupported``.

    ``renamed`` gives wire names (dots mean nesting), ``values`` closed maps of values (a format goes by its type, a
    choice that names a tool by ``named``), ``becomes`` the fragments of a body that a value turns into, ``limits``
    ranges, ``fixed`` the only value that is accepted (and then left out), ``defaults`` what is sent where nothing was
    given.
    """

    sent: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=_mapping)
    values: Mapping[str, Mapping[Any, Any]] = field(default_factory=_mapping)
    becomes: Mapping[str, Mapping[Any, Mapping[str, Any]]] = field(default_factory=_mapping)
    limits: Mapping[str, Limit] = field(default_factory=_mapping)
    fixed: Mapping[str, Any] = field(default_factory=_mapping)
    defaults: Mapping[str, Any] = field(default_factory=_mapping)

    def under(self, change: Parameters) -> Parameters:
        """These parameters with ``change`` laid over them."""
        merged = {
            table.name: {**getattr(self, table.name), **getattr(change, table.name)}
            for table in fields(Parameters)
            if table.name not in ("sent", "unsupported")
        }
        unsupported = tuple(name for name in self.unsupported if name not in change.sent)
        for name in change.unsupported:
            merged["defaults"].pop(name, None)
        return replace(
            self,
            sent=tuple(name for name in self.sent if name not in change.unsupported) + change.sent,
            unsupported=unsupported + change.unsupported,
            **merged,
        )


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What a rule or a route is for.

    It holds for models that match one of ``models`` and none of ``exclude`` (by their whole name, or by what follows
    its last slash), for requests in which each parameter of ``when`` is given with one of its values, and no parameter
    of ``unless`` is; an empty tuple stands for any value.  ``options.thinking.type`` names an option, or a key in one.
    """

    models: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=_mapping)
    unless: Mapping[str, tuple[Any, ...]] = field(default_factory=_mapping)

    def speaks_of(self, model: str) -> bool:
        """Whether it is about this model."""
        names = (model, model.rpartition("/")[2])
        return any(matches(name, self.models) for name in names) and not any(
            matches(name, self.exclude) for name in names
        )

    def holds(self, given: Mapping[str, Any]) -> bool:
        """Whether it is about a request with these parameters."""
        return all(_among(given.get(name), values) for name, values in self.when.items()) and not any(
            _among(given.get(name), values) for name, values in self.unless.items()
        )


@dataclass(frozen=True, kw_only=True)
class Rule(Parameters, Condition):
    """A change of the parameters for some models and requests; ``why`` is told to who is refused."""

    why: str = ""


def _among(value: Any, values: tuple[Any, ...]) -> bool:
    if not values:
        return value is not None
    return isinstance(value, str | int | float | bool) and value in values


def matches(model: str, patterns: Iterable[str]) -> bool:
    """Whether a model's name matches one of the patterns (shell wildcards, case kept)."""
    return any(_fits(model, pattern) for pattern in patterns)


def _fits(model: str, pattern: str) -> bool:
    """Whether a name matches a pattern; where stars are all its wildcards, no regular expression is compiled for it."""
    if "?" in pattern or "[" in pattern:
        return fnmatchcase(model, pattern)
    beginning, *parts = pattern.split("*")
    if not parts:
        return model == pattern
    *between, end = parts
    place = len(beginning)
    for part in between:
        found = model.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return model.startswith(beginning) and model.endswith(end) and place + len(end) <= len(model)


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcome of a plan: values by wire name in ``wire``, by unified name in ``values``."""

    values: dict[str, Any]
    fragments: list[Mapping[str, Any]]
    adjustments: list[Adjustment]
    names: Mapping[str, str]

    def copy(self) -> Settled:
        """The same, for a body that is written a second time."""
        return Settled(dict(self.values), list(self.fragments), list(self.adjustments), self.names)


@dataclass(frozen=True, slots=True)
class _Table:
    """The parameters as they are under some of the rules.

    ``plain`` are those that are sent without a look at their values, ``reasons`` say why others are not supported.
    """

    parameters: Parameters
    plain: frozenset[str]
    reasons: Mapping[str, str]


class Plan:
    """What becomes of the parameters of one model on one route."""

    __slots__ = (
        "_base",
        "_conditional",
        "_exact",
        "_model",
        "_most",
        "_most_output",
        "_provider",
        "_rules",
        "_tables",
        "_types",
    )

    def __init__(
        self,
        provider: str,
        model: str,
        parameters: Parameters,
        rules: Iterable[Rule],
        most_output: Callable[[], int | None] = lambda: None,
        types: Mapping[str, Type] = TYPES,
    ) -> None:
        self._types = types
        self._exact = EXACT if types is TYPES else NOTHING_EXACT
        self._most_output = most_output
        self._most: int | None = UNASKED
        self._provider = provider
        self._model = model
        self._base = parameters
        self._rules = [rule for rule in rules if rule.speaks_of(model)]
        self._conditional = [rule for rule in self._rules if rule.when or rule.unless]
        self._tables: dict[tuple[bool, ...], _Table] = {}

    def settle(self, given: Mapping[str, Any], unsupported: Unsupported, *native: Mapping[str, Any]) -> Settled:
        """Decide over each parameter of a request; raises :class:`NotSupportedError` or says what was changed.

        ``native`` are the provider's own parameters of the request, of which rules may speak.
        """
        seen = given
        if self._conditional:
            for options in native:
                if options:
                    seen = {**seen, **dict(flattened(options))}
        holding = tuple([rule.holds(seen) for rule in self._conditional])
        table = self._tables.get(holding) or self._lay(holding)
        parameters, plain = table.parameters, table.plain
        settled = Settled({}, [], [], parameters.renamed)
        exact = self._exact
        for name, value in given.items():
            if value.__class__ is not exact.get(name):
                check_type(name, value, self._provider, self._types)
            if name in plain:
                settled.values[name] = value
            else:
                self._settle(name, value, table, settled, unsupported)
        if "max_tokens" in settled.values:
            self._limit_output(settled, unsupported)
        if parameters.defaults:
            dropped = {note.parameter for note in settled.adjustments if note.action == "dropped"}
            for name, value in parameters.defaults.items():
                if name not in given or name in dropped:
                    settled.values[name] = value
        return settled

    def _lay(self, holding: tuple[bool, ...]) -> _Table:
        """The parameters under the rules without a condition and those conditional ones that hold, in their order."""
        parameters = self._base
        reasons: dict[str, str] = {}
        conditions = iter(holding)
        for rule in self._rules:
            if not (rule.when or rule.unless) or next(conditions):
                parameters = parameters.under(rule)
                for narrowed in (rule.unsupported, rule.values, rule.becomes, rule.limits, rule.fixed):
                    reasons |= dict.fromkeys(narrowed, rule.why)
        special = {*parameters.values, *parameters.becomes, *parameters.limits, *parameters.fixed}
        table = _Table(parameters, frozenset(parameters.sent) - special, reasons)
        self._tables[holding] = table
        return table

    def _settle(self, name: str, value: Any, table: _Table, settled: Settled, unsupported: Unsupported) -> None:
        parameters, why = table.parameters, table.reasons.get(name, "")
        if name in parameters.unsupported or name not in parameters.sent:
            return self._refuse(settled, unsupported, name, value, "is not supported", why)
        if name in parameters.fixed:
            fixed = parameters.fixed[name]
            if value != fixed:
                return self._refuse(settled, unsupported, name, value, f"is fixed at {fixed!r}", why)
            settled.adjustments.append(Adjustment(name, "left out", value, None, f"{name} is fixed at {fixed!r}"))
            return None
        if is_mapping(value) and name in parameters.values:  # one tool by its name, or a format by its type
            known, kind = parameters.values[name], value.get("type")
            if "named" not in known and not (isinstance(kind, str) and kind in known):
                types = f"must be of type {' or '.join(map(repr, known))}, not {kind!r}"
                what = "cannot name one to use" if "function" in value else types
                return self._refuse(settled, unsupported, name, value, what, why)
            settled.values[name] = value
            return None
        hashable = isinstance(value, str | int | float | bool)
        if hashable and value in parameters.becomes.get(name, ()):
            settled.fragments.append(parameters.becomes[name][value])
            return None
        if hashable and name in parameters.values and value in parameters.values[name]:
            sent = parameters.values[name][value]
            if sent != value:
                settled.adjustments.append(Adjustment(name, "mapped", value, sent))
            settled.values[name] = sent
            return None
        if hashable and (name in parameters.values or name in parameters.becomes):
            accepted = [*parameters.becomes.get(name, ()), *parameters.values.get(name, ())]
            words = ", ".join(dict.fromkeys(repr(word) for word in accepted if word != "named"))
            return self._refuse(settled, unsupported, name, value, f"must be one of {words}, not {value!r}", why)
        if limit := parameters.limits.get(name):
            value = self._limited(name, value, limit, settled, unsupported, why)
            if value is None:
                return None
        settled.values[name] = value
        return None

    def _limited(
        self, name: str, value: Any, limit: Limit, settled: Settled, unsupported: Unsupported, why: str
    ) -> Any:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise InvalidRequestError(f"{name} must be a number, not {value!r}", provider=self._provider)
        nearest = limit.nearest(value)
        if nearest == value:
            return value
        if limit.policy == "refuse":
            return self._refuse(settled, unsupported, name, value, f"must be {limit}, not {value!r}", why)
        settled.adjustments.append(Adjustment(name, "clamped", value, nearest))
        return nearest

    def _limit_output(self, settled: Settled, unsupported: Unsupported) -> None:
        """More tokens of output than the model can write are refused, or brought to what it can."""
        if self._most == UNASKED:
            self._most = self._most_output()
        given, most = settled.values["max_tokens"], self._most
        if most is None or not isinstance(given, int) or given <= most:
            return
        message = f"max_tokens is {given}, and model {self._model!r} writes at most {most}"
        advice = '; ask for fewer, or let the client: Client(..., unsupported="drop")'
        refuse(unsupported, self._provider, message, advice, "it was brought down to that")
        settled.adjustments.append(Adjustment("max_tokens", "clamped", given, most, message))
        settled.values["max_tokens"] = most

    def _refuse(
        self, settled: Settled, unsupported: Unsupported, name: str, value: Any, what: str, why: str = ""
    ) -> None:
        reason = f": {why.rstrip('.')}" if why else ""
        message = f"{name} {what}{f' (model {self._model!r})' if self._model else ''}{reason}"
        advice = '; leave it out, or let the client: Client(..., unsupported="drop")'
        refuse(unsupported, self._provider, message, advice, "it was left out")
        settled.adjustments.append(Adjustment(name, "dropped", value, None, message))


def refuse(unsupported: Unsupported, provider: str, message: str, advice: str, instead: str) -> None:
    """Raise, with advice, for what is not supported; or warn of what was done instead; or neither, if so wanted."""
    if unsupported == "raise":
        raise NotSupportedError(f"{message}{advice}", provider=provider)
    if unsupported == "warn":
        import warnings

        warnings.warn(f"{provider}: {message}; {instead}", stacklevel=callers_depth())


def callers_depth() -> int:
    """How many frames up the code stands that called modelwire: whom a warning is for."""
    depth = 1
    frame = inspect.currentframe()
    while frame is not None and _is_ours(frame):
        depth, frame = depth + 1, frame.f_back
    return depth - 1


def _is_ours(frame: FrameType) -> bool:
    """Whether code of modelwire's runs in a frame, or the ``__init__`` that Python wrote for a data class."""
    package = str(frame.f_globals.get("__name__")).partition(".")[0]
    return package in PACKAGES or (frame.f_code.co_filename, frame.f_code.co_name) == ("<string>", "__init__")
