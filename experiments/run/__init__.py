"""One run, from a scenario to its results, and the town that it may begin from."""
