"""What shows that a cell holds: which replayed case, and whether it was recorded or composed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..document import Problem, SpecError, is_mapping


@dataclass(frozen=True)
class Evidence:
    """By feature and provider ``recorded``, ``third-party`` or ``composed``; nothing where no case shows it."""

    grades: Mapping[str, Mapping[str, str]]

    def shows(self, feature: str, provider: str) -> bool:
        """Whether any case shows it."""
        return provider in self.grades.get(feature, {})

    def is_recorded(self, feature: str, provider: str) -> bool:
        """Whether something shows it that is not composed."""
        return self.grades.get(feature, {}).get(provider, "composed") != "composed"


def read_evidence(file: Path) -> Evidence:
    """The evidence in a file, as ``python -m tests.features.evidence`` writes it."""
    try:
        content: object = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise SpecError([Problem(str(file), text=f"cannot be read ({error})")]) from None
    if not is_mapping(content):
        raise SpecError([Problem(str(file), text="is no mapping of features to providers")])
    return Evidence(
        {
            str(feature): {str(provider): _grade(shown) for provider, shown in cells.items()}
            for feature, cells in content.items()
            if is_mapping(cells)
        }
    )


def _grade(shown: object) -> str:
    return str(next(iter(shown), "composed")) if is_mapping(shown) else "composed"
