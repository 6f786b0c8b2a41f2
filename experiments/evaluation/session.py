"""One command that evaluates the model: a directory, its store, and workers, from begin to end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.engine import Store
from experiments.engine.crew import Staying, workers_of
from experiments.engine.home import Home
from experiments.engine.room import require_workers
from experiments.evaluation.evaluations import Evaluations, Progress
from experiments.files import manifest
from experiments.files.files_read import records
from experiments.files.results import InOrder, Results
from experiments.sweep.work import WORK
from experiments.uncertainty.uncertain import Uncertain
from simulation.machine import available_threads

if TYPE_CHECKING:
    from experiments.engine.local import Workers
    from simulation.scenario import Scenario


@contextlib.contextmanager
def evaluating(
    home: Home,
    scenario: Scenario,
    uncertain: Sequence[Uncertain],
    outcomes: Sequence[str],
    question: Mapping[str, Any],
    *,
    replace: bool,
    workers: int | None,
    progress: Progress,
    cluster: str | None = None,
    crew: Workers | None = None,
    told_of_home: Callable[[Path], None] = lambda path: None,
    work: str = WORK,
    further: Sequence[str] = (),
    more: Mapping[str, Any] | None = None,
) -> Iterator[Evaluations]:
    """Evaluations in a directory that answers ``question``; workers stay to the end of the block.

    Runs are done by ``workers`` processes of this machine, by a ``cluster`` at an address, or by a
    ``crew`` that is given; ``work``, ``further`` and ``more``
    are those of ``Evaluations``.
    """
    if crew is None and cluster is None:
        require_workers(scenario, workers or available_threads())
    kind = f"helpseek {home.command} 1"
    with Store(home.kept, kind=kind, code=manifest.code_hash()) as store:
        home.ask(store, question, replace=replace)
        told_of_home(home.path)
        staying = Staying(workers_of(workers, cluster) if crew is None else crew)
        try:
            yield Evaluations(
                scenario,
                uncertain,
                outcomes,
                store,
                staying,
                progress,
                work=work,
                further=further,
                more=more,
            )
        finally:
            if crew is None:
                staying.close()


def write_manifest(
    results: Results, command: Sequence[str], scenario: Scenario, told: Mapping[str, Any]
) -> None:
    """Write the manifest, last of all files: what made the results, with their hashes."""
    from experiments.files.results import MANIFEST

    results.write_json(
        MANIFEST,
        {
            **told,
            "command": list(command),
            "scenario": InOrder(scenario.resolved()),
            "inputs": records(scenario),
            "code": manifest.code_hash(),
            "versions": manifest.versions(),
            "machine": manifest.machine(),
            "results": results.files(),
        },
    )
