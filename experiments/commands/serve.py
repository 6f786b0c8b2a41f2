"""``helpseek serve``: the town live in a browser."""

from __future__ import annotations

import click

from experiments.commands.options import extend_option


@click.command(short_help="Open the town live in a browser.")
@extend_option
@click.argument("world", default="town")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen. Whoever opens the page needs the token in the address that is printed "
    "(HELPSEEK_TOKEN sets one).",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    metavar="N",
    help="Port to listen on; 0 for any that is free.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name by which others reach this machine. May be given again.",
)
@click.option("--people", type=click.IntRange(1), metavar="N", help="How many people live there.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**53 - 1),
    default=1,
    show_default=True,
    metavar="S",
    help="Seed of all chance.",
)
@click.option(
    "--results",
    default="results",
    show_default=True,
    metavar="DIR",
    help="Directory whose results the page shows.",
)
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    metavar="FILE:CLASS",
    help="A strategy of your own to offer beside the built-in ones. May be given again.",
)
@click.option(
    "--most-people",
    type=click.IntRange(1, 100_000_000),
    default=1_000_000,
    show_default=True,
    metavar="N",
    help="The largest town that a page may open.",
)
@click.option(
    "--most-pages",
    type=click.IntRange(1, 1000),
    default=40,
    show_default=True,
    metavar="N",
    help="How many pages may be open at once.",
)
@click.option(
    "--memory",
    type=click.FloatRange(0.1, 10_000.0),
    metavar="GB",
    help="How much memory all towns may take; half of the machine's by default.",
)
@click.option(
    "--idle",
    type=click.FloatRange(0.01, 10_000.0),
    default=15.0,
    show_default=True,
    metavar="MINUTES",
    help="How long a town is kept for a page that is gone.",
)
@click.option("--open/--no-open", "open_", default=None, help="Open the page in a browser.")
def serve(
    world: str,
    host: str,
    port: int,
    names: tuple[str, ...],
    people: int | None,
    seed: int,
    results: str,
    strategies: tuple[str, ...],
    most_people: int,
    most_pages: int,
    memory: float | None,
    idle: float,
    open_: bool | None,
) -> None:
    """Open WORLD (a built-in world's name or a YAML file), live in a browser.

    \b
    helpseek serve
    helpseek serve rural_county --people 20000
    helpseek serve my_world.yaml --strategy my_strategies.py:Champions --results results
    """
    import sys

    from experiments.browser.declared.offer import Limits, Offer, usual_bytes
    from experiments.browser.server.opening import Opener
    from experiments.browser.server.serving import serve as serve_it
    from simulation.errors import InputError

    if people is not None and people > most_people:
        raise InputError(
            "too many",
            source="--people",
            found=people,
            allowed=f"up to {most_people:,}, or more with --most-people",
        )
    limits = Limits(
        people=most_people,
        sessions=most_pages,
        idle=60.0 * idle,
        bytes=usual_bytes() if memory is None else int(memory * 1e9),
    )
    offer = Offer.of(
        world, own=strategies, results=results, limits=limits, people=people, seed=seed
    )

    # By default opened only where somebody sits in front of it.
    asked = open_ if open_ is not None else sys.stdout.isatty()
    with Opener() as opener:

        def ready(url: str) -> None:
            print(f"Helpseek: {url}  (Ctrl-C ends it)", flush=True)
            if asked and not opener.open(url):
                print("helpseek: no browser to open it in", file=sys.stderr)

        serve_it(offer, host, port, names=names, ready=ready)
