"""Model strings: ``provider/model``, one text for both."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module

from .catalog import Catalog
from .errors import ConfigurationError, InvalidRequestError
from .provider import unknown_provider


def split(
    model: str, types: type[StrEnum], catalogues: str, elsewhere: Mapping[str, str] | None = None
) -> tuple[StrEnum, str]:
    """The provider and what it calls the model.

    ``catalogues`` is the package of the catalogues, from which a name without a provider gets its suggestion;
    ``elsewhere`` says what to write instead of providers that there are not.
    """
    provider, slash, name = model.partition("/")
    try:
        return types(provider if slash else ""), name
    except ValueError:
        owners = [f"'{known}/{model}'" for known in types if model in catalogue(catalogues, known)]
    if owners:
        raise InvalidRequestError(f"model {model!r} names no provider; did you mean {' or '.join(owners)}?")
    if slash and elsewhere and (advice := elsewhere.get(provider)):
        raise ConfigurationError(f"there is no provider {provider!r} here: {advice.format(model=name)}")
    if slash:
        raise unknown_provider(provider, types)
    raise InvalidRequestError(f"model {model!r} names no provider; write it as 'provider/model'")


def catalogue(package: str, provider: str) -> Catalog:
    """The catalogue of a provider, from the package in which all of them lie."""
    found: Catalog = import_module(f"{package}.{provider}").MODELS
    return found
