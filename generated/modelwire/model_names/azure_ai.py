# Generated from specs/azure_ai.yaml. Do not edit: change the spec and run `make generate`.
"""Names of Azure AI Foundry's models, as types that editors complete from."""

from typing import Literal, TypeAlias

AzureAIModel: TypeAlias = (
    Literal[
        "claude-fable-5-1",
        "claude-fable-5",
        "claude-opus-5-5",
        "claude-opus-5",
        "claude-opus-4-8",
        "claude-opus-4-7",
        "claude-opus-4-6",
        "claude-opus-4-5",
        "claude-sonnet-5-5",
        "claude-sonnet-5",
        "claude-sonnet-4-6",
        "claude-sonnet-4-5",
        "claude-haiku-5-5",
        "claude-haiku-4-5",
        "gpt-6-astra",
        "gpt-6.1-sol",
        "gpt-6-sol",
        "gpt-6-luna",
        "gpt-5.4-pro",
        "gpt-5.4-pro-2026-03-05",
        "gpt-5.5",
        "gpt-5.4",
        "gpt-5.4-mini",
        "gpt-5.4-nano",
        "gpt-oss-120b",
        "grok-4.7",
        "grok-4.6",
        "grok-4.3",
        "grok-4-20-reasoning",
        "grok-4-20-non-reasoning",
        "deepseek-v4-pro",
        "deepseek-v4-flash",
        "deepseek-v4.1-flash",
        "deepseek-v3.2",
        "kimi-k2.6",
        "kimi-k2.5",
        "mistral-large-3",
        "mistral-medium-3-5",
        "Codestral-2501",
        "Llama-4-Maverick-17B-128E-Instruct-FP8",
        "Llama-3.3-70B-Instruct",
        "MAI-Thinking-1",
        "Phi-4",
        "cohere-command-a",
        "FW-GLM-5.3",
        "FW-Kimi-K3",
        "FW-MiniMax-M3",
    ]
    | str
)
"""Azure AI Foundry's models for chat, as editors offer them; any other name may be given, too.

>>> model: AzureAIModel = \"claude-fable-5-1\"
"""

AzureAIEmbeddingsModel: TypeAlias = (
    Literal[
        "Cohere-Embed-V5-Pro",
        "Cohere-Embed-V5-Fast",
        "embed-v-4-0",
        "Cohere-embed-v3-english",
        "Cohere-embed-v3-multilingual",
    ]
    | str
)
"""Azure AI Foundry's models for embeddings, as editors offer them; any other name may be given, too.

>>> model: AzureAIEmbeddingsModel = \"Cohere-Embed-V5-Pro\"
"""

AzureAIRerankModel: TypeAlias = (
    Literal["Cohere-rerank-v4.0-pro", "cohere-rerank-v4.0-pro", "Cohere-rerank-v4.0-fast", "cohere-rerank-v4.0-fast"]
    | str
)
"""Azure AI Foundry's models for reranking, as editors offer them; any other name may be given, too.

>>> model: AzureAIRerankModel = \"Cohere-rerank-v4.0-pro\"
"""
