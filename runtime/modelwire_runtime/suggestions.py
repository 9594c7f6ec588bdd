"""What somebody may have meant who wrote a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable


def suggest(name: object, known: Iterable[str], otherwise: str = "", *, cutoff: float = 0.6) -> str:
    """``did you mean 'x'?`` with the known name that is nearest, or ``otherwise`` where none is near."""
    from difflib import get_close_matches

    close = get_close_matches(str(name), known, n=1, cutoff=cutoff)
    return f"did you mean {close[0]!r}?" if close else otherwise
