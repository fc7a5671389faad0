"""The store's tests on a PostgreSQL of their own, started in a temporary folder: `make test-postgres`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.browser import ROOT, free_port

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps the server's programs, a folder for each version, and none of them in the path."""
USER = "passerelle"


def main() -> int:
    """Run the store's tests there; the exit code of pytest, or 2 where PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        print("PostgreSQL (initdb, pg_ctl) is not installed: these tests cannot run.", file=sys.stderr)
        return 2
    tests = sorted(str(path) for path in (ROOT / "tests" / "lib").glob("test_store*.py"))
    with tempfile.TemporaryDirectory() as folder, _server(programs, Path(folder)) as url:
        environ = {**os.environ, "TEST_DATABASE_URL": url}
        return subprocess.run([sys.executable, "-m", "pytest", "-rs", *tests], cwd=ROOT, env=environ).returncode


def _programs() -> Path | None:
    """The folder of `initdb`: in the path, or the newest that Debian has."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    return max(versions, key=lambda path: int(path.parent.name), default=None)


@contextmanager
def _server(programs: Path, folder: Path) -> Iterator[str]:
    """Start a server that listens on this machine only, with an empty database; its address; stop it after."""
    # The server refuses to run as root: there it is the user whom its package has made.
    as_user = ["runuser", "-u", "postgres", "--"] if os.name == "posix" and os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    port, data = free_port(), folder / "data"

    def run(program: str, *words: str) -> None:
        subprocess.run([*as_user, programs / program, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    run("initdb", "-D", str(data), "--auth=trust", "-U", USER)
    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


if __name__ == "__main__":
    raise SystemExit(main())
