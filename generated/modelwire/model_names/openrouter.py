# Generated from specs/openrouter.yaml. Do not edit: change the spec and run `make generate`.
"""Names of OpenRouter's models, as types that editors complete from."""

from typing import Literal, TypeAlias

OpenRouterModel: TypeAlias = (
    Literal[
        "anthropic/claude-fable-5.1",
        "anthropic/claude-fable-5.1-20260831",
        "anthropic/claude-opus-5.5",
        "anthropic/claude-opus-5.5-20260921",
        "anthropic/claude-opus-5",
        "anthropic/claude-opus-5-20260723",
        "anthropic/claude-opus-4.8",
        "anthropic/claude-4.8-opus-20260528",
        "anthropic/claude-sonnet-5.5",
        "anthropic/claude-sonnet-5.5-20260928",
        "anthropic/claude-sonnet-5",
        "anthropic/claude-sonnet-5-20260630",
        "anthropic/claude-sonnet-4.6",
        "anthropic/claude-4.6-sonnet-20260217",
        "anthropic/claude-sonnet-4.6-20260217",
        "anthropic/claude-haiku-5.5",
        "anthropic/claude-haiku-5.5-20261007",
        "anthropic/claude-haiku-4.5",
        "anthropic/claude-4.5-haiku-20251001",
        "anthropic/claude-haiku-4.5-20251001",
        "openai/gpt-6-astra",
        "openai/gpt-6-astra-20260903",
        "openai/gpt-6.1-sol",
        "openai/gpt-6.1-sol-20260929",
        "openai/gpt-6.1-terra",
        "openai/gpt-6.1-terra-20261026",
        "openai/gpt-6-sol",
        "openai/gpt-6-sol-20260922",
        "openai/gpt-6-luna",
        "openai/gpt-6-luna-20260922",
        "openai/gpt-5.6-sol",
        "openai/gpt-5.6-sol-20260709",
        "openai/gpt-5.6-terra",
        "openai/gpt-5.6-terra-20260709",
        "openai/gpt-5.6-luna",
        "openai/gpt-5.6-luna-20260709",
        "openai/gpt-5.5",
        "openai/gpt-5.5-20260423",
        "openai/gpt-5.4",
        "openai/gpt-5.4-20260305",
        "openai/gpt-5.4-mini",
        "openai/gpt-5.4-mini-20260317",
        "openai/gpt-oss-120b",
        "openai/gpt-audio",
        "google/gemini-4-argon",
        "google/gemini-4-argon-20261013",
        "google/gemini-3.8-flash",
        "google/gemini-3.8-flash-20260902",
        "google/gemini-3.5-flash",
        "google/gemini-3.5-flash-20260519",
        "google/gemini-3.5-flash-lite",
        "google/gemini-3.5-flash-lite-20260721",
        "google/gemini-3.1-pro-preview",
        "x-ai/grok-4.7",
        "x-ai/grok-4.7-20260916",
        "x-ai/grok-4.6",
        "x-ai/grok-4.6-20260810",
        "x-ai/grok-4.3",
        "x-ai/grok-4.3-20260430",
        "deepseek/deepseek-v4.1-flash",
        "deepseek/deepseek-v4.1-flash-20260910",
        "deepseek/deepseek-v4-pro-0813",
        "moonshotai/kimi-k3.1-pro",
        "moonshotai/kimi-k3.1-pro-20261023",
        "moonshotai/kimi-k3",
        "moonshotai/kimi-k3-20260715",
        "qwen/qwen3.8-max-0902",
        "qwen/qwen3.8-max-20260902",
        "qwen/qwen3.8-flash",
        "qwen/qwen3.8-flash-20260826",
        "z-ai/glm-5.3",
        "z-ai/glm-5.3-20260816",
        "z-ai/glm-5.3-flash",
        "z-ai/glm-5.3-flash-20260826",
        "minimax/minimax-m3",
        "minimax/minimax-m3-20260531",
        "mistralai/mistral-large-2512",
        "mistralai/mistral-medium-3-5",
        "mistralai/mistral-medium-3.5-20260430",
        "meta-llama/llama-3.3-70b-instruct",
        "meta-llama/llama-4-maverick",
        "meta-llama/llama-4-maverick-17b-128e-instruct",
    ]
    | str
)
"""OpenRouter's models for chat, as editors offer them; any other name may be given, too.

>>> model: OpenRouterModel = \"anthropic/claude-fable-5.1\"
"""

OpenRouterEmbeddingsModel: TypeAlias = Literal["openai/text-embedding-3-small"] | str
"""OpenRouter's models for embeddings, as editors offer them; any other name may be given, too.

>>> model: OpenRouterEmbeddingsModel = \"openai/text-embedding-3-small\"
"""
