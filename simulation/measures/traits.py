"""Traits: how people differ in their attitudes to help before anything has happened, a row each.

A row is the only place where a trait is declared: its column, the number ``NAME_median`` around
which it is drawn (the value stands in ``numbers.csv``), the column that a table of people may have,
its words on pages, and by what it is shifted follow from it. What a trait does is said by the
processes that name its column among theirs.
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
    shares. ``spread`` is the number that says how much people differ in it.
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
        ),
        Trait(
            name="trust",
            title="Trust in professionals",
            meaning="trust in professionals",
            social=1,
            trauma=-1,
            usual="usual_trust",
        ),
        Trait(
            name="expected_benefit",
            title="Belief that care would help",
            meaning="belief that care would help",
            social=1,
        ),
        Trait(
            name="self_reliance",
            title="Wish to handle it alone",
            meaning="wish to handle problems alone",
            male=1,
            age=1,
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
