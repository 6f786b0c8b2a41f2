"""Extensions: traits, processes, measures and numbers of a researcher's own.

A Python file makes an ``Extension`` and declares upon it what it adds. Nothing is added by that;
``helpseek COMMAND --extend FILE`` registers it for one command, ``with extension:`` for a block of
Python. What is registered stands in the same tables as what is built in, and so in all that is made
of them: settings, schema, lists, results, comparisons, sweeps and the page. A model lives with the
extensions that were registered when it was made, and only as long as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from simulation import parameters
from simulation.errors import InputError, unknown_name
from simulation.measures import outcomes as outcome_rows
from simulation.measures.following import rows_have_changed
from simulation.measures.outcomes import OUTCOMES, Outcome, Statistic
from simulation.measures.survey import Among, Mask, Survey
from simulation.measures.traits import TRAIT_ROWS, Trait
from simulation.measures.weekly import COUNTED, SPENT
from simulation.measures.weekly_row import Weekly, flow_row, stock_row
from simulation.parameters.field import Said, spread_said
from simulation.population.columns import COLUMNS, Column, column_of
from simulation.population.fields import PEOPLE_COLUMNS, trait_column
from simulation.scenario.tree import Scenario
from simulation.strategies import STRATEGIES, Strategy

if TYPE_CHECKING:
    from simulation.processes.process import Process
    from simulation.town_view import TownView
    from simulation.values import Modifier, NamedValue

Kind = TypeVar("Kind", bound=type[Strategy])
Offer = TypeVar("Offer", bound="Callable[[TownView, int], Iterable[tuple[str, Modifier]]]")

_at_work: list[Extension] = []


def extensions() -> tuple[Extension, ...]:
    """The extensions that are registered, in their order."""
    return tuple(_at_work)


class Extension:
    """What a researcher adds to the model, by kind; ``name`` stands in errors.

    Declarations return what code needs to know of them: the place of a count, nothing else. Names
    are small letters, digits and underscores, and none that is there already.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._numbers: dict[str, Any] = {}
        self._traits: dict[str, Trait] = {}
        self._columns: dict[str, Column] = {}
        self._counts: dict[str, Weekly] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._values: dict[str, NamedValue] = {}
        self._strategies: dict[str, type[Strategy]] = {}
        self._processes: list[tuple[Process, str, bool]] = []
        self._offers: list[Callable[[TownView, int], Iterator[tuple[str, Modifier]]]] = []
        self._first_place = len(COUNTED)
        self._undo: ExitStack | None = None

    # What it adds

    def number(
        self,
        name: str,
        default: float,
        unit: str,
        low: float,
        high: float,
        source: str,
        meaning: str,
        prior: Said = None,
    ) -> None:
        """A number ``parameters.NAME``, as ``simulation.parameters.number`` declares one.

        It can be set, swept and calibrated; processes of extensions find it in ``parameters``.
        """
        allowed = f"{low:g} to {high:g}"
        try:
            spread = spread_said(prior, source)
            if spread is not None:
                spread.prior(low, high, isinstance(default, int))
        except InputError as error:
            where = ": ".join(part for part in (f"number {name}: prior", error.field) if part)
            raise self._error(error.problem, where, error.found, error.allowed) from None
        field = parameters.number(default, unit, low, high, source, meaning, spread)
        if not low <= default <= high:
            raise self._error("out of range", f"number {name}", default, allowed)
        self._keep(self._numbers, "number", name, field, parameters.Parameters.model_fields)

    def trait(
        self,
        name: str,
        title: str,
        meaning: str,
        *,
        median: float,
        source: str,
        prior: Said = None,
        spread: float | None = None,
        social: int = 0,
        male: int = 0,
        age: int = 0,
        trauma: int = 0,
        modifiable: bool = False,
    ) -> None:
        """A trait from 0 to 1: a column of people, drawn as the built-in ones are (see ``Trait``).

        ``median`` is the default of the number ``NAME_median``, and ``source`` where it is from.
        ``spread`` makes a number ``NAME_spread`` (standard deviation in log odds); left out, it is
        that of all traits. A table of people may give the trait. ``modifiable`` makes it a named
        value, too, to which strategies add.
        """
        self.number(
            f"{name}_median",
            median,
            "share of the scale",
            0.001,
            0.999,
            source,
            f"{title}: {meaning}, at the median",
            prior,
        )
        row = Trait(
            name=name,
            title=title,
            meaning=meaning,
            social=social,
            male=male,
            age=age,
            trauma=trauma,
        )
        if spread is not None:
            self.number(
                f"{name}_spread",
                spread,
                "standard deviation in log odds",
                0.0,
                3.0,
                source,
                f"{title}: how much people differ",
            )
            row = replace(row, spread=f"{name}_spread")
        self._keep(self._traits, "trait", name, row, COLUMNS)
        if modifiable:
            self.value(name, "add", "share of the scale", -1, 1, f"{title} beside the person's own")

    def column(
        self,
        name: str,
        dtype: type,
        initial: float,
        low: float,
        high: float,
        unit: str,
        meaning: str,
    ) -> None:
        """A column of people, everybody beginning with ``initial``, that processes write.

        Its numbers lie between ``low`` and ``high``, both of which ``dtype`` (of NumPy) must hold;
        weeks have the unit ``week``.
        """
        kind = "whole numbers" if np.issubdtype(dtype, np.integer) else "numbers"
        if kind == "numbers" and not np.issubdtype(dtype, np.floating):
            raise self._error(
                "not a type of numbers",
                f"column {name}",
                np.dtype(dtype).name,
                "one of NumPy, such as np.int16 or np.float32",
            )
        bounds = np.iinfo(dtype) if kind == "whole numbers" else np.finfo(dtype)
        if not bounds.min <= low <= initial <= high <= bounds.max:
            raise self._error(
                "does not fit",
                f"column {name}",
                (low, initial, high),
                f"low, initial and high in order, {kind} from {bounds.min} to {bounds.max}",
            )
        column = Column(name, dtype, initial, low, high, unit, meaning, group="own")
        self._keep(self._columns, "column", name, column, COLUMNS)

    def flow(self, name: str, title: str, meaning: str, noun: str = "events", **more: Any) -> int:
        """What happens in a week and is counted one by one, ``counts[share, PLACE] += 1``; returns
        the place. ``more`` is that of ``simulation.measures.weekly.flow_row``."""
        row = flow_row(name, title, meaning, noun, place=self._next_place(), **more)
        self._keep(self._counts, "weekly quantity", name, row, {**COUNTED, **SPENT})
        return row.place

    def stock(self, name: str, title: str, meaning: str, **more: Any) -> int:
        """Adults who are counted at the end of a week; returns the place among the counts. ``more``
        is that of ``simulation.measures.weekly.stock_row``."""
        row = stock_row(name, title, meaning, place=self._next_place(), **more)
        self._keep(self._counts, "weekly quantity", name, row, {**COUNTED, **SPENT})
        return row.place

    def share(
        self,
        name: str,
        title: str,
        counted: str,
        among: Among,
        having: Callable[[Survey], Mask],
        *,
        better: int = 0,
    ) -> None:
        """An outcome: the share of people, ``among`` those whom it is about, for whom ``having`` is
        so; ``counted`` says who they are."""
        row = outcome_rows.share(name, title, counted, among, having, better=better)
        self._keep(self._outcomes, "outcome", name, row, OUTCOMES)

    def outcome(
        self,
        name: str,
        unit: str,
        title: str,
        counted: str,
        among: Among,
        statistic: Statistic,
        measure: Callable[[Survey, Mask], float],
        *,
        better: int = 0,
    ) -> None:
        """An outcome: the mean or median, as ``statistic`` says and ``measure`` computes."""
        row = outcome_rows.number(
            name, unit, title, counted, among, statistic, measure, better=better
        )
        self._keep(self._outcomes, "outcome", name, row, OUTCOMES)

    def value(
        self, name: str, combination: Any, unit: str, low: float, high: float, meaning: str
    ) -> None:
        """A named value of persons that strategies may modify (see ``simulation.values``)."""
        from simulation.values import COMBINATIONS, VALUES, NamedValue

        if combination not in COMBINATIONS:
            raise unknown_name("combination", combination, COMBINATIONS, source=self._source)
        row = NamedValue(name, combination, unit, low, high, meaning)
        self._keep(self._values, "named value", name, row, VALUES)

    def process(self, process: Process, *, after: str = "", before: str = "") -> None:
        """A process of the week, compiled or in Python, after or before the one so named."""
        if bool(after) == bool(before):
            raise self._error(
                "needs one place in the week",
                f"process {process.name}",
                after or None,
                "after=NAME or before=NAME",
            )
        own = replace(process, own=True)
        self._processes.append((own, after or before, bool(after)))

    def modifiers(self, offer: Offer) -> Offer:
        """Have ``offer(town, week)`` yield named values and modifiers that hold for everybody.

        They are combined with those of strategies, at the beginning of each week. A trait that
        keeps people from seeking help need be no more than ``"intention", -weight * trait``. Use it
        as a decorator.
        """

        def checked(town: TownView, week: int) -> Iterator[tuple[str, Modifier]]:
            from simulation.values import checked_offer

            try:
                offered = list(offer(town, week))
            except InputError:
                raise
            except Exception as error:
                raise InputError(
                    f"fails in week {week}: {type(error).__name__}: {error}", source=self._source
                ) from error
            for each in offered:
                yield checked_offer(each, town.values, slice(None), self._source)

        self._offers.append(checked)
        return offer

    def strategy(self, kind: Kind) -> Kind:
        """A strategy that worlds and commands may then name; use it as a decorator."""
        self._keep(self._strategies, "strategy", kind.kind, kind, STRATEGIES)
        return kind

    # Registering

    def register(self) -> None:
        """Add all of it to the tables, until ``withdraw``. Raises InputError for what clashes."""
        if self._undo is not None:
            raise self._error("is registered already", "extension", self.name)
        if self._counts and self._first_place != len(COUNTED):
            raise self._error(
                "was declared when other extensions were registered",
                "extension",
                self.name,
                "its file run anew, after those that are registered before it",
            )
        with ExitStack() as undo:
            undo.callback(rows_have_changed)
            undo.callback(_show_columns, (*self._traits, *self._columns))
            self._add(undo, "trait", TRAIT_ROWS, self._traits)
            traits = {name: column_of(row) for name, row in self._traits.items()}
            self._add(undo, "column", COLUMNS, traits | self._columns)
            fields = {name: trait_column(row) for name, row in self._traits.items()}
            self._add(undo, "column of a table of people", PEOPLE_COLUMNS, fields)
            self._add(undo, "weekly quantity", COUNTED, self._counts)
            self._add(undo, "outcome", OUTCOMES, self._outcomes)
            self._add(undo, "strategy", STRATEGIES, self._strategies)
            if self._values:
                from simulation.values import VALUES

                self._add(undo, "named value", VALUES, self._values)
            self._add_numbers(undo)
            self._add_processes(undo)
            self._add_offers(undo)
            _show_columns((*traits, *self._columns))
            rows_have_changed()
            _at_work.append(self)
            undo.callback(_at_work.remove, self)
            self._undo = undo.pop_all()

    def withdraw(self) -> None:
        """Take all of it out of the tables again, in which nothing of it is left."""
        if _at_work[-1:] != [self]:
            raise self._error(
                "others that were registered later are still there",
                "extension",
                self.name,
                "to be withdrawn in turn, the last one first",
            )
        undo, self._undo = self._undo, None
        if undo is not None:
            undo.close()

    def __enter__(self) -> Extension:
        self.register()
        return self

    def __exit__(self, *_: object) -> None:
        self.withdraw()

    def _add(
        self, undo: ExitStack, kind: str, table: dict[str, Any], rows: Mapping[str, Any]
    ) -> None:
        for name, row in rows.items():
            if name in table:
                raise self._error("is there already", kind, name, "another name")
            table[name] = row
            undo.callback(table.pop, name)

    def _add_numbers(self, undo: ExitStack) -> None:
        if not self._numbers:
            return
        before = dict(parameters.OWN_NUMBERS)
        for name in self._numbers:
            if name in parameters.Parameters.model_fields:
                raise self._error("is there already", "number", name, "another name")
        undo.callback(_set_numbers, before)
        _set_numbers(before | self._numbers)

    def _add_processes(self, undo: ExitStack) -> None:
        if not self._processes:
            return
        from simulation.schedule import SCHEDULE

        for process, beside, after in self._processes:
            names = [each.name for each in SCHEDULE]
            if process.name in names:
                raise self._error("is there already", "process", process.name, "another name")
            if beside not in names:
                raise unknown_name("process", beside, names, source=self._source)
            self._check(process)
            place = names.index(beside)
            if after:
                place += 1
                while place < len(SCHEDULE) and SCHEDULE[place].own:
                    place += 1  # those put there before come first
            SCHEDULE.insert(place, process)
            undo.callback(SCHEDULE.remove, process)

    def _add_offers(self, undo: ExitStack) -> None:
        if self._offers:
            from simulation.processes.outreach import OFFERS

            for offer in self._offers:
                OFFERS.append(offer)
                undo.callback(OFFERS.remove, offer)

    def _check(self, process: Process) -> None:
        """Refuse a process that names what there is not, or does nothing."""
        from simulation.records import FURTHER, SERVICE_NUMBERS
        from simulation.values import VALUES

        numbers = (*parameters.Parameters.model_fields, *FURTHER)
        where = f"{self._source}, process {process.name}"
        for kind, names, known in (
            ("column", process.columns._fields, COLUMNS),  # type: ignore[attr-defined]
            ("column", process.writes, process.columns._fields),  # type: ignore[attr-defined]
            ("named value", process.values._fields, VALUES),  # type: ignore[attr-defined]
            ("parameter", process.parameters or (), numbers),
            ("number of a service", process.services or (), SERVICE_NUMBERS),
        ):
            for name in names:
                if name not in known:
                    raise unknown_name(kind, name, known, source=where)
        if process.loop is None and process.whole is None and process.advance is None:
            raise InputError("does nothing", source=where, allowed="loop, whole or advance")

    # Declaring

    def _next_place(self) -> int:
        return self._first_place + len(self._counts)

    def _keep(
        self, kept: dict[str, Any], kind: str, name: str, row: Any, there: Iterable[str]
    ) -> None:
        if not (name.isidentifier() and name.isascii() and name == name.lower()):
            raise self._error("cannot be a name", kind, name, "small letters, digits, underscores")
        if name in kept or (self._undo is None and name in there):
            raise self._error("is there already", kind, name, "another name")
        kept[name] = row

    @property
    def _source(self) -> str:
        return f"extension {self.name}"

    def _error(self, problem: str, field: str, found: Any, allowed: str = "") -> InputError:
        return InputError(problem, source=self._source, field=field, found=found, allowed=allowed)


def _set_numbers(fields: Mapping[str, Any]) -> None:
    """Have these numbers of extensions among the parameters of scenarios."""
    parameters.set_own_numbers(fields)
    Scenario.model_fields["parameters"].default = parameters.Parameters()
    Scenario.model_rebuild(force=True)


def _show_columns(names: Iterable[str]) -> None:
    """Have persons show these columns, or no longer, as attributes, if there are any persons."""
    person = sys.modules.get(f"{__package__}.person")
    for name in names if person is not None else ():
        person.show_column(name)  # type: ignore[union-attr]
