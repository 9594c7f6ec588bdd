"""Whether texts are harmful: what is asked, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from .data import Data, is_listed, is_mapping
from .replies import TOLD, Reply
from .requests import Request, check_texts, unify


class ModerationParameters(TypedDict, total=False):
    """What may be said of a moderation beside its input; there are no unified parameters."""

    model: str
    extra_body: Mapping[str, Any] | None


@dataclass(slots=True, repr=False, kw_only=True)
class ModerationRequest(Request):
    """Texts to be judged.

    ``input`` is a text, a list of texts, each of which gets a result, or a list of content parts (``text`` and
    ``image_url``), which get one together, where the provider takes them.  Without ``model`` the provider takes its
    own, if it has one.

    >>> ModerationRequest(input="I want to ...").input
    'I want to ...'
    """

    input: str | Sequence[str] | Sequence[Mapping[str, Any]]
    model: str = ""
    options: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] | None = None

    @property
    def parts(self) -> list[Mapping[str, Any]]:
        """The content parts that are the input; none where it is texts."""
        return list(self.input) if is_listed(self.input) and all(map(is_mapping, self.input)) else []

    @property
    def texts(self) -> list[str]:
        """The texts that are the input, one of them as a list of one; none where it is content parts."""
        return [] if self.parts else [self.input] if isinstance(self.input, str) else [*map(str, self.input)]

    def check(self, provider: str) -> None:
        """Raise if there is nothing to judge."""
        if not self.parts:
            check_texts("input", self.input, provider)


@dataclass(slots=True, repr=False)
class Moderation(Data):
    """What the provider thinks of one text.

    ``categories`` tells of each of the vendor's categories whether the text falls into it, ``category_scores`` how
    surely, from 0 to 1, where told; ``flagged`` whether it falls into any.

    >>> result = client.moderation(input="Hello!").results[0]
    >>> result.flagged, result.flagged_categories, result.category_scores["violence"]
    (False, [], 0.01)
    """

    flagged: bool = False
    categories: dict[str, bool] = field(default_factory=dict[str, bool])
    category_scores: dict[str, float] = field(default_factory=dict[str, float])
    category_applied_input_types: dict[str, list[str]] | None = field(default=None, metadata=TOLD)

    @property
    def flagged_categories(self) -> list[str]:
        """The categories that the text falls into."""
        return [name for name, holds in self.categories.items() if holds]


@dataclass(slots=True, repr=False)
class ModerationResponse(Reply):
    """A result for each text, in their order.

    >>> reply = client.moderation(input=["Hello!", "Bye!"])
    >>> reply.flagged, len(reply.results)
    (False, 2)
    """

    results: list[Moderation] = field(default_factory=list[Moderation])
    id: str = field(default="", metadata=TOLD)
    model: str = field(default="", metadata=TOLD)

    @property
    def flagged(self) -> bool:
        """Whether any of the texts is harmful."""
        return any(result.flagged for result in self.results)


unify(ModerationRequest, "input")
