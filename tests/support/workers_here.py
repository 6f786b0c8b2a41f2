"""Workers that work in this process: what the engine's processes do, without starting any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from experiments.engine.worker import Order, Report, perform


class WorkersHere:
    """One worker, in this process; a task begins when its reports are asked for."""

    shared_disk = True
    size = threads = 1

    def __init__(self, number: int | None = None) -> None:
        self._orders: list[tuple[int, Order]] = []

    def __enter__(self) -> WorkersHere:
        return self

    def __exit__(self, *_: Any) -> None:
        self._orders.clear()

    @property
    def free(self) -> int:
        return 1 - len(self._orders)

    def give(self, number: int, order: Order) -> None:
        self._orders.append((number, order))

    def reports(self, seconds: float) -> Iterator[tuple[int, Report]]:
        for number, order in self._orders:
            for report in perform(order):
                yield number, report
        self._orders.clear()

    def state(self) -> str:
        return ""


@contextmanager
def working_here() -> Iterator[None]:
    """Commands do the work of their processes in this one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.engine.crew.LocalWorkers", WorkersHere)
        yield
