"""Measures ways of coming to a call, in one process: by the typed ways, and by those that look things up.

The ways take turns call by call, so that whatever slows the machine slows all of them.  Run in the environment that
modelwire is installed in; prints the microseconds of each way by round, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any, cast

from benchmarks import payloads
from modelwire import Client, MessageLike, OpenAIProvider, Provider, close, completion, create_provider

CALLS = 400
MESSAGES = cast("list[MessageLike]", payloads.messages("small"))
CONCRETE = "the concrete client"


def ways(base: str) -> dict[str, Callable[[], str]]:
    """The ways, by what they are called."""
    url = base + "/small/v1"
    concrete = Client(OpenAIProvider(api_key=payloads.KEY, base_url=url))
    created = Client(create_provider("openai", api_key=payloads.KEY, base_url=url))
    provider: Provider = OpenAIProvider(api_key=payloads.KEY, base_url=url)
    typed: Client[Provider] = Client(provider)
    registry: dict[str, Any] = {"openai": concrete}
    name = "openai/" + payloads.MODEL

    def by_registry() -> str:
        vendor, _, model = name.partition("/")
        text: str = registry[vendor].chat_completion(model=model, messages=MESSAGES).text
        return text

    def by_getattr() -> str:
        text: str = getattr(concrete, "chat_completion")(model=payloads.MODEL, messages=MESSAGES).text  # noqa: B009
        return text

    return {
        CONCRETE: lambda: concrete.chat_completion(model=payloads.MODEL, messages=MESSAGES).text,
        "create_provider()": lambda: created.chat_completion(model=payloads.MODEL, messages=MESSAGES).text,
        "a variable of type Provider": lambda: typed.chat_completion(model=payloads.MODEL, messages=MESSAGES).text,
        "completion()": lambda: completion(name, MESSAGES, api_key=payloads.KEY, base_url=url).text,
        "getattr": by_getattr,
        "a registry": by_registry,
    }


def main() -> None:
    """Measure, and print."""
    base, rounds = sys.argv[1], int(sys.argv[2])
    called = ways(base)
    found: dict[str, list[float]] = {name: [] for name in called}
    for call in called.values():
        for _ in range(100):
            assert call() == payloads.answer("small")
    for _ in range(rounds):
        spent = dict.fromkeys(called, 0.0)
        for number in range(CALLS):
            for name in list(called) if number % 2 == 0 else reversed(list(called)):
                call = called[name]
                begun = time.process_time()
                call()
                spent[name] += time.process_time() - begun
        for name, seconds in spent.items():
            found[name].append(seconds / CALLS * 1e6)
    close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
