# Generated from specs/*.yaml. Do not edit: change the specs and run `make generate`.
"""The closed set of providers.

A ``match`` on a :data:`Provider` is checked for completeness: add a spec, and every place that forgets the new provider
becomes a type error.  Importing this module imports all providers.
"""

from typing import TypeAlias

from .anthropic import AnthropicProvider
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

Provider: TypeAlias = (
    AnthropicProvider
    | AzureProvider
    | AzureAIProvider
    | DeepInfraProvider
    | DeepSeekProvider
    | GeminiProvider
    | MetaProvider
    | MetaLlamaProvider
    | MistralProvider
    | MoonshotProvider
    | OpenAIProvider
    | OpenAICompatibleProvider
    | OpenRouterProvider
    | V0Provider
    | VertexAIProvider
)
"""Any of the providers: a ``match`` on one is checked for completeness.

>>> provider: Provider = create_provider('anthropic', api_key="sk-1234")
>>> match provider:
...     case AnthropicProvider():
...         print(provider.name)
Anthropic
"""
