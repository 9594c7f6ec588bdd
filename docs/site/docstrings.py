"""Lets the site show the examples of docstrings as code.

In Markdown lines that begin with ``>>>`` would be a quotation.
"""

from __future__ import annotations

import re
from typing import Any, Final

import griffe  # type: ignore[import-not-found]

SESSION: Final = re.compile(r"^(?P<indent> *)>>> .*(?:\n(?P=indent)\S.*)*", re.MULTILINE)
"""An interpreter's session: from its first line to the next blank one."""


class Docstrings(griffe.Extension):  # type: ignore[misc]
    """Puts a fence round every session."""

    def on_object(self, *, obj: Any, **_: Any) -> None:
        """Mend one docstring."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text: str) -> str:
    """A docstring with its sessions as code."""
    return SESSION.sub(lambda found: f"\n{found['indent']}```pycon\n{found[0]}\n{found['indent']}```\n", text)
