# Generated from specs/vertex_ai.yaml. Do not edit: change the spec and run `make generate`.
"""Names of Google Vertex AI's models, as types that editors complete from."""

from typing import Literal, TypeAlias

VertexAIModel: TypeAlias = (
    Literal[
        "gemini-4-hydrogen",
        "gemini-4-carbon",
        "gemini-4-argon",
        "gemini-3.8-flash",
        "gemini-3.7-flash",
        "gemini-3.6-flash",
        "gemini-3.5-flash",
        "gemini-3.5-flash-lite",
        "gemini-3.1-pro-preview",
        "gemini-3.1-pro-preview-customtools",
        "gemini-3.1-flash-lite",
        "gemini-3.1-flash-lite-preview",
        "gemini-3-flash-preview",
        "claude-fable-5-1",
        "claude-fable-5-1@default",
        "claude-fable-5",
        "claude-fable-5@default",
        "claude-opus-5-5",
        "claude-opus-5-5@default",
        "claude-opus-5",
        "claude-opus-5@default",
        "claude-opus-4-8",
        "claude-opus-4-8@default",
        "claude-opus-4-7",
        "claude-opus-4-7@default",
        "claude-opus-4-6",
        "claude-opus-4-6@default",
        "claude-opus-4-5",
        "claude-opus-4-5@20251101",
        "claude-sonnet-5-5",
        "claude-sonnet-5-5@default",
        "claude-sonnet-5",
        "claude-sonnet-5@default",
        "claude-sonnet-4-6",
        "claude-sonnet-4-6@default",
        "claude-sonnet-4-5",
        "claude-sonnet-4-5@20250929",
        "claude-haiku-5-5",
        "claude-haiku-5-5@default",
        "claude-haiku-4-5",
        "claude-haiku-4-5@20251001",
        "mistral-medium-3",
        "mistral-medium-3@001",
        "mistralai/mistral-medium-3",
        "codestral-2",
        "codestral-2@001",
        "mistralai/codestral-2",
        "mistral-small-2503",
        "deepseek-ai/deepseek-v4.1-flash-maas",
        "meta/llama-4-maverick-17b-128e-instruct-maas",
        "meta/llama-4-scout-17b-16e-instruct-maas",
        "openai/gpt-oss-120b-maas",
        "zai-org/glm-5.2-maas",
        "google/gemma-4-26b-a4b-it-maas",
        "xai/grok-4.7",
        "xai/grok-4.6",
        "xai/grok-4.3",
    ]
    | str
)
"""Google Vertex AI's models for chat, as editors offer them; any other name may be given, too.

>>> model: VertexAIModel = \"gemini-4-hydrogen\"
"""

VertexAIEmbeddingsModel: TypeAlias = (
    Literal[
        "gemini-embedding-2",
        "gemini-embedding-2-preview",
        "gemini-embedding-001",
        "text-embedding-005",
        "text-multilingual-embedding-002",
    ]
    | str
)
"""Google Vertex AI's models for embeddings, as editors offer them; any other name may be given, too.

>>> model: VertexAIEmbeddingsModel = \"gemini-embedding-2\"
"""

VertexAIRerankModel: TypeAlias = (
    Literal[
        "semantic-ranker-default@latest",
        "semantic-ranker-default-004",
        "semantic-ranker-default-003",
        "semantic-ranker-default-002",
        "semantic-ranker-fast@latest",
        "semantic-ranker-fast-004",
    ]
    | str
)
"""Google Vertex AI's models for reranking, as editors offer them; any other name may be given, too.

>>> model: VertexAIRerankModel = \"semantic-ranker-default@latest\"
"""
