"""Arms: what is compared, doing nothing beside each strategy or combination of strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from experiments.strategies.named import strategy_again, strategy_from
from experiments.strategies.own_code import (
    COMMAND_LINE,
    NamedBy,
    names_code,
    record_of,
    strategy_class,
)
from simulation.errors import InputError, unknown_name

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

NOTHING = "nothing"
"""Name of the arm in which none of the compared strategies is there."""
SOURCE = "--strategy"
MOST_ARMS = 200
_LONGEST_NAME = 80
_FILES = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Arm:
    """One thing that may be done: a name, and strategies beside those of the world itself.

    ``own`` tells of strategies from a researcher's own Python files: place among ``strategies``,
    file, class and hash.
    """

    name: str
    strategies: tuple[Strategy, ...] = ()
    own: tuple[Mapping[str, Any], ...] = ()

    def told(self) -> dict[str, Any]:
        """The arm as plain values, from which ``arm_again`` makes it again."""
        from simulation.scenario.tree import strategy_entry

        return {
            "name": self.name,
            "strategies": [strategy_entry(strategy) for strategy in self.strategies],
            "own": [dict(own) for own in self.own],
        }

    def what(self) -> dict[str, Any]:
        """What is done, whatever it is called and in whatever order it was written."""
        from simulation.scenario.tree import strategy_entry

        files = {own["place"]: own["class"] for own in self.own}
        entries = [
            {**strategy_entry(strategy), "class": files.get(place, "")}
            for place, strategy in enumerate(self.strategies)
        ]
        return {"strategies": sorted(entries, key=repr)}


def arm_words(name: str) -> str:
    """The name of an arm in plain words: ``leap+subsidy`` as ``LEAP + subsidy``."""
    if name == NOTHING:
        return "Doing nothing"
    parts = [part.replace("_", " ").strip() for part in name.split("+")]
    text = " + ".join("LEAP" if part == "leap" else part for part in parts)
    return text[:1].upper() + text[1:]


def arm_again(told: Mapping[str, Any], by: NamedBy) -> Arm:
    """The arm that ``Arm.told`` has told of, code with the hash that it told.

    Raises InputError where that is not whole, or ``by`` may not name code.
    """
    from simulation.strategies import parse_strategies

    try:
        own = {int(record["place"]): dict(record) for record in told["own"]}
        strategies: list[Strategy] = []
        for place, entry in enumerate(told["strategies"]):
            if place in own:
                record = own[place]
                named = replace(by, sha256=str(record["sha256"]))
                kind = strategy_class(f"{record['file']}:{record['class']}", named)
                strategies.append(strategy_again(entry, kind, by.source))
            else:
                strategies.extend(parse_strategies([entry]))
        return Arm(str(told["name"]), tuple(strategies), tuple(own.values()))
    except (TypeError, ValueError, KeyError) as error:
        if isinstance(error, InputError):
            raise error.within(error.source or by.source) from error
        raise InputError("is not an arm", source=by.source, found=told) from error


def arms_of(
    given: Sequence[str],
    scenario: Scenario,
    settings: Mapping[str, object],
    *,
    trust: bool = False,
) -> list[Arm]:
    """The arms that ``--strategy`` options name, in their order, doing nothing not among them.

    Each option is a strategy by name (``leap``, or the part of a name that only one strategy has),
    ``FILE.py:CLASS``, several of these with plus signs between them, or a YAML file that lists
    arms. ``settings`` are fields of strategies, as ``{"strategies.leap.coverage": 0.5}``; each
    holds in all arms that have the strategy. Code that a YAML file names is run only with
    ``trust``. Raises InputError for whatever cannot be compared.
    """
    arms: list[Arm] = []
    for text in given:
        if text.lower().endswith(_FILES):
            arms += _arms_of_file(text, NamedBy(text, text, trust))
        else:
            arms.append(_arm_of(text, COMMAND_LINE))
    if not arms:
        raise InputError(
            "nothing to compare", source=SOURCE, allowed="one strategy or more, as --strategy leap"
        )
    if len(arms) > MOST_ARMS:
        raise InputError("too many", source=SOURCE, found=len(arms), allowed=f"up to {MOST_ARMS}")
    arms = _with_settings(arms, scenario, settings)
    _all_different(arms)
    for arm in arms:
        _fits(arm, scenario)
    return arms


def _arm_of(text: str, by: NamedBy) -> Arm:
    return _arm(None, [_strategy_named(part.strip(), by) for part in text.split("+")])


def _arm(label: str | None, parts: Sequence[tuple[str, Strategy]]) -> Arm:
    own = []
    for place, (_, strategy) in enumerate(parts):
        record = record_of(type(strategy))
        if record is not None:
            own.append({"place": place, **record})
    name = "+".join(name for name, _ in parts) if label is None else label
    return Arm(name, tuple(strategy for _, strategy in parts), tuple(own))


def _strategy_named(text: str, by: NamedBy = COMMAND_LINE) -> tuple[str, Strategy]:
    """The short name of a strategy, and the strategy."""
    if names_code(text):
        strategy = strategy_from(text, by)
        return strategy.kind, strategy
    name = full_name(text, by.source)
    return name, strategy_from(name, by)


def full_name(
    text: str,
    source: str = SOURCE,
    others: str = "FILE.py:CLASS, a plus between several, or a YAML file",
) -> str:
    """The strategy that ``text`` names: in full, or by a part that is the beginning of one name
    only, or of a word in one name only. Raises InputError for all others, which says what else
    (``others``) could stand there."""
    from simulation.strategies import STRATEGIES

    wanted = text.casefold().replace("-", "_").replace(" ", "_")
    if wanted in STRATEGIES:
        return wanted
    for near in (
        [name for name in STRATEGIES if wanted and name.startswith(wanted)],
        [name for name in STRATEGIES if wanted and f"_{wanted}" in f"_{name}"],
    ):
        if len(near) == 1:
            return near[0]
        if near:
            raise InputError(
                "could mean several strategies",
                source=source,
                found=text,
                allowed=" or ".join(near),
            )
    error = unknown_name("strategy", text, STRATEGIES, source=source)
    raise InputError(
        error.problem,
        source=source,
        found=text,
        allowed=f"{error.allowed} or {others}",
    )


def _arms_of_file(file: str, by: NamedBy) -> list[Arm]:
    """The arms that a YAML file lists below ``strategies``."""
    from pathlib import Path

    from simulation.scenario.reading import read_file

    values, _ = read_file(Path(file), file)
    entries = values.get("strategies")
    allowed = "strategies: a list of names, of mappings with name and fields, or of mappings with "
    allowed += "label and strategies"
    if set(values) != {"strategies"} or not isinstance(entries, list) or not entries:
        raise InputError(
            "not a list of strategies",
            source=file,
            found=", ".join(values) or None,
            allowed=allowed,
        )
    return [
        _arm_of_entry(entry, by.within(f"{file}: strategies.{place}"))
        for place, entry in enumerate(entries)
    ]


def _arm_of_entry(entry: object, by: NamedBy) -> Arm:
    source = by.source
    if isinstance(entry, str):
        return _arm_of(entry, by)
    if isinstance(entry, dict) and "strategies" in entry:
        label, parts = entry.get("label"), entry["strategies"]
        if set(entry) - {"label", "strategies"} or not isinstance(parts, list) or not parts:
            raise InputError(
                "is not a combination",
                source=source,
                found=entry,
                allowed="label and strategies, a list",
            )
    else:
        label, parts = None, [entry]
        if isinstance(entry, dict) and "label" in entry:
            label = entry["label"]
            parts = [{key: value for key, value in entry.items() if key != "label"}]
    made = [_part_of_entry(part, by) for part in parts]
    if label is not None:
        if not isinstance(label, str) or not label.strip() or not label.isprintable():
            raise InputError("is not a label", source=source, field="label", found=label)
        label = label.strip()
    return _arm(label, made)


def _part_of_entry(part: object, by: NamedBy) -> tuple[str, Strategy]:
    from simulation.strategies import parse_strategies

    source = by.source
    if isinstance(part, str):
        return _strategy_named(part, by)
    if not isinstance(part, dict) or not isinstance(part.get("name"), str):
        raise InputError(
            "is not a strategy",
            source=source,
            found=part,
            allowed="a name, or a mapping with name and fields",
        )
    if names_code(part["name"]):
        strategy = strategy_again(part, strategy_class(part["name"], by), source)
        return strategy.kind, strategy
    name = full_name(part["name"], source)
    try:
        (strategy,) = parse_strategies([{**part, "name": name}])
    except InputError as error:
        raise error.within(source) from error
    return name, strategy


def settings_apart(
    settings: Sequence[str], given: Sequence[str]
) -> tuple[list[str], dict[str, object]]:
    """Settings of the world, and those of fields of the compared strategies.

    The latter are named ``strategies.KIND.FIELD`` or ``KIND.FIELD``, where an option ``--strategy``
    (or a file that it names) may well have the strategy. Raises InputError for what is no setting.
    """
    from simulation.scenario import parse_setting
    from simulation.strategies import STRATEGIES

    for_world: list[str] = []
    for_strategies: dict[str, object] = {}
    parts = {part.strip() for text in given for part in text.split("+")}
    known = {
        *STRATEGIES,
        *(_kind_of(part) for part in parts if ".py:" in part),
        *(part for part in parts if not part.lower().endswith(_FILES)),
    }
    for text in settings:
        key, value = parse_setting(text)
        steps = key.split(".") if "." in key else key.split("__")
        whole = steps[0] == "strategies" and len(steps) > 2
        if whole or (len(steps) == 2 and steps[0] in known):
            name = ".".join(steps if whole else ["strategies", *steps])
            if name in for_strategies:
                raise InputError("set twice", source="--set", field=key, found=text)
            for_strategies[name] = value
        else:
            for_world.append(text)
    return for_world, for_strategies


def _kind_of(text: str) -> str:
    return _strategy_named(text)[0]


def _with_settings(
    arms: list[Arm], scenario: Scenario, settings: Mapping[str, object]
) -> list[Arm]:
    """The arms with fields of their strategies set; each setting must find its strategy."""
    from simulation.scenario import load_scenario

    for key, value in settings.items():
        wanted = key.split(".")[1]
        kinds = {strategy.kind for arm in arms for strategy in arm.strategies}
        kind = wanted if wanted in kinds else full_name(wanted, "--set")
        found = False
        for place, arm in enumerate(arms):
            if kind not in [strategy.kind for strategy in arm.strategies]:
                continue
            found = True
            named = ".".join(["strategies", kind, *key.split(".")[2:]])
            alone = load_scenario(scenario, {"strategies": list(arm.strategies)})
            changed = load_scenario(alone, {named: value})
            arms[place] = Arm(arm.name, changed.strategies, arm.own)
        if not found:
            raise InputError(
                "no such strategy is compared",
                source="--set",
                field=key,
                found=value,
                allowed=", ".join(dict.fromkeys(s.kind for arm in arms for s in arm.strategies)),
            )
    return arms


def _all_different(arms: Sequence[Arm]) -> None:
    names: set[str] = {NOTHING}
    contents: dict[str, str] = {}
    for arm in arms:
        what = repr(arm.what())
        if what in contents:
            raise InputError(
                "is compared twice" if arm.name == contents[what] else "are the same",
                source=SOURCE,
                found=arm.name
                if arm.name == contents[what]
                else f"{contents[what]} and {arm.name}",
            )
        if arm.name in names:
            raise InputError(
                "two have the same name",
                source=SOURCE,
                found=arm.name,
                allowed=f"a label of its own for each, and not {NOTHING!r}",
            )
        if len(arm.name) > _LONGEST_NAME:
            raise InputError(
                "the name is too long",
                source=SOURCE,
                found=arm.name,
                allowed=f"up to {_LONGEST_NAME} letters; give a label in a YAML file",
            )
        names.add(arm.name)
        contents[what] = arm.name


def _fits(arm: Arm, scenario: Scenario) -> None:
    """Raise InputError where the world cannot have the arm's strategies."""
    from simulation.scenario import load_scenario

    load_scenario(
        scenario,
        {"strategies": [*scenario.strategies, *arm.strategies]},
        settings_source=f"{SOURCE} {arm.name}",
    )
