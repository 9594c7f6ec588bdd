"""What an editor offers while somebody types, asked of a real language server.

pytest tests/editors -k model_of_a_client
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Final, get_overloads

import pytest
import yaml

from modelwire import AsyncClient, Client, ProviderType
from modelwire_runtime.requests import ChatRequest, EmbeddingsRequest
from modelwire_runtime.settings import settings_of
from tests.editors.language_server import LanguageServer
from tests.generated.providers import SPECS, TYPES, provider_class

OPENAI: Final = ('Client("openai")', "Client(OpenAIProvider())", 'AsyncClient("openai")')
METHODS: Final = ("chat_completion", "chat_completion_stream", "chat_completion_parsed")
CHATTED: Final = {item.name for item in fields(ChatRequest)} - {"options"}


@pytest.fixture(scope="module")
def editor() -> Iterator[LanguageServer]:
    with LanguageServer() as server:
        yield server


def typed(expression: str, names: str = "AsyncClient, Client, OpenAIProvider, Provider") -> str:
    return f"from modelwire import {names}\n\n{expression}\n"


def quoted(names: Iterable[str]) -> set[str]:
    """How strings are offered; this server leaves out those that are longer than 50 characters."""
    return {f'"{name}"' for name in names if len(name) <= 50}


def passed(names: Iterable[str]) -> set[str]:
    return {f"{name}=" for name in names}


def keywords(offered: Iterable[str]) -> set[str]:
    """The parameters among what is offered."""
    return {label for label in offered if label.endswith("=")}


@cache
def models(type: ProviderType, kind: str) -> set[str]:
    """The names of a provider's models that were still there when its catalogue was last looked at."""
    read = str(yaml.safe_load((SPECS / f"{type}.yaml").read_text())["catalog"]["checked"])
    catalog = provider_class(type).models
    alive = [model for model in catalog if model.kind == kind and (model.retired or "9999") > read]
    return {name for model in alive for name in (model.id, *model.aliases)}


@pytest.mark.parametrize("type", TYPES, ids=str)
def test_settings_of_a_provider(editor: LanguageServer, type: ProviderType) -> None:
    kind = provider_class(type)
    offered = editor.completions(typed(f"{kind.__name__}(|>)", kind.__name__))
    assert keywords(offered) == passed(settings_of(kind))


def test_settings_of_a_provider_by_its_id(editor: LanguageServer) -> None:
    """Of every overload: this server does not tell those of the id that was given from others."""
    asked = typed('create_provider("azure", |>)', "create_provider")
    assert keywords(editor.completions(asked)) >= passed(settings_of(provider_class(ProviderType.AZURE)))


@pytest.mark.parametrize("type", TYPES, ids=str)
def test_model_of_a_client(editor: LanguageServer, type: ProviderType) -> None:
    asked = typed(f'Client("{type}").chat_completion(model="|>")')
    assert editor.completions(asked).keys() == quoted(models(type, "chat"))


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_every_method_that_takes_a_model_takes_the_provider_s(kind: type) -> None:
    for name in (name for name in dir(kind) if callable(getattr(kind, name)) and name[0] != "_"):
        for overload in get_overloads(getattr(kind, name)):
            if (taken := overload.__annotations__.get("model")) is not None:
                how = f"{name}: write `model: ModelT`, and `self: ...Operations[...Provider[OptionsT, ModelT]]`"
                assert taken == "ModelT", how


@pytest.mark.parametrize(("client", "method"), [*zip(OPENAI, METHODS, strict=True)])
def test_model_and_parameters_of_every_method(editor: LanguageServer, client: str, method: str) -> None:
    names = quoted(models(ProviderType.OPENAI, "chat"))
    assert editor.completions(typed(f'{client}.{method}(model="|>")')).keys() == names
    assert keywords(editor.completions(typed(f"{client}.{method}(|>)"))) >= passed(CHATTED | {"options", "context"})


@pytest.mark.parametrize("client", OPENAI)
def test_options_of_a_client(editor: LanguageServer, client: str) -> None:
    (chat, *_) = provider_class(ProviderType.OPENAI).endpoints.chat
    offered = editor.completions(typed(f'{client}.chat_completion(model="m", messages=[], options={{"|>"}})'))
    assert offered.keys() >= quoted(chat.options)
    by_class = editor.completions(typed("OpenAIOptions(|>)", "OpenAIOptions"))
    assert keywords(by_class) >= passed(chat.options)


@pytest.mark.parametrize("client", OPENAI)
def test_model_of_embeddings(editor: LanguageServer, client: str) -> None:
    names = quoted(models(ProviderType.OPENAI, "embeddings"))
    assert editor.completions(typed(f'{client}.embeddings(model="|>")')).keys() == names


def test_a_client_of_any_provider_offers_known_models(editor: LanguageServer) -> None:
    """Those of one provider, in fact: a type checker takes the first of a union that allows every string."""
    offered = editor.completions(typed('def ask(client: Client[Provider]):\n    client.chat_completion(model="|>")'))
    assert offered
    assert offered.keys() <= quoted(name for type in TYPES for name in models(type, "chat"))


@pytest.mark.parametrize("name", ["completion", "acompletion"])
def test_litellms_chat(editor: LanguageServer, name: str) -> None:
    every = quoted(f"{type}/{model}" for type in TYPES for model in models(type, "chat"))
    assert editor.completions(typed(f'{name}(model="|>")', name)).keys() == every
    offered = keywords(editor.completions(typed(f'{name}("openai/gpt-5.4", messages, |>)', name)))
    assert offered >= passed(CHATTED - {"model", "messages"} | {"api_key", "stream", "fallbacks", "num_retries"})
    effort = editor.completions(typed(f'{name}("m", messages, reasoning_effort="|>")', name))
    assert effort.keys() == quoted(["none", "minimal", "low", "medium", "high", "xhigh", "max"])


@pytest.mark.parametrize("name", ["embedding", "aembedding"])
def test_litellms_embeddings(editor: LanguageServer, name: str) -> None:
    every = quoted(f"{type}/{model}" for type in TYPES for model in models(type, "embeddings"))
    assert editor.completions(typed(f'{name}(model="|>")', name)).keys() == every
    offered = keywords(editor.completions(typed(f'{name}("openai/m", "x", |>)', name)))
    assert offered >= passed({*EmbeddingsRequest.PARAMETERS, "api_key", "base_url", "timeout"})


def test_hovering_names_the_models_instead_of_listing_them(editor: LanguageServer) -> None:
    shown = editor.hover(typed('Client("openai").chat_compl|>etion(model="gpt-5.4", messages=[])'))
    signature, _, doc = shown.partition("Ask for an answer")
    assert doc
    assert "model: OpenAIModel," in signature
    assert "options: OpenAIOptions | None" in signature
    assert "gpt-" not in signature
