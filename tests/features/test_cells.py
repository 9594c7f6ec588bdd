"""Executes every cell of `docs/features.md` through the public client.

    pytest tests/features -k "mistral and tool_choice"

What a feature is asked with goes out on every route and for each kind of model, and what stands on the wire, or is
refused before anything does, must be what the cell says. What a reply shows is replayed from the case that
`evidence.json` names, through both clients, each case once for all the cells that it shows. A cell that says it is
there and that nothing here executes fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from modelwire import Capability, ProviderType
from modelwire_codegen.features.rows import FEATURES
from tests.features import asking, others
from tests.features.asking import VALUES, ask
from tests.features.document import Claim, claims
from tests.features.evidence import FILE, PLAYED, RECORDED, THIRD_PARTY, collect, play, read, text
from tests.features.shown import SHOWN
from tests.generated.loopback import Loopback
from tests.generated.providers import TYPES, provider_class
from tests.generated.test_content import PARTS
from tests.wire.clients import COLOURS, Colour
from tests.wire.deviations import case_deviations
from tests.wire.replay import ReplayServer

EVIDENCE: Final = read()
CLAIMS: Final = claims()

ASKED: Final[Mapping[str, asking.Told]] = {
    **{feature: asking.parameter(feature) for feature in VALUES},
    "effort": asking.effort,
    **{f"{kind}_{form}": asking.part(kind, form) for kind, form in PARTS if (kind, form) != ("audio", "id")},
    "image_results": asking.image_result,
    "tool_results": asking.parameter("tools"),
    "cache_control": asking.cache_mark,
    "several": asking.replied("several", n=2),
    "logprobs_told": asking.replied("logprobs_told", logprobs=True),
    "audio_out": asking.replied("audio_out", audio={"voice": "alloy", "format": "wav"}),
    "function_tools": asking.function_tool,
    "native_tools": asking.native_tool,
    "image_fetched": asking.fetched_image,
    "strict_tools": asking.strict_function,
    "options": asking.native_option,
    "extra_body": asking.extra_body,
    "typed_answers": asking.typed_answer,
}
"""What is asked on every route of chat."""


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def test_the_document_has_every_cell() -> None:
    assert [(claim.feature, claim.provider) for claim in CLAIMS] == [
        (feature.id, type.value) for feature in FEATURES for type in sorted(TYPES, key=lambda type: type.value)
    ]


IMPLIED: Final = {
    Capability.VISION: ("image_url", "image_data", "image_id"),
    Capability.AUDIO_INPUT: ("audio_url", "audio_data"),
    Capability.AUDIO_OUTPUT: ("audio",),
    Capability.FILES: ("file_url", "file_data", "file_id"),
    Capability.TOOLS: ("tool_calls",),
    Capability.PARALLEL_TOOLS: ("parallel_calls",),
    Capability.JSON_OBJECT: ("json_object",),
    Capability.JSON_SCHEMA: ("json_schema",),
    Capability.REASONING: ("effort", "thinking"),
    Capability.LOGPROBS: ("logprobs",),
    Capability.WEB_SEARCH: ("web_search_options",),
    Capability.STREAMING: ("stream_text",),
    Capability.EMBEDDINGS: ("embeddings",),
    Capability.LIST_MODELS: ("list_models",),
}
"""The cells of which a capability needs one."""


@pytest.mark.parametrize("type", TYPES)
def test_a_capability_can_be_asked_for(type: ProviderType) -> None:
    there = {claim.feature for claim in CLAIMS if claim.provider == type and claim.words}
    for capability in provider_class(type).capabilities & IMPLIED.keys():
        assert there & {*IMPLIED[capability]}, capability


def test_the_evidence_is_what_the_cases_show() -> None:
    assert FILE.read_text("utf-8") == text(collect()), "run `python -m tests.features.evidence` and `make generate`"


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim.feature in ASKED], ids=str)
def test_what_is_asked_for_fares_as_the_cell_says(claim: Claim, server: Loopback) -> None:
    became = ask(ProviderType(claim.provider), server, "blocking", ASKED[claim.feature])
    assert (became.words, became.partial) == (claim.words, claim.partial)


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim.feature in ASKED], ids=str)
def test_the_async_client_does_the_same(claim: Claim, server: Loopback) -> None:
    """On each route, for one of its models."""
    became = ask(ProviderType(claim.provider), server, "async", ASKED[claim.feature])
    assert became.words <= claim.words
    assert became.words or not claim.words or claim.partial


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim.feature in others.EXECUTED], ids=str)
def test_what_is_no_parameter_works_as_the_cell_says(claim: Claim, server: Loopback) -> None:
    others.EXECUTED[claim.feature](claim, server)


def _showing() -> dict[str, list[Claim]]:
    """By case, the cells that it shows."""
    found: dict[str, list[Claim]] = {}
    for claim in CLAIMS:
        shown = EVIDENCE.get(claim.feature, {}).get(claim.provider)
        if shown and (claim.words or claim.unseen):
            found.setdefault([*shown.values()][-1], []).append(claim)
    return found


SHOWING: Final = _showing()


@pytest.mark.parametrize("colour", COLOURS, ids=str)
@pytest.mark.parametrize("case", SHOWING)
def test_a_replayed_case_shows_its_cells(case: str, colour: Colour) -> None:
    """The server refuses a request that is not the one of the case, so what was given stands on the wire."""
    with ReplayServer([PLAYED[case]], deviations=case_deviations) as server:
        shown = play(PLAYED[case], server, colour)
        for claim in SHOWING[case]:
            assert not claim.unseen, claim
            assert shown.question.provider == claim.provider, claim
            assert SHOWN[claim.feature](shown), claim


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_a_cell_says_what_stands_behind_it(claim: Claim) -> None:
    found = EVIDENCE.get(claim.feature, {}).get(claim.provider, {})
    executed = bool(found) or claim.feature in ASKED or claim.feature in others.EXECUTED
    if claim.words:
        assert executed, "nothing executes this cell: compose a case, or say how it is asked for"
        assert claim.composed == (RECORDED not in found and THIRD_PARTY not in found)
    else:
        assert not claim.composed
        assert not found, "a case shows what the cell denies"
