"""What start-up does for every later rerun."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor

from lib.server.startup import lifespan


def test_what_start_up_loads_is_out_of_the_collectors_sight() -> None:
    async def start_up() -> tuple[int, int]:
        async with lifespan(None):
            return gc.get_freeze_count(), len(gc.get_objects())

    try:
        # In a thread of its own: the browser tests keep an event loop in this one.
        with ThreadPoolExecutor(1) as threads:
            frozen, watched = threads.submit(lambda: asyncio.run(start_up())).result()
    finally:
        gc.unfreeze()
    assert frozen > 50_000
    assert watched < frozen / 10
