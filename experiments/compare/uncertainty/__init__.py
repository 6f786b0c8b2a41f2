"""Doubt about numbers in a comparison: draws, their runs, and what is luck, what numbers."""
