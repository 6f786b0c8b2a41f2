"""Record: what others can see of a person is brought up to date, and the week is counted."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop, rule
from simulation.measures.categories import (
    AWARE,
    IN_CARE,
    MILD,
    MODERATE,
    NO_DISTRESS,
    SEVERE,
    SEVERITIES,
    STAGES,
    WELL,
)
from simulation.measures.weekly import (
    BY_SEVERITY,
    BY_STAGE,
    DISORDER,
    DISORDER_WITH_NEED,
    DISORDER_WITH_SERVICE,
    WEARY_NOW,
)
from simulation.network.ties import Ties
from simulation.population.columns import BURDENED, CONFIDED, EXAMPLE, WARNING, YEAR
from simulation.processes.by_help import in_care_place
from simulation.processes.process import Counts, Numbers, Process, names
from simulation.randomness import BLOCK, decision, fill_listed
from simulation.rows import count_between, count_rows, list_between, list_rows
from simulation.values import at, felt

FADE = decision("record: fading of an example")


class RecordColumns(NamedTuple):
    """What record reads and writes."""

    age: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    severity: NDArray[np.uint8]
    modality: NDArray[np.uint8]
    remission: NDArray[np.int16]
    trust: NDArray[np.float32]
    expected_benefit: NDArray[np.float32]
    perceived_stigma: NDArray[np.float32]
    last_service: NDArray[np.int16]
    burden: NDArray[np.float32]
    known: NDArray[np.uint8]
    shown: NDArray[np.uint8]
    opinion: NDArray[np.uint8]
    opinion_moved: NDArray[np.uint8]
    last_need: NDArray[np.int16]
    visits_this_year: NDArray[np.uint8]
    visits_last_year: NDArray[np.uint8]
    ill_this_year: NDArray[np.uint8]
    ill_last_year: NDArray[np.uint8]
    lost_this_year: NDArray[np.uint16]
    lost_last_year: NDArray[np.uint16]
    cost_this_year: NDArray[np.float32]
    cost_last_year: NDArray[np.float32]


class RecordValues(NamedTuple):
    """What strategies may modify in record: what people feel and say of help, and the rest that
    relatives get."""

    trust: NDArray[np.float32]
    stigma: NDArray[np.float32]
    relief: NDArray[np.float32]


@rule
def opinion_of(p: Any, trust: float, expected_benefit: float, perceived_stigma: float) -> float:
    """How favourably a person speaks of seeking help, 0 to 1."""
    rest = max(1.0 - p.opinion_trust - p.opinion_benefit, 0.0)
    said = p.opinion_trust * trust + p.opinion_benefit * expected_benefit
    return min(max(said + rest * (1.0 - perceived_stigma), 0.0), 1.0)


@rule
def in_last_year(event: int, year_ago: Any) -> bool:
    """Whether something happened after the week of a year ago; NEVER lies before all weeks."""
    return event > year_ago


@rule
def health_lost(p: Any, severity: int) -> float:
    """Share of a healthy week that a week in an episode costs (P_dw_a, P_dw_b, P_dw_c)."""
    if severity == MILD:
        return p.disability_mild
    return p.disability_severe if severity == SEVERE else p.disability_moderate


@loop
def begin_new_year(first: int, last: int, people: RecordColumns, youngest: np.uint8) -> None:
    """Close the sums of the year of the adults in these rows."""
    for i in range(first, last):
        if people.age[i] >= youngest:
            people.visits_last_year[i] = people.visits_this_year[i]
            people.ill_last_year[i] = people.ill_this_year[i]
            people.lost_last_year[i] = people.lost_this_year[i]
            people.cost_last_year[i] = people.cost_this_year[i]
            people.visits_this_year[i] = 0
            people.ill_this_year[i] = 0
            people.lost_this_year[i] = 0
            people.cost_this_year[i] = 0.0


class Look(NamedTuple):
    """What is asked of a block of rows, an entry a row, and a list of those of whom it is true."""

    adult: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    code: NDArray[np.uint8]
    listed: NDArray[np.uint32]
    luck: NDArray[np.float64]


@rule
def fade_examples(
    block: int, end: int, week: int, seed: int, people: RecordColumns, p: Any, look: Look
) -> None:
    """Let some of those who are examples of care, good or bad, no longer be talked of."""
    known = people.known[block:end]
    either = np.uint8(EXAMPLE | WARNING)
    for row in range(end - block):
        look.asked[row] = look.adult[row] & ((known[row] & either) != 0)
    number = list_rows(look.listed, look.asked, block, end - block)
    fill_listed(look.luck, seed, FADE, week, look.listed, number)
    for place in range(number):
        if look.luck[place] < p.example_fade:
            people.known[look.listed[place]] &= ~either


@rule
def relieve(
    block: int, end: int, people: RecordColumns, relief: NDArray[np.float32], p: Any, look: Look
) -> None:
    """Take some of the burden off the burdened; ``look.code`` becomes BURDENED for the weary."""
    known, code = people.known[block:end], look.code
    for row in range(end - block):
        look.asked[row] = look.adult[row] & ((known[row] & BURDENED) != 0)
        code[row] = 0
    for place in range(list_rows(look.listed, look.asked, block, end - block)):
        i = look.listed[place]
        people.burden[i] *= 1.0 - max(p.burden_relief, at(relief, i))
        burden = people.burden[i]
        code[i - block] = BURDENED if burden >= p.weary_burden else 0
        if burden < p.least_burden:
            people.burden[i] = 0.0
            people.known[i] &= ~np.uint8(BURDENED)


@rule
def show_opinions(
    block: int, end: int, people: RecordColumns, values: RecordValues, p: Any, look: Look
) -> None:
    """Let others hear the opinions that have moved."""
    if values.trust.size > 1 or values.stigma.size > 1:
        for row in range(block, end):
            if at(values.trust, row) != 0.0 or at(values.stigma, row) != 0.0:
                people.opinion_moved[row] = 1
    moved = people.opinion_moved[block:end]
    for row in range(end - block):
        look.asked[row] = look.adult[row] & (moved[row] != 0)
    for place in range(list_rows(look.listed, look.asked, block, end - block)):
        i = look.listed[place]
        trusting, stigma = at(values.trust, i), at(values.stigma, i)
        opinion = opinion_of(
            p,
            felt(people.trust[i], trusting),
            people.expected_benefit[i],
            felt(people.perceived_stigma[i], stigma),
        )
        people.opinion[i] = np.uint8(1.5 + 254.0 * opinion)
        # What a strategy does to an opinion lasts no longer than the strategy.
        people.opinion_moved[i] = trusting != 0.0 or stigma != 0.0


@rule
def count_year(
    block: int,
    end: int,
    week: int,
    people: RecordColumns,
    p: Any,
    look: Look,
    counted: NDArray[np.int64],
) -> None:
    """Count a week of illness and of need, and look back upon a year of episodes.

    All rows are dealt with alike, so that there is nothing to branch on.
    """
    severity, stage = people.severity[block:end], people.stage[block:end]
    ill, lost = people.ill_this_year[block:end], people.lost_this_year[block:end]
    needed, served = people.last_need[block:end], people.last_service[block:end]
    remission = people.remission[block:end]
    this_week, year_ago = np.int16(week), np.int16(week - YEAR)
    rows = end - block
    mild = np.uint16(1000.0 * health_lost(p, MILD) + 0.5)
    moderate = np.uint16(1000.0 * health_lost(p, MODERATE) + 0.5)
    severe = np.uint16(1000.0 * health_lost(p, SEVERE) + 0.5)
    for row in range(rows):
        ill[row] += look.adult[row] & (severity[row] != NO_DISTRESS)
    for row in range(rows):
        level = severity[row] if look.adult[row] else np.uint8(NO_DISTRESS)
        weighs = mild if level == MILD else np.uint16(0)
        weighs = moderate if level == MODERATE else weighs
        lost[row] += severe if level == SEVERE else weighs
    for row in range(rows):
        in_need = look.adult[row] & (stage[row] >= AWARE)
        needed[row] = this_week if in_need else needed[row]
    case = look.code
    for row in range(rows):
        case[row] = (severity[row] != NO_DISTRESS) | in_last_year(remission[row], year_ago)
    counted[DISORDER] += count_between(case, 0, rows, 1, 1)
    for row in range(rows):
        look.asked[row] = (case[row] != 0) & in_last_year(needed[row], year_ago)
    counted[DISORDER_WITH_NEED] += count_rows(look.asked, rows)
    for row in range(rows):
        look.asked[row] = (case[row] != 0) & in_last_year(served[row], year_ago)
    counted[DISORDER_WITH_SERVICE] += count_rows(look.asked, rows)


@rule
def count_stocks(
    block: int,
    end: int,
    kinds: int,
    people: RecordColumns,
    look: Look,
    counted: NDArray[np.int64],
) -> None:
    """Count adults by stage, by severity and by the care that they are in, of so many kinds."""
    severity, stage, code = people.severity[block:end], people.stage[block:end], look.code
    rows = end - block
    for row in range(rows):
        code[row] = stage[row] if look.adult[row] else np.uint8(WELL)
    adults = count_rows(look.adult, rows)
    not_well = count_between(code, 0, rows, WELL + 1, len(STAGES) - 1)
    for number in range(WELL + 1, len(STAGES)):
        counted[BY_STAGE + number] += count_between(code, 0, rows, number, number)
    for place in range(list_between(look.listed, code, 0, rows, IN_CARE, IN_CARE)):
        m = people.modality[block + look.listed[place]]
        counted[in_care_place(m, kinds, counted.size)] += 1
    for row in range(rows):
        code[row] = severity[row] + np.uint8(1) if code[row] != WELL else np.uint8(0)
    for number in range(len(SEVERITIES)):
        counted[BY_SEVERITY + number] += count_between(code, 0, rows, number + 1, number + 1)
    counted[BY_STAGE + WELL] += adults - not_well
    counted[BY_SEVERITY + NO_DISTRESS] += adults - not_well  # who is well is not distressed


@loop
def advance_record(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: RecordColumns,
    ties: Ties,
    values: RecordValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Show and count the people in these rows as they are at the end of the week.

    What happens to few is done for a list of them; what is asked of everybody, for all alike.
    """
    p = parameters[0]
    counted = counts[share]
    youngest, shows = np.uint8(p.youngest_age), np.uint8(CONFIDED | EXAMPLE | WARNING)
    look = Look(
        np.empty(BLOCK, np.bool_),
        np.empty(BLOCK, np.bool_),
        np.empty(BLOCK, np.uint8),
        np.empty(BLOCK, np.uint32),
        np.empty(BLOCK),
    )
    for block in range(first, last, BLOCK):
        end = min(block + BLOCK, last)
        age, known, shown = people.age[block:end], people.known[block:end], people.shown[block:end]
        for row in range(end - block):
            look.adult[row] = age[row] >= youngest
        fade_examples(block, end, week, seed, people, p, look)
        relieve(block, end, people, values.relief, p, look)
        counted[WEARY_NOW] += count_between(look.code, 0, end - block, BURDENED, BURDENED)
        for row in range(end - block):
            now = (known[row] & shows) | look.code[row]
            shown[row] = now if look.adult[row] else shown[row]
        show_opinions(block, end, people, values, p, look)
        count_year(block, end, week, people, p, look, counted)
        count_stocks(block, end, services.size, people, look, counted)
    if (week + 1) % YEAR == 0:
        begin_new_year(first, last, people, youngest)


RECORD = Process(
    name="record",
    title="What others can see of a person is brought up to date; the week is counted",
    columns=RecordColumns,
    values=RecordValues,
    writes=(
        "known",
        "burden",
        "shown",
        "opinion",
        "opinion_moved",
        "last_need",
        "visits_this_year",
        "visits_last_year",
        "ill_this_year",
        "ill_last_year",
        "lost_this_year",
        "lost_last_year",
        "cost_this_year",
        "cost_last_year",
    ),
    parameters=names(
        "youngest_age opinion_trust opinion_benefit burden_relief weary_burden least_burden "
        "example_fade disability_mild disability_moderate disability_severe"
    ),
    services=(),
    loop=advance_record,
    apart=True,
)
