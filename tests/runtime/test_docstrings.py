"""What docstrings say of a function and its parameters, in the styles that people write.

pytest tests/runtime/test_docstrings.py -k google
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import cleandoc
from typing import Final

import pytest

from modelwire_runtime.docstrings import read_docstring

TEXTS: Final[Mapping[str, tuple[str | None, str, dict[str, str]]]] = {
    "none": (None, "", {}),
    "a line": ("Tell the weather.", "Tell the weather.", {}),
    "google": (
        """Tell the weather.

        In any city.

        Args:
            city (str, optional): The city,
                by its name: as people say it.
            days: How many.

            *rest: More.

        Returns:
            The weather: a text.
        """,
        "Tell the weather.\n\nIn any city.",
        {"city": "The city, by its name: as people say it.", "days": "How many.", "rest": "More."},
    ),
    "google, sections in another order": (
        "Do it.\n\nReturns:\n    x: what it is\n\nArguments:\n  a: The a.\n\nRaises:\n  ValueError: no",
        "Do it.",
        {"a": "The a."},
    ),
    "numpy": (
        """Tell the weather.

        Parameters
        ----------
        city : str
            The city,
            by its name.
        days, hours : int, optional
            How many.
        unit
            Which one.

        Returns
        -------
        str
            The weather.
        """,
        "Tell the weather.",
        {"city": "The city, by its name.", "days": "How many.", "hours": "How many.", "unit": "Which one."},
    ),
    "sphinx": (
        """Tell the weather.

        :param city: The city,
            by its name.
        :param int days: How many.
        :type city: str
        :raises ValueError: never
        :returns: The weather.
        """,
        "Tell the weather.",
        {"city": "The city, by its name.", "days": "How many."},
    ),
    "epytext": ("Do it.\n@param a: The a.\n@return: b", "Do it.", {"a": "The a."}),
    "words that look like headings": (
        "Takes no arguments\n\nReturns: at once\n\nNote: it is slow",
        "Takes no arguments\n\nReturns: at once\n\nNote: it is slow",
        {},
    ),
    "a section without an end": ("Args:\n    a: The a.", "", {"a": "The a."}),
    "an empty section": ("Do it.\n\nArgs:\n", "Do it.", {}),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_docstring(name: str) -> None:
    text, description, parameters = TEXTS[name]
    assert read_docstring(cleandoc(text) if text and text[-1] == " " else text) == (description, parameters)
