"""Design concepts of the model, all eleven of ODD, each with the rules and mechanisms behind it.

The words are written here; the rules are named by file, and what they say is read from the code,
so that a rule which is gone cannot be told of.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Concept:
    """One design concept: its name in ODD, what it means here, and what it rests on."""

    name: str
    words: str
    rules: tuple[tuple[str, str], ...] = ()
    mechanisms: tuple[int, ...] = ()


CONCEPTS: tuple[Concept, ...] = (
    Concept(
        "Basic principles",
        "Help-seeking is a way with stages: a need is seen, an intention forms, somebody is asked, "
        "an offer is taken or refused, a place is waited for, care is begun, completed or left. At "
        "each stage other things keep people back. Seeing no need comes first, the wish to manage "
        "alone second; stigma is one barrier among several and a modest one. Two thoughts about "
        "refusal run through the model: resistance to help can be a pattern between people, which "
        "conversations feed, and it can be a way to protect oneself, which pressure hardens and "
        "listening softens.",
        (
            ("processes/recognition.py", "recognition_probability"),
            ("processes/seeking.py", "intention_probability"),
        ),
        (1, 2, 3, 4, 7, 8, 10, 13, 14, 16),
    ),
    Concept(
        "Emergence",
        "How many are in care, how long people wait, why the untreated hold back, how opinions are "
        "spread over the town and who gains from a strategy are not put in: they come out of what "
        "persons do, week by week. Put in are how episodes come and go, the effect of care, and "
        "the strength of each barrier; they were set so that a town without strategies shows the "
        "patterns listed under purpose.",
        (),
        (12, 18, 21),
    ),
    Concept(
        "Adaptation",
        "Persons respond to what they feel and meet. They form or give up the intention to seek "
        "help, choose among the kinds of help by what suits them and by price, travel and waiting, "
        "take an offer or refuse it and ask for another, stay in care or leave. These are chances "
        "that rise and fall with their state; nobody computes a best answer.",
        (
            ("processes/choice.py", "suitability"),
            ("processes/seeking.py", "confide_probability"),
            ("processes/help_resistance.py", "refusal_probability"),
            ("processes/treatment.py", "dropout_probability"),
        ),
        (11, 17, 19),
    ),
    Concept(
        "Objectives",
        "No one has an objective function. What persons seek is relief; it enters through the "
        "weights with which severity, expected benefit and barriers count in the odds of seeking.",
        (
            ("processes/barriers.py", "self_reliance_now"),
            ("processes/barriers.py", "stigma_barrier"),
            ("processes/barriers.py", "distrust_barrier"),
        ),
        (4, 10),
    ),
    Concept(
        "Learning",
        "Persons learn from experience. A course that helped raises trust and the benefit that is "
        "expected of care, one that failed lowers both; who has seen a need before sees it sooner; "
        "coping alone that fails wears down the wish to manage alone; the habit of asking and "
        "refusing grows with each such conversation.",
        (
            ("population/experience.py", "after_experience"),
            ("processes/barriers.py", "self_reliance_now"),
        ),
        (4, 9, 13),
    ),
    Concept(
        "Prediction",
        "Persons do not forecast. They act on an expectation that they hold: how much care would "
        "help, and, for a waiting list, how long it is now.",
        (("processes/choice.py", "suitability"),),
        (10, 11),
    ),
    Concept(
        "Sensing",
        "A person knows their own state, but may not see it as a need. Of others they know what "
        "those showed at the end of last week: their opinion of help, whether they are an example "
        "of care that helped or harmed, whether they are weary, and, if they live close or were "
        "told, that they are ill. Who conceals is not noticed. Prices, distances and lists of "
        "services are known without error.",
        (
            ("processes/words.py", "notice_probability"),
            ("processes/recognition.py", "recognition_probability"),
        ),
        (2, 5, 12),
    ),
    Concept(
        "Interaction",
        "People interact along ties in households and friendships. They talk about help, and their "
        "opinions move a little; those who know of an episode urge or discourage, by confronting "
        "or by listening; confidants advise, are refused and tire; people helped by care are "
        "examples. Persons also compete: places are limited: who is seen keeps another waiting. "
        "Distress itself does not pass along ties.",
        (("processes/influence.py", "denial_after_confrontation"),),
        (12, 13, 14, 15),
    ),
    Concept(
        "Stochasticity",
        "Whatever is not known of a person or a week is drawn: who lives where and knows whom, "
        "traits, episodes, choices, what comes of a course. Every draw is a function of seed, "
        "decision, week and person alone (counter-based generator Philox4x32-10). Two runs with "
        "the same seed that differ in a strategy are therefore the same people with the same luck, "
        "and what differs between them is due to the strategy.",
    ),
    Concept(
        "Collectives",
        "Households share income and a home and are the closest ties. Friends form around circles: "
        "neighbourhood, age, income. Culture groups share norms of stigma, trust and openness, and "
        "how well services fit them; they do nothing as a group. Services are collectives of "
        "places with one list each.",
        (),
        (6,),
    ),
    Concept(
        "Observation",
        "Each week the town is counted: stages, severities, entries, dropouts, costs. Outcomes are "
        "defined as the surveys define them that they are compared with, and looked at as a survey "
        "at the end would, or summed over the whole time. Nothing that is observed changes a run.",
    ),
)
