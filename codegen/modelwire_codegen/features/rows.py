"""The features: the rows of ``docs/features.md``, in their order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ..spec import Spec
from . import cells
from .cells import How


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One row: what it is, how a spec tells who has it, and how sure the facts are."""

    id: str
    group: str
    title: str
    meaning: str
    how: How
    doubt: Callable[[Spec], str] = cells.no_doubt
    is_code: bool = False


def _parameters() -> Iterator[Feature]:
    for name, meaning in PARAMETERS.items():
        yield Feature(
            id=name,
            group="Parameters of chat",
            title=name,
            meaning=meaning,
            how=cells.parameter(name),
            doubt=cells.doubt_of_parameter(name),
            is_code=True,
        )


PARAMETERS: Final = {
    "max_tokens": "the most tokens to answer with",
    "temperature": "how freely to sample",
    "top_p": "sample from the likeliest, by their probability",
    "top_k": "sample from the likeliest, by their number",
    "stop": "texts that end the answer",
    "seed": "sample the same again",
    "n": "several answers at once",
    "presence_penalty": "avoid what was said",
    "frequency_penalty": "avoid what was said often",
    "logit_bias": "make tokens more or less likely",
    "logprobs": "ask how likely each token was",
    "top_logprobs": "and its alternatives",
    "response_format": "text, JSON or JSON of a schema",
    "reasoning_effort": "how much to think",
    "verbosity": "how much to say",
    "tools": "functions that may be called",
    "tool_choice": "whether, and which",
    "parallel_tool_calls": "one call at a time, or several",
    "modalities": "text, sound or images",
    "audio": "voice and format of sound",
    "prediction": "what the answer will mostly be",
    "web_search_options": "search the web, and how",
    "user": "whom the request is for",
    "safety_identifier": "the same, hashed, against misuse",
    "prompt_cache_key": "which requests share a cache",
    "metadata": "labels to keep with the request",
    "store": "keep the answer at the vendor's",
    "service_tier": "how urgent it is",
}
"""The unified parameters of a chat."""


def _row(group: str) -> Callable[..., Feature]:
    def make(id: str, title: str, meaning: str, how: How, doubt: Callable[[Spec], str] = cells.no_doubt) -> Feature:
        return Feature(id=id, group=group, title=title, meaning=meaning, how=how, doubt=doubt)

    return make


BEYOND, STRUCTURED, TOOLS = _row("Beyond the parameters"), _row("Structured output"), _row("Tools")
REASONING, CONTENT, REPLIES = _row("Reasoning"), _row("Content"), _row("Replies")
STREAMS, REST, CLIENTS = _row("Streams"), _row("Other than chat"), _row("Clients")
FORMAT_DOUBT, TOOLS_DOUBT = cells.doubt_of_parameter("response_format"), cells.doubt_of_parameter("tools")
CHOICE_DOUBT, EFFORT_DOUBT = cells.doubt_of_parameter("tool_choice"), cells.doubt_of_parameter("reasoning_effort")

FEATURES: Final = (
    *_parameters(),
    BEYOND("options", "native options", "the vendor's own parameters, typed", cells.options),
    BEYOND("extra_body", "anything else", "extra_body, merged into the body", cells.always),
    STRUCTURED(
        "json_object", "JSON", "an answer in JSON", cells.parameter("response_format", "json_object"), FORMAT_DOUBT
    ),
    STRUCTURED(
        "json_schema",
        "JSON of a schema",
        "an answer that fits a schema",
        cells.parameter("response_format", "json_schema"),
        FORMAT_DOUBT,
    ),
    STRUCTURED("typed_answers", "typed answers", "chat_completion_parsed, and how", cells.typed_answers, FORMAT_DOUBT),
    TOOLS("tool_calls", "calls in replies", "the model calls a function", cells.parameter("tools"), TOOLS_DOUBT),
    TOOLS(
        "parallel_calls",
        "several calls at once",
        "two calls in one reply",
        cells.in_replies,
    ),
    TOOLS("choice_auto", "choice: auto", "the model may call", cells.parameter("tool_choice", "auto"), CHOICE_DOUBT),
    TOOLS("choice_none", "choice: none", "it must not", cells.parameter("tool_choice", "none"), CHOICE_DOUBT),
    TOOLS("choice_required", "choice: required", "it must", cells.parameter("tool_choice", "required"), CHOICE_DOUBT),
    TOOLS(
        "choice_named", "choice: by name", "it must call this", cells.parameter("tool_choice", "named"), CHOICE_DOUBT
    ),
    TOOLS(
        "choice_some",
        "choice: of some",
        "allowed_tools: it may call, or must call, one of these",
        cells.some_tools,
        CHOICE_DOUBT,
    ),
    TOOLS(
        "native_tools",
        "the vendor's own tools",
        "in tools=, as the vendor writes them",
        cells.replied("tools"),
        TOOLS_DOUBT,
    ),
    TOOLS("tool_results", "results as text", "what calls gave, handed back", cells.parameter("tools"), TOOLS_DOUBT),
    TOOLS(
        "function_tools",
        "functions as tools",
        "plain functions, described by their type hints",
        cells.replied("tools"),
        TOOLS_DOUBT,
    ),
    TOOLS(
        "run_tools",
        "calls run",
        "run_tools() and arun_tools(): the functions are called, the results appended",
        cells.replied("tools"),
        TOOLS_DOUBT,
    ),
    TOOLS("strict_tools", "strict functions", "arguments that fit the schema", cells.strict_functions, TOOLS_DOUBT),
    TOOLS(
        "image_results",
        "images in results",
        "a tool that gives a picture",
        cells.in_tool_result("image"),
        cells.doubt_of_content,
    ),
    REASONING("effort", "one effort", "by which of the vendor's controls it is said", cells.effort, EFFORT_DOUBT),
    REASONING("thinking", "thinking in replies", "reasoning_content of a message", cells.in_replies),
    REASONING("thinking_stream", "thinking in streams", "reasoning_content of chunks", cells.in_replies),
    REASONING("thinking_tokens", "thinking counted", "reasoning_tokens of the usage", cells.in_replies),
    REASONING(
        "state",
        "state that goes back",
        "signatures, encrypted or plain thinking, in the next request",
        cells.in_replies,
    ),
    REASONING(
        "moved",
        "histories of another vendor",
        "foreign state stays behind, and reply.adjustments tells",
        cells.always,
    ),
    CONTENT(
        "image_url",
        "images by address",
        "the vendor fetches them",
        cells.content("image", "url"),
        cells.doubt_of_content,
    ),
    CONTENT("image_data", "images as data", "data URIs", cells.content("image", "data"), cells.doubt_of_content),
    CONTENT("image_id", "images by id", "stored at the vendor's", cells.content("image", "id"), cells.doubt_of_content),
    CONTENT(
        "image_fetched",
        "images fetched",
        "who does it, with Client(..., fetch_media=True)",
        cells.fetched("image"),
        cells.doubt_of_content,
    ),
    CONTENT("file_url", "files by address", "PDF and the like", cells.content("file", "url"), cells.doubt_of_content),
    CONTENT("file_data", "files as data", "data URIs", cells.content("file", "data"), cells.doubt_of_content),
    CONTENT("file_id", "files by id", "stored at the vendor's", cells.content("file", "id"), cells.doubt_of_content),
    CONTENT(
        "audio_url", "sound by address", "the vendor fetches it", cells.content("audio", "url"), cells.doubt_of_content
    ),
    CONTENT("audio_data", "sound as data", "base64", cells.content("audio", "data"), cells.doubt_of_content),
    CONTENT(
        "cache_control",
        "marks of what to cache",
        "cache_control on a part",
        cells.cache_marks,
    ),
    REPLIES("several", "several choices", "n answers in one reply", cells.replied("n")),
    REPLIES("annotations", "citations", "annotations of a message", cells.in_replies),
    REPLIES("refusal", "refusals", "refusal of a message, or content_filter", cells.in_replies),
    REPLIES("logprobs_told", "probabilities of tokens", "logprobs of a choice", cells.replied("logprobs")),
    REPLIES("cached_tokens", "cached tokens counted", "cached_tokens of the usage", cells.in_replies),
    REPLIES("audio_out", "sound in replies", "audio of a message", cells.replied("audio")),
    REPLIES("images_out", "images in replies", "images of a message", cells.in_replies),
    REPLIES("service_tier_told", "service tier in replies", "the tier that it was served at", cells.in_replies),
    STREAMS("stream_text", "streamed text", "chunks that add up to the reply", cells.always),
    STREAMS("text_stream", "text_stream()", "the text alone, as it comes", cells.always),
    STREAMS("events", "events()", "typed events, for match", cells.always),
    STREAMS("stream_whole", "response()", "what the call would have returned at once", cells.always),
    STREAMS("stream_tools", "streamed calls", "fragments put together", cells.in_replies),
    STREAMS("stream_usage", "streamed usage", "on the last chunk", cells.in_replies),
    STREAMS("stream_error", "errors in mid-stream", "raised as what they are", cells.in_replies),
    REST("responses", "Responses API", "chat over openai-responses", cells.protocol("openai-responses")),
    REST("embeddings", "embeddings", "vectors of texts", cells.endpoint("embeddings")),
    REST(
        "dimensions",
        "embeddings: dimensions",
        "shorter vectors",
        cells.parameter("dimensions", None, "embeddings"),
        cells.doubt_of_parameter("dimensions", "embeddings"),
    ),
    REST(
        "input_type",
        "embeddings: input_type",
        "for queries or documents",
        cells.parameter("input_type", None, "embeddings"),
        cells.doubt_of_parameter("input_type", "embeddings"),
    ),
    REST("moderation", "moderation", "moderation()", cells.endpoint("moderation")),
    REST("image_generation", "image generation", "image_generation()", cells.endpoint("image_generation")),
    REST("image_edit", "image edit", "image_edit()", cells.endpoint("image_edit")),
    REST(
        "transcription",
        "transcription",
        "transcription(), and transcription_stream() where the vendor streams",
        cells.endpoint("transcription"),
    ),
    REST("speech", "speech", "speech() and speech_stream()", cells.endpoint("speech")),
    REST("rerank", "reranking", "rerank()", cells.endpoint("rerank")),
    REST("fim", "fill in the middle", "fim() and fim_stream()", cells.endpoint("fim")),
    REST("count_tokens", "token counts", "count_tokens() asks the vendor", cells.endpoint("count_tokens")),
    REST("files", "stored files", "upload_file(), list_files() and so on", cells.endpoint("files")),
    REST("batches", "batches", "create_batch(), wait_for_batch() and so on", cells.endpoint("batches")),
    REST("list_models", "list of models", "list_models()", cells.endpoint("models")),
    REST("health", "health check", "a call that costs nothing", cells.endpoint("models")),
    REST("errors", "errors mapped", "the vendor's codes and statuses", cells.always),
    REST("costs", "costs", "reply.cost, of models with a price", cells.priced),
    REST("charged", "what the vendor charged", "cost of the usage", cells.in_replies),
    REST("request_id", "request ids", "reply.request_id", cells.header("request_id")),
    REST("rate_limit", "rate limits", "reply.rate_limit", cells.header("rate_limit")),
    REST("retry_hint", "pauses", "retry_delay() of what the vendor says", cells.always),
    CLIENTS("dropped", "refusals softened", 'unsupported="drop": left out, and told in adjustments', cells.always),
    CLIENTS(
        "messages_checked",
        "messages checked",
        "a wrong role, a misspelt key, a result without a call: refused, with what to do",
        cells.always,
    ),
    CLIENTS("models_checked", "models of another vendor", "refused, and told whose they are", cells.checks_models),
    CLIENTS("settings_checked", "settings that are missing", "told by their variable and argument", cells.always),
    CLIENTS("completion", "LiteLLM's face", "completion() and acompletion() with a model string", cells.always),
)
"""Every row."""
