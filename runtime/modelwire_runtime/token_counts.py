"""How many tokens a request has before it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from .replies import Reply


@dataclass(slots=True, repr=False)
class TokenCount(Reply):
    """The tokens of a request's input: messages, tools and what else the model is given to read.

    ``estimated`` is False where the provider counted them itself.  ``method`` says who counted, such as ``openai`` or
    ``tiktoken o200k_base``.

    >>> TokenCount(12, method="anthropic").tokens
    12
    """

    tokens: int
    estimated: bool = False
    method: str = ""

    def __int__(self) -> int:
        return self.tokens
