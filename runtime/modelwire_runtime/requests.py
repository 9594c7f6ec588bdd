"""What is asked: the provider-neutral requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, TypedDict

from .data import Data, field_names, is_listed
from .errors import InvalidRequestError
from .messages import MessageLike
from .tools import ToolChoice, ToolLike

ReasoningEffort: TypeAlias = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class Request(Data):
    """What is asked of an operation; the base of :class:`ChatRequest` and of the others."""

    __slots__ = ()

    if TYPE_CHECKING:
        model: str
        options: Mapping[str, Any] | None
        extra_body: Mapping[str, Any] | None

    PARAMETERS: ClassVar[tuple[str, ...]] = ()
    """The names of the unified parameters."""

    def check(self, provider: str) -> None:
        """Raise :class:`InvalidRequestError` if no provider could answer; what one takes is its routes' business."""


class ChatParameters(TypedDict, total=False):
    """The unified parameters of a chat; each route of a spec says what becomes of each.

    None means the same as leaving one out.
    """

    max_tokens: int | None
    temperature: float | None
    top_p: float | None
    top_k: int | None
    stop: str | Sequence[str] | None
    seed: int | None
    n: int | None
    presence_penalty: float | None
    frequency_penalty: float | None
    logit_bias: Mapping[str, float] | None
    logprobs: bool | None
    top_logprobs: int | None
    response_format: Mapping[str, Any] | None
    reasoning_effort: ReasoningEffort | None
    verbosity: Literal["low", "medium", "high"] | None
    tools: Sequence[ToolLike] | None
    tool_choice: ToolChoice | None
    parallel_tool_calls: bool | None
    modalities: Sequence[str] | None
    audio: Mapping[str, Any] | None
    prediction: Mapping[str, Any] | None
    web_search_options: Mapping[str, Any] | None
    user: str | None
    safety_identifier: str | None
    prompt_cache_key: str | None
    metadata: Mapping[str, Any] | None
    store: bool | None
    service_tier: str | None
    extra_body: Mapping[str, Any] | None


@dataclass(slots=True, repr=False, kw_only=True)
class ChatRequest(Request):
    """One turn of a conversation, in terms that hold for every provider.

    ``messages`` are dicts in OpenAI's shape or :class:`Message` objects and are sent as given.  Parameters left at
    None are not sent.  ``options`` are the provider's own parameters, ``extra_body`` is merged into the body as it is.

    >>> ChatRequest(model="gpt-5.4", messages=[{"role": "user", "content": "Hi"}], temperature=0.2).temperature
    0.2
    """

    model: str
    messages: Sequence[MessageLike]
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    stop: str | Sequence[str] | None = None
    seed: int | None = None
    n: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    logit_bias: Mapping[str, float] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    response_format: Mapping[str, Any] | None = None
    reasoning_effort: ReasoningEffort | None = None
    verbosity: Literal["low", "medium", "high"] | None = None
    tools: Sequence[ToolLike] | None = None
    tool_choice: ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    modalities: Sequence[str] | None = None
    audio: Mapping[str, Any] | None = None
    prediction: Mapping[str, Any] | None = None
    web_search_options: Mapping[str, Any] | None = None
    user: str | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    metadata: Mapping[str, Any] | None = None
    store: bool | None = None
    service_tier: str | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None


@dataclass(slots=True, repr=False, kw_only=True)
class EmbeddingsRequest(Request):
    """Texts to embed, in terms that hold for every provider.

    ``dimensions`` is the length wanted of each vector, ``input_type`` what it is for (``query`` or ``document``),
    where the provider distinguishes.

    >>> request = EmbeddingsRequest(model="text-embedding-3-small", input=["red", "blue"], dimensions=2)
    >>> len(client.embeddings(request).data)
    2
    """

    model: str
    input: str | Sequence[str]
    dimensions: int | None = None
    user: str | None = None
    input_type: str | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    def check(self, provider: str) -> None:
        """Raise if there is no text to embed."""
        check_texts("input", self.input, provider)


class EmbeddingsParameters(TypedDict, total=False):
    """The unified parameters of embeddings."""

    dimensions: int | None
    user: str | None
    input_type: str | None
    extra_body: Mapping[str, Any] | None


def check_texts(name: str, given: object, provider: str) -> None:
    """Raise :class:`InvalidRequestError` if this is neither a text nor a list of texts, or if it is empty."""
    texts = given if is_listed(given) else [given]
    if not all(isinstance(text, str) for text in texts):
        raise InvalidRequestError(f"{name} must be a string or a list of strings", provider=provider)
    if not given:
        raise InvalidRequestError(f"{name} is empty: give at least one text", provider=provider)


_getters: dict[type[Request], Callable[[Any], tuple[Any, ...]]] = {}


def unify(kind: type[Request], *carried: str) -> None:
    """Note which fields of a request are unified parameters: all but what it carries, which every protocol sends."""
    kind.PARAMETERS = tuple(
        name for name in field_names(kind) if name not in ("model", "options", "extra_body", *carried)
    )
    several = len(kind.PARAMETERS) > 1
    _getters[kind] = attrgetter(*kind.PARAMETERS) if several else partial(_given_one, kind.PARAMETERS)


def _given_one(names: tuple[str, ...], request: Request) -> tuple[Any, ...]:
    return tuple(getattr(request, name) for name in names)


def given(request: Request) -> dict[str, Any]:
    """The unified parameters that a request gives."""
    values = _getters[type(request)](request)
    return {name: value for name, value in zip(request.PARAMETERS, values, strict=True) if value is not None}


unify(ChatRequest, "messages")
unify(EmbeddingsRequest, "input")
