"""Routes that say ``like: openai``: what stands on that provider's own route holds on them too.

A vendor's models are served by others as well, and what is known of the models (which refuse a temperature, which
efforts they take) is written down once, with the vendor.  The route is completed before anything else looks at the
spec, so that every later check sees it whole.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from .document import Document, Node, Problem, is_list, is_mapping

EVIDENCE = ("source", "checked", "confidence", "notes")
WHERE = ("when", "models", "path", "stream_path", "query", "stream_query", "method", "auth", "headers")
OWN = frozenset(["like", *WHERE, "strip_model_prefix", *EVIDENCE])
"""Keys of a route that are never another's: where a request goes, and where the facts are from."""


def complete(documents: Sequence[Document]) -> tuple[list[Document], list[Problem]]:
    """The specs with every route that is like another's completed, and the likenesses that lead nowhere."""
    specs = {document.stem: document for document in documents}
    problems: list[Problem] = []
    completed: list[Document] = []
    for document in documents:
        endpoints: dict[str, Any] = {}
        for name in document.root["endpoints"].keys:
            given = document.root["endpoints"][name]
            routes: list[Any] = []
            for route in given.one_or_many:
                origin = _origin(route, name, specs)
                if isinstance(origin, str):
                    problems.append(document.problem(route["like"].path, origin))
                routes.append(_laid_over(origin.mapping, route.mapping) if isinstance(origin, Node) else route.value)
            endpoints[name] = routes if is_list(given.value) else routes[0] if routes else given.value
        if endpoints:
            document = replace(document, root=Node({**document.root.mapping, "endpoints": endpoints}))
        completed.append(document)
    return completed, problems


def _origin(route: Node, endpoint: str, specs: Mapping[str, Document]) -> Node | str | None:
    """The route that this one is like, or what is wrong with that; None where it is like no other."""
    wanted, protocol = route["like"].text, route["protocol"].text
    if not wanted:
        return None
    if wanted not in specs:
        close = get_close_matches(wanted, specs, n=1)
        return f"there is no spec {wanted!r}{f'; did you mean {close[0]!r}?' if close else ''}"
    speaking = [
        other
        for other in specs[wanted].root["endpoints"][endpoint].one_or_many
        if other["protocol"].text == protocol and not other["like"]
    ]
    if not speaking:
        return f"{wanted!r} has no {endpoint} route of its own that speaks {protocol!r}: name another provider"
    return speaking[0]


def _laid_over(origin: Mapping[str, Any], route: Mapping[str, Any]) -> dict[str, Any]:
    """The route with what it leaves unsaid from the other: parameters by entry, rules one after the other's."""
    merged = {key: value for key, value in origin.items() if key not in OWN} | dict(route)
    ours = route.get("parameters")
    refused = set(_texts(ours.get("unsupported"))) if is_mapping(ours) else set[str]()
    if is_mapping(theirs := origin.get("parameters")) and is_mapping(ours):
        merged["parameters"] = _parameters(theirs, ours, refused)
    if is_list(theirs := origin.get("rules")):
        ours = route.get("rules")
        kept = filter(None, (_rule(rule, refused) if is_mapping(rule) else rule for rule in theirs))
        merged["rules"] = [*kept, *(ours if is_list(ours) else ())]
    return merged


def _parameters(theirs: Mapping[str, Any], ours: Mapping[str, Any], refused: set[str]) -> dict[str, Any]:
    """Their tables without what is refused here, and ours laid over them."""
    sent = set(_texts(ours.get("sent")))
    merged = {key: value for key, value in _without(theirs, refused).items() if key not in EVIDENCE}
    merged["unsupported"] = [name for name in _texts(theirs.get("unsupported")) if name not in sent]
    for key, value in ours.items():
        before = merged.get(key)
        if is_list(before) and is_list(value):
            merged[key] = [*before, *(name for name in value if name not in before)]
        elif is_mapping(before) and is_mapping(value):
            merged[key] = {**before, **value}
        else:
            merged[key] = value
    return merged


def _rule(rule: Mapping[str, Any], refused: set[str]) -> dict[str, Any] | None:
    """Their rule without what is refused here; None if nothing is left of it, or if it never holds."""
    if is_mapping(when := rule.get("when")) and refused & when.keys():
        return None
    kept = _without(rule, refused)
    return kept if kept.keys() - {"why", "models", "except", "when", "unless", *EVIDENCE} else None


def _without(tables: Mapping[str, Any], refused: set[str]) -> dict[str, Any]:
    """Tables of parameters, and conditions on them, without those that are refused."""
    kept: dict[str, Any] = {}
    for key, value in tables.items():
        if key in ("sent", "unsupported"):
            value = [name for name in _texts(value) if name not in refused]
        elif is_mapping(value):
            value = {name: entry for name, entry in value.items() if name not in refused}
        if value or key == "sent":
            kept[key] = value
    return kept


def _texts(value: Any) -> Iterator[str]:
    items: Iterable[Any] = value if is_list(value) else ()
    return (item for item in items if isinstance(item, str))
