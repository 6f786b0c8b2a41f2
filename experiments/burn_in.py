"""A town as it stands at week 0, kept in a file: run the burn-in once, branch from it often.

The file is a NumPy archive of the arrays that ``Town.state`` gives, and a JSON text that says which
scenario and seed they belong to. A run from the file is the run with the burn-in, bit for bit.
"""

from __future__ import annotations

import contextlib
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.network.ties import Ties

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.town import Town

FORMAT = "helpseek burn-in 1"
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
        belongs = {"format": FORMAT, "seed": seed, "scenario": scenario.resolved()}
        text = np.frombuffer(json.dumps(belongs, sort_keys=True).encode(), np.uint8)
        with self._partial.open("wb") as file:
            np.savez(file, belongs=text, **town.state())
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
    """The arrays of a burn-in, for a run of this scenario and seed.

    People and ties must come from the same population, network and seed; all else (services,
    strategies, parameters, time) may differ from week 0 on. Raises InputError where that is not so
    and for any file that is not a burn-in.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        belongs = json.loads(arrays.pop("belongs").tobytes())
        if not isinstance(belongs, dict) or belongs.get("format") != FORMAT:
            raise ValueError
        if not isinstance(belongs.get("scenario"), dict) or type(belongs.get("seed")) is not int:
            raise ValueError
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror or 'damaged'})", source="--from-burn-in", found=path
        ) from error
    except (ValueError, KeyError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise InputError(
            "not a burn-in", source="--from-burn-in", found=path,
            allowed="a file written by --save-burn-in",
        ) from error  # fmt: skip
    if belongs["seed"] != seed:
        raise InputError(
            "the burn-in has another seed", source="--seed", found=seed,
            allowed=f"{belongs['seed']}, as in {path}",
        )  # fmt: skip
    now = scenario.resolved()
    for branch in _FIXED:
        different = first_difference(belongs["scenario"].get(branch), now[branch], branch)
        if different is not None:
            field, before, here = different
            raise InputError(
                "is not as it was in the burn-in", source=path, field=field, found=here,
                allowed=str(before),
            )  # fmt: skip
    return arrays


def restore(town: Town, arrays: Mapping[str, NDArray[Any]], path: str) -> None:
    """Bring a town that was just built to the state that ``read`` has found in a file.

    Strategies begin after the burn-in and have met nobody in it, whatever there were then.
    Raises InputError where the arrays are not those of such a town.
    """
    arrays = {name: kept for name, kept in arrays.items() if not name.startswith("strategy.")}
    for name, here in town.state().items():
        if name.startswith("strategy."):
            continue
        kept = arrays.get(name)
        same_people = kept is not None and (
            not name.startswith("people.") or kept.shape == np.shape(here)
        )
        if kept is None or not same_people or kept.dtype != np.asarray(here).dtype:
            raise InputError(
                "does not fit this version of Helpseek", source=path, field=name,
                allowed="a burn-in made by it",
            )  # fmt: skip
    town.ties = Ties(*(arrays[f"ties.{name}"] for name in Ties._fields))
    town.restore(arrays)


def first_difference(before: Any, now: Any, field: str) -> tuple[str, Any, Any] | None:
    """The first place where two trees differ, with what stands there in each."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for name in sorted({*before, *now}):
            different = first_difference(before.get(name), now.get(name), f"{field}.{name}")
            if different is not None:
                return different
        return None
    return None if before == now else (field, before, now)
