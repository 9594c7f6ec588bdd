"""Names of models that a provider does not have: whose they are, and what may be meant.

Imported only when a name is not in the provider's catalogue, or the provider says that there is no such model; the
catalogues of the other providers are read then too.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from .catalog import Catalog

if TYPE_CHECKING:
    from .provider import LLMProvider


def foreign(provider: LLMProvider, model: str) -> str:
    """Whose model this is, if it is one of another provider's and none of this one's; else nothing.

    Only a provider whose catalogue is whole can be said not to have a model.
    """
    if provider.models.selection or provider.free_names or provider.listed_model(model):
        return ""
    if here := _without_prefix(provider, model):
        return f"there is no model {model!r} here; it is called {here!r}, without a provider before it"
    owners = _owners(provider, model, whole=True)
    return f"{provider.name} has no model {model!r}; {_called(owners)}" if owners else ""


def hint(provider: LLMProvider, model: str) -> str:
    """What to do where the provider says that there is no such model; nothing where that is not known."""
    listed = provider.listed_model(model)
    if listed is not None:
        if not listed.retired:
            return ""
        after = f"; its successor is {listed.successor!r}" if listed.successor else ""
        return f"{listed.id!r} was retired on {listed.retired}{after}"
    if here := _without_prefix(provider, model):
        return f"here it is called {here!r}"
    if owners := _owners(provider, model, whole=False):
        return _called(owners)
    return provider.models.suggestion(model).removeprefix("; ")


def _without_prefix(provider: LLMProvider, model: str) -> str:
    """The name without what stands before its first slash, if the provider has a model of that name."""
    _, slash, rest = model.partition("/")
    return rest if slash and provider.listed_model(rest) else ""


def _owners(provider: LLMProvider, model: str, whole: bool) -> list[tuple[str, str]]:
    """The providers that have the model, by id, with its name there; those whose catalogue is whole come first.

    With ``whole`` none but those count, unless the name has a slash, as it has with those who hand on others' models.
    """
    rest = model.partition("/")[2]
    sure: list[tuple[str, str]] = []
    unsure: list[tuple[str, str]] = []
    for owner, catalogue in _others(provider):
        name = next((name for name in (model, rest) if name and name in catalogue), None)
        if name is not None:
            (unsure if catalogue.selection else sure).append((owner, name))
    return sure + unsure if sure or rest or not whole else []


def _others(provider: LLMProvider) -> Iterator[tuple[str, Catalog]]:
    """The catalogues that lie beside the provider's, by the id of their provider; none beside one without a ``type``.

    Such a one is private: no client is made of its id, nor of those of its like.
    """
    if not hasattr(provider, "type"):
        return
    package, _, own = provider.catalog.rpartition(".")
    for module in iter_modules(import_module(package).__path__):
        if module.name != own:
            yield module.name, import_module(f"{package}.{module.name}").MODELS


def _called(owners: list[tuple[str, str]]) -> str:
    """``it is a model of acme: Client("acme") with model="rocket-1"``."""
    first, name = owners[0]
    others = ", ".join(owner for owner, _ in owners[1:4])
    also = f" (and of {others})" if others else ""
    return f'it is a model of {first}{also}: Client("{first}") with model="{name}"'
