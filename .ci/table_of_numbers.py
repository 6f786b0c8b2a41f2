"""The table of numbers: simulation/parameters/numbers.csv.

``python .ci/table_of_numbers.py put FILE``   take the rows of FILE, made by ``helpseek calibrate``
``python .ci/table_of_numbers.py check``      say where reasons claim what is not so

To put rows in place changes results: add a row to simulation/revisions.csv and say so in README. A
check of a row that is replaced goes with it, and all others are worked out anew.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from simulation.errors import InputError  # noqa: E402
from simulation.parameters.claims import broken_claims  # noqa: E402
from simulation.parameters.table import (  # noqa: E402
    FILE,
    Entry,
    read_file,
    read_rows,
    table_text,
)

TABLE = ROOT / "simulation" / "parameters" / FILE


def main(arguments: list[str]) -> int:
    """Do what is asked; 0 where all reasons hold afterwards."""
    match arguments:
        case ["put", file]:
            before = TABLE.read_text(encoding="utf-8")
            text = with_rows(before, read_file(file))
            TABLE.write_text(text, encoding="utf-8", newline="")
            # What code declares, bounds and whole numbers, is looked at as the model is loaded.
            code = "import simulation.scenario"
            loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE)
            if loaded.returncode:
                TABLE.write_text(before, encoding="utf-8", newline="")
                said = loaded.stderr.decode().strip().splitlines()
                sys.exit(f"nothing was changed: {said[-1]}")
        case ["check"]:
            text = TABLE.read_text(encoding="utf-8")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    broken = broken_claims(read_rows(text, FILE))
    print("\n".join(broken) if broken else "What reasons claim is so.")
    return 1 if broken else 0


def with_rows(text: str, rows: Mapping[str, Entry]) -> str:
    """The text of the table with these rows instead of its own of the same names.

    A row that says nothing of its prior keeps the one that there was; one without a check keeps
    none, since what was claimed of another value need not hold.
    """
    there = read_rows(text, FILE)
    for name, entry in rows.items():
        if name not in there:
            raise InputError("no such number in the table", field=name, found=entry.value)
        there[name] = replace(entry, spread=entry.spread or there[name].spread)
    return table_text(there.values())


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except InputError as error:
        sys.exit(f"numbers: {error}")
