"""Advice of the library in the words of the command line: options where it speaks of arguments."""

from __future__ import annotations

import re

SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r'Client\("(\w+)"\) with model="([^"]+)"'), r"-m \1/\2"),
    (
        re.compile(r'let the client(?: send it all the same)?: Client\(\.\.\., unsupported="(\w+)"\)'),
        r"say --unsupported \1",
    ),
    (re.compile(r"; reply\.usage has the token counts"), ""),
    (re.compile(r"list_models\(\) tells which"), "`modelwire models --live` tells which"),
    (re.compile(r"Timeout\(\.\.\.\) says how long to wait"), "--timeout says how long to wait"),
    (re.compile(r"\b(check|check the network and) base_url\b"), r"\1 --base-url"),
)


def in_our_words(text: str) -> str:
    """The same advice for somebody who types commands."""
    for pattern, spelling in SPELLINGS:
        text = pattern.sub(spelling, text)
    return text
