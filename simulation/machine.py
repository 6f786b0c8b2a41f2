"""The machine: the processors and the memory that this process may take.

Memory follows from the machine, the limits of a container or a cluster's job, and the limits of the
process. ``HELPSEEK_MEMORY`` sets it by hand, in GB, and ``HELPSEEK_THREADS`` the processors, for
people who know better.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from simulation.errors import InputError

MOST_THREADS = 1_024
"""The most threads that a town may use."""
SETTING = "HELPSEEK_MEMORY"
"""The variable that says how many GB Helpseek may take; what the machine has is then not asked."""


def available_threads() -> int:
    """How many threads the loops use: ``HELPSEEK_THREADS``, or the processors we may run on."""
    asked = os.environ.get("HELPSEEK_THREADS", "").strip()
    if asked:
        if not asked.isdecimal() or len(asked) > 9 or not 1 <= int(asked) <= MOST_THREADS:
            raise InputError(
                "not a number of threads",
                source="HELPSEEK_THREADS",
                found=asked,
                allowed=f"1 to {MOST_THREADS:,}",
            )
        return int(asked)
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every platform
        return os.cpu_count() or 1


def available_memory() -> int | None:
    """Bytes that this process and those that it starts can still take; None where nothing tells."""
    if said := _said():
        return said
    limits = [
        left for left in (_machine_left(), _group_left(), _process_left()) if left is not None
    ]
    return max(min(limits), 0) if limits else None


def memory_in_all() -> int | None:
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
        return memory_in_all()


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
