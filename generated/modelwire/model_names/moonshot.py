# Generated from specs/moonshot.yaml. Do not edit: change the spec and run `make generate`.
"""Names of Moonshot AI's models, as types that editors complete from."""

from typing import Literal, TypeAlias

MoonshotModel: TypeAlias = (
    Literal[
        "kimi-k3.1-pro", "kimi-k3.1-pro-highspeed", "kimi-k3", "kimi-k2.7-code", "kimi-k2.7-code-highspeed", "kimi-k2.6"
    ]
    | str
)
"""Moonshot AI's models for chat, as editors offer them; any other name may be given, too.

>>> model: MoonshotModel = \"kimi-k3.1-pro\"
"""
