"""Compares a request with the recorded one, leaving out what an SDK may choose freely.

Both requests are brought to one form by the rules below, each with its reason; whatever then still differs
is told, one line a difference, as `body.messages[1].content: expected 'x', got 'y'`. The rules go by where a
thing stands in a body, written with `[]` for any index; none goes by provider or case. What a user put in
(schemas, tool arguments) is never touched, but arguments in a string of JSON are compared parsed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from itertools import zip_longest
from typing import Final
from urllib.parse import unquote

from tests.wire.case import Json, WireRequest

# --- Headers: all count, both ways, but these ---------------------------------------------------------------

FREE_HEADERS: Final = re.compile(
    "host|connection|content-length|transfer-encoding"  # HTTP's own
    "|accept|accept-encoding|accept-language"  # vendors go by the body's `stream` instead
    "|user-agent|x-goog-api-client|x-stainless-.*"  # which SDK is speaking
    "|x-ms-client-request-id"  # made up anew for each request
    "|x-server-timeout"  # how long google-genai's caller is ready to wait
)

CREDENTIALS: Final = {"authorization", "x-api-key", "api-key", "x-goog-api-key"}


def _header(name: str, value: str) -> str:
    if name in CREDENTIALS:  # which header and scheme, never the secret
        scheme, _, _ = value.rpartition(" ")
        return f"{scheme} <secret>".lstrip()
    if name == "content-type":  # a charset goes without saying in JSON, a boundary is made up
        return value.partition(";")[0].strip().lower()
    if name == "anthropic-beta":  # a set of names
        return ",".join(sorted(beta.strip() for beta in value.split(",")))
    return value


# --- Bodies -------------------------------------------------------------------------------------------------

OPTIONAL_DEFAULTS: Final[tuple[tuple[str, Json, str], ...]] = (
    ("stream", False, "absent means false; mistralai writes it always"),
    ("messages[].prefix", False, "absent means false; mistralai writes it on assistant messages"),
    (
        "messages[].tool_calls[].index",
        0,
        "mistralai writes its model's default on every call, whatever its place",
    ),
    ("generationConfig", {}, "google-genai writes it whenever it was given a config, even for nothing"),
    ("systemInstruction.role", "user", "google-genai writes it; a system instruction has no speaker to tell"),
)

TEXTS: Final = {"system", "messages[].content", "messages[].content[].content"}
JSON_TEXTS: Final = {"messages[].tool_calls[].function.arguments", "input[].arguments"}
CALL_IDS: Final = {
    "messages[].tool_calls[].id",
    "messages[].tool_call_id",
    "messages[].content[].id",
    "messages[].content[].tool_use_id",
    "input[].call_id",
    "contents[].parts[].functionCall.id",
    "contents[].parts[].functionResponse.id",
}
PROTO_BYTES: Final = {"contents[].parts[].inlineData.data", "contents[].parts[].thoughtSignature"}
PROTO_USER_DATA: Final = {
    "args",
    "response",
    "labels",
    "parameters",
    "parametersJsonSchema",
    "responseSchema",
    "responseJsonSchema",
}


def _one_text(value: Json) -> Json:
    """A list of one bare text part is its text: vendors document both."""
    match value:
        case [{"type": "text", "text": str(text), **rest}] if not rest:
            return text
        case _:
            return value


def _json_text(value: Json) -> Json:
    """JSON in a string is compared parsed: spaces and order of keys are free, that it is a string is not."""
    try:
        return json.dumps(json.loads(str(value)), sort_keys=True) if isinstance(value, str) else value
    except ValueError:
        return value


def _proto_bytes(value: Json) -> Json:
    """Proto JSON takes either base64 alphabet, padded or not: https://protobuf.dev/programming-guides/json/."""
    return value.translate(str.maketrans("-_", "+/")).rstrip("=") if isinstance(value, str) else value


def _proto_names(value: Json) -> Json:
    """Proto JSON takes a field's name as `lowerCamel` and as `snake_case`, see the same page."""
    if isinstance(value, list):
        return [_proto_names(item) for item in value]
    if not isinstance(value, dict):
        return value
    renamed: dict[str, Json] = {}
    for name, item in value.items():
        camel = re.sub("_([a-z0-9])", lambda match: match[1].upper(), name)
        renamed[name if camel in renamed else camel] = item if camel in PROTO_USER_DATA else _proto_names(item)
    return renamed


def _rules() -> dict[str, Callable[[Json], Json]]:
    """Put the rules in one table; a table serves one body, as it learns that body's ids."""
    roles: dict[str, str] = {}

    def role(value: Json) -> Json:
        """Ids only tie calls to their results, so they go by the order in which they come up."""
        return roles.setdefault(value, f"<call {len(roles) + 1}>") if isinstance(value, str) else value

    changes = ((_one_text, TEXTS), (_json_text, JSON_TEXTS), (_proto_bytes, PROTO_BYTES), (role, CALL_IDS))
    return {place: change for change, places in changes for place in places}


def _one_form(body: Json) -> Json:
    """Apply the rules to a body, from its leaves up."""
    rules = _rules()

    def visit(value: Json, place: str) -> Json:
        if isinstance(value, list):
            value = [visit(item, f"{place}[]") for item in value]
        elif isinstance(value, dict):
            items = ((f"{place}.{key}".lstrip("."), key, item) for key, item in value.items())
            value = {key: visit(item, at) for at, key, item in items if not _is_default(at, item)}
        return rules[place](value) if place in rules else value

    return visit(_proto_names(body) if isinstance(body, dict) and "contents" in body else body, "")


def _is_default(place: str, value: Json) -> bool:
    return any(place == at and _same(value, default) for at, default, _ in OPTIONAL_DEFAULTS)


# --- What differs -------------------------------------------------------------------------------------------


class _Absent(Enum):
    NOTHING = "nothing"


def differences(expected: WireRequest, actual: WireRequest, deviations: Mapping[str, str] | None = None) -> list[str]:
    """Tell in what a request differs from the recorded one, a line each.

    `deviations` are the places where it differs on purpose, as `headers.anthropic-version`, with the reasons.
    """
    lines = [
        *_compare("method", expected.method, actual.method),
        *_compare("path", _segments(expected.path), _segments(actual.path)),
        *_compare("query", _query(expected), _query(actual)),
        *_compare("headers", _headers(expected), _headers(actual)),
        *_compare("body", _one_form(expected.body), _one_form(actual.body)),
    ]
    meant = tuple(place + end for place in deviations or () for end in (":", ".", "["))
    return [line for line in lines if not line.startswith(meant)]


def _segments(path: str) -> str:
    """Undo escapes that say nothing: `%40` is `@`, but `%2F` stays, as it separates no segments."""
    return "/".join(unquote(segment).replace("/", "%2F") for segment in path.split("/"))


def _query(request: WireRequest) -> dict[str, Json]:
    """Group by name: only values of one name have an order."""
    return {name: [value for other, value in request.query if other == name] for name, _ in request.query}


def _headers(request: WireRequest) -> dict[str, Json]:
    kept = {name: value for name, value in request.headers.items() if not FREE_HEADERS.fullmatch(name)}
    if request.body is None:  # google-genai names the type of the body that it does not send
        kept.pop("content-type", None)
    return {name: _header(name, value) for name, value in kept.items()}


def _compare(place: str, expected: Json | _Absent, actual: Json | _Absent) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in {**expected, **actual}:
            nothing = _Absent.NOTHING
            yield from _compare(f"{place}.{key}", expected.get(key, nothing), actual.get(key, nothing))
    elif isinstance(expected, list) and isinstance(actual, list):
        for index, pair in enumerate(zip_longest(expected, actual, fillvalue=_Absent.NOTHING)):
            yield from _compare(f"{place}[{index}]", *pair)
    elif not _same(expected, actual):
        yield f"{place}: expected {_show(expected)}, got {_show(actual)}"


def _same(one: object, other: object) -> bool:
    """1 equals 1.0, JSON knowing one kind of number only, but True does not equal 1."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _show(value: Json | _Absent) -> str:
    text = "nothing" if value is _Absent.NOTHING else repr(value)
    return text if len(text) <= 160 else f"{text[:120]}... ({len(text)} characters)"
