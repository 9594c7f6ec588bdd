"""How a spec tells whether a provider has a feature, and how it comes about.

Each function here makes a question that a row asks of every spec: a parameter, a form of content, an endpoint, a
capability, a strategy. What protocols do by themselves, which no spec says, stands in ``protocols``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from ..document import is_mapping
from ..spec import Content, Evidence, Route, Rule, Spec, Tables
from .protocols import CACHE_MARKS, MAPPED, MAPPED_BY_QUIRKS, REFUSED, RENAMED, STRICT_FUNCTIONS, TYPED_ANSWERS

ORDER = ("sent", "renamed", "mapped", "clamped", "fixed")
UNCHANGED = ("named", "text", "json_object", "json_schema")
"""Values that stand for mappings, which are sent as they are given."""
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
        return _outcome(
            _settled(route, model, name, value) for route, models in _routes(spec, operation) for model in models
        )

    return how


def effort(spec: Spec) -> Outcome:
    """By which of a vendor's controls an effort is said."""
    words: list[str | None] = []
    for route, models in _routes(spec, "chat"):
        for model in models:
            tables = _tables(route, model, "reasoning_effort")
            if tables is None:
                words.append(None)
            elif "reasoning_effort" in tables.becomes:
                # An effort that stays one may be there beside fragments for others.
                words += dict.fromkeys(_control(part) for part in tables.becomes["reasoning_effort"].values())
                words += ["effort"] if "reasoning_effort" in tables.values else []
            else:
                words.append("level" if route.protocol == "gemini-generate-content" else "effort")
    return _outcome(words, ("effort", "level", "budget", "switch"))


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
    return _content(lambda taken: form in getattr(taken, kind), kind)


def in_tool_result(kind: str) -> How:
    """Whether the result of a tool may hold a kind of content."""
    return _content(lambda taken: kind in taken.tool_result, kind)


def _content(holds: Callable[[Content], bool], kind: str) -> How:
    def how(spec: Spec) -> Outcome:
        lacking = {model.id for model in spec.catalog.models if CONTENT_CAPABILITIES[kind] in model.lacks}
        return _outcome(
            "yes" if route.content and holds(route.content) and model not in lacking else None
            for route, models in _routes(spec, "chat")
            for model in models
        )

    return how


def cache_marks(spec: Spec) -> Outcome:
    """Whether marks of what to cache are passed on; where they are not, they are left out, and that is told."""
    return _outcome(
        "sent" if route.quirks.get("cache_control") or route.protocol in CACHE_MARKS else "left out"
        for route in spec.endpoints.chat
    )


def typed_answers(spec: Spec) -> Outcome:
    """By which strategy a reply of a given type is asked for."""
    words: list[str | None] = []
    for route, models in _routes(spec, "chat"):
        way = str(route.quirks.get("structured_output", "json-schema"))
        needed, value = {"json-schema": ("response_format", "json_schema"), "tool": ("tools", None)}.get(
            way, ("response_format", "json_object")
        )
        words += [TYPED_ANSWERS[way] if _settled(route, model, needed, value) else None for model in models]
    return _outcome(words, tuple(TYPED_ANSWERS.values()))


def replied(name: str) -> How:
    """Whether replies hold what a parameter asks for: where it is sent."""

    def how(spec: Spec) -> Outcome:
        return _outcome(
            None if _settled(route, model, name, None) in (None, "fixed") else "yes"
            for route, models in _routes(spec, "chat")
            for model in models
        )

    return how


def strict_functions(spec: Spec) -> Outcome:
    """Whether a function's ``strict`` is passed on; where it is not, it is left out, and that is told."""
    words: list[str | None] = []
    for route, models in _routes(spec, "chat"):
        word = "sent" if route.protocol in STRICT_FUNCTIONS else "left out"
        words += [word if _settled(route, model, "tools", None) else None for model in models]
    return _outcome(words)


def endpoint(name: str) -> How:
    """Whether there is an endpoint."""
    return lambda spec: YES if name in spec.endpoints.every else NO


def protocol(name: str) -> How:
    """Whether a route of chat speaks a protocol."""
    return lambda spec: _outcome("yes" if route.protocol == name else None for route in spec.endpoints.chat)


def options(spec: Spec) -> Outcome:
    """Whether routes of chat have parameters of the vendor's own."""
    return _outcome("typed" if route.options else None for route in spec.endpoints.chat)


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


def _routes(spec: Spec, operation: str) -> Iterator[tuple[Route, list[str]]]:
    """The routes of an operation, each with the models that it is taken for; `sample` stands for an unknown one."""
    kind = "embeddings" if operation == "embeddings" else "chat"
    routes = spec.endpoints.every.get(operation, ())
    names = [model.id for model in spec.catalog.models if model.kind == kind]
    names += [pattern.replace("*", "sample") for route in routes for pattern in route.models]
    for number, route in enumerate(routes):
        earlier = [other for other in routes[:number] if not other.when or other.when == route.when]
        taken = [
            name
            for name in [*names, "sample"]
            if _takes(route, name) and not any(_takes(other, name) for other in earlier)
        ]
        yield route, taken


def _takes(route: Route, model: str) -> bool:
    return not route.models or _matches(model, route.models)


def _matches(model: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(model, pattern) for pattern in patterns)


def _tables(route: Route, model: str, name: str) -> Tables | None:
    """What holds for a parameter, given alone, of a model; None if it is refused."""
    known = route.parameters or Tables()
    sent = name in known.sent
    tables: dict[str, dict[str, Any]] = {
        table: dict(getattr(known, table)) for table in ("renamed", "values", "becomes", "limits", "fixed")
    }
    for rule in route.rules:
        if not _speaks_of(rule, model) or not _holds(rule, name):
            continue
        sent = (sent or name in rule.sent) and name not in rule.unsupported
        for table, entries in tables.items():
            entries |= getattr(rule, table)
    return known.model_copy(update=tables) if sent else None


def _speaks_of(rule: Rule, model: str) -> bool:
    names = (model, model.rpartition("/")[2])
    return any(_matches(one, rule.models) for one in names) and not any(_matches(one, rule.exclude) for one in names)


def _holds(rule: Rule, name: str) -> bool:
    return set(rule.when) <= {name} and name not in rule.unless


def _settled(route: Route, model: str, name: str, value: object) -> str | None:
    """What becomes of a parameter in a word, or None if it is refused."""
    tables = _tables(route, model, name)
    if tables is None:
        return None
    if name in tables.fixed:
        return "fixed"
    values, becomes = tables.values.get(name), tables.becomes.get(name)
    if (
        value is not None
        and (values is not None or becomes is not None)
        and value not in {**(values or {}), **(becomes or {})}
    ):
        return None
    if value in REFUSED.get(route.protocol, {}).get(name, ()):
        return None
    if (becomes and value in (None, *becomes)) or name in MAPPED.get(route.protocol, ()):
        return "mapped"
    if name in (MAPPED_BY_QUIRKS.get(quirk) for quirk in route.quirks):
        return "mapped"
    changed = {word for word, sent in (values or {}).items() if word != sent and word not in UNCHANGED}
    if changed and (value is None or value in changed):
        return "mapped"
    if name in tables.renamed or name in RENAMED.get(route.protocol, ()):
        return "renamed"
    return "sent"
