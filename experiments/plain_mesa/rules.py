"""Rules: the equations of the model, each of which stands in one place, without the compiler."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import FunctionType, SimpleNamespace
from typing import Any


@cache
def rules_of(module: str) -> Any:
    """The rules of a module of the model as plain Python functions, down to those they call."""
    names = dict(vars(import_module(module)))
    for name, value in list(names.items()):
        original = getattr(value, "py_func", None)
        if original is None:
            continue
        if original.__module__ == module:
            names[name] = FunctionType(original.__code__, names, name, original.__defaults__)
        else:
            names[name] = getattr(rules_of(original.__module__), original.__name__)
    return SimpleNamespace(**names)
