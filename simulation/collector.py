"""Mesa's data collector for series that the history keeps anyway: it reads them when asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np
from mesa.datacollection import DataCollector

from simulation.history import History
from simulation.measures.weekly import place_of


class Counting(Protocol):
    """A model of Mesa's that keeps what was counted each week."""

    time: float

    @property
    def history(self) -> History:
        """What was counted, week by week."""


class SeriesCollector(DataCollector):
    """A data collector of counts of the week, by their names.

    ``fixed`` are values that stay what they are, by name.

    It can be used like any other of Mesa, and takes further reporters. But each week it only notes
    the counts, and hands them to the reporters' lists when these are asked for: to do so every week
    would take longer than a small town takes to live through one.
    """

    def __init__(self, names: Sequence[str], fixed: Mapping[str, Any]) -> None:
        self._names = tuple(names)
        self._fixed = dict(fixed)
        self._noted: list[Any] = []
        reporters: dict[str, Any] = {name: partial(_latest, name) for name in names}
        reporters |= {name: partial(_same, value) for name, value in fixed.items()}
        super().__init__(model_reporters=reporters)
        self._own_reporters = dict(self.model_reporters)

    def collect(self, model: Counting) -> None:
        """Note the week that the model has just lived through."""
        if self.agent_reporters or self.agenttype_reporters or self._others():
            self.model_vars  # noqa: B018 (the weeks before this one)
            super().collect(model)
        else:
            self._noted.append(model.history.last)
            # Mesa from 3.5 on looks a week up in the times at which there was something to collect.
            times = getattr(self, "_collection_steps", None)
            if times is not None:
                times.append(model.time)

    def _others(self) -> bool:
        """Whether somebody has added, taken away or replaced a reporter."""
        return self.model_reporters != self._own_reporters

    @property
    def model_vars(self) -> dict[str, list[Any]]:
        """The values of each reporter, one a week."""
        if self._noted:
            table = np.array(self._noted)
            self._noted = []
            for name in self._names:
                self._model_vars[name].extend(table[:, place_of(name)].tolist())
            for name, value in self._fixed.items():
                self._model_vars[name].extend([value] * len(table))
        return self._model_vars

    @model_vars.setter
    def model_vars(self, value: dict[str, list[Any]]) -> None:
        self._noted = []  # they belong to what is replaced
        self._model_vars = value


def _latest(name: str, model: Counting) -> int:
    """What a reporter of one series of the history gives."""
    return model.history.latest(name)


def _same(value: Any, model: Counting) -> Any:
    """What a reporter of a value that does not change gives."""
    return value
