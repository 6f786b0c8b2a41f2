"""Numbers of seeking: intention, its barriers, asking, offers and refusals."""

from typing import Any

from pydantic import create_model

from simulation.measures.traits import TRAIT_ROWS
from simulation.parameters.field import ParameterSection, tabled

_OVER_THE_SCALE = "log odds over the whole scale"

_WEIGHTS: dict[str, Any] = {
    row.weight: (float, tabled(_OVER_THE_SCALE, 0.0, 12.0, f"Barrier: {row.barrier}"))
    for row in TRAIT_ROWS.values()
    if row.weight
}
_Weights: Any = create_model("_Weights", __base__=ParameterSection, __module__=__name__, **_WEIGHTS)


class SeekingParameters(_Weights):
    """From a perceived need to an offer that is accepted; barriers in log odds of intention."""

    intention_base: float = tabled(
        "log odds per week",
        -12.0,
        6.0,
        "Forming an intention in a moderate episode, were there no barriers",
    )
    intention_mild: float = tabled("log odds", -6.0, 6.0, "Mild beside moderate episodes")
    intention_severe: float = tabled("log odds", -6.0, 6.0, "Severe beside moderate episodes")
    intention_prompt: float = tabled(
        "log odds for each prompt of the closest tie",
        0.0,
        10.0,
        "What a word from others this week adds",
    )
    intention_before: float = tabled(
        "log odds", -6.0, 6.0, "People who have been in care before beside others"
    )
    intention_example: float = tabled(
        "log odds for each example",
        0.0,
        5.0,
        "What a tie with a good, disclosed experience of care adds; counted up to three",
    )
    examples_counted: int = tabled(
        "examples", 1, 100, "How many examples, or warnings, count at most"
    )
    look_interval: int = tabled(
        "weeks",
        2,
        52,
        "Weeks between the times at which a person who sees a need looks for examples of care",
    )
    coping_fatigue: float = tabled(
        "rate per week",
        0.0,
        1.0,
        "How fast the wish to handle it alone weakens after the need was seen",
    )
    weight_fit: float = tabled(
        _OVER_THE_SCALE,
        0.0,
        12.0,
        "Distrust of services that do not fit the person's culture at all",
    )
    weight_structural: float = tabled(
        "log odds for each log odds of structural loss",
        0.0,
        5.0,
        "How much of what price, travel and waiting take from the help that a person would prefer "
        "deters already from the intention",
    )
    naming_threshold: float = tabled(
        "log odds",
        0.01,
        10.0,
        "A barrier that takes this much from the log odds of seeking is named by half the people",
    )
    naming_spread: float = tabled(
        "log odds", 0.01, 10.0, "How gradually naming rises with the weight of a barrier"
    )
    intention_fade: float = tabled(
        "probability per week", 0.0, 1.0, "Chance that an intention is given up in a week"
    )
    action_chance: float = tabled(
        "probability per week", 0.0, 1.0, "Chance that a person who intends asks somebody this week"
    )
    confide_chance: float = tabled(
        "probability per week",
        0.0,
        1.0,
        "Chance that an open person who sees a need confides in somebody",
    )
    price_weight: float = tabled(
        "log odds",
        0.0,
        20.0,
        "Burden of paying: multiplies log(1 + share of household income / price_scale)",
    )
    price_scale: float = tabled(
        "share of household income", 0.001, 1.0, "Payment at which the burden has grown by log 2"
    )
    travel_weight: float = tabled(
        "log odds per hour of travel there and back",
        0.0,
        10.0,
        "Burden of travelling to care in person",
    )
    hours_weight: float = tabled(
        "log odds", 0.0, 10.0, "Burden of care in office hours for those who work full time"
    )
    part_time_hours: float = tabled(
        "share of office hours",
        0.0,
        1.0,
        "Of care in office hours, what falls into the hours of those who work part time",
    )
    wait_weight: float = tabled(
        "log odds per week", 0.0, 2.0, "Burden of the waiting time that a person expects"
    )
    exposure_weight: float = tabled(
        _OVER_THE_SCALE,
        0.0,
        12.0,
        "Burden of being seen at a service by those whose stigma one perceives",
    )
    preference_weight: float = tabled(
        _OVER_THE_SCALE,
        0.0,
        12.0,
        "Lasting personal preference for one kind of help over another",
    )
    severity_match: float = tabled(
        "log odds per step of severity",
        -6.0,
        6.0,
        "How much better specialists suit each step of severity, and general practice less",
    )
    structural_limit: float = tabled(
        "log odds",
        0.0,
        20.0,
        "An intention fails when price, travel and waiting take this much from the help preferred "
        "and no other help makes up for it",
    )
