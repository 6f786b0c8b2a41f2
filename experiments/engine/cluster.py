"""Workers of a dask.distributed cluster: the same tasks, on machines elsewhere.

The scheduler finds workers that have died and gives their tasks to others; a task that has killed
several is given up by it, and then taken apart here, so that only the run at fault fails. Workers
need the same version of Helpseek, and the files that a plan names in the same places. Those that do
not see the directory of the results send their pieces back.
"""

from __future__ import annotations

import contextlib
import os
import queue
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from experiments.engine.worker import Lost, Order, Report, perform_all
from simulation.errors import InputError

if TYPE_CHECKING:
    from distributed import Client, Future

_PATIENCE = 15.0
"""Seconds in which a scheduler has to answer."""
_AHEAD = 2
"""Tasks that each thread of a worker has or has waiting, so that it need not wait for us."""
_DISASTERS = (
    "KilledWorker", "CancelledError", "FutureCancelledError", "CommClosedError", "TimeoutError",
)  # fmt: skip
"""Errors by which the scheduler tells that a task has gone down with its workers."""


class ClusterWorkers:
    """The workers of a cluster, by the address of its scheduler or the path of its scheduler file.

    Raises InputError where dask.distributed is not installed or nobody answers at the address.
    """

    shared_disk = False
    """Whether they see our disk is found out by each worker."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = _client(address)
        self._said: queue.SimpleQueue[tuple[int, Future]] = queue.SimpleQueue()
        self._doing: dict[int, Future] = {}
        self._slots = 0
        self._look()

    def __enter__(self) -> ClusterWorkers:
        return self

    def __exit__(self, *_: Any) -> None:
        doing, self._doing = list(self._doing.values()), {}
        with contextlib.suppress(Exception):  # whatever state the cluster is in
            if doing:
                self._client.cancel(doing, force=True)
        with contextlib.suppress(Exception):
            self._client.close(timeout=_PATIENCE)

    @property
    def size(self) -> int:
        """How many threads all workers have; one while there are none."""
        return max(1, self._slots)

    @property
    def free(self) -> int:
        """How many tasks more the cluster can have or have waiting; one while it has no workers."""
        return (_AHEAD * self._slots or 1) - len(self._doing)

    @property
    def threads(self) -> int:
        """One: a worker of a cluster does as many tasks at a time as it has threads."""
        return 1

    def give(self, number: int, order: Order) -> None:
        """Have an order done by any worker."""
        future = self._client.submit(perform_all, order, pure=False)
        self._doing[number] = future
        future.add_done_callback(lambda done: self._said.put((number, done)))

    def reports(self, seconds: float) -> Iterator[tuple[int, Report]]:
        """All that is to be said of the tasks that have ended."""
        self._look()
        try:
            number, future = self._said.get(timeout=seconds)
        except queue.Empty:
            return
        while True:
            if self._doing.pop(number, None) is not None:
                for report in self._told(future):
                    yield number, report
            try:
                number, future = self._said.get_nowait()
            except queue.Empty:
                return

    def state(self) -> str:
        """Whether there are workers."""
        return "" if self._slots else "waiting for workers of the cluster"

    def _look(self) -> None:
        """Count the threads of all workers that there are now."""
        try:
            self._slots = sum(self._client.nthreads().values())
        except Exception as error:
            raise _gone(self._address) from error

    def _told(self, future: Future) -> list[Report]:
        error = future.exception() if future.status == "error" else None
        try:
            reports: list[Report] = [] if error else future.result(timeout=_PATIENCE)
        except Exception as gone:  # its worker died after it was done
            error = gone
        if error is None:
            return reports
        if type(error).__name__ in _DISASTERS:
            # The scheduler suspects all tasks that the worker had, those not yet begun as well.
            return [Lost("the workers of the cluster died that did it", certain=False)]
        raise error


def _client(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "dask.distributed is not installed", source="--cluster", found=address,
            allowed="the extra 'cluster', or pip install distributed",
        ) from error  # fmt: skip
    import logging

    # What the scheduler has to say about workers that come and go is told in our own words.
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        if os.path.isfile(address):
            return Client(scheduler_file=address, timeout=_PATIENCE, set_as_default=False)
        return Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, ImportError) as error:
        words = str(error).splitlines() or [type(error).__name__]
        raise InputError(
            f"no scheduler answers ({words[0]})", source="--cluster", found=address,
            allowed="tcp://HOST:PORT of a dask scheduler, or its scheduler file",
        ) from error  # fmt: skip


def _gone(address: str) -> OSError:
    return OSError(0, "the scheduler of the cluster does not answer any more", address)
