"""Traits: how people differ before anything has happened to them, and what lies behind them.

Every trait of a person is a function of keyed draws of that person (and of the household and the
place) alone, so one more person leaves all others as they were.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from simulation.compiled import plain
from simulation.measures.traits import TRAIT_ROWS
from simulation.parameters import Parameters
from simulation.parameters.culture import Culture
from simulation.population.columns import EARLIEST_ONSET
from simulation.population.demographics import MALE, NOT_GIVEN, Demographics
from simulation.population.experience import after_experience
from simulation.population.people import Population
from simulation.randomness import decision, normals, uniforms

HOUSEHOLD_ATTITUDE = decision("traits: attitude of the household")
PERSON_ATTITUDE = decision("traits: attitude of the person")
VULNERABILITY = decision("traits: vulnerability")
TRAUMA = decision("traits: trauma")
COVERAGE = decision("traits: coverage")
TRAVEL = decision("traits: travel")
HISTORY = decision("traits: history")

_MIDDLE_AGE = 45.0
"""Age at which traits and vulnerability are at their medians, in years: a mere origin, since the
medians are parameters."""
_HALVINGS = (-2.0, 3.0)
"""Halvings of the median income that count at most, above and below it: beyond them, incomes of
tables are mistakes, or tell more of wealth and debt than of what can be paid."""

Array = NDArray[np.float64]


def draw_population(
    who: Demographics,
    seed: int,
    parameters: Parameters,
    culture: Culture,
    start: int,
    given: Mapping[str, NDArray[np.float32]] | None = None,
) -> Population:
    """The people with all their traits and their history before week ``start``.

    ``given`` holds traits that the user's own table tells; they replace those drawn. ``start`` is
    the first week of the burn-in, 0 or negative.
    """
    people = Population(who.people, tuple(culture.groups))
    people.labels, people.kept = who.labels, who.kept or {}
    for name in ("age", "sex", "income", "household", "household_size", "place", "culture"):
        people.fill(name, getattr(who, name))
    people.fill("work", np.where(who.work == NOT_GIVEN, 0, who.work))
    fit = np.array([group.service_fit for group in culture.groups.values()])
    people.culture_fit[:] = fit[who.culture]
    poverty = np.log2(parameters.median_income / np.maximum(who.income, 1.0)).clip(*_HALVINGS)
    _draw_circumstances(people, who, seed, parameters, poverty)
    _draw_traits(people, seed, parameters, culture)
    _draw_vulnerability(people, seed, parameters, poverty)
    _draw_history(people, seed, parameters, start)
    for name, values in (given or {}).items():
        column = getattr(people, name)
        people.fill(name, np.where(np.isnan(values), column, values))  # cells left blank are drawn
    for row in TRAIT_ROWS.values():
        if row.usual:
            getattr(people, row.usual)[:] = getattr(people, row.name)
    for name in ("self_stigma", "denial", "fear_of_change"):
        getattr(people, f"usual_{name}")[:] = np.rint(255.0 * getattr(people, name))
    people.opinion[people.age >= parameters.youngest_age] = 128
    people.opinion_moved[:] = 1  # so that the first record shows everybody's opinion
    return people


def _draw_circumstances(
    people: Population, who: Demographics, seed: int, p: Parameters, poverty: Array
) -> None:
    rank = uniforms(seed, TRAUMA, people.people)
    drawn = (rank < p.trauma_some_share + p.trauma_high_share).astype(np.uint8)
    drawn += rank < p.trauma_high_share
    people.fill("trauma", np.where(who.trauma == NOT_GIVEN, drawn, who.trauma))

    share = min(max(p.uninsured_share, 1e-9), 1.0 - 1e-9)
    without = expit(logit(share) + p.uninsured_income * poverty)
    without[(who.age >= p.insured_from_age) | (who.age < p.insured_below_age)] = 0.0
    covered = uniforms(seed, COVERAGE, people.people) >= without
    people.fill("coverage", np.where(who.coverage == NOT_GIVEN, covered, who.coverage))

    places = int(who.place.max(initial=0)) + 1
    minutes = p.travel_median * np.exp(p.travel_spread * normals(seed, TRAVEL, places))
    people.travel[:] = minutes[who.place]


def _draw_traits(people: Population, seed: int, p: Parameters, culture: Culture) -> None:
    """Each trait: median on the log-odds scale, shifts, and a deviate."""
    of_household = np.sqrt(p.household_share)
    shared = normals(seed, HOUSEHOLD_ATTITUDE, np.maximum(people.household, 0))
    attitude = normals(seed, PERSON_ATTITUDE, people.people)
    alone = people.household < 0
    attitude = np.where(
        alone, attitude, of_household * shared + np.sqrt(1.0 - p.household_share) * attitude
    )
    male = people.sex == MALE
    decades = (people.age.astype(float) - _MIDDLE_AGE) / 10.0
    high_trauma = people.trauma == 2
    groups = list(culture.groups.values())
    for row in TRAIT_ROWS.values():
        deviate = normals(seed, decision(f"traits: {row.name}"), people.people)
        if row.social:
            common = row.social * np.sqrt(p.attitude_correlation)
            deviate = common * attitude + np.sqrt(1.0 - p.attitude_correlation) * deviate
        shift = row.male * (p.male_shift * male) + row.age * (p.age_shift * decades)
        shift = shift + row.trauma * (p.trauma_shift * high_trauma)
        if row.name in type(groups[0]).model_fields:
            shift += np.array([getattr(group, row.name) for group in groups])[people.culture]
        median = logit(getattr(p, row.median))
        getattr(people, row.name)[:] = expit(median + getattr(p, row.spread) * deviate + shift)


def _draw_vulnerability(people: Population, seed: int, p: Parameters, poverty: Array) -> None:
    log_ratio = p.vulnerability_spread * normals(seed, VULNERABILITY, people.people)
    log_ratio += p.vulnerability_trauma * (people.trauma.astype(float) - 1.0)
    log_ratio += p.vulnerability_female * ((people.sex == 0) - 0.5)
    log_ratio += p.vulnerability_age * (people.age.astype(float) - _MIDDLE_AGE) / 10.0
    log_ratio += p.vulnerability_income * poverty
    people.vulnerability[:] = np.exp(log_ratio)


def _draw_history(people: Population, seed: int, p: Parameters, start: int) -> None:
    """Who had an episode and care before the first simulated week, and when."""
    draws = [uniforms(seed, HISTORY, people.people, k=k) for k in range(5)]
    years = np.maximum(people.age.astype(float) - EARLIEST_ONSET, 0.0)
    ever = draws[0] < 1.0 - np.exp(-p.onset_rate * people.vulnerability * years)
    ever &= people.age >= p.youngest_age
    # Of those who had any, the first came early and the last lately: both even over the years.
    ago = years * np.maximum(draws[0], draws[1])
    people.first_onset[ever] = (start - 1 - 52.0 * ago[ever]).astype(np.int16)
    since = ago * draws[2]
    people.remission[ever] = (start - 1 - 52.0 * since[ever]).astype(np.int16)
    contact = ever & (draws[3] < 1.0 - np.exp(-p.past_contact_rate * ago))
    people.first_contact[contact] = people.remission[contact]
    people.need_start[contact] = people.first_onset[contact]
    good = draws[4] < p.past_good_share
    worked = plain(after_experience)
    for name in ("trust", "expected_benefit"):
        column = getattr(people, name)
        changed = np.where(good, worked(p, column, True), worked(p, column, False))
        column[contact] = changed[contact]
