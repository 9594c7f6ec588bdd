"""Where our requests differ from the vendors' SDKs' on purpose, and why: everywhere, by folder, by case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.wire.case import Case

EVERYWHERE: Final[Mapping[str, str]] = {
    "body.stream_options": "usage is asked for in every stream: a reply without it has no cost",
}

BY_FOLDER: Final[Mapping[str, Mapping[str, str]]] = {
    "anthropic": {
        "headers.authorization": "the SDK sends keys as bearer tokens since 2.0; the API's documents say x-api-key",
        "headers.x-api-key": "the same, from the other side",
        "headers.anthropic-version": "2023-06-01 is the default, because 2026-10-21 refuses sampling parameters",
    },
    "azure_ai": {
        "headers.authorization": "azure-ai-inference sends a key as bearer too, for endpoints of another kind",
        "headers.extra-parameters": "usage is asked for in every stream, by a field that is not this API's own",
    },
    "azure_foundry_anthropic": {
        "headers.api-key": "the SDK sends a key as api-key too; Microsoft's and Anthropic's documents say x-api-key",
        "headers.anthropic-version": "2023-06-01 is the default, because 2026-10-21 refuses sampling parameters",
    },
    "vertex_anthropic": {
        "body.anthropic_version": "vertex-2023-10-16 is what Google's documents name",
    },
    "openrouter": {
        "headers.x-title": "the old name of a header, which the vendor takes for compatibility only",
        "headers.x-openrouter-title": "the name it has now",
    },
}

BY_DEFAULT: Final = ("headers.anthropic-version",)
"""Differences of defaults only: who asks for the recorded value by a setting gets the recorded request."""

BY_USAGE: Final = ("body.stream_options", "headers.extra-parameters")
"""Differences of streams only that were recorded without asking for usage."""

BY_CASE: Final[Mapping[str, Mapping[str, str]]] = {
    "azure_ai/composed_rerank": {
        "headers.authorization": "the SDK is Cohere's, which sends every key as a bearer token",
        "headers.api-key": "how Foundry takes a key, here as for its other models",
    },
    "mistral/composed_batch_create": {
        "body.visibility": "the SDK says what is so anyway",
        "body.timeout_hours": "the same",
    },
    "mistral/composed_batch_list": {
        "query.created_by_me": "the SDK says what is so anyway",
        "query.order_by": "the same",
    },
    "mistral/audio_transcription": {
        "body.stream": "the SDK says what is so anyway",
        "body.diarize": "the same",
    },
    "openai/chat_legacy_max_tokens": {
        "body.max_tokens": "deprecated by the vendor, and refused by its reasoning models",
        "body.max_completion_tokens": "what takes its place, for every model",
    },
    "openai/chat_reasoning_params": {
        "body.logprobs": "GPT-5.4 refuses it while it reasons, which this request asks for",
        "body.top_logprobs": "the same",
    },
    "anthropic/chat_params": {
        "body.top_p": "Claude 4.1 to 4.6 refuse it beside a temperature, which the SDK leaves to the API to say",
    },
    "azure_foundry_anthropic/chat_params": {
        "body.top_p": "the same as for anthropic/chat_params",
    },
    "anthropic/models_list": {
        "query.limit": "the largest page is asked for, so that most lists take one request",
    },
    "deepseek/chat_params": {
        "body.frequency_penalty": "deprecated and without effect, so it is refused or, as here, dropped and told",
        "body.presence_penalty": "the same",
        "body.user_id": "the vendor's name for the unified `user`, which the SDK knows by its old name only",
    },
    "deepseek/chat_tools_named": {
        "body.tool_choice": "thinking, which is on unless switched off, refuses to be made to call a certain tool",
    },
    "moonshot/chat_image_url": {
        "body.messages[0].content": "the vendor fetches no addresses, so it is refused or, as here, dropped and told",
    },
    "moonshot/chat_params": {
        "body.temperature": "fixed by Kimi K3, which refuses any other, so it is refused or, as here, dropped and told",
        "body.top_p": "the same",
        "body.frequency_penalty": "the same",
        "body.presence_penalty": "the same",
    },
    "moonshot/chat_tools_named": {
        "body.tool_choice": "Kimi K3 always thinks, and refuses to be made to call a certain tool",
    },
    "v0/chat_image_url": {
        "body.messages[0].content": "the vendor fetches no addresses, so it is refused or, as here, dropped and told",
    },
    "v0/chat_params": {
        "body.temperature": "not documented by the vendor, so it is refused or, as here, dropped and told",
        "body.top_p": "the same",
        "body.max_completion_tokens": "the same",
        "body.stop": "the same",
        "body.seed": "the same",
        "body.frequency_penalty": "the same",
        "body.presence_penalty": "the same",
        "body.user": "the same",
    },
    "v0/chat_tools_no_parallel": {
        "body.parallel_tool_calls": "not documented by the vendor, so it is refused or, as here, dropped and told",
    },
    "v0/stream_split_bytes": {
        "body.stream_options": "not documented by the vendor, whose streams tell no usage",
    },
    "v0/stream_usage": {
        "body.stream_options": "not documented by the vendor, whose streams tell no usage",
    },
    "gemini/models_list": {
        "query.pageSize": "the largest page is asked for, so that most lists take one request",
    },
    "mistral/chat_tool_roundtrip_parallel": {
        "body.messages[3].name": "the recorder named the first function in both results",
    },
    "meta_llama/chat_tools_no_parallel": {
        "body.parallel_tool_calls": "the vendor's SDK knows no such parameter; it was put into the body by hand",
    },
    "azure_openai/url_azure_deployment_in_client": {
        "body.model": "the deployment is named once, by `model`; the one in the path counts, the body's is ignored",
    },
    "vertex/chat_thinking_level": {
        "body.generationConfig.thinkingConfig": "Gemini 2.5 thinks by a budget; an effort asks for thoughts",
    },
    "vertex/models_list": {
        "query.pageSize": "the largest page is asked for, so that most lists take one request",
    },
    "openrouter/chat_params": {
        "body.seed": "Claude knows none, and the router leaves it out in silence; dropped and told instead",
        "body.frequency_penalty": "the same",
        "body.presence_penalty": "the same",
    },
    "deepinfra/chat_extra_params": {
        "body.reasoning_effort": "documented as without effect on models that do not reason, as Llama 3.3",
    },
    "deepinfra/chat_tools_no_parallel": {
        "body.parallel_tool_calls": "no parameter of this vendor's: it would be ignored in silence",
    },
    "vertex_anthropic/chat_image_url": {
        "body.messages[0].content": "the vendor fetches no addresses, so it is refused or, as here, dropped and told",
    },
    "vertex_anthropic/chat_params": {
        "body.top_p": "the same as for anthropic/chat_params",
        "headers.anthropic-version": "put there by hand for the SDK; here the version stands in the body",
    },
}


def deviations(folder: str) -> Mapping[str, str]:
    """What differs on purpose in the requests of a folder, each with its reason."""
    return {**EVERYWHERE, **BY_FOLDER.get(folder, {})}


def served_deviations(case: Case) -> Mapping[str, str]:
    """What may differ on purpose in the request of one case, however it is asked for."""
    return {**deviations(case.folder), **BY_CASE.get(case.id, {})}


def case_deviations(case: Case) -> Mapping[str, str]:
    """What differs on purpose in the request of one case, each with its reason, where it is asked for as recorded."""
    asked = case.logical_request
    settled = BY_DEFAULT if asked.get("stream") and not asked.get("stream_usage") else (*BY_DEFAULT, *BY_USAGE)
    meant = {place: reason for place, reason in deviations(case.folder).items() if place not in settled}
    return {**meant, **BY_CASE.get(case.id, {})}
