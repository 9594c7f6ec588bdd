"""Makes a request into the call that counts its tokens, where the provider has an endpoint for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .bodies import write
from .calls import Manner, checked, with_query
from .chat_calls import chat_call
from .errors import NotSupportedError
from .parameters import Adjustment
from .protocols.base import parse_object
from .timing import RequestContext
from .token_counts import TokenCount

if TYPE_CHECKING:
    from .exchange import Call
    from .fetching import Fetches, Media
    from .protocols.token_count import TokenCounting
    from .provider import LLMProvider
    from .requests import ChatRequest
    from .routes import Target


def count_call(
    provider: LLMProvider,
    request: ChatRequest,
    options: Mapping[str, Any] | None,
    context: RequestContext | None,
    manner: Manner,
) -> tuple[Call[Any], bool]:
    """The call that counts, and whether it is one: where the provider has none for the model, it is the chat's.

    What the request would send is what is counted, so that all that a chat refuses is refused here, too.
    """
    context = checked(context, provider)
    target = _target(provider, request.model)
    if target is not None and target.protocol.chat != "same":
        context = replace(context, route=target.protocol.chat)
    elif target is not None and context.route == target.protocol.name:  # the way to count, not the chat to be counted
        context = replace(context, route=None)
    chat = chat_call(provider, request, options, context, manner)
    return (chat, False) if target is None else (_counting(chat, target, context), True)


def _target(provider: LLMProvider, model: str) -> Target[TokenCounting] | None:
    """The endpoint that counts for a model, if there is one."""
    if not provider.endpoints.count_tokens:
        return None
    try:
        return provider.target("count_tokens", model)
    except NotSupportedError:
        return None


def _counting(chat: Call[Any], target: Target[TokenCounting], context: RequestContext) -> Call[TokenCount]:
    about, protocol = chat.context, target.protocol
    about.operation = target.endpoint

    chatted = parse_object(chat.body) if isinstance(chat.body, bytes) else {}
    for name in protocol.uncounted(chatted):
        why = "the endpoint that counts does not take it"
        about.adjustments.append(Adjustment(name, "dropped", chatted[name], None, why))

    def body_of(body: bytes) -> bytes:
        return write(protocol.encode(parse_object(body), target.wire_model), about.provider.id)

    def decode(data: bytes) -> TokenCount:
        count = TokenCount(protocol.decode(data), method=about.provider.id)
        count.attach(about, data)
        return count

    return replace(
        chat,
        target=target,
        method=target.route.method,
        url=with_query(target.url, context.extra_query),
        body=write(protocol.encode(chatted, target.wire_model), about.provider.id),
        decode=decode,
        fetches=chat.fetches and _fetches(chat.fetches, body_of),
    )


def _fetches(fetches: Fetches, body_of: Any) -> Fetches:
    """The same media fetched first, for the body that is counted."""

    def body(fetched: Sequence[Media]) -> bytes:
        counted: bytes = body_of(fetches.body(fetched))
        return counted

    return replace(fetches, body=body)
