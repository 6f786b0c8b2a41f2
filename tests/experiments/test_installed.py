"""What is installed is ``helpseek`` alone, and does what a clone does."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from simulation.source_version import model_version
from tests.support.cli_runner import ROOT, helpseek
from tests.support.installed import Installed, built, clone

BUILD = runpy.run_path(str(ROOT / ".ci" / "wheel.py"))
SOMEBODY_ELSES = "raise RuntimeError('this is of somebody else')\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel") / "dist")


@pytest.fixture(scope="module")
def here(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment in which other packages have the names of our folders, and so has a file
    where commands are started."""
    made = Installed.at(tmp_path_factory.mktemp("installed"), wheel)
    for part in BUILD["PARTS"]:
        (made.site / part).mkdir()
        (made.site / part / "__init__.py").write_text(SOMEBODY_ELSES, encoding="utf-8")
        (made.empty / f"{part}.py").write_text(SOMEBODY_ELSES, encoding="utf-8")
    return made


# How code is changed on the way


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from simulation import a", "from helpseek.simulation import a"),
        (
            "from  experiments.b.c import (\n    d,\n)",
            "from  helpseek.experiments.b.c import (\n    d,\n)",
        ),
        ("import simulation", "from helpseek import simulation"),
        ("import experiments.a as b", "import helpseek.experiments.a as b"),
        ("x = 'é'; from simulation import a", "x = 'é'; from helpseek.simulation import a"),
        (
            "def f():\n    from simulation.a import b",
            "def f():\n    from helpseek.simulation.a import b",
        ),
        ("from simulations import a", "from simulations import a"),
        ("from . import simulation", "from . import simulation"),
        ('"""from simulation import a"""', '"""from simulation import a"""'),
        (
            "import os, sys  # from simulation import a",
            "import os, sys  # from simulation import a",
        ),
        ("said = 'the simulation'", "said = 'the simulation'"),
    ],
)
def test_only_imports_of_our_parts_get_the_prefix(before: str, after: str) -> None:
    assert BUILD["installed"](before.encode(), "a.py") == after.encode()


@pytest.mark.parametrize(
    "code",
    [
        "import simulation.model",
        "import os, simulation",
        "from \\\n  simulation import a",
        "work = 'experiments.sweep.work:SweepWork'",
        "command = f'python -m experiments.cli {x}'",
        "code = 'from simulation import a'",
    ],
)
def test_what_would_find_no_module_is_not_built(code: str) -> None:
    with pytest.raises(ValueError, match=r"^folder/a.py, line 1: "):
        BUILD["installed"](code.encode(), "folder/a.py")


# What is installed


def test_at_top_level_there_is_helpseek_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    version = re.fullmatch(r"helpseek-(.+?)-py3-none-any\.whl", wheel.name)
    assert version
    assert {name.partition("/")[0] for name in names} == {
        "helpseek",
        f"helpseek-{version[1]}.dist-info",
    }
    inside = {name.split("/")[1] for name in names if name.startswith("helpseek/")}
    assert inside == {"__init__.py", "__main__.py", *BUILD["PARTS"]}
    kept = set(
        subprocess.run(
            ["git", "ls-files", "simulation", "experiments"],
            cwd=ROOT,
            text=True,
            capture_output=True,
            check=True,
        ).stdout.split()
    )
    wanted = {name for name in kept if not name.startswith("experiments/browser/frontend/")}
    assert {name for name in wanted if f"helpseek/{name}" not in names} == set()


def test_it_can_be_imported_beside_packages_with_the_names_of_our_folders(here: Installed) -> None:
    code = """
import json, sys
import helpseek
slow = [name for name in ("numpy", "numba", "mesa", "pandas") if name in sys.modules]
from helpseek import *
from helpseek import HelpSeekingModel, experiments, simulation
from helpseek.simulation.source_version import model_version
assert helpseek.Scenario is Scenario and helpseek.simulation is simulation
assert helpseek.experiments is experiments
assert {*helpseek.__all__} <= {*dir(helpseek)}
try:
    helpseek.nothing
except AttributeError:
    pass
else:
    raise AssertionError
print(json.dumps({
    "slow": slow,
    "version": model_version(),
    "all": helpseek.__all__,
    "homes": sorted({getattr(helpseek, name).__module__[:9] for name in helpseek.__all__}),
    "ours": [name for name in sys.modules if name.split(".")[0] in ("simulation", "experiments")],
}))
"""
    said = here.run("-c", code)
    assert said.code == 0, said.err
    import simulation

    assert json.loads(said.out) == {
        "slow": [],
        "version": model_version(),
        "all": simulation.__all__,
        "homes": ["helpseek."],
        "ours": [],
    }


def test_the_command_is_there(here: Installed) -> None:
    (told,) = here.site.glob("helpseek-*.dist-info/entry_points.txt")
    assert "helpseek = helpseek.experiments.cli:main" in told.read_text(encoding="utf-8")
    assert here.helpseek("list", "worlds").out == helpseek("list", "worlds").out


def test_code_of_ones_own_is_told_what_to_import(here: Installed, tmp_path: Path) -> None:
    shutil.copyfile(ROOT / "experiments/examples/hopelessness.py", tmp_path / "new.py")
    text = (tmp_path / "new.py").read_text(encoding="utf-8")
    assert "from helpseek.simulation" in text
    old = text.replace("from helpseek.simulation", "from simulation")
    (tmp_path / "old.py").write_text(old, encoding="utf-8")
    alone = Installed(here.python, here.site, tmp_path)
    shown = alone.helpseek("list", "outcomes", "--extend", "new.py")
    assert shown.out == helpseek("list", "outcomes", "--extend", str(tmp_path / "new.py")).out
    # Another package is what Python finds by that name: nothing is guessed, nothing of it is ours.
    said = alone.run("-m", "helpseek", "list", "outcomes", "--extend", "old.py")
    assert (said.code, said.out) == (2, "")
    assert "RuntimeError: this is of somebody else" in said.err
    (here.site / "simulation").rename(here.site / "elsewhere")
    try:
        said = alone.run("-m", "helpseek", "list", "outcomes", "--extend", "old.py")
    finally:
        (here.site / "elsewhere").rename(here.site / "simulation")
    assert (said.code, said.out) == (2, "")
    assert "old.py: cannot be run: ModuleNotFoundError: No module named 'simulation'" in said.err
    assert "allowed: helpseek.simulation" in said.err


# A clone


def test_in_a_clone_both_names_are_the_same_modules(tmp_path: Path) -> None:
    code = """
import helpseek.simulation.errors, simulation.errors
from helpseek.experiments import cli as one
from experiments import cli as other
import helpseek, simulation, sys
assert one is other and one.__name__ == one.__spec__.name == "experiments.cli"
assert helpseek.simulation is simulation and simulation.__spec__.name == "simulation"
assert helpseek.simulation.errors.InputError is simulation.errors.InputError
assert helpseek.Scenario is simulation.Scenario
from helpseek.simulation.measures import outcomes  # a part that was not imported before
import simulation.measures.outcomes
assert outcomes is simulation.measures.outcomes
twice = [name for name in sys.modules if name.startswith("helpseek.simulation")
         and sys.modules[name] is not sys.modules[name.removeprefix("helpseek.")]]
assert not twice, twice
try:
    import helpseek.simulation.nothing
except ModuleNotFoundError as error:
    print(error.name)
"""
    said = clone("-c", code, folder=tmp_path)
    assert (said.code, said.out, said.err) == (0, "helpseek.simulation.nothing\n", "")
    said = clone("-m", "helpseek", "list", "worlds", folder=tmp_path)
    assert said.out == helpseek("list", "worlds").out


def test_a_clone_says_so_where_another_package_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "simulation.py").write_text("Scenario = 1\n", encoding="utf-8")
    said = clone("-c", "from helpseek import Scenario", folder=tmp_path)
    assert said.code == 1
    last = said.err.strip().splitlines()[-1]
    assert last.startswith("ImportError: Python finds another simulation (")
    assert str(tmp_path) in last
    assert f"pip install {ROOT}" in last
