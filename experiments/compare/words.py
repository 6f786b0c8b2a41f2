"""What a comparison says at the end, in plain words: tables for the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.compare.arms import NOTHING, arm_words
from experiments.compare.measures import MEASURES, PERSPECTIVES
from experiments.compare.paired import MOST_MORE_SEEDS, Paired, more_seeds

if TYPE_CHECKING:
    from experiments.compare.question import Comparison, Found

MAIN = ("began_care", "weeks_ill", "qaly_lost")
_MOST_COLUMNS = 4
_PER_1000 = ("share", "weeks per person", "courses per person", "QALYs per person")


def closing(asked: Comparison, found: Found) -> list[object]:
    """Tables and sentences that a comparison ends with."""
    data = found.analysis.data
    several = f"{len(data.seeds):,} paired seeds" if len(data.seeds) > 1 else "1 seed"
    title = (
        f"{asked.scenario.name}: {data.people[0]:,} people, {asked.scenario.horizon.weeks:,} "
        f"weeks, {several}; in brackets {100 * asked.confidence:g} % intervals"
    )
    sentences = _sentences(asked, found)
    return [
        _differences(asked, found, title),
        _money(asked, found),
        _gains(found),
        _persons(found),
        *(["\n".join(sentences) + "\n"] if sentences else []),
    ]


def _differences(asked: Comparison, found: Found, title: str) -> object:
    from experiments.tables import table

    names = list(dict.fromkeys((*MAIN, *asked.outcomes)))[:_MOST_COLUMNS]
    best = asked.outcomes[0]
    chances, _ = found.analysis.chances_of_best(best)
    columns: list[str | tuple[str, str]] = ["Beyond doing nothing"]
    for name in names:
        measure = MEASURES[name]
        columns.append((f"{measure.title}{_per(measure.unit)}", "right"))
        columns.append("")
    columns.append((f"Best at: {MEASURES[best].title.lower()}", "right"))
    rows = []
    for place, strategy in enumerate(found.analysis.strategies):
        row = [arm_words(strategy)]
        for name in names:
            one = found.analysis.found[name][place]
            row += [_with_interval(one, MEASURES[name].unit), verdict_words(name, one)]
        row.append(_percent(chances[place + 1]))
        rows.append(row)
    if chances[0] == chances[0] and chances[0] >= 0.005:
        rows.append([arm_words(NOTHING), *[""] * (2 * len(names)), _percent(chances[0])])
    return table(columns, rows, title=title, wrap=True)


def _money(asked: Comparison, found: Found) -> object:
    from experiments.compare.economics import row_of
    from experiments.tables import table

    currency = asked.scenario.costs.currency
    ratios, frontiers = found.economics.ratios(), found.economics.frontiers()
    rows = []
    for strategy in found.analysis.strategies:
        told = [
            row_of(
                ratios, strategy=strategy, effect=effect, discounted="yes",
                perspective=asked.perspective,
            )
            for effect in ("person_in_care", "week_avoided", "qaly")
        ]  # fmt: skip
        place = row_of(frontiers, strategy=strategy, effect="qaly")
        cost = told[0]
        rows.append(
            [
                arm_words(strategy),
                f"{_money_text(cost['cost'])} {_range(cost['cost_low'], cost['cost_high'])}",
                *(_ratio_words(row) for row in told),
                _standing_words(place),
            ]
        )
    return table(
        [
            "Money",
            (f"Cost, {currency} per adult", "right"),
            ("per additional person in care", "right"),
            ("per week of illness avoided", "right"),
            ("per QALY gained", "right"),
            "On the efficiency frontier (QALYs)",
        ],
        rows,
        title=f"What it costs: {PERSPECTIVES[asked.perspective]}; discounted at "
        f"{100 * asked.rate:g} % a year",
        wrap=True,
    )


def _gains(found: Found) -> object:
    """Groups for which a strategy does more, or less, than for all; p values are adjusted for the
    number of groups."""
    from experiments.tables import table

    rows = [row for row in found.analysis.groups() if row["outcome"] == "weeks_ill"]
    told = []
    for strategy in found.analysis.strategies:
        sides: dict[str, list[str]] = {"lower": [], "higher": []}
        for row in rows:
            sure = row["beyond_p_value_holm"] < 1.0 - found.analysis.settings.confidence
            if row["strategy"] == strategy and row["beyond_verdict"] in sides and sure:
                avoided = _signed(-1000.0 * row["difference"])
                sides[row["beyond_verdict"]].append(f"{_group_words(row)} {avoided}")
        told.append([arm_words(strategy), *("; ".join(side) or "-" for side in sides.values())])
    return table(
        ["Weeks of illness avoided, per 1,000", "more than by all adults", "less than by all"],
        told,
        title="Who gains (by severity before it began, income, culture, sex)",
        wrap=True,
    )


def _group_words(row: Mapping[str, Any]) -> str:
    if row["by"] == "severity":
        return "never ill before" if row["group"] == "none" else f"{row['group']} before"
    if row["by"] == "income":
        return f"{row['group']} income"
    return str(row["group"]).replace("_", " ")


def _persons(found: Found) -> object:
    from experiments.tables import table

    rows = found.analysis.personal()
    shown = (
        "began_because", "kept_from_care", "earlier", "later", "fewer_weeks_ill", "more_weeks_ill"
    )  # fmt: skip
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
    unsettled = analysis.unsettled(asked.outcomes)
    places = {name: place for place, name in enumerate(analysis.strategies)}
    for strategy, outcome in unsettled[:8]:
        more = more_seeds(analysis.found[outcome][places[strategy]], analysis.settings.taken_at)
        lines.append(
            f"Undecided: {arm_words(strategy)}, {MEASURES[outcome].title.lower()}; "
            f"{_more_words(more)}."
        )
    if len(unsettled) > 8:
        lines.append(f"Undecided, too: {len(unsettled) - 8} more (see differences.csv).")
    if unsettled and not asked.until_settled:
        lines.append("--until-settled adds seeds until they are, with intervals that allow for it.")
    lines += _best_buys(asked, found)
    earlier = [number for number in found.looked_at if number < len(found.analysis.data.seeds)]
    if earlier and not asked.until_settled:
        looked = ", ".join(f"{number:,}" for number in earlier)
        lines.append(
            f"These results were looked at before, at {looked} seeds; the intervals count as if "
            "the number of seeds had been fixed. --until-settled allows for looking."
        )
    if asked.until_settled:
        looked = ", ".join(f"{number:,}" for number in found.looked)
        lines.append(
            f"Looked at {looked} seeds (at {found.planned[-1]:,} at the most); the intervals hold "
            "over all looks together."
        )
    for strategy, count, message in _failures(found):
        lines.append(f"Left out: {strategy}, which failed in {count} seeds: {message}")
    return lines


def _best_buys(asked: Comparison, found: Found) -> list[str]:
    """For each amount for a QALY: which option has the highest net benefit, and how surely."""
    told: dict[str, list[str]] = {}
    for row in found.economics.acceptability():
        if (
            row["willingness_to_pay"] in found.economics.amounts
            and row["best_in_the_mean"] == "yes"
        ):
            amount = f"{row['willingness_to_pay']:,.0f} ({_percent(row['probability_best'])})"
            told.setdefault(row["strategy"], []).append(amount)
    currency = asked.scenario.costs.currency
    return [
        f"The best buy at {', '.join(amounts)} {currency} for a QALY: {arm_words(strategy)}; in "
        "brackets the probability that it is, as far as the chance of seeds goes."
        for strategy, amounts in told.items()
    ]


def _failures(found: Found) -> list[tuple[str, int, str]]:
    by: dict[str, list[Any]] = {}
    for one in found.failed:
        by.setdefault(one.strategy, []).append(one)
    return [(name, len(ones), ones[0].message) for name, ones in by.items()]


def verdict_words(measure: str, found: Paired) -> str:
    """What can be said of a difference, in a word or a few."""
    better = MEASURES[measure].better
    sign = {"higher": 1, "lower": -1}.get(found.verdict, 0) * better
    if sign:
        return "better" if sign > 0 else "worse"
    return found.verdict


def _with_interval(found: Paired, unit: str) -> str:
    times = 1000.0 if unit in _PER_1000 else 1.0
    centre = _signed(times * found.difference)
    return f"{centre} {_range(times * found.low, times * found.high)}"


def _per(unit: str) -> str:
    """The unit as the heading of a column tells it."""
    if unit not in _PER_1000:
        return f" ({unit})"
    return " (QALYs) per 1,000 adults" if unit.startswith("QALY") else " per 1,000 adults"


def _signed(value: float) -> str:
    if value != value:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:+,.{digits}f}"


def _range(low: float, high: float) -> str:
    return "" if low != low else f"[{_signed(low)}, {_signed(high)}]"


def _money_text(value: float) -> str:
    return _signed(value)


def _ratio_words(row: Mapping[str, Any]) -> str:
    if row["verdict"] in ("costs and helps", "helps, costs undecided"):
        return f"{_amount(row['cost_per_gain'])} [{_amount(row['low'])}, {_amount(row['high'])}]"
    if row["verdict"] == "saves and harms":
        return f"saves {_amount(row['cost_per_gain'])} for each one lost"
    return str(row["verdict"]) or "-"


def _amount(value: float) -> str:
    if value != value:
        return "-"
    size = abs(value)
    if size >= 10_000:  # three figures that count, for more would feign
        digits = len(f"{size:.0f}") - 3
        return f"{round(value, -digits):,.0f}"
    return f"{value:,.0f}" if size >= 100 else f"{value:,.3g}"


def _standing_words(place: Mapping[str, Any]) -> str:
    if place["standing"] != "on the frontier":
        by = " and ".join(map(arm_words, str(place["dominated_by"]).split(" and ")))
        mix = "a mix of " if place["standing"] == "extendedly dominated" else ""
        return f"no: {mix}{by} does more for the money"
    if place["icer"] != place["icer"]:
        return "yes: the cheapest"
    return f"yes: {_amount(place['icer'])} per QALY beyond {arm_words(place['beside']).lower()}"


def _percent(value: float) -> str:
    return "-" if value != value else f"{100 * value:.0f} %"


def _times(value: float) -> str:
    return f"{value:,.0f} times" if value >= 10 else f"{value:.1f} times"


def _more_words(more: int | None) -> str:
    if more is None:
        return f"more than {MOST_MORE_SEEDS:,} more seeds would settle it, if any number would"
    return f"about {more:,} more seed{'' if more == 1 else 's'} would settle it"
