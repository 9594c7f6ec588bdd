"""Decides what ``docs/providers/`` says of each provider, and in which words.

Words come from the specs and from the descriptions in their schema, so that a new one is explained without a change
here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..markdown import Markdown, code, codes, joined, link, prose
from ..schema import Schema
from ..spec import Spec
from ..view import OPERATIONS
from .failures import errors, messages
from .models import ModelRow, model_row
from .routes import Group, RouteRow, groups, named_routes, replies, route_row
from .setup import SettingRow, addresses, auth, example, settings
from .sources import doubts, sources
from .words import conditions, notes

HEADER = "<!-- Generated from specs/*.yaml. Do not edit: change the specs and run `make generate`. -->"
YES, NO = "✓", "\N{EN DASH}"


@dataclass(frozen=True)
class ProviderGuide:
    """What the page of a provider may print."""

    header: Markdown
    name: str
    page: Markdown
    marks: tuple[str, ...]
    facts: Markdown
    status: Markdown
    notes: Markdown
    example: Markdown
    auth: tuple[Markdown, ...]
    settings: tuple[SettingRow, ...]
    addresses: tuple[Markdown, ...]
    endings: Markdown
    routes: tuple[RouteRow, ...]
    headers: Markdown
    replies: tuple[Markdown, ...]
    groups: Mapping[str, tuple[Group, ...]]
    errors: tuple[tuple[Markdown, Markdown, Markdown], ...]
    messages: tuple[Markdown, ...]
    error_notes: Markdown
    model_count: str
    currency: str
    models: tuple[ModelRow, ...]
    free_names: bool
    priced_when: Markdown
    catalog_notes: Markdown
    sources: tuple[Markdown, ...]
    doubts: tuple[Markdown, ...]


@dataclass(frozen=True)
class Guide:
    """What the list of all providers may print."""

    header: Markdown
    capabilities: tuple[str, ...]
    providers: tuple[ProviderGuide, ...]


def guide(specs: Sequence[Spec], schema: Schema) -> Guide:
    """Decide what is said of all providers."""
    words = schema.words("capability")
    capabilities = [word for word in words if any(word in spec.capabilities for spec in specs)]
    names = {spec.id: spec.name for spec in specs}
    return Guide(
        Markdown(HEADER),
        tuple(word.replace("_", " ") for word in capabilities),
        tuple(_provider(spec, schema, capabilities, names) for spec in specs),
    )


def page_of(spec: Spec) -> str:
    """Where the page of a provider stands, from the folder of documents."""
    return f"providers/{spec.id}.md"


def _provider(spec: Spec, schema: Schema, capabilities: Sequence[str], names: Mapping[str, str]) -> ProviderGuide:
    routes = named_routes(spec)
    every = [named for routes_ in routes.values() for named in routes_]
    count = len(spec.catalog.models)
    return ProviderGuide(
        header=Markdown(HEADER),
        name=spec.name,
        page=Markdown(page_of(spec)),
        marks=tuple(YES if word in spec.capabilities else NO for word in capabilities),
        facts=_facts(spec),
        status=_status(spec, names),
        notes=notes(spec),
        example=example(spec),
        auth=tuple(auth(entry, schema) for entry in spec.auth),
        settings=tuple(settings(spec)),
        addresses=tuple(addresses(spec)),
        endings=codes(spec.base_url.strip_endings),
        routes=tuple(
            route_row(route, name, operation, schema) for operation in routes for name, route in routes[operation]
        ),
        headers=codes(f"{name}: {value}" for name, value in spec.headers.items()),
        replies=tuple(replies(spec, schema)),
        groups={
            OPERATIONS[name][1].capitalize(): told
            for name in spec.endpoints.every
            if (told := tuple(groups(routes[name], name, schema)))
        },
        errors=tuple(errors(spec)),
        messages=tuple(messages(spec)),
        error_notes=notes(spec.errors),
        model_count=f"{count:,} model{'' if count == 1 else 's'}",
        currency=spec.catalog.currency,
        models=tuple(model_row(model, spec) for model in spec.catalog.models),
        free_names=spec.free_names,
        priced_when=Markdown(conditions(spec.catalog.when)),
        catalog_notes=notes(spec.catalog),
        sources=tuple(sources(spec, every)),
        doubts=tuple(doubts(spec, every)),
    )


def _facts(spec: Spec) -> Markdown:
    ids = f"id {code(spec.id)}" + (f" (also {codes(spec.aliases)})" if spec.aliases else "")
    return joined([ids, f"class {code(spec.class_name)}", link("documentation", spec.docs)], " · ")


def _status(spec: Spec, names: Mapping[str, str]) -> Markdown:
    """What becomes of a provider that is not there to stay."""
    life = spec.lifecycle
    if life.status == "active":
        return Markdown("")
    successor = life.successor or ""
    instead = link(names[successor], f"{successor}.md") if successor in names else prose(successor)
    since = f" (from {life.date})" if life.date else ""
    return joined([f"**{life.status.capitalize()}**{since}", f"use {instead} instead" if instead else ""])
