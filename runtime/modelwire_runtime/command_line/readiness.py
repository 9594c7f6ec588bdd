"""Whether a provider is set up: which variables it reads, which of them are set, and what is missing."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from typing import Any

from ..errors import ConfigurationError
from ..provider import LLMProvider
from ..settings import Setting, settings_of

NOT_SET_UP = "{} is not set up: "


def variables(kind: type[LLMProvider]) -> dict[str, bool]:
    """The variables that a provider reads, those for its credentials first, and whether each is set."""
    known = sorted(settings_of(kind).values(), key=lambda one: not one.credential)
    names = dict.fromkeys(name for one in known for name in one.env)
    return {name: bool(os.environ.get(name)) for name in names}


def keys(kind: type[LLMProvider]) -> list[str]:
    """The variables that its key is read from, or else its first credential."""
    known = settings_of(kind)
    credentials = [name for name, one in known.items() if one.credential and one.env]
    credentials.sort(key=lambda name: name != "api_key")
    return list(known[credentials[0]].env) if credentials else []


def has_key(kind: type[LLMProvider]) -> bool:
    """Whether a variable for some credential is set."""
    return any(os.environ.get(name) for one in settings_of(kind).values() if one.credential for name in one.env)


def create(kind: type[LLMProvider], settings: Mapping[str, Any] | None = None) -> LLMProvider:
    """The provider, as the environment and ``settings`` have it; what is missing is told in the command line's words.

    That it was retired is no warning here: whoever names it knows, and the tables tell.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            return kind(**settings or {})
        except ConfigurationError as error:
            if not error.missing:
                raise
            raise _not_set_up(kind, error) from None


def _not_set_up(kind: type[LLMProvider], error: ConfigurationError) -> ConfigurationError:
    """The error as it is told here: ``is not set up: set OPENAI_API_KEY``."""
    known = settings_of(kind)
    given = {name: known[name] for name in error.missing if not known[name].called}
    ways = [f"set {' or '.join(one.env)}" if one.env else _as_option(name, one) for name, one in given.items()]
    if not ways:
        return error
    ways += [f"install modelwire[{extra}]" for extra in error.extras]
    joint = " or " if all(one.credential for one in given.values()) else " and "
    return ConfigurationError(f"{NOT_SET_UP.format(kind.name)}{joint.join(ways)}", provider=kind.id)


def _as_option(name: str, setting: Setting) -> str:
    return f"give --set {name}={'@FILE' if setting.secret else '...'}"


def out_of_service(kind: type[LLMProvider]) -> str:
    """Since when a provider is retired, and what follows it."""
    when = f" on {kind.status.date}" if kind.status.date else ""
    after = f"; its successor is {kind.status.successor}" if kind.status.successor else ""
    return f"retired by the vendor{when}{after}"
