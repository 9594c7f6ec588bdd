"""Data classes of the runtime cannot be told from those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import KW_ONLY, FrozenInstanceError, asdict, astuple, field, fields, is_dataclass, replace
from typing import Any, ClassVar, TypeAlias, cast, get_type_hints

import pytest

from modelwire_runtime import records

Decorator: TypeAlias = Callable[..., Callable[[type[Any]], type[Any]]]
Shape: TypeAlias = Callable[[Decorator], type[Any]]
THEIRS: Decorator = dataclasses.dataclass
OURS: Decorator = records.dataclass
DUMP = r"""
import dataclasses, importlib, inspect, json, pkgutil, re, sys, types
if sys.argv[1] == "theirs":
    sys.modules["modelwire_runtime.records"] = types.SimpleNamespace(dataclass=dataclasses.dataclass)
import modelwire, modelwire_runtime
modules = [importlib.import_module(found.name) for package in (modelwire, modelwire_runtime)
           for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
           if not found.name.endswith(("__main__", ".records"))]
told = {}
for module in modules:
    for kind in vars(module).values():
        if isinstance(kind, type) and kind.__module__ == module.__name__ and "__dataclass_fields__" in vars(kind):
            told[f"{kind.__module__}.{kind.__qualname__}"] = [
                re.sub(" at 0x[0-9a-f]+", "", str(thing)) for thing in (
                    inspect.signature(kind), inspect.signature(kind.__init__), kind.__init__.__qualname__,
                    kind.__dataclass_params__, vars(kind).get("__slots__"), kind.__match_args__, kind.__hash__ is None,
                    sorted(vars(kind).keys() - {"__annotations__"}), kind.__doc__, *kind.__dataclass_fields__.values(),
                )
            ]
print(json.dumps(told))
"""
"""Imports all there is and tells of each data class what can be seen of it, made by whose decorator it is told."""


def plain(define: Decorator) -> type[Any]:
    @define()
    class Plain:
        """Changes."""

        name: str
        note: str = "none"
        parts: list[object] = field(default_factory=list[object])

    return Plain


def frozen(define: Decorator) -> type[Any]:
    @define(frozen=True)
    class Frozen:
        """Does not change."""

        kinds: ClassVar[tuple[str, ...]] = ("a",)
        name: str
        note: str | None = None
        seen: int = field(default=1, compare=False, repr=False)
        weight: int = field(default=2, hash=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "note", self.note or "told")

    return Frozen


def slotted(define: Decorator) -> type[Any]:
    @define(frozen=True, slots=True)
    class Slotted:
        """Has slots."""

        name: str
        parts: tuple[int, ...] = field(default=(), metadata={"told": True})
        _: KW_ONLY
        last: bool = False

    return Slotted


def by_name(define: Decorator) -> type[Any]:
    @define(slots=True, kw_only=True)
    class ByName:
        """Takes no value by its place."""

        note: str = "none"
        name: str
        begun: float = field(init=False, default=0.0)
        made: list[int] = field(init=False, default_factory=list[int])
        token: str = field(init=False, repr=False)

        def __post_init__(self) -> None:
            self.token = self.name

    return ByName


def inheriting(define: Decorator) -> type[Any]:
    @define(frozen=True, slots=True)
    class Base:
        """Has one field."""

        name: str
        note: str = "none"

    @define(frozen=True, slots=True, repr=False)
    class Inheriting(Base):
        """Has another, and another default."""

        note: str = "some"
        size: int = 3

        def __repr__(self) -> str:
            return f"<{self.name}>"

    return Inheriting


def nameless(define: Decorator) -> type[Any]:
    @define(frozen=True)
    class Nameless:
        """Has one field, without a name of its own."""

        name: str

        def __hash__(self) -> int:
            return 7

    return Nameless


def equal_anyway(define: Decorator) -> type[Any]:
    @define(frozen=True, slots=True)
    class EqualAnyway:
        """Says itself what it is equal to, and has the hash of its values."""

        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, type(self))

    return EqualAnyway


def untold(define: Decorator) -> type[Any]:
    @define(slots=True, repr=False, eq=False)
    class Untold:
        """Is equal to itself."""

        name: str

    return Untold


SHAPES: list[Shape] = [plain, frozen, slotted, by_name, inheriting, nameless, equal_anyway, untold]


def seen(shape: Shape, define: Decorator) -> dict[str, Any]:
    """What can be seen of a class, and of what is made of it."""
    kind = shape(define)
    one, same, other = kind(name="a"), kind(name="a"), kind(name="b")
    changed = replace(one, name="c")
    frozen = "".join(attempt(action) for action in (lambda: setattr(one, "name", "d"), lambda: delattr(same, "name")))
    return {
        "signature": str(inspect.signature(kind)),
        "types": get_type_hints(kind.__init__, globals(), {"KW_ONLY": KW_ONLY}),
        "fields": list(map(str, fields(kind))),
        "is": is_dataclass(kind) and is_dataclass(one),
        "match": kind.__match_args__,
        "slots": vars(kind).get("__slots__"),
        "defaults": {item.name: vars(kind).get(item.name) for item in fields(kind) if "__slots__" not in vars(kind)},
        "names": sorted(vars(kind)),
        "repr": repr(other) if "__repr__" in vars(kind) else "",
        "equal": (one == one, one == kind(name="a"), one == other, one == object(), one != kind(name="a")),
        "alike": {item.name: alike(one, item.name) for item in fields(kind) if item.init},
        "hash": attempt(lambda: hash(other) if "__hash__" in vars(kind) else None),
        "dict": asdict(changed),
        "tuple": astuple(changed),
        "frozen": frozen,
        "wrong": attempt(lambda: kind("a", "b", "c", "d", "e", "f")) + attempt(lambda: kind(nam="a")) + attempt(kind),
        "state": copy.copy(other).name,
    }


def alike(one: Any, name: str) -> tuple[bool, str]:
    """Whether a field counts when instances are compared, and in their hash."""
    other = replace(one, **{name: (9,)})
    return one == other, attempt(lambda: hash(one) == hash(other))


def attempt(action: Callable[[], object]) -> str:
    """What an action returns or raises, in words."""
    try:
        return f"{action()}\n"
    except (TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}\n"


@pytest.mark.parametrize("shape", SHAPES)
def test_is_what_the_standard_library_makes(shape: Shape) -> None:
    assert seen(shape, OURS) == seen(shape, THEIRS)


@pytest.mark.parametrize("shape", [frozen, slotted, inheriting, nameless])
@pytest.mark.parametrize(("base", "heir"), [(OURS, THEIRS), (THEIRS, OURS)])
def test_either_inherits_from_the_other(shape: Shape, base: Decorator, heir: Decorator) -> None:
    body = {"__annotations__": {"more": "int"}, "__module__": __name__, "more": 5}
    decorated = heir(frozen=True, slots=True)(type("Decorated", (shape(base),), body))
    undecorated = type("Undecorated", (decorated,), {})
    for kind in (decorated, cast("type[Any]", undecorated)):
        one = kind(name="a")
        assert (one.name, one.more) == ("a", 5)
        assert one == kind(name="a") != kind(name="b")
        assert [item.name for item in fields(kind)] == [*(item.name for item in fields(shape(base))), "more"]
        with pytest.raises(FrozenInstanceError, match="cannot assign to field 'more'"):
            one.more = 6


@records.dataclass(frozen=True, slots=True)
class Kept:
    """What a pickle holds."""

    name: str
    parts: tuple[Any, ...] = ()


def test_types_are_those_of_its_module() -> None:
    assert get_type_hints(Kept.__init__) == {"name": str, "parts": tuple[Any, ...], "return": type(None)}


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_is_pickled(protocol: int) -> None:
    one = Kept("a", (1, 2))
    assert pickle.loads(pickle.dumps(one, protocol)) == copy.deepcopy(one) == one


def test_holds_itself() -> None:
    kind = plain(OURS)
    one = kind("a")
    one.parts.append(one)
    assert repr(one).endswith("Plain(name='a', note='none', parts=[...])")


def test_is_written_when_first_asked_for() -> None:
    kind = plain(OURS)
    assert not inspect.isfunction(vars(kind)["__init__"])
    kind("a")
    assert inspect.isfunction(vars(kind)["__init__"])


@pytest.mark.parametrize("name", ["put", "factory", "write", "default_made", "MISSING"])
def test_fields_may_have_any_name(name: str) -> None:
    made = field(default_factory=list[int])
    kind = OURS(frozen=True)(type("Odd", (), {"__annotations__": {name: "int", "made": "list[int]"}, "made": made}))
    assert vars(kind(3)) == {name: 3, "made": []}


def test_every_data_class_is_what_the_standard_library_would_make() -> None:
    said = [
        subprocess.run([sys.executable, "-c", DUMP, whose], capture_output=True, text=True)
        for whose in ("ours", "theirs")
    ]
    assert not "".join(one.stderr for one in said)
    ours, theirs = (json.loads(one.stdout) for one in said)
    assert len(ours) > 150
    assert ours == theirs
