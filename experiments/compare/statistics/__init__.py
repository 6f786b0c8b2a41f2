"""Statistics of a comparison: paired differences, ratios, what is the best buy, when to stop."""
