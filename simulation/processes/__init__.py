"""The week: one file for each process, and what they have in common."""
