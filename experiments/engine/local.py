"""Workers on this machine: processes of their own, warm, each with its share of the processors."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from experiments.engine.worker import Fault, Lost, Order, Over, Report, Stranger, Unwritten, perform
from simulation.memory import trust

_LAST = (Over, Unwritten, Stranger, Fault)
_PATIENCE = 2.0
"""Seconds that a worker has to end itself before it is killed."""
_LIBRARIES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""Variables that tell numerical libraries how many threads to start."""


class Workers(Protocol):
    """Whoever does tasks: takes orders, and reports."""

    shared_disk: bool
    """Whether workers are known to see the directory of the store."""

    def __enter__(self) -> Workers: ...

    def __exit__(self, *_: Any) -> None:
        """End all work at once."""

    @property
    def size(self) -> int:
        """How many tasks they do at a time."""

    @property
    def free(self) -> int:
        """How many more orders it makes sense to give now."""

    @property
    def threads(self) -> int:
        """How many threads the work of an order may use."""

    def give(self, number: int, order: Order) -> None:
        """Have an order done; reports about it carry its number."""

    def reports(self, seconds: float) -> Iterator[tuple[int, Report]]:
        """What workers say, waiting so long for the first word of any."""

    def state(self) -> str:
        """What is being waited for, in a few words, or nothing."""


class LocalWorkers:
    """Processes on this machine: ``number`` of them, as many as there are processors by default.

    Each has its share of the processors for compiled threads. They are started afresh, not forked,
    so that threads and compiled code are safe, and they end when this process does, however it
    does.
    """

    shared_disk = True

    def __init__(self, number: int | None = None) -> None:
        from simulation.machine import available_threads

        processors = available_threads()
        self._number = number or processors
        self._threads = max(1, processors // self._number)
        self._context = multiprocessing.get_context("spawn")
        self._idle: list[_Process] = []
        self._busy: dict[int, _Process] = {}

    def __enter__(self) -> LocalWorkers:
        return self

    def __exit__(self, *_: Any) -> None:
        everybody = [*self._idle, *self._busy.values()]
        self._idle, self._busy = [], {}
        for each in everybody:
            each.end()
        for each in everybody:
            each.wait()

    @property
    def size(self) -> int:
        """How many processes there are, or will be."""
        return self._number

    @property
    def free(self) -> int:
        """How many workers have nothing to do."""
        return self._number - len(self._busy)

    @property
    def threads(self) -> int:
        """How many threads each has."""
        return self._threads

    def give(self, number: int, order: Order) -> None:
        """Have an order done by a worker, started now if none is idle."""
        worker = self._idle.pop() if self._idle else _Process(self._context, self._threads)
        self._busy[number] = worker
        # A worker that died since shows in what is read from it.
        with contextlib.suppress(OSError):
            worker.line.send(order)

    def reports(self, seconds: float) -> Iterator[tuple[int, Report]]:
        """One word of each worker that has something to say, or that it has died."""
        numbers = {worker.line: number for number, worker in self._busy.items()}
        for line in wait(list(numbers), seconds):
            number = numbers[line]
            worker = self._busy[number]
            try:
                report = worker.line.recv()
            except (EOFError, OSError):
                del self._busy[number]
                yield number, Lost(worker.last_words())
                continue
            if isinstance(report, _LAST):
                self._idle.append(self._busy.pop(number))
            yield number, report

    def state(self) -> str:
        """Nothing is ever waited for here."""
        return ""


class _Process:
    """One worker and the line to it."""

    def __init__(self, context: Any, threads: int) -> None:
        self.line, theirs = context.Pipe()
        with _few_threads(threads):
            self.process = context.Process(target=_live, args=(theirs,), daemon=True)
            self.process.start()
        theirs.close()

    def last_words(self) -> str:
        """How the process ended."""
        self.process.join(_PATIENCE)
        code = self.process.exitcode
        self.wait()
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                name = signal.Signals(-code).name
                why = ", as happens when memory runs out" if name == "SIGKILL" else ""
                return f"its process was ended by {name}{why}"
        return f"its process ended itself with exit code {code}"

    def end(self) -> None:
        """Ask the process to end now."""
        self.line.close()
        self.process.terminate()

    def wait(self) -> None:
        """Wait for the end of the process, and kill it if it takes long."""
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.line.close()


@contextlib.contextmanager
def _few_threads(threads: int) -> Iterator[None]:
    """Have processes started in the block keep numerical libraries to these threads."""
    before = {name: os.environ.get(name) for name in _LIBRARIES}
    for name in _LIBRARIES:
        os.environ.setdefault(name, str(threads))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)


def _live(line: Connection) -> None:
    """The life of a worker: take orders and report until the line is cut."""
    # Ctrl-C, and the end of a terminal, go to all its processes: the main one ends the workers.
    for number in ("SIGINT", "SIGHUP"):
        if hasattr(signal, number):
            signal.signal(getattr(signal, number), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(1))
    trust()
    orders = _Orders(line)
    while True:
        order = orders.next()
        try:
            for report in perform(order):
                line.send(report)
        except (BrokenPipeError, ConnectionResetError):
            os._exit(1)
        except BaseException:
            import traceback

            line.send(Fault(traceback.format_exc()))


class _Orders:
    """Orders as they come in; when the main process dies this one ends at once, even at work."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._waiting: list[Order] = []
        self._there = threading.Semaphore(0)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                self._waiting.append(self._line.recv())
            except (EOFError, OSError):
                os._exit(1)
            self._there.release()

    def next(self) -> Order:
        """The next order; waits for it."""
        self._there.acquire()
        return self._waiting.pop(0)
