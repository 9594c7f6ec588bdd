"""Every recorded case of an operation beside chat, asked through the public client over real HTTP, in both colours.

pytest tests/wire/test_operations.py -k openai/moderations
"""

from __future__ import annotations

from typing import Any

import pytest

from modelwire import create_provider
from tests.runtime.colours import COLOURS, Colour, Face
from tests.wire.case import load_cases
from tests.wire.comparison import CREDENTIALS
from tests.wire.deviations import case_deviations
from tests.wire.operations import OPERATED
from tests.wire.questions import question
from tests.wire.replay import ReplayServer


def at(reply: Any, path: str) -> Any:
    """What stands at a dotted path of attributes and indices."""
    for step in path.split("."):
        reply = reply[int(step)] if step.isdigit() else getattr(reply, step)
    return reply


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("case", load_cases(*OPERATED), ids=str)
def test_operation(case: Any, colour: Colour) -> None:
    asked, operated = question(case), OPERATED[case.id]
    arguments: dict[str, Any] = {"model": asked.model} if asked.model else {}
    with ReplayServer([case], deviations=case_deviations(case)) as server:
        settings = {**asked.settings, **operated.settings, "base_url": server.url(case) + asked.base_path}
        with Face(colour, create_provider(asked.provider, **settings)) as face:
            reply = face.call(operated.method, **arguments | dict(operated.arguments))
        assert len(server.received) == len(case.wire_requests)
    for received in server.received:
        assert not received.differences
        sent = received.request.headers
        assert {name: sent[name] for name in CREDENTIALS & sent.keys()} == asked.credential
    assert {path: at(reply, path) for path in operated.comes_out} == operated.comes_out
    assert {adjustment.parameter for adjustment in reply.adjustments} == operated.adjustments
