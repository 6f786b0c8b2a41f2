"""What commands that evaluate the model ask and tell alike."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from simulation.errors import InputError, unknown_name


def one_of_each(outcomes: Sequence[str], source: str = "--outcome") -> tuple[str, ...]:
    """These outcomes, each once. Raises InputError for what is no outcome."""
    from experiments.measured.of_run import measures_of_run

    known = measures_of_run()
    for name in outcomes:
        if name not in known:
            raise unknown_name("outcome", name, known, source=source)
        if outcomes.count(name) > 1:
            raise InputError("stands here twice", source=source, found=name)
    return tuple(outcomes)


@contextlib.contextmanager
def kept_told() -> Iterator[Callable[[Path], None]]:
    """Tell, where work is stopped in the block, how to go on with it."""
    import click

    from experiments.terminal.failures import Stopped
    from experiments.terminal.tables import shown_path

    homes: list[Path] = []
    try:
        yield homes.append
    except (Stopped, OSError):
        for home in homes:
            click.echo(
                "what is done is kept; the same command goes on from there with "
                f"--out {shown_path(home)}",
                err=True,
            )
        raise
