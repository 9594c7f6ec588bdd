"""The parameters of a request in the words of Gemini's API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from ..errors import InvalidRequestError
from .base import Encoding
from .json_values import Json
from .omissions import leave_out
from .tool_choices import named_function, wrong_tool_choice
from .web_search import read_search

TOOL_CHOICES: Mapping[str, str] = {"auto": "AUTO", "required": "ANY", "none": "NONE"}


def native_values(encoding: Encoding) -> Json:
    """The settled values in the vendor's words."""
    values = dict(encoding.settled.values)
    if (stop := values.get("stop")) is not None:
        values["stop"] = [stop] if isinstance(stop, str) else list(stop)
    if (modalities := values.get("modalities")) is not None:
        values["modalities"] = [str(modality).upper() for modality in modalities]
    if (choice := values.get("tool_choice")) is not None:
        values["tool_choice"] = _tool_choice(choice, encoding)
    tools = values.pop("tools", None)
    worded = [] if tools is None else _tools(tools, encoding)
    if (search := values.pop("web_search_options", None)) is not None:
        read_search(search, encoding)
        if not any("googleSearch" in tool for tool in worded):
            worded.append({"googleSearch": {}})
    if worded:
        values["tools"] = worded
    if (wanted := values.pop("response_format", None)) is not None:
        values |= _response_format(wanted, encoding)
    return values


def _tools(tools: Sequence[Any], encoding: Encoding) -> list[Json]:
    """Functions in one entry; the vendor's own tools, such as ``{"googleSearch": {}}``, after it as they are."""
    functions: list[Json] = []
    own: list[Json] = []
    for index, tool in enumerate(tools):
        if isinstance(tool, dict) and not tool.keys() & {"type", "function"}:
            own.append(cast(Json, tool))
            continue
        try:
            function = cast(Json, tool)["function"]
            declared: Json = {"name": function["name"]}
        except (KeyError, TypeError) as error:
            raise InvalidRequestError(
                f"tools[{index}] must be a function with a name, or one of the vendor's own tools",
                provider=encoding.provider,
            ) from error
        if "cache_control" in tool:
            leave_out(encoding, f"tools[{index}].cache_control")
        if function.get("strict"):
            leave_out(encoding, f"tools[{index}].function.strict", given=True)
        if function.get("description"):
            declared["description"] = function["description"]
        if function.get("parameters") is not None:
            declared["parametersJsonSchema"] = function["parameters"]
        functions.append(declared)
    return [{"functionDeclarations": functions}, *own] if functions else own


def _tool_choice(choice: Any, encoding: Encoding) -> Json:
    if isinstance(choice, str) and choice in TOOL_CHOICES:
        return {"mode": TOOL_CHOICES[choice]}
    if name := named_function(choice):
        return {"mode": "ANY", "allowedFunctionNames": [name]}
    raise wrong_tool_choice(choice, encoding.provider)


def _response_format(wanted: Any, encoding: Encoding) -> Json:
    try:
        kind = wanted["type"]
        if kind == "text":
            return {}
        if kind in ("json_object", "json_schema"):
            said: Json = {"generationConfig.responseMimeType": "application/json"}
            if kind == "json_schema":
                said["generationConfig.responseJsonSchema"] = wanted["json_schema"]["schema"]
            return said
    except (KeyError, TypeError):
        pass
    raise InvalidRequestError(
        "response_format must be of type text, json_object or json_schema (with a json_schema.schema)",
        provider=encoding.provider,
    )
