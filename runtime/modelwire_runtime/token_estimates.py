"""An estimate of how many tokens a request has, for providers that do not tell: by tiktoken, the extra `tokens`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .data import is_listed, is_mapping, plain
from .errors import ConfigurationError, NotSupportedError
from .replies import Message
from .requests import ChatRequest
from .token_counts import TokenCount

if TYPE_CHECKING:
    from .exchange import Call

USUAL = "o200k_base"
"""The encoding of OpenAI's present models, taken for models that tiktoken does not know."""
A_MESSAGE, A_NAME, AN_ANSWER = 3, 1, 3
"""Tokens around each message, for a name, and for the beginning of the answer, as OpenAI's cookbook counts them.

https://developers.openai.com/cookbook/examples/how_to_count_tokens_with_tiktoken, read 2026-11-27
"""


def estimate_tokens(request: ChatRequest, call: Call[Any]) -> TokenCount:
    """About how many tokens a request has; raises :class:`NotSupportedError` where it holds more than text.

    ``call`` is the chat that was checked.  Raises :class:`ConfigurationError` without tiktoken, or its encoding.
    """
    provider = call.context.provider
    texts = list(_texts(request, provider.id))
    encoding = _encoding(provider.known_model(request.model), provider.id)
    tokens = sum(len(encoding.encode(text, disallowed_special=())) for text in texts)
    around = sum(A_MESSAGE + (A_NAME if message.get("name") else 0) for message in map(_as_mapping, request.messages))
    count = TokenCount(tokens + around + AN_ANSWER, estimated=True, method=f"tiktoken {encoding.name}")
    count.attach(call.context, None)
    return count


async def estimate_tokens_async(request: ChatRequest, call: Call[Any]) -> TokenCount:
    """The same in a thread, as tiktoken may fetch its encoding first."""
    return await asyncio.to_thread(estimate_tokens, request, call)


def _texts(request: ChatRequest, provider: str) -> Iterator[str]:
    """Every text of a request that a model reads."""
    from pydantic_core import to_json

    for message in map(_as_mapping, request.messages):
        for name, value in message.items():
            if name == "content" and is_listed(value):
                yield from (_text_of(part, provider) for part in value)
            elif name in ("role", "name", "content", "refusal", "reasoning_content"):
                yield str(value or "")
            elif name == "tool_calls" and value:
                yield to_json(plain(value)).decode()
    for tools in (request.tools, request.response_format):
        if tools:
            yield to_json(plain(tools), fallback=_described).decode()


def _as_mapping(message: Any) -> Mapping[str, Any]:
    given: Mapping[str, Any] = message.as_param() if isinstance(message, Message) else message
    return given


def _described(tool: Any) -> Any:
    """A function as the tool that it is sent as."""
    from .function_tools import as_tool

    return as_tool(tool)


def _text_of(part: Any, provider: str) -> str:
    kind = part.get("type") if is_mapping(part) else None
    if kind in ("text", "refusal"):
        return str(part.get(kind) or "")
    raise NotSupportedError(
        f"the tokens of {kind or 'such'} parts cannot be estimated, and the provider does not count for this model",
        provider=provider,
    )


def _encoding(model: str, provider: str) -> Any:
    """The encoding of a model, or the usual one."""
    try:
        import tiktoken
    except ImportError:
        raise ConfigurationError(
            "the provider does not count tokens for this model; for an estimate: pip install 'modelwire[tokens]'",
            provider=provider,
        ) from None
    try:
        name = tiktoken.encoding_name_for_model(model.rpartition("/")[2])
    except KeyError:
        name = USUAL
    try:
        return tiktoken.get_encoding(name)
    except Exception as error:  # whatever its way of fetching files raises
        raise ConfigurationError(
            f"tiktoken could not load its encoding {name} ({type(error).__name__}), which it fetches once: "
            "let it reach the network, or set TIKTOKEN_CACHE_DIR to a folder that has the encoding",
            provider=provider,
        ) from error
