"""Microdata: rows of targets proposed from a survey of one's own, with design-based intervals."""
