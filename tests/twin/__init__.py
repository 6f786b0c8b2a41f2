"""The twin: the week of Helpseek told once more in plain Mesa, to be read as its specification.

One Python object a person, one function for what a process does to a person, ordinary loops. The
model in ``simulation`` tells the same story over columns, compiled and spread over threads; the two
have to agree about everybody in every week, to the last bit.

Start with ``world.WEEK``. What the twin takes over from the model is what must stand in one place:
names and codes, the numbers of the scenario, the equations (``rules``), and the people and ties of
a town that has just been built. Draws, order, waiting lists, strategies and counts it has of its
own.
"""
