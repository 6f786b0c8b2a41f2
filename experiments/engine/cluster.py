"""Workers of a dask.distributed cluster: the same tasks, on machines elsewhere.

The scheduler finds workers that have died and gives their tasks to others; a task that has killed
several is given up by it, and then taken apart here, so that only the run at fault fails. Workers
need the same version of Helpseek, and the files that a plan names in the same places. Those that do
not see the directory of the results send their pieces back.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from experiments.engine.worker import Lost, Order, Report, perform_all
from simulation.errors import InputError

if TYPE_CHECKING:
    from distributed import Client, Future

Found = TypeVar("Found")

_PATIENCE = 5.0
"""Seconds in which a scheduler has to answer."""
_SCHEMES = ("tcp", "tls", "ws", "wss")
_ALLOWED = "tcp://HOST:PORT of a dask scheduler, or its scheduler file"
_AHEAD = 2
"""Tasks that each thread of a worker has or has waiting, so that it need not wait for us."""
_DISASTERS = (
    "KilledWorker",
    "CancelledError",
    "FutureCancelledError",
    "CommClosedError",
    "TimeoutError",
)
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
        if find_spec("distributed") is not None:
            _knock(address)  # before what takes long to import
        import dask
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "dask.distributed is not installed",
            source="--cluster",
            found=address,
            allowed="the extra 'cluster', or pip install distributed",
        ) from error
    import logging

    # What the scheduler has to say about workers that come and go is told in our own words.
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)

    class Quiet(Client):
        """A client that is ended by us alone: one that never began would complain when freed."""

        def __del__(self) -> None: ...

    def connect() -> Client:
        with dask.config.set({"distributed.comm.timeouts.connect": _PATIENCE}):
            return Quiet(_address(address), timeout=_PATIENCE, set_as_default=False)

    return _within_patience(address, connect)


def _within_patience(address: str, work: Callable[[], Found]) -> Found:
    """What the work gives. InputError where it fails, with whatever error (those who answer may be
    no scheduler at all), or takes too long: neither dask nor the look-up of a name keeps to a time.
    """
    ended: list[Found | Exception] = []

    def do() -> None:
        try:
            ended.append(work())
        except Exception as error:
            ended.append(error)

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(2.0 * _PATIENCE)
    found = ended[0] if ended else TimeoutError()
    if isinstance(found, Exception):
        raise _silent(address, found) from found
    return found


def _silent(address: str, error: Exception) -> InputError:
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    if isinstance(error, MemoryError):
        words = "what answers is no dask scheduler"
    elif (
        isinstance(error, OSError) and not error.strerror and not isinstance(error, ConnectionError)
    ):  # dask's own, with all that it tried
        words = f"not within {_PATIENCE:g} s"
    return InputError(
        f"no scheduler answers ({words})", source="--cluster", found=address, allowed=_ALLOWED
    )


def _address(given: str) -> str:
    """The address of a scheduler; where a file is given, the one that stands in it."""
    if not os.path.isfile(given):
        return given
    try:
        with open(given, encoding="utf-8") as file:
            told = json.load(file)["address"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        told = error
    if not isinstance(told, str):
        raise InputError("not a scheduler file", source="--cluster", found=given, allowed=_ALLOWED)
    return told


def _knock(given: str) -> None:
    """Find out quickly whether anybody listens; dask would wait, and try again, for long."""
    address = _address(given)
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme == "ucx":  # not over TCP
        return
    if not host or not port or parts.scheme not in _SCHEMES:
        raise InputError("not an address", source="--cluster", found=address, allowed=_ALLOWED)

    def knock() -> None:
        with socket.create_connection((host, port), _PATIENCE) as line:
            if parts.scheme == "tcp":  # schedulers speak first
                line.settimeout(_PATIENCE)
                if not line.recv(1):
                    raise ConnectionError("no dask scheduler")

    _within_patience(given, knock)


def _gone(address: str) -> OSError:
    return OSError(0, "the scheduler of the cluster does not answer any more", address)
