"""One person of a town: looked up, found, watched week by week, and told."""
