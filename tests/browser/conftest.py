"""Fixtures of the browser tests: `page`, and the real application started in three ways.

`app`: empty at first, shared by the tests of one file. `demo_app`: with the example returns, only to be looked at.
`fresh_app`: just started, for one test. `page` is a French tab.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.support.browser import ARGUMENTS, ROOT, RunningApp, chromium, database_url, running_app

HERE = Path(__file__).parent
TIMEOUT = 30_000
"""Milliseconds that Playwright waits for something to appear: generous, machines are busy."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The application with an empty database, shared by the tests of one file."""
    with running_app(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture(scope="session")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The application with the example returns, for tests that only look: one for the whole run."""
    folder = tmp_path_factory.mktemp("demo")
    environ = {**os.environ, "DATABASE_URL": database_url(folder)}
    subprocess.run([sys.executable, "-m", "lib", "examples", "--load"], cwd=ROOT, env=environ, check=True)
    with running_app(folder) as running:
        yield running


@pytest.fixture
def fresh_app(tmp_path: Path) -> Iterator[RunningApp]:
    """The application just started: nobody has opened any page of it yet."""
    with running_app(tmp_path) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty French tab with nothing remembered. The test fails if the browser had to block anything."""
    with browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        blocked: list[str] = []

        def note(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text or "Refused to" in message.text:
                blocked.append(message.text)

        page.on("console", note)
        yield page
    assert blocked == [], "the content security policy stopped something the page needs"
