"""Mesa's data collector for series that the history keeps anyway: it reads them when asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa.datacollection import DataCollector

from simulation.counts import COUNTS

if TYPE_CHECKING:
    from simulation.model import HelpSeekingModel


class SeriesCollector(DataCollector):
    """A data collector of counts of the week, by their names in ``COUNTS``.

    It is as any of Mesa's to whoever looks at it or gives it further reporters. Only, each week
    it notes that there was one, and takes the numbers out of the history when they are asked for:
    to copy them week by week would take longer than a week of a small town.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._noted: list[Any] = []
        super().__init__(model_reporters={name: _reporter(name) for name in names})

    def collect(self, model: HelpSeekingModel) -> None:
        """Note the week that the model has just lived through."""
        if self.agent_reporters or self.agenttype_reporters or self._others():
            self.model_vars  # noqa: B018 (the weeks before this one)
            super().collect(model)
        else:
            self._noted.append(model.history.last)

    def _others(self) -> bool:
        return self.model_reporters.keys() != set(self._names)

    @property
    def model_vars(self) -> dict[str, list[Any]]:
        """The values of each reporter, one a week."""
        if self._noted:
            table = np.array(self._noted)
            self._noted = []
            for name in self._names:
                self._model_vars[name].extend(table[:, COUNTS.index(name)].tolist())
        return self._model_vars

    @model_vars.setter
    def model_vars(self, value: dict[str, list[Any]]) -> None:
        self._model_vars = value


def _reporter(name: str) -> Callable[[HelpSeekingModel], int]:
    """A reporter of one series of the history."""
    return lambda model: model.history.latest(name)
