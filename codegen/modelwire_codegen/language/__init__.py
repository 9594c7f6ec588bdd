"""Decides what ``docs/spec-language.md`` says: every key that a spec may have, from the schema of specs.

Who uses a key, and what an example of it looks like, is found by walking a spec and the schema side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..document import Document
from ..markdown import Markdown, code, joined, link, prose
from ..schema import Schema
from .examples import examples
from .sections import Key, Part, Sections
from .usage import Usage, usage_of
from .values import anchor, form_rows, kind, word_rows

HEADER = (
    "<!-- Generated from specs/provider.schema.json and specs/*.yaml. Do not edit: change them and run "
    "`make generate`. -->"
)
FEW = 3
"""Specs that are named one by one."""


@dataclass(frozen=True)
class KeyRow:
    """A key: whether it must be there, what it holds, what it is for, who has it."""

    name: Markdown
    needed: Markdown
    kind: Markdown
    meaning: Markdown
    used: Markdown


@dataclass(frozen=True)
class Section:
    """The keys of one mapping."""

    title: str
    anchor: Markdown
    meaning: Markdown
    also: Markdown
    rows: tuple[KeyRow, ...]
    examples: tuple[tuple[Markdown, Markdown], ...]


@dataclass(frozen=True)
class LanguageGuide:
    """What the template may print."""

    header: Markdown
    made_up: Markdown
    sections: tuple[Section, ...]
    words: tuple[tuple[Markdown, Markdown], ...]
    forms: tuple[tuple[Markdown, Markdown, Markdown], ...]


def language(schema: Schema, documents: Sequence[Document], shown: Document | None = None) -> LanguageGuide:
    """Decide what is said of every key; ``shown`` is a made-up spec that examples are taken from first."""
    sections = Sections(schema)
    used = [usage_of(document, sections) for document in documents]
    shows = [usage_of(document, sections) for document in ([shown] if shown else [])] + used
    return LanguageGuide(
        header=Markdown(HEADER),
        made_up=code(shown.stem) if shown else Markdown(""),
        sections=tuple(_section(part, sections, used, shows) for part in sections.parts),
        words=tuple(word_rows(sections)),
        forms=tuple(form_rows(sections)),
    )


def _section(part: Part, sections: Sections, used: Sequence[Usage], shows: Sequence[Usage]) -> Section:
    return Section(
        title=part.title,
        anchor=Markdown(anchor(part.title)),
        meaning=prose(part.meaning),
        also=_also(part),
        rows=tuple(
            KeyRow(
                name=code(key.name),
                needed=Markdown(key.needed),
                kind=kind(key.schema, sections),
                meaning=prose(sections.schema.described(key.schema)),
                used=_users(part, key, used),
            )
            for key in part.keys
        ),
        examples=tuple((_spec(id, used), Markdown(text)) for id, text in examples(part, shows)),
    )


def _also(part: Part) -> Markdown:
    """Whose keys it has, too."""
    told = [
        f"{f'{condition} ' if condition else ''}those of {link(title, anchor(title))}" for condition, title in part.also
    ]
    if not told:
        return Markdown("" if part.keys else "It has no keys of its own.")
    return Markdown(f"{'Beside its own keys it has' if part.keys else 'Its keys are'} {joined(told, ', ')}.")


def _users(part: Part, key: Key, used: Sequence[Usage]) -> Markdown:
    """Who has a key: by name where they are few."""
    users = [usage.id for usage in used if usage.has(part, key.name)]
    if len(users) > FEW:
        return Markdown("all" if len(users) == len(used) else f"{len(users)} of {len(used)}")
    return joined((_spec(id, used) for id in users), ", ")


def _spec(id: str, used: Sequence[Usage]) -> Markdown:
    """A spec's name, with the page of its provider; nothing for one that has none."""
    return link(id, f"providers/{id}.md") if any(usage.id == id for usage in used) else Markdown("")
