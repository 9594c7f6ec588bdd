"""``modelwire chat``: one question and its answer, or a conversation."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ..capabilities import Capability
from ..client import BlockingClient
from ..context import CallContext
from ..errors import ConfigurationError, NotSupportedError, ProviderError
from ..hooks import Hooks
from ..parameters import Unsupported
from ..requests import ReasoningEffort
from ..timing import Timeout
from . import pictures, readiness, terminal
from .conversation import Conversation, converse
from .options import (
    BaseURLOption,
    JsonOption,
    ModelOption,
    ProviderOption,
    SetOption,
    SpecOption,
    offered,
    read_text,
    settings_given,
)
from .wording import in_our_words

STDIN = Path("-")


def chat(
    ctx: typer.Context,
    prompt: Annotated[
        str | None, typer.Argument(metavar="[PROMPT]", help="The question; none begins a conversation.")
    ] = None,
    model: ModelOption = None,
    provider: ProviderOption = None,
    spec: SpecOption = None,
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", "-f", metavar="FILE", help="Text to ask about, after the prompt; - is standard input."),
    ] = None,
    image: Annotated[
        list[str] | None,
        typer.Option("--image", "-i", metavar="FILE|URL", help="A picture to ask about; may be given several times."),
    ] = None,
    system: Annotated[
        str | None, typer.Option("--system", metavar="TEXT", help="Instructions that hold for the whole conversation.")
    ] = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, metavar="N", help="The most tokens of an answer.")] = None,
    temperature: Annotated[float | None, typer.Option(metavar="T", help="How freely to choose words.")] = None,
    reasoning_effort: Annotated[
        ReasoningEffort | None, typer.Option(help="How long to think, where the model can be told.")
    ] = None,
    unsupported: Annotated[
        Unsupported, typer.Option(help="What to do about a parameter that the model does not take.")
    ] = "raise",
    timeout: Annotated[
        float | None, typer.Option(min=0.1, metavar="SECONDS", help="How long to wait for an answer, retries included.")
    ] = None,
    base_url: BaseURLOption = None,
    setting: SetOption = None,
    stream: Annotated[bool, typer.Option("--stream/--no-stream", help="Show the answer as it comes.")] = True,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but the answer: no tokens, no cost.")
    ] = False,
    json: JsonOption = False,
) -> int:
    """Ask a model, and show its answer as it comes.

    The prompt is the argument, then what --file names, then what is piped in. Without any, in a terminal, a
    conversation begins. Tokens and cost are told on standard error.
    """
    kind, name = offered(ctx).chosen(provider, model, spec)
    texts = list(_texts(prompt, file or ()))
    if texts and not any(text.strip() for text in texts):
        raise ConfigurationError("the prompt is empty")
    if not texts and (json or not terminal.is_watched()):
        raise ConfigurationError("there is no prompt: give it as an argument, with --file, or pipe it in")
    pictured = [pictures.address(one) for one in image or ()]
    if Capability.CHAT not in kind.capabilities:
        raise NotSupportedError("does not chat", provider=kind.id)
    chatting: Any = readiness.create(kind, settings_given(kind, base_url, setting))
    with BlockingClient(
        chatting,
        timeout=Timeout(total=timeout),
        unsupported=unsupported,
        hooks=None if quiet else Hooks(on_retry=_tell_retry),
        fetch_media=True,
    ) as client:
        conversation = Conversation(
            client,
            name,
            {"max_tokens": max_tokens, "temperature": temperature, "reasoning_effort": reasoning_effort},
            system=system,
            images=pictured,
            streams=stream,
            quiet=quiet,
        )
        if not texts:
            return converse(conversation)
        question = "\n\n".join(texts)
        if json:
            terminal.write_json(conversation.reply(question))
            return 0
        return conversation.ask(question)


def _texts(prompt: str | None, files: Sequence[Path]) -> Iterator[str]:
    """The pieces of the prompt; what is piped in comes last, unless it was named before."""
    if prompt is not None:
        yield prompt
    for file in files:
        yield _piped() if file == STDIN else read_text(file)
    if STDIN not in files and (_is_piped() or (prompt is None and not files and not terminal.is_watched())):
        if text := _piped():
            yield text


def _is_piped() -> bool:
    """Whether standard input is a pipe or a file, from which somebody wants to be read."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def _piped() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8").rstrip("\n")
    except UnicodeDecodeError:
        raise ConfigurationError("standard input is not text in UTF-8") from None


def _tell_retry(call: CallContext, error: ProviderError, pause: float) -> None:
    message = in_our_words(" ".join(error.message.split()))
    terminal.note(f"{error.provider}: {message}; trying again in {pause:.1f} s")
