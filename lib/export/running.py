"""What long exports share: progress that is told, and a wish to stop that is heard between two steps."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told after each step: how many are done, of how many."""
Stopping = Callable[[], bool]
"""Asked between steps: whether somebody wants the export to stop."""


class Cancelled(Exception):
    """Somebody stopped the export: nothing of it is kept."""


class ExportError(Exception):
    """Why an export cannot be made, in French."""


def step(done: int, total: int, progress: Progress | None, cancelled: Stopping | None) -> None:
    """Tell how far an export is; raises `Cancelled` where it should go no further."""
    if cancelled is not None and cancelled():
        raise Cancelled
    if progress is not None:
        progress(done, total)
