"""The parameters of a request in the words of Anthropic's API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..data import is_object
from ..errors import InvalidRequestError, NotSupportedError
from ..parameters import Adjustment
from .base import Encoding
from .json_values import as_object
from .tool_choices import named_function, wrong_tool_choice
from .web_search import read_search

TOOL_CHOICES: Mapping[str, str] = {"auto": "auto", "required": "any", "none": "none"}


SEARCHES: Mapping[str, int] = {"low": 1, "medium": 5, "high": 10}
"""How often the web may be searched for a reply, by ``search_context_size``; the API knows no such size itself."""


def native_values(encoding: Encoding, search_tool: str = "") -> dict[str, Any]:
    """The settled values as the API words them; ``search_tool`` is the type of its tool that searches the web."""
    values = dict(encoding.settled.values)
    stop = values.get("stop")
    if stop is not None:
        values["stop"] = [stop] if isinstance(stop, str) else list(stop)
    if values.get("tools") is not None:
        values["tools"] = [_tool(number, tool, encoding) for number, tool in enumerate(values["tools"])]
    search = values.pop("web_search_options", None)
    if search is not None:
        others = [tool for tool in values.get("tools") or () if as_object(tool).get("name") != "web_search"]
        values["tools"] = [*others, _search_tool(search_tool, search, encoding)]
    choice = values.pop("tool_choice", None)
    parallel = values.pop("parallel_tool_calls", None)
    if choice is not None or parallel is not None:
        native = _tool_choice("auto" if choice is None else choice, encoding)
        if parallel is not None and native["type"] != "none":
            native["disable_parallel_tool_use"] = not parallel
        values["tool_choice"] = native
    wanted = values.pop("response_format", None)
    if wanted is not None and (reply_format := _reply_format(wanted, encoding)):
        values["response_format"] = reply_format
    return values


def _search_tool(kind: str, options: Any, encoding: Encoding) -> dict[str, Any]:
    """The tool by which the API searches the web itself."""
    taken = ("search_context_size", "user_location", "allowed_domains", "blocked_domains")
    search = read_search(options, encoding, taken)
    tool: dict[str, Any] = {"type": kind, "name": "web_search"}
    if size := search.context_size:
        tool["max_uses"] = SEARCHES[size]
        reason = "the API limits how often it searches"
        note = Adjustment("web_search_options.search_context_size", "mapped", size, SEARCHES[size], reason)
        encoding.adjustments.append(note)
    if search.location:
        tool["user_location"] = {"type": "approximate", **search.location}
    if search.allowed_domains:
        tool["allowed_domains"] = search.allowed_domains
    if search.blocked_domains:
        tool["blocked_domains"] = search.blocked_domains
    return tool


def _tool(number: int, tool: Any, encoding: Encoding) -> Any:
    """A function as the API describes it; the vendor's own tools as they are."""
    given = as_object(tool)
    if given.get("type") != "function":
        return tool
    function = as_object(given.get("function"))
    if not function.get("name"):
        raise InvalidRequestError(f"tools[{number}] needs a function with a name", provider=encoding.provider)
    native: dict[str, Any] = {"name": function["name"]}
    if function.get("description"):
        native["description"] = function["description"]
    native["input_schema"] = {"type": "object", **(function.get("parameters") or {"properties": {}})}
    if function.get("strict") is not None:
        native["strict"] = function["strict"]
    # What else stands beside the function is the vendor's: cache_control, defer_loading, eager_input_streaming.
    return native | {key: value for key, value in given.items() if key not in ("type", "function")}


def _tool_choice(choice: Any, encoding: Encoding) -> dict[str, Any]:
    if isinstance(choice, str) and choice in TOOL_CHOICES:
        return {"type": TOOL_CHOICES[choice]}
    if name := named_function(choice):
        return {"type": "tool", "name": name}
    given = as_object(choice)
    if given.get("type") in ("auto", "any", "tool", "none"):
        return dict(given)
    raise wrong_tool_choice(choice, encoding.provider)


def _reply_format(wanted: Any, encoding: Encoding) -> dict[str, Any] | None:
    kind = as_object(wanted).get("type")
    if kind == "text":
        return None
    if kind != "json_schema":
        raise NotSupportedError(
            f"response_format of type {kind!r} is not supported; give a schema: "
            '{"type": "json_schema", "json_schema": {...}}',
            provider=encoding.provider,
            code="response_format",
        )
    schema = as_object(wanted.get("json_schema")).get("schema") or wanted.get("schema")
    if not is_object(schema):
        raise InvalidRequestError("response_format.json_schema needs a schema", provider=encoding.provider)
    return {"type": "json_schema", "schema": schema}


def make_room_for_thinking(body: dict[str, Any], encoding: Encoding) -> None:
    """Add to ``max_tokens`` a budget of thinking that it leaves no room for, which the API would refuse.

    Not refused here, because the caller asked for an effort and gave no budget; and added, not only brought above the
    budget, so that the answer may be as long as was asked for.
    """
    budget, most = as_object(body.get("thinking")).get("budget_tokens"), body.get("max_tokens")
    if isinstance(budget, int) and isinstance(most, int) and budget >= most:
        body["max_tokens"] = most + budget
        reason = f"thinking has a budget of {budget} tokens, which count into max_tokens"
        encoding.adjustments.append(Adjustment("max_tokens", "mapped", most, most + budget, reason))
