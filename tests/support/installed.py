"""Helpseek as it is installed: built, and put into an environment of its own beside this one's
packages, without asking the internet for anything."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.support.cli_runner import ROOT, Said


def built(kind: str, source: Path, where: Path) -> Path:
    """A ``wheel`` or ``sdist`` of a folder with the project."""
    where.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(where)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (made,) = where.iterdir()
    return made


@dataclass(frozen=True)
class Installed:
    """An environment with Helpseek in it, and an empty folder to work in."""

    python: Path
    site: Path
    empty: Path

    @classmethod
    def at(cls, folder: Path, wheel: Path | None = None) -> Installed:
        """Make it, with what the wheel holds unless that is to follow."""
        venv.EnvBuilder(symlinks=os.name != "nt").create(folder / "venv")
        paths = sysconfig.get_paths("venv", vars={"base": str(folder / "venv")})
        site, empty = Path(paths["purelib"]), folder / "empty"
        # Packages, but nothing of the .pth files there, one of which would be that of the clone.
        (site / "packages.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
        if wheel is not None:
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(site)
        empty.mkdir()
        return cls(Path(paths["scripts"]) / Path(sys.executable).name, site, empty)

    def run(self, *arguments: str | os.PathLike[str], folder: Path | None = None) -> Said:
        """``python ARGUMENTS`` in this environment."""
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run(
            [self.python, *(os.fspath(each) for each in arguments)],
            cwd=folder or self.empty,
            env=environment,
            text=True,
            encoding="utf-8",
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def helpseek(self, *arguments: str | os.PathLike[str]) -> Said:
        """``python -m helpseek ARGUMENTS``, which is to go well."""
        said = self.run("-m", "helpseek", *arguments)
        assert said.code == 0, said
        return said


def clone(*arguments: str | os.PathLike[str], folder: Path) -> Said:
    """``python ARGUMENTS`` in a process that finds Helpseek in the clone."""
    path = os.pathsep.join([str(ROOT), str(ROOT / ".package")])
    done = subprocess.run(
        [sys.executable, *(os.fspath(each) for each in arguments)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        text=True,
        encoding="utf-8",
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)
