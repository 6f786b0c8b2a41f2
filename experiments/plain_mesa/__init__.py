"""The week of Helpseek in plain Mesa, to be read as its specification and measured beside.

One ``mesa.Agent`` a person, attributes on the object, neighbours by reference, one function for
what a process does to a person, ordinary loops: as a Mesa model is usually written. The model in
``simulation`` tells the same story over columns, compiled and spread over threads. This one is the
proof of the other: with the draws and the precision of the other it agrees with it about everybody
in every week, to the last bit (``tests/twin``). It is what ``helpseek benchmark`` measures beside
the other, with Mesa's own chance. And it can be read, and changed, by whoever knows Mesa.

Start with ``model.WEEK``. What it takes over from the compiled model is what must stand in one
place: names and codes, the numbers of the scenario, the equations (``rules``), and the people and
ties of a town that has just been built. Order, waiting lists, strategies and counts it has of its
own::

    from experiments.plain_mesa.model import PlainModel
    from simulation.build import build_town
    from simulation.scenario import load_scenario

    model = PlainModel(build_town(load_scenario("town", {"people": 2000}), seed=1))
    for _ in range(52):
        model.step()
    model.datacollector.get_model_vars_dataframe()["stage_in_care"]
"""
