"""How notebooks and consoles are given something better than a line of ``repr``.

Jupyter asks for ``_repr_html_``, IPython for ``_repr_pretty_`` and rich for ``__rich_console__``; all three draw one
:class:`~.cards.Card`.  Nothing is asked of a provider, nothing is shown that ``repr`` hides, and text that a model or a
vendor wrote is shown as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cards import Card


IPYTHON = "_repr_pretty_"


class Shown:
    """Base of what is shown as a card."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        """Give every class the method itself: IPython goes from class to class and stops at one with a ``__repr__``."""
        super().__init_subclass__()
        setattr(cls, IPYTHON, Shown._repr_pretty_)

    def _card(self) -> Card:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from .drawing import as_html

        return as_html(self._card())

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What IPython shows; inside of a list or the like, the line of ``repr``."""
        if cycle or len(printer.stack) > 1:
            printer.text(repr(self))
            return
        from .drawing import as_text

        printer.text(as_text(self._card(), printer.max_width))

    def __rich_console__(self, console: Any, options: Any) -> Iterator[Any]:
        """What rich prints."""
        from .drawing import as_text

        card = self._card()
        yield console.render_str(as_text(card, options.max_width), markup=False, emoji=False)
