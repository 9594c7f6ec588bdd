"""Finds out which of the replayed cases shows which feature of which provider, and writes down the best.

python -m tests.features.evidence    after cases or features have changed; then `make generate`

A case counts as recorded if the vendor's own SDK sent its request and nobody composed its reply; recorded ones are
preferred, and among equals the first by name. `evidence.json` is what `docs/features.md` is marked with.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from pydantic import create_model

from modelwire import ChatRequest, LLMProvider, Retry
from modelwire_runtime.data import is_object
from tests.e2e.test_mock_server import (
    CHATS,
    EMBEDDINGS,
    LISTS,
    Reached,
    test_a_slow_stream,
    test_embeddings,
    test_failures,
    test_lists_of_models,
    test_reasoning_is_told_apart,
    test_tools_are_called_and_their_results_heard,
)
from tests.features.shown import SHOWN, Reading, Shown
from tests.runtime.colours import Face
from tests.wire.case import Case
from tests.wire.clients import COLOURS, Colour, Manner
from tests.wire.deviations import case_deviations
from tests.wire.questions import Question, question
from tests.wire.replay import ReplayServer
from tests.wire.stream_of import stream_of
from tests.wire.test_both_forms import is_whole
from tests.wire.test_cases import RUN, ask, provider_for

FILE: Final = Path(__file__).with_name("evidence.json")
RECORDED, THIRD_PARTY, COMPOSED = "recorded", "third-party", "composed"
BRIEFLY: Final = Manner(retry=Retry(attempts=3, base=0.001, cap=0.02), unsupported="drop")

Table: TypeAlias = dict[str, dict[str, dict[str, str]]]
"""By feature and provider, what shows it, by grade; the best one first."""

PLAYED: Final = {case.id: case for case in RUN if case.wire_requests and case.name != "timeout"}


def grade(case: Case) -> str:
    """How far a case is from the vendor: ``recorded`` or ``composed``."""
    return COMPOSED if case.name.startswith("composed") or case.origin.startswith("composed") else RECORDED


def play(case: Case, server: ReplayServer, colour: Colour = COLOURS[0]) -> Shown:
    """Ask a case through the public client; the server refuses a request that is not the recorded one."""
    asked = question(case)
    provider = provider_for(asked, server.url(case))
    shown = Shown(asked, ask(asked, colour, provider, BRIEFLY), path=case.wire_requests[0].path)
    if asked.kind == "models" and shown.error is None:
        return replace(shown, healthy=_is_healthy(provider, colour))
    if asked.streamed and shown.error is None:
        return replace(shown, reread=_rereading(asked, provider, colour))
    if shown.reply is not None:
        shown = replace(shown, whole=_protocol_of(case, asked, provider) is not None)
    if shown.error is None and is_object(fields := _fields(shown)):
        return replace(shown, parsed=_parsed(case, asked, fields, colour))
    return shown


def _rereading(asked: Question, provider: LLMProvider, colour: Colour) -> Callable[[Reading], list[Any]]:
    """Reads the same stream in another way."""
    request, options = asked.request, asked.options or None
    assert isinstance(request, ChatRequest)

    def reread(way: Reading) -> list[Any]:
        with Face(_name(colour), provider, retry=BRIEFLY.retry, unsupported="drop") as face:
            if face.blocking:
                with face.blocking.chat_completion_stream(request, options=options) as stream:
                    return list(stream.events() if way == "events" else stream.text_stream())
            client = face.nonblocking
            assert client

            async def read() -> list[Any]:
                async with client.chat_completion_stream(request, options=options) as stream:
                    found: AsyncIterator[Any] = stream.events() if way == "events" else stream.text_stream()
                    return [one async for one in found]

            return face.run(read())

    return reread


def _protocol_of(case: Case, asked: Question, provider: LLMProvider) -> str | None:
    """The protocol of a whole reply that can be told as a stream, too."""
    request = asked.request
    if not isinstance(request, ChatRequest):
        return None
    name = provider.target("chat", request.model).protocol.name
    return name if name in stream_of and is_whole(case, name) else None


def _is_healthy(provider: LLMProvider, colour: Colour) -> bool:
    """What a health check says that gets the recorded list."""
    with Face(_name(colour), provider, retry=BRIEFLY.retry) as face:
        if face.blocking:
            return face.blocking.health_check().healthy
        assert face.nonblocking
        return face.run(face.nonblocking.health_check()).healthy


def _fields(shown: Shown) -> Any:
    """The fields of an answer that was asked for in JSON."""
    reply = shown.reply
    if reply is None or shown.given("response_format") is None or not reply.choices:
        return None
    try:
        return json.loads(reply.text)
    except ValueError:
        return None


def _parsed(case: Case, asked: Question, fields: Mapping[str, Any], colour: Colour) -> Any:
    """The recorded answer as an instance of a type; what is asked for is a schema of ours, so any request will do."""
    request = asked.request
    assert isinstance(request, ChatRequest)
    types: dict[str, Any] = {name: (type(value), ...) for name, value in fields.items()}
    wanted: type[Any] = create_model("Answer", **types)
    given = {name: getattr(request, name) for name in ("messages", "max_tokens", "model")}
    with ReplayServer([case], strict=False) as server:
        provider = provider_for(asked, server.url(case))
        with Face(_name(colour), provider, retry=BRIEFLY.retry, unsupported="drop") as face:
            return face.parsed(wanted, **given)


def _name(colour: Colour) -> Any:
    return colour.name


E2E: Final[Mapping[str, tuple[list[Reached], Callable[..., None]]]] = {
    "tools": (CHATS, test_tools_are_called_and_their_results_heard),
    "tool_calls": (CHATS, test_tools_are_called_and_their_results_heard),
    "parallel_calls": (CHATS, test_tools_are_called_and_their_results_heard),
    "tool_results": (CHATS, test_tools_are_called_and_their_results_heard),
    "stream_tools": (CHATS, test_tools_are_called_and_their_results_heard),
    "stream_text": (CHATS, test_a_slow_stream),
    "thinking": (CHATS, test_reasoning_is_told_apart),
    "thinking_stream": (CHATS, test_reasoning_is_told_apart),
    "errors": (CHATS, test_failures),
    "embeddings": (EMBEDDINGS, test_embeddings),
    "list_models": (LISTS, test_lists_of_models),
}
"""By feature, what `make e2e` asks a mock server of somebody else's, and the routes over which it does.

It speaks for the protocol, not for the vendor: it is better than a composed case, and shows nothing that no case shows.
"""


def collect() -> Table:
    """What all cases show."""
    table: Table = {feature: {} for feature in SHOWN}
    with ReplayServer(PLAYED.values(), deviations=case_deviations) as server:
        for case in sorted(PLAYED.values(), key=lambda case: (grade(case) == COMPOSED, case.id)):
            shown = play(case, server)
            for feature, holds in SHOWN.items():
                if shown.question.provider not in table[feature] and holds(shown):
                    table[feature][shown.question.provider] = {grade(case): case.id}
    for feature, (routes, test) in E2E.items():
        for provider in {reached.way.id.value for reached in routes}:
            if COMPOSED in (shown_by := table[feature].get(provider, {})):
                table[feature][provider] = {THIRD_PARTY: f"tests/e2e {test.__name__}", **shown_by}
    return {feature: dict(sorted(cells.items())) for feature, cells in table.items()}


def read() -> Table:
    """What was written down."""
    table: Table = json.loads(FILE.read_text("utf-8"))
    return table


def text(table: Mapping[str, Mapping[str, Mapping[str, str]]]) -> str:
    """The table as the file holds it: a line a cell."""
    return json.dumps(table, indent=1) + "\n"


if __name__ == "__main__":
    os.environ["NO_PROXY"] = "127.0.0.1"
    FILE.write_text(text(collect()), "utf-8")
