"""Five hundred returns at once: read, checked and stored durably with two workers, as `python -m lib import` does.

Beside it, in the same run, the bare parser on the same bytes in the same two processes: what no reader built on it
can be faster than. The rate itself depends on the machine; the ratio does not.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import pytest

from lib.checks import Expected
from lib.cli.returns import _examine
from lib.store import Store
from lib.worker import ROOT, Worker
from tests.support import files, tasks

RETURNS, STRETCH, GOAL, BOUND = 500, 50, 200, 3.0
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
    bare = _timed(_bare(paths))
    with Store.open(f"sqlite:///{tmp_path / 'bench.sqlite3'}") as store:
        whole, deposits = _timed(_import(paths, store)), store.deposits()
    assert len(deposits) == RETURNS
    print(
        f"\n{RETURNS} returns read, checked and stored, two workers (goal {GOAL} a second): {whole}\n"
        f"bare parser, two processes: {bare}\n"
        f"ratio {whole.seconds / bare.seconds:.2f}, of CPU {whole.cpu / bare.cpu:.2f} (bound {BOUND})"
    )
    assert whole.cpu / bare.cpu <= BOUND


class Timed(NamedTuple):
    """Seconds and CPU of all files; the most files a second over `STRETCH` of them, when others left us alone."""

    seconds: float
    cpu: float
    best: float

    def __str__(self) -> str:
        each, cpu = (value / RETURNS * 1e3 for value in self[:2])
        return f"{1e3 / each:.0f} a second, at best {self.best:.0f}; {each:.2f} ms each, {cpu:.2f} ms of CPU"


def _timed(files: Iterator[object]) -> Timed:
    """Go through files as they are done; CPU is that of this process and of those that it starts and ends."""
    before, moments = os.times(), [perf_counter()]
    moments += [perf_counter() for _ in files]
    after = os.times()
    best = max(STRETCH / (end - start) for start, end in zip(moments, moments[STRETCH:], strict=False))
    return Timed(moments[-1] - moments[0], sum(after[:4]) - sum(before[:4]), best)


def _import(paths: list[Path], store: Store) -> Iterator[None]:
    for path, data, examined in _examine(paths, None, Expected()):
        (receipt,) = store.deposit_all(
            examined.returns, data=data, filename=path.name, findings=examined.findings, who="banc"
        )
        assert receipt.state == "accepted"
        yield


def _bare(paths: list[Path]) -> Iterator[int]:
    with Worker(2, preload=("python_calamine",)) as worker, ThreadPoolExecutor(2) as threads:
        yield from threads.map(lambda path: worker.run(tasks.bare_read, path.read_bytes()), paths)
