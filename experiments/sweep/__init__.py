"""Sweeps: a plan of uncertainties, levers, outcomes, design and seeds, and all of its runs."""
