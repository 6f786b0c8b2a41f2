"""Figures of what doubt about numbers means for a decision."""
