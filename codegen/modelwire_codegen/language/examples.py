"""Shows a mapping of a spec as YAML, as short as it can be read."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import yaml

from ..document import is_list, is_mapping
from ..spelling import WIDTH
from .sections import Part
from .usage import Usage

MOST = 12
"""Values that are shown of what stands below a key."""
MOST_ITEMS = 5
MOST_NODES = 8


REST = "..."
"""What stands for what is left out."""


class Block(dict[Any, Any]):
    """A mapping with each key in a line of its own."""


class Dumper(yaml.SafeDumper):
    """Writes specs as people do: days are text, lists stand in."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Let a list stand further in than its key."""
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write what stands twice twice."""
        return True


Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def _number(dumper: Any, data: Decimal) -> yaml.ScalarNode:
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:float", str(data))
    return node


def _block(dumper: yaml.SafeDumper, data: Block) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=False)


Dumper.add_representer(Decimal, _number)
Dumper.add_representer(Block, _block)


def examples(part: Part, usages: Sequence[Usage]) -> Iterator[tuple[str, str]]:
    """Mappings of specs, with the spec's id, that together have as many of the part's keys as the specs have.

    The first spec is used as far as it goes.
    """
    names = [key.name for key in part.keys]
    missing = {*names}
    room = MOST_NODES
    for usage in usages:
        nodes = usage.nodes.get(part.title, ())
        shown: list[Block] = []
        while nodes and room and missing:
            best = max(nodes, key=lambda node: len(missing & node.mapping.keys()))
            if not missing & best.mapping.keys():
                break
            shown.append(Block({name: _short(value) for name, value in best.mapping.items() if name in names}))
            missing -= shown[-1].keys()
            room -= 1
        if shown:
            yield usage.id, _yaml(shown[0] if len(shown) == 1 else shown)


def _yaml(value: object) -> str:
    text = yaml.dump(value, Dumper=Dumper, sort_keys=False, default_flow_style=None, width=WIDTH, allow_unicode=True)
    return text.replace(f"'{REST}'", REST).rstrip()


def _short(value: Any) -> Any:
    """A value, or as much of it as can be taken in."""
    if is_list(value) and not any(is_list(item) or is_mapping(item) for item in value):
        return value if len(value) <= MOST_ITEMS else [*value[:MOST_ITEMS], REST]
    if is_list(value) or is_mapping(value):
        return value if sum(1 for _ in _leaves(value)) <= MOST else REST
    return value


def _leaves(value: Mapping[Any, Any] | Sequence[Any]) -> Iterator[object]:
    for item in value.values() if isinstance(value, Mapping) else value:
        if is_list(item) or is_mapping(item):
            yield from _leaves(item)
        else:
            yield item
