"""The versions of all packages that Helpseek is tested with.

``python .ci/versions.py renew``   take the newest that pyproject.toml allows as the known versions
``python .ci/versions.py check``   fail if a package that is needed has no known version
``python .ci/versions.py show``    print the known versions, for ``pip install -c``
``python .ci/versions.py hold``    run quick tests with the lowest declared versions and the newest
``python .ci/versions.py quick``   print which tests these are

Known versions stand in pyproject.toml, in a block that ``uv run``, ``uv sync`` and ``uv lock`` keep
to. Needs Python 3.11 and uv, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
BEGIN = "# Known versions, made by `python .ci/versions.py renew`: all tests pass with them.\n"
END = "# End of the known versions.\n"
_LINE = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;]+)(?: *; *(?P<marker>.+))?")

QUICK = [
    # Every command starts; most do a little work.
    "tests/experiments/commands/test_cli.py::test_every_command_explains_itself",
    "tests/experiments/commands/test_cli.py::test_a_run_writes_what_it_should",
    "tests/experiments/commands/test_cli.py::test_the_breakdown_adds_up",
    "tests/experiments/commands/test_cli.py::test_a_run_is_what_the_model_gives",
    "tests/experiments/commands/test_cli.py::test_lists_are_complete",
    "tests/experiments/commands/test_cli.py::test_the_schedule_is_the_week",
    "tests/experiments/commands/test_cli.py::test_the_schema_is_one_and_knows_every_branch",
    "tests/experiments/commands/test_cli.py::test_check_tells_what_a_scenario_describes",
    "tests/experiments/commands/test_cli_rerun.py::test_a_result_is_made_again_bit_for_bit",
    "tests/experiments/evidence/test_cli_evidence.py::test_only_compares_what_is_named",
    "tests/experiments/compare/test_compare_command.py::test_what_a_comparison_writes",
    "tests/experiments/compare/test_compare_command.py::test_figures_are_drawn",
    "tests/experiments/report/test_report.py::test_a_run_and_a_sweep_have_pages_too",
    "tests/experiments/sweep/test_sweep.py",
    "tests/experiments/sweep/test_query.py",
    "tests/experiments/test_sensitivity.py",
    "tests/experiments/test_portfolio.py",
    "tests/experiments/test_calibrate.py",
    "tests/experiments/test_discovery.py",
    "tests/experiments/report/test_figures.py",
    "tests/browser/test_browser_server.py",
    "tests/browser/test_solara_page.py",
    "tests/model/test_mesa.py::test_the_model_is_a_mesa_model",
    "tests/model/test_mesa.py::test_agent_reporters",
    "tests/model/test_mesa.py::test_batch_run_as_in_the_manual_of_mesa",
    # Whatever reads a file, and what is said of one that cannot be used.
    "tests/scenario/test_bad_input.py",
    "tests/experiments/test_words.py",
    "tests/experiments/commands/test_cli_refusals.py",
    "tests/scenario/test_scenario.py",
    "tests/scenario/test_scenario_settings.py",
    "tests/scenario/test_scenario_schema.py",
    "tests/network/test_network_files.py",
    "tests/population/test_population_tables.py",
    "tests/experiments/test_results.py",
]
"""The tests that ``hold`` runs, and every Python between the oldest and the newest."""


def _uv(*arguments: str, cwd: Path) -> str:
    """What uv prints; what it says on the way is shown only if it fails."""
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    done = subprocess.run(
        ["uv", *arguments], cwd=cwd, env=environment, text=True, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(f"uv {' '.join(arguments[:2])} failed:\n{done.stderr}")
    return done.stdout


def _without_block(text: str) -> str:
    before, begin, rest = text.partition(BEGIN)
    return before.rstrip("\n") + "\n" + rest.partition(END)[2] if begin else text


@contextmanager
def _unbound() -> Iterator[Path]:
    """A folder with a copy of the project's declarations, without known versions."""
    with tempfile.TemporaryDirectory(prefix="helpseek-versions-") as name:
        (Path(name) / PROJECT.name).write_text(_without_block(PROJECT.read_text()))
        yield Path(name)


def _versions(exported: str) -> dict[str, dict[str, str]]:
    """Name, version, marker ("" for always) of each line of a list of requirements."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for line in exported.splitlines():
        if seen := _LINE.fullmatch(line.strip()):
            found[seen["name"]][seen["version"]] = seen["marker"] or ""
    return found


def _needed(folder: Path) -> dict[str, dict[str, str]]:
    """All that the project needs, with every group and extra, on every Python and system."""
    return _versions(
        _uv(
            "export",
            "--quiet",
            "--all-groups",
            "--all-extras",
            "--no-hashes",
            "--no-header",
            "--no-annotate",
            "--no-emit-project",
            cwd=folder,
        )
    )


def _needed_to_build(folder: Path) -> dict[str, dict[str, str]]:
    project = tomllib.loads(PROJECT.read_text())
    requirements = folder / "build.in"
    # solara-assets comes without a wheel and asks for this very Hatchling.
    asked = [*project["build-system"]["requires"], "hatchling==1.26.3", "editables"]
    requirements.write_text("\n".join(asked))
    return _versions(
        _uv(
            "pip",
            "compile",
            "--quiet",
            "--universal",
            "--python-version",
            "3.11",
            "--no-header",
            "--no-annotate",
            requirements.name,
            cwd=folder,
        )
    )


def _listed(versions: dict[str, dict[str, str]]) -> list[str]:
    """Requirements; those of a package with one version hold wherever it is needed at all."""
    return [
        f"{name}=={version}" + (f" ; {marker}" if len(kinds) > 1 and marker else "")
        for name, kinds in sorted(versions.items())
        for version, marker in sorted(kinds.items())
    ]


def _known() -> dict[str, list[str]]:
    table = tomllib.loads(PROJECT.read_text()).get("tool", {}).get("uv", {})
    return {
        "constraint-dependencies": table.get("constraint-dependencies", []),
        "build-constraint-dependencies": table.get("build-constraint-dependencies", []),
    }


def renew() -> None:
    """Write the newest versions that the declared ranges allow into pyproject.toml."""
    with _unbound() as folder:
        _uv("lock", "--quiet", cwd=folder)
        found = {
            "constraint-dependencies": _listed(_needed(folder)),
            "build-constraint-dependencies": _listed(_needed_to_build(folder)),
        }
    tables = "".join(
        f"{key} = [\n" + "".join(f'    "{line}",\n' for line in lines) + "]\n"
        for key, lines in found.items()
    )
    before = _known()
    text = _without_block(PROJECT.read_text())
    PROJECT.write_text(f"{text}\n{BEGIN}[tool.uv]\n{tables}{END}")
    for key, lines in found.items():
        for line in sorted({*lines} ^ {*before[key]}, key=lambda line: line.split("==")):
            print("+" if line in lines else "-", line)


def check() -> None:
    """Fail where something that is needed has no known version, or another than in the clone."""
    known = {re.split("==| ;", line)[0] for line in _known()["constraint-dependencies"]}
    _uv("lock", "--quiet", cwd=ROOT)
    unknown = sorted(_needed(ROOT).keys() - known)
    if unknown:
        sys.exit(f"no known version: {', '.join(unknown)}; python .ci/versions.py renew")
    print(f"{len(known)} packages, each with a known version")


def show() -> None:
    """Print the known versions, a requirement a line."""
    print("\n".join(_known()["constraint-dependencies"]))


def quick() -> None:
    """Print the quick tests, one a line."""
    print("\n".join(QUICK))


def _environment(folder: Path, resolution: str, python: str) -> tuple[Path, str]:
    """An interpreter with the versions of a resolution, and what some of them are."""
    _uv("venv", "--quiet", "--python", python, "venv", cwd=folder)
    interpreter = folder / "venv" / "bin" / "python"
    _uv(
        "pip",
        "compile",
        "--quiet",
        "--python",
        str(interpreter),
        "--resolution",
        resolution,
        "--no-header",
        "--no-annotate",
        "--group",
        "dev",
        PROJECT.name,
        "-o",
        "versions.txt",
        cwd=folder,
    )
    install = ("pip", "install", "--quiet", "--python", str(interpreter))
    _uv(*install, "-r", "versions.txt", cwd=folder)
    _uv(*install, "--no-deps", "--editable", str(ROOT), cwd=folder)
    project = tomllib.loads(PROJECT.read_text())["project"]
    direct = {re.split("[^A-Za-z0-9._-]", line)[0].lower() for line in project["dependencies"]}
    found = _versions((folder / "versions.txt").read_text())
    return interpreter, ", ".join(
        f"{name} {version}" for name in sorted(direct) for version in found.get(name, ())
    )


def hold(lowest_on: str, newest_on: str) -> None:
    """Run the quick tests with the lowest declared versions, then with the newest of this day."""
    for named, resolution, python in (
        ("lowest", "lowest-direct", lowest_on),
        ("newest", "highest", newest_on),
    ):
        with _unbound() as folder:
            interpreter, versions = _environment(folder, resolution, python)
            print(f"\nThe {named}: {versions}", flush=True)
            done = subprocess.run(
                [interpreter, "-m", "pytest", "-p", "no:cacheprovider", *QUICK],
                cwd=ROOT,
                check=False,
                env=os.environ | {"HELPSEEK_CACHE": str(folder / "compiled")},
            )
            if done.returncode:
                kept = Path(tempfile.gettempdir()) / f"helpseek-{named}-versions.txt"
                shutil.copy(folder / "versions.txt", kept)
                sys.exit(f"the quick tests fail with the {named} versions: {kept}")


def main() -> None:
    """Do what is asked for on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("renew", "check", "show", "hold", "quick"))
    parser.add_argument("--lowest-on", default="3.11", help="Python of the lowest versions (3.11)")
    parser.add_argument("--newest-on", default="3.11", help="Python of the newest versions (3.11)")
    asked = parser.parse_args()
    if asked.what == "hold":
        hold(asked.lowest_on, asked.newest_on)
    else:
        {"renew": renew, "check": check, "show": show, "quick": quick}[asked.what]()


if __name__ == "__main__":
    main()
