"""Sensitivity: which parameters outcomes, or effects of strategies, depend on, and how surely."""
