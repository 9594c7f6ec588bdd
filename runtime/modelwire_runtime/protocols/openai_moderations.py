"""OpenAI's moderations, which Mistral has taken over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..data import is_object
from ..errors import InvalidRequestError, NotSupportedError
from .base import Encoding, Malformed, RequestProtocol, parse_object
from .json_values import as_object, as_text

if TYPE_CHECKING:
    from ..moderation import Moderation, ModerationRequest, ModerationResponse


@dataclass(frozen=True, kw_only=True)
class OpenAIModerations(RequestProtocol):
    """OpenAI's moderations.

    ``parts`` says whether content parts are taken, ``model_needed`` that a model must be named.
    """

    name: ClassVar[str] = "openai-moderations"

    parts: bool = True
    model_needed: bool = False

    def encode(self, request: ModerationRequest, encoding: Encoding) -> dict[str, Any]:
        """The body."""
        if request.parts and not self.parts:
            raise NotSupportedError("moderation takes texts only here, no content parts", provider=encoding.provider)
        if self.model_needed and not encoding.model:
            raise InvalidRequestError(
                "the provider has no model of its own choice: name one by model=", provider=encoding.provider
            )
        body: dict[str, Any] = {"model": encoding.model} if encoding.model else {}
        body["input"] = request.input if isinstance(request.input, str) else list(request.input)
        self.place(body, encoding.settled)
        return body

    def decode(self, data: bytes) -> ModerationResponse:
        """The results; where it is not told whether a text is flagged, its categories tell."""
        return read_results(data, _result)


def read_results(data: bytes, read: Callable[[dict[str, Any]], Moderation]) -> ModerationResponse:
    """The results in a body, each read by a function that raises where an item says nothing of its text."""
    from ..moderation import ModerationResponse

    body = parse_object(data)
    try:
        results = [read(item) for item in body["results"]]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Malformed("moderation without results") from error
    if not results:
        raise Malformed("no results of a moderation")
    return ModerationResponse(results, as_text(body.get("id")), as_text(body.get("model")))


def _result(item: dict[str, Any]) -> Moderation:
    from ..moderation import Moderation

    if item.get("flagged") is None and not is_object(item.get("categories")):
        raise KeyError("categories")
    categories = {str(name): bool(holds) for name, holds in as_object(item.get("categories")).items()}
    scores = {name: float(score) for name, score in as_object(item.get("category_scores")).items()}
    flagged, types = item.get("flagged"), item.get("category_applied_input_types")
    return Moderation(
        any(categories.values()) if flagged is None else bool(flagged),
        categories,
        scores,
        types if is_object(types) else None,
    )
