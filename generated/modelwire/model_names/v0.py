# Generated from specs/v0.yaml. Do not edit: change the spec and run `make generate`.
"""Names of v0's models, as types that editors complete from."""

from typing import Literal, TypeAlias

V0Model: TypeAlias = Literal["v0-1.5-md", "v0-1.5-lg", "v0-1.0-md"] | str
"""v0's models for chat, as editors offer them; any other name may be given, too.

>>> model: V0Model = \"v0-1.5-md\"
"""
