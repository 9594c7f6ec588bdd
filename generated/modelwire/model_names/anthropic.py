# Generated from specs/anthropic.yaml. Do not edit: change the spec and run `make generate`.
"""Names of Anthropic's models, as types that editors complete from."""

from typing import Literal, TypeAlias

AnthropicModel: TypeAlias = (
    Literal[
        "claude-fable-5-2",
        "claude-mythos-5-2",
        "claude-fable-5-1",
        "claude-mythos-5-1",
        "claude-fable-5",
        "claude-mythos-5",
        "claude-opus-5-5",
        "claude-opus-5",
        "claude-opus-4-8",
        "claude-opus-4-7",
        "claude-opus-4-7-20260416",
        "claude-opus-4-6",
        "claude-opus-4-6-20260205",
        "claude-opus-4-5",
        "claude-opus-4-5-20251101",
        "claude-sonnet-5-5",
        "claude-sonnet-5",
        "claude-sonnet-4-6",
        "claude-sonnet-4-5",
        "claude-sonnet-4-5-20250929",
        "claude-haiku-5-5",
        "claude-haiku-4-5",
        "claude-haiku-4-5-20251001",
    ]
    | str
)
"""Anthropic's models for chat, as editors offer them; any other name may be given, too.

>>> model: AnthropicModel = \"claude-fable-5-2\"
"""
