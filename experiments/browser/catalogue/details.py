"""One result in detail: what it found in short, its tables and figures, and how it was made."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from experiments.browser.catalogue.doubt import doubt_of
from experiments.browser.catalogue.files import check_unchanged, plain_file, read_json
from experiments.browser.catalogue.listing import Entry
from experiments.browser.catalogue.pictures import figures
from experiments.browser.catalogue.refusals import NotThere, Refusal, told_of
from experiments.browser.catalogue.tables import read_table, table_names, title_of
from experiments.browser.catalogue.words import Dictionary
from experiments.compare.economics import EFFECTS
from experiments.compare.old_names import present
from experiments.compare.statistics.paired import FEW_SEEDS
from experiments.compare.writing import COMPARISON
from experiments.files.results import MANIFEST, SUMMARY
from experiments.measured.measures import MAIN, MEASURES, PERSPECTIVES
from experiments.report.page import REPORT
from experiments.words.wording import BARRIER_WORDS, published, words_of
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.quantity import DISCOUNTED

_DOCUMENTS = {
    "comparison": COMPARISON,
    "sensitivity": "sensitivity.json",
    "portfolio": "portfolio.json",
    "discovery": "discovery.json",
    "calibration": "calibration.json",
    "evidence": "evidence.json",
}
_AS_TABLES = 12
"""Values of a document that are told as they are; lists and mappings stand in the tables."""


def manifest_of(entry: Entry) -> dict[str, Any]:
    """The manifest of a result; empty where it has none that can be read."""
    try:
        return read_json(entry.directory / MANIFEST)
    except Refusal:
        return {}


def dictionary_of(entry: Entry, manifest: Mapping[str, Any]) -> Dictionary:
    """The words for the columns of a result."""
    scenario = manifest.get("scenario")
    culture = scenario.get("culture") if isinstance(scenario, dict) else None
    groups = culture.get("groups") if isinstance(culture, dict) else None
    names = tuple(map(str, groups)) if isinstance(groups, dict) else ()
    return Dictionary(manifest, names)


def details(entry: Entry) -> dict[str, Any]:
    """Everything of a result that is no row of a table.

    What cannot be read is told among ``problems``; the rest is there all the same.
    """
    manifest = manifest_of(entry)
    dictionary = dictionary_of(entry, manifest)
    problems: list[dict[str, Any]] = []
    tables = []
    for name in table_names(entry.directory):
        try:
            tables.append(read_table(entry.directory, name, dictionary).told())
        except Refusal as error:
            problems.append({**told_of(error), "table": title_of(name)})
    found: dict[str, Any] = {}
    try:
        found = _found(entry, manifest)
        if entry.kind == "comparison":
            found["doubt"] = None
            found["doubt"] = doubt_of(read_json(entry.directory / COMPARISON))
    except Refusal as error:
        problems.append(told_of(error))
    return {
        "entry": entry.told(),
        "currency": dictionary.currency,
        "description": _description(manifest),
        "found": found,
        "tables": tables,
        "figures": figures(entry),
        "report": plain_file(entry.directory / REPORT) is not None,
        "made": made(entry, manifest),
        "problems": problems,
    }


def made(entry: Entry, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """How a result was made, and how it is made again."""
    command = manifest.get("command")
    given = shlex.join(map(str, command)) if isinstance(command, list) and command else ""
    again = (
        ""
        if not manifest
        else (
            shlex.join(["helpseek", "rerun", _typed(entry)])
            if entry.kind in ("run", "comparison")
            else given
        )
    )
    versions, machine = manifest.get("versions"), manifest.get("machine")
    inputs = manifest.get("inputs")
    return {
        "command": given,
        "again": again,
        "format": str(manifest.get("format", "")),
        "seeds": entry.seeds,
        "code": str(manifest.get("code", "")),
        "versions": _texts(versions),
        "machine": _texts(machine),
        "options": _texts(manifest.get("options")),
        "inputs": [
            {
                "role": str(one.get("role", "")),
                "name": str(one.get("path", "")).rpartition("/")[2],
                "sha256": str(one.get("sha256", "")),
                **_reading(one.get("read")),
            }
            for one in (inputs if isinstance(inputs, list) else [])
            if isinstance(one, dict)
        ],
    }


def _reading(told: Any) -> dict[str, Any]:
    """What was read of an input file, in a line, and what looked wrong in it."""
    told = told if isinstance(told, Mapping) else {}
    warnings = told.get("warnings")
    return {
        "read": str(told.get("read", "")),
        "warnings": [str(each) for each in warnings] if isinstance(warnings, list) else [],
    }


def _found(entry: Entry, manifest: Mapping[str, Any]) -> dict[str, Any]:
    for name in (SUMMARY, COMPARISON, _DOCUMENTS.get(entry.kind, SUMMARY)):
        check_unchanged(entry.directory, name, manifest)
    if entry.kind == "run":
        return _of_run(entry)
    if entry.kind == "comparison":
        return _of_comparison(entry)
    if entry.kind == "sweep":
        return _of_sweep(manifest)
    if entry.kind in _DOCUMENTS:
        return _of_document(read_json(entry.directory / _DOCUMENTS[entry.kind]))
    return {}


def _of_run(entry: Entry) -> dict[str, Any]:
    """Outcomes and reasons, beside published figures; only those that the file holds."""
    told = read_json(entry.directory / SUMMARY)
    outcomes, reasons = _numbers(told.get("outcomes")), _numbers(told.get("reasons"))
    rows = []
    for name, value in _in_order(outcomes, OUTCOMES):
        outcome = OUTCOMES.get(name)
        anchor = published(outcome) if outcome else None
        rows.append(
            {
                "name": name,
                "value": value,
                "title": outcome.title if outcome else words_of(name),
                "unit": outcome.unit if outcome else "",
                "definition": outcome.definition if outcome else "",
                "published": anchor.value if anchor else None,
                "source": anchor.source if anchor else "",
            }
        )
    return {
        "outcomes": rows,
        "reasons": [
            {"name": name, "title": BARRIER_WORDS.get(name, words_of(name)), "value": value}
            for name, value in _in_order(reasons, BARRIER_WORDS)
        ],
    }


def _of_comparison(entry: Entry) -> dict[str, Any]:
    """What was compared, and what the words of its tables mean."""
    from experiments.strategies.arms import arm_words

    told = read_json(entry.directory / COMPARISON)
    strategies = [one for one in _list(told.get("strategies")) if isinstance(one, dict)]
    outcomes = told.get("outcomes")
    whose = PERSPECTIVES.get(str(told.get("perspective")), next(iter(PERSPECTIVES.values())))
    first = (*MAIN, whose.total + DISCOUNTED)
    measures = []
    for name, one in outcomes.items() if isinstance(outcomes, dict) else ():
        known = MEASURES.get(present(name))
        one = one if isinstance(one, dict) else {}
        measures.append(
            {
                "name": name,
                "title": str(one.get("title", name)),
                "unit": str(one.get("unit", "")),
                "definition": str(one.get("definition", "")),
                "window": str(one.get("window", "")),
                "per": str(one.get("per", "")),
                "times": _number(one.get("times")),
                "better": one.get("better", known.better if known else 0),
                "first": present(name) in first,
            }
        )
    order = {name: place for place, name in enumerate(MEASURES)}
    measures.sort(key=lambda one: order.get(present(one["name"]), len(order)))
    return {
        "strategies": [
            {"name": str(one.get("name", "")), "title": arm_words(str(one.get("name", "")))}
            for one in strategies
        ],
        "measures": measures,
        "adults": told.get("adults"),
        "confidence": told.get("confidence"),
        "discount_rate": told.get("discount_rate"),
        "perspective": told.get("perspective"),
        "perspectives": _texts(told.get("perspectives")),
        "effects": _texts(told.get("effects")),
        "gains": {name: effect.gained for name, effect in EFFECTS.items()},
        "notes": _texts(told.get("notes")),
        "failed": len(_list(told.get("failed"))),
        "seeds": len(_list(told.get("seeds"))),
        "few": told.get("few_seeds", len(_list(told.get("seeds"))) < FEW_SEEDS) is True,
    }


def _of_sweep(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The plan of a sweep: what was varied, what was done, what was measured."""
    design = manifest.get("design")
    uncertain = [one for one in _list(manifest.get("uncertainties")) if isinstance(one, dict)]
    return {
        "runs": manifest.get("runs"),
        "points": manifest.get("points"),
        "policies": manifest.get("policies"),
        "levers": list(map(str, _list(manifest.get("levers")))),
        "outcomes": list(map(str, _list(manifest.get("outcomes")))),
        "parameters": [str(one.get("column", "")) for one in uncertain],
        "logarithmic": [str(one.get("column", "")) for one in uncertain if one.get("logarithmic")],
        "design": design.get("kind") if isinstance(design, dict) else None,
        "weekly": list(map(str, _list(manifest.get("weekly")))),
        "by": list(map(str, _list(manifest.get("by")))),
    }


def _of_document(told: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values of a document; its lists stand in the tables."""
    facts = [
        {"name": name, "title": words_of(name), "value": value}
        for name, value in told.items()
        if isinstance(value, (str, int, float, bool)) and name != "format"
    ]
    return {"facts": facts[:_AS_TABLES]}


def report_path(entry: Entry) -> Any:
    """The report that stands beside a result. Raises NotThere."""
    path = entry.directory / REPORT
    if plain_file(path) is None:
        raise NotThere(
            "has no report yet",
            field="report",
            found=entry.name,
            allowed=f"one made by: helpseek report {shlex.quote(_typed(entry))}",
        )
    return path


def _typed(entry: Entry) -> str:
    """The directory of a result as one types it where the server was started."""
    from experiments.terminal.tables import shown_path

    return shown_path(entry.directory).encode("utf-8", "replace").decode()


def _description(manifest: Mapping[str, Any]) -> str:
    scenario = manifest.get("scenario")
    return str(scenario.get("description") or "") if isinstance(scenario, dict) else ""


def _number(told: Any) -> float:
    """A number of a file; 1 for what is none."""
    return float(told) if isinstance(told, (int, float)) and abs(told) < 1e300 else 1.0


def _numbers(told: Any) -> dict[str, float | None]:
    if not isinstance(told, dict):
        return {}
    return {
        str(name): None if value is None else float(value)
        for name, value in told.items()
        if value is None or (isinstance(value, (int, float)) and abs(value) < 1e300)
    }


def _in_order(
    told: Mapping[str, float | None], order: Mapping[str, object]
) -> list[tuple[str, float | None]]:
    names = [name for name in order if name in told]
    return [(name, told[name]) for name in [*names, *(name for name in told if name not in order)]]


def _texts(told: Any) -> dict[str, str]:
    if not isinstance(told, dict):
        return {}
    return {str(name): "" if value is None else _text(value) for name, value in told.items()}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return str(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
