"""Where the facts come from, and which of them could not be confirmed."""

from collections.abc import Iterator, Sequence

from ..markdown import Markdown, code, codes, prose
from ..spec import Evidence, Route, Rule, Spec
from .words import evidence


def sources(spec: Spec, routes: Sequence[tuple[str, Route]]) -> Iterator[Markdown]:
    """Where each group of facts comes from; rules name theirs where they stand."""
    for what, facts in _facts_of(spec, routes):
        if facts.source:
            yield Markdown(f"{what}: {evidence(facts)}")
    by_source: dict[Markdown, list[str]] = {}
    for model in spec.catalog.models:
        for what, own in (("", model), ("price of ", model.price)):
            if own and own.source:
                by_source.setdefault(evidence(own), []).append(f"{what}{code(model.id)}")
    for origin, named in by_source.items():
        yield Markdown(f"{', '.join(named)}: {origin}")


def doubts(spec: Spec, routes: Sequence[tuple[str, Route]]) -> Iterator[Markdown]:
    """What could not be confirmed."""
    for what, facts in _facts_of(spec, routes):
        if facts.confidence != "high":
            yield Markdown(f"{what} ({facts.confidence} confidence)")
    rules: list[Rule] = []
    for rule in (rule for _, route in routes for rule in route.rules):
        if rule.confidence != "high" and rule not in rules:
            rules.append(rule)
            yield Markdown(f"rule ({rule.confidence} confidence): {prose(rule.why)}")
    reasons = [one.why for _, route in routes for one in route.only_for if one.confidence != "high"]
    for why in dict.fromkeys(reasons):
        yield Markdown(f"choice of a route: {prose(why)}")
    for degree in ("medium", "low"):
        models = [model.id for model in spec.catalog.models if model.confidence == degree]
        prices = [m.id for m in spec.catalog.models if m.price and m.price.confidence == degree and m.id not in models]
        if models:
            yield Markdown(f"models ({degree} confidence): {codes(models)}")
        if prices:
            yield Markdown(f"prices ({degree} confidence): {codes(prices)}")


def _facts_of(spec: Spec, routes: Sequence[tuple[str, Route]]) -> Iterator[tuple[str, Evidence]]:
    """The groups of facts, each with what it is about; equal ones of several routes once."""
    yield "in general", spec
    yield "status", spec.lifecycle
    yield "addresses", spec.base_url
    seen: list[Evidence] = []
    for name, route in routes:
        for what, facts in (
            (f"route {prose(name)}", route),
            (f"parameters of {prose(name)}", route.parameters),
            (f"content of {prose(name)}", route.content),
        ):
            if facts and facts not in seen:
                seen.append(facts)
                yield what, facts
    yield "errors", spec.errors
    yield "models and prices", spec.catalog
