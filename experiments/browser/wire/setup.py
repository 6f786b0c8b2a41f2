"""Setup: what a view shows, as checked JSON.

A setup names a world, settings and strategies by the names that are declared, and nothing else: no
file, no code. It is the state of a view together with a week; a share link is a setup.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

from experiments.browser.declared.controls import Control, allowed
from simulation.errors import InputError, unknown_name

if TYPE_CHECKING:
    from experiments.browser.declared.offer import Offer
    from simulation.strategies import Strategy

Fields = Mapping[str, float | str]
MOST_SETTINGS = 300
LONGEST_LABEL = 60


@dataclass(frozen=True)
class StrategyAsked:
    """A strategy by name with the fields that differ from its own defaults."""

    name: str
    fields: tuple[tuple[str, float | str], ...] = ()

    def told(self) -> dict[str, float | str]:
        """As JSON."""
        return {"name": self.name, **dict(self.fields)}


@dataclass(frozen=True)
class Change:
    """Something done in mid-run, from ``week`` on: settings, a strategy switched on, or one
    switched off (``without``). One of the three is there."""

    week: int
    settings: tuple[tuple[str, float], ...] = ()
    strategy: StrategyAsked | None = None
    without: str = ""

    def told(self) -> dict[str, Any]:
        """As JSON."""
        if self.strategy is not None:
            return {"week": self.week, "strategy": self.strategy.told()}
        if self.without:
            return {"week": self.week, "without": self.without}
        return {"week": self.week, "settings": dict(self.settings)}


@dataclass(frozen=True)
class ArmAsked:
    """One thing to compare: a label, and the strategies that are there in no other arm."""

    label: str
    strategies: tuple[StrategyAsked, ...]

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {"label": self.label, "strategies": [each.told() for each in self.strategies]}


@dataclass(frozen=True)
class Setup:
    """What a view shows; see the guide of the browser for the meaning of each part.

    Made by ``setup_from``, and so within all bounds. ``people`` is None for as many as the world
    has; settings are by path.
    """

    world: str
    people: int | None
    seed: int
    weeks: int
    replicates: int
    settings: tuple[tuple[str, float], ...] = ()
    strategies: tuple[StrategyAsked, ...] = ()
    changes: tuple[Change, ...] = ()
    arms: tuple[ArmAsked, ...] = ()

    def told(self) -> dict[str, Any]:
        """As JSON, every part written out."""
        return {
            "world": self.world,
            "people": self.people,
            "seed": self.seed,
            "weeks": self.weeks,
            "replicates": self.replicates,
            "settings": dict(self.settings),
            "strategies": [each.told() for each in self.strategies],
            "changes": [each.told() for each in self.changes],
            "arms": [each.told() for each in self.arms],
        }

    def changed(self, change: Change, most: int) -> Setup:
        """With one more change in the log, in its place by week; settings of one week are one
        entry. InputError if the log is full."""
        log = list(self.changes)
        if change.settings:
            for place, before in enumerate(log):
                if before.week == change.week and before.settings:
                    both = {**dict(before.settings), **dict(change.settings)}
                    log[place] = replace(before, settings=tuple(both.items()))
                    return replace(self, changes=tuple(log))
        if len(log) >= most:
            raise InputError(
                "too many changes", field="changes", found=len(log) + 1, allowed=f"up to {most}"
            )
        log.append(change)
        log.sort(key=lambda each: each.week)  # stable: those of one week keep their order
        return replace(self, changes=tuple(log))


def wrong(problem: str, field: str, found: object, allowed: str) -> InputError:
    """The error for a part of a message."""
    return InputError(problem, field=field, found=found, allowed=allowed)


def whole(value: object, field: str, low: int, high: int) -> int:
    """A whole number within bounds; InputError for all else."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)  # JSON knows one kind of number
    if type(value) is not int:
        raise wrong("not a whole number", field, value, f"{low:,} to {high:,}")
    if not low <= value <= high:
        raise wrong("out of range", field, value, f"{low:,} to {high:,}")
    return value


def number(value: object, field: str, low: float, high: float) -> float:
    """A finite number within bounds; InputError for all else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong("not a number", field, value, f"{low:g} to {high:g}")
    # A whole number may be too large to be one with a point.
    if not low <= value <= high or not isfinite(value):
        raise wrong("out of range", field, value, f"{low:g} to {high:g}")
    return value


def text(value: object, field: str, longest: int) -> str:
    """Printable text of at most ``longest`` letters; InputError for all else."""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise wrong("not a text", field, value, f"up to {longest} printable letters")
    return value


def mapping(value: object, field: str, known: Sequence[str] = ()) -> dict[str, Any]:
    """An object, with none but ``known`` keys if these are given; InputError for all else."""
    if not isinstance(value, dict):
        raise wrong("not an object", field, value, "{...}")
    for key in value:
        if known and key not in known:
            raise unknown_name(f"part of {field or 'the message'}", key, known)
    return value


def listed(value: object, field: str, most: int) -> list[Any]:
    """A list of at most ``most`` entries; InputError for all else."""
    if not isinstance(value, list):
        raise wrong("not a list", field, value, "[...]")
    if len(value) > most:
        raise wrong("too many", field, len(value), f"up to {most}")
    return value


def settings_from(
    value: object, field: str, known: Mapping[str, Control], *, live: bool = False
) -> tuple[tuple[str, float], ...]:
    """Settings by path of a ``known`` control, each within its bounds; InputError for all else.

    ``live``: only those that a change in mid-run may touch.
    """
    given = mapping(value, field)
    if len(given) > MOST_SETTINGS:
        raise wrong("too many", field, len(given), f"up to {MOST_SETTINGS}")
    found = []
    for path, setting in given.items():
        control = known.get(path)
        place = f"{field}.{path}"
        if control is None:
            near = unknown_name("control", path, known)
            raise wrong(near.problem, field, path, near.allowed)
        if live and not control.live:
            raise wrong(
                "shapes the town at its start and cannot change in mid-run",
                place,
                setting,
                "a setting of the setup, with which the town begins anew",
            )
        check = whole if control.kind == "whole" else number
        try:
            found.append((path, check(setting, place, control.low, control.high)))  # type: ignore[arg-type]
        except InputError as error:
            raise wrong(error.problem, place, setting, allowed(control)) from None
    return tuple(found)


def strategy_from(value: object, field: str, offer: Offer) -> StrategyAsked:
    """A strategy by name with declared fields, all within their bounds; InputError for all else."""
    given = mapping(value, field)
    name = given.get("name")
    if not isinstance(name, str) or name not in offer.strategies:
        near = unknown_name("strategy", name, offer.strategies)
        raise wrong(near.problem, f"{field}.name", name, near.allowed)
    fields = {key: part for key, part in given.items() if key != "name"}
    for key, part in fields.items():
        if isinstance(part, bool) or not isinstance(part, (int, float, str)):
            raise wrong("not a number or a word", f"{field}.{key}", part, "a number or a word")
    asked = StrategyAsked(name, tuple(fields.items()))
    strategy_of(asked, offer, field)
    return asked


def strategy_of(asked: StrategyAsked, offer: Offer, field: str = "strategy") -> Strategy:
    """The strategy itself. Raises InputError for fields that it does not have or allow."""
    from pydantic import ValidationError

    from simulation.parameters.problems import first_fault

    kind = offer.strategies[asked.name]
    fields: dict[str, float | str] = {}
    for key, part in asked.fields:
        declared = kind.model_fields.get(key)
        whole_one = declared is not None and declared.annotation is int
        # The page's numbers are all of one kind, the model tells whole ones apart.
        if whole_one and isinstance(part, float) and part.is_integer():
            part = int(part)
        fields[key] = part
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        fault = first_fault(error, kind)
        place = ".".join(part for part in (field, fault.field) if part)
        raise wrong(fault.problem, place, fault.found, fault.allowed) from None
    except InputError as error:
        raise wrong(error.problem, f"{field}.target", error.found, error.allowed) from None


def change_from(
    value: object, field: str, offer: Offer, weeks: int, known: Mapping[str, Control]
) -> Change:
    """One change of the log, of ``known`` controls; InputError for all else."""
    given = mapping(value, field, ("week", "settings", "strategy", "without"))
    week = whole(given.get("week"), f"{field}.week", 0, weeks - 1)
    said = [key for key in ("settings", "strategy", "without") if key in given]
    if len(said) != 1:
        raise wrong("says not one thing", field, said, "settings, strategy or without")
    if "settings" in given:
        return Change(week, settings_from(given["settings"], f"{field}.settings", known, live=True))
    if "strategy" in given:
        return Change(week, strategy=strategy_from(given["strategy"], f"{field}.strategy", offer))
    name = given["without"]
    if not isinstance(name, str) or name not in offer.strategies:
        near = unknown_name("strategy", name, offer.strategies)
        raise wrong(near.problem, f"{field}.without", name, near.allowed)
    return Change(week, without=name)


def setup_from(value: object, offer: Offer) -> Setup:
    """A setup from JSON, each part left out as this server usually has it.

    Raises InputError for whatever is unknown, of another type or out of bounds.
    """
    from simulation.randomness import LARGEST_SEED

    limits = offer.limits
    given = mapping(
        value,
        "setup",
        (
            "world",
            "people",
            "seed",
            "weeks",
            "replicates",
            "settings",
            "strategies",
            "changes",
            "arms",
        ),
    )
    world = given.get("world", offer.world)
    if not isinstance(world, str) or world not in offer.worlds:
        near = unknown_name("world", world, offer.worlds)
        raise wrong(near.problem, "setup.world", world, near.allowed)
    people = given.get("people", offer.people if world == offer.world else None)
    if people is not None:
        people = whole(people, "setup.people", 1, limits.people)
    # A page cannot say larger numbers in full.
    seed = whole(given.get("seed", offer.seed), "setup.seed", 0, min(LARGEST_SEED, 2**53 - 1))
    weeks = whole(given.get("weeks", min(520, limits.weeks)), "setup.weeks", 1, limits.weeks)
    asked: Callable[[object, str], StrategyAsked] = lambda each, field: strategy_from(  # noqa: E731
        each, field, offer
    )

    def strategies(value: object, field: str) -> tuple[StrategyAsked, ...]:
        return tuple(
            asked(each, f"{field}.{place}")
            for place, each in enumerate(listed(value, field, limits.strategies))
        )

    known = offer.controls_of(world)
    arms = []
    for place, each in enumerate(listed(given.get("arms", []), "setup.arms", limits.arms)):
        field = f"setup.arms.{place}"
        arm = mapping(each, field, ("label", "strategies"))
        label = text(arm.get("label", ""), f"{field}.label", LONGEST_LABEL)
        arms.append(ArmAsked(label, strategies(arm.get("strategies", []), f"{field}.strategies")))
    changes = [
        change_from(each, f"setup.changes.{place}", offer, weeks, known)
        for place, each in enumerate(
            listed(given.get("changes", []), "setup.changes", limits.changes)
        )
    ]
    changes.sort(key=lambda change: change.week)
    return Setup(
        world=world,
        people=people,
        seed=seed,
        weeks=weeks,
        replicates=whole(
            given.get("replicates", min(4, limits.replicates)),
            "setup.replicates",
            0,
            limits.replicates,
        ),
        settings=settings_from(given.get("settings", {}), "setup.settings", known),
        strategies=strategies(given.get("strategies", []), "setup.strategies"),
        changes=tuple(changes),
        arms=tuple(arms),
    )


def canonical(told: Mapping[str, Any]) -> str:
    """JSON by which equal things are equal texts."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), allow_nan=False)
