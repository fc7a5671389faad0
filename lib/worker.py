"""A small pool of processes in which hostile files are read.

Each process takes one task after the other through its own pipes. Whatever happens in it (crash of native code,
endless loop, exhausted memory) ends that process and one task; another process takes its place. Nothing but the
standard library is imported here, so that a process starts fast and owes nothing to the program that started it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

T = TypeVar("T")

ROOT = Path(__file__).parent.parent
MEMORY = 1 << 30
TIMEOUT = 20.0
START_TIMEOUT = 120.0
"""Seconds that the imports of a process may last."""
_LENGTH = struct.Struct("<Q")
_READY, _DONE, _RAISED, _OUT_OF_MEMORY, _BROKEN = range(5)
_COMMAND = "import sys; from lib.worker import serve; serve(int(sys.argv[1]), sys.argv[2:])"


class WorkerCrashed(RuntimeError):
    """The process died, or can no longer be trusted, while it did the task."""


class WorkerOutOfMemory(WorkerCrashed):
    """The task needed more memory than a process may have."""


class WorkerTimedOut(RuntimeError):
    """The task lasted too long and was ended."""


class WorkerClosed(RuntimeError):
    """The pool was closed before the task."""


class Worker:
    """A pool of processes that each do one task at a time. Safe to share between threads.

    Parameters
    ----------
    size : int
        How many processes there are at most; each is started when it is first needed.
    memory : int, bytes
        Cap on the address space of one process, where the platform has such a cap.
    timeout : float, seconds
        How long a task may last, unless `run` is told otherwise.
    preload : tuple of str
        Modules that a process imports as it starts, before its first task.

    Examples
    --------
    >>> import math
    >>> with Worker(1, preload=()) as worker:
    ...     worker.run(math.factorial, 5)
    120
    """

    def __init__(
        self,
        size: int = 2,
        *,
        memory: int = MEMORY,
        timeout: float = TIMEOUT,
        preload: tuple[str, ...] = ("lib.intake",),
    ) -> None:
        self.timeout = timeout
        self._start = lambda: _Process(memory, preload)
        self._slots: queue.LifoQueue[_Process | None] = queue.LifoQueue()
        for _ in range(size):
            self._slots.put(None)
        self._alive: set[_Process] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._finalizer = weakref.finalize(self, _stop_all, self._alive)  # also runs at exit

    def run(self, function: Callable[..., T], *args: object, timeout: float | None = None) -> T:
        """Call an importable function in one of the processes and give back what it returns.

        Raises
        ------
        WorkerTimedOut, WorkerCrashed, WorkerOutOfMemory
            The task brought its process down; the pool goes on with another one.
        Exception
            Whatever the function itself raised.
        """
        task = pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL)
        process = self._slots.get()
        try:
            if process is None or self._closed:
                process = self._started()
            return process.run(task, self.timeout if timeout is None else timeout)
        finally:
            if process and not process.usable:
                process = self._replaced(process)
            self._slots.put(process)

    def warm(self) -> None:
        """Start the missing processes without waiting for them: the first file then finds one ready."""
        idle: list[_Process | None] = []
        with contextlib.suppress(queue.Empty):
            while True:
                idle.append(self._slots.get_nowait())
        for process in idle:
            with contextlib.suppress(OSError, WorkerClosed):  # tried again by the first task
                process = process or self._started()
            self._slots.put(process)

    def processes(self) -> set[int]:
        """The ids of the processes that were started and not replaced."""
        with self._lock:
            return {process.pid for process in self._alive}

    def close(self) -> None:
        """End all processes; a task that is still being done is lost (`WorkerCrashed`)."""
        with self._lock:
            self._closed = True
        self._finalizer()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _started(self) -> _Process:
        with self._lock:
            if self._closed:
                raise WorkerClosed("the pool of processes is closed")
            process = self._start()
            self._alive.add(process)
            return process

    def _replaced(self, process: _Process) -> _Process | None:
        """End a process and start another at once, so that the next task need not wait for it."""
        with self._lock:
            self._alive.discard(process)
        process.stop()
        try:
            return self._started()
        except (OSError, WorkerClosed):
            return None  # tried again by the next task


def _stop_all(processes: set[_Process]) -> None:
    for process in list(processes):
        process.stop()
    processes.clear()


class _Process:
    """One process and its two pipes; used by one thread at a time."""

    def __init__(self, memory: int, preload: tuple[str, ...]) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-c", _COMMAND, str(memory), *preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a panic of native code is reported by us, not by its own noise
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *_python_path()])},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.pid = self._popen.pid
        self._is_ready = False
        self.usable = True

    def run(self, task: bytes, timeout: float) -> object:
        """Send one task and wait for what becomes of it."""
        self.usable = False  # until a whole reply has come
        started = time.monotonic()
        try:
            if not self._is_ready:
                self._is_ready = _receive(self._popen.stdout)[0] == _READY
                started = time.monotonic()
            _send(self._popen.stdin, (struct.pack("<d", timeout), task))
            state, content = _receive(self._popen.stdout)
        except (OSError, EOFError, ValueError) as error:  # ValueError: the pipe was closed by `stop`
            if time.monotonic() - started >= timeout:
                raise WorkerTimedOut(f"the task was ended after {timeout:g} s") from None
            code = self.stop(grace=1)
            if code == -signal.SIGABRT:  # what native code does when it is refused memory
                raise WorkerOutOfMemory("the process was refused memory") from error
            raise WorkerCrashed(f"the process ended with code {code}") from error
        if state == _OUT_OF_MEMORY:
            raise WorkerOutOfMemory("the task needed more memory than it may have")
        if state == _BROKEN:
            raise WorkerCrashed(content.decode())
        self.usable = True
        reply = pickle.loads(content)  # noqa: S301 (written by our own code at the other end)
        if state == _RAISED:
            raise reply
        return reply

    def stop(self, grace: float = 0) -> int:
        """End the process, leave no zombie; the code it ended with, its own if it ends within the grace."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(grace)
        self._popen.kill()
        for pipe in (self._popen.stdin, self._popen.stdout):
            with contextlib.suppress(OSError):  # a task half written
                pipe.close()
        return self._popen.wait()


def _python_path() -> list[str]:
    return [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []


def _send(pipe: BinaryIO, parts: tuple[bytes, bytes]) -> None:
    head, body = parts
    pipe.write(head + _LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def _receive(pipe: BinaryIO) -> tuple[int, bytes]:
    head = _exactly(pipe, 1 + _LENGTH.size)
    return head[0], _exactly(pipe, _LENGTH.unpack_from(head, 1)[0])


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError("the other end is gone")
    return content


def serve(memory: int, preload: list[str]) -> None:
    """Do tasks until the pipe closes. This is all that one of the processes runs."""
    tasks, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b", buffering=0) as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 0)
        os.dup2(nowhere.fileno(), 1)  # what a task prints must not get among the replies
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program that started this one
    silent = open(os.devnull, "w")  # noqa: PTH123, SIM115
    faulthandler.dump_traceback_later(START_TIMEOUT, exit=True, file=silent)
    for module in preload:
        with contextlib.suppress(Exception):  # the task that needs it will say what is wrong
            importlib.import_module(module)
    _cap(memory)
    faulthandler.cancel_dump_traceback_later()
    _reply(replies, _READY)
    while head := tasks.read(8 + _LENGTH.size):
        timeout, size = struct.unpack("<dQ", head)
        task = _exactly(tasks, size)
        # A thread in C that needs no interpreter lock: it ends this process even inside native code.
        faulthandler.dump_traceback_later(timeout, exit=True, file=silent)
        state, content = _outcome(task)
        faulthandler.cancel_dump_traceback_later()
        _reply(replies, state, content)
        if state in (_OUT_OF_MEMORY, _BROKEN):
            return


def _reply(pipe: BinaryIO, state: int, content: bytes = b"") -> None:
    _send(pipe, (bytes([state]), content))


def _outcome(task: bytes) -> tuple[int, bytes]:
    """What became of a task, ready to be sent."""
    try:
        function, args = pickle.loads(task)  # noqa: S301 (written by `Worker.run`)
        return _DONE, pickle.dumps(function(*args), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return _OUT_OF_MEMORY, b""
    except Exception as error:  # noqa: BLE001 (raised again at the other end)
        return _RAISED, _pickled(error)
    except BaseException as error:  # noqa: BLE001 (a panic of native code, or an exit)
        return _BROKEN, f"{type(error).__name__}: {error}".encode()


def _pickled(error: Exception) -> bytes:
    """The exception with its traceback as a note, or the like of it if it cannot be pickled."""
    note = f"In the worker process:\n{traceback.format_exc()}"
    error.add_note(note)
    with contextlib.suppress(Exception):
        content = pickle.dumps(error)
        pickle.loads(content)  # noqa: S301 (some exceptions can be written and not read again)
        return content
    plain = RuntimeError(f"{type(error).__name__}: {error}")
    plain.add_note(note)
    return pickle.dumps(plain)


def _cap(memory: int) -> None:
    if resource is None:
        return
    for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # some systems name a limit without having it
            resource.setrlimit(limit, (value, value))
