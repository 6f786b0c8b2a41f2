"""Memory: how much a town takes, how much there is, and a refusal before anything is built.

What a town takes follows from its people, their ties and what is done; the numbers below were
measured (``tests/test_memory.py`` measures them again, marked slow) and lie a little above. What
there is follows from the machine, the limits of a container or a cluster's job, and the limits of
the process. ``HELPSEEK_MEMORY`` sets it by hand, in GB, for people who know better.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.errors import InputError

if TYPE_CHECKING:
    from simulation.scenario import Scenario

SETTING = "HELPSEEK_MEMORY"
"""The variable that says how many GB Helpseek may take; what the machine has is then not asked."""

PROCESS = 215_000_000
"""Bytes of a process that simulates, before there is a town."""
_COMMON = 249
"""Bytes a person while a town is built, and ever after, beside what follows."""
_OF_CIRCLE, _OF_FAR_FRIEND = 160, 85
"""Bytes for each circle that a person belongs to, and for each friend outside of circles, while
friendships are drawn."""
_MOST_CIRCLES = 20
"""Circles of an average person where they are as many as can be."""
_OF_GIVEN_TIE, _OF_NETWORKX_TIE, _OF_HOUSEHOLD_TIE = 110, 700, 45
"""Bytes for each tie of a network from a file, of a generator, and of each end of a household's."""
_OF_STRATEGY = 40
"""Bytes a person for what a strategy remembers and modifies."""
_OF_EVENT, _EVENTS_A_WEEK = 330, 0.05
"""Bytes of an event that is recorded and written, and how many a person has in a week."""
_LEFT = 0.95
"""Share of what there is that may be asked for."""


def town_bytes(scenario: Scenario, people: int) -> int:
    """Bytes that building a town of so many people, and living in it, takes at most."""
    network = scenario.network
    friends = network.friendships
    each = float(_COMMON + _OF_STRATEGY * len(scenario.strategies))
    if network.kind == "friendships" and people > 1:
        degree = min(friends.mean_degree, people - 1.0)
        near = degree * (1.0 - friends.far_share)
        met = (friends.smallest_circle + friends.largest_circle) / 2.0 - 1.0
        circles = near / (max(met, 1.0) * friends.circle_density)
        each += _OF_CIRCLE * min(circles, _MOST_CIRCLES) + _OF_FAR_FRIEND * (degree - near) / 2.0
    return int(people * each)


def ties_bytes(given: int, household: int, *, of_networkx: bool = False) -> int:
    """Bytes that take so many ties given and so many of households (each counted at both ends)."""
    return given * (_OF_NETWORKX_TIE if of_networkx else _OF_GIVEN_TIE) + (
        household * _OF_HOUSEHOLD_TIE
    )


def events_bytes(people: int, weeks: int) -> int:
    """Bytes that recording all events of so many people and weeks takes, about."""
    return int(people * weeks * _EVENTS_A_WEEK * _OF_EVENT)


_trusting: list[bool] = []


def trust() -> None:
    """Ask no more in this process: whoever started it has asked for all that it will take.

    Several workers that build at once would each see what the others are about to take as free,
    and a run must not fail because another was quicker.
    """
    _trusting[:] = [True]


def require(needed: int, *, what: str, allowed: str, source: str = "memory") -> None:
    """Refuse what does not fit: an InputError that tells what is needed and what there is.

    ``what`` needs it; ``allowed`` says what would do instead.
    """
    there = None if _trusting else available()
    if there is not None and needed > _LEFT * there:
        raise InputError(
            f"{what} would take about {in_gb(needed)}, {in_gb(there)} are left",
            source=source, allowed=f"{allowed}, or {SETTING}=GB if there is more",
        )  # fmt: skip


def require_town(scenario: Scenario, people: int) -> None:
    """Refuse a town of so many people where there is no room to build it."""
    needed = town_bytes(scenario, people)
    there = available()
    fewer = int(people * _LEFT * there / needed) if there is not None else people
    require(needed, what=f"a town of {people:,} people", allowed=f"up to {rounded(fewer):,} people")


def rounded(number: int) -> int:
    """A number down to two digits, as one would say it."""
    step = 10 ** max(len(str(max(number, 1))) - 2, 0)
    return max(number // step * step, 1)


def in_gb(size: float) -> str:
    """Bytes as people say them."""
    return f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{size / 1e6:.0f} MB"


def available() -> int | None:
    """Bytes that this process and those that it starts can still take; None where nothing tells."""
    if said := _said():
        return said
    limits = [
        left for left in (_machine_left(), _group_left(), _process_left()) if left is not None
    ]
    return max(min(limits), 0) if limits else None


def machine() -> int | None:
    """Bytes of this machine, or of the container or job that it is to this process."""
    if said := _said():
        return said
    limits = [limit for limit, _ in _groups()]
    with suppress(AttributeError, OSError, ValueError):  # not on every platform
        limits.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    return min(limits) if limits else None


def _said() -> int | None:
    text = os.environ.get(SETTING, "").strip()
    if not text:
        return None
    try:
        size = float(text)
    except ValueError:
        size = 0.0
    if not 0.0 < size < 1e9:
        raise InputError(
            "not a number of GB", source=SETTING, found=text, allowed="a number above 0"
        )
    return int(size * 1e9)


def _machine_left() -> int | None:
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return machine()


def _group_left() -> int | None:
    left = [limit - used for limit, used in _groups()]
    return min(left) if left else None


def _groups() -> Iterator[tuple[int, int]]:
    """Limits of the groups of processes that this one is in, and what is used of each."""
    for folder, limit_name, used_name in _group_folders():
        try:
            limit = int((folder / limit_name).read_text())
            used = int((folder / used_name).read_text())
            # Files that were read stay in memory as long as nobody else wants it.
            for line in (folder / "memory.stat").read_text().splitlines():
                if line.startswith(("inactive_file ", "total_inactive_file ")):
                    used -= int(line.split()[1])
                    break
        except (OSError, ValueError):  # "max", or no such file: no limit
            continue
        if limit < 2**60:
            yield limit, max(used, 0)


@cache
def _group_folders() -> tuple[tuple[Path, str, str], ...]:
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        _, controllers, own = line.split(":", 2)
        if controllers == "":
            root, names = Path("/sys/fs/cgroup"), ("memory.max", "memory.current")
        elif "memory" in controllers.split(","):
            root = Path("/sys/fs/cgroup/memory")
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes")
        else:
            continue
        here = root / own.lstrip("/")
        # In a container the own path may not be there: then the root is the container's.
        folders = [folder for folder in (here, *here.parents) if folder.is_relative_to(root)]
        found += [(folder, *names) for folder in folders]
    return tuple(found)


def _process_left() -> int | None:
    """What the limits of the process itself leave (``ulimit -v``, ``ulimit -d``)."""
    try:
        import resource

        pages = Path("/proc/self/statm").read_text(encoding="utf-8").split()
    except (ImportError, OSError):
        return None
    page = os.sysconf("SC_PAGE_SIZE")
    left = []
    for kind, used in ((resource.RLIMIT_AS, pages[0]), (resource.RLIMIT_DATA, pages[5])):
        limit = resource.getrlimit(kind)[0]
        if limit != resource.RLIM_INFINITY:
            left.append(limit - int(used) * page)
    return min(left) if left else None
