"""Numbers of recognition: when a person in distress comes to see a need."""

from simulation.parameters.field import Section, number


class RecognitionParameters(Section):
    """Weekly chance of perceiving a need, in log odds."""

    recognition_base: float = number(
        -2.98,
        "log odds per week",
        -12.0,
        6.0,
        "C2",
        "Recognition of a moderate episode at the middle of literacy and without denial",
        (-4.0, -2.0),
    )
    recognition_mild: float = number(
        -0.698,
        "log odds",
        -6.0,
        6.0,
        "C2, C6a, C6b",
        "Mild beside moderate episodes",
        (-1.6, -0.3),
    )
    recognition_severe: float = number(
        0.6,
        "log odds",
        -6.0,
        6.0,
        "C2, C6a, C6b",
        "Severe beside moderate episodes",
        (0.4, 1.8),
    )
    recognition_literacy: float = number(
        2.8,
        "log odds over the whole scale",
        0.0,
        10.0,
        "assumption: campaigns act through recognition more than through stigma",
        "Full literacy beside none",
        (0.8, 3.2),
    )
    recognition_denial: float = number(
        2.78,
        "log odds over the whole scale",
        0.0,
        10.0,
        "C2",
        "Full denial beside none, to the disadvantage of recognition",
        (1.2, 4.0),
    )
    recognition_prompt: float = number(
        3.64,
        "log odds for each prompt of the closest tie",
        0.0,
        10.0,
        "P_men_infl",
        "What a word from others this week adds",
        (2.0, 5.0),
    )
    recognition_before: float = number(
        0.7,
        "log odds",
        0.0,
        6.0,
        "assumption: who has seen a need once knows the signs",
        "People who perceived a need in an earlier episode beside others",
        (0.2, 1.3),
    )
