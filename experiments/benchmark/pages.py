"""Many pages at once: what a step's round trip takes, measured with real websockets.

    python -m helpseek.experiments.benchmark.pages --views 20 --people 5000 --weeks 100

starts a server of its own and as many pages as are asked for, each with a town of its own seed.
Each page asks for a week, waits for the picture of it, acknowledges it, and asks for the next. With
``--beside N`` one more page builds and steps a town of N people meanwhile. With ``--pace`` pages
wait that long between two steps, as people do who press a button; without, they press on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

import experiments

_FRAME = 1
_LONGEST = 600.0


@dataclass
class Measured:
    """What pages saw: seconds of each round trip, of opening, and of the whole."""

    steps: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    seconds: float = 0.0


class Page:
    """One page that steps and acknowledges, over a websocket of its own."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def say(self, kind: str, **fields: Any) -> None:
        """Send a message."""
        await self._socket.send(json.dumps({"type": kind, **fields}))

    async def picture_of(self, weeks: int) -> None:
        """Wait for the picture of this week, and acknowledge it and all before it."""
        while True:
            data = await asyncio.wait_for(self._socket.recv(), _LONGEST)
            if isinstance(data, str):
                told = json.loads(data)
                if told["type"] in ("refused", "ended"):
                    raise RuntimeError(told["text"])
                continue
            kind, number, done = np.frombuffer(data, "<u4", 3)
            if kind == _FRAME:
                await self.say("ack", frame=int(number))
                if done == weeks:
                    return


async def step_through(
    url: str, setup: dict[str, Any], weeks: int, pace: float, found: Measured
) -> None:
    """Open a town and step through it."""
    from websockets.asyncio.client import connect

    address, _, token = url.partition("?token=")
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(
        f"{address}ws", additional_headers=headers, max_size=None, compression=None
    ) as socket:
        page = Page(socket)
        began = perf_counter()
        await page.say("open", setup=setup)
        await page.picture_of(0)
        found.opened.append(perf_counter() - began)
        for week in range(1, weeks + 1):
            asked = perf_counter()
            await page.say("step", weeks=1)
            await page.picture_of(week)
            found.steps.append(perf_counter() - asked)
            if pace:
                await asyncio.sleep(pace)


async def measure(options: argparse.Namespace, url: str) -> tuple[Measured, Measured]:
    """All pages at once; what they saw, and what the one beside them saw."""
    found, beside = Measured(), Measured()
    setup = {"people": options.people, "replicates": options.replicates, "weeks": 2_600}
    large = {"people": options.beside, "replicates": 0, "weeks": 2_600}
    began = perf_counter()
    large_one: asyncio.Task[None] | None = None
    if options.beside:
        large_one = asyncio.create_task(step_through(url, large, 2_600, 0.0, beside))
        await asyncio.sleep(0.5)
    await asyncio.gather(
        *(
            step_through(url, {**setup, "seed": 1 + view}, options.weeks, options.pace, found)
            for view in range(options.views)
        )
    )
    found.seconds = perf_counter() - began
    if large_one is not None:
        large_one.cancel()
        await asyncio.gather(large_one, return_exceptions=True)
        beside.seconds = found.seconds
    return found, beside


def memory_of(process: int) -> tuple[float, float]:
    """Megabytes of a process now and at most; NaN where the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
        kilobytes = {line.split(":")[0]: line.split()[1] for line in lines if " kB" in line}
        return float(kilobytes["VmRSS"]) / 1000.0, float(kilobytes["VmHWM"]) / 1000.0
    except (OSError, KeyError):
        return float("nan"), float("nan")


def told(name: str, seconds: list[float]) -> str:
    """Quantiles of times, in milliseconds."""
    if not seconds:
        return f"{name}: none"
    middle, most, last = np.quantile(np.array(seconds) * 1000.0, [0.5, 0.95, 1.0])
    return f"{name}: p50 {middle:.1f} ms, p95 {most:.1f} ms, longest {last:.1f} ms"


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print what was found; 1 if the p95 of a step is above ``--at-most``."""
    parser = argparse.ArgumentParser(
        prog="python -m helpseek.experiments.benchmark.pages", description=__doc__
    )
    parser.add_argument("--views", type=int, default=20, help="pages at once")
    parser.add_argument("--people", type=int, default=5_000, help="people of each town")
    parser.add_argument("--weeks", type=int, default=100, help="steps of each page")
    parser.add_argument("--replicates", type=int, default=0, help="other seeds of each page")
    parser.add_argument("--pace", type=float, default=0.0, help="seconds between two steps")
    parser.add_argument("--beside", type=int, default=0, help="people of one more, large town")
    parser.add_argument("--at-most", type=float, default=500.0, help="milliseconds of the p95")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index.html").write_text("<!doctype html><title>Load</title>")
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                f"{experiments.__name__}.cli",
                "serve",
                "--port",
                "0",
                "--no-open",
                "--most-pages",
                str(options.views + 2),
            ],
            env={**os.environ, "HELPSEEK_STATIC": folder},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            line = server.stdout.readline().split()
            if len(line) < 2:
                return 1
            url = line[1].replace("http://", "ws://")
            before, _ = memory_of(server.pid)
            found, beside = asyncio.run(measure(options, url))
            now, most = memory_of(server.pid)
        finally:
            server.terminate()
            server.wait(timeout=10)
    steps = len(found.steps)
    print(
        f"{options.views} pages of {options.people:,} people, {options.replicates} other seeds, "
        f"{options.weeks} steps each, {os.cpu_count()} processors"
    )
    print(told("opened", found.opened))
    print(told("round trip of a step", found.steps))
    print(f"weeks a second, all pages: {steps / found.seconds:.0f} ({found.seconds:.1f} s in all)")
    print(f"memory of the server: {before:.0f} MB before, {now:.0f} MB after, {most:.0f} MB most")
    if options.beside:
        print(f"beside: {options.beside:,} people, {len(beside.steps)} steps meanwhile")
        print(told("opened, beside", beside.opened))
        print(told("round trip of a step, beside", beside.steps))
    return int(float(np.quantile(found.steps, 0.95)) * 1000.0 > options.at_most)


if __name__ == "__main__":
    sys.exit(main())
