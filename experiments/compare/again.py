"""A comparison again, from its manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from experiments.compare.old_names import present
from experiments.strategies.arms import Arm, arm_again
from experiments.strategies.own_code import NamedBy
from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.compare.question import Comparison


class Options(BaseModel):
    """What was asked for beside the world and the strategies (``Comparison.options``)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seeds: int
    until_settled: bool
    most_seeds: int
    outcomes: list[str]
    margins: dict[str, float]
    confidence: float
    perspective: str
    willingness_to_pay: list[float]
    discount_rate: float | None
    discount_rate_costs: float | None = None
    discount_rate_health: float | None = None
    budget: float | None = None
    guideline: str = ""
    by: list[str] = []
    people_of: int
    figures: bool
    draws: int = 0
    draws_file: str | None = None
    targets: dict[str, str] | None = None


def comparison_again(
    told: Mapping[str, Any], source: str, command: Sequence[str] = (), *, trust: bool = False
) -> Comparison:
    """The comparison that a manifest tells of, its input files being where it says.

    ``trust`` lets the Python files run that it names. Raises InputError where the manifest is not
    whole, or names a Python file that may not run.
    """
    from experiments.compare.question import Comparison
    from simulation.scenario import load_scenario

    try:
        options = Options.model_validate(told["options"])
        arms: list[Arm] = [
            arm_again(arm, NamedBy(source, source, trust)) for arm in told["strategies"]
        ]
        scenario, seed = dict(told["scenario"]), told["seed"]
        if type(seed) is not int or not arms:
            raise TypeError("no seed, or no strategies")
    except ValidationError as error:
        from simulation.parameters.problems import first_fault

        fault = first_fault(error, Options)
        raise InputError(
            fault.problem,
            source=source,
            field=".".join(part for part in ("options", fault.field) if part),
            found=fault.found,
            allowed=fault.allowed,
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "is not what it should be", source=source, allowed="the manifest of a comparison"
        ) from error
    try:
        world = load_scenario(scenario)
    except InputError as error:
        raise error.within(source) from error
    targets = None
    if options.targets is not None:
        from experiments.evidence.target_file import read_text

        try:
            targets = read_text(**options.targets, helps=world.services.rows())
        except (InputError, TypeError) as error:
            raise InputError(
                "is not what it should be", source=source, field="options.targets"
            ) from error
    pool = None
    if options.draws:
        from experiments.compare.uncertainty.pool import pool_of

        pool = pool_of(world, arms, options.draws_file)
    return Comparison(
        scenario=world,
        pool=pool,
        arms=arms,
        seed=seed,
        command=command,
        **{
            **options.model_dump(),
            "targets": targets,
            "outcomes": tuple(map(present, options.outcomes)),
            "margins": {present(name): margin for name, margin in options.margins.items()},
        },
    )
