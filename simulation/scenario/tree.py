"""The scenario: one frozen, typed description of a world and of what is done in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, SerializeAsAny, field_validator, model_validator

from simulation.parameters import Parameters, Section, Services, parameters_of
from simulation.parameters.costs import Costs
from simulation.parameters.culture import Culture
from simulation.parameters.prior_groups import KINDS as GROUP_KINDS
from simulation.parameters.spread import KINDS
from simulation.scenario.likeness import like_others
from simulation.scenario.merging import merged
from simulation.scenario.own_numbers import entries_of
from simulation.scenario.own_priors import check_groups, spreads_of
from simulation.scenario.people import (
    FilePath,
    Horizon,
    NetworkSource,
    PopulationSource,
    file_on_any_machine,
    refuse_unknown_built_in,
)
from simulation.scenario.place import Place
from simulation.strategies import Groups, Strategy, check_target, parse_strategies

FILES = (("population", "file"), ("network", "file"))
"""Fields of branches that name files: those of a scenario file are relative to where it lies."""
POSTERIOR = "posterior"
"""The field that names a file of draws, relative to the scenario file as the others are."""
MOST_STRATEGIES = 100
ONE_LINE = r"^[^\x00-\x1f\x7f]+$"


_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_DISTRIBUTION: dict[str, Any] = {
    "type": ["object", "null"],
    "properties": {
        "distribution": {"enum": list(KINDS)},
        "mean": {"type": "number"},
        "interval": _NUMBERS,
        "source": {"type": "string"},
        **{name: {"type": "number"} for names in KINDS.values() for name in names},
    },
    "required": ["distribution", "source"],
    "additionalProperties": False,
}
_GROUP: dict[str, Any] = {
    "type": ["object", "null"],
    "properties": {
        "kind": {"enum": list(GROUP_KINDS)},
        "members": {"type": "array", "items": {"type": "string"}, "minItems": 2},
        "rank_correlation": {"type": "number", "exclusiveMinimum": -1, "exclusiveMaximum": 1},
        "source": {"type": "string"},
    },
    "required": ["kind", "members", "source"],
    "additionalProperties": False,
}


class Scenario(Section):
    """A world and what is done in it; everything that a run depends on but its seed.

    Made by ``load_scenario``. Frozen, and closed to unknown names at any depth; every number in it
    carries its unit, bounds, source and prior (``parameter_rows``).
    """

    name: Annotated[str, Field(max_length=80, pattern=ONE_LINE, strict=True)] = Field(
        "scenario", description="What tables and figures call this world"
    )
    description: Annotated[str, Field(max_length=4_000, strict=True)] = Field(
        "", description="What the world is and why it is as it is"
    )
    population: PopulationSource = PopulationSource()
    network: NetworkSource = NetworkSource()
    services: Services = Services()
    culture: Culture = Culture()
    parameters: Parameters = Parameters()
    strategies: tuple[SerializeAsAny[Strategy], ...] = Field(
        (), max_length=MOST_STRATEGIES, description="What policy does; each entry names a strategy"
    )
    horizon: Horizon = Horizon()
    costs: Costs = Costs()
    place: Place = Place()

    numbers: tuple[tuple[str, ...], ...] = Field(
        (),
        max_length=100_000,
        description="Where numbers of this world are from: in a file, the name of a CSV file with "
        "rows of the table of numbers, whose values are taken; then those rows, cell by cell",
    )

    priors: dict[str, Any] = Field(
        {},
        max_length=10_000,
        description="What numbers may be, by name: a distribution with its mean and the interval "
        "that holds 95 % of it, and where that is from",
        json_schema_extra={"additionalProperties": _DISTRIBUTION},
    )
    posterior: FilePath | None = Field(
        None,
        description="Draws of numbers, all of them consistent with what is known of this world: a "
        "Parquet file as helpseek calibrate --draws writes it. A single run does not read it; "
        "comparisons take from it how far the numbers are in doubt",
    )
    prior_groups: dict[str, Any] = Field(
        {},
        max_length=1_000,
        description="Numbers in doubt together, by the name of the group: ordered or correlated",
        json_schema_extra={"additionalProperties": _GROUP},
    )

    @model_validator(mode="before")
    @classmethod
    def _services_said_in_part(cls, tree: Any) -> Any:
        # A service of which only the price is said keeps all else of that service, not of any.
        if isinstance(tree, Mapping) and isinstance(tree.get("services"), Mapping):
            usual = Services().model_dump()
            said = like_others(usual, tree["services"])
            return {**tree, "services": merged(Services, usual, said)}
        return tree

    @field_validator("numbers")
    @classmethod
    def _rows_of_the_table(cls, rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        entries_of(rows)
        return rows

    @field_validator(POSTERIOR)
    @classmethod
    def _posterior_that_there_is(cls, file: str | None) -> str | None:
        refuse_unknown_built_in(file)
        return file

    @field_validator("strategies", mode="before")
    @classmethod
    def _strategies(cls, entries: Any) -> tuple[Strategy, ...]:
        return parse_strategies(entries)

    @model_validator(mode="after")
    def _targets_that_there_are(self) -> Scenario:
        for place, strategy in enumerate(self.strategies):
            check_target(strategy.target, self.groups, f"strategies.{place}.target")
        return self

    @property
    def groups(self) -> Groups:
        """What the people of this world are told apart by, besides columns of the model."""
        helps = tuple(row.name for row in self.services.rows())
        return Groups(tuple(self.culture.groups), tuple(self.population.keep), helps)

    @model_validator(mode="after")
    def _priors_that_can_be(self) -> Scenario:
        if self.priors or self.prior_groups:
            rows = [row for row in parameters_of(self) if row.default is not None]
            spreads_of(self.priors, rows)
            check_groups(self.prior_groups, rows)
        return self

    def resolved(self) -> dict[str, Any]:
        """The scenario as plain mappings, lists, words and numbers, every field written out.

        ``load_scenario`` makes an equal scenario of it, whatever the defaults are by then.
        """
        tree = self.model_dump(mode="json", exclude={"strategies"})
        for branch, name in FILES:
            if tree[branch][name] is not None:
                tree[branch][name] = file_on_any_machine(tree[branch][name])
        if tree[POSTERIOR] is not None:
            tree[POSTERIOR] = file_on_any_machine(tree[POSTERIOR])
        strategies = [strategy_entry(strategy) for strategy in self.strategies]
        return {"extends": None, **tree, "strategies": strategies}


def strategy_entry(strategy: Strategy) -> dict[str, Any]:
    """A strategy as an entry of a scenario file."""
    return {"name": strategy.kind, **strategy.model_dump(mode="json")}
