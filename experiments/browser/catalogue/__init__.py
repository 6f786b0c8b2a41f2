"""What stands under ``results/``, for the page: listed, described, summed up, and never changed.

Every answer is made on the server from the files of a result; only what a chart or a table shows
leaves it. Nothing that a client sends becomes a path, SQL or code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pathlib

    from starlette.routing import Route


def routes(root: pathlib.Path) -> list[Route]:
    """Routes of the results under ``root``, to be mounted under ``/api/results``."""
    from experiments.browser.catalogue.answers import routes_of

    return routes_of(root)
