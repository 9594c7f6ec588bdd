"""A spec to fill in: shaped like a known one, with what only its writer knows left open.

What is left open begins with ``TODO:``, says what belongs there, and is a problem for whoever reads the spec.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from .document import UNFILLED, Node
from .likeness import EVIDENCE
from .load import read

WHERE = ("protocol", "path", "stream_path", "query", "stream_query", "method", "headers")
"""Keys of a route that tell where a request goes, and in which language."""
NOT_TAKEN = ("when", "models", "only_for", "auth", "base_url", *EVIDENCE)
"""Keys of a route that hold for the other provider only."""
KEYS = ("bearer", "header")
"""Ways to authenticate by a key."""

HEAD = """\
# {name}: a provider of your own. Write what you know, and where from; what says TODO is still open.
#   modelwire spec check {id}.yaml            tells what is open or wrong
#   modelwire chat --spec {id}.yaml -m MODEL  tries it
id: {id}
name: {name}
class: {class_name}
docs: {todo} the address of its documents"
source: {todo} where what stands below is from, such as addresses or whom you asked"
checked: {todo} the day when you looked, such as 2026-11-27"

lifecycle:
  status: active

# What the paths below are appended to; the variable may name another address.
base_url:
  url: {url}
  env: [{prefix}_BASE_URL]

# How the key travels, and which variable it is read from.
auth:
{auth}
"""
CHAT = """\
    # What differs from that, with its own source and checked, such as parameters that are refused:
    # parameters:
    #   unsupported: [logit_bias, seed]
"""
CATALOG = """\
# Sizes and prices of its models. They are knowledge, not permission: other models can be used all the same.
catalog:
  source: {todo} where sizes and prices are from"
  checked: {todo} the day when you looked, such as 2026-11-27"
  currency: USD
  unit: million-tokens
  # It may have models that are not listed here.
  selection: true
  models: []
  # models:
  #   - id: rocket-1
  #     context: 128_000
  #     max_output: 16_000
  #     supports: [streaming, tools, vision]
  #     price: {{input: 2.00, cached_input: 0.50, output: 8.00}}
"""


def skeleton(id: str, like: Path, base_url: str | None = None) -> str:
    """The text of a spec for a provider that is like the one of another spec."""
    spec = read(like, like.name)[0].root
    prefix = id.upper()
    words = [word.capitalize() for word in id.split("_")]
    routes = {name: _route(spec, name) for name in spec["endpoints"].keys}
    asked = {"headers": spec["headers"].value, **{name: _alike(route, "") for name, route in routes.items()}}
    todo = f'"{UNFILLED}'
    parts = [
        HEAD.format(
            id=id,
            name=" ".join(words),
            class_name=f"{''.join(words)}Provider",
            prefix=prefix,
            url=_line(base_url) if base_url else f'{todo} the address, such as https://llm.example.com/v1"',
            auth=_block([_auth(spec, prefix)], 2),
            todo=todo,
        ),
        _group("What is sent along, in every header or path.", "settings", _settings(spec, asked, prefix)),
        _group("", "headers", spec["headers"].value),
        _group("Which headers of replies tell what.", "replies", spec["replies"].value),
        _group("What it can do: strike out what it cannot.", "capabilities", spec["capabilities"].value),
        "\n".join(_endpoints(spec, routes)) + "\n",
        _errors(spec, todo),
        CATALOG.format(todo=todo),
    ]
    return "\n".join(filter(None, parts))


def _route(spec: Node, endpoint: str) -> Node:
    """The route that is taken without settings or models of its own, or else the first."""
    routes = spec["endpoints"][endpoint].one_or_many
    return next((route for route in routes if not (route["when"] or route["models"] or route["only_for"])), routes[0])


def _alike(route: Node, id: str) -> dict[str, Any]:
    """A route like another; one of few words has them itself."""
    if route["like"] or route["parameters"]:
        return {"like": route["like"].text or id, **_where(route)}
    return {key: value for key, value in route.mapping.items() if key not in NOT_TAKEN}


def _where(route: Node) -> dict[str, Any]:
    return {key: route[key].value for key in WHERE if route[key]}


def _auth(spec: Node, prefix: str) -> dict[str, Any]:
    """The key of the other provider, under a name of its own."""
    ways = [way for way in spec["auth"] if way["scheme"].text in KEYS]
    usual = sorted(ways, key=lambda way: way["setting"].text != "api_key")
    way = dict(usual[0].mapping) if usual else {"scheme": "bearer"}
    return {**{key: way[key] for key in way if key != "when"}, "setting": "api_key", "env": [f"{prefix}_API_KEY"]}


def _settings(spec: Node, asked: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The settings without which its paths and headers have holes."""
    named = dict.fromkeys(re.findall(r"\{\+?([a-z][a-z0-9_]*)\}", repr(asked)))
    known = spec["settings"]
    return {
        name: {
            **{key: value for key, value in known[name].mapping.items() if key != "env"},
            "env": [f"{prefix}_{name}".upper()],
        }
        for name in named
        if known[name]
    }


def _endpoints(spec: Node, routes: Mapping[str, Node]) -> Iterator[str]:
    yield f"# What is known of {spec['name'].text}'s routes holds here too (`like`): parameters, messages, rules."
    yield "endpoints:"
    for name, route in routes.items():
        yield f"  {name}:\n{_block(_alike(route, spec['id'].text), 4)}"
        if name == "chat":
            yield CHAT.rstrip()


def _errors(spec: Node, todo: str) -> str:
    known = {key: value for key, value in spec["errors"].mapping.items() if key in ("codes", "statuses", "messages")}
    return (
        f"# Which failures mean what, as {spec['name'].text} tells them.\n"
        f'errors:\n  source: {todo} where it is said"\n'
        f'  checked: {todo} the day when you looked, such as 2026-11-27"\n{_block(known, 2)}\n'
    )


def _group(comment: str, key: str, value: Any) -> str:
    if not value:
        return ""
    return f"{f'# {comment}' if comment else ''}\n{key}:\n{_block(value, 2)}\n".lstrip("\n")


def _block(value: Any, indent: int) -> str:
    """A value in YAML's block style, so far to the right."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
    return "\n".join(" " * indent + line for line in text.splitlines())


def _line(text: str) -> str:
    return str(yaml.dump(text, Dumper=_Dumper, width=1000)).splitlines()[0]


class _Dumper(yaml.SafeDumper):
    """Writes lists below their keys with an indent, and nothing as an alias."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True
