"""The page: from a result to one HTML file that needs nothing but itself."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.report.about import About, read_about
from experiments.report.model.odd import Model
from experiments.report.model.parameters import ParameterTables
from experiments.report.parts import Head
from experiments.report.source import Result, read_result
from simulation.errors import InputError

REPORT = "report.html"
GENERATOR = "helpseek report"
_MARK = f'<meta name="generator" content="{GENERATOR}"'
_LONGEST_REASON = 200
_LONG = 28
"""Words longer than this may be broken in a table."""
_TEMPLATES = {"comparison": "comparison.html.j2", "run": "run.html.j2", "sweep": "sweep.html.j2"}


def write_report(
    directory: str, out: str | None = None, *, about: str | None = None, replace: bool = False
) -> Path:
    """Write the report of a result; returns where it is.

    ``out`` is ``report.html`` in the directory of the result by default. ``about`` is a YAML file
    of what only authors can say (``About``). A file that is not a report of ours is overwritten
    with ``replace`` only. Raises InputError for whatever cannot be read or written.
    """
    result = read_result(directory)
    target = Path(os.path.abspath(os.path.expanduser(out))) if out else result.directory / REPORT
    _check_target(target, replace)
    _write(page(result, read_about(about)), target)
    return target


def page(result: Result, about: About) -> str:
    """The HTML of a report; the same result gives the same text."""
    try:
        told = _contents(result, about)
    except (
        OSError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        if isinstance(error, InputError):
            raise
        why = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_REASON]
        raise InputError(
            f"the result is not what it should be ({why})", source=str(result.directory)
        ) from error
    template = _environment().get_template(_TEMPLATES[result.kind])
    text = template.render(told)
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def _contents(result: Result, about: About) -> Mapping[str, Any]:
    """What the templates are given."""
    from experiments.report.contents import comparison_contents, run_contents, sweep_contents

    special = {"comparison": comparison_contents, "run": run_contents, "sweep": sweep_contents}[
        result.kind
    ](result, about)
    parameters = ParameterTables(result.scenario)
    from experiments.report import provenance

    return {
        "about": about,
        "result": result,
        "scenario": result.scenario,
        "generator": GENERATOR,
        "model": Model(result.scenario, special["baseline"]),
        "parameters": parameters,
        "same_code": result.same_code,
        "command": provenance.command(result),
        "again": provenance.again(result),
        "made": provenance.facts(result, special.get("told", {})),
        "inputs": provenance.inputs(result),
        "readings": provenance.readings(result),
        "files": provenance.files_of(result),
        **special,
    }


def _environment() -> Any:
    """Templates that escape all that they are given."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from experiments.report.parts import Link, Value

    made = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["prose"] = prose
    made.filters["paragraphs"] = paragraphs
    made.filters["kind"] = kind
    made.tests["value"] = lambda part: isinstance(part, Value)
    made.tests["link"] = lambda part: isinstance(part, Link)
    return made


def kind(content: Any, head: Head) -> Any:
    """The class of a cell, as an attribute: numbers stand to the right, long signs may break."""
    from markupsafe import Markup

    if head.number:
        return Markup(' class="number"')
    long = isinstance(content, str) and any(len(word) > _LONG for word in content.split())
    return Markup(' class="long"') if long else ""


def prose(text: str) -> Any:
    """Words with names of code in back quotes, as HTML."""
    from markupsafe import Markup, escape

    parts = re.split(r"``?([^`]+)``?", " ".join(text.split()))
    told = [
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    ]
    return Markup("").join(told)


def paragraphs(text: str) -> Any:
    """Paragraphs, and lists whose lines begin with a hyphen, as HTML."""
    from markupsafe import Markup

    made = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = re.split(r"\n(?=\s*- )|^(?=\s*- )", block.strip())
        items = [line for line in lines if line.strip().startswith("- ")]
        for line in lines:
            if line.strip() and line not in items:
                made.append(Markup("<p>{}</p>").format(prose(line)))
        if items:
            inner = Markup("").join(
                Markup("<li>{}</li>").format(prose(item.strip().removeprefix("- ")))
                for item in items
            )
            made.append(Markup("<ul>{}</ul>").format(inner))
    return Markup("\n").join(made)


def _check_target(target: Path, replace: bool) -> None:
    """Refuse to overwrite what is not a report, before any work is done."""
    try:
        if target.is_dir():
            raise InputError("a directory", source="--out", found=str(target), allowed="a file")
        if not target.exists() or replace:
            return
        with target.open("rb") as file:
            ours = _MARK.encode() in file.read(4_000)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise _unwritable(target, error) from error
    if not ours:
        raise InputError(
            "a file is there that is no report",
            source="--out",
            found=str(target),
            allowed="another file, or --force to replace it",
        )


def _write(text: str, target: Path) -> None:
    """Write the page whole or not at all."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", errors="replace")
        os.replace(beside, target)
    except (OSError, ValueError) as error:
        raise _unwritable(target, error) from error
    finally:
        with contextlib.suppress(OSError, ValueError):
            beside.unlink()


def _unwritable(target: Path, error: Exception) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(
        f"cannot write the report here ({reason})",
        source="--out",
        found=str(target),
        allowed="a file in a directory that can be written",
    )
