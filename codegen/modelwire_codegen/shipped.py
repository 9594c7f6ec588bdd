"""What comes with the generator: the specs of the built-in providers, their schema and the templates."""

from pathlib import Path

INSTALLED = Path(__file__).parent
"""Where an installed wheel has them."""
SOURCE = INSTALLED.parents[1]
"""Where the project itself has them."""


def first(*candidates: Path) -> Path:
    """The first that exists, or else the one that should."""
    return next((path for path in candidates if path.exists()), candidates[0])


SPECS = first(INSTALLED / "specs", SOURCE / "specs")
SCHEMA = SPECS / "provider.schema.json"
TEMPLATES = first(INSTALLED / "templates", SOURCE / "templates")


def built_in_specs() -> dict[str, Path]:
    """The spec file of each built-in provider, by its id."""
    return {path.stem: path for path in sorted(SPECS.glob("*.yaml"))}
