"""The examples in docstrings, run as they stand: every public name, and every method of the clients, has one.

pytest tests/documents/test_docstrings.py -k ChatResponse

What an example may use without saying where it is from: every public name of ``modelwire``, and ``TypedDict``;
``client`` is a ``Client("openai")``, ``async_client`` an ``AsyncClient("openai")``, ``messages``
one question in a list.
A server on loopback answers in the vendors' shapes.  ``await`` may be written as in a notebook, and ``...`` stands for
what is not worth reading.  No key is in the environment but those for that server, of OpenAI and OpenRouter.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import inspect
import io
import os
import sys
import traceback
import types
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, DocTestParser, Example, OutputChecker
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypedDict

import pytest

import modelwire
from modelwire import AsyncClient, Client
from modelwire_runtime.settings import settings_of
from tests.documents.vendors import Vendors
from tests.generated.providers import CLASSES

METHODS: Final = [
    f"{kind.__name__}.{name}" for kind in (Client, AsyncClient) for name in dir(kind) if not name.startswith("_")
]
NAMES: Final = [*modelwire.__all__, *METHODS]
HOW: Final = f"the head of tests/documents/{Path(__file__).name} says what it may use"
VARIABLES: Final = {name for kind in CLASSES for one in settings_of(kind).values() for name in one.env}


def aliases() -> dict[str, str]:
    """What stands under each type alias: a text that only readers and editors see."""
    found: dict[str, str] = {}
    homes: Mapping[str, str] = vars(modelwire)["_MODULES"]
    for home in set(homes.values()):
        body = ast.parse(inspect.getsource(import_module(home, "modelwire"))).body
        for statement, text in pairwise(body):
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
                    found[statement.target.id] = inspect.cleandoc(str(text.value.value))
    return found


ALIASES: Final = aliases()


def documented(name: str) -> str:
    """The text that a public name is explained by."""
    value: Any = modelwire
    for part in name.split("."):
        value = getattr(value, part)
    return ALIASES.get(name) or inspect.cleandoc(value.__doc__ or "")


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What examples may use."""
    with Vendors() as vendors, asyncio.Runner() as runner:
        for variable in VARIABLES & os.environ.keys():
            monkeypatch.delenv(variable)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-a-test")
        monkeypatch.setenv("OPENAI_BASE_URL", f"{vendors.url}/openai/v1")
        monkeypatch.setenv("OPENROUTER_API_KEY", "sk-of-a-test")
        monkeypatch.setenv("OPENROUTER_API_BASE", f"{vendors.url}/openrouter")
        client, async_client = Client("openai"), AsyncClient("openai")
        messages = [{"role": "user", "content": "Hello!"}]
        public = {name: getattr(modelwire, name) for name in modelwire.__all__}
        yield public | {
            "client": client,
            "async_client": async_client,
            "messages": messages,
            "TypedDict": TypedDict,
            "__name__": "__main__",
            "__builtins__": builtins,  # from Python 3.13 on a function is defined by them
            RUNNER: runner,
        }
        runner.run(async_client.close())
        runner.run(modelwire.aclose())
        client.close()
        modelwire.close()


RUNNER: Final = "event loop"
"""Under what no example can reach, the loop is kept that runs what is awaited."""


def printed(example: Example, names: dict[str, Any]) -> str:
    """What a console shows of one example."""
    code = compile(example.source, "<example>", "single", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    shown = io.StringIO()
    with redirect_stdout(shown):
        sys.displayhook, kept = sys.__displayhook__, sys.displayhook
        try:
            done = types.FunctionType(code, names)()
            if inspect.iscoroutine(done):
                names[RUNNER].run(done)
        except Exception as error:
            if example.exc_msg is None:
                raise
            print("".join(traceback.format_exception_only(error)), end="")
        finally:
            sys.displayhook = kept
    return shown.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_an_example_runs(name: str, names: dict[str, Any]) -> None:
    text = documented(name)
    assert text, f"{name} has no docstring: write one that ends in an example (>>> ...); {HOW}"
    examples = DocTestParser().get_examples(text)
    assert examples, f"{name} has no example: add one (>>> ...) at the end of its docstring; {HOW}"
    for example in examples:
        got, wanted = printed(example, names), example.exc_msg or example.want
        if not OutputChecker().check_output(wanted, got, ELLIPSIS | NORMALIZE_WHITESPACE):
            pytest.fail(f"the example of {name}\n{example.source}was to show\n{wanted}but shows\n{got}", pytrace=False)


def test_a_wrong_example_fails(names: dict[str, Any]) -> None:
    (example,) = DocTestParser().get_examples(">>> 1 + 1\n3\n")
    assert not OutputChecker().check_output(example.want, printed(example, names), ELLIPSIS)
    (example,) = DocTestParser().get_examples(">>> await async_client.nothing()\n")
    with pytest.raises(AttributeError):
        printed(example, names)
