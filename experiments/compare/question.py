"""What a comparison is asked, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.compare.analysis import Analysis
from experiments.compare.economics import Economics
from experiments.compare.statistics.paired import CONFIDENCE
from experiments.compare.statistics.stopping import looks
from experiments.files import manifest
from experiments.files.files_read import records
from experiments.measured.discounting import Rates, rates_of
from experiments.strategies.arms import Arm
from simulation.measures.whole_time import CARE, ILLNESS

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.compare.uncertainty.pool import OverDraws, Pool
    from experiments.compare.value.worth import Worth
    from experiments.evidence.target_file import Targets
    from experiments.evidence.writing import Told
    from simulation.scenario import Scenario


SEEDS_WITH_PEOPLE = 5
"""Seeds, the first ones, of which every person who changed is kept: enough to look at lives, and
bounded however many seeds there are."""
TO_SETTLE = (CARE, ILLNESS)
"""Outcomes that are to be settled unless others are named."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A comparison as it was asked for.

    With ``until_settled`` seeds are added, from ``seeds`` up to ``most_seeds``, until the
    differences in ``outcomes`` are settled for all strategies. ``outcomes`` are also those of which
    the best strategy is told. ``budget`` is what strategies may cost whoever runs them, a year, for
    the whole place. ``guideline`` is the name of the one whose rates, amounts and perspective are
    used where nothing else was said. ``by`` are groupings to be told beside the usual ones.
    """

    scenario: Scenario
    arms: Sequence[Arm]
    seed: int = 1
    seeds: int = 40
    until_settled: bool = False
    most_seeds: int = 400
    outcomes: Sequence[str] = TO_SETTLE
    margins: Mapping[str, float] = field(default_factory=dict)
    confidence: float = CONFIDENCE
    perspective: str = "all"
    willingness_to_pay: Sequence[float] = ()
    discount_rate: float | None = None
    discount_rate_costs: float | None = None
    discount_rate_health: float | None = None
    budget: float | None = None
    guideline: str = ""
    by: Sequence[str] = ()
    people_of: int = SEEDS_WITH_PEOPLE
    workers: int | None = None
    cluster: str | None = None
    figures: bool = True
    command: Sequence[str] = ()
    targets: Targets | None = None
    """A file of targets that doing nothing is put beside."""
    pool: Pool | None = None
    """Where draws of the numbers come from; None for luck alone."""
    draws: int = 0
    draws_file: str | None = None
    """A file of draws that was named, in place of the world's posterior."""
    chosen: str = ""
    """Why so many draws and seeds, in words, where nobody said how many."""

    @property
    def rate(self) -> Rates:
        """The discount rates: those that were given, or those of the world."""
        return rates_of(
            self.scenario.costs,
            self.discount_rate,
            self.discount_rate_costs,
            self.discount_rate_health,
        )

    def options(self) -> dict[str, Any]:
        """What was asked for beside the world and the strategies, as a manifest tells it."""
        return {
            "seeds": self.seeds,
            "until_settled": self.until_settled,
            "most_seeds": self.most_seeds,
            "outcomes": list(self.outcomes),
            "margins": dict(self.margins),
            "confidence": self.confidence,
            "perspective": self.perspective,
            "willingness_to_pay": list(self.willingness_to_pay),
            "discount_rate": self.discount_rate,
            "discount_rate_costs": self.discount_rate_costs,
            "discount_rate_health": self.discount_rate_health,
            "budget": self.budget,
            "guideline": self.guideline,
            "by": list(self.by),
            "people_of": self.people_of,
            "figures": self.figures,
            "draws": self.draws,
            "draws_file": self.draws_file,
            "targets": None if self.targets is None else self.targets.told(),
        }

    def looks(self) -> list[int]:
        """The numbers of seeds at which one looks whether all is settled."""
        return looks(self.seeds, self.most_seeds) if self.until_settled else [self.seeds]

    def inputs(self) -> list[dict[str, Any]]:
        """All files that are read, with their hashes; InputError where one cannot be read."""
        own = dict.fromkeys(str(own["file"]) for arm in self.arms for own in arm.own)
        files = [("strategy", path) for path in own]
        if self.pool is not None and self.pool.file is not None:
            files.append(("posterior" if self.draws_file is None else "draws", self.pool.file))
        return [*records(self.scenario), *(manifest.input_record(*file) for file in files)]

    @property
    def world_told(self) -> Scenario:
        """The world as the manifest tells it: with its posterior only where that was read."""
        read = self.pool is not None and self.pool.source == "posterior"
        told: Scenario = self.scenario if read else manifest.without_posterior(self.scenario)
        return told

    def world(self) -> dict[str, Any]:
        """The world that is compared in, without what only words and sums depend on."""
        tree = manifest.held(self.scenario)
        costs = {k: v for k, v in tree["costs"].items() if k.startswith("disability")}
        words = {"name": "", "description": "", "place": {}, "priors": {}, "prior_groups": {}}
        return {**tree, "costs": costs, **words}


@dataclass(frozen=True)
class Failed:
    """An arm that could not be lived through in a seed (of a draw), and why."""

    strategy: str
    seed: int
    kind: str
    message: str
    draw: int = 0


@dataclass(frozen=True)
class Found:
    """What a comparison found.

    ``planned`` are the numbers of seeds at which one would look, ``looked`` those at which one did:
    one number each, but for ``until_settled``. ``people`` tells of every person who changed, in the
    first seeds. ``looked_at`` are all numbers of seeds at which results were ever written into the
    directory, these and earlier ones.
    """

    analysis: Analysis
    economics: Economics
    planned: Sequence[int]
    looked: Sequence[int]
    failed: Sequence[Failed]
    people: pa.Table
    looked_at: Sequence[int]
    over_draws: OverDraws | None = None
    """What belongs to draws; None of luck alone."""
    worth: Worth | None = None
    """What doubt about the numbers means for the decision; None of luck alone."""


@dataclass(frozen=True)
class Finished:
    """A comparison that is done: where its results are, and what it found."""

    path: Path
    asked: Comparison
    found: Found
    manifest: Mapping[str, Any]
    beside: Told | None = None
    """Doing nothing beside targets, where a file of them was given."""
