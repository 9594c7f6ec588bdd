"""The snippets of snippets.md, run as they stand against a server on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import modelwire
from tests.documents.vendors import Vendors

SNIPPETS = dict(
    re.findall(r"^## (.+?)\n.*?```python\n(.*?)```", Path(__file__).with_name("snippets.md").read_text(), re.S | re.M)
)
SENT: dict[str, Any] = {
    "input parameters": {"max_completion_tokens": 10},
    "streaming": {"stream": True},
    "async streaming": {"stream": True},
    "JSON mode": {"response_format": {"type": "json_object"}},
    "reasoning effort": {"output_config": {"effort": "low"}},
    "thinking with a budget": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
    "web search": {"web_search_options": {"search_context_size": "medium"}},
    "Mistral": {"model": "mistral-large-latest", "tool_choice": "auto"},
    "OpenRouter": {"model": "anthropic/claude-sonnet-4.6", "models": ["openai/gpt-6-sol"]},
}
"""What the last request's body must hold."""
PRINTED = {
    "quick start": "Hello there!\nHello there!\n",
    "streaming": "Hello \nthere!\n\n\n",
    "parallel function calling": "Hello there!\n",
    "deprecated functions": "get_current_weather\n",
    "a pydantic model as the format": "name='Science fair' date='Friday'\n",
    "embeddings": "[0.5, 0.25] 20\n",
    "reasoning effort": "Hello there!\nLet me think.\n",
    "DeepSeek's reasoning": "Let me think.\n",
    "retries and fallbacks": "anthropic\n",
    "unsupported parameters": "['frequency_penalty']\n",
    "Vertex AI": "Hello there!\n",
}


@pytest.fixture
def vendors(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendors]:
    with Vendors() as vendors:
        for name, value in vendors.environment().items():
            monkeypatch.setenv(name, value)
        yield vendors
    modelwire.close()


def test_there_are_twenty_of_them() -> None:
    assert len(SNIPPETS) >= 20
    assert SENT.keys() | PRINTED.keys() <= SNIPPETS.keys()


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_runs(name: str, vendors: Vendors, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(SNIPPETS[name], f"snippets.md: {name}", "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    assert vendors.asked
    assert name not in PRINTED or printed == PRINTED[name]
    sent = vendors.asked[-1].body
    assert {key: sent.get(key) for key in SENT.get(name, {})} == SENT.get(name, {})


def test_azure_s_three_ways_to_prove_who_asks(vendors: Vendors) -> None:
    exec(compile(SNIPPETS["Azure"], "snippets.md: Azure", "exec"), {})
    assert [one.headers.get("api-key") for one in vendors.asked] == ["sk-of-a-test", "my-key", None]
    assert vendors.asked[2].headers["authorization"] == "Bearer my-token"
    path = "/azure/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21"
    assert {one.path for one in vendors.asked} == {path}


@pytest.mark.parametrize("given", ['{"private_key": "of-a-test"}', {"private_key": "of-a-test"}])
def test_credentials_are_a_file_s_path_and_never_shown(given: object, vendors: Vendors) -> None:
    with pytest.raises(modelwire.ConfigurationError, match="credentials_file must be") as caught:
        modelwire.completion("vertex_ai/gemini-2.5-pro", [], vertex_credentials=given)
    assert "of-a-test" not in str(caught.value)


def test_a_setting_of_one_cloud_is_not_taken_for_another_s(vendors: Vendors) -> None:
    for _ in range(2):
        with pytest.raises(modelwire.InvalidRequestError, match="vertex_project is no setting of OpenAI: leave it out"):
            modelwire.completion("openai/gpt-5.4", [{"role": "user", "content": "Hi"}], vertex_project="p")
    assert not vendors.asked
