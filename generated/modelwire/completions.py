# Generated from specs/*.yaml. Do not edit: change the specs and run `make generate`.
"""LiteLLM's way of calling: a model string, one function, clients kept in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelwire_runtime.completion import Completions

from .dispatch import ProviderType, create_provider

if TYPE_CHECKING:
    from .completion_models import CompletionModel, EmbeddingModel

_completions: Completions[CompletionModel, EmbeddingModel] = Completions(
    create_provider, ProviderType, "modelwire.catalogues"
)

completion = _completions.completion
acompletion = _completions.acompletion
embedding = _completions.embedding
aembedding = _completions.aembedding
close = _completions.close
aclose = _completions.aclose
