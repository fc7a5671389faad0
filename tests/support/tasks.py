"""What the worker's processes are made to do in its tests."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def process_id() -> int:
    return os.getpid()


def echo(value: object) -> object:
    return value


def nap(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def loop_for_ever() -> None:
    while True:
        pass


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def abort() -> None:
    """What the allocator of a Rust library does when it is refused memory."""
    os.abort()


def leave() -> None:
    raise SystemExit(3)


def allocate(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def print_and_return(text: str) -> str:
    print(text, flush=True)
    os.write(1, text.encode())
    return text.upper()


class Odd(Exception):
    """Can be pickled and not be unpickled."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(f"{number} {text}")


def fail(message: str) -> None:
    raise KeyError(message)


def fail_oddly() -> None:
    raise Odd(7, "sept")


def modules() -> set[str]:
    import sys

    return set(sys.modules)


def working_directory() -> str:
    return str(Path.cwd())


def meet(folder: str, others: int) -> bool:
    """Whether so many tasks were in this folder at the same time."""
    Path(folder, str(os.getpid())).touch()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if len(list(Path(folder).iterdir())) == others:
            return True
        time.sleep(0.01)
    return False


def bare_read(data: bytes) -> int:
    """What a workbook costs at the least: the parser alone, no limits, no checks."""
    import io

    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(workbook.get_sheet_by_name(name).to_python()) for name in workbook.sheet_names)
