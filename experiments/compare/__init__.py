"""Comparison of strategies: the same people with the same luck, with and without each."""
