"""Settings that several switches share."""

from __future__ import annotations

from simulation.switches import Settings

_EVERY_SERVICE = ("general_practice", "specialist", "remote", "self_help", "support_group")


def of_services(name: str, value: float, services: tuple[str, ...] = _EVERY_SERVICE) -> Settings:
    """The same value of one parameter for these services."""
    return {f"services.{service}.{name}": value for service in services}
