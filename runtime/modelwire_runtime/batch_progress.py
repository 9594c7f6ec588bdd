"""A bar that shows how far a batch is (the extra ``cli``)."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .batches import Batch


@contextmanager
def bar() -> Generator[Callable[[Batch], None]]:
    """Draw a bar on standard error while the block lasts; what it gives is told of the batch."""
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    except ImportError as missing:
        raise ConfigurationError("progress=True needs rich: pip install 'modelwire[cli]'") from missing
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as drawn:
        task = drawn.add_task("", total=None)

        def show(batch: Batch) -> None:
            drawn.update(
                task,
                description=f"{batch.id} {batch.status.replace('_', ' ')}",
                total=batch.counts.total or None,
                completed=batch.counts.done,
                refresh=True,
            )

        yield show
