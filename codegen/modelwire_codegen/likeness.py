"""Routes that say ``like: openai``: what stands on that provider's own route holds on them too.

A vendor's models are served by others as well, and what is known of the models (which refuse a temperature, which
efforts they take) is written down once, with the vendor.  Specs are checked as they stand in their files, and completed
afterwards.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from .document import Document, Node, is_list, is_mapping

EVIDENCE = ("source", "checked", "confidence", "notes")
WHERE = (
    "when",
    "models",
    "base_url",
    "path",
    "stream_path",
    "query",
    "stream_query",
    "method",
    "auth",
    "headers",
    "extra_fields",
)
OWN = frozenset(["like", *WHERE, "strip_model_prefix", *EVIDENCE])
"""Keys of a route that are never another's: where a request goes, and where the facts are from."""


def complete(documents: Sequence[Document], others: Sequence[Document] = ()) -> list[Document]:
    """The specs with every route that is like another's completed; they must have been checked."""
    completed: list[Document] = []
    specs = by_id((*others, *documents))
    for document in documents:
        endpoints: dict[str, Any] = {}
        for name in document.root["endpoints"].keys:
            routes = [(route, origin(route, name, specs)) for route in document.root["endpoints"][name].one_or_many]
            endpoints[name] = [
                _laid_over(other.mapping, route.mapping) if isinstance(other, Node) else route.value
                for route, other in routes
            ]
        completed.append(replace(document, root=Node({**document.root.mapping, "endpoints": endpoints})))
    return completed


def by_id(documents: Iterable[Document]) -> dict[str, Node]:
    """The specs that routes may be like."""
    return {document.stem: document.root for document in documents}


def origin(route: Node, endpoint: str, specs: Mapping[str, Node]) -> Node | str | None:
    """The route that this one is like, or what is wrong with that; None where it is like no other."""
    if not route["like"]:
        return None
    wanted, protocol = route["like"].text, route["protocol"].text
    if wanted not in specs:
        close = get_close_matches(wanted, specs, n=1)
        return f"there is no spec {wanted!r}{f'; did you mean {close[0]!r}?' if close else ''}"
    for other in specs[wanted]["endpoints"][endpoint].one_or_many:
        if other["protocol"].text == protocol and not other["like"]:
            return other
    return f"{wanted!r} has no {endpoint} route of its own that speaks {protocol!r}: name another provider"


def sent_by(route: Node, other: Node) -> set[str]:
    """The parameters that a route sends which is like ``other``."""
    own = route["parameters"]
    return {*other["parameters"]["sent"].texts} - {*own["unsupported"].texts} | {*own["sent"].texts}


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
