"""What was got wrong is told before anything is sent, with what would be right.

pytest tests/runtime/test_helpful_errors.py
"""

from __future__ import annotations

from typing import Any

import pytest

from modelwire_runtime.errors import ConfigurationError
from tests.runtime.colours import Face
from tests.runtime.providers import AcmeProvider


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"api_key": "k"}, "got an unexpected keyword argument 'api_key'; a provider's settings go to it: "),
        ({"time_out": 5}, "got an unexpected keyword argument 'time_out'; did you mean 'timeout'?"),
        ({"timeout": 5}, r"timeout must be a Timeout\(total=5\), not 5"),
        ({"timeout": "5"}, r"timeout must be a Timeout\(...\), not '5'"),
    ],
)
@pytest.mark.parametrize("colour", ["blocking", "async"])
def test_arguments_of_a_client(colour: Any, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        Face(colour, AcmeProvider(api_key="sk-acme-0123456789"), **arguments)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"apikey": "k"}, "AcmeProvider got an unexpected keyword argument 'apikey'; did you mean 'api_key'?"),
        ({"colour": "red"}, "AcmeProvider got an unexpected keyword argument 'colour'; known are api_key, "),
    ],
)
def test_settings_of_a_provider(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        AcmeProvider(**settings)
    assert said in str(caught.value)


def test_settings_go_by_name() -> None:
    make: Any = AcmeProvider
    with pytest.raises(ConfigurationError, match=r"takes its settings by name: api_key=\.\.\."):
        make("sk-acme-0123456789")
