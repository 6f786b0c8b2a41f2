"""Settings that several switches share."""

from __future__ import annotations

from simulation.measures.categories import MODALITIES
from simulation.switches import Settings


def of_services(name: str, value: float, services: tuple[str, ...] = MODALITIES) -> Settings:
    """The same value of one parameter for these services."""
    return {f"services.{service}.{name}": value for service in services}
