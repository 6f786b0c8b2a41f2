"""Pages of reports for tests: small results, their pages, and a page taken apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from tests.support.cli_runner import arms, helpseek
from tests.support.workers_here import working_here

TINY = ("--people", "300", "--weeks", "20", "--set", "horizon.burn_in_weeks=20", "--quiet")
HOSTILE = "<script>alert('x')</script> & \"$x_{$\" </svg>"
_VOID = {"meta", "br", "img", "hr", "link", "input"}
_LOADING = {"src", "href", "xlink:href", "srcset", "data", "poster", "action", "background"}


@dataclass
class Page(HTMLParser):
    """A page taken apart; what is not well-formed stands in ``faults``."""

    text: str
    faults: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    values: dict[str, list[float]] = field(default_factory=dict)
    """Numbers of ``data`` elements by the table (its place) in which they stand."""
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str | None]] = []
        self.feed(self.text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag, _ in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._take(tag, attrs)
        if tag not in _VOID:
            self._open.append((tag, dict(attrs).get("id")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._take(tag, attrs)

    def _take(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if len(told) < len(attrs):
            self.faults.append(f"an attribute stands twice in <{tag}>")
        self.tags.append((tag, told))
        if told.get("id"):
            self.ids.append(str(told["id"]))
        self.loads += [str(value) for name, value in attrs if name in _LOADING]
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append((int(tag[1]), ""))
        if tag == "data":
            self.values.setdefault(self._table(), []).append(float(str(told["value"])))

    def _table(self) -> str:
        return next((name for _, name in reversed(self._open) if name), "")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")
        while self._open and self._open[-1][0] != tag:
            self._open.pop()
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "style":
            return
        self.words += data
        if any(tag in ("h1", "h2", "h3", "h4") for tag, _ in self._open):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)


def compared(out: Path, *more: str) -> Path:
    """A small comparison, its work done in this process."""
    with working_here():
        said = helpseek(
            "compare",
            "--draws",
            "0",
            *TINY,
            "--no-figures",
            "--workers",
            "1",
            "--seeds",
            "3",
            *more,
            "--out",
            out,
        )
    assert said.code == 0, said.err
    return out


def written(directory: Path, *more: str) -> Page:
    """The page of a result."""
    page = directory.parent / f"{directory.name}.html"
    said = helpseek("report", directory, "--out", page, *more)
    assert said.code == 0, said.err
    return Page(page.read_text(encoding="utf-8"))


@cache
def comparison(folder: Path) -> tuple[Path, Page]:
    """A comparison of two strategies and its page, made once."""
    out = compared(folder / "compared", *arms("leap", "subsidy"), "--set", "onset_rate=0.2")
    return out, written(out)


@cache
def single(folder: Path) -> tuple[Path, Page]:
    """A run and its page, made once."""
    out = folder / "run"
    said = helpseek("run", *TINY, "--no-figures", "--strategy", "leap", "--out", out)
    assert said.code == 0, said.err
    return out, written(out)


@cache
def swept(folder: Path) -> tuple[Path, Page]:
    """A sweep and its page, made once."""
    plan = folder / "plan.yaml"
    plan.write_text(
        "people: 200\nweeks: 12\nset: {horizon.burn_in_weeks: 10}\n"
        "uncertainties: {onset_rate: prior}\nlevers: {leap: [off, on]}\n"
        "outcomes: [service_use_12m, symptom_weeks]\ndesign: {kind: sobol, points: 2}\nseeds: 2\n"
    )
    out = folder / "swept"
    with working_here():
        said = helpseek("sweep", plan, "--workers", "1", "--out", out)
    assert said.code == 0, said.err
    return out, written(out)
