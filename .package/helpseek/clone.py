"""In a clone: ``helpseek.simulation`` is the package ``simulation``, the very same modules.

A module that was loaded under two names would have two of each class and of each table. This file
is not part of what is installed, where both folders lie in ``helpseek`` itself.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_PREFIX = "helpseek."


class _SameModule:
    """Loads a module by importing it under the name that it has in a clone."""

    def __init__(self, own: ModuleSpec) -> None:
        self._own = own

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module itself."""
        module = importlib.import_module(self._own.name)
        self._before = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Only undo what Python has written into it: it has been run, and knows its name."""
        module.__spec__ = self._before

    def get_code(self, name: str) -> CodeType | None:
        """Its code, for ``python -m``."""
        found: CodeType | None = self._own.loader.get_code(self._own.name)  # type: ignore[union-attr]
        return found


class _Finder:
    """Finds the parts of ``helpseek`` where they lie in the clone."""

    def __init__(self, parts: Sequence[str]) -> None:
        self._parts = parts

    def find_spec(
        self, name: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where a module of ``helpseek`` is; None for all others."""
        own = name.removeprefix(_PREFIX)
        if own == name or own.partition(".")[0] not in self._parts:
            return None
        found = importlib.util.find_spec(own)
        if found is None:
            return None
        _check(found)
        spec = ModuleSpec(
            name,
            _SameModule(found),  # type: ignore[arg-type]
            origin=found.origin,
            is_package=found.submodule_search_locations is not None,
        )
        spec.has_location = found.has_location
        if found.submodule_search_locations is not None:
            spec.submodule_search_locations = list(found.submodule_search_locations)
        return spec


def _check(found: ModuleSpec) -> None:
    """Refuse a package of somebody else that has the name of ours."""
    if not os.path.abspath(found.origin or "").startswith(_ROOT + os.sep):
        part = found.name.partition(".")[0]
        raise ImportError(
            f"Python finds another {part} ({found.origin}) before that of Helpseek in {_ROOT}: "
            f"start it elsewhere, or install Helpseek instead of a clone (pip install {_ROOT})",
            name=found.name,
        )


def find_parts(parts: Sequence[str]) -> None:
    """Have ``helpseek.PART`` found in the clone from now on."""
    if _ROOT not in sys.path:
        sys.path.append(_ROOT)
    sys.meta_path.insert(0, _Finder(parts))
