"""What every number of a scenario carries: unit, bounds, meaning; value, prior, status, source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from simulation.errors import InputError
from simulation.evidence import ids_in
from simulation.parameters import spread as spreads
from simulation.parameters.moved import moved
from simulation.parameters.priors import Prior
from simulation.parameters.spread import Spread
from simulation.parameters.table import ASSUMPTION, FILE, Entry, Status, numbers

Said = Spread | Mapping[str, Any] | tuple[float, float] | None
"""What code may say of a prior: a range, or a distribution."""


class Section(BaseModel):
    """One branch of the scenario tree: frozen, and closed to names that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=False)

    stands_at: ClassVar[str] = ""
    """Where the rows of its numbers stand in the table: ``parameters`` for ``parameters.NAME``."""
    _tabled: ClassVar[dict[str, _Declared]] = {}
    """Its numbers that the table gives, those of the section that it is derived from included."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # Before Pydantic looks at the fields, each declaration becomes one with its row in it. What
        # is declared in the section above is so anew where the table has a row for it here.
        own = vars(cls)
        above = {name: each for name, each in cls._tabled.items() if name not in own}
        here = {name: each for name, each in own.items() if isinstance(each, _Declared)}
        cls._tabled = above | here
        for name, declared in cls._tabled.items():
            place = f"{cls.stands_at}.{name}"
            if name in here or place in numbers():
                setattr(cls, name, declared.field(place))


@dataclass(frozen=True, slots=True)
class _Declared:
    """A number that code declares and the table gives."""

    unit: str
    low: float
    high: float
    meaning: str

    def field(self, parameter: str) -> Any:
        """The field, with what the row of the table says. Raises InputError where they disagree."""
        entry = numbers().get(parameter)
        if entry is None:
            raise InputError(f"has no row in {FILE}", field=parameter)
        value = entry.value
        whole = isinstance(self.low, int)
        if whole and not isinstance(value, int):
            raise _refused(entry, "not a whole number", "value", value, "a whole number")
        if not self.low <= value <= self.high:
            raise _refused(entry, "out of range", "value", value, self._allowed())
        if entry.spread:
            try:
                entry.spread.prior(self.low, self.high, whole)
            except InputError as error:
                field = f"prior: {error.field}"
                raise _refused(entry, error.problem, field, error.found, error.allowed) from None
        return _field(
            value if whole else float(value), self.unit, self.low, self.high, self.meaning, entry
        )

    def _allowed(self) -> str:
        return f"{self.low:g} to {self.high:g} {self.unit}"


class ParameterSection(Section):
    """A section of the parameters, all of which have names of their own under one roof."""

    stands_at: ClassVar[str] = "parameters"


def _refused(entry: Entry, problem: str, field: str, found: object, allowed: str) -> InputError:
    return InputError(
        problem,
        source=f"{FILE}, line {entry.line}",
        field=f"{entry.parameter}: {field}",
        found=found,
        allowed=allowed,
    )


def tabled(unit: str, low: float, high: float, meaning: str) -> Any:
    """Declare a number of the model, whose value and what is known of it stand in ``numbers.csv``.

    Its row is that of ``stands_at`` and its name. Bounds written without a point declare a whole
    number. Numbers outside ``low`` to ``high``, NaN, infinity, text and yes/no are refused.
    """
    return _Declared(unit, low, high, meaning)


def number(
    default: float,
    unit: str,
    low: float,
    high: float,
    source: str,
    meaning: str,
    prior: Said = None,
) -> Any:
    """Declare a number of one's own, as of a strategy, with its value beside it.

    ``source`` is the ids of rows of the evidence table, or ``assumption: `` and the reason.
    ``prior`` is what the number may truly be, for sweeps and sensitivity analysis: a range as a
    pair, or a distribution (``{"distribution": "beta", "mean": 0.3, "interval": (0.2, 0.4),
    "source": "assumption: ..."}``, see ``simulation.parameters.spread``); left out, nobody has said
    it. A default written without a point declares a whole number. Numbers outside ``low`` to
    ``high``, NaN, infinity, text and yes/no are refused.
    """
    return _field(default, unit, low, high, meaning, entry_said(default, source, prior))


def told_if_known(unit: str, low: float, high: float, source: str, meaning: str) -> Any:
    """Declare a number that a world may leave out, and that nothing in the week depends on: it is
    chosen, or known of a place, and nothing stands for it where it is not said."""
    return Field(
        None,
        ge=low,
        le=high,
        strict=True,
        description=meaning,
        json_schema_extra={
            "unit": unit,
            "status": "assumed",
            "source": f"assumption: {source}",
            "reason": source,
            "prior": {"distribution": "decision", "source": f"assumption: {source}"},
        },
    )


def entry_said(value: float, source: str, prior: Said = None) -> Entry:
    """What a text about the source of a number says, as an entry of no table."""
    spread = spread_said(prior, source)
    if source.startswith(ASSUMPTION):
        reason = source.removeprefix(ASSUMPTION).removeprefix(":").strip()
        return Entry("", value, spread, "assumed", reason=reason)
    return Entry(
        "", value, spread, "sourced", ids_in(source), reason="" if ids_in(source) else source
    )


def spread_said(prior: Said, source: str) -> Spread | None:
    """What is said of a prior in code; where it does not say where its spread is from, it is from
    the ``source`` of the number."""
    source = source or f"{ASSUMPTION}: said in code"
    if prior is None or isinstance(prior, Spread):
        return prior
    if isinstance(prior, Mapping):
        return spreads.of_mapping({"source": source, **prior})
    return spreads.of_mapping({"distribution": "uniform", "interval": prior, "source": source})


def _field(value: float, unit: str, low: float, high: float, meaning: str, entry: Entry) -> Any:
    # Of a whole number there is nothing to say of infinity and NaN, whose field is int
    # (Pydantic before 2.11 refuses to).
    return Field(
        value,
        ge=low,
        le=high,
        allow_inf_nan=None if isinstance(value, int) else False,
        strict=True,
        description=meaning,
        json_schema_extra={
            "unit": unit,
            **({"prior": entry.spread.told()} if entry.spread else {}),
            **_told(entry),
        },
    )


def _told(entry: Entry) -> dict[str, Any]:
    """What the JSON Schema tells of where a number is from."""
    told: dict[str, Any] = {"status": entry.status, "source": entry.told}
    further = {
        "evidence": list(entry.source),
        "fitted_to": list(entry.fitted_to),
        "run": entry.run,
        "reason": entry.reason,
    }
    return told | {name: value for name, value in further.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of the tree as tables show it."""

    name: str
    """Dotted place in the scenario."""
    default: float
    unit: str
    low: float
    high: float
    meaning: str
    entry: Entry
    """What is known of it."""

    @property
    def spread(self) -> Spread | None:
        """What is said of the doubt about it; None where nobody has said anything."""
        return self.entry.spread

    @property
    def is_uncertain(self) -> bool:
        """Whether somebody has said what it may be, and it is no decision."""
        return self.spread is not None and not self.spread.is_decision

    @property
    def prior(self) -> Prior:
        """The distribution of what it may be; uniform over the bounds where none is said."""
        spread = self.spread or Spread(spreads.UNKNOWN)
        return spread.prior(self.low, self.high, isinstance(self.default, int))

    @property
    def likely(self) -> tuple[float, float]:
        """From where to where it plausibly lies, or may be chosen; the bounds if nobody has said
        anything narrower."""
        spread = self.spread
        if spread is None or (spread.interval is None and not spread.own):
            return self.low, self.high
        low, high = spread.interval or self.prior.interval
        return float(low), float(high)

    @property
    def doubt(self) -> str:
        """What it may be, in a few plain words."""
        if self.spread is None:
            return "nobody has said what it may be"
        if self.spread.kind == spreads.UNKNOWN:
            return f"unknown: anything from {self.low:,.4g} to {self.high:,.4g}"
        if self.spread.is_decision:
            chosen = self.spread.interval
            between = f", between {chosen[0]:,.4g} and {chosen[1]:,.4g}" if chosen else ""
            return f"a decision{between}, not in doubt"
        return self.prior.describe()

    @property
    def status(self) -> Status:
        """Whether the number is sourced, fitted or assumed."""
        return self.entry.status

    @property
    def source(self) -> str:
        """Where the number is from, in a few words."""
        return self.entry.told


def _bound(field: FieldInfo, kind: str) -> float:
    for rule in field.metadata:
        if hasattr(rule, kind):
            return float(getattr(rule, kind))
    raise TypeError(f"{field} declares no bound {kind!r}")


def parameters_of(
    section: BaseModel, path: str = "", own: Mapping[str, Entry] = MappingProxyType({})
) -> Iterator[Parameter]:
    """All numbers of a section and of the sections in it, with the values that it holds.

    ``own`` are rows that a world has of its own, by the place of the number.
    """
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        place = f"{path}{name}"
        extra = field.json_schema_extra
        if isinstance(value, BaseModel):
            yield from parameters_of(value, place + ".", own)
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(item, BaseModel):
                    yield from parameters_of(item, f"{place}.{key}.", own)
        elif isinstance(extra, dict) and "unit" in extra:
            yield _parameter(place, value, field, own.get(place))
    for name, value in (section.__pydantic_extra__ or {}).items():
        for row in parameters_of(value, f"{path}{name}.", own):
            # What a world names itself has no usual value.
            told = (
                row.entry
                if row.name in own
                else replace(
                    row.entry, value=row.default, status="given", source=(), reason="given here"
                )
            )
            yield replace(row, entry=told)


def _parameter(place: str, value: float, field: FieldInfo, own: Entry | None) -> Parameter:
    extra: Any = field.json_schema_extra
    low, high = _bound(field, "ge"), _bound(field, "le")
    # Of several of a kind, as services and culture groups, each has a row of its own.
    usual = numbers().get(place) or _entry_of(place, field)
    entry = own if own is not None and own.value == value else usual
    if entry.value != value:
        about = usual.spread
        if about is not None and usual.value is not None:
            about = moved(about, usual.value, value, low, high, isinstance(value, int))
        entry = Entry(
            place,
            value,
            about,
            "given",
            reason=f"given here; {_usually(usual)}" if usual.value is not None else "given here",
        )
    if entry.spread is None:  # an own row that says nothing of it
        entry = replace(entry, spread=usual.spread)
    return Parameter(
        name=place,
        default=value,
        unit=str(extra["unit"]),
        low=low,
        high=high,
        meaning=field.description or "",
        entry=entry,
    )


def _usually(entry: Entry) -> str:
    return f"usually {entry.value:,.10g}, {entry.told}"


def _entry_of(place: str, field: FieldInfo) -> Entry:
    """What a field says of the number that it holds unless somebody says otherwise."""
    extra: Any = field.json_schema_extra
    said = extra.get("prior")
    return Entry(
        place,
        field.default,
        None if said is None else spreads.of_mapping(said),
        extra["status"],
        tuple(extra.get("evidence", ())),
        tuple(extra.get("fitted_to", ())),
        extra.get("run", ""),
        extra.get("reason", ""),
    )
