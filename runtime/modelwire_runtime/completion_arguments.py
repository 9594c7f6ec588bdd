"""LiteLLM's arguments, sorted by what they are for: request, provider, client, or nothing that is done here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .data import is_listed, is_mapping
from .errors import ConfigurationError, InvalidRequestError, NotSupportedError
from .settings import settings_of
from .timing import RequestContext, Retry, Timeout

if TYPE_CHECKING:
    from .provider import LLMProvider

RENAMED: Mapping[str, str] = {
    "max_completion_tokens": "max_tokens",
    "api_base": "base_url",
    "request_timeout": "timeout",
    "num_retries": "max_retries",
    "vertex_project": "project",
    "vertex_ai_project": "project",
    "vertex_location": "location",
    "vertex_ai_location": "location",
    "vertex_credentials": "credentials_file",
    "vertex_ai_credentials": "credentials_file",
    "azure_ad_token": "access_token",
    "azure_ad_token_provider": "token_provider",
}
"""LiteLLM's other names for what has one name here."""

MARKS: Mapping[str, str] = {"vertex_project": "location", "vertex_ai_project": "location"}
"""Names of one cloud's settings that others have too, and the setting by which that cloud is known."""

PRICES = "prices are those of reply.cost; work out your own from reply.usage"
LOGS = "logging.getLogger('modelwire') and use_hooks(Hooks(...)) tell what happens"
CACHES = "replies are not cached here: keep them yourself"
CONNECTIONS = "give a Client(http_client=httpx.Client(...)) your own connections and certificates"
TEMPLATES = "prompts are made by the provider"
REFUSED: Mapping[str, str] = {
    "deployment_id": "write the deployment in the model, as 'azure/<deployment>'",
    "model_list": "name the other models in fallbacks=[...], or go through them in a loop",
    "context_window_fallback_dict": "catch ContextLengthExceededError, or name a larger model in fallbacks=[...]",
    "fallback_dict": "name the other models in fallbacks=[...]",
    "mock_response": "give a Client(transport=...) a transport of yours, or base_url= the address of a test's server",
    "mock_tool_calls": "give a Client(transport=...) a transport of yours, or base_url= the address of a test's server",
    "mock_timeout": "give a Client(transport=...) a transport of yours, or base_url= the address of a test's server",
    "mock_delay": "give a Client(transport=...) a transport of yours, or base_url= the address of a test's server",
    "logger_fn": LOGS,
    "verbose": LOGS,
    "litellm_logging_obj": LOGS,
    "litellm_call_id": LOGS,
    "litellm_trace_id": LOGS,
    "litellm_metadata": LOGS,
    "no-log": "nothing is logged but by logging.getLogger('modelwire'), without what was said",
    "caching": CACHES,
    "cache": CACHES,
    "ttl": CACHES,
    "client": CONNECTIONS,
    "shared_session": CONNECTIONS,
    "ssl_verify": CONNECTIONS,
    "input_cost_per_token": PRICES,
    "output_cost_per_token": PRICES,
    "input_cost_per_second": PRICES,
    "output_cost_per_second": PRICES,
    "model_info": PRICES,
    "retry_policy": "num_retries=, or Client(retry=Retry(...)), says how often and after what pause",
    "retry_strategy": "num_retries=, or Client(retry=Retry(...)), says how often and after what pause",
    "cooldown_time": "num_retries= and fallbacks=[...] say what is tried after a failure",
    "encoding_format": "vectors are had as lists by .embedding and as floats of 32 bits by .arrays",
    "text_completion": "only chats are asked for here",
    "initial_prompt_value": TEMPLATES,
    "final_prompt_value": TEMPLATES,
    "roles": TEMPLATES,
    "bos_token": TEMPLATES,
    "eos_token": TEMPLATES,
    "hf_model_name": TEMPLATES,
    "prompt_id": "write the prompt's text into messages",
    "prompt_variables": "write the prompt's text into messages",
    "guardrails": "check messages and reply yourself",
    "api_type": "the provider before the slash in the model says which API is spoken",
    "merge_reasoning_content_in_choices": "the thinking is message.reasoning_content",
    "enable_json_schema_validation": "Client(...).chat_completion_parsed() checks the answer against a type",
    "aembedding": "await aembedding(...)",
    "acompletion": "await acompletion(...)",
}
"""LiteLLM's arguments that nothing is done about here, and what does it instead."""
UNASKED: Mapping[str, Any] = {"ssl_verify": True, "encoding_format": "float"}
"""Values that ask for nothing, where that is not False."""
ELSEWHERE: Mapping[str, str] = {
    "ollama": "write 'openai_like/{model}' with api_base='http://localhost:11434/v1'",
    "ollama_chat": "write 'openai_like/{model}' with api_base='http://localhost:11434/v1'",
    "vllm": "write 'openai_like/{model}' with api_base= the address of its server, which ends in /v1",
    "text-completion-openai": "only chats are asked for here: write 'openai/{model}' with a model that chats",
    "azure_text": "only chats are asked for here: write 'azure/{model}' with a deployment that chats",
}
"""What LiteLLM's model strings begin with that is no provider here, and what to write instead."""
CALL = ("timeout", "max_retries", "extra_headers", "headers", "drop_params", "stream_options")
HINTS: Mapping[str, str] = {
    "o_series": "which model stands behind a deployment is told by base_model= or deployments={...}",
    "gpt5_series": "which model stands behind a deployment is told by base_model= or deployments={...}",
    "converse": "there is no such route here",
}
"""Parts of LiteLLM's model strings that choose its own code paths."""


class Arguments:
    """One call's arguments, sorted by what they are for."""

    def __init__(self, provider: str, model: str, parameters: Mapping[str, Any], kind: type[Any], stream: bool) -> None:
        self.provider = provider
        self.model, self._route = _route(provider, model)
        given = _given(parameters)
        self._marked = [name for name in MARKS if parameters.get(name) is not None]
        self._call = {key: given.pop(key) for key in CALL if key in given}
        self._check_call(stream)
        allowed = _texts("allowed_openai_params", given.pop("allowed_openai_params", ()))
        if "base_model" in given:
            given.setdefault("deployments", {self.model: str(given.pop("base_model")).rpartition("/")[2]})
        output = given.get("response_format")
        self.output_type = given.pop("response_format") if isinstance(output, type) else None
        self.fields = {key: given.pop(key) for key in (*kind.PARAMETERS, "extra_body", "options") if key in given}
        untouched = {key: self.fields.pop(key) for key in allowed if key in self.fields}
        untouched |= {key: given.pop(key) for key in allowed if key in given}
        if untouched:
            self.fields["extra_body"] = untouched | dict(self.fields.get("extra_body") or {})
        self.settings = given

    def check_marks(self, provider: LLMProvider) -> None:
        """Raise if a setting of one cloud is given for a provider that is not of it."""
        for name in self._marked:
            if MARKS[name] not in settings_of(provider):
                raise InvalidRequestError(
                    f"{name} is no setting of {provider.name}: leave it out", provider=provider.id
                )

    def _check_call(self, stream: bool) -> None:
        for name in ("extra_headers", "headers", "stream_options"):
            if not is_mapping(self._call.get(name, {})):
                raise InvalidRequestError(f"{name} must be a mapping, not {type(self._call[name]).__name__}")
        options = self._call.get("stream_options", {})
        if options and not stream:
            raise InvalidRequestError("stream_options goes with stream=True: leave it out")
        for name in options:
            if name != "include_usage":
                raise NotSupportedError(
                    f"stream_options has no {name!r} here; usage always comes with the last chunk, "
                    "extra_body= passes anything else"
                )

    def move_options(self, names: set[str]) -> None:
        """Take those of the settings that are the provider's options for what they are."""
        if moved := {name: self.settings.pop(name) for name in names & self.settings.keys()}:
            self.fields["options"] = {**moved, **(self.fields.get("options") or {})}

    def key(self, variables: Iterable[str]) -> tuple[Any, ...]:
        """What tells cached clients apart: settings, and the variables that settings are read from."""
        return (
            self.provider,
            tuple([os.environ.get(name) for name in variables]),
            tuple(sorted((name, repr(value), _identity(value)) for name, value in self.settings.items())),
        )

    @property
    def context(self) -> RequestContext | None:
        """What holds for this call only."""
        headers = {**self._call.get("headers", {}), **self._call.get("extra_headers", {})}
        timeout = _timeout(self._call.get("timeout"))
        if timeout is None and not headers and self._route is None:
            return None
        return RequestContext(timeout=timeout, extra_headers=headers, route=self._route)

    def manner(self) -> dict[str, Any]:
        """What the call changes of the client's manner."""
        changed: dict[str, Any] = {}
        retries = self._call.get("max_retries")
        if retries is not None:
            if not isinstance(retries, int) or isinstance(retries, bool) or retries < 0:
                raise ConfigurationError(f"num_retries must be a whole number, not {retries!r}")
            changed["retry"] = Retry(attempts=retries + 1)
        if self._call.get("drop_params"):
            changed["unsupported"] = "drop"
        return changed


def ways(model: str, parameters: Mapping[str, Any], same: Callable[[str, str], bool]) -> Iterator[Any]:
    """The model and its fallbacks, each with its parameters.

    The settings of the first, such as its key, go along to those of the same provider only, which ``same`` tells.
    """
    given = {name: value for name, value in parameters.items() if name != "fallbacks"}
    yield model, given
    fallbacks = parameters.get("fallbacks") or ()
    if not is_listed(fallbacks):
        raise InvalidRequestError(f"fallbacks must be a list of models, not {type(fallbacks).__name__}")
    for fallback in fallbacks:
        changes = dict(fallback) if is_mapping(fallback) else {"model": fallback}
        other = changes.pop("model", model)
        if not isinstance(other, str):
            raise InvalidRequestError(f"fallbacks must hold models as text, not {type(other).__name__}")
        kept = given if same(model, other) else {name: value for name, value in given.items() if name not in OWN}
        yield other, {**kept, **changes}


OWN = frozenset(
    (
        "api_base",
        "api_key",
        "api_version",
        "azure_ad_token",
        "azure_ad_token_provider",
        "base_model",
        "base_url",
        "custom_llm_provider",
        "deployments",
        "endpoint",
        "extra_headers",
        "headers",
        "organization",
        "project",
        "vertex_ai_credentials",
        "vertex_credentials",
        "access_token",
        "token_provider",
        "credentials_file",
    )
)
"""What belongs to one provider: its key, its address, and the headers that may carry another key."""


def _given(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked for, by the names it has here."""
    dropped = _texts("additional_drop_params", parameters.get("additional_drop_params") or ())
    for path in dropped:
        if "." in path or "[" in path:
            raise NotSupportedError(f"additional_drop_params drops whole parameters only, not {path!r}: leave it out")
    given: dict[str, Any] = {}
    spelt: dict[str, str] = {}
    for name, value in parameters.items():
        if value is None or name in dropped or name == "additional_drop_params":
            continue
        if (advice := REFUSED.get(name)) is not None:
            if value == UNASKED.get(name, False):
                continue
            raise NotSupportedError(f"{name} is not taken here: {advice}")
        ours = RENAMED.get(name, name)
        if ours in given and given[ours] != value:
            raise InvalidRequestError(f"{spelt[ours]} and {name} are the same here, but differ: give one")
        given[ours], spelt[ours] = value, name
    if "functions" in given or "function_call" in given:
        _as_tools(given)
    return given


def _as_tools(given: dict[str, Any]) -> None:
    """Ask by tools for what was asked by the deprecated functions."""
    functions, choice = given.pop("functions", None), given.pop("function_call", None)
    if "tools" in given or "tool_choice" in given:
        raise InvalidRequestError("functions and function_call are the old names of tools and tool_choice: give these")
    if functions is not None:
        if not is_listed(functions):
            raise InvalidRequestError(f"functions must be a list, not {type(functions).__name__}")
        given["tools"] = [{"type": "function", "function": function} for function in functions]
    if choice is not None:
        given["tool_choice"] = {"type": "function", "function": dict(choice)} if is_mapping(choice) else choice


def _route(provider: str, model: str) -> tuple[str, str | None]:
    """The model without what LiteLLM writes before it to choose a way, and that way."""
    first, slash, rest = model.partition("/")
    if slash and first == "responses":
        return rest, "openai-responses"
    if slash and first in HINTS:
        raise InvalidRequestError(f"{first!r} is no part of a model here: write '{provider}/{rest}'; {HINTS[first]}")
    return model, None


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if not is_listed(value) or not all(isinstance(item, str) for item in value):
        raise InvalidRequestError(f"{name} must be a list of parameters' names, not {value!r}")
    return tuple(value)


def _timeout(given: Any) -> Timeout | None:
    """LiteLLM's timeout: of each attempt, to connect and for each read, so that a long stream is not cut."""
    if given is None or isinstance(given, Timeout):
        return given
    if hasattr(given, "connect") and hasattr(given, "read"):  # httpx's
        return Timeout(connect=given.connect, read=given.read)
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ConfigurationError(f"timeout must be a number of seconds, a Timeout or an httpx.Timeout, not {given!r}")
    return Timeout(connect=given, read=given)


def _identity(value: Any) -> int:
    """Tells apart callables and other things whose text does not."""
    return 0 if isinstance(value, str | int | float | bool) else id(value)
