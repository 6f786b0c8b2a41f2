"""Pictures: the figures of a result as SVG that stands in a page and takes on its colours."""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.compare.statistics.paired import FEW_SEEDS
from experiments.report.comparison.decision import Decision
from experiments.report.comparison.findings import Findings, named, shown
from experiments.report.comparison.gains import Gains
from experiments.report.comparison.leaks import Leaks
from experiments.report.comparison.worth import Worth
from experiments.report.parts import Figure
from experiments.words.numbers import percent, plain, signed
from experiments.words.wording import BARRIER_WORDS, words_of
from simulation.measures.whole_time import CARE, ILLNESS

if TYPE_CHECKING:
    from experiments.figures.style import Slide

_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "helpseek",
    "text.parse_math": False,
}
"""Letters as shapes, so that a page looks alike everywhere; the same bytes each time; and a dollar
in a name is a dollar."""
_LETTER = 'transform="scale(0.015625)"'
"""By this the shapes of letters are known."""
_NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}
_COLOURS = {
    "#1f2933": "ink",
    "#5b6770": "grey",
    "#d5dadf": "rule",
    "#ffffff": "paper",
    "#0072b2": "blue",
    "#7a2e0e": "brown",
    "#4a5560": "slate",
}
"""Colours that a page of another brightness needs to change, by the names of its variables."""


def drawn(name: str, draw: Callable[[], Slide], alt: str, caption: str) -> Figure:
    """A slide as a figure of the page; ``name`` is its place in it."""
    import matplotlib

    room = io.BytesIO()
    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # letters that no font of ours has
        draw().figure.savefig(room, format="svg", metadata=_NO_METADATA)
    svg, letters = inline(room.getvalue().decode(), name, alt)
    return Figure(name, svg, alt, caption, letters)


def inline(svg: str, name: str, alt: str) -> tuple[str, Mapping[str, str]]:
    """SVG as part of an HTML page: ids of its own, colours of the page, a text for those who do
    not see it, nothing that refers elsewhere; and the shapes of its letters, which all figures of
    a page share, by their ids."""
    svg = svg[svg.index("<svg") :]
    for unwanted in (r"<!--.*?-->", r"<metadata>.*?</metadata>", r"<style[^>]*>.*?</style>"):
        svg = re.sub(unwanted, "", svg, flags=re.DOTALL)
    letters: dict[str, str] = {}

    def letter(found: re.Match[str]) -> str:
        shape = re.sub(r"\s+", " ", found.group(2)).strip()
        short = _short(found.group(1))
        letters[short] = f'<path id="{short}" d="{shape}" {_LETTER}/>'
        return ""

    svg = re.sub(rf'<path id="([^"]+)" d="([^"]*)" {re.escape(_LETTER)}/>', letter, svg)
    referred = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg))
    kept = {one or other for one, other in referred}

    def own(found: re.Match[str]) -> str:
        return f' id="{name}-{found.group(1)}"' if found.group(1) in kept else ""

    def used(found: re.Match[str]) -> str:
        short = _short(found.group(1))
        return f'href="#{short if short in letters else f"{name}-{found.group(1)}"}"'

    svg = re.sub(r'\sid="([^"]+)"', own, svg)
    svg = re.sub(r'xlink:href="#([^"]+)"', used, svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    svg = re.sub(r'transform="translate\(([-\d.]+) 0\)"(?=/>)', _letter_place, svg)
    svg = re.sub(r'\bd="([^"]*)"', lambda found: f'd="{_rounded(found.group(1))}"', svg)
    for colour, variable in _COLOURS.items():
        svg = svg.replace(f": {colour}", f": var(--figure-{variable})")
    view = re.search(r'viewBox="[^"]+"', svg)
    assert view is not None
    start = f'<svg {view.group()} role="img" aria-label="{html.escape(alt, quote=True)}">'
    svg = re.sub(r"^<svg[^>]*>", lambda _: start, svg)
    svg = re.sub(r"<defs>\s*</defs>", "", svg)
    return re.sub(r"\s*\n\s*", "\n", svg).strip(), letters


def _short(identity: str) -> str:
    """The id of a letter, short, for there are thousands."""
    for font, short in (
        ("DejaVuSans-Bold-", "b"),
        ("DejaVuSans-Oblique-", "o"),
        ("DejaVuSans-", "d"),
    ):
        if identity.startswith(font):
            return f"letter-{short}{identity.removeprefix(font)}"
    return f"letter-{identity}"


def _letter_place(found: re.Match[str]) -> str:
    return f'x="{float(found.group(1)):.1f}"'


def _rounded(path: str) -> str:
    """A path with places to a hundredth of a point."""
    flat = " ".join(path.split())
    return re.sub(r"\d+\.\d{3,}", lambda found: f"{float(found.group()):.2f}", flat)


class ComparisonPictures:
    """The figures of a comparison."""

    def __init__(self, found: Findings, worth: Worth, gains: Gains) -> None:
        self.found = found
        self.worth = worth
        self.gains = gains

    def differences(self) -> Figure:
        """Differences to doing nothing."""
        from experiments.compare.figures.differences import differences

        found = self.found
        care, ill = (
            "; ".join(
                f"{named(name)} {signed(shown(found.difference(name, measure), 'difference'))}"
                for name in found.names
            )
            for measure in (CARE, ILLNESS)
        )
        return drawn(
            "figure-differences",
            lambda: differences(found.data),
            "A row for each strategy, a panel each for care, illness, health and cost; dots with "
            f"intervals. Began care, per 1,000 adults: {care}. Weeks of illness, per "
            f"1,000 adults: {ill}. All numbers stand in the table.",
            "Each strategy minus doing nothing. "
            + (
                "The line through a dot is its interval of luck and doubt about numbers, the "
                "thicker part that of luck alone. Colours say better or worse only where that "
                "holds in nearly all towns."
                if found.over_draws
                else "The line through a dot is its interval: where it touches zero, chance alone "
                "could have made the difference. Colours say better or worse only where the "
                "number of strategies is allowed for."
            ),
        )

    def over_time(self) -> Figure:
        """Week by week."""
        from experiments.compare.figures.differences import over_time

        found = self.found
        ends = []
        for name in found.names:
            rows = found.data.rows("weekly", strategy=name)
            ends.append(f"{named(name)} {signed(1000 * rows[-1]['began_so_far_difference'])}")
        return drawn(
            "figure-over-time",
            lambda: over_time(found.data),
            "Two panels with a line for each strategy: how many more or fewer have begun care, and "
            "how many more or fewer weeks people were ill, from the first week to the last. Began "
            f"care by the end, per 1,000 adults beyond doing nothing: {'; '.join(ends)}.",
            "What has come of it by each week: whether a strategy works at once or slowly, and "
            "whether its effect goes on growing. Illness below zero is illness avoided.",
        )

    def plane(self) -> Figure:
        """Cost against health."""
        from experiments.compare.figures.economics import plane

        found = self.found
        rows = found.data.rows("frontier", effect="qaly")
        on = [named(row["strategy"]) for row in rows if row["standing"] == "on the frontier"]
        frontier, line = "", f"With fewer than {FEW_SEEDS} seeds options are not ranked."
        if not found.few:
            frontier = f"On the efficiency frontier through the means: {', '.join(on)}. "
            line = (
                "The line joins the means of the options on the efficiency frontier; a hollow dot "
                "is one that others beat in the means."
            )
        return drawn(
            "figure-plane",
            lambda: plane(found.data),
            "Each option as a point: QALYs gained to the right, extra cost upwards, intervals. "
            f"{frontier}All numbers stand in the table.",
            f"Perspective {found.perspective.title}. To the right is more health, upwards more "
            f"money. {line}",
        )

    def acceptability(self) -> Figure:
        """How far Monte Carlo error leaves the best option open."""
        from experiments.compare.figures.economics import acceptability

        found = self.found
        told = "; ".join(
            f"at {plain(worth, 0)} {found.currency} "
            + ", ".join(
                f"{named(row['strategy'])} {percent(row['monte_carlo_probability_best'])}"
                for row in found.data.rows("acceptability", willingness_to_pay=worth)
            )
            for worth in found.told["willingness_to_pay"]
            if not found.few
        )
        return drawn(
            "figure-acceptability",
            lambda: acceptability(found.data),
            "A line for each option: the probability, by Monte Carlo error alone, that its mean "
            "net benefit is the highest, for each amount that one would pay for a QALY: "
            f"{told or 'it takes more seeds to tell'}.",
            f"Monte Carlo error, perspective {found.perspective.title}: the chance of seeds alone. "
            "It is no doubt about numbers of the model, and no acceptability curve in the usual "
            "sense.",
        )

    def who_gains(self, name: str, number: int) -> Figure:
        """Groups, for one strategy."""
        from experiments.compare.figures.changes import who_gains

        sentences = [
            words for words in self.gains.sentences() if words.startswith(f"{named(name)}:")
        ]
        told = " ".join(sentences) or f"{named(name)}: no group stands out beyond chance."
        return drawn(
            f"figure-gains-{number}",
            lambda: who_gains(self.found.data, name),
            "Dots with intervals for each group by severity, income, culture and sex; two panels, "
            f"weeks of illness and people who began care. {told}",
            f"{named(name)}: what each group gains. The dashed line is what all adults gain.",
        )

    def path(self, leaks: Leaks, name: str, number: int) -> Figure:
        """Where the gain leaks, for one strategy."""
        from experiments.compare.figures.path import where_it_leaks

        return drawn(
            f"figure-path-{number}",
            lambda: where_it_leaks(self.found.data, name),
            "Bars for each step from need to recovery: adults who take it with the strategy alone "
            "to the right, without it alone to the left; beside them, of 100 whom it moves, those "
            f"who reach each step. {leaks.words(name)}",
            f"{named(name)}: who takes each step because of it (blue), who no longer does (red), "
            "and how far those get whom it moves.",
        )

    def flows(self, name: str, number: int) -> Figure:
        """Movements between stages, for one strategy."""
        from experiments.compare.figures.changes import flows

        return drawn(
            f"figure-flows-{number}",
            lambda: flows(self.found.data, name),
            f"Bands from where people would stand to where they stand. "
            f"{self.gains.flows_words(name)}",
            f"{named(name)}: on the left where people would stand with nothing done, on the right "
            "where they stand. Only those who stand elsewhere are drawn.",
        )


_DECISION_CAPTIONS = {
    "best_buy": "Acceptability curves over draws of the numbers, and their frontier: the shaded "
    "option is the best in the mean.",
    "expected_loss": "What is lost in the mean by choosing each option rather than the one that is "
    "best in each town. The lowest line is what it would be worth to know all numbers.",
    "worth_of_knowing": "What knowing a number, or a group of them, would be worth. What is grey "
    "may be worth nothing: chance may bring as much.",
    "tornado": "How far the best option leads when one number goes from its 5th to its 95th "
    "percentile. Left of zero another option is the better one.",
}


def decision_pictures(decision: Decision) -> list[Figure]:
    """The figures of what doubt about numbers means; none where there are none."""
    if not decision.there and not decision.found.data.has("equity_impact"):
        return []
    from experiments.compare.value.figures.draw import slides

    return [
        drawn(
            f"figure-{name.replace('_', '-')}",
            lambda slide=slide: slide,  # type: ignore[misc]
            f"{_decision_caption(name)} The numbers stand in the tables.",
            _decision_caption(name),
        )
        for name, slide in slides(decision.found.data).items()
    ]


def _decision_caption(name: str) -> str:
    return _DECISION_CAPTIONS.get(
        name,
        "Equity impact: net health gained to the top, less inequality of health to the right.",
    )


_RUN_CAPTIONS = {
    "pathway": "Where people on the way to help stand, week by week.",
    "who_is_where": "Who stands where in the last week, by severity.",
    "reasons": "Why people who saw a need did not seek help; several reasons may be named.",
    "delay": "How long it takes from the beginning of an episode to care.",
    "staying": "How long people stay in care, session by session.",
    "care": "Who is in care and who waits, by kind of help.",
}


def run_pictures(directory: Path) -> list[Figure]:
    """The figures of a run."""
    from experiments.figures.curves import delay, staying
    from experiments.figures.data import RunData
    from experiments.figures.pathway import care, pathway, who_is_where
    from experiments.figures.reasons import reasons

    data = RunData(directory)
    slides: dict[str, Callable[[RunData], Slide]] = {
        "pathway": pathway,
        "who_is_where": who_is_where,
        "reasons": reasons,
        "delay": delay,
        "staying": staying,
        "care": care,
    }
    told = sorted(
        (-share, name) for name, share in data.summary["reasons"].items() if share is not None
    )
    alts = {
        "reasons": "Bars, the longest first: "
        + "; ".join(
            f"{BARRIER_WORDS.get(name, words_of(name))} {percent(-share)}" for share, name in told
        )
        + ".",
    }
    return [
        drawn(
            f"figure-{name.replace('_', '-')}",
            lambda draw=draw: draw(data),  # type: ignore[misc]
            alts.get(name, f"{_RUN_CAPTIONS[name]} The numbers stand in the files of the result."),
            _RUN_CAPTIONS[name],
        )
        for name, draw in slides.items()
    ]
