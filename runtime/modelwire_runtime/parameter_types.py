"""What the values of unified parameters must be, whatever the provider takes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, NamedTuple

from .data import is_listed, is_mapping
from .errors import InvalidRequestError


class Type(NamedTuple):
    """What a value must be: the words for it, and the test of one that is none of the classes known to be right."""

    words: str
    right: Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _is_texts(value: Any) -> bool:
    return is_listed(value) and all(isinstance(item, str) for item in value)


def _is_text_or_texts(value: Any) -> bool:
    return isinstance(value, str) or _is_texts(value)


def _is_biases(value: Any) -> bool:
    return is_mapping(value) and all(map(_is_number, value.values()))


TEXT = Type("a string", _is_text)
INTEGER = Type("an integer", _is_integer)
NUMBER = Type("a number", _is_number)
SWITCH = Type("True or False", _is_switch)
MAPPING = Type("a mapping", is_mapping)
TEXTS = Type("a list of strings", _is_texts)
FORMAT = Type("a mapping (for a type, chat_completion_parsed or response_format_for(...))", is_mapping)
TYPES: Mapping[str, Type] = {
    **dict.fromkeys(("max_tokens", "top_k", "seed", "n", "top_logprobs", "dimensions"), INTEGER),
    **dict.fromkeys(("temperature", "top_p", "presence_penalty", "frequency_penalty"), NUMBER),
    **dict.fromkeys(("logprobs", "parallel_tool_calls", "store"), SWITCH),
    **dict.fromkeys(("audio", "prediction", "web_search_options", "metadata"), MAPPING),
    **dict.fromkeys(("reasoning_effort", "verbosity", "user", "safety_identifier"), TEXT),
    **dict.fromkeys(("prompt_cache_key", "service_tier", "input_type"), TEXT),
    "response_format": FORMAT,
    "stop": Type("a string or a list of strings", _is_text_or_texts),
    "modalities": TEXTS,
    "logit_bias": Type("a mapping from tokens to numbers", _is_biases),
}
"""The type of each unified parameter but those of tools, which have checks of their own."""
IMAGES: Mapping[str, Type] = {
    "n": INTEGER,
    **dict.fromkeys(("size", "quality", "background", "output_format", "response_format", "user"), TEXT),
}
OTHER_TYPES: Mapping[str, Mapping[str, Type]] = {
    "image_generation": {**IMAGES, "aspect_ratio": TEXT, "seed": INTEGER},
    "image_edit": IMAGES,
    "transcription": {
        "language": TEXT,
        "prompt": TEXT,
        "temperature": NUMBER,
        "response_format": TEXT,
        "timestamp_granularities": TEXTS,
    },
    "rerank": {"top_n": INTEGER, "max_tokens_per_doc": INTEGER, "user": TEXT},
    "speech": {"voice": TEXT, "response_format": TEXT, "speed": NUMBER, "instructions": TEXT},
    "files": {"purpose": TEXT},
}
"""The same of operations whose parameters bear names that mean something else in a chat, or nothing."""
EXACT: Mapping[str, type] = {
    name: {INTEGER: int, SWITCH: bool, MAPPING: dict, TEXT: str}[kind]
    for name, kind in TYPES.items()
    if kind in (INTEGER, SWITCH, MAPPING, TEXT)
} | {"stop": str, "response_format": dict}
"""The class of which every value is right, so that most need no further look."""
NOTHING_EXACT: Mapping[str, type] = {}


def check_type(name: str, value: Any, provider: str, types: Mapping[str, Type] = TYPES) -> None:
    """Raise if a value can be none of the parameter."""
    kind = types.get(name)
    if value.__class__ is float:
        if not isfinite(value):
            raise InvalidRequestError(f"{name} must be a finite number, not {value}", provider=provider)
        if kind is NUMBER:
            return
    if kind is not None and not kind.right(value):
        raise InvalidRequestError(f"{name} must be {kind.words}, not {shown(value)}", provider=provider)


def shown(value: object) -> str:
    """A value as an error shows it: short ones as they are, of others their type."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return repr(value) if isinstance(value, str | int | float) and len(repr(value)) < 40 else type(value).__name__
