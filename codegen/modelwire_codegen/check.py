"""What a schema cannot say of specs: how their parts hang together, within one and between several.

Every check reads the plain content of a spec and takes what is missing or of a wrong type for absent, so that all
problems of all specs can be told at once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from keyword import iskeyword
from typing import Any, TypeAlias

from .document import UNFILLED, Document, Node, Path, Problem, is_list, is_mapping, key_text
from .likeness import by_id, origin, sent_by
from .schema import Schema

Finding: TypeAlias = tuple[Node, str]
"""A value, and what is wrong with it."""

PLACEHOLDER = re.compile(r"\{\+?([a-z][a-z0-9_]*)\}")
BASE_MEMBERS = frozenset(
    [
        "addresses",
        "auth",
        "base_url",
        "calculate_cost",
        "capabilities",
        "catalog",
        "check_model",
        "docs",
        "endpoints",
        "errors",
        "free_names",
        "headers",
        "id",
        "known_model",
        "listed_model",
        "models",
        "most_output",
        "name",
        "priced_when",
        "replies",
        "spoken",
        "status",
        "strip_endings",
        "target",
        "telemetry_name",
        "type",
    ]
)
"""Public names of the runtime's provider classes, and what the generator adds to them."""
USED_NAMES = frozenset(
    [
        "bool",
        "credential",
        "credentials_path",
        "dataclass",
        "dict",
        "final",
        "float",
        "frozenset",
        "int",
        "list",
        "set",
        "setting",
        "str",
        "token_source",
        "tuple",
    ]
)
"""Names that the body of a generated class uses."""
RESERVED_MODULES = frozenset(
    [
        "acompletion",
        "aclose",
        "aembedding",
        "any_provider",
        "arun_tools",
        "as_tool",
        "catalogues",
        "async_client",
        "client",
        "close",
        "completion",
        "completion_models",
        "completions",
        "create_provider",
        "dispatch",
        "embedding",
        "load_provider",
        "model_names",
        "open_telemetry_hooks",
        "parse_reply",
        "py",
        "response_format_for",
        "run_tools",
        "use_hooks",
    ]
)
"""Modules of the generated package, and functions it hands on."""
RESERVED_CLASSES = frozenset(
    [
        "BatchesProvider",
        "ChatProvider",
        "CommonProvider",
        "CountTokensProvider",
        "EmbeddingsProvider",
        "FilesProvider",
        "FimProvider",
        "ImageEditProvider",
        "ImageGenerationProvider",
        "LLMProvider",
        "ModelsProvider",
        "ModerationProvider",
        "RerankProvider",
        "SpeechProvider",
        "TokenProvider",
        "TranscriptionProvider",
    ]
)
"""Classes that a generated module imports, and one whose settings would be called as dispatch calls its own."""
ENDPOINT_OF = {
    "embeddings": "embeddings",
    "moderation": "moderation",
    "image_generation": "image_generation",
    "image_edit": "image_edit",
    "transcription": "transcription",
    "speech": "speech",
    "rerank": "rerank",
    "fim": "fim",
    "count_tokens": "count_tokens",
    "file_storage": "files",
    "batches": "batches",
    "list_models": "models",
}
"""The endpoint a capability needs, where that is not chat; it needs the capability, too."""
UPLOADING = ("openai-batches", "mistral-batches", "gemini-batches", "batch-prediction-jobs")
"""Protocols of batches whose chats are handed over as a file of the provider's."""
TABLES = ("renamed", "values", "becomes", "limits", "fixed", "defaults")
NOT_OF_QUOTES = ("source", "checked", "confidence", "notes", "confirmed", "changes")
"""Keys of a price that say nothing of an amount."""
CHEAPEST, DEAREST = Decimal("0.001"), Decimal(2000)
SMALLEST_RATIO, LARGEST_RATIO = Decimal("0.5"), Decimal(100)


def check(documents: Sequence[Document], schema: Schema, others: Sequence[Document] = ()) -> Iterator[Problem]:
    """Everything that is wrong with specs whose shape is right.

    ``others`` are specs that these may be like, and whose names are taken; they are not checked themselves.
    """
    specs = by_id((*others, *documents))
    for document in documents:
        for node, text in (*_within(document, schema), *_likenesses(document, specs, schema)):
            yield document.problem(node.path, text)
    yield from _between(documents, others)


def _within(document: Document, schema: Schema) -> Iterator[Finding]:
    spec = document.root
    yield from _unfilled(spec)
    yield from _identity(spec, document.stem)
    yield from _settings(spec)
    yield from _conditions(spec)
    yield from _placeholders(spec)
    yield from _headers(spec)
    yield from _capabilities(spec)
    for name in spec["endpoints"].keys:
        known = schema.words(f"{name}_parameter")
        for route in spec["endpoints"][name].one_or_many:
            yield from _words(route, name, known)
        routes = [route for route in spec["endpoints"][name].one_or_many if not route["like"]]
        taken = {parameter for route in routes for parameter in _taken(route)}
        for route in routes:
            yield from _parameters(route, known, taken)
    for route in spec["endpoints"]["chat"].one_or_many:
        yield from _efforts(route, schema.words("reasoning_effort"))
    for endpoint in spec["endpoints"].values:
        yield from _order(endpoint.one_or_many)
    yield from _batches(spec["endpoints"])
    yield from _options(spec)
    yield from _errors(spec["errors"])
    yield from _catalog(spec["catalog"])


def _unfilled(spec: Node) -> Iterator[Finding]:
    """Texts that are still to be written, as in a new spec; every value is looked at, so that none is made a node."""
    left: list[tuple[Any, Path]] = [(spec.value, spec.path)]
    while left:
        value, path = left.pop()
        if is_mapping(value):
            left += [(inner, (*path, key_text(key))) for key, inner in value.items()]
        elif is_list(value):
            left += [(inner, (*path, index)) for index, inner in enumerate(value)]
        elif isinstance(value, str) and value.startswith(UNFILLED):
            yield Node(value, path), f"is still to be filled in: {value.removeprefix(UNFILLED).strip()}"


def _identity(spec: Node, stem: str) -> Iterator[Finding]:
    if spec["id"] and spec["id"].value != stem:
        yield spec["id"], f"must be {stem!r}, as the file is called {stem}.yaml"
    for name in (spec["id"], *spec["aliases"]):
        if iskeyword(name.text) or name.text in RESERVED_MODULES:
            yield name, f"{name.text!r} is taken by Python or by modelwire itself: choose another id"
    if spec["class"].text in RESERVED_CLASSES:
        yield spec["class"], f"{spec['class'].text!r} is a class of modelwire itself: choose another name"


def _settings(spec: Node) -> Iterator[Finding]:
    credentials = _credentials(spec)
    named = [*_auth_settings(spec), *((key, spec["settings"][key]) for key in spec["settings"].keys)]
    for name, node in named:
        if name in BASE_MEMBERS:
            yield node, f"{name!r} is a member of every provider: choose another name"
        elif iskeyword(name) or name in USED_NAMES:
            yield node, f"{name!r} is taken by Python or by the generated class: choose another name"
    schemes: dict[str, str] = {}
    for entry in _auth_entries(spec):
        name, scheme = entry["setting"].text, _credential_type(entry)
        if name and schemes.setdefault(name, scheme) != scheme:
            yield (
                entry["setting"],
                f"{name!r} is {schemes[name]} in one entry and {scheme} in another: use two settings",
            )
    for name in spec["settings"].keys:
        setting = spec["settings"][name]
        if name in credentials:
            yield setting, f"{name!r} is a setting of `auth` already: delete one or choose another name"
        yield from _setting(setting)
    if spec["free_names"].value is True and spec["settings"]["deployments"]["type"].text != "mapping":
        yield spec["free_names"], "needs the setting `deployments`, a mapping, to tell which model a name means"


def _setting(setting: Node) -> Iterator[Finding]:
    kind = setting["type"].text or "string"
    is_list = setting["list_header"].value is True
    yield from _pattern(setting["pattern"])
    if is_list and not setting["header"]:
        yield setting["list_header"], "needs `header`, the header that carries the list"
    if setting["header"] and kind == "mapping":
        yield setting["header"], "a mapping cannot travel in a header"
    if setting["required"].value is True and setting["default"]:
        yield setting["required"], "a setting with a default is never missing: delete one of the two"
    for key in ("enum", "pattern"):
        if setting[key] and (kind != "string" or is_list):
            yield setting[key], "is only for settings that are one text"
    default = setting["default"]
    types = {"string": str, "boolean": bool, "integer": int, "mapping": dict}
    if default and kind in types:
        if not _is(default, types[kind]):
            yield default, f"must be of the setting's type, {kind}"
        elif setting["enum"] and default.value not in setting["enum"].texts:
            yield default, f"must be one of {', '.join(setting['enum'].texts)}"
        elif setting["pattern"].text and not _matches(setting["pattern"].text, default.text):
            yield default, f"does not match the setting's pattern {setting['pattern'].text!r}"


def _conditions(spec: Node) -> Iterator[Finding]:
    known = {"base_url", *spec["settings"].keys, *_credentials(spec)}
    conditional = (*spec["base_url"]["choices"], *_auth_entries(spec), *_routes(spec), spec["catalog"])
    conditions = [entry["when"] for entry in conditional]
    for when in conditions:
        for name in when.keys:
            if name not in known:
                yield when[name], f"there is no setting {name!r}{_nearest(name, known)}"
                continue
            words = spec["settings"][name]["enum"].texts
            for value in when[name] if isinstance(when[name].value, list) else (when[name],):
                if words and value.text not in (*words, "set", "unset"):
                    yield value, f"{name} is never {value.value!r}{_nearest(value.text, words)}"


def _placeholders(spec: Node) -> Iterator[Finding]:
    credentials = _credentials(spec)
    mappings = {name for name in spec["settings"].keys if spec["settings"][name]["type"].text == "mapping"}
    known = set(spec["settings"].keys) - mappings
    addresses = [spec["base_url"]["url"], *(choice["url"] for choice in spec["base_url"]["choices"])]
    headers = spec["headers"].values
    paths: list[Node] = []
    for route in _routes(spec):
        headers += [*route["headers"].values, route["extra_fields"]["value"]]
        paths += [route["path"], route["stream_path"], *route["query"].values, *route["stream_query"].values]
    for places, further in ((addresses, set[str]()), (headers, set[str]()), (paths, {"model"})):
        for place in places:
            for name in PLACEHOLDER.findall(place.text):
                if name in credentials:
                    yield place, f"{{{name}}} is a credential; credentials travel by `auth` only"
                elif name in mappings:
                    yield place, f"{{{name}}} is a mapping and cannot be filled in"
                elif name not in known | further:
                    yield place, f"there is no setting {name!r} to fill in{_nearest(name, known | further)}"
            if re.search(r"[{}]", PLACEHOLDER.sub("", place.text)):
                yield place, "a brace stands alone: placeholders are written {setting}"


def _headers(spec: Node) -> Iterator[Finding]:
    """Each header is set in one place."""
    places = [(name, spec["headers"][name]) for name in spec["headers"].keys]
    places += [(setting["header"].text, setting["header"]) for setting in spec["settings"].values]
    places += {entry["header"].text: (entry["header"].text, entry["header"]) for entry in spec["auth"]}.values()
    yield from _repeated(places)
    for route in _routes(spec):
        own = [(name, route["headers"][name]) for name in route["headers"].keys]
        own.append((route["extra_fields"]["header"].text, route["extra_fields"]["header"]))
        own += [(option["header"].text, option["header"]) for option in route["options"].values]
        yield from _repeated([*places, *own], skip=len(places))


def _repeated(places: Sequence[tuple[str, Node]], skip: int = 0) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, (name, node) in enumerate(places):
        if name and name.lower() in seen and index >= skip:
            yield node, f"the header {name} is given twice: delete one"
        seen.add(name.lower())


def _capabilities(spec: Node) -> Iterator[Finding]:
    endpoints = spec["endpoints"]
    listed = spec["capabilities"].texts
    for capability in spec["capabilities"]:
        needed = ENDPOINT_OF.get(capability.text, "chat")
        if capability.text and needed not in endpoints.keys:
            yield capability, f"{capability.text!r} needs an endpoint `{needed}`: add it, or delete the capability"
    for wanted, name in {"chat": "chat", **ENDPOINT_OF}.items():
        if endpoints[name] and wanted not in listed:
            yield endpoints[name], f"the capability `{wanted}` is not listed: add it, or delete the endpoint"


def _batches(endpoints: Node) -> Iterator[Finding]:
    """Batches: what they are made of must be there by itself."""
    spoken = {route["protocol"].text for route in endpoints["chat"].one_or_many}
    for route in endpoints["batches"].one_or_many:
        yield from _pattern(route["id_pattern"])
        for name in route["endpoints"].keys:
            if name not in spoken:
                yield route["endpoints"][name], f"no route of chat speaks {name!r}: add one, or delete this"
        if route["protocol"].text in UPLOADING and not endpoints["files"]:
            yield (
                route["protocol"],
                f"{route['protocol'].text!r} hands its chats over in a file, and there are no files",
            )


def _likenesses(document: Document, specs: Mapping[str, Node], schema: Schema) -> Iterator[Finding]:
    """Routes that are like another's: it must exist, and what is said here must go with what is said there."""
    for name in document.root["endpoints"].keys:
        for route in document.root["endpoints"][name].one_or_many:
            other = origin(route, name, specs)
            if isinstance(other, str):
                yield route["like"], other
            elif other is not None:
                whole = sent_by(route, other)
                yield from _parameters(route, schema.words(f"{name}_parameter"), whole | {*_taken(route)}, whole)


def _taken(route: Node) -> Iterator[str]:
    """The parameters that a route sends, for some models at least, and its options as rules name them."""
    for tables in (route["parameters"], *route["rules"]):
        yield from tables["sent"].texts
    for name in route["options"].keys:
        yield f"options.{name}"


def _words(route: Node, operation: str, known: Sequence[str]) -> Iterator[Finding]:
    """Names that are no parameters of the operation."""
    for tables in (route["parameters"], *route["rules"], *route["only_for"]):
        named = [(item.text, item) for key in ("sent", "unsupported") for item in tables[key]]
        named += [(name, tables[key][name]) for key in (*TABLES, "when", "unless") for name in tables[key].keys]
        for name, node in named:
            if name and name not in known and not name.startswith("options."):
                yield node, f"{name!r} is not a parameter of {operation}{_nearest(name, known)}"


def _parameters(route: Node, known: Sequence[str], taken: set[str], whole: set[str] | None = None) -> Iterator[Finding]:
    """Every unified parameter is sent or unsupported, and tables speak of those that are sent.

    ``taken`` are those that rules may speak of, which several routes may share: what one of them sends or takes.
    ``whole`` are those that are sent on a route that is like another's.
    """
    tables = route["parameters"]
    listed, unsupported = tables["sent"].texts, tables["unsupported"].texts
    sent = {*listed} if whole is None else whole
    if tables:
        missing = [name for name in known if name not in (*listed, *unsupported)]
        if missing and whole is None:
            yield tables, f"unclassified: {', '.join(missing)}; list each in `sent` or in `unsupported`"
        for item in tables["unsupported"]:
            if item.text in listed:
                yield item, f"{item.text!r} is in `sent` and in `unsupported`: delete one"
        yield from _tables(tables, sent)
    for rule in route["rules"]:
        for item in rule["unsupported"]:
            if item.text in rule["sent"].texts:
                yield item, f"{item.text!r} is in `sent` and in `unsupported`: delete one"
        if rule.mapping and not any(rule[key] for key in ("sent", "unsupported", *TABLES)):
            yield rule, f"changes nothing; it needs one of sent, unsupported, {', '.join(TABLES)}"
        yield from _tables(rule, taken)
    for rule in (*route["rules"], *route["only_for"]):
        for condition in (rule["when"], rule["unless"]):
            for name in condition.keys:
                if name in known and name not in taken:
                    yield condition[name], f"{name!r} is sent on no route, so that this is never so"
                option = ".".join(name.split(".")[:2])
                if option != name.split(".")[0] and option not in taken and whole is None:
                    known_options = [word for word in taken if "." in word]
                    yield condition[name], f"there is no such option here{_nearest(option, known_options)}"


def _efforts(route: Node, known: Sequence[str]) -> Iterator[Finding]:
    """Efforts of reasoning are words of ours: a misspelt one would never be given."""
    for tables in (route["parameters"], *route["rules"], *route["only_for"]):
        for table in (tables["values"], tables["becomes"]):
            efforts = table["reasoning_effort"]
            for word in efforts.keys:
                if word not in known:
                    yield efforts[word], f"{word!r} is not an effort of reasoning{_nearest(word, known)}"
        for condition in (tables["when"], tables["unless"]):
            for word in condition["reasoning_effort"]:
                if word.text not in known:
                    yield word, f"{word.text!r} is not an effort of reasoning{_nearest(word.text, known)}"


def _tables(tables: Node, sent: set[str]) -> Iterator[Finding]:
    for table in TABLES:
        for name in tables[table].keys:
            if name not in sent:
                yield tables[table][name], f"{name!r} is not in `sent`: list it there, or delete this"
    for limit in tables["limits"].values:
        low, high = limit["min"].value, limit["max"].value
        if not limit["min"] and not limit["max"]:
            yield limit, "needs `min`, `max` or both"
        elif isinstance(low, int | Decimal) and isinstance(high, int | Decimal) and low > high:
            yield limit, f"min {low} is above max {high}"


def _order(routes: Sequence[Node]) -> Iterator[Finding]:
    for before, route in pairwise(routes):
        alike = before["protocol"].text == route["protocol"].text  # a call may name another protocol
        if alike and not any((before["when"], before["models"], before["only_for"], route["only_for"])):
            yield route, "is never reached: the route before it takes every request"
            break


def _options(spec: Node) -> Iterator[Finding]:
    """What is wrong with options; one of two operations may have one of a name each, of one it is one thing."""
    for endpoint in spec["endpoints"].values:
        types: dict[str, tuple[object, ...]] = {}
        for route in endpoint.one_or_many:
            renamed = route["parameters"]["renamed"]
            wire_names = {renamed[name].text or name for name in route["parameters"]["sent"].texts}
            for name in route["options"].keys:
                option = route["options"][name]
                kind = option["type"].value, option["enum"].value, option["fields"].value, option["items"].value
                if iskeyword(name) or name in USED_NAMES:
                    yield option, f"{name!r} is taken by Python and cannot be a key of generated options"
                if name in wire_names and not option["header"]:
                    yield option, f"{name!r} is what a parameter in `sent` is called already: delete one"
                yield from _option(option)
                if types.setdefault(name, kind) != kind:
                    yield option, f"{name!r} has another shape on another route: make them agree"


def _option(option: Node) -> Iterator[Finding]:
    """What narrows a type goes with that type; the same holds for the keys of an object."""
    kinds = option["type"].texts or [option["type"].text]
    for key, kind in (("enum", "string"), ("fields", "object"), ("items", "array")):
        if option[key] and kind not in kinds:
            yield option[key], f"is only for options of the type {kind}"
    for name in option["fields"].keys:
        if iskeyword(name) or name in USED_NAMES:
            yield option["fields"][name], f"{name!r} is taken by Python and cannot be a key of generated options"
        yield from _option(option["fields"][name])
    if option["items"]:
        yield from _option(option["items"])


def _errors(errors: Node) -> Iterator[Finding]:
    for message in errors["messages"]:
        pattern = message["pattern"]
        yield from _pattern(pattern)
        for group in _groups(pattern.text):
            if group not in ("limit", "actual"):
                yield pattern, f"the group {group!r} means nothing; known are limit and actual"


def _catalog(catalog: Node) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for model in catalog["models"]:
        for name in (model["id"], *model["aliases"]):
            if name.text and name.text in first:
                yield name, f"{name.text!r} is an id or alias of {first[name.text]!r} already: delete one"
            first.setdefault(name.text, model["id"].text)
    for model in catalog["models"]:
        if (successor := model["successor"]).text and successor.text not in first:
            yield successor, f"no model is called {successor.text!r}{_nearest(successor.text, first)}"
        for feature in model["lacks"]:
            if feature.text in model["supports"].texts:
                yield feature, f"{feature.text!r} is in `supports` and in `lacks`: delete one"
        yield from _price(model["price"])


def _price(price: Node) -> Iterator[Finding]:
    """Typing errors in prices are caught by what prices can be, and changes by what the price says already."""
    said = [key for key in price.keys if key not in NOT_OF_QUOTES]
    before = ""
    for change in price["changes"]:
        if missing := [key for key in said if key not in change.keys]:
            yield change, f"must say everything again; missing: {', '.join(missing)}"
        if change["date"].text <= before:
            yield change["date"], "must be later than that of the change before"
        before = change["date"].text
    if not price["confirmed"]:
        for quote in (price, *price["changes"]):
            yield from _quote(quote)


def _quote(price: Node) -> Iterator[Finding]:
    excuse = "mend it, or say in `confirmed` of the price why it is right"
    for rates in (price, *price["tiers"], price["batch"], *price["hours"]):
        per_token = {key: rates[key] for key in rates.keys if _amount(rates[key]) is not None and "per_" not in key}
        for rate in (node for key, node in per_token.items() if key != "above"):
            if not CHEAPEST <= rate.value <= DEAREST:
                yield rate, f"{rate.value} is not between {CHEAPEST} and {DEAREST} per million tokens: {excuse}"
        base = _amount(rates["input"]) or _amount(price["input"])
        if not base:
            continue
        output, cached = _amount(rates["output"]), _amount(rates["cached_input"])
        if output and not SMALLEST_RATIO <= output / base <= LARGEST_RATIO:
            span = f"{SMALLEST_RATIO} to {LARGEST_RATIO}"
            yield rates["output"], f"{output} is not {span} times the input's {base}: {excuse}"
        if cached and cached > base:
            yield rates["cached_input"], f"{cached} is more than the input's {base}: {excuse}"
    for before, tier in pairwise(price["tiers"]):
        if (_amount(tier["above"]) or 0) <= (_amount(before["above"]) or 0):
            yield tier["above"], "must be larger than that of the tier before"


def _between(documents: Sequence[Document], others: Sequence[Document]) -> Iterator[Problem]:
    """Names that must be unique over all specs."""
    first = {name: other for other in others for name in _names(other.root)}
    for document in documents:
        spec = document.root
        for node in (spec["id"], *spec["aliases"], spec["class"]):
            if not node.text:
                continue
            if (other := first.setdefault(node.text, document)) is not document:
                yield document.problem(node.path, f"{node.text!r} is taken by {other.file}: choose another")
        for alias in spec["aliases"]:
            if alias.text == spec["id"].text:
                yield document.problem(alias.path, f"{alias.text!r} is the id itself: delete the alias")


def _names(spec: Node) -> Iterator[str]:
    """What a spec calls its provider."""
    yield from filter(None, (node.text for node in (spec["id"], *spec["aliases"], spec["class"])))


def _auth_entries(spec: Node) -> list[Node]:
    return [*spec["auth"], *(entry for route in _routes(spec) for entry in route["auth"])]


def _auth_settings(spec: Node) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for entry in _auth_entries(spec):
        if (name := entry["setting"].text) and name not in seen:
            seen.add(name)
            yield name, entry["setting"]


def _credentials(spec: Node) -> set[str]:
    return {name for name, _ in _auth_settings(spec)}


def _credential_type(entry: Node) -> str:
    return {"token-provider": "a callable", "google-credentials-file": "a file"}.get(entry["scheme"].text, "a key")


def _routes(spec: Node) -> list[Node]:
    return [route for endpoint in spec["endpoints"].values for route in endpoint.one_or_many]


def _pattern(pattern: Node) -> Iterator[Finding]:
    try:
        re.compile(pattern.text)
    except (re.error, OverflowError, RecursionError) as error:
        yield pattern, f"is not a regular expression of Python: {error}"


def _groups(pattern: str) -> Iterable[str]:
    try:
        return re.compile(pattern).groupindex
    except (re.error, OverflowError, RecursionError):
        return ()


def _is(node: Node, kind: type) -> bool:
    """Whether a value is of just this type: true is no number."""
    return type(node.value) is kind


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except (re.error, OverflowError, RecursionError):
        return True


def _amount(node: Node) -> Decimal | None:
    value = node.value
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _nearest(given: str, known: Iterable[str]) -> str:
    close = get_close_matches(given, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(known)) or 'none'}"
