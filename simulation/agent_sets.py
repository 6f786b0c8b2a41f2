"""The set of agents that a model keeps: it is asked and told, but loses nobody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import mesa
from mesa.agent import AgentSet

from simulation.errors import InputError
from simulation.person import Person

# Mesa keeps agents in an AgentSet up to 3.4, from 3.5 on in a class of its own.
_Kept: Any = type(mesa.Model(rng=0).agents)


class Kept(_Kept):
    """The agents of a model, of all types or of one.

    What Mesa offers on it works, and gives ordinary AgentSets. But the persons of a town can be
    neither removed nor left out, as Mesa's own set would allow, because the week would go on with
    them: InputError. Other agents come and go as ever.
    """

    @classmethod
    def guarding(cls, agents: Any) -> Any:
        """The same set, guarded from now on."""
        if type(agents) is _Kept:
            agents.__class__ = cls
        return agents

    def select(self, *arguments: Any, **named: Any) -> Any:
        """As Mesa's, but not in place."""
        if named.get("inplace") or (len(arguments) > 2 and arguments[2]):
            raise InputError(
                "the model's own agents cannot be reduced to some",
                source="select",
                field="inplace",
                found=True,
                allowed="a set of its own: model.agents.select(...)",
            )
        found = super().select(*arguments, **named)
        return AgentSet(found, self.random) if isinstance(found, Kept) else found

    def discard(self, agent: Any) -> None:
        """As Mesa's, for agents that are no persons."""
        self._keep(agent)
        super().discard(agent)

    def remove(self, agent: Any) -> None:
        """As Mesa's, for agents that are no persons."""
        self._keep(agent)
        super().remove(agent)

    def _keep(self, agent: Any) -> None:
        if isinstance(agent, Person) and agent in self:
            raise InputError(
                "a person cannot be taken out of the model's own agents",
                source="agents",
                found=agent.label,
                allowed="a set of its own: model.agents.select(...)",
            )

    def __copy__(self) -> Any:
        return AgentSet(list(self), self.random)

    def copy(self) -> Any:
        """An AgentSet of the same agents, which may be changed."""
        return self.__copy__()

    def _from_iterable(self, agents: Iterable[Any]) -> Any:
        # What `&`, `|` and `-` give.
        return AgentSet(agents, self.random)
