"""The parameters of a request as Meta's Llama API takes them."""

from __future__ import annotations

from typing import Any

from ..data import is_object
from ..errors import InvalidRequestError
from .base import Encoding
from .json_values import Json, as_object
from .omissions import leave_out
from .reply_formats import leave_out_all_but_the_schema
from .tool_choices import named_function, wrong_tool_choice


def native_values(encoding: Encoding) -> dict[str, Any]:
    """The settled values as the API words them."""
    values = dict(encoding.settled.values)
    if values.get("tools") is not None:
        values["tools"] = [_tool(number, tool, encoding) for number, tool in enumerate(values["tools"])]
    if is_object(choice := values.get("tool_choice")) and not named_function(choice):
        raise wrong_tool_choice(choice, encoding.provider)
    wanted = as_object(values.get("response_format"))
    if wanted.get("type") == "json_schema":
        schema = _schema(as_object(wanted.get("json_schema")), encoding)
        values["response_format"] = {"type": "json_schema", "json_schema": schema}
    return values


def _tool(number: int, tool: Any, encoding: Encoding) -> Any:
    """A tool without what only other APIs have a use for."""
    if not is_object(tool) or "cache_control" not in tool:
        return tool
    leave_out(encoding, f"tools[{number}].cache_control")
    return {key: value for key, value in tool.items() if key != "cache_control"}


def _schema(wanted: Json, encoding: Encoding) -> Json:
    """The name and the schema, which is all there is: a reply fits its schema always, so ``strict`` says nothing."""
    if not is_object(wanted.get("schema")):
        raise InvalidRequestError("response_format.json_schema needs a schema", provider=encoding.provider)
    leave_out_all_but_the_schema(wanted, encoding)
    return {"name": wanted.get("name") or "answer", "schema": wanted["schema"]}
