"""Figures of a result as files: PNG as the command drew them, SVG drawn anew by the same code."""

from __future__ import annotations

import io
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from experiments.browser.catalogue.files import (
    files_of,
    plain_directory,
    plain_file,
    read_bytes,
    read_json,
)
from experiments.browser.catalogue.listing import Entry
from experiments.browser.catalogue.refusals import NotThere, TooBusy, Unreadable
from experiments.words.wording import words_of

FOLDER = "figures"
_LARGEST = 20_000_000
_MOST_PEOPLE = 400_000_000
"""Bytes of a table of people from which figures are still drawn anew."""
_MOST_KEPT = 32
_WAIT = 30.0
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "helpseek",
    "text.parse_math": False,
}
_TITLES = {
    "pathway": "Where people on the way to help stand",
    "who_is_where": "Who stands where",
    "reasons": "Why people did not seek help",
    "delay": "How long it takes to come to care",
    "staying": "How long people stay in care",
    "care": "Who is in care and who waits",
    "differences": "Differences to doing nothing",
    "cost_effectiveness": "What it costs, and what it brings",
    "acceptability": "Chance of being the best buy",
    "over_time": "What has come of it, by week",
    "frontier": "What the best mixes bring",
    "mixes": "The best mixes",
    "trade_off": "How much a box catches, and how purely",
    "box": "Where it happens",
    "distances": "Distance to published figures",
}
_PREFIXES = {
    "who_gains_": "Who gains: ",
    "flows_": "Who stands elsewhere: ",
    "screening-": "What moves it: ",
    "sobol-": "What its spread comes from: ",
    "pawn-": "What its distribution depends on: ",
}


def figure_title(name: str) -> str:
    """A figure in plain words, by the name of its file."""
    for start, words in _PREFIXES.items():
        if name.startswith(start):
            from experiments.strategies.arms import arm_words

            return words + arm_words(name.removeprefix(start).replace("_and_", "+"))
    return _TITLES.get(name) or words_of(name)


def figures(entry: Entry) -> list[dict[str, Any]]:
    """The figures that a result holds: name, title, and whether there is one as SVG, too."""
    folder = entry.directory / FOLDER
    if not plain_directory(folder):
        return []
    return [
        {"name": name, "title": figure_title(name), "svg": entry.kind in _DRAWN}
        for name in files_of(folder, ".png")
    ]


def png(entry: Entry, name: str) -> bytes:
    """A figure as it was drawn. Raises NotThere, TooLarge or Unreadable."""
    data = read_bytes(_file(entry, name), _LARGEST)
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise Unreadable("is not a PNG file", field=name)
    return data


def _file(entry: Entry, name: str) -> Path:
    folder = entry.directory / FOLDER
    there = files_of(folder, ".png") if plain_directory(folder) else {}
    if name not in there:
        raise NotThere(
            "no figure has this name", field="figure", found=name, allowed=", ".join(there)
        )
    return there[name]


class Drawn:
    """Figures drawn anew as SVG, the last few of them kept; one is drawn at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def svg(self, entry: Entry, name: str) -> bytes:
        """A figure as SVG. Raises NotThere, Unreadable or TooBusy."""
        _file(entry, name)
        draw = _DRAWN.get(entry.kind)
        if draw is None:
            raise NotThere(
                "there is no SVG of this figure", field="figure", found=name, allowed="PNG"
            )
        people = plain_file(entry.directory / "people.parquet")
        if people is not None and people.st_size > _MOST_PEOPLE:
            raise TooBusy(
                "there are too many people to draw this anew",
                field="figure",
                found=name,
                allowed="PNG",
            )
        key = (entry.directory, entry.changed, name)
        # Matplotlib has state of its own that threads would share.
        if not self._lock.acquire(timeout=_WAIT):
            raise TooBusy(
                "other figures are being drawn", field="figure", found=name, allowed="ask again"
            )
        try:
            if key not in self._kept:
                self._kept[key] = _drawn(entry, name, draw)
                while len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]
        finally:
            self._lock.release()


def _drawn(entry: Entry, name: str, draw: Callable[[Path], object]) -> bytes:
    import matplotlib

    from experiments.figures.style import caught

    room = io.BytesIO()
    try:
        with caught() as slides, matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # letters that no font here has
            draw(entry.directory)
            if name in slides:
                slides[name].figure.savefig(room, format="svg", metadata={"Date": None})
    except Exception as error:  # files of a result may hold whatever somebody wrote into them
        raise Unreadable(
            f"the figure cannot be drawn from the result's files ({type(error).__name__})",
            field=name,
            allowed="PNG",
        ) from error
    if name not in slides:
        raise NotThere("there is no SVG of this figure", field="figure", found=name, allowed="PNG")
    return room.getvalue()


def _run(directory: Path) -> None:
    from experiments.figures.draw import draw_figures

    draw_figures(directory)


def _comparison(directory: Path) -> None:
    from experiments.compare.figures.draw import draw_comparison

    draw_comparison(directory)


def _sensitivity(directory: Path) -> None:
    from experiments.sensitivity.figure import draw

    draw(read_json(directory / "sensitivity.json"), directory / FOLDER)


def _portfolio(directory: Path) -> None:
    from experiments.portfolio.figure import draw

    draw(read_json(directory / "portfolio.json"), directory / FOLDER)


def _discovery(directory: Path) -> None:
    from experiments.discovery.figure import draw

    draw(read_json(directory / "discovery.json"), directory / FOLDER)


def _calibration(directory: Path) -> None:
    from experiments.calibrate.figure import draw

    draw(read_json(directory / "calibration.json"), directory / FOLDER)


_DRAWN: dict[str, Callable[[Path], object]] = {
    "run": _run,
    "comparison": _comparison,
    "sensitivity": _sensitivity,
    "portfolio": _portfolio,
    "discovery": _discovery,
    "calibration": _calibration,
}
"""What draws all figures of a kind of result, from its directory."""
