"""What models take and what they refuse, as their vendors' documents have it, beyond what the cases ask for.

A row says which parameters a model takes together, and which of them is refused, if any.
"""

from __future__ import annotations

from typing import Any, Final

import pytest

from modelwire import create_provider

SETTINGS: Final[dict[str, dict[str, Any]]] = {
    "azure": {"api_key": "k", "endpoint": "https://x.openai.azure.com"},
    "azure_ai": {"api_key": "k", "endpoint": "https://x.services.ai.azure.com"},
    "vertex_ai": {"access_token": "k", "project": "my-proj"},
}

TOOLS: Final[list[dict[str, Any]]] = [{"type": "function", "function": {"name": "f"}}]

RULES: Final[list[tuple[str, str, dict[str, Any], set[str]]]] = [
    # Function tools go with reasoning over the Responses API only; none must be said where it is not the default.
    ("openai", "gpt-5.4", {"tools": TOOLS}, set()),
    ("openai", "gpt-5.4", {"tools": TOOLS, "reasoning_effort": "low"}, {"tools"}),
    ("openai", "gpt-5.5", {"tools": TOOLS}, {"tools"}),
    ("openai", "gpt-5.5-2026-04-23", {"tools": TOOLS, "reasoning_effort": "none"}, set()),
    ("openai", "gpt-6.2-sol", {"tools": TOOLS}, {"tools"}),
    ("azure", "gpt-5.5", {"tools": TOOLS}, {"tools"}),
    ("azure_ai", "gpt-5.4", {"tools": TOOLS, "reasoning_effort": "low"}, set()),
    ("azure_ai", "gpt-5.5", {"tools": TOOLS}, set()),
    ("azure_ai", "gpt-6-sol", {"tools": TOOLS}, {"tools"}),
    ("azure_ai", "Llama-3.3-70B-Instruct", {"reasoning_effort": "low"}, {"reasoning_effort"}),
    ("azure_ai", "grok-4-20-reasoning", {"reasoning_effort": "low"}, set()),
    # The effort max of these is for the Responses API, and none of them can leave reasoning off.
    ("openai", "gpt-6-astra", {"reasoning_effort": "max"}, {"reasoning_effort"}),
    ("openai", "gpt-6.2-astra", {"reasoning_effort": "none"}, {"reasoning_effort"}),
    ("openai", "gpt-6.2-astra", {"reasoning_effort": "xhigh"}, set()),
    ("openai", "gpt-6-sol", {"reasoning_effort": "none"}, set()),
    ("openai", "o3", {"tools": TOOLS, "parallel_tool_calls": False}, {"parallel_tool_calls"}),
    ("azure", "o4-mini", {"tools": TOOLS, "parallel_tool_calls": False}, {"parallel_tool_calls"}),
    ("openai", "gpt-5.2", {"stop": ["END"]}, {"stop"}),
    ("openai", "gpt-5.4", {"stop": ["END"]}, set()),
    ("openai", "gpt-5.4", {"prediction": {"type": "content", "content": "x"}}, {"prediction"}),
    ("openai", "gpt-4.1", {"prediction": {"type": "content", "content": "x"}}, set()),
    ("openai", "gpt-5-search-api", {"web_search_options": {}, "verbosity": "low"}, set()),
    ("openai", "gpt-5-search-api", {"reasoning_effort": "low", "seed": 1}, {"reasoning_effort", "seed"}),
    # A fine-tuned model is the model it was tuned from; so is a chat variant not the model it is named after.
    ("openai", "ft:gpt-4o-mini-2024-07-18:org::id", {"reasoning_effort": "low"}, {"reasoning_effort"}),
    ("openai", "gpt-5-chat-latest", {"reasoning_effort": "low", "temperature": 0.5}, {"reasoning_effort"}),
    ("openai", "gpt-4o", {"temperature": 2.5, "n": 0}, {"temperature", "n"}),
    # Claude's names are dated, or dated with an @.
    ("anthropic", "claude-opus-4-7-20260416", {"temperature": 0.5}, {"temperature"}),
    ("anthropic", "claude-opus-4-6-20260205", {"reasoning_effort": "xhigh"}, {"reasoning_effort"}),
    ("vertex_ai", "claude-sonnet-4-5@20250929", {"temperature": 0.5, "top_p": 0.9}, {"top_p"}),
    ("vertex_ai", "anthropic/claude-sonnet-5-5@default", {"tool_choice": "required"}, {"tool_choice"}),
    ("gemini", "gemma-4-31b-it", {"reasoning_effort": "low"}, {"reasoning_effort"}),
    ("gemini", "models/gemma-4-26b-a4b-it", {"reasoning_effort": "minimal"}, set()),
    # What is called Magistral now is another model.
    ("mistral", "magistral-small-latest", {"reasoning_effort": "high"}, set()),
    ("mistral", "magistral-medium-2509", {"reasoning_effort": "high"}, {"reasoning_effort"}),
    # Thinking is on unless switched off, and then takes no forced call; the temperature it ignores is taken.
    ("deepseek", "deepseek-v4-pro", {"tool_choice": "required", "temperature": 0.2}, {"tool_choice"}),
    ("deepseek", "deepseek-v4-pro", {"tool_choice": "required", "reasoning_effort": "none"}, set()),
    ("moonshot", "kimi-k2.6", {"temperature": 0.6}, {"temperature"}),
    ("anthropic", "claude-sonnet-4-6", {"temperature": 0.6}, set()),
]

OPTIONS: Final[list[tuple[str, str, dict[str, Any], dict[str, Any], set[str]]]] = [
    # What switches thinking on or off may be an option too, and the rules see that.
    ("deepseek", "deepseek-v4-pro", {"tool_choice": "required"}, {"thinking": {"type": "disabled"}}, set()),
    ("deepseek", "deepseek-v4-pro", {"tool_choice": "required"}, {"thinking": {"type": "enabled"}}, {"tool_choice"}),
    ("moonshot", "kimi-k2.6", {"temperature": 0.6}, {"thinking": {"type": "disabled"}}, set()),
    ("moonshot", "kimi-k2.5", {"temperature": 1.0}, {"thinking": {"type": "disabled"}}, {"temperature"}),
    ("moonshot", "kimi-k2.6", {"tool_choice": "required"}, {"thinking": {"type": "disabled"}}, set()),
    ("anthropic", "claude-sonnet-4-6", {"temperature": 0.6}, {"thinking": {"type": "adaptive"}}, {"temperature"}),
    ("anthropic", "claude-sonnet-4-5", {"tool_choice": "required"}, {"thinking": {"type": "enabled"}}, {"tool_choice"}),
]


@pytest.mark.parametrize(("provider", "model", "given", "refused"), RULES)
def test_what_a_model_refuses(provider: str, model: str, given: dict[str, Any], refused: set[str]) -> None:
    assert dropped(provider, model, given) == refused


@pytest.mark.parametrize(("provider", "model", "given", "options", "refused"), OPTIONS)
def test_what_a_model_refuses_beside_an_option(
    provider: str, model: str, given: dict[str, Any], options: dict[str, Any], refused: set[str]
) -> None:
    assert dropped(provider, model, given, options) == refused


def dropped(provider: str, model: str, given: dict[str, Any], *options: dict[str, Any]) -> set[str]:
    target = create_provider(provider, **SETTINGS.get(provider, {"api_key": "k"})).target("chat", model)
    settled = target.plan.settle(given, "drop", *options)
    return {note.parameter for note in settled.adjustments if note.action == "dropped"}
