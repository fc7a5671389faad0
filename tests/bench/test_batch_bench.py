"""Five hundred returns at once: read, checked and stored durably with two workers, as `python -m lib import` does.

Beside it, in the same run, the bare parser on the same bytes in the same two processes: what no reader built on it
can be faster than. The rate itself depends on the machine; the ratio does not.
"""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter, process_time

import pytest

from lib.checks import Expected
from lib.cli.returns import _examine
from lib.store import Store
from lib.worker import ROOT, Worker
from tests.support import files, tasks

RETURNS, GOAL, BOUND = 500, 200, 3.0
EXAMPLES = sorted((ROOT / "data" / "examples").glob("*_regard-centre.xlsx"))


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Distinct files: those of the examples, each with a centre code of its own."""
    folder = tmp_path_factory.mktemp("retours")
    written = []
    for number in range(RETURNS):
        path = folder / f"{number:04}.xlsx"
        path.write_bytes(_with_code(EXAMPLES[number % len(EXAMPLES)].read_bytes(), f"B{number:04}"))
        written.append(path)
    return written


def _with_code(data: bytes, code: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "worksheets/" in name}
    identity = next(part for part in parts.values() if b"<t>centre_code</t>" in part)
    old = identity.partition(b"<t>centre_code</t>")[2].partition(b"<t>")[2].partition(b"</t>")[0]
    new = {name: part.replace(b"<t>%s</t>" % old, b"<t>%s</t>" % code.encode()) for name, part in parts.items()}
    return files.with_parts(data, new)


def test_five_hundred_returns_at_once(paths: list[Path], tmp_path: Path) -> None:
    bare = _bare(paths)
    with Store.open(f"sqlite:///{tmp_path / 'bench.sqlite3'}") as store:
        for path, data, examined in _examine(paths[:4], None, Expected()):  # the first ones warm up both sides
            store.deposit_all(examined.returns, data=data, filename=path.name, findings=examined.findings)
        own, stored, start = process_time(), 0.0, perf_counter()
        for path, data, examined in _examine(paths[4:], None, Expected()):
            before = perf_counter()
            (receipt,) = store.deposit_all(
                examined.returns, data=data, filename=path.name, findings=examined.findings, who="banc"
            )
            stored += perf_counter() - before
            assert receipt.state == "accepted"
        whole = (perf_counter() - start) / (RETURNS - 4)
        own = (process_time() - own) / (RETURNS - 4)
        assert len(store.deposits()) == RETURNS
    print(
        f"\n{RETURNS} returns, two workers: {1 / whole:.0f} a second (goal {GOAL} on two free cores), "
        f"{whole * 1e3:.2f} ms each; the store takes {stored / RETURNS * 1e3:.2f} while the workers read on; CPU of "
        f"the importing program {own * 1e3:.2f} ms each\nbare parser in two such processes: {1 / bare:.0f} a second, "
        f"{bare * 1e3:.2f} ms each: ratio {whole / bare:.2f} (bound {BOUND})"
    )
    assert whole / bare <= BOUND


def _bare(paths: list[Path]) -> float:
    """Seconds for each file, two processes of the bare parser at work."""
    contents = [path.read_bytes() for path in paths]
    with Worker(2, preload=("python_calamine",)) as worker, ThreadPoolExecutor(2) as threads:
        assert all(threads.map(lambda data: worker.run(tasks.bare_read, data), contents[:4]))
        start = perf_counter()
        assert all(threads.map(lambda data: worker.run(tasks.bare_read, data), contents))
        return (perf_counter() - start) / len(contents)
