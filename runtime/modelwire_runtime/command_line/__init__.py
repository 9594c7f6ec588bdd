"""The command ``modelwire``: what there is, what it costs, whether it works, and a chat.

It ends with 0 if all is well, 1 if what was asked for failed (the provider said no, no price is known, a spec has
mistakes), 2 if it was asked for wrongly (an option, a file, a setting or a key), 130 where it was interrupted and 141
where nobody reads on.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum

WRONGLY_ASKED = 2


def run(types: type[StrEnum], package: str, arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say (those of the process, if not given); the exit code.

    ``types`` are the ids of the providers, whose modules lie in ``package``.
    """
    try:
        from .application import carry_out
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("rich", "typer"):
            raise
        print("modelwire: the command line needs typer and rich: pip install 'modelwire[cli]'", file=sys.stderr)
        return WRONGLY_ASKED
    from .offer import Offer

    return carry_out(Offer(types, package), sys.argv[1:] if arguments is None else arguments)
