"""Samples for examples: how a provider is created, a model to ask, a value for an option."""

import re
from collections.abc import Mapping

from .check import PLACEHOLDER
from .spec import Auth, Model, Option, Spec
from .spelling import Source, spell

GIVEN = "..."
"""What stands in an example for a value that only the user knows."""
ADDRESS = "https://example.com"


def credentials(spec: Spec) -> dict[str, Auth]:
    """The first way that each credential is used, with the variables of all of them."""
    first: dict[str, Auth] = {}
    for entry in (*spec.auth, *(entry for route in spec.endpoints.routes for entry in route.auth)):
        if name := entry.setting:
            before = first.setdefault(name, entry)
            env = tuple(dict.fromkeys((*before.env, *entry.env)))
            first[name] = before.model_copy(update={"env": env})
    return first


def needed(spec: Spec) -> dict[str, tuple[str, ...]]:
    """The settings without which nothing can be asked: what must be given, then what the addresses name, then a key."""
    filled = {*PLACEHOLDER.findall(spec.base_url.url or "")}
    for route in spec.endpoints.chat:
        filled |= {*PLACEHOLDER.findall(route.path)} - route.when.keys()
    found: dict[str, tuple[str, ...]] = {}
    if not spec.base_url.url and not spec.base_url.choices:
        found["base_url"] = spec.base_url.env
    for name, setting in spec.settings.items():
        if setting.required or (name in filled and setting.default is None):
            found[name] = setting.env
    ways = [entry for entry in spec.auth if entry.setting and not entry.when]
    way = next((entry for entry in ways if entry.setting == "api_key" and entry.env), next(iter(ways), None))
    if way and way.setting and not any(entry.scheme == "none" for entry in spec.auth):
        found[way.setting] = credentials(spec)[way.setting].env
    return found


def sample(name: str, spec: Spec) -> str:
    """A value that an example gives a setting, or dots where only the user knows one."""
    setting = spec.settings.get(name)
    if name == "base_url" or (spec.base_url.url or "").startswith(f"{{{name}}}"):
        return f'"{ADDRESS}"'
    given = quoted(setting.enum[0] if setting and setting.enum else GIVEN)
    others = {"boolean": "True", "integer": "1", "mapping": "{}"}
    return others.get(setting.type, given) if setting else given


def quoted(text: str) -> str:
    """Text as a person writes it, in double quotes, where it is plain."""
    return f'"{text}"' if re.fullmatch(r"[ !#-\[\]-~]+", text) else spell(text)


def settings_given(spec: Spec) -> Source:
    """What an example creates a provider with: ``endpoint="https://example.com", api_key="..."``."""
    return Source(", ".join(f"{name}={_called(name, spec)}" for name in needed(spec)))


def _called(name: str, spec: Spec) -> str:
    entry = credentials(spec).get(name)
    text = "sk-1234" if entry is not None else f"my-{name.replace('_', '-')}"
    if entry is not None and entry.scheme == "token-provider":
        return f'lambda: "{text}"'
    given = sample(name, spec)
    return f'"{text}"' if given == f'"{GIVEN}"' else given


def current_model(spec: Spec) -> Model | None:
    """The first model to chat with of which its vendor says nothing of an end."""
    return next((model for model in spec.catalog.models if _is_current(model)), None)


def _is_current(model: Model) -> bool:
    return model.kind == "chat" and model.confidence == "high" and not (model.deprecated or model.retired)


def option_given(options: Mapping[str, Option]) -> dict[str, object]:
    """One option and a value that it may have; of several, one that is neither an object nor a list."""
    plain = {name: option for name, option in options.items() if option.types[0] not in ("object", "array", "any")}
    return {name: _value(option) for name, option in [*(plain or options).items()][:1]}


def _value(option: Option) -> object:
    kind = option.types[0]
    if kind == "array":
        return [_value(option.items)] if option.items else []
    if kind == "object":
        return {name: _value(one) for name, one in [*option.fields.items()][:1]}
    text = option.enum[0] if option.enum else GIVEN
    others: dict[str, object] = {"integer": 1, "number": 0.5, "boolean": True}
    return others.get(kind, text)
