"""Numbers of traits: how people differ before anything has happened to them.

A trait lies between 0 and 1. It is drawn as a normal deviate on the log-odds scale around the
median given here, shifted by culture, sex and a share that members of a household have in common.
"""

from typing import Any

from pydantic import create_model

from simulation.measures.traits import SCALE, TRAIT_ROWS
from simulation.parameters.field import ParameterSection, tabled

_SPREAD = "standard deviation in log odds"


_MEDIANS: dict[str, Any] = {
    row.median: (float, tabled(SCALE, 0.001, 0.999, f"{row.title}: {row.meaning}, at the median"))
    for row in TRAIT_ROWS.values()
}
_Medians: Any = create_model("_Medians", __base__=ParameterSection, __module__=__name__, **_MEDIANS)


class TraitParameters(_Medians):
    """Medians and spreads of the traits, and history before the simulated time."""

    trait_spread: float = tabled(_SPREAD, 0.0, 3.0, "How much people differ in each trait")
    household_share: float = tabled(
        "share of variance",
        0.0,
        0.95,
        "Share of the variance of attitudes that members of a household have in common",
    )
    male_shift: float = tabled(
        "log odds",
        -2.0,
        2.0,
        "How much more self-reliant and concealing men are, and less literate, than women",
    )
    age_shift: float = tabled(
        "log odds per decade",
        -1.0,
        1.0,
        "Rise of self-reliance and fall of literacy for each decade of age above 45",
    )
    attitude_correlation: float = tabled(
        "correlation",
        0.0,
        0.95,
        "Correlation of trust, expected benefit and (negatively) stigma within a person",
    )
    trauma_some_share: float = tabled(
        "share of people", 0.0, 1.0, "People with one to three kinds of adversity in childhood"
    )
    trauma_high_share: float = tabled(
        "share of people", 0.0, 1.0, "People with four or more kinds of adversity in childhood"
    )
    trauma_shift: float = tabled(
        "log odds",
        0.0,
        2.0,
        "Fall of trust and rise of fear of change and concealment with four or more adversities",
    )
    median_income: float = tabled(
        "currency per year",
        1.0,
        10_000_000.0,
        "Household income at which traits and coverage are at their medians",
    )
    uninsured_share: float = tabled(
        "share of adults under 65",
        0.0,
        1.0,
        "Adults under 65 without coverage, at the median income",
    )
    insured_from_age: int = tabled("years", 0, 200, "Age from which on everybody has coverage")
    insured_below_age: int = tabled("years", 0, 200, "Age below which everybody has coverage")
    uninsured_income: float = tabled(
        "log odds for each halving of income",
        0.0,
        3.0,
        "How much more often people of lower income lack coverage",
    )
    travel_median: float = tabled(
        "minutes one way", 0.0, 600.0, "Travel to services in person, median over places"
    )
    travel_spread: float = tabled(
        "standard deviation of the logarithm", 0.0, 3.0, "How unequal travel is between places"
    )
    past_contact_rate: float = tabled(
        "per year since first onset",
        0.0,
        5.0,
        "Rate at which people with an earlier episode had made contact with care before the "
        "simulated time",
    )
    past_good_share: float = tabled(
        "share", 0.0, 1.0, "Share of earlier care that was found helpful"
    )
