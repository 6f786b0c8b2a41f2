"""Extensions: what a researcher adds stands wherever built-in things do, and nowhere afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from experiments.browser.declared.colourings import colourings
from experiments.browser.declared.controls import OWN, group_of
from experiments.browser.declared.series import series
from experiments.browser.live.person.facts import facts_of
from experiments.files.manifest import code_hash
from experiments.measured.measures import MEASURES
from experiments.strategies.own_code import extend, withdraw
from simulation.build import build_town, burn_in
from simulation.errors import InputError
from simulation.extension import Extension, extensions
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.survey import ADULTS
from simulation.measures.told import outcomes
from simulation.measures.traits import TRAIT_ROWS
from simulation.measures.weekly import COUNTED
from simulation.parameters import Parameters
from simulation.person import Person
from simulation.population.columns import COLUMNS
from simulation.population.fields import PEOPLE_COLUMNS
from simulation.scenario import Scenario, json_schema, load_scenario
from simulation.scenario.midrun import is_read_by_the_week
from simulation.schedule import SCHEDULE
from simulation.strategies import STRATEGIES
from simulation.town import Town
from simulation.values import VALUES
from tests.support.cli_runner import helpseek, refused
from tests.support.towns import number_of
from tests.support.workers_here import working_here

EXAMPLE = Path(__file__).parents[2] / "experiments" / "examples" / "hopelessness.py"
TINY = ("--people", "150", "--weeks", "6", "--set", "horizon.burn_in_weeks=4")
PYTHON = """
from typing import NamedTuple
from numpy.typing import NDArray
import numpy as np
from simulation.extension import Extension
from simulation.processes.process import NoValues, Process
from simulation.measures.survey import ADULTS
from simulation.strategies.base import Strategy

own = Extension("moods")
own.trait("optimism", "Optimism", "belief that things get better", median=0.6, spread=0.0,
          source="assumption: some have it", modifiable=True)
own.number("mood_step", 2, "steps", 1, 5, "assumption: a few", "Steps of mood in a week")
own.column("mood", np.int16, 0, 0, 1000, "steps", "steps taken so far")
STEPS = own.flow("steps", "Steps", "Steps that were taken", "steps")
own.share("moved_share", "Moved", "those who took a step", ADULTS, lambda s: s.people.mood > 0)


class Columns(NamedTuple):
    mood: NDArray


def walk(town, week):
    step = int(town.parameters["mood_step"][0])
    town.people.mood[:] += step
    town.counts[0, STEPS] += step * town.people.people


own.process(Process(name="walking", title="Everybody takes steps", columns=Columns,
                    values=NoValues, writes=("mood",), advance=walk), before="record")


@own.strategy
class Cheering(Strategy):
    "Cheers people up."

    title = "Cheering"

    def modifiers(self, town, week, reached):
        yield "optimism", 0.1 * reached
"""


def tables() -> list[Any]:
    """All that extensions add to, as it stands."""
    here: list[Any] = [
        list(table)
        for table in (
            TRAIT_ROWS,
            COLUMNS,
            COUNTED,
            OUTCOMES,
            PEOPLE_COLUMNS,
            VALUES,
            STRATEGIES,
            MEASURES,
            series(),
            colourings(("a", "b")),
            Parameters.model_fields,
        )
    ]
    return [*here, list(SCHEDULE), Scenario(), json_schema(), sorted(vars(Person)), code_hash()]


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    before = tables()
    yield
    withdraw()
    assert not extensions()
    assert tables() == before


@pytest.fixture
def moods(tmp_path: Path) -> Path:
    """A file with an extension in Python."""
    (tmp_path / "moods.py").write_text(PYTHON)
    return tmp_path / "moods.py"


def lived(settings: dict[str, Any] | None = None, *, weeks: int = 12, seed: int = 1) -> Town:
    """A small town after some weeks."""
    tiny = {"people": 300, "horizon.burn_in_weeks": 10, **(settings or {})}
    town = build_town(load_scenario("town", tiny), seed, threads=1)
    burn_in(town)
    town.live(weeks)
    return town


def test_what_is_added_stands_wherever_built_in_things_do(moods: Path) -> None:
    extend(str(moods))
    assert "optimism" in PEOPLE_COLUMNS
    assert COLUMNS["optimism"].group == "traits"
    assert "steps_total" in MEASURES
    assert "moved_share" in MEASURES
    assert "steps" in series()
    assert colourings(("a",))["optimism"].title == "Optimism"
    assert group_of("parameters.mood_step") == OWN
    assert is_read_by_the_week("parameters.mood_step")
    assert not is_read_by_the_week("parameters.optimism_median")  # people are drawn by then
    assert "mood_step" in json.dumps(json_schema())
    assert VALUES["optimism"].neutral == 0.0
    assert [each.name for each in SCHEDULE][-2:] == ["walking", "record"]
    town = lived({"mood_step": 3, "strategies": ["cheering"]})
    assert town.history.series("steps").tolist() == [3 * 300] * 22
    assert (town.people.mood == 66).all()
    assert outcomes(town)["moved_share"] == 1.0
    # Without any spread, everybody is as the median says.
    np.testing.assert_allclose(town.people.optimism, 0.6, rtol=1e-6)
    adult = int(np.flatnonzero(town.people.age >= 18)[0])
    assert "Optimism" in [fact["title"] for fact in facts_of(town, adult, "USD")]


def test_numbers_keep_to_their_bounds_and_have_a_source(moods: Path) -> None:
    extend(str(moods))
    assert number_of(load_scenario("town", {"mood_step": 4}), "mood_step") == 4
    with pytest.raises(InputError, match=r"mood_step: out of range.*a whole number, 1 to 5"):
        load_scenario("town", {"mood_step": 9})
    said = helpseek("list", "parameters", "--json", "--extend", moods)
    rows = {row["parameter"]: row for row in json.loads(said.out)}
    assert rows["parameters.mood_step"]["source"] == "assumption: a few"


def test_a_trait_without_weight_changes_no_bit_of_anybody_else() -> None:
    alone = lived()
    kept, counted = alone.people.columns(), alone.history.table
    extend(str(EXAMPLE))
    beside = lived({"hopelessness_weight": 0.0})
    for name, column in kept.items():
        np.testing.assert_array_equal(getattr(beside.people, name), column, err_msg=name)
    np.testing.assert_array_equal(beside.history.table[:, :-1], counted)


def test_a_trait_that_weighs_keeps_people_from_seeking() -> None:
    extend(str(EXAMPLE))
    light, heavy = (
        lived({"hopelessness_weight": weight, "onset_rate": 1.5}, weeks=40) for weight in (0.0, 6.0)
    )
    # People and luck are the same.
    np.testing.assert_array_equal(light.people.vulnerability, heavy.people.vulnerability)
    assert heavy.history.series("intentions").sum() < light.history.series("intentions").sum()
    assert heavy.history.series("gave_up_hope").sum() > 0


def test_a_table_of_people_may_give_the_trait(tmp_path: Path) -> None:
    extend(str(EXAMPLE))
    people = tmp_path / "people.csv"
    people.write_text("age,hopelessness\n" + "40,0.25\n50,0.75\n" * 10)
    settings = {"population": {"source": "file", "file": str(people)}, "horizon.burn_in_weeks": 0}
    town = build_town(load_scenario("town", settings), 1, threads=1)
    assert sorted(set(town.people.hopelessness.tolist())) == [0.25, 0.75]


def test_places_of_counts_follow_from_what_is_there_before(tmp_path: Path, moods: Path) -> None:
    extend(str(moods))
    extend(str(EXAMPLE))
    town = lived({"hopelessness_growth": 1.0, "onset_rate": 2.0})
    assert list(COUNTED)[-2:] == ["steps", "gave_up_hope"]
    assert town.history.series("steps").tolist() == [2 * 300] * 22
    assert 0 < town.history.series("gave_up_hope").sum() < 300


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ('own.flow("entries", "E", "E")', r"weekly quantity: is there already; found 'entries'"),
        ('own.trait("trust", "T", "t", median=0.5, source="assumption: x")', "trust_median"),
        ('own.number("mood", 9.0, "m", 0.0, 1.0, "assumption: x", "M")', "out of range; found 9"),
        ('own.number("My mood", 1.0, "m", 0.0, 1.0, "assumption", "M")', "cannot be a name"),
        (
            'own.number("mood", 1.0, "m", 0.0, 2.0, "assumption", "M", (1.0, 3.0))',
            r"prior: interval: reaches beyond the bounds",
        ),
        ('own.column("mood", np.uint8, 0, 0, 400, "m", "m")', "does not fit"),
        ('own.column("mood", np.float32, 2.0, 0.0, 1.0, "m", "m")', "does not fit"),
        ('own.column("mood", bool, 0, 0, 1, "m", "m")', "not a type of numbers; found 'bool'"),
        ("own.process(walking)", "needs one place in the week"),
        ('own.process(walking, after="sleping")', "unknown process; found 'sleping'"),
        (
            'own.process(replace(walking, columns=Wrong), after="record")',
            "unknown column; found 'agee'",
        ),
        (
            'own.process(replace(walking, services=("prize",)), after="record")',
            "unknown number of a service; found 'prize'",
        ),
        ('own.process(replace(walking, advance=None), after="record")', "does nothing"),
        ("1 / 0", "cannot be run: ZeroDivisionError"),
        ("del own", "makes no extension"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(tmp_path: Path, code: str, told: str) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text(f"""
from dataclasses import replace
from typing import NamedTuple
import numpy as np
from simulation.extension import Extension
from simulation.processes.process import NoValues, Process

class Wrong(NamedTuple):
    agee: int

own = Extension("mine")
own.flow("sighs", "Sighs", "Sighs that were heard")
own.number("sighing", 1.0, "sighs", 0.0, 9.0, "assumption: one", "How often")
walking = Process("walking", "Walks", NoValues, NoValues, (), advance=lambda town, week: None)
{code}
""")
    with pytest.raises(InputError, match=told):
        extend(str(mine))


def test_modifiers_are_checked_each_week(tmp_path: Path) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text("""
from simulation.extension import Extension

own = Extension("mine")

@own.modifiers
def too_much(town, week):
    yield "intention", 11.0 * (week >= 2)
""")
    extend(str(mine))
    with pytest.raises(InputError, match=r"extension mine: .*'intention'.*out of range; found 11"):
        lived({"horizon.burn_in_weeks": 0})


def test_within_a_block_of_python() -> None:
    own = Extension("mine")
    own.share("adult_share", "Adults", "all of them", ADULTS, lambda s: s.adult)
    with own:
        assert outcomes(lived())["adult_share"] == 1.0
        with pytest.raises(InputError, match=r"extension mine: was registered in Python"):
            code_hash()
        with pytest.raises(InputError, match=r"registered already"):
            own.register()


def test_a_run_its_burn_in_its_pack_and_the_run_again(
    tmp_path: Path, moods: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = ("run", *TINY, "--no-figures", "--quiet")
    said = helpseek(*run, "--extend", moods, "--out", "a", "--save-burn-in", "b.npz")
    assert said.code == 0, said.err
    assert "Moved, of adults" in said.out
    assert "steps" in pq.read_schema("a/weekly.parquet").names
    assert {"mood", "optimism"} <= set(pq.read_schema("a/people.parquet").names)
    assert json.loads(Path("a/summary.json").read_text())["outcomes"]["moved_share"] == 1.0
    # A burn-in belongs to its extension.
    assert "another version" in refused(helpseek(*run, "--out", "c", "--from-burn-in", "b.npz"))
    again = (*run, "--extend", moods, "--from-burn-in", "b.npz", "--out", "c")
    assert helpseek(*again).code == 0
    assert Path("a/people.parquet").read_bytes() == Path("c/people.parquet").read_bytes()
    # The manifest knows the code by its hash, and does not run it unasked.
    assert "add --trust" in refused(helpseek("rerun", "a", "--out", "d", "--quiet"))
    assert "bit for bit" in helpseek("rerun", "a", "--trust", "--out", "d", "--quiet").out
    assert helpseek("pack", "a").code == 0
    Path("a.zip").rename("packed.zip")
    moods.write_text(PYTHON + "\n")
    assert "is not what it was" in refused(helpseek("rerun", "a", "--trust", "--out", "e"))
    packed = helpseek("rerun", "packed.zip", "--trust", "--out", "e", "--quiet")
    assert "bit for bit" in packed.out, packed.err


def test_comparisons_and_sweeps_measure_it(
    tmp_path: Path, moods: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yaml").write_text(
        "extend: moods.py\npeople: 100\nweeks: 3\nset: {horizon.burn_in_weeks: 0}\n"
        "uncertainties: {mood_step: [1, 4]}\noutcomes: [moved_share]\nweekly: [steps]\n"
    )
    with working_here():
        compared = helpseek(
            "compare",
            "--draws",
            "0",
            *TINY,
            "--extend",
            moods,
            "--strategy",
            "cheering",
            "--seeds",
            "2",
            "--outcome",
            "steps_total",
            "--no-figures",
            "--quiet",
            "--out",
            "compared",
        )
        assert compared.code == 0, compared.err
        assert "names code" in refused(helpseek("sweep", "plan.yaml", "--out", "swept"))
        swept = helpseek("sweep", "plan.yaml", "--trust", "--out", "swept", "--quiet")
        assert swept.code == 0, swept.err
    rows = pq.read_table("compared/differences.parquet").to_pylist()
    assert any(row["outcome"] == "steps_total" and row["difference"] == 0.0 for row in rows)
    runs = pq.read_table("swept/weekly").to_pylist()
    assert {(row["mood_step"], row["steps"]) for row in runs} == {(1, 100), (4, 400)}


def test_a_worker_takes_the_code_that_it_is_sent(moods: Path) -> None:
    from experiments.strategies.own_code import extend_as, loaded

    extend(str(moods))
    sent, here = loaded(), code_hash()
    withdraw()
    moods.unlink()  # as on another machine
    assert code_hash() != here
    assert extend_as(sent)
    assert code_hash() == here
    assert not extend_as(sent)
    assert extend_as(())


def test_another_future_has_the_numbers_of_extensions_of_its_own(moods: Path) -> None:
    extend(str(moods))
    town = lived()
    other = town.branch(settings={"mood_step": 5, "recognition_base": 2.0})
    other.live(1)
    town.live(1)
    assert other.history.series("steps")[-1] == 5 * 300
    assert town.history.series("steps")[-1] == 2 * 300
    assert other.built_in_parameters["recognition_base"][0] == 2.0
    assert town.built_in_parameters["recognition_base"][0] != 2.0
