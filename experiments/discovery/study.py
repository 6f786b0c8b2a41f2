"""One scenario discovery: cases of a sweep, boxes, files."""

from __future__ import annotations

from experiments.discovery.prim import discover
from experiments.discovery.question import Asked, Finished
from experiments.discovery.writing import write
from experiments.files.results import Results


def execute(asked: Asked, out: str | None = None, *, replace: bool = False) -> Finished:
    """Find boxes and write the results directory; see ``Results`` for ``out``."""
    cases, name = asked.cases, f"discover-{asked.sweep.path.absolute().name}"
    with Results(out, name=name, replace=replace) as results:
        found = discover(
            cases.inputs, cases.cases, cases.points, boxes=asked.boxes, density=asked.density
        )
        write(asked, found, results)
    assert results.path is not None
    return Finished(results.path, asked, found)
