"""How-tos: what each says is to be changed, done in a copy of the tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.cli_runner import ROOT

FOLDER = ROOT / "experiments" / "docs"
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "frontend", "static", "images", "networks")


def diff_of(how_to: str) -> str:
    """The diff that ``how_to_add_a_<how_to>.md`` shows."""
    text = (FOLDER / f"how_to_add_a_{how_to}.md").read_text(encoding="utf-8")
    found = re.search(r"```diff\n(.*?)```", text, re.DOTALL)
    assert found is not None, how_to
    return found[1]


def files_of(how_to: str) -> list[str]:
    """The files that a how-to changes or adds."""
    return re.findall(r"^\+\+\+ b/(.*)$", diff_of(how_to), re.MULTILINE)


def copy_in(folder: Path) -> Path:
    """A copy of the packages and the tests in a folder."""
    for name in ("simulation", "experiments", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=_LEFT_OUT)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def apply(how_to: str, folder: Path, *options: str) -> None:
    """Change a copy as a how-to says; with ``--check`` only try to."""
    done = subprocess.run(
        ["git", "apply", "-C1", *options, "-"],
        input=diff_of(how_to),
        text=True,
        cwd=folder,
        capture_output=True,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)},
    )
    assert not done.returncode, (how_to, done.stderr)


def python_in(folder: Path, *words: str) -> str:
    """What Python prints in a copy, with compiled code of its own."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        text=True,
        capture_output=True,
        env={
            **os.environ,
            "PYTHONPATH": str(folder),
            "HELPSEEK_CACHE": str(folder / "cache"),
        },
    )
    assert not done.returncode, (done.stdout[-3000:], done.stderr[-3000:])
    return done.stdout


def helpseek_in(folder: Path, *words: str) -> str:
    """What the command prints in a copy."""
    return python_in(folder, "-m", "experiments.cli", *words)
