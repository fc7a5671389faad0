"""Reading, checking and storing one typical return, durably, against bare calamine on the same bytes."""

from __future__ import annotations

import io
import statistics
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from time import perf_counter

import pytest
from python_calamine import CalamineWorkbook

from lib import examples, template
from lib.checks import Expected
from lib.codebook import load
from lib.intake import examine_safely
from lib.observation import Return
from lib.store import Store
from lib.worker import Worker

ROUNDS = 60
BOUND = 3.0


def bare_read(data: bytes) -> int:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(workbook.get_sheet_by_name(name).to_python()) for name in workbook.sheet_names)


def typical_returns() -> Iterator[bytes]:
    """Distinct files of centres with eight links or more: the same bytes twice would be one deposit."""
    codebook = load()
    returns = [ret for ret in examples.generate(codebook) if len(ret.observations) >= 8 and ret.view == "centre"]
    for number, ret in enumerate(cycle(returns)):
        yield _file(codebook, replace(ret, centre_code=f"C{number:04d}"))


def _file(codebook, ret: Return) -> bytes:
    return template.build(
        codebook,
        campaign=ret.campaign,
        centre_code=ret.centre_code,
        centre_name=ret.centre_name,
        centre_commune=ret.centre_commune,
        view=ret.view,
        ret=ret,
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path / 'bench.sqlite3'}")


def test_a_return_costs_at_most_three_bare_reads(store: Store) -> None:
    files = [data for data, _ in zip(typical_returns(), range(ROUNDS + 3), strict=False)]
    bare, whole, parts = [], [], []
    with Worker(1) as worker:
        for number, data in enumerate(files):
            start = perf_counter()
            assert bare_read(data)
            middle = perf_counter()
            examined = examine_safely(worker, data, "retour.xlsx", Expected())
            checked = perf_counter()
            receipt = store.deposit(
                examined.ret, data=data, filename="retour.xlsx", findings=examined.findings, who="banc"
            )
            end = perf_counter()
            assert receipt.state == "accepted"
            if number >= 3:  # the first ones warm up both sides
                bare.append(middle - start)
                whole.append(end - middle)
                parts.append((checked - middle, end - checked))
    ratio = statistics.median(whole) / statistics.median(bare)
    check, deposit = (statistics.median(column) * 1e3 for column in zip(*parts, strict=True))
    print(
        f"\nread + check + store: {statistics.median(whole) * 1e3:.2f} ms "
        f"(read and check {check:.2f}, store {deposit:.2f}), "
        f"bare calamine {statistics.median(bare) * 1e3:.2f} ms: ratio {ratio:.2f} (bound {BOUND})"
    )
    assert ratio <= BOUND
