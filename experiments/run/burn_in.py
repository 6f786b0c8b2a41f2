"""A town as it stands at week 0, kept in a file: run the burn-in once, branch from it often.

The file is an archive of the arrays that ``Town.state`` gives, and words that say which scenario,
seed and version of the model they belong to. A run from the file is the run with the burn-in, bit
for bit.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.files.archive import Damaged, read_archive, write_archive
from experiments.files.manifest import code_hash, held
from experiments.run.kept_town import misfit
from experiments.terminal.streams import naming
from simulation import revisions
from simulation.errors import InputError, shown
from simulation.scenario.merging import differences

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.town import Town

FORMAT = "helpseek burn-in 2"
_OLDER = "helpseek burn-in 1"
_FIXED = ("population", "network")
"""Branches of the scenario that must be as they were: they made the people and their ties."""


class Saving:
    """A file for a burn-in, opened before the work so that a bad place is known at once.

    Use it in a ``with`` block and call ``write`` in it; without that, nothing is left.
    """

    def __init__(self, path: str) -> None:
        self.path = Path(os.path.abspath(os.path.expanduser(path)))
        self._partial = self.path.with_name(f".{self.path.name}.partial-{os.getpid()}")

    def __enter__(self) -> Saving:
        try:
            if self.path.is_dir():
                raise IsADirectoryError(0, "is a directory")
            self._partial.open("wb").close()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                f"cannot be written ({reason})", source="--save-burn-in", found=str(self.path)
            ) from error
        return self

    def write(self, town: Town, scenario: Scenario, seed: int) -> None:
        """Keep the town as it stands."""
        belongs = {
            "format": FORMAT,
            "seed": seed,
            "scenario": held(scenario),
            "code": code_hash(),
            "revision": revisions.present(),
        }
        with naming(self.path), self._partial.open("wb") as file:
            write_archive(file, belongs, _lasting(town))
        os.replace(self._partial, self.path)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._partial.unlink()


def read(path: str, scenario: Scenario, seed: int) -> dict[str, NDArray[Any]]:
    """The arrays of a burn-in, for a run of this scenario and seed; ``restore`` looks into them.

    People and ties must come from the same population, network, seed and version of the model; all
    else (services, strategies, parameters, time) may differ from week 0 on. Raises InputError where
    that is not so and for any file that is not a burn-in, or not as it was written.
    """
    anew = f"one made anew: this command with --save-burn-in {path} instead"
    try:
        belongs, arrays = read_archive(path)
    except Damaged as error:
        raise InputError(
            f"{error}, so not a burn-in to be used",
            source="--from-burn-in",
            found=path,
            allowed="a file written by --save-burn-in",
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"cannot be read ({reason})", source="--from-burn-in", found=path
        ) from error
    if belongs.get("format") == _OLDER:
        raise InputError(
            "was made by an older Helpseek, without a checksum", source=path, allowed=anew
        )
    made = belongs.get("scenario")
    if belongs.get("format") != FORMAT or not arrays or not isinstance(made, dict):
        raise InputError(
            "not a burn-in",
            source="--from-burn-in",
            found=path,
            allowed="a file written by --save-burn-in",
        )
    if belongs.get("code") != code_hash():
        raise InputError(
            "was made by another version of the model "
            f"({revisions.changed_since(belongs.get('revision'))})",
            source=path,
            field="code",
            found=str(belongs.get("code"))[:12],
            allowed=anew,
        )
    if type(belongs.get("seed")) is not int or belongs["seed"] != seed:
        raise InputError(
            "the burn-in has another seed",
            source="--seed",
            found=seed,
            allowed=f"{shown(belongs.get('seed'))}, as in {path}",
        )
    now = held(scenario)
    for branch in _FIXED:
        try:
            different = next(differences(made.get(branch), now[branch], branch), None)
        except RecursionError:
            different = branch, made.get(branch), now[branch]
        if different is not None:
            field, before, here = different
            raise InputError(
                "is not as it was in the burn-in",
                source=path,
                field=field,
                found=here,
                allowed=shown(before),
            )
    return arrays


def restore(town: Town, arrays: Mapping[str, NDArray[Any]], path: str) -> None:
    """Bring a town that was just built to the state that ``read`` has found in a file.

    Strategies begin after the burn-in and have met nobody in it, whatever there were then. Raises
    InputError where the arrays are not those of such a town, before anything of it is changed.
    """
    wrong = misfit(town, arrays)
    if wrong is not None:
        field, found, allowed = wrong
        raise InputError(
            "is not what this town can hold",
            source=path,
            field=field,
            found=found,
            allowed=allowed,
        )
    town.restore(dict(arrays))


def _lasting(town: Town) -> dict[str, NDArray[Any]]:
    """The state of the town without what its strategies have done."""
    return {
        name: np.asarray(array)
        for name, array in town.state().items()
        if not name.startswith("strategy.")
    }
