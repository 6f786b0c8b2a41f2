"""Report: a result as one page that somebody reads who reads no code."""
