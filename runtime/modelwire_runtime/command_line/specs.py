"""``modelwire spec``: begin the spec of a provider of one's own, and find what is wrong with one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from ..errors import ConfigurationError
from . import terminal
from .options import JsonOption, complete_providers, offered

spec = typer.Typer(
    help="Begin a spec of your own, and check it.",
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ID = re.compile("[a-z][a-z0-9_]*")


@spec.callback(invoke_without_command=True)
def main(ctx: typer.Context) -> None:
    """Begin a spec of your own, and check it.

    A spec is a file in YAML that describes a provider; with --spec FILE other commands speak of that one.
    """
    if ctx.invoked_subcommand is None:
        terminal.write(ctx.get_help())
        raise typer.Exit(2)


@spec.command()
def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The provider's id, such as my_gateway.")],
    like: Annotated[
        str,
        typer.Option(metavar="ID", help="The provider that it is most like.", autocompletion=complete_providers),
    ] = "openai_compatible",
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where requests go, if you know it already.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write; NAME.yaml, if not given.")
    ] = None,
) -> None:
    """Write a spec with the rest to fill in.

    What is known of the other provider's routes holds for the new one too; addresses, sources and dates are left open,
    and `modelwire spec check` tells which.
    """
    other = offered(ctx).kind(like).id
    if not ID.fullmatch(name):
        meant = re.sub("[^a-z0-9]+", "_", name.lower()).strip("_0123456789")
        raise ConfigurationError(
            f"{name!r} is no id: take lower-case letters, digits and underscores"
            + (f", such as {meant!r}" if ID.fullmatch(meant) else "")
        )
    if offered(ctx).has(name):
        raise ConfigurationError(f"there is a provider {name!r} already: take another name")
    text, file = _skeleton(name, other, base_url), out or Path(f"{name}.yaml")
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise ConfigurationError(f"{file} exists: name another file by --out, or delete it") from None
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written ({error.strerror})") from None
    terminal.write(f"{file} is written: fill in what says TODO, then run `modelwire spec check {file}`")


@spec.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="The specs to check, together.")],
    json: JsonOption = False,
) -> int:
    """Tell everything that is wrong with specs, line by line.

    Ends with 1 if something is.
    """
    try:
        from modelwire_codegen.private import check_files
    except ModuleNotFoundError as missing:
        raise _without_generator(missing) from missing
    problems = check_files(*files)
    if json:
        terminal.write_json(
            [{"file": one.file, "line": one.line or None, "path": one.path, "text": one.text} for one in problems]
        )
    elif problems:
        terminal.write("\n".join(map(str, problems)))
    else:
        terminal.write("\n".join(f"{file}: all is well" for file in files))
    return int(bool(problems))


def _skeleton(name: str, like: str, base_url: str | None) -> str:
    try:
        from modelwire_codegen.shipped import built_in_specs
        from modelwire_codegen.skeleton import skeleton
    except ModuleNotFoundError as missing:
        raise _without_generator(missing) from missing
    return skeleton(name, built_in_specs()[like], base_url)


def _without_generator(missing: ModuleNotFoundError) -> ConfigurationError:
    return ConfigurationError(f"specs need {missing.name}: pip install 'modelwire[cli]'")
