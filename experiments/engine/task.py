"""Tasks: what is to be done, in plain values that any worker can be given."""

from __future__ import annotations

import hashlib
import importlib
import json
import traceback
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.errors import one_line

if TYPE_CHECKING:
    import pyarrow as pa

_KEY_LENGTH = 32
"""Hexadecimal digits of a key: 128 bits, so that no two runs ever share one."""


class Run(NamedTuple):
    """One run: its key, which is the name of its files, and what it is."""

    key: str
    what: Mapping[str, Any]


class Task(NamedTuple):
    """Runs that a worker does one after the other because they share some work."""

    shared: Mapping[str, Any]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run failed: type of the error, its message, and the traceback."""

    kind: str
    message: str
    traceback: str = ""

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        """The failure that an error stands for; an error without words is told by its type."""
        kind = type(error).__name__
        told = one_line(str(error) or kind)
        return cls(kind, told, "".join(traceback.format_exception(error)))


class Work(ABC):
    """What a worker does; subclasses are named to workers as ``module:Class``.

    ``common`` holds for all tasks of a store, ``shared`` for the runs of a task, ``what`` for one
    run. All are plain values; results must depend on nothing else.
    """

    def __init__(self, common: Mapping[str, Any]) -> None:
        self.common = common

    def prepare(self, shared: Mapping[str, Any], threads: int) -> Any:
        """What the runs of a task have in common; ``threads`` are its share of the processors."""
        return None

    @abstractmethod
    def run(self, prepared: Any, what: Mapping[str, Any]) -> Mapping[str, pa.Table]:
        """One run: its tables by name. Names are those of directories."""

    def failed(
        self, shared: Mapping[str, Any], what: Mapping[str, Any], failure: Failure
    ) -> Mapping[str, pa.Table]:
        """What is written of a run that failed, beside its status."""
        return {}


def work_named(name: str, common: Mapping[str, Any]) -> Work:
    """The work that ``module:Class`` names."""
    module, _, kind = name.partition(":")
    made = getattr(importlib.import_module(module), kind)(common)
    assert isinstance(made, Work), name
    return made


def address(*parts: Any) -> str:
    """The key of whatever these plain values determine; the order of mappings counts.

    Raises ValueError for numbers that are not finite and TypeError for what JSON cannot hold.
    """
    text = json.dumps(parts, separators=(",", ":"), allow_nan=False, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY_LENGTH]
