"""What goes out on a provider's routes, and what those that differ have in common."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..document import is_list, is_mapping
from ..markdown import Markdown, code, codes, joined, prose
from ..schema import Schema
from ..spec import Content, ExtraFields, Option, Route, Spec, Tables
from ..spelling import given
from ..view import OPERATIONS, listed
from .parameters import RuleItem, changes, condition_text, rule_item
from .setup import auth
from .words import conditions, few, listing, notes, word

SHARED = ("parameters", "content", "rules", "options")
"""What several groups of routes may have in common."""
SHORT_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "object": "dict",
    "array": "list",
    "any": "any",
}
"""What types of options are called in tables."""


@dataclass(frozen=True)
class RouteRow:
    """A route: when it is taken, and the request that goes out on it."""

    name: str
    when: Markdown
    models: Markdown
    protocol: Markdown
    request: Markdown
    notes: Markdown


@dataclass(frozen=True)
class Group:
    """Routes that treat requests alike; ``like`` names an earlier group with the same parameters, rules or options.

    A quirk is told with its value and its meaning, an option with its type and its meaning.
    """

    title: Markdown
    route: Markdown
    protocol: Markdown
    quirks: tuple[tuple[Markdown, Markdown, str], ...]
    sent: Markdown
    changed: tuple[Markdown, ...]
    unsupported: Markdown
    notes: Markdown
    content: tuple[Markdown, ...]
    only_for: tuple[Markdown, ...]
    rules: tuple[RuleItem, ...]
    options: tuple[tuple[Markdown, Markdown, Markdown], ...]
    like: Mapping[str, str]

    @property
    def tells(self) -> bool:
        """Whether there is anything to say of them."""
        return bool(self.quirks or self.sent or self.changed or self.unsupported or self.rules or self.options)


def named_routes(spec: Spec) -> dict[str, list[tuple[str, Route]]]:
    """The routes of each operation with their names: the operation's, and a number where it has several."""
    return {
        operation: [
            (OPERATIONS[operation][1] + (f" {number}" if len(routes) > 1 else ""), route)
            for number, route in enumerate(routes, 1)
        ]
        for operation, routes in spec.endpoints.every.items()
    }


def route_row(route: Route, name: str, operation: str, schema: Schema) -> RouteRow:
    """One route, under the name that it has here."""
    method = route.method or ("GET" if operation in ("files", "batches", "models") else "POST")
    streamed = route.stream_path or route.path
    stream = {**route.query, **route.stream_query}
    differs = route.stream_path or route.stream_query
    requests = [code(f"{method} {route.base_url}{route.path}{_query(route.query)}")]
    requests += [Markdown(f"stream: {code(f'{method} {route.base_url}{streamed}{_query(stream)}')}")] if differs else []
    remarks = [
        f"by {joined((auth(entry, schema) for entry in route.auth), ', or ')}" if route.auth else "",
        f"with {codes(f'{header}: {value}' for header, value in route.headers.items())}" if route.headers else "",
        f"cut off the beginning of a model's name: {codes(route.strip_model_prefix)}"
        if route.strip_model_prefix
        else "",
        _extra(route.extra_fields) if route.extra_fields else "",
        "for some requests only, see below" if route.only_for else "",
        notes(route),
    ]
    return RouteRow(
        name=name,
        when=Markdown(conditions(route.when)) if route.when else Markdown("always"),
        models=codes(route.models) if route.models else Markdown("any"),
        protocol=code(route.protocol),
        request=joined(requests, "<br>"),
        notes=joined(remarks),
    )


def _extra(fields: ExtraFields) -> str:
    """When a header is sent that speaks of further fields."""
    return f"with {code(f'{fields.header}: {fields.value}')} where the body has others than {codes(fields.known)}"


def _query(query: Mapping[str, object]) -> str:
    return "?" + "&".join(f"{name}={word(value)}" for name, value in query.items()) if query else ""


def replies(spec: Spec, schema: Schema) -> Iterator[Markdown]:
    """Which headers of replies are read, and for what."""
    for key, names in given(dict(spec.replies)).items():
        yield Markdown(f"{codes(listing(names) or [names])}: {prose(schema.about('replies', key))}")


def groups(named: Sequence[tuple[str, Route]], operation: str, schema: Schema) -> Iterator[Group]:
    """The routes of an operation, those together that treat requests alike."""
    operation = OPERATIONS[operation][1]
    alike: list[tuple[list[str], Route]] = []
    for name, route in named:
        number = name.removeprefix(operation).strip()
        same = next((numbers for numbers, other in alike if _alike(route, other)), None)
        if same is None:
            alike.append(([number], route))
        else:
            same.append(number)
    earlier: list[tuple[str, Route]] = []
    for numbers, route in alike:
        title = f"{operation} {listed(numbers)}" if len(alike) > 1 else ""
        group = _group(route, title, earlier, schema)
        earlier.append((title, route))
        if group.tells:
            yield group


def _alike(one: Route, other: Route) -> bool:
    return all(_same(one, other, part) for part in ("protocol", "quirks", "only_for", *SHARED))


def _same(one: Route, other: Route, part: str) -> bool:
    return bool(getattr(one, part) == getattr(other, part))


def _group(route: Route, title: str, earlier: Sequence[tuple[str, Route]], schema: Schema) -> Group:
    tables = route.parameters or Tables()
    changed = changes(tables)
    like = {
        part: next((other for other, known in earlier if getattr(route, part) and _same(route, known, part)), "")
        for part in SHARED
    }
    return Group(
        title=prose(title[:1].upper() + title[1:]),
        route=Markdown(route.protocol),
        protocol=code(route.protocol),
        quirks=tuple(
            (code(name), _value(value), schema.about(route.protocol, name)) for name, value in route.quirks.items()
        ),
        sent=codes(name for name in tables.sent if name not in changed),
        changed=tuple(Markdown(f"{code(name)}: {text}") for name, texts in changed.items() for text in texts),
        unsupported=codes(tables.unsupported),
        notes=notes(tables),
        content=tuple(_content(route.content)) if route.content else (),
        only_for=tuple(map(condition_text, route.only_for)),
        rules=tuple(map(rule_item, route.rules)),
        options=tuple(_option_rows(route.options)),
        like=like,
    )


def _content(content: Content) -> Iterator[Markdown]:
    """What messages may hold beside text, and how that is given."""
    forms = {"image": content.image, "audio": content.audio, "file": content.file}
    yield joined((f"{code(kind)} as {codes(taken)}" for kind, taken in forms.items() if taken), "; ") or Markdown(
        "text only"
    )
    yield Markdown(f"in the result of a tool: {codes(content.tool_result)}")
    if content.native:
        yield Markdown(f"as they are: {codes(content.native)}")
    if remarks := notes(content):
        yield remarks


def _value(value: object) -> Markdown:
    """The value of a quirk."""
    if is_mapping(value):
        return joined((f"{code(name)} → {code(word(item))}" for name, item in value.items()), ", ")
    return codes(map(word, value)) if is_list(value) else code(word(value))


def _option_rows(options: Mapping[str, Option], within: str = "") -> Iterator[tuple[Markdown, Markdown, Markdown]]:
    """Each option, and after it the keys that it has."""
    for name, option in options.items():
        yield code(within + name), _option_type(option), _option_doc(option)
        yield from _option_rows(option.fields, f"{within}{name}.")
        if option.items:
            yield from _option_rows(option.items.fields, f"{within}{name}[].")


def _option_type(option: Option) -> Markdown:
    kinds: list[Markdown] = []
    for kind in option.types:
        inner = option.items if kind == "array" and option.items and not option.items.fields else None
        if kind == "string" and option.enum:
            kinds.append(few(option.enum))
        elif inner:
            kinds.append(few(inner.enum) if inner.enum else Markdown(f"{code('list')} of {_option_type(inner)}"))
        else:
            kinds.append(code(SHORT_TYPES[kind]))
    return joined(kinds, " or ")


def _option_doc(option: Option) -> Markdown:
    return joined([prose(option.doc), f"Sent as the header {code(option.header)}." if option.header else ""], " ")
