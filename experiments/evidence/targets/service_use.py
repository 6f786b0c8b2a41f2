"""Who gets care, how soon, and who has ever had it."""

from __future__ import annotations

import numpy as np

from experiments.evidence.published import Figure, from_evidence, from_gss
from experiments.evidence.statistics import Mask, percent, ratio
from experiments.evidence.target import Seen, Target
from simulation.measures.categories import SEVERE
from simulation.measures.outcomes import OUTCOMES
from simulation.population.columns import NEVER, YEAR

GROUP = "Who gets care"
_ERA = "figures of other surveys and eras conflict; C1 fits the survey of most other rows"


def _severe(seen: Seen) -> Mask:
    people = seen.survey.people
    return np.asarray(seen.survey.case & (people.worst_severity == SEVERE))


def _use(seen: Seen) -> float:
    return percent(seen.survey.served, seen.survey.case)


def _use_if_severe(seen: Seen) -> float:
    return percent(seen.survey.served, _severe(seen))


def _gradient() -> Figure:
    severe, any_ = from_evidence("C6b"), from_evidence("C6a")
    assert severe.value is not None
    assert any_.value is not None
    return Figure(severe.value / any_.value, None, None, "US adults, NSDUH 2019", severe.source)


def _eras(name: str, earlier: float) -> Figure:
    """A figure of two eras as a range."""
    told = from_evidence(name)
    assert told.value is not None
    return Figure(
        None,
        min(earlier, told.value),
        max(earlier, told.value),
        "US MEPS, 2004-05 and 2014-15",
        told.source,
    )


def _ever_ill(seen: Seen) -> Mask:
    return np.asarray(seen.survey.adult & (seen.survey.people.first_onset != NEVER))


def _ever_treated(seen: Seen) -> Mask:
    return np.asarray(seen.survey.people.first_contact != NEVER)


def _ever_after_long(seen: Seen) -> float:
    long_ago = seen.survey.people.first_onset <= seen.survey.week - 20 * YEAR
    return percent(_ever_treated(seen), _ever_ill(seen) & long_ago)


def _years_of_delay(seen: Seen) -> float:
    people, who = seen.survey.people, _ever_ill(seen) & _ever_treated(seen)
    who &= people.first_contact >= people.first_onset
    delay = people.first_contact[who].astype(np.int64) - people.first_onset[who]
    return float(np.median(delay)) / YEAR if delay.size else float("nan")


def _in_year_of_onset(seen: Seen) -> float:
    outcome = OUTCOMES["contact_in_year_of_onset"]
    return 100.0 * outcome.compute(seen.survey, seen.survey.adult)


def _knows_somebody(seen: Seen) -> float:
    ties = seen.town.ties
    treated = _ever_treated(seen)[ties.neighbour]
    owner = np.repeat(np.arange(ties.start.size - 1), np.diff(ties.start))
    knows = np.zeros(ties.start.size - 1, np.bool_)
    knows[owner[treated]] = True
    return percent(knows, seen.survey.adult)


def _distressed_now(seen: Seen) -> Mask:
    return np.asarray(seen.survey.adult & (seen.survey.people.severity == SEVERE))


_ONSET = (
    "first session within 52 weeks, of first episodes that began one to three years ago in people "
    "without a session before"
)
_DISTINCT = "the courses of episodes are those of depression, so the mood figures are the anchor"

TARGETS = (
    Target(
        ("C1",),
        GROUP,
        "Used a service, of cases",
        "professional session in the last 52 weeks, of adults in an episode in them",
        _use,
        tolerance=3.0,
        each_seed=True,
        why="anchor: all sectors, any disorder, the survey of C2 to C5; K1 to K3 are of other eras "
        "or definitions",
    ),
    *(
        Target((name,), GROUP, title, "as C1", _use, instead="C1", why=_ERA)
        for name, title in (
            ("K1", "Used a service, of cases (2022)"),
            ("K2", "Used a service, of cases (narrower)"),
            ("K3", "Used a service, of cases (1990-92)"),
        )
    ),
    Target(
        ("C6b", "C6a"),
        GROUP,
        "Use of severe over all cases",
        "service use as C1, cases whose last episode was severe at its worst beside all cases",
        lambda seen: ratio(_use_if_severe(seen), _use(seen)),
        unit="ratio",
        figure=_gradient,
        tolerance=0.10,
        relative=True,
        each_seed=True,
        why="as a ratio, so that the level of another era cancels",
    ),
    *(
        Target(
            (name,),
            GROUP,
            title,
            "as C1, severe cases",
            _use_if_severe,
            instead="C6b, C6a",
            why="the level belongs to another era; the ratio to all cases is the anchor",
        )
        for name, title in (
            ("K4", "Used a service, of severe cases (2020)"),
            ("K5", "Used a service, of severe cases (2022)"),
        )
    ),
    Target(
        ("K10",),
        GROUP,
        "Used a service, of severe cases (countries)",
        "as C1, severe cases",
        _use_if_severe,
        is_range=True,
        why="range over countries; the United States lie near its top",
    ),
    Target(
        ("K11",),
        GROUP,
        "Used a service, of all adults (countries)",
        "professional session in the last 52 weeks, of all adults",
        lambda seen: percent(seen.survey.served, seen.survey.adult),
        is_range=True,
        why="range over countries; the United States are its top",
    ),
    Target(
        ("K6",),
        GROUP,
        "Outpatient care, of the severely ill now",
        "professional session in the last 52 weeks, of adults in a severe episode now",
        lambda seen: percent(seen.survey.served, _distressed_now(seen)),
        figure=lambda: _eras("K6", 54.17),
        is_range=True,
        why="range over the two eras of the source",
    ),
    Target(
        ("K7",),
        GROUP,
        "Outpatient care, of all others",
        "professional session in the last 52 weeks, of adults not in a severe episode now",
        lambda seen: percent(seen.survey.served, seen.survey.adult & ~_distressed_now(seen)),
        figure=lambda: _eras("K7", 17.26),
        is_range=True,
        why="range over the two eras of the source; it counts people below any threshold of "
        "illness, to whom the model gives no care",
    ),
    Target(
        ("K29",),
        GROUP,
        "Contact within a year of first onset",
        _ONSET,
        _in_year_of_onset,
        tolerance=5.0,
        why=f"anchor; {_DISTINCT}",
    ),
    Target(
        ("K27",),
        GROUP,
        "Contact within a year, mood (countries)",
        _ONSET,
        _in_year_of_onset,
        is_range=True,
    ),
    Target(
        ("K28",),
        GROUP,
        "Contact within a year, anxiety (countries)",
        _ONSET,
        _in_year_of_onset,
        is_range=True,
        instead="K29",
        why=_DISTINCT,
    ),
    Target(
        ("K26",),
        GROUP,
        "Ever in contact, of those ever ill",
        "any session ever, of adults who ever had an episode",
        lambda seen: percent(_ever_treated(seen), _ever_ill(seen)),
        tolerance=5.0,
        why="anchor: a cross-section, as the model's; K22 projects to the end of life",
    ),
    Target(
        ("K22",),
        GROUP,
        "Ever in contact, projected (mood)",
        "any session ever, of adults whose first episode began 20 years ago or more",
        _ever_after_long,
        is_range=True,
        instead="K25",
        why="K25 is of any disorder and does not leave the observed years",
    ),
    Target(
        ("K25",),
        GROUP,
        "Eventually in contact",
        "as K22",
        _ever_after_long,
        tolerance=5.0,
        why="anchor for lifetime contact",
    ),
    Target(
        ("K24",),
        GROUP,
        "Delay to first contact (anxiety)",
        "years from first episode to first session, median of those with any, none of them before",
        _years_of_delay,
        unit="years",
        is_range=True,
        instead="K29",
        why=_DISTINCT,
    ),
    Target(
        ("T_gss_ever_treated",),
        GROUP,
        "Ever treated, of all adults",
        "any session ever, of adults",
        lambda seen: percent(_ever_treated(seen), seen.survey.adult),
        figure=lambda: from_gss("mhtrtslf", 2006),
        tolerance=5.0,
        why="asked in general terms, once, so probably underreported",
    ),
    Target(
        ("T_gss_knows_treated",),
        GROUP,
        "Knows somebody ever treated",
        "adults with at least one tie who ever had a session",
        _knows_somebody,
        figure=lambda: from_gss("mhtrtot2", 2006),
        tolerance=10.0,
        why="people know of more persons than they have ties, and not of all that those went "
        "through",
    ),
)
