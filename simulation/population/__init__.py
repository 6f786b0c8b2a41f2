"""The people: where they come from, and all that is known of each."""
