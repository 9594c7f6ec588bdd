"""The options of a web search, as OpenAI's chat has them, for vendors that search by a tool of theirs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..data import is_listed, is_mapping
from ..errors import InvalidRequestError
from .base import Encoding
from .json_values import Json
from .omissions import leave_out

SIZES = ("low", "medium", "high")
PLACE = ("city", "country", "region", "timezone")
WHERE = "web_search_options"


@dataclass(frozen=True, slots=True)
class Search:
    """What is wished of a search: how much of it, for a user who is where, on which sites."""

    context_size: str | None
    location: Json
    allowed_domains: list[str] | None
    blocked_domains: list[str] | None


def read_search(options: Any, encoding: Encoding, taken: Collection[str] = ()) -> Search:
    """The options, of which those in ``taken`` can be said to the vendor; of the others it is told that they can't."""
    if not is_mapping(options):
        raise _wrong(f"{WHERE} must be a mapping, not {type(options).__name__}", encoding)
    filters = options.get("filters")
    found: dict[str, Any] = {
        "search_context_size": _size(options.get("search_context_size"), encoding),
        "user_location": _location(options.get("user_location"), encoding),
        "allowed_domains": _domains("allowed_domains", options, filters, encoding),
        "blocked_domains": _domains("blocked_domains", options, filters, encoding),
    }
    for name in options.keys() - found.keys() - {"filters"}:
        raise _wrong(f"{WHERE}.{name} is not known; it takes {', '.join(found)}", encoding)
    for name, value in found.items():
        if value and name not in taken:
            leave_out(encoding, f"{WHERE}.{name}", given=value, reason="the vendor's search has no such setting")
            found[name] = None
    return Search(*found.values())


def _size(given: Any, encoding: Encoding) -> str | None:
    if given is not None and given not in SIZES:
        raise _wrong(f"{WHERE}.search_context_size must be one of {', '.join(SIZES)}, not {given!r}", encoding)
    return str(given) if given else None


def _location(given: Any, encoding: Encoding) -> Json:
    """The place, whether it stands in ``approximate`` (OpenAI's chat) or beside the type (its Responses, Anthropic)."""
    if given is None:
        return {}
    inner = given.get("approximate", given) if is_mapping(given) else None
    if not is_mapping(inner):
        raise _wrong(f'{WHERE}.user_location must be {{"type": "approximate", "approximate": {{...}}}}', encoding)
    for name in inner.keys() - {"type", *PLACE}:
        raise _wrong(f"{WHERE}.user_location.{name} is not known; it takes {', '.join(PLACE)}", encoding)
    return {name: inner[name] for name in PLACE if inner.get(name)}


def _domains(name: str, options: Mapping[str, Any], filters: Any, encoding: Encoding) -> list[str] | None:
    given = options.get(name) or (filters.get(name) if is_mapping(filters) else None)
    if not given:
        return None
    if not is_listed(given) or not all(isinstance(domain, str) for domain in given):
        raise _wrong(f"{WHERE}.{name} must be a list of names of sites", encoding)
    return list(given)


def _wrong(what: str, encoding: Encoding) -> InvalidRequestError:
    return InvalidRequestError(what, provider=encoding.provider)
