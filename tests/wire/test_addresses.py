"""Where requests go when no base URL is given, as the vendors' documents and SDKs have it."""

from __future__ import annotations

from typing import Any, Final

import pytest

from modelwire import create_provider

AZURE: Final = "https://acme.services.ai.azure.com"
VERTEX: Final = {"project": "my-proj", "access_token": "ya29.static"}

ADDRESSES: Final[list[tuple[str, dict[str, Any], str]]] = [
    ("anthropic", {"api_key": "sk-ant-test"}, "https://api.anthropic.com"),
    ("gemini", {"api_key": "AIza-test"}, "https://generativelanguage.googleapis.com"),
    ("vertex_ai", VERTEX, "https://aiplatform.googleapis.com"),
    ("vertex_ai", {**VERTEX, "location": "global"}, "https://aiplatform.googleapis.com"),
    ("vertex_ai", {**VERTEX, "location": "us"}, "https://aiplatform.us.rep.googleapis.com"),
    ("vertex_ai", {**VERTEX, "location": "eu"}, "https://aiplatform.eu.rep.googleapis.com"),
    ("vertex_ai", {**VERTEX, "location": "us-central1"}, "https://us-central1-aiplatform.googleapis.com"),
    ("vertex_ai", {**VERTEX, "location": "europe-west4"}, "https://europe-west4-aiplatform.googleapis.com"),
    ("vertex_ai", {"api_key": "AIza-test"}, "https://aiplatform.googleapis.com"),
    *[
        (provider, {"api_key": "k", "endpoint": AZURE + pasted}, AZURE + left)
        for provider, pasted, left in [
            ("azure", "/", ""),
            ("azure", "/openai/v1/", ""),
            ("azure", "/openai/v1/chat/completions", ""),
            ("azure_ai", "/openai/v1/chat/completions", ""),
            ("azure_ai", "/anthropic/v1/messages", ""),
            ("azure_ai", "/models/chat/completions", ""),
            ("azure_ai", "/api/projects/p", "/api/projects/p"),
        ]
    ],
]


@pytest.mark.parametrize(("provider", "settings", "address"), ADDRESSES)
def test_where_requests_go(provider: str, settings: dict[str, Any], address: str) -> None:
    assert create_provider(provider, **settings).base_url == address


MODELS: Final[list[tuple[str, str]]] = [
    ("gemini-3.5-flash", "/publishers/google/models/gemini-3.5-flash:generateContent"),
    ("google/gemini-3.5-flash", "/publishers/google/models/gemini-3.5-flash:generateContent"),
    ("publishers/google/models/gemini-3.5-flash", "/publishers/google/models/gemini-3.5-flash:generateContent"),
    ("endpoints/12", "/endpoints/12:generateContent"),
    ("claude-sonnet-5", "/publishers/anthropic/models/claude-sonnet-5:rawPredict"),
    ("claude-sonnet-4-5@20250929", "/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict"),
    ("anthropic/claude-sonnet-5", "/publishers/anthropic/models/claude-sonnet-5:rawPredict"),
    ("publishers/anthropic/models/claude-sonnet-5", "/publishers/anthropic/models/claude-sonnet-5:rawPredict"),
    ("mistral-medium-3", "/publishers/mistralai/models/mistral-medium-3:rawPredict"),
    ("mistralai/codestral-2", "/publishers/mistralai/models/codestral-2:rawPredict"),
    ("meta/llama-4-scout-17b-16e-instruct-maas", "/endpoints/openapi/chat/completions"),
    ("deepseek-ai/deepseek-v4.1-flash-maas", "/endpoints/openapi/chat/completions"),
    ("qwen/qwen3-next-80b-a3b-instruct-maas", "/endpoints/openapi/chat/completions"),
    ("openai/gpt-oss-120b-maas", "/endpoints/openapi/chat/completions"),
    ("xai/grok-4.7", "/endpoints/openapi/chat/completions"),
    ("google/gemma-4-26b-a4b-it-maas", "/endpoints/openapi/chat/completions"),
]


@pytest.mark.parametrize(("model", "path"), MODELS)
def test_each_publishers_models_have_their_route(model: str, path: str) -> None:
    url = create_provider("vertex_ai", **VERTEX).target("chat", model).url
    assert url.replace("%40", "@").endswith(f"/projects/my-proj/locations/global{path}")
