# Generated from specs/meta_llama.yaml. Do not edit: change the spec and run `make generate`.
"""Meta Llama API: chat, moderation and list of models.

https://llama.developer.meta.com/docs
"""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypedDict, final

from modelwire_runtime.auth import BearerKey, Secret
from modelwire_runtime.capabilities import Capability
from modelwire_runtime.content import Content
from modelwire_runtime.errors import (
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderUnavailableError,
    RateLimitError,
)
from modelwire_runtime.errortable import ErrorTable, Kind
from modelwire_runtime.options import Option
from modelwire_runtime.parameters import Parameters
from modelwire_runtime.protocols import LlamaChat, LlamaModerations, ModelListing, OpenAIChat
from modelwire_runtime.provider import (
    BaseURL,
    ChatProvider,
    ModelsProvider,
    ModerationProvider,
    NoOptions,
    ReplyHeaders,
    Status,
    credential,
    setting,
)
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType


class MetaLlamaOptions(TypedDict, total=False):
    """Parameters of Meta Llama API beside the unified ones; given to a call as `options=`.

    >>> MetaLlamaOptions(repetition_penalty=0.5)
    {'repetition_penalty': 0.5}
    """

    repetition_penalty: float
    """Makes repetitions less likely; stands for the two penalties that the API does not have."""


class MetaLlamaSettings(TypedDict, total=False):
    """What `create_provider("meta_llama")` and `MetaLlamaProvider()` take.

    >>> settings = MetaLlamaSettings(api_key="sk-1234")
    >>> MetaLlamaProvider(**settings).id
    'meta_llama'
    """

    api_key: str | Secret | None
    base_url: str
    api: Literal["native", "compat"]


@final
@dataclass(frozen=True, kw_only=True)
class MetaLlamaProvider(ChatProvider[MetaLlamaOptions], ModerationProvider[NoOptions], ModelsProvider):
    """Meta Llama API: chat, moderation and list of models.

    >>> provider = MetaLlamaProvider(api_key="sk-1234")
    >>> provider.name
    'Meta Llama API'
    """

    api_key: str | Secret | None = credential("LLAMA_API_KEY")
    """Credential, sent as a bearer token."""
    base_url: str = setting("LLAMA_API_CLIENT_BASE_URL")
    """Address that the paths of the endpoints are appended to."""
    api: Literal["native", "compat"] = setting(default="native", choices=("native", "compat"))
    """Which of the two APIs to speak: `native`, the vendor's own, or `compat`, the one in OpenAI's shape, whose
    base_url ends in /compat/v1.
    """

    type: ClassVar[Literal[ProviderType.META_LLAMA]] = ProviderType.META_LLAMA
    id = "meta_llama"
    name = "Meta Llama API"
    docs = "https://llama.developer.meta.com/docs"
    status = Status("retired", date="2026-07-06", successor="meta")
    capabilities = frozenset(
        {
            Capability.CHAT,
            Capability.STREAMING,
            Capability.TOOLS,
            Capability.VISION,
            Capability.JSON_SCHEMA,
            Capability.MODERATION,
            Capability.LIST_MODELS,
        }
    )
    auth = (BearerKey("api_key"),)
    addresses = (
        BaseURL("https://api.llama.com/compat/v1", when={"api": "compat"}),
        BaseURL("https://api.llama.com/v1"),
    )
    replies = ReplyHeaders(request_id=("x-request-id",), rate_limit="x-ratelimit")
    catalog = "modelwire.catalogues.meta_llama"

    _llama_chat_parameters = Parameters(
        sent=("max_tokens", "temperature", "top_p", "top_k", "response_format", "tools", "tool_choice", "user"),
        unsupported=(
            "stop",
            "seed",
            "n",
            "presence_penalty",
            "frequency_penalty",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "reasoning_effort",
            "verbosity",
            "parallel_tool_calls",
            "modalities",
            "audio",
            "prediction",
            "web_search_options",
            "safety_identifier",
            "prompt_cache_key",
            "metadata",
            "store",
            "service_tier",
        ),
        renamed={"max_tokens": "max_completion_tokens"},
        values={
            "response_format": {"text": "text", "json_schema": "json_schema"},
        },
    )

    endpoints = Endpoints(
        chat=(
            Route(
                LlamaChat(),
                "/chat/completions",
                when={"api": "native"},
                content=Content(image=("url", "data"), tool_result=("text",)),
                parameters=_llama_chat_parameters,
                options={"repetition_penalty": Option("number")},
            ),
            Route(
                OpenAIChat(roles={"developer": "system"}),
                "/chat/completions",
                when={"api": "compat"},
                content=Content(image=("url", "data"), tool_result=("text",)),
                parameters=_llama_chat_parameters,
                options={"repetition_penalty": Option("number")},
            ),
        ),
        moderation=(
            Route(
                LlamaModerations(),
                "/moderations",
                when={"api": "native"},
            ),
        ),
        models=(
            Route(
                ModelListing(created="created"),
                "/models",
                method="GET",
            ),
        ),
    )

    errors = ErrorTable(
        statuses={
            400: InvalidRequestError,
            401: AuthenticationError,
            403: PermissionDeniedError,
            404: NotFoundError,
            409: Kind(InvalidRequestError, retryable=True),
            422: InvalidRequestError,
            429: RateLimitError,
            500: ProviderUnavailableError,
            503: OverloadedError,
        },
    )
