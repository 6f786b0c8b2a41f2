"""Gains: who gains, and who is in care because of a strategy, in sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from experiments.compare.seeds.people import PERSONAL
from experiments.report.comparison.findings import Findings, inside, interval_words, named
from experiments.report.parts import Cell, Point, Table, Value, heads
from experiments.words.numbers import between, listed, percent, plain, signed
from experiments.words.wording import SEVERITY_WORDS, STAGE_WORDS, grouping_words, lowered, words_of
from simulation.measures.whole_time import ILLNESS

BY_WORDS = {
    "severity": "Severity before it began",
    "income": "Household income",
    "culture": "Culture",
    "sex": "Sex",
}
_MOST_FLOWS = 12
_MORE, _LESS, _WORSE = "gain more than all adults", "gain less than all adults", "are worse off"
_SINGULAR = {_MORE: "gains more than all", _LESS: "gains less than all", _WORSE: "is worse off"}
_MOST_TOLD = 2
"""Strategies that the summary tells of by name; the tables hold all."""
_PERSONAL_SHOWN = (
    "began_because",
    "kept_from_care",
    "earlier",
    "later",
    "fewer_symptom_weeks",
    "more_symptom_weeks",
)


def group_words(by: str, group: str) -> str:
    """A group as a sentence names it."""
    if by == "severity":
        return (
            "people never ill before" if group == "none" else f"people with {group} illness before"
        )
    if by == "income":
        return f"people with {group} income"
    if by == "sex":
        return {"female": "women", "male": "men"}.get(group, words_of(group).lower())
    if by == "culture":
        return f"people of the group {words_of(group)}"
    if by.partition(":")[0] == "age":
        return f"people aged {group}"
    return f"people with {lowered(grouping_words(by))} {group}"


def groups_words(groups: Sequence[tuple[str, str]]) -> str:
    """Several groups as a sentence names them, those of one kind together."""
    told: list[str] = []
    by: dict[str, list[str]] = {}
    for kind, group in groups:
        if kind == "income" or (kind == "severity" and group != "none"):
            by.setdefault(kind, []).append(group)
        else:
            told.append(group_words(kind, group))
    for kind, names in by.items():
        told.append(group_words(kind, listed(names, "or")))
    return listed(told)


def _row_words(by: str, group: str) -> str:
    if by == "severity":
        return SEVERITY_WORDS.get(group, "Never ill")
    return words_of(group) if by in BY_WORDS else group


class Gains:
    """Who gains, by group and person by person."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.data = found.data
        self.told = found.told

    def table(self) -> Table:
        """Weeks of illness by group; groups that gain more or less than all are marked."""
        groups: dict[tuple[str, str], float] = {}
        for row in self.data.rows("groups", outcome=ILLNESS):
            groups.setdefault((row["by"], row["group"]), float(row["adults"]))
        rows: list[list[Cell]] = [
            [
                "All adults",
                plain(float(self.told["adults"]), 0),
                *(self._cell(self.found.difference(name, ILLNESS)) for name in self.found.names),
            ]
        ]
        for (by, group), adults in groups.items():
            cells: list[Cell] = [
                f"{BY_WORDS.get(by, grouping_words(by))}: {_row_words(by, group)}",
                plain(adults, 0),
            ]
            for name in self.found.names:
                found = self.data.rows("groups", by=by, group=group, outcome=ILLNESS, strategy=name)
                cells.append(self._cell(found[0]) if found else "\N{EN DASH}")
            rows.append(cells)
        return Table(
            "Weeks of illness beyond doing nothing, weeks per 1,000 adults of each group, over "
            f"{self.found.over}",
            heads(
                "Group",
                ("Adults", "number"),
                *((named(name), "number") for name in self.found.names),
            ),
            rows,
            note=f"A minus sign is illness avoided. Below each number its {self.found.confidence} "
            "interval, which stands for itself. Whether a group gains more or less than all "
            f"adults, or is worse off, is said where it is {self._beyond}. "
            f"{self.told['notes']['groups']}",
            name="table-groups",
        )

    @property
    def _beyond(self) -> str:
        if self.found.over_draws:
            return "so in nearly all towns, whatever their numbers"
        return "beyond chance, the number of groups allowed for (Holm)"

    def _cell(self, row: Any) -> Value:
        interval = interval_words(row, 1000.0)
        side = self._side(row)
        words = _SINGULAR.get(side, "")
        note = "; ".join(part for part in (interval, words) if part)
        tone = "good" if side == _MORE else "bad" if side else ""
        return Value(signed(_per_1000(row["difference"])), row["difference"], note, tone)

    def _side(self, row: Any) -> str:
        """Whether the group gains more or less than all, or is worse off, the number of groups
        allowed for."""
        beyond = row.get("beyond_verdict")
        if beyond == "lower":
            return _MORE
        if beyond == "higher":
            return _WORSE if row["verdict"] == "higher" else _LESS
        return ""

    def _sides(self, name: str) -> dict[str, list[Any]]:
        """The groups that stand out with a strategy, by how they do."""
        sides: dict[str, list[Any]] = {side: [] for side in _SINGULAR}
        for row in self.data.rows("groups", outcome=ILLNESS, strategy=name):
            if side := self._side(row):
                sides[side].append(row)
        return {side: rows for side, rows in sides.items() if rows}

    def sentences(self) -> list[str]:
        """For each strategy: which groups gain more, and which less, than all adults."""
        told = []
        for name in self.found.names:
            words = [
                listed([f"{group_words(row['by'], row['group'])} ({_change(row)})" for row in rows])
                + f" {side}"
                for side, rows in self._sides(name).items()
            ]
            if words:
                told.append(f"{named(name)}: {'; '.join(words)}.")
        return told

    def point(self) -> Point:
        """The part of the summary on who gains: with the strategy that is settled to avoid the most
        illness, or else with some of those that avoid it; the tables tell of all."""
        sentences = []
        helped = [] if self.found.few else self.found.better(ILLNESS)
        best = self.found.best(ILLNESS)
        helped = [best] if best is not None and best in helped else helped[:_MOST_TOLD]
        for name in helped:
            for side, rows in self._sides(name).items():
                groups = groups_words([(row["by"], row["group"]) for row in rows])
                sentences.append(f"With {inside(name)}, {groups} {side}.")
        if helped and not sentences:
            sentences.append(
                "No group is settled to gain more or less than all adults with "
                f"{listed([inside(name) for name in helped], 'or')}."
            )
        moved = [
            f"{inside(name)} {plain(gained['per_1000_adults'])} begin who would not have, and "
            f"{plain(lost['per_1000_adults'])} do not who would have"
            for name in helped or self.found.names[:_MOST_TOLD]
            for gained in [self._personal(name, "began_because")]
            for lost in [self._personal(name, "kept_from_care")]
            if gained["per_1000_adults"] or lost["per_1000_adults"]
        ]
        if moved:
            sentences.append(
                "Not everybody gains. Of every 1,000 adults, in the mean: with "
                f"{'; with '.join(moved)}. Places are limited, and those who come in may stand "
                "before others."
            )
        elif len(self.found.names) == 1:
            sentences.append("Nobody begins care, or does not, because of it.")
        return Point("Who gains", sentences)

    # Person by person

    def _personal(self, name: str, what: str) -> dict[str, Any]:
        return self.data.rows("personal", strategy=name, what=what)[0]

    def personal(self) -> Table:
        """Who begins care because of a strategy, and who does not."""
        rows: list[list[Cell]] = []
        for name in self.found.names:
            row: list[Cell] = [named(name)]
            gained = self._personal(name, "began_because")["per_1000_adults"]
            lost = self._personal(name, "kept_from_care")["per_1000_adults"]
            for what in _PERSONAL_SHOWN:
                one = self._personal(name, what)
                row.append(
                    Value(
                        plain(one["per_1000_adults"]),
                        one["per_1000_adults"],
                        interval_words(one, write=_unsigned),
                    )
                )
            row.insert(3, Value(signed(gained - lost), gained - lost))
            rows.append(row)
        shown = [PERSONAL[what] for what in _PERSONAL_SHOWN]
        shown.insert(2, "Balance: began care")
        return Table(
            "The same persons in both worlds, per 1,000 adults",
            heads("Strategy", *((words, "number") for words in shown)),
            rows,
            note=str(self.told["notes"]["personal"]),
            name="table-personal",
        )

    def last_flows(self, name: str) -> tuple[int, list[dict[str, Any]], float]:
        """The last week that flows are told of, who stands elsewhere then, and all adults."""
        rows = self.data.rows("flows", strategy=name)
        end = max((row["week"] for row in rows), default=0)
        rows = [row for row in rows if row["week"] == end]
        moved = [row for row in rows if row["stage_without"] != row["stage_with"]]
        moved.sort(key=lambda row: (-row["adults"], row["stage_without"], row["stage_with"]))
        return int(end), moved, float(sum(row["adults"] for row in rows))

    def flows(self, name: str) -> Table:
        """The largest movements between stages, as numbers."""
        end, moved, adults = self.last_flows(name)
        rows: list[list[Cell]] = [
            [
                f"{_stage(row['stage_without'])} \N{RIGHTWARDS ARROW} {_stage(row['stage_with'])}",
                Value(plain(1000 * row["adults"] / adults), 1000 * row["adults"] / adults),
            ]
            for row in moved[:_MOST_FLOWS]
        ]
        more = len(moved) - len(rows)
        return Table(
            f"{named(name)}: where people would stand, and where they do, after {end + 1:,} weeks",
            heads("From doing nothing to this strategy", ("Per 1,000 adults", "number")),
            rows,
            note=f"The {len(rows)} largest movements; {more} smaller ones are left out."
            if more > 0
            else "",
        )

    def flows_words(self, name: str) -> str:
        """What the figure of movements shows, for those who do not see it."""
        end, moved, adults = self.last_flows(name)
        if not moved or not adults:
            return f"With {inside(name)} everybody stands where they would have stood."
        per = 1000 / adults
        largest = "; ".join(
            f"from {_stage(row['stage_without']).lower()} to {_stage(row['stage_with']).lower()} "
            f"{plain(per * row['adults'])}"
            for row in moved[:3]
        )
        elsewhere = per * sum(row["adults"] for row in moved)
        return (
            f"After {end + 1:,} weeks {plain(elsewhere)} of 1,000 adults stand elsewhere with "
            f"{inside(name)} than under doing nothing. The largest movements, per 1,000: {largest}."
        )

    def changed_share(self, name: str) -> str:
        """The share of adults whose path differs at all."""
        return percent(self._personal(name, "changed")["per_1000_adults"] / 1000)


def _unsigned(low: float | None, high: float | None) -> str:
    return between(low, high, sign=False)


def _per_1000(value: float | None) -> float | None:
    return None if value is None else 1000.0 * value


def _change(row: Any) -> str:
    return signed(_per_1000(row["difference"]))


def _stage(name: str) -> str:
    return STAGE_WORDS.get(name, words_of(name))
