"""No test is timed. Those marked `browser` are left out without Chromium, and one line at the end says so."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.support.browser import chromium

settings.register_profile("passerelle", deadline=None)  # a busy machine is no defect: nothing is timed in tests
settings.load_profile("passerelle")

LEFT_OUT = pytest.StashKey[int]()
WORKERS_WORD = "browser_tests_left_out"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    driven = [item for item in items if item.get_closest_marker("browser")]
    if not driven or chromium() is not None:
        return
    items[:] = [item for item in items if not item.get_closest_marker("browser")]
    config.hook.pytest_deselected(items=driven)
    config.stash[LEFT_OUT] = len(driven)
    if hasattr(config, "workeroutput"):
        config.workeroutput[WORKERS_WORD] = len(driven)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Under pytest-xdist only the workers collect, each of them everything: what they left out is told here."""
    if WORKERS_WORD in getattr(node, "workeroutput", {}):
        node.config.stash[LEFT_OUT] = node.workeroutput[WORKERS_WORD]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(
            f"no Chromium on this machine (install it, or name it in CHROMIUM): {left_out} browser tests left out"
        )
