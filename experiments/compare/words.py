"""What a comparison says at the end, in plain words: tables for the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.compare.draws import words as over_draws
from experiments.compare.statistics.paired import FEW_SEEDS, MOST_MORE_SEEDS, Paired, Verdict
from experiments.measured.discounting import Rates, rate_words
from experiments.measured.measures import MAIN, MEASURES, PERSPECTIVES, Measure, is_money
from experiments.strategies.arms import arm_words
from experiments.words.wording import grouping_words, lowered, times_of, unit_words
from simulation.measures.groupings import SMALLEST_GROUP
from simulation.measures.usual_groupings import GROUPINGS
from simulation.measures.whole_time import CARE, ILLNESS

if TYPE_CHECKING:
    from experiments.compare.question import Comparison, Found

DIFFERENCES = (
    "Differences are strategy minus comparator (doing nothing): fewer weeks of illness carry a "
    "minus sign, more QALYs a plus sign."
)
"""The one convention of signs, in words."""
_MOST_COLUMNS = 4
_USUAL = ("severity before it began", "income", "culture", "sex")


def closing(asked: Comparison, found: Found) -> list[object]:
    """Tables and sentences that a comparison ends with."""
    data = found.analysis.data
    several = f"{len(data.seeds):,} paired seeds" if len(data.seeds) > 1 else "1 seed"
    if found.over_draws is not None:
        several = over_draws.title_of(found)
    title = (
        f"{asked.scenario.name}: {data.people[0]:,} people, {asked.scenario.horizon.weeks:,} "
        f"weeks, {several}"
    )
    if len(data.seeds) > 1 or found.over_draws is not None:
        title += f"; in brackets {100 * asked.confidence:g} % intervals"
    from experiments.compare.path.words import closing_of_path
    from experiments.compare.value.words import closing as closing_of_worth
    from experiments.compare.words_for_policy import closing_for_policy

    sentences = _sentences(asked, found)
    return [
        _differences(asked, found, title),
        _money(asked, found),
        _gains(asked, found),
        _persons(found),
        *([] if found.over_draws is not None else closing_of_path(found.analysis)),
        *closing_for_policy(asked, found),
        *([] if found.worth is None else closing_of_worth(found.worth)),
        *(["\n".join(sentences) + "\n"] if sentences else []),
    ]


def _differences(asked: Comparison, found: Found, title: str) -> object:
    from experiments.terminal.tables import table

    known = found.analysis.data.measures
    names = list(dict.fromkeys((*MAIN, *asked.outcomes)))[:_MOST_COLUMNS]
    columns: list[str | tuple[str, str]] = ["Beyond doing nothing"]
    for name in names:
        columns.append((heading(name, asked.rate, asked.scenario.costs.currency, known), "right"))
        columns.append("")
    rows = []
    for place, strategy in enumerate(found.analysis.strategies):
        row = [arm_words(strategy)]
        for name in names:
            one = found.analysis.found[name][place]
            said = verdict_words(name, found.analysis.verdicts[name][place])
            row += [_with_interval(one, known[name].unit), said]
        rows.append(row)
    return table(columns, rows, title=title, wrap=True)


def heading(
    measure: str, rate: Rates | float, currency: str, known: Mapping[str, Measure] = MEASURES
) -> str:
    """A measure as the heading of its differences: what it is, of whom, in which unit."""
    told = known[measure]
    per = unit_words(told.unit, told.among, told.statistic, currency)
    return f"{told.titled(rate)} ({per})"


def _money(asked: Comparison, found: Found) -> object:
    from experiments.compare.economics import row_of
    from experiments.terminal.tables import table

    currency, perspective = asked.scenario.costs.currency, PERSPECTIVES[asked.perspective]
    ratios, frontiers = found.economics.ratios(), found.economics.frontiers()
    rows = []
    for strategy in found.analysis.strategies:
        told = [
            row_of(
                ratios,
                strategy=strategy,
                effect=effect,
                discounted="yes",
                perspective=asked.perspective,
            )
            for effect in ("person_in_care", "week_avoided", "qaly")
        ]
        place = row_of(frontiers, strategy=strategy, effect="qaly")
        cost = told[-1]
        rows.append(
            [
                arm_words(strategy),
                f"{_signed(cost['cost'])} {_range(cost['cost_low'], cost['cost_high'])}",
                *(_ratio_words(row) for row in told),
                _standing_words(place, found.analysis.few),
            ]
        )
    return table(
        [
            "Money",
            (f"Extra cost ({perspective.title}), {currency} per adult", "right"),
            ("per additional person in care", "right"),
            ("per week of illness avoided", "right"),
            ("per QALY gained", "right"),
            "On the efficiency frontier (QALYs), by the means",
        ],
        rows,
        title=f"What it costs, perspective {perspective.title} ({perspective.words}): costs and "
        f"effects {rate_words(asked.rate)}",
        wrap=True,
    )


def _gains(asked: Comparison, found: Found) -> object:
    """Groups for which a strategy does more, or less, than for all; p values are adjusted for the
    number of groups."""
    from experiments.terminal.tables import table

    rows = [row for row in found.analysis.groups() if row["outcome"] == ILLNESS]
    told = []
    for strategy in found.analysis.strategies:
        sides: dict[str, list[str]] = {"lower": [], "higher": []}
        for row in rows:
            if row["strategy"] == strategy and row["beyond_verdict"] in sides:
                change = _signed(1000.0 * row["difference"])
                sides[row["beyond_verdict"]].append(f"{_group_words(row)} {change}")
        told.append([arm_words(strategy), *("; ".join(side) or "-" for side in sides.values())])
    return table(
        [
            "Weeks of illness, per 1,000 of the group",
            "fewer than of all adults",
            "more than of all",
        ],
        told,
        title=f"Who gains (by {', '.join((*_USUAL, *asked.by))})",
        wrap=True,
    )


def _group_words(row: Mapping[str, Any]) -> str:
    if row["by"] == "severity":
        return "never ill before" if row["group"] == "none" else f"{row['group']} before"
    if row["by"] == "income":
        return f"{row['group']} income"
    if row["by"] not in GROUPINGS:
        return f"{lowered(grouping_words(row['by']))} {row['group']}"
    return str(row["group"]).replace("_", " ")


def _persons(found: Found) -> object:
    from experiments.terminal.tables import table

    rows = found.analysis.personal()
    shown = (
        "began_because",
        "kept_from_care",
        "earlier",
        "later",
        "fewer_symptom_weeks",
        "more_symptom_weeks",
    )
    values = {(row["strategy"], row["what"]): row["per_1000_adults"] for row in rows}
    heads = ("Began care because of it", "Did not", "Earlier", "Later", "Ill for less", "for more")
    return table(
        ["The same persons, per 1,000 adults", *((head, "right") for head in heads)],
        [
            [arm_words(strategy), *(f"{values[strategy, what]:,.1f}" for what in shown)]
            for strategy in found.analysis.strategies
        ],
        title="Who is in care, and who is ill, because of it",
        wrap=True,
    )


def _sentences(asked: Comparison, found: Found) -> list[str]:
    if found.over_draws is not None:
        chosen = [asked.chosen] if asked.chosen else []
        return [*over_draws.sentences(asked, found), *chosen, DIFFERENCES]
    analysis = found.analysis
    lines = []
    reductions = [
        one.variance_reduction
        for name in dict.fromkeys((*MAIN, *asked.outcomes))
        for one in analysis.found[name]
        if one.variance_reduction == one.variance_reduction
        and one.variance_reduction != float("inf")
    ]
    if reductions:
        lines.append(
            "The same luck in all worlds makes differences "
            f"{_times(min(reductions))} to {_times(max(reductions))} less noisy (variance) than "
            "different seeds would."
        )
    small = analysis.small_groups()
    if small:
        lines.append(
            f"Nothing is told of groups with fewer than {SMALLEST_GROUP} adults in the mean of the "
            f"seeds: {', '.join(small)}."
        )
    seeds = len(analysis.data.seeds)
    if analysis.few:
        lines.append(
            f"Only {seeds} seed{'' if seeds == 1 else 's'}: too few to rank strategies or to say "
            f"how many more would settle it; {FEW_SEEDS} or more can."
        )
    elif len(analysis.strategies) > 1:
        lines += [_best(found, name) for name in _MOST]
    unsettled = analysis.unsettled(asked.outcomes)
    places = {name: place for place, name in enumerate(analysis.strategies)}
    for strategy, outcome in unsettled[:8]:
        more = analysis.more_seeds(outcome, places[strategy])
        forecast = f"; {_more_words(more)}" if not analysis.few else ""
        title = lowered(analysis.data.measures[outcome].title)
        lines.append(f"Undecided: {arm_words(strategy)}, {title}{forecast}.")
    if len(unsettled) > 8:
        lines.append(f"Undecided, too: {len(unsettled) - 8} more (see differences.csv).")
    if unsettled and not asked.until_settled:
        lines.append("--until-settled adds seeds until they are, with intervals that allow for it.")
    lines.append(DIFFERENCES)
    lines.append(
        "Intervals stand for themselves; better and worse allow for the number of strategies "
        "(Holm). Both tell chance, not doubt about the model's numbers."
    )
    lines += [asked.chosen] if asked.chosen else []
    if looked := looked_before(asked, found):
        lines.append(looked)
    if asked.until_settled:
        looked = ", ".join(f"{number:,}" for number in found.looked)
        lines.append(
            f"Looked at {looked} seeds (at {found.planned[-1]:,} at the most); the intervals hold "
            "over all looks together."
        )
    for strategy, count, message in _failures(found):
        lines.append(f"Left out: {strategy}, which failed in {count} seeds: {message}")
    return lines


def looked_before(asked: Comparison, found: Found) -> str:
    """What is to be said where results were seen with fewer seeds, and seeds were added then."""
    earlier = [number for number in found.looked_at if number < len(found.analysis.data.seeds)]
    if not earlier or asked.until_settled:
        return ""
    return (
        f"These results were looked at before, at {', '.join(f'{one:,}' for one in earlier)} "
        "seeds; the intervals count as if the number of seeds had been fixed. --until-settled "
        "allows for looking."
    )


_MOST = {CARE: "brings the most people into care", ILLNESS: "avoids the most illness"}


def _best(found: Found, measure: str) -> str:
    """Which option is the best in one measure, if that is settled; else what is not."""
    names = found.analysis.data.arms
    best = found.analysis.best(measure)
    what = _MOST[measure]
    if best is None or not best.settled:
        return f"Which strategy {what} is not settled."
    return f"Settled: {arm_words(names[best.option])} {what} of all that were compared."


def _failures(found: Found) -> list[tuple[str, int, str]]:
    by: dict[str, list[Any]] = {}
    for one in found.failed:
        by.setdefault(one.strategy, []).append(one)
    return [(name, len(ones), ones[0].message) for name, ones in by.items()]


def verdict_words(measure: str, verdict: Verdict) -> str:
    """What can be said of a difference, in a word or a few."""
    # Of counts of a world's own kinds of help neither is better, as of those of every world.
    better = MEASURES[measure].better if measure in MEASURES else 0
    sign = {"higher": 1, "lower": -1}.get(verdict, 0) * better
    if sign and is_money(measure):
        return "costs less" if sign > 0 else "costs more"
    if sign:
        return "better" if sign > 0 else "worse"
    return verdict


def _with_interval(found: Paired, unit: str) -> str:
    times = times_of(unit)
    centre = _signed(times * found.difference)
    return f"{centre} {_range(times * found.low, times * found.high)}"


def _signed(value: float) -> str:
    if value != value:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:+,.{digits}f}"


def _range(low: float, high: float) -> str:
    return "" if low != low else f"[{_signed(low)}, {_signed(high)}]"


def _ratio_words(row: Mapping[str, Any]) -> str:
    if row["verdict"] in ("costs and helps", "helps, costs undecided"):
        return f"{_amount(row['cost_per_gain'])} [{_amount(row['low'])}, {_amount(row['high'])}]"
    if row["verdict"] == "saves and harms":
        return f"saves {_amount(row['cost_per_gain'])} for each one lost"
    return ratio_verdict(row) or "-"


def ratio_verdict(row: Mapping[str, Any]) -> str:
    """What is said in place of a price."""
    verdict = str(row["verdict"])
    if verdict != "not determinable":
        return verdict
    return NOT_ESTIMABLE if row["gain_low"] <= 0.0 <= row["gain_high"] else NOT_SETTLED


NOT_SETTLED = "not estimable: the effect is undecided"
NOT_ESTIMABLE = "not estimable: the effect's interval includes no effect"


def _amount(value: float) -> str:
    if value != value:
        return "-"
    size = abs(value)
    if size >= 10_000:  # three figures that count, for more would feign
        digits = len(f"{size:.0f}") - 3
        return f"{round(value, -digits):,.0f}"
    return f"{value:,.0f}" if size >= 100 else f"{value:,.3g}"


def _standing_words(place: Mapping[str, Any], few: bool) -> str:
    if few:
        return f"not told from fewer than {FEW_SEEDS} seeds"
    if place["standing"] != "on the frontier":
        by = " and ".join(map(arm_words, str(place["dominated_by"]).split(" and ")))
        mix = "a mix of " if place["standing"] == "extendedly dominated" else ""
        return f"no: {mix}{by} does more for the money"
    if place["icer"] != place["icer"]:
        return "yes: the cheapest"
    beyond = f"beyond {lowered(arm_words(place['beside']))}"
    if place["icer_low"] != place["icer_low"]:
        return f"yes; per QALY {beyond}: {NOT_ESTIMABLE}"
    interval = f"[{_amount(place['icer_low'])}, {_amount(place['icer_high'])}]"
    return f"yes: {_amount(place['icer'])} {interval} per QALY {beyond}"


def _times(value: float) -> str:
    return f"{value:,.0f} times" if value >= 10 else f"{value:.1f} times"


def _more_words(more: int | None) -> str:
    if more is None:
        return f"more than {MOST_MORE_SEEDS:,} more seeds would settle it, if any number would"
    return f"about {more:,} more seed{'' if more == 1 else 's'} would settle it"
