"""Files that results are: how each kind is written, known by its hash, and read again."""
