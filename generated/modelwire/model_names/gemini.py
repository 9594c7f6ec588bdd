# Generated from specs/gemini.yaml. Do not edit: change the spec and run `make generate`.
"""Names of Google Gemini API's models, as types that editors complete from."""

from typing import Literal, TypeAlias

GeminiModel: TypeAlias = (
    Literal[
        "gemini-4-neon",
        "gemini-4-hydrogen",
        "gemini-4-carbon",
        "gemini-4-argon",
        "gemini-3.8-flash",
        "gemini-flash-latest",
        "gemini-3.7-flash",
        "gemini-3.6-flash",
        "gemini-3.5-flash",
        "gemini-3.5-flash-lite",
        "gemini-flash-lite-latest",
        "gemini-3.1-pro-preview",
        "gemini-3.1-pro-preview-customtools",
        "gemini-pro-latest",
        "gemini-3.1-flash-lite",
        "gemini-3-flash-preview",
        "gemini-2.5-pro",
        "gemini-2.5-flash",
        "gemini-2.5-flash-lite",
        "gemini-robotics-er-2-preview",
        "gemma-4-31b-it",
        "gemma-4-26b-a4b-it",
    ]
    | str
)
"""Google Gemini API's models for chat, as editors offer them; any other name may be given, too.

>>> model: GeminiModel = \"gemini-4-neon\"
"""

GeminiEmbeddingsModel: TypeAlias = (
    Literal["gemini-embedding-2", "gemini-embedding-2-preview", "gemini-embedding-001"] | str
)
"""Google Gemini API's models for embeddings, as editors offer them; any other name may be given, too.

>>> model: GeminiEmbeddingsModel = \"gemini-embedding-2\"
"""

GeminiImageGenerationModel: TypeAlias = (
    Literal["gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-nano-banana-2.1"] | str
)
"""Google Gemini API's models for image generation, as editors offer them; any other name may be given, too.

>>> model: GeminiImageGenerationModel = \"gemini-3-pro-image\"
"""
