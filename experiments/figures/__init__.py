"""Figures: how they look, and those of a run, drawn from the files in its results directory."""
