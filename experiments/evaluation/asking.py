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
def kept_told(out: str | None = None) -> Iterator[Callable[[Path], None]]:
    """Tell, where work is stopped in the block, how many runs are kept of how many that were
    planned, and the command that goes on with them.

    What the block yields is to be told the directory; ``out`` is the one that was asked for.
    """
    import click

    from experiments.terminal.failures import Stopped

    homes: list[Path] = []
    try:
        yield homes.append
    except (Stopped, OSError):
        for home in homes:
            click.echo(kept_words(home, out), err=True)
        raise


def kept_words(home: Path, out: str | None, command: Sequence[str] = ()) -> str:
    """What is kept in a directory, and how to go on; ``command`` is the present one by default."""
    import shlex
    import sys

    from experiments.engine.kept import kept_in
    from experiments.terminal.tables import shown_path

    words = list(command) or ["helpseek", *sys.argv[1:]]
    again = shlex.join([*words, *(() if out else ("--out", str(shown_path(home))))])
    found = kept_in(home)
    if found is None:
        return f"no run was begun; {again}"
    failed = f" ({found.failed:,} more failed, and are tried again)" if found.failed else ""
    return (
        f"{found.done:,} of the {found.of:,} runs planned so far are done and kept{failed}; "
        f"to go on from there: {again}"
    )
