"""The commands put together, and what becomes of their failures: one line and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from ..errors import ConfigurationError, InvalidRequestError, NotSupportedError, ProviderError
from ..version import __version__
from . import chat, cost, doctor, models, providers, specs, terminal
from .offer import Offer
from .wording import in_our_words

FAILED, WRONGLY_ASKED, INTERRUPTED, NOBODY_READS = 1, 2, 130, 141

app = typer.Typer(
    help="Every provider of large language models, by one command.",
    epilog=(
        "Keys are read from the environment: `modelwire doctor` tells which. Exit codes: 0 all is well; 1 it failed; "
        "2 it was asked for wrongly; 130 it was interrupted."
    ),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(chat.chat)
app.command()(models.models)
app.command()(providers.providers)
app.command()(cost.cost)
app.command()(doctor.doctor)
app.add_typer(specs.spec, name="spec")


def _tell_version(asked: bool) -> None:
    if asked:
        terminal.write(f"modelwire {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def main(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """Every provider of large language models, by one command."""
    if ctx.invoked_subcommand is None:
        terminal.write(ctx.get_help())
        raise typer.Exit(WRONGLY_ASKED)


def carry_out(offer: Offer, arguments: Sequence[str]) -> int:
    """Do what the arguments say; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", UserWarning)
            warnings.showwarning = _show_warning
            return app(list(arguments), prog_name="modelwire", standalone_mode=False, obj=offer) or 0
    except typer.TyperException as error:
        terminal.complain(_usage(error))
        return WRONGLY_ASKED
    except ProviderError as error:
        terminal.complain(in_our_words(str(error)))
        return WRONGLY_ASKED if _is_ours(error) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except terminal.NobodyReads:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or else the interpreter complains at its end
        return NOBODY_READS


def _is_ours(error: ProviderError) -> bool:
    """Whether it was found before anything was sent: a setting, a parameter, a request that can't be."""
    if isinstance(error, ConfigurationError | NotSupportedError):
        return True
    return isinstance(error, InvalidRequestError) and error.status_code is None


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the options, in one line."""
    text = " ".join(error.format_message().split())
    command = getattr(getattr(error, "ctx", None), "command_path", "modelwire")
    text = text.replace("Value error, ", "").rstrip(".")
    joint = " " if text.endswith("?") else "; "
    return f"{text[:1].lower()}{text[1:]}{joint}see {command} --help"


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    terminal.note(str(message))
