"""Decides what ``docs/features.md`` says: what of a conversation each provider carries, how, and what shows it.

``rows`` is the one list of features. What a cell says follows from the spec; ``tests/features`` executes each cell and
holds what happened against what is said here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..markdown import Markdown, code, joined, link, prose
from ..spec import Spec
from .cells import Outcome
from .evidence import Evidence
from .rows import FEATURES, Feature

HEADER = (
    "<!-- Generated from specs/*.yaml and tests/features/evidence.json. Do not edit: change them and run "
    "`make generate`. -->"
)
NOT, UNSEEN = "\N{EN DASH}", "\N{MIDDLE DOT}"
SOME = "\N{DEGREE SIGN}"


@dataclass(frozen=True)
class Row:
    """A feature, and what each provider does about it."""

    title: Markdown
    meaning: Markdown
    cells: tuple[Markdown, ...]


@dataclass(frozen=True)
class Group:
    """Features that belong together."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class FeatureGuide:
    """What the template may print."""

    header: Markdown
    providers: Markdown
    columns: tuple[Markdown, ...]
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
    titles = dict.fromkeys(feature.group for feature in FEATURES)
    return FeatureGuide(
        header=Markdown(HEADER),
        providers=link("providers.md", "providers.md"),
        columns=tuple(link(spec.id, f"providers.md#{spec.id}") for spec in specs),
        groups=tuple(
            Group(title, tuple(_row(f, specs, outcomes, evidence) for f, outcomes in table if f.group == title))
            for title in titles
        ),
        composed=tuple(_composed(table, specs, evidence)) if evidence else (),
        unsure=tuple(_unsure(specs)),
        with_evidence=evidence is not None,
    )


def _row(feature: Feature, specs: Sequence[Spec], outcomes: Sequence[Outcome], evidence: Evidence | None) -> Row:
    cells = (_cell(feature, spec.id, outcome, evidence) for spec, outcome in zip(specs, outcomes, strict=True))
    title = code(feature.title) if feature.is_code else prose(feature.title)
    return Row(title, prose(feature.meaning), tuple(cells))


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
        titles = [
            feature.title
            for feature, outcomes in table
            if _is_there(feature, spec.id, outcomes[number], evidence) and not evidence.is_recorded(feature.id, spec.id)
        ]
        if titles:
            yield Markdown(f"{prose(spec.name)}: {'; '.join(map(prose, titles))}.")


def _is_there(feature: Feature, provider: str, outcome: Outcome, evidence: Evidence) -> bool:
    return evidence.shows(feature.id, provider) if outcome.told_by_replies else bool(outcome.words)


def _unsure(specs: Sequence[Spec]) -> Iterator[Markdown]:
    """Which cells rest on facts that the specs are not sure of."""
    for spec in specs:
        for degree in ("medium", "low"):
            doubted: Mapping[str, None] = dict.fromkeys(
                feature.title for feature in FEATURES if feature.doubt(spec) == degree
            )
            if doubted:
                yield Markdown(f"{prose(spec.name)} ({degree} confidence): {'; '.join(map(prose, doubted))}.")
