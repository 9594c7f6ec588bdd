# Generated from specs/deepinfra.yaml. Do not edit: change the spec and run `make generate`.
"""Names of DeepInfra's models, as types that editors complete from."""

from typing import Literal, TypeAlias

DeepInfraModel: TypeAlias = (
    Literal[
        "deepseek-ai/DeepSeek-V4.1-Flash",
        "deepseek-ai/DeepSeek-V4-Pro-0813",
        "deepseek-ai/DeepSeek-V4-Flash-0731",
        "deepseek-ai/DeepSeek-V3.2",
        "moonshotai/Kimi-K3",
        "moonshotai/Kimi-K2.7-Code",
        "moonshotai/Kimi-K2.6",
        "zai-org/GLM-5.2",
        "zai-org/GLM-5.1",
        "zai-org/GLM-4.7-Flash",
        "Qwen/Qwen3.8-Max",
        "Qwen/Qwen3.8-2.4T-A95B",
        "Qwen/Qwen3.8-27B",
        "Qwen/Qwen3.6-35B-A3B",
        "Qwen/Qwen3.5-397B-A17B",
        "MiniMaxAI/MiniMax-M3",
        "openai/gpt-oss-120b",
        "openai/gpt-oss-120b-Turbo",
        "openai/gpt-oss-20b",
        "meta-llama/Llama-3.3-70B-Instruct-Turbo",
        "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
        "meta-llama/Llama-4-Scout-17B-16E-Instruct",
        "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo",
        "google/gemma-4-31B-it",
        "google/gemma-4-26B-A4B-it",
        "google/gemini-3.7-flash",
        "google/gemini-3.5-flash",
        "anthropic/claude-opus-5",
        "anthropic/claude-sonnet-5",
        "anthropic/claude-sonnet-4-6",
        "anthropic/claude-haiku-4-5",
        "nvidia/NVIDIA-Nemotron-3-Super-120B-A12B",
        "mistralai/Mistral-Nemo-Instruct-2407",
        "thinkingmachines/Inkling",
    ]
    | str
)
"""DeepInfra's models for chat, as editors offer them; any other name may be given, too.

>>> model: DeepInfraModel = \"deepseek-ai/DeepSeek-V4.1-Flash\"
"""

DeepInfraEmbeddingsModel: TypeAlias = Literal["Qwen/Qwen3-Embedding-8B"] | str
"""DeepInfra's models for embeddings, as editors offer them; any other name may be given, too.

>>> model: DeepInfraEmbeddingsModel = \"Qwen/Qwen3-Embedding-8B\"
"""

DeepInfraRerankModel: TypeAlias = (
    Literal["Qwen/Qwen3-Reranker-0.6B", "Qwen/Qwen3-Reranker-8B", "nvidia/Nemotron-3.5-Rerank-8B-BF16"] | str
)
"""DeepInfra's models for reranking, as editors offer them; any other name may be given, too.

>>> model: DeepInfraRerankModel = \"Qwen/Qwen3-Reranker-0.6B\"
"""
