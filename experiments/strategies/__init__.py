"""Strategies as commands name them: by name, from a Python file of the user's own, and as arms."""
