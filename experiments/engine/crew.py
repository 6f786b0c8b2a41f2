"""The crew: who does the runs of a command, processes of this machine or a cluster.

Results are the same, bit for bit, whoever does them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from experiments.engine.local import LocalWorkers, Workers
from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.engine.worker import Order, Report


def workers_of(number: int | None, cluster: str | None) -> Workers:
    """Processes on this machine, or a cluster. Raises InputError for one that does not answer."""
    if cluster is None:
        return LocalWorkers(number)
    if number is not None:
        raise InputError(
            "a cluster has the workers that it has",
            source="--workers",
            found=number,
            allowed="--workers or --cluster",
        )
    from experiments.engine.cluster import ClusterWorkers

    return ClusterWorkers(cluster)


class Staying:
    """Workers that stay for several batches of runs, until they are closed or something fails."""

    def __init__(self, crew: Workers) -> None:
        self._crew = crew
        self.shared_disk = crew.shared_disk

    def __enter__(self) -> Staying:
        return self

    def __exit__(self, *error: Any) -> None:
        if error and error[0] is not None:
            self.close()

    def close(self) -> None:
        """End all work."""
        self._crew.__exit__(None, None, None)

    @property
    def size(self) -> int:
        """How many tasks they do at a time."""
        return self._crew.size

    @property
    def free(self) -> int:
        """How many more orders it makes sense to give now."""
        return self._crew.free

    @property
    def threads(self) -> int:
        """How many threads the work of an order may use."""
        return self._crew.threads

    def give(self, number: int, order: Order) -> None:
        """Have an order done."""
        self._crew.give(number, order)

    def reports(self, seconds: float) -> Iterator[tuple[int, Report]]:
        """What workers say."""
        return self._crew.reports(seconds)

    def state(self) -> str:
        """What is being waited for, in a few words, or nothing."""
        return self._crew.state()
