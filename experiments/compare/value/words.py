"""What doubt about numbers means for the decision, in short sentences and small tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from experiments.compare.value.advice import MOST_NAMED, NO_CHANGE, change_words
from experiments.compare.value.moves import Threshold
from experiments.compare.value.partial import Partial
from experiments.compare.value.sampling import Sample
from experiments.compare.value.worth import Worth
from experiments.strategies.arms import arm_words
from experiments.words.numbers import amount as plain_amount
from experiments.words.numbers import general, listed, money, percent, signed
from experiments.words.wording import lowered

MOST_BARS = 6
LUCK_TOLD = 0.05
"""Share of the EVPI from which on it is told what luck would have added."""


def closing(worth: Worth) -> list[object]:
    """What is said at the end: a table of options and sentences, and tables of numbers and studies
    where there are any."""
    parts: list[object] = [_options(worth), sentence_lines(worth)]
    if worth.bars and any(bar.width > 0.0 for bar in worth.bars):
        parts.append(_bars(worth))
    if worth.samples:
        parts.append(_studies(worth))
    return parts


def sentence_lines(worth: Worth) -> str:
    """All sentences, a line each."""
    return "\n".join(sentences(worth)) + "\n"


def sentences(worth: Worth) -> list[str]:
    """What a reader is to remember, in a few sentences for reports and the terminal."""
    return [
        *_choice(worth),
        *_knowing(worth),
        *_changes(worth),
        *_groups(worth),
        *_samples(worth),
    ]


def number_words(worth: Worth, name: str) -> str:
    """A number as a sentence names it: what it means, and the name by which it is set."""
    short = name.removeprefix("parameters.").removeprefix("strategies.")
    row = worth.asked.numbers.get(name)
    return f"“{lowered(row.meaning)}” ({short})" if row is not None else short


def _choice(worth: Worth) -> list[str]:
    main, arms, currency = worth.main, worth.data.arms, worth.asked.currency
    times = worth.asked.place.times
    best = arm_words(arms[main.best])
    lines = [
        f"At {plain_amount(main.amount)} {currency} for a QALY {lowered(best)} is the best buy in "
        f"the mean, and the best in {percent(main.chances[main.best])} of the worlds that were "
        "drawn.",
    ]
    if main.evpi > 0.0:
        lines.append(
            f"As the numbers are not known, choosing it loses {money(times * main.evpi, currency)} "
            f"in the mean, for {worth.asked.place.told}: so much would it be worth to know all of "
            f"them (standard error {money(times * main.evpi_error, currency)})."
        )
    else:
        lines.append("It is the best in all of them: to know the numbers better is worth nothing.")
    if main.luck_from == "nothing":
        lines.append(
            "With one seed a draw, and no numbers to tell it by, luck counts as doubt: losses and "
            "values of information are too high. Two seeds or more would take it out."
        )
    elif main.luck_from == "numbers":
        lines.append(
            "With one seed a draw, what no number explains is taken for luck; two seeds or more "
            "would tell it by itself."
        )
    elif main.luck > LUCK_TOLD * main.naive:
        lines.append(
            f"Taken from the {worth.data.seeds} seeds as they are it would seem to be "
            f"{money(times * main.naive, currency)}: the rest is luck, and is left out."
        )
    return lines


def _knowing(worth: Worth) -> list[str]:
    if not worth.singles:
        return []
    currency, times = worth.asked.currency, worth.asked.place.times
    sure = _sure(worth.singles)
    chance = times * max(one.by_chance for one in worth.singles)
    if not sure:
        return [
            "No single number is shown to be worth knowing by itself: none is worth more than "
            f"chance may bring with so many draws ({money(chance, currency)})."
        ]
    told = [
        f"{number_words(worth, one.part.name)} exactly would be worth "
        f"{money(times * one.evppi, currency)}"
        for one in sure[:MOST_NAMED]
    ]
    rest = sure[MOST_NAMED:]
    line = f"Knowing {listed(told)} to the place"
    if rest:
        most = money(times * rest[0].evppi, currency)
        line += f"; {len(rest)} further numbers, at most {most} each"
    return [
        f"{line}. Of every other number it is open whether it is worth anything: by chance alone "
        f"the largest may seem worth {money(chance, currency)}."
    ]


def _sure(parts: Sequence[Partial]) -> list[Partial]:
    return sorted((one for one in parts if one.is_sure), key=lambda one: -one.evppi)


def _changes(worth: Worth) -> list[str]:
    if not worth.singles:
        return []
    supported = [one for one in worth.thresholds if one.is_supported]
    order = {one.part.name: -one.evppi for one in worth.singles}
    supported.sort(key=lambda one: order[one.name])
    if not supported:
        return [NO_CHANGE]
    lines = [_change(worth, one) for one in supported[:MOST_NAMED]]
    lines[0] = f"What would change the advice: {lowered(lines[0])}"
    if len(supported) > MOST_NAMED:
        lines.append(f"{len(supported) - MOST_NAMED} further changes are in the table thresholds.")
    return lines


def _change(worth: Worth, one: Threshold) -> str:
    arms = worth.data.arms
    row = {
        "at": one.at,
        "best_below": arms[one.below],
        "best_above": arms[one.above],
        "share_of_draws_beyond": one.share,
    }
    return change_words(row, arms[worth.main.best], number_words(worth, one.name))


def _groups(worth: Worth) -> list[str]:
    sure = _sure(worth.groups)
    if not sure:
        return []
    currency, times = worth.asked.currency, worth.asked.place.times
    told = [
        f"{one.part.name} {money(times * one.evppi, currency)}"
        for one in sure
        if one.part.name != "all numbers"
    ]
    return [f"Groups of numbers, each known in full: {listed(told)}."] if told else []


def _samples(worth: Worth) -> list[str]:
    lines = []
    for name in dict.fromkeys(one.design.name for one in worth.samples):
        of_study = [one for one in worth.samples if one.design.name == name]
        lines.append(_study(worth, of_study))
    return lines


def _study(worth: Worth, sizes: Sequence[Sample]) -> str:
    currency = worth.asked.currency
    priced = not isnan(sizes[0].cost)
    best = max(sizes, key=lambda one: one.net_gain if priced else one.evsi_place)
    title = best.design.title
    worth_ = money(best.evsi_place, currency)
    at_least = "at least " if best.limited else ""
    line = f"{title[:1].upper()}{title[1:]}, {best.size:,} persons"
    line += " in each arm" if len(best.design.arms) > 1 else ""
    if not priced:
        return f"{line}, would be worth {at_least}{worth_}."
    if best.net_gain <= 0.0:
        return (
            f"{title[:1].upper()}{title[1:]} would cost more than it is worth at every size that "
            f"was asked: at best it is worth {at_least}{worth_} and costs "
            f"{money(best.cost, currency)} ({best.size:,} persons)."
        )
    return (
        f"{line}, would be worth {at_least}{worth_} and cost {money(best.cost, currency)}: of the "
        f"sizes asked the one that gains most, {money(best.net_gain, currency)}."
    )


def _options(worth: Worth) -> object:
    from experiments.terminal.tables import table

    times, currency, main = worth.asked.place.times, worth.asked.currency, worth.main
    return table(
        [
            "If one chooses",
            ("best buy in so many worlds", "right"),
            ("net benefit per adult", "right"),
            (f"expected loss, {currency} per adult", "right"),
            (f"expected loss in all, {currency}", "right"),
        ],
        [
            [
                arm_words(name),
                percent(float(main.chances[arm])),
                f"{signed(float(main.means[arm]))} "
                f"(± {plain_amount(float(main.means_errors[arm]))})",
                plain_amount(float(main.losses[arm])),
                plain_amount(times * float(main.losses[arm])),
            ]
            for arm, name in enumerate(worth.data.arms)
        ],
        title=f"What doubt about numbers means, at {plain_amount(main.amount)} {currency} for a "
        f"QALY, for {worth.asked.place.told} (±: standard error)",
        wrap=True,
    )


def _bars(worth: Worth) -> object:
    from experiments.terminal.tables import table

    main, arms = worth.main, worth.data.arms
    currency, times = worth.asked.currency, worth.asked.place.times
    best, runner_up = arm_words(arms[main.best]), arm_words(arms[main.runner_up])
    return table(
        [
            "Number",
            ("from", "right"),
            ("to", "right"),
            ("lead at the lower end", "right"),
            ("lead at the upper end", "right"),
        ],
        [
            [
                bar.name.removeprefix("parameters."),
                general(float(f"{bar.low:.3g}")),
                general(float(f"{bar.high:.3g}")),
                f"{plain_amount(times * bar.at_low)} (± {plain_amount(times * bar.error_low)})",
                f"{plain_amount(times * bar.at_high)} (± {plain_amount(times * bar.error_high)})",
            ]
            for bar in worth.bars[:MOST_BARS]
        ],
        title=f"How far {lowered(best)} leads {lowered(runner_up)}, {currency} in all, as a number "
        "goes from its 5th to its 95th percentile",
        wrap=True,
    )


def _studies(worth: Worth) -> object:
    from experiments.terminal.tables import table

    currency = worth.asked.currency
    return table(
        [
            "Study",
            ("persons", "right"),
            (f"worth, {currency} in all", "right"),
            (f"cost, {currency}", "right"),
            (f"net gain, {currency}", "right"),
        ],
        [
            [
                one.design.title,
                f"{one.size * len(one.design.arms):,}",
                f"{'at least ' if one.limited else ''}{plain_amount(one.evsi_place)} "
                f"(± {plain_amount(worth.asked.place.times * one.standard_error)})",
                plain_amount(one.cost),
                plain_amount(one.net_gain),
            ]
            for one in worth.samples
        ],
        title="What studies would be worth before they are made",
        wrap=True,
    )
