# Generated from specs/*.yaml. Do not edit: change the specs and run `make generate`.
"""The command `modelwire`, which is `python -m modelwire`; it needs the extra `cli`."""

import sys

from modelwire_runtime.command_line import run

from .dispatch import ProviderType


def main() -> int:
    """Do what the command says; its exit code."""
    return run(ProviderType, "modelwire")


if __name__ == "__main__":
    sys.exit(main())
