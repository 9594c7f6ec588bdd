# Generated from specs/*.yaml. Do not edit: change the specs and run `make generate`.
"""Choosing a provider by its id, without losing its type."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, assert_never, overload

if TYPE_CHECKING:
    from modelwire_runtime.auth import Secret

    from .anthropic import AnthropicProvider, AnthropicSettings
    from .any_provider import Provider
    from .azure import AzureProvider, AzureSettings
    from .azure_ai import AzureAIProvider, AzureAISettings
    from .deepinfra import DeepInfraProvider, DeepInfraSettings
    from .deepseek import DeepSeekProvider, DeepSeekSettings
    from .gemini import GeminiProvider, GeminiSettings
    from .meta import MetaProvider, MetaSettings
    from .meta_llama import MetaLlamaProvider, MetaLlamaSettings
    from .mistral import MistralProvider, MistralSettings
    from .moonshot import MoonshotProvider, MoonshotSettings
    from .openai import OpenAIProvider, OpenAISettings
    from .openai_compatible import OpenAICompatibleProvider, OpenAICompatibleSettings
    from .openrouter import OpenRouterProvider, OpenRouterSettings
    from .v0 import V0Provider, V0Settings
    from .vertex_ai import VertexAIProvider, VertexAISettings


class ProviderType(StrEnum):
    """The id of every provider, as it stands in configuration files; other names of a provider are understood too.

    >>> ProviderType('anthropic')
    <ProviderType.ANTHROPIC: 'anthropic'>
    """

    ANTHROPIC = "anthropic"
    AZURE = "azure"
    AZURE_AI = "azure_ai"
    DEEPINFRA = "deepinfra"
    DEEPSEEK = "deepseek"
    GEMINI = "gemini"
    META = "meta"
    META_LLAMA = "meta_llama"
    MISTRAL = "mistral"
    MOONSHOT = "moonshot"
    OPENAI = "openai"
    OPENAI_COMPATIBLE = "openai_compatible"
    OPENROUTER = "openrouter"
    V0 = "v0"
    VERTEX_AI = "vertex_ai"

    @classmethod
    def _missing_(cls, value: object) -> ProviderType | None:
        return _ALIASES.get(str(value))


_ALIASES: Mapping[str, ProviderType] = {
    "azure_openai": ProviderType.AZURE,
    "azure_foundry": ProviderType.AZURE_AI,
    "google_ai_studio": ProviderType.GEMINI,
    "kimi": ProviderType.MOONSHOT,
    "moonshotai": ProviderType.MOONSHOT,
    "hosted_vllm": ProviderType.OPENAI_COMPATIBLE,
    "lm_studio": ProviderType.OPENAI_COMPATIBLE,
    "openai_like": ProviderType.OPENAI_COMPATIBLE,
    "custom_openai": ProviderType.OPENAI_COMPATIBLE,
    "litellm_proxy": ProviderType.OPENAI_COMPATIBLE,
    "vertex": ProviderType.VERTEX_AI,
    "vertex_ai_beta": ProviderType.VERTEX_AI,
}


class CommonSettings(TypedDict, total=False):
    """What can be said of a provider whose type is not known: the settings that each has."""

    api_key: str | Secret | None
    base_url: str


@overload
def create_provider(
    type: Literal["anthropic", ProviderType.ANTHROPIC], **settings: Unpack[AnthropicSettings]
) -> AnthropicProvider: ...
@overload
def create_provider(
    type: Literal["azure", "azure_openai", ProviderType.AZURE], **settings: Unpack[AzureSettings]
) -> AzureProvider: ...
@overload
def create_provider(
    type: Literal["azure_ai", "azure_foundry", ProviderType.AZURE_AI], **settings: Unpack[AzureAISettings]
) -> AzureAIProvider: ...
@overload
def create_provider(
    type: Literal["deepinfra", ProviderType.DEEPINFRA], **settings: Unpack[DeepInfraSettings]
) -> DeepInfraProvider: ...
@overload
def create_provider(
    type: Literal["deepseek", ProviderType.DEEPSEEK], **settings: Unpack[DeepSeekSettings]
) -> DeepSeekProvider: ...
@overload
def create_provider(
    type: Literal["gemini", "google_ai_studio", ProviderType.GEMINI], **settings: Unpack[GeminiSettings]
) -> GeminiProvider: ...
@overload
def create_provider(type: Literal["meta", ProviderType.META], **settings: Unpack[MetaSettings]) -> MetaProvider: ...
@overload
def create_provider(
    type: Literal["meta_llama", ProviderType.META_LLAMA], **settings: Unpack[MetaLlamaSettings]
) -> MetaLlamaProvider: ...
@overload
def create_provider(
    type: Literal["mistral", ProviderType.MISTRAL], **settings: Unpack[MistralSettings]
) -> MistralProvider: ...
@overload
def create_provider(
    type: Literal["moonshot", "kimi", "moonshotai", ProviderType.MOONSHOT], **settings: Unpack[MoonshotSettings]
) -> MoonshotProvider: ...
@overload
def create_provider(
    type: Literal["openai", ProviderType.OPENAI], **settings: Unpack[OpenAISettings]
) -> OpenAIProvider: ...
@overload
def create_provider(
    type: Literal[
        "openai_compatible",
        "hosted_vllm",
        "lm_studio",
        "openai_like",
        "custom_openai",
        "litellm_proxy",
        ProviderType.OPENAI_COMPATIBLE,
    ],
    **settings: Unpack[OpenAICompatibleSettings],
) -> OpenAICompatibleProvider: ...
@overload
def create_provider(
    type: Literal["openrouter", ProviderType.OPENROUTER], **settings: Unpack[OpenRouterSettings]
) -> OpenRouterProvider: ...
@overload
def create_provider(type: Literal["v0", ProviderType.V0], **settings: Unpack[V0Settings]) -> V0Provider: ...
@overload
def create_provider(
    type: Literal["vertex_ai", "vertex", "vertex_ai_beta", ProviderType.VERTEX_AI], **settings: Unpack[VertexAISettings]
) -> VertexAIProvider: ...
@overload
def create_provider(type: str, **settings: Unpack[CommonSettings]) -> Provider: ...
def create_provider(type: str, **settings: Any) -> Provider:
    """Create the provider with this id, importing its module only now.

    An id that is unknown raises :class:`ConfigurationError`, as does a setting that is missing or wrong.

    >>> create_provider('anthropic', api_key="sk-1234").id
    'anthropic'
    """
    try:
        known = ProviderType(type)
    except ValueError:
        from modelwire_runtime.provider import unknown_provider

        raise unknown_provider(type, map(str, (*ProviderType, *_ALIASES))) from None
    match known:
        case ProviderType.ANTHROPIC:
            from .anthropic import AnthropicProvider

            return AnthropicProvider(**settings)
        case ProviderType.AZURE:
            from .azure import AzureProvider

            return AzureProvider(**settings)
        case ProviderType.AZURE_AI:
            from .azure_ai import AzureAIProvider

            return AzureAIProvider(**settings)
        case ProviderType.DEEPINFRA:
            from .deepinfra import DeepInfraProvider

            return DeepInfraProvider(**settings)
        case ProviderType.DEEPSEEK:
            from .deepseek import DeepSeekProvider

            return DeepSeekProvider(**settings)
        case ProviderType.GEMINI:
            from .gemini import GeminiProvider

            return GeminiProvider(**settings)
        case ProviderType.META:
            from .meta import MetaProvider

            return MetaProvider(**settings)
        case ProviderType.META_LLAMA:
            from .meta_llama import MetaLlamaProvider

            return MetaLlamaProvider(**settings)
        case ProviderType.MISTRAL:
            from .mistral import MistralProvider

            return MistralProvider(**settings)
        case ProviderType.MOONSHOT:
            from .moonshot import MoonshotProvider

            return MoonshotProvider(**settings)
        case ProviderType.OPENAI:
            from .openai import OpenAIProvider

            return OpenAIProvider(**settings)
        case ProviderType.OPENAI_COMPATIBLE:
            from .openai_compatible import OpenAICompatibleProvider

            return OpenAICompatibleProvider(**settings)
        case ProviderType.OPENROUTER:
            from .openrouter import OpenRouterProvider

            return OpenRouterProvider(**settings)
        case ProviderType.V0:
            from .v0 import V0Provider

            return V0Provider(**settings)
        case ProviderType.VERTEX_AI:
            from .vertex_ai import VertexAIProvider

            return VertexAIProvider(**settings)
        case _:
            assert_never(known)
