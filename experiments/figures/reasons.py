"""Why people who need help do not seek it."""

from __future__ import annotations

from experiments.figures.data import RunData
from experiments.figures.style import GREY, INK, LABEL, TICK, Slide, percent
from experiments.words.wording import BARRIER_WORDS, words_of
from simulation.measures.categories import STRUCTURAL
from simulation.measures.colours import BLUE, ORANGE

SEES_NO_NEED = "low_perceived_need"


def reasons(data: RunData) -> Slide:
    """Bars of the reasons for not seeking, the commonest first; not seeing a need stands apart."""
    slide = Slide.new(
        "Why people who need help do not seek it",
        "People with an episode in the last 12 months who used no service",
        data.source,
    )
    told = {name: share for name, share in data.summary["reasons"].items() if share is not None}
    axes = slide.axes(left=0.33, right=0.93, bottom=0.13)
    if not told:
        axes.set_axis_off()
        slide.note(axes, "Nobody who needed help went without it")
        return slide
    no_need = told.pop(SEES_NO_NEED, None)
    ordered = sorted(told.items(), key=lambda item: (-item[1], item[0]))
    rows: list[tuple[float, str, float, str]] = []
    place = 0.0
    headings = []
    if no_need is not None:
        headings.append((place, "Of all of them"))
        rows.append((place + 0.85, SEES_NO_NEED, no_need, GREY))
        place += 2.1
    headings.append((place, "Of those who saw a need (several reasons may be named)"))
    for offset, (name, share) in enumerate(ordered):
        colour = ORANGE if name in STRUCTURAL else BLUE
        rows.append((place + 0.85 + offset, name, share, colour))
    for at, _, share, colour in rows:
        axes.barh(at, share, height=0.72, color=colour)
        axes.text(share + 0.01, at, percent(share), va="center", size=LABEL, color=INK)
    for at, text in headings:
        axes.text(
            0.0,
            at,
            text,
            transform=axes.get_yaxis_transform(),
            size=TICK,
            color=GREY,
            ha="left",
            va="center",
            style="italic",
        )
    axes.set_yticks(
        [row[0] for row in rows], [BARRIER_WORDS.get(row[1], words_of(row[1])) for row in rows]
    )
    axes.set_ylim(place + 0.85 + len(ordered) - 0.3, -0.5)
    axes.set_xlim(0, max([row[2] for row in rows] + [0.01]) * 1.08)
    axes.set_xticks([])
    for side in ("bottom", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0, labelsize=LABEL)
    figure = slide.figure
    for x, colour, text in ((0.04, BLUE, "attitudes"), (0.15, ORANGE, "structure")):
        figure.text(x, 0.085, "\N{BLACK SQUARE}", size=15, color=colour, va="center")
        figure.text(x + 0.02, 0.085, text, size=TICK, color=INK, va="center")
    return slide
