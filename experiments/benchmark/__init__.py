"""How fast Helpseek is on this machine: beside plain Mesa, beside the gather limit, beside before.

Everything is measured in one run, and of everything the quickest of several goes counts: the one
that others disturbed least. What stands in one ratio is measured in turns, a go of each after a go
of the other, so that a machine that is busy for some seconds is busy for both.
"""
