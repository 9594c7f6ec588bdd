# Generated from specs/azure.yaml. Do not edit: change the spec and run `make generate`.
"""Names of Azure OpenAI's models, as types that editors complete from."""

from typing import Literal, TypeAlias

AzureModel: TypeAlias = (
    Literal[
        "gpt-6-astra",
        "gpt-6-astra-2026-09-03",
        "gpt-6.1-sol",
        "gpt-6.1-sol-2026-09-29",
        "gpt-6-sol",
        "gpt-6-sol-2026-09-22",
        "gpt-6-luna",
        "gpt-6-luna-2026-09-22",
        "gpt-5.6-sol",
        "gpt-5.6",
        "gpt-5.6-sol-2026-07-09",
        "gpt-5.6-terra",
        "gpt-5.6-terra-2026-07-09",
        "gpt-5.6-luna",
        "gpt-5.6-luna-2026-07-09",
        "gpt-5.5",
        "gpt-5.5-2026-04-23",
        "gpt-5.5-2026-04-24",
        "gpt-5.4",
        "gpt-5.4-2026-03-05",
        "gpt-5.4-mini",
        "gpt-5.4-mini-2026-03-17",
        "gpt-5.4-nano",
        "gpt-5.4-nano-2026-03-17",
        "gpt-chat-latest",
        "chat-latest",
        "gpt-5.2",
        "gpt-5.2-2025-12-11",
        "gpt-5.1",
        "gpt-5.1-2025-11-13",
        "gpt-5",
        "gpt-5-2025-08-07",
        "gpt-5-mini",
        "gpt-5-mini-2025-08-07",
        "gpt-5-nano",
        "gpt-5-nano-2025-08-07",
        "gpt-5.5-pro",
        "gpt-5.5-pro-2026-04-23",
        "gpt-5.4-pro",
        "gpt-5.4-pro-2026-03-05",
        "gpt-5.3-codex",
        "gpt-5.2-codex",
        "gpt-5.2-pro",
        "gpt-5.2-pro-2025-12-11",
        "gpt-5.1-codex",
        "gpt-5.1-codex-2025-11-13",
        "gpt-5-pro",
        "gpt-4.1",
        "gpt-4.1-2025-04-14",
        "gpt-4.1-mini",
        "gpt-4.1-mini-2025-04-14",
        "gpt-4.1-nano",
        "gpt-4.1-nano-2025-04-14",
        "gpt-4o",
        "gpt-4o-2024-08-06",
        "gpt-4o-2024-11-20",
        "gpt-4o-mini",
        "gpt-4o-mini-2024-07-18",
        "gpt-4o-2024-05-13",
        "gpt-audio-1.5",
        "gpt-audio-1.5-2026-02-23",
        "gpt-audio",
        "gpt-audio-2025-08-28",
        "gpt-audio-mini",
    ]
    | str
)
"""Azure OpenAI's models for chat, as editors offer them; any other name may be given, too.

>>> model: AzureModel = \"gpt-6-astra\"
"""

AzureEmbeddingsModel: TypeAlias = (
    Literal["text-embedding-3-large", "text-embedding-3-small", "text-embedding-ada-002"] | str
)
"""Azure OpenAI's models for embeddings, as editors offer them; any other name may be given, too.

>>> model: AzureEmbeddingsModel = \"text-embedding-3-large\"
"""
