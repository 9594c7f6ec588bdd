"""How the tests are run on several cores."""

from __future__ import annotations

import os


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores, as some tests wait for a clock."""
    return (os.cpu_count() or 1) + 1
