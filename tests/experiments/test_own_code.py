"""Code that a file names runs only when the user says so, whatever command reads the file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.strategies.own_code import COMMAND_LINE, NamedBy, strategy_class
from simulation.errors import InputError
from tests.support.cli_runner import Said, helpseek, refused
from tests.support.workers_here import working_here

CODE = """
from pathlib import Path
Path(__file__).with_name("ran").open("a").write("x")
from simulation.strategies.base import Strategy


class Planted(Strategy):
    "Planted."

    kind = "planted"
    title = "Planted"

    def modifiers(self, town, week, reached):
        yield "intention", 0.5 * reached
"""


@pytest.fixture(scope="module", autouse=True)
def _without_more_processes() -> Iterator[None]:
    with working_here():
        yield


TINY = ("--people", "60", "--weeks", "2", "--set", "horizon.burn_in_weeks=0")
SMALL = {"people": 60, "weeks": 2, "set": {"horizon.burn_in_weeks": 0}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a file that tells when it is run."""
    (tmp_path / "mine.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ran(folder: Path) -> int:
    """How often the file has been run, in this process and others."""
    mark = folder / "ran"
    return len(mark.read_text()) if mark.exists() else 0


def written(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(value))  # JSON is YAML
    return path


def planted(command: str, out: Path, *options: str) -> Said:
    """A run or a comparison with the code."""
    quick = ("--strategy", "./mine.py:Planted", "--no-figures", "--quiet")
    return helpseek(command, *TINY, *quick, *options, "--out", out)


def made(folder: Path) -> Path:
    """A run whose manifest names the code, which has run for that."""
    said = planted("run", folder / "made")
    assert said.code == 0, said.err
    (folder / "ran").unlink()
    return folder / "made"


def compared(folder: Path) -> Path:
    said = planted("compare", folder / "compared", "--seeds", "2", "--workers", "1")
    assert said.code == 0, said.err
    (folder / "ran").unlink()
    return folder / "compared"


def comparing(arms: Path) -> list[Any]:
    """A comparison of what a file names."""
    few = ("--seeds", "2", "--workers", "1")
    return ["compare", "--draws", "0", *TINY, *few, "--no-figures", "--strategy", arms]


Planted = Callable[[Path], list[Any]]
PLANTED: dict[str, Planted] = {
    "plan": lambda f: ["sweep", written(f, "p.yaml", {**SMALL, "strategies": ["mine.py:Planted"]})],
    "plan, fields": lambda f: [
        "sweep",
        written(f, "p.yaml", {**SMALL, "strategies": [{"name": "mine.py:Planted"}]}),
    ],
    "plan, lever": lambda f: [
        "sweep",
        written(f, "p.yaml", {**SMALL, "levers": {"mine.py:Planted": ["off", "on"]}}),
    ],
    "plan, lever of fields": lambda f: [
        "sweep",
        written(f, "p.yaml", {**SMALL, "levers": {"mine.py:Planted": {"coverage": [1]}}}),
    ],
    "plan, choice": lambda f: [
        "sweep",
        written(f, "p.yaml", {**SMALL, "levers": {"policy": {"a": ["mine.py:Planted"]}}}),
    ],
    "list of arms": lambda f: comparing(
        written(f, "arms.yaml", {"strategies": ["mine.py:Planted"]})
    ),
    "arms with fields": lambda f: comparing(
        written(f, "arms.yaml", {"strategies": [{"name": "mine.py:Planted", "coverage": 0.5}]})
    ),
    "arms in plus": lambda f: comparing(
        written(f, "arms.yaml", {"strategies": ["leap+mine.py:Planted"]})
    ),
    "arms with a label": lambda f: comparing(
        written(
            f, "arms.yaml", {"strategies": [{"label": "both", "strategies": ["mine.py:Planted"]}]}
        )
    ),
    "manifest": lambda f: ["rerun", made(f)],
    "manifest of a comparison": lambda f: ["rerun", compared(f)],
}


def run(arguments: list[Any], out: Path, *more: str) -> Said:
    return helpseek(*map(os.fspath, arguments), "--quiet", "--out", out, *more)


@pytest.mark.parametrize("what", PLANTED)
def test_code_that_a_file_names_runs_only_with_trust(folder: Path, what: str) -> None:
    arguments = PLANTED[what](folder)
    said = run(arguments, folder / "no")
    told = refused(said)
    assert ran(folder) == 0
    assert "names code" in told
    assert "mine.py" in told
    assert hashlib.sha256(CODE.encode()).hexdigest() in told
    assert "--trust" in told
    assert not (folder / "no").exists()
    # The same code in another place is run anew, and the file that names it is told.
    (folder / "mine.py").write_text(CODE + f"# {what}\n")
    if arguments[0] != "rerun":
        trusted = run(arguments, folder / "yes", "--trust", *_here(arguments))
        assert trusted.code == 0, trusted.err
        assert ran(folder) >= 1
        assert trusted.err.count("runs code from ") == 1
        assert str(folder / "mine.py") in trusted.err


def _here(arguments: list[Any]) -> list[str]:
    return ["--workers", "1"] if arguments[0] == "sweep" else []


@pytest.mark.parametrize("dry", [True, False])
def test_a_dry_run_runs_no_code_either(folder: Path, dry: bool) -> None:
    plan = written(folder, "plan.yaml", {**SMALL, "strategies": ["mine.py:Planted"]})
    options = ["--dry-run"] if dry else ["--out", folder / "out"]
    assert "names code" in refused(helpseek("sweep", plan, *options))
    assert ran(folder) == 0


READERS: dict[str, Callable[[Path], list[Any]]] = {
    "check": lambda f: ["check", f / "world.yaml"],
    "run": lambda f: ["run", f / "world.yaml", "--out", f / "out"],
    "run what extends it": lambda f: ["run", f / "child.yaml", "--out", f / "out"],
    "compare": lambda f: [
        "compare",
        "--draws",
        "0",
        f / "world.yaml",
        "--strategy",
        "leap",
        "--out",
        f / "out",
    ],
    "sweep": lambda f: [
        "sweep",
        written(f, "plan.yaml", {"world": "world.yaml"}),
        "--out",
        f / "out",
    ],
    "sensitivity": lambda f: [
        "sensitivity",
        f / "world.yaml",
        "--outcome",
        "service_use_12m",
        "--out",
        f / "out",
    ],
    "portfolio": lambda f: [
        "portfolio",
        f / "world.yaml",
        "--budget",
        "9",
        "--objective",
        "symptom_weeks",
        "--out",
        f / "out",
    ],
    "calibrate": lambda f: [
        "calibrate",
        f / "world.yaml",
        "--target",
        "C1",
        "--parameters",
        "onset_rate",
        "--out",
        f / "out",
    ],
    "serve": lambda f: ["serve", f / "world.yaml", "--no-open"],
    "evidence": lambda f: ["evidence", f / "world.yaml", "--out", f / "out"],
    "list parameters": lambda f: ["list", "parameters", f / "world.yaml"],
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("entry", ["mine.py:Planted", "./mine.py:Planted", {"name": "mine.py:C"}])
def test_a_world_names_no_code(folder: Path, reader: str, entry: Any) -> None:
    """A scenario file has built-in strategies only: nothing that it says is ever imported."""
    written(folder, "world.yaml", {"strategies": [entry], "horizon": {"weeks": 1}})
    written(folder, "child.yaml", {"extends": "world.yaml"})
    said = helpseek(*READERS[reader](folder))
    assert said.code == 2, said
    assert "Traceback" not in said.err
    assert ran(folder) == 0


def test_surveys_and_targets_name_no_code(folder: Path) -> None:
    """What a survey or a file of targets says is never imported, whatever it is called."""
    targets = folder / "targets.csv"
    targets.write_text("id,outcome,unit,use\na,mine.py:Planted,%,context\n")
    assert "unknown outcome" in refused(helpseek("evidence", "--targets", targets, "--dry-run"))
    survey = folder / "survey.csv"
    survey.write_text("mine.py:Planted,DEP\nmine.py:Planted,mine.py:Planted\n")
    asked = ("--map", "case=DEP", "--weight", "none", "--strata", "mine.py:Planted")
    for read in (survey, folder / "mine.py"):
        said = helpseek("targets", read, *asked)
        assert said.code == 2, said
        assert "Traceback" not in said.err
    assert ran(folder) == 0


def test_every_command_is_looked_at_here() -> None:
    """A new command either reads no file or has its place in one of the tests of this file."""
    from experiments.cli import helpseek as group

    looked_at = {name.split()[0] for name in READERS}
    looked_at |= {"rerun", "report", "discover", "query", "pack", "targets"}
    assert set(group.commands) == looked_at | {"schema", "schedule", "benchmark"}


def test_the_command_line_names_code_that_runs(folder: Path) -> None:
    said = planted("run", folder / "out")
    assert said.code == 0, said.err
    assert ran(folder) == 1
    assert "runs code" not in said.err


@pytest.mark.parametrize("make", [made, compared], ids=["run", "comparison"])
def test_what_is_run_again_is_the_code_of_the_manifest(
    folder: Path, make: Callable[[Path], Path]
) -> None:
    result = make(folder)
    again = run(["rerun", result], folder / "again", "--trust")
    assert again.code == 0, again
    assert "bit for bit" in again.out
    # Code that is not what it was never runs, trusted or not.
    (folder / "mine.py").write_text(CODE + "# and something else\n")
    before = ran(folder)
    assert "is not what it was" in refused(run(["rerun", result], folder / "no", "--trust"))
    # Nor does code that the manifest has no hash of.
    told = json.loads((result / "manifest.json").read_text())
    told["inputs"] = []
    (result / "manifest.json").write_text(json.dumps(told))
    assert "hashes" in refused(run(["rerun", result], folder / "no", "--trust"))
    assert ran(folder) == before


def test_a_manifest_that_points_elsewhere_runs_nothing(folder: Path) -> None:
    """Another file beside the hashed one: the place of code is one of the inputs or none."""
    result = made(folder)
    (folder / "other.py").write_text(CODE.replace("ran", "other_ran"))
    told = json.loads((result / "manifest.json").read_text())
    told["options"]["own_strategies"][0]["file"] = "../other.py"
    (result / "manifest.json").write_text(json.dumps(told))
    assert "other.py" in refused(run(["rerun", result], folder / "no", "--trust"))
    assert not (folder / "other_ran").exists()


def test_results_are_read_without_their_code(folder: Path) -> None:
    """Reports, lists of results and discoveries read manifests, and run nothing."""
    from experiments.browser.catalogue.details import details
    from experiments.browser.catalogue.listing import Listing

    result = compared(folder)
    assert helpseek("report", result, "--out", folder / "report.html").code in (0, 2)
    assert helpseek("discover", result, "--where", "true").code == 2
    assert helpseek("query", "select 1 from runs", folder).code in (0, 2)
    (entry,) = Listing(folder).entries()
    assert details(entry)["made"]
    assert helpseek("pack", result, "--out", folder / "packed.zip").code == 0
    assert "names code" in refused(helpseek("rerun", folder / "packed.zip", "--out", folder / "no"))
    assert ran(folder) == 0


def test_what_is_hashed_is_what_runs(folder: Path) -> None:
    """Compiled code beside a file, which Python would take for it, is not looked at."""
    import importlib.util
    import py_compile

    evil = folder / "evil.py"
    evil.write_text(CODE.replace('"ran"', '"evil_ran"'))
    cached = Path(importlib.util.cache_from_source(str(folder / "mine.py")))
    cached.parent.mkdir(exist_ok=True)
    py_compile.compile(
        str(evil),
        cfile=str(cached),
        dfile=str(folder / "mine.py"),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    strategy_class(f"{folder / 'mine.py'}:Planted", COMMAND_LINE)
    assert ran(folder) == 1
    assert not (folder / "evil_ran").exists()


def test_code_is_run_anew_when_it_has_changed(folder: Path) -> None:
    first = strategy_class("mine.py:Planted", COMMAND_LINE)
    assert strategy_class("./mine.py:Planted", COMMAND_LINE) is first
    (folder / "mine.py").write_text(CODE.replace("0.5", "0.7"))
    assert strategy_class("mine.py:Planted", COMMAND_LINE) is not first
    assert ran(folder) == 2


@pytest.mark.parametrize("harm", ["folder", "pipe", "device", "zeros", "syntax", "raises", "exits"])
def test_files_that_cannot_be_run_are_refused(folder: Path, harm: str) -> None:
    path = folder / "bad.py"
    if harm == "folder":
        path.mkdir()
    elif harm == "pipe":
        os.mkfifo(path)
    elif harm == "device":
        path.symlink_to("/dev/zero")
    else:
        text = {"zeros": "\0", "syntax": "def", "raises": "1 / 0", "exits": "raise SystemExit(0)"}
        path.write_text(text[harm])
    with pytest.raises(InputError, match=r"bad\.py"):
        strategy_class("bad.py:Planted", COMMAND_LINE)


def test_orders_to_workers_tell_the_hash(folder: Path) -> None:
    """A worker runs what the command has let pass, and nothing else."""
    from dataclasses import replace

    from experiments.strategies.arms import arm_again, arms_of
    from simulation.scenario import load_scenario

    (arm,) = arms_of(["mine.py:Planted"], load_scenario("town"), {})
    orders = NamedBy("levers")
    assert arm_again(arm.told(), orders).what() == arm.what()
    (folder / "mine.py").write_text(CODE + "# swapped\n")
    with pytest.raises(InputError, match="not what it was"):
        arm_again(arm.told(), orders)
    without = replace(arm, own=({"place": 0, "file": "mine.py", "class": "Planted"},))
    with pytest.raises(InputError, match="not an arm"):
        arm_again(without.told(), orders)
