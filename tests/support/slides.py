"""Slides for tests: the texts on them, and which of these cannot be read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from experiments.figures.style import Slide


def texts(slide: Slide) -> Iterator[tuple[str, Any]]:
    """All texts that a slide shows, with their boxes in dots."""
    import matplotlib.text

    slide.figure.canvas.draw()
    renderer = slide.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    undrawn = {
        label
        for axes in slide.figure.axes
        for axis, view in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim()))
        for place, label in zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
        if not min(view) <= place <= max(view)
    }
    for text in slide.figure.findobj(matplotlib.text.Text):
        if text.get_text().strip() and text.get_visible() and text not in undrawn:
            yield text.get_text(), text.get_window_extent(renderer)


def unreadable(slide: Slide) -> list[str]:
    """Texts that leave the slide, and pairs of texts that lie upon each other."""
    inside = slide.figure.bbox
    boxes = list(texts(slide))
    wrong = [
        f"{text!r} leaves the slide"
        for text, box in boxes
        if box.x0 < 0 or box.y0 < 0 or box.x1 > inside.width or box.y1 > inside.height
    ]
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        upward = min(first.y1, second.y1) - max(first.y0, second.y0)
        if across > 2 and upward > 4:
            wrong.append(f"{one!r} lies upon {other!r}")
    return wrong
