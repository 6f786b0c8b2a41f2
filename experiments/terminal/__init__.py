"""The terminal: what a command says there, how it fails, and how far long work has come."""
