"""A row of a file of targets: its cells read, and all that is wrong with them told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, TypeVar

from experiments.evidence.asked import COMPARES, measure_of, outcome_names
from experiments.evidence.counted import LAST_YEAR, REASONS, weeks_of
from experiments.evidence.groups import EVERYBODY, group_of
from experiments.evidence.measure import Measure
from experiments.evidence.measures import MEASURES
from experiments.evidence.target import KINDS, SHARE_UNITS, USES, Target
from simulation.errors import InputError, unknown_name
from simulation.evidence import evidence
from simulation.measures.categories import REASON_ROWS, Category
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.weekly import weekly_rows

COLUMNS: dict[str, str] = {
    "id": "the name of the row, once in a file: letters, digits, _ . : -",
    "title": "a few words for tables and figures; those of the outcome where empty",
    "heading": "under which tables and figures put the row",
    "outcome": "what the model gives: an outcome, reasons.NAME, a weekly quantity or a measure",
    "group": "whom it is about: severity=severe & sex=male & age=18-34 & culture=black|asian",
    "window": "year N, week N or weeks A-B of the run; the fifth year where empty",
    "compare": "none, ratio, difference or odds ratio, with the other group or window",
    "with_group": "the other group",
    "with_window": "the other window",
    "value": "what was found, in the unit",
    "low": "the lower end of its 95 % interval, or of a range where there is no value",
    "high": "the upper end",
    "n": "people asked; gives a share an interval where none is told",
    "unit": "%, share, weeks, ratio, ... as the outcome has it",
    "year": "when it was found",
    "place": "among whom and where",
    "source": "the publication or survey",
    "evidence": "rows of the evidence table that it rests on, the first one telling what is left "
    "empty of value, low, high, place and source",
    "use": "fit, check or context",
    "kind": "fitted, echo, implied or check",
    "tolerance": "how far off is near enough: 3 (in the unit), or relative 0.1",
    "every_seed": "yes where each seed has to be near, not their mean",
    "tolerance_source": "who chose the tolerance, and when (a date before the fit)",
    "met_by_random_draws": "the share of worlds drawn from the priors that meet it",
    "instead": "the row that stands for this one, which is context then",
    "reason": "why so",
    "comment": "anything else, for instance how it was computed",
}
"""Columns of a file of targets, and what they hold."""
OWN = "Own figures"
"""The heading of rows that have none."""
NEEDED = ("id", "outcome", "unit", "use")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:\-]{0,59}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_FORMULA = re.compile(r"[\s'\"]*[=+\-@]")
_DATE = re.compile(r"\b(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?\b")
_LONGEST = 2_000
_LARGEST = 1e12
Made = TypeVar("Made")


class Row:
    """The cells of one row, and what was found to be wrong with them."""

    def __init__(
        self,
        cells: Mapping[str, str],
        called: str,
        line: int,
        helps: tuple[Category, ...],
        comma: bool,
    ) -> None:
        self.cells = {name: cells.get(name, "").strip() for name in COLUMNS}
        self.called, self.line, self.helps, self.comma = called, line, helps, comma
        self.problems: list[InputError] = []
        self.doubts: list[str] = []

    def bad(self, field: str, problem: str, allowed: str = "", found: Any = None) -> None:
        """Note what is wrong with a cell."""
        shown = self.cells.get(field) if found is None else found
        self.problems.append(
            InputError(
                problem,
                source=self.called,
                field=f"line {self.line}, {field}",
                found=shown or None,
                allowed=allowed,
            )
        )

    def target(self) -> Target | None:
        """The target, or None where anything is wrong with it."""
        cells = self.cells
        for name, text in cells.items():
            if len(text) > _LONGEST:
                self.bad(name, "is too long", f"{_LONGEST:,} characters")
            if _FORMULA.match(text) and not _NUMBER.fullmatch(text.replace(",", ".")):
                self.bad(name, "begins like a formula of a spreadsheet", "text that does not")
        if not _ID.fullmatch(cells["id"]):
            self.bad("id", "is no id" if cells["id"] else "is empty", COLUMNS["id"])
        use = self._one_of("use", tuple(USES), "check")
        kind = self._one_of("kind", tuple(KINDS), "check")
        value, low, high = (self._number(name) for name in ("value", "low", "high"))
        rests_on = tuple(cells["evidence"].replace(",", " ").split())
        place, source = cells["place"], cells["source"]
        for name in rests_on:
            if name not in evidence() and not name.startswith("T_"):
                near = unknown_name("row of the evidence table", name, evidence())
                self.bad("evidence", near.problem, near.allowed, name)
        first = evidence().get(rests_on[0]) if rests_on else None
        if first is not None:
            if value is None and low is None and high is None:
                value, low, high = first.value, first.low, first.high
            place, source = place or first.population, source or first.source
        people = self._people()
        tolerance, relative = self._tolerance()
        self._consistent(value, low, high, people, tolerance, use)
        quantity = self._quantity()
        if self.problems or quantity is None:
            return None
        return Target(
            id=cells["id"],
            title=cells["title"] or self._title(),
            heading=cells["heading"] or OWN,
            quantity=quantity,
            value=value,
            low=low,
            high=high,
            n=people,
            unit=cells["unit"],
            year=cells["year"],
            place=place,
            source=source,
            evidence=rests_on,
            use=use,
            kind=kind,
            tolerance=tolerance,
            relative=relative,
            every_seed=self._one_of("every_seed", ("yes", "no"), "no") == "yes",
            tolerance_source=cells["tolerance_source"],
            met_by_random_draws=self._share("met_by_random_draws"),
            instead=cells["instead"],
            reason=cells["reason"],
            comment=cells["comment"],
            line=self.line,
        )

    def _title(self) -> str:
        name = self.cells["outcome"]
        parts = [self._titles().get(name, name), self.cells["group"], self.cells["window"]]
        text = ", ".join(filter(None, parts))
        if self.cells["compare"] in COMPARES[1:]:
            others = (self.cells["with_group"], self.cells["with_window"])
            text += f" beside {', '.join(filter(None, others)) or 'all'}"
        return text

    def _titles(self) -> dict[str, str]:
        weekly = {name: row.title for name, row in weekly_rows(self.helps).items()}
        reasons = {REASONS + name: row.title for name, row in REASON_ROWS.items()}
        return weekly | reasons | {name: row.title for name, row in OUTCOMES.items()}

    def _one_of(self, field: str, known: tuple[str, ...], otherwise: str) -> Any:
        text = self.cells[field]
        if text and text not in known:
            near = unknown_name(field, text, known)
            self.bad(field, near.problem, f"{near.allowed}; {', '.join(known)}")
            return otherwise
        return text or otherwise

    def _number(self, field: str) -> float | None:
        text = self.cells[field]
        if not text:
            return None
        plain = text.replace(",", ".") if self.comma else text
        if text.endswith("%"):
            self.bad(field, "holds a percent sign", "a number alone; the unit says %")
            return None
        if not _NUMBER.fullmatch(plain):
            comma = not self.comma and _NUMBER.fullmatch(text.replace(",", "."))
            allowed = "a number with a decimal point"
            self.bad(field, "is no number", f"{text.replace(',', '.')}" if comma else allowed)
            return None
        number = float(plain)
        if not isfinite(number) or abs(number) > _LARGEST:
            self.bad(field, "is too large")
            return None
        return number

    def _share(self, field: str) -> float | None:
        number = self._number(field)
        if number is not None and not 0.0 <= number <= 1.0:
            self.bad(field, "is no share", "0 to 1")
        return number

    def _people(self) -> int | None:
        number = self._number("n")
        if number is None:
            return None
        if number < 1 or number != int(number):
            self.bad("n", "is no number of people", "a whole number from 1 on, or nothing")
            return None
        return int(number)

    def _tolerance(self) -> tuple[float | None, bool]:
        text = self.cells["tolerance"]
        relative = text.startswith("relative ")
        if not text:
            return None, False
        self.cells["tolerance"] = text.removeprefix("relative ").strip()
        number = self._number("tolerance")
        self.cells["tolerance"] = text
        if number is not None and number <= 0.0:
            self.bad("tolerance", "is not above zero")
        if not self.cells["tolerance_source"]:
            self.bad("tolerance_source", "is empty", "who chose the tolerance, and when")
        elif not _DATE.search(self.cells["tolerance_source"]):
            self.doubts.append(
                f"line {self.line}: tolerance_source names no date, so nobody can tell whether it "
                "was chosen before the fit"
            )
        return number, relative

    def _consistent(
        self,
        value: float | None,
        low: float | None,
        high: float | None,
        people: int | None,
        tolerance: float | None,
        use: str,
    ) -> None:
        unit, where = self.cells["unit"], "value"
        if (low is None) != (high is None):
            self.bad("low" if low is None else "high", "is missing beside the other end")
            return
        if low is not None and high is not None:
            if low > high:
                self.bad("low", "lies above high", f"up to {high:g}")
            elif value is not None and not low <= value <= high:
                self.bad("value", "lies outside its own interval", f"{low:g} to {high:g}")
        if value is None and low is None and not self._unreadable("value", "low", "high"):
            if use != "context":
                self.bad("value", "is empty, and so are low and high", "a value, or a range")
            return
        ends = [number for number in (value, low, high) if number is not None]
        share_like = self._percent_range(unit)
        if share_like and any(not 0.0 <= end * share_like <= 100.0 for end in ends):
            told = "0 to 1 with unit share; is it in percent?" if unit == "share" else "0 to 100"
            self.bad(where, "is no share", told, ends)
        elif unit == "%" and self._plain_share() and ends and 0.0 < max(ends) < 1.0:
            self.doubts.append(
                f"line {self.line}: {max(ends):g} % is less than one in a hundred; a fraction has "
                "unit share"
            )
        if "ratio" in unit and any(end <= 0.0 for end in ends) and use != "context":
            self.bad(where, "is no ratio", "above 0", min(ends))
        known = tolerance is not None or low is not None
        if (
            use != "context"
            and not known
            and not self._unreadable("value", "tolerance", "low", "high", "n")
        ):
            if people is None:
                self.bad(
                    "tolerance",
                    "nothing says how near is near enough",
                    "low and high, n (of a share), a tolerance, or use context",
                )
            elif unit not in SHARE_UNITS:
                self.bad("n", "tells the interval of a share only", "low and high, or a tolerance")

    def _unreadable(self, *fields: str) -> bool:
        """Whether a cell of these holds something that could not be read, which is told already."""
        told = {problem.field.rpartition(" ")[2] for problem in self.problems}
        return any(field in told for field in fields)

    def _plain_share(self) -> bool:
        return self.cells["compare"] in ("", "none") and self.cells["outcome"] not in MEASURES

    def _percent_range(self, unit: str) -> float:
        """What the numbers are multiplied with to be percent, where they have to be 0 to 100."""
        return SHARE_UNITS.get(unit, 0.0) if self._plain_share() else 0.0

    def _quantity(self) -> Measure | None:
        cells = self.cells
        if cells["outcome"] in MEASURES:
            measure = MEASURES[cells["outcome"]]
            for field in ("group", "window", "compare", "with_group", "with_window"):
                if cells[field] not in ("", "none"):
                    self.bad(field, f"is told by the measure {measure.name} itself", "nothing here")
            if cells["unit"] != measure.unit:
                self.bad("unit", "is not the unit of this measure", measure.unit)
            return measure
        group = self._made("group", group_of, EVERYBODY)
        weeks = self._made("window", weeks_of, LAST_YEAR)
        compare = self._one_of("compare", COMPARES, "none")
        others = [field for field in ("with_group", "with_window") if cells[field]]
        if compare == "none":
            for field in others:
                self.bad(field, "means nothing without a comparison", "compare ratio, for instance")
        elif not others and group == EVERYBODY:
            self.bad("compare", "compares with nothing", "with_group or with_window beside it")
        other = self._made("with_group", group_of, EVERYBODY)
        then = self._made("with_window", weeks_of, weeks) if cells["with_window"] else weeks
        if cells["with_window"] and not cells["with_group"]:
            other = group
        try:
            return measure_of(
                cells["outcome"], group, weeks, compare, other, then, cells["unit"], self.helps
            )
        except InputError as error:
            known = ""
            if error.field == "outcome" and not error.problem.startswith("is of"):
                near = unknown_name("outcome", cells["outcome"], [*_all_names(self.helps)])
                known = near.allowed
            self.bad(error.field, error.problem, known or error.allowed, error.found)
            return None

    def _made(self, field: str, make: Callable[[str], Made], otherwise: Made) -> Made:
        try:
            return make(self.cells[field])
        except InputError as error:
            self.bad(field, error.problem, error.allowed, error.found)
            return otherwise


def _all_names(helps: tuple[Category, ...]) -> list[str]:
    return [*outcome_names(helps), *MEASURES]
