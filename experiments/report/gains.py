"""Gains: who gains, and who is in care because of a strategy, in sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from experiments.compare.people import PERSONAL
from experiments.report.findings import Findings, inside, named
from experiments.report.numbers import between, listed, percent, plain, signed
from experiments.report.parts import Cell, Point, Table, Value, heads
from experiments.wording import SEVERITY_WORDS, STAGE_WORDS, words_of

BY_WORDS = {
    "severity": "Severity before it began", "income": "Household income", "culture": "Culture",
    "sex": "Sex",
}  # fmt: skip
_MOST_FLOWS = 12
_PERSONAL_SHOWN = (
    "began_because", "kept_from_care", "earlier", "later", "fewer_weeks_ill", "more_weeks_ill",
)  # fmt: skip


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
    return f"people of the group {words_of(group)}"


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
    return words_of(group)


class Gains:
    """Who gains, by group and person by person."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.data = found.data
        self.told = found.told

    def table(self) -> Table:
        """Weeks of illness avoided by group; groups that gain more or less than all are marked."""
        groups: dict[tuple[str, str], float] = {}
        for row in self.data.rows("groups", outcome="weeks_ill"):
            groups.setdefault((row["by"], row["group"]), float(row["adults"]))
        rows: list[list[Cell]] = [
            ["All adults", plain(float(self.told["adults"]), 0),
             *(self._all(name) for name in self.found.names)]
        ]  # fmt: skip
        for (by, group), adults in groups.items():
            cells: list[Cell] = [f"{BY_WORDS.get(by, words_of(by))}: {_row_words(by, group)}",
                                 plain(adults, 0)]  # fmt: skip
            for name in self.found.names:
                found = self.data.rows("groups", by=by, group=group, outcome="weeks_ill",
                                       strategy=name)  # fmt: skip
                cells.append(self._cell(found[0]) if found else "\N{EN DASH}")
            rows.append(cells)
        return Table(
            f"Weeks of illness avoided per 1,000 people of each group, over {self.found.over}",
            heads("Group", ("People", "number"),
                  *((named(name), "number") for name in self.found.names)),
            rows,
            note=f"Below each number its {self.found.confidence} interval. "
            "\N{LEFT DOUBLE QUOTATION MARK}More\N{RIGHT DOUBLE QUOTATION MARK} or "
            "\N{LEFT DOUBLE QUOTATION MARK}less than all\N{RIGHT DOUBLE QUOTATION MARK}: the group "
            "gains more or less than all adults do, beyond chance, the number of groups allowed "
            f"for. {self.told['notes']['groups']}",
            name="table-groups",
        )  # fmt: skip

    def _all(self, name: str) -> Value:
        row = self.found.difference(name, "weeks_ill")
        return Value(signed(_minus(row["difference"])), row["difference"],
                     between(_minus(row["high"]), _minus(row["low"])))  # fmt: skip

    def _cell(self, row: Any) -> Value:
        interval = between(_minus(row["high"]), _minus(row["low"]))
        side = self._side(row)
        note = "; ".join(part for part in (interval, side) if part)
        tone = {"more than all": "good", "less than all": "bad"}.get(side, "")
        return Value(signed(_minus(row["difference"])), row["difference"], note, tone)

    def _side(self, row: Any) -> str:
        """Whether the group gains more or less than all, the number of groups allowed for."""
        adjusted = row["beyond_p_value_holm"]
        if adjusted is None or adjusted >= 1.0 - self.told["confidence"]:
            return ""
        return {"lower": "more than all", "higher": "less than all"}.get(row["beyond_verdict"], "")

    def sentences(self) -> list[str]:
        """For each strategy: which groups gain more, and which less, than all adults."""
        told = []
        for name in self.found.names:
            sides: dict[str, list[str]] = {"more than all": [], "less than all": []}
            for row in self.data.rows("groups", outcome="weeks_ill", strategy=name):
                if side := self._side(row):
                    sides[side].append(f"{group_words(row['by'], row['group'])} ({_avoided(row)})")
            words = [f"{side} gain {listed(groups)}" for side, groups in sides.items() if groups]
            if words:
                told.append(f"{named(name)}: {'; '.join(words)}.")
        return told

    def point(self) -> Point:
        """The part of the summary on who gains."""
        sentences = []
        best = self.found.better("weeks_ill") or self.found.better("began_care")
        if best:
            name = inside(best[0])
            sides: dict[str, list[tuple[str, str]]] = {"more than all": [], "less than all": []}
            for row in self.data.rows("groups", outcome="weeks_ill", strategy=best[0]):
                if side := self._side(row):
                    sides[side].append((row["by"], row["group"]))
            for side, groups in sides.items():
                if groups:
                    word = side.partition(" ")[0]
                    sentences.append(
                        f"With {name}, {groups_words(groups)} gain {word} than the average adult."
                    )
            if not sentences:
                sentences.append(
                    f"With {name}, no group gains more or less than all adults, as far as chance "
                    "lets us see."
                )
        moved = [
            (self._personal(name, "began_because"), self._personal(name, "kept_from_care"), name)
            for name in self.found.names
        ]
        gained, lost, name = max(moved, key=lambda one: one[0]["per_1000_adults"])
        sentences.append(
            f"Not everybody gains. With {inside(name)}, of every 1,000 adults "
            f"{plain(gained['per_1000_adults'])} begin care who would not have, and "
            f"{plain(lost['per_1000_adults'])} do not who would have. Places are limited, and "
            "those who come in may stand before others."
        )
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
                row.append(Value(plain(one["per_1000_adults"]), one["per_1000_adults"],
                                 between(one["low"], one["high"], sign=False)))  # fmt: skip
            row.insert(3, Value(signed(gained - lost), gained - lost))
            rows.append(row)
        shown = [PERSONAL[what] for what in _PERSONAL_SHOWN]
        shown.insert(2, "Balance: more in care")
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
            if more > 0 else "",
        )  # fmt: skip

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


def _minus(value: float | None) -> float | None:
    return None if value is None else -1000.0 * value


def _avoided(row: Any) -> str:
    return signed(_minus(row["difference"]))


def _stage(name: str) -> str:
    return STAGE_WORDS.get(name, words_of(name))
