"""Keeps what the environment says of providers out of these tests too."""

from tests.wire.conftest import no_settings_from_the_environment

__all__ = ["no_settings_from_the_environment"]
