"""Lets the site show the examples of docstrings as code.

In Markdown lines that begin with ``>>>`` would be a quotation, and ``.. code-block::`` means nothing.
"""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any, Final

import griffe  # type: ignore[import-not-found]

SESSION: Final = re.compile(r"^(?P<indent> *)>>> .*(?:\n(?P=indent)\S.*)*", re.MULTILINE)
"""An interpreter's session: from its first line to the next blank one."""


BLOCK: Final = re.compile(
    r"^\.\. code-block:: (?P<kind>\w+)\n\n(?P<code>(?: {4}.*(?:\n|$)|\n(?= {4}|\n))+)", re.MULTILINE
)
"""A block of code, as Sphinx marks it."""


class Docstrings(griffe.Extension):  # type: ignore[misc]
    """Puts a fence round every session."""

    def on_object(self, *, obj: Any, **_: Any) -> None:
        """Mend one docstring."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text: str) -> str:
    """A docstring with its sessions and blocks as code."""
    text = BLOCK.sub(lambda found: f"```{found['kind']}\n{dedent(found['code']).rstrip()}\n```\n", text)
    return SESSION.sub(lambda found: f"\n{found['indent']}```pycon\n{found[0]}\n{found['indent']}```\n", text)
