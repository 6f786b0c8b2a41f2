"""Doubt about numbers: what is uncertain, and draws of it that all studies share."""
