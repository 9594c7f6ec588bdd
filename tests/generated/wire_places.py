"""Where a field of a request must be found on the wire, by the specs and the vendors' documents.

Nothing here comes from the runtime: what a spec renames and maps is read from the spec itself, and where the protocols
that are not OpenAI's have a field is written down from their references.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from modelwire_codegen.document import is_list, is_mapping
from modelwire_codegen.pipeline import read
from modelwire_codegen.spec import Route, Spec

SPECS: Final = Path(__file__).parents[2] / "specs"

PLACES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "openai-chat": {},
    "openai-embeddings": {},
    # https://platform.claude.com/docs/en/api/messages
    "anthropic-messages": {
        "stop": ("stop_sequences",),
        "user": ("metadata.user_id",),
        "reasoning_effort": ("output_config.effort",),
    },
    # https://ai.google.dev/api/generate-content
    "gemini-generate-content": {
        "max_tokens": ("generationConfig.maxOutputTokens",),
        "temperature": ("generationConfig.temperature",),
        "top_p": ("generationConfig.topP",),
        "top_k": ("generationConfig.topK",),
        "stop": ("generationConfig.stopSequences",),
        "seed": ("generationConfig.seed",),
        "n": ("generationConfig.candidateCount",),
        "presence_penalty": ("generationConfig.presencePenalty",),
        "frequency_penalty": ("generationConfig.frequencyPenalty",),
        "logprobs": ("generationConfig.responseLogprobs",),
        "top_logprobs": ("generationConfig.logprobs",),
        "modalities": ("generationConfig.responseModalities",),
        "service_tier": ("serviceTier",),
    },
    # https://platform.openai.com/docs/api-reference/responses/create
    "openai-responses": {
        "max_tokens": ("max_output_tokens",),
        "reasoning_effort": ("reasoning.effort",),
        "verbosity": ("text.verbosity",),
    },
    # https://llama.developer.meta.com/docs/api/chat
    "llama-chat": {"max_tokens": ("max_completion_tokens",)},
    # https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api
    "gemini-predict-embeddings": {
        "dimensions": ("parameters.outputDimensionality",),
        "input_type": ("instances.0.task_type",),
    },
    # https://ai.google.dev/api/embeddings
    "gemini-batch-embeddings": {
        "dimensions": ("outputDimensionality",),
        "input_type": ("taskType",),
    },
}
"""Where a protocol has a field, if not under its own name."""


@cache
def specs() -> Mapping[str, Spec]:
    """Every spec, with what it takes over from others filled in."""
    return {spec.id: spec for _, spec in read(SPECS, SPECS / "provider.schema.json").every}


class Wire:
    """What goes out: a body and headers, and whether a field can be found there."""

    def __init__(self, route: Route, body: Any, headers: Mapping[str, str]) -> None:
        self.route = route
        self.body = body
        self.headers = headers
        self.text = json.dumps(body, ensure_ascii=False)

    def has(self, name: str, value: Any) -> bool:
        """Whether a unified parameter is found, as given, renamed, or as what the spec makes of it."""
        if name == "tools":
            return all(tool["function"]["name"] in self.text for tool in value)
        if self.route.protocol == "openai-responses":
            if name == "logprobs":
                return not value or "message.output_text.logprobs" in self.body.get("include", ())
            if name == "web_search_options":
                return any(_holds(tool, {"type": "web_search", **value}) for tool in self.body.get("tools", ()))
        if name == "tool_choice":
            return self._has_choice(value)
        if name == "parallel_tool_calls":
            return self._has_parallel(value)
        if name == "response_format":
            return self._has_format(value)
        tables = (*([self.route.parameters] if self.route.parameters else []), *self.route.rules)
        places = [*PLACES[self.route.protocol].get(name, ()), name]
        places += [table.renamed[name] for table in tables if name in table.renamed]
        places += [f"requests.0.{place}" for place in places]  # a batch says everything in each of its requests
        accepted: list[Any] = [value]
        if isinstance(value, str | int | float | bool):
            mapped: list[Mapping[Any, Any]] = [table.values[name] for table in tables if name in table.values]
            accepted += [table[value] for table in mapped if value in table]
        if any(_same(found, wanted) for place in places for found in _at(self.body, place) for wanted in accepted):
            return True
        fragments: list[Mapping[Any, Any]] = [table.becomes[name] for table in tables if name in table.becomes]
        return any(_holds(self.body, entries[value]) for entries in fragments if value in entries)

    def has_path(self, path: str, value: Any) -> bool:
        """Whether an option is found at its place, or in the header that the spec names for it."""
        option = self.route.options.get(path)
        if option is not None and option.header:
            return str(value) in self.headers.get(option.header, "").split(",")
        if self.route.protocol == "openai-responses" and path == "include":  # what the parameters ask for is there, too
            return {*value} <= {*self.body["include"]}
        return any(_holds(found, value) for found in _at(self.body, path))

    def _has_choice(self, choice: Any) -> bool:
        if not isinstance(choice, str):
            return f'"{choice["function"]["name"]}"' in self._chosen()
        words = {"auto": ("auto", "AUTO"), "none": ("none", "NONE"), "required": ("required", "any", "ANY")}[choice]
        return any(f'"{word}"' in self._chosen() for word in words)

    def _chosen(self) -> str:
        places = ("tool_choice", "toolConfig.functionCallingConfig")
        return json.dumps([found for place in places for found in _at(self.body, place)])

    def _has_parallel(self, value: bool) -> bool:
        disabled = list(_at(self.body, "tool_choice.disable_parallel_tool_use"))
        return disabled == [not value] or value in _at(self.body, "parallel_tool_calls")

    def _has_format(self, value: Any) -> bool:
        if value["type"] == "text":  # what every vendor does unless told otherwise
            return True
        said = json.dumps(
            [
                self.body.get("response_format"),
                *_at(self.body, "text.format"),
                *_at(self.body, "output_config.format"),
                self.body.get("generationConfig"),
            ]
        )
        wanted = value["json_schema"]["schema"]["properties"] if value["type"] == "json_schema" else ("json",)
        return all(word in said for word in wanted)


def _at(value: Any, path: str) -> Iterator[Any]:
    """What stands at a dotted path; a number is a position in a list."""
    for key in path.split("."):
        if is_list(value) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        elif is_mapping(value) and key in value:
            value = value[key]
        else:
            return
    yield value


def _same(found: Any, wanted: Any) -> bool:
    if is_list(found):
        listed = list(wanted) if is_list(wanted) else [wanted]
        return [_folded(item) for item in found] == [_folded(item) for item in listed]
    return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)


def _folded(value: Any) -> Any:
    """Words of modalities are written in capitals by some."""
    return value.lower() if isinstance(value, str) else value


def _holds(found: Any, wanted: Any) -> bool:
    """Whether everything in a fragment is there."""
    if is_mapping(wanted):
        return is_mapping(found) and all(key in found and _holds(found[key], wanted[key]) for key in wanted)
    return bool(found == wanted)
