"""Reads what `docs/features.md` says of each cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from modelwire_codegen.features import NOT, SOME, UNSEEN
from modelwire_codegen.features.rows import FEATURES

DOCUMENT: Final = Path(__file__).parents[2] / "docs/features.md"


@dataclass(frozen=True)
class Claim:
    """What a cell says; `words` are empty where it says that asking raises."""

    feature: str
    provider: str
    words: frozenset[str]
    partial: bool
    composed: bool
    unseen: bool

    def __str__(self) -> str:
        return f"{self.provider}-{self.feature}"


def claims() -> list[Claim]:
    """Every cell: by feature in the order of the document, and by provider."""
    ids = {(feature.group, feature.title): feature.id for feature in FEATURES}
    found: list[Claim] = []
    group, providers = "", list[str]()
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line.startswith("## "):
            group = line[3:]
        elif line.startswith("| | |"):
            providers = re.findall(r"\[(\w+)\]\(providers/", line)
        elif line.startswith("| ") and providers and (group, title := _title(line)) in ids:
            cells = [cell.strip() for cell in line.strip("|").split("|")][2:]
            found += [_claim(ids[group, title], *pair) for pair in zip(providers, cells, strict=True)]
    order = list(ids.values())
    return sorted(found, key=lambda claim: (order.index(claim.feature), claim.provider))


def _title(line: str) -> str:
    return line.strip("|").split("|")[0].strip().strip("`").replace("\\", "")


def _claim(feature: str, provider: str, cell: str) -> Claim:
    said, marked = cell.removesuffix("*composed*").strip(), cell.endswith("*composed*")
    words = frozenset(() if said in (NOT, UNSEEN) else said.removesuffix(SOME).split(", "))
    return Claim(feature, provider, words, said.endswith(SOME), marked, said == UNSEEN)
