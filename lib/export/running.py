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


def part(progress: Progress | None, start: int, end: int) -> Progress | None:
    """Tell the progress of one part of an export as a share of the whole: from ``start`` to ``end`` in a hundred."""
    if progress is None:
        return None
    return lambda done, total: progress(start + (end - start) * done // max(1, total), 100)


def step(done: int, total: int, progress: Progress | None, cancelled: Stopping | None) -> None:
    """Tell how far an export is; raises `Cancelled` where it should go no further."""
    if cancelled is not None and cancelled():
        raise Cancelled
    if progress is not None:
        progress(done, total)
