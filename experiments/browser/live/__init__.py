"""Towns that a view steps: jumped in, changed in mid-run, compared, asked about."""
