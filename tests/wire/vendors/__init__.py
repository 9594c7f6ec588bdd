"""How the recorded cases are asked for through modelwire's public interface: a module a folder of `cases/`.

`VENDOR` says which provider asks, and what of a request is said by settings. Where a case's `logical_request` does not
tell what was asked, because its SDK was called with more than neutral words can say, `ASKED` says what a user of
modelwire would write to get the recorded request. `FAILURES` are the errors that the vendor's own body tells, where
the patterns of `failures.py` would not know them. To let the runner take in another folder, add its module.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Final

from tests.wire.vendor import Asked, Row, Vendor

_MODULES: Final[Mapping[str, Any]] = {
    module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)
}

VENDORS: Final[Mapping[str, Vendor]] = {folder: module.VENDOR for folder, module in _MODULES.items()}


def _by_case(table: str) -> dict[str, Any]:
    return {
        f"{folder}/{case}": entry
        for folder, module in _MODULES.items()
        for case, entry in getattr(module, table, {}).items()
    }


ASKED: Final[Mapping[str, Asked]] = _by_case("ASKED")
FAILURES: Final[Mapping[str, Row]] = _by_case("FAILURES")
