"""The work of a calibration: one town at one point, and what it gives for each published figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.engine.task import Failure
from experiments.sweep.work import SweepWork

if TYPE_CHECKING:
    import pyarrow as pa

    from simulation.scenario import Scenario

WORK = f"{__name__}:FiguresOfTown"


def column_of_target(name: str) -> str:
    """The column in which the counterpart of a published figure is kept."""
    return f"figure {name}"


class _Ready(NamedTuple):
    scenario: Scenario
    seed: int
    threads: int


class FiguresOfTown(SweepWork):
    """Runs that measure published figures as ``helpseek evidence`` does.

    ``common`` is that of a sweep with ``targets``: the figures, as ``told_of_targets`` gives them.
    """

    def prepare(self, shared: Mapping[str, Any], threads: int) -> Any:
        """The world at a point; what the figures need is simulated with the run."""
        from simulation.scenario import load_scenario

        scenario = load_scenario(self._scenario, shared["settings"])
        return _Ready(scenario, shared["seed"], threads)

    def run(self, prepared: Any, what: Mapping[str, Any]) -> Mapping[str, pa.Table]:
        """One row with a column for each figure."""
        from experiments.evaluation.aims import targets_again
        from experiments.evidence.seed import measure
        from experiments.strategies.arms import arm_again
        from experiments.strategies.own_code import NamedBy
        from simulation.scenario import load_scenario

        strategies = arm_again(what["arm"], NamedBy("strategies")).strategies
        scenario = load_scenario(prepared.scenario, {"strategies": list(strategies)})
        targets = targets_again(self.common["targets"], scenario.services.rows())
        told = measure(scenario, prepared.seed, targets, prepared.threads, lambda: None)
        return {"runs": self._figures(prepared.seed, what, told.values, None)}

    def failed(
        self, shared: Mapping[str, Any], what: Mapping[str, Any], failure: Failure
    ) -> Mapping[str, pa.Table]:
        """The row of a run that failed: all but the figures, and why."""
        nothing = [None] * len(self.common["targets"]["ids"])
        return {"runs": self._figures(shared["seed"], what, nothing, failure)}

    def _figures(
        self, seed: int, what: Mapping[str, Any], values: Any, failure: Failure | None
    ) -> pa.Table:
        names = map(column_of_target, self.common["targets"]["ids"])
        return self._row(seed, what, dict(zip(names, values, strict=True)), failure)
