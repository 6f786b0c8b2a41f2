"""What is installed is ``helpseek`` alone, and does what a clone does."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import httpx
import pytest

from simulation.source_version import model_version
from tests.support.cli_runner import ROOT, SMALL, helpseek
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


# The same work in both


OWN = ROOT / "experiments" / "examples" / "workplace_champions.py"


@pytest.mark.slow
def test_a_clone_and_a_package_go_on_with_each_others_results(
    here: Installed, tmp_path: Path
) -> None:
    strategy = ("--strategy", f"{OWN}:WorkplaceChampions")
    assert helpseek("run", *SMALL, *strategy, "--out", str(tmp_path / "by_clone")).code == 0
    assert clone("-m", "helpseek", "list", "worlds", folder=tmp_path).code == 0
    # A run, its figures drawn beside it, and the same again each way.
    here.helpseek("run", *SMALL, *strategy, "--out", tmp_path / "by_package")
    one, other = (
        json.loads((tmp_path / name / "manifest.json").read_text(encoding="utf-8"))
        for name in ("by_clone", "by_package")
    )
    assert one["results"] == other["results"]
    assert one["code"] == other["code"]
    assert (tmp_path / "by_package" / "figures").is_dir()
    done = here.helpseek("rerun", tmp_path / "by_clone", "--trust", "--out", tmp_path / "again")
    assert "The same as before, bit for bit." in done.out
    said = helpseek(
        "rerun", str(tmp_path / "by_package"), "--trust", "--out", str(tmp_path / "once_more")
    )
    assert (said.code, "The same as before, bit for bit." in said.out) == (0, True)


@pytest.mark.slow
def test_many_runs_are_shared_by_workers_and_kept_for_both(here: Installed, tmp_path: Path) -> None:
    out = tmp_path / "compared"
    asked = (
        "compare",
        "--draws",
        "0",
        *SMALL,
        "--strategy",
        "leap",
        "--workers",
        "2",
        "--out",
        str(out),
    )
    assert helpseek(*asked, "--seeds", "2").code == 0
    lived = {path: path.stat().st_mtime_ns for path in (out / "seeds" / "runs").iterdir()}
    assert lived
    here.helpseek(*asked, "--seeds", "3")
    assert {path: path.stat().st_mtime_ns for path in lived} == lived  # nothing done twice
    here.helpseek("report", out)
    assert "<html" in (out / "report.html").read_text(encoding="utf-8")

    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "world: town\npeople: 400\nweeks: 20\nuncertainties: {onset_rate: prior}\n"
        "outcomes: [service_use_12m]\ndesign: {kind: latin_hypercube, points: 2}\nseeds: 1\n"
        "set: {horizon.burn_in_weeks: 10}\n",
        encoding="utf-8",
    )
    sweep = ("sweep", str(plan), "--workers", "2", "--out", str(tmp_path / "swept"))
    assert "2 runs done" in here.helpseek(*sweep).out
    said = helpseek(*sweep)
    assert (said.code, "0 runs done; 2 done before" in said.out) == (0, True)


@pytest.mark.slow
def test_extensions_evidence_and_pickles(here: Installed, tmp_path: Path) -> None:
    extension = ("--extend", str(ROOT / "experiments" / "examples" / "hopelessness.py"))
    world = tmp_path / "world.yaml"
    world.write_text("extends: town\nname: w\nparameters: {hopelessness_weight: 2}\n", "utf-8")
    assert here.helpseek("check", str(world), *extension).out
    assert here.run("-m", "helpseek", "check", str(world)).code == 2
    here.helpseek("run", *SMALL, *extension, "--out", tmp_path / "extended")
    told = here.helpseek("evidence", "--people", "300", "--seeds", "1", "--out", tmp_path / "e")
    assert "K" in told.out
    # A model of a package lives on in a clone.
    code = """
import pickle, sys
from helpseek import HelpSeekingModel
model = HelpSeekingModel(people=200, rng=3)
model.step()
with open("model.pickle", "wb") as file:
    pickle.dump(model, file)
model.step()
print(model.outcomes())
"""
    alone = Installed(here.python, here.site, tmp_path)
    said = alone.run("-c", code)
    assert said.code == 0, said.err
    loaded = """
import pickle
with open("model.pickle", "rb") as file:
    model = pickle.load(file)
model.step()
assert type(model).__module__ == "simulation.model"
print(model.outcomes())
"""
    again = clone("-c", f"import helpseek\n{loaded}", folder=tmp_path)
    assert (again.code, again.out) == (0, said.out), again.err


@pytest.mark.slow
def test_the_page_is_served(here: Installed) -> None:
    with subprocess.Popen(
        [here.python, "-m", "helpseek", "serve", "--port", "0", "--no-open"],
        cwd=here.empty,
        text=True,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdout is not None
            printed = re.search(r"http://\S+", process.stdout.readline())
            assert printed
            address, _, token = printed[0].partition("?token=")
            bearer = {"Authorization": f"Bearer {token}"}
            page = httpx.get(address, headers=bearer)
            assert page.status_code == 200
            (script,) = re.findall(r'src="\./(assets/index-[^"]+)"', page.text)
            built_in = ROOT / "experiments/browser/static" / script
            assert httpx.get(address + script, headers=bearer).content == built_in.read_bytes()
        finally:
            process.terminate()


@pytest.mark.slow
def test_a_source_archive_gives_the_same_package(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(built("sdist", ROOT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    again = built("wheel", source, tmp_path / "wheel")
    contents = [
        {name: made.read(name) for name in made.namelist()}
        for made in (zipfile.ZipFile(wheel), zipfile.ZipFile(again))
    ]
    assert contents[0] == contents[1]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("uv") is None, reason="installs with uv")
@pytest.mark.parametrize("editable", [False, True])
def test_an_installer_puts_the_command_there(wheel: Path, tmp_path: Path, editable: bool) -> None:
    there = Installed.at(tmp_path)
    install = ["uv", "pip", "install", "--offline", "--no-deps", "--python", str(there.python)]
    asked = ["--no-build-isolation", "--editable", str(ROOT)] if editable else [str(wheel)]
    # Hatchling is among the packages of this environment.
    subprocess.run([*install, *asked], check=True, capture_output=True, cwd=tmp_path)
    command = there.python.with_name("helpseek")
    done = subprocess.run(
        [command, "list", "worlds"], cwd=there.empty, text=True, capture_output=True, check=True
    )
    assert done.stdout == helpseek("list", "worlds").out
    told = there.run("-c", "import helpseek.simulation.errors as e; print(e.__name__)")
    assert told.out.strip() == ("simulation.errors" if editable else "helpseek.simulation.errors")
