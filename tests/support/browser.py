"""The real application in a process of its own, and the system's Chromium: nothing is imitated."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START = 90
"""Seconds that a start may take on a busy machine before it counts as failed."""


def chromium() -> str | None:
    """The browser to drive: ``CHROMIUM``, else the system's; None where there is none."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass(frozen=True)
class RunningApp:
    """A started application: where it listens, which database is its own, where it writes its log."""

    url: str
    port: int
    database_url: str
    log: Path

    def logged(self) -> str:
        """What it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


QUIET, PATIENCE = 300, 60_000
"""Milliseconds that a page must stand still to be clicked, and that it may take until it does."""
STAND_STILL = """
([quiet, patience]) => new Promise((resolve, reject) => {
    const start = performance.now();
    let since = start;
    let before = "";
    const moved = () => { since = performance.now(); };
    const watch = new MutationObserver(moved);
    watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
    const look = () => {
        const app = document.querySelector("[data-testid=stApp]");
        const stands = app && app.dataset.testScriptState === "notRunning" && document.fonts.status === "loaded";
        const places = Array.from(document.querySelectorAll("button, input, a, summary, [role]"), (one) => {
            const {x, y, width, height} = one.getBoundingClientRect();
            return [x, y, width, height];
        }).join();
        if (!stands || places !== before) moved();
        before = places;
        const now = performance.now();
        if (now - since < quiet && now - start < patience) { setTimeout(look, 50); return; }
        watch.disconnect();
        if (now - since < quiet) reject(new Error(`the page did not stand still within ${patience} ms`));
        else resolve();
    };
    look();
})
"""


def settle(page: Page) -> None:
    """Wait until the script has run to its end, and nothing on the page has changed or moved since for a moment.

    The script's end alone is not enough: the page is still being painted then, and the pieces it loads late (grids,
    charts, letters) move what is below them. The mouse goes down on one thing and up on another, and the click is lost.
    """
    page.evaluate(STAND_STILL, [QUIET, PATIENCE])


def press(target: Locator) -> None:
    """Click, once what is to be clicked is in sight and the page stands still: scrolling closes what a click opens."""
    target.scroll_into_view_if_needed()
    settle(target.page)
    target.click()


def unfold(page: Page) -> None:
    """Open the first « Tableau, fichiers et présentation »: what is clicked before all stands still may be missed."""
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    press(page.get_by_text("Tableau, fichiers et présentation").first)
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    settle(page)


def unroll(box: Locator) -> None:
    """Open a box of choices."""
    press(box)
    expect(box.page.get_by_role("option").first).to_be_visible()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url(folder: Path) -> str:
    """The database that the application started in ``folder`` has to itself."""
    return f"sqlite:///{(folder / 'essai.sqlite3').as_posix()}"


def streamlit_run(port: int) -> list[str]:
    """The command of `make run`, on another port."""
    return [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]


@contextmanager
def running_app(
    folder: Path,
    *,
    root: Path = ROOT,
    command: list[str] | None = None,
    environ: Mapping[str, str] | None = None,
    health: str = "/passerelle/sante",
) -> Iterator[RunningApp]:
    """Start the application with a database of its own in ``folder`` (empty unless made before); stop it after.

    Parameters
    ----------
    folder : Path
        For the database and the log.
    root : Path
        Folder of `app.py`: the project, or a copy of it that a test has changed.
    command : list of str, optional
        How it is started, with ``{port}`` where the port goes; `streamlit run app.py` if not given.
    environ : mapping, optional
        Variables besides those of this process.
    health : str
        Address that answers once it is ready.
    """
    port = free_port()
    app = RunningApp(f"http://localhost:{port}", port, database_url(folder), folder / "app.log")
    words = [word.format(port=port) for word in command] if command else streamlit_run(port)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    with app.log.open("wb") as log:
        process = subprocess.Popen(
            words,
            cwd=root,
            env={**inherited, "DATABASE_URL": app.database_url, "PYTHONUNBUFFERED": "1", **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _await(f"{app.url}{health}", app, process)
        yield app
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(address: str, app: RunningApp, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the application stopped at its start:\n{app.logged()}")
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the application did not answer within {START} s:\n{app.logged()}")
