"""Seeds of models: what Mesa takes as one, and batches that can be made again."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import mesa
import numpy as np
import pytest

from simulation import HelpSeekingModel, InputError
from simulation.model import REPORTED
from tests.support.models import model_of
from tests.support.towns import bits, differences

GENERATORS: list[Any] = [
    np.int64(7),
    [1, 2],
    np.random.SeedSequence(7),
    np.random.default_rng(7),
    np.random.PCG64(7),
]


@pytest.mark.parametrize("rng", GENERATORS, ids=lambda rng: type(rng).__name__)
def test_what_mesa_takes_as_a_seed(rng: Any) -> None:
    """A seed is drawn from it, and kept: it makes the same town again."""
    same = copy.deepcopy(rng)
    one, other = model_of(rng=rng, people=50), model_of(rng=same, people=50)
    again = model_of(rng=one.seed_of_draws, people=50)
    for model in (other, again):
        assert model.seed_of_draws == one.seed_of_draws
        assert differences(bits(model.town), bits(one.town)) == []
    assert (one.seed_of_draws == 7) == isinstance(rng, np.integer)


def test_one_generator_seeds_different_models() -> None:
    rng = np.random.default_rng(7)
    assert len({model_of(rng=rng, people=20).seed_of_draws for _ in range(3)}) == 3


@pytest.mark.parametrize("rng", [[], [-1], ["a"], {}, object(), np.True_])
def test_what_is_no_seed_for_mesa_either_is_refused(rng: Any) -> None:
    with pytest.raises(InputError, match=r"rng|seed"):
        model_of(rng=rng)


def test_iterations_of_a_batch_differ_and_tell_their_seeds() -> None:
    small: dict[str, Any] = {
        "people": 300,
        "onset_rate": 0.8,
        "horizon__burn_in_weeks": 0,
        "horizon__weeks": 5,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of iterations, from Mesa 3.5 on
        with pytest.warns(UserWarning, match="no seed is given"):
            rows = mesa.batch_run(HelpSeekingModel, small, iterations=4, display_progress=False)
    assert len({row["seed"] for row in rows}) == 4
    assert len({tuple(row[name] for name in REPORTED) for row in rows}) == 4
    for row in rows:
        again = HelpSeekingModel(rng=row["seed"], **small)
        again.run()
        assert again.history.latest("onsets") == row["onsets"]
        assert again.history.latest("stage_aware") == row["stage_aware"]
