"""What becomes of each parameter on one route: sent, renamed, mapped, clamped or refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from math import isfinite
from typing import Any, Literal, TypeAlias

from .errors import InvalidRequestError, NotSupportedError

Unsupported: TypeAlias = Literal["raise", "warn", "drop"]
"""What to do about a parameter that cannot be sent: raise, warn and leave it out, or leave it out."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One thing that was not sent as given; ``action`` is ``dropped``, ``clamped``, ``mapped`` or ``left out``."""

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

    ``renamed`` gives wire names (dots mean nesting), ``values`` closed maps of values, ``becomes`` the fragments of a
    body that a value turns into, ``limits`` ranges, ``fixed`` the only value that is accepted (and then left out),
    ``defaults`` what is sent where nothing was given.
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
class Rule(Parameters):
    """A change of the parameters for some models.

    It holds for models that match one of ``models`` and none of ``exclude``, for requests in which each parameter of
    ``when`` is given with one of its values, and no parameter of ``unless`` is.  ``why`` is told to who is refused.
    """

    why: str = ""
    models: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=_mapping)
    unless: Mapping[str, tuple[Any, ...]] = field(default_factory=_mapping)

    def speaks_of(self, model: str) -> bool:
        """Whether the rule is about this model."""
        return matches(model, self.models) and not matches(model, self.exclude)

    def holds(self, given: Mapping[str, Any]) -> bool:
        """Whether the rule applies to a request with these parameters."""
        return all(_among(given.get(name), values) for name, values in self.when.items()) and not any(
            _among(given.get(name), values) for name, values in self.unless.items()
        )


def _among(value: Any, values: tuple[Any, ...]) -> bool:
    return isinstance(value, str | int | float | bool) and value in values


def matches(model: str, patterns: Iterable[str]) -> bool:
    """Whether a model's name matches one of the patterns (shell wildcards, case kept)."""
    return any(fnmatchcase(model, pattern) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcome of a plan: values by wire name in ``wire``, by unified name in ``values``."""

    values: dict[str, Any]
    fragments: list[Mapping[str, Any]]
    adjustments: list[Adjustment]
    names: Mapping[str, str]


class Plan:
    """What becomes of the parameters of one model on one route."""

    __slots__ = ("_conditional", "_model", "_parameters", "_plain", "_provider", "_reasons")

    def __init__(self, provider: str, model: str, parameters: Parameters, rules: Iterable[Rule]) -> None:
        self._provider = provider
        self._model = model
        self._conditional: list[Rule] = []
        self._reasons: dict[str, str] = {}
        for rule in rules:
            if not rule.speaks_of(model):
                continue
            if rule.when or rule.unless:
                self._conditional.append(rule)
            else:
                parameters = parameters.under(rule)
            self._reasons |= dict.fromkeys(rule.unsupported, rule.why)
        self._parameters = parameters
        special = {*parameters.values, *parameters.becomes, *parameters.limits, *parameters.fixed}
        self._plain = frozenset(parameters.sent) - special

    def settle(self, given: Mapping[str, Any], unsupported: Unsupported) -> Settled:
        """Decide over each parameter of a request; raises :class:`NotSupportedError` or says what was changed."""
        parameters, plain = self._parameters, self._plain
        for rule in self._conditional:
            if rule.holds(given):
                parameters = parameters.under(rule)
                plain = frozenset()
        settled = Settled({}, [], [], parameters.renamed)
        for name, value in given.items():
            if value.__class__ is float and not isfinite(value):
                raise InvalidRequestError(f"{name} must be a finite number, not {value}", provider=self._provider)
            if name in plain:
                settled.values[name] = value
            else:
                self._settle(name, value, parameters, settled, unsupported)
        for name, value in parameters.defaults.items():
            if name not in given:
                settled.values[name] = value
        return settled

    def _settle(
        self, name: str, value: Any, parameters: Parameters, settled: Settled, unsupported: Unsupported
    ) -> None:
        if name in parameters.unsupported or name not in parameters.sent:
            return self._refuse(settled, unsupported, name, value, "is not supported", self._reasons.get(name, ""))
        if name in parameters.fixed:
            if value != parameters.fixed[name]:
                self._refuse(settled, unsupported, name, value, f"is fixed at {parameters.fixed[name]!r}")
            return None
        if isinstance(value, Mapping) and name in parameters.values:  # a choice of one tool by its name
            if "named" not in parameters.values[name]:
                return self._refuse(settled, unsupported, name, value, "cannot name one to use")
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
            words = ", ".join(repr(word) for word in accepted)
            return self._refuse(settled, unsupported, name, value, f"must be one of {words}, not {value!r}")
        if limit := parameters.limits.get(name):
            value = self._limited(name, value, limit, settled, unsupported)
            if value is None:
                return None
        settled.values[name] = value
        return None

    def _limited(self, name: str, value: Any, limit: Limit, settled: Settled, unsupported: Unsupported) -> Any:
        if not isinstance(value, int | float):
            raise InvalidRequestError(f"{name} must be a number, not {value!r}", provider=self._provider)
        nearest = limit.nearest(value)
        if nearest == value:
            return value
        if limit.policy == "refuse":
            span = f"{'' if limit.min is None else limit.min}..{'' if limit.max is None else limit.max}"
            return self._refuse(settled, unsupported, name, value, f"must lie in {span}, not {value!r}")
        settled.adjustments.append(Adjustment(name, "clamped", value, nearest))
        return nearest

    def _refuse(
        self, settled: Settled, unsupported: Unsupported, name: str, value: Any, what: str, why: str = ""
    ) -> None:
        reason = f": {why[0].lower()}{why[1:].rstrip('.')}" if why else ""
        message = f"{name} {what} (model {self._model!r}){reason}"
        if unsupported == "raise":
            raise NotSupportedError(
                f'{message}; leave it out, or pass unsupported="drop"', provider=self._provider, code=name
            )
        if unsupported == "warn":
            import warnings

            warnings.warn(f"{self._provider}: {message}; it was left out", stacklevel=6)
        settled.adjustments.append(Adjustment(name, "dropped", value, None, message))
