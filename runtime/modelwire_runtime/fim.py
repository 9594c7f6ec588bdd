"""The middle of a text filled in, mostly of code: what is asked.  What comes out is a chat's reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from .errors import InvalidRequestError
from .requests import Request, unify


class FimParameters(TypedDict, total=False):
    """What may be said of filling in beside the prompt; all but the suffix are unified parameters."""

    suffix: str | None
    max_tokens: int | None
    temperature: float | None
    top_p: float | None
    stop: str | Sequence[str] | None
    seed: int | None
    extra_body: Mapping[str, Any] | None


@dataclass(slots=True, repr=False, kw_only=True)
class FimRequest(Request):
    """A text with a gap: ``prompt`` stands before it, ``suffix``, if there is one, after it.

    >>> FimRequest(model="codestral-latest", prompt="def f(", suffix="return a").suffix
    'return a'
    """

    model: str
    prompt: str
    suffix: str | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    stop: str | Sequence[str] | None = None
    seed: int | None = None
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    def check(self, provider: str) -> None:
        """Raise if prompt or suffix are no text; either may be empty."""
        for name, given in (("prompt", self.prompt), ("suffix", self.suffix)):
            text: object = given
            if not isinstance(text, str) and (text is not None or name == "prompt"):
                raise InvalidRequestError(f"{name} must be a string, not {type(text).__name__}", provider=provider)


unify(FimRequest, "prompt", "suffix")
