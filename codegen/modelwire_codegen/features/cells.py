"""How a spec tells whether a provider has a feature, and how it comes about.

Each function here makes a question that a row asks of every spec: a parameter, a form of content, an endpoint, a
capability, a strategy. What protocols do by themselves, which no spec says, stands in ``protocols``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from ..document import is_mapping
from ..spec import Condition, Content, Evidence, Route, Rule, Spec, Tables
from .protocols import (
    AS_THEY_ARE,
    CACHE_MARKS,
    FIRST_OF_ALL,
    MAPPED,
    MAPPED_BY_QUIRKS,
    OTHER_STRATEGIES,
    REFUSED,
    RENAMED,
    SOME_TOOLS,
    STRATEGIES,
    STRICT_FUNCTIONS,
    TYPED_ANSWERS,
)

ORDER = ("sent", "renamed", "mapped", "clamped", "fixed")
MOST_TELLING = ("mapped", "renamed", "sent", "fixed")
"""What is said of a parameter whose values fare differently."""
NEEDED: Mapping[str, frozenset[str]] = {
    "tool_choice": frozenset({"tools"}),
    "parallel_tool_calls": frozenset({"tools"}),
    "top_logprobs": frozenset({"logprobs"}),
}
"""What is asked for beside a parameter that says nothing alone."""
UNCHANGED = ("named", "text", "json_object", "json_schema")
"""Values that stand for mappings, which are sent as they are given."""
NOTHING: Mapping[str, frozenset[str]] = {"response_format": frozenset({"text"})}
"""Values that ask for nothing which is not so without them."""
CONTENT_CAPABILITIES = {"image": "vision", "audio": "audio_input", "file": "files"}
"""What a model lacks that does not take a kind of content, though its route does."""
DEGREES = ("high", "medium", "low")


@dataclass(frozen=True)
class Outcome:
    """What a provider does about a feature: in which ways, and whether for some models or routes only.

    No words mean that it is refused; of what is only in replies, nobody can ask, and evidence has the word.
    """

    words: tuple[str, ...] = ()
    partial: bool = False
    told_by_replies: bool = False


How: TypeAlias = Callable[[Spec], Outcome]
YES = Outcome(("yes",))
NO = Outcome()
IN_REPLIES = Outcome(("yes",), told_by_replies=True)


def parameter(name: str, value: object = None, operation: str = "chat") -> How:
    """What becomes of a parameter, or of one of its values."""

    def how(spec: Spec) -> Outcome:
        return _outcome(way.settled(name, value) for way in _ways(spec, operation))

    return how


def effort(spec: Spec) -> Outcome:
    """By which of a vendor's controls an effort is said."""
    words: list[str | None] = []
    for way in _ways(spec, "chat"):
        found = dict.fromkeys(word for route in way.taken("reasoning_effort") for word in _controls(route, way.model))
        words += found or [None]
    return _outcome(words, ("effort", "level", "budget", "switch"))


def _controls(route: Route, model: str) -> Iterator[str]:
    tables = _tables(route, model, {"reasoning_effort"}, "reasoning_effort")
    if tables is None:
        return
    if fragments := tables.becomes.get("reasoning_effort"):
        # An effort that stays one may be there beside fragments for others.
        yield from map(_control, fragments.values())
        if "reasoning_effort" in tables.values:
            yield "effort"
    else:
        yield "level" if route.protocol == "gemini-generate-content" else "effort"


def _control(fragment: object) -> str:
    """``effort``, ``budget`` or ``level`` if a key of a fragment says so, else ``switch``."""
    keys = " ".join(_keys(fragment)).lower()
    return next((word for word in ("budget", "level", "effort") if word in keys), "switch")


def _keys(value: object) -> Iterator[str]:
    if is_mapping(value):
        for key, inner in value.items():
            yield str(key)
            yield from _keys(inner)


def content(kind: str, form: str) -> How:
    """Whether messages may hold a kind of content in a form."""
    return _content(lambda _, taken: form in getattr(taken, kind), kind)


def in_tool_result(kind: str) -> How:
    """Whether the result of a tool may hold a kind of content."""
    return _content(lambda way, taken: kind in taken.tool_result and not _is_text_only(way), kind)


def _is_text_only(way: Way) -> bool:
    return _matches(way.model.rpartition("/")[2], way.plain.quirks.get("text_results", ()))


def _content(holds: Callable[[Way, Content], bool], kind: str) -> How:
    def how(spec: Spec) -> Outcome:
        lacking = {model.id for model in spec.catalog.models if CONTENT_CAPABILITIES[kind] in model.lacks}

        def _is_taken(way: Way) -> bool:
            content = way.plain.content
            return content is not None and holds(way, content)

        return _outcome("yes" if _is_taken(way) and way.model not in lacking else None for way in _ways(spec, "chat"))

    return how


def some_tools(spec: Spec) -> Outcome:
    """Whether a choice may name the tools of which one may be called."""
    words: list[str | None] = []
    for way in _ways(spec, "chat"):
        names = {"tools", "tool_choice"}
        found = [
            "sent" if route.quirks.get("allowed_tools") else "mapped"
            for route in way.taken("tool_choice")
            if route.quirks.get("allowed_tools") or route.protocol in SOME_TOOLS
            if all(_settled(route, way.model, names, name, None) for name in names)
        ]
        words += sorted(found)[:1] or [None]
    return _outcome(words)


def fetched(kind: str) -> How:
    """Who fetches a kind of content by address, if that is allowed: the vendor, or we where it takes bytes only."""

    def how(spec: Spec) -> Outcome:
        lacking = {model.id for model in spec.catalog.models if CONTENT_CAPABILITIES[kind] in model.lacks}
        words: list[str | None] = []
        for way in _ways(spec, "chat"):
            forms = getattr(way.plain.content, kind, ())
            fetcher = "by the vendor" if "url" in forms else "by us" if "data" in forms else None
            words.append(None if way.model in lacking else fetcher)
        return _outcome(words)

    return how


def checks_models(spec: Spec) -> Outcome:
    """Whether models of others are refused: not where the catalogue is a selection, and names may be anything."""
    return Outcome(("sent",) if spec.catalog.selection else ("refused",))


def cache_marks(spec: Spec) -> Outcome:
    """Whether marks of what to cache are passed on; where they are not, they are left out, and that is told."""
    return _outcome(
        "sent" if route.quirks.get("cache_control") or route.protocol in CACHE_MARKS else "left out"
        for route in _plain_routes(spec)
    )


def typed_answers(spec: Spec) -> Outcome:
    """By which strategy a reply of a given type is asked for."""
    lacking = {model.id for model in spec.catalog.models if "json_schema" in model.lacks}
    words = [_strategy(way.plain, way.model, way.model in lacking) for way in _ways(spec, "chat")]
    return _outcome(words, tuple(dict.fromkeys(TYPED_ANSWERS.values())))


def _strategy(route: Route, model: str, lacks_schemas: bool) -> str:
    """The first way that nothing speaks against; an instruction can always be given."""
    first = str(route.quirks.get("structured_output", FIRST_OF_ALL))
    known = STRATEGIES.get(route.protocol, OTHER_STRATEGIES)
    for strategy in (first, *known[0 if first == FIRST_OF_ALL else known.index("tool") :]):
        asked: dict[str, str | None] = {"response_format": strategy.replace("-", "_")}
        if strategy in ("tool", "instruction"):
            asked = {"tools": None, "tool_choice": "named"} if strategy == "tool" else {}
        if strategy == "json-schema" and lacks_schemas:
            continue
        if all(_settled(route, model, {*asked}, name, value) for name, value in asked.items()):
            return TYPED_ANSWERS[strategy]
    return TYPED_ANSWERS["instruction"]


def replied(name: str) -> How:
    """Whether replies hold what a parameter asks for: where it is sent."""

    def how(spec: Spec) -> Outcome:
        return _outcome(None if way.settled(name, None) in (None, "fixed") else "yes" for way in _ways(spec, "chat"))

    return how


def strict_functions(spec: Spec) -> Outcome:
    """Whether a function's ``strict`` is passed on; where it is not, it is left out, and that is told."""
    words: list[str | None] = []
    for way in _ways(spec, "chat"):
        taken = [route for route in way.taken("tools") if _settled(route, way.model, {"tools"}, "tools", None)]
        words += ["sent" if route.protocol in STRICT_FUNCTIONS else "left out" for route in taken] or [None]
    return _outcome(words)


def endpoint(name: str) -> How:
    """Whether there is an endpoint."""
    return lambda spec: YES if name in spec.endpoints.every else NO


def protocol(name: str) -> How:
    """Whether requests go over a protocol by themselves, for what they ask, or if they name it."""

    def how(spec: Spec) -> Outcome:
        if all(route.protocol != name for route in spec.endpoints.chat):
            return NO
        by_itself = any(route.protocol == name for way in _ways(spec, "chat") for route in way.routes)
        return Outcome(("by itself", "by name") if by_itself else ("by name",))

    return how


def options(spec: Spec) -> Outcome:
    """Whether routes of chat have parameters of the vendor's own."""
    return _outcome("typed" if route.options else None for route in _plain_routes(spec))


def priced(spec: Spec) -> Outcome:
    """Whether prices of models are known; where none is, no reply tells a cost."""
    told = _outcome("yes" if model.price else None for model in spec.catalog.models)
    return told if told.words else IN_REPLIES


def header(name: str) -> How:
    """Whether the spec says which header of replies tells something."""
    return lambda spec: YES if getattr(spec.replies, name) else IN_REPLIES


def always(_: Spec) -> Outcome:
    """What every provider has."""
    return YES


def in_replies(_: Spec) -> Outcome:
    """What nobody asks for, and replies hold or do not hold."""
    return IN_REPLIES


def no_doubt(_: Spec) -> str:
    """The confidence of what no group of facts is about."""
    return "high"


def doubt_of_parameter(name: str, operation: str = "chat") -> Callable[[Spec], str]:
    """The least confidence of the facts on a parameter: the routes' tables, and the rules that speak of it."""

    def doubt(spec: Spec) -> str:
        facts: list[Evidence] = []
        for route in spec.endpoints.every.get(operation, ()):
            facts += [group for group in (route, route.parameters) if group]
            facts += [rule for rule in route.rules if name in _spoken_of(rule)]
        return _least(facts)

    return doubt


def doubt_of_content(spec: Spec) -> str:
    """The least confidence of the facts on what messages may hold."""
    return _least(route.content for route in spec.endpoints.chat if route.content)


def _least(facts: Iterable[Evidence]) -> str:
    return max((group.confidence for group in facts), key=DEGREES.index, default="high")


def _spoken_of(rule: Rule) -> set[str]:
    tables = (rule.renamed, rule.values, rule.becomes, rule.limits, rule.fixed, rule.defaults)
    return {*rule.sent, *rule.unsupported, *(name for table in tables for name in table)}


def _outcome(words: Iterable[str | None], order: tuple[str, ...] = ORDER) -> Outcome:
    found = list(words)
    said = {word for word in found if word}
    ordered = (*(word for word in order if word in said), *sorted(said - {*order}))
    return Outcome(ordered, partial=bool(said) and None in found)


@dataclass(frozen=True)
class Way:
    """Where requests for a model go: to the plain route, or for what they ask to another before it."""

    model: str
    plain: Route
    others: tuple[tuple[Condition, Route], ...] = ()

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every route that some request takes."""
        return (self.plain, *(route for _, route in self.others))

    def taken(self, name: str) -> Iterator[Route]:
        """The routes that requests take which ask for a parameter; by its value there may be several."""
        names = {name, *NEEDED.get(name, ())}
        for condition, route in self.others:
            if names.issuperset(condition.when):
                yield route
                if not any(condition.when.values()) and names.isdisjoint(condition.unless):
                    return
        yield self.plain

    def settled(self, name: str, value: object) -> str | None:
        """What becomes of a parameter in the most telling word, or None if it is refused."""
        names = {name, *NEEDED.get(name, ())}
        words = [_settled(route, self.model, names, name, value) for route in self.taken(name)]
        return next((word for word in MOST_TELLING if word in words), None)


def _ways(spec: Spec, operation: str) -> Iterator[Way]:
    """Where requests go for each model that is known, and for `sample`, which stands for an unknown one.

    A route that is only taken by who names it is none of them.
    """
    kind = "embeddings" if operation == "embeddings" else "chat"
    routes = spec.endpoints.every.get(operation, ())
    models = [model.id for model in spec.catalog.models if model.kind == kind]
    models += [pattern.replace("*", "sample") for route in routes for pattern in route.models]
    plain = [route for route in routes if not route.only_for]
    asked_for = [route for route in routes if route.only_for]
    for number, route in enumerate(plain):
        earlier = [other for other in plain[:number] if not other.when or other.when == route.when]
        before = [other for other in asked_for if not other.when or not route.when or other.when == route.when]
        for model in dict.fromkeys([*models, "sample"]):
            if _takes(route, model) and not any(_takes(other, model) for other in earlier):
                yield _way(model, route, before)


def _way(model: str, plain: Route, before: Iterable[Route]) -> Way:
    others: list[tuple[Condition, Route]] = []
    for route in before:
        for condition in route.only_for if _takes(route, model) else ():
            if _speaks_of(condition, model):
                if not (condition.when or condition.unless):
                    return Way(model, route)
                others.append((condition, route))
    return Way(model, plain, tuple(others))


def _plain_routes(spec: Spec) -> list[Route]:
    """The routes of chat that are taken without naming them, whatever is asked."""
    taken = [way.plain for way in _ways(spec, "chat")]
    return [route for route in spec.endpoints.chat if any(one is route for one in taken)]


def _takes(route: Route, model: str) -> bool:
    return not route.models or _matches(model, route.models)


def _matches(model: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(model, pattern) for pattern in patterns)


def _tables(route: Route, model: str, names: Set[str], name: str) -> Tables | None:
    """What holds for a parameter of a model that is given with others, ``names``; None if it is refused."""
    known = route.parameters or Tables()
    sent = name in known.sent
    tables: dict[str, dict[str, Any]] = {
        table: dict(getattr(known, table)) for table in ("renamed", "values", "becomes", "limits", "fixed")
    }
    for rule in route.rules:
        if not _speaks_of(rule, model) or not _holds(rule, names):
            continue
        sent = (sent or name in rule.sent) and name not in rule.unsupported
        for table, entries in tables.items():
            entries |= getattr(rule, table)
    return known.model_copy(update=tables) if sent else None


def _speaks_of(rule: Condition, model: str) -> bool:
    names = (model, model.rpartition("/")[2])
    return any(_matches(one, rule.models) for one in names) and not any(_matches(one, rule.exclude) for one in names)


def _holds(rule: Rule, names: Set[str]) -> bool:
    return set(rule.when) <= names and names.isdisjoint(rule.unless)


def _settled(route: Route, model: str, names: Set[str], name: str, value: object) -> str | None:
    """What becomes of a parameter in a word, or None if it is refused."""
    tables = _tables(route, model, names, name)
    if tables is None:
        return None
    if name in tables.fixed:
        return "fixed"
    values, becomes = tables.values.get(name), tables.becomes.get(name)
    if value is None and values and not set(values) - NOTHING.get(name, frozenset()):
        return None
    if (
        value is not None
        and (values is not None or becomes is not None)
        and value not in {**(values or {}), **(becomes or {})}
    ):
        return None
    if value in REFUSED.get(route.protocol, {}).get(name, ()):
        return None
    as_it_is = value in AS_THEY_ARE.get(route.protocol, {}).get(name, ())
    if (becomes and value in (None, *becomes)) or (name in MAPPED.get(route.protocol, ()) and not as_it_is):
        return "mapped"
    if name in (MAPPED_BY_QUIRKS.get(quirk) for quirk in route.quirks):
        return "mapped"
    changed = {word for word, sent in (values or {}).items() if word != sent and word not in UNCHANGED}
    if changed and (value is None or value in changed):
        return "mapped"
    if name in tables.renamed or name in RENAMED.get(route.protocol, ()):
        return "renamed"
    return "sent"
