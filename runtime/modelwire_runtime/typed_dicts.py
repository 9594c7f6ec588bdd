"""``typing.TypedDict`` for pydantic before Python 3.12.

Before 3.12 the standard library's TypedDict loses which keys of its bases are required, so pydantic takes only the one
of typing_extensions (https://docs.pydantic.dev/latest/errors/usage_errors/#typed-dict-version, read 2026-11-23).  Where
no key's standing is lost, the one can be made from the other.
"""

from __future__ import annotations

import sys
from types import UnionType
from typing import Any, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

import typing_extensions


def readable(kind: Any) -> Any:
    """The same type, with every ``typing.TypedDict`` in it as pydantic can read it."""
    if sys.version_info >= (3, 12):
        return kind
    if is_typeddict(kind) and type(kind).__module__ == "typing":
        return _rebuilt(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if not arguments:
        return kind
    read = tuple(readable(argument) for argument in arguments)
    if all(new is old for new, old in zip(read, arguments, strict=True)):
        return kind
    return Union[read] if origin in (Union, UnionType) else origin[read]  # noqa: UP007 (made, not written)


def _rebuilt(kind: Any) -> Any:
    keys: dict[str, Any] = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        marker = get_origin(hint)
        if marker in (Required, NotRequired):  # __required_keys__ does not know them where annotations are text
            required, hint = marker is Required, get_args(hint)[0]
        else:
            required = name in kind.__required_keys__
        keys[name] = Required[readable(hint)] if required else NotRequired[readable(hint)]
    make: Any = typing_extensions.TypedDict
    rebuilt = make(kind.__name__, keys)
    rebuilt.__doc__, rebuilt.__module__ = kind.__doc__, kind.__module__
    return rebuilt
