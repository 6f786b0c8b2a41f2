"""Portfolio: the best mixes of strategies under a budget, for several objectives."""
