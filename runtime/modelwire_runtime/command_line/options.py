"""The options that several commands have, and what completes them in a shell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from ..capabilities import Capability
from ..data import is_mapping
from ..errors import ConfigurationError
from ..provider import LLMProvider
from ..settings import check_names, from_text, settings_of
from .offer import Offer


def offered(ctx: typer.Context) -> Offer:
    """The providers that this run of the command line can speak of."""
    offer = ctx.obj
    assert isinstance(offer, Offer)
    return offer


def complete_providers(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """The ids of all providers, each with its name."""
    for kind in offered(ctx).kinds():
        yield kind.id, kind.name


def complete_models(ctx: typer.Context, incomplete: str) -> Iterator[str]:
    """The models of the provider that was named; else, with their provider, those of the one that is begun with."""
    offer, named = offered(ctx), ctx.params.get("provider")
    ids = {str(id): offer.kind(id) for id in offer.types if id in (named, incomplete.partition("/")[0])}
    if named in ids:
        yield from (model.id for model in ids[named].models)
    elif ids and "/" in incomplete:
        yield from (f"{id}/{model.id}" for id, kind in ids.items() for model in kind.models)
    else:
        yield from (f"{id}/" for id in offer.types)


ProviderOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--provider", "-p", metavar="ID", help="The provider, by its id.", autocompletion=complete_providers),
]
ModelOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        metavar="MODEL",
        help="The model, as PROVIDER/MODEL or, with --provider, as MODEL.",
        autocompletion=complete_models,
    ),
]
SpecOption: TypeAlias = Annotated[
    Path | None, typer.Option("--spec", metavar="FILE", help="A provider of your own, by its spec (.yaml).")
]
CapabilityOption: TypeAlias = Annotated[
    list[Capability] | None,
    typer.Option(
        "--capability",
        "-c",
        metavar="WORD",
        help="Only those that can do this, such as vision; may be given several times.",
    ),
]
SearchOption: TypeAlias = Annotated[
    str | None, typer.Option("--search", "-s", metavar="TEXT", help="Only those whose name holds this.")
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Put JSON out, for programs.")]
BaseURLOption: TypeAlias = Annotated[
    str | None, typer.Option("--base-url", metavar="URL", help="Send requests here instead of the vendor's address.")
]
SetOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Another setting of the provider; a secret as NAME=@FILE. May be given several times.",
    ),
]


def settings_given(kind: type[LLMProvider], base_url: str | None, pairs: Sequence[str] | None) -> dict[str, Any]:
    """What ``--base-url`` and ``--set`` say, as the provider takes it."""
    known = settings_of(kind)
    given: dict[str, Any] = {} if base_url is None else {"base_url": base_url}
    for pair in pairs or ():
        name, equals, text = pair.partition("=")
        if not equals:
            raise ConfigurationError(f"--set takes NAME=VALUE, not {pair!r}")
        check_names("--set", kind.id, known, [name])
        if known[name].secret:
            given[name] = _secret(kind.id, name, known[name].env, text)
        elif known[name].called:
            raise ConfigurationError(f"--set {name}: a function can't be given here", provider=kind.id)
        else:
            given[name] = _mapping(name, text) if text.startswith("{") else from_text(text, known[name].kind)
    return given


def _secret(provider: str, name: str, variables: Sequence[str], text: str) -> str:
    """A secret, which must stand in a file: what stands in a command line can be read by others."""
    if not text.startswith("@"):
        ways = [*(f"set {variable}" for variable in variables[:1]), f"give a file that holds it, --set {name}=@FILE"]
        raise ConfigurationError(
            f"--set {name}: a command line can be read by others; {' or '.join(ways)}", provider=provider
        )
    return read_text(Path(text[1:])).strip()


def _mapping(name: str, text: str) -> dict[str, Any]:
    try:
        value: object = json.loads(text)
    except ValueError as error:
        raise ConfigurationError(f"--set {name}: {text!r} is not JSON ({error})") from None
    assert is_mapping(value)
    return dict(value)


def read_text(path: Path) -> str:
    """What a file holds."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is not text in UTF-8") from None
