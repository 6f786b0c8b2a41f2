"""Numbers of services: the kinds of help there are, each with price, places, effect, dropout."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from simulation.parameters.field import Section, tabled
from simulation.parameters.table import numbers


class Service(Section):
    """One kind of help, as it is offered in this place."""

    stands_at: ClassVar[str] = "services.*"

    price: float = tabled(
        "currency per session", 0.0, 10_000.0, "What a session costs a person without coverage"
    )
    cost: float = tabled("currency per session", 0.0, 10_000.0, "What a session costs to provide")
    coinsurance: float = tabled(
        "share of the price", 0.0, 1.0, "Share of the price that a person with coverage pays"
    )
    places: float = tabled(
        "people in care at once per 1,000 adults",
        0.0,
        1_000.0,
        "How many people the service can have in care; 1,000 is without limit",
    )
    sessions: float = tabled(
        "sessions", 1.0, 200.0, "Sessions of a course as the professional plans it, median"
    )
    interval: int = tabled("weeks", 1, 52, "Weeks between sessions")
    effect: float = tabled(
        "share of full progress per session", 0.0, 1.0, "Progress with a session at full alliance"
    )
    dropout: float = tabled(
        "probability per session",
        0.0,
        1.0,
        "Chance to leave at a later session, at the middle of the alliance",
    )
    travels: float = tabled(
        "share of the travel time",
        0.0,
        5.0,
        "Travel to a session as a share of the travel time of the person's place",
    )
    office_hours: float = tabled(
        "share of sessions", 0.0, 1.0, "Sessions that fall into working hours"
    )
    exposure: float = tabled(
        "share of the scale", 0.0, 1.0, "How visible it is that a person uses the service"
    )
    directive: float = tabled(
        "share of the scale", 0.0, 1.0, "How much the help directs rather than collaborates"
    )
    appeal: float = tabled(
        "log odds",
        -10.0,
        10.0,
        "How much more often people think of this help than of general practice",
    )
    severity_fit: float = tabled(
        "steps", -3.0, 3.0, "How the help suits severity: multiplies the step from moderate"
    )
    professional: bool = Field(
        True, description="Whether surveys count it as use of a service", strict=True
    )


def _offered(name: str, professional: bool = True) -> Service:
    """A service as the table has it."""
    place = f"services.{name}."
    values = {
        parameter.removeprefix(place): entry.value
        for parameter, entry in numbers().items()
        if parameter.startswith(place)
    }
    return Service(**values, professional=professional)


class Services(Section):
    """The services of the place."""

    general_practice: Service = _offered("general_practice")
    specialist: Service = _offered("specialist")
    remote: Service = _offered("remote")
    self_help: Service = _offered("self_help", professional=False)
    support_group: Service = _offered("support_group")
