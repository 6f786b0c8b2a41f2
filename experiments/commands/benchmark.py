"""``helpseek benchmark``: speed and memory on this machine, beside what is asked of them."""

from __future__ import annotations

import click


@click.command(short_help="Measure speed and memory.")
@click.option(
    "--people",
    type=click.IntRange(100, 100_000_000),
    multiple=True,
    metavar="N",
    help="Size of a town to measure; may be given again. 10,000, 100,000 and 1,000,000 by default.",
)
@click.option("--quick", is_flag=True, help="Leave out a million people and the start-up times.")
@click.option("--threads", type=click.IntRange(1, 1024), metavar="N", help="Threads to use.")
@click.option("--json", "json_file", metavar="FILE", help="Also write what was measured as JSON.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def benchmark(
    people: tuple[int, ...], quick: bool, threads: int | None, json_file: str | None, quiet: bool
) -> None:
    """Measure speed and memory, beside an ordinary Mesa model that does the same."""
    from pathlib import Path

    from experiments import benchmark as measuring
    from experiments.progress import Reporter
    from experiments.results import json_text
    from experiments.tables import show, table
    from simulation.errors import InputError

    target = None
    if json_file is not None:
        target = Path(json_file)
        try:
            target.open("a").close()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                f"cannot be written ({reason})", source="--json", found=json_file
            ) from error
    sizes = people or (measuring.QUICK_SIZES if quick else measuring.SIZES)
    with Reporter(quiet) as progress:
        told = measuring.benchmark(sizes, threads=threads, start_up=not quick, progress=progress)
    show(
        table(
            [
                ("People", "right"), ("Million person-weeks a second", "right"),
                ("Nanoseconds a person-week", "right"), ("Bytes a person", "right"),
                ("Bytes of ties", "right"), ("Ties a person", "right"), ("Built in", "right"),
            ],
            [
                (
                    f"{size['people']:,}", f"{size['person_weeks_per_second'] / 1e6:.1f}",
                    f"{size['nanoseconds_per_person_week']:.1f}",
                    f"{size['bytes_per_person']:.0f}", f"{size['tie_bytes_per_person']:.0f}",
                    f"{size['ties_per_person']:.1f}", f"{size['build_seconds']:.1f} s",
                )
                for size in told["sizes"]
            ],
            title=f"Helpseek, {told['threads']} threads on {told['processors']} processors",
        ),
        f"Plain Mesa: {told['plain_mesa_person_weeks_per_second'] / 1e6:.3f} million person-weeks "
        "a second\n",
        table(
            ["Measure", ("Here", "right"), "", "Asked, on two processors", "Met"],
            [
                (line["measure"], f"{line['value']:,.2f}", line["unit"], line["asked"],
                 "yes" if line["met"] else "no")
                for line in told["targets"]
            ],
        ),
    )  # fmt: skip
    if target is not None:
        target.write_text(json_text(told), encoding="utf-8")
