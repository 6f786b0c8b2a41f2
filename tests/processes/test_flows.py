"""Stocks and flows: what is counted is what happens, and it is on the map of the pathway."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from simulation.events import Events
from simulation.measures.categories import (
    AWARE,
    COMPLETED,
    DROPPED_OUT,
    HAS_ACCEPTED,
    IN_CARE,
    MODALITIES,
    NO_DISTRESS,
    NOBODY,
    SEVERITIES,
    STAGE_ROWS,
    STAGES,
    UNAWARE,
    WELL,
    WITH_A_SERVICE,
    codes_in,
    named_in,
)
from simulation.measures.weekly import COUNTED
from simulation.population.columns import COLUMNS, NEVER
from simulation.town import Town
from tests.support.busy_towns import LIVELY
from tests.support.towns import bits, town_of

WEEKS = 156

MAP = {
    "distress": {
        ("well", "unaware"),
        ("well", "aware"),
        *((stage, "well") for stage in STAGES if stage not in ("well", "in_care")),
    },
    "recognition": {
        ("unaware", "aware"),
        *((stage, "well") for stage in STAGES[AWARE:IN_CARE]),
    },
    "seeking": {
        ("aware", "intending"),
        ("intending", "aware"),
        ("intending", "asking"),
        ("asking", "refused"),
        ("asking", "waiting"),
        ("refused", "asking"),
        ("refused", "aware"),
        ("completed", "intending"),
        ("dropped_out", "intending"),
    },
    "help resistance": {("aware", "intending"), ("refused", "intending")},
    "services": {("waiting", "in_care"), ("waiting", "intending"), ("waiting", "aware")},
    "treatment": {
        ("in_care", "waiting"),
        ("in_care", "completed"),
        ("in_care", "dropped_out"),
        ("in_care", "well"),
    },
}
"""From which stage to which each process may take a person."""


class Lived:
    """A lively town, its columns at the end of each week, and all events."""

    def __init__(self) -> None:
        self.town = town_of(3000, threads=2, **LIVELY)
        self.town.events = Events(self.town.people)
        self.start = {name: value.copy() for name, value in self.town.people.columns().items()}
        self.ends: list[dict[str, NDArray[Any]]] = []
        for _ in range(WEEKS):
            self.town.step()
            self.ends.append(bits(self.town))
        self.events: pd.DataFrame = self.town.events.frame()
        self.adult = self.town.people.age >= 18

    def column(self, week: int, name: str) -> NDArray[Any]:
        return self.ends[week][f"people.{name}"]


@pytest.fixture(scope="module")
def lived_through() -> Lived:
    from simulation import compiled

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "SMALLEST_SHARE", 100)  # two threads count together
        return Lived()


def series(lived: Lived, name: str) -> NDArray[np.int64]:
    return lived.town.history.series(name)


def test_everything_that_can_be_counted_has_happened(lived_through: Lived) -> None:
    table = lived_through.town.history.table
    assert table.shape == (WEEKS, len(COUNTED))
    rare = [name for name, total in zip(COUNTED, table.sum(axis=0), strict=True) if total < 5]
    assert rare == ["subsidies"], "no strategy pays for anybody here"
    assert (table >= 0).all()


def test_stocks_are_the_people(lived_through: Lived) -> None:
    for week in range(WEEKS):
        stage, severity, modality = (
            lived_through.column(week, name)[lived_through.adult]
            for name in ("stage", "severity", "modality")
        )
        for code, name in enumerate(STAGES):
            assert series(lived_through, f"stage_{name}")[week] == np.count_nonzero(stage == code)
        for code, name in enumerate(SEVERITIES):
            of_severity = np.count_nonzero(severity == code)
            assert series(lived_through, f"severity_{name}")[week] == of_severity
        for code, name in enumerate(MODALITIES):
            treated = np.count_nonzero((stage == IN_CARE) & (modality == code))
            assert series(lived_through, f"in_care_{name}")[week] == treated


def test_adults_are_constant_and_all_are_counted(lived_through: Lived) -> None:
    adults = np.count_nonzero(lived_through.adult)
    for kind, names in (("stage", STAGES), ("severity", SEVERITIES)):
        total = sum(series(lived_through, f"{kind}_{name}") for name in names)
        assert set(np.asarray(total).tolist()) == {adults}
    in_care = sum(series(lived_through, f"in_care_{name}") for name in MODALITIES)
    assert np.array_equal(in_care, series(lived_through, "stage_in_care"))
    year = series(lived_through, "disorder_12m")
    assert (year <= adults).all()
    assert (year >= adults - series(lived_through, "severity_none")).all()
    for part in ("need", "service"):
        assert (series(lived_through, f"disorder_12m_with_{part}_12m") <= year).all()


@pytest.mark.parametrize(
    ("stock", "into", "out_of"),
    [
        ("ill", ("onsets",), ("remissions",)),
        ("stage_in_care", ("entries",), ("completions", "dropouts", "step_ups")),
    ],
)
def test_stocks_change_by_their_flows(
    lived_through: Lived, stock: str, into: tuple[str, ...], out_of: tuple[str, ...]
) -> None:
    if stock == "ill":
        level = np.count_nonzero(lived_through.adult) - series(lived_through, "severity_none")
    else:
        level = series(lived_through, stock)
    flow = sum(series(lived_through, name) for name in into) - sum(
        series(lived_through, name) for name in out_of
    )
    assert np.array_equal(np.diff(level), np.asarray(flow)[1:])


def changes(lived: Lived, what: str, process: str, **wanted: tuple[str, ...]) -> NDArray[Any]:
    """How many events of a kind each week had."""
    events = lived.events
    chosen = (events["what"] == what) & (events["process"] == process)
    for name, values in wanted.items():
        chosen &= events[name].isin(values)
    return np.bincount(events["week"][chosen], minlength=WEEKS)


AFTER_AN_OFFER = ("refused", *named_in(STAGE_ROWS, HAS_ACCEPTED))
FROM_STAGES: dict[str, dict[str, Any]] = {
    "recognitions": {"process": "recognition", "before": ("unaware",), "after": ("aware",)},
    "intentions": {"process": "seeking", "before": ("aware",), "after": ("intending",)},
    "requests": {"process": "seeking", "after": ("asking",)},
    "repeated_requests": {"process": "seeking", "before": ("refused",), "after": ("asking",)},
    "offers": {"process": "seeking", "before": ("asking",), "after": AFTER_AN_OFFER},
    "refusals": {"process": "seeking", "before": ("asking",), "after": ("refused",)},
    "returns": {"process": "seeking", "before": ("completed", "dropped_out")},
    "entries": {"process": "services", "after": ("in_care",)},
    "step_ups": {"process": "treatment", "after": ("waiting",)},
}
"""Flows as changes of stage."""


@pytest.mark.parametrize("flow", FROM_STAGES)
def test_flows_are_the_changes_of_stage(lived_through: Lived, flow: str) -> None:
    counted = changes(lived_through, "stage", **FROM_STAGES[flow])
    assert np.array_equal(counted, series(lived_through, flow))


def test_flows_are_the_other_changes(lived_through: Lived) -> None:
    def flow(*names: str) -> Any:
        return sum(series(lived_through, name) for name in names)

    ill = tuple(name for name in SEVERITIES if name != "none")
    onsets = changes(lived_through, "severity", "distress", before=("none",), after=ill)
    assert np.array_equal(onsets, flow("onsets"))
    ends = changes(lived_through, "severity", "distress", after=("none",))
    assert np.array_equal(ends, flow("remissions"))
    deeper = changes(lived_through, "severity", "distress", before=("mild",), after=("moderate",))
    deeper += changes(lived_through, "severity", "distress", before=ill, after=("severe",))
    assert np.array_equal(deeper, flow("deepenings"))
    missed = changes(
        lived_through, "stage", "services", before=("waiting",), after=("aware", "intending")
    )
    assert np.array_equal(missed, flow("no_shows", "withdrawals"))
    over = changes(lived_through, "stage", "treatment", after=("well", "completed", "dropped_out"))
    assert np.array_equal(over, flow("completions", "dropouts"))
    sessions = changes(lived_through, "sessions", "treatment")
    assert np.array_equal(sessions, flow(*(f"visits_{name}" for name in MODALITIES)))
    refused = lived_through.events.query("what == 'refusals' and process == 'seeking'")
    assert len(refused) == flow("refusals").sum()
    back = changes(lived_through, "stage", "seeking", before=("intending",), after=("aware",))
    assert (back >= flow("structural_failures")).all()


def test_all_steps_are_on_the_map_and_all_of_the_map_is_walked(lived_through: Lived) -> None:
    stages = lived_through.events.query("what == 'stage'")
    for process, steps in stages.groupby("process"):
        walked = set(zip(steps["before"], steps["after"], strict=True))
        assert walked == MAP[str(process)], process
    assert set(stages["process"]) == set(MAP)
    severities = lived_through.events.query("what == 'severity'")
    assert set(severities["process"]) == {"distress"}
    codes = {name: code for code, name in enumerate(SEVERITIES)}
    for before, after in set(zip(severities["before"], severities["after"], strict=True)):
        begins_or_ends = "none" in (before, after)
        assert begins_or_ends or abs(codes[before] - codes[after]) == 1


def test_money_is_what_visits_cost(lived_through: Lived) -> None:
    frame = lived_through.town.history.frame()
    services = lived_through.town.services
    visits = frame[[f"visits_{name}" for name in MODALITIES]].to_numpy()
    assert np.allclose(frame["cost_services"], visits @ services["cost"])
    most = visits @ services["price"]
    least = visits @ (services["price"] * services["coinsurance"])
    assert (frame["patient_payments"] <= most + 1e-6).all()
    assert (frame["patient_payments"] >= least - 1e-6).all()
    assert frame["patient_payments"].sum() > least.sum()
    spent = np.zeros(lived_through.town.people.people)
    for first in range(0, WEEKS, 52):
        spent += lived_through.column(first + 51, "cost_last_year")
        assert not lived_through.column(first + 51, "cost_this_year").any()
    assert spent.sum() == pytest.approx(frame["cost_services"].sum(), rel=1e-5)


def test_years_are_kept_for_each_person(lived_through: Lived) -> None:
    """Weeks ill and visits of a year, counted again from the ends of the weeks."""
    for year in range(WEEKS // 52):
        weeks = range(52 * year, 52 * (year + 1))
        ill = sum((lived_through.column(week, "severity") > 0).astype(int) for week in weeks)
        assert np.array_equal(lived_through.column(weeks[-1], "ill_last_year"), ill)
        kept = lived_through.column(weeks[-1], "visits_last_year")
        had = lived_through.events.query(
            f"what == 'sessions' and process == 'treatment' and {weeks[0]} <= week <= {weeks[-1]}"
        )
        assert (kept <= np.bincount(had["person"], minlength=kept.size)).all()
        professional = sum(
            int(series(lived_through, f"visits_{name}")[weeks[0] : weeks[-1] + 1].sum())
            for name, service in zip(MODALITIES, lived_through.town.services, strict=True)
            if service["professional"]
        )
        assert kept.sum() == professional > 0


# What holds for everybody at the end of every week


def test_states_fit_together(lived_through: Lived) -> None:
    lost: dict[str, int] = {}
    for week in range(WEEKS):
        people = {name: lived_through.column(week, name) for name in COLUMNS}
        stage, ill = people["stage"], people["severity"] != NO_DISTRESS
        checks = {
            "nobody is ill who is not": ~ill <= ~np.isin(stage, (UNAWARE, COMPLETED, DROPPED_OUT)),
            "the ill are not well": ill <= (stage != WELL),
            "who is on the way to help is with a service": np.isin(
                stage, codes_in(STAGE_ROWS, WITH_A_SERVICE)
            )
            == (people["modality"] != NOBODY),
            "the worst is the worst": people["worst_severity"] >= people["severity"],
            "an episode has begun": ill <= (people["episode_start"] > NEVER),
            "an episode is not over": ill <= (people["episode_start"] >= people["remission"]),
            "the first was no later": ill <= (people["first_onset"] <= people["episode_start"]),
            "who seeks has seen a need": (stage > 1) <= (people["need_start"] > NEVER),
            "stages began": people["stage_start"] <= week,
            "refusals were offers": people["last_refusal"] <= people["last_offer"],
            "offers are offers of this episode": (people["refusals"] > 0)
            <= (people["last_refusal"] > NEVER),
            "entries had an offer": (people["last_entry"] >= 0) <= (people["last_offer"] >= 0),
            "contact came first": (people["last_service"] >= 0)
            <= (people["first_contact"] <= people["last_service"]),
            "years are years": people["ill_this_year"] <= week % 52 + 1,
        }
        for name, column in COLUMNS.items():
            values = people[name]
            if column.categories and name != "culture":
                checks[f"{name} has names"] = values < len(column.categories)
            elif column.unit == "share of the scale":
                checks[f"{name} is on the scale"] = (values >= 0.0) & (values <= 1.0)
            elif column.unit == "week":
                checks[f"{name} is not to come"] = values <= week
            elif column.dtype is np.float32:
                checks[f"{name} is a number"] = np.isfinite(values)
        for name, holds in checks.items():
            if not np.all(holds):
                lost[name] = lost.get(name, 0) + int(np.count_nonzero(~holds))
    assert lost == {}


def test_children_take_no_part(lived_through: Lived) -> None:
    child = ~lived_through.adult
    assert np.count_nonzero(child) > 100
    for name in COLUMNS:
        before, after = lived_through.start[name], lived_through.column(WEEKS - 1, name)
        assert np.array_equal(before[child], after[child]), name
    assert lived_through.adult[lived_through.events["person"]].all()


def test_who_people_are_does_not_change(lived_through: Lived) -> None:
    for name, column in COLUMNS.items():
        if column.group == "person" or name in ("vulnerability", "usual_stigma", "concealment"):
            assert np.array_equal(
                lived_through.start[name], lived_through.column(WEEKS - 1, name)
            ), name


def test_flows_come_before_stocks_in_tables() -> None:
    kinds = [row.kind for row in COUNTED.values()]
    assert kinds == sorted(kinds)
    assert [row.place for row in COUNTED.values()] == list(range(len(COUNTED)))
    town: Town = town_of(200)
    town.step()
    assert list(town.history.frame().columns[1 : len(COUNTED) + 1]) == list(COUNTED)
