# Generated from specs/*.yaml. Do not edit: change the specs and run `make generate`.
"""One typed client for every provider of large language models.

Importing this package imports no provider and no HTTP library: a name's module is imported when the name is first used.
"""

from typing import TYPE_CHECKING

from .dispatch import ProviderType

if TYPE_CHECKING:
    from modelwire_runtime.auth import Secret, TokenProvider
    from modelwire_runtime.capabilities import Capability
    from modelwire_runtime.catalog import Catalog, Cost, CostLine, Model, Price, Rates
    from modelwire_runtime.context import RateLimit
    from modelwire_runtime.errors import (
        APIError,
        AuthenticationError,
        ConfigurationError,
        ConnectionFailedError,
        ContentFilteredError,
        ContextLengthExceededError,
        InvalidRequestError,
        ModelNotFoundError,
        NotFoundError,
        NotSupportedError,
        OverloadedError,
        PermissionDeniedError,
        PriceUnknownError,
        ProviderError,
        ProviderUnavailableError,
        QuotaExceededError,
        RateLimitError,
        RequestTimeoutError,
        RequestTooLargeError,
        ResponseParsingError,
        StreamInterruptedError,
        StructuredOutputError,
        ToolError,
    )
    from modelwire_runtime.function_tools import as_tool
    from modelwire_runtime.health import HealthStatus
    from modelwire_runtime.messages import MessageLike
    from modelwire_runtime.parameters import Adjustment
    from modelwire_runtime.provider import ChatProvider, EmbeddingsProvider, LLMProvider, ModelsProvider
    from modelwire_runtime.replies import (
        ChatChunk,
        ChatResponse,
        Choice,
        Embedding,
        EmbeddingsResponse,
        Message,
        ModelInfo,
        ModelList,
        ToolCall,
        Usage,
    )
    from modelwire_runtime.requests import ChatRequest, EmbeddingsRequest
    from modelwire_runtime.stream_events import (
        AnnotationAdded,
        Finished,
        ReasoningDelta,
        RefusalDelta,
        StreamEvent,
        TextDelta,
        ToolCallDelta,
        ToolCallDone,
    )
    from modelwire_runtime.streams import AsyncChatStream, ChatStream
    from modelwire_runtime.structured import ParsedChat, parse_reply, response_format_for
    from modelwire_runtime.timing import Hooks, RequestContext, Retry, Timeout
    from modelwire_runtime.tool_runs import arun_tools, run_tools
    from modelwire_runtime.tools import Tool, ToolChoice, ToolLike
    from modelwire_runtime.transport import AsyncTransport, Transport

    from .anthropic import AnthropicProvider
    from .any_provider import Provider
    from .azure import AzureProvider
    from .azure_ai import AzureAIProvider
    from .client import AsyncClient, Client
    from .completions import aclose, acompletion, aembedding, close, completion, embedding
    from .deepinfra import DeepInfraProvider
    from .deepseek import DeepSeekProvider
    from .dispatch import create_provider
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

__all__ = [
    "APIError",
    "Adjustment",
    "AnnotationAdded",
    "AnthropicProvider",
    "AsyncChatStream",
    "AsyncClient",
    "AsyncTransport",
    "AuthenticationError",
    "AzureAIProvider",
    "AzureProvider",
    "Capability",
    "Catalog",
    "ChatChunk",
    "ChatProvider",
    "ChatRequest",
    "ChatResponse",
    "ChatStream",
    "Choice",
    "Client",
    "ConfigurationError",
    "ConnectionFailedError",
    "ContentFilteredError",
    "ContextLengthExceededError",
    "Cost",
    "CostLine",
    "DeepInfraProvider",
    "DeepSeekProvider",
    "Embedding",
    "EmbeddingsProvider",
    "EmbeddingsRequest",
    "EmbeddingsResponse",
    "Finished",
    "GeminiProvider",
    "HealthStatus",
    "Hooks",
    "InvalidRequestError",
    "LLMProvider",
    "Message",
    "MessageLike",
    "MetaLlamaProvider",
    "MetaProvider",
    "MistralProvider",
    "Model",
    "ModelInfo",
    "ModelList",
    "ModelNotFoundError",
    "ModelsProvider",
    "MoonshotProvider",
    "NotFoundError",
    "NotSupportedError",
    "OpenAICompatibleProvider",
    "OpenAIProvider",
    "OpenRouterProvider",
    "OverloadedError",
    "ParsedChat",
    "PermissionDeniedError",
    "Price",
    "PriceUnknownError",
    "Provider",
    "ProviderError",
    "ProviderType",
    "ProviderUnavailableError",
    "QuotaExceededError",
    "RateLimit",
    "RateLimitError",
    "Rates",
    "ReasoningDelta",
    "RefusalDelta",
    "RequestContext",
    "RequestTimeoutError",
    "RequestTooLargeError",
    "ResponseParsingError",
    "Retry",
    "Secret",
    "StreamEvent",
    "StreamInterruptedError",
    "StructuredOutputError",
    "TextDelta",
    "Timeout",
    "TokenProvider",
    "Tool",
    "ToolCall",
    "ToolCallDelta",
    "ToolCallDone",
    "ToolChoice",
    "ToolError",
    "ToolLike",
    "Transport",
    "Usage",
    "V0Provider",
    "VertexAIProvider",
    "aclose",
    "acompletion",
    "aembedding",
    "arun_tools",
    "as_tool",
    "close",
    "completion",
    "create_provider",
    "embedding",
    "parse_reply",
    "response_format_for",
    "run_tools",
]

_MODULES = {
    "APIError": "modelwire_runtime.errors",
    "Adjustment": "modelwire_runtime.parameters",
    "AnnotationAdded": "modelwire_runtime.stream_events",
    "AnthropicProvider": ".anthropic",
    "AsyncChatStream": "modelwire_runtime.streams",
    "AsyncClient": ".client",
    "AsyncTransport": "modelwire_runtime.transport",
    "AuthenticationError": "modelwire_runtime.errors",
    "AzureAIProvider": ".azure_ai",
    "AzureProvider": ".azure",
    "Capability": "modelwire_runtime.capabilities",
    "Catalog": "modelwire_runtime.catalog",
    "ChatChunk": "modelwire_runtime.replies",
    "ChatProvider": "modelwire_runtime.provider",
    "ChatRequest": "modelwire_runtime.requests",
    "ChatResponse": "modelwire_runtime.replies",
    "ChatStream": "modelwire_runtime.streams",
    "Choice": "modelwire_runtime.replies",
    "Client": ".client",
    "ConfigurationError": "modelwire_runtime.errors",
    "ConnectionFailedError": "modelwire_runtime.errors",
    "ContentFilteredError": "modelwire_runtime.errors",
    "ContextLengthExceededError": "modelwire_runtime.errors",
    "Cost": "modelwire_runtime.catalog",
    "CostLine": "modelwire_runtime.catalog",
    "DeepInfraProvider": ".deepinfra",
    "DeepSeekProvider": ".deepseek",
    "Embedding": "modelwire_runtime.replies",
    "EmbeddingsProvider": "modelwire_runtime.provider",
    "EmbeddingsRequest": "modelwire_runtime.requests",
    "EmbeddingsResponse": "modelwire_runtime.replies",
    "Finished": "modelwire_runtime.stream_events",
    "GeminiProvider": ".gemini",
    "HealthStatus": "modelwire_runtime.health",
    "Hooks": "modelwire_runtime.timing",
    "InvalidRequestError": "modelwire_runtime.errors",
    "LLMProvider": "modelwire_runtime.provider",
    "Message": "modelwire_runtime.replies",
    "MessageLike": "modelwire_runtime.messages",
    "MetaLlamaProvider": ".meta_llama",
    "MetaProvider": ".meta",
    "MistralProvider": ".mistral",
    "Model": "modelwire_runtime.catalog",
    "ModelInfo": "modelwire_runtime.replies",
    "ModelList": "modelwire_runtime.replies",
    "ModelNotFoundError": "modelwire_runtime.errors",
    "ModelsProvider": "modelwire_runtime.provider",
    "MoonshotProvider": ".moonshot",
    "NotFoundError": "modelwire_runtime.errors",
    "NotSupportedError": "modelwire_runtime.errors",
    "OpenAICompatibleProvider": ".openai_compatible",
    "OpenAIProvider": ".openai",
    "OpenRouterProvider": ".openrouter",
    "OverloadedError": "modelwire_runtime.errors",
    "ParsedChat": "modelwire_runtime.structured",
    "PermissionDeniedError": "modelwire_runtime.errors",
    "Price": "modelwire_runtime.catalog",
    "PriceUnknownError": "modelwire_runtime.errors",
    "Provider": ".any_provider",
    "ProviderError": "modelwire_runtime.errors",
    "ProviderUnavailableError": "modelwire_runtime.errors",
    "QuotaExceededError": "modelwire_runtime.errors",
    "RateLimit": "modelwire_runtime.context",
    "RateLimitError": "modelwire_runtime.errors",
    "Rates": "modelwire_runtime.catalog",
    "ReasoningDelta": "modelwire_runtime.stream_events",
    "RefusalDelta": "modelwire_runtime.stream_events",
    "RequestContext": "modelwire_runtime.timing",
    "RequestTimeoutError": "modelwire_runtime.errors",
    "RequestTooLargeError": "modelwire_runtime.errors",
    "ResponseParsingError": "modelwire_runtime.errors",
    "Retry": "modelwire_runtime.timing",
    "Secret": "modelwire_runtime.auth",
    "StreamEvent": "modelwire_runtime.stream_events",
    "StreamInterruptedError": "modelwire_runtime.errors",
    "StructuredOutputError": "modelwire_runtime.errors",
    "TextDelta": "modelwire_runtime.stream_events",
    "Timeout": "modelwire_runtime.timing",
    "TokenProvider": "modelwire_runtime.auth",
    "Tool": "modelwire_runtime.tools",
    "ToolCall": "modelwire_runtime.replies",
    "ToolCallDelta": "modelwire_runtime.stream_events",
    "ToolCallDone": "modelwire_runtime.stream_events",
    "ToolChoice": "modelwire_runtime.tools",
    "ToolError": "modelwire_runtime.errors",
    "ToolLike": "modelwire_runtime.tools",
    "Transport": "modelwire_runtime.transport",
    "Usage": "modelwire_runtime.replies",
    "V0Provider": ".v0",
    "VertexAIProvider": ".vertex_ai",
    "aclose": ".completions",
    "acompletion": ".completions",
    "aembedding": ".completions",
    "arun_tools": "modelwire_runtime.tool_runs",
    "as_tool": "modelwire_runtime.function_tools",
    "close": ".completions",
    "completion": ".completions",
    "create_provider": ".dispatch",
    "embedding": ".completions",
    "parse_reply": "modelwire_runtime.structured",
    "response_format_for": "modelwire_runtime.structured",
    "run_tools": "modelwire_runtime.tool_runs",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name's module the first time the name is asked for."""
        if (module := _MODULES.get(name)) is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = globals()[name] = getattr(import_module(module, __name__), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
