"""The table of numbers: simulation/parameters/numbers.csv.

``python .ci/table_of_numbers.py put FILE``   take the rows of FILE, made by ``helpseek calibrate``
``python .ci/table_of_numbers.py check``      say where reasons claim what is not so

To put rows in place changes results: say so in CHANGELOG. A check of a row that is replaced goes
with it, and all others are worked out anew.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from simulation.errors import InputError  # noqa: E402
from simulation.parameters.claims import broken_claims  # noqa: E402
from simulation.parameters.table import FILE, put_in_place, read_file, read_rows  # noqa: E402

TABLE = ROOT / "simulation" / "parameters" / FILE


def main(arguments: list[str]) -> int:
    """Do what is asked; 0 where all reasons hold afterwards."""
    match arguments:
        case ["put", file]:
            before = TABLE.read_text(encoding="utf-8")
            text = put_in_place(before, read_file(file))
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


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except InputError as error:
        sys.exit(f"numbers: {error}")
