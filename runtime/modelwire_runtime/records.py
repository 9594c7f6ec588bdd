"""Data classes that are quick to define, as a process defines many more of them than it makes instances of.

The standard library writes the methods of a data class as source and compiles one after the other: half a millisecond
a class on Python 3.11, a third of all that a first reply took.  Here it collects the fields; the methods are closures
over their names, and ``__init__`` alone is written as source, when it is first asked for.

Type checkers see the standard library's decorator, and what is made cannot be told from what that makes: ``fields``,
``replace``, ``asdict``, ``match``, ``inspect.signature``, pickles and data classes of anybody's that inherit.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from functools import partial
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Final, cast

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(**options: bool) -> Callable[[type[Any]], type[Any]]:
        """Make a data class of a class; takes of the standard library's options those that are used here."""
        return partial(_defined, **options)


class _Factory:
    """Stands in signatures for what a factory makes."""

    def __repr__(self) -> str:
        return "<factory>"


FACTORY: Final = _Factory()


def _defined(
    kind: type[Any],
    *,
    repr: bool = True,
    eq: bool = True,
    frozen: bool = False,
    kw_only: bool = False,
    slots: bool = False,
) -> type[Any]:
    own = _collected(kind, kw_only)
    if slots:
        kind = _with_slots(kind, own)
    else:
        _settle_defaults(kind, own)
    kind.__dataclass_params__ = own.__dataclass_params__
    for name, value in (("init", True), ("repr", repr), ("eq", eq), ("frozen", frozen), ("slots", slots)):
        if hasattr(kind.__dataclass_params__, name):  # Python 3.11 has no slots there
            setattr(kind.__dataclass_params__, name, value)
    kind.__dataclass_fields__ = _inherited(kind) | own.__dataclass_fields__
    items = fields(kind)
    positional = tuple(item.name for item in items if item.init and not item.kw_only)
    members: dict[str, Any] = {"__init__": _Unwritten(kind), "__match_args__": positional}
    if hasattr(own, "__replace__"):  # since Python 3.13, for copy.replace
        members["__replace__"] = own.__replace__
    if repr:
        members["__repr__"] = _represent
    if eq:
        members |= _equality(items, frozen)
    if frozen:
        members |= _frozenness(kind, items)
    if frozen and slots:
        members |= {"__getstate__": _get_state, "__setstate__": _set_state}
    given = set(vars(kind))
    if "__eq__" in given and vars(kind)["__hash__"] is None:
        given.discard("__hash__")  # Python's doing, for want of one
    for name in members.keys() - given:
        setattr(kind, name, members[name])
    return kind


def _collected(kind: type[Any], kw_only: bool) -> Any:
    """A class with nothing but the fields, as the standard library understands them, of those that this one adds."""
    annotated = kind.__annotations__
    told = {name: value for name, value in vars(kind).items() if name in annotated}
    told |= {"__annotations__": annotated, "__module__": kind.__module__, "__doc__": kind.__doc__}
    collect = dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only)
    return collect(type(kind.__name__, (), told))


def _inherited(kind: type[Any]) -> dict[str, Field[Any]]:
    """The fields of the classes that this one is made of."""
    found: dict[str, Field[Any]] = {}
    for base in reversed(kind.__mro__[1:]):
        found |= vars(base).get("__dataclass_fields__", {})
    return found


def _with_slots(kind: type[Any], own: Any) -> type[Any]:
    """The class anew, with a slot for each of its fields: none can be added to one that is there."""
    names = [item.name for item in fields(own)]
    inherited = {name for base in kind.__mro__[1:] for name in vars(base).get("__slots__", ())}
    told = {name: value for name, value in vars(kind).items() if name not in (*names, "__dict__", "__weakref__")}
    told["__slots__"] = tuple(name for name in names if name not in inherited)
    told["__qualname__"] = kind.__qualname__
    return cast("type[type]", type(kind))(kind.__name__, kind.__bases__, told)


def _settle_defaults(kind: type[Any], own: Any) -> None:
    """Leave of what ``field`` described the default."""
    for name, value in list(vars(kind).items()):
        if isinstance(value, Field):
            delattr(kind, name)
            if name in vars(own):
                setattr(kind, name, vars(own)[name])


class _Unwritten:
    """The ``__init__`` of a class until it is asked for."""

    def __init__(self, kind: type[Any]) -> None:
        self._kind = kind

    def __get__(self, instance: object, owner: type[Any]) -> Callable[..., None]:
        written = self._kind.__init__ = _written(self._kind)
        bound: Callable[..., None] = written.__get__(instance, owner)
        return bound


def _written(kind: type[Any]) -> Any:
    """The ``__init__`` of a class: parameters and assignments in the order of the fields."""
    items = fields(kind)
    scope: dict[str, Any] = {"_put": object.__setattr__, "_factory": FACTORY}
    for item in items:
        scope[f"_default_{item.name}"] = item.default
        scope[f"_make_{item.name}"] = item.default_factory
    parameters = ["self", *(_parameter(item) for item in items if item.init and not item.kw_only)]
    if named := [_parameter(item) for item in items if item.init and item.kw_only]:
        parameters += ["*", *named]
    frozen = kind.__dataclass_params__.frozen
    body = [f"_put(self, {name!r}, {value})" if frozen else f"self.{name} = {value}" for name, value in _values(items)]
    if hasattr(kind, "__post_init__"):
        body.append("self.__post_init__()")
    lines = "\n  ".join(body or ["pass"])
    source = f"def write({', '.join(scope)}):\n def __init__({', '.join(parameters)}):\n  {lines}\n return __init__"
    made: dict[str, Any] = {}
    home = sys.modules.get(kind.__module__)
    exec(source, vars(home) if home else {}, made)
    init = made["write"](**scope)
    init.__qualname__ = f"{kind.__qualname__}.__init__"
    init.__annotations__ = {item.name: item.type for item in items if item.init} | {"return": None}
    return init


def _parameter(item: Field[Any]) -> str:
    if item.default is not MISSING:
        return f"{item.name}=_default_{item.name}"
    return item.name if item.default_factory is MISSING else f"{item.name}=_factory"


def _values(items: Iterable[Field[Any]]) -> Iterator[tuple[str, str]]:
    """What each field is set to, as source."""
    for item in items:
        name = item.name
        if item.default_factory is not MISSING:
            yield name, f"_make_{name}() if {name} is _factory else {name}" if item.init else f"_make_{name}()"
        elif item.init or item.default is not MISSING:
            yield name, name if item.init else f"_default_{name}"


@recursive_repr()
def _represent(self: Any) -> str:
    told = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
    return f"{type(self).__qualname__}({', '.join(told)})"


def _equality(items: Iterable[Field[Any]], frozen: bool) -> dict[str, Any]:
    """Instances are equal if their values are; those that do not change have a hash."""
    compared = _reader(*(item.name for item in items if item.compare))

    def __eq__(self: object, other: object) -> bool:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    if not frozen:
        return {"__eq__": __eq__, "__hash__": None}
    hashed = _reader(*(item.name for item in items if (item.compare if item.hash is None else item.hash)))

    def __hash__(self: object) -> int:
        return hash(hashed(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


def _reader(*names: str) -> Callable[[object], tuple[Any, ...]]:
    """What reads the values of these attributes."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _frozenness(kind: type[Any], items: Iterable[Field[Any]]) -> dict[str, Any]:
    """Fields keep what they were made with."""
    names = frozenset(item.name for item in items)

    def __setattr__(self: object, name: str, value: object) -> None:
        if type(self) is kind or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(kind, self).__setattr__(name, value)

    def __delattr__(self: object, name: str) -> None:
        if type(self) is kind or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(kind, self).__delattr__(name)

    return {"__setattr__": __setattr__, "__delattr__": __delattr__}


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, item.name) for item in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for item, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, item.name, value)
