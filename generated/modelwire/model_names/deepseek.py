# Generated from specs/deepseek.yaml. Do not edit: change the spec and run `make generate`.
"""Names of DeepSeek's models, as types that editors complete from."""

from typing import Literal, TypeAlias

DeepSeekModel: TypeAlias = (
    Literal["deepseek-flash", "deepseek-v4-flash", "deepseek-v4-flash-vision-exp", "deepseek-v4-pro"] | str
)
"""DeepSeek's models for chat, as editors offer them; any other name may be given, too.

>>> model: DeepSeekModel = \"deepseek-flash\"
"""
