"""The comparison with published evidence: targets, how the model measures them, verdicts."""
