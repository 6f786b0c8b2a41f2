"""The same week as an ordinary Mesa model, to measure Helpseek's speed beside.

One ``mesa.Agent`` a person, attributes on the object, neighbours by reference, chance from Mesa's
own generator, and the stages of the week one after the other, each over all agents, so that
everybody acts on what others showed last week: as a Mesa model is usually written, and with nothing
in it to slow it down. It follows the rules of the week closely enough to do the same work and
counts the same things, with the numbers of the same parameters; it is no specification, and its
results are not used.
"""

from experiments.plain_mesa.model import PEOPLE, SERVICES, PlainModel

__all__ = ["PEOPLE", "SERVICES", "PlainModel"]
