"""What becomes of unified parameters, on a route and by its rules for some models."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..markdown import Markdown, code, codes, joined, prose
from ..spec import Limit, Rule, Tables
from .words import either, evidence, json_text, notes, word


@dataclass(frozen=True)
class RuleItem:
    """A rule for some models, and what it changes."""

    text: Markdown
    effects: tuple[Markdown, ...]


def changes(tables: Tables) -> dict[str, list[Markdown]]:
    """What becomes of parameters that are not simply sent, by name."""
    changed: dict[str, list[Markdown]] = {}
    for name in tables.sent or _tabled(tables):
        said = [
            f"sent as {code(tables.renamed[name])}" if name in tables.renamed else "",
            _mapped(tables.values[name]) if name in tables.values else "",
            _range(tables.limits[name]) if name in tables.limits else "",
            f"only {code(json_text(tables.fixed[name]))} is possible, and not sent" if name in tables.fixed else "",
            f"{code(json_text(tables.defaults[name]))} if not given" if name in tables.defaults else "",
        ]
        merged = tables.becomes.get(name, {})
        parts = [Markdown(f"{code(word(value))} → {code(json_text(part))}") for value, part in merged.items()]
        if lines := [line for line in (joined(said), *parts) if line]:
            changed[name] = lines
    return changed


def _tabled(tables: Tables) -> list[str]:
    """The parameters that a rule's tables speak of."""
    named = (tables.renamed, tables.values, tables.becomes, tables.limits, tables.fixed, tables.defaults)
    return list(dict.fromkeys(name for table in named for name in table))


def _mapped(values: Mapping[Any, object]) -> str:
    """The values that are possible, and what is sent for them where that is something else."""
    shown = (
        code(word(value)) if value == sent else f"{code(word(value))} (sent as {code(word(sent))})"
        for value, sent in values.items()
    )
    return f"one of {joined(shown, ', ')}"


def _range(limit: Limit) -> str:
    ends = [f"from {limit.min}" if limit.min is not None else "", f"up to {limit.max}" if limit.max is not None else ""]
    return f"{joined(ends, ' ')}, {'clamped' if limit.policy == 'clamp' else 'refused'} if outside"


def rule_item(rule: Rule) -> RuleItem:
    """One rule: why it is there, which models it is about, and where it is known from."""
    except_ = f" except {codes(rule.exclude)}" if rule.exclude else ""
    when = [
        f"when {_given(rule.when)}" if rule.when else "",
        f"unless {_given(rule.unless, ' or ')}" if rule.unless else "",
    ]
    models = "any model" if rule.models == ("*",) else codes(rule.models)
    whom = joined([f"For {models}{except_}", *when], ", ")
    told = joined([prose(rule.why), f"{whom}.", notes(rule), f"Source: {evidence(rule)}."], " ")
    effects = [f"taken: {codes(rule.sent)}" if rule.sent else ""]
    effects += [f"not supported: {codes(rule.unsupported)}" if rule.unsupported else ""]
    changed = changes(rule.model_copy(update={"sent": tuple(_tabled(rule))}))
    effects += [f"{code(name)}: {text}" for name, texts in changed.items() for text in texts]
    return RuleItem(told, tuple(map(Markdown, filter(None, effects))))


def _given(values: Mapping[str, Collection[object]], joint: str = " and ") -> str:
    return joint.join(f"{code(name)} is {either(some) if some else 'given'}" for name, some in values.items())
