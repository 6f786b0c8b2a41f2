"""The towns of a view: prepared, lived, gone back in, within the memory that there is."""
