"""A batch outlives the process that made it: another one goes on by its id."""

from __future__ import annotations

import signal
import subprocess
import sys

from tests.runtime.batch_dialects import OPENAI, BatchServer
from tests.runtime.conftest import KEY, Serve

MAKER = """
import sys
from modelwire import BatchItem, Client, OpenAIProvider

with Client(OpenAIProvider(api_key=sys.argv[1], base_url=sys.argv[2])) as client:
    messages = [{"role": "user", "content": "Hello!"}]
    items = (BatchItem(custom_id=name, model="gpt-5.4", messages=messages) for name in ("good", "bad"))
    batch = client.create_batch(items)
    print(batch.id, flush=True)
    client.wait_for_batch(batch, interval=0.01)
"""
READER = """
import sys
from modelwire import Client, OpenAIProvider

with Client(OpenAIProvider(api_key=sys.argv[1], base_url=sys.argv[2])) as client:
    batch = client.wait_for_batch(sys.argv[3], interval=0.01)
    with client.batch_results(batch) as results:
        print(*sorted(result.custom_id for result in results))
"""


def test_a_batch_outlives_its_process(serve: Serve) -> None:
    vendor = BatchServer(OPENAI, OPENAI.running)
    server = serve(vendor)
    made = subprocess.Popen([sys.executable, "-c", MAKER, KEY, server.url], stdout=subprocess.PIPE, text=True)
    assert made.stdout
    with made.stdout:
        id_ = made.stdout.readline().strip()
        while sum(request.line.startswith("GET ") for request in server.requests) < 2:
            assert made.poll() is None
        made.send_signal(signal.SIGKILL)
        assert made.wait(10) == -signal.SIGKILL
    vendor.states = [OPENAI.running, OPENAI.done]
    read = [sys.executable, "-c", READER, KEY, server.url, id_]
    said = subprocess.run(read, capture_output=True, text=True, timeout=20, check=True).stdout
    assert said.split() == ["bad", "dropped", "good", "late"]
    created = [request for request in server.requests if request.line.startswith("POST ")]
    assert len(created) == 2
