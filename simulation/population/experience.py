"""What experience leaves behind in attitudes."""

from __future__ import annotations

from typing import Any

from simulation.compiled import rule


@rule
def after_experience(p: Any, attitude: float, good: bool) -> float:
    """Trust or expected benefit after a course of care, good or bad."""
    if good:
        return attitude + p.experience_trust * (1.0 - attitude)
    return attitude * (1.0 - p.experience_trust)
