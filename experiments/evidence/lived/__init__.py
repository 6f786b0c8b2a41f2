"""What towns live through for the targets: watched, in trials, with a strategy and without."""
