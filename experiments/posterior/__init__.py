"""Towns that fit: draws of what is in doubt, all consistent with the evidence."""
