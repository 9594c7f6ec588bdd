"""What notebooks and consoles show of replies, streams, catalogues, costs and providers.

pytest tests/runtime/test_shown.py -k hostile
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO
from typing import Any, Final

import pytest
from rich.console import Console

from modelwire_runtime.cards import MOST_ROWS
from modelwire_runtime.catalog import Catalog, Model, per_million
from modelwire_runtime.client import BlockingClient
from modelwire_runtime.errors import AuthenticationError
from modelwire_runtime.health import HealthStatus
from modelwire_runtime.replies import ChatResponse, Choice, Function, Message, ModelInfo, ModelList, ToolCall, Usage
from tests.runtime.colours import QUESTION
from tests.runtime.conftest import KEY, Serve
from tests.runtime.faults import DONE, always, delta, streams
from tests.runtime.providers import AcmeProvider

HOSTILE: Final = "</pre><script>alert('x')</script> [bold red]mine[/] \x1b[31m\x07 \u202e & :smile:"
MANY: Final = 300


class Printer:
    """As much of IPython's printer as is needed of it."""

    max_width = 100

    def __init__(self, depth: int = 1) -> None:
        self.stack = list(range(depth))
        self.said: list[str] = []

    def text(self, text: str) -> None:
        self.said.append(text)


def in_notebook(one: Any) -> str:
    """The text of the HTML that a notebook is given, with the tags that were opened, each of which is closed."""
    shown: list[str] = []
    opened: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            assert tag in {"div", "p", "pre", "table", "thead", "tbody", "tr", "th", "td", "strong", "em"}
            opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag
            if tag in {"p", "tr", "th", "td", "pre"}:
                shown.append(" ")

        def handle_data(self, data: str) -> None:
            shown.append(data)

    reader = Reader()
    reader.feed(one._repr_html_())
    reader.close()
    assert not opened
    return "".join(shown)


def in_ipython(one: Any) -> str:
    assert "_repr_pretty_" in vars(one.__class__), "or else IPython stops at the class's own __repr__"
    printer = Printer()
    one._repr_pretty_(printer, False)
    return "".join(printer.said)


def in_rich(one: Any) -> str:
    console = Console(file=StringIO(), width=100, force_terminal=True)
    console.print(one)
    written = console.file
    assert isinstance(written, StringIO)
    return written.getvalue()


def plain(shown: str) -> str:
    """Without the colours of a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", shown)


PLACES: Final[tuple[Callable[[Any], str], ...]] = (in_notebook, in_ipython, in_rich)
each_place = pytest.mark.parametrize("show", PLACES)


def said(text: str, usage: Usage | None = None) -> ChatResponse:
    message = Message(content=text, tool_calls=[ToolCall("c", function=Function(text, "{}"))], reasoning_content=text)
    choice = Choice(message=message, finish_reason="stop", native_finish_reason=text)
    return ChatResponse(model=text, choices=[choice], usage=usage or Usage())


@each_place
def test_a_reply_shows_text_ending_usage_cost_and_adjustments(show: Callable[[Any], str], serve: Serve) -> None:
    body = b"""{"id": "c", "model": "m-1", "choices": [{"message": {"content": "Hi\\nthere"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1200, "completion_tokens": 5, "total_tokens": 1205,
                  "prompt_tokens_details": {"cached_tokens": 8}}}"""
    with BlockingClient(AcmeProvider(api_key=KEY, base_url=serve(always(body)).url), unsupported="drop") as client:
        reply = client.chat_completion(**QUESTION, top_k=5)
    shown = plain(show(reply))
    for told in ("ChatResponse of acme m-1", "Hi\nthere", "stop", "1,200 tokens in (8 cached), 5 out", "cost", "USD"):
        assert told in shown
    assert "top_k dropped" in shown


@each_place
def test_hostile_text_is_shown_as_text(show: Callable[[Any], str]) -> None:
    """No tag, no markup of rich, no sequence that steers a terminal; the reader finds no tag but ours."""
    shown = show(said(HOSTILE))
    assert "<script>alert('x')</script>" in plain(shown)
    assert "[bold red]mine[/]" in plain(shown)
    assert ":smile:" in plain(shown)
    assert "\x1b[31m\x07" not in shown
    assert "\u202e" not in shown


def test_html_is_escaped() -> None:
    reply: Any = said(HOSTILE)
    assert "<script" not in reply._repr_html_()


def test_joined_emoji_and_scripts_stay_whole() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN} می\N{ZERO WIDTH NON-JOINER}خواهم"
    assert family in in_ipython(said(family))


@each_place
def test_long_things_are_cut_and_it_is_said(show: Callable[[Any], str]) -> None:
    price = per_million(input="1.50", output="2.00")
    models = [Model(f"model-{number}", context_window=100_000, price=price) for number in range(MANY)]
    shown = plain(show(Catalog(*models)))
    assert "300 models" in shown
    assert f"model-{MOST_ROWS - 1}" in shown
    assert f"model-{MOST_ROWS} " not in shown
    assert f"and {MANY - MOST_ROWS} more" in shown
    assert "100,000" in shown
    assert "1.50" in shown
    long = plain(show(said("word " * 10_000)))
    assert len(long) < 25_000 + 100 * 300
    assert "characters more" in long
    listed = plain(show(ModelList([ModelInfo(f"id-{number}") for number in range(MANY)])))
    assert f"and {MANY - MOST_ROWS} more; .ids has all" in listed


@each_place
def test_a_cost_shows_lines_and_total(show: Callable[[Any], str]) -> None:
    provider = AcmeProvider(api_key=KEY)
    cost = provider.calculate_cost("m-1", Usage(prompt_tokens=1000, completion_tokens=10, total_tokens=1010))
    shown = plain(show(cost))
    for told in ("item", "input", "1,000", "output", "10", "total", f"{cost.total:f}", "USD"):
        assert told in shown


@each_place
def test_a_provider_shows_settings_but_no_secret(show: Callable[[Any], str]) -> None:
    shown = plain(show(AcmeProvider(api_key=KEY)))
    assert KEY not in shown
    for told in ("AcmeProvider", "api_key", "set", "base_url", "https://", "can", "models"):
        assert told in shown


@each_place
def test_a_stream_shows_what_has_come_so_far(show: Callable[[Any], str], serve: Serve) -> None:
    """Without waiting for more, and without taking anything from it."""
    server = serve(streams(delta("Hello "), delta("there!"), delta(None, "stop"), DONE))
    with BlockingClient(AcmeProvider(api_key=KEY, base_url=server.url)) as client:
        stream = client.chat_completion_stream(**QUESTION)
        assert "0 chunks, open" in plain(show(stream))
        assert not server.connections
        assert next(stream).text == "Hello "
        assert "Hello" in plain(show(stream))
        assert "there!" not in plain(show(stream))
        assert stream.response().text == "Hello there!"
        assert "Hello there!" in plain(show(stream))
        assert "read to its end" in plain(show(stream))


@each_place
def test_health_shows_the_error(show: Callable[[Any], str]) -> None:
    error = AuthenticationError("wrong key", provider="acme", status_code=401)
    shown = plain(show(HealthStatus(False, 0.25, error, datetime(2026, 1, 2, tzinfo=UTC))))
    for told in ("not healthy", "0.250 s", "AuthenticationError", "wrong key", "check the key"):
        assert told in shown


def test_inside_of_a_list_ipython_shows_a_line() -> None:
    reply: Any = said("x")
    printer = Printer(depth=2)
    reply._repr_pretty_(printer, False)
    assert printer.said == [repr(reply)]
