"""Numbers of recognition: when a person in distress comes to see a need."""

from simulation.parameters.field import ParameterSection, tabled


class RecognitionParameters(ParameterSection):
    """Weekly chance of perceiving a need, in log odds."""

    recognition_base: float = tabled(
        "log odds per week",
        -12.0,
        6.0,
        "Recognition of a moderate episode at the middle of literacy and without denial",
    )
    recognition_mild: float = tabled("log odds", -6.0, 6.0, "Mild beside moderate episodes")
    recognition_severe: float = tabled("log odds", -6.0, 6.0, "Severe beside moderate episodes")
    recognition_literacy: float = tabled(
        "log odds over the whole scale", 0.0, 10.0, "Full literacy beside none"
    )
    recognition_denial: float = tabled(
        "log odds over the whole scale",
        0.0,
        10.0,
        "Full denial beside none, to the disadvantage of recognition",
    )
    recognition_prompt: float = tabled(
        "log odds for each prompt of the closest tie",
        0.0,
        10.0,
        "What a word from others this week adds",
    )
    recognition_before: float = tabled(
        "log odds", 0.0, 6.0, "People who perceived a need in an earlier episode beside others"
    )
