"""Good files damaged at random are read or refused, never more than that; `make fuzz` does so by the thousand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.findings import Severity
from lib.intake import examine_safely
from lib.worker import MEMORY, Worker
from tests.robust import fuzz
from tests.robust.corpus import seeds
from tests.robust.mutate import mutate
from tests.support import files
from tests.support.sheets import workbook, write_codebook

MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(1) as worker:
        yield worker


def test_damaged_files_leave_no_traceback_and_no_nonsense(tmp_path: Path) -> None:
    before = psutil.Process().memory_info().rss
    *_, tally = fuzz.run(200, seed=0, folder=tmp_path)
    assert tally.faults == []
    assert tally.outcomes.total() == 200
    assert tally.outcomes[fuzz.TIMED_OUT] == 0
    # The damage is of every kind: some files are read as before, some are refused, some have findings.
    assert {fuzz.SAME, fuzz.REFUSED, fuzz.BLOCKED} <= tally.outcomes.keys()
    assert psutil.Process().memory_info().rss - before < 200 * MEGABYTE


def test_damage_is_the_same_from_the_same_number() -> None:
    data = seeds()["petit.xlsx"]
    assert [mutate(data, number) for number in range(20)] == [mutate(data, number) for number in range(20)]
    assert len({mutate(data, number)[0] for number in range(20)}) > 15


CELL = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["x", "non", "Aucun", "#REF!", "=1/0", "'x", "2", "lien:1", "q1/caf", "passerelle:grille", "1e9"]),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.none(),
)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_codebook(tmp_path_factory.mktemp("petit"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_template_with_anything_in_any_cell_is_read_and_answered_in_french(worker: Worker, questions: Path, data):
    rows = {sheet.name: [list(row) for row in sheet.rows] for sheet in workbook()}
    for _ in range(data.draw(st.integers(1, 12))):
        name = data.draw(st.sampled_from(sorted(rows)))
        row = data.draw(st.integers(0, len(rows[name]) - 1))
        column = data.draw(st.integers(0, len(rows[name][row]) - 1))
        rows[name][row][column] = data.draw(CELL)
    examined = examine_safely(worker, files.workbook(_legal(rows)), "retour.xlsx", None, questions)
    assert "reader_crashed" not in {finding.code for finding in examined.findings}
    assert examined.blocked or examined.returns
    for finding in examined.findings:
        assert finding.message and (finding.remedy or finding.severity is Severity.INFO)


def _legal(rows: dict[str, list[list[object]]]) -> dict[str, list[list[object]]]:
    """Without the signs that no spreadsheet program can write."""
    return {
        name: [[_printable(cell) if isinstance(cell, str) else cell for cell in row] for row in lines]
        for name, lines in rows.items()
    }


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign == "\n" or (sign >= " " and not 0xD7FF < ord(sign) < 0xE000))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process is read from /proc")
def test_memory_of_a_process_stays_under_its_cap_whatever_it_reads() -> None:
    with Worker(1) as worker:
        pids = set()
        for number in range(60):
            name = sorted(seeds())[number % len(seeds())]
            examine_safely(worker, mutate(seeds()[name], 5_000 + number)[0], name)
            pids |= worker.processes()
        peaks = [_peak(pid) for pid in worker.processes()]
    assert os.getpid() not in pids
    assert max(peaks) < MEMORY


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = next((line.split()[1] for line in status.splitlines() if line.startswith("VmPeak")), "0")
    return int(kilobytes) * 1024
