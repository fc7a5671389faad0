"""The processes are real, and so are their deaths."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lib.worker import ROOT, Worker, WorkerClosed, WorkerCrashed, WorkerOutOfMemory, WorkerTimedOut
from tests.support import tasks

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the tests send signals")
LINUX = sys.platform.startswith("linux")


def start(size: int = 1, **options: object) -> Worker:
    return Worker(size, preload=(), **options)


@pytest.fixture
def worker() -> Iterator[Worker]:
    with start() as worker:
        yield worker


def is_gone(pid: int) -> bool:
    """No longer there, not even as a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_one_process_does_one_task_after_the_other(worker: Worker) -> None:
    pids = {worker.run(tasks.process_id) for _ in range(5)}
    assert len(pids) == 1
    assert os.getpid() not in pids


@pytest.mark.parametrize("size", [0, 1, 65_536, 5_000_000])
def test_arguments_and_results_of_any_size_pass(worker: Worker, size: int) -> None:
    data = os.urandom(size)
    assert worker.run(tasks.echo, (data, "école", None)) == (data, "école", None)


def test_what_a_task_prints_stays_out_of_the_replies(worker: Worker, capfd: pytest.CaptureFixture) -> None:
    assert worker.run(tasks.print_and_return, "bonjour") == "BONJOUR"
    assert worker.run(tasks.echo, 2) == 2
    assert capfd.readouterr().out == ""


def test_exception_of_the_function_comes_back_and_the_process_stays(worker: Worker) -> None:
    pid = worker.run(tasks.process_id)
    with pytest.raises(KeyError, match="lien") as caught:
        worker.run(tasks.fail, "lien")
    assert "in fail" in caught.value.__notes__[0]
    assert worker.run(tasks.process_id) == pid


def test_exception_that_cannot_travel_comes_back_in_words(worker: Worker) -> None:
    with pytest.raises(RuntimeError, match="Odd: 7 sept"):
        worker.run(tasks.fail_oddly)


def test_killed_process_is_replaced(worker: Worker) -> None:
    pid = worker.run(tasks.process_id)
    with pytest.raises(WorkerCrashed, match="-9"):
        worker.run(tasks.be_killed)
    assert is_gone(pid)
    assert worker.run(tasks.process_id) != pid


def test_process_that_died_between_two_tasks_is_replaced(worker: Worker) -> None:
    pid = worker.run(tasks.process_id)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(WorkerCrashed):
        worker.run(tasks.process_id)
    assert worker.run(tasks.process_id) != pid


def test_task_that_leaves_the_interpreter_is_a_crash(worker: Worker) -> None:
    with pytest.raises(WorkerCrashed, match="SystemExit: 3"):
        worker.run(tasks.leave)
    assert worker.run(tasks.echo, 1) == 1


def test_endless_loop_is_ended_and_its_process_replaced(worker: Worker) -> None:
    pid = worker.run(tasks.process_id)
    with pytest.raises(WorkerTimedOut):
        worker.run(tasks.loop_for_ever, timeout=0.3)
    assert is_gone(pid)
    assert worker.run(tasks.process_id) != pid


def test_time_to_start_is_not_counted_as_time_of_the_task() -> None:
    with Worker(1, preload=("tests.support.slow_start",), timeout=0.3) as worker:
        assert worker.run(tasks.echo, 1) == 1


@pytest.mark.skipif(not LINUX, reason="the cap is known to hold on Linux")
def test_allocation_over_the_cap_is_refused_and_the_process_replaced() -> None:
    with start(memory=300 << 20) as worker:
        assert worker.run(tasks.allocate, 100) == 100 << 20
        with pytest.raises(WorkerOutOfMemory):
            worker.run(tasks.allocate, 400)
        with pytest.raises(WorkerOutOfMemory):
            worker.run(tasks.abort)
        assert worker.run(tasks.allocate, 100) == 100 << 20


def test_threads_share_two_processes_that_work_at_the_same_time(tmp_path: Path) -> None:
    with start(2) as worker, ThreadPoolExecutor(2) as threads:
        first = threads.submit(worker.run, tasks.meet, str(tmp_path), 2)
        second = threads.submit(worker.run, tasks.meet, str(tmp_path), 2)
        assert {first.result(), second.result()} == {True}


def test_many_threads_get_their_own_answers_whatever_happens_to_the_others() -> None:
    def one(number: int) -> object:
        try:
            return worker.run(tasks.be_killed) if number % 10 == 3 else worker.run(tasks.echo, number)
        except WorkerCrashed:
            return "crashed"

    with start(2) as worker, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(one, range(40)))
    assert answers == ["crashed" if number % 10 == 3 else number for number in range(40)]


def test_processes_import_neither_the_pages_nor_pandas() -> None:
    with Worker(1) as worker:
        loaded = worker.run(tasks.modules)
    assert "lib.intake" in loaded
    assert loaded & {"streamlit", "pandas", "numpy", "sqlalchemy", "plotly"} == set()


def test_warm_starts_the_processes_before_they_are_needed() -> None:
    with start(2) as worker:
        worker.warm()
        before = worker.processes()
        assert len(before) == 2
        assert worker.run(tasks.process_id) in before
        worker.warm()
        assert worker.processes() == before


def test_module_that_cannot_be_imported_ahead_is_no_harm() -> None:
    with Worker(1, preload=("lib.no_such_module",)) as worker:
        assert worker.run(tasks.echo, 1) == 1


def test_relative_paths_mean_the_same_in_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with start() as worker:
        assert worker.run(tasks.working_directory) == str(tmp_path)


def test_closing_leaves_no_process_and_takes_no_more_tasks() -> None:
    worker = start(2)
    pid = worker.run(tasks.process_id)
    worker.close()
    assert is_gone(pid)
    with pytest.raises(WorkerClosed):
        worker.run(tasks.echo, 1)
    worker.close()


def test_pool_that_is_forgotten_leaves_no_process() -> None:
    worker = start()
    pid = worker.run(tasks.process_id)
    del worker
    assert is_gone(pid)


PROGRAM = """
import sys
from lib.worker import Worker
from tests.support import tasks
worker = Worker(1, preload=())
print(worker.run(tasks.process_id), flush=True)
{end}
"""


@pytest.mark.parametrize("end", ["", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_processes_end_with_the_program_however_it_ends(end: str) -> None:
    program = subprocess.run([sys.executable, "-c", PROGRAM.format(end=end)], cwd=ROOT, capture_output=True, text=True)
    pid = int(program.stdout)
    deadline = time.monotonic() + 10
    while not is_gone(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert is_gone(pid)
