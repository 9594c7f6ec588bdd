"""What specs may say is what the runtime can do.

The generator does not import the runtime, so that a broken tree can always be generated again.  The price is two lists
of the same words; here they are held against each other.
"""

import ast
import json
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

import modelwire
from modelwire_codegen import check, view
from modelwire_runtime import (
    auth,
    batches,
    catalog,
    content,
    errors,
    files,
    fim,
    images,
    messages,
    moderation,
    options,
    parameters,
    private,
    protocols,
    provider,
    replies,
    requests,
    rerank,
    routes,
    speech,
    transcription,
)
from modelwire_runtime.capabilities import Capability

SCHEMA: Any = json.loads((Path(__file__).parents[1] / "specs/provider.schema.json").read_text())
DEFS: dict[str, Any] = SCHEMA["$defs"]
REQUESTS: dict[str, type[requests.Request]] = {
    "chat": requests.ChatRequest,
    "embeddings": requests.EmbeddingsRequest,
    "moderation": moderation.ModerationRequest,
    "image_generation": images.ImageGenerationRequest,
    "image_edit": images.ImageEditRequest,
    "transcription": transcription.TranscriptionRequest,
    "speech": speech.SpeechRequest,
    "rerank": rerank.RerankRequest,
    "fim": fim.FimRequest,
    "files": files.FileUploadRequest,
    "batches": batches.BatchRequest,
}
"""What is asked of each operation that has options."""


def subclasses(cls: type[Any]) -> Iterator[type[Any]]:
    below: list[type[Any]] = cls.__subclasses__()
    for subclass in below:
        yield subclass
        yield from subclasses(subclass)


def names(cls: Any) -> set[str]:
    return {field.name for field in fields(cls) if field.init}


def words(annotation: Any) -> set[Any]:
    """The words of a Literal type."""
    assert get_origin(annotation) is Literal
    return set(get_args(annotation))


def test_error_kinds() -> None:
    kinds = {"".join(word.capitalize() for word in kind.split("-")) + "Error" for kind in DEFS["error_kind"]["enum"]}
    assert kinds == {error.__name__ for error in subclasses(errors.APIError)}


def test_capabilities() -> None:
    assert DEFS["capability"]["enum"] == [capability.value for capability in Capability]
    endpoints = {"chat", *check.ENDPOINT_OF}
    assert DEFS["feature"]["enum"] == [word for word in DEFS["capability"]["enum"] if word not in endpoints]


def test_unified_parameters() -> None:
    known: set[str] = set()
    for operation, kind in REQUESTS.items():
        words = DEFS.get(f"{operation}_parameter", {"enum": ()})["enum"]
        assert set(words) == set(kind.PARAMETERS), operation
        known |= set(words)
    assert set(DEFS["parameter"]["enum"]) == known
    assert set(REQUESTS) == set(view.OPTIONS) & set(SCHEMA["properties"]["endpoints"]["properties"])


@pytest.mark.parametrize("operation", REQUESTS)
def test_parameters_of_calls(operation: str) -> None:
    """What a client's method takes by name is what its request has."""
    kind = REQUESTS[operation]
    module = sys.modules[kind.__module__]
    taken = getattr(module, kind.__name__.replace("Request", "Parameters"))
    assert set(kind.PARAMETERS) <= set(get_type_hints(taken)) <= names(kind) | {"model"}


def test_efforts_of_reasoning() -> None:
    assert set(DEFS["reasoning_effort"]["enum"]) == words(requests.ReasoningEffort)


def protocol_words() -> set[str]:
    routes = [definition for name, definition in DEFS.items() if name.endswith("_route") and name != "request_route"]
    return {word for route in routes for word in route["properties"]["protocol"]["enum"]}


def test_protocols() -> None:
    assert protocol_words() == set(view.PROTOCOLS)
    assert set(view.PROTOCOLS.values()) == set(protocols.__all__)


@pytest.mark.parametrize("word", sorted(view.PROTOCOLS))
def test_quirks(word: str) -> None:
    """A protocol's keys in a spec are the fields of its class, and their words are the same."""
    cls: Any = getattr(protocols, view.PROTOCOLS[word])
    properties = DEFS[word]["properties"]
    assert cls.name == word
    assert is_dataclass(cls)
    assert set(properties) == names(cls)
    hints = get_type_hints(cls)
    for field, schema in properties.items():
        if "enum" in schema:
            assert set(schema["enum"]) == words(hints[field])


def test_finish_reasons() -> None:
    assert set(DEFS["finish_reasons"]["additionalProperties"]["enum"]) == words(replies.FinishReason)


def test_roles() -> None:
    assert set(DEFS["role"]["enum"]) == words(messages.Role)


def test_usage_fields() -> None:
    usage = get_type_hints(replies.Usage)
    paths = {
        path
        for name in names(replies.Usage)
        for path in ([f"{name}.{inner}" for inner in names(usage[name])] if is_dataclass(usage[name]) else [name])
    }
    assert set(DEFS["openai-chat"]["properties"]["usage_fields"]["propertyNames"]["enum"]) == paths
    embeddings = DEFS["openai-embeddings"]["properties"]["usage_fields"]["propertyNames"]["enum"]
    assert set(embeddings) == names(replies.EmbeddingsUsage)


def test_tables_of_parameters() -> None:
    assert set(DEFS["tables"]["properties"]) == names(parameters.Parameters)
    assert set(check.TABLES) == names(parameters.Parameters) - {"sent", "unsupported"}
    assert names(parameters.Rule) == names(parameters.Parameters) | {"why", "models", "exclude", "when", "unless"}
    assert set(DEFS["limits"]["additionalProperties"]["properties"]) == names(parameters.Limit)


def test_routes() -> None:
    written = set(DEFS["route"]["properties"]) | {"only_for", "parameters", "content", "rules", "options"}
    assert written - {"like"} == names(routes.Route) - {"_"}
    assert set(SCHEMA["properties"]["endpoints"]["properties"]) <= names(routes.Endpoints) == set(view.OPERATIONS)
    assert {f"{name}_routes" for name in SCHEMA["properties"]["endpoints"]["properties"]} <= set(DEFS)


def test_options() -> None:
    inner = set(DEFS["option"]["properties"]) - {"doc"}
    assert inner | {"header"} == {name.replace("types", "type") for name in names(options.Option)}
    assert set(DEFS["json_type"]["enum"]) == {*options.CALLED, "any"} == set(view.OPTION_TYPES)
    assert set(view.OPTIONS) <= set(view.OPERATIONS)


def test_content() -> None:
    assert set(DEFS["content"]["properties"]) == names(content.Content)
    assert set(DEFS["content_form"]["enum"]) == words(content.ContentForm)
    assert set(DEFS["content_kind"]["enum"]) == words(content.ContentKind)


def test_reply_headers() -> None:
    assert set(DEFS["replies"]["properties"]) == names(provider.ReplyHeaders)


def test_rates() -> None:
    assert set(DEFS["rates"]["properties"]) == names(catalog.Rates)
    days = DEFS["quote"]["properties"]["hours"]["items"]["properties"]["days"]["items"]["enum"]
    assert tuple(days) == catalog.DAYS
    terms = {*DEFS["quote"]["properties"], "changes"}
    assert names(catalog.Price) == names(catalog.Rates) | terms | {"currency"}


def test_what_type_checkers_take_a_loaded_provider_for() -> None:
    """One that can do everything."""
    module = ast.parse(Path(private.__file__).read_text())
    (cls,) = (node for node in ast.walk(module) if isinstance(node, ast.ClassDef) and node.name == "LoadedProvider")
    assert [ast.unparse(base).removesuffix("[Any]") for base in cls.bases] == [
        base for base, _ in view.OPERATIONS.values()
    ]


def test_statuses() -> None:
    assert set(DEFS["lifecycle"]["properties"]["status"]["enum"]) == words(get_type_hints(provider.Status)["state"])


def test_auth_schemes() -> None:
    assert set(DEFS["auth_entry"]["properties"]["scheme"]["enum"]) == set(view.AUTH)
    assert {name for name, _, _ in view.AUTH.values()} == {cls.__name__ for cls in subclasses(auth.Auth)}


def test_base_members() -> None:
    """No setting may hide what every provider has."""
    bases = [getattr(provider, name) for name in view.PUBLIC["provider"] if name.endswith("Provider")]
    members = {name for base in bases for name in (*dir(base), *get_type_hints(base)) if not name.startswith("_")}
    assert check.BASE_MEMBERS == members | {"type"}


def test_reserved_names() -> None:
    """No provider's id may hide a module or function of the package, no class of it one that its module imports."""
    package = Path(modelwire.__file__).parent
    ids = {member.value for member in modelwire.ProviderType}
    modules = {path.stem for path in package.iterdir() if not path.stem.startswith("_")} - ids
    functions = {name for name in modelwire.__all__ if name.islower()}
    assert modules | functions <= check.RESERVED_MODULES
    runtime = {name for name in view.PUBLIC["provider"] + view.PUBLIC["auth"] if name.endswith("Provider")}
    assert runtime | {"CommonProvider"} == check.RESERVED_CLASSES


@pytest.mark.parametrize("name", modelwire.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(modelwire, name) is not None
    assert name in dir(modelwire)


def test_every_error_is_public() -> None:
    assert {error.__name__ for error in subclasses(errors.ProviderError)} <= set(modelwire.__all__)
