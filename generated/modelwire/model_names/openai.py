# Generated from specs/openai.yaml. Do not edit: change the spec and run `make generate`.
"""Names of OpenAI's models, as types that editors complete from."""

from typing import Literal, TypeAlias

OpenAIModel: TypeAlias = (
    Literal[
        "gpt-6.2-astra",
        "gpt-6.2-sol",
        "gpt-6-astra",
        "gpt-6.1-sol",
        "gpt-6.1-terra",
        "gpt-6-sol",
        "gpt-6-luna",
        "gpt-5.6-sol",
        "gpt-5.6",
        "gpt-5.6-terra",
        "gpt-5.6-luna",
        "gpt-5.5",
        "gpt-5.5-2026-04-23",
        "gpt-5.4",
        "gpt-5.4-2026-03-05",
        "gpt-5.4-mini",
        "gpt-5.4-mini-2026-03-17",
        "gpt-5.4-nano",
        "gpt-5.4-nano-2026-03-17",
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
        "gpt-5-search-api",
        "gpt-5-search-api-2025-10-14",
        "chat-latest",
        "o3",
        "o3-2025-04-16",
        "gpt-5.5-pro",
        "gpt-5.4-pro",
        "gpt-5.3-codex",
        "gpt-5.2-pro",
        "gpt-5-pro",
        "o3-pro",
        "gpt-4.1",
        "gpt-4.1-2025-04-14",
        "gpt-4.1-mini",
        "gpt-4.1-mini-2025-04-14",
        "gpt-4o",
        "gpt-4o-2024-08-06",
        "gpt-4o-2024-11-20",
        "gpt-4o-mini",
        "gpt-4o-mini-2024-07-18",
        "gpt-audio-1.5",
        "gpt-audio",
        "gpt-audio-2025-08-28",
        "gpt-audio-mini",
        "gpt-audio-mini-2025-12-15",
        "gpt-4o-audio-preview-2025-06-03",
        "gpt-4o-audio-preview-2024-12-17",
        "gpt-4o-mini-audio-preview-2024-12-17",
    ]
    | str
)
"""OpenAI's models for chat, as editors offer them; any other name may be given, too.

>>> model: OpenAIModel = \"gpt-6.2-astra\"
"""

OpenAIEmbeddingsModel: TypeAlias = (
    Literal["text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002", "text-embedding-ada-002-v2"]
    | str
)
"""OpenAI's models for embeddings, as editors offer them; any other name may be given, too.

>>> model: OpenAIEmbeddingsModel = \"text-embedding-3-small\"
"""

OpenAIImageGenerationModel: TypeAlias = (
    Literal[
        "gpt-image-2.5-sunburst",
        "gpt-image-2.5-sunburst-2026-09-08",
        "gpt-image-2.5-flare",
        "gpt-image-2.5-flare-2026-09-08",
        "gpt-image-2",
        "gpt-image-2-2026-04-21",
        "gpt-image-1.5",
        "gpt-image-1.5-2025-12-16",
        "chatgpt-image-latest",
        "gpt-image-1-mini",
    ]
    | str
)
"""OpenAI's models for image generation, as editors offer them; any other name may be given, too.

>>> model: OpenAIImageGenerationModel = \"gpt-image-2.5-sunburst\"
"""

OpenAIImageEditModel: TypeAlias = (
    Literal[
        "gpt-image-2.5-sunburst",
        "gpt-image-2.5-sunburst-2026-09-08",
        "gpt-image-2.5-flare",
        "gpt-image-2.5-flare-2026-09-08",
        "gpt-image-2",
        "gpt-image-2-2026-04-21",
        "gpt-image-1.5",
        "gpt-image-1.5-2025-12-16",
        "chatgpt-image-latest",
        "gpt-image-1-mini",
    ]
    | str
)
"""OpenAI's models for image edit, as editors offer them; any other name may be given, too.

>>> model: OpenAIImageEditModel = \"gpt-image-2.5-sunburst\"
"""

OpenAITranscriptionModel: TypeAlias = (
    Literal[
        "gpt-4o-transcribe",
        "gpt-4o-transcribe-diarize",
        "gpt-4o-mini-transcribe",
        "gpt-4o-mini-transcribe-2025-12-15",
        "gpt-4o-mini-transcribe-2025-03-20",
        "gpt-transcribe",
        "whisper-1",
    ]
    | str
)
"""OpenAI's models for transcription, as editors offer them; any other name may be given, too.

>>> model: OpenAITranscriptionModel = \"gpt-4o-transcribe\"
"""

OpenAISpeechModel: TypeAlias = (
    Literal[
        "gpt-4o-mini-tts",
        "gpt-4o-mini-tts-2025-12-15",
        "gpt-4o-mini-tts-2025-03-20",
        "tts-1",
        "tts-1-1106",
        "tts-1-hd",
        "tts-1-hd-1106",
    ]
    | str
)
"""OpenAI's models for speech, as editors offer them; any other name may be given, too.

>>> model: OpenAISpeechModel = \"gpt-4o-mini-tts\"
"""
