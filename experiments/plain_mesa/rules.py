"""Rules: the equations of the model, each of which stands in one place, without the compiler."""

from __future__ import annotations

import sys
from functools import cache
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any


@cache
def rules_of(module: ModuleType) -> Any:
    """The rules of a module of the model as plain Python functions, down to those they call."""
    names = dict(vars(module))
    for name, value in list(names.items()):
        original = getattr(value, "py_func", None)
        if original is None:
            continue
        if original.__module__ == module.__name__:
            names[name] = FunctionType(original.__code__, names, name, original.__defaults__)
        else:
            home = sys.modules[original.__module__]
            names[name] = getattr(rules_of(home), original.__name__)
    return SimpleNamespace(**names)
