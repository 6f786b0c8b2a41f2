"""Studies: scripts to be copied, each from a question to a report."""
