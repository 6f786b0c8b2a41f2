"""Values: what strategies modify, and how the modifiers of several strategies combine."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import c_float

from simulation.values import VALUES


def single(number: float) -> float:
    """The nearest number in single precision.

    The model keeps what it knows of people in 32 bits each and calculates in 64. The twin rounds in
    the same places: when an attribute of a person, or a modifier, is stored.
    """
    return c_float(number).value


NEUTRAL = {name: value.neutral for name, value in VALUES.items()}
COMBINED: dict[str, Callable[[float, float], float]] = {
    "add": lambda one, other: one + other,
    "multiply": lambda one, other: one * other,
    "complement": lambda one, other: 1.0 - (1.0 - one) * (1.0 - other),
    "larger": max,
}


class Modifiable:
    """A person, or a service, for whom strategies modify named values."""

    modifiers: dict[str, float]

    def modifier(self, name: str) -> float:
        """The modifier of a value as it holds now; a neutral one if no strategy modifies it."""
        return self.modifiers[name] if name in self.modifiers else NEUTRAL[name]

    def modify(self, name: str, modifier: float) -> None:
        """Combine one more modifier into a value."""
        value = VALUES[name]
        combined = COMBINED[value.combination](self.modifier(name), modifier)
        self.modifiers[name] = single(min(max(combined, value.low), value.high))
