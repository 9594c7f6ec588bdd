"""Decides what ``docs/features.md`` says: what of a conversation each provider carries, how, and what shows it.

``rows`` is the one list of features. What a cell says follows from the spec; ``tests/features`` executes each cell and
holds what happened against what is said here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..guide import page_of
from ..markdown import Markdown, code, joined, link, prose
from ..spec import Spec
from .cells import Outcome, no_doubt
from .evidence import Evidence
from .rows import FEATURES, Feature

HEADER = (
    "<!-- Generated from specs/*.yaml and tests/features/evidence.json. Do not edit: change them and run "
    "`make generate`. -->"
)
MOST_COLUMNS = 8
"""Providers that a table has beside each other, so that it can be read without scrolling."""
NOT, UNSEEN = "\N{EN DASH}", "\N{MIDDLE DOT}"
SOME = "\N{DEGREE SIGN}"


@dataclass(frozen=True)
class Row:
    """A feature, and what each provider does about it."""

    title: Markdown
    meaning: Markdown
    cells: tuple[Markdown, ...]


@dataclass(frozen=True)
class Table:
    """What some of the providers do about some features."""

    columns: tuple[Markdown, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Group:
    """Features that belong together."""

    title: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class FeatureGuide:
    """What the template may print."""

    header: Markdown
    providers: Markdown
    groups: tuple[Group, ...]
    composed: tuple[Markdown, ...]
    unsure: tuple[Markdown, ...]
    with_evidence: bool

    marks: ClassVar[Mapping[str, Markdown]] = {
        "refused": Markdown(NOT),
        "unseen": Markdown(UNSEEN),
        "some": Markdown(SOME),
    }


def features(specs: Sequence[Spec], evidence: Evidence | None) -> FeatureGuide:
    """Decide over every cell."""
    table = [(feature, [feature.how(spec) for spec in specs]) for feature in FEATURES]
    number = -(-len(specs) // MOST_COLUMNS)
    width = -(-len(specs) // number)
    parts = [slice(start, start + width) for start in range(0, len(specs), width)]
    titles = dict.fromkeys(feature.group for feature in FEATURES)
    return FeatureGuide(
        header=Markdown(HEADER),
        providers=link("providers.md", "providers.md"),
        groups=tuple(
            Group(
                title,
                tuple(_table([row for row in table if row[0].group == title], specs, evidence, part) for part in parts),
            )
            for title in titles
        ),
        composed=tuple(_composed(table, specs, evidence)) if evidence else (),
        unsure=tuple(_unsure(specs)),
        with_evidence=evidence is not None,
    )


def _table(
    found: Sequence[tuple[Feature, Sequence[Outcome]]], specs: Sequence[Spec], evidence: Evidence | None, part: slice
) -> Table:
    """The columns of some of the providers."""
    some = specs[part]
    columns = tuple(link(spec.id, page_of(spec)) for spec in some)
    return Table(columns, tuple(_row(feature, some, outcomes[part], evidence) for feature, outcomes in found))


def _row(feature: Feature, specs: Sequence[Spec], outcomes: Sequence[Outcome], evidence: Evidence | None) -> Row:
    cells = (_cell(feature, spec.id, outcome, evidence) for spec, outcome in zip(specs, outcomes, strict=True))
    return Row(_title(feature), prose(feature.meaning), tuple(cells))


def _cell(feature: Feature, provider: str, outcome: Outcome, evidence: Evidence | None) -> Markdown:
    if outcome.told_by_replies:
        if evidence is None:
            return Markdown("")
        if not evidence.shows(feature.id, provider):
            return Markdown(UNSEEN)
    elif not outcome.words:
        return Markdown(NOT)
    said = joined(map(prose, outcome.words), ", ") + (SOME if outcome.partial else "")
    composed = evidence is not None and not evidence.is_recorded(feature.id, provider)
    return Markdown(f"{said} *composed*" if composed else said)


def _composed(
    table: Sequence[tuple[Feature, Sequence[Outcome]]], specs: Sequence[Spec], evidence: Evidence
) -> Iterator[Markdown]:
    """The cells that only a composed reply stands behind, by provider."""
    for number, spec in enumerate(specs):
        found = [
            feature
            for feature, outcomes in table
            if _is_there(feature, spec.id, outcomes[number], evidence) and not evidence.is_recorded(feature.id, spec.id)
        ]
        if found:
            yield Markdown(f"**{prose(spec.name)}**: {_told(found, FEATURES)}.")


def _is_there(feature: Feature, provider: str, outcome: Outcome, evidence: Evidence) -> bool:
    return evidence.shows(feature.id, provider) if outcome.told_by_replies else bool(outcome.words)


def _unsure(specs: Sequence[Spec]) -> Iterator[Markdown]:
    """Which cells rest on facts that the specs are not sure of."""
    known = [feature for feature in FEATURES if feature.doubt is not no_doubt]
    for spec in specs:
        for degree in ("medium", "low"):
            if doubted := [feature for feature in known if feature.doubt(spec) == degree]:
                yield Markdown(f"**{prose(spec.name)}**, {degree} confidence: {_told(doubted, known)}.")


def _told(found: Sequence[Feature], known: Sequence[Feature]) -> str:
    """Features by their groups; a whole group by its name alone."""
    groups: dict[str, list[Feature]] = {}
    for feature in found:
        groups.setdefault(feature.group, []).append(feature)
    told: list[str] = []
    for title, features_ in groups.items():
        whole = len(features_) > 1 and len(features_) == sum(feature.group == title for feature in known)
        told.append(f"*{prose(title)}* (all)" if whole else f"*{prose(title)}* ({', '.join(map(_title, features_))})")
    return "; ".join(told)


def _title(feature: Feature) -> Markdown:
    return code(feature.title) if feature.is_code else prose(feature.title)
