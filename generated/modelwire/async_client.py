# Generated from specs/*.yaml. Do not edit: change the specs and run `make generate`.
"""AsyncClient, which can be given a provider's id instead of the provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, Unpack, overload

from modelwire_runtime.async_client import NonblockingClient
from modelwire_runtime.provider import LLMProvider

from .dispatch import ProviderType, create_provider

if TYPE_CHECKING:
    from modelwire_runtime.hooks import Hooks
    from modelwire_runtime.parameters import Unsupported
    from modelwire_runtime.timing import Retry, Timeout
    from modelwire_runtime.transport import AsyncTransport

    from .anthropic import AnthropicProvider
    from .any_provider import Provider
    from .azure import AzureProvider
    from .azure_ai import AzureAIProvider
    from .deepinfra import DeepInfraProvider
    from .deepseek import DeepSeekProvider
    from .gemini import GeminiProvider
    from .meta import MetaProvider
    from .meta_llama import MetaLlamaProvider
    from .mistral import MistralProvider
    from .moonshot import MoonshotProvider
    from .openai import OpenAIProvider
    from .openai_compatible import OpenAICompatibleProvider
    from .openrouter import OpenRouterProvider
    from .v0 import V0Provider
    from .vertex_ai import VertexAIProvider

ProviderT = TypeVar("ProviderT", bound=LLMProvider, covariant=True)


class NonblockingOptions(TypedDict, total=False):
    """What :class:`AsyncClient` takes beside the provider."""

    retry: Retry
    timeout: Timeout
    unsupported: Unsupported
    hooks: Hooks | None
    fetch_media: bool
    transport: AsyncTransport | None
    http_client: Any


class AsyncClient(NonblockingClient[ProviderT]):
    """Talks to one provider, given as such or by its id, without blocking.

    See :class:`NonblockingClient` for what it does and what else it takes.

    >>> async with AsyncClient(AnthropicProvider(api_key="sk-1234"), timeout=Timeout(read=60)) as client:
    ...     client.provider.id
    'anthropic'
    """

    @overload
    def __init__(
        self: AsyncClient[AnthropicProvider],
        provider: Literal["anthropic", ProviderType.ANTHROPIC],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[AzureProvider],
        provider: Literal["azure", "azure_openai", ProviderType.AZURE],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[AzureAIProvider],
        provider: Literal["azure_ai", "azure_foundry", ProviderType.AZURE_AI],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[DeepInfraProvider],
        provider: Literal["deepinfra", ProviderType.DEEPINFRA],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[DeepSeekProvider],
        provider: Literal["deepseek", ProviderType.DEEPSEEK],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[GeminiProvider],
        provider: Literal["gemini", "google_ai_studio", ProviderType.GEMINI],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[MetaProvider],
        provider: Literal["meta", ProviderType.META],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[MetaLlamaProvider],
        provider: Literal["meta_llama", ProviderType.META_LLAMA],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[MistralProvider],
        provider: Literal["mistral", ProviderType.MISTRAL],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[MoonshotProvider],
        provider: Literal["moonshot", "kimi", "moonshotai", ProviderType.MOONSHOT],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[OpenAIProvider],
        provider: Literal["openai", ProviderType.OPENAI],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[OpenAICompatibleProvider],
        provider: Literal[
            "openai_compatible",
            "hosted_vllm",
            "lm_studio",
            "openai_like",
            "custom_openai",
            "litellm_proxy",
            ProviderType.OPENAI_COMPATIBLE,
        ],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[OpenRouterProvider],
        provider: Literal["openrouter", ProviderType.OPENROUTER],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[V0Provider], provider: Literal["v0", ProviderType.V0], **options: Unpack[NonblockingOptions]
    ) -> None: ...
    @overload
    def __init__(
        self: AsyncClient[VertexAIProvider],
        provider: Literal["vertex_ai", "vertex", "vertex_ai_beta", ProviderType.VERTEX_AI],
        **options: Unpack[NonblockingOptions],
    ) -> None: ...
    @overload
    def __init__(self: AsyncClient[Provider], provider: str, **options: Unpack[NonblockingOptions]) -> None: ...
    @overload
    def __init__(self, provider: ProviderT, **options: Unpack[NonblockingOptions]) -> None: ...
    def __init__(self, provider: Any, **options: Any) -> None:
        if isinstance(provider, str):
            provider = create_provider(provider)
        super().__init__(provider, **options)
