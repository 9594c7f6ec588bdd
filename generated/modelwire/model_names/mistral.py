# Generated from specs/mistral.yaml. Do not edit: change the spec and run `make generate`.
"""Names of Mistral AI's models, as types that editors complete from."""

from typing import Literal, TypeAlias

MistralModel: TypeAlias = (
    Literal[
        "mistral-large-4",
        "mistral-large-4-0",
        "mistral-large-2512",
        "mistral-large-latest",
        "mistral-large-3",
        "mistral-medium-3-5",
        "mistral-medium-latest",
        "mistral-medium-3",
        "mistral-medium-3.5",
        "mistral-medium-2604",
        "mistral-medium",
        "mistral-vibe-cli-latest",
        "mistral-vibe-cli-with-tools",
        "magistral-medium-latest",
        "mistral-small-2603",
        "mistral-small-latest",
        "mistral-vibe-cli-fast",
        "magistral-small-latest",
        "ministral-14b-2512",
        "ministral-14b-latest",
        "ministral-3-14b-2512",
        "ministral-8b-2512",
        "ministral-8b-latest",
        "ministral-3-8b-2512",
        "ministral-3b-2512",
        "ministral-3b-latest",
        "ministral-3-3b-2512",
        "codestral-2508",
        "codestral-latest",
        "mistral-code-latest",
        "mistral-code-fim-latest",
        "voxtral-small-2507",
        "voxtral-small-latest",
        "zai-glm-5-3",
        "zai-glm-5",
        "zai-glm-latest",
        "labs-leanstral-1-5-1",
    ]
    | str
)
"""Mistral AI's models for chat, as editors offer them; any other name may be given, too.

>>> model: MistralModel = \"mistral-large-4\"
"""

MistralEmbeddingsModel: TypeAlias = (
    Literal["mistral-embed", "mistral-embed-2312", "codestral-embed", "codestral-embed-2505"] | str
)
"""Mistral AI's models for embeddings, as editors offer them; any other name may be given, too.

>>> model: MistralEmbeddingsModel = \"mistral-embed\"
"""

MistralModerationModel: TypeAlias = Literal["mistral-moderation-2603"] | str
"""Mistral AI's models for moderation, as editors offer them; any other name may be given, too.

>>> model: MistralModerationModel = \"mistral-moderation-2603\"
"""

MistralTranscriptionModel: TypeAlias = Literal["voxtral-mini-2602", "voxtral-mini-latest"] | str
"""Mistral AI's models for transcription, as editors offer them; any other name may be given, too.

>>> model: MistralTranscriptionModel = \"voxtral-mini-2602\"
"""

MistralSpeechModel: TypeAlias = Literal["voxtral-mini-tts-2603", "voxtral-mini-tts-latest"] | str
"""Mistral AI's models for speech, as editors offer them; any other name may be given, too.

>>> model: MistralSpeechModel = \"voxtral-mini-tts-2603\"
"""
