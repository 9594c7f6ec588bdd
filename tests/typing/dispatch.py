"""Checked by mypy and pyright, never run: what the checkers know of providers and of choosing among them."""

from __future__ import annotations

from typing import Literal, TypeAlias, assert_never, assert_type

from modelwire import (
    AnthropicProvider,
    AsyncClient,
    Client,
    DeepSeekProvider,
    EmbeddingsProvider,
    EmbeddingsRequest,
    OpenAIProvider,
    Provider,
    ProviderType,
    VertexAIProvider,
    create_provider,
)

# --- A match over the union is complete, and an incomplete one is an error ----------------------------------


Some: TypeAlias = OpenAIProvider | AnthropicProvider | VertexAIProvider
"""As narrowing by a match goes for these, so it goes for all: the match in `create_provider` is generated over them."""


def by_class(provider: Some) -> str:
    match provider:
        case OpenAIProvider():
            return provider.organization or ""
        case AnthropicProvider():
            return provider.api_version
        case VertexAIProvider():
            return provider.location
        case _:
            assert_never(provider)


def by_type(provider: Some) -> str:
    match provider.type:
        case ProviderType.OPENAI:
            return "openai"
        case ProviderType.ANTHROPIC:
            return "anthropic"
        case ProviderType.VERTEX_AI:
            return "vertex_ai"
        case _:
            assert_never(provider.type)


def forgets_a_class(provider: Provider) -> str:
    match provider:
        case OpenAIProvider() | AnthropicProvider() | DeepSeekProvider():
            return ""
        case _:
            assert_never(provider)  # type: ignore[arg-type]


def forgets_a_type(provider: Provider) -> str:
    match provider.type:
        case ProviderType.OPENAI | ProviderType.ANTHROPIC | ProviderType.DEEPSEEK:
            return ""
        case _:
            assert_never(provider.type)  # type: ignore[arg-type]


def types_are_literal(provider: OpenAIProvider) -> None:
    assert_type(provider.type, Literal[ProviderType.OPENAI])


# --- The overloads keep the class ----------------------------------------------------------------------------


def creating(id: str, type: ProviderType) -> None:
    assert_type(create_provider("openai"), OpenAIProvider)
    assert_type(create_provider("anthropic", api_key="k", betas=("b",)), AnthropicProvider)
    assert_type(create_provider("deepseek"), DeepSeekProvider)
    assert_type(create_provider("vertex_ai", project="p"), VertexAIProvider)
    assert_type(create_provider("vertex"), VertexAIProvider)
    assert_type(create_provider(ProviderType.OPENAI), OpenAIProvider)
    assert_type(create_provider(ProviderType.VERTEX_AI), VertexAIProvider)
    assert_type(create_provider(id), Provider)
    assert_type(create_provider(type), Provider)


def blocking_clients(id: str) -> None:
    assert_type(Client("openai"), Client[OpenAIProvider])
    assert_type(Client("anthropic"), Client[AnthropicProvider])
    assert_type(Client("vertex"), Client[VertexAIProvider])
    assert_type(Client(ProviderType.DEEPSEEK), Client[DeepSeekProvider])
    assert_type(Client(OpenAIProvider()), Client[OpenAIProvider])
    assert_type(Client(id), Client[Provider])
    assert_type(Client("openai").provider, OpenAIProvider)
    assert_type(Client("openai").with_options(unsupported="drop"), Client[OpenAIProvider])
    assert_type(Client("openai", fetch_media=True).with_options(fetch_media=False), Client[OpenAIProvider])
    with Client("anthropic") as client:
        assert_type(client, Client[AnthropicProvider])


async def nonblocking_clients(id: str) -> None:
    assert_type(AsyncClient("openai"), AsyncClient[OpenAIProvider])
    assert_type(AsyncClient(ProviderType.VERTEX_AI), AsyncClient[VertexAIProvider])
    assert_type(AsyncClient(DeepSeekProvider()), AsyncClient[DeepSeekProvider])
    assert_type(AsyncClient(id), AsyncClient[Provider])
    async with AsyncClient("anthropic") as client:
        assert_type(client, AsyncClient[AnthropicProvider])


# --- Settings are typed ---------------------------------------------------------------------------------------


def settings() -> None:
    OpenAIProvider(api_key="k", organization="o", base_url="http://127.0.0.1")
    VertexAIProvider(project="p", deployments={"endpoints/1": "gemini-3.8-flash"}, token_provider=lambda: "t")
    OpenAIProvider(organisation="o")  # type: ignore[call-arg]
    OpenAIProvider("k")  # type: ignore[call-arg]
    OpenAIProvider(api_key=1)  # type: ignore[arg-type]
    create_provider("openai", location="global")  # type: ignore[call-overload]
    create_provider("vertex_ai", location=1)  # type: ignore[call-overload]
    OpenAIProvider().api_key = "other"  # type: ignore[misc]


# --- Capabilities are known to the checkers --------------------------------------------------------------------


def capable(openai: Client[OpenAIProvider], vertex: Client[VertexAIProvider]) -> None:
    openai.embeddings(model="text-embedding-3-small", input="x")
    vertex.embeddings(model="gemini-embedding-001", input=["x"])
    openai.list_models()
    openai.health_check()


async def incapable(anthropic: Client[AnthropicProvider], deepseek: AsyncClient[DeepSeekProvider]) -> None:
    anthropic.embeddings(EmbeddingsRequest(model="m", input="x"))  # type: ignore[misc]
    anthropic.embeddings(model="m", input="x")  # type: ignore[misc, call-overload]
    await deepseek.embeddings(model="m", input="x")  # type: ignore[misc, call-overload]


def unsure(client: Client[Provider], provider: Provider) -> None:
    client.chat_completion(model="m", messages=[{"role": "user", "content": "x"}])
    client.embeddings(model="m", input="x")  # type: ignore[misc]
    if isinstance(provider, EmbeddingsProvider):
        Client(provider).embeddings(model="m", input="x")
