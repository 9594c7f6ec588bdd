"""Traces and metrics by OpenTelemetry's conventions for generative AI (the extra ``otel``).

The conventions are in development.  What is told is that of version 1.41.1 (2026-05-11), the last release of
https://github.com/open-telemetry/semantic-conventions that has them: docs/gen-ai/gen-ai-spans.md and gen-ai-metrics.md
(read 2026-11-27).  They have moved to a repository of their own since, which renames metrics, and has not released
that yet.  What the conventions have no name for begins with ``modelwire.``.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec
from urllib.parse import urlsplit

from .data import is_mapping
from .errors import ConfigurationError, ConnectionFailedError, ProviderError
from .hooks import CallEnd, Hooks
from .replies import ChatResponse, Reply
from .requests import ChatRequest
from .version import __version__

if TYPE_CHECKING:
    from contextvars import Token

    from opentelemetry.context import Context
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import Span, TracerProvider

    from .context import CallContext
    from .replies import ChatChunk
    from .transport import WireRequest

P = ParamSpec("P")
log = logging.getLogger("modelwire")
SCHEMA = "https://opentelemetry.io/schemas/1.41.1"
CAPTURE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
CAPTURING = ("true", "span_only", "span_and_event")
"""Values of that variable, in any case, that let spans hold what was said."""
OPERATIONS = {"fim": "text_completion", "models": "list_models"}
"""What an operation is called, where that is not the name of its endpoint."""
OUTPUTS = {"image_generation": "image", "image_edit": "image", "speech": "speech"}
FORMATS = {"json_object": "json", "json_schema": "json", "text": "text"}
ASKED = {
    "max_tokens": "gen_ai.request.max_tokens",
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "top_k": "gen_ai.request.top_k",
    "seed": "gen_ai.request.seed",
    "presence_penalty": "gen_ai.request.presence_penalty",
    "frequency_penalty": "gen_ai.request.frequency_penalty",
    "dimensions": "gen_ai.embeddings.dimension.count",
}
"""Parameters that stand on a span, as they were asked for."""
SUCCEEDED = range(200, 300)
SECONDS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
TOKENS = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864)


def open_telemetry_hooks(
    *,
    tracer_provider: TracerProvider | None = None,
    meter_provider: MeterProvider | None = None,
    capture_content: bool | None = None,
) -> Hooks:
    """Hooks that make a span and metrics of every call, by OpenTelemetry's conventions; needs the extra ``otel``.

    A span is a child of the one that is current where the call is made, lasts over all attempts, and of a stream until
    it ends or is closed; a retry is an event on it.  Without providers, those that the process has set are used.
    Messages and answers stand on spans only with ``capture_content=True``; where it is left out,
    ``OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true`` (or ``SPAN_ONLY``, ``SPAN_AND_EVENT``) says so.  No key
    ever does.

    >>> hooks = open_telemetry_hooks()  # Client("openai", hooks=hooks), or use_hooks(hooks) for every call
    >>> hooks.on_start is None
    False
    """
    if capture_content is None:
        capture_content = os.environ.get(CAPTURE, "").strip().lower() in CAPTURING
    try:
        telemetry = _Telemetry(tracer_provider, meter_provider, capture_content)
    except ImportError as missing:
        raise ConfigurationError("telemetry needs opentelemetry-api: pip install 'modelwire[otel]'") from missing
    return Hooks(
        on_start=_harmless(telemetry.start),
        on_request=_harmless(telemetry.request),
        on_response=_harmless(telemetry.response),
        on_retry=_harmless(telemetry.retry),
        on_chunk=_harmless(telemetry.chunk),
        on_end=_harmless(telemetry.end),
    )


def _harmless(tell: Callable[P, None]) -> Callable[P, None]:
    """The same, but a call goes on whatever is wrong with telemetry."""

    @wraps(tell)
    def told(*arguments: P.args, **named: P.kwargs) -> None:
        try:
            tell(*arguments, **named)
        except Exception:
            log.warning("telemetry failed; the call goes on", exc_info=True)

    return told


@dataclass(slots=True)
class _Traced:
    """A call that goes on: its span, and what its metrics will be told of."""

    call: CallContext
    span: Span
    common: dict[str, Any]
    begun: float
    context: Context
    token: Token[Context] | None = None
    first_chunk: float | None = None
    last_chunk: float | None = None


class _Telemetry:
    """Makes spans and metrics of what it is told of calls."""

    def __init__(
        self, tracer_provider: TracerProvider | None, meter_provider: MeterProvider | None, capture_content: bool
    ) -> None:
        from opentelemetry import context, metrics, trace

        self._context, self._trace = context, trace
        self._tracer = trace.get_tracer("modelwire", __version__, tracer_provider, SCHEMA)
        meter = metrics.get_meter("modelwire", __version__, meter_provider, SCHEMA)
        self._capture = capture_content
        self._calls: dict[int, _Traced] = {}
        self._duration = meter.create_histogram(
            "gen_ai.client.operation.duration",
            "s",
            "GenAI operation duration.",
            explicit_bucket_boundaries_advisory=SECONDS,
        )
        self._tokens = meter.create_histogram(
            "gen_ai.client.token.usage",
            "{token}",
            "Number of input and output tokens used.",
            explicit_bucket_boundaries_advisory=TOKENS,
        )
        self._first_chunk = meter.create_histogram(
            "gen_ai.client.operation.time_to_first_chunk",
            "s",
            "Time to receive the first chunk of a stream.",
            explicit_bucket_boundaries_advisory=SECONDS,
        )
        self._each_chunk = meter.create_histogram(
            "gen_ai.client.operation.time_per_output_chunk",
            "s",
            "Time between two chunks of a stream.",
            explicit_bucket_boundaries_advisory=SECONDS,
        )
        self._retries = meter.create_counter("modelwire.client.retries", "{retry}", "Attempts that followed a failure.")
        self._cost = meter.create_counter("modelwire.client.cost", "{currency}", "What calls cost, where it is known.")

    def start(self, call: CallContext, request: Any) -> None:
        """Begin the call's span, and make it the current one."""
        common = _common(call)
        name = f"{common['gen_ai.operation.name']} {call.model}".rstrip()
        span = self._tracer.start_span(name, kind=self._trace.SpanKind.CLIENT, attributes=common)
        context = self._trace.set_span_in_context(span)
        self._calls[id(call)] = traced = _Traced(call, span, common, time.perf_counter(), context)
        traced.token = self._context.attach(context)
        if span.is_recording():
            span.set_attributes(_asked(call, request))
            if self._capture and isinstance(request, ChatRequest):
                from .telemetry_content import asked

                span.set_attributes(asked(request))

    def request(self, call: CallContext, request: WireRequest) -> None:
        """Make the span the current one again, where a stream has failed after it had begun."""
        if (traced := self._calls.get(id(call))) is not None and traced.token is None:
            traced.token = self._context.attach(traced.context)

    def response(self, call: CallContext, seconds: float) -> None:
        """Make the caller's span the current one again, before a stream hands out what comes."""
        if (traced := self._calls.get(id(call))) is not None and call.stream and call.status in SUCCEEDED:
            self._detach(traced)

    def retry(self, call: CallContext, error: ProviderError, pause: float) -> None:
        """Note that the request is sent again."""
        if (traced := self._calls.get(id(call))) is None:
            return
        about = {"error.type": type(error).__qualname__}
        self._retries.add(1, traced.common | about, traced.context)
        details = about | _given(
            {
                "http.response.status_code": error.status_code,
                "http.request.resend_count": call.attempts - 1,
                "modelwire.retry.pause": pause,
            }
        )
        traced.span.add_event("modelwire.retry", details)

    def chunk(self, call: CallContext, chunk: ChatChunk) -> None:
        """Note when a chunk has come."""
        now = time.perf_counter()
        if (traced := self._calls.get(id(call))) is None:
            return
        if traced.last_chunk is None:
            traced.first_chunk = now - traced.begun
        else:
            about = _answering(traced.common, chunk.model)
            self._each_chunk.record(now - traced.last_chunk, about, traced.context)
        traced.last_chunk = now

    def end(self, call: CallContext, end: CallEnd) -> None:
        """End the span, and tell the metrics what the call took."""
        if (traced := self._calls.pop(id(call), None)) is None:
            return
        self._detach(traced)
        span, context, reply = traced.span, traced.context, end.reply
        try:
            common = _answering(traced.common, getattr(reply, "model", None))
            error = end.error
            about = common | ({"error.type": type(error).__qualname__} if error else {})
            self._duration.record(end.seconds, about, context)
            if traced.first_chunk is not None:
                self._first_chunk.record(traced.first_chunk, common, context)
            self._count(reply, common, context)
            if span.is_recording():
                span.set_attributes(about | _answered(call, end) | _given({FIRST_CHUNK: traced.first_chunk}))
                if self._capture and isinstance(reply, ChatResponse):
                    from .telemetry_content import answered

                    span.set_attributes(answered(reply))
                if error:
                    told = str(error) if self._capture else _without_content(error)
                    span.set_status(self._trace.StatusCode.ERROR, told)
        finally:
            span.end()

    def _count(self, reply: Reply | None, common: Mapping[str, Any], context: Context) -> None:
        """Count what the reply says that it took of tokens and money."""
        usage = getattr(reply, "usage", None)
        for kind, name in (("input", "prompt_tokens"), ("output", "completion_tokens")):
            if count := getattr(usage, name, 0):
                self._tokens.record(count, {**common, "gen_ai.token.type": kind}, context)
        if reply is not None and (cost := reply.cost) is not None:
            self._cost.add(float(cost.total), {**common, "modelwire.cost.currency": cost.currency}, context)

    def _detach(self, traced: _Traced) -> None:
        """Make the caller's span the current one again, if this is still where ours was made it."""
        token, traced.token = traced.token, None
        if token is not None and self._context.get_current() is traced.context:
            self._context.detach(token)


FIRST_CHUNK = "gen_ai.response.time_to_first_chunk"


def _common(call: CallContext) -> dict[str, Any]:
    """What spans and metrics alike tell of a call: known before it is made, so that samplers can look at it."""
    provider = call.provider
    address, port = _server(provider.base_url)
    return _given(
        {
            "gen_ai.operation.name": OPERATIONS.get(call.operation, call.operation),
            "gen_ai.provider.name": provider.telemetry_name or provider.id,
            "gen_ai.request.model": call.model or None,
            "server.address": address,
            "server.port": port,
        }
    )


@lru_cache
def _server(base_url: str) -> tuple[str | None, int | None]:
    parts = urlsplit(base_url)
    return parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _answering(common: dict[str, Any], model: object) -> dict[str, Any]:
    return {**common, "gen_ai.response.model": model} if isinstance(model, str) and model else common


def _asked(call: CallContext, request: Any) -> dict[str, Any]:
    """What a span tells of a request."""
    found: dict[str, Any] = {"modelwire.provider": call.provider_id, "gen_ai.request.stream": call.stream or None}
    for name, attribute in ASKED.items():
        found[attribute] = _number(getattr(request, name, None))
    count, stop, wanted = (getattr(request, name, None) for name in ("n", "stop", "response_format"))
    found["gen_ai.request.choice.count"] = _number(count) if count != 1 else None
    found["gen_ai.request.stop_sequences"] = [stop] if isinstance(stop, str) else stop and list(stop)
    kind = wanted.get("type") if is_mapping(wanted) else None
    found["gen_ai.output.type"] = FORMATS.get(kind) if isinstance(kind, str) else OUTPUTS.get(call.operation)
    for name, value in call.metadata.items():
        if name.startswith("gen_ai.") and isinstance(value, str | bool | int | float):
            found[name] = value
    return _given(found)


def _answered(call: CallContext, end: CallEnd) -> dict[str, Any]:
    """What a span tells of a reply, or of what there was of it."""
    found: dict[str, Any] = {
        "http.response.status_code": call.status,
        "modelwire.attempts": call.attempts,
        "modelwire.request_id": call.request_id or getattr(end.error, "request_id", None),
        "modelwire.stream.complete": end.complete if call.stream else None,
    }
    reply = end.reply
    if reply is not None:
        found["gen_ai.response.id"] = getattr(reply, "id", None) or None
        reasons = [choice.finish_reason for choice in getattr(reply, "choices", ()) if choice.finish_reason]
        found["gen_ai.response.finish_reasons"] = reasons or None
        found |= _usage(getattr(reply, "usage", None))
        if (cost := reply.cost) is not None:
            found |= {"modelwire.cost.amount": float(cost.total), "modelwire.cost.currency": cost.currency}
    return _given(found)


def _usage(usage: Any) -> dict[str, Any]:
    """The tokens that were counted; what is not told, or none, is left out."""
    said, wrote = getattr(usage, "prompt_tokens_details", None), getattr(usage, "completion_tokens_details", None)
    return {
        name: getattr(of, field, 0) or None
        for name, of, field in (
            ("gen_ai.usage.input_tokens", usage, "prompt_tokens"),
            ("gen_ai.usage.output_tokens", usage, "completion_tokens"),
            ("gen_ai.usage.cache_read.input_tokens", said, "cached_tokens"),
            ("gen_ai.usage.cache_creation.input_tokens", said, "cache_write_tokens"),
            ("gen_ai.usage.reasoning.output_tokens", wrote, "reasoning_tokens"),
        )
    }


def _without_content(error: BaseException) -> str:
    """What is told of an error where what was said is not: a vendor's message may repeat parts of it."""
    if isinstance(error, ConnectionFailedError):
        return str(error)
    about = [type(error).__qualname__]
    if isinstance(error, ProviderError):
        about += [f"{name} {value}" for name, value in (("status", error.status_code), ("code", error.code)) if value]
    return ", ".join(about)


def _number(value: object) -> int | float | None:
    return value if isinstance(value, int | float) else None


def _given(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}
