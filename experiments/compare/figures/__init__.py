"""Figures of a comparison, drawn from the files in its results directory."""
