"""Sweeps: a plan of uncertainties, levers, outcomes, design and seeds, run and kept piece by piece."""
