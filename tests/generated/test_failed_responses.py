"""A response that failed has status 200: its code alone tells which error it is.

pytest tests/generated/test_failed_responses.py
"""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from modelwire import Client, RateLimitError, Retry
from tests.generated.loopback import Laid, Loopback
from tests.generated.providers import TYPES, Way, ways

RESPONSES: Final = [
    way for type in TYPES for way in ways(type, "chat") if way.route.protocol.name == "openai-responses"
]


@pytest.mark.parametrize("way", RESPONSES, ids=str)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_one_that_failed_for_its_rate(way: Way, streamed: bool) -> None:
    failed: dict[str, Any] = {"id": "resp_1", "object": "response", "status": "failed", "output": []}
    response = {**failed, "error": {"code": "rate_limit_exceeded", "message": "Slow down."}}
    event = f"data: {json.dumps({'type': 'response.failed', 'response': response})}\n\n"
    with Loopback() as server, Client(way.provider(server.url), retry=Retry(attempts=1)) as client:
        server.laid = (
            Laid(body=event.encode(), content_type="text/event-stream")
            if streamed
            else Laid(body=json.dumps(response).encode())
        )
        context = way.context
        with pytest.raises(RateLimitError) as caught:
            if streamed:
                with client.chat_completion_stream(
                    model=way.model, messages=[{"role": "user", "content": "Hello!"}], context=context
                ) as stream:
                    list(stream)
            else:
                client.chat_completion(
                    model=way.model, messages=[{"role": "user", "content": "Hello!"}], context=context
                )
        assert caught.value.retryable
