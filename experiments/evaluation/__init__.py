"""Evaluations: what the model gives at chosen points, kept as in a sweep, for commands that choose
points by what they have seen."""
