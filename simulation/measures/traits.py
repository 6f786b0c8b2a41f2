"""Traits: how people differ in their attitudes to help before anything has happened, a row each.

A row is the only place where a trait is declared: its column, the number ``NAME_median`` around
which it is drawn and its weight (the values stand in ``numbers.csv``), the column that a table of
people may have, its words on pages, and by what it is shifted follow from it. What a trait does is
said by the processes that name its column among theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

SCALE = "share of the scale"
"""The unit of traits, which lie between 0 and 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """A trait, from 0 to 1, drawn as a normal deviate on the log-odds scale around its median.

    ``title`` are plain words, ``meaning`` says what is full at 1. ``social`` is 1 or -1 of traits
    that hang together in a person, by the side on which they do, and 0 of others. ``male``, ``age``
    and ``trauma`` say with which sign the shifts of those names move it (men, each decade above 45,
    four or more kinds of adversity). Culture groups shift it where they have a number of its name.
    ``usual`` is the column that keeps the level to which it returns, where it is a column of
    shares. ``spread`` is the number that says how much people differ in it. ``weight`` is the
    number that says what it takes from the log odds of seeking at its worst (full, or, of what
    helps, none), and ``barrier`` what then stands in the way; both empty where it takes nothing.
    """

    name: str
    title: str
    meaning: str
    social: int = 0
    male: int = 0
    age: int = 0
    trauma: int = 0
    usual: str = ""
    spread: str = "trait_spread"
    weight: str = ""
    barrier: str = ""

    @property
    def median(self) -> str:
        """The name of the number around which it is drawn."""
        return f"{self.name}_median"


TRAIT_ROWS: dict[str, Trait] = {
    row.name: row
    for row in (
        Trait(
            name="perceived_stigma",
            title="Stigma seen in others",
            meaning="stigma believed to be held by others",
            social=-1,
            usual="usual_stigma",
        ),
        Trait(
            name="self_stigma",
            title="Self-stigma",
            meaning="stigma turned against oneself",
            social=-1,
            weight="weight_self_stigma",
            barrier="stigma turned against oneself",
        ),
        Trait(
            name="trust",
            title="Trust in professionals",
            meaning="trust in professionals",
            social=1,
            trauma=-1,
            usual="usual_trust",
            weight="weight_distrust",
            barrier="no trust in professionals",
        ),
        Trait(
            name="expected_benefit",
            title="Belief that care would help",
            meaning="belief that care would help",
            social=1,
            weight="weight_ineffective",
            barrier="care is not expected to help",
        ),
        Trait(
            name="self_reliance",
            title="Wish to handle it alone",
            meaning="wish to handle problems alone",
            male=1,
            age=1,
            weight="weight_self_reliance",
            barrier="wanting to handle it alone",
        ),
        Trait(
            name="literacy",
            title="Knowledge of distress and help",
            meaning="knowledge of distress and of what helps",
            male=-1,
            age=-1,
        ),
        Trait(
            name="concealment",
            title="Tells nobody",
            meaning="tendency to tell nobody",
            male=1,
            trauma=1,
            weight="weight_disclosure",
            barrier="concealment where others are believed to hold stigma",
        ),
        Trait(
            name="denial",
            title="Denial",
            meaning="rejection that anything is wrong",
        ),
        Trait(
            name="fear_of_change",
            title="Fear of change",
            meaning="how much a life without the problem threatens",
            trauma=1,
            weight="weight_fear",
            barrier="fear of change",
        ),
        Trait(
            name="reactance",
            title="Resists pressure",
            meaning="readiness to resist pressure and directive care",
        ),
        Trait(
            name="help_resistance",
            title="Asks for help and refuses it",
            meaning="tendency to ask for help and refuse what is offered",
        ),
    )
}
"""Traits by name, in the order of columns. A table of persons may give them."""
