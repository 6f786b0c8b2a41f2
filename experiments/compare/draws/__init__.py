"""A comparison over draws of the numbers: its course, its own tables, and what is said of it."""
