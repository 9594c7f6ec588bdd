"""How a provider is created: an example, the ways to authenticate, the settings."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..markdown import Markdown, code, codes, joined, prose
from ..samples import GIVEN, credentials, current_model, needed, sample
from ..schema import Schema
from ..spec import Auth, Setting, Spec
from ..view import AUTH, fixed_address, setting_type
from .words import conditions, few, json_text


@dataclass(frozen=True)
class SettingRow:
    """An argument of the constructor."""

    name: Markdown
    type: Markdown
    env: Markdown
    default: Markdown
    doc: Markdown


def example(spec: Spec) -> Markdown:
    """A first chat, with the settings that cannot be done without, and the variables that may give them."""
    given = needed(spec)
    arguments = [
        f"    {name}={sample(name, spec)}," + (f"  # or the variable {' or '.join(env)}" if env else "")
        for name, env in given.items()
    ]
    call = f"{spec.class_name}(" + "".join(f"\n{line}" for line in arguments) + ("\n)" if arguments else ")")
    model = current_model(spec)
    chat = f'client.chat_completion(model="{model.id if model else GIVEN}", messages=messages).text'
    return Markdown(
        f"from modelwire import {', '.join(sorted(['Client', 'MessageLike', spec.class_name]))}\n\nprovider = {call}\n"
        'messages: list[MessageLike] = [{"role": "user", "content": "Hello!"}]\n'
        f"with Client(provider) as client:\n    print({chat})"
    )


def auth(entry: Auth, schema: Schema) -> Markdown:
    """One way to authenticate."""
    meaning = schema.meanings("auth_entry", "scheme").get(entry.scheme, entry.scheme)
    place = f" ({code(entry.header or entry.scope)})" if entry.header or entry.scope else ""
    env = f", else from {codes(entry.env)}" if entry.env else ""
    setting = f"{code(entry.setting)}{env}: " if entry.setting else ""
    when = f", when {conditions(entry.when)}" if entry.when else ""
    return Markdown(f"{setting}{prose(meaning)}{place}{when}")


def settings(spec: Spec) -> Iterator[SettingRow]:
    """The arguments of the constructor, in its order."""
    for name, entry in credentials(spec).items():
        doc = f"Credential{f', sent as {code(entry.header)}' if entry.header else ''}."
        yield SettingRow(code(name), _type(AUTH[entry.scheme][1]), codes(entry.env), Markdown(""), Markdown(doc))
    base = spec.base_url
    default = fixed_address(spec)
    yield SettingRow(
        code("base_url"),
        _type("str"),
        codes(base.env),
        code(default) if default else Markdown("see below" if base.url or base.choices else "**required**"),
        prose("What the paths of the routes are appended to."),
    )
    for name, setting in spec.settings.items():
        type_ = few(setting.enum) if setting.enum else _type(setting_type(setting))
        yield SettingRow(code(name), type_, codes(setting.env), _default(setting), _doc(setting))


def _type(python: str) -> Markdown:
    return joined(map(code, python.removesuffix(" | None").split(" | ")), " or ")


def _default(setting: Setting) -> Markdown:
    if setting.required:
        return Markdown("**required**")
    return Markdown("") if setting.default is None else code(json_text(setting.default))


def _doc(setting: Setting) -> Markdown:
    matches = f"It must match {code(setting.pattern)}." if setting.pattern else ""
    header = f"Sent as {code(setting.header)}." if setting.header and setting.header not in setting.doc else ""
    return joined([prose(setting.doc), header, matches], " ")


def addresses(spec: Spec) -> Iterator[Markdown]:
    """Where ``base_url`` depends on settings: each address, and when it is used."""
    if fixed_address(spec):
        return
    for choice in spec.base_url.choices:
        yield Markdown(f"{code(choice.url)} when {conditions(choice.when)}")
    if spec.base_url.url:
        yield Markdown(code(spec.base_url.url) + (" otherwise" if spec.base_url.choices else ""))
