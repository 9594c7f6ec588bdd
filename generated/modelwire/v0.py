# Generated from specs/v0.yaml. Do not edit: change the spec and run `make generate`.
"""v0: chat and list of models.

https://v0.app/docs/v0-model-api
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
    PermissionDeniedError,
    ProviderUnavailableError,
    QuotaExceededError,
    RateLimitError,
    RequestTooLargeError,
)
from modelwire_runtime.errortable import ErrorTable
from modelwire_runtime.parameters import Parameters
from modelwire_runtime.protocols import ModelListing, OpenAIChat
from modelwire_runtime.provider import ChatProvider, ModelsProvider, ReplyHeaders, Status, credential, setting
from modelwire_runtime.routes import Endpoints, Route

from .dispatch import ProviderType
from .model_names.v0 import V0Model


class V0Options(TypedDict, total=False):
    """Parameters of v0 beside the unified ones; given to a call as `options=`.

    >>> options = V0Options()
    >>> ChatRequest(model="v0-1.5-md", messages=messages, options=options).options
    {}
    """


class V0Settings(TypedDict, total=False):
    """What `create_provider("v0")` and `V0Provider()` take.

    >>> settings = V0Settings(api_key="sk-1234")
    >>> V0Provider(**settings).id
    'v0'
    """

    api_key: str | Secret | None
    base_url: str


@final
@dataclass(frozen=True, kw_only=True)
class V0Provider(ChatProvider[V0Options, V0Model], ModelsProvider):
    """v0: chat and list of models.

    >>> provider = V0Provider(api_key="sk-1234")
    >>> model = provider.models["v0-1.5-md"]
    >>> print(model.price.input, model.price.currency)  # per million tokens
    3.00 USD
    """

    api_key: str | Secret | None = credential("V0_API_KEY", "VERCEL_API_KEY")
    """Credential, sent as a bearer token."""
    base_url: str = setting(default="https://api.v0.dev/v1")
    """Address that the paths of the endpoints are appended to."""

    type: ClassVar[Literal[ProviderType.V0]] = ProviderType.V0
    id = "v0"
    name = "v0"
    docs = "https://v0.app/docs/v0-model-api"
    status = Status("retired", successor="v0 Platform API")
    capabilities = frozenset(
        {Capability.CHAT, Capability.STREAMING, Capability.TOOLS, Capability.VISION, Capability.LIST_MODELS}
    )
    auth = (BearerKey("api_key"),)
    replies = ReplyHeaders(request_id=("x-vercel-id",), rate_limit="x-ratelimit")
    catalog = "modelwire.catalogues.v0"

    endpoints = Endpoints(
        chat=(
            Route(
                OpenAIChat(stream_usage=False, roles={"developer": "system"}, structured_output="instruction"),
                "/chat/completions",
                content=Content(image=("data",), tool_result=("text",)),
                parameters=Parameters(
                    sent=("tools", "tool_choice"),
                    unsupported=(
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "top_k",
                        "stop",
                        "seed",
                        "n",
                        "presence_penalty",
                        "frequency_penalty",
                        "logit_bias",
                        "logprobs",
                        "top_logprobs",
                        "response_format",
                        "reasoning_effort",
                        "verbosity",
                        "parallel_tool_calls",
                        "modalities",
                        "audio",
                        "prediction",
                        "web_search_options",
                        "user",
                        "safety_identifier",
                        "prompt_cache_key",
                        "metadata",
                        "store",
                        "service_tier",
                    ),
                ),
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
        codes={
            "bad_request_error": InvalidRequestError,
            "unauthorized_error": AuthenticationError,
            "payment_required_error": QuotaExceededError,
            "forbidden_error": PermissionDeniedError,
            "not_found_error": NotFoundError,
            "conflict_error": InvalidRequestError,
            "payload_too_large_error": RequestTooLargeError,
            "unprocessable_entity_error": InvalidRequestError,
            "too_many_requests_error": RateLimitError,
            "internal_server_error": ProviderUnavailableError,
        },
        statuses={
            401: AuthenticationError,
            402: QuotaExceededError,
            403: PermissionDeniedError,
            404: NotFoundError,
            413: RequestTooLargeError,
            429: RateLimitError,
            500: ProviderUnavailableError,
        },
    )
