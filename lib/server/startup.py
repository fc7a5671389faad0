"""What happens once, before the first visitor."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from lib.server import compression, frontend

MODULES = (
    "lib.charts",
    "lib.derived",
    "lib.examples",
    "lib.indicators",
    "lib.intake",
    "lib.sentences",
    "lib.store",
    "lib.tally",
    "lib.template",
    "lib.worker",
)
"""What the pages import: loaded before the freeze, and not while the first visitor waits."""


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Load what all pages need, then put it out of the garbage collector's sight.

    Streamlit collects all garbage after every run of a script, before the last messages leave. With pandas and
    Plotly loaded that walks through some hundred thousand objects that never die; frozen, they cost nothing.
    """
    for module in MODULES:
        import_module(module)
    compression.prepare(frontend.first_files())
    gc.collect()
    gc.freeze()
    yield {}
